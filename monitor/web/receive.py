"""A form as it arrives: parts to files on disk, block by block, within limits, none before the token.

The names that parts bear are data and never become names of files.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

_EXTENDED: Final = re.compile(rb";\s*filename\*\s*=\s*([\w-]+)'[\w-]*'([^;\s\"]*)", re.IGNORECASE)
PASTED: Final = "text"  # the field of the page where words are pasted
ADDRESS: Final = "url"  # the field of the page for an address; an extension may call its own otherwise
TOKEN: Final = "token"  # noqa: S105 - the name of a field
MAX_PARTS: Final = 500
SHORT: Final = 8_000  # bytes of a field that is no file
NAME_CHARS: Final = 150
_HEADER_BYTES: Final = 16_000
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # a broken form is answered, not logged


class Refused(Exception):
    """An upload is not taken: the HTTP status, the key of the sentence that says why, and what the sentence names."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long: bytes of the whole form, seconds of silence, seconds in all."""

    total_bytes: int
    silence_seconds: float = 30.0
    seconds: float = 1800.0


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the form (or words pasted into it, without a name) as it lies on disk."""

    path: Path
    name: str
    sha256: str
    size: int


@dataclass(slots=True)
class Form:
    """What arrived: files in order, and the address that a page was saved from as told ('': none)."""

    files: list[Part] = field(default_factory=list)
    address: str = ""


async def receive(
    request: Request, folder: Path, limits: Limits, is_token: Callable[[str], bool], *, admitted: bool
) -> Form:
    """Read a form into `folder`.

    Args: admitted, whether the request's header held the token; else a field `token` must come before any file. A part
    with a file name is a file whatever its field is called, a plain field that holds a web address is the address.
    Raises Refused, ClientDisconnect, OSError (the disk).
    """
    sink = _Sink(folder, is_token, admitted)
    try:
        parser = MultipartParser(_boundary(request), sink.callbacks(), max_header_size=_HEADER_BYTES)  # type: ignore[arg-type]
        async for block in _blocks(request, limits):
            parser.write(block)
    except FormParserError as error:
        raise Refused(400, "web.upload.broken") from error
    finally:
        sink.close()
    if not sink.whole:
        raise Refused(400, "web.upload.broken")
    if not sink.admitted:
        raise Refused(403, "web.upload.notoken")
    return sink.form


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refused(415, "web.upload.noform")
    return options[b"boundary"]


async def _blocks(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    """The body as it comes, counted and timed; a length that is told only serves to refuse at once."""
    told = request.headers.get("content-length", "")
    too_large = Refused(413, "web.upload.toolarge", limit=f"{limits.total_bytes:,}")
    if told.isascii() and told.isdigit() and len(told) < 19 and int(told) > limits.total_bytes:
        raise too_large
    size, end, more = 0, time.monotonic() + limits.seconds, True
    while more:
        left = min(limits.silence_seconds, end - time.monotonic())
        try:
            block, more = await asyncio.wait_for(_next(request), max(0.0, left))
        except TimeoutError:
            request.state.read = True
            raise Refused(408, "web.upload.slow") from None
        size += len(block)
        if size > limits.total_bytes:
            raise too_large
        yield block


async def _next(request: Request) -> tuple[bytes, bool]:
    """The next piece of the body, and whether more will come; `request.state.read` says so to `drain`."""
    message = await request.receive()
    if message["type"] != "http.request":
        raise ClientDisconnect
    more = bool(message.get("more_body", False))
    request.state.read = not more
    return message.get("body", b""), more


async def drain(request: Request, most: int = 64_000_000, seconds: float = 5.0) -> None:
    """Read on for a little while after a refusal: a browser that is still sending would not see the answer."""
    if getattr(request.state, "read", False) or "expect" in request.headers:
        return
    end = time.monotonic() + seconds
    try:
        while most > 0 and (left := end - time.monotonic()) > 0:
            block, more = await asyncio.wait_for(_next(request), left)
            most -= len(block) or 1
            if not more:
                return
    except (TimeoutError, ClientDisconnect):
        return


class _Sink:
    """Takes what the parser finds: one part after another."""

    def __init__(self, folder: Path, is_token: Callable[[str], bool], admitted: bool) -> None:
        self.folder, self.is_token, self.admitted = folder, is_token, admitted
        self.form, self.whole = Form(), False
        self.parts = 0
        self.header, self.value = b"", b""
        self.disposition = b""
        self.field, self.name = "", ""
        self.file: BinaryIO | None = None
        self.path = folder
        self.sha, self.size = hashlib.sha256(), 0
        self.short = bytearray()

    def callbacks(self) -> dict[str, Callable[..., None]]:
        """The names under which the parser calls."""
        return {
            "on_part_begin": self.begin, "on_header_field": self.header_name, "on_header_value": self.header_value,
            "on_header_end": self.header_end, "on_headers_finished": self.open, "on_part_data": self.data,
            "on_part_end": self.end, "on_end": self.finish,
        }  # fmt: skip

    def begin(self) -> None:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise Refused(413, "web.upload.toomany", count=MAX_PARTS)
        self.header = self.value = self.disposition = b""
        self.short.clear()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            self.disposition = self.value
        self.header = self.value = b""

    def open(self) -> None:
        _, options = parse_options_header(self.disposition)
        self.field = _told(options.get(b"name", b""))
        named = _unescaped(options.get(b"filename"))
        if named is None:
            named = _extended(self.disposition)
        self.name = _told(named or b"")
        if named is None and self.field != PASTED:
            return
        if not self.admitted:  # nothing of a stranger's reaches the disk
            raise Refused(403, "web.upload.notoken")
        self.path = self.folder / f"{self.parts:04d}"
        self.file = self.path.open("xb")
        self.sha, self.size = hashlib.sha256(), 0

    def data(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self.file is not None:
            self.file.write(piece)
            self.sha.update(piece)
            self.size += len(piece)
        elif len(self.short) + len(piece) > SHORT:
            raise Refused(413, "web.upload.longfield", limit=f"{SHORT:,}")
        else:
            self.short += piece

    def end(self) -> None:
        if self.file is not None:
            self.close()
            if self.size or self.name:  # a file field that nobody filled, an empty box for words
                self.form.files.append(Part(self.path, self.name, self.sha.hexdigest(), self.size))
            return
        value = self.short.decode("utf-8", "replace").strip()
        if self.field == TOKEN:
            self.admitted = self.admitted or self.is_token(value)
        elif address := _address(value):
            self.form.address = address
        elif value and self.field == ADDRESS:
            raise Refused(400, "web.upload.noaddress")

    def finish(self) -> None:
        self.whole = True

    def close(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


def _unescaped(name: bytes | None) -> bytes | None:
    """A name as it was before a browser wrote it into a header: these three characters, and no percent sign, are
    escaped there (HTML, multipart/form-data encoding)."""
    return name and name.replace(b"%22", b'"').replace(b"%0D", b"\r").replace(b"%0A", b"\n")


def _extended(disposition: bytes) -> bytes | None:
    """The name as RFC 8187 writes it, charset'language'percent-encoded, in UTF-8; None without one."""
    found = _EXTENDED.search(disposition)
    if found is None:
        return None
    name = unquote_to_bytes(found[2])
    return name.decode("latin-1").encode() if found[1].lower() == b"iso-8859-1" else name


def _told(raw: bytes) -> str:
    """A name as a part tells it, for people: no control characters, not longer than a name is."""
    name = raw.decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() else "_" for letter in name)
    return shown if len(shown) <= NAME_CHARS else shown[-NAME_CHARS:]


def _address(value: str) -> str:
    """A web address that was told; '' for anything else."""
    plain = value.isprintable() and not any(letter.isspace() for letter in value)
    return value if plain and len(value) <= 2000 and value.lower().startswith(("http://", "https://")) else ""
