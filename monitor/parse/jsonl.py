"""One line of JSON -> the fields of one document; used for streams (`scan`) and for imported files alike."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any, Final, Protocol, get_args

from monitor.charset import decode
from monitor.errors import ItemError, NothingToRead
from monitor.jsonp import without_call
from monitor.models import Voice
from monitor.parse.dates import written_days
from monitor.parse.hints import Hints, days_from_text
from monitor.parse.identity import Naming
from monitor.parse.json_fields import TOLD_DATE, pieces_joined, whole
from monitor.parse.json_records import Record, records_of
from monitor.unpack.json_stream import items

MAX_LINE_BYTES: Final = 64_000_000
_VOICES: Final[dict[str, Voice]] = {voice: voice for voice in get_args(Voice)}
_NOTE_OF_PAGE: Final = frozenset(("originalUrl", "archiveTime", "resources"))
_WIDEST: Final = frozenset(("province", "省", "省份"))
_EMPTY: Final[tuple[object, ...]] = (None, "", [], {})
_SHOWN: Final = 60  # characters of a value that cannot be used
_OF_CHATS: Final = frozenset(("messages", "chats", "left_chats"))  # keys of what Telegram exports
_NO_TEXT: Final = 'no "text"; write {"id": …, "text": …} on one line'
_NO_OBJECT: Final = 'not a JSON object; write {"id": …, "text": …} on one line'


class Lines(Protocol):
    """Something that bytes are read from line by line."""

    def readline(self, limit: int, /) -> bytes:
        """The next line, at most `limit` bytes of it; b"" at the end."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says; `id` is None when it names none, `posted_at` None when it names no readable day.

    `posted`: the words that tell when it was posted, as they stand there.
    """

    id: str | None
    text: str
    title: str
    url: str | None
    posted_at: date | None
    place: str | None
    speaker: Voice | None
    price: str = ""
    row: int = 0  # of several listings in one line which; 0: the line is one
    where: str = ""  # the keys that lead to it in the line
    posted: str = ""
    posted_from: date | None = None  # of a month or a year its first day, `posted_at` its last
    posted_by: str = ""  # the rule, when the text tells the day
    unused: tuple[str, ...] = ()  # of each field that cannot be used why, as a sentence
    seller: str = ""  # as the line names him; of a message of a chat who sent it
    replies: tuple[str, ...] = ()
    left_out: int = 0  # later messages that are none
    name: str = ""  # by which other exports of its chat know it
    named_by: str = ""  # the words that it may be named by, where these are not its text

    def naming(self, stem: str, site: str = "") -> Naming:
        """What the line may be named by when it has no address, in a file of this name that came from this host."""
        return Naming(
            stem, self.id or "", self.title, place=self.place or "", words=self.named_by or self.text, price=self.price,
            site=site,
        )  # fmt: skip


def read_lines(raw: bytes, item: str) -> Iterator[Line | ItemError]:
    """Read {"text", "id"?, "title"?, "url"?, "posted_at"?, "place"?, "speaker"?, "seller"?}, or what a crawler
    or server wrote.

    The listings of one line: of the answer of a server each row of its list, one that is none as an ItemError in its
    place. Raises ItemError naming `item`: the line is no JSON, or nothing in it is a listing.
    """
    text = _text_of_line(raw, item)
    value = _value_of(text, item)
    if "\\u" in text:  # only escapes can name half a character; it would break every later output
        value = {key: whole(part) if isinstance(part, str) else part for key, part in value.items()}
    if (joined := pieces_joined(value.get("text"))) is not None:
        value = {**value, "text": joined}
    if isinstance(value.get("text"), str):
        yield _dated(_written_for_us(value))
    elif "text" in value:
        raise ItemError(item, "parse", _NO_TEXT)
    else:
        for line in _written_by_others(value, item):
            yield line if isinstance(line, ItemError) else _dated(line)


def _dated(line: Line) -> Line:
    """A line without a day of its own, by the words of its text: 发布时间：2021-05-20."""
    if line.posted:
        return line
    hints = Hints()
    days_from_text(hints, line.text)
    rule = hints.found_by.get("posted_at", "")
    return replace(line, posted_at=hints.posted_at, posted_from=hints.posted_from, posted_by=rule) if rule else line


def _text_of_line(raw: bytes, item: str) -> str:
    try:
        return without_call(raw).decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = decode(without_call(raw))
        if decoded.rung == "replacement":
            raise ItemError(item, "parse", "not UTF-8; save the file as UTF-8") from None
        return decoded.text


def _value_of(text: str, item: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise ItemError(item, "parse", f"not JSON: {what} at character {error.pos + 1}") from None
    except (RecursionError, ValueError):  # nested without end; a number of a million digits
        raise ItemError(item, "parse", "not JSON that can be read: nested too deep or a number too long") from None
    if not isinstance(value, dict):
        raise ItemError(item, "parse", _NO_OBJECT)
    return value


def _written_for_us(value: dict[str, Any]) -> Line:
    voice, place = value.get("speaker"), _place_of(value.get("place"))
    speaker: Voice | None = _VOICES.get(voice) if isinstance(voice, str) else None
    unused = list[str]()
    if speaker is None and voice not in _EMPTY:
        unused.append(f'"speaker" {_shown(voice)} is not used; known: {", ".join(_VOICES)}')
    if place is None and value.get("place") not in _EMPTY:
        unused.append(f'"place" {_shown(value["place"])} is not used; write a name such as 四川省凉山州')
    first, last = written_days(value.get("posted_at")) or (None, None)
    if last is None and value.get("posted_at") not in _EMPTY:
        unused.append(f'"posted_at" {_shown(value["posted_at"])} is not used; write YYYY-MM-DD, for example 2021-07-14')
    return Line(
        id=_scalar(value.get("id")), text=value["text"], title=_scalar(value.get("title")) or "",
        url=_scalar(value.get("url")), posted_at=last, place=place,
        speaker=speaker, posted=_scalar(value.get("posted_at")) or "", posted_from=first, unused=tuple(unused),
        seller=_scalar(value.get("seller")) or "",
    )  # fmt: skip


def _place_of(value: object) -> str | None:
    """A place as one name: of {"province": "四川省", "county": "会东县"}, ["四川", "会东"], too; None for all else."""
    if isinstance(value, dict):  # the widest first: a county is looked for in its province
        value = [value[key] for key in sorted(value, key=lambda key: key not in _WIDEST)]
    if isinstance(value, list):
        return " ".join(filter(None, map(_scalar, value))) or None
    return _scalar(value)


def _shown(value: object) -> str:
    """A value as JSON on one line, its beginning when it is long."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _written_by_others(value: dict[str, Any], item: str) -> Iterator[Line | ItemError]:
    """What is in an object whose keys are named as crawlers and servers name them."""
    if value.keys() >= _NOTE_OF_PAGE:
        raise NothingToRead(item, "parse", "is what SingleFile notes of a page that it saved; import the page itself")
    if value.keys() & _OF_CHATS:
        from monitor.parse.chat_lines import lines_of_chats  # noqa: PLC0415 - start-up time: few files are chats

        if (lines := lines_of_chats(value, item)) is not None:
            yield from lines
            return
    single = True
    for number, record in enumerate(records_of(value), 1):
        single = single and not record.is_row
        try:
            yield _line_of(record, 0 if single else number, item)
        except ItemError as error:
            if single:
                raise
            yield error


