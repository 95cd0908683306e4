"""Wordings are found at the same places whether or not it is worked out beforehand where they cannot begin."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.score import load
from monitor.run.detector import build_detector
from monitor.text.kept_needs import needs_of_all
from monitor.text.narrow import Narrow, windows_around
from monitor.text.normalise import normalise
from monitor.text.wording import Wording, Wordings, wordings_of

LEXICON = build_detector().lexicon
PIECES = re.findall(
    r"\S+|\s",
    "不在清退范围 转让 电站 可 挖矿 矿机 国网 取水 许可证 齐全 没有 未办 手续 环评 保留 类 整改 不 无 任何 纠纷 直供 "
    "电价 便宜 老板 急用钱 退股 年 回本 3 可以 送 合法 政策 mining permits complete no longer the not",
)


def _places(wordings: Wordings, text: str) -> list[tuple[str, int, int]]:
    return [(one.expression.pattern, *place) for one, *place in wordings.find(text, lambda *_: True)]


def _narrowed(patterns: tuple[Wording, ...]) -> Wordings:
    narrowed = Wordings(patterns)
    needs = needs_of_all([one.expression.pattern for one in patterns])
    narrowed._narrow = Narrow(patterns, [0] * len(patterns), needs)
    return narrowed


SETS = tuple((Wordings(one), _narrowed(one)) for one in (LEXICON.dense_patterns, LEXICON.plain_patterns))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=60).map("".join))
def test_the_same_is_found_where_it_is_known_that_nothing_can_begin(text: str) -> None:
    for wide, narrowed in SETS:
        assert _places(narrowed, text) == _places(wide, text)


def test_the_same_is_found_in_labelled_texts() -> None:
    for case in load("open")[::15]:
        for wide, narrowed in SETS:
            text = normalise(case["text"]).dense.text
            assert _places(narrowed, text) == _places(wide, text)


def test_a_refused_place_hides_no_later_one() -> None:
    (one,) = [one for one in LEXICON.dense_patterns if one.expression.search("取水证过期")][:1]
    narrowed = _narrowed((one,))
    text = "取水证过期" + "一" * 50 + "取水证过期"
    assert [start for _, start, _ in narrowed.find(text, lambda _, start, __: start > 0)] == [text.rfind("取水证过期")]


def test_windows_that_touch_are_one() -> None:
    assert windows_around([5, 20, 60], 10) == [(0, 30), (50, 70)]
    assert wordings_of([]) == []
