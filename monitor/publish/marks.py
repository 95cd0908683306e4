"""Marks in a page that may name whoever saved it: hidden characters in rows, and the visitor's own address.

Sites hide who looked at a page in characters that nobody sees; whoever hands the page on hands that on too. Found is
what looks like such a mark; whether it is one, nobody can tell from one copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Final

from monitor.text.hidden import hidden_rows

_DATA: Final = Path(__file__).parent.parent / "data"
_ADDRESS: Final = (
    r"(?P<ip>(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)|(?<![0-9a-z])(?:(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}"
    r"|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}))"
)
_ANY: Final = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f]{0,4}:")  # what every address has
_GAP: Final = (  # between words and address: a few signs, or more, with tags and words, when the word ends here
    r"(?:[^0-9a-f\n]{0,20}|(?:v[46])?(?:[ _-]?addr(?:ess)?|ess)?(?![a-z])(?:<[^<>]{0,200}>|[^0-9<>]){0,40}?)"
)
_ALONE: Final = 4  # so few Latin letters are also parts of other words
_WIDE: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}  # ＩＰ：１ is IP:1


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its kind (a key of the messages), its line from 1 (0: in the answer's head), and what it looks like."""

    kind: str
    line: int
    sample: str


def marks_of(text: str, head: bytes = b"") -> Iterator[Mark]:
    """The marks of a page's source text and of the head of the answer it came with. O(n)."""
    for found in _headers().finditer(head):
        yield Mark("client_address", 0, found[0].decode("latin-1"))
    shown = unescape(text)
    for row in hidden_rows(shown):
        yield Mark(row.kind, _line(shown, row.start), row.sample)
    lowered = shown.lower().translate(_WIDE)
    if _ANY.search(lowered) is None:  # in most pages there is none: no need to look for the words before one
        return
    for match in _clients().finditer(lowered):
        yield Mark("client_address", _line(lowered, match.start()), " ".join(match[0].split()))


@cache
def _clients() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(_word, _lines('client_words.txt')))}){_GAP}{_ADDRESS}")


def _word(word: str) -> str:
    if word.isascii() and len(word) <= _ALONE:
        return f"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])"
    return re.escape(word)


@cache
def _headers() -> re.Pattern[bytes]:
    endings = "|".join(re.escape(line).replace(r"\-", "-?") for line in _lines("client_headers.txt"))
    name = rf"^(?:[a-z0-9_]{{1,40}}-){{0,5}}x?(?:{endings})"
    return re.compile(rf"{name}[ \t]*:[ \t]*[^\r\n]{{1,100}}".encode(), re.IGNORECASE | re.MULTILINE)


def _lines(name: str) -> list[str]:
    return [line for line in (_DATA / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
