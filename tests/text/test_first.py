"""An expression that knows with which characters its matches begin finds what it finds without knowing it."""

from __future__ import annotations

import re
from re import _compiler, _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.compiled import _code_of, _from_code
from monitor.text.first import with_first

TOLD = (
    r"(?<!不)(?:能|可以?)挖",
    r"(?:[一二三]?座)?电站",
    r" ?(?:kw|千瓦)(?!h)",
    r"(?:(?<=装)机|[站厂]\b)",
    r"^(?:水电|\d+?)站?$",
    r"(?m)^[ab]?[0-9]",
    r"(?:a|(?:b?c)+|𠮷)d*",
    r"(?=\d)[\d.]{2,4}",
)
NOT_TOLD = (r"[^一]站", r".站", r"\w站", r"(?:a|)b?", "电站", r"(?i:kw)站", r"(?:不|[\s\S])站", r"(a)?(?(1)b|c)")
ALPHABET = "不能可以挖一二三座电站 kw千瓦h装机厂水1.\nabcd𠮷é站K"


def _codes(source: str) -> tuple[list[int], list[int]]:
    parsed = _parser.parse(source, 0)
    code = _compiler._code(parsed, 0)
    return code, with_first(code, parsed, parsed.state.flags)


@pytest.mark.parametrize("source", TOLD)
def test_it_is_told(source: str) -> None:
    code, told = _codes(source)
    assert told != code


@pytest.mark.parametrize("source", NOT_TOLD)
def test_what_may_begin_with_anything_stays_as_it_is(source: str) -> None:
    code, told = _codes(source)
    assert told == code


@pytest.mark.parametrize("source", TOLD + NOT_TOLD)
@given(text=st.text(ALPHABET, max_size=24), first=st.integers(0, 5), last=st.integers(0, 24))
def test_the_same_is_found(source: str, text: str, first: int, last: int) -> None:
    told, plain = _from_code(source, _code_of(source, 0)), re.compile(source)
    assert [one.span() for one in told.finditer(text)] == [one.span() for one in plain.finditer(text)]
    ours, theirs = told.search(text, first, last), plain.search(text, first, last)
    assert (ours and ours.span()) == (theirs and theirs.span())
    assert told.sub("-", text) == plain.sub("-", text)
    assert told.split(text) == plain.split(text)
