"""Listings that a look did not come to see: what it met in their place, or that their host was left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from monitor.capture.clock import iso
from monitor.models import Capture, ListingStatus
from monitor.run.pipeline import Run
from monitor.run.proofs import STATUS
from monitor.run.watching.endings import ENDED
from monitor.run.watching.health import only_rested
from monitor.sources.web import WebSource

FAILED: Final = frozenset({"failed", "blocked", "challenge", "truncated", "too_large"})
NOT_ASKED: Final = "not asked for"
PART: Final = ("lists_failed", "lists_blocked", "unasked")


@dataclass(frozen=True, slots=True)
class Met:
    """A page that could not be had, after which others were not asked for, or whose entries were not read."""

    taken: Capture
    capture_id: int
    is_outage: bool = False  # robots.txt answered as a server does that is out of order, or broke off

    @property
    def status(self) -> ListingStatus:
        """As what it counts for the listings not seen because of it: a list that is gone ends none of them."""
        status = STATUS.get(self.taken.state, "unknown")
        return "unreachable" if self.is_outage or status in ENDED else status


def note_missed(
    run: Run, source: WebSource, look: Mapping[str, Any], counts: Mapping[str, int], met: Met | None
) -> None:  # fmt: skip
    """Note on each listing without a sighting in a look which had only a part of its pages that it was not seen.

    Args: look, its row; met, None when nothing was asked for: then what the look before noted stands, and listings
    that are lost from sight already are noted no more, nor are those that were seen before a pause of ours. Never an
    ending: a site out of order tells of none.
    """
    if not any(counts.get(name, 0) for name in PART):
        return
    store, now = run.workspace.store, iso(run.workspace.clock.now())
    missed = store.unsighted(source.id, look["after_capture"])
    if source.reads_entries and source.kind != "json":  # others have left the feed in their time
        listed = _in_feed(run, source)
        missed = [row for row in missed if row["id"] in listed]
    before = store.unseen(row["id"] for row in missed) if met is None else {}
    for row in missed:
        if met is not None:
            capture_id, status, seen = met.capture_id, met.status, met.taken.fetched_at
        elif row["status"] == "live" and (row["id"] in before or not only_rested(counts)):
            capture_id, status, seen = None, before.get(row["id"], {}).get("last_look", "blocked"), now
        else:
            continue
        note = f"{NOT_ASKED}: {met.taken.reason or met.taken.state}" if met else NOT_ASKED
        store.observe(row["id"], run.id, capture_id, status, observed_at=seen, note=note)
        run.tally.add(f"seen.{status}")


def _in_feed(run: Run, source: WebSource) -> set[int]:
    """The listings that the latest look which had all lists saw in them; none when that is long ago."""
    for look in run.workspace.store.visits(source.id):
        if look["counts"].get("lists") and not any(look["counts"].get(name, 0) for name in PART):
            return run.workspace.store.read_since(source.id, look["after_capture"])
    return set()
