"""Captures -> listings, each field with the selector or rule that found it; a bad line or row never ends the rest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.charset import Decoded, declared_charsets, decode
from monitor.errors import ItemError, NothingToRead, NotLoaded
from monitor.models import FETCHED, Capture, Listing, ListingStatus
from monitor.parse.hints import first_words
from monitor.parse.kinds import MAX_CHARS, Kind, kind_of, name_of, too_long, unreadable
from monitor.parse.plain import MAX_TITLE
from monitor.parse.plant_words import names_plant
from monitor.parse.posted import last_day_of, moment_of, with_posting
from monitor.parse.saved import read_saved
from monitor.parse.tracking import known_address
from monitor.parse.unmarked import unmarked
from monitor.text.hidden import without_marks

if TYPE_CHECKING:
    from monitor.parse.columns import ColumnChoices
    from monitor.parse.plain import Reading
    from monitor.sources.web import WebSource

# How mail programs begin the subject of what is sent on or answered.
_SENT_ON = re.compile(r"\s*(?:fwd?|转发|轉發|转寄|轉寄|wg|tr|re|答复|回复|回覆)\s*[:：]", re.IGNORECASE)
_NOT_TOLD = (
    "the page has no visible text; a script or JSON answer has data of plants, but nothing says which is this page's: "
    "save it as SingleFile or MHTML"
)
IS_LIST = (
    "is a list page with {number} listings and none itself: it was kept, and no listing was made of it; save the page "
    "of each that matters"
)
_READABLE = frozenset(("ok", "sold", "truncated", "removed_by_platform"))


def _nothing_known(_address: str) -> bool:
    return False


def parse(capture: Capture, source: WebSource | None = None) -> list[Listing]:
    """Read the listings of one capture; the first one that cannot be read raises its ItemError."""
    listings = []
    for item in parse_many(capture, source):
        if isinstance(item, ItemError):
            raise item
        listings.append(item)
    return listings


def parse_many(
    capture: Capture,
    source: WebSource | None = None,
    *,
    max_chars: int = MAX_CHARS,
    columns: ColumnChoices | None = None,
    is_known: Callable[[str], bool] = _nothing_known,
) -> Iterator[Listing | ItemError]:
    """Read the listings of one capture one by one; a bad line or row is an ItemError in its place, the rest go on.

    Args: `source` describes the site of an item page; None: a file or page of an unknown site. A text of more than
    `max_chars` is an ItemError. `columns`: what a person says about the columns of tables.
    `is_known`, whether a listing has an address: what is saved from there is its page, whatever list it looks like.
    """
    try:
        for item in _read(capture, source, columns, is_known):
            if isinstance(item, ItemError):
                yield item
            elif why := too_long(item.text, max_chars):
                yield ItemError(capture.url, "parse", why)
            else:
                yield unmarked(item)
    except ItemError as error:
        yield error


def _read(
    capture: Capture, source: WebSource | None, columns: ColumnChoices | None, is_known: Callable[[str], bool]
) -> Iterator[Listing | ItemError]:
    name = name_of(capture.final_url or capture.url)
    if capture.state not in _READABLE:
        raise ItemError(capture.url, "parse", f"there is nothing to read: {capture.reason or capture.state}")
    if why := unreadable(capture.body, name):
        raise ItemError(capture.url, "parse", f"cannot be read: {why}")
    kind = kind_of(name, capture.body, capture.media_type)
    if kind == "pdf":
        yield from _from_pdf(capture, name, source)
    elif kind == "words":
        yield from _from_words(capture)
    elif kind == "sheet" or (kind == "csv" and source is None):
        yield from _from_tables(capture, name, kind, columns)
    elif source is not None:
        yield from _from_source(capture, decode_words(capture), source)
    elif kind == "jsonl":
        from monitor.parse.json_listings import json_listings  # noqa: PLC0415 - start-up time

        yield from json_listings(capture, name)
    elif kind in {"text", "html"}:
        yield from _from_chat(capture, name, kind, is_known)
    else:
        yield _from_saved(capture, name, kind, is_known)


def _from_source(capture: Capture, decoded: Decoded, source: WebSource) -> Iterator[Listing | ItemError]:
    from monitor.parse.entry import is_answer, read_answer, read_entries  # noqa: PLC0415 - start-up time
    from monitor.parse.item import read_item  # noqa: PLC0415 - start-up time: needs pydantic

    if source.reads_entries:
        yield from read_entries(capture, decoded, source)
    elif source.kind == "json" and is_answer(decoded):
        yield read_answer(capture, decoded, source)
    else:
        yield read_item(capture, decoded, source)


def _from_pdf(capture: Capture, name: str, source: WebSource | None) -> Iterator[Listing | ItemError]:
    from monitor.parse.pdf import read_pdf  # noqa: PLC0415 - start-up time

    for found in read_pdf(capture.body):
        if isinstance(found, ItemError):
            yield ItemError(capture.url, "parse", found.reason)
        else:
            listing = _of_reading(capture, name, found, "", "pdf")
            yield _of_source(listing, capture, source) if source is not None else listing


def _of_source(listing: Listing, capture: Capture, source: WebSource) -> Listing:
    from monitor.parse.item import file_of  # noqa: PLC0415 - start-up time: needs pydantic

    return file_of(listing, capture, source)


def _from_words(capture: Capture) -> Iterator[Listing | ItemError]:
    """The text that was read of a picture; it goes by the name and the digest of the picture."""
    from monitor.parse.picture import read_words  # noqa: PLC0415 - start-up time

    try:
        for found in read_words(capture.body):
            if isinstance(found, ItemError):
                yield ItemError(_picture_of(capture), "parse", found.reason)
            else:
                picture, reading = found
                yield _of_reading(replace(capture, sha256=picture.sha256), picture.name, reading, "", "ocr")
    except ItemError as error:
        raise type(error)(_picture_of(capture), "parse", error.reason) from error


def _picture_of(capture: Capture) -> str:
    return capture.url.removesuffix("!/words.json")


def decode_capture(capture: Capture) -> Decoded:
    """The text of a capture by the charset ladder, with what its header and its page declare."""
    return decode(capture.body, declared_charsets(capture.body, _header(capture, "content-type") or capture.media_type))


def decode_words(capture: Capture) -> Decoded:
    """The same without the marks that stand in it as they are: titles are cut, and names made, of what is seen."""
    decoded = decode_capture(capture)
    return replace(decoded, text=without_marks(decoded.text))


def _from_chat(
    capture: Capture, name: str, kind: Kind, is_known: Callable[[str], bool]
) -> Iterator[Listing | ItemError]:
    """The offers of an exported chat; any other text or page is one listing."""
    decoded = decode_words(capture)
    former = _file_names(capture, name)
    some = False
    for found in _chat(capture, decoded, name, kind, former):
        some = True
        yield found
    if not some:
        yield _from_saved(capture, name, kind, is_known)


def _chat(
    capture: Capture, decoded: Decoded, name: str, kind: Kind, former: tuple[str, ...]
) -> Iterator[Listing | ItemError]:
    if kind == "html" and 'class="message ' in decoded.text:
        from monitor.parse.chat_page import page_listings  # noqa: PLC0415 - start-up time

        yield from page_listings(capture, decoded, former)
    elif kind == "text":
        from monitor.parse.chat_listings import chat_listings  # noqa: PLC0415 - start-up time

        yield from chat_listings(capture, decoded, name, former)


def _from_saved(capture: Capture, name: str, kind: Kind, is_known: Callable[[str], bool]) -> Listing:
    decoded = decode_words(capture)
    if decoded.replaced > max(8, len(decoded.text) // 5):
        raise ItemError(capture.url, "parse", "cannot be read: it is binary data or in an unknown encoding")
    base = capture.final_url or capture.url
    may_be_pasted = len(decoded.text) <= MAX_CHARS  # no longer text is read as one listing
    saved = read_saved(decoded.text, kind, base if base.startswith("http") else "", pasted=may_be_pasted)
    if saved.is_shell and capture.how in FETCHED:
        raise NotLoaded(
            capture.url, "parse",
            "the page had not loaded when it was fetched: it shows that it is loading, or nothing at all; capture it "
            "as a browser shows it (--render), or later",
        )  # fmt: skip
    if saved.is_shell and saved.has_data:  # opening it again would show the same data
        raise NotLoaded(capture.url, "parse", _NOT_TOLD)
    if saved.is_shell:
        raise NotLoaded(
            capture.url, "parse",
            "the page had not loaded when it was saved: it shows that it is loading, or nothing at all; open it again, "
            "wait until its words are there, and save it with SingleFile or as MHTML",
        )  # fmt: skip
    if saved.listed and not any(map(is_known, filter(None, (saved.url or base, known_address(saved.url or base))))):
        raise NothingToRead(capture.url, "parse", IS_LIST.format(number=saved.listed))
    if not saved.text.strip():
        raise NothingToRead(capture.url, "parse", _NOT_TOLD if saved.has_data else "the page has no visible text")
    return _of_reading(capture, name, saved, decoded.encoding, decoded.rung)


def _of_reading(capture: Capture, name: str, saved: Reading, encoding: str, rung: str) -> Listing:
    base = capture.final_url or capture.url
    url = saved.url or (base if base.startswith("http") else "")
    file_name, *bytes_name = _file_names(capture, name)
    rule = "file name and where it lies" if capture.place else "file name and SHA-256"
    named, whole = _named(known_address(url), saved.named), _named(url, saved.named)
    listing = _as_sent(capture, Listing(
        source_id=capture.source_id, native_id=named or file_name,
        known_as=_known_as(named, whole, _former(saved, _file_names(capture, name))) if url else tuple(bytes_name),
        text=saved.text,
        title=saved.title, url=url, price_text=saved.price_text, posted_at=saved.posted_at, seller=saved.seller,
        posted_from=saved.posted_from, place=saved.place or None, status=status_of(capture), images=saved.images,
        charset=encoding, charset_rung=rung,
        found_by={**saved.found_by, "native_id": ("address and data" if saved.named else "address") if url else rule},
    ))  # fmt: skip
    listing = _titled(listing, capture, name)
    listing = with_posting(listing, moment_of(capture) or _printed(capture, saved), saved.times)
    day, rule = saved.posted_else
    if listing.posted_at is None and day:
        listing = replace(listing, posted_at=day, found_by={**listing.found_by, "posted_at": rule})
    return listing


def _known_as(named: str, *others: str | tuple[str, ...]) -> tuple[str, ...]:
    names = chain.from_iterable([one] if isinstance(one, str) else one for one in others)
    return tuple(dict.fromkeys(one for one in names if one != named))


def _former(saved: Reading, files: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a page whose address ends in a path of its scripts, from when that end was left out."""
    before, mark, _ = saved.url.partition("#")
    return (before, known_address(before), *files) if mark else ()


