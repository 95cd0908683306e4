"""Short ads: which figure is the plant's own among those beside it, which place only says where it lies."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind, prices_asked

OFFERED = frozenset({"offered", "asking", "starting", "floor"})


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        # The plant's own size beside a limit, a transformer, or what its power could do.
        ("小水电，一百千瓦以上的不在关停那批，我这是125，带六间房，55个", "capacity", 125, 125),
        ("小于200kw的要清退，我这个630，不怕，240万", "capacity", 630, 630),
        ("勐腊650kva变压器500kw机组，小型电站处理，价格私聊", "capacity", 500, 500),
        ("小电站转让 变压器630kva 机组500kw 价格私聊", "capacity", 500, 500),
        ("水电站 低电价 自己拉线到机房 七百千瓦 二百八十万", "capacity", 700, 700),
        ("水电站 电站可做矿场 800kw 二百八十万", "capacity", 800, 800),
        ("那坡电站，400个，不拆，证在手，150来，看站提前一天讲", "capacity", 400, 400),
        ("双牌电站，装机150来，价格面谈", "capacity", 150, 150),
        # Two rates that are only high and low.
        ("站子1×400 高0.34低0.31 全款210含贷款", "tariff", 0.31, 0.34),
        ("站子400千瓦 最低0.31，最高0.34 210万", "tariff", 0.31, 0.34),
        ("站子400千瓦 坝高0.5米 电价0.34 210万", "tariff", 0.34, 0.34),
    ],
)
def test_the_figure_of_the_plant_is_told_from_what_stands_beside_it(
    text: str, kind: str, low: float, high: float
) -> None:
    values = {(one.value_min, one.value_max) for one in of_kind(facts_of(text), kind) if one.role in OFFERED}
    assert values == {(low, high)}


@pytest.mark.parametrize(
    "text",
    [
        "配250kva变压器，柴油发电机组200kw，电站转让",
        "电站转让，变压器500kw，价120万",
        "水电站 机房 七百千瓦 二百八十万",
        "电站转让，500千瓦以下免谈，我这里80万",
    ],
)
def test_the_size_of_something_else_is_not_the_plants(text: str) -> None:
    assert [one for one in of_kind(facts_of(text), "capacity") if one.role == "offered"] == []


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("电站320kW，等钱用，原价300现价175万", 175),
        ("原价五百现价三百二十万，电站320千瓦", 320),
        ("贡山站 1.2兆 600走 怒江涨水天天满发", 600),
        ("泸水电站 630kw 从303省道往前600走 280万", 280),
        ("紫阳站子1×400 银行贷款还剩40万转给你 全款210含贷款", 210),
        ("双牌电站 250千瓦 120来 要的快", 120),
        ("那坡电站，400个，不拆，证在手，150来，看站提前一天讲", 150),
    ],
)
def test_the_price_is_the_one_of_today_and_of_the_whole(text: str, wan: float) -> None:
    assert {price[:2] for price in prices_asked(text)} == {(wan * 10_000, wan * 10_000)}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("马尔康边上金川那个1600kw的站老板松口了，七百个带走", "金川县"),
        ("马尔康边上的金川有个电站，1600kw，七百万", "金川县"),
        ("挨着凤凰的麻阳有个电站转让，500千瓦，120万", "麻阳苗族自治县"),
        ("离会理不远的会东，电站500kw，120万", "会东县"),
        ("凤凰过去一点麻阳的电站 500千瓦 120万", "麻阳苗族自治县"),
        ("成都附近都江堰电站转让，500千瓦", "都江堰市"),
        ("马尔康边上亲戚那个站1600kw，七百万", "马尔康市"),
        ("金川电站转让，1600kw，马尔康边上，700万", "金川县"),
    ],
)
def test_a_place_beside_which_the_plant_lies_is_not_its_own(text: str, county: str) -> None:
    places = of_kind(facts_of(text), "place")
    assert {one.detail["county"] for one in places if one.role == "offered"} == {county}
