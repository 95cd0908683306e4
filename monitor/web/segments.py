"""A text cut at the borders of overlapping spans, so that each piece knows all the marks that cover it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

TONES: Final = ("high", "medium", "low", "other", "fact")  # what a reader should see first comes first


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found from `start` to `end` (code points): how it looks, what it says, and where it is explained."""

    start: int
    end: int
    tone: str
    title: str
    target: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text with the marks that cover all of it, the most important first; () for plain text."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def title(self) -> str:
        """What the marks say, each once."""
        return " · ".join(dict.fromkeys(mark.title for mark in self.marks))


def segments(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """The whole text in order, cut wherever a mark begins or ends; marks outside the text are cut to it.

    O(n + m log m) for marks that overlap a bounded number of times. Joined, the pieces are the text.
    """
    inside = [mark for mark in marks if max(mark.start, 0) < min(mark.end, len(text))]
    starts = sorted(inside, key=lambda mark: mark.start)
    borders = sorted({0, len(text), *(max(m.start, 0) for m in inside), *(min(m.end, len(text)) for m in inside)})
    found: list[Segment] = []
    active: list[Mark] = []
    following = 0
    for begin, end in pairwise(borders):
        while following < len(starts) and starts[following].start <= begin:
            active.append(starts[following])
            following += 1
        active = [mark for mark in active if mark.end > begin]
        found.append(Segment(text[begin:end], tuple(sorted(active, key=_importance))))
    return found


def around(text: str, marks: Sequence[Mark], radius: int) -> list[Segment]:
    """The piece of a text around its first mark, `radius` characters each side, cut into segments."""
    if not marks:
        return [Segment(text[: 2 * radius])] if text else []
    middle = min(mark.start for mark in marks)
    begin, end = max(0, middle - radius // 2), min(len(text), middle + 2 * radius)
    moved = [Mark(m.start - begin, m.end - begin, m.tone, m.title, m.target) for m in marks]
    pieces = segments(text[begin:end], moved)
    return [
        *([Segment("…")] if begin else []),
        *pieces,
        *([Segment("…")] if end < len(text) else []),
    ]


def _importance(mark: Mark) -> tuple[int, int]:
    return (TONES.index(mark.tone) if mark.tone in TONES else len(TONES), mark.end - mark.start)
