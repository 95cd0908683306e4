"""Finds the size of transformers in kVA, also where kV is written for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import HARD_BREAKS, left_of, make_fact, right_of
from monitor.extract.mend import mended
from monitor.extract.numbers import parse_number
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import expression

# Voltages of the grid: a 10kV or 35kV transformer names its voltage, a 250kV one its kVA.
VOLTAGES: Final = frozenset({6.0, 10.0, 10.5, 20.0, 35.0, 66.0, 110.0, 220.0, 330.0})
_TRANSFORMER: Final = expression(r"变压器|主变|升压变|箱变|配变|变台|transformer")
_KV: Final = r"(?:6(?:\.3)?|10(?:\.5)?|11|20|35|36\.75|38\.5|66|110)"
_LOW_KV: Final = r"0?\.(?:4|38|69)"
# For the plant's own needs or its neighbours', not for what it sends out: 厂变100kVA, 近区供电变压器200kVA.
_SERVICE_NAME: Final = (
    r"(?:(?:厂|站|场|自)用|厂|近区(?:供电)?|励磁|隔离|施工|生活区?|台区|检修|坝区|闸[坝首门]|照明)(?:电?变(?!电)|用?变压器)"
    r"|(?:station|auxiliary)[ -]?(?:service )?transformer"
)
_SERVICE_BEFORE: Final = expression(
    rf"(?:{_SERVICE_NAME})[:为是约的一1台容量型号 ]{{0,6}}(?:s[a-z]{{0,3}}\d{{0,2}}-)?$"
)
_SERVICE_AFTER: Final = expression(rf" ?的?(?:[一1]台)?(?:{_SERVICE_NAME})")
# S11-1250/35, S9-1000/0.4/10: the design of the series, the kVA, the kV of each side
_MODEL: Final = expression(
    rf"(?<![a-z0-9])[sd][a-z]{{0,3}}\d{{0,2}}(?:-m[a-z]?)?-(?P<kva>\d{{2,5}})/(?:{_LOW_KV}(?:kv)?/)?{_KV}(?:kv)?"
    rf"(?:/(?:{_KV}|{_LOW_KV}))*(?![\d.])"
)
# 10/0.4, 0.4/10.5: the voltages of both sides, and no rate of power
_SIDES: Final = expression(
    rf"(?<![\d.]){_KV} ?(?:kv)? ?/ ?{_LOW_KV}(?![\d.])|(?<![\d.]){_LOW_KV} ?(?:kv)? ?/ ?{_KV}(?![\d.])"
)
# 2台各1000kVA, 2×1000kVA, 两台变压器,单台1000kVA; but 机组2台变压器1000kVA names one
_SIZE_NEXT: Final = expression(r"[^,。;\n\d]{0,6}[,(]?[^,。;\n\d]{0,6}\d{2,5} ?(?:kva|千伏安|kv)")
_NAME: Final = 12  # characters of the voltages of both sides
_COUNT: Final = "[2-9]|[二两三四五六]"
_COUNT_BEFORE: Final = expression(
    rf"(?<![\d.])(?P<count>{_COUNT}) ?(?:[x×*] ?|台[^,。;\d]{{0,6}}[,、( ]{{0,2}}[^,。;\d]{{0,4}}"
    r"(?:各|每台?|单台|均|都)[^,。;\d]{0,6}|(?<![\da-z千瓦百十的组机].)(?<![\da-z千瓦百十的组机]. )"
    r"台(?:主变|变压器|升压变|箱变|配变)?(?:容量)?[为是: ]?)$"
)
_COUNT_AFTER: Final = expression(
    rf" ?(?:[x×*] ?(?P<times>[2-9])(?![\d.])|[,、(]?(?:的|主变|变压器|升压变|箱变)*(?:一共|共|有|各)?"
    rf"(?P<count>{_COUNT})台(?=变|[主升箱]|另|还有|[加和与及+]| ?[,。;、)]|\s*$))"
)


def extract_transformer(reading: Reading) -> list[Fact]:
    """Find transformers: facts of unit "kVA", of several alike the sum with `units`, role `equipment` for one that
    serves the plant itself;
    变压器1250kV is read as kVA, `unit_conflict` set. O(n)."""
    reading = mended(reading)
    text = reading.normalised.plain.text
    if not _TRANSFORMER.search(text) and "va" not in text and "伏安" not in text:
        return []
    facts = [
        _fact(reading, text, amount, slip=slip)
        for amount in read_amounts(text)
        if (slip := _is_slip(text, amount)) or (amount.unit == "kVA" and amount.low >= 1)
    ]
    return facts + [_fact(reading, text, amount, slip=False) for amount in _models(text)]


def is_voltage(text: str, start: int, end: int) -> bool:
    """Whether the number at [start, end) is a side of a transformer: the 0.4 of S11-1000/10/0.4 or of 10.5/0.4."""
    sides = _SIDES.finditer(text, max(0, start - _NAME), end + _NAME)
    return any(match.start() <= start and end <= match.end() for match in sides)


def _fact(reading: Reading, text: str, amount: Amount, *, slip: bool) -> Fact:
    count = _count_of(text, amount)
    return make_fact(
        reading, "transformer", amount.start, amount.end, role=_role(text, amount), low=count * amount.low,
        high=count * amount.high, unit="kVA", units=((count, amount.low),) if count > 1 else None, unit_conflict=slip,
    )  # fmt: skip


def _role(text: str, amount: Amount) -> Role:
    before = text[left_of(text, amount.start, limit=24) : amount.start]
    serves = _SERVICE_BEFORE.search(before) or _SERVICE_AFTER.match(text, amount.end)
    return "equipment" if serves else "unknown"


def _models(text: str) -> Iterator[Amount]:
    """The kVA that the names of transformers tell, where their size does not follow: S11-1250/35,1250kVA."""
    for match in _MODEL.finditer(text):
        size = float(match["kva"])
        if not _SIZE_NEXT.match(text, match.end()):
            yield Amount(match.start(), match.end(), match.end("kva"), size, size, "kVA")


def _count_of(text: str, amount: Amount) -> int:
    """How many transformers of that size there are."""
    before = _COUNT_BEFORE.search(text, left_of(text, amount.start, HARD_BREAKS, 20), amount.start)
    if before is not None:
        return int(parse_number(before["count"]) or 1)
    after = _COUNT_AFTER.match(text, amount.end)
    return int(parse_number(after["times"] or after["count"]) or 1) if after is not None else 1


def _is_slip(text: str, amount: Amount) -> bool:
    """kV between 30 and 10,000 beside the word for a transformer."""
    if amount.unit != "kV" or not 30 <= amount.low <= 10_000 or amount.low in VOLTAGES:
        return False
    before = text[left_of(text, amount.start, limit=10) : amount.start]
    after = text[amount.end : right_of(text, amount.end, limit=6)]
    return bool(_TRANSFORMER.search(before) or _TRANSFORMER.search(after))
