"""Entries of feeds and items of JSON answers -> listings, each field by the source's paths with their fallbacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from monitor.charset import Decoded
from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse.fields import Fields, absolute, body_of, compose, in_place, posting
from monitor.parse.page import Visible
from monitor.parse.posted import posted
from monitor.sources.jsons import is_json, load_json
from monitor.sources.paths import words_of_value
from monitor.sources.select import RecordSubject
from monitor.sources.told_price import Priced, price_line
from monitor.sources.web import WebSource, address_of, entries_of, native_id_of

MAX_WORDS: Final = 2000  # values of one record that are read when no field names its text


def read_entries(capture: Capture, decoded: Decoded, source: WebSource) -> Iterator[Listing | ItemError]:
    """Read every entry of a list; one that cannot be read is an ItemError in its place. Raises ItemError: no list."""
    for number, subject in enumerate(entries_of(decoded.text, capture.url, source), 1):
        try:
            yield _listing(capture, decoded, source, subject, f"{capture.url} entry {number}")
        except ItemError as error:
            yield error


def read_answer(capture: Capture, decoded: Decoded, source: WebSource) -> Listing:
    """Read the JSON answer of one item's own address. Raises ItemError."""
    subject = RecordSubject("json", load_json(decoded.text, capture.url))
    return _listing(capture, decoded, source, subject, capture.url, own=capture.url)


def is_answer(decoded: Decoded) -> bool:
    """True when a text is a JSON object or list rather than a page."""
    return is_json(decoded.text)


def _listing(
    capture: Capture, decoded: Decoded, source: WebSource, subject: RecordSubject, name: str, own: str = ""
) -> Listing:
    fields = Fields(subject, source, name, {})
    base = capture.final_url or capture.url
    url = own or address_of(subject, base, source)
    title = fields.one("title", source.item.title, required=True)
    price = fields.price()
    comments = tuple(fields.all("comments", source.item.comments))
    body = _body(fields, subject, base, price)
    status, replaced = in_place(fields, body.text, title, capture)
    named = [absolute(base, address) for address in fields.all("images", source.item.images)]
    images = named or [address for address, _ in body.images]
    listing = Listing(
        source_id=capture.source_id, native_id=_native_id(fields, url), text=compose(title, price, body, comments)[0],
        title=title, url=url or base, price_text=price.words, seller=fields.one("seller", source.item.seller),
        place=fields.one("place", source.item.place) or None,
        status=status,
        speaker=None if source.speaker == "unknown" else source.speaker,
        images=tuple(dict.fromkeys(filter(None, images))), comments=comments, charset=decoded.encoding,
        charset_rung=decoded.rung, found_by=fields.found_by, in_place=replaced,
    )  # fmt: skip
    return posted(listing, posting(fields, capture, body.text))


def _body(fields: Fields, subject: RecordSubject, url: str, price: Priced) -> Visible:
    for pick in fields.source.item.text:
        if (body := body_of(subject, pick, url)).text:
            fields.found_by["text"] = str(pick)
            return body
    if fields.source.item.text:
        raise fields.missing("text", fields.source.item.text)
    fields.found_by["text"] = "all values of the entry"
    return Visible("\n".join(_line(key, words, price) for key, words in leaves(subject.value)))


def _line(key: str, words: str, price: Priced) -> str:
    """A value of an entry behind its key, the price as it is read."""
    return price_line(key, price) if words == price.raw else f"{key}：{words}"


def leaves(value: Any) -> list[tuple[str, str]]:
    """The words of a record with the key each stands under, in its order."""
    found: list[tuple[str, str]] = []
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting and len(found) < MAX_WORDS:
        key, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(str(name), inner) for name, inner in one.items()][::-1]
        elif isinstance(one, list):
            waiting += [(key, inner) for inner in one][::-1]
        elif words := " ".join(words_of_value(one).split()):
            found.append((key, words))
    return found


def _native_id(fields: Fields, url: str) -> str:
    source = fields.source
    if url and (found := native_id_of(url, source)):
        fields.found_by["native_id"] = f"address {source.native_id.url}"
        return found
    if found := fields.one("native_id", source.native_id.select):
        return found
    where = f"sources/{source.id}.yaml, native_id"
    raise ItemError(fields.item, "parse", f"neither its address nor the entry gives the item's number ({where})")
