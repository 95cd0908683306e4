"""Sums beside the price: what was paid once, what parts cost, bids and neighbours' prices; prices without their 万."""

from __future__ import annotations

from typing import Final

from facts_of import prices_asked

# What is asked, in 万, or nothing, and the words of an ad.
SAID: Final = (
    (320, "水电站转让500千瓦320万,2台。修过的大头:压力管18万,主变14万5,2020年洪水后清渠9万。"),
    (None, "水电站转让500千瓦,两台。修过的大头:压力管18万,主变14万5,2020年洪水后清渠9万。"),
    (None, "龙胜水电站转让 价格见面谈,500千瓦。2号机温度偏高,估计要换油冷却器,厂家报价2.35万,还没换。"),
    (265, "水电站30%股转。两台500,五个人合伙的站,2014年一起买的,总价1250万,我占三成出了375万。我这30%要265万。"),
    (380, "电站转让,630千瓦。我2014年买的,花了260万,现在380万转"),
    (380, "电站是我2014年买的,630千瓦,380万一口价卖"),
    (380, "我在罗田收的那个,630千瓦,转让,380万"),
    (120, "320千瓦电站,电站转让,120万。福建人来看了,出价85万,我没松口。"),
    (120, "320千瓦电站转让120万,有个福建老板来看过,出价85万"),
    (120, "李有福320千瓦的电站要卖,他贴出:“电站转让,120万,诚心来谈。”还有一个福建人真的来看了,出价85万,李有福没松口。"),
    (300, "电站转让,500千瓦,老板出价300万,低于不谈"),
    (
        1150,
        "城口电站转让,1x1000+1x500。本来谈给了达州的一个老板,1180万。现在重新放出来,1150万,首付六成。隔壁巫溪有人挂2600千瓦的要2300万。",
    ),
    (200, "卖电站,500千瓦。隔壁的站要价180万,我要200万"),
    (200, "水电站转让,500千瓦,200万,附近一座400的挂260万"),
    (290, "电站出售,400千瓦,我这站刚花了30万大修,要290万"),
    (290, "电站出售,400千瓦,变压器新换,290万"),
    (290, "电站出售,400千瓦,含变压器290万"),
)
FILLER: Final = "这站在河边上,路通到厂房门口,水泥路,两个工人守着,工资照付,水头高,水质好,冬天也不结冰。" * 11
SAID_AT_LENGTH: Final = (
    (1650, f"峨边电站转让,装机3×800,价格一千六百五,可带公司走。{FILLER}"),
    (430, f"英山水电站整站转,500+300千瓦。{FILLER}\n老李:张总报个价\n张总:430\n老李:包税?\n张总:各交各的"),
    (360, f"水电站转让,500千瓦。{FILLER}要价360,不还价。"),
    (None, f"水电站转让,500千瓦。{FILLER}电价360"),
    (None, f"水电站转让,500千瓦。{FILLER}隔壁的站报价360,没人要"),
    (280, f"水电站转让,500千瓦,280万。{FILLER}价格2018年涨过"),
    (None, f"水电站转让,500千瓦。{FILLER}价格30天内有效"),
)


def _asked(text: str) -> int | None:
    low = {price[0] for price in prices_asked(text) if price[0] is not None}
    return int(low.pop()) // 10_000 if len(low) == 1 else None


def test_sums_beside_the_price_are_not_asked() -> None:
    assert [(_asked(words), words) for _, words in SAID] == list(SAID)


def test_a_long_text_names_its_price_without_wan_behind_the_word_or_the_question_for_it() -> None:
    assert [(_asked(words), words) for _, words in SAID_AT_LENGTH] == list(SAID_AT_LENGTH)
