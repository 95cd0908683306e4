"""A watch lasts for months and lets others write meanwhile: imports, uploads, new sources."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from test_bad_input_sites import ITEMS, SETTINGS, SOURCE, Site
from test_watching import BEGIN, DayClock

from db import StoreBusy, lock, lock_workspace
from monitor.errors import WorkspaceBusy
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.report import Report
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.sources import add_source
from monitor.run.watching.watch import watch_forever
from monitor.run.workspace import open_workspace

OFFER = "贵州黔东南水电站转让，装机{}千瓦，已并网，手续齐全，不在清退范围内，价格面议。"
PAUSED = SOURCE.replace("delay_seconds: 0", "delay_seconds: 5")
WATCH = """
import signal
import sys
from pathlib import Path
from monitor.run.watching.watch import watch_forever
from monitor.run.workspace import open_workspace
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begun", flush=True)
with open_workspace(Path(sys.argv[1])) as workspace:
    report = watch_forever(workspace)
print(report.interrupted, flush=True)
"""


class VisitedClock(DayClock):
    """While the watch rests, each of the visitors comes once, in this order."""

    def __init__(self, folder: Path, hours: float, *visitors: Callable[[], object]) -> None:
        super().__init__(BEGIN, BEGIN + timedelta(hours=hours))
        self.folder, self.visitors = folder, list(visitors)

    def sleep(self, seconds: float) -> None:
        if self.visitors and self._is_free():
            self.visitors.pop(0)()
        super().sleep(seconds)

    def _is_free(self) -> bool:
        """Not while a page is fetched: the pause after robots.txt is a part of that."""
        try:
            with lock_workspace(self.folder):
                return True
        except StoreBusy:
            return False


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with closing(Site()) as running:
        (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
        (folder / "sources" / "market.yaml").write_text(PAUSED.format(port=running.server_port), "utf-8")
        yield running


def note(tmp_path: Path, number: int) -> Path:
    path = tmp_path / f"{number}.txt"
    path.write_text(OFFER.format(number), "utf-8")
    return path


def bring(folder: Path, path: Path) -> Report:
    with open_workspace(folder) as workspace:
        return import_paths(workspace, [path])


def watched(folder: Path, clock: DayClock) -> Report:
    with open_workspace(folder, clock=clock) as workspace:
        return watch_forever(workspace)


def runs(folder: Path) -> list[tuple[str, str]]:
    with open_workspace(folder, read_only=True) as workspace:
        return [(row["kind"], row["status"]) for row in reversed(workspace.store.runs())]


def assert_sound(folder: Path, listings: int) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        assert [item for item in verify_workspace(workspace) if not item.ok] == []
        assert workspace.store.counts()["listings"] == listings


def test_files_are_imported_while_a_look_waits_for_its_host(folder: Path, site: Site, tmp_path: Path) -> None:
    brought: list[Report] = []
    visits = [lambda n=n: brought.append(bring(folder, note(tmp_path, 300 + n))) for n in range(3)]
    clock = VisitedClock(folder, 1, lambda: None, *visits)  # not before the look begins
    assert watched(folder, clock).counts["new"] == ITEMS
    assert [report.counts["new"] for report in brought] == [1, 1, 1]
    assert runs(folder)[:4] == [("watch", "done"), *[("import", "done")] * 3]
    assert site.heard.count("/list") == 1  # the look went on where it was
    assert_sound(folder, ITEMS + 3)


def test_an_upload_is_taken_while_a_look_waits(folder: Path, site: Site, tmp_path: Path) -> None:
    def send() -> None:
        with open_workspace(folder, read_only=True) as serving:
            (received,) = import_uploads(serving, [Upload(note(tmp_path, 410), "a.txt", "0" * 64)])
            assert [saved.outcome for saved in received.became.listings] == ["new"]

    clock = VisitedClock(folder, 1, send)
    assert watched(folder, clock).counts["new"] == ITEMS
    assert clock.visitors == []
    assert_sound(folder, ITEMS + 1)


def test_a_source_that_is_added_is_looked_at_without_a_restart(folder: Path, site: Site, tmp_path: Path) -> None:
    with closing(Site()) as other:
        file = tmp_path / "other.yaml"
        file.write_text(SOURCE.replace("id: market", "id: other").format(port=other.server_port), "utf-8")

        def add() -> None:
            with open_workspace(folder) as workspace:
                add_source(workspace, file)

        clock = VisitedClock(folder, 2, *[lambda: None] * (ITEMS + 10), add)  # while the watch waits for the next look
        assert watched(folder, clock).counts["new"] == 2 * ITEMS
        assert other.heard.count("/list") == 1


def test_a_source_file_that_was_spoiled_is_told_at_once_and_watched_again_when_it_is_mended(
    folder: Path, site: Site
) -> None:
    file, told = folder / "sources" / "market.yaml", list[str]()
    text = file.read_text("utf-8")
    heard: list[int] = []
    clock = VisitedClock(
        folder, 60, *[lambda: None] * (ITEMS + 10), lambda: file.write_text("id: [", "utf-8"), lambda: None,
        lambda: heard.append(len(told)), lambda: file.write_text(text, "utf-8"),
    )  # fmt: skip
    with open_workspace(folder, clock=clock) as workspace:
        report = watch_forever(workspace, warn=lambda wrong: told.append(str(wrong)))
    assert heard == [2] and len(report.failures) == 2
    assert told[0].startswith("market: its source file is gone or cannot be read")
    assert told[1].startswith("market.yaml: this source was left out")
    assert site.heard.count("/list") == 3  # of 60 hours, once a day: nothing was left out


@pytest.mark.parametrize("refused", [True, False])
def test_a_source_that_is_withdrawn_is_not_asked_for_any_more_at_once(folder: Path, site: Site, refused: bool) -> None:
    file = folder / "sources" / "market.yaml"

    def withdraw() -> None:
        if refused:
            file.write_text(file.read_text("utf-8").replace("decision: allowed", "decision: refused"), "utf-8")
        else:
            file.unlink()

    nothing = [lambda: None] * 4
    clock = VisitedClock(folder, 60, *nothing, withdraw)
    report = watched(folder, clock)
    assert clock.visitors == []
    assert 1 <= sum(path.startswith("/item/") for path in site.heard) < ITEMS
    assert site.heard.count("/list") == 1
    assert "market" in report.failures[0].item
    assert_sound(folder, report.counts["new"])


def test_what_an_editor_leaves_beside_a_source_file_is_none(folder: Path, site: Site) -> None:
    def edit() -> None:
        (folder / "sources" / ".#market.yaml").symlink_to("user@host.1:2")
        (folder / "sources" / "market.yaml~").write_text("id: [", "utf-8")

    report = watched(folder, VisitedClock(folder, 30, lambda: None, edit))
    assert report.failures == () or [str(failure) for failure in report.failures] == []
    assert site.heard.count("/list") == 2


def hurry(folder: Path, seconds: float) -> None:
    file = folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 5", f"delay_seconds: {seconds}"), "utf-8")


@contextmanager
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen([sys.executable, "-c", WATCH, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "begun\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def until(is_so: Callable[[], bool]) -> None:
    begin = time.monotonic()
    while not is_so():
        assert time.monotonic() - begin < 60
        time.sleep(0.02)


def test_a_watch_in_another_process_gives_way_between_two_pages(folder: Path, site: Site, tmp_path: Path) -> None:
    hurry(folder, 0)
    with watching(folder) as process:
        until(lambda: "/item/1" in site.heard)
        assert [bring(folder, note(tmp_path, 500 + n)).counts["new"] for n in range(3)] == [1, 1, 1]
        until(lambda: f"/item/{ITEMS}" in site.heard)
        with pytest.raises(WorkspaceBusy, match=f"process {process.pid} is watching already"):
            watched(folder, VisitedClock(folder, 1))
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None and process.stdout.readline() == "True\n"
    assert site.heard.count("/list") == 1
    assert sorted(runs(folder)[:4])[:3] == [("import", "done")] * 3
    assert "killed" not in {status for _, status in runs(folder)}
    assert_sound(folder, ITEMS + 3)


def test_a_watch_that_was_killed_between_two_pages_is_told_from_one_that_waits(
    folder: Path, site: Site, tmp_path: Path
) -> None:
    hurry(folder, 0.5)
    with watching(folder) as process:
        until(lambda: "/item/1" in site.heard)
        bring(folder, note(tmp_path, 610))
        assert runs(folder) == [("watch", "running"), ("import", "done")]
        process.kill()
        process.wait()
        bring(folder, note(tmp_path, 620))
        assert runs(folder) == [("watch", "killed"), ("import", "done"), ("import", "done")]
    with open_workspace(folder, read_only=True) as workspace:
        assert [item for item in verify_workspace(workspace) if not item.ok] == []


def test_who_wants_to_write_waits_for_its_turn_and_no_longer_than_it_may(tmp_path: Path) -> None:
    told: list[str] = []
    with lock_workspace(tmp_path) as held, held.sharing():
        with pytest.raises(StoreBusy, match=str(os.getpid())), lock_workspace(tmp_path, 1.2, told.append):
            pass
        assert told == [str(os.getpid())]
        assert not held.is_wanted()
        came = threading.Event()

        def come() -> None:
            with lock_workspace(tmp_path, 30):
                came.set()

        visitor = threading.Thread(target=come)
        visitor.start()
        until(held.is_wanted)
        assert not came.is_set()
        assert held.aside(lambda: until(came.is_set))
        visitor.join()
        assert not held.aside(nothing)
    with lock_workspace(tmp_path), pytest.raises(StoreBusy), lock_workspace(tmp_path, 30):
        pass  # not shared: said at once


def test_a_turn_is_waited_for_also_while_another_visitor_has_it(tmp_path: Path) -> None:
    with lock_workspace(tmp_path) as held, held.sharing():
        came = threading.Event()

        def come() -> None:
            with lock_workspace(tmp_path, 30):
                came.set()

        def meanwhile() -> None:
            with lock_workspace(tmp_path):
                visitor = threading.Thread(target=come)
                visitor.start()
                until(lambda: is_queued(tmp_path))
            until(came.is_set)
            visitor.join()

        assert held.aside(meanwhile)


def test_a_visitor_that_was_stopped_slows_nobody_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "_COURTESY", 0.2)
    with lock_workspace(tmp_path) as held, held.sharing(), (tmp_path / lock.QUEUE_NAME).open("rb") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_SH)
        assert held.is_wanted()
        held.aside(nothing)
        assert not held.is_wanted()
        begin = time.monotonic()
        for _ in range(3):
            held.aside(nothing)
        assert time.monotonic() - begin < 0.15
        fcntl.flock(stopped, fcntl.LOCK_UN)
        assert not held.is_wanted()
        fcntl.flock(stopped, fcntl.LOCK_SH)
        assert held.is_wanted()  # another, or it goes on


def test_asking_who_watches_holds_up_nobody_and_is_answered_alike(tmp_path: Path) -> None:
    with (tmp_path / lock.WATCH_NAME).open("w+b") as other:
        fcntl.flock(other, fcntl.LOCK_SH)  # another process asks just now
        assert lock.watcher(tmp_path) == ""
        asking = threading.Timer(0.1, fcntl.flock, (other, fcntl.LOCK_UN))
        asking.start()
        with lock_workspace(tmp_path) as held, held.sharing():
            assert lock.watcher(tmp_path) == str(os.getpid())
        asking.join()


def nothing() -> None:
    """Nobody is waited for."""


def is_queued(folder: Path) -> bool:
    with (folder / lock.QUEUE_NAME).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_ctrl_c_while_another_writes_loses_no_lock_to_a_third(tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), lock_workspace(tmp_path) as held, held.sharing():
        held.aside(interrupt)
    with lock_workspace(tmp_path):
        pass
