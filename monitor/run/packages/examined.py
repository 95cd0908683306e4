"""The words of what leaves, as whoever reads it may find marks in them; what is no text gives none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

from monitor.charset import declared_charsets
from monitor.parse import decode
from monitor.payload import bare_type
from monitor.unpack import ARCHIVE_TYPES
from monitor.unpack.fields import content_type, read_fields, skip_leading
from monitor.unpack.mbox import parts
from monitor.unpack.mime import Leaf, leaves
from monitor.unpack.transfer import undone

_TEXT: Final = re.compile(
    r"text/.*|(?:.*[/+.-])?(?:x?html|xml|json(?:l|lines)?|ndjson|csv|tsv|yaml|markdown|javascript|ecmascript"
    r"|x-www-form-urlencoded)(?:[-+].*)?"
)
_JSON: Final = re.compile(r".*[/+.-](?:json(?:l|lines)?|ndjson)(?:[-+].*)?")
_UNKNOWN: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_MESSAGES: Final = ("multipart/", "message/")
_MAILBOX: Final = ARCHIVE_TYPES["mbox"]
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD]([89abAB][0-9a-fA-F]{2})\\u[dD]([c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL
)
_SELECTOR: Final = re.compile(r"\\u(?:db40\\ud(d[0-9a-e][0-9a-f])|\{0{0,4}e(01[0-9a-e][0-9a-f])\})", re.IGNORECASE)
_LEAST_LOSS: Final = 8  # characters that no encoding reads, beside one in five


def texts_of(media_type: str, body: bytes) -> list[str] | None:
    """The texts in a body: one, or of a mail or an MHTML those of its parts. None for what is no text.

    JSON (also lines of it, and HAR) comes with its escapes undone, other text, in which JSON may stand, with those of
    variation selectors: more of them would take the expressions of scripts for marks.
    """
    kind = bare_type(media_type).lower()
    if kind.startswith(_MESSAGES):
        return _of_message(body)
    if kind == _MAILBOX:
        mails = (mail.stream.read() for mail in parts(io.BytesIO(body), "") if mail.stream)
        return [text for mail in mails for text in _of_message(mail)]
    if kind in _UNKNOWN:
        return _unknown(body)
    if not _TEXT.fullmatch(kind):
        return None
    text = _decoded(media_type, body)
    return None if text is None else [_as_meant(kind, text)]


def message_head(media_type: str, body: bytes) -> bytes:
    """The header lines that a mail or an MHTML begins with; b"" for anything else."""
    if not bare_type(media_type).lower().startswith(_MESSAGES):
        return b""
    file = io.BytesIO(body)
    start = skip_leading(file)
    return body[start : read_fields(file, start)[1]]


def _unknown(body: bytes) -> list[str] | None:
    try:
        return None if b"\0" in body else [body.decode("utf-8")]
    except UnicodeDecodeError:
        return None


def _decoded(media_type: str, body: bytes) -> str | None:
    """None when it is binary, whatever its type says."""
    found = decode(body, declared_charsets(body, media_type))
    return None if found.replaced > max(_LEAST_LOSS, len(found.text) // 5) else found.text


def _of_message(body: bytes) -> list[str]:
    file = io.BytesIO(body)
    return [text for leaf in leaves(file) if not leaf.problem for text in _of_leaf(file, leaf)]


def _of_leaf(file: io.BytesIO, leaf: Leaf) -> Iterator[str]:
    kind, parameters = content_type(leaf.fields)
    if kind.startswith(_MESSAGES) or not _TEXT.fullmatch(kind or "text/plain"):
        return
    coding = leaf.fields.get("content-transfer-encoding", b"").decode("latin-1").strip().lower()
    body = b"".join(undone(file, leaf.start, leaf.end, coding))
    text = _decoded(f"{kind}; charset={parameters.get('charset', '')}", body)
    if text is not None:
        yield _as_meant(kind, text)


def _as_meant(kind: str, text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if _JSON.fullmatch(kind) else _SELECTOR.sub(_selector, text)


def _selector(found: re.Match[str]) -> str:
    low, whole = found.groups()
    return chr(0xE0000 + (int(low, 16) & 0x3FF if low else int(whole, 16)))


def _unescaped(found: re.Match[str]) -> str:
    """A character of a JSON string; what stands for a line break becomes a space, so that lines stay as they are."""
    high, low, number, plain = found.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF))
    if number:
        return chr(int(number, 16))
    return " " if plain in "nrtbf" else plain
