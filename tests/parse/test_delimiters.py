"""Tables come back row for row, whatever marks stand in the ads; real tables of full-width commas are still read."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.charset import Decoded
from monitor.errors import ItemError
from monitor.parse.columns import ColumnChoices
from monitor.parse.table import Row, csv_table

HEADERS = (
    ("标题", "描述"),
    ("名称", "详情"),
    ("站名", "说明"),
    ("品名", "内文"),  # nobody knows these
    ("标题", "价格", "描述"),
    ("标题", "链接", "发布时间", "描述"),
    ("编号", "标题", "卖家", "链接", "描述"),
    ("序号", "项目名称", "装机规模（千瓦，额定）", "转让底价（万元）", "联系人", "情况"),
)
CLAUSES = (
    "装机容量500千瓦", "年发电量1,200万度", "上网电价0.3元", "售价300万元", "价格面议", "电话联系", "联系人张三",
    "电话13900001000", "地址四川省雅安市", "手续齐全", "位置优越", "请提供：名称", "价格", "标题", '"一手"房东',
)  # fmt: skip
MIDDLE = {
    "价格": "30{0}万元", "链接": "https://a.example/{0}", "发布时间": "2026-01-{0:02}", "编号": "B{0}", "卖家": "李{0}",
}  # fmt: skip
ENDS = "，，，，,;；|、。\t\n"


@st.composite
def ads(draw: st.DrawFn) -> str:
    """Some clauses of an ad, with any marks between them."""
    clauses = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=7))
    return "".join(clause + draw(st.sampled_from(ENDS)) for clause in clauses[:-1]) + clauses[-1]


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header and rows of a number, a name, amounts, and an ad in the last column."""
    header = draw(st.sampled_from(HEADERS))
    count = draw(st.integers(1, 12))
    rows = [
        [*(MIDDLE.get(name, "第{0}沟水电站转让").format(number) for name in header[:-1]), draw(ads())]
        for number in range(1, count + 1)
    ]
    return [list(header), *rows]


def read(text: str, choices: ColumnChoices | None = None) -> list[Row | ItemError]:
    return list(csv_table(Decoded(text, "utf-8", "utf-8", 0), "t.csv", choices or ColumnChoices()).rows)


def written(rows: list[list[str]], mark: str, quoting: int, ending: str) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=mark, quoting=quoting, lineterminator=ending).writerows(rows)  # type: ignore[arg-type]
    return target.getvalue()


ONE_AD = "请提供：名称，装机容量，价格，联系人，电话"


@example([["站名", "说明"], *(["第1沟水电站", ONE_AD] for _ in range(5))], "\t", csv.QUOTE_MINIMAL, "\n")
@settings(max_examples=150, deadline=None)
@given(
    tables(), st.sampled_from(",\t;|"), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_tables_of_ads_come_back_row_for_row(rows: list[list[str]], mark: str, quoting: int, ending: str) -> None:
    choices = ColumnChoices((("title", rows[0][-2]), ("text", rows[0][-1])))  # as a person may say; and as nobody does
    for chosen in (choices, None) if rows[0][0] != "品名" else (choices,):
        found = read(written(rows, mark, quoting, ending), chosen)
        assert [row.cells if isinstance(row, Row) else row for row in found] == rows[1:]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("名称，装机容量，价格\n青溪水电站，500千瓦，1,200万元\n白河水电站，600千瓦，1,300万元\n", 2),
        ("名称，装机(kW,额定)，价格\n青溪水电站，500，300万元\n", 1),
        ("2026年一览, 共2个\n名称，装机，价格\n青溪水电站，500千瓦，300万元\n白河水电站，600千瓦，200万元\n", 2),
        ("青溪水电站转让，500千瓦，1,200万元\n白河水电站转让，600千瓦，1,300万元\n", 2),
        ("描述\n青溪水电站转让，装机500千瓦，售价300万元\n白河水电站转让，装机600千瓦，售价200万元\n", 2),
        ("描述\n青溪水电站转让,装机500千瓦,售价300万元\n白河水电站转让,装机600千瓦,售价200万元\n", 2),
        ("水电站转让信息，联系电话，价格面议\n标题\t描述\n青溪水电站\t装机500千瓦，售价300万元，电话1\n", 1),
        ("电站汇总\n\n名称;装机;价格\n;kW;万元\n青溪水电站;500;300\n", 1),
        ("sep=|\n标题|描述\n青溪水电站转让|装机500千瓦，售价300万元，电话联系\n", 1),
        ("青溪水电站转让\t装机，价格面议，电话详谈\n白河水电站转让\t装机，价格面议，电话详谈\n", 2),
    ],
)  # fmt: skip
def test_the_mark_is_the_one_under_which_the_table_begins(text: str, rows: int) -> None:
    found = read(text)
    assert len(found) == rows
    for number, row in enumerate(found):
        assert isinstance(row, Row)
        assert ["青溪水电站", "白河水电站"][number] in (row.values.get("title") or row.values["text"])
        assert "\t" not in "".join(row.values.values())
        if text.startswith("描述"):
            assert "售价" in row.values["text"]
