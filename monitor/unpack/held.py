"""The pages that WARC files of hydrowatch hold, by name and words: read once, when the first of them has to be found.

A frame that was put into a page is told from words that somebody wrote there by this: the archive holds it as well.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from hashlib import blake2b
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote

from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.payload import PAGES, bare_type, begin, decoded, header, parse_head, split_stream
from monitor.unpack.framed import MAX_BYTES
from monitor.unpack.part_names import names_of
from monitor.unpack.readers import is_of_machine, open_parts
from monitor.unpack.records import MAX_KEYS, Record, records
from monitor.unpack.remade import Beside, name_of, says_no_more
from monitor.unpack.source import open_source
from monitor.unpack.streams import blocks_of
from monitor.unpack.viewed import VIEW, requests_in

MAX_MHTML: Final = 50_000_000  # bytes of one page with its frames as a browser saved it
_KINDS: Final = frozenset(("resource", "conversion"))
_NAMED_BY: Final = ("WARC-Target-URI", "Hydrowatch-Member-Address", "Hydrowatch-Member-Id", "Hydrowatch-Told-Address")


class Held:
    """What `files`, which stay open, hold; hashes only."""

    def __init__(self, files: list[BinaryIO]) -> None:
        self._files = files
        self._named = _Named({}, {})

    def bears_out(self, made: bytes, page: bytes, media_type: str, archive: str) -> bool:
        """True when a page as it was read says no more than the page as it came and what these files hold.

        Args: media_type, as told of the page; archive, the id of the record that the page came out of, which is in
        none of these files; "" for none.
        """
        beside = Beside(self._holds, partial(self._is_away, archive), bool(archive))
        with suppress(UnicodeDecodeError):
            said = made.decode("utf-8-sig")
            return any(says_no_more(said, text, beside) for text in _texts(page, media_type))
        return False

    def _holds(self, name: str, words: str) -> bool:
        pages = self._pages
        names = {name, self._named.asked.get(name, name)}
        return any(_key(one, words) in pages for one in names)

    def _is_away(self, archive: str, name: str) -> bool:
        return bool(archive) and _key(archive, name) not in self._pages

    @cached_property
    def _pages(self) -> set[bytes]:
        found = set[bytes]()
        for file in self._files:
            at = file.tell()
            with suppress(ItemError):  # who reads the file then says why
                for record in records(open_source(file)):
                    if len(found) < MAX_KEYS and isinstance(record, Record):
                        found.update(_keys_of(record, self._named))
            file.seek(at)
        return found


class _Named(NamedTuple):
    """The names of pages of the web by their records, and by what a browser asked for: that may have led on to them."""

    records: dict[str, str]
    asked: dict[str, str]

    def told(self, requests: list[tuple[str, str]]) -> None:
        """Hear what a browser asked for, and which records came of it."""
        if len(self.asked) < MAX_KEYS:
            self.asked.update((name_of(url), self.records[one]) for url, one in requests if one in self.records)


def _keys_of(record: Record, named: _Named) -> Iterator[bytes]:
    if record.kind == "response":
        yield from _of_answer(record, named)
    elif record.get(VIEW) == "requests":
        named.told(requests_in(record))
    elif record.get(VIEW) == "mhtml":
        yield from _of_mhtml(record)
    else:
        yield from _of_file(record)


def _of_answer(record: Record, named: _Named) -> Iterator[bytes]:
    """Of a page of the web, which a page that a browser showed may have in a frame."""
    head, blocks = split_stream(record.blocks())
    status, headers = parse_head(head)
    told, name = header(headers, "Content-Type") or "", name_of(record.get("WARC-Target-URI"))
    if status != 200 or bare_type(told) not in PAGES:
        return
    if len(named.records) < MAX_KEYS:
        named.records[record.get("WARC-Record-ID")] = name
    problems = list[str]()
    body, _ = begin(decoded(blocks, headers, problems, lenient=True), MAX_BYTES + 1)
    if len(body) <= MAX_BYTES and not problems and not record.finish():
        yield from (_key(name, text) for text in _texts(body, told))


def _of_mhtml(record: Record) -> Iterator[bytes]:
    """Of the frames of a page as they stood in the browser, after their scripts had run."""
    body, _ = begin(record.blocks(), MAX_MHTML + 1)
    if len(body) > MAX_MHTML or record.finish():
        return
    try:
        for part in open_parts("mhtml", io.BytesIO(body), "", loaded=True):
            if part.stream is not None and bare_type(part.media_type) in PAGES:
                frame, _ = begin(blocks_of(part.stream), MAX_BYTES + 1)
                names = {name_of(name) for name in names_of(part)} if len(frame) <= MAX_BYTES else ()
                yield from (_key(name, text) for name in names for text in _texts(frame, part.media_type))
    except Exception as error:  # libraries raise what they like for what is damaged; it bears nothing out then
        if is_of_machine(error):
            raise


def _of_file(record: Record) -> Iterator[bytes]:
    if record.kind not in _KINDS or bare_type(record.get("Content-Type")) not in PAGES:
        return
    body, _ = begin(record.blocks(), MAX_BYTES + 1)
    if len(body) <= MAX_BYTES and not record.finish():
        names = {name_of(unquote(record.get(name))) for name in _NAMED_BY if record.get(name)}
        told = unquote(record.get("Hydrowatch-Member-Type")) or record.get("Content-Type")
        yield from (_key(name, text) for text in _texts(body, told) for name in names)
        yield from (_key(record.get("WARC-Refers-To"), name) for name in names)


def _texts(body: bytes, media_type: str) -> set[str]:
    """The words of a page as they were read: by what its archive said of it, or by itself."""
    return {decode(body, declared_charsets(body, told)).text for told in (media_type, "text/html")}


def _key(name: str, words: str) -> bytes:
    return blake2b(f"{name}\n{words}".encode("utf-8", "replace"), digest_size=16).digest()
