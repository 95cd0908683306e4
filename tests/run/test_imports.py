"""Importing files: bytes first, bad files named, the rest done, nothing twice, nobody's number in the database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.errors import InputError
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价380万，电话13912345678"
PHONE = b"13912345678"


def _pages(folder: Path) -> Path:
    folder.mkdir()
    (folder / "one.html").write_text(
        f"<html><head><meta charset=utf-8><title>电站转让</title></head><body><p>{OFFER}</p></body></html>", "utf-8"
    )
    (folder / "two.txt").write_bytes("四川某电站急转，800千瓦，可以挖矿，送矿机50台，260万".encode("gb18030"))
    (folder / "three.jsonl").write_text('{"id": "a", "text": "出售水电站500千瓦，证件齐全"}\n{broken\n', "utf-8")
    (folder / "four.csv").write_text("标题,正文,价格\n小电站,湖南某县电站320千瓦转让并网,95万\n", "utf-8")
    (folder / "empty.html").write_bytes(b"")
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return folder


def test_a_mixed_folder_is_imported_and_what_failed_is_named(folder: Path, tmp_path: Path) -> None:
    pages = _pages(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [pages])
        stored = {row["title"] for row in workspace.store.queue(limit=50).rows}
        failed = {failure.item for failure in report.failures}
        assert report.counts["new"] == 4
        assert report.exit_status == 3
        assert {"电站转让", "小电站"} <= stored
        assert any("empty.html" in item for item in failed)
        assert any("picture.html" in item for item in failed)
        assert "pages/three.jsonl:2" in failed, "with its folder"
        assert len(workspace.store.failures()) == 3
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_a_broken_workbook_is_named_with_its_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(99))
    with open_workspace(folder) as workspace:
        (failure,) = import_paths(workspace, [tmp_path / "in"]).failures
        assert failure.item == "in/sub/a.xlsx"


def test_every_captured_byte_is_in_the_archive(folder: Path, tmp_path: Path) -> None:
    pages = _pages(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [pages])
    with open_workspace(folder, read_only=True) as workspace:
        from monitor.run.rows import position_of

        kept = set()
        for row in workspace.store.iter_captures():
            position = position_of(row)
            assert position is not None
            if row["state"] == "ok":
                kept.add(workspace.archive.read_payload(position))
        assert {(pages / name).read_bytes() for name in ("one.html", "two.txt", "three.jsonl", "four.csv")} == kept


def test_the_same_bytes_are_never_imported_twice(folder: Path, tmp_path: Path) -> None:
    pages = _pages(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [pages])
        again = import_paths(workspace, [pages / "one.html", pages / "two.txt"])
        assert dict(again.counts) == {"known": 2}
        assert workspace.store.counts()["listings"] == 4


def test_phone_numbers_reach_neither_database_nor_log(folder: Path, tmp_path: Path) -> None:
    pages = _pages(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [pages])
        row = next(row for row in workspace.store.queue(limit=50).rows if row["title"] == "电站转让")
        version = workspace.store.version(row["version_id"])
    assert version is not None
    assert len(version["text"]) == len(version["text"].encode("utf-32-le")) // 4
    assert "78" in version["text"] and "•" in version["text"]
    for path in folder.iterdir():
        if path.is_file():
            assert PHONE not in path.read_bytes(), path.name


def test_spans_still_point_at_their_words_after_masking(folder: Path, tmp_path: Path) -> None:
    pages = _pages(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [pages / "one.html"])
        row = workspace.store.queue(limit=5).rows[0]
        version = workspace.store.version(row["version_id"])
    assert version is not None
    words = {claim["type"]: version["text"][claim["start"] : claim["end"]] for claim in version["claims"]}
    assert words["papers_complete"] == "手续齐全"
    assert words["not_in_cleanup"].startswith("不在清退范围")


def test_a_path_that_is_not_there_stops_before_anything_is_done(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        with pytest.raises(InputError, match="no such file"):
            import_paths(workspace, [tmp_path / "nowhere.html"])
        assert workspace.store.counts()["captures"] == 0


def test_an_import_that_is_interrupted_keeps_what_it_has_and_goes_on_later(folder: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    for number in range(700):
        (many / f"{number:04}.txt").write_text(f"第{number}号电站转让，{100 + number}千瓦，手续齐全", "utf-8")
    command = [
        sys.executable,
        "-c",
        "from monitor.cli.main import main; main()",
        "-w",
        str(folder),
        "import",
        str(many),
    ]
    environment = {**os.environ, "LANG": "C"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
    log = folder / "archive"
    while process.poll() is None and not any(path.stat().st_size > 40_000 for path in log.glob("*.warc.gz")):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert "kept" in told
    with open_workspace(folder) as workspace:
        first = workspace.store.counts()["listings"]
        assert 0 < first < 700
        import_paths(workspace, [many])
        assert workspace.store.counts()["listings"] == 700
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_an_empty_file_is_known_where_it_was_empty_before(folder: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "a.txt").touch()
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [inbox]).counts["failed"] == 1
        (inbox / "b.txt").touch()
        counts = import_paths(workspace, [inbox]).counts
        assert (counts["known"], counts["failed"]) == (1, 1), "another empty file is told of by itself"
        for _ in range(2):
            assert dict(import_paths(workspace, [inbox]).counts) == {"known": 2}
        assert workspace.store.counts()["captures"] == 2
        (inbox / "a.txt").write_text("平永水电站转让，装机630千瓦，要价95万", "utf-8")
        assert import_paths(workspace, [inbox]).counts["new"] == 1
        (inbox / "a.txt").write_bytes(b"")
        assert import_paths(workspace, [inbox]).counts["failed"] == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace))
