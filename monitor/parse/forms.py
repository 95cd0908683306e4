"""A sheet that is a form, 项目 | 内容, one plant in each column of values -> rows of a table, one for each plant. Pure.

Its first column holds names of fields, its others what is said of one plant each. Turned over, it is read as any
table: the names of its fields are headers, corrected and remembered like those. Forms may stand one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.parse.column_names import bare, speaks, split_unit
from monitor.parse.column_units import meaning_of
from monitor.parse.column_values import LINK, NUMBER
from monitor.parse.form_columns import WHOLE, filled_in, head_of, words

LEAST: Final = 3  # different fields that are named in the first column
_KEY: Final = 24  # characters of the longest name of a field
_TOLD: Final = frozenset(("price", "capacity", "contact", "date", "id", "url"))  # their values have digits
_OPEN: Final = ("面议", "电议", "详谈")
_JOINED: Final = frozenset(("contact", "text", ""))  # fields that one plant may have several of
_ALIKE: Final = 0.5  # of the names of a form come again in the next one below it

Rows = Sequence[Sequence[str]]


class _Line(NamedTuple):
    """A row from the names of the fields on; `alone`: a title, heading, or field without a value."""

    cells: list[str]
    alone: bool


class _Form(NamedTuple):
    """The rows of one form, the row of heads among them, and the title above it."""

    title: str
    rows: list[list[str]]


def turned(rows: Rows) -> list[list[str]] | None:
    """Forms turned over: the names of their fields, then what each plant says of them; None for an ordinary table.

    Args: rows, all that a sheet has. O(cells).
    """
    lines = _lines(rows)
    begin = next((number for number, line in enumerate(lines) if not line.alone), len(lines))
    if sum(not line.alone for line in lines) < LEAST or any(not line.cells[0] for line in lines[begin:]):
        return None
    if stacked := _stacked(lines, begin):
        return stacked
    title = next(filter(None, lines[0].cells), "") if begin else ""
    return _read(_Form(title, [line.cells for line in lines[begin:] if not line.alone]))


def undecided(rows: Rows) -> bool:
    """True for what is no ordinary table, since its rows are named by different fields, 装机容量, 价格, 联系人.

    Args: rows, the first of a sheet that `turned` did not turn. The header of an ordinary table names fields as well,
    but beside each other.
    """
    lines = _lines(rows)
    body = next((lines[number + 1 :] for number, line in enumerate(lines) if _is_header(line.cells)), lines)
    keys = [line.cells[0] for line in body if line.cells[0]]
    said = [meaning for meaning in map(meaning_of, keys) if meaning.rank >= WHOLE]
    fields = {meaning.field for meaning in said}
    return (len(fields) >= LEAST and len(said) * 4 >= len(keys)) or (len(fields) > 1 and len(said) * 2 >= len(keys))


def _lines(rows: Rows) -> list[_Line]:
    """The rows that are not blank, from the first column on that does not count them."""
    width = max(map(len, rows), default=0)
    padded = ([*(" ".join(cell.split()) for cell in row), *([""] * (width - len(row)))] for row in rows)
    filled = [row for row in padded if any(row)]
    alone = [len(set(filter(None, row))) == 1 for row in filled]
    told = [row for row, one in zip(filled, alone, strict=True) if not one]
    first = next((index for index in range(width) if not _counts(told, index)), 0)
    found = ((row[first:], one or not any(row[first + 1 :])) for row, one in zip(filled, alone, strict=True))
    return [_Line(cells, one) for cells, one in found if any(cells)]


def _counts(rows: Rows, index: int) -> bool:
    """True for a column that is blank or holds numbers alone: 序号 beside the names."""
    cells = [row[index] for row in rows if row[index] and bare(row[index]) not in words("number")]
    return all(NUMBER.fullmatch(cell) for cell in cells)


def _stacked(lines: Sequence[_Line], begin: int) -> list[list[str]] | None:
    """Forms one below the other, each from where the first name comes again; None when it does not, or in doubt."""
    for mark in _marks(lines[begin : begin + 2]):
        again = [number for number, line in enumerate(lines) if number > begin and bare(line.cells[0]) == mark]
        ends = [begin, *(number for number in again if number > begin + 1), len(lines)]
        if len(ends) < 3:
            continue
        forms = [_form(lines, start, end) for start, end in pairwise(ends)]
        found = [plants for form in forms if _is_named(form) and _alike(forms[0], form) and (plants := _read(form))]
        if len(found) == len(forms):
            return _joined(found)
    return None


def _marks(lines: Sequence[_Line]) -> list[str]:
    """The first names: the one with which a form begins, and that below it when it is the head, 项目."""
    marks = list(dict.fromkeys(bare(line.cells[0]) for line in lines))
    return marks if marks[0] in words("key") else marks[:1]


def _form(lines: Sequence[_Line], start: int, end: int) -> _Form:
    above = next(filter(None, lines[start - 1].cells)) if start and lines[start - 1].alone else ""
    title = above if speaks(above) and not meaning_of(above).rank >= WHOLE else ""
    return _Form(title, [line.cells for line in lines[start:end] if not line.alone])


def _is_named(form: _Form) -> bool:
    return bool(form.title or _fields([row[0] for row in form.rows]) & {"title", "text"})


def _alike(one: _Form, other: _Form) -> bool:
    """True for two forms of the same kind: else they are parts of one, 基本情况 and 联系方式."""
    here, there = ({bare(row[0]) for row in form.rows} for form in (one, other))
    return len(here & there) >= max(len(here), len(there)) * _ALIKE


def _joined(tables: Sequence[Rows]) -> list[list[str]]:
    """The plants of several forms under all the names that these have."""
    names: dict[tuple[str, int], str] = {}
    plants: list[dict[tuple[str, int], str]] = []
    for head, *rows in tables:
        keys = list(_counted(head))
        names |= {key: name for key, name in zip(keys, head, strict=True) if key not in names}
        plants += [dict(zip(keys, row, strict=True)) for row in rows]
    return [list(names.values()), *([plant.get(key, "") for key in names] for plant in plants)]


def _counted(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each name as it is compared, and how often it stood before: two columns of remarks have the same."""
    seen = [bare(name) for name in names]
    return ((name, seen[:number].count(name)) for number, name in enumerate(seen))


