"""A page that a browser printed to PDF: the date, title and address that Chromium writes on each sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from monitor.parse.posted import CHINA

_FOOT: Final = re.compile(r"(?P<url>(?:https?|file)://\S{4,2000}?)\s{1,9}(?P<sheet>\d{1,4})/(?P<of>\d{1,4})")
_HEAD: Final = re.compile(
    r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{2,4}),?\s{1,3}(?P<half>上午|下午)?(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?:\s?(?P<late>[AP])M)?(?:\s{1,9}(?P<title>\S.{0,400}))?"
)
_EDGE: Final = 4  # lines at the beginning and the end of a sheet among which those stand


class Printed(NamedTuple):
    """The sheets without those lines, and what they say; `at`: the local time of who printed. "" and None: nothing.

    Of a page that was printed from a file neither address nor time.
    """

    sheets: tuple[str, ...]
    url: str = ""
    title: str = ""
    at: datetime | None = None


def printed(sheets: Sequence[str]) -> Printed:
    """What the sheets of a PDF say of their printing, when each ends in the address and its own number."""
    feet = [next(filter(None, map(_FOOT.fullmatch, _edges(sheet))), None) for sheet in sheets]
    whole = [foot for foot in feet if foot is not None and int(foot["sheet"]) <= int(foot["of"])]
    if not sheets or len(whole) < len(sheets) or len({foot["url"] for foot in whole}) > 1:
        return Printed(tuple(sheets))
    heads = [head for sheet in sheets for line in _edges(sheet) if (head := _HEAD.fullmatch(line))]
    taken = {foot[0] for foot in whole} | {head[0] for head in heads}
    kept = tuple("\n".join(line for line in sheet.split("\n") if line.strip() not in taken) for sheet in sheets)
    title = next((head["title"] for head in heads if head["title"]), "")
    if (url := whole[0]["url"]).startswith("file:"):  # a saved page: when it was seen, and where, is not told
        return Printed(kept, title=title)
    return Printed(kept, url.partition("#")[0], title, _moment(heads[0]) if heads else None)


def _edges(sheet: str) -> list[str]:
    lines = [line.strip() for line in sheet.split("\n") if line.strip()]
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _moment(head: re.Match[str]) -> datetime | None:
    """2026/11/27 18:41 and 11/27/26, 6:41 PM; None where nobody can tell the day from the month."""
    one, two, three = int(head["a"]), int(head["b"]), int(head["c"])
    if one > 31:
        year, month, day = one, two, three
    elif head["late"] or two > 12:
        year, month, day = three, one, two
    elif one > 12 or one == two:
        year, month, day = three, two, one
    else:
        return None
    late = head["late"] == "P" or head["half"] == "下午"
    hour = int(head["hour"]) % 12 + 12 if late else int(head["hour"]) % (12 if head["late"] or head["half"] else 24)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, int(head["minute"]), tzinfo=CHINA)
    except ValueError:
        return None
