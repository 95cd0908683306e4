"""Expressions that are tried only around the words they need find exactly what they find when tried everywhere."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import monitor.run.detector  # noqa: F401 - defines all expressions
from monitor.text.cues import Cue, all_cues, learn
from monitor.text.expression import cued
from monitor.text.needs import needs_of

PIECES = re.findall(
    r"\S+|\s",
    "不在清退范围 转让,出售.电站。水电(装机)千瓦\nkw 万 度 一 二 3 国网 四川 省 电力公司 县 电网 未并网 手续 齐全 "
    "可 矿机 台 6 3 0 k w @ . qq 微信 价格面议 股权 30 % 南网 水头 head 取水许可证 2019 年 建成 因 缺钱 问: 答: 2x630 "
    "o.3 元 佰 川 渝 一带 s19 蚂蚁",
)


@cache  # there are more of them than `re` keeps compiled
def both_ways() -> list[tuple[Cue, re.Pattern[str], re.Pattern[str]]]:
    learn()
    return [(cue, re.compile(cue.source, cue.flags), cued(cue.source, cue.flags)) for cue in all_cues()]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=60).map("".join))
@example("\ud800转让水电站")
def test_an_expression_finds_the_same_as_without_its_words(text: str) -> None:
    for cue, plain, ours in both_ways():
        assert [one.span() for one in ours.finditer(text)] == [one.span() for one in plain.finditer(text)], cue.source
        first = plain.search(text)
        found = ours.search(text)
        assert (found and found.span()) == (first and first.span()), cue.source


def test_most_expressions_know_their_words() -> None:
    known = [cue for cue in all_cues() if needs_of(cue.source, cue.flags)]
    assert len(known) > 35


@pytest.mark.parametrize(
    ("source", "words", "before", "length"),
    [
        ("转让|出售", ["出售", "转让"], 0, 2),
        (r"\d ?(?:kw|千瓦)(?!h|时)", ["kw", "千瓦"], 2, 5),
        (r"(?<=装)ji(?![a-z])", ["ji"], 0, 3),
        (r"(?:四川|云南)省?电力", ["云南电力", "四川电力", "云南省电力", "四川省电力"], 0, 5),
        (r"\w{2,4}(?=公司)", ["公司"], 4, 6),
        ("[一三两]台", ["一台", "三台", "两台"], 0, 2),
        (r"\S+@", ["@"], None, None),
        ("站$", ["站"], 0, 3),
    ],
)
def test_the_words_and_how_far_a_match_reaches(
    source: str, words: list[str], before: int | None, length: int | None
) -> None:
    needs = needs_of(source)
    assert needs is not None
    assert (list(needs.words), needs.before, needs.length) == (words, before, length)


@pytest.mark.parametrize("source", [r"\d+", "a?", "[^a]", "(?i:kw)", "(?:kw|)", r"(?:站|\d)"])
def test_an_expression_that_needs_no_word_is_tried_everywhere(source: str) -> None:
    assert needs_of(source) is None
    assert [one.span() for one in cued(source).finditer("站3kw")] == [
        one.span() for one in re.finditer(source, "站3kw")
    ]
