"""What shows that a listing is live, sold, removed, gone, blocked, unreachable or unknown: capture, and what in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db import Store
from monitor.models import FETCHED, ListingStatus

UNREAD: Final = "a page came, and no listing could be read from it"
# What begins the notes of sightings without content. They are found again by it: the words must stay.
ABSENT: Final = "it is not in the list any longer"
NOT_READ: Final = "it is not in what was read of the list, which was not read to its end"
UNREAD_ENTRIES: Final = "it is not among the entries of the list that could be read"
LIVE_SINCE: Final = "no ending: the same look, or one since, read it live"
_OF_LISTS: Final = (ABSENT, NOT_READ, UNREAD_ENTRIES)
HELD_BACK: Final = "held back: most of the source was gone or sold at once"
# A capture that brought no content still says something about the listing, or that we could not see it.
STATUS: Final[dict[str, ListingStatus]] = {
    "gone": "gone",
    "sold": "sold",
    "removed_by_platform": "removed_by_platform",
    "not_modified": "live",
    "blocked": "blocked",
    "challenge": "blocked",
    "failed": "unreachable",
    "truncated": "unknown",
    "too_large": "unknown",
}
# state of the capture -> key of the sentence that says what in it shows the listing's status
_BY_STATE: Final[Mapping[str, str]] = {
    "not_modified": "not_modified",
    "sold": "mark",
    "removed_by_platform": "mark",
    "gone": "http",
    "blocked": "blocked",
    "challenge": "challenge",
    "failed": "failed",
    "truncated": "partial",
    "too_large": "partial",
}
_ENDED: Final = frozenset({"gone", "removed_by_platform", "sold"})


def proofs(store: Store, listing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each status that a listing was ever seen in the newest sighting with it, that of its present status first.

    Each: `status`, `observed_at`, `capture_id`, `state` and `http_status` of the capture, `note`, `why` (the capture's
    reason, which names a mark), `shown_by` (a key of the messages, proof.…), `is_current`.
    """
    rows = store.status_sightings(listing["id"])
    named = [{**row, "shown_by": shown_by(row), "is_current": row["status"] == listing["status"]} for row in rows]
    return sorted(named, key=lambda row: not row["is_current"])


def shown_by(row: Mapping[str, Any]) -> str:
    """Which sentence says what in the capture shows a sighting's status."""
    if row["capture_id"] is None:
        return "none"
    if row["status"] == "unknown" and (row["state"] in _ENDED or HELD_BACK in row["note"]):
        return "held"
    unseen = row["state"] == "ok" and row["version_id"] is None and row["status"] in {"unknown", "gone"}
    if unseen and row["how"] in FETCHED:
        return _unseen(row["note"])
    if row["state"] in _BY_STATE:
        return _BY_STATE[row["state"]]
    if row["how"] not in FETCHED:
        return "file"
    shown = "rendered" if row["how"] == "render" else "page"
    return shown if row["status"] == "live" else "words"


def _unseen(note: str) -> str:
    """The sentence of a sighting on which a whole page showed no listing, by its note."""
    if note.startswith(_OF_LISTS):
        return "list"
    if LIVE_SINCE in note:
        return "live_since"
    return "unread" if note == UNREAD else "elsewhere"
