"""In whose mouth words stand, read through the public functions."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import OfferReading, Span
from monitor.text.normalise import normalise
from monitor.text.offer import read_offer
from monitor.text.sentences import sentence_around
from monitor.text.stance import StanceReading, read_stance

SELLER = OfferReading("direct", "plant", voice="seller")
REPORT = OfferReading("reported", "plant", voice="press")


def stance(text: str, words: str, claim_type: str = "mining_allowed", offer: OfferReading = SELLER) -> StanceReading:
    start = text.index(words)
    return read_stance(normalise(text), Span(start, start + len(words)), offer, claim_type)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("本站可挖矿", "可挖矿", "asserted"),
        ("本站不可挖矿", "可挖矿", "denied"),
        ("严禁挖矿", "挖矿", "denied"),
        ("并非不能挖矿", "能挖矿", "asserted"),
        ("没有不在清退范围", "不在清退范围", "denied"),
        ("挖矿的勿扰", "挖矿", "denied"),
        ("是否可挖矿", "可挖矿", "asked"),
        ("可挖矿吗", "可挖矿", "asked"),
        ("听说可挖矿", "可挖矿", "reported"),
        ("not connected to the grid", "connected to the grid", "denied"),
        ("不但可挖矿还能发电", "可挖矿", "asserted"),
        ("无抵押 手续齐全", "手续齐全", "asserted"),
        ("可 以 挖 矿 不 影 响 不 清 退", "可 以 挖 矿", "asserted"),
        ("挖矿冇人理呢度,手续齐", "挖矿", "asserted"),
    ],
)
def test_what_binds_to_the_phrase_decides_in_a_sellers_text(text: str, words: str, expected: str) -> None:
    assert stance(text, words).stance == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("如果列入退出名单,定金退还", "列入退出名单"),
        ("受让方须自行取得电力业务许可证", "电力业务许可证"),
        ("不保证手续齐全", "手续齐全"),
    ],
)
def test_conditions_duties_and_doubts_of_the_seller_make_no_claim(text: str, words: str) -> None:
    assert not stance(text, words, "papers_complete").keep


@pytest.mark.parametrize(
    ("text", "words", "claim_type"),
    [
        ("证照一应俱全 不属整顿对象", "不属整顿对象", "not_in_cleanup"),
        ("债务:无 是否退出类:否", "债务:无", "no_disputes"),
        ("债务:无 是否退出类:否", "是否退出类:否", "not_in_cleanup"),
        ("手续齐全 税费另算", "手续齐全", "papers_complete"),
        ("等补偿的站有没有人要?", "等补偿", "exit_compensation"),
        ("只要1300个 手续齐全", "手续齐全", "papers_complete"),
        ("买受人接收次日即能续发", "接收次日即能续发", "turnkey_running"),
        ("受让方须自行承接前期审批过期后的续办", "前期审批过期", "papers_pending"),
    ],
)
def test_fields_prices_and_takers_leave_the_sellers_word_alone(text: str, words: str, claim_type: str) -> None:
    told = stance(text, words, claim_type)
    assert told.keep and told.stance == "asserted"


@pytest.mark.parametrize(
    ("text", "words", "claim_type"),
    [
        ("隔壁站可挖矿,我这个不行", "可挖矿", "mining_allowed"),
        ("附近的电站都列入退出名单了,就剩我们", "列入退出名单", "not_in_cleanup"),
        ("和那些可挖矿的黑站不一样", "可挖矿", "mining_allowed"),
        ("不像别家手续不全", "手续不全", "papers_pending"),
        ("政策允许的话可以挖矿", "可以挖矿", "mining_allowed"),
        ("有关系的话可拉专线", "可拉专线", "direct_supply"),
    ],
)
def test_what_is_said_of_other_plants_or_under_a_condition_is_no_claim(text: str, words: str, claim_type: str) -> None:
    assert not stance(text, words, claim_type).keep


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("和隔壁站一样可挖矿", "可挖矿", "asserted"),
        ("想挖的话可挖矿", "可挖矿", "asserted"),
        ("比别的站便宜,可挖矿", "可挖矿", "asserted"),
        ("发现挖矿的立即收回", "挖矿", "denied"),
        ("看到说可挖矿的请举报", "可挖矿", "denied"),
    ],
)
def test_a_plant_that_is_like_others_and_what_a_seller_warns_of(text: str, words: str, expected: str) -> None:
    reading = stance(text, words)
    assert (reading.stance, reading.keep) == (expected, True)


def test_below_the_post_others_ask_and_doubt_and_the_seller_answers() -> None:
    text = "转让水电站500千瓦,180万\n评论\n甲:能挖矿吗\n乙:手续齐全?骗人的\n丙:路过,手续齐全\n卖家:手续齐全"
    reading = read_offer(normalise(text))
    assert stance(text, "能挖矿", offer=reading).stance == "asked"
    found = [index for index in range(len(text)) if text.startswith("手续齐全", index)]
    told = [read_stance(normalise(text), Span(at, at + 4), reading, "papers_complete") for at in found]
    assert [one.stance for one in told] == ["doubted", "doubted", "asserted"]
    assert [one.keep for one in told] == [True, False, True]


def test_a_report_keeps_sellers_words_apart_from_those_of_experts_and_authorities() -> None:
    text = "一名卖家表示手续齐全。业内人士认为可挖矿的时代已经结束。能源局要求清退电站。"
    assert stance(text, "手续齐全", "papers_complete", REPORT).stance == "reported"
    assert not stance(text, "可挖矿", offer=REPORT).keep
    assert not stance(text, "清退", "not_in_cleanup", REPORT).keep


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("有卖家写“回本七年”;跟帖者却问:“七年回本,水从哪来?”", "七年回本", "doubted"),
        ("标价2300万,底下最高赞的评论是:“轮不到你?通知还在路上吧。”", "轮不到你", "doubted"),
        ("标价2300万。网友留言:“能不能挖矿?”", "挖矿", "asked"),
        ('Commenters were less sure: "Three years? Dream on," one wrote.', "Three years", "doubted"),
        ("网友在帖子里看到业主写着:“可以挖矿”", "可以挖矿", "reported"),
        ("网友追问,卖家回复:“可以挖矿”", "可以挖矿", "reported"),
        ("网友“山里人”发帖称,“可以挖矿”", "可以挖矿", "reported"),
    ],
)
def test_a_comment_that_a_report_quotes_is_no_word_of_the_seller(text: str, words: str, expected: str) -> None:
    assert stance(text, words, "mining_allowed", REPORT).stance == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("水利局工作人员称,排查时见过这样的话:“我们站手续齐全”。", "手续齐全"),
        ("能源局要求清退之际,仍有帖子写着“手续齐全”。", "手续齐全"),
        ("A county official said the owner's note reads: papers are complete.", "papers are complete"),
    ],
)
def test_what_others_quote_of_a_seller_is_reported(text: str, words: str) -> None:
    told = stance(text, words, "papers_complete", REPORT)
    assert told.keep and told.stance == "reported"


def test_a_comment_below_a_report_doubts_and_is_kept() -> None:
    text = "记者看到一则广告,卖家称500千瓦的电站要价三百万。\n评论\n山鹰:手续齐全"
    reading = read_offer(normalise(text))
    told = stance(text, "手续齐全", "papers_complete", reading)
    assert reading.offer == "reported"
    assert told.keep and told.stance == "doubted"


def test_a_buyer_wants_and_an_official_rules() -> None:
    wish = "求购水电站一座,手续齐全"
    assert stance(wish, "手续齐全", "papers_complete", read_offer(normalise(wish))).stance == "wanted"
    rule = OfferReading("none", voice="official")
    assert stance("电站应当手续齐全", "手续齐全", "papers_complete", rule).stance == "policy"


def test_the_sentence_around_a_span_ends_at_its_marks() -> None:
    text = "第一句。手续齐全,可挖矿!第三句"
    start = text.index("可挖矿")
    assert sentence_around(normalise(text), Span(start, start + 3)).of(text) == "手续齐全,可挖矿"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="不是能挖矿吗?没有手续齐全。,\n评论卖家:a 「」", min_size=1, max_size=60), st.data())
def test_any_span_of_any_text_has_a_stance(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    normalised = normalise(text)
    for offer in (SELLER, REPORT, read_offer(normalised)):
        assert read_stance(normalised, Span(start, end), offer, "mining_allowed").why
    assert 0 <= sentence_around(normalised, Span(start, end)).start <= len(text)


@pytest.mark.parametrize("unit", ["a", "9", "不", "不能", "“", "?"])
def test_a_place_in_an_endless_text_is_read_at_once(unit: str) -> None:
    text = normalise(unit * 100_000 + "手续齐全" + unit * 100_000)
    start = 100_000 * len(unit)
    started = time.process_time()
    for offer in (SELLER, REPORT):
        read_stance(text, Span(start, start + 4), offer, "papers_complete")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "words", "claim_type", "expected"),
    [
        ("别再问能不能挖,绝对不能", "能不能挖", "mining_allowed", "denied"),
        ("流量监控也没装", "流量监控", "no_ecoflow_problem", "denied"),
        ("“一年回本”那句我没讲过", "一年回本", "payback", "denied"),
        ("网传“可挖矿”系他人编造", "可挖矿", "mining_allowed", "denied"),
        ("送矿机,纯属诈骗", "送矿机", "rigs_included", "denied"),
        ("并网写错了", "并网", "grid_connected", "denied"),
        ("受让方不得用于挖矿", "用于挖矿", "mining_allowed", "denied"),
    ],
)
def test_what_the_seller_refuses_or_disowns_is_denied(text: str, words: str, claim_type: str, expected: str) -> None:
    assert stance(text, words, claim_type).stance == expected


@pytest.mark.parametrize(
    ("line", "words", "expected"),
    [
        ("有取水证么", "有取水证", "asked"),
        ("手续齐全?县里公示我可看见了", "手续齐全", "doubted"),
        ("你说手续齐全,批文呢", "手续齐全", "doubted"),
        ("手续齐全?怎么证明?", "手续齐全", "asked"),
        ("要是手续齐全我今天就去", "手续齐全", "wanted"),
        ("想要一个手续齐全的", "手续齐全", "wanted"),
        ("手续齐全,哈哈", "手续齐全", "doubted"),
    ],
)
def test_a_commenter_asks_doubts_or_wishes(line: str, words: str, expected: str) -> None:
    text = f"转让水电站500千瓦,180万\n评论\n老张:{line}"
    told = stance(text, words, "papers_complete", read_offer(normalise(text)))
    assert (told.stance, told.keep) == (expected, True)


def test_in_a_text_without_offer_only_plain_questions_wishes_and_quoted_sellers_count() -> None:
    nothing = OfferReading("none")
    assert stance("请问水电站手续齐全吗", "手续齐全", "papers_complete", nothing).stance == "asked"
    assert stance("谁有手续齐全的电站", "手续齐全", "papers_complete", nothing).stance == "wanted"
    assert stance("卖家一句“手续齐全”什么都没说清", "手续齐全", "papers_complete", nothing).stance == "reported"
    assert not stance("本县电站手续齐全", "手续齐全", "papers_complete", nothing).keep
    assert not stance("专家认为“手续齐全”最要紧", "手续齐全", "papers_complete", nothing).keep


def test_a_wanted_ad_keeps_requirements_apart_from_what_the_buyer_has_and_asks() -> None:
    wish = OfferReading("none", voice="buyer", why=("wish: 求购",))
    assert stance("求购水电站,手续齐全", "手续齐全", "papers_complete", wish).stance == "wanted"
    assert not stance("求购水电站,我方有矿机500台", "矿机", "rigs_included", wish).keep
    asked = stance("想买电站,人家说手续齐全,怎么核实", "手续齐全", "papers_complete", wish)
    assert asked.stance == "asked"


@pytest.mark.parametrize(
    ("text", "words", "claim_type", "expected"),
    [
        ("谁说我站上了清退名单", "上了清退名单", "not_in_cleanup", "denied"),
        ("小水电没法并网", "并网", "grid_connected", "denied"),
        ("唔可以挖矿", "挖矿", "mining_allowed", "denied"),
        ("上家跟我讲这站能挖", "能挖", "mining_allowed", "reported"),
    ],
)
def test_rhetoric_dialect_and_hearsay_bind_from_before(text: str, words: str, claim_type: str, expected: str) -> None:
    assert stance(text, words, claim_type).stance == expected


@pytest.mark.parametrize(
    ("text", "words", "claim_type"),
    [
        ("以前能挖,现在不行了", "能挖", "mining_allowed"),
        ("别人卖站吹不在清退", "不在清退", "not_in_cleanup"),
        ("国家政策严禁利用电站挖矿", "挖矿", "mining_allowed"),
        ("手续没有任何问题", "手续没有", "papers_pending"),
        ("矿机可以另谈", "矿机可以", "mining_allowed"),
    ],
)
def test_what_is_over_boasted_by_others_or_forbidden_by_rule_is_no_claim(
    text: str, words: str, claim_type: str
) -> None:
    told = stance(text, words, claim_type)
    assert not told.keep or told.stance == "denied"


def test_in_a_report_others_doubt_what_sellers_claim() -> None:
    told = stance("网友质疑,所谓三年回本不可能", "三年回本", "payback", REPORT)
    assert not told.keep
    told = stance("有分析师认为不现实的三年回本", "三年回本", "payback", REPORT)
    assert (told.stance, told.keep) == ("doubted", True)


@pytest.mark.parametrize(
    ("text", "words", "claim_type", "expected"),
    [
        ("🙅挖矿", "挖矿", "mining_allowed", "denied"),
        ("🚫不在清退范围", "不在清退范围", "not_in_cleanup", "asserted"),
        ("我从没说过能挖矿", "能挖矿", "mining_allowed", "denied"),
        ("能否入网:能", "入网", "grid_connected", "asserted"),
        ("均价只有0.15", "0.15", "tariff", "asserted"),
        ("手续全的不能再全", "手续全的", "papers_complete", "asserted"),
    ],
)
def test_signs_forms_and_emphasis(text: str, words: str, claim_type: str, expected: str) -> None:
    told = stance(text, words, claim_type)
    assert (told.stance, told.keep) == (expected, True)


@pytest.mark.parametrize("offer", [SELLER, REPORT, OfferReading("none")])
def test_irony_doubts(offer: OfferReading) -> None:
    assert stance("还“包过户”呢", "包过户", "guarantee", offer).stance == "doubted"


def test_in_a_report_a_condition_and_a_duty_are_no_claim() -> None:
    assert not stance("卖家说要是进了退出名单就没人碰", "退出名单", "not_in_cleanup", REPORT).keep
    assert not stance("卖家说接手的人得把取水证续了", "取水证", "water_permit", REPORT).keep


@given(st.text(alphabet=". 。!?;\na1", max_size=30))
def test_a_sentence_starts_behind_the_last_end_of_a_sentence(before):
    read = normalise(f"{before}字")
    place = read.plain.text.index("字")
    ends = [match.end() for match in re.finditer(r"[。!?;\n]|\.(?= |$)", read.plain.text[:place])]
    sentence = sentence_around(read, Span(len(before), len(before) + 1))
    assert sentence.start == read.plain.span(max(ends, default=0), place + 1).start


@pytest.mark.parametrize("none", ["没得", "冇", "木得"])
def test_a_debt_denied_after_its_noun_denies_nothing_of_the_next_item(none: str) -> None:
    assert (
        stance(f"电站转让 500kW 贷款{none} 官司{none} 取水本在 200万", "取水本在", "water_permit").stance == "asserted"
    )
