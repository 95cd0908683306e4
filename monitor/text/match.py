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
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.text.align import Candidate, reach, select
from monitor.text.fold import read_lines
from monitor.text.pieces import cut

if TYPE_CHECKING:
    from monitor.text.match_batch import BatchMatcher, Columns

BREAK: Final = "\n"
SHORT: Final = 300  # characters: in longer texts stand the characters of most patterns
FEW: Final = 500  # patterns that are cut in no time
LONG: Final = 20_000  # characters from which the batch route is faster for one text alone
MOST_BY_DEFAULT: Final = 2  # edits of a pattern that names none
POLARITY: Final = frozenset("".join(read_lines("polarity.txt")))


def default_edits(length: int) -> int:
    """Edits allowed for a folded phrase of `length` characters: none up to 4, one up to 8, then two."""
    return 0 if length <= 4 else 1 if length <= 8 else MOST_BY_DEFAULT


class Pattern(NamedTuple):
    """One folded phrase; `max_edits` None means `default_edits`, and never exceeds len(text) - 1."""

    text: str
    max_edits: int | None = None
    protected: frozenset[str] = frozenset()

    @property
    def edits(self) -> int:
        """The edits allowed in fact: one character at least must be found unchanged."""
        wanted = default_edits(len(self.text)) if self.max_edits is None else self.max_edits
        return max(0, min(wanted, len(self.text) - 1))


class Match(NamedTuple):
    """Pattern number `pattern` found at [start, end) of the text given, `distance` edits away."""

    start: int
    end: int
    pattern: int
    distance: int

    def of(self, pattern: int) -> Match:
        """The same match under another number."""
        return Match(self.start, self.end, pattern, self.distance)


class Matcher:
    """Any number of patterns, ready to be looked up in texts.

    Raises ValueError for a pattern that is empty or contains a line break.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        for pattern in self.patterns:
            if not pattern.text or BREAK in pattern.text:
                raise ValueError(f"a pattern must have characters and no line break, not {pattern.text!r}")
        guards = {one: POLARITY | one | {BREAK} for one in {pattern.protected for pattern in self.patterns}}
        self._guards = guards
        self._batch_matcher: BatchMatcher | None = None
        self._asked = False
        self._aligns_all = False  # without the cheap test, whose import takes longer than one short text

    @cached_property
    def _plans(self) -> list[tuple[str, int, int, frozenset[str]]]:
        """One tuple a pattern: `find` reads them thousands of times a text. The first short text needs few of them."""
        return [(one.text, len(one.text), one.edits, self._guards[one.protected]) for one in self.patterns]

    @cached_property
    def _pieces(self) -> tuple[AhoCorasick, list[list[tuple[int, int]]]]:
        """The automaton of all pieces, and where each of them is of use."""
        uses = self._cut()
        return AhoCorasick(list(uses)), list(uses.values())

    def _cut(self) -> dict[str, list[tuple[int, int]]]:
        """Each piece with the patterns it is of, and where in them; a pair that many phrases have counts as common."""
        pairs = Counter([pair for text, *_ in self._plans for pair in map("".join, pairwise(text))])
        uses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (text, _, edits, _) in enumerate(self._plans):
            weights = [pairs[one + other] for one, other in pairwise(text)] if edits else [0] * (len(text) - 1)
            for start, end in cut(weights, edits):
                uses[text[start:end]].append((number, start))
        return uses

    def find(self, text: str) -> list[Match]:
        """All matches in `text`, by start, then end, then pattern. A line break in `text` is never crossed."""
        if not self.patterns:
            return []
        if len(text) > LONG:
            return self.find_batch([text])[0]
        if not self._asked and len(self.patterns) > FEW and len(text) <= SHORT:
            self._asked = True
            return self._find_among_few(text)
        automaton, used = self._pieces
        found: defaultdict[int, list[Candidate]] = defaultdict(list)
        for piece, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            for number, offset in used[piece]:
                if self._plans[number][2]:
                    found[number] += self._candidates(text, number, offset, start, end)
                else:
                    found[number].append((start, end, 0))
        return sorted(
            Match(start, end, number, distance)
            for number, candidates in found.items()
            if candidates
            for start, end, distance in select(candidates, self._plans[number][1])
        )

    def _find_among_few(self, text: str) -> list[Match]:
        """`find` for the first short text: of only the patterns whose characters stand in it, edits allowed for.

        Start-up time: cutting all patterns takes far longer than one text.
        """
        there = set(text)
        most = max([MOST_BY_DEFAULT, *(one.max_edits or 0 for one in self.patterns)])
        numbers = [
            number
            for number, one in enumerate(self.patterns)
            if there.issuperset(one.text)
            or (one.max_edits != 0 and (missing := len(set(one.text) - there)) <= most and missing <= one.edits)
        ]
        few = Matcher([self.patterns[number] for number in numbers])
        few._asked = few._aligns_all = True
        return [one.of(numbers[one.pattern]) for one in few.find(text)]

    def find_batch(self, texts: Sequence[str]) -> list[list[Match]]:
        """`find` for each of many texts, faster."""
        columns = self.find_columns(texts)
        found: list[list[Match]] = [[] for _ in texts]
        rows = zip(*(getattr(columns, name).tolist() for name in columns.__slots__), strict=True)
        for text, start, end, pattern, distance in rows:
            found[text].append(Match(start, end, pattern, distance))
        return found

    def find_columns(self, texts: Sequence[str]) -> Columns:
        """`find` for each of many texts as arrays, without a Python object a match."""
        if self._batch_matcher is None:
            self._batch_matcher = self.batch_matcher(str, BREAK)
        return self._batch_matcher.find(texts)

    def batch_matcher(self, fold: Callable[[str], str], joiner: str) -> BatchMatcher:
        """The batch route for texts whose characters count as what `fold` makes of them (see `codes.Alphabet`)."""
        # Start-up time: numpy, which one short text does not need, takes longer to import than the text to read.
        from monitor.text.batch_index import Shape  # noqa: PLC0415
        from monitor.text.match_batch import BatchMatcher  # noqa: PLC0415

        return BatchMatcher([Shape(text, edits, guarded) for text, _, edits, guarded in self._plans], fold, joiner)

    def _candidates(self, text: str, number: int, offset: int, start: int, end: int) -> list[Candidate]:
        """Candidates of a pattern whose piece at `offset` stands at [start, end)."""
        phrase, size, edits, guarded = self._plans[number]
        tail = offset + end - start
        left = max(0, start - offset - edits)
        right = end + size - tail + edits
        # An edit takes away one character of the phrase at most; the others stand there in order.
        least = size - edits
        if not self._aligns_all and _in_order()(phrase, text[left:right], score_cutoff=least) < least:
            return []
        befores = reach(phrase[:offset][::-1], text[left:start][::-1], edits, guarded)
        afters = reach(phrase[tail:], text[end:right], edits, guarded) if befores else []
        return [
            (start - before, end + after, one + other)
            for before, one in befores
            for after, other in afters
            if one + other <= edits
        ]


@cache
def _in_order() -> Callable[..., int]:
    """How many characters of two texts stand in the same order, at most."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  start-up time

    return LCSseq.similarity
