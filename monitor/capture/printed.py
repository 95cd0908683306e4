"""When a page was printed to PDF by a browser, by the date that the browser wrote into the file. Pure.

Only a browser prints a page in the moment that it shows it: other dates say when somebody wrote. What the page is
called stands beside the date and is the seller's: only the key of a dictionary, the element or the attribute of a
metadata packet is the browser's word. A date that is packed or encrypted is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from monitor.capture.pdf_objects import Object, objects_of
from monitor.printers import names_browser

_APART: Final = timedelta(days=1)  # of two dates of one file; where they lie further apart neither is believed
_NAME: Final = 600  # characters of a program's name
_INFO: Final = re.compile(rb"\(D:(\d{14})(Z|[+-]\d\d'?\d\d)")
_BEGINS, _ENDS = b"<?xpacket begin", b"<?xpacket end"
_TAG: Final = re.compile(  # in a packet no value and no words have a < in them
    rb"<([\w:.-]++)((?:\s++[\w:.-]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+)\s*+/?>([^<]*+)"
)
_ATTRIBUTE: Final = re.compile(rb"\s([\w:.-]++)\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)')")
_WRITERS: Final = frozenset((b"xmp:CreatorTool", b"pdf:Producer"))


class _Said(NamedTuple):
    """A date in a file, and whether a browser alone is named beside it."""

    when: datetime
    is_browsers: bool


def printed_at(body: bytes) -> datetime | None:
    """The date of a PDF that a browser printed, with its zone; None for any other, and without a zone.

    A file that says two dates which lie more than a day apart has none.
    """
    said = [one for found in objects_of(body) for one in _said(found)]
    days = [one.when for one in said]
    if not days or max(days) - min(days) > _APART:
        return None
    return next((one.when for one in said if one.is_browsers), None)


def _said(found: Object) -> Iterator[_Said]:
    entries = found.entries
    if when := _info_date(entries.get(b"/CreationDate", b"")):
        yield _Said(when, _is_browsers(_text(entries.get(name, b"")) for name in (b"/Creator", b"/Producer")))
    if entries.get(b"/Type") == b"/Metadata":
        _, _, behind = found.stream.partition(_BEGINS)
        packet, end, _ = behind.partition(_ENDS)
        yield from _in_packet(packet) if end else ()


def _in_packet(packet: bytes) -> Iterator[_Said]:
    """What a metadata packet says in elements or attributes of these names; one with comments or CDATA says nothing."""
    told = list(_values(packet)) if b"<!" not in packet else []
    is_browsers = _is_browsers(value.decode("utf-8", "replace") for name, value in told if name in _WRITERS)
    for name, value in told:
        if name == b"xmp:CreateDate" and (when := _xmp_date(value)):
            yield _Said(when, is_browsers)


def _values(packet: bytes) -> Iterator[tuple[bytes, bytes]]:
    for tag in _TAG.finditer(packet):
        yield tag[1], tag[3].strip()[:_NAME]
        for one in _ATTRIBUTE.finditer(tag[2]):
            yield one[1], (one[2] or one[3] or b"").strip()[:_NAME]


def _is_browsers(programs: Iterable[str]) -> bool:
    return names_browser("\n".join(programs))


def _text(raw: bytes) -> str:
    """A string of a dictionary, as far as it is ASCII, in UTF-16, too."""
    raw = raw[: 4 * _NAME]
    if raw.startswith(b"<"):
        digits = b"".join(raw.strip(b"<>").split())
        raw = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    return raw.replace(b"\0", b"").decode("latin-1")


def _info_date(raw: bytes) -> datetime | None:
    if (found := _INFO.match(raw)) is None:
        return None
    zone = found[2].decode("ascii").replace("'", "").replace("Z", "+0000")
    try:
        return _possible(datetime.strptime(found[1].decode("ascii") + zone, "%Y%m%d%H%M%S%z"))
    except ValueError:
        return None


def _xmp_date(raw: bytes) -> datetime | None:
    try:
        return _possible(datetime.fromisoformat(raw.decode("ascii")))
    except ValueError:
        return None


def _possible(when: datetime) -> datetime | None:
    """A moment with a zone; None without one: nobody knows when it was."""
    return when if when.tzinfo is not None else None
