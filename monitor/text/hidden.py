"""Characters that nobody sees: rows of them and many in one text, where no writing needs them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from monitor.text.expression import expression

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

_SELECTORS: Final = expression("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_SINGLE: Final = expression(f"[\U000e0100-\U000e01ef]|(?<=[{_LETTERS}])[\ufe00-\ufe0f]")
_TAGS: Final = expression(  # but in flags, which have up to six and an end
    "(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+|(?<=\U0001f3f4)[\U000e0000-\U000e007f]{8,}"
)
_RUN: Final = expression(f"[{_UNSEEN}]{{3,}}")
_APART: Final = expression(f"(?<![{_NO_WIDTH}])(?:[{_NO_WIDTH}]++[^{_NO_WIDTH}]{{1,3}}){{8,}}")
_WITHIN: Final = expression(
    f"(?<=[{_SIDE}])[{_BARE}]++(?=[{_SIDE} ])|(?<=[{_SIDE}] )[{_BARE}]++(?=[{_SIDE}])"
    "|(?<=[\u3400-\u9fff])\u00ad++(?=[\u3400-\u9fff])"
)
_HIDDEN: Final = expression(f"[{_UNSEEN}\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_SUPPLEMENT: Final = expression("[\U000e0100-\U000e01ef]")
_NEEDED: Final = expression(
    f"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<![{_UNSEEN}])(?:(?<=[{_JOINING}])[{_NO_WIDTH}\u180b-\u180d\u034f]"
    f"|[{_NO_WIDTH}\u180b-\u180d\u034f](?=[{_JOINING}]))(?![{_UNSEEN}])"
)
_TURNS: Final = expression(f"[{_DIRECTIONS}]+")
_READ_FROM_RIGHT: Final = expression(f"[{_FROM_RIGHT}]")
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


class _Found(NamedTuple):
    """A mark and the places of what it is made of: it may stand in pieces between letters."""

    kind: str
    places: tuple[tuple[int, int], ...]
    sample: str


def hidden_rows(text: str) -> Iterator[Row]:
    """What looks like a mark among the hidden characters of a text. O(n).

    None are: emoji that are joined, joiners of Arabic, Indian and Thai writing, marks of direction near letters written
    from the right, soft hyphens of Latin words, single characters that an editor left behind.
    """
    for one in _found(text):
        yield Row(one.kind, one.places[0][0], one.sample)


def mark_places(text: str) -> tuple[int, ...]:
    """Where a text has hidden characters that look like a mark, or a selector of another form of a letter. O(n).

    Ascending offsets of code points; a single character without width that an editor left behind is none.
    """
    if text.isascii() or _HIDDEN.search(text) is None:
        return ()
    spans = (place for one in _found(text) for place in one.places)
    hidden = {at for start, end in spans for at in range(start, end) if _HIDDEN.match(text, at)}
    return tuple(sorted(hidden.union(found.start() for found in _SUPPLEMENT.finditer(text))))


def without_marks(text: str) -> str:
    """A text without the hidden characters of `mark_places`; all that is seen of it stays. O(n)."""
    return without_places(text, mark_places(text))


def without_places(text: str, places: tuple[int, ...]) -> str:
    """A text without the characters at these ascending offsets."""
    starts, ends = (0, *(at + 1 for at in places)), (*places, len(text))
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True)) if places else text


def _found(text: str) -> Iterator[_Found]:
    """The marks of a text; no place is of two of them."""
    if _HIDDEN.search(text) is None:  # as most texts are: one look instead of eight
        return
    text = _NEEDED.sub(_IN_PLACE, _TURNS.sub(_turns, text))
    for kind, pattern in (("selectors", _SELECTORS), ("tags", _TAGS), ("no_width", _APART), ("no_width", _RUN)):
        yield from (_Found(kind, (match.span(),), _told(match[0])) for match in pattern.finditer(text))
        text = pattern.sub(_looked_at, text)
    for kind, pattern, most in (("selectors", _SINGLE, MAX_SINGLES), ("no_width", _WITHIN, MAX_WITHIN)):
        if len(found := list(pattern.finditer(text))) > most:
            yield _Found(kind, tuple(one.span() for one in found), _told("".join(one[0] for one in found)))


def _looked_at(found: re.Match[str]) -> str:
    """A mark, so that no other kind of it is seen in it once more."""
    return _HIDDEN.sub(_IN_PLACE, found[0])


def _turns(found: re.Match[str]) -> str:
    """Marks of direction where they are needed become characters that are seen."""
    row, text = found[0], found.string
    near = len(row) <= MOST_TURNS and _READ_FROM_RIGHT.search(text, max(0, found.start() - NEAR), found.end() + NEAR)
    return _IN_PLACE * len(row) if near else row


def _told(row: str) -> str:
    """Hidden characters by their numbers."""
    hidden = [f"U+{ord(one):04X}" for one in row if _HIDDEN.match(one)]
    return " ".join(hidden[:6]) + (f" … ({len(hidden)})" if len(hidden) > 6 else "")
