"""Questions in few words, answers without words, requirements: read through the whole extraction."""

from __future__ import annotations

import time

import pytest

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)


def claims(text: str) -> set[tuple[str, str, str]]:
    found = extract(Document("x", text), LEXICON, KNOWLEDGE).claims
    return {(one.type, one.stance, one.text) for one in found}


SALE = "四川水电站转让,装机500千瓦,售价180万\n"


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        ("网友:取水证呢\n楼主:有的", [("water_permit", "asked", "取水证"), ("water_permit", "asserted", "有的")]),
        ("网友:在不在清退名单\n楼主:不在。", [("not_in_cleanup", "asserted", "不在")]),
        (
            "网友:上清退名单了没\n楼主:上了",
            [("not_in_cleanup", "asked", "上清退名单"), ("not_in_cleanup", "denied", "上了")],
        ),
        ("网友:有没有抵押\n楼主:没有", [("no_disputes", "asserted", "没有")]),
        ("网友:有没有抵押\n楼主:有,在农行", [("no_disputes", "denied", "有")]),
        ("网友:没有抵押吧?\n楼主:对的", [("no_disputes", "asserted", "对的")]),
        ("网友:能放机器不\n楼主:不行", [("mining_allowed", "denied", "不行")]),
        ("网友:能上比特吗?\n卖家:私下可以", [("mining_allowed", "asserted", "私下可以")]),
        ("网友:能放机器不\n楼主:私底下行", [("mining_allowed", "asserted", "私底下行")]),
        ("网友:有取水许可吗\n楼主:没有", [("papers_pending", "asserted", "没有")]),
        (
            "网友:发电许可有没有\n楼主:没有,不到一千千瓦用不着",
            [("generation_licence", "asked", "发电许可"), ("generation_licence", "denied", "没有")],
        ),
        ("网友:一年发多少度\n楼主:一百三十万度左右", [("annual_output", "asserted", "一百三十万度")]),
        ("网友:挖过没\n楼主:没挖过", [("mining_admitted", "asked", "挖过没"), ("mining_admitted", "denied", "没挖过")]),
        ("网友:收U不\n楼主:说实话不要", [("crypto_payment", "denied", "不要")]),
        ("网友:有没有贷款\n楼主:还清了", [("no_disputes", "asserted", "还清了")]),
        ("网友:整改弄好没\n楼主:弄完了,有单子", [("category_kept", "asserted", "弄完了")]),
        ("网友:一年发多少电\n楼主:两百来万", [("annual_output", "asserted", "两百来万")]),
        (
            "有人刷“能不能收U?”不收不收,“有抵押没?”没有!",
            [("crypto_payment", "asked", "收U"), ("crypto_payment", "denied", "不收不收")],
        ),
        ("网友:货架风扇送不送\n楼主:含", [("rigs_included", "asserted", "含")]),
        ("网友:架子和风扇算在总价里面吗\n楼主:算,连变压器", [("rigs_included", "asserted", "算")]),
        ("网友:给放机器不\n楼主:前头放过,今年不让了", [("mining_allowed", "denied", "今年不让了")]),
        ("网友:能放机器不\n小马:有证吗\n楼主:不行", [("mining_allowed", "denied", "不行")]),
        ("甲:能挖矿吗", []),
    ],
)
def test_the_seller_answers_what_was_asked(talk: str, expected: list[tuple[str, str, str]]) -> None:
    assert set(expected) <= claims(SALE + talk)


def test_an_answer_to_another_question_answers_no_earlier_one() -> None:
    talk = "网友:能放机器不\n路人:这不是保护区里面的吗?\n楼主:不在任何保护区里"
    assert not {one for one in claims(SALE + talk) if one[:2] == ("mining_allowed", "denied")}
    told = claims(SALE + "网友:能放机器不\n小马:有证吗\n楼主:不行")
    assert not {one for one in told if one[0] == "papers_pending"}


