"""Words beside an offer that claim nothing of it: dollars, warnings, other ads, buyers below it, what has left."""

from __future__ import annotations

import pytest

from monitor.models import Assessment
from monitor.run import scan_text

SALE = "出售福建建瓯水电站,装机640千瓦,年发电200万度,价格380万元。"
COURT = "屏南县人民法院公开拍卖屏南县开源水电站,装机800KW,起拍价910万元。"
ABROAD = "For sale: hydropower plant, 800 kW, Sichuan. "


def flags(text: str, day: str = "2022-09-14") -> dict[str, str]:
    return {one.rule: one.severity for one in scan_text(text, posted_at=day).flags}


def claims(read: Assessment) -> set[tuple[str, str]]:
    return {(one.type, one.stance) for one in read.extraction.claims}


@pytest.mark.parametrize(
    "words",
    [
        "Price 900,000 USD. Telegram @hydrofarm.", "700,000 USD, terms negotiable", "700,000 USD total",
        "700,000 USD - taxes included", "700,000 USD (turbines new)", "700,000 USD T/T payment",
        "700,000 USD t.me/hydro",
        "We accept USD. Terms negotiable.", "Price 5m, pay in USD, the rest later", "700,000 USD\nT: +86 138",
        "Payable in USD to our account",
    ],
)  # fmt: skip
def test_dollars_before_another_word_are_no_coin(words: str) -> None:
    assert "crypto_payment" not in flags(ABROAD + words)


@pytest.mark.parametrize(
    "words",
    [
        "收usd t", "收U S D T", "300万 u.s.d.t", "收 u. s. d. t. 便宜", "收u/s/d/t 结算", "50万 U-S-D-T", "收USDTRC20",
        "收USD、USDT", "可收u, usdt", "收USD丅", "pay in USD or USDT", "U.S.D.T accepted",
    ],
)  # fmt: skip
def test_a_coin_parted_by_signs_is_one(words: str) -> None:
    assert flags(SALE + words)["crypto_payment"] == "high"


@pytest.mark.parametrize(
    "warning",
    [
        "请注意防范“包过户、包贷款”等诈骗行为。", "谨防包过户、包贷款、加微信转账等骗局!", "谨防包过户包贷款的骗子。",
        "\n平台提示:凡称“包过户”“手续齐全”“不在清退范围”者请谨慎核实。", "凡以“包过户、包贷款”名义收费的均为诈骗。",
        "请勿轻信任何承诺可挖矿、收USDT的中介。", "\n【防骗提醒】遇到要求USDT付款、声称可挖矿、送矿机的,请立即举报。",
        "安全提示:市面上号称不在清退范围、手续齐全的多为骗局,请举报", "谨防以三年回本、国家补偿为噱头的投资骗局。",
        "法院从未委托任何中介机构。", "任何包过户、可挖矿的都是骗子。", "声称能代办手续、包办证的均为诈骗。",
        "Beware of sellers who promise mining is allowed and accept USDT.",
    ],
)  # fmt: skip
def test_a_warning_of_fraud_claims_nothing_and_takes_no_offer_away(warning: str) -> None:
    for sale in (SALE, COURT):
        read = scan_text(sale + warning, posted_at="2025-04-15")
        assert read.extraction.reading.offer == "direct"
        assert {one.type for one in read.extraction.claims} <= {"annual_output"}


@pytest.mark.parametrize(
    "words",
    [
        "谨防上当,本站包过户,可挖矿",
        "请放心,包过户,不是骗子,可挖矿",
        "骗子勿扰,包过户,可挖矿",
        "温馨提示:本站包过户,可挖矿,请核实",
    ],
)
def test_a_seller_who_speaks_of_swindlers_still_claims(words: str) -> None:
    assert {("guarantee", "asserted"), ("mining_allowed", "asserted")} <= claims(scan_text(SALE + words))


@pytest.mark.parametrize(
    "heading",
    ["猜你喜欢", "举报 分享 收藏\n相关推荐", "看了又看", "为你推荐", "同类商品", "其他宝贝", "You may also like"],
)
def test_other_ads_copied_below_an_offer_are_not_read_but_masked(heading: str) -> None:
    below = f"\n{heading}\n二手S19矿机 95T 3200元\n可挖矿水电站 可用USDT 1800kw 1500万\n自带矿机电站 13812345678"
    read = scan_text(SALE + below, posted_at="2022-09-14")
    assert not read.flags
    assert {fact.kind for fact in read.extraction.facts if fact.span.start > len(SALE)} == {"contact"}


def test_ads_in_the_line_of_their_heading_are_not_read_and_those_of_the_seller_are() -> None:
    assert not flags(f"{SALE}\n相似推荐:可挖矿水电站低价转让 | 自带矿机水电站 | 不在清退范围水电站")
    for own in (f"{SALE}\n推荐项目\n云南水电站800千瓦 可挖矿 300万", "猜你喜欢\n云南水电站800千瓦 可挖矿 300万"):
        assert "mining_allowed" in flags(own)
    assert "mining_allowed" in flags(f"{SALE}\n猜你喜欢\n价格:300万\n本站可挖矿")


