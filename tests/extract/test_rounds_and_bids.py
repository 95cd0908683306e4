"""Prices of earlier rounds, what others bid, what is refused and what is paid for leaving: none of it is asked now."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind, prices_asked

SALE = "拍卖仁化县水电站，装机325kW，"


@pytest.mark.parametrize(
    ("words", "wan"),
    [
        ("评估价118万元；第一次起拍价94万元（流拍），第二次起拍价75万元（流拍），本次起拍价60万元；保证金6万元", 60),
        ("一拍起拍价94万元（流拍），本次二拍起拍价75万元，保证金8万元", 75),
        ("第一次拍卖起拍价94万元，第二次拍卖起拍价75万元，本次变卖价70万元，保证金8万元", 70),
        ("一拍94万流拍，二拍75万又流拍，现在变卖70万", 70),
        ("二拍起拍价75万元，一拍起拍价94万元已流拍", 75),
        ("第三次拍卖，首拍价118万无人报名，二拍价94万无人报名，三拍价75万", 75),
        ("本次起拍价75万元，保证金8万元，第一次起拍价94万元", 75),
        ("一拍起拍价94万，若流拍二拍起拍价75万", 94),
        ("评估58万，一拍41万起。补偿按评估，大概30万", 41),
        ("退了政府补，大概30万，要价58万", 58),
        ("退出补偿归买方，300万", 300),
    ],
)
def test_the_price_is_that_of_the_present_round(words: str, wan: int) -> None:
    assert {price[:2] for price in prices_asked(SALE + words)} == {(wan * 10_000, wan * 10_000)}


@pytest.mark.parametrize(
    ("words", "wan"),
    [
        ("打算要七十八，七十五以下免谈", 78),
        ("水哥问50卖不卖，不卖50，最少70", 70),
        ("去年有老板出600万没舍得卖，今年想卖了，550万", 550),
        ("买家给到280万我爸没松口，低于300万不谈", 300),
        ("老板开价三百万，可谈", 300),
        ("白水电站500千瓦300万，黑水电站320千瓦200万", 300),
    ],
)
def test_the_price_is_what_the_owner_asks_not_what_he_was_offered(words: str, wan: int) -> None:
    assert {price[:2] for price in prices_asked(f"出售江西遂川水电站，160+100。{words}")} == {
        (wan * 10_000, wan * 10_000)
    }


@pytest.mark.parametrize("words", ["不卖50", "不卖50万", "不会卖你50万", "有人还价260万没卖，现在急用钱"])
def test_a_sum_that_is_refused_is_no_price(words: str) -> None:
    assert not prices_asked(f"出售江西遂川水电站，260千瓦。{words}")


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("平均每天发电5000度左右", "day"), ("平均一天能发8000度电", "day"), ("一天平均发8000度", "day"),
        ("常年每天发电8000度", "day"), ("平均日发电量8000度", "day"), ("平均每个月发电20万度", "month"),
        ("平均月发电量20万度", "month"), ("average output 8,000 kWh a day", "day"),
    ],
)  # fmt: skip
def test_the_mean_of_a_day_or_month_is_no_yearly_output(words: str, period: str) -> None:
    (one,) = of_kind(facts_of(f"出售四川水电站1座1000千瓦，600万。{words}"), "generation")
    assert (one.role, one.value_min, one.per) == ("unknown", None, period)


@pytest.mark.parametrize(
    ("words", "kwh"),
    [
        ("多年平均年发电量350万度，丰水期每天2万度", 3_500_000), ("平均每天满发，年发电量四百万度", 4_000_000),
        ("平均每天能跑十几个小时，一年350万度", 3_500_000),
    ],
)  # fmt: skip
def test_a_year_named_beside_a_day_stays_a_year(words: str, kwh: int) -> None:
    assert of_kind(facts_of(f"出售四川水电站1座1000千瓦，600万。{words}"), "generation")[0].value_min == kwh
