"""Prices, rates and tariffs in the short words of ads, and the sums beside them that are none."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind, prices_asked


def asked(text: str, offer: str = "direct", about: str = "plant") -> set[tuple[float | None, float | None, str | None]]:
    return set(prices_asked(text, offer, about))


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("尤溪的站 两台200 证齐 260搬走", 260),
        ("建宁电站两台250千瓦,三百五扛走,不讲价", 350),
        ("政和小站 125+125 老了干不动 一百二来牵", 120),
        ("屏南电站 630千瓦 谁来480提走", 480),
        ("周宁小水电 160千瓦 站和旁边菜地一起85个", 85),
        ("汶川电站,两台800,证照齐,整站九百八,分三次付", 980),
        ("会东 320两台 三百二,比上月少二十", 320),
        ("遂川电站400千瓦出让,欠银行的在价里扣过了:二百二十万", 220),
        ("永德电站 500*2 w k照旧 430万 南网的表", 430),
        ("天全 630千瓦 接手当天发电 360W 证齐", 360),
        ("天全 630千瓦电站 过完户就发电 360万 证齐", 360),
        ("龙山 630千瓦站 没放过矿机 420万 看站约", 420),
        ("甘洛 两万千瓦电站 手续有 1.2个亿 可走u", 12_000),
        ("道孚 800千瓦 机器照跑 ⑧⑥零万 非诚勿扰", 860),
        ("奉节500千瓦电站,今年到现在三十万。价格180万。", 180),
        ("石台电站一座(第三次)\n一拍底价910万,二拍728万,本次起拍价582.4万元,保证金58万元", 582.4),
        ("公司出售青田水电站,装机1000千瓦,净资产评估值860万元即为挂牌起始价,保证金80万元", 860),
        ("这个站两台八百的,要整座买的话一千零八十万", 1080),
        ("天全三台四百的站 不用停 拿到手明天就有电费 760w", 760),
        ("古田二级站,960千瓦,贷款还剩130万买家承接,总价连贷款四百七十万。", 470),
        ("江山站 125+125 年均43w度 0.5一度 收110w 不租只卖", 110),
        ("巴东1.26兆瓦站,搭六组机柜,捌叁零万,速度", 830),
        ("陵水电站640千瓦拟处置,改制时彼时作价41万元。经评估价值173.6万元,公司以该值作为首轮竞价的起始价。", 173.6),
        ("拟转让集安电站,容量6400kW。2011年以4380万元收购。评估结果3652万元,公司拟以此价挂牌。", 3652),
        ("拟转让崇义电站960千瓦。原值510万元,净值88.7万元,委估价值342万元,以此为首次公开竞价底价。", 342),
        ("布拖电站5000千瓦🌊超算老板直接上服务器🌊4200万🌊", 4200),
    ],
)
def test_a_price_in_few_words_is_read(text: str, wan: float) -> None:
    assert asked(text) == {(wan * 10_000, wan * 10_000, "total")}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("寿宁一座500千瓦电站的主人说,电站还欠农商行30万,“有人给二百六十万,我当天过户。”", 2_600_000),
        ("国企持有的水电公司17.5%股权第三次挂牌,底价砍到162万元,尚有银行抵押贷款410万元。", 1_620_000),
        (
            "A 5 MW plant in Aba, now on the market for 32 million yuan. He bought it in 2018 for 27 million.",
            32_000_000,
        ),
        ("One 3 MW plant in Liangshan is up for grabs for 15 million yuan. Repairs cost 2 million yuan.", 15_000_000),
        ("“荥经2x800,证是全的,1150拿走,老婆要分钱。”", 11_500_000),
    ],
)
def test_the_price_of_a_story_stands_in_words_of_giving(text: str, yuan: int) -> None:
    assert asked(text, "reported") == {(yuan, yuan, "total")}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("岳西 400kw一座 一个千瓦3800到4000 你看着给", 3800, 4000),
        ("遂昌 电站800千瓦 每千瓦5000至5500元 有意私聊", 5000, 5500),
        ("保康 400KW站 六千块1KW 不议", 6000, 6000),
        ("永安电站 720个 两小一大 每瓦4块5 自己乘", 4500, 4500),
    ],
)
def test_the_price_of_each_kilowatt_is_read(text: str, low: int, high: int) -> None:
    assert asked(text) == {(low, high, "kW")}


def test_rents_and_prices_to_be_talked_about_are_told_in_japanese_too() -> None:
    assert asked("电站包出去,160千瓦,四万五一年租,押一年", about="lease") == {(45_000, 45_000, "year")}
    assert asked("設備は320キロワット2基、年間の賃料下限は21万元。", "reported", "operating_right") == {
        (210_000, 210_000, "year")
    }
    assert asked("設備容量は1万2600キロワット。譲渡価格は当事者が直接交渉する。", "reported") == {(None, None, "total")}
    assert asked("出售遂昌电站800千瓦,看货再谈价") == {(None, None, "total")}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("枯季电价0.26 丰季0.17 电站 2000×2", 0.17, 0.26),
        ("盈江 电站1000千瓦 雨季0.18 旱季0.30 900万", 0.18, 0.30),
        ("天全 电站 1000千瓦 涨水季两毛 枯水季两毛九 900万", 0.2, 0.29),
        ("老板说,矿工撤走后上网只有一毛九,还不够付利息", 0.19, 0.19),
        ("平和250kW站出让,谢绝一切币圈矿圈,0.38元/度,146万", 0.38, 0.38),
        ("仙居320kW,挖虚拟币的一概不接,四角八分,证件全套,255万", 0.48, 0.48),
        ("电站股权转让\n上网电价:0.255元/KW?h", 0.255, 0.255),
        ("证 照 全|电 价 0 . 2 6|7 3 0 万|电 站", 0.26, 0.26),
        ("电站年发电480万度,电价每百度36元整", 0.36, 0.36),
        ("平顺电站1000千瓦出售 上网电价每千度330元 卖600万", 0.33, 0.33),
    ],
)
def test_tariffs_of_seasons_and_of_plants_that_want_no_miners_are_read(text: str, low: float, high: float) -> None:
    found = [(one.value_min, one.value_max) for one in of_kind(facts_of(text), "tariff")]
    assert found == [(low, high)]


@pytest.mark.parametrize("text", ["雅安电站出租,给挖币的供电,0.25元/度", "放矿机 0.25元/度 电站自有 2000千瓦 欢迎币圈"])
def test_what_miners_pay_is_no_tariff(text: str) -> None:
    assert of_kind(facts_of(text), "tariff") == []


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("上犹 630kw水电 每瓩四千二 整数给你抹了", 4200),
        ("石城 水电站 4百千瓦 单价三千一 谈拢就签", 3100),
        ("铜鼓水电站 三百二十千瓦 一个千瓦收你两千六 过户费你出", 2600),
        ("建宁电站 630千瓦 单价4500 可谈", 4500),
        ("建宁电站 一台320千瓦,单价3800,带二手矿机", 3800),
    ],
)
def test_a_price_of_each_kilowatt_needs_no_unit(text: str, yuan: float) -> None:
    assert asked(text) == {(yuan, yuan, "kW")}


def test_a_unit_price_of_machines_or_power_is_no_price_of_the_plant() -> None:
    assert asked("电站转让500千瓦,矿机单价三千一,站价面议") == {(None, None, "total")}
    assert asked("天全电站转让500千瓦,电单价2000,200万") == {(2_000_000, 2_000_000, "total")}


@pytest.mark.parametrize("text", ["出租厂房,一年六万租,可放机器", "仓库出租,年租金12万元,带独立变压器"])
def test_a_rent_in_a_text_that_offers_no_plant_is_no_price(text: str) -> None:
    assert asked(text, "none") == set()


def test_a_tariff_to_three_places_may_end_at_a_comma() -> None:
    found = of_kind(facts_of("德化电站,两台二百,国网德化并网,3毛63,每年净落袋22万左右,236万。"), "tariff")
    assert [(one.value_min, one.role) for one in found] == [(0.363, "offered")]
