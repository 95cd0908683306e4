"""Expressions compiled at first use behave like compiled ones, and every one of the detector is well-formed."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import cast

import pytest

import monitor.assess
import monitor.extract
import monitor.text
from monitor.extract.benign import BENIGN, BESIDE
from monitor.extract.claims import DENSE_WORDINGS, PLAIN_WORDINGS
from monitor.text.expression import _Compiled, expression


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
    yield from (wording.expression for wording in (*DENSE_WORDINGS, *PLAIN_WORDINGS))


def test_every_expression_of_the_detector_is_well_formed() -> None:
    searched = [one.search("") for one in _expressions()]
    assert len(searched) > 200
