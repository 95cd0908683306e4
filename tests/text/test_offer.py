"""What a text offers, read through the public function."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import OfferReading
from monitor.text.normalise import normalise
from monitor.text.offer import read_offer


def offer(text: str, title: str = "") -> OfferReading:
    return read_offer(normalise(text), title)


@pytest.mark.parametrize(
    "text",
    [
        "出小电站一座,四川屏山,500千瓦,120万",
        "鹤庆电站,两台320,国网并网,180万",
        "项目编号:QX-03 标的名称:某县清溪水电公司40%股权 挂牌价 380万元 保证金 50万元",
        "转让三江口水电站,装机1000kW,价格面议",
        "轉(zhuǎn)讓水電站,250千瓦,80萬",
        "水·电·站·转·让 630千瓦 面谈",
        "For sale: small hydropower station, 800 kW, asking price RMB 5 million, serious buyers only",
    ],
)
def test_a_seller_who_names_a_plant_offers_directly(text: str) -> None:
    reading = offer(text)
    assert (reading.offer, reading.voice) == ("direct", "seller")


@pytest.mark.parametrize(
    "text",
    [
        "记者联系到一名卖家,对方称电站位于雅安,装机800千瓦,转让价300万元",
        "近日,某电力公司在产权交易所挂牌,拟转让一座水电站,转让方表示手续齐全",
        "An owner in Yunnan is selling his 500 kW hydropower plant, he told reporters",
    ],
)
def test_the_press_reports_offers(text: str) -> None:
    reading = offer(text)
    assert (reading.offer, reading.voice) == ("reported", "press")


@pytest.mark.parametrize(
    "text",
    [
        "转让屋顶光伏电站,200千瓦,已并网,24万",
        "抽水蓄能电站项目获得核准,总装机120万千瓦",
        "奶茶店转让,手续齐全,8万",
        "出售水轮发电机一台,拆自老电站,九成新,3万自提",
        "水电站转让合同范本:甲方将位于xxx县的水电站转让给乙方",
        "原告诉称,被告转让水电站时隐瞒债务,法院判决驳回",
        "某公司已完成对两座水电站的收购,交易金额8000万元",
        "求购四川小水电一座,500千瓦以上",
        "请问小水电站转让要办哪些手续?",
        "各县人民政府:对逾期未完成整改的小水电站,责令限期退出",
        "The company has completed the sale of its hydropower plant in Fujian.",
        "",
        " \n\t",
    ],
)
def test_other_goods_wishes_questions_and_rules_offer_nothing(text: str) -> None:
    assert offer(text).offer == "none"


@pytest.mark.parametrize(
    ("text", "expected", "share"),
    [
        ("转让某水电公司51%股权,底价800万元,保证金100万元", "equity", 51.0),
        ("水电公司百分之三十的股权转让,价格面议", "equity", 30.0),
        ("水电站出租,320kw,年租金18万,电话联系", "lease", None),
        ("水电站15年经营权转让,800千瓦,面议", "operating_right", None),
        ("打包转让三座水电站,合计1500千瓦,总价1300万", "bundle", None),
        ("在建水电站转让,规划装机6000kW,2600万", "under_construction", None),
        ("转让债权一笔,抵押物为水电站2000千瓦,打包价350万", "debt", None),
        ("水电站转让,500千瓦,180万", "plant", None),
    ],
)
def test_the_object_of_sale_and_its_share_are_read(text: str, expected: str, share: float | None) -> None:
    reading = offer(text)
    assert (reading.object, reading.share_pct) == (expected, share)


def test_comments_start_at_their_heading_and_an_article_about_comments_has_none() -> None:
    text = "转让水电站500千瓦,180万\n评论(2)\n小王:能挖矿吗"
    assert offer(text).comments_from == text.index("评论")
    assert offer("记者看到卖家出售水电站。\n评论区里有人质疑。").comments_from is None


def test_the_title_counts_and_a_known_speaker_is_believed() -> None:
    assert offer("500千瓦,位置甘孜,180万", "水电站转让").offer == "direct"
    text = normalise("水电站转让,500千瓦,180万")
    assert read_offer(text, "", "press").offer == "reported"
    assert read_offer(text, "", "buyer").offer == "none"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="电站转让出售水kw万0159,。 \n评论:记者求购股权%", max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    reading = offer(text)
    assert (reading.object is None) == (reading.offer == "none")
    assert reading.comments_from is None or 0 < reading.comments_from < len(text)
    assert reading.share_pct is None or 0 < reading.share_pct <= 100


@pytest.mark.parametrize("unit", ["a", "9", "不", "转让", "电站", "出", "%1", "评论\n"])
def test_long_monotonous_texts_take_linear_time(unit: str) -> None:
    text = normalise(unit * (200_000 // len(unit)))
    started = time.process_time()
    read_offer(text)
    assert time.process_time() - started < 4
