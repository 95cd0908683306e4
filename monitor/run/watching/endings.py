"""Endings at the end of a look: believed, or held back where too many come at once; which are looked at once more.

One listing that is gone or sold is news; most of a source's listings at once is a site that changed. What is held back
stays so until the listings come back or a person says that it is true: new listings in their place prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from db import Store
from monitor.models import ListingStatus
from monitor.run.pipeline import Run
from monitor.run.watching.looks import stamp
from monitor.sources.model import Health

REMOVED: Final[frozenset[ListingStatus]] = frozenset({"gone", "removed_by_platform"})
ENDED: Final[frozenset[ListingStatus]] = REMOVED | {"sold"}
AGAIN_HOURS: Final = 12  # an ending is looked at once more, not before: what is out of order for an hour is back then
AGAIN_WITHIN: Final = timedelta(days=14)  # and not later, unless no look came between


def is_ending(before: str, seen: str) -> bool:
    """True when a sighting would end a listing that has not ended in this way."""
    return seen in ENDED and (before not in ENDED or (before == "sold" and seen in REMOVED))


def known_before(store: Store, source_id: str, counts: Mapping[str, int], endings: int) -> int:
    """Of how many listings the endings in hand are: of those known that answered at all.

    When endings are held back already, no more than in the look that first saw them.
    """
    answered = sum(counts.get(name, 0) for name in ("read", "unread", "unchanged", "ended"))
    known = min(counts.get("known", 0), max(answered, endings))
    first = store.visit(store.first_holding(source_id) or 0)
    if first and first["ended_at"]:
        known = min(known, first["counts"].get("guarded", first["counts"].get("known", known)))
    return known


def too_many(endings: int, known: int, health: Health) -> bool:
    """True when more listings are gone or sold at once than is believed."""
    return endings >= health.removed_count and endings > known * health.removed_share


def believe(run: Run, ending: Mapping[str, Any]) -> None:
    """Count a held ending as true: with the capture that first showed it, at the time of that capture."""
    row: Any = ending
    changes = run.workspace.store.believe_ending(row, run.id)
    run.tally.add(f"seen.{ending['status']}")
    for change in changes:
        run.tally.add(f"change.{change['kind']}")


def to_see_again(store: Store, source_id: str, now: datetime) -> list[dict[str, Any]]:
    """The ended listings of a source that are to be asked for once more, before their endings are final."""
    looks = store.visits(source_id, 1)
    since = min(stamp(now - AGAIN_WITHIN), looks[0]["began_at"] if looks else stamp(now))
    return store.endings_to_see_again(source_id, since, stamp(now - timedelta(hours=AGAIN_HOURS)), AGAIN_HOURS)
