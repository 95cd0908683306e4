"""The tables of a capture, and the listing of a row: title, price, words, then what else the columns say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.errors import ItemError
from monitor.models import Capture, Listing, ListingStatus
from monitor.parse.column_names import may_mean
from monitor.parse.column_units import WITH_UNITS, meaning_of
from monitor.parse.column_values import are_phones
from monitor.parse.columns import NO_CHOICES, Column, ColumnChoices
from monitor.parse.listings import decode_words
from monitor.parse.posted import field_posting, last_day_of, posted
from monitor.parse.sheet import sheet_tables
from monitor.parse.table import Row, Table, csv_table
from monitor.parse.tracking import item_address

if TYPE_CHECKING:
    from monitor.charset import Decoded
    from monitor.parse.kinds import Kind

_LABELS: Final = {  # of columns without a name
    "price": "价格", "date": "发布时间", "capacity": "装机容量", "contact": "联系方式", "place": "所在地",
}  # fmt: skip
_IN_TEXT: Final = ("capacity", "place", "contact")  # fields that are read with the words
_SENT_FROM: Final = "发货地"  # 发货地区 of a market: where the seller is, which counts less than what the words say


@contextmanager
def open_tables(
    capture: Capture, name: str, kind: Kind, choices: ColumnChoices | None
) -> Iterator[Callable[[], Iterator[Table | ItemError]]]:
    """The tables of a CSV file or workbook as often as they are asked for, one pass after another.

    A table that cannot be read is an ItemError in its place. The file is decoded or opened once.
    """
    choices = replace(choices or NO_CHOICES, last_day=last_day_of(capture))
    if kind == "sheet":
        with sheet_tables(capture.body, name, choices) as tables:
            yield tables
    else:
        decoded = decode_words(capture)
        yield lambda: _csv_tables(decoded, name, choices)


def heads_of(capture: Capture, name: str, kind: Kind, choices: ColumnChoices) -> Iterator[Table | ItemError]:
    """The tables with no more rows than tell their columns."""
    choices = replace(choices, last_day=last_day_of(capture))
    if kind == "sheet":
        with sheet_tables(capture.body, name, choices, "sheet_heads") as tables:
            yield from tables()
    else:
        yield from _csv_tables(decode_words(capture), name, choices)


def _csv_tables(decoded: Decoded, name: str, choices: ColumnChoices) -> Iterator[Table | ItemError]:
    try:
        yield csv_table(decoded, name, choices)
    except ItemError as error:
        yield error


def listing_of_row(
    capture: Capture, table: Table, row: Row, status: ListingStatus, names: tuple[str, ...], found_by: dict[str, str]
) -> Listing:
    """One row as a listing; `names` are what RowNames gives for it, `found_by` is its table's."""
    values, headers = row.values, {column.field: _label(column) for column in table.layout.columns}
    title, price = values.get("title", ""), values.get("price", "")
    posting = field_posting(values.get("date", ""), capture, found_by.get("date", ""))
    listing = Listing(
        source_id=capture.source_id, native_id=names[0], known_as=names[1:],
        text="\n".join(_lines(row, headers, unread=posting.day is None)), title=title,
        url=item_address(values.get("url", "")), price_text=price, seller=values.get("seller", ""),
        place=values.get("place") or None, status=status, charset=table.charset, charset_rung=table.charset_rung,
        found_by=found_by,
    )  # fmt: skip
    return posted(listing, posting)


def _label(column: Column) -> str:
    """The header of a column; with what its numbers are behind it, where their reader would not see it in the header.

    That is so below one that a person named and that means something else, or nothing; and below one that ends in
    figures: 字段9：38 is a time of day.
    """
    label, field = column.label, column.field
    if field not in WITH_UNITS or not label or f"（{_LABELS[field]}）" in label:
        return label
    is_said = column.why in {"chosen", "remembered"} and meaning_of(column.header).field != field
    runs_on = label[-1].isdigit() and may_mean(label, field)
    return f"{label}（{_LABELS[field]}）" if is_said or runs_on else label


def _lines(row: Row, headers: dict[str, str], *, unread: bool) -> Iterator[str]:
    """Title, price, words, then what else is read with them. Args: unread, the words of the date tell no day."""
    values = row.values
    title, price, body = values.get("title", ""), values.get("price", ""), values.get("text", "")
    if title and title not in body:
        yield title
    if price and price not in body:
        yield f"{headers['price'] or _LABELS['price']}：{price}"
    if body:
        yield body
    for field in _IN_TEXT:
        if field in values and (values[field] not in body or _names_someone(field, values[field])):
            yield _line(headers[field] or _LABELS[field], values[field])
    if unread and "date" in values:
        yield _line(headers["date"] or _LABELS["date"], values["date"])
    for header, value in row.more:
        yield _line(header, value)


def _names_someone(field: str, words: str) -> bool:
    """True for a contact that is no number: what stands behind its label is known to be a name, and is hidden."""
    return field == "contact" and not are_phones([words])


def _line(label: str, value: str) -> str:
    if _SENT_FROM[:2] in label:
        label = _SENT_FROM
    return f"{label}：{value}" if label else value
