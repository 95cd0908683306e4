"""Files that change, fail a thousand times or meet a full disk while they are imported; clocks that go backwards."""

from __future__ import annotations

import io
import resource
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.run import open_workspace
from monitor.run.importing.imports import import_paths
from monitor.run.importing.incoming import Pace
from monitor.run.verifying.verify import verify_workspace


def _offer(number: int) -> bytes:
    return f"小水电站转让，位于云南省，装机{number}千瓦，年发电量400万度，手续齐全，价格面议。".encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


class _Clock:
    """A clock that somebody sets back an hour each time it is looked at."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """An hour before the last time."""
        self.at -= timedelta(hours=1)
        return self.at

    def monotonic(self) -> float:
        """Nobody waits here."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Nobody waits here."""


def test_members_are_taken_only_while_the_file_is_as_it_was_hashed(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(_zipped({f"{n}.txt": _offer(300 + n) for n in range(9)}))

    def exchange(pace: Pace) -> None:
        if pace.name == "a.zip!/3.txt":
            path.write_bytes(_zipped({f"{n}.txt": _offer(900 + n) for n in range(9)}))

    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path], exchange)
        assert report.counts["new"] == 4
        (failure,) = report.failures
        assert "changed while it was read" in failure.reason
        assert import_paths(workspace, [path]).counts["new"] == 9
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_links_to_folders_are_named_and_not_followed(folder: Path, tmp_path: Path) -> None:
    files = tmp_path / "in"
    files.mkdir()
    (files / "a.txt").write_bytes(_offer(303))
    (files / "loop").symlink_to(files)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [files])
        assert report.counts["new"] == 1
        assert [(failure.item, "symbolic link" in failure.reason) for failure in report.failures] == [("in/loop", True)]


def test_a_clock_that_is_set_back_loses_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(_zipped({"1.txt": _offer(301), "2.txt": _offer(302)}))
    (tmp_path / "b.txt").write_bytes(_offer(303))
    for name in ("a.zip", "b.txt"):
        with open_workspace(folder, clock=_Clock()) as workspace:
            assert not import_paths(workspace, [tmp_path / name]).failures
    with open_workspace(folder, clock=_Clock()) as workspace:
        assert workspace.store.counts()["listings"] == 3
        assert import_paths(workspace, [tmp_path / "a.zip"]).counts["known"] == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_a_disk_without_room_for_an_inner_archive_leaves_it_to_the_next_import(folder: Path, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("large.bin", bytes(30_000_000))
        archive.writestr("1.txt", _offer(301))
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("inner.zip", inner.getvalue())

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-c", "from monitor.cli.main import main; main()", "--lang", "en"]
    done = subprocess.run(
        [*command, "-w", str(folder), "import", str(path)], capture_output=True, text=True, preexec_fn=small,
        check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "import it again to go on" in done.stdout + done.stderr
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1


def test_bytes_of_which_nothing_was_read_do_not_pass_for_known_in_the_same_import(folder: Path, tmp_path: Path) -> None:
    long = b"a" * 3_000_000
    (tmp_path / "a.zip").write_bytes(_zipped({"a.txt": long, "b.txt": long}))
    (tmp_path / "c.txt").write_bytes(long)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "a.zip", tmp_path / "c.txt"])
        assert (report.counts["failed"], report.counts.get("known", 0), report.exit_status) == (3, 0, 3)
        assert len({failure.reason for failure in report.failures}) == 1
        assert [failure.item.rpartition("/")[2] for failure in report.failures] == ["a.txt", "b.txt", "c.txt"]
        assert sum(row["size"] == len(long) for row in workspace.store.iter_captures()) == 1  # kept once
