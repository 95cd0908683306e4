"""Characters that nobody sees: rows of them and many in one text, where no writing needs them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_LETTERS: Final = (  # of writing that needs no characters without width
    "A-Za-z\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_FROM_RIGHT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_JOINING: Final = f"{_FROM_RIGHT}\u0900-\u109f\u1780-\u18af\u1900-\u1aaf\u1b00-\u1cff\ua800-\uabff"  # to Mongolian
_EMOJI: Final = (
    "\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d"
    "\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e007f"
)
_NO_WIDTH: Final = "\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BARE: Final = f"{_NO_WIDTH}{_DIRECTIONS}\u034f\u115f\u1160\u180b-\u180d\u206a-\u206f\u3164\uffa0\ufff9-\ufffb"
_UNSEEN: Final = f"{_BARE}\u00ad"  # with the soft hyphen, at which words of Latin letters may break
_SIDE: Final = f"{_LETTERS}0-9，。、；：！？"

_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_SINGLE: Final = re.compile(f"[\U000e0100-\U000e01ef]|(?<=[{_LETTERS}])[\ufe00-\ufe0f]")
_TAGS: Final = re.compile(  # but in flags, which have up to six and an end
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+|(?<=\U0001f3f4)[\U000e0000-\U000e007f]{8,}"
)
_RUN: Final = re.compile(f"[{_UNSEEN}]{{3,}}")
_APART: Final = re.compile(f"(?<![{_NO_WIDTH}])(?:[{_NO_WIDTH}]++[^{_NO_WIDTH}]{{1,3}}){{8,}}")
_WITHIN: Final = re.compile(
    f"(?<=[{_SIDE}])[{_BARE}]++(?=[{_SIDE} ])|(?<=[{_SIDE}] )[{_BARE}]++(?=[{_SIDE}])"
    "|(?<=[\u3400-\u9fff])\u00ad++(?=[\u3400-\u9fff])"
)
_HIDDEN: Final = re.compile(f"[{_UNSEEN}\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_NEEDED: Final = re.compile(
    f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<![{_UNSEEN}])(?:(?<=[{_JOINING}])[{_NO_WIDTH}\u180b-\u180d\u034f]"
    f"|[{_NO_WIDTH}\u180b-\u180d\u034f](?=[{_JOINING}]))(?![{_UNSEEN}])"
)
_TURNS: Final = re.compile(f"[{_DIRECTIONS}]+")
_READ_FROM_RIGHT: Final = re.compile(f"[{_FROM_RIGHT}]")
NEAR: Final = 60  # characters: so near to a letter written from the right, marks of direction are needed
MOST_TURNS: Final = 8  # of them in a row; embedded quotations end in a few
MAX_SINGLES: Final = 7  # more letters with a selector of their own than names need
MAX_WITHIN: Final = 7  # more characters without width within sentences than editors leave behind
_IN_PLACE: Final = "\u00b7"  # of a hidden character that is needed a seen one is looked at


class Row(NamedTuple):
    """Hidden characters that look like a mark: kind (selectors, tags, no_width), their place, what they are."""

    kind: str
    start: int
    sample: str


def hidden_rows(text: str) -> Iterator[Row]:
    """What looks like a mark among the hidden characters of a text. O(n).

    None are: emoji that are joined, joiners of Arabic, Indian and Thai writing, marks of direction near letters written
    from the right, soft hyphens of Latin words, single characters that an editor left behind.
    """
    if _HIDDEN.search(text) is None:  # as most texts are: one look instead of eight
        return
    text = _NEEDED.sub(_IN_PLACE, _TURNS.sub(_turns, text))
    for kind, pattern in (("selectors", _SELECTORS), ("tags", _TAGS), ("no_width", _RUN), ("no_width", _APART)):
        for match in pattern.finditer(text):
            yield Row(kind, match.start(), _told(match[0]))
    for kind, pattern, most in (("selectors", _SINGLE, MAX_SINGLES), ("no_width", _WITHIN, MAX_WITHIN)):
        if len(found := list(pattern.finditer(text))) > most:
            yield Row(kind, found[0].start(), _told("".join(one[0] for one in found)))


def _turns(found: re.Match[str]) -> str:
    """Marks of direction where they are needed become characters that are seen."""
    row, text = found[0], found.string
    near = len(row) <= MOST_TURNS and _READ_FROM_RIGHT.search(text, max(0, found.start() - NEAR), found.end() + NEAR)
    return _IN_PLACE * len(row) if near else row


def _told(row: str) -> str:
    """Hidden characters by their numbers."""
    hidden = [f"U+{ord(one):04X}" for one in row if _HIDDEN.match(one)]
    return " ".join(hidden[:6]) + (f" … ({len(hidden)})" if len(hidden) > 6 else "")
