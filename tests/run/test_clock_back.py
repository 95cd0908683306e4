"""A clock of ours that was wrong: it is told, and it does not turn the history of a listing round."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from spoken import in_chinese

from monitor.cli.main import status_of
from monitor.run.doctor import examine
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import verify_audit
from monitor.run.workspace import open_workspace

OFFER = "陕西安康水电站转让，装机900kW，价格{}万，手续齐全"
AHEAD = timedelta(days=730)


class Ahead:
    """A clock that is two years ahead."""

    def now(self) -> datetime:
        return datetime.now(UTC) + AHEAD

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@contextmanager
def clock_ahead(patch: pytest.MonkeyPatch) -> Iterator[Ahead]:
    """The clock for captures, and that of the log: this process's own."""
    right = time.gmtime
    with patch.context() as there:
        there.setattr(time, "gmtime", lambda at=None: right(time.time() + AHEAD.total_seconds() if at is None else at))
        yield Ahead()


def take(folder: Path, file: Path, price: int, clock: Ahead | None = None) -> None:
    file.write_text(OFFER.format(price), "utf-8")
    with open_workspace(folder, clock=clock) as workspace:
        import_paths(workspace, [file])


def test_what_was_recorded_later_is_what_a_listing_says_now(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    spoken: Callable[[str], None],
) -> None:  # fmt: skip
    spoken("en")
    file = tmp_path / "d1.txt"
    with clock_ahead(monkeypatch) as clock:
        take(folder, file, 300, clock)
    file.write_text(OFFER.format(250), "utf-8")
    assert next(one.found for one in examine(folder) if one.what == "clock").startswith("it is 20")
    assert status_of(["-w", str(folder), "import", str(file)]) == 0
    assert "before the newest entry of the audit log" in capsys.readouterr().err
    take(folder, file, 240)
    capsys.readouterr()
    assert status_of(["-w", str(folder), "import", str(file)]) == 0
    assert "clock" not in capsys.readouterr().err  # told once
    with open_workspace(folder) as workspace:
        [row] = workspace.store.queue(limit=5).rows
        assert (row["price_yuan"], row["last_seen_at"][:4]) == (2_400_000, str(datetime.now(UTC).year))
        kinds = [entry["kind"] for entry in workspace.store.changes(row["id"])]
        assert (kinds.count("price_cut"), kinds.count("price_rise")) == (2, 0)
        notes = [one for one in in_chinese(verify_audit(workspace)) if one.notice]
        assert len(notes) == 1 and notes[0].ok and "before the entry before it" in notes[0].reason
        assert [one.found for one in examine(folder) if one.what == "clock"] == [
            f"the times of the audit log go back at entry {notes[0].item}: 'hydrowatch audit verify' says from when; "
            "what was kept just before or after bears a wrong time"
        ]
        assert len(custody_of(workspace, 1).doubts) == 1 and not custody_of(workspace, 2).doubts
        begun = [one["detail"].get("clock_back_from") for one in workspace.store.audit_entries("import.begin")]
        assert [bool(one) for one in begun] == [False, True, False, False]
    first = json.loads((folder / "manifests" / "manifest-2.jsonl").read_text("utf-8").splitlines()[0])
    assert first["clock_back_from"] == begun[1]
    for command in (["verify"], ["audit", "verify"]):
        assert status_of(["-w", str(folder), *command]) == 0
        assert "note " in (said := capsys.readouterr().out) and "a clock was wrong then or later" in said
    spoken("zh")
    assert status_of(["-w", str(folder), "custody", "1"]) == 0
    assert "其中的时间互相矛盾" in (said := capsys.readouterr().out) and "文件自身日期" in said
