"""Disguises change no reading: every thirty-sixth labelled text here, all of them in `make score`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from bench.metamorphic import DISGUISES, MARKS, Disguised, differences, is_han
from bench.score import documents
from monitor.models import Assessment, Claim, Span
from monitor.run.detector import build_detector, scan_text

STRIDE = 36  # some 420 texts; of every fifth text, too, 98.5 % stand spaces
DETECTOR = build_detector()
SAMPLE = [*documents("open")[::STRIDE], *documents(".")[:: STRIDE // 4]]  # and some of the first working sets
# Where a text parts its phrases by spaces itself, spaces within them cannot all be told from its own.
LEAST = {f"marks {mark}": 0.995 for mark in MARKS} | {"marks  ": 0.98}


@cache
def plain() -> list[Assessment]:
    """What is read from the sample as it stands."""
    return [one for one in DETECTOR.scan_many(SAMPLE) if isinstance(one, Assessment)]


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_changes_no_reading(name: str) -> None:
    found = list(differences(name, SAMPLE, plain(), DETECTOR))
    assert 1 - len(found) / len(SAMPLE) >= LEAST.get(name, 1), "\n".join(map(str, found))


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_text_leads_back_to_the_plain_one(name: str) -> None:
    for document, read in zip(SAMPLE, plain(), strict=True):
        hidden = DISGUISES[name](document.text, [claim.span for claim in read.extraction.claims])
        assert len(hidden.origins) == len(hidden.text)
        assert [place for place in hidden.origins if place >= 0] == list(range(len(document.text)))
        assert hidden.back(Span(0, len(hidden.text))) == (0, len(document.text))


def test_what_a_disguise_adds_belongs_to_no_range() -> None:
    assert Disguised("挖··", [0, -1, -1]).back(Span(1, 3)) is None
    assert is_han("挖")
    assert not is_han("·")


def disguised(text: str, words: Sequence[str], mark: str) -> str:
    spans = [Span(text.index(one), text.index(one) + len(one)) for one in words]
    return DISGUISES[f"marks {mark}"](text, spans).text


def test_marks_part_the_words_of_claims_only() -> None:
    assert disguised("卖 手续全,能挖", ["手续全", "能挖"], "·") == "卖 手·续·全,能·挖"
    assert disguised("贷款120万没还", ["贷款120万"], " ") == "贷 款120万没还"
    assert disguised("能 挖 矿", ["能 挖 矿"], "*") == "能 挖 矿"


def test_a_space_between_two_spaced_words_is_widened() -> None:
    assert disguised("取水证有 发电证过期", ["取水证有", "发电证过期"], " ") == "取 水 证 有  发 电 证 过 期"
    assert disguised("三十万 证都在手上", ["证都在手"], " ") == "三十万 证 都 在 手上"


def claims(text: str) -> list[tuple[str, str]]:
    found: tuple[Claim, ...] = scan_text(text).extraction.claims
    return [(one.type, one.text) for one in found]


def test_the_exact_words_are_kept_where_they_are_spelled_otherwise() -> None:
    text = "水dian站zhuan让，1000千瓦，不在青退范围，可扌穵石广，包guo户"
    assert claims(text) == [
        ("not_in_cleanup", "不在青退范围"),
        ("mining_allowed", "可扌穵石广"),
        ("guarantee", "包guo户"),
    ]


def read_of(text: str) -> tuple[object, ...]:
    read = scan_text(text)
    facts = {(one.kind, one.role, one.value_min, one.value_max) for one in read.extraction.facts}
    places = [(one.detail or {}).get("county") for one in read.extraction.facts if one.kind == "place"]
    flags = {one.rule_id for one in read.flags}
    return read.extraction.reading.offer, read.extraction.reading.object, facts, places, flags


@pytest.mark.parametrize("mark", ["🔥", "\u2800", "·", "*"])
def test_one_mark_in_a_word_a_number_or_a_name_changes_no_fact(mark: str) -> None:
    plain = "四川省凉山州会东县水电站转让,三百二十千瓦,保证金50万元,底价180万元,2002年以68万元受让"
    for left in ("会", "会东", "三百", "三", "保", "保证", "底", "68万元", "68万元受", "水电"):
        place = plain.index(left) + len(left)
        assert read_of(plain[:place] + mark + plain[place:]) == read_of(plain), left


def test_signs_between_items_part_them() -> None:
    assert read_of("卖电站🔥320kW🔥价五十万") == read_of("卖电站 320kW 价五十万")
    assert read_of("电站转让,五十万🔥二百千瓦") == read_of("电站转让,五十万,二百千瓦")
