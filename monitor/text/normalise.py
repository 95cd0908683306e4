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
from typing import Final, NamedTuple

from monitor.models import Span
from monitor.text.expression import expression
from monitor.text.fold import LINE_BREAKS, fold_character
from monitor.text.gaps import IDEOGRAPHS, UNBROKEN, Gap, cut_lines, gaps, rows, strays
from monitor.text.respell import Found as Respelling
from monitor.text.respell import lines_respelled, respellings

# Both are control characters, which folding drops, so they cannot come from the text itself.
GONE: Final = "\0"
SEVERAL: Final = "\1"
OPENING: Final = "\0("  # for the batch route: a bracket that is dropped, perhaps with the residue it opens
BLOCK: Final = 1 << 16  # characters worked on at a time: bounds the memory for a text of any length
ROUNDS: Final = 4  # of reading words otherwise spelled: one may come to light when another is read
REMEMBERED: Final = 100_000  # code points; a text that lists all of Unicode must not fill the memory

_PLACES: Final = array("I", range(4096))
_SEVERAL: Final = expression(SEVERAL)
_KEPT_RUN: Final = expression(f"[^{GONE}]+")
_MARKS: Final = expression(r"([\W_]+)")
_DENSE_RUN: Final = expression(r"[^\W_]+")
_LINE_BREAK: Final = expression(f"[{''.join(sorted(LINE_BREAKS))}]")
_SYLLABLE: Final = (
    r"(?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|er"
    r"|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    r"(?:[aeiouv]|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|ue|ve))"
)
# A Mandarin syllable in brackets, as converters of traditional text leave it: 轉(zhuǎn)讓. Not (btc), (kw), (vip). Also
# those of a whole word, 手續(shǒu xù)齊全, which must carry a tone: (wakuang) and (jia he) are words of the seller's.
_RESIDUE: Final = expression(rf"\((?:{_SYLLABLE}|(?P<several>{_SYLLABLE}(?:[ ']?{_SYLLABLE}){{1,5}}))\)")
LONGEST_RESIDUE: Final = 44  # characters: six syllables with a space between, in brackets
_HAN: Final = expression(f"[{IDEOGRAPHS}]")
_PLAIN_WORD: Final = expression(f"[{IDEOGRAPHS}a-z0-9]+")
_PLAIN_LATIN: Final = expression("[a-z0-9]+(?:[ -][a-z0-9]+)+")


