"""Which columns of a form are plants: those of units, remarks, averages and former values are none. Pure.

The words that tell them are in data/columns.tsv (`form`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from monitor.parse.column_names import bare, split_unit, words_of
from monitor.parse.column_units import meaning_of

WHOLE: Final = 1000  # the rank of a name that is known as a whole
_MOST: Final = 50  # plants side by side
_FILLED: Final = 0.5  # of the rows of the fullest column: with fewer values a column holds remarks
_COUNTS: Final = ("price", "capacity")  # a second number of these would be read as a claim of the seller
_YEARS: Final = re.compile(r"(?:19|20)\d\d(?:年度?)?")

Rows = Sequence[Sequence[str]]


@cache
def words(kind: str) -> frozenset[str]:
    """The words of a kind that stand above the columns of a form, as `bare` gives them."""
    return frozenset(map(bare, words_of("form")[kind]))


def head_of(rows: Rows) -> tuple[list[str], Rows]:
    """The row 项目 | 内容 above a form, [] for none, and the rows of its fields.

    A head whose words are not known goes with the rows, under another name when one of these names the plant.
    """
    first, rest = list(rows[0]), [row for row in rows[1:] if row != rows[0]]  # it comes again above a part
    if bare(first[0]) not in words("key"):
        return [], rows
    if all(map(_is_known, filter(None, first[1:]))):
        return first, rest
    more = ["" if _is_known(cell) else cell for cell in first[1:]]
    columns = any(meaning_of(cell).rank >= WHOLE for cell in more)  # the header of an ordinary table
    if columns or meaning_of(first[0]).field != "title" or not any(map(_names, rest)):
        return first, [first, *rest]
    return first, [*rest, [f"{first[0]} 备注", *more]]


def _is_known(cell: str) -> bool:
    kinds = ("value", "unit", "remark", "own", "now")
    return any(_is(cell, kind) for kind in kinds) or _is_other(cell)


def _is(cell: str, kind: str) -> bool:
    return bare(split_unit(cell)[0]).rstrip("0123456789一二三四五") in words(kind)


def _is_other(cell: str) -> bool:
    """True for what is said of other plants or of the form: 行业平均, 填写要求."""
    return any(word in bare(cell) for word in words("other has"))


def _names(row: Sequence[str]) -> bool:
    said = meaning_of(row[0])
    return said.field == "title" and said.rank >= WHOLE


def filled_in(head: Sequence[str], body: Rows, title: str) -> list[list[str]] | None:
    """The names of the fields, then what each plant says of them; None when it is not clear which columns are plants.

    Args: head, the row above them or []; title, what names the only plant where no field does.
    """
    names = list(head) or [""] * len(body[0])
    full = [sum(bool(row[index]) for row in body) for index in range(len(names))]
    units = [index for index in range(1, len(names)) if full[index] and _is(names[index], "unit")]
    beside = [i for i in range(1, len(names)) if full[i] and i not in units and not _is_other(names[i])]
    plants = _plants(names, body, [index for index in beside if not _is(names[index], "remark")])
    if not plants or len(plants) > _MOST:
        return None
    more = [_remark(row, index, names[index]) for index in beside if index not in plants for row in body
            if row[index] and _counts_apart(row, index, plants, names[index])]  # fmt: skip
    keys = [row[0] + "".join(f"({row[index]})" for index in units if row[index]) for row in body]
    if title and len(plants) == 1:
        more.append(("标题", title))  # above the form
    told = [value for _, value in more]
    return [[*keys, *(name for name, _ in more)], *([row[index] for row in body] + told for index in plants)]


def _plants(names: Sequence[str], body: Rows, columns: Sequence[int]) -> list[int]:
    """The columns that are a plant each, [] when that cannot be told.

    Where the columns are one plant now and formerly, it is what is said of it now.
    """
    others = [index for index in columns if not (_is(names[index], "own") or _is(names[index], "now"))]
    if not others:
        return ([index for index in columns if _is(names[index], "now")] or list(columns))[:1]
    filled = {index: sum(bool(row[index]) for row in body) for index in others}
    found = [index for index in others if filled[index] >= max(filled.values()) * _FILLED]
    titles = {index: tuple(row[index] for row in body if _names(row)) for index in found}
    named = [index for index in found if any(titles[index])] or found
    if len(named) > 1 and (_same([titles[i] for i in named]) or all(_YEARS.fullmatch(bare(names[i])) for i in named)):
        return []
    return named


def _same(titles: Sequence[tuple[str, ...]]) -> bool:
    """True when two columns have the same name: one plant at two times, or merged cells."""
    return any(titles[0]) and len(set(titles)) < len(titles)


def _counts_apart(row: Sequence[str], index: int, plants: Sequence[int], name: str) -> bool:
    """False for what a plant says already, and for the former price beside the one of now."""
    if any(row[index] == row[plant] for plant in plants):
        return False
    remark = not name or _is(name, "remark")
    return remark or not (meaning_of(row[0]).field in _COUNTS and any(row[plant] for plant in plants))


def _remark(row: Sequence[str], index: int, name: str) -> tuple[str, str]:
    formerly = _is(name, "own") or _is(name, "now")
    return f"{row[0]} {name if formerly else '备注'}", row[index]
