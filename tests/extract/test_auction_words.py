"""What courts and sellers of whole companies write: brackets, enumerations, lists of papers, amounts with spaces."""

from __future__ import annotations

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)


def claims(words: str) -> set[tuple[str, str]]:
    text = f"转让永春县水电站，装机800千瓦，260万元。{words}"
    return {(one.type, one.stance) for one in extract(Document("x", text), LEXICON, KNOWLEDGE).claims}


def test_a_bracket_that_opens_within_two_words_makes_no_word_of_them() -> None:
    for words in (
        "在司法拍卖网络平台上(网址:sf.taobao.com)竞价",
        "资料见网上（网址：www.x.cn）",
        "在平台上【网络】竞价",
    ):
        assert ("grid_connected", "asserted") not in claims(words), words
    for words, claim in (
        ("上（网）发电", "grid_connected"),
        ("可挖（矿）", "mining_allowed"),
        ("手续齐(全)", "papers_complete"),
    ):
        assert (claim, "asserted") in claims(words), words


def test_spaces_within_an_amount_part_no_items() -> None:
    for words in ("公司负债 2,300 万(由受让方承接)", "公司负债 2300 万", "负债 约2300 万", "公司负债2300万"):
        assert claims(words) == {("no_disputes", "denied")}, words
    assert claims("无抵押 300 万") == {("no_disputes", "asserted")}


def test_what_was_looked_for_and_not_found_is_missing_and_no_claim_of_it() -> None:
    for words in ("本院未查询到该电站环评批复、取水许可证", "未能查到取水许可证及环评批复", "法院未收到取水许可证",
                  "法院未掌握该电站是否办理取水许可证、环评手续"):  # fmt: skip
        assert claims(words) == {("papers_pending", "asserted")}, words
    assert ("papers_pending", "asserted") not in claims("未查询到该电站抵押信息，取水许可证在手")


def test_three_papers_that_are_there_are_complete_two_or_all_but_one_are_not() -> None:
    for words in ("取水许可证、电力业务许可证、并网协议齐全", "房产证、土地证、取水证、环评、消防、安评齐全",
                  "环评、水保、取水证等手续均齐全"):  # fmt: skip
        assert ("papers_complete", "asserted") in claims(words), words
    for words in (
        "取水证、土地证齐全",
        "缺取水证、环评、土地证，图纸齐全",
        "取水证、环评、土地证齐不齐",
        "取水证、环评、土地证齐全吗",
    ):
        assert ("papers_complete", "asserted") not in claims(words), words
    for words in ("手续么除了环评其余都全", "除了房产证没有，别的手续都齐", "除取水证外证件都有"):
        assert ("papers_pending", "asserted") in claims(words), words
        assert ("papers_complete", "asserted") not in claims(words), words


def test_an_enumeration_that_ends_is_nobody_in_a_hurry() -> None:
    assert not claims("国家公务员、金融监管机构工作人员、政法干警等不得购买")
    assert ("urgent_sale", "asserted") in claims("儿子结婚，等不得了")
