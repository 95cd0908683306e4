"""Expressions compiled at first use behave like compiled ones, and every one of the detector is well-formed."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor.assess
import monitor.extract
import monitor.text
from monitor.extract.benign import BENIGN, BESIDE
from monitor.extract.claims import DENSE_WORDINGS, PLAIN_WORDINGS
from monitor.text.expression import _Compiled, expression
from monitor.text.first import first_characters


def test_an_expression_answers_like_the_compiled_one() -> None:
    lazy, compiled = expression(r"(?P<kw>\d+) ?kw", re.IGNORECASE), re.compile(r"(?P<kw>\d+) ?kw", re.IGNORECASE)
    text = "320KW, 500 kw"
    for _ in range(2):
        assert [match.span() for match in lazy.finditer(text)] == [match.span() for match in compiled.finditer(text)]
        assert [match["kw"] for match in lazy.finditer(text, 7)] == ["500"]
        assert lazy.sub("?", text) == compiled.sub("?", text)
    assert (lazy.pattern, lazy.groupindex) == (compiled.pattern, compiled.groupindex)


def test_a_wrong_expression_says_so_when_used() -> None:
    wrong = expression("(")
    with pytest.raises(re.error):
        wrong.search("")


def _expressions() -> Iterator[re.Pattern[str]]:
    for package in (monitor.text, monitor.extract, monitor.assess):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for value in vars(import_module(module.name)).values():
                if isinstance(value, _Compiled):
                    yield cast("re.Pattern[str]", value)
    yield from (*BENIGN.values(), *BESIDE.values())
    yield from (wording.expression for wording in (*DENSE_WORDINGS.wordings, *PLAIN_WORDINGS.wordings))


def test_every_expression_of_the_detector_is_well_formed() -> None:
    searched = [one.search("") for one in _expressions()]
    assert len(searched) > 200


# Sellers' words, marks, digits and letters: what the expressions ask for stands in such texts.
WORDS = re.findall(
    r"\S+|\s",
    "不在清退范围 转让,出售.电站。水电(装机)千瓦\nkw 万 度 一 二 3 国网 四川 手续 齐全 可 挖矿 矿机 的 有 没 for sale",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.characters(), max_size=30).map("".join))
def test_every_expression_matches_the_same_ranges_as_without_its_quick_no(text: str) -> None:
    for one in _expressions():
        plain = re.compile(one.pattern, one.flags)
        assert [match.span() for match in one.finditer(text)] == [match.span() for match in plain.finditer(text)]


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        ("转让|出售", "转出"),
        ("(?:一口)?价|(?<!不)卖", "一价卖"),
        ("(?:^|,)(?:急|)出", ",急出"),
        ("[0-9]*万", "0123456789万"),
        ("(?:ab)+?c{0,2}", "a"),
        ("a?", None),
        ("[^a]b", None),
        (r"\w+站", None),
        ("(?i:k)w", None),
    ],
)
def test_a_match_begins_with_one_of_the_first_characters(source: str, begins: str | None) -> None:
    assert first_characters(source) == (None if begins is None else set(begins))