def _line_of(record: Record, row: int, item: str) -> Line:
    """Raises ItemError when an object has no words of a listing."""
    fields = record.fields
    if not (text := record.text):
        raise ItemError(f"{item} {record.where}".rstrip(), "parse", _NO_TEXT)
    first, last = written_days(fields.get("date")) or (None, None)
    return Line(
        id=fields.get("id"), text=text, title=fields.get("title", ""),
        url=fields.get("url"), posted_at=last, place=fields.get("place"), speaker=None,
        price=fields.get("price", ""), row=row, where=record.where,
        posted=fields.get("date") or fields.get(TOLD_DATE, ""), posted_from=first, seller=fields.get("seller", ""),
        named_by=record.naming_text,
    )  # fmt: skip


def as_lines(body: bytes) -> tuple[bytes, str]:
    """JSON lines as they are; an array, or one object over several lines, as lines; and why it ends too early, or "".

    The bytes are UTF-8 afterwards when they were UTF-16.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body.decode("utf-16", "replace").encode("utf-8", "replace")
    start = without_call(body.removeprefix(codecs.BOM_UTF8)).lstrip()
    if start.startswith(b"["):
        return _members(start)
    line = start.partition(b"\n")[0].strip()
    if not start.startswith(b"{") or len(body) > MAX_LINE_BYTES or _is_whole(line) or not _is_whole(start):
        return body, ""
    return _on_one_line(start), ""


def _members(body: bytes) -> tuple[bytes, str]:
    """The objects of an array on a line each."""
    lines, why = list[bytes](), ""
    try:
        for item in items(BytesIO(body), (), MAX_LINE_BYTES):
            lines.append(_on_one_line(item.data))
    except EOFError:
        why = "the JSON ends too early; what came before is read"
    except LookupError:
        why = "not JSON that can be read"
    return b"\n".join(lines), why or ("" if lines else _NO_OBJECT)


def _on_one_line(value: bytes) -> bytes:
    """Line ends stand only between the parts of JSON, never in a string."""
    return value.replace(b"\r", b" ").replace(b"\n", b" ")


def _is_whole(value: bytes) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


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


def documents_of(stream: Lines, name: str, before: int = 0) -> Iterator[tuple[int, list[Line | ItemError]]]:
    """The lines of a stream with their numbers, and the documents of each, mostly one; what cannot be read of it is an
    ItemError in its place."""
    for number, raw in lines_of(stream, name, before):
        try:
            if isinstance(raw, ItemError):
                raise raw
            yield number, list(read_lines(raw, f"{name}:{number}"))
        except ItemError as error:
            yield number, [error]
