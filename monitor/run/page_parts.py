"""The styles, pictures and fonts that were kept with a page, found by what the page calls them.

They lie in the files of the import that brought the page, in the archive that it came out of, or in the captures that a
browser made of what it loaded. Nothing is given whose digest is not the capture's.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote, unquote, urljoin

from db import Store
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.magic import shown_type
from monitor.models import WarcPosition
from monitor.publish.inlined import inlined
from monitor.publish.styles import Inlining
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES
from monitor.unpack.loaded import loaded_parts
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Part
from monitor.unpack.streams import Readable, blocks_of

MAX_ADDRESSES: Final = 5_000  # of one page that are looked for
MAX_PART: Final = 20_000_000  # bytes of one part
MAX_SHEET: Final = 2_000_000
MAX_TAKEN: Final = 100_000_000  # bytes of all parts that are taken out of an archive, into a temporary file
MAX_ARCHIVE: Final = 500_000_000  # bytes of an archive that is looked through
MAX_WALKS: Final = 6  # through an archive: each for what the sheets found by the one before load
_START: Final = 1024  # bytes that tell what a part is
_SPOOL: Final = 8_000_000
_FILE: Final = "file:///"
_KINDS: Final = {media_type: kind for kind, media_type in ARCHIVE_TYPES.items()}
_Open = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One part; `media_type` by its first bytes, '' for a style sheet. See `publish.styles.Loaded`."""

    address: str
    media_type: str
    size: int
    open: _Open
    declared: str = ""
    capture_id: int | None = None  # of the capture that it is by itself

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, checked before the first. Raises ItemError."""
        return self.open()

    def text(self) -> str:
        """The words of a sheet."""
        body = b"".join(self.open())
        return decode(body, declared_charsets(body, self.declared)).text


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive of which a page is a member: the archives inside it that lead there, and the page's name."""

    row: Mapping[str, Any]
    within: tuple[str, ...]
    name: str


