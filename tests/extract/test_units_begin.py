"""The letters that units begin with are all of them."""

from __future__ import annotations

from re import _parser  # type: ignore[attr-defined] # typeshed leaves inner modules out
from re._constants import RANGE  # type: ignore[import-not-found]

from monitor.extract.amounts import UNIT, UNIT_BEGINS
from monitor.text.first import first_of


def test_units_begin_with_the_letters_listed() -> None:
    units = UNIT.pattern.removeprefix(f" ?(?=[{UNIT_BEGINS}])")
    assert units != UNIT.pattern
    found: set[str] = set()
    for kind, value in first_of(_parser.parse(units)) or ():
        first, last = value if kind is RANGE else (value, value)
        found.update(map(chr, range(first, last + 1)))
    assert found == set(UNIT_BEGINS)
