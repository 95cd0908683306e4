"""Header fields of mails and their parts: values, parameters, encoded words, dates. Linear time, bounded memory."""

from __future__ import annotations

import re
from binascii import Error as BadBase64
from binascii import a2b_base64, a2b_qp
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Final
from urllib.parse import unquote_to_bytes

from monitor.payload import bare_type
from monitor.unpack.times import iso

Fields = dict[str, bytes]  # lower-case name -> the first value of that name, unfolded, as it came

MAX_VALUE: Final = 8192  # bytes of one value; what is longer is cut
_LINE: Final = 65_536
# The only fields that are kept: headers of any length stay a few kilobytes in memory.
_KEPT: Final = frozenset((
    "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "delivered-to",
    "snapshot-content-location", "content-type", "content-transfer-encoding", "content-location", "content-base",
    "content-id", "content-disposition",
))  # fmt: skip
_NAME: Final = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_LEADING: Final = re.compile(rb"From |\d{1,12}[ \t]*\r?\n|[ \t]*\r?\n|\xef\xbb\xbf")  # mbox, Apple Mail, blank lines
_PARAMETER: Final = re.compile(r';\s*([\w!#$&+.^`|~*%-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*+)"?|([^;\s]*+))', re.DOTALL)
_ENCODED: Final = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?([^?]{0,4000})\?=")
_AS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
}
_LADDER: Final = ("utf-8", "gb18030", "big5")
_YEARS: Final = range(1990, 2100)


def read_fields(file: BinaryIO, at: int) -> tuple[Fields, int]:
    """The fields of the headers that begin at byte `at`, and where the body begins.

    A line that is no header ends them as an empty line does; of a value the first MAX_VALUE bytes are kept.
    """
    file.seek(at)
    fields: Fields = {}
    name, fresh, place = "", True, at  # fresh: the next bytes begin a line
    while piece := file.readline(_LINE):
        begins, fresh = fresh, piece.endswith(b"\n")
        if begins and piece[:1] not in {b" ", b"\t"}:
            if not piece.strip():
                return fields, place + len(piece)
            found = _NAME.match(piece)
            if found is None or piece.startswith(b"--"):  # a boundary may have a colon in it
                return fields, place
            name = found[1].decode("ascii").lower()
            if name in _KEPT and name not in fields:
                fields[name] = piece[found.end() :].strip()[:MAX_VALUE]
            else:
                name = ""
        elif name and len(fields[name]) < MAX_VALUE:
            fields[name] += (b" " if begins else b"") + piece.strip()[: MAX_VALUE - len(fields[name])]
        place += len(piece)
    return fields, place


def skip_leading(file: BinaryIO) -> int:
    """Where the headers of a mail begin: behind a line of its mailbox, a count of bytes, a mark or empty lines."""
    at = 0
    for _ in range(20):
        file.seek(at)
        start = file.readline(1000)
        found = _LEADING.match(start)
        if found is None:
            break
        at += len(start) if start.startswith(b"From ") else found.end()
    return at


def content_type(fields: Fields) -> tuple[str, dict[str, str]]:
    """The type in lower case ('' when none is named) and its parameters."""
    return _with_parameters(fields, "content-type")


def disposition(fields: Fields) -> tuple[str, dict[str, str]]:
    """How a part wants to be shown ('attachment', 'inline', '') and its parameters."""
    return _with_parameters(fields, "content-disposition")


def words(value: bytes) -> str:
    """A value for people: encoded words decoded, bytes that are not ASCII read as UTF-8 or a Chinese encoding."""
    return " ".join("".join(_decoded_words(decoded(value))).split())


def moment(fields: Fields) -> str:
    """The Date in UTC, ISO 8601; '' when there is none or it is no date."""
    value = fields.get("date", b"")[:200].decode("latin-1")
    try:
        when = parsedate_to_datetime(value)
        when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):  # the standard library raises all of them
        return ""
    return iso(when) if when.year in _YEARS else ""


def decoded(raw: bytes, declared: str = "") -> str:
    """Bytes of a header as text, by the declared encoding, then UTF-8, GB18030, Big5."""
    for encoding in (_AS.get(declared.lower(), declared), *_LADDER):
        try:
            if encoding:
                return raw.decode(encoding)
        except (UnicodeError, LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _with_parameters(fields: Fields, name: str) -> tuple[str, dict[str, str]]:
    value = decoded(fields.get(name, b""))
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(value):
        given = match[3] if match[2] is None else re.sub(r"\\(.)", r"\1", match[2])
        found.setdefault(match[1].lower(), given)
    return bare_type(value), {key: "".join(given) for key, given in _joined(found)}


def _joined(found: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Parameters with the pieces of long ones (name*0, name*1*, name*) put together and decoded (RFC 2231)."""
    for name, value in found.items():
        base, star, piece = name.partition("*")
        if not star:
            yield name, ["".join(_decoded_words(value))]
        elif piece in {"", "0", "0*"}:
            pieces = [value, *_following(found, base)] if piece else [value]
            if name.endswith("*"):
                charset, mark, rest = "".join(pieces).partition("'")
                rest = rest.partition("'")[2] if mark else charset
                yield base, [decoded(unquote_to_bytes(rest), charset if mark else "")]
            else:
                yield base, pieces


def _following(found: dict[str, str], base: str) -> Iterator[str]:
    for number in range(1, 100):
        value = found.get(f"{base}*{number}*", found.get(f"{base}*{number}"))
        if value is None:
            return
        yield value


def _decoded_words(value: str) -> Iterator[str]:
    """Text with its encoded words decoded; bytes of neighbours are joined first: a character may lie across them."""
    end, charset, pending = 0, "", b""
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        if pending and (between.strip() or match[1].lower() != charset):
            yield decoded(pending, charset)
            pending = b""
        if between.strip() or not end:
            yield between
        charset, end = match[1].lower(), match.end()
        pending += _word_bytes(match[2], match[3])
    if pending:
        yield decoded(pending, charset)
    yield value[end:]


def _word_bytes(coding: str, given: str) -> bytes:
    raw = given.encode("utf-8", "replace")
    if coding in "qQ":
        return a2b_qp(raw, header=True)
    try:
        return a2b_base64(raw + b"==")
    except BadBase64:
        return b"\xef\xbf\xbd"
