"""Names of people in tables within a text: beside a cell with a label, below one in a row of headers, in the next line.

A cell stands between | or alone in its line (`<dt>`). Less tells here than behind a colon that words are a name, so
those count which begin with a surname; others only in a row with a number to call. Words: data/extract/people.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from monitor.text.expression import cued, expression
from monitor.text.people import (
    any_of,
    ends_organisation,
    is_bare_name,
    is_labelled_name,
    is_name,
    name_called,
    words_of,
)

_HAN: Final = r"[\u4e00-\u9fff]"
_NUMBERED: Final = r"(?:[\d一二三四五六七八九十]{1,3}[.、)]? ?)?"
_ROW_LINE: Final = expression(r"[ |:+-]*\Z")  # |---|---| of Markdown
_DIGITS: Final = expression(r"\d")
_IN_BRACKETS: Final = expression(r"\([^()]*\)")
_NUMBER: Final = expression(r"(?<![\d,.])\+?\d(?:[ ()-]{0,2}\d){9,14}(?![\d,.])")  # to call: a day has eight digits
_NEAR: Final = 6  # cells in which it is looked for
_SHARE: Final = expression(r"\d ?%")  # what each owner has
_MOST_LINES: Final = 4  # of a row whose cells hold line breaks
_HEADER: Final = 12  # characters of a header at most
_END: Final = r"(?=[ \t]*(?:\Z|[;()、/,&<\d+*]|和|电话|手机|微信|qq|tel|phone|mobile|先生|女士|小姐))"


class _Cell(NamedTuple):
    """The words of a cell without the spaces around them, and where they begin in the text."""

    start: int
    words: str


class _Label(NamedTuple):
    """A cell that names people: its column, whether any words may follow (联系人), in which script, with a colon."""

    column: int
    is_strong: bool
    is_han: bool
    has_colon: bool


class _Row(NamedTuple):
    cells: Sequence[_Cell]
    labels: Sequence[_Label]
    end: int  # of its line


def tabled_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand in cells that a label beside or above them speaks for, in a folded text. Linear."""
    rows = list(_rows(text))
    headers = [_is_header(row) for row in rows]
    for row, is_header in zip(rows, headers, strict=True):
        if is_header:
            yield from _below(text, row)
        elif len(row.cells) > 1:
            yield from _beside(text, row)
        else:
            yield from _in_next_line(text, row)


@cache
def _label() -> re.Pattern[str]:
    more = rf"(?:\([^()\n]{{1,12}}\)|[/和与]?{any_of('more')})"
    strong = rf"(?P<strong>{any_of('label')}|{any_of('latin cell')}){more}{{0,2}}"
    weak = rf"{any_of('party')}(?:姓名|名称|名)?"
    return cued(
        rf"(?:^|(?<=[\n|]))[ \t*]*{_NUMBERED}{_HAN}{{0,6}}?(?:{strong}|{weak})[ *]*(?P<colon>:)?[ *]*(?=[|\n]|$)"
    )


def _rows(text: str) -> Iterator[_Row]:
    """The lines that have a cell with a label."""
    labels, begun, place, column = list[_Label](), -1, 0, 0
    for found in _label().finditer(text):
        line = text.rfind("\n", 0, found.end()) + 1  # what is found may begin with an empty line's end
        if line != begun:
            if labels:
                yield _row(text, begun, labels)
            labels, begun, place, column = [], line, line, 0
        column, place = column + text.count("|", place, found.end()), found.end()
        strong = found["strong"] or ""
        labels.append(_Label(column, bool(strong), not strong.isascii(), found["colon"] is not None))
    if labels:
        yield _row(text, begun, labels)


def _row(text: str, line: int, labels: Sequence[_Label]) -> _Row:
    cells, end = _cells(text, line)
    return _Row(cells, labels, end)


