"""Amounts and places in the words of people: prices, rates that moved, pairs."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind


def _values(text: str, kind: str, roles: frozenset[str]) -> list[tuple[float | None, float | None]]:
    facts = of_kind(facts_of(text), kind)
    return sorted({(one.value_min, one.value_max) for one in facts if one.role in roles})


_PRICED = frozenset({"asking", "starting", "floor"})
_OFFERED = frozenset({"offered"})


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("仁化电站200千瓦两台,合适180万成交", 1_800_000),
        ("仁化电站320千瓦,看中的话260万可成交", 2_600_000),
        ("仁化小水电|320KW|综合评估为整改|328万", 3_280_000),
        ("仁化 320kw 上国网 便宜甩 二百四", 2_400_000),
        ("仁化电站500千瓦,手续全 三百一 v我", 3_100_000),
        ("仁化 3x630 950达不溜", 9_500_000),
        ("仁化电站400kw,别人卖5000一千瓦,我卖3600一千瓦", 3_600),
        ("仁化电站400kw,四百二十万月底前签", 4_200_000),
        ("仁化 250kw 每月净落两万 接手照收 六十二万", 620_000),
        ("仁化电站两百kw,价八十二个,懂行的聊", 820_000),
    ],
)
def test_price_in_spoken_words(text: str, price: float) -> None:
    assert _values(text, "price", _PRICED) == [(price, price)]


@pytest.mark.parametrize("text", ["仁化电站200千瓦,去年隔壁站180万成交,价格面议", "仁化电站320kw,评估值328万"])
def test_other_sums_are_no_price(text: str) -> None:
    assert all(low is None for low, _ in _values(text, "price", _PRICED))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("仁化电站400kw,电价从最早的二毛六涨到现在的三毛三分八", 0.338, 0.338),
        ("仁化电站400kw,上网电价由0.45元降到0.38元", 0.38, 0.38),
        ("仁化电站400kw,上网单价0.19-0.22,手续全", 0.19, 0.22),
        ("仁化电站400kw,矿圈的朋友绕行,只卖给供电局,0.32/度", 0.32, 0.32),
        ("仁化电站400kw,每度贰角五,问挖币的拉黑,不给挖", 0.25, 0.25),
    ],
)
def test_tariff_in_spoken_words(text: str, low: float, high: float) -> None:
    assert _values(text, "tariff", _OFFERED) == [(low, high)]


def test_a_rate_that_fell_later_is_the_one_paid() -> None:
    assert _values("仁化电站两台200,电价0.45元/度,后降到0.40元/度,300万", "tariff", _OFFERED) == [(0.4, 0.4)]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("仁化电站转让,六百三的机组一对,590万", 1260),
        ("仁化电站转让,125千瓦的机组一双,95万", 250),
        ("仁化电站转让,机组三台(320kW两台、160kW一台),590万", 800),
        ("仁化两级站打包,一级500二级800,合1300千瓦,780万", 1300),
        ("靖安200个电站,国家电网照收,72", 200),
    ],
)
def test_size_in_spoken_words(text: str, size: float) -> None:
    assert _values(text, "capacity", _OFFERED) == [(size, size)]


def test_a_hundred_and_some() -> None:
    assert _values("仁化电站400kw,往年百十来万度", "generation", _OFFERED) == [(1_100_000, 1_100_000)]


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("西乡站 四百瓩 电费每月到账 195万", "西乡县"),
        ("西林一位黄姓业主兜售3200千瓦电站,一千七百万", "西林县"),
        ("神农架外围房县的站,1台800千瓦,要400万", "房县"),
        ("老哥宝兴那个站回你话:三台六百三,九百五十万", "宝兴县"),
        ("大田1座水电站出售,800千瓦", "大田县"),
    ],
)
def test_county_in_spoken_words(text: str, county: str) -> None:
    offered = [one.detail["county"] for one in of_kind(facts_of(text), "place") if one.role == "offered"]
    assert offered == [county]
