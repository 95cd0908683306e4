"""Folds a text into two readable forms, `plain` and `dense`, and maps every folded range back to the exact original.

The work is done by `str.translate` and regular expressions; `codes.py` does the same to many texts at once in numpy.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.models import Span
from monitor.text.fold import fold_character

# Both are control characters, which folding drops, so they cannot come from the text itself.
GONE: Final = "\0"
SEVERAL: Final = "\1"
OPENING: Final = "\0("  # for the batch route: a bracket that is dropped, perhaps with the residue it opens
BLOCK: Final = 1 << 16  # characters worked on at a time: bounds the memory for a text of any length
REMEMBERED: Final = 100_000  # code points; a text that lists all of Unicode must not fill the memory

_PLACES: Final = array("I", range(4096))
_KEPT_RUN: Final = re.compile(f"[^{GONE}]+")
_DENSE_RUN: Final = re.compile(r"[^\W_]+")
_RESIDUE: Final = re.compile(
    # A Mandarin syllable in brackets, as converters of traditional text leave it: 轉(zhuǎn)讓. Not (btc), (kw), (vip).
    r"\((?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|er"
    r"|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    r"(?:[aeiouv]|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|ue|ve))\)"
)
_HAN: Final = re.compile("[\u3005\u3007\u3400-\u9fff\U00020000-\U000323af]")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded characters with the original code point of each.

    `offsets[i]` is the original position of `text[i]`; ascending, equal for characters that come from the same one.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The original range of the folded range [start, end), which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def locate(self, span: Span) -> tuple[int, int]:
        """The folded range of the characters that come from an original range; empty when all of them were dropped."""
        return bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in its three forms: as it came, folded for reading (`plain`), folded for phrase matching (`dense`)."""

    original: str
    plain: Folded
    dense: Folded


class _Table(dict[int, str]):
    """`str.translate` table that learns each character when it first sees it; every value is one character long."""

    def __missing__(self, code: int) -> str:
        folded = fold_character(chr(code))
        if len(folded) != 1:
            EXPANSIONS[code] = folded
            folded = SEVERAL if folded else GONE
        if len(self) < REMEMBERED:
            self[code] = folded
        return folded


EXPANSIONS: Final[dict[int, str]] = {}
_TABLE: Final = _Table()


def normalise(text: str) -> Normalised:
    """Fold a text of any length; linear time, raises nothing.

    plain: NFKC, lower case, simplified script, Latin accents off; default-ignorables, combining marks, controls and
    bracketed pinyin residue out; punctuation, spaces and line breaks (all as '\\n') kept.
    dense: the letters and digits of plain (`str.isalnum`), nothing else.
    Folding a folded text again changes nothing.
    """
    plain = _fold_plain(text)
    return Normalised(text, plain, _keep_runs(plain, _DENSE_RUN))


def _fold_plain(text: str) -> Folded:
    folded = text.translate(_TABLE)
    offsets: Sequence[int] = range(len(folded))
    if SEVERAL in folded:
        folded, offsets = _expand(text, folded)
    if GONE in folded:
        kept = _keep_runs(Folded(folded, offsets), _KEPT_RUN)
        folded, offsets = kept.text, kept.offsets
    if "(" in folded:
        return _drop_residue(text, Folded(folded, offsets))
    return Folded(folded, offsets)


def _expand(text: str, folded: str) -> tuple[str, array[int]]:
    """Write out the characters that stand for several (㎾, …), each at the place of its origin."""
    parts, offsets = [], array("I")
    for place, one in enumerate(folded):
        written = EXPANSIONS[ord(text[place])] if one == SEVERAL else one
        parts.append(written)
        offsets.extend([place] * len(written))
    return "".join(parts), offsets


def _keep_runs(folded: Folded, run: re.Pattern[str]) -> Folded:
    """Only the characters that `run` matches; the same object when that is all of them."""
    whole = run.match(folded.text)
    if whole and whole.end() == len(folded.text):
        return folded
    parts, offsets = [], array("I")
    places = folded.offsets
    if isinstance(places, range) and len(places) <= len(_PLACES):
        places = _PLACES  # the same numbers, which copy faster
    for block in range(0, len(folded.text), BLOCK):
        spans = [match.span() for match in run.finditer(folded.text, block, block + BLOCK)]
        parts.append("".join([folded.text[start:end] for start, end in spans]))
        for start, end in spans:
            offsets.extend(places[start:end])
    return Folded("".join(parts), offsets)


def _drop_residue(text: str, folded: Folded) -> Folded:
    """Take bracketed pinyin after a Han character out, also several brackets in a row."""
    kept: list[tuple[int, int]] = []
    kept_from, residue = 0, -1
    for match in _RESIDUE.finditer(folded.text):
        start, end = match.span()
        follows_han = start == residue or _HAN.match(folded.text, max(start - 1, 0)) is not None
        # 股东(a) is a list item, 總額(é) is residue: one letter alone must have carried a tone.
        if follows_han and (end - start > 3 or _has_tone(text[folded.offsets[start + 1]])):
            kept.append((kept_from, start))
            kept_from = residue = end
    return _slices(folded, [*kept, (kept_from, len(folded.text))]) if kept else folded


def residue_end(text: str, bracket: int, residue: int) -> int:
    """Where the pinyin residue that opens at text[bracket] ends, or 0: `_drop_residue` for one place of many texts.

    `residue` is where the residue before it ended, 0 when there was none. A NUL stands between two texts.
    """
    inside, first, end = "(", "", bracket + 1
    while end < len(text) and text[end] != GONE and len(inside) < 8 and inside[-1] != ")":
        one = _TABLE[ord(text[end])]
        if one != GONE:
            inside += EXPANSIONS[ord(text[end])] if one == SEVERAL else one
            first = first or text[end]
        end += 1
    if not _RESIDUE.fullmatch(inside) or (len(inside) == 3 and not _has_tone(first)):
        return 0
    before = bracket - 1
    while before >= residue and text[before] != GONE and _TABLE[ord(text[before])] == GONE:
        before -= 1
    if before < residue:
        return end if residue else 0
    return end if _HAN.match(_TABLE[ord(text[before])]) else 0


def _has_tone(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter) != letter


def _slices(folded: Folded, spans: Iterable[tuple[int, int]]) -> Folded:
    offsets = array("I")
    parts = []
    for start, end in spans:
        offsets.extend(folded.offsets[start:end])
        parts.append(folded.text[start:end])
    return Folded("".join(parts), offsets)
