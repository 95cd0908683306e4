"""Tables within a text: each cell is read under the name and the unit of its own column."""

from __future__ import annotations

import pytest

from monitor.models import Assessment, Document
from monitor.run import build_detector

NAMES = ("名称", "装机容量（kW）", "年发电量（万kWh）", "上网电价（元/kWh）", "售价（万元）")
SOUTH, NORTH = ("南河水电站", "1260", "520", "0.288", "980"), ("北河水电站", "2×400", "330", "0.26", "560")


def scanned(text: str) -> Assessment:
    return build_detector().scan(Document("t", text))


def told(text: str) -> list[tuple[str, str, float | None, str]]:
    """Kind, role, value and words of each amount."""
    return [
        (fact.kind, fact.role, fact.value_max, text[fact.span.start : fact.span.end])
        for fact in scanned(text).extraction.facts
        if fact.unit
    ]


def table(mark: str, *rows: tuple[str, ...]) -> str:
    return "\n".join(mark.join(row) for row in (NAMES, *rows))


@pytest.mark.parametrize("mark", ["|", "\t", ","])
def test_several_rows_are_several_plants_and_no_price_of_one_offer(mark: str) -> None:
    assert told(f"水电站出售清单\n{table(mark, SOUTH, NORTH)}\n手续齐全，欢迎考察") == [
        ("capacity", "unknown", 1260, "1260"), ("generation", "unknown", 5_200_000, "520"),
        ("tariff", "unknown", 0.288, "0.288"), ("price", "unknown", 9_800_000, "980"),
        ("capacity", "unknown", 800, "2×400"), ("generation", "unknown", 3_300_000, "330"),
        ("tariff", "unknown", 0.26, "0.26"), ("price", "unknown", 5_600_000, "560"),
    ]  # fmt: skip


def test_one_row_is_the_offer_and_what_is_told_beside_tables_stays() -> None:
    one = told(f"出售水电站\n{table('|', SOUTH)}\n电话13900001111")
    assert [fact[:3] for fact in one] == [
        ("capacity", "offered", 1260), ("generation", "offered", 5_200_000), ("tariff", "offered", 0.288),
        ("price", "asking", 9_800_000),
    ]  # fmt: skip
    both = told(f"两座水电站转让\n{table('|', SOUTH, NORTH)}\n打包优惠，总共1500万")
    assert [fact[2] for fact in both if fact[1] == "asking"] == [15_000_000]


def test_a_number_before_the_rows_and_rules_of_markdown_are_no_amounts() -> None:
    assert told("水电站转让\n名称\t装机(kW)\t售价（万元）\n1\t南河\t1260\t980") == [
        ("capacity", "offered", 1260, "1260"), ("price", "asking", 9_800_000, "980"),
    ]  # fmt: skip
    marked = told("水电站转让\n| 序号 | 装机(kW) | 售价(万元) |\n|---|---|---|\n| 1 | 1260 | 980 |")
    assert [fact[2] for fact in marked] == [1260, 9_800_000]


def test_units_that_stand_in_the_cells_are_read_there() -> None:
    rows = (
        "电站\t装机\t年发电\t电价\t价格",
        "A站\t2×1600kW\t1500万度\t0.21\t2300万",
        "B站\t800kW\t330万度\t0.18\t480万",
    )
    text = "\n".join(("几座水电站转让", *rows))
    assert [fact[:3] for fact in told(text)] == [
        ("capacity", "unknown", 3200), ("generation", "unknown", 15_000_000), ("tariff", "unknown", 0.21),
        ("price", "unknown", 23_000_000), ("capacity", "unknown", 800), ("generation", "unknown", 3_300_000),
        ("tariff", "unknown", 0.18), ("price", "unknown", 4_800_000),
    ]  # fmt: skip


def test_columns_by_names_of_their_own_are_read_by_what_stands_in_them() -> None:
    text = "编号|地点|规模|水头|电价|报价\nGX-07|昭平县富罗镇|2台×400|86米|0.2935|560万元\n备注：水电站转让"
    assert [fact[:3] for fact in told(text)][:2] == [("capacity", "offered", 800), ("head", "unknown", 86)]


def test_the_years_of_one_plant_are_no_rows_of_plants() -> None:
    text = "水电站转让，装机1260千瓦\n年份|年发电量（万度）|电费收入（万元）\n2019|500|140\n2020|540|150\n2021|520|145"
    assert ("capacity", "offered", 1260, "1260千瓦") in told(text)


def test_many_names_without_rows_take_no_longer_than_their_length() -> None:
    names = "名称|装机（kW）|售价（万元）\n名称|装机（kW）|年发电量（万度）|售价（万元）\n"
    assert told("水电站转让\n" + names * 400) == []
