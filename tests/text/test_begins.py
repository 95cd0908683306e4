"""Expressions that know which characters a match begins with find exactly what `re` finds."""

from __future__ import annotations

import gc
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.run.detector import build_detector
from monitor.text.compiled import _from_code, _quick_code_of
from monitor.text.expression import _Compiled, _Expression

Pair = tuple[re.Pattern[str], re.Pattern[str]]


def _pair(source: str, flags: int = 0) -> Pair:
    return _from_code(source, _quick_code_of(source, flags)), re.compile(source, flags)


@cache
def every_expression() -> list[Pair]:
    """Those of the program that gained by it, each beside what `re` makes of it."""
    build_detector()
    gc.unfreeze()  # a detector that another test built has put its objects where the collector does not look
    lazy = [one for one in gc.get_objects() if isinstance(one, _Compiled)]
    keys = {(one.pattern, one._flags if isinstance(one, _Expression) else one.flags & ~re.UNICODE) for one in lazy}
    return [pair for pair in (_pair(*key) for key in sorted(keys)) if pair[0] != pair[1]]


def _same(ours: re.Pattern[str], plain: re.Pattern[str], text: str) -> None:
    found = [(one.span(), one.regs, one.lastgroup) for one in ours.finditer(text)]
    assert found == [(one.span(), one.regs, one.lastgroup) for one in plain.finditer(text)], plain.pattern
    first, expected = ours.search(text, 3, 40), plain.search(text, 3, 40)
    assert (first and first.regs) == (expected and expected.regs), plain.pattern


# What the expressions speak of, so that they are nearly found: their own characters, and any others.
PIECES = re.findall(
    r"\S+|\s",
    "不在清退范围 转让,出售.电站。水电(装机)千瓦\nkw 万 度 一 二 3 国网 四川 省 电力公司 县 电网 未并网 手续 齐全 "
    "可 矿机 台 6 3 0 k w @ . qq 微信 价格面议 股权 30 % 南网 取水许可证 2019 年 建成 问: 答: 2x630 o.3 元 two 400 kW "
    "units each, half a stake in s19 蚂蚁 双机 一百五 俩 twin 百 点 个半 ji 装",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=60).map("".join))
def test_every_expression_finds_what_re_finds(text: str) -> None:
    for ours, plain in every_expression():
        _same(ours, plain, text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_expression_finds_what_re_finds_in_its_own_characters(data: st.DataObject) -> None:
    ours, plain = data.draw(st.sampled_from(every_expression()))
    own = st.sampled_from(sorted(set(plain.pattern) | set(" \n0a站")))
    _same(ours, plain, data.draw(st.text(own, max_size=50)))


def test_most_expressions_that_look_at_what_stands_beside_gain() -> None:
    assert len(every_expression()) > 300


@pytest.mark.parametrize(
    ("source", "flags"),
    [
        (r"(?<=装)[a-z]\d|(?<!不)转让|(?=[一二])\w台", 0),
        (r"(?<!x)[^\W\d]+站", 0),
        (r"(?<!x)[^一二]+站", 0),
        (r"(?<!x)(?>a|站)b?", 0),
        (r"(?:(?<=a)x)?站", 0),
        (r"(?<=a)(?:x*|y)站", 0),
        (r"(?m)(?:^|,)站", 0),
        (r"(?:^|,)站", re.MULTILINE),
        (r"\b站+", 0),
        (r"(?<=a)\S(?!b)", 0),
        (r"(?<=a)(?=[一二]|站b)|(?<=站)(?=\d)(?!1)", 0),
        (r"(?<=a)(?=站)b*", 0),
        (r"x|(?=站)", 0),
    ],
)
@settings(max_examples=60, deadline=None)
@given(text=st.text("abxy站一二,\n 1𠀀", max_size=12))
def test_what_may_begin_a_match_is_never_passed_over(source: str, flags: int, text: str) -> None:
    ours, plain = _pair(source, flags)
    assert ours != plain
    _same(ours, plain, text)


@pytest.mark.parametrize(
    ("source", "flags"),
    [("(?<=a)b", re.IGNORECASE), ("(?<=a)(?i:b)", 0), ("(?<=a).", 0), ("(?<=a)b?", 0), ("^(?<!a)b", 0), ("(?<=a)$", 0),
     ("(a)?(?(1)b|c)", 0), (r"(?<!x)(?:(a)|)\1b", 0), ("ab", 0), ("[ab]c", 0), (r"(?<=a)b", re.ASCII)],
)  # fmt: skip
def test_what_may_begin_with_anything_or_is_quick_already_stays_as_it_is(source: str, flags: int) -> None:
    ours, plain = _pair(source, flags)
    assert ours == plain
