"""Moments as people read them: in the zone of this machine, with its offset. What is stored and exported stays UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final, NamedTuple

_A_DAY: Final = len("2026-01-31")


def interval(first: date | None, last: date | None) -> str | None:
    """A day, or the first and the last of several, in ISO 8601: 2021-07-14, 2021-07-01/2021-07-31; None for none."""
    if last is None:
        return None
    return f"{first}/{last}" if first and first < last else last.isoformat()


class Told(NamedTuple):
    """A moment for people: local day, time and offset ('' for what is a day only), and in UTC, ISO 8601, exact."""

    day: str
    time: str
    offset: str
    utc: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.day, self.time, self.offset)))


def tell(moment: str) -> Told | None:
    """A stored moment (ISO 8601; UTC when it names no zone) told for people; None for what is none or out of range.

    A day (2026-01-31) stays that day: it has no time that a zone could move.
    """
    try:
        read = datetime.fromisoformat(moment)
        utc = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        there = utc.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    if len(moment) <= _A_DAY:
        return Told(moment, "", "", moment)
    zone, exact = f"{there:%z}", utc.isoformat().replace("+00:00", "Z")
    return Told(f"{there:%Y-%m-%d}", f"{there:%H:%M}", f"{zone[:3]}:{zone[3:5]}", exact)


def when(moment: str | None) -> str:
    """2026-11-27T12:43:05Z -> 2026-11-27 20:43 +08:00; '—' for none, and what is no moment as it stands."""
    if not moment:
        return "—"
    told = tell(moment)
    return moment if told is None else str(told)
