"""Where the names of a table's columns stand: below titles, in one row or two, or nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence
from itertools import pairwise
from typing import Final

from monitor.parse.column_names import bare, meaning, signature_of
from monitor.parse.column_values import LINK, NUMBER

_HEADER_WITHIN: Final = 25
_NAME: Final = 40  # characters of the longest header
_UNITS_BELOW: Final = re.compile(r"[(（].{1,12}[)）]")

Rows = Sequence[Sequence[str]]


def header_row(rows: Rows, wanted: Collection[str], known: Container[tuple[str, ...]]) -> int:
    """The row that names the columns, -1 when none does: the first listing then stands on top.

    `wanted` are names that a person said, as `bare` gives them; `known` are signatures that were seen before.
    """
    best, best_score = -1, 0
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        score = _score(row, wanted)
        if score and signature_of(row) in known:
            return number
        if score > best_score:
            best, best_score = number, score
    return best


def _score(row: Sequence[str], wanted: Collection[str]) -> int:
    """How much a row looks like the names of columns: more for each field that it names."""
    cells = [cell for cell in row if cell.strip()]
    if not cells or any(len(cell) > _NAME for cell in cells):
        return 0
    if any(NUMBER.fullmatch(cell.strip()) or LINK.match(cell.strip()) for cell in cells):
        return 0
    if len(cells) > 1 and len(set(cells)) == 1:  # one title over all columns
        return 0
    known: dict[str, int] = {}
    for cell in cells:
        said = meaning(cell)
        if said.field:
            known[said.field] = max(known.get(said.field, 0), 3 if said.rank >= 1000 else 2)
    chosen = sum(100 for cell in cells if bare(cell) in wanted)
    words = {"title", "text"} & known.keys()
    enough = chosen or len(known) > 1 or (words and max(known.values()) == 3)
    return chosen + sum(known.values()) if enough else 0


def headers_of(rows: Rows, start: int) -> tuple[list[str], int]:
    """The names of the columns and how many rows stand above the first listing.

    Blanks of the header are filled from a row of groups above or of single names below it; a row of units is added.
    """
    width = max((len(row) for row in rows), default=0)
    if start < 0:
        return [""] * width, 0
    names = _padded(rows[start], width)
    if start and _is_names(rows[start - 1]) and len(set(filter(str.strip, rows[start - 1]))) > 1:
        names = [name or above for name, above in zip(names, _padded(rows[start - 1], width), strict=True)]
    skip = start + 1
    while skip < min(len(rows), start + 3) and (merged := _with_row_below(names, _padded(rows[skip], width))):
        names, skip = merged, skip + 1
    return names, skip


def _with_row_below(names: list[str], below: list[str]) -> list[str] | None:
    """The names with a second row of names or units; None when that row is a listing."""
    cells = [cell for cell in below if cell]
    if cells and all(_UNITS_BELOW.fullmatch(cell) for cell in cells):
        return [f"{name}{unit}" for name, unit in zip(names, below, strict=True)]
    if not cells or not _is_names(below) or not any(meaning(cell).field for cell in cells):
        return None
    fills = [bool(cell) for name, cell in zip(names, below, strict=True) if not name]
    groups = any(cell and cell == after for cell, after in pairwise(names))
    stays = all(cell in {"", name} or not name for name, cell in zip(names, below, strict=True))
    if (any(fills) and stays) or (groups and len(set(cells)) == len(cells)):
        merged = [cell or name for name, cell in zip(names, below, strict=True)]
        return merged if _has_words(merged) or not _has_words(names) else None
    return None


def _has_words(names: Sequence[str]) -> bool:
    return any(meaning(name).field in {"title", "text"} for name in names)


def _is_names(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(len(cell) <= 20 and not NUMBER.fullmatch(cell) for cell in cells)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*(" ".join(cell.split()) for cell in row), *([""] * (width - len(row)))]
