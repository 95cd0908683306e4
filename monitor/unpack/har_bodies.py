"""What answers of a HAR said, in files beside it that are named by SHA-1: Playwright writes so (`content: attach`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import BinaryIO, Final

from monitor.unpack.bounds import Spent
from monitor.unpack.readers import is_of_machine
from monitor.unpack.sniff import archive_kind
from monitor.unpack.streams import blocks_of

Opener = Callable[[str], BinaryIO]  # a file by its name in the folder of the HAR; raises what it likes without one
WITHOUT_CONTENT: Final = "has no content in the HAR"  # why an entry is not read that names no such file
MAX_NAMES: Final = 100_000  # of files that one HAR names
MAX_READ: Final = 2_000_000_000  # bytes of a HAR in which names are looked for
_NAME: Final = re.compile(r"[0-9a-f]{40}(?:\.[A-Za-z0-9_+-]{1,30})?")
_NAMED: Final = re.compile(rb'"_file"\s{0,20}:\s{0,20}"([0-9a-f]{40}(?:\.[A-Za-z0-9_+-]{1,30})?)"')
_OVERLAP: Final = 200  # bytes: longer than what names a file


def is_har(name: str) -> bool:
    """True for a name that a HAR has."""
    return name.lower().endswith(".har")


def is_body(name: str) -> bool:
    """True for a name that such a file has: no other file of a folder is read for a HAR."""
    return _NAME.fullmatch(name) is not None


def named_in(blocks: Iterable[bytes]) -> frozenset[str]:
    """The names of such files that a HAR tells, whose bytes are given block by block; of what is no HAR none."""
    names, rest, left = set[str](), b"", MAX_READ
    for block in blocks:
        window, left = rest + block, left - len(block)
        if not rest and archive_kind(block) != "har":
            break
        names.update(found.decode("ascii") for found in _NAMED.findall(window))
        rest = window[-_OVERLAP:]
        if len(names) >= MAX_NAMES or left <= 0:
            break
    return frozenset(names)


class Attached:
    """Reads such files for the entries of one HAR.

    Args: beside, opens one; None when there is no folder.
    """

    def __init__(self, beside: Opener | None) -> None:
        self._beside = beside
        self._useless = set[str]()

    def body(self, name: str, most: int) -> bytes | None:
        """The content of a file, at most one byte more than `most`; None when it is not there or cannot be read.

        Raises Spent.
        """
        if self._beside is None or not is_body(name):
            return None
        try:
            with self._beside(name) as stream:
                body = bytearray()
                for block in blocks_of(stream):
                    body += block
                    if len(body) > most:
                        break
                return bytes(body[: most + 1])
        except Spent:
            raise
        except Exception as error:  # of the folder or the ZIP, which tell of it themselves
            if is_of_machine(error):
                raise
            return None

    def answer(self, name: str, most: int, is_of_use: Callable[[bytes], bool]) -> bytes:
        """The same where it is of use, else b"": one of no use is read once, however many entries name it."""
        if name in self._useless:
            return b""
        body = self.body(name, most) or b""
        if len(body) <= most and is_of_use(body):
            return body
        self._useless.add(name)
        return b""
