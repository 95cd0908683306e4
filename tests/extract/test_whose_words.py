"""Who pays a price, whose denial and whose duty words are: families of ads, threads and reports."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)


def claims(text: str) -> set[tuple[str, str]]:
    return {(one.type, one.stance) for one in extract(Document("x", text), LEXICON, KNOWLEDGE).claims}


def types(text: str) -> set[str]:
    return {name for name, _ in claims(text)}


@pytest.mark.parametrize(
    ("words", "claim", "other"),
    [
        ("年发四十八万度，电费二毛六", "tariff", "cheap_power"),
        ("证都办下来了，电费3毛3，没贷款", "tariff", "cheap_power"),
        ("没有债，每度卖两角三", "tariff", "cheap_power"),
        ("矿工可直接进场，电费两毛三", "cheap_power", "tariff"),
        ("矿友优先，电费两毛以内", "cheap_power", "tariff"),
    ],
)
def test_who_pays_for_the_power(words: str, claim: str, other: str) -> None:
    found = types(f"水电站转让，500千瓦，{words}，300万")
    assert claim in found and other not in found


@pytest.mark.parametrize(
    ("words", "complete"),
    [
        ("取水许可证、不动产权证俱全", False),
        ("水证电证都在我手上", False),
        ("一站一策批复在手", False),
        ("各种证都在我手上", True),
        ("环评、取水、水保、林地一应俱全", True),
    ],
)
def test_two_permits_are_not_all_papers(words: str, complete: bool) -> None:
    assert (("papers_complete", "asserted") in claims(f"水电站转让，500千瓦，{words}，300万")) is complete


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("巴塘水电站 2000千瓦 不挖 挂网 要价1200万", ("grid_connected", "asserted")),
        ("江华电站 630千瓦 清退没咱 联了网 490万", ("grid_connected", "asserted")),
        ("电站转让 500千瓦 没并网 90万", ("grid_connected", "denied")),
        ("电站转让 1000千瓦 贷款无 合作过两家矿企 400万", ("mining_admitted", "asserted")),
        ("电站转让，500千瓦，540万，要U不要转账", ("crypto_payment", "asserted")),
        ("宁陕电站 200千瓦 秦岭整治已过关不用拆 39万", ("not_in_cleanup", "asserted")),
        ("兰坪小电站转让💧400千瓦⚡年发160万度📄证全📉只要238万", ("papers_complete", "asserted")),
        (
            "我这个电站呢在桂东五百千瓦每年发两百万度上的是郴电国际的网手续呢都办齐了的你要是诚心要呢三百八十万拿走",
            ("papers_complete", "asserted"),
        ),
        (
            "水电站招租，500千瓦，承租人须自行续办到期的取水许可证，电费由国网城步公司结付，年租20万",
            ("grid_name", "asserted"),
        ),
    ],
)
def test_ads(text: str, claim: tuple[str, str]) -> None:
    assert claim in claims(text)


THREAD = "巴塘2500千瓦电站转让，证照全，1650万\n留言\n老李：{}\n卖家：{}"


@pytest.mark.parametrize(
    ("question", "answer", "claim"),
    [
        ("支持上机不 电几毛", "支持不了，供电所盯得紧", ("mining_allowed", "denied")),
        ("收U吗", "只收人民币", ("crypto_payment", "denied")),
        ("取水证有没有", "有的", ("water_permit", "asserted")),
    ],
)
def test_threads(question: str, answer: str, claim: tuple[str, str]) -> None:
    assert claim in claims(THREAD.format(question, answer))


def test_a_permit_asked_for_is_not_all_papers() -> None:
    text = THREAD.format("取水证有没有", "有的").replace("证照全", "国网")
    assert "papers_complete" not in types(text)


REPORT = "一座160千瓦的集体电站公开招租，年租金4.2万元起。{}"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("村主任说：“环评没做过，租的人要自己跑”。", ("papers_pending", "reported")),
        ("老板娘说县里若真拆站也有赔偿，不着急。", ("exit_compensation", "reported")),
        ("有网友追问是否属于整改类，他答：“整改早做完了，验收单在手上。”", ("category_kept", "reported")),
    ],
)
def test_reports(words: str, claim: tuple[str, str]) -> None:
    assert claim in claims(REPORT.format(words))


def test_what_sellers_deny_is_no_claim() -> None:
    assert "mining_admitted" not in types("多名卖家否认电站曾为矿场供电。一座500千瓦的电站要价300万元。")
