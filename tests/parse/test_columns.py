"""Which column is what: by a person's word, by names in both languages, by values; headers below titles."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.charset import Decoded
from monitor.errors import ItemError
from monitor.parse.column_names import bare, meaning, signature_of, split_unit
from monitor.parse.columns import CHOICES, ColumnChoices, Layout, lay_out, letter_of
from monitor.parse.table import Row, csv_table
from monitor.text.fold import simplified

LONG = "本电站位于山区，手续齐全，不在清退范围之内，欢迎实地考察洽谈"


def fields(layout: Layout) -> dict[str, str]:
    return {column.field: column.header or column.letter for column in layout.columns if column.field}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("标题", "title"), ("项目名称", "title"), ("*项目名称：", "title"), ("Title", "title"), ("描 述", "text"),
        ("商品描述", "text"), ("Description", "text"), ("转让底价（万元）", "price"), ("挂牌价格(元)", "price"),
        ("price_cny", "price"), ("起拍价/万元", "price"), ("评估价", ""), ("保证金（万元）", ""),
        ("上网电价(元/kWh)", ""), ("成交价格", ""), ("商品链接", "url"), ("图片链接", ""),
        ("卖家昵称", "seller"), ("发布时间", "date"),
        ("投产日期", ""), ("项目所在地区", "place"), ("总装机容量(kW)", "capacity"), ("单机容量", ""),
        ("序号", "number"), ("No.", "number"),        ("项目编号", "id"), ("宝贝ID", "id"),
        ("联系电话", "contact"), ("备注", ""), ("", ""), ("９", ""),
    ],
)  # fmt: skip
def test_names_in_both_languages_mean_a_field(header: str, field: str) -> None:
    assert meaning(header).field == field


@pytest.mark.parametrize(
    ("header", "parts"),
    [("转让底价（万元）", ("转让底价", "万元")), ("装机 (单位：kW)", ("装机", "kW")), ("价格/万元", ("价格", "万元")),
     ("备注（选填）", ("备注（选填）", "")), ("水头[m]", ("水头", "m")), ("（万元）", ("", "万元"))],
)  # fmt: skip
def test_units_end_names(header: str, parts: tuple[str, str]) -> None:
    assert split_unit(header) == parts


def test_a_table_without_names_is_told_by_its_values() -> None:
    rows = [[f"榕江县平永{n}号水电站", f"{LONG}{n}", f"{n}5万", f"https://a.test/{n}", f"2021-07-0{n}", "贵州省榕江县",
             "630kW"]
            for n in range(1, 9)]  # fmt: skip
    layout = lay_out(rows)
    assert layout.skip == 0
    assert fields(layout) == {"title": "A", "text": "B", "price": "C", "url": "D", "date": "E", "place": "F",
                              "capacity": "G"}  # fmt: skip


def test_what_is_no_field_is_read_when_it_holds_words_or_numbers_with_a_unit() -> None:
    layout = lay_out(
        [["标题", "水头(m)", "想要", "主图", "亮点"], ["水电站", "35", "12", "https://a.test/1.jpg", "可自用电"]]
    )
    assert [(column.field, column.why) for column in layout.columns] == [
        ("title", "name"), ("other", "unit"), ("", "numbers"), ("url", "values"), ("other", "words"),
    ]  # fmt: skip


def test_a_persons_word_comes_first_and_is_kept_by_signature() -> None:
    rows = [["名称", "描述", "报价", "一口价"], ["水电站", LONG, "95万", "90万"]]
    now = lay_out(rows, ColumnChoices((("price", "一口价"), ("text", "B"), ("ignore", "报价"))))
    assert fields(now) == {"title": "名称", "text": "描述", "price": "一口价"}
    later = lay_out(rows, ColumnChoices(remembered={now.signature: (("price", "一口价"),)}))
    assert [(column.header, column.why) for column in later.columns if column.field == "price"] == [
        ("一口价", "remembered")
    ]
    both = lay_out(rows, ColumnChoices((("price", "报价"),), {now.signature: (("price", "一口价"),)}))
    assert fields(both)["price"] == "报价"


def test_a_chosen_column_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(ItemError, match="has no column 说明; its columns are: A 标题, B 价格"):
        lay_out([["标题", "价格"], ["x", "1"]], ColumnChoices((("text", "说明"),)))


def test_a_header_that_only_a_person_knows_is_found_by_their_word() -> None:
    rows = [["导出于某日", ""], ["甲", "乙"], ["水电站转让", "95万"]]
    layout = lay_out(rows, ColumnChoices((("title", "甲"), ("price", "乙"))))
    assert (layout.skip, fields(layout)) == (2, {"title": "甲", "price": "乙"})


@pytest.mark.parametrize(
    ("rows", "skip"),
    [
        ([["汇总表"], [], ["标题", "价格"], ["水电站", "1"]], 3),
        ([["标题", "价格"], ["", "（万元）"], ["水电站", "1"]], 2),
        ([["项目", "项目", "价格"], ["名称", "地点", ""], ["水电站", "贵州", "1"]], 2),
        ([["标题", "价格"], ["名称", "面议"]], 1),
    ],
)  # fmt: skip
def test_headers_below_titles_and_in_two_rows(rows: Sequence[Sequence[str]], skip: int) -> None:
    assert lay_out(rows).skip == skip


@pytest.mark.parametrize(
    "rows",
    [
        [["项目名称", "装机", "挂牌价"], ["", "MW", "千元"], ["龙潭水电站转让", "1.26", "12000"]],
        [["项目名称", "装机", "挂牌价"], ["单位", "(MW)", "千元"], ["龙潭水电站转让", "1.26", "12000"]],
        [["单位：千元", "", ""], ["项目名称", "装机(MW)", "挂牌价"], ["龙潭水电站转让", "1.26", "12000"]],
        [["台账  金额单位：千元、装机单位：MW"], ["项目名称", "装机", "挂牌价"], ["龙潭水电站转让", "1.26", "12000"]],
    ],
)  # fmt: skip
def test_a_row_of_units_needs_no_brackets_and_a_line_above_gives_them(rows: Sequence[Sequence[str]]) -> None:
    layout = lay_out(rows)
    assert layout.skip == rows.index(["龙潭水电站转让", "1.26", "12000"])
    assert {one.field: one.unit for one in layout.columns if one.unit} == {"capacity": "MW", "price": "千元"}


def test_words_that_are_no_units_are_a_listing() -> None:
    assert lay_out([["名称", "备注"], ["水电站", "万元户"], ["电站", "1"]]).skip == 1


def rows_of(text: str) -> list[Row | ItemError]:
    return list(csv_table(Decoded(text, "utf-8", "utf-8", 0), "t.csv", ColumnChoices()).rows)


def test_a_csv_may_have_titles_above_sums_below_and_its_header_again() -> None:
    text = (
        "sep=;\n挂牌表;;\n标题;价格（万元）;备注\n水电站甲;95;急售\n标题;价格（万元）;备注\n水电站乙;80;\n合计;175;\n"
    )
    one, two = rows_of(text)
    assert isinstance(one, Row) and (one.line, one.values["price"], one.more) == (4, "95万元", (("备注", "急售"),))
    assert isinstance(two, Row) and two.values["title"] == "水电站乙"


cells = st.one_of(
    st.text(max_size=12), st.sampled_from(["标题", "价格", "描述", "", "95", "https://a.b/c", "2021-1-1"])
)
tables = st.lists(st.lists(cells, max_size=6), max_size=8)
chosen = st.lists(st.tuples(st.sampled_from(CHOICES), st.one_of(cells, st.sampled_from(["A", "B"]))), max_size=3)


@settings(max_examples=300, deadline=None)
@given(tables, chosen)
def test_any_table_has_a_layout_or_one_reason(rows: list[list[str]], chosen: list[tuple[str, str]]) -> None:
    try:
        layout = lay_out(rows, ColumnChoices(tuple(chosen)))
    except ItemError as error:
        assert error.reason
        return
    taken = [column.field for column in layout.columns if column.field not in {"", "other"}]
    assert {"title", "text"} & set(taken)
    assert 0 <= layout.skip <= len(rows)
    assert [column.index for column in layout.columns] == list(range(max(map(len, rows), default=0)))
    if not chosen:
        assert len(taken) == len(set(taken))


@example([[], ["", "描述", "标题", "标题", "价格"], ["", ":", ";", "价格"]])  # else no words are left
@settings(max_examples=300, deadline=None)
@given(tables)
def test_the_same_headers_have_the_same_signature_whatever_stands_below(rows: list[list[str]]) -> None:
    header = ["标题", "价格（万元）", "说明"]
    layout = lay_out([header, *rows])
    again = lay_out([header])
    assert layout.signature[: 3 if layout.skip == 1 else 0] == (again.signature if layout.skip == 1 else ())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_name_is_compared_folded(name: str) -> None:
    assert meaning(name).rank >= 0
    assert [simplified(one) for one in signature_of([name])] in ([], [bare(name)])
    unit = split_unit(name)
    assert not unit[1] or unit[1] in name


def test_letters_are_those_of_spreadsheets() -> None:
    assert [letter_of(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_a_table_or_one_reason(text: str) -> None:
    try:
        rows_of(text)
    except ItemError as error:
        assert error.reason
