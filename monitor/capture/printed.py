"""When a page was printed to PDF by a browser, by the date that the browser wrote into the file. Pure.

No PDF is parsed. Only a browser prints a page in the moment that it shows it: other dates say when somebody wrote. The
date stands open in what browsers write, near one end of the file; one that is packed or encrypted is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from monitor.printers import names_browser

_END: Final = 65_536  # bytes of each end of a file that are looked at
_AROUND: Final = 4_096  # bytes before and behind a date in which the program is named
_MOST: Final = 50  # dates of a file
_HERE: Final = rb"\d{4}[-\d]{0,6}T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)"
_DATE: Final = re.compile(
    rb"/CreationDate\s{0,9}\(D:(?P<info>\d{14})(?P<zone>Z|[+-]\d\d'?\d\d)"
    rb"|xmp:CreateDate(?:>|\s{0,3}=\s{0,3}[\"'])\s{0,9}(?P<xmp>" + _HERE + rb")"
)
_TOOL: Final = re.compile(rb"/(?:Creator|Producer)\s{0,9}(\([^)]{1,600}|<[0-9A-Fa-f\s]{2,2400}>)"
                          rb"|(?:xmp:CreatorTool|pdf:Producer)(?:>|\s{0,3}=\s{0,3}[\"'])([^<\"']{1,600})")  # fmt: skip


def printed_at(body: bytes) -> datetime | None:
    """The date of a PDF that a browser printed, with its zone; None for any other, and without a zone."""
    for part in (body,) if len(body) <= 2 * _END else (body[:_END], body[-_END:]):
        for number, found in enumerate(_DATE.finditer(part)):
            if number == _MOST:
                break
            if (when := _moment(found)) and names_browser("\n".join(_tools(_beside(part, found)))):
                return when
    return None


def _beside(part: bytes, found: re.Match[bytes]) -> bytes:
    """What stands beside a date in its own object or packet."""
    before = part[max(0, found.start() - _AROUND) : found.start()]
    behind = part[found.end() : found.end() + _AROUND]
    begin = max(before.rfind(b"endobj"), before.rfind(b"<?xpacket"), 0)
    ends = [place for mark in (b"endobj", b"<?xpacket") if (place := behind.find(mark)) >= 0]
    return before[begin:] + b" " + behind[: min(ends, default=len(behind))]


def _tools(beside: bytes) -> Iterator[str]:
    for found in _TOOL.finditer(beside):
        raw = found[1] or found[2]
        if raw.startswith(b"<"):
            digits = b"".join(raw.strip(b"<>").split())
            raw = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
        yield raw.replace(b"\0", b"").decode("latin-1")  # UTF-16 of ASCII, too


def _moment(found: re.Match[bytes]) -> datetime | None:
    try:
        if told := found["xmp"]:
            return datetime.fromisoformat(told.decode("ascii"))
        zone = found["zone"].decode("ascii").replace("'", "").replace("Z", "+0000")
        return datetime.strptime(found["info"].decode("ascii") + zone, "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
