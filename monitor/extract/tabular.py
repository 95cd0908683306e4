"""Amounts of a table within a text: each cell is read under the name and the unit of its own column, row by row."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from monitor.extract.parts import ONE_ONLY
from monitor.extract.reading import Extractor, Reading
from monitor.models import Fact
from monitor.text.expression import expression
from monitor.text.normalise import Folded, Normalised

LEAST_COLUMNS: Final = 3  # two are names with what is said of them, which are read as they stand
LONGEST_NAME: Final = 24  # characters of the name of a column with its unit
MOST_ROWS: Final = 500  # of one text; more are a register, no offer
_LINE: Final = expression(r"[^\n]+")
_NAME: Final = expression(
    r" *(?P<name>[^()|\d]{0,8}?"
    r"(?:装机|容量|功率|电量|发电|电价|[售总报要标底价]价|价[格位钱]|水头|流量|小时数?)[^()|\d]{0,6}?)"
    r" *(?:[(\[/](?:单位:?)?(?P<unit>万?(?:kw·?h|千瓦·?时|度)|[kmg]w|万?千瓦|兆瓦|[万亿]?元"
    r"|元/(?:kw·?h|千瓦·?时|度)|元/(?:kw|千瓦)|米|m|m3/s|立方米/秒|小时|h)[)\]]?)? *"
)
_BARE: Final = expression(r"(?:约|≈)?\d[\d.x×*+~-]*")
_DIGIT: Final = expression(r"\d")
# What is no name of a column, or that of a table of one plant's years, which are read as a series.
_NO_NAME: Final = expression(r"\d|年[份度]|月份|时间|日期")
_RULE: Final = expression(r"[-:=+| ]+")  # the line below the names of a table in Markdown
_SUM: Final = expression(r" *(?:合计|总计|小计|共计|总和)")
_NUMBER: Final = expression(r" *\d{1,3}[.、]? *")


class _Cell(NamedTuple):
    """What stands at [start, end) of a text, without the spaces around it."""

    start: int
    end: int


class _Column(NamedTuple):
    """A column, counted from the right; `unit` is None where its name is none of amounts."""

    back: int
    name: str
    unit: str | None


class Tabular(NamedTuple):
    """A reading without its tables, and one for each of their rows, every amount behind its name and with its unit."""

    rest: Reading
    rows: tuple[Reading, ...]
    is_one: bool  # the rows are of one plant


def tabular(reading: Reading) -> Tabular | None:
    """The tables of a text of n characters, None when it has none; O(n), raises nothing.

    A table is a line of names, some of amounts, and lines below with as many cells, parted by |, tabs or commas.
    """
    plain = reading.normalised.plain
    text = _with_tabs(reading.normalised)
    rows, blank, plants = list[Reading](), list[tuple[int, int]](), 0
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text)] if _may_hold_one(text) else []
    number = 0
    while number < len(lines):
        mark, columns, wide = _header(text, *lines[number])
        below = list(_rows(text, islice(lines, number + 1, number + 1 + MOST_ROWS), mark, wide)) if columns else []
        if below:
            blank.append((lines[number][0], lines[number + len(below)][1]))
            cells = [row for row in below if _holds_one(text, row, columns)]
            plants += sum(not _SUM.match(text, row[0].start) for row in cells)
            rows += [_row(reading, row, columns) for row in cells]
        number += 1 + len(below)
    if not rows:
        return None
    rest = _read_as(reading, plain._replace(text=_blanked(plain.text, blank)))
    return Tabular(rest, tuple(rows), plants == 1)


def facts_of_rows(found: Tabular, extractors: Iterable[Extractor], known: Sequence[Fact]) -> list[Fact]:
    """The amounts of the rows. What is offered is of one row alone, and only where `known` facts do not tell it."""
    told = {fact.kind for fact in known if fact.role in ONE_ONLY}
    facts = [fact for row in found.rows for extractor in extractors for fact in extractor(row)]
    return [
        fact._replace(role="unknown") if fact.role in ONE_ONLY and (not found.is_one or fact.kind in told) else fact
        for fact in facts
        if not fact.negotiable
    ]


def _may_hold_one(text: str) -> bool:
    return text.count("|") > LEAST_COLUMNS or text.count("\t") > LEAST_COLUMNS or ")," in text or ",装机" in text


def _with_tabs(normalised: Normalised) -> str:
    """The folded text with the tabs that folding made spaces."""
    original, (text, offsets, _) = normalised.original, normalised.plain
    if "\t" not in original:
        return text
    return "".join(["\t" if one == " " and original[offsets[n]] == "\t" else one for n, one in enumerate(text)])


def _cells(text: str, start: int, end: int, mark: str) -> list[_Cell]:
    """The cells of a line; a mark before the first and behind the last is an edge."""
    parts = text[start:end].split(mark)
    cells, place = list[_Cell](), start
    for part in parts:
        left = place + len(part) - len(part.lstrip())
        cells.append(_Cell(left, max(left, place + len(part.rstrip()))))
        place += len(part) + 1
    if mark == "|" and len(cells) > 1:
        cells = cells[not parts[0].strip() : len(cells) - (not parts[-1].strip())]
    return cells


def _header(text: str, start: int, end: int) -> tuple[str, list[_Column], int]:
    """How a line of names parts its cells, its columns, and how many they are; none when none is of amounts."""
    for mark in "|\t,":
        if text.count(mark, start, end) < LEAST_COLUMNS - 1:
            continue
        cells = _cells(text, start, end, mark)
        if any(one.end - one.start > LONGEST_NAME for one in cells):
            continue
        named = [(len(cells) - n, _NAME.fullmatch(text, *one)) for n, one in enumerate(cells)]
        columns = [
            _Column(back, found["name"].strip(), found["unit"] or "")
            if found
            else _Column(back, text[one.start : one.end], None)
            for one, (back, found) in zip(cells, named, strict=True)
        ]
        units = [one.unit for one in columns if one.unit is not None]
        if any(one.unit is None and _NO_NAME.search(one.name) for one in columns) or len(units) < 1 + (mark == ","):
            continue
        if any(units) or (len(units) > 1 and mark != ","):
            return mark, columns, len(cells)
    return "", [], 0


def _rows(text: str, lines: Iterable[tuple[int, int]], mark: str, wide: int) -> Iterator[list[_Cell]]:
    """The lines that follow as rows, as many cells as the names, or one more: a number before them; [] for a rule."""
    for start, end in lines:
        cells = _cells(text, start, end, mark)
        if mark == "|" and _RULE.fullmatch(text, start, end):
            yield []
        elif len(cells) == wide or (len(cells) == wide + 1 and _NUMBER.fullmatch(text, *cells[0])):
            yield cells
        else:
            return


def _holds_one(text: str, cells: Sequence[_Cell], columns: Sequence[_Column]) -> bool:
    """False for rules, for empty rows, and where the names of the columns come again."""
    return bool(cells) and any(one.unit is not None and _DIGIT.search(text, *cells[-one.back]) for one in columns)


def _row(reading: Reading, cells: Sequence[_Cell], columns: Sequence[_Column]) -> Reading:
    """A row as lines of a name, what stands in its cell, and the unit of its column where a number stands alone."""
    plain = reading.normalised.plain
    text, starts, ends = plain.text, array("I"), array("I")
    parts = list[str]()
    for column in columns:
        start, end = cells[-column.back]
        is_bare = _BARE.fullmatch(text, start, end) is not None
        if not _DIGIT.search(text, start, end) or (is_bare and column.unit is None):
            continue
        unit = column.unit if is_bare and column.unit else ""
        parts.append(f"{column.name}:{text[start:end]}{unit}\n")
        first, last = plain.span(start, start + 1), plain.span(end - 1, end)
        starts.extend([first.start] * (len(column.name) + 1) + list(plain.offsets[start:end]))
        starts.extend([last.start] * (len(unit) + 1))
        ends.extend([first.end] * (len(column.name) + 1) + [plain.span(n, n + 1).end for n in range(start, end)])
        ends.extend([last.end] * (len(unit) + 1))
    return _read_as(reading, Folded("".join(parts), starts, ends))


def _read_as(reading: Reading, plain: Folded) -> Reading:
    dense = plain.at([n for n, one in enumerate(plain.text) if one.isalnum()])
    return replace(reading, normalised=Normalised(reading.normalised.original, plain, dense))


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with spaces in place of its tables: what stands around them is read where it stands."""
    parts, done = list[str](), 0
    for start, end in spans:
        parts += [text[done:start], "".join(["\n" if one == "\n" else " " for one in text[start:end]])]
        done = end
    return "".join([*parts, text[done:]])
