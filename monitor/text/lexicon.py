"""Claim phrases as patterns of the matcher, and its matches as hits with the exact original range."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from monitor.models import GapPattern, Phrase, Span
from monitor.text.align import first_come, select
from monitor.text.expression import expression
from monitor.text.fold import fold_character, read_lines
from monitor.text.match import BREAK, SHORT, Match, Matcher, Pattern
from monitor.text.normalise import OPENING, Normalised, dense_forms, may_cut_a_word, normalise
from monitor.text.respell import signs, triggers
from monitor.text.sound import SoundMatcher, may_be_heard, may_sound
from monitor.text.wording import wordings_of

if TYPE_CHECKING:
    from monitor.text.match_batch import BatchMatcher, Columns

# A phrase glued together from the end of one sentence and the start of the next is nobody's claim.
HARD_BREAK: Final = expression(f"[\n{re.escape(''.join(read_lines('breaks.txt')))}]+")
# “整改后保留”,“不涉及退出”: nor is what runs from one quotation of a list into the next
BREAK_WITHIN: Final = expression(f"{HARD_BREAK.pattern}|[”」』][,、][“「『]")
END_OF_TEXT: Final = "\0"
_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class Hit(NamedTuple):
    """A phrase found: `span` in the original text, [start, end) in its dense form, `distance` edits away."""

    phrase: Phrase
    span: Span
    start: int
    end: int
    distance: int


class Lexicon:
    """Phrases of all claim types, ready to be looked up.

    A hit never crosses a sentence mark or line break (`data/text/breaks.txt`); other marks, spaces and emoji inside a
    phrase do not matter. A phrase of Latin letters and digits alone must stand as a word of its own: no a-z or 0-9
    touches its best match.
    Of overlapping hits of one claim type the one with the smallest distance stays, then the longest, then the first;
    hits of different types may overlap. Phrases that fold to nothing are ignored. Phrases with `sound` are also found
    by their sound (`sound.py`); of what is found of one phrase by edits and by sound nothing overlaps.
    `dense_patterns` and `plain_patterns` hold the wordings with gaps, for the dense and the plain form of a text.
    """

    def __init__(self, phrases: Iterable[Phrase], patterns: Iterable[GapPattern] = ()) -> None:
        listed, gaps = list(phrases), list(patterns)
        self.dense_patterns = tuple(wordings_of(one for one in gaps if not one.latin))
        self.plain_patterns = tuple(wordings_of(one for one in gaps if one.latin))
        texts = dense_forms([phrase.text for phrase in listed])
        kept = [(phrase, text) for phrase, text in zip(listed, texts, strict=True) if text]
        self.phrases = tuple(phrase for phrase, _ in kept)
        self._is_word = tuple(text.isascii() for _, text in kept)
        protected = {one: frozenset(normalise(one).dense.text) for one in {phrase.protected for phrase, _ in kept}}
        self._matcher = Matcher([Pattern(text, one.max_edits, protected[one.protected]) for one, text in kept])
        self._batch_matcher: BatchMatcher | None = None
        self._asked = False

    def find(self, normalised: Normalised) -> list[Hit]:
        """All hits in one text, in text order."""
        sentences = _Sentences(normalised)
        return self._hits(normalised, sentences, self._matches(sentences.text))

    def find_batch(self, texts: Sequence[Normalised]) -> list[list[Hit]]:
        """`find` for each of many texts, faster."""
        cut = [_Sentences(one) for one in texts]
        found = self._matcher.find_batch([one.text for one in cut])
        heard = [self._with_sounds(one.text, matches) for one, matches in zip(cut, found, strict=True)]
        return [self._hits(*each) for each in zip(texts, cut, heard, strict=True)]

    def scan(self, texts: Sequence[str]) -> list[list[Hit]]:
        """`find` for each of many texts that are not normalised yet; those without a phrase cost almost nothing."""
        hits: list[list[Hit]] = [[] for _ in texts]
        for number in dict.fromkeys(self.find_columns(texts).text.tolist()):
            hits[number] = self.find(normalise(texts[number]))
        return hits

    def find_columns(self, texts: Sequence[str]) -> Columns:
        """All matches in texts as they come, as arrays: before the rules for words and overlaps are applied.

        Offsets are code points of the texts, patterns count `phrases`.
        """
        # Start-up time: one short text does not need numpy.
        from monitor.text.match_batch import with_rows  # noqa: PLC0415

        if self._batch_matcher is None:
            self._batch_matcher = self._with_triggers().batch_matcher(_counts_as, END_OF_TEXT)
        # A NUL within a text is dropped like any control character.
        if any(END_OF_TEXT in text for text in texts):
            texts = [text.replace(END_OF_TEXT, "\1") for text in texts]
        columns = self._batch_matcher.find(texts)
        unusual = {*columns.text[columns.pattern >= len(self.phrases)].tolist(), *_with_signs(texts)}
        unusual.update(number for number, text in enumerate(texts) if may_cut_a_word(text))
        if self._sounds:
            unusual.update(number for number, text in enumerate(texts) if self._sounds.may_be_in(text))
        return with_rows(columns, sorted(unusual), [row for one in sorted(unusual) for row in self._rows(texts, one)])

    @cached_property
    def _sounds(self) -> SoundMatcher | None:
        """The phrases to be found by sound; made when a text is read, so that only who needs the table waits for it."""
        return SoundMatcher(self._sounding) if self._sounding else None

    @cached_property
    def _sounding(self) -> list[tuple[int, str]]:
        patterns = enumerate(self._matcher.patterns)
        return [(n, one.text) for n, one in patterns if self.phrases[n].sound and may_sound(one.text)]

    def _heard(self, text: str) -> list[Match]:
        """What is found by its sound; in the first short text without making ready what it does not need."""
        if self._asked or len(text) > SHORT:
            return self._sounds.find(text) if self._sounds else []
        self._asked, there = True, set(text)
        few = [one for one in self._sounding if may_be_heard(one[1], there)]
        return SoundMatcher(few, text).find(text) if few else []

    def _matches(self, text: str) -> list[Match]:
        return self._with_sounds(text, self._matcher.find(text))

    def _with_sounds(self, text: str, found: list[Match]) -> list[Match]:
        """What is found and what is found by sound; of those of one phrase that overlap the best, as in `Matcher`."""
        heard = self._heard(text)
        if not heard:
            return found
        of_phrase: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for one in (*found, *heard):
            of_phrase[one.pattern].append((one.start, one.end, one.distance))
        return sorted(
            Match(start, end, number, distance)
            for number, candidates in of_phrase.items()
            for start, end, distance in select(candidates, len(self._matcher.patterns[number].text))
        )

    def _with_triggers(self) -> Matcher:
        """The phrases, and after them the writings that show that a text is to be read with care, by `find`."""
        return Matcher([*self._matcher.patterns, *(Pattern(one, 0) for one in triggers())])

    def _rows(self, texts: Sequence[str], number: int) -> Iterator[tuple[int, int, int, int, int]]:
        normalised = normalise(texts[number])
        sentences = _Sentences(normalised)
        for match in self._matches(sentences.text):
            hit = self._hit(normalised, sentences, match)
            yield number, hit.span.start, hit.span.end, match.pattern, match.distance

    def _hits(self, normalised: Normalised, sentences: _Sentences, matches: list[Match]) -> list[Hit]:
        hits = [self._hit(normalised, sentences, match) for match in matches]
        return _best([hit for hit, match in zip(hits, matches, strict=True) if self._stands(normalised, hit, match)])

    def _hit(self, normalised: Normalised, sentences: _Sentences, match: Match) -> Hit:
        start, end = sentences.dense(match.start), sentences.dense(match.end - 1) + 1
        return Hit(self.phrases[match.pattern], normalised.dense.span(start, end), start, end, match.distance)

    def _stands(self, normalised: Normalised, hit: Hit, match: Match) -> bool:
        if not self._is_word[match.pattern]:
            return True
        plain = normalised.plain
        start, end = plain.locate(hit.span)
        return plain.text[max(0, start - 1) : start] not in _WORD and plain.text[end : end + 1] not in _WORD


class _Sentences:
    """The dense text with one line break wherever a sentence ends, and the way back."""

    __slots__ = ("_starts", "text")

    def __init__(self, normalised: Normalised) -> None:
        plain, dense = normalised.plain, normalised.dense
        breaks = (plain.offsets[match.start()] for match in HARD_BREAK.finditer(plain.text))
        cuts = [0, *(bisect_left(dense.offsets, place) for place in breaks), len(dense.text)]
        parts = [dense.text[start:end] for start, end in pairwise(cuts)]
        self.text = BREAK.join(parts)
        self._starts = list(accumulate((len(part) + 1 for part in parts), initial=0))

    def dense(self, place: int) -> int:
        """The place in the dense text of a place that is not a break."""
        return place - bisect_right(self._starts, place) + 1


def _with_signs(texts: Sequence[str]) -> list[int]:
    """The texts in which a sign may stand for a word."""
    joined = "".join(texts)
    present = [sign for sign in signs() if sign in joined]
    return [number for number, text in enumerate(texts) if any(sign in text for sign in present)] if present else []


def _counts_as(character: str) -> str:
    """What a character of a text that is not normalised counts as (see `codes.Alphabet`)."""
    if character == END_OF_TEXT:
        return BREAK
    folded = fold_character(character)
    if HARD_BREAK.search(folded):
        return BREAK
    return OPENING if folded == "(" else "".join(filter(str.isalnum, folded))


def _best(hits: list[Hit]) -> list[Hit]:
    """Without the hits that overlap a better one of their claim type; in text order."""
    of_type: defaultdict[str, list[tuple[int, int, Hit]]] = defaultdict(list)
    for hit in sorted(hits, key=lambda one: (one.distance, one.start - one.end, one.start)):
        of_type[hit.phrase.claim_type].append((hit.start, hit.end, hit))
    kept = [hit for ranked in of_type.values() for _, _, hit in first_come(ranked)]
    return sorted(kept, key=lambda one: (one.start, one.end))
