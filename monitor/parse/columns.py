"""Which column of a table is what: title lines above the header, the header itself, fields by names, then by values.

What a person chose or chose before for the same headers comes first. Pure; the rows are cells as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final, Literal

from monitor.errors import ItemError
from monitor.parse.column_names import FIELDS, bare, may_mean, signature_of, split_unit
from monitor.parse.column_units import (
    WITH_UNITS,
    is_bare,
    meaning_of,
    plain_figures,
    said_unit,
    splits_of,
    unit_of,
    with_unit,
)
from monitor.parse.column_values import HOLDS, LINK, NUMBER, are_names, are_phones, latest_day, share
from monitor.parse.header_rows import Rows, header_row, headers_of

SAMPLE: Final = 200  # rows that are looked at before the first is read
READ: Final = "other"  # read with the text, under its header
IGNORE: Final = "ignore"
CHOICES: Final = (*FIELDS, READ, IGNORE)
_PERSON: Final = "联系人"
_NAMING: Final = ("url", "id", "title", "seller", "place", "capacity")

Why = Literal[
    "chosen", "remembered", "name", "part", "values", "words", "unit", "numbers", "links", "ignored", "empty", "end",
    "later", "people",
]  # fmt: skip
Chosen = tuple[tuple[str, str], ...]  # (field, header or column letter)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `field` is one of FIELDS, "other" (read with the text), or "" (not read); `why` says how we know.

    `told`: the unit that a person said its numbers have.
    """

    index: int
    header: str
    field: str = ""
    why: Why = "empty"
    told: str = ""

    @property
    def letter(self) -> str:
        """Its name in a spreadsheet: A, B … AA."""
        return letter_of(self.index)

    @property
    def is_day(self) -> bool:
        """True for days that are read with the words, being none of posting: deadlines."""
        return self.why in {"end", "later"}

    @property
    def label(self) -> str:
        """The header without its unit; without what looks like one, too, when a person said the unit.

        Over names of people it begins with a word by which they are known as such, and masked.
        """
        if self.why == "people":
            return f"{_PERSON}（{self.header}）" if self.header else _PERSON
        said = unit_of(self.header, self.field)
        if self.told and said.unclear:
            return splits_of(self.header)[0][0]
        return said.label or self.header

    @property
    def unit(self) -> str:
        """The unit of its bare numbers as it is written behind them; "" for none that is known."""
        return self.told or unit_of(self.header, self.field).says

    @property
    def unclear(self) -> str:
        """Words of the header that look like a unit and are none that is known; "" when there are none."""
        return "" if self.told else unit_of(self.header, self.field).unclear

    def shown(self, value: str) -> str:
        """A value with the unit of its column when it is bare numbers; "" when nobody knows what they count."""
        if self.field not in WITH_UNITS:
            return f"{value}{self.unit}" if self.unit and NUMBER.fullmatch(value) else value
        if self.field == "price":
            value = plain_figures(value)
        if not is_bare(value):
            return with_unit(value, self.unit) if self.field == "price" else value
        return "" if self.unclear else f"{value}{self.unit}"

    def named(self, value: str) -> str:
        """A value as names of rows are made of it, whatever is known of units: names must stay.

        Days name no row, whether or not they are taken for those of posting, which hangs on when the table came.
        """
        if self.is_day:
            return ""
        unit = split_unit(self.header)[1]
        return f"{value}{unit}" if unit and NUMBER.fullmatch(value) else value


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: rows above the first listing, columns, and the signature that choices are kept under."""

    skip: int
    columns: tuple[Column, ...]
    signature: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """What a person says about columns: now, and before by signature.

    `last_day`: no listing of the table was posted after it, None when nobody knows when the table came.
    `is_asking`: a person is to say which columns hold the words, so a table without any is laid out all the same.
    """

    chosen: Chosen = ()
    remembered: Mapping[tuple[str, ...], Chosen] = field(default_factory=dict)
    last_day: date | None = None
    is_asking: bool = False


NO_CHOICES: Final = ColumnChoices()


def letter_of(index: int) -> str:
    """0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def lay_out(rows: Rows, choices: ColumnChoices = NO_CHOICES) -> Layout:
    """How to read a table whose first rows are these (up to SAMPLE).

    What is chosen now holds against what was chosen before for the same field or the same column.
    Raises ItemError (item "") when neither title nor text can be told, or when a chosen column is not there.
    """
    start = header_row(rows, wanted_names(choices), choices.remembered)
    headers, skip = headers_of(rows, start)
    signature = signature_of(headers if start >= 0 else map(letter_of, range(len(headers))))
    kept = choices.remembered.get(signature, ())
    now = {name for name, _ in choices.chosen} - {READ, IGNORE}
    columns = [Column(index, header) for index, header in enumerate(headers)]
    columns = _choose(columns, choices.chosen, "chosen")
    columns = _choose(columns, tuple(pair for pair in kept if pair[0] not in now), "remembered")
    if start >= 0:
        columns = _by_name(columns)
    values = [[row[index].strip() for row in rows[skip:] if index < len(row) and row[index].strip()]
              for index in range(len(headers))]  # fmt: skip
    columns = _rest(_by_values(_no_posting(columns, values, choices.last_day), values), values)
    found = {column.field for column in columns}
    if not (found & {"title", "text"} or choices.is_asking):
        raise ItemError("", "parse", _no_words(headers, rows))
    return Layout(skip, tuple(columns), signature)


def wanted_names(choices: ColumnChoices) -> set[str]:
    """The names of columns that a person may mean, as `bare` gives them."""
    said = [header for _, header in choices.chosen]
    return {bare(name) for header in said for name in (header, *(name for name, _ in splits_of(header)))}


