"""Outputs in units, what is paid for each of them, and sets told in the words of English and Japanese texts."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind, prices_asked

from monitor.models import OfferKind


def told(text: str, kind: str, offer: str = "reported") -> set[tuple[float | None, float | None]]:
    found = of_kind(facts_of(text, cast(OfferKind, offer)), kind)
    return {(one.value_min, one.value_max) for one in found if one.role == "offered"}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Luding hydro, 500 kW, 1.6 to 1.9 million units a year.", 1_600_000, 1_900_000),
        ("Luding hydro, 500 kW, 2.1 million units per annum.", 2_100_000, 2_100_000),
        ("Luding hydro, 500 kW, it made 1.9 million units last year.", 1_900_000, 1_900_000),
        ("Luding hydro, 500 kW, 8.1 mio kWh/yr.", 8_100_000, 8_100_000),
    ],
)
def test_an_output_is_told_in_units(text: str, low: int, high: int) -> None:
    assert told(text, "generation") == {(low, high)}


@pytest.mark.parametrize(
    "text", ["The firm sold 1.2 million units of housing. 500 kW hydro.", "Hydro plant with 2 units of 500 kW."]
)
def test_other_units_are_no_output(text: str) -> None:
    assert told(text, "generation") == set()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("The plant makes 2.5 million kWh annually and gets 0.36 yuan for each. 640 kW, 2.6 million yuan.", 0.36),
        ("1.6 million kilowatt-hours in a normal year, 0.31 yuan for each of them. 500 kW plant.", 0.31),
        ("The 500 kW station feeds the county grid; a price of 0.22 yuan was mentioned.", 0.22),
        ("Hydro plant, 500 kW, 2.1 million units per annum at 27 fen.", 0.27),
        ("発電所は年間560万キロワット時を発電し、1キロワット時0.33元で売っている。", 0.33),
        ("発電所は、送電会社の0.21元だけでは返済に足りない。630キロワット3台。", 0.21),
        ("発電所の収入は電力会社が支払う0.24元だけだ。630キロワット。", 0.24),
    ],
)
def test_what_is_paid_for_each_unit_is_the_tariff(text: str, yuan: float) -> None:
    assert told(text, "tariff") == {(yuan, yuan)}


@pytest.mark.parametrize(
    "text",
    [
        "The 500 kW plant is sold in shares, 0.36 yuan for each. 1.2 million yuan.",
        "The 500 kW plant is offline. Postage: 0.5 yuan for each parcel.",
    ],
)
def test_what_is_paid_for_other_things_is_no_tariff(text: str) -> None:
    assert told(text, "tariff") == set()


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("A listing for a pair of 1,600-kilowatt turbines in Danba county, Sichuan.", 3200),
        ("The station is on sale. Capacity: two sets of 2,500 kilowatts.", 5000),
        ("Tonggu, Jiangxi. three 125kW. 1.4m CNY", 375),
        ("Nanjiang, Sichuan. 2 no. 1000 kW units.", 2000),
        ("Zayü, Tibet. 320kW twin, island plant.", 640),
        ("Mr Meng's half-megawatt station is on offer.", 500),
        ("A twelve-megawatt station is on offer.", 12_000),
        ("発電所、500kW水車2台、年間発電量380万kWh。", 1000),
        ("発電所は80キロワット水車2台。", 160),
        ("発電所の400キロワットと250キロワットの二台を280万元で売る。", 650),
        ("発電所は630kWタービン3台。", 1890),
    ],
)
def test_sets_are_added_up(text: str, kw: int) -> None:
    assert told(text, "capacity") == {(kw, kw)}


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("水力会社の51%持ち分が公開入札に付される。下限価格は1020万元。1260キロワット機2台。", 1020),
        ("水力会社の持ち分、最低入札価格320万元。1260キロワット機2台。", 320),
        ("出清!水電廠2500瓩×2 月底前成交再折兩百萬 開價2800萬", 2800),
        ("电站800千瓦 本周过户再优惠二十万 报价460万", 460),
    ],
)
def test_the_least_price_and_not_the_rebate_is_asked(text: str, wan: int) -> None:
    assert prices_asked(text) == [(wan * 10_000, wan * 10_000, "total")]