@pytest.mark.parametrize(
    "thread",
    [
        "1楼 楼主:出售建瓯水电站,装机640,380万。\n2楼 挖矿老哥:能挖矿吗?能挖我加价",
        "老陈: 出售建瓯水电站,装机640,380万。\n李工: 能挖矿吗?能挖我加价",
        "楼主:出售建瓯水电站,装机640,380万。\n王老板:能挖矿吗?能挖我加价",
        "1楼 陈老板:出售建瓯水电站,装机640千瓦,380万\n2楼 btc888:收U吗,可以收U我马上来看",
        "出售建瓯水电站,装机640,380万。\n李工: 能挖矿吗?能挖我加价",
        "老陈:\n出售建瓯水电站,装机640,380万。\n李工:\n能挖矿吗?能挖我加价",
        "张总: 建瓯水电站一座 装机640 报价380万\n阿彪: 我有300台S19,能放不",
    ],
)
def test_a_buyer_below_an_offer_claims_nothing(thread: str) -> None:
    assert not [one for one in claims(scan_text(thread)) if one[1] == "asserted"]


@pytest.mark.parametrize(
    "words",
    ["\n备注:能挖矿", "\n联系人:李工\n能否挖矿:可以挖矿", "\n李总:我要出国,可挖矿"],
)
def test_fields_and_contacts_below_an_offer_are_the_sellers(words: str) -> None:
    assert ("mining_allowed", "asserted") in claims(scan_text("出售建瓯水电站,装机640,380万。" + words))


@pytest.mark.parametrize(
    "words",
    [
        "2021年上半年该公司曾将空地出租给案外人放置矿机约1200台,后于2021年6月按要求全部清退。",
        "2021年前一座站专供矿场,4000多台机器,清退那天都拉走了。", "2020年租给别人摆了六百台S9,早搬走了。",
        "当年矿主放了800台矿机,21年6月断电后陆续撤走", "以前托管三百台S9,2021年9月全部撤离",
        "前几年有500台矿机在跑,禁令下来后都拆走了,现在并网", "矿机500台2021年6月被没收,只剩电站",
    ],
)  # fmt: skip
def test_rigs_of_earlier_years_that_have_left_come_with_no_plant(words: str) -> None:
    raised = flags("出售雅安水电站,装机2000千瓦,900万。" + words, "2023-09-02")
    assert not {"rigs_included", "rigs_over_capacity"} & raised.keys()


@pytest.mark.parametrize("words", ["2019年投产,送矿机300台,旧机组已拆走", "2021年的矿机500台没拉走,打包"])
def test_rigs_that_stay_come_with_it(words: str) -> None:
    assert flags("出售雅安水电站,装机2000千瓦,900万。" + words)["rigs_included"] == "high"


@pytest.mark.parametrize(
    ("words", "is_claim"),
    [
        ("本人不是骗子,不在黑名单,无不良征信", False), ("不在黑名单、征信良好", False),
        ("法人不在失信被执行人名单", False),
        ("公司未列入经营异常名录,没上银行黑名单", False), ("采矿权已注销,电站不在矿区整治范围内", False),
        ("不在河道采砂整治范围", False), ("没上黑名单,手续齐全", True), ("没在环保黑名单里", True),
        ("不在清退范围,不在失信名单", True),
        ("不在煤矿关停名单里,也不在小水电退出类", True), ("不在矿场清退范围", True),
    ],
)  # fmt: skip
def test_lists_of_debtors_and_clean_ups_of_mines_are_others(words: str, is_claim: bool) -> None:
    read = claims(scan_text(f"出售阳山水电站2台320千瓦,580万。{words}"))
    assert (("not_in_cleanup", "asserted") in read) is is_claim


@pytest.mark.parametrize(
    "wish",
    [
        "。另求购清远1000kW以上电站,要求手续齐全、不在退出名单。",
        "\n[广东] 求购清远1000kW以上电站,手续齐全、不在退出名单",
        "。同时高价收购清远水电站,可挖矿、不在清退范围的优先", "。客户想买清远的站,需手续齐全,不在退出类",
    ],
)  # fmt: skip
def test_what_is_wanted_beside_an_offer_is_wanted(wish: str) -> None:
    read = scan_text(f"[湖南] 怀化沅陵 水电站转让 装机 630kW 报价400万{wish}")
    assert {stance for _, stance in claims(read)} == {"wanted"}
    offered = [fact for fact in read.extraction.facts if fact.kind == "place" and fact.role == "offered"]
    assert [fact.detail["county"] for fact in offered] == ["沅陵县"]


@pytest.mark.parametrize(
    "words", ["求购者请看过来,手续齐全", "欢迎收购,电站手续齐全", "。长期收购各地电站。本站手续齐全"]
)
def test_who_speaks_of_buyers_still_claims(words: str) -> None:
    assert ("papers_complete", "asserted") in claims(scan_text(f"转让湖南沅陵水电站,装机630kW,400万,{words}"))


def test_papers_are_of_high_severity_with_the_sellers_rigs_alone() -> None:
    talk = "【重庆水电交流群】\n张总: 重庆城口县水电站一座 装机3200 证照齐 报价2580万\n"
    talk += "阿彪: 能签直供吗 我们有300台S19找地方\n"
    assert flags(f"{talk}张总: 不做直供 国网的") == {"papers_complete": "medium"}
    assert flags("重庆城口县水电站转让,装机3200千瓦,证照齐,2580万,厂房里有300台S19")["papers_complete"] == "high"


def test_the_bar_of_a_page_claims_no_papers_and_an_answer_does() -> None:
    ad = "双河水电站转让\n95万\n四川雅安芦山县双河水电站整体转让，装机2×630kW，并入国网，年发电量约500万度，价格95万"
    for bar in ("首页\n全部\n登录", "全部", "全部\n更多"):
        assert not {stance for kind, stance in claims(scan_text(f"{bar}\n{ad}")) if kind == "papers_complete"}
    for told in (f"{ad}\n证件有没有\n全部", ad.replace("并入国网", "手续齐全"), f"{ad}。手续方面：全部"):
        assert ("papers_complete", "asserted") in claims(scan_text(told)), told
