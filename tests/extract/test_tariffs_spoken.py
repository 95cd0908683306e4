"""Prices of power said in tenths of a yuan beside nothing that names them."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind
from facts_of import prices_asked as asked


def tariffs(text: str) -> list[tuple[float | None, float | None]]:
    return [(one.value_min, one.value_max) for one in of_kind(facts_of(text), "tariff")]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("资源县水电站转让,两台250千瓦,两毛七月月清,价格210万", 0.27),
        ("宁化电站出让 320kw 三毛六拿了十几年没变过 150万", 0.36),
        ("小金电站卖,1000千瓦,两角四连税在内,年发四百万度,600万", 0.24),
        ("会同站子转,500千瓦,村里人都晓得是三毛一,二百六十万", 0.31),
        ("大邑水电站转让,630千瓦,矿场早搬走了,如今拿两毛五过日子,四百万", 0.25),
    ],
)
def test_a_spoken_price_is_the_tariff_where_no_user_is_told(text: str, yuan: float) -> None:
    assert tariffs(text) == [(yuan, yuan)]


@pytest.mark.parametrize(
    "text",
    [
        "会同水电站转让,500千瓦,跟前老板没有一毛钱关系,二百六十万",
        "会同水电站转让,500千瓦,一毛不欠,二百六十万",
        "会同水电站转让,500千瓦,没有三角债,二百六十万",
        "会同水电站转让,500千瓦,改回上网以后一度亏两毛,二百六十万",
        "会同水电站转让,500千瓦,不过国网的表,线拉到你棚子,一毛九,二百六十万",
    ],
)
def test_sayings_losses_and_what_passes_by_the_grid_are_no_tariff(text: str) -> None:
    assert tariffs(text) == []


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("桂东小水电 320KW 从没吃过官司 88万 月底前要出手", 88),
        ("会东电站 3台800 机架水帘一并给 1300万", 1300),
        ("政和站转让 200个千瓦 流量有探头 没挨过罚 96万 非中介", 96),
    ],
)
def test_the_only_sum_that_stands_for_itself_is_the_price(text: str, wan: int) -> None:
    assert asked(text) == [(wan * 10_000, wan * 10_000, "total")]


@pytest.mark.parametrize(
    "text",
    ["波密转让小水电站\n装机:320千瓦\n年售电款:三十多万\n价格:来了当面说", "会同电站转让,500千瓦,净利润-113.7万元"],
)
def test_a_sum_with_a_label_is_not_the_price(text: str) -> None:
    assert not [one for one in asked(text) if one[0]]


@pytest.mark.parametrize("words", ["价格：1", "价格：0", "价格：1\n装机：800"])
def test_a_whole_number_that_fills_a_field_for_prices_is_no_tariff(words: str) -> None:
    assert tariffs(f"康定水电站转让\n{words}") == []
