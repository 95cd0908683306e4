"""What all looks at sources share: moments, the definition pages are read by, the state of a source, its next look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from zlib import crc32

from db import Store
from db.rows import AlertRow, SourceClock
from monitor.__about__ import __version__
from monitor.run.pipeline import Run
from monitor.run.watching.health import Verdict
from monitor.sources.schedule import next_look
from monitor.sources.web import WebSource

Tell = Callable[[AlertRow], None]
_NOT_READ_BY: Final = {"title", "schedule", "health", "politeness", "terms"}  # pages are read alike whatever these say


def stamp(moment: datetime) -> str:
    """A moment in UTC to the second, as the tables of looks keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def definition_of(source: WebSource) -> int:
    """A number that is another when the source file or this program may read a list or page in another way."""
    return crc32(f"{__version__} {source.model_dump_json(exclude=_NOT_READ_BY)}".encode())


def plan(store: Store, source: WebSource, began_at: str, *, failed: bool) -> None:
    """When a source is looked at next, after a look that began then."""
    failures = store.source_clock(source.id).failures + 1 if failed else 0
    due = next_look(source.schedule, source.id, datetime.fromisoformat(began_at), failures)
    store.set_source_clock(source.id, SourceClock(began_at, stamp(due), failures))


def change_state(
    store: Store, source_id: str, verdict: Verdict, at: str, visit_id: int | None = None
) -> AlertRow | None:
    """The one alert when the state of a source is another than before; None when it is the same."""
    alert = store.source_state(source_id)
    before = alert["state"] if alert else "ok"
    if before == verdict.state:
        return None
    row: AlertRow = {
        "source_id": source_id, "before": before, "state": verdict.state, "cause": verdict.cause,
        "detail": verdict.detail, "at": at, "visit_id": visit_id,
    }  # fmt: skip
    store.add_alert(row)
    return row


def give_up(run: Run, source: WebSource, tell: Tell) -> None:
    """End a look that a fault of ours has ended, so that the next comes in its time and not at once."""
    store, now = run.workspace.store, stamp(run.workspace.clock.now())
    with store.batch():
        row = store.open_visit(source.id)
        if row is not None:
            store.end_visit(row["id"], now, row["counts"], "degraded", "fault")
        alert = change_state(store, source.id, Verdict("degraded", "fault"), now, row["id"] if row else None)
        plan(store, source, row["began_at"] if row else now, failed=True)
    if alert:
        tell(alert)
