"""A page that was taken before others and is imported after them: its day of posting is that of the listing.

The words that the page shows and the newest of those after it get the day and are judged by it. What is imported later
follows by itself (`pipeline.posting_stage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db import Saved
from monitor.parse.posted import is_counted
from monitor.run.pipeline import Run, Work
from monitor.run.reassess import judge_again
from monitor.run.rows import first_kept, posting_days

MOST: Final = 20  # versions that are judged again for one page, the newest first: a history may be long


def keep_first_day(run: Run, work: Work, saved: Saved) -> None:
    """Give the newer versions of a listing just saved the day that its first page told, where they counted theirs."""
    days, store = posting_days(work.listing), run.workspace.store
    if saved.outcome == "new" or days is None:
        return
    listing = store.listing(saved.listing_id)
    if listing is None or work.seen_at >= listing["last_seen_at"]:
        return
    _date(run, listing, saved.version_id, days)
    first = store.first_posting(listing["source_id"], listing["native_id"], work.seen_at) or days
    newer = [row for row in store.versions(saved.listing_id) if row["observed_at"] > work.seen_at]
    for row in newer[-MOST:]:
        if row["posted_at"] != first:
            _date(run, listing, row["id"], first)


def _date(run: Run, listing: Mapping[str, Any], version_id: int, days: str) -> None:
    """Give a version its day and judge it by that; one that names its day, or has this one, stays as it is."""
    store = run.workspace.store
    version = store.version(version_id)
    if version is None or version["posted_at"] == days or not is_counted(version["found_by"].get("posted_at", "")):
        return
    names = {name: listing[name] for name in ("url", "source_id", "native_id")}
    number = version["assessment"]["id"] if version["assessment"] else None
    again = judge_again(run, {**version, **names, "posted_at": days, "assessment_id": number}, dry_run=False)
    if again is None:
        return
    with store.batch():  # no day without the judgement by it
        store.set_posting(version_id, days, first_kept(version["found_by"]))
        if again.save is not None:
            store.save_judged_again(run.id, again.save)
