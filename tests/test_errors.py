"""Errors that end a command speak the reader's language: whoever raises a new one is reminded of its Chinese."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from db.connection import _CODES
from monitor.publish.failures import say_failure

ROOT: Final = Path(__file__).parents[1]
ENDING: Final = frozenset({
    "ConfigError", "DataFileError", "DiskFull", "HydrowatchError", "InputError", "NewerSchema", "NotAWorkspace",
    "OlderSchema", "SourceError", "StoreBusy", "StoreConflict", "StoreDamaged", "StoreError", "WorkspaceBusy",
    "WorkspaceError",
})  # fmt: skip
GAP: Final = "7"
SILENT_ITEMS: Final = 0  # reasons of failed items without Chinese: all have it; a new reason needs it, too


def _literal(node: ast.expr) -> str:
    """The words of a message with GAP for what is filled in; '' when they do not stand in the call itself."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) if isinstance(part, ast.Constant) else GAP for part in node.values)
    return ""


def _raised(*names: str) -> Iterator[tuple[str, str]]:
    """Where an error of one of these classes is made, and its message (the last argument)."""
    for path in sorted([*(ROOT / "monitor").rglob("*.py"), *(ROOT / "db").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in names and node.args:
                words = _literal(node.args[-1])
                if any(letter.isalpha() for letter in words):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", words


def _is_chinese(message: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in say_failure(message, "zh").replace(message, ""))


def test_every_error_that_ends_a_command_has_its_chinese() -> None:
    silent = [f"{where}: {words}" for where, words in _raised(*ENDING) if not _is_chinese(words)]
    assert silent == [], "add these to monitor/data/errors.tsv"


def test_what_the_database_says_has_its_chinese() -> None:
    assert [words for _, words in _CODES.values() if not _is_chinese(f"case/hydrowatch.db: {words}")] == []


def test_no_more_reasons_of_failed_items_are_without_chinese_than_before() -> None:
    silent = [f"{where}: {words}" for where, words in _raised("ItemError", "NothingToRead") if not _is_chinese(words)]
    assert len(silent) <= SILENT_ITEMS, silent
