"""What holds between data files: a rule names claims, bands and fact kinds that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.datafiles import Where, YamlFile
from monitor.errors import DataFileError
from monitor.rules.files import DataFile
from monitor.rules.names import CLAIM_IDS, CONSTANTS, FACT_KINDS


def check_knowledge(files: Sequence[tuple[DataFile, YamlFile]]) -> list[DataFileError]:
    """Every reference that leads nowhere, at its line. The files are valid each by itself."""
    claims = CLAIM_IDS | {yaml.value["id"] for file, yaml in files if file.name.startswith("claims/")}
    rules = {yaml.value["id"] for file, yaml in files if file.name.startswith("rules/")}
    rows = {row["id"] for file, yaml in files if file.name.startswith("policies/") for row in yaml.value["rows"]}
    tables = {file.name: yaml.value for file, yaml in files}  # a workspace's own table comes last and counts
    bands = {row["id"]: row for row in tables.get("bands.yaml", {}).get("bands", ())}
    errors = [
        yaml.error(f"the band {name!r} with its constant is missing: sums need it", ("bands",))
        for file, yaml in files
        if file.name == "bands.yaml"
        for name in CONSTANTS
        if not any(row["id"] == name and row.get("constant") for row in yaml.value["bands"])
    ]
    for file, yaml in files:
        kind = file.name.split("/")[0]
        if kind == "rules":
            errors += _conditions(yaml, yaml.value["when"], ("when",), claims, bands, rows)
            for index, step in enumerate(yaml.value.get("severity_when", ())):
                errors += _conditions(yaml, step["when"], ("severity_when", index, "when"), claims, bands, rows)
        elif kind == "policies":
            errors += _effects(yaml, claims)
        elif kind == "context":
            errors += [
                yaml.error(f"there is no rule {name!r}", ("rules", index))
                for index, name in enumerate(yaml.value.get("rules", ()))
                if name not in rules
            ]
    return errors


def _effects(yaml: YamlFile, claims: frozenset[str] | set[str]) -> Iterator[DataFileError]:
    for index, row in enumerate(yaml.value["rows"]):
        for claim in row.get("claim_effects", ()):
            if claim not in claims:
                yield yaml.error(f"there is no claim type {claim!r}", ("rows", index, "claim_effects", claim))


def _conditions(
    yaml: YamlFile, part: Any, where: Where, claims: frozenset[str] | set[str], bands: Mapping[str, Any], rows: set[str]
) -> Iterator[DataFileError]:
    """Walk one condition; every name it uses must exist."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _conditions(yaml, item, (*where, index), claims, bands, rows)
        return
    if not isinstance(part, dict):
        return
    for claim in _names(part.get("claim", [])):
        if claim not in claims:
            yield yaml.error(f"there is no claim type {claim!r}", (*where, "claim"))
    if "fact" in part and part["fact"] not in FACT_KINDS:
        known = ", ".join(sorted(FACT_KINDS))
        yield yaml.error(f"there is no fact kind {part['fact']!r}; known are {known}", (*where, "fact"))
    for row in _names(part.get("rows", [])):
        if row not in rows:
            yield yaml.error(f"there is no policy row {row!r}", (*where, "rows"))
    for side in ("above", "below"):
        if isinstance(limit := part.get(side), str) and not _has_limit(bands, limit):
            yield yaml.error(f"bands.yaml has no {limit!r}", (*where, side))
    for key in ("all", "any", "not", "near", "first", "second", "policy"):
        yield from _conditions(yaml, part.get(key), (*where, key), claims, bands, rows)


def _names(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _has_limit(bands: Mapping[str, Any], limit: str) -> bool:
    band, _, field = limit.partition(".")
    return band in bands and bands[band].get(field) is not None
