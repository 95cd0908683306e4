"""HTTP bytes as they came over the wire -> the payload: head read, chunks joined, codings undone, with caps.

The capture, the archive and the readers of archives made by others read payloads by the same functions, so that what
was judged can be read again years later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Final

from monitor.codings import DECODERS, START, missing, seems_coded

Headers = tuple[tuple[str, str], ...]
Tap = Callable[[Iterator[bytes]], Iterator[bytes]]
PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))  # media types of pages
MAX_CHUNK_LINE: Final = 4096
MAX_ENCODINGS: Final = 3
MAX_HEAD_BYTES: Final = 1 << 23  # http.client takes a hundred lines of 64 KiB
MAX_SMALL_CHUNKS: Final = 1_000_000  # of one body, each costs time; a page sent letter by letter has fewer
SMALL_CHUNK: Final = 64  # bytes
_BROKEN: Final = "the chunks are broken"
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")  # where http.client ends a head
_STATUS: Final = re.compile(r"HTTP/\d(?:\.\d)?[ \t]+([0-9]{3})(?:[ \t]|$)")
_CHUNK_SIZE: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Payload:
    """The decoded body; `over` when it was cut at the limit, `problem` says what was wrong with its coding."""

    body: bytes
    over: bool = False
    problem: str = ""


def split_block(block: bytes) -> tuple[bytes, bytes]:
    """An HTTP message -> its head with the empty line, and the rest."""
    end = _EMPTY_LINE.search(block)
    return (block[: end.end()], block[end.end() :]) if end else (block, b"")


def split_stream(blocks: Iterable[bytes], most: int = MAX_HEAD_BYTES) -> tuple[bytes, Iterator[bytes]]:
    """The same as a stream: the head, and the rest block by block. A head that has no end in `most` has no rest."""
    start, rest = b"", iter(blocks)
    for block in rest:
        searched = max(0, len(start) - 2)
        start += block
        if end := _EMPTY_LINE.search(start, searched):
            body = start[end.end() :]
            return start[: end.end()], chain((body,), rest) if body else rest
        if len(start) > most:
            break
    return start, iter(())


def parse_head(head: bytes) -> tuple[int | None, Headers]:
    """Status and headers of a response head; folded lines are joined, what is no header is left out."""
    status, _, lines = head.decode("latin-1").replace("\r\n", "\n").partition("\n")
    found = _STATUS.match(status)
    return (int(found[1]) if found else None), named_fields(lines)


def named_fields(lines: str) -> Headers:
    """The fields of the lines of a head, HTTP's or WARC's; folded lines are joined, what is no field is left out."""
    found: list[tuple[str, str]] = []
    for line in lines.split("\n"):
        if line[:1] in {" ", "\t"} and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return tuple(found)


def header(headers: Headers, name: str) -> str | None:
    """The first header of a name, whatever its case; None when there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def bare_type(media_type: str) -> str:
    """A Content-Type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_plain(headers: Headers) -> bool:
    """True when the headers name no coding at all, so that a body is as it came."""
    return not (header(headers, "Transfer-Encoding") or header(headers, "Content-Encoding"))


def decode_body(blocks: Iterable[bytes], headers: Headers, limit: int, *, lenient: bool = False) -> Payload:
    """Undo the transfer and content coding that the headers name; at most `limit` bytes come out.

    Args: blocks, the body as it came over the wire. Broken coding keeps what could be read and says so.
    """
    problems: list[str] = []
    return _gathered(decoded(blocks, headers, problems, lenient=lenient), limit, problems)


def decoded(
    blocks: Iterable[bytes], headers: Headers, problems: list[str], *, lenient: bool = False, tap: Tap | None = None
) -> Iterator[bytes]:
    """The same as a stream: yields the decoded body block by block, and appends what is wrong to `problems`.

    Args: lenient, a coding that the body plainly does not have counts as undone (tools undo it and leave the header);
    tap, is handed the blocks of each step (as they came, without chunks, decoded) and gives them back.
    """
    tap = tap or iter
    blocks = tap(iter(blocks))
    if "chunked" in (header(headers, "Transfer-Encoding") or "").lower():
        start, blocks = begin(blocks, 16 if lenient else 0)
        if not lenient or _CHUNK_SIZE.match(start.partition(b"\n")[0].rstrip(b"\r")):
            blocks = tap(_joined(blocks, problems))
    for coding in _codings(headers, problems):
        start, blocks = begin(blocks, START if lenient else 0)
        if not lenient or seems_coded(coding, start):
            blocks = tap(DECODERS[coding](blocks, problems))
    return iter(blocks)


def begin(blocks: Iterable[bytes], count: int) -> tuple[bytes, Iterator[bytes]]:
    """The first `count` bytes of some blocks (fewer only when there are no more), and all blocks again."""
    taken: list[bytes] = []
    rest, missing = iter(blocks), count
    while missing > 0 and (block := next(rest, None)) is not None:
        taken.append(block)
        missing -= len(block)
    return b"".join(taken)[:count], chain(taken, rest)


def _codings(headers: Headers, problems: list[str]) -> list[str]:
    codings = [word.strip() for word in (header(headers, "Content-Encoding") or "").lower().split(",")]
    codings = [word for word in codings if word not in {"", "identity"}]
    if len(codings) > MAX_ENCODINGS or not DECODERS.keys() >= set(codings):
        problems.append(f"the content coding {', '.join(codings)[:40]} is not understood")
        return []
    if absent := next(filter(None, map(missing, codings)), ""):
        problems.append(absent)
        return []
    return codings[::-1]


def _gathered(blocks: Iterable[bytes], limit: int, problems: list[str]) -> Payload:
    body = BytesIO()  # not a list: blocks may be of one byte each
    room = limit
    for block in blocks:
        body.write(block[:room])
        if len(block) > room:
            return Payload(body.getvalue(), over=True, problem="; ".join(problems))
        room -= len(block)
    return Payload(body.getvalue(), problem="; ".join(problems))


def _joined(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """The data of HTTP chunks, joined as far as they came together; what comes after the last chunk is left out."""
    chunks = _Chunks()
    for block in blocks:
        if data := chunks.take(block):
            yield data
        if chunks.ended:
            problems.extend(filter(None, (chunks.problem,)))
            return
    problems.append("the chunks end too early")


class _Chunks:
    """Chunks while they come. `ended`: after the last one, or where they cannot be read on; `problem` says why."""

    def __init__(self) -> None:
        self.ended, self.problem = False, ""
        self._rest = b""  # the beginning of a line
        self._left = self._small = 0  # bytes of the open chunk still to come, its line break not counted
        self._closing = False

    def take(self, block: bytes) -> bytes:
        """The data in the next block."""
        if self._left > len(block):
            self._left -= len(block)
            return block
        data, at, out = self._rest + block, 0, bytearray()
        self._rest = b""
        while at < len(data) and not self.ended:
            if self._left:
                piece = data[at : at + self._left]
                out += piece
                at += len(piece)
                self._left -= len(piece)
                self._closing = not self._left
                continue
            end = data.find(b"\n", at)
            if (len(data) if end < 0 else end) - at > MAX_CHUNK_LINE:
                self._end(_BROKEN)
            elif end < 0:
                self._rest = data[at:]
                break
            else:
                self._line(data[at:end].rstrip(b"\r"))
                at = end + 1
        return bytes(out)

    def _line(self, line: bytes) -> None:
        """A line between the data: the end of a chunk, or the size of the next one."""
        if self._closing and not line:
            self._closing = False
            return
        size = _CHUNK_SIZE.match(line)
        if self._closing or size is None:
            self._end(_BROKEN)
            return
        self._left = int(size[1], 16)
        self._small += self._left < SMALL_CHUNK
        if not self._left:
            self._end("")
        elif self._small > MAX_SMALL_CHUNKS:
            self._end(f"it comes in more than {MAX_SMALL_CHUNKS:,} chunks of a few bytes; the rest was not read")

    def _end(self, problem: str) -> None:
        self.ended, self.problem = True, problem
