"""HAR, the network record of a browser -> its documents. Their bytes are as the browser read them, text as UTF-8."""

from __future__ import annotations

import base64
import codecs
import io
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO, Final, cast

from monitor.errors import ItemError
from monitor.payload import PAGES, bare_type, decode_body
from monitor.unpack.answers import names_plant
from monitor.unpack.bounds import SPOOL_BYTES
from monitor.unpack.framed import Page, has_frames
from monitor.unpack.har_bodies import WITHOUT_CONTENT, Attached, Opener
from monitor.unpack.har_pages import Pages
from monitor.unpack.json_stream import Item, items
from monitor.unpack.media import (
    MAX_ANSWER,
    START_BYTES,
    is_json,
    loaded_kind,
    may_be_answer,
    may_be_document,
    role_of,
)
from monitor.unpack.model import Part
from monitor.unpack.names import address
from monitor.unpack.sheets import Sheets
from monitor.unpack.sniff import UTF16
from monitor.unpack.streams import blocks_of
from monitor.unpack.times import utc

MAX_ENTRY_BYTES: Final = 40_000_000
_LARGE_RESOURCE: Final = re.compile(
    rb'"mimeType"\s*:\s*"(?:image|video|audio|font|application/javascript|text/javascript)'
)


class _Unread(Exception):
    """One entry cannot be read; str() says why."""


class _Elsewhere(_Unread):
    """Its content lies in a file that is not here."""


def parts(file: BinaryIO, name: str, *, loaded: bool = False, beside: Opener | None = None) -> Iterator[Part]:
    """The answers of a HAR in order.

    Args: loaded, see `Unpacker`; beside, opens what lies beside it. Raises ItemError: it ends early, or is none.
    """
    del name
    with _as_utf8(file) as words:
        attached = Attached(beside)
        answers = _answers(words, loaded=loaded, attached=attached)
        yield from answers if loaded else _with_frames(words, answers, beside, attached)


def _with_frames(
    file: BinaryIO, answers: Iterator[Part], beside: Opener | None, attached: Attached
) -> Iterator[Part]:  # fmt: skip
    """The answers, each page with its frames; those that are seen in it are part of it and no documents."""
    sheets = Sheets(file, "har", beside)
    pages = Pages(
        file, MAX_ENTRY_BYTES, partial(_page, attached=attached), lambda page: partial(sheets.find, (page.url,))
    )  # fmt: skip
    for part in answers:
        if part.role != "document" or bare_type(part.media_type) not in PAGES or not part.url:
            yield part
        elif part.url.partition("#")[0] in pages.parts:
            yield part._replace(role="resource")
        else:
            assert isinstance(part.stream, io.BytesIO)
            body = part.stream.getvalue()
            page = Page(part.url, part.url, part.media_type, body)
            yield part._replace(frames=partial(pages.open, page)) if has_frames(body) else part


def _page(entry: Any, attached: Attached) -> Page | None:
    """The page of an entry; None for what is none, or cannot be read."""
    try:
        part = _part_of(entry, "", loaded=False, attached=attached)
    except _Unread:
        return None
    if part.role != "document" or bare_type(part.media_type) not in PAGES or not isinstance(part.stream, io.BytesIO):
        return None
    url = part.url.partition("#")[0]
    return Page(url, url, part.media_type, part.stream.getvalue())


