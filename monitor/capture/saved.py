"""When a page was saved or printed, by the note that the program that did so left in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.capture.clock import iso
from monitor.capture.printed import printed_at
from monitor.magic import magic_of
from monitor.unpack import Member

LOOKED_AT: Final = 65_536  # bytes
_HEAD: Final = 1024  # bytes that tell a kind
_JS_DATE: Final = rb"\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})"
_NOTES: Final = (
    (re.compile(rb"<!--\s*(?:Page saved with|Archive processed by) SingleFile\s[^>]{0,9000}?saved date:\s*" + _JS_DATE),
     "%b %d %Y %H:%M:%S %z"),
    (re.compile(rb"<meta name=\"savepage-date\" content=\"" + _JS_DATE), "%b %d %Y %H:%M:%S %z"),  # Save Page WE
    (re.compile(rb"<html\b[^>]{0,2000}\sdata-scrapbook-create=\"(\d{14})\d{3}()\""), "%Y%m%d%H%M%S %z"),  # WebScrapBook
)  # fmt: skip
_FIRST: Final = datetime(1990, 1, 1, tzinfo=UTC)


def saved_at(body: bytes, now: datetime) -> str:
    """When a page was saved by its own word, UTC, ISO 8601; '' when it says nothing or something impossible."""
    said = printed_at(body) if (found := magic_of(body[:_HEAD])) and found.kind == "pdf" else _noted(body)
    try:
        when = said.astimezone(UTC) if said else None
    except OverflowError:
        return ""
    return iso(when) if when and _FIRST <= when <= now + timedelta(days=1) else ""


def _noted(body: bytes) -> datetime | None:
    start = body[:LOOKED_AT]
    for note, form in _NOTES:
        if found := note.search(start):
            zone = found[2].decode("ascii") or "+0000"
            try:
                return datetime.strptime(f"{found[1].decode('ascii')} {zone}", form).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None


def dated(member: Member, now: datetime) -> Member:
    """A document of an archive with the time that its own note names, else its archive; none that is still to come."""
    own = saved_at(member.body, now)
    said = own or member.taken_at
    said = said if said <= iso(now + timedelta(days=1)) else ""
    return replace(member, taken_at=said, is_dated=member.is_dated or bool(own))
