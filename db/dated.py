"""By what the time of a sighting is told, and whether the order of two of one listing is known. Pure.

A saved copy may be older than its import says, and the date of a file is no proof: what seems to be a price cut between
two copies is none where nobody knows which came first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from db.rows import ChangeRow

# Beside `o`, an observation, and `c`, its capture.
DATED: Final = (
    "o.observed_at AS at, o.run_id, ifnull(c.media_type, '') AS media_type, ifnull(c.undated, 0) AS undated,"
    " CASE WHEN c.undated THEN c.taken_at ELSE c.fetched_at END AS imported_at,"
    " CASE WHEN c.undated AND o.observed_at = c.taken_at THEN 'import'"
    " WHEN c.undated AND o.observed_at = c.server_date THEN 'file'"
    " WHEN ifnull(c.how, '') NOT IN ('file', 'upload') OR ifnull(c.taken_at, '') <> '' THEN 'clock'"
    " WHEN c.how = 'file' AND c.server_date = o.observed_at THEN 'file'"
    " WHEN c.fetched_at = o.observed_at THEN 'import' ELSE 'clock' END AS told_by,"
    # when a workspace was exported says nothing of what it keeps
    " CASE WHEN c.undated THEN '' ELSE"
    " (SELECT max(ifnull(p.server_date, ''), ifnull(a.server_date, '')) FROM captures p"
    " LEFT JOIN captures a ON a.id = p.parent_id WHERE p.id = c.parent_id) END AS packed_at"
)
_APART: Final = 3600  # seconds: files that were only copied together have dates that lie nearer
_FRESH: Final = 86_400  # seconds before an import in which files are copied for it and get new dates
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_STATES: Final = frozenset({"sold", "removed", "back"})
_TOLD_ONE_WAY: Final = frozenset({"price_cut", "price_rise", "claims_changed"})


@dataclass(frozen=True, slots=True)
class Dated:
    """When something was seen, and by what that is told.

    "clock": fetched then, or by the word of the page, its archive or its line of a chat. "file": by the date of its
    file. "import": it was so when it was imported (`imported_at`, in the run `run_id`), or at any time before.
    `packed_at`: the date of the file that it came out of; "" for none. `was_kept`: an earlier workspace imported it at
    `imported_at`, and this one read it out of that one's archive.
    """

    told_by: Literal["clock", "file", "import"]
    at: str
    imported_at: str
    run_id: int
    is_page: bool
    packed_at: str = ""
    was_kept: bool = False


def dated(row: Mapping[str, Any]) -> Dated:
    """The value of a row with the columns DATED."""
    is_page = row["media_type"] in _PAGES
    imported_at, packed_at = row["imported_at"] or row["at"], row["packed_at"] or ""
    return Dated(row["told_by"], row["at"], imported_at, row["run_id"], is_page, packed_at, bool(row["undated"]))


def order_known(before: Dated, after: Dated) -> bool:
    """Whether the one that stands first was first.

    Rows of tables without any date stand in the order of their imports, for exports are read as they come; pages do
    not, for people read old copies of them late.
    """
    if before.told_by == after.told_by == "clock":
        return True
    read_later = _read_later(before, after)
    made_at = after.packed_at if after.told_by == "import" else after.at
    made_later = bool(made_at) and _seconds(before.imported_at, made_at) > 0
    if read_later and (made_later or not after.is_page):
        return True
    if after.told_by == "import":
        return False
    if before.told_by == "import":  # it was so when it was imported, and this is of after that
        return True
    if before.told_by == "clock" and _seconds(after.at, after.imported_at) < _FRESH:
        return False
    return _seconds(before.at, after.at) >= _APART


def _read_later(before: Dated, after: Dated) -> bool:
    """Whether the one that stands first was there in an import before that of the other.

    One run reads what an earlier workspace read in many, and may read it after what is newer: then a day tells them
    apart.
    """
    if before.was_kept or after.was_kept:
        return _seconds(before.imported_at, after.imported_at) >= _FRESH
    return after.run_id > before.run_id


def without_order(changes: Iterable[ChangeRow], prices: tuple[int | None, int | None]) -> tuple[ChangeRow, ...]:
    """Changes as they are told of two sightings of which nobody knows which was first: nothing fell or rose.

    That a listing ended stays, for an ending mostly is the later one; it says that the order is not known.

    Args: prices, what the two ask, in yuan.
    """
    found = tuple(_unordered(change) if change["kind"] in _STATES else change for change in changes)
    untold = [change for change in found if change["kind"] in _TOLD_ONE_WAY | {"text_changed"}]
    if not untold:
        return found
    detail: dict[str, Any] = {"order": "unknown"}
    if any(change["kind"].startswith("price_") for change in untold):
        detail["prices"] = list(prices)
    other: ChangeRow = {"kind": "text_changed", "detail": detail}
    return (*(change for change in found if change not in untold), other)


def _unordered(change: ChangeRow) -> ChangeRow:
    return {**change, "detail": {**change["detail"], "order": "unknown"}}


def _seconds(one: str, other: str) -> float:
    return (datetime.fromisoformat(other) - datetime.fromisoformat(one)).total_seconds()
