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
from monitor.parse.columns import ColumnChoices
from monitor.parse.forms import turned, undecided
from monitor.publish.failures import say_failure

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
    "a unit beside the name": [["名称", "水头(m)"], ["价格", "0"], ["装机", "0"]],
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


FIRST = [["电站名称", "平永水电站"], ["装机容量", "630千瓦"], ["价格", "95万"], ["联系人", "张三"]]
SECOND = [["电站名称", "加鸠水电站"], ["装机容量", "800千瓦"], ["价格", "56万"], ["联系人", "李四"]]
HEAD = [["项目", "内容"]]


def refusals(rows: list[list[str]], **chosen: str) -> list[str]:
    capture = Capture(
        "file:///form.csv", "import", "ok", "file", "", "\n".join(map(",".join, rows)).encode(), media_type="text/csv"
    )
    choices = ColumnChoices(tuple(chosen.items()))
    return [item.reason for item in parse_many(capture, columns=choices) if isinstance(item, ItemError)]


@pytest.mark.parametrize("name", ["form.csv", "form.xlsx"])
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["项目", "本电站"], *FIRST, ["备注", "手续齐全"], ["备注", "有大坝"]], "备注：手续齐全；有大坝"),
        ([*HEAD, *FIRST[:3], ["联系电话", "13800000000"], ["联系电话", "13900000000"]],
         "联系电话：13800000000；13900000000"),
        ([*HEAD, *FIRST, *FIRST[1:2]], "装机容量：630千瓦"),  # told twice alike
        ([*HEAD, *FIRST[:3], *HEAD, ["联系人", "张三"], ["地址", "榕江县"], ["编号", "7"]], "地址：榕江县"),
    ],
)  # fmt: skip
def test_fields_named_twice_are_of_the_same_plant(rows: list[list[str]], words: str, name: str) -> None:
    (listing,) = listings(rows, name)
    assert (listing.title, listing.price_text) == ("平永水电站", "95万") and words in listing.text


@pytest.mark.parametrize(
    "rows",
    [
        [*FIRST, *SECOND], [*HEAD, *FIRST, *SECOND], [*HEAD, *FIRST, *HEAD, *SECOND],
        [["项目", "甲"], *FIRST, ["项目", "乙"], *SECOND],
        [["平永水电站", ""], *HEAD, *FIRST[1:], ["", ""], ["加鸠水电站", ""], *HEAD, *SECOND[1:]],
        [*FIRST, ["备注", "有大坝"], *SECOND], [*FIRST, *SECOND[:3]],
        [["序号", *HEAD[0]], *([str(n), *row] for n, row in enumerate([*FIRST, *SECOND], 1))],
    ],
)  # fmt: skip
def test_forms_one_below_the_other_are_a_plant_each(rows: list[list[str]]) -> None:
    first, second = listings(rows)
    assert [(one.title, one.price_text) for one in (first, second)] == [("平永水电站", "95万"), ("加鸠水电站", "56万")]
    assert "630千瓦" in first.text and "630" not in second.text and "800千瓦" in second.text


@given(st.integers(2, 12), st.booleans(), st.lists(st.sampled_from(["备注", "水头", "流量", "位置"]), unique=True))
def test_as_many_forms_are_as_many_plants(count: int, head: bool, more: list[str]) -> None:
    rows = []
    for number in range(1, count + 1):
        rows += [["项目", "内容"]] * head
        rows += [["电站名称", f"平永{number}级水电站"], ["装机容量", f"{number}00千瓦"], ["价格", f"{number}万"]]
        rows += [[name, f"{name}{number}"] for name in more]
    found = turned(rows)
    assert found is not None and [row[:3] for row in found[1:]] == [
        [f"平永{number}级水电站", f"{number}00千瓦", f"{number}万"] for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [*FIRST, ["价格", "88万"]], [*FIRST, ["装机容量", "800千瓦"]],  # two values of what a plant has one of
        [*FIRST, *SECOND[1:]], FIRST[:2], [*FIRST[1:], *SECOND[1:]],
        [["项目", "2021年", "2022年"], *([*row, row[1]] for row in FIRST)],
        [["电站名称", "平永水电站", "装机容量", "630千瓦"], ["价格", "95万", "联系人", "张三"], ["地址", "榕江县"]],
        [["电站名称", "平永水电站"], ["", "又名"], ["价格", "95万"], ["地址", "榕江县"]],
        [["电站名称", "填写全称"], ["价格", "填写数字"], ["地址", "写到乡镇"]],
        [["项目", "示例"], *FIRST],
        [row for _ in range(60) for row in FIRST],  # too long for a form
    ],
)  # fmt: skip
def test_what_may_be_a_form_is_refused_and_no_listing_for_each_row(rows: list[list[str]]) -> None:
    assert listings(rows) == []
    assert all("--column" in reason for reason in refusals(rows)) and refusals(rows)


