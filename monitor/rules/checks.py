"""What holds between data files: a rule names claims, bands and fact kinds that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from monitor.datafiles import Where, YamlFile
from monitor.errors import DataFileError
from monitor.rules.checks_tables import check_days, check_grids, check_rigs
from monitor.rules.files import DataFile
from monitor.rules.names import CLAIM_IDS, CONSTANTS, FACT_DETAILS, FACT_KINDS, PLACEHOLDER, WORDS
from monitor.rules.places import Places, load_places
from monitor.rules.policies import EVERYWHERE, region_holds, same_name

_TABLES: Final = {"grids.yaml": check_grids, "rigs.yaml": check_rigs}


def check_knowledge(files: Sequence[tuple[DataFile, YamlFile]]) -> list[DataFileError]:
    """Every reference that leads nowhere, at its line. The files are valid each by itself."""
    claims = CLAIM_IDS | {yaml.value.get("id", "") for file, yaml in files if file.name.startswith("claims/")}
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
            errors += _placeholders(yaml)
            errors += _conditions(yaml, yaml.value["when"], ("when",), claims, bands, rows)
            for index, step in enumerate(yaml.value.get("severity_when", ())):
                errors += _conditions(yaml, step["when"], ("severity_when", index, "when"), claims, bands, rows)
        elif kind in _TABLES:
            errors += _TABLES[kind](yaml)
        elif kind == "policies":
            errors += check_days(yaml)
            errors += _effects(yaml, claims)
            for index, row in enumerate(yaml.value["rows"]):
                errors += _regions(yaml, row["regions"], ("rows", index, "regions"), (EVERYWHERE,))
        elif kind == "context":
            errors += [
                yaml.error(f"there is no rule {name!r}", ("rules", index))
                for index, name in enumerate(yaml.value.get("rules", ()))
                if name not in rules
            ]
    return errors


def _placeholders(yaml: YamlFile) -> Iterator[DataFileError]:
    """Every {word} of title and reason must be one that the rule's own condition can fill in."""
    known = WORDS | _numbers_of(yaml.value["when"])
    steps = enumerate(yaml.value.get("severity_when", ()))
    places: list[Where] = [
        ("title",),
        ("reason",),
        *(("severity_when", n, "adds") for n, step in steps if step.get("adds")),
    ]
    for where in ((*place, language) for place in places for language in ("zh", "en")):
        text: Any = yaml.value
        for part in where:
            text = text[part]
        for name in PLACEHOLDER.findall(text):
            if name not in known:
                yield yaml.error(f"{{{name}}} is not known here; known are {', '.join(sorted(known))}", where)


def _numbers_of(condition: Any) -> frozenset[str]:
    """The quantities that a condition (as plain data) compares."""
    if isinstance(condition, list):
        return frozenset[str]().union(*map(_numbers_of, condition))
    if not isinstance(condition, dict):
        return frozenset()
    own = {condition["number"]} if isinstance(condition.get("number"), str) else set[str]()
    return frozenset(own).union(*map(_numbers_of, condition.values()))


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
    yield from _details(yaml, part, where)
    if isinstance(places := part.get("place", []), str | list):
        yield from _regions(yaml, [places] if isinstance(places, str) else places, (*where, "place"))
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


def _details(yaml: YamlFile, part: Mapping[str, Any], where: Where) -> Iterator[DataFileError]:
    """Details that a fact of the kind never has: the condition would hold for no text."""
    known = FACT_DETAILS.get(str(part.get("fact")), ("approximate", "period", "stated_kwh"))
    for name in part.get("detail", {}) if part.get("fact") in FACT_KINDS else ():
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"meant is perhaps {near[0]!r}" if near else f"known are {', '.join(known)}"
            told = f"a fact of kind {part['fact']!r} has no detail {name!r}; {hint}"
            yield yaml.error(told, (*where, "detail", name))


def _regions(yaml: YamlFile, regions: Iterable[str], where: Where, more: Sequence[str] = ()) -> Iterator[DataFileError]:
    """Regions that are no place: such a row or rule would speak of no plant at all."""
    places = load_places()
    for region in regions:
        if region not in more and not _is_region(region, places):
            meant = _meant(region, places)
            hint = f"; meant is perhaps {meant!r}" if meant else "; write a province, or 四川/凉山 for a part of one"
            yield yaml.error(f"there is no region {region!r}{hint}", where)


def _is_region(region: str, places: Places) -> bool:
    top, _, lower = region.partition("/")
    divisions = [(one.province, one.prefecture, one.county) for one in places.named(lower or top)]
    return any(region_holds(region, one) and (lower or one[1:] == (None, None)) for one in divisions)


def _meant(region: str, places: Places) -> str:
    """The region that is likely meant: 四川/凉山 for 凉山 or 四川/凉山洲, 四川 for 四州; '' when none is near."""
    top, _, lower = region.partition("/")
    if not lower and (found := places.named(top)):
        return f"{_short(found[0].province)}/{top}"
    known = [_short(one.name) for one in places if one.level == "province" and not one.valid_to]
    near = [name for name in known if top.startswith(name)] or [name for name in known if name[0] == top[0]]
    near = near or get_close_matches(top, known, 1)
    if not near or not lower:
        return "".join(near[:1])
    inside = [one.name for one in places if one.level != "province" and same_name(near[0], one.province)]
    below = get_close_matches(lower, [cut for name in inside for cut in (name, name[:2], name[:3])], 1, 0.5)
    return "/".join([near[0], *below])


def _short(province: str) -> str:
    """四川 for 四川省, 内蒙古 for 内蒙古自治区."""
    return next(province[:size] for size in (2, 3, 4, len(province)) if same_name(province[:size], province))
