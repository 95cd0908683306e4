"""When a source is looked at next: how often, spread, not in its quiet hours, later and later while it fails. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from monitor.sources.model import Schedule
from monitor.sources.zones import zone_of

_MOST_DOUBLINGS: Final = 30  # 2 ** 30 minutes are two thousand years: any ceiling is reached before


def next_look(schedule: Schedule, name: str, last: datetime, failures: int = 0) -> datetime:
    """When the source `name` is due after a look that began at `last` (aware), `failures` looks in a row having failed.

    The same arguments give the same moment: the spread comes from the name and the day.
    """
    ceiling = max(schedule.every_minutes, schedule.max_backoff_minutes)
    pause = min(schedule.every_minutes * 2 ** min(failures, _MOST_DOUBLINGS), ceiling)
    due = out_of_quiet(schedule, last + timedelta(minutes=pause))
    return out_of_quiet(schedule, due + jitter(schedule, name, due.date()))


def jitter(schedule: Schedule, name: str, day: date) -> timedelta:
    """The spread of a source on a day: between nothing and `jitter_minutes`, from a digest of name and day."""
    digest = hashlib.sha256(f"{name} {day.isoformat()}".encode()).digest()
    return timedelta(minutes=schedule.jitter_minutes * int.from_bytes(digest[:8]) / 2**64)


def out_of_quiet(schedule: Schedule, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in; in UTC."""
    for _ in schedule.quiet_hours:  # one may end where the next begins
        ends = [end for hours in schedule.quiet_hours if (end := _end_of(schedule, hours, moment))]
        if not ends:
            break
        moment = max(ends)
    return moment.astimezone(UTC)


def is_always_quiet(schedule: Schedule) -> bool:
    """True when quiet hours cover every minute of a day, so that no look is ever due."""
    return all(
        any(_lies_in(time(minute // 60, minute % 60), hours) for hours in schedule.quiet_hours)
        for minute in range(24 * 60)
    )


def is_quiet(schedule: Schedule, moment: datetime) -> bool:
    """True in the quiet hours of a source."""
    return any(_end_of(schedule, hours, moment) for hours in schedule.quiet_hours)


def _end_of(schedule: Schedule, hours: str, moment: datetime) -> datetime | None:
    """When the quiet hours around a moment end; None when it lies outside of them."""
    there = moment.astimezone(zone_of(schedule.timezone))
    now, end = there.time(), _hours(hours)[1]
    if not _lies_in(now, hours):
        return None
    day = there.date() if now < end else there.date() + timedelta(days=1)
    return datetime.combine(day, end, there.tzinfo).astimezone(UTC)


def _lies_in(now: time, hours: str) -> bool:
    begin, end = _hours(hours)
    return begin <= now < end if begin < end else now >= begin or now < end


def _hours(hours: str) -> tuple[time, time]:
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    return begin, end
