"""Amounts that stand for several: transformers alike, shares at a price each, rates that are no tariff."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Document
from monitor.run import build_detector

TRANSFORMERS = [
    ("变压器2台各1000kVA", 2000, ((2, 1000),)), ("主变2×1000kVA", 2000, ((2, 1000),)),
    ("变压器两台，单台1000kVA", 2000, ((2, 1000),)), ("变压器1000kVA两台", 2000, ((2, 1000),)),
    ("两台主变（每台容量1 000kVA）", 2000, ((2, 1000),)), ("变压器1000kVA，共2台，要价500万", 2000, ((2, 1000),)),
    ("变压器2台共2000kVA", 2000, None), ("机组2台变压器2000kVA", 2000, None), ("变压器1 250kVA", 1250, None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "kva", "units"), TRANSFORMERS)
def test_transformers_alike_are_added_up(words: str, kva: float, units: tuple[tuple[int, float], ...] | None) -> None:
    (one,) = of_kind(facts_of(f"水电站转让，装机1600千瓦，{words}"), "transformer")
    assert (one.value_min, one.value_max, one.units) == (kva, kva, units)


@pytest.mark.parametrize(
    "words", ["补偿款标准1元/度", "按每度1元补偿", "一度电补一块钱", "退出按年均电量每度1元给予补偿"]
)
def test_what_is_paid_for_giving_up_is_no_tariff(words: str) -> None:
    assert not of_kind(facts_of(f"水电站转让，装机80千瓦，{words}，要价25万"), "tariff")


@pytest.mark.parametrize(
    ("words", "role"),
    [("2007年花270万买的", "past"), ("当初买入价270万", "past"), ("2019年支付270万元购得", "past"),
     ("当年花了270万建的", "investment")],
)  # fmt: skip
def test_what_was_paid_for_the_plant_is_past(words: str, role: str) -> None:
    assert [one.role for one in of_kind(facts_of(f"水电站320千瓦 {words} 现200万转"), "price")] == [role, "asking"]


def test_flags_go_by_what_the_amounts_are_of() -> None:
    detector = build_detector()
    for words in (
        "20%股权转让，装机1600千瓦，100%股权作价1000万",
        "转让，装机1600千瓦，变压器2台各1000kVA，要价1000万",
        "转让，装机500千瓦，总共10股我占3股，每股60万，三股一起走",
        "转让，装机1000千瓦，现补偿款标准1元/度，年发电300万度，转让价500万",
    ):
        flags = {flag.rule for flag in detector.scan(Document("t", f"四川乐山水电站{words}")).flags}
        assert not flags & {"price_per_kw", "transformer_small", "tariff_band", "payback_band"}, words
