"""Reads words that are written in another way than usual: pinyin, split characters, homophones, signs for words.

Only writings with one clear meaning in this trade stand in the tables (`data/text/pinyin.tsv`, `respelled.tsv`), so
that they may be read for everybody; what is doubtful (wk, kj) is left to the phrases of the claims.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, product
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.expression import expression
from monitor.text.fold import read_lines

# (character meant, where its writing starts and ends within the whole writing)
Parts = tuple[tuple[str, int, int], ...]
NEAR: Final = 4  # a word all in pinyin has a Han character so near
END: Final = "$"

_HAN: Final = expression("[\u4e00-\u9fff]")
_LETTER: Final = expression("[a-z]")


class Neighbours(NamedTuple):
    """Words that must stand beside a writing, or (`wanted` false) must not."""

    words: re.Pattern[str]
    wanted: bool
    behind: bool

    def allow(self, text: str, start: int, end: int) -> bool:
        """True when the text from `start`, where it touches the writing, or up to `end` may stand there."""
        find = self.words.match if self.behind else self.words.search
        return (find(text, start, end) is not None) == self.wanted


class Spelling(NamedTuple):
    """One writing of a word; `latin_first` and `latin_last` say that no letter may touch it there."""

    parts: Parts
    before: Neighbours | None = None
    behind: Neighbours | None = None
    latin_first: bool = False
    latin_last: bool = False
    all_latin: bool = False


class Found(NamedTuple):
    """A writing at [start, end)."""

    start: int
    end: int
    parts: Parts


def respellings(text: str) -> list[Found]:
    """All words of a folded text that are written otherwise; in order, without overlaps, the longest first."""
    spellings, automaton = _tables()
    matches = automaton.find_matches_as_indexes(text, overlapping=True)
    if not matches:
        return []
    found = [
        Found(start, end, one.parts)
        for number, start, end in matches
        for one in spellings[number]
        if _stands(one, text, start, end)
    ]
    if len(found) < 2:
        return found
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def lines_respelled(text: str) -> set[int]:
    """The numbers of the lines of a folded text in which a writing of the tables stands, whatever is beside it."""
    _, automaton = _tables()
    places = [start for _, start, _ in automaton.find_matches_as_indexes(text)]
    starts = list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))
    return {bisect_right(starts, place) - 1 for place in places}


def triggers() -> tuple[str, ...]:
    """Every writing in letters as a dense text has it; a text without them and without signs is spelled as usual."""
    letters = (text.replace(" ", "") for text in _writings())
    return tuple(dict.fromkeys(text for text in letters if text.isalnum()))


def signs() -> str:
    """Characters that stand for words and are no letters: a text that has one is to be looked at."""
    return "".join(sorted({one for text in _writings() for one in text if not one.isalnum() and one != " "}))


def _stands(one: Spelling, text: str, start: int, end: int) -> bool:
    if one.latin_first and start and (text[start - 1] in "@/_" or _LETTER.match(text, start - 1)):
        return False
    if one.latin_last and _GOES_ON.match(text, end):
        return False
    if one.all_latin and not _is_word(text, start, end):
        return False
    return (one.before is None or one.before.allow(text, max(0, start - NEAR), start)) and (
        one.behind is None or one.behind.allow(text, end, end + NEAR)
    )


def _is_word(text: str, start: int, end: int) -> bool:
    """True when letters at [start, end) stand in a Chinese sentence, and are no name of an account."""
    if _ACCOUNT.search(text, max(0, start - NEAR), start) or text[end : end + 1].isdigit():
        return False
    return bool(_HAN.search(text, max(0, start - NEAR), start) or _HAN.search(text, end, end + NEAR))


_MARK: Final = "[ ·.*_-]?"  # may part a writing from the neighbour that it needs
_ACCOUNT: Final = expression(r"(?:[信号箱]|[vw]x|qq)[:是为]? ?$|[0-9:]$")
_GOES_ON: Final = expression(r"[a-z@/_]|[.][a-z]")


@cache
def _tables() -> tuple[Sequence[Sequence[Spelling]], AhoCorasick]:
    writings = _writings()
    return list(writings.values()), AhoCorasick(list(writings))


@cache
def _writings() -> dict[str, list[Spelling]]:
    """Every writing with its meanings, those that need certain neighbours first."""
    writings: dict[str, list[Spelling]] = {}
    for line in read_lines("respelled.tsv"):
        written, meant, before, behind = (line + "\t\t").split("\t")[:4]
        for text, parts in _with_space(written, _parts(written, meant)):
            writings.setdefault(text, []).append(
                _spelling(text, parts, _neighbours(before, False), _neighbours(behind, True))
            )
    for line in read_lines("pinyin.tsv"):
        word, syllables = line.split("\t")
        for text, parts in _spelled(word, syllables.split()):
            writings.setdefault(text, []).append(_spelling(text, parts))
    return writings


def _spelling(text: str, parts: Parts, before: Neighbours | None = None, behind: Neighbours | None = None) -> Spelling:
    first, last = text[0].isascii(), text[-1].isascii()
    return Spelling(parts, before, behind, first, last, text.isascii())


def _parts(written: str, meant: str) -> Parts:
    """Character for character where both have as many; else all stand for all."""
    if len(written) == len(meant):
        return tuple((one, place, place + 1) for place, one in enumerate(meant))
    return tuple((one, 0, len(written)) for one in meant)


def _with_space(written: str, parts: Parts) -> Iterator[tuple[str, Parts]]:
    """The halves of one character also with a space between them."""
    yield written, parts
    if len(written) == 2 and len(parts) == 1:
        yield f"{written[0]} {written[1]}", ((parts[0][0], 0, 3),)


def _spelled(word: str, syllables: Sequence[str]) -> Iterator[tuple[str, Parts]]:
    """A word all in pinyin or, when it has two characters, half; also with spaces between."""
    choices = list(zip(syllables, word, strict=True))
    every = product(*choices) if len(word) == 2 else [tuple(syllables)]
    for pieces in every:
        if any(piece.isascii() for piece in pieces):
            for space in ("", " "):
                yield space.join(pieces), _aligned(word, pieces, len(space))


def _aligned(word: str, pieces: Sequence[str], space: int) -> Parts:
    parts, place = [], 0
    for one, piece in zip(word, pieces, strict=True):
        parts.append((one, place, place + len(piece)))
        place += len(piece) + space
    return tuple(parts)


def _neighbours(words: str, behind: bool) -> Neighbours | None:
    """Reads a cell of the table: choices parted by |, with ^ in front those that must not stand there."""
    if not words:
        return None
    choices = "|".join(r"\Z|[^\w]" if one == END else re.escape(one) for one in words.removeprefix("^").split("|"))
    wanted = not words.startswith("^")
    mark = _MARK if wanted else ""
    return Neighbours(expression(f"{mark}(?:{choices})" if behind else f"(?:{choices}){mark}$"), wanted, behind)
