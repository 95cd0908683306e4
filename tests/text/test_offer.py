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
    assert offer("转让水电站500千瓦,180万\n留言必回,看站提前约").comments_from is None


@pytest.mark.parametrize(
    "heading", ["留言板", "评论区留言", "评论摘录:", "评论如下", "宝贝留言 12", "问大家", "用户评价"]
)
def test_headings_over_comments_have_many_names(heading: str) -> None:
    text = f"转让水电站500千瓦,180万\n{heading}\n小王:能挖矿吗"
    assert offer(text).comments_from == text.index(heading)


def test_the_title_counts_and_a_known_speaker_is_believed() -> None:
    assert offer("500千瓦,位置甘孜,180万", "水电站转让").offer == "direct"
    text = normalise("水电站转让,500千瓦,180万")
    assert read_offer(text, "", "press").offer == "reported"
    assert read_offer(text, "", "buyer").offer == "none"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="电站转让出售水kw万0159,。 \n评论:记者求购股权%", max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    reading = offer(text)
    assert reading.object is None or reading.offer != "none"
    assert reading.object is not None or reading.offer != "direct"
    assert reading.comments_from is None or 0 < reading.comments_from < len(text)
    assert reading.share_pct is None or 0 < reading.share_pct <= 100


@pytest.mark.parametrize("unit", ["a", "9", "不", "转让", "电站", "出", "%1", "评论\n"])
def test_long_monotonous_texts_take_linear_time(unit: str) -> None:
    text = normalise(unit * (200_000 // len(unit)))
    started = time.process_time()
    read_offer(text)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("direct", "石阡县水电站,装机1260千瓦,5000元/千瓦,可看现场"),
        ("direct", "电站3.2兆瓦,一千六百万,年发1200万度"),
        ("direct", "靖州电站250 0.32结算 95个"),
        ("direct", "总价1亿2000万,装机2.5万千瓦"),
        ("direct", "一拍流拍,现变卖,变卖价143.36万元,装机2×200kW"),
        ("direct", "电站1260kw,另有光伏200kw,一起680万"),
        ("direct", "汉源 1000kw 证件全部在手 搞矿的绕行 450w 电话聊"),
        ("direct", "有个电站不想搞了 320 贵州三都 拆不到我们这 七十万 拉走"),
        ("reported", "闲鱼卖家挂出标价680万元的水电站。据统计,全国小水电超4.7万座。"),
        ("reported", "凉山一名业主准备以6000多万元的价格转让近9000千瓦的电站。"),
        ("reported", "“5000千瓦,三千五百万,不在清退范围。”面对记者,一家电站的负责人如此介绍。"),
        ("reported", "A 2.5-megawatt station in Yunnan is on offer for 12 million yuan"),
        ("none", "5万千瓦以下的小水电应纳入清理整改,每千瓦补偿7500元,财政补助1.2亿元。"),
        ("none", "水电站大坝安全鉴定招标,控制价48万元,电站装机2×1600千瓦"),
        ("none", "某站今年1至6月发电320万千瓦时,上网电价0.32元,收入102万元"),
        ("none", "四川水电站可托管S19,电费两毛八一度,剩余负荷招租"),
        ("none", "招水电站站长一名,熟悉500千瓦以上机组运维,工资面谈"),
        ("none", "他盯着那座废弃的水电站,想起父亲的话,等攒够了钱,就把它卖了。"),
    ],
)
def test_bare_sales_reports_and_other_business_are_told_apart(kind: str, text: str) -> None:
    assert offer(text).offer == kind


@pytest.mark.parametrize(
    "filler",
    ["设备完好道路通畅值班室有水有电,", "风吹过山坡。", "各县应当依法严禁,专项整治责令整改。", "招聘值班员,月薪5000。"],
)
def test_an_ad_padded_with_filler_is_read_by_its_parts(filler: str) -> None:
    padding = filler * 200
    assert offer(padding).offer == "none"
    assert offer(padding + "江西遂川县水电站转让,装机800千瓦,420万。" + padding).offer == "direct"


def test_debt_that_goes_along_with_a_plant_under_construction_is_not_the_object() -> None:
    told = offer("在建水电站项目转让,设计装机3200千瓦,挂牌底价1330万元,其中债权1120万元随项目一并转让。")
    assert told.object == "under_construction"
    assert offer("转让债权一笔:2000千瓦水电站抵押借款,打包价350万").object == "debt"


def test_a_debt_told_in_the_annexes_of_a_plants_auction_is_not_the_object() -> None:
    plant = "网络拍卖公告：拍卖标的湖北恩施某水电站整体资产，起拍价800万元，装机容量2×630kW。"
    for debt in ("债权本金3200万元未受偿。", "申请执行人对该标的享有抵押权，债权本金3200万元。"):
        assert offer(f"{plant}特别提示：{debt}").object == "plant"
    assert offer("拍卖标的：湖北恩施某水电站整体资产抵押的债权，债权本金3200万元，起拍价800万元").object == "debt"
    assert offer("拍卖公告：拍卖标的为某银行对水电站的债权，债权本金3200万元，起拍价800万元").object == "debt"


