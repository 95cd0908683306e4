"""What large archives hold for their pages, laid out beside the evidence once, so that a page need not wait for it.

An archive lies in the evidence as one compressed record, which is read from its start. A layout is one file: the bytes
of the parts one after another, then what the archive tells of each with place and SHA-256, and a digest over that keyed
with the workspace's secret. It proves nothing and may be deleted: it is made anew from the record, which is checked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

from monitor.capture.members import open_regular
from monitor.errors import ItemError
from monitor.unpack import ArchiveKind
from monitor.unpack.loaded import Loaded, Way, loaded_along
from monitor.unpack.model import Part
from monitor.unpack.streams import Blocks
from monitor.unpack.wacz import is_archive

FOLDER: Final = "layouts"  # in the workspace
MAX_LAID: Final = 1_000_000_000  # bytes of the parts of one archive; what has more is read as it lies
MAX_ALL: Final = 4_000_000_000  # bytes of all layouts of a workspace; those that were used last stay
MAX_PART: Final = 20_000_000  # bytes of one part
_VERSION: Final = b"hydrowatch-layout-1\n"
_KINDS: Final = frozenset(("warc", "wacz"))  # others are short, or name their parts by where they lie
_TOO_LARGE: Final = ".none"  # in the place of a layout that would be too large
_TAIL: Final = 8 + 32  # where the list begins, and the keyed digest over it
_BLOCK: Final = 1 << 16
_HALF_DONE: Final = 3600.0  # seconds after which nobody writes it any more
_DAMAGED: Final = "its layout is damaged; it is made anew next time"
_FIELDS: Final = (
    "name",
    "media_type",
    "url",
    "taken_at",
    "role",
    "page",
    "referer",
    "known_as",
    "is_dated",
    "content_id",
)


def one_way(kind: ArchiveKind, ways: Collection[Way]) -> Way | None:
    """The way that several lead, the WARC files of a package being one archive; None: several, or none of such."""
    if kind not in _KINDS or not ways:
        return None
    packed = {kind == "wacz" and bool(way) and is_archive(way[0]) for way in ways}
    found = {way[1:] if True in packed else way for way in ways}
    return found.pop() if len(packed) == len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout that was found or made whole; read it as often as is needed."""

    path: Path
    begin: int  # where the list of parts begins
    end: int

    def parts(self, ways: Collection[Way]) -> Iterator[Loaded]:
        """As `loaded_along` gives them. Raises ItemError where the layout is damaged, OSError where it is gone."""
        with open_regular(self.path) as file:
            place = self.begin
            while place < self.end:
                file.seek(place)
                line = file.readline()
                place += len(line)
                yield Loaded(self._part(file, json.loads(line)), ways)

    def _part(self, file: BinaryIO, told: dict[str, Any]) -> Part:
        said = {name: told[name] for name in _FIELDS} | {"known_as": tuple(told["known_as"])}
        stream = cast("BinaryIO", Blocks(self._blocks(file, told)))
        return Part(stream=stream, doubt=lambda: str(told["doubt"]), **said)

    def _blocks(self, file: BinaryIO, told: dict[str, Any]) -> Iterator[bytes]:
        """The bytes of a part, checked before the first; at most `MAX_PART` are held."""
        if told["sha256"] is None:
            raise ItemError("", "unpack", "it is too large for a part, or could not be read")
        file.seek(told["begin"])
        body = file.read(told["size"])
        if hashlib.sha256(body).hexdigest() != told["sha256"]:
            self.path.unlink(missing_ok=True)
            raise ItemError("", "unpack", _DAMAGED)
        yield from (body[at : at + _BLOCK] for at in range(0, len(body), _BLOCK))


