"""The leaves of a MIME message, one after another, with where each lies in the file; nothing of them is held.

Boundaries are looked for block by block. What is wrong (a boundary that is missing or another one than declared, no
end, multiparts too deep) costs what lies there, not the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from monitor.unpack.bounds import BLOCK
from monitor.unpack.fields import Fields, content_type, read_fields, skip_leading

MAX_DEPTH: Final = 20  # multiparts in multiparts; a mail has up to five
MAX_PARTS: Final = 20_000  # a page that was scrolled down for an hour has some thousands
MAX_BOUNDARY: Final = 500  # RFC 2046 allows 70
_PEEK: Final = 16_384
_SMALL: Final = 4096  # is read first: most parts of a message with very many are short
_OVERLAP: Final = MAX_BOUNDARY + 300
_FIRST: Final = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]{0,50}\r?\n(?=[!-9;-~]{1,60}:)", re.MULTILINE)


class Around(NamedTuple):
    """A multipart that a leaf lies in: its subtype ('related'), a number of its own, the parameters of its type."""

    subtype: str
    number: int
    parameters: dict[str, str]


class Leaf(NamedTuple):
    """One part that is no multipart: its header fields, where its body lies, and what it lies in, outermost first."""

    number: int
    fields: Fields
    start: int
    end: int
    around: tuple[Around, ...] = ()
    problem: str = ""


class _Delimiter(NamedTuple):
    level: int  # of the multipart it belongs to
    closing: bool
    end: int  # of the body before it
    after: int


class _Open(NamedTuple):
    around: Around
    boundary: bytes


def leaves(file: BinaryIO) -> Iterator[Leaf]:
    """The leaves of the message that a file holds, in order. One with a problem has no body that can be read."""
    fields, at = read_fields(file, skip_leading(file))
    stack: list[_Open] = []
    for number in range(MAX_PARTS):
        opened, problem = _open(file, fields, at, number, stack)
        if opened:
            stack.append(opened)
        found = _delimiter(file, at, stack)
        if not opened:
            end = found.end if found else file.seek(0, 2)
            if stack and stack[-1].around.subtype == "digest" and "content-type" not in fields:
                fields = {**fields, "content-type": b"message/rfc822"}  # RFC 2046, 5.1.5
            yield Leaf(number, fields, at, max(at, end), tuple(one.around for one in stack), problem)
        while found and found.closing:
            del stack[found.level :]
            if not stack:
                return
            found = _delimiter(file, found.after, stack)
        if found is None:
            break
        del stack[found.level + 1 :]  # those inside were never closed
        fields, at = read_fields(file, found.after)
    else:
        yield Leaf(MAX_PARTS, {}, 0, 0, (), f"holds more than {MAX_PARTS:,} parts; the rest was not read")
        return
    if stack:
        yield Leaf(MAX_PARTS, {}, 0, 0, (), "ends before its last boundary: the last part may be cut")


def _open(file: BinaryIO, fields: Fields, at: int, number: int, stack: list[_Open]) -> tuple[_Open | None, str]:
    """The multipart that begins here, or None for a leaf; and why what begins here cannot be read."""
    media_type, parameters = content_type(fields)
    main, _, subtype = media_type.partition("/")
    if main != "multipart":
        return None, ""
    if len(stack) >= MAX_DEPTH:
        return None, f"has multiparts more than {MAX_DEPTH} deep; what lies deeper was not read"
    boundary = _boundary(file, at, parameters.get("boundary", ""), {one.boundary for one in stack})
    if not boundary:
        return None, "has no boundary between its parts, so they cannot be told apart"
    return _Open(Around(subtype, number, parameters), boundary), ""


def _boundary(file: BinaryIO, at: int, declared: str, known: set[bytes]) -> bytes:
    """The declared boundary; when it does not come soon, the one that the first part begins with."""
    wanted = declared.rstrip().encode("utf-8", "replace")[:MAX_BOUNDARY]
    file.seek(at)
    start = file.read(_PEEK)
    if wanted and b"--" + wanted in start:
        return wanted
    guessed = next((found[1] for found in _FIRST.finditer(start) if found[1] not in known), b"")
    return guessed or wanted


def _delimiter(file: BinaryIO, at: int, stack: list[_Open]) -> _Delimiter | None:
    """The next boundary of any open multipart, from the line that begins at `at` on; None at the end of the file."""
    if not stack:
        return None
    levels = {one.boundary: level for level, one in enumerate(stack)}
    named = b"|".join(re.escape(boundary) for boundary in levels)
    pattern = re.compile(rb"\n--(" + named + rb")(--)?[ \t]{0,200}\r?(?:\n|\Z)")
    base, size = at - 1, _SMALL
    window = b"" if at else b"\n"  # a file may begin with a boundary
    file.seek(max(0, base))
    while True:
        block = file.read(size)
        window, size = window + block, BLOCK
        found = pattern.search(window)
        if found and (not block or found.start() < len(window) - _OVERLAP):
            return _at(found, base, window, levels)
        if not block:
            return None
        gone = max(0, len(window) - _OVERLAP)
        base, window = base + gone, window[gone:]


def _at(found: re.Match[bytes], base: int, window: bytes, levels: dict[bytes, int]) -> _Delimiter:
    end = found.start()
    end -= window[max(0, end - 1) : end] == b"\r"
    return _Delimiter(levels[found[1]], found[2] is not None, base + end, base + found.end())
