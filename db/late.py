"""What a sighting that comes to be known after later ones says of a listing's history, as events to add. Pure.

Events are never changed or taken out. One that a sighting between its two has made untrue is named by the event that
stands for it (`instead_of`), and is no longer read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from db.changes import REMOVED, SILENT, Sighting, changes_between, next_status
from db.dated import Dated, order_known, without_order
from db.rows import ChangeRow

_GROUPS: Final[Mapping[str, str]] = {
    "new": "new", "sold": "status", "removed": "status", "back": "status", "price_cut": "price", "price_rise": "price",
    "claims_changed": "claims", "text_changed": "text",
}  # fmt: skip
_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting as it is stored; `version_id` None: without content. Sightings are in order of time, then id."""

    id: int
    observed_at: str
    status: str
    capture_id: int | None = None
    version_id: int | None = None
    price_yuan: int | None = None
    price_text: str = ""
    text_sha256: str | None = None
    claims: Collection[str] | None = None
    dated: Dated | None = None


@dataclass(slots=True)
class Event:
    """An event to add, at the time of its sighting; `instead_of`: ids of the stored events that it stands for."""

    seen: Seen
    change: ChangeRow
    instead_of: list[int] = field(default_factory=list)

    def row(self) -> ChangeRow:
        """The event as it is stored."""
        detail = dict(self.change["detail"])
        return {**self.change, "detail": {**detail, "instead_of": self.instead_of} if self.instead_of else detail}


def status_with_content(before: str, seen: str) -> str:
    """The status of a listing whose content was seen: back, even where the page does not say that it is for sale."""
    if seen == "unknown" and before in {"blocked", "unreachable"}:  # it was lost from sight, and is there again
        return seen
    return "live" if seen == "unknown" and before in REMOVED else next_status(before, seen)


def last_status(seens: Iterable[Seen]) -> str:
    """The status that a listing has after its sightings; '' when none shows what it says."""
    now = ""
    for seen in seens:
        if now or seen.version_id is not None:
            now = _status_after(now or seen.status, seen)
    return now


def events_of_late(seens: Sequence[Seen], late_id: int, stored: Sequence[Mapping[str, Any]]) -> list[Event]:
    """The events that one of the sightings adds to those that are stored, in order of time.

    Args: stored, `id`, `kind` and `observed_at` of the events that are read now.
    """
    before, after = _timeline(seen for seen in seens if seen.id != late_id), _timeline(seens)
    events: list[Event] = []
    untrue: list[tuple[str, int]] = []
    for seen in seens:
        for group in dict.fromkeys(_GROUPS.values()):
            was, now = before.get((seen.id, group)), after.get((seen.id, group))
            if was == now:
                continue
            ids = [] if seen.id == late_id else _stored_at(stored, seen.observed_at, group)
            if now is not None:
                events.append(Event(seen, now, ids))
            else:
                untrue += [(group, number) for number in ids]
    for group, number in untrue:
        alike = [event for event in events if _GROUPS[event.change["kind"]] == group] or events
        if alike:
            alike[0].instead_of.append(number)
    return events


def begun_anew(seens: Sequence[Seen], first_id: int, stored: Sequence[Mapping[str, Any]]) -> list[Event]:
    """The events of a listing that begins with the first of its sightings that is not in doubt, in order of time.

    Args: as of `events_of_late`; what the sightings in doubt made is no longer true.
    """
    events = events_of_late(seens, first_id, stored)
    named = {number for event in events for number in event.instead_of}
    made = (row["id"] for row in stored if row["kind"] in _GROUPS and row["id"] not in named)
    events[0].instead_of.extend(made)
    return events


def _timeline(seens: Iterable[Seen]) -> dict[_Key, ChangeRow]:
    """(sighting, group) -> the event that it makes when all sightings come in order of time."""
    found: dict[_Key, ChangeRow] = {}
    before: Sighting | None = None
    shown: Seen | None = None  # the last one that shows what the listing says
    for seen in seens:
        if before is None:
            if seen.version_id is None:
                continue  # a listing begins with what it says
            before = _sighting(seen, seen.status)
            found[seen.id, "new"] = {"kind": "new", "detail": {}}
        else:
            now = _sighting(seen, _status_after(before.status, seen))
            if shown is None or not _same_words_of(shown, seen):
                changes = _changes(before, now, shown, seen)
                found |= {(seen.id, _GROUPS[one["kind"]]): one for one in changes}
            before = now if seen.version_id is not None else replace(before, status=now.status)
        shown = seen if seen.version_id is not None else shown
    return found


def _same_words_of(shown: Seen, seen: Seen) -> bool:
    """Whether one capture was only read in two ways: what its lines say at two moments are two things."""
    return seen.capture_id is not None and (shown.capture_id, shown.observed_at) == (seen.capture_id, seen.observed_at)


def _changes(before: Sighting, now: Sighting, shown: Seen | None, seen: Seen) -> tuple[ChangeRow, ...]:
    changes = changes_between(before, now)
    if not (shown and shown.dated and seen.dated) or order_known(shown.dated, seen.dated):
        return changes
    return without_order(changes, (before.price_yuan, now.price_yuan))


def _status_after(before: str, seen: Seen) -> str:
    if seen.version_id is not None:
        return status_with_content(before, seen.status)
    return before if seen.status in SILENT else next_status(before, seen.status)


def _sighting(seen: Seen, status: str) -> Sighting:
    if seen.version_id is None:
        return Sighting(status)
    return Sighting(status, seen.price_yuan, seen.price_text, seen.text_sha256, seen.claims)


def _stored_at(stored: Sequence[Mapping[str, Any]], moment: str, group: str) -> list[int]:
    return [row["id"] for row in stored if row["observed_at"] == moment and _GROUPS.get(row["kind"]) == group]
