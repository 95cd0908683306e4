"""Entries of a ZIP as streams that hold a block at a time, whatever they unpack to.

The standard library gives all that one piece of bzip2 or LZMA data unpacks to at once: a gigabyte for 64 KiB.
"""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from copy import copy
from typing import IO, BinaryIO, Final, Protocol, cast

from monitor.errors import ItemError
from monitor.unpack.bounds import BLOCK
from monitor.unpack.model import Limits

MAX_DIRECTORY: Final = 64_000_000  # bytes of an archive's list of entries; of 100,000 it has about ten million
_LZMA_MEMORY: Final = 200_000_000  # bytes; the strongest setting in use takes 70 million
_HAS_END_MARK: Final = 2
_ENTRY: Final = b"PK\x01\x02"
_LEAST_ENTRY: Final = 46  # bytes
_LEAST_HEADER: Final = 30  # bytes between the place of an entry and its name


class _Engine(Protocol):
    """What the decompressors of bzip2 and LZMA have in common."""

    @property
    def eof(self) -> bool:
        """True when nothing more comes out."""
        ...

    @property
    def needs_input(self) -> bool:
        """True when nothing comes out without more bytes."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes more."""
        ...


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """An archive whose list of entries fits in memory. Raises ItemError for a longer one, BadZipFile, OSError."""
    try:
        return zipfile.ZipFile(cast("BinaryIO", _Guarded(file)))
    except (NotImplementedError, ValueError, struct.error, OverflowError) as error:
        raise zipfile.BadZipFile(f"its list of entries is damaged ({error})") from error


def open_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    """The content of an entry. Raises BadZipFile, OSError, EOFError, LZMAError, also when it is read."""
    begin = _ENGINES.get(entry.compress_type)
    if begin is None:
        return cast("BinaryIO", archive.open(entry))
    as_it_lies = copy(entry)
    as_it_lies.compress_type, as_it_lies.file_size = zipfile.ZIP_STORED, entry.compress_size
    del as_it_lies.CRC  # which is of what comes out
    return cast("BinaryIO", io.BufferedReader(_Unpacked(archive.open(as_it_lies), begin, entry), BLOCK))


def lying_over(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the entries that reach into another one by their places: archive bombs name one content many times.

    Of several at one place the first of the directory counts as the one that lies there.
    """
    entries = archive.infolist()
    order = sorted(range(len(entries)), key=lambda n: (entries[n].header_offset, -n))
    ends = (entries[n].header_offset + _LEAST_HEADER + entries[n].compress_size for n in order)
    starts = (entries[n].header_offset for n in order[1:])
    return frozenset(n for n, end, start in zip(order, ends, starts, strict=False) if end > start)


class _Guarded:
    """A file of which nobody reads a very large piece at once, as the reader of a ZIP does with its directory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, count: int = -1) -> bytes:
        """Some bytes. Raises ItemError for a directory without end, before any of it is taken in."""
        if count > MAX_DIRECTORY:
            raise ItemError("", "unpack", f"lists entries in {count:,} bytes, too many to read (an archive bomb?)")
        data = self._file.read(count)
        most = Limits().entries
        if count > most * _LEAST_ENTRY and (entries := data.count(_ENTRY)) > most:
            reason = f"lists {entries:,} entries, more than the {most:,} of one ZIP; nothing of it was read; split it"
            raise ItemError("", "unpack", reason)
        return data


class _Unpacked(io.RawIOBase):
    """What comes out of packed bytes, checked at its end."""

    def __init__(
        self, packed: IO[bytes], begin: Callable[[BinaryIO, zipfile.ZipInfo], _Engine], entry: zipfile.ZipInfo
    ) -> None:  # fmt: skip
        super().__init__()
        self._packed, self._expected, self._crc = packed, entry.CRC, 0
        self._engine = begin(cast("BinaryIO", packed), entry)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """The next bytes."""
        while not self._engine.eof:
            data = self._packed.read(BLOCK) if self._engine.needs_input else b""
            if self._engine.needs_input and not data:
                raise EOFError("the packed data ends early")
            if out := self._engine.decompress(data, len(buffer)):
                self._crc = zlib.crc32(out, self._crc)
                buffer[: len(out)] = out
                return len(out)
        if self._crc != self._expected:
            raise zipfile.BadZipFile("what came out does not have the check sum of the directory")
        return 0

    def close(self) -> None:
        """Close what is read from, too."""
        self._packed.close()
        super().close()


def _bzip2(_packed: BinaryIO, _entry: zipfile.ZipInfo) -> _Engine:
    return bz2.BZ2Decompressor()


def _lzma(packed: BinaryIO, entry: zipfile.ZipInfo) -> _Engine:
    """ZIP writes version and length before the properties, a file of LZMA's own the size behind them."""
    head = packed.read(9)
    if len(head) < 9 or head[2:4] != b"\x05\0":
        raise zipfile.BadZipFile("the LZMA data begins in a way that is not known")
    size = b"\xff" * 8 if entry.flag_bits & _HAS_END_MARK else entry.file_size.to_bytes(8, "little")
    engine = lzma.LZMADecompressor(lzma.FORMAT_ALONE, _LZMA_MEMORY)
    engine.decompress(head[4:] + size, 0)
    return engine


_ENGINES: Final = {zipfile.ZIP_BZIP2: _bzip2, zipfile.ZIP_LZMA: _lzma}