class PageParts:
    """What a page loads, as far as it was kept: call `look` with the page, then `find`; `close` at the end."""

    def __init__(self, workspace: Workspace, store: Store, capture: Mapping[str, Any]) -> None:
        """Args: capture, the row of a page."""
        self._workspace, self._store = workspace, store
        self._page, self._archive = _page_and_archive(store, capture)
        self._items = store.places_in_imports(self._page["id"]) if self._archive is None else []
        self._rows = _by_address(store.loaded_for(_shown_page(self._page)))
        self._bases = [self._page["final_url"] or self._page["url"], *(_as_file(one["name"]) for one in self._items)]
        if self._archive:
            self._bases.append(_as_file(self._archive.name))
        self._wanted: dict[str, list[tuple[str, str]]] = {}  # key -> the addresses that may mean it
        self._found: dict[tuple[str, str], KeptPart | None] = {}
        self._deep: dict[tuple[str, str], int] = {}  # how many sheets in sheets lead to an address
        self._sheets = deque[tuple[KeptPart, int]]()  # that are still to be read, and how deep they lie
        self._read = set[str]()  # the addresses of those that were
        self._taken: BinaryIO | None = None

    @property
    def may_be_there(self) -> bool:
        """True when something may have been kept with the page."""
        return bool(self._archive or self._items or self._rows)

    @property
    def is_too_large(self) -> bool:
        """True when the archive of the page is not looked through."""
        return self._archive is not None and self._archive.row["size"] > MAX_ARCHIVE

    @property
    def captures(self) -> set[int]:
        """The captures that were found to be parts of the page."""
        return {part.capture_id for part in self._found.values() if part and part.capture_id is not None}

    @property
    def archived(self) -> int:
        """How many parts of the page were found in its archive."""
        return len({part.address for part in self._found.values() if part and part.capture_id is None})

    def find(self, address: str, base: str) -> KeptPart | None:
        """The part that an address of the page means, told from the address `base`."""
        return self._found.get((address, base))

    def look(self, page: Iterable[bytes], charset: str) -> None:
        """Find all that a page loads. Args: as of `publish.inlined`. Raises ItemError, OSError for a full disk."""
        for _ in inlined(page, charset, Inlining(partial(self._note, deep=1))):
            pass
        self._read_sheets()
        if self._archive and not self.is_too_large:
            self._look_through(self._archive)

    def close(self) -> None:
        """Give the temporary file back."""
        if self._taken is not None:
            self._taken.close()

    def _note(self, address: str, base: str, *, deep: int) -> None:
        """Look for an address among the captures; leave it for the archive when it is in none."""
        if (address, base) in self._found or len(self._found) >= MAX_ADDRESSES:
            return
        self._found[address, base], self._deep[address, base] = None, deep
        keys = self._keys(address, base)
        for key in keys:
            if part := self._in_captures(key):
                self._give(address, base, part)
                return
        for key in keys:
            self._wanted.setdefault(key, []).append((address, base))

    def _give(self, address: str, base: str, part: KeptPart) -> None:
        self._found[address, base] = part
        if not part.media_type:
            self._sheets.append((part, self._deep[address, base]))

    def _read_sheets(self) -> None:
        """Note what the sheets load that were found, the first found first: what they load is told from themselves."""
        while self._sheets:
            part, deep = self._sheets.popleft()
            if part.address not in self._read:
                self._read.add(part.address)
                for _ in Inlining(partial(self._note, deep=deep + 1)).style(part.text(), part.address, deep):
                    pass

    def _keys(self, address: str, base: str) -> list[str]:
        if address.lower().startswith(("data:", "#", "javascript:", "about:", "blob:")) or not address:
            return []
        if address.lower().startswith("cid:"):
            return [f"cid:{unquote(address[4:])}"]
        joined = (_joined(one, base) for one in self._bases)
        return list(dict.fromkeys(_key(_joined(one, address)) for one in joined))

    def _in_captures(self, key: str) -> KeptPart | None:
        row = self._rows.get(key)
        if row is None and key.startswith(_FILE):
            row = self._beside(key.removeprefix(_FILE))
        position = position_of(row) if row else None
        return self._of_row(row, position, key) if row and position else None

    def _beside(self, name: str) -> dict[str, Any] | None:
        """The capture of a file by its name in the import that brought the page."""
        if not _is_text(name):
            return None
        for item in self._items:
            found = self._store.import_item(item["import_id"], None, item["n"], name)
            if found is None and self._page["how"] == "upload":  # each file of an upload has a number of its own
                found = self._store.import_item_named(item["import_id"], name)
            if found and found["capture_id"]:
                return self._store.capture(found["capture_id"])
        return None

    def _of_row(self, row: Mapping[str, Any], position: WarcPosition, key: str) -> KeptPart | None:
        def blocks() -> Iterator[bytes]:
            return self._workspace.archive.stream_payload(position, row["sha256"])[1]

        if not row["sha256"] or row["size"] > MAX_PART:
            return None
        try:
            start = _start_of(blocks())
        except ItemError:  # verify tells of it; here it is not shown
            return None
        declared = row["media_type"]
        media_type = _what(start, declared, key, row["size"])
        return None if media_type is None else KeptPart(key, media_type, row["size"], blocks, declared, row["id"])

    def _look_through(self, archive: _Archive) -> None:
        position = position_of(archive.row)
        if position is None or not self._wanted:
            return
        blocks = self._workspace.archive.stream_payload(position, archive.row["sha256"])[1]
        with tempfile.SpooledTemporaryFile(_SPOOL) as file:
            for block in blocks:
                file.write(block)
            for _ in range(MAX_WALKS):
                before = set(self._wanted)
                self._walk(cast("BinaryIO", file), archive)
                if not self._wanted.keys() - before:
                    return

    def _walk(self, file: BinaryIO, archive: _Archive) -> None:
        kind = _KINDS[archive.row["media_type"]]
        for part in loaded_parts(file, kind, archive.within):
            if not self._wanted:
                return
            if part.name == archive.name and not loaded_kind(part.media_type, part.name):
                self._call_page(part.known_as)
                continue
            names = [_key(one) for one in (part.url, *part.known_as, _as_file(part.name)) if one]
            means = [one for name in names for one in self._wanted.get(name, ())]
            if any(self._found[one] is None for one in means) and (kept := self._take(part, names[0])):
                for name in names:
                    self._wanted.pop(name, None)
                for address, base in means:
                    self._give(address, base, kept)
                self._read_sheets()

    def _call_page(self, names: tuple[str, ...]) -> None:
        """What the page is called in its archive: addresses are told from there, too."""
        new = [name for name in names if not name.startswith("cid:") and name not in self._bases]
        if not new:
            return
        self._bases += new
        for address, base in [one for one, part in self._found.items() if part is None]:
            for key in self._keys(address, base):
                if (address, base) not in self._wanted.setdefault(key, []):
                    self._wanted[key].append((address, base))

    def _take(self, part: Part, address: str) -> KeptPart | None:
        """Put the bytes of a part into the temporary file; None for what is no part of a page's look."""
        assert part.stream is not None
        if self._taken is None:
            self._taken = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed by close()
        file, begin = self._taken, self._taken.seek(0, 2)
        try:
            start = _copied(part.stream, file, min(MAX_PART, MAX_TAKEN - begin))
            size = file.tell() - begin
            if start is not None and not (part.doubt and part.doubt()):
                media_type = _what(start, part.media_type, part.url or part.name, size)
                if media_type is not None:
                    return KeptPart(address, media_type, size, lambda: _stretch(file, begin, size), part.media_type)
        except ItemError:  # the limits of the archive are reached
            pass
        file.truncate(begin)
        return None


