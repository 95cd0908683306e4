"""Errors that end a command speak the reader's language: whoever raises a new one is reminded of its Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

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
    reasons = _raised("ItemError", "NothingToRead", "NotLoaded")
    silent = [f"{where}: {words}" for where, words in reasons if not _is_chinese(words)]
    assert len(silent) <= SILENT_ITEMS, silent


# Where verdicts on evidence and what became of a page are made: their sentences are returned, not raised.
TOLD: Final = (
    "monitor/datafiles.py", "monitor/rules/build.py", "monitor/rules/build_claims.py", "monitor/rules/checks.py",
    "monitor/rules/checks_tables.py",
    "monitor/rules/schema.py", "monitor/rules/schema_parts.py", "monitor/rules/schema_rules.py",
    "monitor/rules/templates.py", "monitor/sources/checks.py", "monitor/sources/model.py", "monitor/sources/paths.py",
    "monitor/sources/picks.py", "monitor/sources/written.py", "monitor/sources/zones.py",
    "monitor/run/importing/again.py", "monitor/run/rereading.py",
    "monitor/run/verifying/custody.py", "monitor/run/doctor.py",
    "monitor/run/watching/items.py", "monitor/run/packages/left_out.py", "monitor/run/watching/lists.py",
    "monitor/run/sealing/manifests.py", "monitor/run/packages/copy_checks.py", "monitor/run/packages/package_checks.py",
    "monitor/run/packages/package_files.py", "monitor/run/packages/package_index.py",
    "monitor/run/packages/packed_stamps.py", "monitor/run/packages/parts.py", "monitor/run/proofs.py",
    "monitor/run/verifying/row_checks.py", "monitor/run/watching/sightings.py", "monitor/run/watching/absent.py",
    "monitor/run/sealing/stamp_checks.py", "monitor/run/sealing/stamps.py", "monitor/run/verifying/verify.py",
    "monitor/capture/browser.py", "monitor/capture/challenge.py", "monitor/capture/failures.py",
    "monitor/capture/guard.py", "monitor/capture/http.py", "monitor/capture/members.py",
    "monitor/capture/posting.py", "monitor/capture/reading.py", "monitor/capture/render.py",
    "monitor/capture/serving.py", "monitor/capture/wire.py", "monitor/codings.py", "monitor/parse/landing.py",
    "monitor/payload.py", "monitor/stamps/answers.py", "monitor/stamps/authorities.py", "monitor/unpack/wacz.py",
    "db/audit.py", "db/store.py",
)  # fmt: skip
SENTENCE: Final = re.compile(r"[a-z]{2,}[,:;]? (?:[a-z]|7\b)|\b7 [a-z]{2,}|[a-z]\(7")
SQL: Final = re.compile(r"\b(SELECT|PRAGMA|INSERT|UPDATE|DELETE)\b")
# What is put together with more before it is told; the whole is checked where the damage is made (spoken.in_chinese).
PARTS: Final = frozenset({
    ", not 7", "Value error, ", "mapping values", "; use 7",
    "7 (7 in the answer)", "7 (7 on the page)", "7 (address with 7)", "7 then, and still seems to be",
    " (it announced 7)", "the answer is larger than 7 bytes7", ", 7 s from our clock", ", there by 7",
    ", by other certificates (7) than when it was asked for (7)", "by the certificates that you named",
    "by 7, which came with the package (SHA-256 7): compare it with the authority's own", "of no archive", "of 7",
    "stamps 7",
    "the database says that it came out of the archive 7, the record 7", "the database says 7 7, the record 7",
    "SHA-256 of what it confirms", "final address", "time it was taken", "media type", "gone or sold",
    "7 of 7 listings are 7 at once (7): the site has probably changed; none counts until the listings are back, or "
    "'hydrowatch source confirm-removals 7' says that it is true",
    "its 7 has 7 characters, the page 7: it was changed in the database",
    "its 7 is not what the page says from character 7: it was changed in the database",
    "lines, each leads to the record that it names", "row 7 of 7 points at a row of 7 that is not there",
    "pages, each a record of that address and time; titles are not evidence",
    "7: 7; restore the database from a backup",
    "entry 7 of the audit log 7",
    "7; what was kept just before or after bears a wrong time",
    "; that is before our clock says that capture 7 was made, 7: our clock was wrong",
    "is dated before the entry before it, which says 7", "7: the clock was wrong before or after",
    # names, words that are looked for, and what is no sentence for people
    "it is not in the list any longer", "7, which was read to its end (7 pages)",
    "run 7", "hydrowatch 7", "certificate verify error", "is not installed", "too large", "Chromium 7",
    "SQLite 7", "7 without FTS5: use a Python whose SQLite has it", "7, Python 7", "own rules", "7 with FTS5",
    "policy 7", "source 7", "none: it is gone", "sources/7.yaml, items", "gzip, deflate",
})  # fmt: skip


def _sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that reads like a sentence, GAP for what is filled in; docstrings and code left aside."""
    tree = ast.parse(path.read_text("utf-8"))
    inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inner |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        words = _literal(node) if isinstance(node, ast.Constant | ast.JoinedStr) and node not in inner else ""
        code = SQL.search(words) or any(mark in words for mark in ("charset=", "<!", "=> {"))
        if SENTENCE.search(words) and not code:
            yield node.lineno, words


@pytest.mark.parametrize("name", TOLD)
def test_every_reason_that_is_told_of_evidence_or_a_page_has_its_chinese(name: str) -> None:
    silent = [f"{name}:{line}: {words}" for line, words in _sentences(ROOT / name)
              if words not in PARTS and not _is_chinese(words.removeprefix("; "))]  # fmt: skip
    assert silent == [], "add these to monitor/data/evidence.tsv"


def test_no_part_of_a_sentence_is_left_over() -> None:
    used = {words for name in TOLD for _, words in _sentences(ROOT / name)}
    assert sorted(PARTS - used) == []
