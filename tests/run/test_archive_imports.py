"""Importing archives: kept whole, each document a capture of its own, hostile ones bounded, nothing lost."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.rows import position_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"


def zipped(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return path


def _offer(price: int) -> bytes:
    return OFFER.format(price).encode()


def test_each_document_of_a_zip_is_a_capture_that_names_its_archive(folder: Path, tmp_path: Path) -> None:
    pages = {"页/one.txt": _offer(310), "two.html": f"<html><body><p>{OFFER.format(320)}</p></body></html>".encode()}
    path = zipped(tmp_path / "pages.zip", {**pages, "__MACOSX/._one.txt": b"\0"})
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.exit_status, report.counts["new"], report.counts["members"]) == (0, 2, 2)
        rows = list(workspace.store.iter_captures())
        archive, *members = rows
        assert (archive["media_type"], archive["size"], archive["state"]) == (
            "application/zip", path.stat().st_size, "ok",
        )  # fmt: skip
        assert {row["parent_id"] for row in members} == {archive["id"]}
        assert {_payload(workspace, row) for row in members} == set(pages.values())
        assert _payload(workspace, archive) == path.read_bytes()
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_an_archive_and_what_is_in_it_are_never_imported_twice(folder: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pages.zip", {"one.txt": _offer(310)})
    loose = tmp_path / "loose.txt"
    loose.write_bytes(_offer(310))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        assert dict(import_paths(workspace, [path, loose]).counts) == {"known": 2}
        assert workspace.store.counts()["listings"] == 1


def test_an_archive_with_a_failed_member_says_so_each_time(folder: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pages.zip", {"one.txt": _offer(310), "bad.jsonl": b'{"text": 5}\n'})
    whole = zipped(tmp_path / "whole.zip", {"two.txt": _offer(320)})
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path, whole])
        for _ in range(2):
            report = import_paths(workspace, [path, whole])
            assert (report.exit_status, report.counts["known"], report.counts["failed"]) == (3, 2, 1)
            (failure,) = report.failures
            assert failure.item == "pages.zip"
            assert failure.reason.startswith("1 of its documents could not be read when it was imported first; the")
            assert 'no "text"' in failure.reason
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_an_import_that_was_killed_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "pages.zip", {f"{n}.txt": _offer(300 + n) for n in range(400)})
    code = "import sys; from monitor.cli.main import main; main()"
    running = subprocess.Popen([sys.executable, "-c", code, "-w", str(folder), "import", str(path)])
    try:
        with open_workspace(folder, read_only=True) as workspace:
            _wait_until(lambda: workspace.store.counts()["listings"] > 20)
    finally:
        running.kill()
        running.wait()
    with open_workspace(folder) as workspace:
        before = workspace.store.counts()["listings"]
        assert 20 < before < 400
        report = import_paths(workspace, [path])
        assert (report.counts["new"], report.counts["continued"]) == (400 - before, before)
        assert [row["state"] for row in workspace.store.iter_captures() if row["parent_id"] is None] == ["ok"]
        assert dict(import_paths(workspace, [path]).counts) == {"known": 1}
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def _wait_until(holds: Callable[[], bool]) -> None:
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_archives_within_archives_are_read_three_deep(folder: Path, tmp_path: Path) -> None:
    inner = zipped(tmp_path / "a.zip", {"deep.txt": _offer(301)}).read_bytes()
    path = tmp_path / "top.zip"
    for depth in range(4):
        zipped(path, {f"{depth}.zip": inner, f"page{depth}.txt": _offer(400 + depth)})
        inner = path.read_bytes()
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert report.counts["new"] == 3
        (failure,) = report.failures
        assert "3 archives deep" in failure.reason


@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/passwd", "C:\\evil.txt", "a/\x1b[2J.txt"])
def test_names_that_climb_or_steer_are_tamed(folder: Path, tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "names.zip", {name: _offer(305)})
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
        member = list(workspace.store.iter_captures())[-1]
        assert ".." not in member["url"]
        assert "\x1b" not in member["url"]
        assert member["url"].startswith("file:///names.zip!/")


def test_a_bomb_stops_at_the_limit_and_the_rest_of_the_batch_is_done(folder: Path, tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for number in range(12):
            archive.writestr(f"{number}.txt", bytes(20_000_000))
    (tmp_path / "bomb.zip").write_bytes(bomb.getvalue())
    zipped(tmp_path / "good.zip", {"one.txt": _offer(310)})
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "bomb.zip", tmp_path / "good.zip"])
        assert report.counts["new"] == 1
        assert any("archive bomb" in failure.reason for failure in report.failures)


def test_a_truncated_zip_is_named_and_kept(folder: Path, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"one.txt": _offer(310), "two.txt": _offer(320)}).read_bytes()
    path = tmp_path / "half.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert report.exit_status == 3
        assert "damaged" in report.failures[0].reason
        assert _payload(workspace, next(iter(workspace.store.iter_captures()))) == path.read_bytes()


def _payload(workspace: Workspace, row: dict[str, object]) -> bytes:
    position = position_of(row)
    assert position is not None
    return workspace.archive.read_payload(position)


def test_many_members_alike_cost_no_more_each_than_a_few(folder: Path, tmp_path: Path) -> None:
    """The same bytes again and again: what is known of them is asked for once each, however often they came."""
    taken = list[float]()
    with open_workspace(folder) as workspace:
        for count in (500, 1500, 8000):
            path = tmp_path / f"{count}.zip"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
                for number in range(count):
                    archive.writestr(f"{number}.txt", "no plant\n")
            began = time.process_time()
            import_paths(workspace, [path])
            taken.append((time.process_time() - began) / count)
    assert taken[2] < 2.5 * taken[1]
