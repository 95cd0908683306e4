"""Lines of JSON, and answers of servers, of a capture -> listings, each with the name by which it is known again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urljoin

from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse.hints import first_words
from monitor.parse.identity import Names, names_of, number_of
from monitor.parse.jsonl import Line, as_lines, documents_of
from monitor.parse.listings import numbered, site_of, status_of
from monitor.parse.posted import Posting, field_posting, posted
from monitor.parse.tracking import item_address, known_address

MAX_HELD: Final = 20_000  # JSON lines of a file that are held; those after them are read twice, as memory is bounded
_Numbered = tuple[int, list[Line | ItemError]]


def json_listings(capture: Capture, name: str) -> Iterator[Listing | ItemError]:
    """The listings of lines of JSON, or of an answer, in order; what cannot be read is an ItemError in its place."""
    body, why = as_lines(capture.body)
    names, stem, stream, site = Names(), PurePosixPath(name).stem, BytesIO(body), site_of(capture)
    lines = _lines(stream, name)
    held = _held(lines)
    place, last = stream.tell(), held[-1][0] if held else 0
    for line in (line for _, several in chain(held, lines) for line in several):
        if not isinstance(line, ItemError) and not _address_of(capture, line):  # all are known before one is given
            names.count(line.naming(stem, site))
    stream.seek(place)
    for number, several in chain(held, _lines(stream, name, last)):
        for line in several:
            yield line if isinstance(line, ItemError) else _named(capture, line, names, f"{stem}/{line.id or number}")
    if why:
        yield ItemError(name, "parse", why)


def _named(capture: Capture, line: Line, names: Names, first: str) -> Listing:
    """A line as a listing with its names. Args: first, the name by the program's first rule: file and id or line."""
    whole, site, stem = _address_of(capture, line), site_of(capture), first.partition("/")[0]
    if whole:
        return _listing_of_line(capture, replace(line, url=whole), line.name or known_address(whole), (line.url or "",))
    native_id, before, alike = names.named(line.naming(stem, site))
    former = line.url or (before if line.row else first)
    known = (*(names_of(line.naming(stem)) if site else ()), before, former)
    if line.name:
        return _listing_of_line(capture, replace(line, url=""), line.name, known)
    listing = replace(_listing_of_line(capture, replace(line, url=""), native_id, known), alike=alike)
    return numbered(listing, number_of(line.naming(stem)), site)


def _address_of(capture: Capture, line: Line) -> str:
    """The address of the item that a line is of; '' where it names none."""
    return item_address(_whole_address(capture, line.url or ""))


def _whole_address(capture: Capture, written: str) -> str:
    """The address of a row: what names no host is told from where the answer came from, where that is known."""
    base = capture.final_url or capture.url
    if not written.startswith("/") or not base.startswith(("http://", "https://")):
        return written
    try:
        return urljoin(base, written)
    except ValueError:
        return written


def _held(lines: Iterator[_Numbered]) -> list[_Numbered]:
    """The lines that are held, each with all that is in it."""
    held: list[_Numbered] = []
    count = 0
    while count < MAX_HELD and (one := next(lines, None)):
        held.append(one)
        count += len(one[1])
    return held


def _lines(stream: BytesIO, name: str, before: int = 0) -> Iterator[_Numbered]:
    for number, lines in documents_of(stream, name, before):
        yield number, [
            ItemError(f"{name}:{number}", "parse", "the text is empty")
            if not isinstance(line, ItemError) and not line.text.strip() else line
            for line in lines
        ]  # fmt: skip


def _listing_of_line(capture: Capture, line: Line, native_id: str, former: tuple[str, ...]) -> Listing:
    posting = field_posting(line.posted, capture, 'JSON "posted_at"')
    if not line.posted and line.posted_at:
        posting = Posting(line.posted_at, line.posted_from, line.posted_by)
    unread = line.posted if posting.words and posting.day is None and posting.words not in line.text else ""
    found_by = {"text": f'JSON "{line.where or "text"}"', "native_id": 'JSON "url"' if line.url else 'JSON "id"'}
    if line.name:
        found_by["title"] = "first words"
    if line.seller:
        found_by["seller"] = 'JSON "from"' if line.name else 'JSON "seller"'
    listing = Listing(
        source_id=capture.source_id, native_id=native_id,
        known_as=tuple(dict.fromkeys(name for name in former if name != native_id)),
        text=f"{line.text}\n发布时间：{unread}" if unread else line.text,
        title=first_words(line.text) if line.name else line.title, url=line.url or "",
        price_text=line.price, place=line.place, speaker=line.speaker, status=status_of(capture), charset="utf-8",
        charset_rung="utf-8", found_by=found_by, seller=line.seller, comments=line.replies, left_out=line.left_out,
    )  # fmt: skip
    return posted(listing, posting)
