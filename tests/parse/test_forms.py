"""Sheets that are forms, 项目 | 内容, become a listing for each column of values; ordinary tables stay as they are."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_files import make_xlsx

from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.parse.forms import turned

FORM = [
    ["项目", "内容"], ["电站名称", "榕江县平永水电站"], ["所在地", "贵州省榕江县平永镇"], ["装机容量", "2×630千瓦"],
    ["建成年份", "2008年"], ["年发电量(万kWh)", "450"], ["转让价格（万元）", "980"],
    ["情况说明", "手续齐全，不在清退范围之内"], ["联系电话", "13800000000"],
]  # fmt: skip


def listings(rows: list[list[str]], name: str = "form.csv") -> list[Listing]:
    body = "\n".join(",".join(row) for row in rows).encode() if name.endswith("csv") else make_xlsx({"表": rows})
    media = "text/csv" if name.endswith("csv") else ""
    capture = Capture(f"file:///{name}", "import", "ok", "file", "", body, media_type=media)
    return [item for item in parse_many(capture) if not isinstance(item, ItemError)]


@pytest.mark.parametrize("name", ["form.csv", "form.xlsx"])
def test_a_form_is_one_listing_with_its_values_under_their_names(name: str) -> None:
    (listing,) = listings(FORM, name)
    assert (listing.title, listing.price_text, listing.place) == ("榕江县平永水电站", "980万元", "贵州省榕江县平永镇")
    for words in (
        "装机容量：2×630千瓦",
        "建成年份：2008年",
        "年发电量：450万kWh",
        "手续齐全，不在清退范围之内",
        "联系电话：13800000000",
    ):
        assert words in listing.text
    assert listing.found_by["price"].startswith("row 转让价格（万元）")


def test_each_column_of_values_is_a_plant() -> None:
    other = ["", "从江县加鸠水电站", "贵州省从江县", "800千瓦", "", "210", "560", "证件齐全", "13900000000"]
    first, second = listings([[*row, value] for row, value in zip([["项目", ""], *FORM[1:]], other, strict=True)])
    assert [(one.title, one.price_text) for one in (first, second)] == [
        ("榕江县平永水电站", "980万元"), ("从江县加鸠水电站", "560万元"),
    ]  # fmt: skip
    assert "建成年份" not in second.text and first.native_id != second.native_id


@pytest.mark.parametrize(
    "rows",
    [
        FORM[1:],  # no head
        [["平永水电站基本情况表", ""], ["", ""], *FORM],
        [["平永水电站基本情况表", "平永水电站基本情况表"], *FORM],  # over merged cells
        [["序号", *FORM[0]], *([str(n), *row] for n, row in enumerate(FORM[1:], 1))],
        [[*FORM[0], "备注"], *([*row, "两台" if row[0] == "装机容量" else ""] for row in FORM[1:])],
        [*FORM[:4], ["基本情况", ""], *FORM[4:]],  # a heading between
    ],
)  # fmt: skip
def test_forms_are_known_with_titles_numbers_remarks_and_headings(rows: list[list[str]]) -> None:
    (listing,) = listings(rows)
    assert (listing.title, listing.price_text) == ("榕江县平永水电站", "980万元")


def test_a_column_of_units_goes_with_the_names() -> None:
    rows = [
        ["项目", "单位", "数值"],
        ["电站名称", "", "平永水电站"],
        ["装机容量", "kW", "1260"],
        ["转让价格", "万元", "980"],
    ]
    (listing,) = listings(rows)
    assert listing.price_text == "980万元" and "1260kW" in listing.text


def test_the_title_above_names_a_plant_that_no_field_names() -> None:
    rows = [["平永水电站转让信息", ""], ["装机容量", "1260kW"], ["转让价格", "980万元"], ["所在地", "贵州省榕江县"]]
    (listing,) = listings(rows)
    assert listing.title == "平永水电站转让信息"


ORDINARY = {
    "two columns": [["名称", "价格"], ["平永水电站", "95万"], ["加鸠水电站", "560万"], ["高武水电站", "88万"]],
    "title and text": [["项目", "内容"], ["平永水电站", "装机630千瓦，95万"], ["加鸠水电站", "装机800千瓦"],
                       ["高武水电站", "88万"]],
    "without a header": [["平永水电站", "95万"], ["加鸠水电站", "560万"], ["高武水电站", "88万"]],
    "fields explained": [["字段", "说明"], ["title", "标题"], ["price", "价格（万元）"], ["place", "地区"],
                         ["url", "链接1"]],
    "fields filled in": [["字段", "说明"], ["电站名称", "填写全称"], ["价格", "填写数字"], ["地址", "写到乡镇"]],
    "names of fields among the rows": [["名称", "描述", "价格"], ["电站", "转让水电站", "95万"],
                                       ["项目", "水电项目", "88万"]],
    "one column": [["电站名称"], ["装机容量"], ["价格"], ["95万"]],
    "a long table": [["名称", "价格"], *([f"电站{n}号", f"{n}万"] for n in range(1, 250))],
    "amounts by year": [["年份", "电量"], ["2019", "450"], ["2020", "460"], ["2021", "470"], ["合计", "1380"]],
    "the same field again": [["电站", "95万"], ["电站", "88万"], ["价格", "3万"], ["地址", "贵州"],
                             ["电话", "13800000000"]],
    "values without a name": [["电站名称", "平永水电站"], ["", "又名"], ["价格", "95万"], ["地址", "贵州省榕江县"]],
    "one row": [["标题", "价格", "地址", "电话"], ["平永水电站", "95万", "贵州省榕江县", "13800000000"]],
    "two fields": [["电站名称", "平永水电站"], ["价格", "95万"], ["备注", "无"]],
    "contacts": [["姓名", "电话"], ["张三", "13800000000"], ["李四", "13900000000"], ["王五", "13700000000"]],
    "accounts": [["科目", "金额"], ["电费收入", "450"], ["人工", "30"], ["维修", "12"], ["利润", "408"]],
}  # fmt: skip


@pytest.mark.parametrize("rows", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_tables_are_no_forms(rows: list[list[str]]) -> None:
    assert turned(rows) is None


_NAMES = st.sampled_from(
    ["名称", "标题", "价格", "装机", "所在地", "联系电话", "描述", "链接", "发布时间", "备注", "水头(m)", "编号"]
)
_CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)


@given(
    st.lists(_NAMES, min_size=2, max_size=6, unique=True).flatmap(
        lambda names: st.lists(
            st.lists(_CELLS | _NAMES, min_size=len(names), max_size=len(names)), min_size=1, max_size=30
        ).map(lambda rows: [names, *rows])
    )
)
def test_a_table_with_a_header_of_known_names_is_never_turned(rows: list[list[str]]) -> None:
    assert turned(rows) is None


@given(st.lists(st.lists(_CELLS, max_size=5), max_size=12))
def test_whatever_is_turned_has_a_name_for_each_value(rows: list[list[str]]) -> None:
    if (found := turned(rows)) is not None:
        assert len({len(row) for row in found}) == 1


def test_a_table_of_many_plants_is_a_listing_for_each_row() -> None:
    lines = StringIO("名称,价格,地址\n" + "".join(f"平永{n}号水电站,{n}5万,贵州省榕江县\n" for n in range(1, 40)))
    rows = [line.rstrip("\n").split(",") for line in lines]
    assert len(listings(rows)) == 39
