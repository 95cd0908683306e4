"""One line of JSON -> the fields of one document; used for streams (`scan`) and for imported files alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, get_args

from monitor.charset import decode
from monitor.errors import ItemError
from monitor.models import Voice
from monitor.parse.dates import read_day
from monitor.parse.identity import Naming

MAX_LINE_BYTES: Final = 64_000_000
_VOICES: Final = frozenset(get_args(Voice))
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


class Lines(Protocol):
    """Something that bytes are read from line by line."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, at most `limit` bytes of it; b"" at the end."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says; `id` is None when it names none, `posted_at` None when it names no readable day."""

    id: str | None
    text: str
    title: str
    url: str | None
    posted_at: date | None
    place: str | None
    speaker: Voice | None

    def naming(self, stem: str) -> Naming:
        """What the line may be named by when it has no address, in a file of this name."""
        return Naming(stem, self.id or "", self.title, place=self.place or "", words=self.text)


def read_line(raw: bytes, item: str) -> Line:
    """Read {"text", "id"?, "title"?, "url"?, "posted_at"?, "place"?, "speaker"?}. Raises ItemError naming `item`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = decode(raw)
        if decoded.rung == "replacement":
            raise ItemError(item, "parse", "not UTF-8; save the file as UTF-8") from None
        text = decoded.text
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise ItemError(item, "parse", f"not JSON: {what} at character {error.pos + 1}") from None
    except (RecursionError, ValueError):  # nested without end; a number of a million digits
        raise ItemError(item, "parse", "not JSON that can be read: nested too deep or a number too long") from None
    if not isinstance(value, dict):
        raise ItemError(item, "parse", 'not a JSON object; write {"id": …, "text": …} on one line')
    if not isinstance(value.get("text"), str):
        raise ItemError(item, "parse", 'no "text"; write {"id": …, "text": …} on one line')
    if "\\u" in text:  # only escapes can name half a character; it would break every later output
        value = {key: _SURROGATE.sub("\ufffd", part) if isinstance(part, str) else part for key, part in value.items()}
    speaker = value.get("speaker")
    return Line(
        id=_scalar(value.get("id")), text=value["text"], title=_scalar(value.get("title")) or "",
        url=_scalar(value.get("url")), posted_at=read_day(value.get("posted_at")), place=_scalar(value.get("place")),
        speaker=speaker if isinstance(speaker, str) and speaker in _VOICES else None,  # type: ignore[arg-type]
    )  # fmt: skip


def _scalar(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "" else None


def lines_of(stream: Lines, name: str, before: int = 0) -> Iterator[tuple[int, bytes | ItemError]]:
    """The lines of a stream with their numbers, empty ones left out; memory stays bounded by one line.

    A line of more than 64 MB is an ItemError in its place; the lines after it are read. Args: before, how many lines
    of it were read already.
    """
    number = before
    while raw := stream.readline(MAX_LINE_BYTES):
        number += 1
        if len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, ItemError(f"{name}:{number}", "parse", f"the line is longer than {MAX_LINE_BYTES:,} bytes")
        elif raw.strip():
            yield number, raw


def documents_of(stream: Lines, name: str, before: int = 0) -> Iterator[tuple[int, Line | ItemError]]:
    """The lines of a stream as documents with their numbers; one that cannot be read is an ItemError in its place."""
    for number, raw in lines_of(stream, name, before):
        try:
            if isinstance(raw, ItemError):
                raise raw
            yield number, read_line(raw, f"{name}:{number}")
        except ItemError as error:
            yield number, error