def _read(form: _Form) -> list[list[str]] | None:
    """One form turned over; None when it is none, or when it does not tell which of its words are of one plant."""
    head, body = head_of(form.rows)
    merged = [] if any(map(_names_columns, body)) else _merged(body)
    if not _is_form(merged):
        return None
    title = "" if _fields([row[0] for row in merged]) & {"title", "text"} else form.title
    return filled_in(head, merged, title)


def _merged(body: Rows) -> list[list[str]]:
    """Rows of the same name as one, their values joined; [] when a plant cannot have two of them."""
    found: dict[str, list[Sequence[str]]] = {}
    for row in body:
        found.setdefault(bare(row[0]), []).append(row)
    merged: list[list[str]] = []
    for name, *_ in (rows[0] for rows in found.values()):
        columns = zip(*(row[1:] for row in found[bare(name)]), strict=True)
        beside = [list(dict.fromkeys(filter(None, cells))) for cells in columns]
        if meaning_of(name).field not in _JOINED and any(len(values) > 1 for values in beside):
            return []
        merged.append([name, *("；".join(values) for values in beside)])
    return merged


def _is_form(body: Rows) -> bool:
    keys = [row[0] for row in body]
    if not all(map(_is_key, keys)) or len(_fields(keys)) < LEAST:
        return False
    return not _is_explained(body) and any(map(_has_numbers, body))


def _fields(keys: Sequence[str]) -> set[str]:
    return {said.field for key in keys if (said := meaning_of(key)).field}


def _is_key(key: str) -> bool:
    return len(key) <= _KEY and not NUMBER.fullmatch(key) and not LINK.match(key)


def _names_columns(row: Sequence[str]) -> bool:
    """True for the header of an ordinary table: beside the first name stands another one, or one with its unit."""
    own = meaning_of(row[0]).field
    return any(_is_name(cell, own) for cell in row[1:] if cell)


def _is_name(cell: str, beside: str) -> bool:
    """True for what names a column beside that of a field ("" for an unknown one) and is no value: 价格, 备注, 水头(m).

    水电站 may be what is said under a name that we do not know.
    """
    if bare(cell) in words("remark") or (split_unit(cell)[1] and not any(map(str.isdigit, cell))):
        return True
    said = meaning_of(cell)
    return said.rank >= WHOLE and said.field != beside and not (not beside and said.field == "title" and speaks(cell))


def _is_header(row: Sequence[str]) -> bool:
    """True for names of columns and nothing else beside them: 电站名称 | 价格, no 电站名称 | 平永 | 价格 | 95万."""
    named = [bool(meaning_of(cell).field) for cell in row if cell]
    return _names_columns(row) and sum(named) * 2 > len(named)


def _names_itself(row: Sequence[str]) -> bool:
    """True where beside a name stands another one of the same field: title | 标题."""
    own = meaning_of(row[0]).field
    others = (meaning_of(cell) for cell in row[1:] if cell)
    return bool(own) and any(said.field == own and said.rank >= WHOLE for said in others)


def _is_explained(body: Rows) -> bool:
    named = [row for row in body if _names_itself(row)]
    return len(named) > 1 or any(meaning_of(row[0]).field == "title" for row in named)


def _has_numbers(row: Sequence[str]) -> bool:
    """True where a field that has digits has them: a list of fields with their explanations is no form."""
    told = meaning_of(row[0]).field in _TOLD
    return told and any(any(map(str.isdigit, cell)) or any(word in cell for word in _OPEN) for cell in row[1:])
