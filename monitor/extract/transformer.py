"""Finds the size of transformers in kVA, also where kV is written for it."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import left_of, make_fact, right_of
from monitor.extract.mend import mended
from monitor.extract.reading import Reading
from monitor.models import Fact
from monitor.text.expression import expression

# Voltages of the grid: a 10kV or 35kV transformer names its voltage, a 250kV one its kVA.
VOLTAGES: Final = frozenset({6.0, 10.0, 10.5, 20.0, 35.0, 66.0, 110.0, 220.0, 330.0})
_TRANSFORMER: Final = expression(r"变压器|主变|升压变|箱变|配变|变台|transformer")


def extract_transformer(reading: Reading) -> list[Fact]:
    """Find transformers: facts of unit "kVA"; 变压器1250kV is read as kVA, `unit_conflict` set. O(n)."""
    reading = mended(reading)
    text = reading.normalised.plain.text
    if not _TRANSFORMER.search(text) and "va" not in text and "伏安" not in text:
        return []
    facts = []
    for amount in read_amounts(text):
        slip = _is_slip(text, amount)
        if slip or (amount.unit == "kVA" and amount.low >= 1):
            facts.append(
                make_fact(
                    reading, "transformer", amount.start, amount.end, low=amount.low, high=amount.high, unit="kVA",
                    unit_conflict=slip,
                )
            )  # fmt: skip
    return facts


def _is_slip(text: str, amount: Amount) -> bool:
    """kV between 30 and 10,000 beside the word for a transformer."""
    if amount.unit != "kV" or not 30 <= amount.low <= 10_000 or amount.low in VOLTAGES:
        return False
    before = text[left_of(text, amount.start, limit=10) : amount.start]
    after = text[amount.end : right_of(text, amount.end, limit=6)]
    return bool(_TRANSFORMER.search(before) or _TRANSFORMER.search(after))
