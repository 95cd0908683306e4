"""The branches of an expression together are the expression again, and each stands by itself."""

from __future__ import annotations

import re

import pytest

import monitor.run.detector  # noqa: F401 - defines all expressions
from monitor.text.branches import branches_of
from monitor.text.cues import BRANCHES, FORKED, all_cues, learn
from monitor.text.expression import cued


@pytest.mark.parametrize(
    ("source", "branches"),
    [
        ("a|b(?:c|d)|e", ["a", "b(?:c|d)", "e"]),
        (r"a\|b|[c|d]|[]|]|[^]|]|[\]|]x", [r"a\|b", "[c|d]", "[]|]", "[^]|]", r"[\]|]x"]),
        (r"\(|\[|x", [r"\(", r"\[", "x"]),
        ("(?P<one>a|b)|(?<=x|y)c", ["(?P<one>a|b)", "(?<=x|y)c"]),
        ("|a", ["", "a"]),
        ("(?m)^a|b", ["(?m)^a|b"]),
        (r"(a)\1|b", [r"(a)\1|b"]),
        ("(?P<q>a)(?P=q)|b", ["(?P<q>a)(?P=q)|b"]),
        ("(a)?(?(1)b|c)|d", ["(a)?(?(1)b|c)|d"]),
    ],
)
def test_an_expression_is_cut_between_its_branches_only(source: str, branches: list[str]) -> None:
    assert branches_of(source) == branches


def test_the_branches_of_every_expression_stand_by_themselves() -> None:
    parted = [(cue, branches_of(cue.source)) for cue in all_cues()]
    for cue, branches in parted:
        assert "|".join(branches) == cue.source
        for one in branches:
            re.compile(one, cue.flags)
    assert sum(len(branches) >= BRANCHES for _, branches in parted) > 20


def test_of_branches_that_match_at_one_place_the_first_counts() -> None:
    source = r"(?P<short>水电)|(?P<long>水电站)|转让\w*电|\w{3,}让|[^站]{2,}号"
    ours, plain, text = cued(source), re.compile(source), "水电站水电转让水电,水电三号让,站转让号"
    learn()
    assert ours._cue.ranges(text) is FORKED  # type: ignore[attr-defined]
    expected = [(one.regs, one.lastgroup) for one in plain.finditer(text)]
    assert [(one.regs, one.lastgroup) for one in ours.finditer(text)] == expected
    for first in range(len(text)):
        for last in range(first, len(text)):
            found, one = ours.search(text, first, last), plain.search(text, first, last)
            assert (found and found.regs) == (one and one.regs)
    assert ours.sub("-", text) == plain.sub("-", text)
    assert ours.findall(text) == plain.findall(text)
    assert list(ours.finditer("四川一带")) == []
