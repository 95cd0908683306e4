"""Listings that are in none of the lists of a look: gone when these were read to their end, else not seen in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from monitor.models import Capture
from monitor.run.proofs import ABSENT, NOT_READ, UNREAD_ENTRIES
from monitor.run.watching.looks import stamp
from monitor.run.watching.missed import PART
from monitor.run.watching.sightings import Visit

LATELY: Final = timedelta(days=30)
_CUT: Final = ("lists_empty", "cut_links", "cut_lists", "short_stated")  # what was read is not all that there is


def end_absent(visit: Visit, *, whole: bool) -> None:
    """Listings that no list has any longer seem to be gone; of lists that were read in part they are not seen.

    Args: whole, all lists were read to their end. How many are not seen, of those that were lately, is counted as
    `missing`: where a list shows its newest entries alone, all others leave it in their time.

    An entry may slip from one page to another while they are asked for: where there are several, only one that is
    missing in two looks in a row is gone. An entry that could not be read may be any listing, unless as many could not
    be read when the listing was last seen: a row that is an advertisement hides none. Where pages could not be had,
    `note_missed` says what was not seen.
    """
    if visit.last_list is None or any(visit.counts[name] for name in PART):
        return
    absent = [row for row in visit.store.live_listings(visit.source.id) if row["id"] not in visit.listed]
    is_cut = not whole or any(visit.counts[name] for name in _CUT)
    unread = visit.store.unread_when_seen(row["id"] for row in absent) if visit.counts["unread"] else {}
    with visit.store.batch():
        for one in absent:
            row: Any = visit.store.listing(one["id"])
            if is_cut or visit.counts["unread"] > unread.get(row["id"], 0):
                _not_seen(visit, row, visit.last_list, NOT_READ if is_cut else UNREAD_ENTRIES)
            else:
                _end(visit, row, visit.last_list)


def _not_seen(visit: Visit, row: Any, last: tuple[Capture, int], note: str) -> None:
    """Note that a look did not see a listing; nothing more of one that is lost from sight already."""
    taken, capture_id = last
    visit.counts["missing"] += row["last_seen_at"] >= stamp(visit.run.workspace.clock.now() - LATELY)
    if row["status"] == "live":
        visit.note(row["id"], capture_id, "unknown", taken.fetched_at, note)


def _end(visit: Visit, row: Any, last: tuple[Capture, int]) -> None:
    (taken, capture_id), pages = last, visit.counts["lists"]
    note = f"{ABSENT}, which was read to its end ({pages} pages)"
    if pages > 1 and not _was_absent(visit, row["id"]):
        visit.note(row["id"], capture_id, "unknown", taken.fetched_at, note)
    else:
        visit.hold(row, taken, capture_id, "gone", note)
        visit.counts["ended"] += 1


def _was_absent(visit: Visit, listing_id: int) -> bool:
    """True when an earlier look missed it; this one may have noted it before it was broken off."""
    latest = visit.store.observations(listing_id, 1)
    return any(seen["note"].startswith(ABSENT) and seen["capture_id"] <= visit.row["after_capture"] for seen in latest)
