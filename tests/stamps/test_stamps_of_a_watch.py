"""What a long watch, `verify` and `doctor` say of authorities that give no stamps: a change is told once."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import Served, entry, send

from monitor.cli.main import status_of
from monitor.messages import text
from monitor.run.sealing.stamp_states import StampState
from monitor.run.watching.watch import watch_forever
from monitor.run.workspace import open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from web_site import serving

SOURCE = """\
id: market
title: {zh: 市场, en: Market}
kind: web
list_pages: ["http://127.0.0.1:9/list"]
items: {link: [a.item], pattern: '/item/\\d+'}
item: {title: [h1], text: [article]}
native_id: {url: '/item/(\\d+)'}
politeness: {delay_seconds: 0, reason: a server of this test, allow_loopback: true}
schedule: {every_minutes: 60, max_backoff_minutes: 60}
speaker: seller
terms: {decision: allowed, decided_by: me, decided_on: 2026-01-01, note: own, purpose: test, legal_basis: own}
"""


class Clock:
    """Moves only by waiting, and interrupts the program at its end."""

    def __init__(self, begin: datetime, hours: float) -> None:
        self.time, self.until = begin, begin + timedelta(hours=hours)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        if self.time >= self.until:
            raise KeyboardInterrupt


class Watch:
    """A watch that goes on from call to call, and what it told of authorities."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told, self.time = folder, list[StampState](), datetime.now(UTC)
        (folder / "sources" / "market.yaml").write_text(SOURCE, "utf-8")

    def go_on(self, hours: float) -> None:
        clock = Clock(self.time, hours)
        with open_workspace(self.folder, clock=clock) as workspace:
            watch_forever(workspace, tell_stamps=self.told.append)
        self.time = clock.time

    def changes(self) -> list[tuple[str, str]]:
        return [(one.authority, one.state) for one in self.told]


@pytest.fixture
def watch(folder: Path) -> Watch:
    return Watch(folder)


def say(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = status_of([*arguments, "-w", str(folder), "--lang", "en"])
    read = capsys.readouterr()
    return status, read.out + read.err


def test_an_authority_that_fails_is_told_once_and_once_that_it_is_back(
    watch: Watch, tsa: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.go_on(1.5)
    assert watch.changes() == []
    good = tsa.authority.speak
    tsa.authority.speak = lambda handler, _body: send(handler, b"busy", status=503)
    watch.go_on(2.5)
    watch.go_on(2)  # a restart tells nothing again
    assert watch.changes() == [("near", "failing")] and "503" in watch.told[0].reason
    status, doctor = say(watch.folder, capsys, "doctor")
    assert (status, "time stamps near" in doctor) == (0, True) and "gave no stamp when last asked" in doctor
    tsa.authority.speak = good
    watch.go_on(2)
    assert watch.changes() == [("near", "failing"), ("near", "ok")]
    assert "gave its last stamp" in say(watch.folder, capsys, "doctor")[1]


def test_verify_says_which_runs_lack_a_stamp_and_breaks_nothing_over_it(
    watch: Watch, tsa: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.go_on(1.5)
    assert "without a time stamp" not in say(watch.folder, capsys, "verify")[1]
    more = entry("far", tsa.url).partition("\n")[2].replace("far.pem", "near.pem")
    names = watch.folder / "stamps.yaml"
    names.write_text(names.read_text("utf-8") + more, "utf-8")
    status, told = say(watch.folder, capsys, "verify")
    assert status == 0 and ", 0 do not hold" in told  # this clock runs ahead of the authority: that is noted
    assert "Not broken, but without a time stamp of a configured authority, runs of far: 1-2." in told
    status, rows = say(watch.folder, capsys, "verify", "--format", "jsonl")
    assert status == 0 and "far: 1-2" in rows.splitlines()[-1]


def test_a_certificate_file_that_is_gone_is_told_like_an_authority_that_fails(watch: Watch) -> None:
    watch.go_on(0.5)
    (watch.folder / "authorities" / "near.pem").unlink()
    watch.go_on(3)
    assert watch.changes() == [("near", "failing")] and "near.pem" in watch.told[0].reason


def test_a_wrong_file_of_authorities_is_told_once(watch: Watch) -> None:
    watch.go_on(0.5)
    (watch.folder / "stamps.yaml").write_text("authorities: [near]\n", "utf-8")
    watch.go_on(3)
    assert watch.changes() == [("stamps.yaml", "failing")]


def test_source_health_says_which_looks_lack_a_stamp_and_why(
    watch: Watch, tsa: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    watch.go_on(1.5)
    (row,) = map(json.loads, say(watch.folder, capsys, "source", "health", "--format", "jsonl")[1].splitlines())
    assert (row["unstamped"], row["stamps"]) == (0, [])
    good = tsa.authority.speak
    tsa.authority.speak = lambda handler, _body: send(handler, b"busy", status=503)
    watch.go_on(1.5)
    (row,) = map(json.loads, say(watch.folder, capsys, "source", "health", "--format", "jsonl")[1].splitlines())
    (lack,) = row["stamps"]
    assert row["unstamped"] == lack["looks"] > 0 and (lack["authority"], lack["state"]) == ("near", "failing")
    assert "503" in lack["reason"] and lack["at"]
    told = say(watch.folder, capsys, "source", "health")[1]
    assert f"{lack['looks']} of its latest looks have no time stamp of near: " in " ".join(told.split())
    zh = text("health.unstamped_because", "zh", looks=2, authority="near", reason="x")
    assert zh.startswith("最近的查看中有 2 次没有 near 的时间戳：x")
    with serving(watch.folder) as site:
        page = " ".join(site.get("/sources").text.split())
    assert f"{lack['looks']} of its latest looks have no time stamp of near: " in page
    assert "list pages could not be had" in page
    tsa.authority.speak = good
    watch.go_on(5)
    told = " ".join(say(watch.folder, capsys, "source", "health")[1].split())
    assert "of its latest looks have no time stamp of near; 'hydrowatch stamp' asks for them" in told
    (watch.folder / "stamps.yaml").write_text("authorities: [near]\n", "utf-8")
    watch.go_on(1.5)
    assert "no time stamp of stamps.yaml" in say(watch.folder, capsys, "source", "health")[1]