class Layouts:
    """The layouts of a workspace."""

    def __init__(self, workspace: Path, key: bytes) -> None:
        """Args: key, the secret of the workspace, without which nobody makes a layout."""
        self._folder, self._key = workspace / FOLDER, key

    def find(self, sha256: str, way: Way) -> Layout | None:
        """The layout of an archive; None when there is none that is whole."""
        path = self._path(sha256, way)
        try:
            with open_regular(path) as file:
                end = file.seek(0, 2) - _TAIL
                file.seek(max(0, end))
                tail = file.read(_TAIL)
                begin = int.from_bytes(tail[:8], "big")
                if end < 0 or begin > end or not hmac.compare_digest(self._digest(path, file, begin, end), tail[8:]):
                    return None
            with suppress(OSError):
                os.utime(path)
        except OSError:
            return None
        return Layout(path, begin, end)

    def make(self, file: BinaryIO, kind: ArchiveKind, sha256: str, way: Way, along: Way) -> Layout | None:
        """Lay an open archive out; None when it has too many bytes, or they cannot be written.

        Args: along, a way to a page as it is told; way, the same by `one_way`. Raises as `loaded_along`.
        """
        path = self._path(sha256, way)
        too_large = path.with_suffix(_TOO_LARGE)
        if too_large.exists():
            return None
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with _new_file(self._folder, path) as new:
                self._lay_out(_Laying(new), new, file, kind, path, along)
        except _TooLargeError:
            with suppress(OSError):
                too_large.touch()  # so that it is not tried each time
            return None
        except OSError:
            return None
        self._make_room(path)
        return self.find(sha256, way)

    def has_room(self, size: int) -> bool:
        """True when so many bytes more can be laid out without another layout being deleted."""
        return size + sum(path.stat().st_size for path in self._folder.glob("*.layout")) <= MAX_ALL

    def _lay_out(
        self, laying: _Laying, new: IO[bytes], file: BinaryIO, kind: ArchiveKind, path: Path, along: Way
    ) -> None:  # fmt: skip
        with tempfile.TemporaryFile() as listed:
            for part, _ in loaded_along(file, kind, [along]):
                listed.write(laying.add(part))
            begin, end = new.tell(), new.tell() + listed.tell()
            listed.seek(0)
            while block := listed.read(_BLOCK):
                new.write(block)
        new.flush()
        with Path(new.name).open("rb") as written:
            digest = self._digest(path, written, begin, end)
        new.write(begin.to_bytes(8, "big") + digest)

    def _digest(self, path: Path, file: BinaryIO, begin: int, end: int) -> bytes:
        """The keyed digest over the list of parts, and of which archive it is."""
        found = hmac.new(self._key, _VERSION + path.name.encode() + begin.to_bytes(8, "big"), "sha256")
        file.seek(begin)
        left = end - begin
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            found.update(block)
            left -= len(block)
        return found.digest()

    def _path(self, sha256: str, way: Way) -> Path:
        inside = hashlib.sha256("!/".join(way).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self._folder / f"{sha256}-{inside}.layout"

    def _make_room(self, newest: Path) -> None:
        """Delete layouts until they have no more than `MAX_ALL` bytes, the one used longest ago first; and what a kill
        left half done."""
        with suppress(OSError):  # somebody else does the same
            for path in self._folder.glob("*.new"):
                if path.stat().st_mtime < newest.stat().st_mtime - _HALF_DONE:
                    path.unlink(missing_ok=True)
            found = [(path.stat().st_mtime, path.stat().st_size, path) for path in self._folder.glob("*.layout")]
            left = sum(size for _, size, _ in found)
            for _, size, path in sorted(found):
                if left > MAX_ALL and path != newest:
                    path.unlink(missing_ok=True)
                    left -= size


@contextmanager
def _new_file(folder: Path, path: Path) -> Iterator[IO[bytes]]:
    """A file that is at `path` once it is whole."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".new", delete=False) as new:
        try:
            yield new
            new.flush()
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


class _TooLargeError(Exception):
    """The parts of an archive have more than `MAX_LAID` bytes."""


class _Laying:
    """Writes the bytes of parts one after another."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, part: Part) -> bytes:
        """The line of the list for a part, whose bytes are written. Raises _TooLargeError, OSError."""
        begin, digest = self._file.tell(), self._written(part)
        if digest is None:
            self._file.seek(begin)
            self._file.truncate()
        told = {name: getattr(part, name) for name in _FIELDS}
        told |= {
            "begin": begin, "size": self._file.tell() - begin, "sha256": digest,
            "doubt": part.doubt() if part.doubt and digest is not None else "",
        }  # fmt: skip
        return json.dumps(told, separators=(",", ":")).encode() + b"\n"

    def _written(self, part: Part) -> str | None:
        """The SHA-256 of the bytes; None when they are too many or cannot be read to their end."""
        assert part.stream is not None
        sha, left = hashlib.sha256(), MAX_PART
        try:
            for block in iter(partial(part.stream.read, _BLOCK), b""):
                left -= len(block)
                if left < 0:
                    return None
                if self._file.tell() > MAX_LAID:
                    raise _TooLargeError
                sha.update(block)
                self._file.write(block)
        except ItemError:
            return None
        return sha.hexdigest()