def _page_and_archive(store: Store, row: Mapping[str, Any]) -> tuple[Mapping[str, Any], _Archive | None]:
    """The page as it came, of one that its frames were put into, and the archive that it came out of."""
    if row["parent_id"] is None or row["how"] == "render":
        return row, None
    parent = store.capture(row["parent_id"])
    if parent and parent["media_type"] not in _KINDS:
        return _page_and_archive(store, parent)
    if parent is None or not row["url"].startswith(f"{parent['url']}!/"):
        return row, None
    *within, name = unquote(row["url"].removeprefix(f"{parent['url']}!/"), errors="surrogateescape").split("!/")
    return row, _Archive(parent, tuple(within), name)


def _shown_page(row: Mapping[str, Any]) -> int:
    """The id of the capture that a browser made a view of; of any other its own."""
    return int(row["parent_id"] if row["how"] == "render" and row["parent_id"] else row["id"])


def _by_address(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {_key(address): row for row in rows for address in (row["final_url"], row["url"]) if address}


def _as_file(name: str) -> str:
    return _FILE + quote(name.encode("utf-8", "surrogateescape"))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else base
    except ValueError:
        return address


def _key(address: str) -> str:
    """An address as it is compared: pages, archives and names escape it in different ways."""
    return unquote(address.partition("#")[0], errors="surrogateescape")


def _is_text(name: str) -> bool:
    """False for bytes that are no UTF-8: no file of an import is called so, and the database takes no such name."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _start_of(blocks: Iterator[bytes]) -> bytes:
    start = b""
    for block in blocks:
        start += block
        if len(start) >= _START:
            break
    return start[:_START]


def _copied(stream: Readable, file: BinaryIO, most: int) -> bytes | None:
    """Copy a stream; its first bytes, None when it has more than `most`."""
    start, blocks = b"", blocks_of(stream, 1 << 16)
    for block in blocks:
        start = start + block if len(start) < _START else start
        most -= len(block)
        if most < 0:
            return None
        file.write(block)
    return start[:_START]


def _what(start: bytes, declared: str, name: str, size: int) -> str | None:
    """The media type of a picture or font, '' for a style sheet; None for anything else, and for one too large."""
    if media_type := shown_type(start):
        return media_type
    kind = loaded_kind(declared, name)
    if b"<svg" in start and kind == "picture":
        return "image/svg+xml"
    is_sheet = kind == "style" and b"\0" not in start and size <= MAX_SHEET
    return "" if is_sheet and not start.lstrip().lower().startswith((b"<!doctype", b"<html")) else None


def _stretch(file: BinaryIO, begin: int, size: int) -> Iterator[bytes]:
    while size > 0:
        file.seek(begin)
        block = file.read(min(1 << 16, size))
        if not block:
            return
        yield block
        begin, size = begin + len(block), size - len(block)
