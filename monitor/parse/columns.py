"""Which column of a table is what: title lines above the header, the header itself, fields by names, then by values.

What a person chose or chose before for the same headers comes first. Pure; the rows are cells as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from monitor.errors import ItemError
from monitor.parse.column_names import FIELDS, bare, meaning, split_unit
from monitor.parse.dates import excel_day, read_day

SAMPLE: Final = 200  # rows that are looked at before the first is read
_HEADER_WITHIN: Final = 25
_NAME: Final = 40  # characters of the longest header
READ: Final = "other"  # read with the text, under its header
IGNORE: Final = "ignore"
CHOICES: Final = (*FIELDS, READ, IGNORE)

Why = Literal["chosen", "remembered", "name", "part", "values", "words", "unit", "numbers", "links", "ignored", "empty"]
Rows = Sequence[Sequence[str]]
Chosen = tuple[tuple[str, str], ...]  # (field, header or column letter)

_NUMBER: Final = re.compile(r"[-+]?[\d,，]{1,20}(?:\.\d{1,15})?")
_LINK: Final = re.compile(r"(?:https?:)?//\S{4,}", re.IGNORECASE)
_PRICE: Final = re.compile(
    r"[￥¥约]?\s?[\d.,]{1,15}\s?(?:多|余)?(?:万|亿)?(?:元|人民币|rmb|cny|万|亿)|面议|电议", re.IGNORECASE
)
_POWER: Final = re.compile(r"[\d.,×x*+\s]{1,30}(?:kw|mw|千瓦|兆瓦|万千瓦)", re.IGNORECASE)
_PLACE: Final = re.compile(r"(?!.*(?:站|公司|转让|出售))[\u4e00-\u9fff]{1,12}(?:省|市|县|州|区|自治县|旗|镇|乡)")
_UNITS_BELOW: Final = re.compile(r"[(（].{1,12}[)）]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `field` is one of FIELDS, "other" (read with the text), or "" (not read); `why` says how we know."""

    index: int
    header: str
    field: str = ""
    why: Why = "empty"

    @property
    def letter(self) -> str:
        """Its name in a spreadsheet: A, B … AA."""
        return letter_of(self.index)

    @property
    def label(self) -> str:
        """The header without its unit."""
        return split_unit(self.header)[0] or self.header

    def shown(self, value: str) -> str:
        """A value with the unit that its header names, when it is a bare number."""
        unit = split_unit(self.header)[1]
        return f"{value}{unit}" if unit and _NUMBER.fullmatch(value) else value


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: rows above the first listing, columns, and the signature that choices are kept under."""

    skip: int
    columns: tuple[Column, ...]
    signature: tuple[str, ...]

    def of(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == name), None)


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """What a person says about columns: now, and before by signature."""

    chosen: Chosen = ()
    remembered: Mapping[tuple[str, ...], Chosen] = field(default_factory=dict)


NO_CHOICES: Final = ColumnChoices()


def letter_of(index: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def signature_of(headers: Iterable[str]) -> tuple[str, ...]:
    """The headers of a table as they are compared, in order; empty ones left out."""
    return tuple(key for header in headers if (key := bare(header)))


def lay_out(rows: Rows, choices: ColumnChoices = NO_CHOICES) -> Layout:
    """How to read a table whose first rows are these (up to SAMPLE).

    Raises ItemError (item "") when neither title nor text can be told, or when a chosen column is not there.
    """
    start = _header_row(rows, choices)
    headers, skip = _headers(rows, start)
    signature = signature_of(headers if start >= 0 else map(letter_of, range(len(headers))))
    kept = choices.remembered.get(signature, ())
    now = {name for name, _ in choices.chosen} - {READ, IGNORE}
    columns = [Column(index, header) for index, header in enumerate(headers)]
    for chosen, why in ((choices.chosen, "chosen"), (tuple(c for c in kept if c[0] not in now), "remembered")):
        columns = _choose(columns, chosen, "chosen" if why == "chosen" else "remembered")
    if start >= 0:
        columns = _by_name(columns)
    values = [[row[index].strip() for row in rows[skip:] if index < len(row) and row[index].strip()]
              for index in range(len(headers))]  # fmt: skip
    columns = _rest(_by_values(columns, values), values)
    found = {column.field for column in columns}
    if not found & {"title", "text"}:
        raise ItemError("", "parse", _no_words(headers, rows))
    return Layout(skip, tuple(columns), signature)


def _no_words(headers: Sequence[str], rows: Rows) -> str:
    first = [cell for cell in (rows[0] if rows else ()) if cell.strip()]
    shown = ", ".join(filter(None, [header for header in headers if header.strip()] or first))[:300] or "none"
    return (
        f"no column holds a title or text, by its name or its values; the columns are: {shown};"
        " say which does with --column text=NAME"
    )


def _header_row(rows: Rows, choices: ColumnChoices) -> int:
    """The row that names the columns, -1 when none does: the first listing then stands on top."""
    wanted = {bare(header) for _, header in choices.chosen}
    best, best_score = -1, 0
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        score = _score(row, wanted)
        if score and signature_of(row) in choices.remembered:
            return number
        if score > best_score:
            best, best_score = number, score
    return best


def _score(row: Sequence[str], wanted: set[str]) -> int:
    """How much a row looks like the names of columns: more for each field that it names."""
    cells = [cell for cell in row if cell.strip()]
    if not cells or any(len(cell) > _NAME for cell in cells):
        return 0
    if any(_NUMBER.fullmatch(cell.strip()) or _LINK.match(cell.strip()) for cell in cells):
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


def _headers(rows: Rows, start: int) -> tuple[list[str], int]:
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
        return [cell or name for name, cell in zip(names, below, strict=True)]
    return None


def _is_names(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(len(cell) <= 20 and not _NUMBER.fullmatch(cell) for cell in cells)


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*(" ".join(cell.split()) for cell in row), *([""] * (width - len(row)))]


def _choose(columns: list[Column], chosen: Chosen, why: Why) -> list[Column]:
    for name, wanted in chosen:
        index = _find(columns, wanted)
        columns[index] = replace(columns[index], field="" if name == IGNORE else name, why="ignored" if name == IGNORE
                                 else why)  # fmt: skip
    return columns


def _find(columns: Sequence[Column], wanted: str) -> int:
    """By header, then by part of one, then by letter. Raises ItemError."""
    key = bare(wanted)
    for test in (
        lambda column: bare(column.header) == key,
        lambda column: bare(column.label) == key,
        lambda column: column.letter == wanted.strip().upper(),
    ):
        for column in columns:
            if test(column):
                return column.index
    shown = ", ".join(f"{column.letter} {column.header}".strip() for column in columns)[:300]
    raise ItemError("", "parse", f"has no column {wanted}; its columns are: {shown}")


def _by_name(columns: list[Column]) -> list[Column]:
    """Fields by headers: a whole name before a part of one, then the first."""
    ranked = sorted(
        ((meaning(column.header), column) for column in columns if column.why == "empty"),
        key=lambda pair: (-pair[0].rank, pair[1].index),
    )
    for said, column in ranked:
        if said.field and not any(other.field == said.field for other in columns):
            why: Why = "name" if said.rank >= 1000 else "part"
            columns[column.index] = replace(column, field=said.field, why=why)
    return columns


def _by_values(columns: list[Column], values: Sequence[Sequence[str]]) -> list[Column]:
    """Fields that are still open, by what stands in the columns that mean nothing yet."""
    for name, holds in (("url", _links), ("date", _days), ("price", _prices), ("capacity", _powers), ("text", _long),
                        ("place", _places), ("title", _titles)):  # fmt: skip
        open_columns = [column for column in columns if column.why == "empty" and values[column.index]]
        if any(column.field == name for column in columns):
            continue
        scores = [(holds(values[column.index]), -column.index) for column in open_columns]
        if scores and max(scores)[0] > 0:
            index = -max(scores)[1]
            columns[index] = replace(columns[index], field=name, why="values")
    return columns


def _rest(columns: list[Column], values: Sequence[Sequence[str]]) -> list[Column]:
    """What is no field: words are read with the text, numbers only under a unit, links not."""
    for column in columns:
        found = values[column.index]
        if column.why != "empty" or not found:
            continue
        name, why = READ, "words"
        if _share(_LINK, found) > 0.5:
            name, why = "", "links"
        elif _share(_NUMBER, found, whole=True) > 0.8:
            has_unit = bool(split_unit(column.header)[1])
            name, why = (READ, "unit") if has_unit else ("", "numbers")
        columns[column.index] = replace(column, field=name, why=why)  # type: ignore[arg-type]
    return columns


def _share(pattern: re.Pattern[str], values: Sequence[str], *, whole: bool = False) -> float:
    hits = sum(bool(pattern.fullmatch(value) if whole else pattern.match(value)) for value in values)
    return hits / len(values)


def _links(values: Sequence[str]) -> float:
    return float(_share(_LINK, values) > 0.8)


def _days(values: Sequence[str]) -> float:
    days = sum(len(value) < 30 and bool(read_day(value) or excel_day(value)) for value in values)
    return float(days > 0.8 * len(values))


def _prices(values: Sequence[str]) -> float:
    return float(_share(_PRICE, [value for value in values if len(value) < 25] or [""]) > 0.7)


def _powers(values: Sequence[str]) -> float:
    return float(_share(_POWER, [value for value in values if len(value) < 30] or [""]) > 0.7)


def _places(values: Sequence[str]) -> float:
    return float(_share(_PLACE, values) > 0.7 and sum(map(len, values)) < 20 * len(values))


def _long(values: Sequence[str]) -> float:
    mean = sum(map(len, values)) / len(values)
    return mean if mean >= 20 and _share(_LINK, values) < 0.5 else 0.0


def _titles(values: Sequence[str]) -> float:
    mean = sum(map(len, values)) / len(values)
    words = [value for value in values if any(one >= "\u4e00" for one in value) or " " in value]
    return mean if 4 <= mean <= 60 and len(words) > 0.7 * len(values) and len(set(values)) > len(values) / 2 else 0.0
