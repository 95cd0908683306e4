"""A CSV table of listings -> one row after another; columns are known by their Chinese or English names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.errors import ItemError

DELIMITERS: Final = ",\t;|，"
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "编号", "序号", "项目编号", "商品id", "itemid", "listingid", "no"),
    "title": ("title", "标题", "名称", "项目名称", "商品标题", "name", "subject"),
    "text": ("text", "正文", "内容", "描述", "详情", "商品描述", "description", "content", "body", "文本", "desc"),
    "price": ("price", "价格", "售价", "挂牌价", "转让价", "报价", "价格元", "价格万元"),
    "url": ("url", "链接", "网址", "地址链接", "link", "href", "商品链接"),
    "seller": ("seller", "卖家", "卖家昵称", "发布人", "发布者", "转让方", "author", "作者"),
    "date": ("date", "发布时间", "发布日期", "日期", "时间", "postedat", "posted", "published", "publishedat", "time"),
    "place": ("place", "地区", "地点", "所在地", "位置", "location", "region", "province"),
    "status": ("status", "状态"),
}
_NAMES: Final = {alias: field for field, aliases in COLUMNS.items() for alias in aliases}
_NOISE: Final = re.compile(r"[\s_\-()（）:：\"'\ufeff]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it ends on and its values by field; `headers` says which column gave each field."""

    line: int
    values: Mapping[str, str]
    headers: Mapping[str, str]


def rows_of(text: str, name: str) -> Iterator[Row | ItemError]:
    """The rows of a table, one at a time; a bad row is an ItemError in its place.

    Raises ItemError when no column of the first line is known.
    """
    lines = _lines(text)
    header_line = next((line for line in lines if line.strip()), "")
    delimiter = sniff_delimiter(header_line)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    columns = known_columns(header)
    if "text" not in columns and "title" not in columns:
        shown = ", ".join(header[:12]) or "none"
        raise ItemError(
            name, "parse",
            f"no column is called 标题/title or 正文/内容/text; the columns are: {shown[:300]}",
        )  # fmt: skip
    headers = {field: header[index] for field, index in columns.items()}
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ItemError(f"{name}:{reader.line_num + 1}", "parse", f"not a row of this table: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield _row(cells, reader.line_num + 1, columns, headers, name)


def sniff_delimiter(header: str) -> str:
    """The delimiter under which most columns of a header line are known; a comma when none is."""
    return max(DELIMITERS, key=lambda mark: (len(known_columns(header.split(mark))), mark == ","))


def known_columns(header: Sequence[str]) -> dict[str, int]:
    """Field -> index of the first column whose name means it."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        field = _NAMES.get(_NOISE.sub("", cell).lower())
        if field:
            columns.setdefault(field, index)
    return columns


def _row(
    cells: Sequence[str], line: int, columns: Mapping[str, int], headers: Mapping[str, str], name: str
) -> Row | ItemError:
    values = {field: cells[index].strip() if index < len(cells) else "" for field, index in columns.items()}
    if not values.get("text") and not values.get("title"):
        return ItemError(f"{name}:{line}", "parse", "the row has neither title nor text")
    return Row(line, values, headers)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, without a second copy of the text in memory."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
