"""JSON Schemas of the data files, made from the pydantic models; `python -m monitor.rules.schemas` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from monitor.rules.files import DATA
from monitor.rules.schema import FILE_MODELS

FOLDER: Final = DATA / "schema"


def json_schemas() -> dict[str, str]:
    """File name -> JSON Schema text (draft 2020-12) of every kind of data file."""
    return {f"{name}.json": _schema(name) for name in FILE_MODELS}


def _schema(name: str) -> str:
    schema = FILE_MODELS[name].model_json_schema(by_alias=True)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_schemas(folder: Path = FOLDER) -> None:
    """Write all schemas to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in json_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
