"""Finds many phrases in a text at once, allowing a few edits, and misses none.

What a match is. Edits are the three of Levenshtein: one character is replaced, left out or added, at the cost of 1.
The guarded characters of a pattern are its `protected` ones, the polarity characters (`data/text/polarity.txt`) and
the line break. No edit touches a guarded character, in the pattern or in the text: it is matched with itself or not
at all.
A candidate of a pattern is a non-empty range [start, end) of the text whose distance to the pattern is at most its
`max_edits`. Candidates of one pattern are ranked by smaller distance, then length nearer to the pattern's, then
smaller start, then smaller end. In this order, each candidate that overlaps none taken before is taken; the taken
ones are the matches. Patterns do not know of each other. So the result is a function of text and pattern alone, and
equals that of dynamic programming over the whole text.

How they are found. A pattern with k edits is cut into k + 1 pieces, of which one must occur unchanged in any candidate
(pigeonhole). The pieces of all patterns are looked up at once; around each occurrence a cheap test throws out
what cannot match, and an alignment outwards from the piece gives the exact candidates of the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick
from rapidfuzz.distance import LCSseq

from monitor.text.align import Candidate, reach, select
from monitor.text.fold import read_lines
from monitor.text.pieces import cut

BREAK: Final = "\n"
POLARITY: Final = frozenset("".join(read_lines("polarity.txt")))


def default_edits(length: int) -> int:
    """Edits allowed for a folded phrase of `length` characters: none up to 4, one up to 8, then two."""
    return 0 if length <= 4 else 1 if length <= 8 else 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """One folded phrase; `max_edits` None means `default_edits`, and never exceeds len(text) - 1."""

    text: str
    max_edits: int | None = None
    protected: frozenset[str] = frozenset()

    @property
    def edits(self) -> int:
        """The edits allowed in fact: one character at least must be found unchanged."""
        wanted = default_edits(len(self.text)) if self.max_edits is None else self.max_edits
        return max(0, min(wanted, len(self.text) - 1))

    @property
    def guarded(self) -> frozenset[str]:
        """The characters that no edit may touch."""
        return POLARITY | self.protected | {BREAK}


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """Pattern number `pattern` found at [start, end) of the text given, `distance` edits away."""

    start: int
    end: int
    pattern: int
    distance: int


class Matcher:
    """Any number of patterns, ready to be looked up in texts; immutable once made.

    Raises ValueError for a pattern that is empty or contains a line break.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        for pattern in self.patterns:
            if not pattern.text or BREAK in pattern.text:
                raise ValueError(f"a pattern must have characters and no line break, not {pattern.text!r}")
        uses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        pairs = Counter(text[i : i + 2] for text in (p.text for p in self.patterns) for i in range(len(text) - 1))
        for number, pattern in enumerate(self.patterns):
            for start, end in cut(pattern.text, pattern.edits, lambda piece: _weight(piece, pairs)):
                uses[pattern.text[start:end]].append((number, start))
        self._pieces = list(uses)
        self._uses = list(uses.values())
        self._automaton = AhoCorasick(self._pieces) if self._pieces else None

    def find(self, text: str) -> list[Match]:
        """All matches in `text`, by start, then end, then pattern. A line break in `text` is never crossed."""
        if self._automaton is None:
            return []
        found: defaultdict[int, set[Candidate]] = defaultdict(set)
        for piece, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for number, offset in self._uses[piece]:
                found[number].update(self._candidates(text, self.patterns[number], offset, start, end))
        return sorted(
            Match(start, end, number, distance)
            for number, candidates in found.items()
            for start, end, distance in select(candidates, len(self.patterns[number].text))
        )

    def find_batch(self, texts: Sequence[str]) -> list[list[Match]]:
        """`find` for each of many texts."""
        return [self.find(text) for text in texts]

    @staticmethod
    def _candidates(text: str, pattern: Pattern, offset: int, start: int, end: int) -> list[Candidate]:
        """Candidates that hold pattern[offset:] of the piece found at [start, end) unchanged."""
        edits, size = pattern.edits, len(pattern.text)
        if edits == 0:
            return [(start, end, 0)]
        tail = offset + end - start
        left = text[max(0, start - offset - edits) : start]
        right = text[end : end + size - tail + edits]
        if LCSseq.similarity(pattern.text, left + text[start:end] + right) < size - edits:
            return []
        befores = reach(pattern.text[:offset][::-1], left[::-1], edits, pattern.guarded)
        afters = reach(pattern.text[tail:], right, edits, pattern.guarded) if befores else []
        return [
            (start - before, end + after, one + other)
            for before, one in befores
            for after, other in afters
            if one + other <= edits
        ]


def _weight(piece: str, pairs: Counter[str]) -> float:
    return min((pairs[piece[i : i + 2]] for i in range(len(piece) - 1)), default=1000.0)
