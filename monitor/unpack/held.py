"""The pages that WARC files of hydrowatch hold, by name and words: read once, when the first of them has to be found.

A frame that was put into a page is told from words that somebody wrote there by this: the archive holds it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from hashlib import blake2b
from typing import BinaryIO, Final
from urllib.parse import unquote

from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.payload import PAGES, bare_type, begin
from monitor.unpack.framed import MAX_BYTES
from monitor.unpack.records import Record, records
from monitor.unpack.remade import Beside, name_of, says_no_more
from monitor.unpack.source import open_source

MAX_KEYS: Final = 400_000
_KINDS: Final = frozenset(("resource", "conversion"))
_NAMED_BY: Final = ("WARC-Target-URI", "Hydrowatch-Member-Address", "Hydrowatch-Member-Id", "Hydrowatch-Told-Address")


class Held:
    """What `files`, which stay open, hold; hashes only."""

    def __init__(self, files: list[BinaryIO]) -> None:
        self._files = files

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
        return _key(name, words) in self._pages

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
                        found.update(_keys_of(record))
            file.seek(at)
        return found


def _keys_of(record: Record) -> Iterator[bytes]:
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