class Folded(NamedTuple):
    """Folded characters with the original code point of each (a NamedTuple: two are made for every text).

    `offsets[i]` is the original position of `text[i]`; ascending, equal for characters that come from the same one.
    `ends[i]` is where its writing ends in the original; None when each is written with one code point.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """The original range of the folded range [start, end), which must not be empty."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1 if self.ends is None else self.ends[end - 1])

    def at(self, places: Sequence[int]) -> Folded:
        """Only the characters at `places`."""
        ends = None if self.ends is None else array("I", [self.ends[place] for place in places])
        offsets = array("I", [self.offsets[one] for one in places])
        return Folded("".join([self.text[one] for one in places]), offsets, ends)

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
    bracketed pinyin residue and marks within a word (不·在·清·退) out; other punctuation, spaces and line breaks (as
    '\\n') kept.
    dense: the letters and digits of plain (`str.isalnum`), nothing else.
    Folding a folded text again changes nothing.
    """
    plain = _fold_plain(text)
    return Normalised(text, plain, _keep_words(plain))


def dense_forms(texts: Sequence[str]) -> list[str]:
    """`normalise(text).dense.text` of each of many short texts: faster where nothing is to be folded (start-up time).

    A word of usual characters that fold to themselves, with no writing in it that is read otherwise, has no marks or
    gaps either: it is its own dense form; so are several such words of Latin letters, written together.
    """
    joined = "\n".join(texts)
    folded = joined.translate(_TABLE).split("\n")
    if len(folded) != len(texts):
        return [normalise(text).dense.text for text in texts]
    respelled = lines_respelled(joined)
    as_they_are = [text == same for text, same in zip(texts, folded, strict=True)]
    for number in respelled:
        as_they_are[number] = False
    return [_dense_form(text, same) for text, same in zip(texts, as_they_are, strict=True)]


def _dense_form(text: str, folds_to_itself: bool) -> str:
    if folds_to_itself and text.isalnum() and _PLAIN_WORD.fullmatch(text):
        return text
    if folds_to_itself and _PLAIN_LATIN.fullmatch(text):
        return text.replace(" ", "").replace("-", "")
    return normalise(text).dense.text


def _fold_plain(text: str) -> Folded:
    folded = text.translate(_TABLE)
    offsets: Sequence[int] = range(len(folded))
    if SEVERAL in folded:
        folded, offsets = _expand(text, folded)
    if GONE in folded:
        kept = _keep_runs(Folded(folded, offsets), _KEPT_RUN)
        folded, offsets = kept.text, kept.offsets
    plain = Folded(folded, offsets)
    for _ in range(ROUNDS):
        plain = _close_gaps(_drop_residue(text, plain) if "(" in plain.text else plain)
        found = respellings(plain.text)
        if not found:
            break
        plain = _respell(plain, found)
    return plain


def _respell(plain: Folded, found: Iterable[Respelling]) -> Folded:
    """Write words as they are meant; every character keeps the range of what stands for it."""
    text, starts, ends = plain
    ends = array("I", [place + 1 for place in starts]) if ends is None else ends
    parts, new_starts, new_ends, done = [], array("I"), array("I"), 0
    for start, end, meant in found:
        parts += [text[done:start], *(one for one, _, _ in meant)]
        new_starts.extend(starts[done:start])
        new_ends.extend(ends[done:start])
        new_starts.extend(starts[start + first] for _, first, _ in meant)
        new_ends.extend(ends[start + last - 1] for _, _, last in meant)
        done = end
    new_starts.extend(starts[done:])
    new_ends.extend(ends[done:])
    return Folded("".join([*parts, text[done:]]), new_starts, new_ends)


def _expand(text: str, folded: str) -> tuple[str, array[int]]:
    """Write out the characters that stand for several (㎾, …), each at the place of its origin."""
    parts, offsets = [], array("I")
    done = 0
    for match in _SEVERAL.finditer(folded):
        place = match.start()
        written = EXPANSIONS[ord(text[place])]
        parts += [folded[done:place], written]
        offsets.extend(range(done, place))
        offsets.extend([place] * len(written))
        done = place + 1
    offsets.extend(range(done, len(folded)))
    return "".join([*parts, folded[done:]]), offsets


def _keep_runs(folded: Folded, run: re.Pattern[str]) -> Folded:
    """Only the characters that `run` matches; the same object when that is all of them."""
    text, places, _ = folded
    whole = run.match(text)
    if whole and whole.end() == len(text):
        return folded
    if isinstance(places, range) and len(places) <= len(_PLACES):
        places = _PLACES  # the same numbers, which copy faster
    parts, offsets = [], array("I")
    take = offsets.extend
    for block in range(0, len(text), BLOCK):
        for match in run.finditer(text, block, block + BLOCK):
            start, end = match.span()
            parts.append(text[start:end])
            take(places[start:end])
    return Folded("".join(parts), offsets)


def _keep_words(plain: Folded) -> Folded:
    """Only letters and digits; short texts the faster way, which moves all that follows for each mark taken out."""
    text, places, ends = plain
    if ends is not None:
        return plain.at([place for place, one in enumerate(text) if one.isalnum()])
    if len(text) > len(_PLACES):
        return _keep_runs(plain, _DENSE_RUN)
    parts = _MARKS.split(text)  # words and marks by turns
    if len(parts) == 1:
        return plain
    offsets = _PLACES[: len(text)] if isinstance(places, range) else array("I", places)
    end = len(text)
    for place in range(len(parts) - 1, 0, -2):
        end -= len(parts[place])
        start = end - len(parts[place - 1])
        del offsets[start:end]
        end = start
    return Folded("".join(parts[::2]), offsets)


def _drop_residue(text: str, folded: Folded) -> Folded:
    """Take bracketed pinyin after a Han character out, also several brackets in a row."""
    kept: list[tuple[int, int]] = []
    kept_from, residue = 0, -1
    for match in _RESIDUE.finditer(folded.text):
        start, end = match.span()
        follows_han = start == residue or _HAN.match(folded.text, max(start - 1, 0)) is not None
        letters = [text[folded.offsets[place]] for place in range(start + 1, end - 1)]
        if follows_han and _is_toned(match, letters):
            kept.append((kept_from, start))
            kept_from = residue = end
    return _slices(folded, [*kept, (kept_from, len(folded.text))]) if kept else folded


def _close_gaps(folded: Folded) -> Folded:
    """Take the marks and line breaks out that part the characters of a word: 不·在·清·退, 国 网."""
    for _ in range(ROUNDS):
        closed = _without(folded, list(strays(folded.text)))
        closed = _without(closed, list(rows(closed.text)))  # before spaces are looked at: 国/网/并/网 清/退
        breaks = cut_lines(closed.text) if "\n" in closed.text else ()
        closed = _without(closed, sorted({*gaps(closed.text), *breaks}))
        if closed is folded:
            break
        folded = closed  # with fewer signs one that is left may stand by itself
    return folded


def _without(folded: Folded, found: list[Gap]) -> Folded:
    if not found:
        return folded
    return _slices(
        folded, zip([0, *(end for _, end in found)], [*(start for start, _ in found), len(folded.text)], strict=True)
    )


def may_cut_a_word(text: str) -> bool:
    """False when no line break of a text that is not folded yet can be one that folding takes out."""
    return any(
        (left := _kept_beside(text, match.start(), -1)) == ")"
        or left + _kept_beside(text, match.start(), 1) in UNBROKEN
        for match in _LINE_BREAK.finditer(text)
    )


def _kept_beside(text: str, place: int, step: int) -> str:
    """The nearest character on one side of a place that folding does not drop, folded."""
    place += step
    while 0 <= place < len(text):
        if folded := fold_character(text[place]):
            return folded
        place += step
    return ""


def residue_end(text: str, bracket: int, residue: int) -> int:
    """Where the pinyin residue that opens at text[bracket] ends, or 0: `_drop_residue` for one place of many texts.

    `residue` is where the residue before it ended, 0 when there was none. A NUL stands between two texts.
    """
    inside, letters, end = "(", "", bracket + 1
    while end < len(text) and text[end] != GONE and len(inside) < LONGEST_RESIDUE and inside[-1] != ")":
        one = _TABLE[ord(text[end])]
        if one != GONE:
            inside += EXPANSIONS[ord(text[end])] if one == SEVERAL else one
            letters += text[end]
        end += 1
    match = _RESIDUE.fullmatch(inside)
    if match is None or not _is_toned(match, letters):
        return 0
    before = bracket - 1
    while before >= residue and text[before] != GONE and _TABLE[ord(text[before])] == GONE:
        before -= 1
    if before < residue:
        return end if residue else 0
    return end if _HAN.match(_TABLE[ord(text[before])]) else 0


def _is_toned(residue: re.Match[str], letters: Iterable[str]) -> bool:
    """One letter alone (股东(a) is a list item, 總額(é) is residue) and several syllables must have carried a tone."""
    if residue["several"] is None and residue.end() - residue.start() > 3:
        return True
    return any(map(_has_tone, letters))


def _has_tone(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter) != letter


def _slices(folded: Folded, spans: Iterable[tuple[int, int]]) -> Folded:
    parts, offsets, ends = [], array("I"), array("I")
    for start, end in spans:
        parts.append(folded.text[start:end])
        offsets.extend(folded.offsets[start:end])
        if folded.ends is not None:
            ends.extend(folded.ends[start:end])
    return Folded("".join(parts), offsets, None if folded.ends is None else ends)
