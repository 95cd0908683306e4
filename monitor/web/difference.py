"""What changed between two versions of a text: lines first, then characters within a changed line. Pure, bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final, Literal

Kind = Literal["same", "gone", "added", "skipped"]

MAX_LINES: Final = 1500
MAX_LINE: Final = 400  # longer lines are compared as a whole: comparing characters takes quadratic time
CONTEXT: Final = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line: in both texts, or only in the one the line comes from."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: in both (same), only in the old (gone), only in the new (added), or `count` lines left out."""

    kind: Kind
    pieces: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines in order; `cut` when the texts were too long to compare to their end."""

    lines: tuple[Line, ...]
    cut: bool = False

    @property
    def empty(self) -> bool:
        """True when nothing differs."""
        return all(line.kind in {"same", "skipped"} for line in self.lines)


def difference(old: str, new: str) -> Difference:
    """Compare two texts; equal lines far from a change are left out and counted."""
    before, after = old.split("\n"), new.split("\n")
    cut = max(len(before), len(after)) > MAX_LINES
    before, after = before[:MAX_LINES], after[:MAX_LINES]
    lines: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += _shortened(before[a:b], first=a == 0, last=b == len(before))
        else:
            lines += _changed(before[a:b], after[c:d])
    return Difference(tuple(lines), cut)


def _shortened(same: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    left_out = len(same) - head - tail
    if left_out <= 1:
        yield from (Line("same", (Piece(line),)) for line in same)
        return
    yield from (Line("same", (Piece(line),)) for line in same[:head])
    yield Line("skipped", count=left_out)
    yield from (Line("same", (Piece(line),)) for line in same[len(same) - tail :])


def _changed(gone: Sequence[str], added: Sequence[str]) -> Iterator[Line]:
    for old, new in zip_longest(gone, added):
        if old is None or new is None or max(len(old), len(new)) > MAX_LINE:
            yield from (Line("gone", (Piece(old, True),)) for _ in range(old is not None))
            yield from (Line("added", (Piece(new, True),)) for _ in range(new is not None))
            continue
        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        yield Line("gone", tuple(Piece(old[a:b], tag != "equal") for tag, a, b, _, _ in codes if a < b))
        yield Line("added", tuple(Piece(new[c:d], tag != "equal") for tag, _, _, c, d in codes if c < d))
