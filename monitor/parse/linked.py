"""A cell that shows words and leads to an address."""

from __future__ import annotations

from collections.abc import Sequence


class Linked(str):
    """What a cell shows; `target` is where its link leads."""

    __slots__ = ("target",)
    target: str

    @classmethod
    def of(cls, shown: str, target: str) -> Linked:
        """Such a cell."""
        made = cls(shown)
        made.target = target
        return made


def target_of(cells: Sequence[str], index: int) -> str:
    """Where a cell of a row leads; '' when it has no link."""
    cell = cells[index] if index < len(cells) else ""
    return cell.target if isinstance(cell, Linked) else ""