def said_of_columns(rows: Rows, choices: ColumnChoices) -> bool:
    """True when a person said, now or before, what the columns under the first row of a table are: it is no form."""
    first = rows[0] if rows else ()
    beside = {bare(cell) for cell in first[1:] if cell.strip()}
    return bool(beside & wanted_names(choices)) or (
        bool(choices.remembered) and signature_of(first) in choices.remembered
    )


def naming_layouts(rows: Rows, layout: Layout) -> tuple[Layout, ...]:
    """By which layouts the rows of a table are named, the one that counts first.

    A choice of words or price must not give every row another name: only the fields that name a row are taken from
    what a person chose, all else is as it is guessed.
    """
    chosen = {column.field for column in layout.columns if column.why in {"chosen", "remembered"}} & set(_NAMING)
    if all(column.why not in {"chosen", "remembered", "ignored"} for column in layout.columns):
        return (layout,)
    try:
        guess = lay_out(rows)
    except ItemError:
        return (layout,)
    if not chosen:
        return (guess,)
    return replace(guess, columns=tuple(map(partial(_overlaid, chosen), layout.columns, guess.columns))), guess


def _overlaid(chosen: set[str], said: Column, guessed: Column) -> Column:
    if said.field in chosen:
        return said
    return replace(guessed, field="") if guessed.field in chosen else guessed


def _no_words(headers: Sequence[str], rows: Rows) -> str:
    first = [cell for cell in (rows[0] if rows else ()) if cell.strip()]
    shown = ", ".join(filter(None, [header for header in headers if header.strip()] or first))[:300] or "none"
    return (
        f"no column holds a title or text, by its name or its values; the columns are: {shown};"
        " say which does with --column text=NAME"
    )


def _choose(columns: list[Column], chosen: Chosen, why: Why) -> list[Column]:
    """The columns with what is chosen of those that are still open, the latest word on each."""
    settled = {column.index for column in columns if column.why != "empty"}
    for name, wanted in chosen:
        index, told = _find(columns, name, wanted)
        if index in settled:
            continue
        if name == IGNORE:
            columns[index] = replace(columns[index], field="", why="ignored")
        else:
            columns[index] = replace(columns[index], field=name, why=why, told=told)
    return columns


def _find(columns: Sequence[Column], field: str, wanted: str) -> tuple[int, str]:
    """The column that is meant, and the unit that was said with it: B, 价格, B(万元), 价格/万元. Raises ItemError."""
    if (index := _index_of(columns, wanted)) is not None:
        return index, ""
    for name, unit in splits_of(wanted):
        if (index := _index_of(columns, name)) is not None:
            if said := said_unit(unit, field):
                return index, said
            raise ItemError("", "parse", f"{unit} is no unit of {field} that is known; write 万元, 元, 千元, kW or MW")
    shown = ", ".join(f"{column.letter} {column.header}".strip() for column in columns)[:300]
    raise ItemError("", "parse", f"has no column {wanted}; its columns are: {shown}")


def column_of(layout: Layout, said: str) -> int | None:
    """The column that a person means by its header or letter, a unit behind it or not; None when it is not there."""
    names = (said, *(name for name, _ in splits_of(said)))
    return next((index for name in names if (index := _index_of(layout.columns, name)) is not None), None)


def _index_of(columns: Sequence[Column], wanted: str) -> int | None:
    """By header, then by the header without its unit, then by letter."""
    key = bare(wanted)
    for test in (
        lambda column: bare(column.header) == key,
        lambda column: bare(split_unit(column.header)[0]) == key,
        lambda column: any(bare(name) == key for name, _ in splits_of(column.header)),
        lambda column: column.letter == wanted.strip().upper(),
    ):
        for column in columns:
            if test(column):
                return column.index
    return None


def _by_name(columns: list[Column]) -> list[Column]:
    """Fields by headers: a whole name before a part of one, then the first."""
    ranked = sorted(
        ((meaning_of(column.header), column) for column in columns if column.why == "empty"),
        key=lambda pair: (-pair[0].rank, pair[1].index),
    )
    for said, column in ranked:
        if said.field and not any(other.field == said.field for other in columns):
            why: Why = "name" if said.rank >= 1000 else "part"
            columns[column.index] = replace(column, field=said.field, why=why)
    return columns


def _no_posting(columns: list[Column], values: Sequence[Sequence[str]], last: date | None) -> list[Column]:
    """Columns of days that nobody posted on, when they might be taken for those: by their headers, or still to come."""
    if any(column.field == "date" for column in columns):
        return columns
    for column in columns:
        day = latest_day(values[column.index]) if column.why == "empty" and values[column.index] else None
        if day is None:
            continue
        if not may_mean(column.header, "date"):
            columns[column.index] = replace(column, field=READ, why="end")
        elif last is not None and day > last:
            columns[column.index] = replace(column, field=READ, why="later")
    return columns


def _by_values(columns: list[Column], values: Sequence[Sequence[str]]) -> list[Column]:
    """Fields that are still open, by what stands in the columns that mean nothing yet."""
    for name, holds in HOLDS:
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
    phones = any(column.field == "contact" or are_phones(values[column.index]) for column in columns)
    for column in columns:
        found = values[column.index]
        if column.why != "empty" or not found:
            continue
        name, why = READ, "words"
        if phones and are_names(column.header, found):
            why = "people"
        elif share(LINK, found) > 0.5:
            name, why = "", "links"
        elif are_phones(found):
            pass  # of a second person, or beside the column of their names
        elif share(NUMBER, found, whole=True) > 0.8:
            has_unit = bool(split_unit(column.header)[1])
            name, why = (READ, "unit") if has_unit else ("", "numbers")
        columns[column.index] = replace(column, field=name, why=why)  # type: ignore[arg-type]
    return columns
