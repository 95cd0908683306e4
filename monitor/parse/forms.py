"""A sheet that is a form, 项目 | 内容, one plant in each column of values -> rows of a table, one for each plant. Pure.

Its first column holds names of fields, its others what is said of one plant each. Turned over, it is read as any
table: the names of its fields are headers, corrected and remembered like those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.parse.column_names import bare, words_of
from monitor.parse.column_units import meaning_of
from monitor.parse.column_values import LINK, NUMBER

LEAST: Final = 3  # different fields that are named in the first column
_KEY: Final = 24  # characters of the longest name of a field
_MOST: Final = 50  # plants side by side
_FILLED: Final = 0.5  # of the rows of the fullest column: with fewer values a column holds remarks
_TOLD: Final = frozenset(("price", "capacity", "contact", "date", "id", "url"))  # their values have digits
_OPEN: Final = ("面议", "电议", "详谈")

Rows = Sequence[Sequence[str]]


def turned(rows: Rows) -> list[list[str]] | None:
    """A form turned over: the names of its fields, then what each plant says of them; None for an ordinary table.

    Args: rows, all that a sheet has. O(cells).
    """
    width = max(map(len, rows), default=0)
    padded = [[*(" ".join(cell.split()) for cell in row), *([""] * (width - len(row)))] for row in rows]
    filled = [row for row in padded if any(row)]
    alone = [len(set(filter(None, row))) == 1 for row in filled]  # titles, headings, fields without a value
    pairs = _pairs(filled, alone)
    if pairs is None:
        return None
    title = next(filter(None, filled[0])) if alone[0] else ""
    head = _head(pairs[0])
    body = pairs[1:] if head else pairs
    return _turned(head, body, title) if _is_form(body) else None


def _is_form(body: Rows) -> bool:
    keys = [row[0] for row in body]
    if not all(map(_is_key, keys)) or len(set(map(bare, keys))) < len(keys) or len(_fields(keys)) < LEAST:
        return False
    explained = sum(map(_names_itself, body)) > 1
    return not (explained or any(map(_names_columns, body))) and any(map(_has_numbers, body))


def _fields(keys: Sequence[str]) -> set[str]:
    return {said.field for key in keys if (said := meaning_of(key)).field}


def _pairs(rows: Sequence[list[str]], alone: Sequence[bool]) -> list[list[str]] | None:
    """The rows from the names of the fields on; None when there are none, or a value has no name."""
    told = [row for row, one in zip(rows, alone, strict=True) if not one]
    width = max(map(len, rows), default=0)
    first = next((index for index in range(width) if not _counts(told, index)), width)
    pairs = [row[first:] for row in told if any(row[first + 1 :])]
    begin = next((number for number, one in enumerate(alone) if not one), 0)
    nameless = any(not row[first] for row in rows[begin:] if any(row[first:]))
    return pairs if len(pairs) >= LEAST and not nameless else None


def _counts(rows: Rows, index: int) -> bool:
    """True for a column that is blank or holds numbers alone: 序号 beside the names."""
    cells = [row[index] for row in rows if row[index] and bare(row[index]) not in _words("number")]
    return all(NUMBER.fullmatch(cell) for cell in cells)


def _head(row: Sequence[str]) -> list[str]:
    """The row 项目 | 内容 above a form as it is; [] when the first row is one of its fields."""
    cells = [bare(cell) for cell in row if cell]
    beside = _words("value") | _words("unit") | _words("remark")
    named = [cell.rstrip("0123456789一二三四五") in beside for cell in cells[1:]]
    return list(row) if cells[0] in _words("key") and all(named) else []


def _words(kind: str) -> frozenset[str]:
    return frozenset(map(bare, words_of("form")[kind]))


def _is_key(key: str) -> bool:
    return len(key) <= _KEY and not NUMBER.fullmatch(key) and not LINK.match(key)


def _names_columns(row: Sequence[str]) -> bool:
    """True for the header of an ordinary table: beside the first name stands the whole name of another field."""
    own = meaning_of(row[0]).field
    others = (meaning_of(cell) for cell in row[1:] if cell)
    return any(said.rank >= 1000 and said.field and said.field != own for said in others) and bool(own)


def _names_itself(row: Sequence[str]) -> bool:
    """True where beside a name stands another one of the same field: title | 标题."""
    own = meaning_of(row[0]).field
    others = (meaning_of(cell) for cell in row[1:] if cell)
    return bool(own) and any(said.field == own and said.rank >= 1000 for said in others)


def _has_numbers(row: Sequence[str]) -> bool:
    """True where a field that has digits has them: a list of fields with their explanations is no form."""
    told = meaning_of(row[0]).field in _TOLD
    return told and any(any(map(str.isdigit, cell)) or any(word in cell for word in _OPEN) for cell in row[1:])


def _turned(head: Sequence[str], body: Rows, title: str) -> list[list[str]] | None:
    width = len(body[0])
    names = [bare(cell) for cell in head] or [""] * width
    full = [sum(bool(row[index]) for row in body) for index in range(width)]
    beside = [index for index in range(1, width) if full[index]]
    units = [index for index in beside if names[index] in _words("unit")]
    rest = [index for index in beside if index not in units and names[index] not in _words("remark")]
    most = max((full[index] for index in rest), default=0)
    plants = [index for index in rest if full[index] >= most * _FILLED]
    if not plants or len(plants) > _MOST:
        return None
    more = [(f"{row[0]} 备注", row[index]) for index in beside if index not in {*units, *plants} for row in body
            if row[index]]  # fmt: skip
    keys = [row[0] + "".join(f"({row[index]})" for index in units if row[index]) for row in body]
    if title and len(plants) == 1 and not _fields(keys) & {"title", "text"}:
        more.append(("标题", title))  # above the form
    told = [value for _, value in more]
    return [[*keys, *(name for name, _ in more)], *([row[index] for row in body] + told for index in plants)]
