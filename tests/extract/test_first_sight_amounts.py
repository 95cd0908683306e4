"""Amounts and places in families of words that new texts brought: siblings that are read, and what only looks alike."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind, prices_asked

from monitor.models import OfferKind
from monitor.run.detector import scan_text


def _values(text: str, kind: str, offer: str = "direct") -> list[tuple[float | None, float | None]]:
    facts = of_kind(facts_of(text, cast(OfferKind, offer)), kind)
    return [(one.value_min, one.value_max) for one in facts if one.role == "offered"]


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("仁化电站 幺六零千瓦 手续全", 160),
        ("仁化电站,百千瓦机两台,80万", 200),
        ("仁化 百kw四台 150万", 400),
        ("仁化电站,三百二十千瓦两座,四百万", 640),
        ("仁化电站,400千瓦三座,四百万", 1200),
        ("仁化装机500千瓦两座,四百万", 500),
        ("仁化电站 1️⃣500kW 2️⃣手续全 3️⃣国网收", 500),
        ("仁化 3️⃣2️⃣0️⃣kw 2️⃣8️⃣0️⃣万", 320),
        ("仁化 400x2 USDT也收 机房在 760万", 800),
        ("仁化水电站连同矿场 3×500kw 1800万", 1500),
    ],
)
def test_size(text: str, kw: float) -> None:
    assert _values(text, "capacity") == [(kw, kw)]


@pytest.mark.parametrize(
    "text",
    ["仁化数百千瓦三台都可谈", "仁化百千瓦级电站三座", "仁化矿场负荷 2000kw,需要专线", "仁化水电站,带KJ 300,1200w"],
)
def test_no_size(text: str) -> None:
    assert _values(text, "capacity") == []


def test_size_times_in_english() -> None:
    assert _values("A buyer for a 2 x 6 MW station in Shaowu, Fujian.", "capacity", "reported") == [(12_000, 12_000)]


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("仁化 2x160 幺三五个拿走", 1_350_000),
        ("仁化电站2x160,当初挂180,后来150,现在110,再降不卖", 1_100_000),
        ("仁化电站375千瓦卖给私人,竞价从120万元起", 1_200_000),
        ("幺妹儿,250kw的站,六幺零万,莫还价", 6_100_000),
        ("老幺八百万卖了站,自己那个320kw的还在", 8_000_000),
        ("仁化电站 1️⃣500kW 2️⃣手续全 3️⃣国网收 4️⃣280万", 2_800_000),
        ("公司拟按评估值320万元公开转让仁化某电站,装机500千瓦", 3_200_000),
        ("拟以评估价88.6万元在省产权交易所挂牌,仁化电站320千瓦", 886_000),
        ("仁化电站320千瓦,按评估值210万元计提减值,转让底价180万元", 1_800_000),
        ("仁化电站500kw 年底前一定要成交 360万", 3_600_000),
        ("仁化 320kw 证全 本分发电 160w", 1_600_000),
        ("仁化 320kw 正常年发电 120w 价格180万", 1_800_000),
        ("仁化电站250kw,补偿款评估过92万,你给60万就归你", 600_000),
        ("仁化电站200kw,你出70万就是你的", 700_000),
        ("仁化电站200kw 价1.1k个", 11_000_000),
        ("仁化电站200kw 88万 秒出", 880_000),
        ("仁化两台320 国网 三百八谈", 3_800_000),
    ],
)
def test_price(text: str, price: float) -> None:
    assert prices_asked(text) == [(price, price, "total")]


@pytest.mark.parametrize(
    "text",
    ["仁化电站500kw 去年五月底前成交价540万的是隔壁,本站价格面议", "仁化电站500kw,评估值210万元,挂牌转让价格面议"],
)
def test_no_price(text: str) -> None:
    assert all(low is None for low, _, _ in prices_asked(text))


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("He once asked 5 million yuan for the 500 kW plant in Shaowu and would now take 3,200,000.", 3_200_000),
        ("The owner of a 500 kW plant in Shaowu wants 2,300,000 for it; he rejected 2 million yuan.", 2_300_000),
        ("The plant earns 900,000 yuan a year and makes 2,300,000 a year; the owner asks 4 million yuan.", 4_000_000),
    ],
)
def test_english_price(text: str, price: float) -> None:
    assert prices_asked(text, "reported") == [(price, price, "total")]


def test_english_rent() -> None:
    text = "For lease: 500 kW plant, Shaowu. Output averages 2,300,000 a year. 180,000 a year, in yuan."
    assert prices_asked(text, "direct", "lease") == [(180_000, 180_000, "year")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("仁化电站400kw,三毫七一度", 0.37, 0.37),
        ("仁化电站400kw,三毫子一度电", 0.3, 0.3),
        ("仁化电站400kw,矿场唔好揾我,四毫半一度", 0.45, 0.45),
        ("仁化电站400kw,上网两毛一二,210万", 0.21, 0.22),
        ("仁化电站400kw,上网两毛一四,210万", 0.214, 0.214),
        ("仁化电站400kw,上网电价两毛七分三厘六", 0.2736, 0.2736),
        ("仁化电站400kw,电价三毛两分", 0.32, 0.32),
    ],
)
def test_tariff(text: str, low: float, high: float) -> None:
    assert _values(text, "tariff") == [(low, high)]


def test_price_for_miners_is_no_tariff() -> None:
    assert _values("仁化电站400kw,拉专线俾你挖矿,两毫一度", "tariff") == []


@pytest.mark.parametrize("text", ["仁化的站,320,枯年五十万,丰年九十万度", "仁化的站,320,旱年五十万、好年九十万度"])
def test_output_from_dry_to_good_years(text: str) -> None:
    assert _values(text, "generation") == [(500_000, 900_000)]


@pytest.mark.parametrize(
    ("text", "county", "offer"),
    [
        ("光泽急转一座小水电站,320kw,150万", "光泽县", "direct"),
        ("天台出售水电站 400kw,国网襄阳公司购电", "天台县", "direct"),
        ("长白山下抚松小水电,三台320", "抚松县", "direct"),
        ("桓仁边上的私人水电站,200kw", "桓仁满族自治县", "direct"),
        ("墨脱隔壁波密的站,500kw", "波密县", "direct"),
        ("本公司拟将持有的峨边官料河电力公司70%股权对外转让", "峨边彝族自治县", "direct"),
        ("A 1,600 kW plant in Wushi county, Xinjiang, is for sale.", "乌什县", "reported"),
    ],
)
def test_county(text: str, county: str, offer: str) -> None:
    facts = of_kind(facts_of(text, cast(OfferKind, offer)), "place")
    assert [one.detail["county"] for one in facts if one.role == "offered"] == [county]


def test_word_that_is_a_county_too() -> None:
    assert of_kind(facts_of("资源转让平台水电站很多"), "place") == []


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("【发电】大水年110万,小水年70万\n【价格】205万", 700_000, 1_100_000),
        ("发电量:丰年210万,枯年150万,300万元", 1_500_000, 2_100_000),
        ("发电:好年七百,差年四百六 价:0.293", 4_600_000, 7_000_000),
    ],
)
def test_good_and_bad_years_under_a_heading_of_output_need_no_unit(words: str, low: int, high: int) -> None:
    facts = scan_text(f"电站转让,装机1250千瓦,{words}").extraction.facts
    assert [(one.value_min, one.value_max) for one in facts if one.kind == "generation"] == [(low, high)]


def test_the_price_of_good_and_bad_years_is_no_output() -> None:
    facts = scan_text("电站转让,装机1250千瓦,租金:好年七十万,差年四十万").extraction.facts
    assert [one for one in facts if one.kind == "generation"] == []


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("320千瓦×1 并的是保山电力 一度1毛9 十来年没断过 卖180万", 0.19),
        ("3×500,新疆国网,年450万度,1毛9五,890万", 0.195),
    ],
)
def test_digits_of_two_kinds_in_a_tariff_and_a_count_before_the_grid(words: str, rate: float) -> None:
    facts = scan_text(f"龙陵电站转让 {words}").extraction.facts
    assert [one.value_min for one in facts if one.kind == "tariff"] == [rate]
