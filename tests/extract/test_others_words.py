"""What others than the seller say: doubts by their wordings, questions put to sellers, sellers' words repeated."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)

SALE = "会理水电站转让,装机1000千瓦,560万\n评论\n老张:"
TOLD = "卖家李某在会理有一座1000千瓦的水电站,要价600万元。"


def stances(text: str) -> set[tuple[str, str]]:
    found = extract(Document("x", text), LEXICON, KNOWLEDGE).claims
    return {(one.type, one.stance) for one in found}


@pytest.mark.parametrize(
    ("comment", "claim"),
    [
        ("名单年年都在变", "not_in_cleanup"),
        ("这种站迟早要拆", "not_in_cleanup"),
        ("今年没你不等于明年没你", "not_in_cleanup"),
        ("现在谁还敢挖", "mining_allowed"),
        ("发现就断电", "mining_allowed"),
        ("二十年都回不来", "payback"),
        ("能回本就烧高香了", "payback"),
        ("证八成是P的", "papers_complete"),
        ("手续肯定没办完", "papers_complete"),
        ("他拿什么包", "guarantee"),
        ("专线现在谁敢批", "direct_supply"),
        ("赔偿画饼", "exit_compensation"),
        ("现在哪里还批新的坝", "expansion"),
    ],
)
def test_a_comment_doubts_in_its_own_words(comment: str, claim: str) -> None:
    assert (claim, "doubted") in stances(SALE + comment)


@pytest.mark.parametrize("words", ["名单年年都在变", "二十年都回不来", "现在谁还敢挖"])
def test_a_seller_doubts_nothing(words: str) -> None:
    assert "doubted" not in {stance for _, stance in stances(f"会理水电站转让,装机1000千瓦,{words},560万")}


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("记者问及能否挖矿,他没有回答。", ("mining_allowed", "asked")),
        ("有人问会不会哪天被清退,他没理。", ("not_in_cleanup", "asked")),
        ("评论里全是能不能挖矿。", ("mining_allowed", "asked")),
        ("所谓“绝不会拆”,业内人士说没人敢打包票。", ("not_in_cleanup", "reported")),
        ("中介张某称,“水利局我熟,退出名单不会动它”。", ("not_in_cleanup", "reported")),
    ],
)
def test_a_report_tells_what_was_asked_and_what_sellers_say(report: str, expected: tuple[str, str]) -> None:
    assert expected in stances(TOLD + report)


def test_what_matters_is_the_answer_and_not_that_it_was_asked_for() -> None:
    assert ("mining_allowed", "asked") not in stances(f"{TOLD}被问到能否挖矿时,他含糊其辞。")


def test_a_question_says_no_more_than_its_turn() -> None:
    told = stances("武隆电站500kW转让,210万。\n问:取水证有吗?答:有,2026年到期。\n问:几年能回来?答:六七年吧。")
    assert {("payback", "asked"), ("payback", "asserted")} <= told
    assert "doubted" not in {stance for _, stance in told}


@pytest.mark.parametrize(
    "question",
    ["问:小水电被列为退出类后还能转让吗?\n答:不得转让。", "问:哪些电站属于保留类?\n答:手续完备的电站。"],
)
def test_a_question_that_takes_a_list_for_granted_asks_for_no_plant(question: str) -> None:
    assert not {one for one in stances(question) if one[1] == "asked"}


@pytest.mark.parametrize(
    ("ad", "expected"),
    [
        ("甘洛县电站4000千瓦 年发1900万度 想做什么自己定 2800万", ("annual_output", "asserted")),
        ("马边1600KW水电站转让,清退没我们什么事,980万", ("not_in_cleanup", "asserted")),
        ("九寨沟电站2500千瓦转让 送矿机150台 不含机架 1350万", ("rigs_included", "asserted")),
        ("丽江电站2000kW转让 上网✅ 矿❌ 1100万", ("mining_allowed", "denied")),
    ],
)
def test_what_looks_like_a_question_or_a_denial_and_is_none(ad: str, expected: tuple[str, str]) -> None:
    assert expected in stances(ad)
