"""The digest of a mailing list as plain words (RFC 1153, Mailman) -> the messages in it, each with its own head."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from monitor.unpack.fields import Fields, read_fields

MOST: Final = 8_000_000  # bytes of a digest that is told apart; a longer text is read as it is
_FEW: Final = 2  # fields of a head
_PREAMBLE: Final = re.compile(rb"^-{70}[ \t]*\r?$", re.MULTILINE)
_BETWEEN: Final = re.compile(rb"(?:\A|\n)\r?\n-{30}[ \t]*\r?\n(?:[ \t]*\r?\n)?")
_COUNT: Final = re.compile(rb"\s{0,20}(?:Message: *\d{1,6}[ \t]*\r?\n)?")
_END: Final = re.compile(rb"\s*(?:Subject: Digest Footer\b|End of \S[^\n]{0,200}\n\*{5,})", re.IGNORECASE)
_HEAD: Final = frozenset(("from", "subject", "date"))


class Sent(NamedTuple):
    """A message of a digest: the fields of its head, and its words as they came."""

    fields: Fields
    body: bytes


def messages_of(body: bytes) -> list[Sent]:
    """The messages of a digest; [] for a text that is none. What stands above them lists what they are called.

    A stretch between two lines without a head of its own belongs to the message before it: people write such lines.
    """
    line = _PREAMBLE.search(body)
    if line is None:
        return []
    sent: list[Sent] = []
    for piece in _pieces(body[line.end() :]):
        found = _sent(piece)
        if found:
            sent.append(found)
        elif _END.match(piece):
            break
        elif sent and piece.strip():
            last = sent[-1]
            sent[-1] = Sent(last.fields, last.body + b"\n" + piece.strip(b"\r\n") + b"\n")
        elif piece.strip():
            return []
    return sent


def _pieces(body: bytes) -> Iterator[bytes]:
    at = 0
    for line in _BETWEEN.finditer(body):
        yield body[at : line.start()]
        at = line.end()
    yield body[at:]


def _sent(piece: bytes) -> Sent | None:
    start = _COUNT.match(piece)
    at = start.end() if start else 0
    fields, begins = read_fields(io.BytesIO(piece), at)
    told = _HEAD.intersection(fields)
    if len(told) < _FEW or "from" not in told:
        return None
    return Sent(fields, piece[begins:].strip(b"\r\n") + b"\n")