def test_a_person_can_say_that_each_row_is_a_listing() -> None:
    rows = [*FIRST, ["价格", "88万"]]
    (reason,) = refusals(rows)
    assert "looks like a form" in reason and "--column title=A --column text=B" in reason
    said = say_failure(reason, "zh")
    assert "竖排表单" in said and "--column title=A --column text=B" in said
    assert not refusals(rows, title="A", text="B")


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "金额（万元）"], *FIRST], [["项目", "本电站"], *FIRST], [["名称", "甲"], *FIRST],
        [["项目", "本电站", "行业平均"], *([*row, value] for row, value in zip(FIRST, ["", "5000千瓦", "300万", ""],
                                                                             strict=True))],
        [["指标", "本电站", "全省均值"], *([*row, "9000千瓦"] for row in FIRST)],
        [["项目", "内容", "填写要求"], *([*row, "必填"] for row in FIRST)],
        [["项目", "原值", "现值"], *([row[0], "120万" if row[0] == "价格" else row[1], row[1]] for row in FIRST)],
        [["项目", "内容", "县内其他"], ["电站名称", "平永水电站", ""], ["装机容量", "630千瓦", "多台"],
         ["价格", "95万", ""], ["联系人", "张三", "无"]],
        [["项目", "单位", "本电站", "备注"], *([row[0], "", row[1], "见附件"] for row in FIRST)],
    ],
)  # fmt: skip
def test_the_row_of_the_name_names_the_plant_and_other_columns_are_none(rows: list[list[str]]) -> None:
    (listing,) = listings(rows)
    assert (listing.title, listing.price_text) == ("平永水电站", "95万") and "装机容量：630千瓦" in listing.text
    assert not any(words in listing.text for words in ("5000千瓦", "9000千瓦", "300万", "120万"))


def test_a_head_that_says_more_is_kept() -> None:
    (listing,) = listings([["项目", "平永电站股权转让"], *FIRST])
    assert listing.title == "平永水电站" and "平永电站股权转让" in listing.text
    (listing,) = listings([["类别", "引水式"], *FIRST])
    assert "类别：引水式" in listing.text


@pytest.mark.parametrize(
    "rows", [rows for name, rows in ORDINARY.items() if name not in
             {"a unit beside the name", "fields explained",
              "fields filled in", "values without a name", "the same field again", "two fields",
              "one column"}],
)  # fmt: skip
def test_ordinary_tables_are_not_in_doubt(rows: list[list[str]]) -> None:
    assert not undecided(rows)


_TITLES = st.builds(
    "{}{}{}".format, st.sampled_from(["平永", "加鸠", "高武二级", "价格面议", "装机630千瓦", "联系人张三的", "急转"]),
    st.integers(1, 99), st.sampled_from(["水电站", "电站转让", "号机组", "项目", "电站项目简介", "公司股权"]),
)  # fmt: skip


@given(
    st.lists(_NAMES, min_size=1, max_size=4, unique=True),
    st.lists(st.tuples(_TITLES, st.lists(_CELLS | _NAMES, min_size=4, max_size=4)), min_size=1, max_size=30),
    st.sampled_from([[["电站名称"]], [["名称"]], [["一览表"], ["项目"]], [["甲"]], []]),
)
def test_a_table_with_a_plant_in_each_row_is_never_in_doubt(
    names: list[str], plants: list[tuple[str, list[str]]], heads: list[list[str]]
) -> None:
    rows = [*heads[:-1], *([*head, *names] for head in heads[-1:]), *([title, *cells] for title, cells in plants)]
    assert not undecided(rows)
    assert turned(rows) is None
