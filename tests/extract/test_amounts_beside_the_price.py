"""The price of the offer where other amounts stand beside it, and tariffs of further plants sold with it."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.run import scan_text

ASKED = frozenset({"asking", "starting", "floor"})


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        # The word for the price in brackets, and another plant's price behind it.
        ("水电站诚意转让，装机1030千瓦。【价格】580万，税费各付。我同时挂了玉屏县一个200千瓦的小站85万，已谈好了", 580),
        ("水电站转让500千瓦 [价格] 200万 [投资] 400万", 200),
        ("水电站转让500千瓦【贷款】120万【转让价】300万", 300),
        # How it is paid stands between the word and the amount.
        ("水电站转让，500千瓦，我要的转让费是一次性98万，毛收入九十来万", 98),
        ("电站500kw，一年纯利35万，五年租金一次性付150万；卖360万", 360),
        # What a device costs.
        ("电站便宜处理，160千瓦，没有在线监测，装一套八千块，我没装。\n29万，可以小刀", 29),
        ("小电站转让200千瓦，变压器换一台两万多，要价45万", 45),
        ("小电站转让200千瓦，整一套45万，两台机组", 45),
        # Asked in vain, until another price is named.
        ("“整改花了两百多万，现在卖五百万都没人要。”业主说。电站装机1000千瓦，对外出售，报价520万元。", 520),
        ("水电站转让装机500千瓦，现在卖300万都没人要，想要的来谈", 300),
        ("水电站转让630千瓦，贷款余额120万，要价400万", 400),
    ],
)
def test_the_price_is_told_from_what_stands_beside_it(text: str, wan: int) -> None:
    asked = {one.value_min for one in of_kind(facts_of(text), "price") if one.role in ASKED}
    assert asked == {wan * 10_000}


@pytest.mark.parametrize(
    "text",
    [
        "40%股权转让，预挂牌价：面议。标的企业以电费收费权质押向农发行借款，余额1,380万元，2027年到期",
        "水电站转让2500千瓦，价格面议。银行授信余额500万。",
    ],
)
def test_a_balance_is_no_price_beside_one_by_negotiation(text: str) -> None:
    asked = [one for one in of_kind(facts_of(text), "price") if one.role in ASKED]
    assert [(one.value_min, one.negotiable) for one in asked] == [(None, True)]


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("三站打包转让2258万元，上网电价一级0.36元/千瓦时，其余两站0.34元/千瓦时", ["0.36元/千瓦时", "0.34元/千瓦时"]),
        ("两座水电站转让，大站1000千瓦电价0.32，小站320千瓦电价0.28，打包600万", ["0.32", "0.28"]),
        (
            "两座水电站，可打包。A站：2×5000kW，上网均价0.218，报价5,200万。\nB站：2×2000kW，均价0.221，报价1,950万。",
            ["0.218", "0.221"],
        ),
        # No plant of the offer, or no other rate.
        ("两座水电站打包转让，上网电价0.28，隔壁小站320千瓦电价0.30", ["0.28"]),
        ("水电站转让500千瓦，上网电价0.28，下游小站320千瓦电价0.30，200万", ["0.28"]),
    ],
)
def test_each_plant_of_an_offer_may_have_a_tariff(text: str, rates: list[str]) -> None:
    assert [one.text for one in of_kind(facts_of(text), "tariff")] == rates
    told = [one.text for one in scan_text(text).extraction.claims if one.type == "tariff"]
    assert told == rates
