"""The readers of archives by their kinds, and which errors are not the archive's."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO, Final, cast

from monitor.unpack.model import Part, Unpacker
from monitor.unpack.sniff import ArchiveKind

# Each loads on first use: a folder of pages needs no reader of archives.
_READERS: Final[dict[ArchiveKind, str]] = {
    "zip": "zips",
    "mhtml": "mail",
    "eml": "mail",
    "mbox": "mbox",
    "warc": "warc",
    "har": "har",
    "wacz": "wacz",
}
_MACHINE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def reader(kind: ArchiveKind) -> Unpacker:
    """What reads archives of a kind."""
    return cast("Unpacker", import_module(f"monitor.unpack.{_READERS[kind]}").parts)


def open_parts(
    kind: ArchiveKind, file: BinaryIO, name: str, *, loaded: bool = False,
    beside: Callable[[str], BinaryIO] | None = None,
) -> Iterator[Part]:  # fmt: skip
    """The parts of an archive of a kind. Args: as of `Unpacker`; beside, opens a file that lies beside it."""
    if kind == "har":
        from monitor.unpack.har import parts  # noqa: PLC0415 - start-up time, as above

        return parts(file, name, loaded=loaded, beside=beside)
    return reader(kind)(file, name, loaded=loaded)


def is_of_machine(error: Exception) -> bool:
    """True for what the archive has no part in: read again when there is room, it may be whole."""
    return isinstance(error, OSError) and error.errno in _MACHINE
