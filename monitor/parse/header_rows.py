"""Where the names of a table's columns stand: below titles, in one row or two, or nowhere. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from monitor.parse.column_names import bare, is_default_name, meaning, signature_of, speaks, split_unit
from monitor.parse.column_units import WITH_UNITS, meaning_of, said_unit, unit_of
from monitor.parse.column_values import LINK, NUMBER, is_value
from monitor.text.fold import simplified

WHOLE: Final = 1000  # the rank of a name that is known whole
_HEADER_WITHIN: Final = 25
_NAME: Final = 40  # characters of the longest header
_TITLES: Final = 5  # rows that may stand above names that mean nothing to us
_FILLED: Final = 0.6  # of the columns have a name
_SHORT: Final = 12  # characters of a name that means nothing to us
_UNITS_BELOW: Final = re.compile(r"[(（].{1,12}[)）]")
_UNITS_ABOVE: Final = re.compile(r"单位\s*[:：]\s*([^()（）\s]{1,40})")
_APART: Final = re.compile(r"[、,，;；]|[^、,，;；:：]*单位[:：]")
# What a listing says and no name does: 装机500千瓦, a phone number. Units that are written so (1000元) begin with 1.
_SAYS: Final = re.compile(
    r"(?<![\d.,])(?!1[0,]*(?![\d.,]))\d[\d.,]{0,15}\s?(?:万|亿|元|千瓦|兆瓦|kw|mw|度)|\d{7}", re.IGNORECASE
)
_IN_BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]{0,40}[)）\]】]?")
_UNIT: Final = frozenset({"单位", "unit", "units"})

Rows = Sequence[Sequence[str]]


def header_row(rows: Rows, wanted: Collection[str], known: Collection[tuple[str, ...]]) -> int:
    """The row that names the columns, -1 when none does: the first listing then stands on top.

    `wanted` are names that a person said, as `bare` gives them; `known` are signatures that were seen before.
    """
    best, best_score = -1, 0
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        if known and any(map(str.strip, row)) and signature_of(headers_of(rows, number)[0]) in known:
            return number
        score = _score(row, wanted)
        if score > best_score and (best < 0 or _may_replace(rows[best], row, wanted)):
            best, best_score = number, score
    return best if best_score else _unknown_names(rows)


def _may_replace(above: Sequence[str], row: Sequence[str], wanted: Collection[str]) -> bool:
    """False for words that only sound like names (价格面议, 电话联系) below several of which one is known whole."""

    def whole(cells: Sequence[str]) -> bool:
        return any(meaning_of(cell).rank >= WHOLE or bare(cell) in wanted for cell in cells if cell.strip())

    return whole(row) or sum(bool(cell.strip()) for cell in above) < 2 or not whole(above)


def _unknown_names(rows: Rows) -> int:
    """The row of names that mean nothing to us, 字段1 or 甲, above columns of numbers, days or links; -1 for none."""
    width = max((len(row) for row in rows), default=0)
    for number, row in enumerate(rows[:_TITLES]):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) < max(2, width * _FILLED):
            continue  # a title above the table
        if len(set(cells)) < len(cells) or any(len(cell) > _SHORT or speaks(cell) or is_value(cell) for cell in cells):
            return -1
        named = sum(map(is_default_name, cells)) * 2 > len(cells)
        return number if named or _above_values(row, rows[number + 1 :]) else -1
    return -1


def _above_values(row: Sequence[str], below: Rows) -> bool:
    """True when under one of these words stand values alone, and more than one."""
    for index, cell in enumerate(row):
        found = [value for line in below if index < len(line) and (value := line[index].strip())]
        if cell.strip() and len(found) > 1 and all(map(is_value, found)):
            return True
    return False


def _score(row: Sequence[str], wanted: Collection[str]) -> int:
    """How much a row looks like the names of columns: more for each field that it names."""
    cells = [cell for cell in row if cell.strip()]
    if not cells or any(len(cell) > _NAME for cell in cells):
        return 0
    if any(map(_is_no_name, cells)):
        return 0
    if len(cells) > 1 and len(set(cells)) == 1:  # one title over all columns
        return 0
    known: dict[str, int] = {}
    for cell in cells:
        said = meaning_of(cell)
        if said.field:
            known[said.field] = max(known.get(said.field, 0), 3 if said.rank >= WHOLE else 2)
    chosen = sum(100 for cell in cells if bare(cell) in wanted)
    words = {"title", "text"} & known.keys()
    enough = chosen or len(known) > 1 or (words and max(known.values()) == 3)
    return chosen + sum(known.values()) if enough else 0


def _is_no_name(cell: str) -> bool:
    """True for a number or link, and for words that say an amount."""
    bare_cell = cell.strip()
    if NUMBER.fullmatch(bare_cell) or LINK.match(bare_cell):
        return True
    return _SAYS.search(simplified(_IN_BRACKETS.sub("", bare_cell))) is not None


def headers_of(rows: Rows, start: int) -> tuple[list[str], int]:
    """The names of the columns and how many rows stand above the first listing.

    Blanks of the header are filled from a row of groups above or of single names below it; a row of units is added.
    """
    width = max((len(row) for row in rows), default=0)
    if start < 0:
        return [""] * width, 0
    names = _padded(rows[start], width)
    if start and _is_names(rows[start - 1]) and len(set(filter(str.strip, rows[start - 1]))) > 1:
        groups = _spread(_padded(rows[start - 1], width), names)
        names = [_under(group, name) for group, name in zip(groups, names, strict=True)]
    skip = start + 1
    while skip < min(len(rows), start + 3) and (merged := _with_row_below(names, _padded(rows[skip], width))):
        names, skip = merged, skip + 1
    return _with_units_above(names, rows[:start]), skip


def _with_row_below(names: list[str], below: list[str]) -> list[str] | None:
    """The names with a second row of names or units; None when that row is a listing."""
    cells = [cell for cell in below if cell]
    if cells and all(_UNITS_BELOW.fullmatch(cell) for cell in cells):
        return [f"{name}{unit}" for name, unit in zip(names, below, strict=True)]
    if (units := _units_below(below)) is not None:
        return [f"{name}({unit})" if name and unit else name for name, unit in zip(names, units, strict=True)]
    if not cells or not _is_names(below) or not any(meaning(cell).field for cell in cells):
        return None
    fills = [bool(cell) for name, cell in zip(names, below, strict=True) if not name]
    stays = all(cell in {"", name} or not name for name, cell in zip(names, below, strict=True))
    spread = _spread(names, below)
    groups = any(cell and cell == after for cell, after in pairwise(spread))
    if (any(fills) and stays) or (groups and len(set(cells)) == len(cells)) or spread != names:
        merged = [_under(name, cell) for name, cell in zip(spread, below, strict=True)]
        return merged if _has_words(merged) or not _has_words(names) else None
    return None


def _spread(names: list[str], below: Sequence[str]) -> list[str]:
    """The names, with those of groups over all their columns where the table is no workbook that says so itself.

    Only when nothing but groups has other names below it: else that row is a listing.
    """
    spread = list(names)
    for index in range(1, len(names)):
        if not names[index] and below[index] and below[index - 1] and spread[index - 1]:
            spread[index] = spread[index - 1]
    heads = {one for one, (name, after) in enumerate(pairwise(spread)) if name and name == after}
    alone = (one for one, cell in enumerate(below) if cell and names[one] and cell != names[one] and one not in heads)
    return names if any(alone) else spread


def _under(group: str, name: str) -> str:
    """A name below that of a group: it takes the unit of the group when it means the same, and may be a unit itself."""
    if not (group and name) or group == name:
        return name or group
    said, unit = meaning_of(group), split_unit(group)[1]
    if not unit and _is_unit(name):
        return f"{group}({name.strip('()（）')})"
    return f"{name}({unit})" if unit and meaning_of(name).field == said.field and not split_unit(name)[1] else name


def _units_below(below: Sequence[str]) -> list[str] | None:
    """The units of a row that holds nothing else, with or without 单位 in front; None for any other row."""
    units = ["" if bare(cell) in _UNIT else cell.strip("()（）") for cell in below]
    told = [unit for unit in units if unit]
    return units if told and all(map(_is_unit, told)) else None


def _is_unit(cell: str) -> bool:
    said = any(said_unit(cell, field) for field in WITH_UNITS)
    return len(cell) <= _SHORT and not NUMBER.fullmatch(cell) and (said or bool(split_unit(f"({cell})")[1]))


def _with_units_above(names: list[str], above: Rows) -> list[str]:
    """The names with the unit that a line above the table gives (单位：千元), where they have none of their own."""
    lines = dict.fromkeys(cell for row in above for cell in row)  # a line may be merged over all columns
    said = [
        unit
        for line in lines
        for match in _UNITS_ABOVE.finditer(simplified(line))
        for unit in _APART.split(match[1])
        if unit
    ]
    for field in WITH_UNITS:
        units = [unit for unit in said if said_unit(unit, field)]
        if len(units) == 1:
            names = [f"{name}({units[0]})" if _lacks_unit(name, field) else name for name in names]
    return names


def _lacks_unit(name: str, field: str) -> bool:
    unit = unit_of(name, field)
    return meaning_of(name).field == field and not (unit.says or unit.unclear)


def _has_words(names: Sequence[str]) -> bool:
    return any(meaning(name).field in {"title", "text"} for name in names)


def _is_names(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(len(cell) <= 20 and not NUMBER.fullmatch(cell) for cell in cells)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*(" ".join(cell.split()) for cell in row), *([""] * (width - len(row)))]
