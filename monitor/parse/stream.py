"""Files and streams -> documents for the stateless scan, one at a time; plain text needs no HTML parser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from monitor.errors import ItemError, NotUsed
from monitor.models import Document
from monitor.parse.kinds import (
    MAX_CHARS,
    SUFFIXES,
    InputKind,
    Kind,
    binary_document,
    kind_of,
    too_long,
    unreadable,
)
from monitor.parse.plain import Reading, is_plain, read_plain
from monitor.text.hidden import without_marks

MAX_BYTES: Final = 200_000_000  # of one text, page or table; JSON lines have no limit of their own
_PEEK: Final = 8192
_Fill = Callable[[bytes], bytes]
# A page's file, its path from above the folder that was named, its bytes -> the bytes that are read.
Filled = Callable[[Path, str, bytes], bytes]


def _as_it_is(_path: Path, _name: str, body: bytes) -> bytes:
    return body


def documents_from(
    source: Path | BinaryIO,
    kind: InputKind = "auto",
    *,
    name: str = "-",
    max_bytes: int = MAX_BYTES,
    max_chars: int = MAX_CHARS,
    filled: Filled = _as_it_is,
) -> Iterator[Document | ItemError]:
    """The documents of a file, of all readable files in a folder, or of an open binary stream.

    Args: `kind` text keeps the input as it is, character for character; html reads visible text; jsonl reads one
    document a line with bounded memory; auto decides by name and content. `name` is the id of a stream's document.
    `max_bytes` limits one text, page or table, `max_chars` one document. `filled`, puts into the page of a file what
    lies beside it.
    Yields ItemError, in its place, for what cannot be read, NotUsed after a document for a field of it that is not
    used; raises nothing for what the input holds.
    """
    if not isinstance(source, Path):
        yield from _short_enough(_from_stream(source, kind, name, max_bytes, None), max_chars)
        return
    if os.path.isdir(source):  # noqa: PTH112 - Path.is_dir raises inside a folder that is closed to us
        found = None
        for found in _files_below(source):
            if isinstance(found, ItemError):
                yield found
            else:
                below = f"./{found.relative_to(source).as_posix()}"
                yield from _short_enough(_from_file(found, below, kind, max_bytes, filled), max_chars)
        if found is None:
            yield ItemError(str(source), "read", f"holds no file that can be read ({', '.join(SUFFIXES)})")
        return
    yield from _short_enough(_from_file(source, source.name, kind, max_bytes, filled), max_chars)


def _from_file(
    path: Path, name: str, kind: InputKind, max_bytes: int, filled: Filled
) -> Iterator[Document | ItemError]:  # fmt: skip
    try:
        with path.open("rb") as stream:
            yield from _from_stream(stream, kind, str(path), max_bytes, partial(filled, path, name))
    except OSError as error:
        yield ItemError(str(path), "read", f"cannot be read: {error.strerror or error}")


def _short_enough(items: Iterator[Document | ItemError], limit: int) -> Iterator[Document | ItemError]:
    for item in items:
        if isinstance(item, Document) and (why := too_long(item.text, limit)):
            yield ItemError(item.id, "read", why)
        else:
            yield item


def _files_below(folder: Path) -> Iterator[Path | ItemError]:
    closed: list[OSError] = []
    from monitor.unpack.saved import pages_of  # noqa: PLC0415 - start-up time: only folders need it

    for where, folders, files in os.walk(folder, onerror=closed.append):
        # What a saved page loads (`page_files/`) is no text of its own.
        folders[:] = sorted(name for name in folders if not any(page in files for page in pages_of(name)))
        yield from (Path(where, file) for file in sorted(files) if Path(file).suffix.lower() in SUFFIXES)
    for error in closed:
        yield ItemError(str(error.filename), "read", f"the folder cannot be read: {error.strerror}")


def _from_stream(
    stream: BinaryIO, kind: InputKind, name: str, max_bytes: int, fill: _Fill | None
) -> Iterator[Document | ItemError]:  # fmt: skip
    if kind == "jsonl":  # known beforehand: nothing is waited for but the next line
        yield from _json_lines(stream, name)
        return
    head = _read_head(stream)
    if why := unreadable(head, name):
        yield ItemError(name, "read", f"cannot be read: {why}")
        return
    resolved: Kind = binary_document(head, name) or (kind_of(name, head) if kind == "auto" else kind)
    if resolved == "jsonl":
        yield from _json_lines(_Joined(head, stream), name)
        return
    body = head + stream.read(max(0, max_bytes + 1 - len(head)))
    if len(body) > max_bytes:
        yield ItemError(
            name, "read", f"is larger than {max_bytes:,} bytes; split it, or write one listing a line as JSONL"
        )
    elif resolved in {"csv", "pdf", "sheet"}:
        yield from _parsed(body, name, resolved)
    else:
        body = fill(body) if fill and resolved == "html" else body
        yield _whole(body, resolved, name, exact=kind == "text")


def _read_head(stream: BinaryIO) -> bytes:
    """Up to the first bytes that tell the kind, blank ones before them aside; a pipe may give fewer at a time."""
    parts, told, held = list[bytes](), 0, 0
    while told < _PEEK and held <= MAX_BYTES and (part := stream.read(_PEEK)):
        parts.append(part)
        held += len(part)
        told += len(part) if told or not part.isspace() else 0
    return b"".join(parts)


class _Joined:
    """The lines of a stream whose beginning has been read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def readline(self, limit: int) -> bytes:
        """The next line, at most `limit` bytes of it."""
        if not self._head:
            return self._stream.readline(limit)
        line, newline, rest = self._head.partition(b"\n")
        self._head = rest
        return line + newline if newline else line + self._stream.readline(limit - len(line))