def _titled(listing: Listing, capture: Capture, name: str) -> Listing:
    """A part of a mail or archive without a title, by the name of its file when that names a plant, else its words."""
    if listing.title or "!/" not in capture.url or listing.url:
        return listing
    stem = PurePosixPath(name).stem
    title, rule = (stem, "file name") if names_plant(stem) else (first_words(listing.text), "first words")
    return replace(listing, title=title[:MAX_TITLE], found_by={**listing.found_by, "title": rule}) if title else listing


def _named(url: str, named: str) -> str:
    """The name of a listing by its address, and by what its data are named when they tell more; "" without one."""
    return named if url and named.startswith("http") else f"{url}#{named}" if url and named else url


def _printed(capture: Capture, saved: Reading) -> datetime | None:
    """When a page was printed by its own word; None for a time that is still to come."""
    last = last_day_of(capture)
    return None if saved.taken is None or (last and saved.taken.date() > last) else saved.taken


def _file_names(capture: Capture, name: str) -> tuple[str, ...]:
    """What a document without an address is named by: where it lies, when that is known, and its bytes."""
    stem = PurePosixPath(name).stem or name
    by_bytes = f"{stem}-{_sha256(capture)[:12]}"
    return (f"{stem}-{capture.place}", by_bytes) if capture.place else (by_bytes,)


