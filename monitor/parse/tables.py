"""The tables of a capture, and the listing of a row: title, price, words, then what else the columns say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from monitor.errors import ItemError
from monitor.models import Capture, Listing, ListingStatus
from monitor.parse.charset import declared_charsets, decode
from monitor.parse.columns import NO_CHOICES, ColumnChoices
from monitor.parse.dates import excel_day, read_day
from monitor.parse.sheet import sheet_tables
from monitor.parse.table import Row, Table, csv_table

if TYPE_CHECKING:
    from monitor.parse.kinds import Kind

_LABELS: Final = {"price": "价格", "capacity": "装机容量", "contact": "联系方式"}  # of columns without a name
_IN_TEXT: Final = ("capacity", "contact")  # fields that are kept in the words alone


def tables_of(capture: Capture, name: str, kind: Kind, choices: ColumnChoices | None) -> Iterator[Table | ItemError]:
    """The tables of a CSV file or workbook, one after another; one that cannot be read is an ItemError in its place."""
    choices = choices or NO_CHOICES
    if kind == "sheet":
        yield from sheet_tables(capture.body, name, choices)
        return
    header = next((value for key, value in capture.headers if key.lower() == "content-type"), capture.media_type)
    try:
        yield csv_table(decode(capture.body, declared_charsets(capture.body, header)), name, choices)
    except ItemError as error:
        yield error


def listing_of_row(
    capture: Capture, table: Table, row: Row, status: ListingStatus, names: tuple[str, ...], found_by: dict[str, str]
) -> Listing:
    """One row as a listing; `names` are what RowNames gives for it, `found_by` is its table's."""
    values, headers = row.values, {column.field: column.label for column in table.layout.columns}
    title, price = values.get("title", ""), values.get("price", "")
    return Listing(
        source_id=capture.source_id, native_id=names[0], known_as=names[1:],
        text="\n".join(_lines(row, headers)), title=title, url=values.get("url", ""), price_text=price,
        seller=values.get("seller", ""), posted_at=read_day(values.get("date")) or excel_day(values.get("date", "")),
        place=values.get("place") or None, status=status, charset=table.charset, charset_rung=table.charset_rung,
        found_by=found_by,
    )  # fmt: skip


def _lines(row: Row, headers: dict[str, str]) -> Iterator[str]:
    values = row.values
    title, price, body = values.get("title", ""), values.get("price", ""), values.get("text", "")
    if title and title not in body:
        yield title
    if price and price not in body:
        yield f"{headers['price'] or _LABELS['price']}：{price}"
    if body:
        yield body
    for field in _IN_TEXT:
        if field in values and values[field] not in body:
            yield f"{headers[field] or _LABELS[field]}：{values[field]}"
    for header, value in row.more:
        yield f"{header}：{value}" if header else value
