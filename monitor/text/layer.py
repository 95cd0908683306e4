"""A layer of units between features and classes: what features add up to in each unit, and what the units say.

Every feature moves every unit by a whole number; a unit that ends at or below nought is silent; for each class the
others are added up once more. So words that are learned together speak together, for all classes at once: claims in
words that few labelled texts have gain from those that many have. Whole numbers throughout: numpy and plain Python
tell the same, in whatever order they add. A row is one byte for each unit, MIDDLE standing for nought, in base 64.
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Sequence
from operator import mul
from typing import Final, NamedTuple

MIDDLE: Final = 128  # the byte that stands for nought
FARTHEST: Final = 127  # that a feature moves a unit
FINE: Final = 1024  # steps of what units say in one hundredth of a class

Row = bytes  # how far a feature moves each unit


class Layer(NamedTuple):
    """What stands between features and classes.

    `starts` [unit] without any feature; `bases` [class] and `says` [class][unit] in hundredths times FINE.
    """

    classes: tuple[str, ...]
    starts: tuple[int, ...]
    bases: tuple[int, ...]
    says: tuple[tuple[int, ...], ...]

    def units(self, rows: Sequence[Row]) -> list[int]:
        """What features with such rows add up to in each unit; below nought it is silent."""
        if not rows:
            return list(self.starts)
        nought = MIDDLE * len(rows)
        return [start + one - nought for start, one in zip(self.starts, map(sum, zip(*rows, strict=True)), strict=True)]

    def totals(self, units: Iterable[int]) -> list[int]:
        """The hundredths of each class."""
        heard = [max(0, one) for one in units]
        return [(base + sum(map(mul, heard, says))) // FINE for base, says in zip(self.bases, self.says, strict=True)]

    def heard(self, units: Sequence[int], number: int) -> list[int]:
        """What each unit that is not silent says for a class, 0 for the others."""
        return [say if unit > 0 else 0 for unit, say in zip(units, self.says[number], strict=True)]


def share(row: Row, heard: Sequence[int]) -> int:
    """How much the feature of a row says for a class, by what is heard for it."""
    said: int = sum(map(mul, row, heard))
    return said - MIDDLE * sum(heard)


EMPTY: Final = Layer((), (), (), ())  # of a model that only cuts texts into features


def read_row(written: str) -> Row:
    """A row from its base 64."""
    return a2b_base64(written)


def written_row(moves: Iterable[int]) -> str:
    """The base 64 of a row, from how far a feature moves each unit; farther than FARTHEST is cut."""
    return b2a_base64(bytes(MIDDLE + max(-FARTHEST, min(FARTHEST, one)) for one in moves), newline=False).decode()


def read_layer(lines: Sequence[bytes]) -> Layer:
    """A layer from its lines in a file of weights.

    Classes; starts; then for each class its base and what each unit says.
    """
    classes = tuple(lines[0].decode().split(" "))
    starts, *rows = (tuple(map(int, line.split(b" "))) for line in lines[1:])
    return Layer(classes, starts, tuple(row[0] for row in rows), tuple(row[1:] for row in rows))


def written_layer(layer: Layer) -> list[str]:
    """The lines that `read_layer` reads."""
    rows = ([base, *says] for base, says in zip(layer.bases, layer.says, strict=True))
    return [" ".join(layer.classes), *(" ".join(map(str, row)) for row in [layer.starts, *rows])]
