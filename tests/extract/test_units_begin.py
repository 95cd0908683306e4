"""The letters that units begin with are all of them: looking for those first changes nothing."""

from __future__ import annotations

import re

from bench.score import documents
from monitor.extract.amounts import UNIT, UNIT_BEGINS

ENTIRE = re.compile(UNIT.pattern.removeprefix(f" ?(?=[{UNIT_BEGINS}])").join([" ?", ""]))
AFTER_NUMBERS = re.compile(r"(?<=[\d零一二三四五六七八九十百千万半几两])(?![\d.])")


def test_units_begin_with_the_letters_listed() -> None:
    assert UNIT.pattern.startswith(f" ?(?=[{UNIT_BEGINS}])")
    for document in documents("open")[::4]:
        for place in AFTER_NUMBERS.finditer(document.text.lower()):
            ours, theirs = (one.match(document.text.lower(), place.start()) for one in (UNIT, ENTIRE))
            assert (ours and ours.span()) == (theirs and theirs.span())


def test_every_letter_of_the_alphabet_of_the_texts_begins_a_unit_or_none() -> None:
    letters = {letter for document in documents("open") for letter in document.text.lower()}
    tails = ("", "度", "瓦", "千瓦", "万", "元", "w", "wh", "w·h", "台", "期", "组")
    begun = {one for one in letters for tail in tails if (found := ENTIRE.match(one + tail)) and found.group().strip()}
    assert begun <= set(UNIT_BEGINS)