@contextmanager
def _as_utf8(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file itself, or a copy of one in UTF-16 that is gone afterwards."""
    file.seek(0)
    start = file.read(2)
    file.seek(0)
    if start not in UTF16:
        yield file
        return
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
        decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        for block in blocks_of(file):
            copy.write(decode(block).encode("utf-8", "replace"))
        copy.seek(0)
        yield cast("BinaryIO", copy)


def _answers(file: BinaryIO, *, loaded: bool, attached: Attached) -> Iterator[Part]:
    number = 0
    try:
        for number, item in enumerate(items(file, ("log", "entries"), MAX_ENTRY_BYTES), 1):
            try:
                yield _part(item, f"entry {number}", loaded=loaded, attached=attached)
            except _Unread as error:
                yield Part(f"entry {number}", None, problem=str(error), is_elsewhere=isinstance(error, _Elsewhere))
    except EOFError:
        raise ItemError("", "unpack", f"the HAR ends inside entry {number + 1}; what came before it is read") from None
    except LookupError:
        raise ItemError(
            "", "unpack", "is JSON without log.entries, so it is no HAR; save it again in the browser"
        ) from None


def _part(item: Item, name: str, *, loaded: bool, attached: Attached) -> Part:
    if item.cut:
        if _LARGE_RESOURCE.search(item.data):
            return Part(name, None, role="resource")
        raise _Unread(f"has more than {MAX_ENTRY_BYTES:,} bytes; save this page or file by itself")
    try:
        entry = json.loads(item.data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise _Unread("is no valid JSON") from None
    return _part_of(entry, name, loaded=loaded, attached=attached)


def _part_of(entry: Any, name: str, *, loaded: bool, attached: Attached) -> Part:
    response = _under(entry, "response")
    content = _under(response, "content")
    url = address(_text(_under(entry, "request"), "url"))
    media_type, taken_at = _media_type(response, content), utc(_text(entry, "startedDateTime"))
    page, referer = _text(entry, "pageref"), _header(_under(entry, "request"), "referer")
    body, answer = b"", b""
    is_document, is_answer = may_be_document(media_type, url), may_be_answer(media_type, url)
    wanted = loaded and bool(loaded_kind(media_type, url))
    is_there = response.get("status") == 200
    if is_there and (is_document or wanted):
        body = _body(content, media_type, attached)
        if _text(content, "encoding") == "base64":
            body = _undone(body, _header(response, "content-encoding"))
    loaded_from = url if url.startswith(("http://", "https://")) else ""
    if "base64" not in _text(content, "encoding") and not _lies_beside(content):
        media_type = f"{bare_type(media_type) or 'text/html'}; charset=utf-8"  # the browser decoded it
    if body and is_document and role_of(media_type, body[:START_BYTES], url) == "document":
        return Part(url or name, io.BytesIO(body), media_type, loaded_from, taken_at, page=page, referer=referer)
    if is_there and is_answer:
        answer = _answer(content, response, attached)
    return Part(
        url or name, io.BytesIO(body) if wanted and body else None, media_type, loaded_from, taken_at, "resource",
        answer=answer, page=page, referer=referer,
    )  # fmt: skip


def _answer(content: dict[str, Any], response: dict[str, Any], attached: Attached) -> bytes:
    """JSON that may tell of a plant; b"" for anything else, and for what cannot be read: it is no document."""
    if _lies_beside(content) and _text(content, "encoding") != "base64":
        return attached.answer(_text(content, "_file"), MAX_ANSWER, _may_tell)
    try:
        body = _body(content, "", attached)
        if _text(content, "encoding") == "base64":
            body = _undone(body, _header(response, "content-encoding"))
    except _Unread:
        return b""
    return body if len(body) <= MAX_ANSWER and _may_tell(body) else b""


def _may_tell(body: bytes) -> bool:
    return is_json(body[:START_BYTES]) and names_plant(body)


def _lies_beside(content: dict[str, Any]) -> bool:
    """True when the content of an answer is in a file of its own, as it came: in the charset that was declared."""
    return bool(_text(content, "_file")) and not content.get("text")


def _body(content: dict[str, Any], media_type: str, attached: Attached) -> bytes:
    """The content of an answer; b"" when it had none."""
    text, encoding = content.get("text"), _text(content, "encoding")
    if _lies_beside(content):
        return _body_beside(_text(content, "_file"), attached)
    if not isinstance(text, str) or not text:
        if content.get("size") == 0 or not bare_type(media_type):
            return b""
        raise _Unread(f"{WITHOUT_CONTENT}; save it again in the browser as HAR with content")
    if not encoding:
        return text.encode("utf-8", "replace")
    if encoding != "base64":
        raise _Unread(f"is coded as {encoding[:20]!r}, which is not understood")
    try:
        return base64.b64decode(text)
    except ValueError:
        raise _Unread("has damaged content (base64)") from None


def _body_beside(name: str, attached: Attached) -> bytes:
    body = attached.body(name, MAX_ENTRY_BYTES)
    if body is None:
        raise _Elsewhere("has its content in a file that does not lie beside the HAR; import the folder or ZIP of both")
    if len(body) > MAX_ENTRY_BYTES:
        raise _Unread(f"has more than {MAX_ENTRY_BYTES:,} bytes; save this page or file by itself")
    return body


def _undone(body: bytes, coding: str) -> bytes:
    """A body that some proxies write as it came over the wire; browsers undo its coding and leave the header."""
    if not coding or "deflate" in coding.lower():  # deflate has no mark that tells whether it was undone
        return body
    found = decode_body((body,), (("Content-Encoding", coding),), MAX_ENTRY_BYTES, lenient=True)
    if found.over:
        raise _Unread(f"unpacks to more than {MAX_ENTRY_BYTES:,} bytes; save this page or file by itself")
    if found.problem and (not found.body or found.body == body):
        raise _Unread(f"cannot be decoded: {found.problem}")
    return found.body


def _media_type(response: dict[str, Any], content: dict[str, Any]) -> str:
    return _header(response, "content-type") or _text(content, "mimeType")


def _header(response: dict[str, Any], name: str) -> str:
    """The first value of a header that has one."""
    headers = response.get("headers")
    for one in headers if isinstance(headers, list) else ():
        if isinstance(one, dict) and _text(one, "name").lower() == name and _text(one, "value"):
            return _text(one, "value")
    return ""


def _under(value: object, key: str) -> dict[str, Any]:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _text(value: object, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
