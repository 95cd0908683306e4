"""Which mark divides the cells of a CSV text: the one under which its first rows are a header, or alike. Pure.

An ad is full of marks: commas of both widths, semicolons, bars. So what counts is where the table begins under a
mark, a header before all else, and not how often the mark stands there; and a full-width comma, which every Chinese
sentence has, divides cells only where no other mark can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from monitor.errors import ItemError
from monitor.parse.column_names import bare, signature_of
from monitor.parse.column_units import meaning_of
from monitor.parse.columns import NO_CHOICES, ColumnChoices, wanted_names
from monitor.parse.csv_rows import CsvRows
from monitor.parse.header_rows import WHOLE, header_row

MARKS: Final = "\t,;|，"  # of those that fit alike, the first: hardly a sentence has tabs
_WIDE: Final = "，"
_ROWS: Final = 40
_LOOKED_AT: Final = 500_000  # characters
_SAID: Final = 100  # columns that a person named count more than all that we know
_ALIKE: Final = {True: 0.8, False: 0.6}  # of the rows have as many cells, under a full-width comma and others
_FITTING: Final = 0.5  # of the rows below a header have as many cells as it has

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a mark divides a text. `line`: where the table begins; `whole`, `known`: names of fields in its header.

    `sure`: 3 a header that can be no listing, or rows alike from the first; 2 a header or rows alike; 1 names above
    rows of other widths; 0 nothing.
    """

    mark: str
    sure: int = 0
    line: int = 0
    whole: int = 0
    known: int = 0
    fitting: float = 0.0  # of the rows below its header, as far as it tells marks apart


def delimiter_of(text: str, start: int = 0, choices: ColumnChoices = NO_CHOICES) -> str:
    """The mark between the cells of a CSV text, "," when none can be told.

    Args: start, where its rows begin; choices, what a person says the columns are called.
    """
    head = text[start : start + _LOOKED_AT]
    best = min((_fit(mark, head, choices, whole=len(text) - start <= _LOOKED_AT) for mark in MARKS), key=_order)
    return best.mark if best.sure else ","


def _fit(mark: str, head: str, choices: ColumnChoices, *, whole: bool) -> _Fit:
    """Args: whole, the text does not go on behind its head."""
    found = list(islice(CsvRows(head, mark, ""), _ROWS + 1))
    numbered = [row for row in found if not isinstance(row, ItemError)]
    if not whole and len(found) <= _ROWS:
        numbered = numbered[:-1]  # cut off
    ends, rows = [number for number, _ in numbered], [cells for _, cells in numbered]
    lines = [1, *(end + 1 for end in ends[:-1])]  # where each begins: a quoted cell may have several lines
    named = _by_header(mark, rows, lines, choices)
    if named is not None and (named.sure > 1 or len(rows) == 1):
        return named
    return _by_widths(mark, rows, lines) or named or _Fit(mark)


def _order(fit: _Fit) -> tuple[float, ...]:
    """The smallest is the best."""
    first_of_alike = MARKS.index(fit.mark)
    return (-fit.sure, fit.line, -fit.whole, fit.mark == _WIDE, -fit.known, -fit.fitting, first_of_alike)


def _by_header(mark: str, rows: Rows, lines: Sequence[int], choices: ColumnChoices) -> _Fit | None:
    """How well the names of columns fit; None without any."""
    wanted = wanted_names(choices)
    at = header_row(rows, wanted, choices.remembered)
    if at < 0:
        return None
    said = [meaning_of(cell) for cell in rows[at] if cell.strip()]
    known = {one.field for one in said if one.field}
    whole = len({one.field for one in said if one.field and one.rank >= WHOLE})
    below = [len(row) == len(rows[at]) for row in rows[at + 1 :]]
    fitting = sum(below) / len(below) if below else 1.0
    if any(bare(cell) in wanted for cell in rows[at]) or signature_of(rows[at]) in choices.remembered:
        return _Fit(mark, 3, lines[at], _SAID, len(known), fitting if len(said) == 1 else 1.0)
    if len(rows[at]) == 1:
        return _Fit(mark, 2, lines[at], 0, 0, fitting) if whole and at == 0 else None
    whole = whole if whole > 1 else 0  # one is in many a sentence
    fits = fitting >= _FITTING
    sure = 3 if fits and (whole or mark != _WIDE) else 2 if fits or whole else 1
    return _Fit(mark, sure, lines[at], whole, len(known), float(fits))


def _by_widths(mark: str, rows: Rows, lines: Sequence[int]) -> _Fit | None:
    """How well rows without names that are known fit, all having as many cells; None when they have not."""
    widths = [1 if mark == "," and _is_of_thousands(row) else len(row) for row in rows if not _is_torn(row)]
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return None
    width, count = counts.most_common(1)[0]
    first = next(number for number, row in enumerate(rows) if len(row) == width)
    if count < _ALIKE[mark == _WIDE] * len(rows) or (mark == _WIDE and (first or count < 2)):
        return None
    alike = count >= _ALIKE[True] * len(rows)
    return _Fit(mark, 3 if alike and not first and mark != _WIDE else 2, lines[first], 0, 0, float(alike))


def _is_torn(row: Sequence[str]) -> bool:
    """True for cells in which a quotation mark has no other: they were cut where another mark divides them."""
    return any(cell.count('"') % 2 for cell in row)


def _is_of_thousands(row: Sequence[str]) -> bool:
    """True when each comma of a row stands in a number: 1,200."""
    return all(
        one[-1:].isdigit() and other[:3].isdigit() and len(other[:3]) == 3 and not other[3:4].isdigit()
        for one, other in pairwise(row)
    )
