"""What in an archive logs somebody in: Cookie, Set-Cookie and Authorization headers, wherever in it they stand. Pure.

Looked for are lines of HTTP heads (WARC, plain text) and header fields of HAR, also in archives in archives.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO, Final, cast

from monitor.errors import ItemError
from monitor.unpack.bounds import BLOCK, Budget, Spent, read_bounded, spooled
from monitor.unpack.mime import leaves
from monitor.unpack.model import Limits
from monitor.unpack.packed import open_entry, open_zip
from monitor.unpack.sniff import SNIFF_BYTES, archive_kind
from monitor.unpack.streams import Blocks, Readable
from monitor.unpack.transfer import undone
from monitor.unpack.unpacked import ERRORS

_NAMES: Final = rb"set-cookie2?|cookie2?|(?:proxy-)?authorization"
_FOUND: Final = re.compile(
    rb"^(" + _NAMES + rb")[ \t]{0,20}:[ \t]{0,20}[^\s]"
    rb'|"name"\s{0,20}:\s{0,20}"(' + _NAMES + rb')"|"(cookie)s"\s{0,20}:\s{0,20}\[\s{0,20}\{',
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_LONGEST: Final = 200  # bytes of what is looked for
_GZIP: Final = b"\x1f\x8b\x08"
_DEFAULT: Final = Limits()


@dataclass(slots=True)
class Credentials:
    """Names of headers -> places where they stand with a value; `problem`: why not all was looked at."""

    places: Counter[str] = field(default_factory=Counter)
    problem: str = ""


def credentials_in(blocks: Iterator[bytes], name: str, size: int, limits: Limits = _DEFAULT) -> Credentials:
    """Look through an archive of `size` bytes, or any file, that comes in blocks. Memory: some megabytes.

    Raises what the blocks do, and OSError for a full disk and the like.
    """
    found, budget = Credentials(), Budget(limits, size)
    try:
        _look_safely(cast("BinaryIO", Blocks(blocks)), name, found, budget, 0)
    except Spent as spent:
        found.problem = str(spent)
    return found


def _look(stream: BinaryIO, name: str, found: Credentials, budget: Budget, depth: int) -> None:
    """Count what stands in a file, or in the files of an archive."""
    start = read_bounded(stream, SNIFF_BYTES, budget)
    kind = archive_kind(start, name)
    if kind in {"zip", "wacz", "mhtml", "eml"}:
        if depth >= budget.limits.depth:
            found.problem = f"holds archives more than {depth} deep"
            return
        with spooled(start, stream, budget) as file:
            for inner, part in _of_zip(file) if kind in {"zip", "wacz"} else _of_message(file):
                budget.part()
                _look_safely(part, inner, found, budget, depth + 1)
        return
    blocks = chain((start,), _bounded(stream, budget))
    _count(_inflated(blocks, budget) if start.startswith(_GZIP) else blocks, found.places)


def _look_safely(part: BinaryIO | ItemError, name: str, found: Credentials, budget: Budget, depth: int) -> None:
    """One member that cannot be read costs no other."""
    try:
        if isinstance(part, ItemError):
            raise part
        _look(part, name, found, budget, depth)
    except (*ERRORS, ItemError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # of this machine, not of the archive
        found.problem = f"{name} cannot be read ({error})"


def _of_zip(file: BinaryIO) -> Iterator[tuple[str, BinaryIO | ItemError]]:
    with open_zip(file) as archive:
        for entry in archive.infolist():
            try:
                with open_entry(archive, entry) as stream:
                    yield entry.filename, stream
            except ERRORS as error:
                yield entry.filename, ItemError(entry.filename, "unpack", f"{error}")


def _of_message(file: BinaryIO) -> Iterator[tuple[str, BinaryIO | ItemError]]:
    for leaf in leaves(file):
        coding = leaf.fields.get("content-transfer-encoding", b"").decode("latin-1").strip().lower()
        name = f"part {leaf.number}"
        if leaf.problem:
            yield name, ItemError(name, "unpack", leaf.problem)
        else:
            yield name, cast("BinaryIO", Blocks(undone(file, leaf.start, leaf.end, coding)))


def _bounded(stream: Readable, budget: Budget) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        budget.took(len(block))
        yield block


def _inflated(blocks: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    """What comes out of gzip members one after another. Raises ItemError when they are damaged."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for block in blocks:
        rest = block
        while rest:
            if engine.eof:
                engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                piece = engine.decompress(rest, BLOCK)
            except zlib.error as error:
                raise ItemError("", "unpack", "its compressed data is damaged") from error
            budget.took(len(piece))
            yield piece
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if not engine.eof:
        raise ItemError("", "unpack", "its compressed data ends early")


def _count(blocks: Iterator[bytes], places: Counter[str]) -> None:
    """Count what is found in blocks that may cut it in two."""
    tail, first = b"", True
    for block in blocks:
        text = tail + block
        for match in _FOUND.finditer(text):
            # the tail was looked at before, and its start is no beginning of a line
            if match.end() > len(tail) and (first or match.start()):
                places[_named(match)] += 1
        tail, first = text[-_LONGEST:], first and len(text) <= _LONGEST


def _named(match: re.Match[bytes]) -> str:
    name = next(group for group in match.groups() if group).decode("ascii")
    return "-".join(word.capitalize() for word in name.split("-"))
