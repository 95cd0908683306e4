"""Word lists that are data."""

from __future__ import annotations

import re

import pytest

from monitor.text import stance_cues
from monitor.text.cue_words import first_letters, read_cues


def test_a_row_becomes_alternatives() -> None:
    cues = read_cues(["gone\t已(卖|送)|不含", "who_en\tsellers?|owner", "said_en_begins\tpromis"], "x.tsv")
    assert re.fullmatch(cues["gone"], "已送") and not re.fullmatch(cues["gone"], "已")
    assert re.search(cues["who_en"], "the sellers say") and not re.search(cues["who_en"], "ownership")
    assert re.search(cues["said_en_begins"], "he promises")


@pytest.mark.parametrize("row", ["a\t不.能", "a\t不||能", "a\t|不", "a\t不|", "a\t(|不)能", "a\t", "a", "a\t?不"])
def test_a_row_with_other_signs_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match=r"x.tsv: row 'a'"):
        read_cues([row], "x.tsv")


def test_a_row_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        read_cues(["a\t不", "a\t没"], "x.tsv")


def test_the_first_letters_are_those_of_every_alternative() -> None:
    assert first_letters("(?:唔(?:准|可)?|没有?|ab)") == "唔没a"
    with pytest.raises(ValueError, match="group"):
        first_letters("(?:(?:收|找)个|ab)")


def test_every_expression_of_the_cues_compiles() -> None:
    for name in dir(stance_cues):
        if name.isupper() and not name.startswith("_"):
            getattr(stance_cues, name).search("不在清退范围吗")
