"""Amounts as owners say them: who pays, a meter's 字, good and bad years, sets in words, prices that move."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind
from facts_of import prices_asked as asked

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)
Values = list[tuple[float | None, float | None]]


def offered(text: str, kind: str) -> Values:
    return [(one.value_min, one.value_max) for one in of_kind(facts_of(text), kind) if one.role == "offered"]


def paid(text: str) -> tuple[Values, set[str]]:
    """The tariffs of a whole text, and which claims of a price per kWh it makes."""
    told = extract(Document("x", text), LEXICON, KNOWLEDGE)
    rates = [(one.value_min, one.value_max) for one in told.facts if one.kind == "tariff"]
    return rates, {one.type for one in told.claims if one.type in {"tariff", "cheap_power"}}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("水电站转让,1.6兆瓦,丰水季0.171 平水季0.22 枯水季0.264 1100万", 0.171, 0.264),
        ("水电站转让,1.6兆瓦,丰水一毛九、枯水两毛五,局里月结,1100万", 0.19, 0.25),
        ("水电站转让,1.6兆瓦,雨季一毛八 旱季两毛三 1100万", 0.18, 0.23),
        ("卖家告诉记者,他那座800千瓦的站“丰水两毛二,枯水两毛六”,要价四百万元。", 0.22, 0.26),
        ("卖家告诉记者,他那座800千瓦的站“一度两毛二,供电所月月结”,要价四百万元。", 0.22, 0.22),
    ],
)
def test_a_price_is_the_grids_where_no_user_is_named(text: str, low: float, high: float) -> None:
    assert paid(text) == ([(low, high)], {"tariff"})


@pytest.mark.parametrize(
    "text",
    [
        "水电站转让,1.6兆瓦,丰水一毛九 枯水两毛五 可上矿机 1100万",
        "水电站转让,1.6兆瓦,丰水一毛七枯水两毛一给你放机器,380万",
        "卖家告诉记者,他那座800千瓦的站丰水期一毛五就能给机房供电,要价四百万元。",
    ],
)
def test_a_price_stays_a_users_where_one_is_named(text: str) -> None:
    assert paid(text) == ([], {"cheap_power"})


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("丰水期上网0.17,枯水期0.26,平水0.2", 0.17, 0.26),
        ("丰期结算价0.17,枯期0.26,平水0.2", 0.17, 0.26),
        ("川电结0.2436", 0.2436, 0.2436),
        ("黔电给的价0.2713", 0.2713, 0.2713),
        ("南网35千伏送出,电价0.1835到0.2467之间", 0.1835, 0.2467),
        ("并四川大网 0.2284 年六百多万度", 0.2284, 0.2284),
        ("均价三毛一点五", 0.315, 0.315),
        ("每度三毫过啲", 0.3, 0.3),
        ("一度电收三毫几", 0.3, 0.3),
        ("全部送山下工地专线,一度四毛二", 0.42, 0.42),
    ],
)
def test_a_tariff_is_read_by_its_season_its_payer_and_its_dialect(words: str, low: float, high: float) -> None:
    assert offered(f"水电站转让,两台320千瓦,{words},380万", "tariff") == [(low, high)]


@pytest.mark.parametrize("words", ["丝毫不让", "一丝一毫,都算清楚", "投资回收要 5 年三百万"])
def test_other_words_of_small_change_are_no_tariff(words: str) -> None:
    assert not offered(f"水电站转让,两台320千瓦,{words},380万", "tariff")


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("一年九十万字上下", 900_000, 900_000),
        ("村里盖过章 一年九十万字不到", 900_000, 900_000),
        ("去年电表走了八十万字", 800_000, 800_000),
        ("年发三百零几万度", 3_000_000, 3_090_000),
        ("年发二百几十万度", 2_000_000, 2_900_000),
        ("年发八十几万度", 800_000, 890_000),
        ("年头好能有230万度,差也有170", 1_700_000, 2_300_000),
        ("水好年份180万度,水差130万度", 1_300_000, 1_800_000),
        ("雨水好的时候一百八十万度,不好的年头一百三", 1_300_000, 1_800_000),
        ("发的不多 旺年七十万 淡年四十五", 450_000, 700_000),
    ],
)
def test_a_years_output_is_read_as_owners_tell_it(words: str, low: float, high: float) -> None:
    text = f"水电站转让,两台320千瓦,{words},380万"
    assert offered(text, "generation") == [(low, high)]
    assert asked(text) == [(3_800_000, 3_800_000, "total")]


@pytest.mark.parametrize("words", ["一年要写四十万字", "收入好年头四十万,差年头二十五万", "三年写了四十万字的日记"])
def test_letters_and_income_are_no_output(words: str) -> None:
    assert not offered(f"水电站转让,两台320千瓦,{words},380万", "generation")


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("水城 五百四 两台 保留类 南网 380万", 1080),
        ("水电站转让 仨台一百六 有证 88万", 480),
        ("腾冲 站子 俩百五 供电局收 88万", 250),
        ("水电站转让 一站两机 250、400 去年大修过 260万", 650),
        ("水电站转让,一大一小,800、320千瓦,带厂房 360万", 1120),
        ("水电站转让,630千瓦一台带160千瓦一台,360万", 790),
        ("水电站转让,装机820,有一台320的线圈要修,360万", 820),
        ("水城 3200负荷的站 两台一千六 可整卖 2千万", 3200),
        ("水电站转让,老板发语音:500的,有证,260万", 500),
        ("水电站转让,能扩到两千千瓦,现在装的是800,260万", 800),
        ("电站出租,机子一百二十五,五年起包,一年交一万八", 125),
    ],
)
def test_the_size_is_read_from_sets_in_words(text: str, kw: float) -> None:
    assert offered(text, "capacity") == [(kw, kw)]


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("水电站转让,320千瓦两台带矿机15台,360万", 640),
        ("水电站转让,1260千瓦,卖家说“加一台五百的,批文找我”,486万", 1260),
        ("水电站转让,640千瓦,两机房都翻新 320、500平的院子,486万", 640),
    ],
)
def test_what_comes_along_is_no_set_of_the_plant(text: str, kw: float) -> None:
    assert offered(text, "capacity") == [(kw, kw)]


@pytest.mark.parametrize(
    ("text", "yuan", "per"),
    [
        ("水电站转让,单机160千瓦,儿子结婚缺钱,95万变70万。", 700_000, "total"),
        ("水电站转让,160千瓦,保险买到明年 三百四 别砍价", 3_400_000, "total"),
        ("水电站转让,320千瓦,订金先付三万,总价150万", 1_500_000, "total"),
    ],
)
def test_the_price_is_the_one_that_counts_now(text: str, yuan: int, per: str) -> None:
    assert asked(text) == [(yuan, yuan, per)]


@pytest.mark.parametrize(("words", "yuan"), [("年租一百六", 1_600_000), ("每月租金六千", 72_000), ("月租三千", 36_000)])
def test_a_rent_is_read_without_its_unit(words: str, yuan: int) -> None:
    assert asked(f"水电站出租,两台320千瓦,{words}", about="lease") == [(yuan, yuan, "year")]


def test_a_debt_is_sold_for_what_it_is_given_away_at() -> None:
    text = "电站老板欠我一百九十万,拿1000kw电站押的,条子一百二转给你"
    assert asked(text, about="debt") == [(1_200_000, 1_200_000, "total")]


@pytest.mark.parametrize(
    "words", ["定金他要两万,怕是假的", "保证金先交五万", "只露出“…80万”三字", "报价**80万", "年收入95万变70万"]
)
def test_deposits_and_what_is_hidden_are_no_price(words: str) -> None:
    assert not asked(f"有座水电站要转,900千瓦。{words}", offer="reported")
