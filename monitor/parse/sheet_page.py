"""Pages called .xls, as many systems export tables -> the rows of their sheets, inside the process of `child`."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.html.markup import MAX_WORK
from monitor.html.pagetree import MAX_CHARS, is_unseen, parse_html, upwards
from monitor.parse.page import visible, words_of
from monitor.parse.sheet_markup import MAX_COLUMNS, MAX_DOWN, Cell, Grid
from monitor.parse.sheet_xml import Sheet
from monitor.plants import names_plant

_TAGS: Final = re.compile(r"<[a-z]", re.I)
_MOST_TAGS: Final = MAX_WORK * 4 // 5  # the tree adds some of its own
_NAME: Final = re.compile(
    r"<x:ExcelWorksheet>.{0,400}?<x:Name>([^<>]{1,100})</x:Name>(.{0,4000}?)</x:ExcelWorksheet>", re.S
)
_TITLES: Final = 5  # lines above a table that are kept as its rows
_LEAST_ROWS: Final = 3  # of a table that holds others in its cells and is no frame around them


def sheets_of(body: bytes) -> Iterator[Sheet]:
    """A sheet for each table, with the lines above it as its first rows. Raises ItemError for what is too large."""
    text, is_cut = _bounded(decode(body, declared_charsets(body)).text)
    found = list(_grouped(parse_html(text)))
    names = _NAME.findall(text)
    for number, lines in enumerate(found, 1):
        name, more = names[number - 1] if len(names) == len(found) else ("", "")
        sheet = Sheet(html.unescape(name) or (str(number) if len(found) > 1 else ""), "SheetHidden" in more)
        sheet.grid = Grid(is_pushed=True)
        rows = (sheet.grid.row(n, iter(cells)) for n, cells in enumerate(lines, 1))
        sheet.rows = [row for row in rows if row is not None]
        yield sheet
    if is_cut:
        raise ItemError("", "parse", "has more markup than one page may have; the rest was not read; split it")


def _bounded(text: str) -> tuple[str, bool]:
    """The text up to a row's beginning, as much of it as makes a tree; whether there is more."""
    last = next(islice(_TAGS.finditer(text), _MOST_TAGS, None), None)
    end = min(MAX_CHARS, last.start() if last else len(text))
    if end >= len(text):
        return text, False
    return text[: max(text.rfind("<tr", 0, end), text.rfind("<TR", 0, end), 0)], True


def _grouped(tree: LexborHTMLParser) -> Iterator[list[list[Cell]]]:
    """The rows of each sheet: what is one row or column alone (titles, a header that stands still) goes to the next."""
    waiting: list[list[Cell]] = []
    sheet: list[list[Cell]] = []
    for rows in _parts(tree):
        if len(rows) > 1 and max(map(len, rows)) > 1:
            if sheet:
                yield sheet
            sheet, waiting = [*waiting[-_TITLES:], *rows], []
        else:
            waiting += rows
    below = [row for row in waiting if not sheet or len(row) > 1 or names_plant(row[0].text)]
    if sheet or below:
        yield [*sheet, *below]


def _parts(tree: LexborHTMLParser) -> Iterator[list[list[Cell]]]:
    """The tables of a page and the lines between them, each as rows."""
    tables = _tables(tree)
    stack = [tree.root] if tree.root is not None else []
    while stack:
        node = stack.pop()
        if node.is_text_node:
            if line := " ".join((node.text_content or "").split()):
                yield [[Cell(line)]]
        elif node.mem_id in tables:
            named = node.css_first("caption")
            yield [
                *([[Cell(words_of(named))]] if named is not None else []),
                *(cells for row in tables[node.mem_id] if (cells := _cells(row))),
            ]
        elif node.is_element_node and not is_unseen(node.tag or ""):
            stack.extend(reversed(list(node.iter(include_text=True))))


def _tables(tree: LexborHTMLParser) -> dict[int, list[LexborNode]]:
    """The tables that are none for layout, by mem_id, with their rows."""
    rows: dict[int, list[LexborNode]] = {}
    around: dict[int, list[int]] = {}  # a table -> those that it stands in, inside out
    for table in tree.css("table"):
        rows[table.mem_id] = []
        around[table.mem_id] = [above.mem_id for above in islice(upwards(table), 1, None) if above.tag == "table"]
    for row in tree.css("tr"):
        holder = next((above for above in upwards(row) if above.tag == "table"), None)
        if holder is not None:
            rows.setdefault(holder.mem_id, []).append(row)
    largest: Counter[int] = Counter()  # rows of the largest table within
    for one, outer in around.items():
        for table_id in outer:
            largest[table_id] = max(largest[table_id], len(rows[one]))
    real = {one for one in around if not largest[one] or len(rows[one]) >= max(_LEAST_ROWS, largest[one])}
    return {one: rows[one] for one, outer in around.items() if one in real and real.isdisjoint(outer)}


def _cells(row: LexborNode) -> list[Cell]:
    return [_cell(node) for node in row.iter() if node.tag in {"td", "th"}]


def _cell(node: LexborNode) -> Cell:
    attributes, link, first = node.attributes, "", node.first_child
    if first is None or (first.is_text_node and first.next is None):
        text = " ".join((first.text_content or "").split()) if first else ""
    else:
        text = visible([node]).text
        links: Sequence[LexborNode] = node.css('a[href^="http"]')
        link = (links[0].attributes.get("href") or "").strip() if links else ""
    return Cell(
        text, link, None, _reach(attributes.get("colspan"), MAX_COLUMNS), _reach(attributes.get("rowspan"), MAX_DOWN)
    )


def _reach(value: str | None, most: int) -> int:
    digits = (value or "").strip()
    return max(1, min(int(digits), most)) if digits.isascii() and digits.isdigit() and len(digits) < 9 else 1
