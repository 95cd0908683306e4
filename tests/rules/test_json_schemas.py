"""The JSON Schemas that editors use accept every file that ships and refuse common mistakes."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.datafiles import read_yaml
from monitor.rules.files import DATA

SCHEMAS = {path.stem: json.loads(path.read_text("utf-8")) for path in (DATA / "schema").glob("*.json")}
FOLDERS = {"claims": "claim", "rules": "rule", "policies": "policies", "context": "context"}
FILES = [(kind, path) for folder, kind in FOLDERS.items() for path in sorted((DATA / folder).glob("*.yaml"))]
FILES += [(name, DATA / f"{name}.yaml") for name in ("bands", "grids", "rigs", "risk")]
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip


def valid(value: Any, schema: Any, root: Any) -> bool:
    """JSON Schema, as much of it as pydantic writes. YAML reads a date where the schema says string: as written."""
    if "$ref" in schema:
        return valid(value, root["$defs"][schema["$ref"].split("/")[-1]], root)
    for many in ("anyOf", "oneOf"):
        if many in schema:
            return any(valid(value, one, root) for one in schema[many])
    value = str(value) if type(value).__name__ == "date" else value
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        return False
    if ("enum" in schema and value not in schema["enum"]) or ("const" in schema and value != schema["const"]):
        return False
    if isinstance(value, dict):
        return _mapping(value, schema, root)
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(valid(v, schema.get("items", {}), root) for v in value)
    return not isinstance(value, str) or re.search(schema.get("pattern", ""), value) is not None


def _mapping(value: dict[str, Any], schema: Any, root: Any) -> bool:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    if others is False and set(value) - set(known):
        return False
    return all(valid(part, known.get(name, others or {}), root) for name, part in value.items())


def accepts(kind: str, value: Any) -> bool:
    return valid(value, SCHEMAS[kind], SCHEMAS[kind])


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}-{path.stem}" for kind, path in FILES])
def test_every_file_that_ships_fits_its_schema(kind: str, path: Path) -> None:
    assert accepts(kind, read_yaml(path).value)


@pytest.mark.parametrize(
    ("key", "value"),
    [("severity", "huge"), ("version", "one"), ("severty", "high"), ("when", {"clam": "x"}), ("must_flag", [])],
)
def test_common_mistakes_do_not_fit(key: str, value: object) -> None:
    rule = copy.deepcopy(read_yaml(DATA / "rules" / "mining_allowed.yaml").value)
    assert accepts("rule", rule)
    assert not accepts("rule", {**rule, key: value})
