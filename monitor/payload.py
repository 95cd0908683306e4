"""HTTP bytes as they came over the wire -> the payload: head read, chunks joined, codings undone, with caps.

The capture, the archive and the readers of archives made by others read payloads by the same functions, so that what
was judged can be read again years later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from monitor.codings import DECODERS, START, missing, seems_coded

Headers = tuple[tuple[str, str], ...]
Tap = Callable[[Iterator[bytes]], Iterator[bytes]]
MAX_CHUNK_LINE: Final = 4096
MAX_ENCODINGS: Final = 3
MAX_HEAD_BYTES: Final = 1 << 23  # http.client takes a hundred lines of 64 KiB
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
    parts: list[bytes] = []
    room = limit
    for block in blocks:
        parts.append(block[:room])
        if len(block) > room:
            return Payload(b"".join(parts), over=True, problem="; ".join(problems))
        room -= len(block)
    return Payload(b"".join(parts), problem="; ".join(problems))


def _joined(blocks: Iterable[bytes], problems: list[str]) -> Iterator[bytes]:
    """The data of HTTP chunks; what comes after the last chunk is left out."""
    buffer = bytearray()
    left = 0  # bytes of the open chunk still to come, its closing line break not counted
    closing = False
    for block in blocks:
        buffer += block
        while buffer:
            if left:
                data = bytes(buffer[:left])
                del buffer[: len(data)]
                left -= len(data)
                closing = not left
                yield data
                continue
            end = buffer.find(b"\n")
            if max(end, len(buffer) if end < 0 else 0) > MAX_CHUNK_LINE:
                problems.append("the chunks are broken")
                return
            if end < 0:
                break
            line = bytes(buffer[:end]).rstrip(b"\r")
            del buffer[: end + 1]
            if closing and not line:
                closing = False
                continue
            size = _CHUNK_SIZE.match(line)
            if closing or size is None:
                problems.append("the chunks are broken")
                return
            left = int(size[1], 16)
            if not left:
                return
    problems.append("the chunks end too early")
