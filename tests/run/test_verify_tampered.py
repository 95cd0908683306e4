"""Verifying a workspace that somebody took a hand to: each trace is a verdict, and no trace ends the check."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest
from spoken import in_chinese

from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import ItemVerdict, verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"
CHANGED = "does not say what it did when it was written"


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A workspace with two runs of an import, a file each."""
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(OFFER.format(number), "utf-8")
        with open_workspace(folder) as workspace:
            import_paths(workspace, [tmp_path / f"{number}.txt"])
    return folder


def bad(folder: Path) -> dict[tuple[str, str], str]:
    with open_workspace(folder, read_only=True) as workspace:
        return reasons(in_chinese(verify_workspace(workspace)))


def reasons(verdicts: list[ItemVerdict]) -> dict[tuple[str, str], str]:
    return {(one.kind, one.item): one.reason for one in verdicts if not one.ok}


def in_the_log(folder: Path, sql: str, *values: object) -> None:
    """Change the audit log as somebody with the file in hand can."""
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        assert connection.execute(f"UPDATE audit_log SET {sql}", values).rowcount == 1


@pytest.mark.parametrize("detail", [
    "garbage", "{}", "[]", "null", '{"file":1,"sha256":"aa"}', '{"file":"manifest-1.jsonl"}', "[" * 100_000,
])  # fmt: skip
def test_an_entry_of_the_log_that_says_nothing_any_more_is_two_verdicts(filled: Path, detail: str) -> None:
    with open_workspace(filled, read_only=True) as workspace:
        number = next(workspace.store.audit_entries("manifest"))["id"]
    in_the_log(filled, "detail = ? WHERE id = ?", detail, number)
    found = bad(filled)
    assert CHANGED in found["manifest", f"entry {number} of the audit log"]
    assert "the audit log knows no manifest of this name" in found["manifest", "manifest-1.jsonl"]
    assert found["audit", str(number)] and len(found) == 3
    with open_workspace(filled, read_only=True) as workspace:
        custody = custody_of(workspace, 1)
    assert [step.kind for step in custody.steps if step.ok is False] == ["manifest"]


def test_a_manifest_whose_lines_are_no_objects_is_a_verdict(filled: Path) -> None:
    body = b'["offset","audit"]\n'
    (filled / "manifests" / "manifest-1.jsonl").write_bytes(body)
    digest = hashlib.sha256(body).hexdigest()
    in_the_log(filled, "detail = json_set(detail, '$.sha256', ?) WHERE action = 'manifest' AND id < 5", digest)
    assert "cannot be read" in bad(filled)["manifest", "manifest-1.jsonl"]


def test_a_row_that_is_no_text_is_a_verdict(filled: Path) -> None:
    in_the_log(filled, "detail = CAST(x'ff' AS TEXT) WHERE id = 3")
    found = bad(filled)
    assert "the database refused" in found["database", "hydrowatch.db"]


@pytest.mark.parametrize("name", ["archive/a.warc.gz", "manifests/manifest-9.jsonl", "manifests/manifest-1.jsonl"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(filled: Path, name: str) -> None:
    (filled / name).unlink(missing_ok=True)
    os.mkfifo(filled / name)
    found = bad(filled)
    assert len(found) == 1
    assert status_of(["-w", str(filled), "verify"]) == 3


def test_a_pipe_in_the_place_of_an_archive_is_not_waited_for_by_custody(filled: Path) -> None:
    path = next((filled / "archive").iterdir())
    path.unlink()
    os.mkfifo(path)
    with open_workspace(filled, read_only=True) as workspace:
        assert not all(custody_of(workspace, number).holds for number in (1, 2))
