"""The bytes of what pages load: what they are by their first ones, and how many are looked at in one go."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final, cast

from db import Store
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError, WorkspaceError
from monitor.magic import shown_type
from monitor.payload import PAGES, bare_type, begin
from monitor.run.laid_out import Layouts
from monitor.run.rows import position_of
from monitor.run.taken_parts import TakenOut, TakenParts
from monitor.run.workspace import Workspace
from monitor.unpack.framed import MAX_BYTES
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Part
from monitor.unpack.sheets import MAX_SHEET
from monitor.unpack.streams import Readable, blocks_of

MAX_PART: Final = 20_000_000  # bytes of one part
MAX_TAKEN: Final = 100_000_000  # bytes of all parts that are taken out of archives, into a temporary file
MAX_LOOKED: Final = 1_000_000_000  # bytes of captures and archives that are read to find the parts
_START: Final = 1024  # bytes that tell what a part is
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
    name: str = ""  # of a part that lies in an archive: its name there, and the address that the archive tells
    url: str = ""
    taken_at: str = ""  # by the archive's word, as of Part
    is_dated: bool = True
    content_id: str = ""

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, checked before the first. Raises ItemError."""
        return self.open()

    def text(self) -> str:
        """The words of a sheet."""
        body = b"".join(self.open())
        return decode(body, declared_charsets(body, self.declared)).text


class Looking:
    """What one replay or one export reads to find the parts of its pages: each capture once. `close` at the end."""

    def __init__(self, workspace: Workspace, most: int = MAX_LOOKED, taken: TakenParts | None = None) -> None:
        """Args: most, bytes that are read; taken, what is known of what was taken out of archives before."""
        self._archive, self._left = workspace.archive, most
        self._workspace = workspace
        self._out = taken or TakenParts(workspace.archive.folder)
        self.is_full = False  # a part did not go into the temporary file, which had no room left
        self._starts: dict[int, bytes] = {}  # of captures
        self._taken: BinaryIO | None = None

    def close(self) -> None:
        """Give the temporary file back."""
        if self._taken is not None:
            self._taken.close()

    def drop_taken(self) -> None:
        """Make room for the next archive: what was taken is not read any more."""
        self.is_full = False
        if self._taken is not None:
            self._taken.seek(0)
            self._taken.truncate()

    def taken_out_of(self, store: Store, archive: Mapping[str, Any]) -> TakenOut:
        """What was taken out of an archive before."""
        return self._out.of(store, archive)

    @property
    def layouts(self) -> Layouts | None:
        """What was laid out of large archives; None without the secret of the workspace, which `verify` tells of."""
        try:
            return Layouts(self._workspace.path, self._workspace.key)
        except WorkspaceError:
            return None

    def blocks(self, row: Mapping[str, Any]) -> Iterator[bytes]:
        """The bytes of a capture that has a record. Raises ItemError before the first when it is damaged."""
        position = position_of(row)
        assert position is not None
        return self._archive.stream_payload(position, row["sha256"])[1]

    def may_read(self, row: Mapping[str, Any]) -> bool:
        """True when the bytes of a capture may still be read; they are counted."""
        if row["id"] in self._starts:
            return True
        return self.may_spend(row["size"])

    def may_spend(self, size: int) -> bool:
        """True when so many bytes may still be read; they are counted."""
        self._left -= size if (allowed := size <= self._left) else 0
        return allowed

    def part_of(self, row: Mapping[str, Any], address: str, *, frame: bool = False) -> KeptPart | None:
        """A capture as a part; None for what is no part of a page's look. Raises ItemError when it is damaged.

        Args: frame, the page shows it in a frame.
        """
        if row["id"] not in self._starts:
            self._starts[row["id"]] = begin(self.blocks(row), _START)[0]
        blocks = partial(self.blocks, row)
        declared = row["media_type"]
        media_type = _what(self._starts[row["id"]], declared, address, row["size"], frame=frame)
        return None if media_type is None else KeptPart(address, media_type, row["size"], blocks, declared, row["id"])

    def take(self, part: Part, address: str, *, frame: bool = False) -> KeptPart | None:
        """Put the bytes of a part into the temporary file; None for what is no part of a page's look.

        Args: frame, a page shows it in a frame.
        """
        assert part.stream is not None
        if self._taken is None:
            self._taken = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed by close()
        file, place = self._taken, self._taken.seek(0, 2)
        try:
            start = _copied(part.stream, file, min(MAX_PART, MAX_TAKEN - place))
            self.is_full = self.is_full or (start is None and MAX_TAKEN - place < MAX_PART)
            size = file.tell() - place
            if start is not None and not (part.doubt and part.doubt()):
                media_type = _what(start, part.media_type, part.url or part.name, size, frame=frame)
                if media_type is not None:
                    told = part.url or next(iter(part.known_as), "")
                    return KeptPart(
                        address, media_type, size, lambda: _stretch(file, place, size), part.media_type,
                        name=part.name, url=told, taken_at=part.taken_at, is_dated=part.is_dated,
                        content_id=part.content_id,
                    )  # fmt: skip
        except ItemError:  # the limits of the archive are reached
            pass
        file.truncate(place)
        return None


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


def _what(start: bytes, declared: str, name: str, size: int, *, frame: bool) -> str | None:
    """The media type of a picture, font or frame, '' for a style sheet; None for anything else, and one too large."""
    if media_type := shown_type(start):
        return media_type
    kind = loaded_kind(declared, name)
    if b"<svg" in start and kind == "picture":
        return "image/svg+xml"
    if frame and bare_type(declared) in PAGES:
        return "text/html" if size <= MAX_BYTES else None
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