def _as_sent(capture: Capture, listing: Listing) -> Listing:
    """The text of a mail under its subject, which is often half of the offer; who sent it on is not its seller."""
    subject, sender = _header(capture, "subject"), _header(capture, "from")
    if not (subject or sender):
        return listing
    text = listing.text if subject in listing.text else f"{subject}\n{listing.text}"
    seller = "" if _SENT_ON.match(subject) else sender
    rules = {"title": "mail Subject" if subject else "", "seller": "mail From" if seller else ""}
    return replace(
        listing, title=subject or listing.title, text=text, seller=seller or listing.seller,
        found_by={**listing.found_by, **{field: rule for field, rule in rules.items() if rule}},
    )  # fmt: skip


def _header(capture: Capture, name: str) -> str:
    return next((value for key, value in capture.headers if key.lower() == name), "")


def site_of(capture: Capture) -> str:
    """The host that an answer came from; '' for a file of which that is not known."""
    base = capture.final_url or capture.url
    return urlsplit(base).netloc.rpartition("@")[2].lower() if base.startswith(("http://", "https://")) else ""


def numbered(listing: Listing, number: str, site: str) -> Listing:
    """A listing that is told to be named by a number when it is: rows that share one are named by their words."""
    is_so = number and listing.native_id.endswith(f"/{number}" if "/" in listing.native_id else number)
    return replace(listing, number=number, site=site) if is_so else listing


