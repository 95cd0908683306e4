"""An open WACZ whose entries are checked: each read in its place, and what was found of it so far."""

from __future__ import annotations

import hashlib
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from monitor.errors import InputError, ItemError
from monitor.models import WarcPosition
from monitor.unpack.packed import open_zip
from monitor.unpack.streams import blocks_of
from monitor.unpack.wacz import stored


class Digest(Protocol):
    """A digest of what was given to it so far."""

    def update(self, data: bytes, /) -> None:
        """Take in more."""
        ...

    def hexdigest(self) -> str:
        """The digest in hex."""
        ...


@dataclass(slots=True)
class Package:
    """An open WACZ.

    `manifests`: those under a stamp that holds, with the earliest time that is stated; `listed`: how many records each
    of them lists, and how many of those are not here; `named`: entries that something leads to; `heads`: of each WARC
    file the places (offset, length, offset, …) of the records that pages and players may be led to; `lines`: the
    digest over the lines that tell where its records lie.
    """

    file: BinaryIO
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]
    manifests: dict[str, str] = field(default_factory=dict)
    listed: dict[str, tuple[int, int]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    heads: dict[str, array[int]] = field(default_factory=dict)
    lines: dict[str, Digest] = field(default_factory=dict)

    def note(self, name: str, position: WarcPosition) -> None:
        """Note where a record lies that pages or the index may lead to."""
        self.heads.setdefault(name, array("Q")).extend((position.offset, position.length))

    def tell(self, name: str, line: bytes) -> None:
        """Note the line that tells where a record of a file lies; they come in the order of the file."""
        self.lines.setdefault(name, hashlib.sha256()).update(line)

    def open(self, name: str) -> BinaryIO:
        """An entry as a file. Raises ItemError when it is not there or not stored as it is."""
        window = stored(self.file, self.entries[name]) if name in self.entries else None
        if window is None:
            raise ItemError(name, "package", "is not in the package, or packed in another way than hydrowatch does")
        return cast("BinaryIO", window)

    def read(self, name: str, most: int) -> bytes:
        """The bytes of an entry. Raises ItemError, also when it is larger."""
        if len(data := self.open(name).read(most + 1)) > most:
            raise ItemError(name, "package", f"is larger than {most:,} bytes")
        return data

    def digest(self, name: str) -> str:
        """The SHA-256 of an entry. Raises ItemError."""
        sha = hashlib.sha256()
        for block in blocks_of(self.open(name)):
            sha.update(block)
        return sha.hexdigest()


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """A WACZ. Raises InputError when the file is no ZIP or cannot be read."""
    try:
        with path.open("rb") as file, open_zip(file) as archive:
            yield Package(file, archive, {entry.filename: entry for entry in archive.infolist()})
    except (OSError, zipfile.BadZipFile) as error:
        why = getattr(error, "strerror", "") or f"{error}".lower()
        raise InputError(f"{path}: cannot be read: {why}") from error
    except ItemError as error:
        raise InputError(f"{path}: {error.reason}") from error
