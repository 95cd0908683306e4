"""The style sheets of one archive, for its pages: read when the first of them asks, from the same open file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO, Final

from monitor.unpack.har_bodies import Opener
from monitor.unpack.loaded import loaded_parts
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Part, Sheet
from monitor.unpack.part_names import as_file, joined, key_of, names_of
from monitor.unpack.sniff import ArchiveKind

MAX_ARCHIVE: Final = 500_000_000  # bytes of an archive that is read once more for them
MAX_SHEET: Final = 2_000_000  # bytes of one
MAX_HELD: Final = 32_000_000  # bytes of all of one archive
KINDS: Final = frozenset(("mhtml", "har", "warc", "wacz"))  # that hold what pages loaded, by its address
_SAYS: Final = re.compile(rb"display|visibility|@import", re.I)  # no other sheet hides or shows anything


class Sheets:
    """What `find` gives is good while the file is open; where that file stands is as before."""

    def __init__(self, file: BinaryIO, kind: ArchiveKind, beside: Opener | None = None) -> None:
        """Args: beside, see `unpack`."""
        self._file, self._kind, self._beside = file, kind, beside

    def find(self, called: tuple[str, ...], address: str, base: str) -> Sheet | None:
        """The sheet that a page names.

        Args: called, the addresses of the page; base, the address of the sheet in which `address` stands, or what the
        page says that its addresses are told from, "" for neither.
        """
        if address.lower().startswith("cid:"):
            return self._by_name.get(key_of(address))
        names = (key_of(joined(joined(one, base), address)) for one in called)
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    @cached_property
    def _by_name(self) -> dict[str, Sheet]:
        """The first of each name."""
        found, at = dict[str, Sheet](), self._file.tell()
        try:
            if self._file.seek(0, 2) <= MAX_ARCHIVE:
                for names, sheet in _sheets(self._file, self._kind, self._beside):
                    for name in names:
                        found.setdefault(name, sheet)
        finally:
            self._file.seek(at)
        return found


def called(part: Part, name: str) -> tuple[str, ...]:
    """The addresses of a page from which those in it are told. Args: name, its path in the archive."""
    return tuple(one for one in (part.url, *part.known_as, as_file(name)) if one and not one.startswith("cid:"))


def _sheets(file: BinaryIO, kind: ArchiveKind, beside: Opener | None) -> Iterator[tuple[list[str], Sheet]]:
    left = MAX_HELD
    for part in loaded_parts(file, kind, (), beside=beside):
        if part.stream is None or loaded_kind(part.media_type, part.url or part.name) != "style":
            continue
        body = b"".join(_blocks(part.stream))
        if len(body) > min(MAX_SHEET, left) or (part.doubt and part.doubt()):
            continue
        body = body if _SAYS.search(body) else b""  # it is there, and that is all that is asked of it
        left -= len(body)
        address = next((one for one in (part.url, *part.known_as) if one), as_file(part.name))
        yield names_of(part), Sheet(body, part.media_type, address)


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    left = MAX_SHEET + 1
    while left > 0 and (block := stream.read(left)):
        left -= len(block)
        yield block
