"""Times as archives write them -> UTC ISO 8601, as the rest of the program keeps them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(written: str) -> str:
    """ISO 8601 or fourteen digits -> UTC with microseconds; "" for anything else. Without a zone UTC is meant."""
    written = written.strip()
    try:
        if len(written) == 14 and written.isdecimal():
            moment = datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(written)
        return iso(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
    except (ValueError, OverflowError):
        return ""


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds, as WARC 1.1 and the database take it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
