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

_WORDS: Final = Path(__file__).parent.parent / "data" / "client_words.txt"
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_SINGLE: Final = re.compile("[\U000e0100-\U000e01ef]")
_TAGS: Final = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")  # but in flags
_NO_WIDTH: Final = "\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e"
_RUN: Final = re.compile(f"[{_NO_WIDTH}]{{3,}}")
_APART: Final = re.compile(f"(?<![{_NO_WIDTH}])(?:[{_NO_WIDTH}]++[^{_NO_WIDTH}]{{1,3}}){{8,}}")
_HIDDEN: Final = re.compile(f"[{_NO_WIDTH}\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_ADDRESS: Final = r"(?P<ip>(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4})"
_HEADER: Final = re.compile(
    rb"^(x-(?:client|real|remote|forwarded|user|visitor)-?(?:ip|addr|for)|client-ip|cf-connecting-ip|true-client-ip)"
    rb"[ \t]*:[ \t]*([^\r\n]{1,100})", re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
MAX_SINGLES: Final = 7  # more letters with a selector of their own than names need


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its kind (a key of the messages), its line from 1 (0: in the answer's head), and what it looks like."""

    kind: str
    line: int
    sample: str


def marks_of(text: str, head: bytes = b"") -> Iterator[Mark]:
    """The marks of a page's source text and of the head of the answer it came with. O(n)."""
    for found in _HEADER.finditer(head):
        yield Mark("client_address", 0, found[0].decode("latin-1"))
    shown = unescape(text)
    for kind, pattern in (("selectors", _SELECTORS), ("tags", _TAGS), ("no_width", _RUN), ("no_width", _APART)):
        for match in pattern.finditer(shown):
            yield Mark(kind, _line(shown, match.start()), _told(match[0]))
    if len(singles := list(_SINGLE.finditer(shown))) > MAX_SINGLES:
        yield Mark("selectors", _line(shown, singles[0].start()), _told("".join(one[0] for one in singles)))
    for match in _clients().finditer(shown.lower()):
        yield Mark("client_address", _line(shown, match.start()), " ".join(match[0].split()))


@cache
def _clients() -> re.Pattern[str]:
    words = [line for line in _WORDS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return re.compile(f"(?:{'|'.join(map(re.escape, words))})[^0-9a-f\n]{{0,20}}{_ADDRESS}")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _told(run: str) -> str:
    """Hidden characters by their numbers."""
    hidden = [f"U+{ord(one):04X}" for one in run if _HIDDEN.match(one)]
    return " ".join(hidden[:6]) + (f" … ({len(hidden)})" if len(hidden) > 6 else "")