def _from_tables(
    capture: Capture, name: str, kind: Kind, columns: ColumnChoices | None
) -> Iterator[Listing | ItemError]:
    from monitor.parse.notes import TOLD  # noqa: PLC0415 - start-up time
    from monitor.parse.row_names import RowNames  # noqa: PLC0415 - start-up time
    from monitor.parse.tables import listing_of_row, open_tables  # noqa: PLC0415 - start-up time

    status, names = status_of(capture), RowNames(name, site_of(capture))
    with open_tables(capture, name, kind, columns) as tables:
        for table in tables():  # gone through twice: the rows may be more than memory holds
            if not isinstance(table, ItemError):
                names.count_all(table)
        for table in tables():
            if isinstance(table, ItemError):
                yield table
                continue
            yield from (ItemError(table.name, "parse", doubt) for doubt in table.doubts())
            found_by, unread = table.found_by(), table.unread()
            for row in table.rows:
                if isinstance(row, ItemError):
                    yield row
                elif names.is_note(table, row):
                    yield ItemError(f"{table.name}:{row.line}", "parse", TOLD)
                else:
                    listing = listing_of_row(
                        capture, table, row, status, (named := names.named(table, row)).names, found_by
                    )
                    listing = replace(listing, alike=named.alike)
                    if not listing.url:
                        listing = numbered(listing, names.number(table, row), names.site)
                    yield replace(listing, unread=unread) if unread else listing


def status_of(capture: Capture) -> ListingStatus:
    if capture.state == "sold" or capture.state == "removed_by_platform":  # noqa: PLR1714 - narrows the type
        return capture.state
    return "live" if capture.how in FETCHED else "unknown"


def _sha256(capture: Capture) -> str:
    return capture.sha256 or hashlib.sha256(capture.body).hexdigest()
