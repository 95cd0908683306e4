"""Quotation marks in CSV: what they enclose is one cell, and a stray one never swallows the rows behind it."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse import parse_many

HEAD = "编号,标题,描述\n"


def read(text: str) -> tuple[list[str], list[str]]:
    """The titles of the listings and what is told."""
    body = text.encode()
    capture = Capture(
        url="file:///t.csv", source_id="import", state="ok", how="file", fetched_at="2026-01-01T00:00:00Z",
        media_type="text/csv", body=body,
    )  # fmt: skip
    items = list(parse_many(capture, None))
    return [item.title for item in items if isinstance(item, Listing)], [
        str(e) for e in items if isinstance(e, ItemError)
    ]


def rows(start: int, end: int, cell: str = "水电站出售，{n}00kW") -> str:
    return "".join(f"{n},水电站{n},{cell.format(n=n)}\n" for n in range(start, end))


def titles(start: int, end: int) -> list[str]:
    return [f"水电站{n}" for n in range(start, end)]


TOLD = "a quotation mark opens here and is not closed; the row was read up to the end of its line"


@pytest.mark.parametrize("stray", ['21,水电站21,"四川小水电站出售，500kW\n', '21,"水电站21,四川小水电站出售，500kW\n'])
@pytest.mark.parametrize("above", [1, 20])
def test_a_stray_mark_swallows_no_row(stray: str, above: int) -> None:
    found, told = read(HEAD + rows(21 - above, 21) + stray + rows(22, 42))
    assert [title.strip('"') for title in found] == titles(21 - above, 42)
    assert told == [f"t.csv:{above + 2}: {TOLD}"]


def test_the_first_row_may_have_a_stray_mark() -> None:
    found, told = read(HEAD + '1,甲电站,"四川小水电站出售，500kW\n2,乙电站,湖南水电站900kW\n3,丙电站,云南水电站700kW\n')
    assert (found, told) == (["甲电站", "乙电站", "丙电站"], [f"t.csv:2: {TOLD}"])


@pytest.mark.parametrize(
    "later",
    [
        '30,水电站30,"出售，500kW"\n',
        '30,水电站30,"出售, 500kW, 面议"\n',
        '30,水电站30,出售 5"\n',
        '30,水电站30,"出售\n第二行"\n',
    ],
)
def test_a_later_mark_does_not_close_the_cell_of_a_stray_one(later: str) -> None:
    found, told = read(HEAD + rows(1, 20) + '20,水电站20,"出售\n' + rows(21, 30) + later + rows(31, 40))
    assert (found, len(told)) == (titles(1, 40), 1)


def test_many_rows_behind_a_stray_mark_are_read() -> None:
    found, told = read(HEAD + rows(1, 2) + '2,水电站2,"出售\n' + rows(3, 9000))
    assert (found, told) == (titles(1, 9000), [f"t.csv:3: {TOLD}"])


@pytest.mark.parametrize(
    "cell",
    [
        "第一行\n第二行",
        "第一行, 其中\n第二行",
        "500kW\n\n价格面议\n手续齐全",
        "一\n二,三",
        '他说"好"\n第二行',
        "长" * 9000 + "\n好",
    ],
)
def test_an_honest_cell_keeps_its_line_breaks(cell: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["编号", "标题", "描述"], [1, "水电站1", cell], [2, "水电站2", cell], [3, "水电站3", "出售"]]
    )
    assert read(out.getvalue()) == (titles(1, 4), [])


def test_a_table_of_two_columns_may_have_commas_in_cells_of_several_lines() -> None:
    assert read('标题,描述\n水电站1,出售\n水电站2,"出售\n价格, 面议"\n水电站3,出售\n') == (titles(1, 4), [])


def test_a_wide_table_may_have_cells_whose_lines_look_like_its_rows() -> None:
    ad = '"请提供：\n名称, 装机容量, 价格, 联系人"'
    found, told = read("标题,地点,价格,描述\n" + "".join(f"水电站{n},四川,{n}00万,{ad}\n" for n in range(1, 6)))
    assert (found, told) == (titles(1, 6), [])


def test_a_file_that_ends_inside_a_cell_says_so() -> None:
    found, told = read(HEAD + rows(1, 5) + '5,水电站5,"出售\n手续齐全')
    assert (found, told) == (titles(1, 6), ["t.csv:7: the file ends inside a quoted cell; the row was read to there"])


@pytest.mark.parametrize("line", ['x",y,"z', '1,水电站,"a', '""",""",1', '"'])
def test_a_file_of_stray_marks_takes_time_that_grows_with_it(line: str) -> None:
    began = time.process_time()
    read(HEAD + rows(1, 3) + f"{line}\n" * 10_000)
    assert time.process_time() - began < 7


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from('电站,"\n 好5'), max_size=12), min_size=1, max_size=6))
def test_whatever_a_writer_of_csv_wrote_is_read_row_for_row_unless_told(words: list[str]) -> None:
    out = io.StringIO()
    table = [["标题", "描述", "价格"], *([f"水电站{n}", f"出售{word}", "9"] for n, word in enumerate(words))]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    found, told = read(out.getvalue())
    assert (found, told) == ([row[0] for row in table[1:]], [])