def _cells(text: str, line: int) -> tuple[list[_Cell], int]:
    """The cells of the line that begins there, and where it ends."""
    end = text.find("\n", line)
    end = len(text) if end < 0 else end
    cells, start = list[_Cell](), line
    for words in text[line:end].split("|"):
        bare = words.strip(" \t*")
        cells.append(_Cell(start + words.index(bare) if bare else start, bare))
        start += len(words) + 1
    return cells, end


def _is_header(row: _Row) -> bool:
    """True for a row whose cells are names of columns: no numbers, no names, most of them words that end one."""
    labels = {one.column for one in row.labels}
    others = [cell.words for at, cell in enumerate(row.cells) if cell.words and at not in labels]
    shown = [_IN_BRACKETS.sub("", words) for words in others]
    if len(row.cells) < 2 or not all(map(_may_head, shown)):
        return False
    heads = sum(map(_ends_header, shown)) + len(row.labels)
    return heads > 1 and 2 * heads > len(others) + len(row.labels) and not any(one.has_colon for one in row.labels)


def _may_head(words: str) -> bool:
    return len(words) <= _HEADER and not _DIGITS.search(words) and not is_bare_name(words)


def _ends_header(words: str) -> bool:
    return words.endswith(tuple(words_of("header")))


def _below(text: str, header: _Row) -> Iterator[tuple[int, int]]:
    """The names in the columns of a row of headers, down to the next such row or to what is no row."""
    place = header.end + 1
    while place <= len(text):
        cells, end = _cells(text, place)
        if len(cells) < len(header.cells):
            broken, last = _broken_row(text, cells, end, len(header.cells))
            if len(cells) < 2 and not broken:
                return
            for one in header.labels if broken else ():
                for cell in broken[one.column]:
                    yield from _names_in(cell, is_any=False)
            place = (last if broken else end) + 1
            continue
        if len(cells) == len(header.cells) and not _ROW_LINE.match(text[place:end]):
            if _is_header(_Row(cells, [one for one in header.labels if _is_label(cells[one.column].words)], end)):
                return
            for one in header.labels:
                cell = cells[one.column]
                is_called = _has_number(cells) or (not one.is_han and any(_SHARE.search(two.words) for two in cells))
                yield from _names_in(cell, is_any=_may_be_any(one, cell, is_called=is_called))
        place = end + 1


def _broken_row(text: str, cells: Sequence[_Cell], end: int, width: int) -> tuple[list[list[_Cell]], int]:
    """A row whose cells hold line breaks (张三<br>李四 | 50%): the lines of each cell, and where its last line ends.

    Nothing where the lines that follow make no row of that width. A line without a bar must be a name: what stands
    between two tables is none.
    """
    columns = [[cell] for cell in cells]
    for _ in range(_MOST_LINES):
        if end >= len(text) or (len(cells) < 2 and not is_labelled_name(cells[0].words)):
            break
        cells, end = _cells(text, end + 1)
        columns = [*columns[:-1], [*columns[-1], cells[0]], *([cell] for cell in cells[1:])]
        if len(columns) >= width:
            return (columns, end) if len(columns) == width else ([], end)
    return [], end


def _is_label(words: str) -> bool:
    return _label().match(words) is not None


def _beside(text: str, row: _Row) -> Iterator[tuple[int, int]]:
    """The names in the cells right of labels."""
    below = _cells(text, row.end + 1)[0] if row.end < len(text) else []
    for one in row.labels:
        right = next((cell for cell in row.cells[one.column + 1 : one.column + 3] if cell.words), None)
        if right is not None:
            is_called = (
                one.has_colon
                or _has_number(row.cells[one.column + 1 : one.column + 1 + _NEAR])
                or _has_number(below[:_NEAR])
            )
            yield from _names_in(right, is_any=_may_be_any(one, right, is_called=is_called))
    if len(row.labels) == 1:
        yield from _in_row(row.cells[row.labels[0].column + 1 :])