def _json_lines(stream: _Joined | BinaryIO, name: str) -> Iterator[Document | ItemError]:
    from monitor.parse.jsonl import documents_of  # noqa: PLC0415 - start-up time

    for number, line in ((number, line) for number, lines in documents_of(stream, name) for line in lines):
        if isinstance(line, ItemError):
            yield line
        else:
            key = line.id or (f"{number}.{line.row}" if line.row else str(number))
            yield Document(
                key, line.text, line.title, line.url, line.posted_at, line.place, line.speaker,
                posted_from=line.posted_from, seller=line.seller,
            )  # fmt: skip
            yield from (NotUsed(f"{name}:{number}", "parse", why) for why in line.unused)


def _parsed(body: bytes, name: str, kind: Kind) -> Iterator[Document | ItemError]:
    """A table or document as the import reads it."""
    from monitor.models import Capture  # noqa: PLC0415 - start-up time
    from monitor.parse.listings import parse_many  # noqa: PLC0415 - start-up time

    media_type = "text/csv" if kind == "csv" else ""
    capture = Capture(url=name, source_id="", state="ok", how="file", fetched_at="", body=body, media_type=media_type)
    for item in parse_many(capture):
        if isinstance(item, ItemError):
            yield item
        else:
            key = name if kind == "pdf" else item.known_as[-1] if item.known_as else item.native_id
            yield item.document()._replace(id=key, speaker=None, parsed=True)


def _whole(body: bytes, kind: Kind, name: str, *, exact: bool) -> Document | ItemError:
    """One file as one document."""
    text = _utf8(body) if kind != "html" else None
    if text is None:
        from monitor.charset import declared_charsets, decode  # noqa: PLC0415 - start-up time

        decoded = decode(body, declared_charsets(body) if kind == "html" else None)
        if decoded.replaced > max(8, len(decoded.text) // 5):
            return ItemError(name, "read", "cannot be read: it is binary data or in an unknown encoding")
        text = decoded.text
    reading = _reading(text, kind)
    if reading.is_shell:
        return ItemError(
            name, "read", "is a page that had not loaded when it was saved; open it again and save it later"
        )
    parsed = not (exact or reading.exact)
    words = without_marks(reading.text) if parsed else text if exact else reading.text  # a text stays as it came
    if not words.strip():
        return ItemError(name, "read", "has no visible text")
    return Document(name, words, without_marks(reading.title), reading.url or None, reading.posted_at, parsed=parsed,
                    posted_from=reading.posted_from)  # fmt: skip


def _utf8(body: bytes) -> str | None:
    """The text when it is UTF-8 without a mark; anything else climbs the charset ladder."""
    try:
        return None if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) else body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _reading(text: str, kind: Kind) -> Reading:
    if kind != "html" and is_plain(text):
        return read_plain(text)
    from monitor.parse.saved import read_saved  # noqa: PLC0415 - start-up time

    return read_saved(text, kind)