@pytest.mark.parametrize("unit", ["电站", "转让电站", "一名业主", "“电站", "收入1万", "9千瓦", "闲鱼", "某某"])
def test_new_turns_of_an_endless_text_take_linear_time(unit: str) -> None:
    normalised = normalise(unit * (100_000 // len(unit)))
    started = time.process_time()
    read_offer(normalised)
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "text",
    [
        "我在大渡河边上有一座站,1250千瓦。有人出价1100万要买走,我没答应。",
        "我在大渡河边上有两座站,一座1250,一座800。有人出价1100万要把停着的那座买走,我没答应。",
        "我有座水电站500千瓦,去年有老板出600万,没舍得卖",
        "我家的电站,三百二十千瓦,买家给到280万我爸没松口",
        "自家水电站400千瓦,守了二十年。外地老板开价三百万,我一口回绝。",
        "我那个站800千瓦,好几拨人出到900万,我就是不卖。",
    ],
)
def test_an_owner_who_refused_a_bid_offers_nothing(text: str) -> None:
    assert offer(text).offer == "none"


@pytest.mark.parametrize(
    "text",
    [
        "我有座水电站500千瓦,去年有老板出600万,没舍得卖,今年想卖了,550万",
        "万源电站630kw 昨天有人出150我没卖 今天150就出",
        "桑植,电站1座,发电机容量400千瓦,有人给过170没卖,现180卖。",
        "手里有一批水电站资源,云南四川都有,手续全的、能直供的都有,需要的老板联系我。",
        "专做小水电,手头十几座站,各种装机都有,手续齐的不齐的都有,想要的老板联系",
        "水电站资源,手续全,可直供,要的来",
        "本人手里有四川甘孜真实水电站资源十几个,手续全的、能直供的、国网的都有,每千瓦4000到8000,需要的联系。",
    ],
)
def test_who_sells_after_a_bid_and_who_brokers_plants_offers(text: str) -> None:
    reading = offer(text)
    assert (reading.offer, reading.voice) == ("direct", "seller")


@pytest.mark.parametrize(
    "text",
    [
        "求购四川水电站,手续全的、能直供的、国网的都要,有的联系",
        "收水电站,手续齐全国网的都要,有需要出手的联系",
        "需要四川水电站,300千瓦到20000千瓦都可以,手续全的、能直供的,有资源的联系",
        "手里有水电站运维人员资源,证件齐全,需要的联系",
    ],
)
def test_who_seeks_plants_or_sells_work_offers_none(text: str) -> None:
    assert offer(text).offer == "none"


ON_THE_LIST = (
    "(四)资产处置计划\n报告期内,公司推进“退小保大”。截至报告期末,位于青海省大通县的东峡电站(装机容量1,890千瓦)仍在青海省产权交易市场挂牌,"
    "挂牌价格为1,120万元,尚未征集到受让方。该站2023年发电量531万千瓦时,同比下降18.7%,主要系来水减少所致;平均售电价0.2249元/千瓦时;"
    "计提固定资产减值准备206万元。该站已于2022年列入黄河流域小水电清理整改“整改类”,相关整改已验收。公司将视市场情况择机调整挂牌条件。\n(五)募集资金使用情况\n不适用。"
)
PUT_UP = (
    "HONG KONG, Nov 16 — A Hong Kong-listed energy group said on Wednesday it had put two run-of-river plants in"
    " Guangdong province up for public tender as it seeks to cut debt.\n\nThe plants have a combined installed capacity"
    " of 7.5 MW. In a filing the company said it is looking for at least 58 million yuan for the pair. The stations"
    " generated 24.6 million kWh last year and sell to Guangdong Power Grid at 0.4186 yuan per kWh.\n\nThe group bought"
    " the assets in 2015 for 71 million yuan. Its auditor flagged an impairment in the first half, citing drought. The"
    " tender closes on Dec 30. Shares of the company rose 2.1 percent to HK$0.485."
)
CALL = (
    "我司系地方国有控股新能源投资平台,现面向全国征集存量水电并购标的,具体要求:\n一、区域:湖北、湖南、江西;\n二、规模:单站装机5MW以上;"
    "\n三、合规性:立项、环评、取水许可、竣工验收等手续完备,已通过小水电清理整改验收;\n四、权属:股权清晰。"
    "\n推荐成功的居间方按成交额的0.8%支付服务费。请将项目简介以邮件形式报送。"
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (ON_THE_LIST, ("direct", "seller")),
        (ON_THE_LIST.replace("公司将视市场情况择机调整挂牌条件", "公司已终止挂牌"), ("none", "unknown")),
        (PUT_UP, ("reported", "press")),
        (PUT_UP.replace("in Guangdong", "in Laos, not Guangdong,"), ("none", "unknown")),
    ],
)
def test_companies_tell_in_reports_what_they_have_on_the_market(text: str, read: tuple[str, str]) -> None:
    reading = offer(text)
    assert (reading.offer, reading.voice) == read


def test_a_company_that_calls_for_plants_to_buy_is_a_buyer() -> None:
    assert offer(CALL, "某能源投资公司征集中小水电并购项目").voice == "buyer"


def test_a_plant_that_is_left_out_of_a_sale_is_not_offered() -> None:
    lot = "山林经营权及管护房拍卖,起拍价64万元。山林下方有一座水电站,装机800kW,"
    assert offer(lot + "属他人所有,不在本次拍卖范围内。").offer == "none"
    assert offer("某水电站拍卖,装机800kW,起拍价64万元,职工宿舍不在本次拍卖范围内。").offer == "direct"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("direct", "Small hydropower plant for sale in Yunnan, 2 MW, {}, all licences in place"),
        ("direct", "For sale: 2 MW micro hydro in Yunnan, quiet valley. {}"),
        ("direct", "Hydroelectric plant in Guizhou for sale: 2 x 500 kW, head 80 m, {}"),
        ("none", "Any small hydropower plant for sale in Yunnan, 2 MW, about {}?"),
        ("none", "Solar plant for sale in Yunnan 2 MW {}"),
        ("none", "Small hydro plant for sale in Yunnan, 2 MW, sold last week"),
    ],
)
def test_an_english_head_that_sells_a_plant_is_an_offer_whatever_the_price_is_in(kind: str, text: str) -> None:
    for price in ("$2.2m", "US$2.2m", "600k USDT", "price on request"):
        assert offer(text.format(price)).offer == kind, price
