"""Verifying a workspace: what was changed in the database or the archive is found and named, whatever its size."""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from spoken import in_chinese

from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import ItemVerdict, verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万,电话13912345678"


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A workspace with files of several kinds, some of them out of archives."""
    page = f"<html><head><title>水电站转让</title></head><body><p>{OFFER.format(1)}</p></body></html>".encode()
    (tmp_path / "page.html").write_bytes(page)
    lines = [json.dumps({"id": str(n), "text": OFFER.format(n)}) for n in (2, 3)]
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "table.csv").write_text(f'标题,正文\n水电站,"{OFFER.format(4)}"\n', "gb18030")
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("a.txt", OFFER.format(5))
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "急转水电站", "Li Si <li@example.org>"
    mail.set_content(OFFER.format(6))
    (tmp_path / "mail.eml").write_bytes(bytes(mail))
    with open_workspace(folder) as workspace:
        paths = [tmp_path / name for name in ("page.html", "lines.jsonl", "table.csv", "pages.zip", "mail.eml")]
        assert import_paths(workspace, paths).counts["new"] == 6
    return folder


def bad(folder: Path, *, deep: bool = True) -> list[ItemVerdict]:
    with open_workspace(folder, read_only=True) as workspace:
        return [verdict for verdict in in_chinese(verify_workspace(workspace, deep=deep)) if not verdict.ok]


def change(folder: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        assert connection.execute(sql, values).rowcount == 1


def test_what_was_stored_is_what_the_archive_holds(filled: Path) -> None:
    assert bad(filled) == []
    with open_workspace(filled, read_only=True) as workspace:
        kinds = [verdict.kind for verdict in in_chinese(verify_workspace(workspace, deep=True))]
    assert kinds.count("version") == 6
    assert kinds.count("capture") == 7


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs /proc")
def test_the_archive_is_read_once(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("a.txt", OFFER.format(5))
        archive.writestr("b.bin", random.Random(1).randbytes(20_000_000))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "pages.zip"])
    size = sum(path.stat().st_size for path in (folder / "archive").iterdir())
    with open_workspace(folder, read_only=True) as workspace:
        before = read_by_us()
        assert all(verdict.ok for verdict in verify_workspace(workspace))
        assert 20_000_000 < size <= read_by_us() - before < 1.2 * size


def read_by_us() -> int:
    """Bytes that this process has read."""
    return int(Path("/proc/self/io").read_text("utf-8").split()[1])


@pytest.mark.parametrize("number", range(1, 7))
def test_a_changed_text_is_found_by_reading_its_capture_again(filled: Path, number: int) -> None:
    change(filled, "UPDATE versions SET text = replace(text, '不在清退', '已在清退') WHERE id = ?", number)
    assert bad(filled, deep=False) == []
    (verdict,) = bad(filled)
    assert (verdict.kind, verdict.item) == ("version", str(number))
    assert "its text is not what the page says from character" in verdict.reason


@pytest.mark.parametrize("sql", [
    "UPDATE versions SET text_sha256 = ? WHERE id = 1", "UPDATE versions SET title = ? WHERE id = 1",
    "UPDATE versions SET text = text || ? WHERE id = 1",
])  # fmt: skip
def test_a_changed_digest_title_or_length_is_found(filled: Path, sql: str) -> None:
    change(filled, sql, "0" * 64)
    (verdict,) = bad(filled)
    assert verdict.kind == "version" and "changed in the database" in verdict.reason


def test_a_masked_contact_is_no_change(filled: Path) -> None:
    with open_workspace(filled, read_only=True) as workspace:
        assert "•" in workspace.store.version_words(1)[1]
    assert bad(filled) == []


@pytest.mark.parametrize(("sql", "says"), [
    ("UPDATE captures SET parent_id = NULL WHERE url LIKE '%a.txt'", "the database names none"),
    ("UPDATE captures SET parent_id = 1 WHERE url LIKE '%a.txt'", "the database says that it came out of"),
    ("UPDATE captures SET parent_id = 2 WHERE id = 1", "the record of no archive"),
    ("UPDATE captures SET fetched_at = '2020-01-01T00:00:00Z' WHERE id = 2", "the database says 2020-01-01"),
    ("UPDATE captures SET sha256 = 'aa' WHERE id = 2", "not aa"),
    ("UPDATE captures SET warc_file = NULL WHERE id = 2", "has no record"),
])  # fmt: skip
def test_a_capture_that_is_not_as_its_record_says_is_found(filled: Path, sql: str, says: str) -> None:
    change(filled, sql)
    (verdict,) = bad(filled, deep=False)
    assert verdict.kind == "capture" and says in verdict.reason


def test_a_capture_that_cannot_be_read_fails_its_versions_and_no_others(filled: Path) -> None:
    change(filled, "UPDATE captures SET warc_offset = 3 WHERE id = 2")
    found = {(verdict.kind, verdict.item) for verdict in bad(filled)}
    assert found == {("capture", "2"), ("version", "2"), ("version", "3")}


def test_the_command_prints_an_object_an_item_and_ends_with_3(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["-w", str(filled), "verify", "--deep", "--format", "jsonl"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["kind"] for line in lines} == {"record", "capture", "version", "manifest", "database", "audit"}
    change(filled, "UPDATE versions SET title = 'x' WHERE id = 1")
    assert status_of(["-w", str(filled), "verify"]) == 0
    assert status_of(["-w", str(filled), "verify", "--deep"]) == 3


def test_a_large_archive_is_verified_in_little_memory(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "large.warc.gz"
    head = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n" % 10**6
    with path.open("wb") as file:
        for number in range(150):
            file.write(gzip.compress(head + bytes([number]) * 10**6 + b"\r\n\r\n", 0))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
    code = (
        "import resource, sys; from pathlib import Path; from monitor.run.verifying.verify import verify_workspace\n"
        "from monitor.run.workspace import open_workspace\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with open_workspace(Path(sys.argv[1]), read_only=True) as one:\n"
        "    print(all(verdict.ok for verdict in verify_workspace(one)))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    sound, grown = ran.stdout.splitlines()
    assert sound == "True" and int(grown) < 15_000  # kB