def _in_row(cells: Sequence[_Cell]) -> Iterator[tuple[int, int]]:
    """The names of a table that is turned over: 姓名 | 张三 | 李四, where the cells hold nothing else."""
    filled = [cell for cell in cells if cell.words]
    if len(filled) > 1 and 2 * sum(map(_is_surely_name, filled)) > len(filled) and all(map(_may_be_name, filled)):
        yield from ((cell.start, cell.start + len(cell.words)) for cell in filled)


def _is_surely_name(cell: _Cell) -> bool:
    return is_labelled_name(cell.words.replace(" ", ""))


def _may_be_name(cell: _Cell) -> bool:
    """True for three letters with a surname among names, whatever else they begin with: 黄金荣."""
    words = cell.words.replace(" ", "")
    return _is_surely_name(cell) or (len(words) == 3 and is_name(words) and not _ends_header(words))


def _has_number(cells: Sequence[_Cell]) -> bool:
    return any(_NUMBER.search(cell.words) for cell in cells)


def _may_be_any(label: _Label, cell: _Cell, *, is_called: bool) -> bool:
    """Whether a name without a surname counts: in a row with a number, and Latin behind a label that is Chinese."""
    return label.is_strong and (is_called or (label.is_han and cell.words[:1].isascii()))


def _in_next_line(text: str, row: _Row) -> Iterator[tuple[int, int]]:
    """A name that is all there is in the line below a label, or in the one after an empty line."""
    cells, end = _cells(text, row.end + 1)
    if len(cells) == 1 and not cells[0].words and end < len(text):
        cells, end = _cells(text, end + 1)
    if len(cells) == 1:
        yield from _names_in(cells[0], is_any=_may_be_any(row.labels[0], cells[0], is_called=False))


@cache
def _named() -> tuple[re.Pattern[str], ...]:
    """What begins a cell: a name by its surname or by what he is called; any words that may be one; what parts two."""
    latin = r"(?:(?:mr|mrs|ms|miss|dr)\.? )?[a-z][a-z.'-]{0,20}(?: [a-z][a-z.'-]{1,20}){1,2}"
    whole = rf"(?!{any_of('none')}){_HAN}{{2,6}}(?:·{_HAN}{{1,9}}){{0,3}}|(?!(?:{any_of('latin none')})\b){latin}"
    return (
        expression(rf"(?P<bare>{_HAN}{{2,4}}?|{_HAN} {{1,3}}{_HAN}){_END}"),
        expression(rf"{_HAN}{{0,9}}?{name_called()}"),
        expression(rf"(?P<whole>{whole}){_END}"),
        expression(r" ?[、/&和及,;] ?"),
    )


def _names_in(cell: _Cell, *, is_any: bool) -> Iterator[tuple[int, int]]:
    """The names that a cell begins with. Args: is_any, other words than those with a surname may be one, too."""
    bare, called, whole, join = _named()
    place, words = 0, cell.words
    while found := (
        _bare_name(bare.match(words, place))  # 陈小明 before 小明
        or _called_name(called.match(words, place))
        or (is_any and _whole_name(whole.match(words, place)))
    ):
        yield cell.start + found[0], cell.start + found[1]
        following = join.match(words, found[1])
        if following is None:
            return
        place = following.end()


def _bare_name(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span("bare") if found and is_labelled_name(found["bare"].replace(" ", "")) else None


def _called_name(found: re.Match[str] | None) -> tuple[int, int] | None:
    return found.span("name" if found["name"] else "pet") if found else None


def _whole_name(found: re.Match[str] | None) -> tuple[int, int] | None:
    words = found["whole"] if found else ""
    if found is None or ends_organisation(words) or _ends_header(words) or _is_of_no_person(words):
        return None
    return found.span("whole")


def _is_of_no_person(words: str) -> bool:
    return words.isascii() and not set(words_of("latin organisation")).isdisjoint(words.replace(".", "").split())