def test_who_has_no_generation_licence_lacks_no_paper() -> None:
    told = claims(SALE + "网友:发电许可证呢\n楼主:没有")
    assert ("generation_licence", "denied", "没有") in told
    assert not {one for one in told if one[0] == "papers_pending"}


@pytest.mark.parametrize(
    ("talk", "claim_type"),
    [
        ("网友:过户手续谁办?\n楼主:我办", "papers_complete"),
        ("网友:并网手续有吗?\n楼主:有", "papers_complete"),
        ("网友:手续不全吧?\n楼主:对", "papers_complete"),
        ("网友:证件不齐?\n楼主:对", "papers_complete"),
        ("网友:环评有没有\n楼主:有", "papers_complete"),
        ("网友:退出能补多少?\n楼主:没有", "not_in_cleanup"),
        ("网友:清退赔多少\n楼主:没有", "not_in_cleanup"),
        ("网友:是不是赌债?\n楼主:不是", "no_disputes"),
        ("网友:债权呢\n楼主:没有", "no_disputes"),
    ],
)
def test_a_word_of_a_topic_may_ask_for_something_else(talk: str, claim_type: str) -> None:
    assert claim_type not in {one[0] for one in claims(SALE + talk)}


@pytest.mark.parametrize(
    ("talk", "claim_type"),
    [
        ("网友:退出的电站里有你吗?\n楼主:没有", "not_in_cleanup"),
        ("网友:批复有吗?\n楼主:有", "papers_complete"),
        ("网友:批文的原件在吗?\n楼主:在", "papers_complete"),
        ("网友:债权债务呢\n楼主:没有", "no_disputes"),
    ],
)
def test_a_topic_is_asked_about_in_other_words(talk: str, claim_type: str) -> None:
    assert (claim_type, "asserted") in {one[:2] for one in claims(SALE + talk)}


def test_an_answer_goes_to_whom_it_names_else_to_the_last_question() -> None:
    named = claims(SALE + "评论\n阿明:并网了吗\n小周:有没有抵押\n楼主回复阿明:并了")
    assert ("grid_connected", "asserted", "并了") in named
    assert not {one for one in named if one[:2] == ("no_disputes", "denied")}


@pytest.mark.parametrize("words", ["500以下免办", "这个不要问我", "看你怎么用", "本院不对用途作说明"])
def test_what_is_no_plain_answer_makes_no_claim(words: str) -> None:
    told = claims(SALE + f"网友:发电许可证呢\n楼主:{words}")
    assert not {one for one in told if one[2] in words and one[1] != "asked"}


def test_a_commenter_who_repeats_the_seller_doubts_him() -> None:
    told = claims("水电站转让,装机500千瓦,手续齐全,180万\n评论\n老张:手续齐全四个字谁都会打")
    assert ("papers_complete", "doubted", "手续齐全") in told


def test_a_commenter_doubts_what_he_repeats_in_part() -> None:
    told = claims("水电站转让,500千瓦,收拾一下能再建一级,180万\n评论\n老张:再建一级?现在哪个县还批新的")
    doubted = [one[2] for one in told if one[:2] == ("expansion", "doubted")]
    assert any("现在哪个县还批新的" in words for words in doubted)


@pytest.mark.parametrize(
    ("text", "claim_type"),
    [
        ("凡是标“包过户”的水电站都躲远点,我亲戚被坑过两万定金", "guarantee"),
        ("大家别听“币圈优先”这种话,水电站早断网了", "mining_allowed"),
        (
            "“如果真的什么批文都有,他为什么要卖?”一条标价五千二百万元的电站转让信息下,这条评论赞最多。",
            "papers_complete",
        ),
    ],
)
def test_outsiders_warn_of_what_sellers_say(text: str, claim_type: str) -> None:
    assert {one[:2] for one in claims(text)} == {(claim_type, "doubted")}


