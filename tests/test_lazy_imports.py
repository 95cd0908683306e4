"""What is imported only when it is needed (start-up time, extras) is there, under the name by which it is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = sorted(path for room in ("monitor", "db") for path in (ROOT / room).rglob("*.py"))


def asked_for(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of everything of ours that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in {"monitor", "db"}:
            yield from ((node.module, alias.name) for alias in node.names)


def test_every_name_of_ours_that_is_imported_is_there() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {module}.{name}"
        for path in FILES
        for module, name in asked_for(path)
        if not hasattr(import_module(module), name) and find_spec(f"{module}.{name}") is None
    ]
    assert not missing
