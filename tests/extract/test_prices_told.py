"""Prices beside deposits, debts, repairs, first prices and income, in the words of sellers, chats and notices."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind

from monitor.models import OfferKind, OfferObject

ASKED = {"asking", "starting", "floor", "rent"}


def asked(
    text: str, offer: str = "direct", about: str = "plant"
) -> list[tuple[float | None, float | None, str | None]]:
    facts = of_kind(facts_of(text, cast(OfferKind, offer), cast(OfferObject, about)), "price")
    found = [(one.value_min, one.value_max, one.per) for one in facts if one.role in ASKED]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("略阳 500kw 原来 62 现在 51,急用钱", 51),
        ("永泰站 500kw 便宜十万给诚心的 原价二百九 现二百六整 省网收电", 260),
        ("荔波 1260 机房空着 放服务器的联系 六百个", 600),
        ("从江 1000kw 可以USDT付订金 460万", 460),
        ("文县在建电站转让,装机4000千瓦,前期投入760万原价转", 760),
        ("在建电站整转,设计2×1250千瓦。先期投入按一千四百万转。", 1400),
        ("一个站,320kW,引水渠冲了一段,补好要六万左右。82万自提", 82),
        ("靖西 640千瓦 转 有个老案子还没结 标的八万 我兜底 二百六十万", 260),
        ("甘洛 3x630 基站在门口 不走表 价2200 美元结也可 谈", 2200),
        ("古蔺站1250 停机了 一个星期内找下家 价格抹到410", 410),
        ("甘洛1600站 负荷空出来了 要整个买980 要租年付130", 980),
        ("通道县250kw电站 扣掉工资一年剩十三万,取水证到2030-06,165万元,可议", 165),
        ("广丰 50千瓦*2 过户资料不全你得补 43万", 43),
        ("石门 1x250千瓦 两本都有 过年前清仓价 115万", 115),
        ("寶興 水電 2500KW×2 賣家趕飛機,七日內成交 三千九百萬", 3900),
        ("湖南溆浦電站 五百千瓦兩台 六年可還本 六百二十萬 股東退休", 620),
        ("政和县某水电公司35%股权,两座站共1430千瓦,每年分红大约28万,股权价230万", 230),
        ("洞口 200kw 已验收 98 q我", 98),
        ("甘洛站1600 国网0.21 整改类,已销号 980", 980),
        ("永胜 1260 带芯动120台 电0.25 之前是自己场子 880", 880),
        ("资源县的小电站 125千瓦 288000 线路是通的", 28.8),
        ("遂川电站又改价了:前年240万,开春200万,现在168万。250千瓦", 168),
        ("连平电站顶手:三百二十瓩,叫价208万人仔,经纪勿扰", 208),
        ("水电站三个股东,其中一个要撤,三分之一股权120万。640千瓦", 120),
        ("浦北县水电站 装机560千瓦 不接受还价 128万", 128),
        ("买家:多少能走\n卖家:一千八,这周成交再让一百\n买家:装机几千瓦\n卖家:2500千瓦", 1800),
        ("丽姐:800千瓦那个还卖吗\n站主:卖\n丽姐:给个底\n站主:390", 390),
        ("武隆水电站转让400kW,去年到账三十九万三,要价三百二十万", 320),
        ("卖电站500千瓦,银行押着180万,总共要460万", 460),
        ("电站转让,500千瓦,可付定金⭐180万", 180),
        ("电站转让,500千瓦,可付定金📉180万", 180),
    ],
)
def test_the_price_is_told_from_other_money(text: str, wan: float) -> None:
    assert asked(text) == [(wan * 10_000, wan * 10_000, "total")]


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("一家电站业主委托拍卖行处置1250千瓦电站,首拍1350万元流拍后,本周以1080万元再次上拍。", 1080),
        ("截图:“四川叙永,装机750千瓦,送机架200个,便宜处理260万”。各位怎么看", 260),
        ("“哥,你那站还卖不?”“卖,1250千瓦,雅江的。”“多少?”“三百八拿走。”——网友晒出的聊天截图", 380),
        ("标题写着“花95万买座水电站,躺着收钱”,点进去全是套路。一年收入二十万", 95),
        ("一则信息写道:总装机3750千瓦,配风扇200台,两千万元上下,“不用你操心”。", 2000),
        ("从2600万到1900万,再到本周的1350万,泸定那座3000千瓦的站已经砍掉近一半。", 1350),
        ("本周速览:①老旧厂房32亩,底价860万;②常山县1200kW电站,底价520万;③林权1.2万亩,底价240万。", 520),
        ("两台各一百千瓦,要价就是当年的本钱七十五万。", 75),
        ("今年6月该公司撤走。如今他只求以620万元把这座1250千瓦的站处理掉。", 620),
        ('转个截图:"色达电站4000kw,只收U,县里打点好的,2900万" 这也敢发', 2900),
        ("四川省の仲介業者は「南部県の水力、500キロワットで230万元。問題ない」と話す。", 230),
        ("股权转让进展公告:首轮底价1,350万元,未征集到受让方,现按1,215万元第二次挂牌。装机1,600千瓦。", 1215),
        ("转让都匀茶园水电公司股权:评估价值6,038.20万元,挂牌价格与之相同。装机16,000千瓦", 6038.2),
        ("矿友群里转:某站急卖,主变1600kVA,装机1260,380。谁知道底细", 380),
    ],
)
def test_the_price_of_a_reported_offer_is_the_last_one_asked(text: str, wan: float) -> None:
    assert asked(text, "reported") == [(pytest.approx(wan * 10_000), pytest.approx(wan * 10_000), "total")]


@pytest.mark.parametrize(
    "text",
    [
        "武隆水电站转让400kW,去年入账三十九万三,合格证在墙上挂着",
        "某公司拟转让水电公司100%股权。电站装机4.2万千瓦(3×1.4万)",
        "电站续建项目,尚缺资金1100万元,设计装机2×1250千瓦,条件面商",
        "手里的盘源从十几个涨到七十多个,2500千瓦电站出让",
    ],
)
def test_income_sets_wants_and_counts_are_no_price(text: str) -> None:
    assert not [one for one in asked(text) if one[0] is not None]


@pytest.mark.parametrize(
    ("text", "offer", "about", "yuan"),
    [
        ("尤溪县一宗集体水电站租赁权第三次挂出,年租金由21万元调至16.8万元。2×250千瓦", "reported", "lease", 168_000),
        ("习水那个500千瓦的可以租,不卖。一年三十万,押金十万,租五年。", "direct", "plant", 300_000),
        (
            "A village is leasing out its 250 kW station for ten years at 90,000 yuan a year.",
            "reported",
            "plant",
            90_000,
        ),
        ("镇属水电站(320kW)公开招租,首年租金标的9.6万元,租期8年。", "direct", "lease", 96_000),
    ],
)
def test_a_rent_is_paid_by_the_year(text: str, offer: str, about: str, yuan: int) -> None:
    assert asked(text, offer, about) == [(yuan, yuan, "year")]


def test_a_price_of_each_watt_and_a_range_without_units() -> None:
    assert asked("玛纳斯水电站整体出售,12MW,自备电不上网,9毛一瓦。") == [(900, 900, "kW")]
    assert asked("转:晴隆 630*2 南网0.2436 就是没时间管 440~460") == [(4_400_000, 4_600_000, "total")]


@pytest.mark.parametrize(
    "text",
    [
        "水电站转让,1000千瓦,500万,八折不卖",
        "水电站转让,1000千瓦,500万打八折免谈",
        "水电站转让,1000千瓦,500万 打八折 免谈",
        "水电站转让,1000千瓦,500万,八折也不谈",
        "水电站转让,1000千瓦,500万,9折以下不谈",
        "水电站转让,1000千瓦,500万,九折以下的别来",
        "水电站转让,1000千瓦,500万,八折的勿扰",
        "水电站转让,1000千瓦,500万打八折没门",
        "水电站转让,1000千瓦,500万,八折,免谈",
        "水电站转让,1000千瓦,500万,八折我不要",
        "水电站转让,1000千瓦,500万,9折以上可谈",
        "水电站转让,1000千瓦,500万,电费一年收入200万,打六折",
        "水电站转让,1000千瓦,500万,欠银行300万打六折",
        "水电站转让,1000千瓦,500万不打折",
        "水电站转让,1000千瓦,500万,不打八折",
        "水电站转让,1000千瓦,500万,不接受打折",
        "水电站转让,1000千瓦,500万,不接受八折",
    ],
)
def test_a_refused_discount_leaves_the_price_as_it_is(text: str) -> None:
    assert asked(text) == [(5_000_000, 5_000_000, "total")]


@pytest.mark.parametrize(
    "words",
    [
        "打八折",
        "八折,不议价",
        "打八折不还价",
        "打八折不含税",
        "八折不刀",
        "八折不过要快",
        "八折转,不谈价",
        "八折,中介免谈",
    ],
)
def test_a_discount_given_lowers_the_price_whatever_else_is_refused(words: str) -> None:
    assert asked(f"水电站转让,1000千瓦,500万{words}") == [(4_000_000, 4_000_000, "total")]


@pytest.mark.parametrize(
    ("text", "kilowatts", "wan"),
    [
        ("水电站转让,装机①000千瓦,价②80万", 1000, 280),
        ("水电站转让,装机①200千瓦,价②80万", 1200, 280),
        ("水电站转让 装机 ①000千瓦 价 ②80万", 1000, 280),
        ("转让水电站:①800千瓦②920万元", 800, 920),
        ("转让水电站:①800KW②920万元", 800, 920),
        ("水电站转让 ①两证齐 装机1000千瓦 价②80万", 1000, 280),
        ("水电站转让\n①装机800千瓦;②920万元", 800, 920),
        ("水电站转让。①证件齐;②800kW;③920万元", 800, 920),
        ("水电站转让:①证件齐②800千瓦③920万元", 800, 920),
        ("水电站转让:①手续齐②800千瓦③年发电200万度④920万元", 800, 920),
    ],
)
def test_a_number_in_a_circle_is_of_a_list_only_where_an_item_may_begin(text: str, kilowatts: int, wan: int) -> None:
    assert asked(text) == [(wan * 10_000, wan * 10_000, "total")]
    assert [one.value_max for one in of_kind(facts_of(text), "capacity")] == [kilowatts]