def test_a_rumour_about_a_province_asks_nothing_of_the_seller() -> None:
    told = claims(SALE + "网友:听说四川要给挖矿的加价?\n楼主:跟我没关系")
    assert not {one for one in told if one[0] == "mining_allowed"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("求购水电站,抵押的勿扰", ("no_disputes", "wanted")),
        ("求购水电站 清退名单上的不要", ("not_in_cleanup", "wanted")),
    ],
)
def test_a_wanted_ad_requires_in_its_own_words(text: str, expected: tuple[str, str]) -> None:
    assert expected in {one[:2] for one in claims(text)}


@pytest.mark.parametrize(
    ("words", "claim_type"),
    [
        ("矿我是肯定不碰的", "mining_allowed"),
        ("挖不了矿", "mining_allowed"),
        ("别问能不能挖", "mining_allowed"),
        ("搞虚拟货币的请绕道", "mining_allowed"),
        ("谢绝币圈", "mining_allowed"),
        ("问挖矿的一律拉黑", "mining_allowed"),
        ("受让方不得将电量用于虚拟货币生产", "mining_allowed"),
        ("矿机不含", "rigs_included"),
        ("不出机器", "rigs_included"),
        ("不收U", "crypto_payment"),
        ("拉不了专线", "direct_supply"),
        ("🙅挖矿🙅", "mining_allowed"),
        ("🙅不出机器", "rigs_included"),
    ],
)
def test_a_refusal_is_a_denied_claim(words: str, claim_type: str) -> None:
    told = {one[:2] for one in claims(f"四川水电站转让,装机500千瓦,{words},售价180万")}
    assert (claim_type, "denied") in told
    assert (claim_type, "asserted") not in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("能挖矿吗?能!", ("mining_allowed", "asserted")),
        ("手续全吗?全!", ("papers_complete", "asserted")),
        ("是否在退出名单?不在。", ("not_in_cleanup", "asserted")),
        ("不在清退范围?不在。", ("not_in_cleanup", "asserted")),
        ("有人问能不能挖矿,统一回复:不能!", ("mining_allowed", "denied")),
        ("不挖矿", ("mining_allowed", "denied")),
        ("受让方须承诺不利用电站从事虚拟货币挖矿", ("mining_allowed", "denied")),
    ],
)
def test_an_author_answers_himself_and_binds_the_buyer(words: str, expected: tuple[str, str]) -> None:
    assert expected in {one[:2] for one in claims(f"四川水电站转让,装机500千瓦,售价180万。{words}")}


@pytest.mark.parametrize(
    "words",
    [
        "以前可以挖矿,现在不行了",
        "根据国家政策严禁利用水电站从事虚拟货币挖矿",
        "平台提醒:交易虚拟货币挖矿属于违规行为",
        "能不能挖你自己判断",
    ],
)
def test_what_was_so_once_what_others_forbid_and_what_is_left_open_is_no_claim(words: str) -> None:
    told = {one[:2] for one in claims(f"四川水电站转让,装机500千瓦,售价180万。{words}。")}
    assert not told & {("mining_allowed", stance) for stance in ("asserted", "asked")}


def test_a_doubter_needs_no_wording_of_the_claim() -> None:
    told = claims("水电站转让,装机500千瓦,可挖矿,180万\n——网友评论——\n老张:顶风作案\n小李:等着被抓")
    assert {("mining_allowed", "doubted", "顶风作案"), ("mining_allowed", "doubted", "等着被抓")} <= told


def test_many_commenters_who_repeat_many_claims_take_linear_time() -> None:
    sale = "水电站转让,装机500千瓦,180万\n" + "手续齐全,可以再建一级。\n" * 600
    started = time.process_time()
    told = claims(sale + "评论\n" + "网友:手续齐全四个字谁都会打,骗人\n" * 600)
    assert ("papers_complete", "doubted", "手续齐全") in told
    assert time.process_time() - started < 4
