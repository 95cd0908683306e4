"""Amounts of English texts: rents and rates, sums that are no price, sets told in words, outputs, tariffs."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind, prices_asked

from monitor.models import OfferKind


def values(text: str, kind: str, offer: str = "direct") -> list[float | None]:
    """The least of each offered value of a kind."""
    facts = of_kind(facts_of(text, cast(OfferKind, offer)), kind)
    return list(dict.fromkeys(one.value_min for one in facts if one.role == "offered"))


@pytest.mark.parametrize(
    ("words", "yuan", "per"),
    [
        ("To let at RMB 340,000 p.a., five years.", 340_000, "year"),
        ("He asks 4,900 yuan a kilowatt.", 4_900, "kW"),
        ("The family wants CNY 6,100 per kilowatt for it.", 6_100, "kW"),
        ("The clan lets it for three years, 280,000 yuan a year.", 280_000, "year"),
        ("3.7 million up front, the rest is yours.", 3_700_000, "total"),
        ("800 thousand and my old dog.", 800_000, "total"),
        ("Opening bid RMB 1.45 million, valuation 2.2 million.", 1_450_000, "total"),
    ],
)
def test_a_price_is_paid_for_the_plant_a_year_or_a_kilowatt(words: str, yuan: int, per: str) -> None:
    assert prices_asked(f"A 500 kW hydro station in Luding. {words}", "reported") == [(yuan, yuan, per)]


@pytest.mark.parametrize(
    "words",
    [
        "The court ordered the seller to return 1.7 million yuan.",
        "Two men had collected deposits of 1.2 million yuan.",
        "The contract was void and 2.6 million yuan ordered to be returned.",
        "The buyer was awarded 900,000 yuan in damages.",
    ],
)
def test_what_a_court_orders_is_no_price(words: str) -> None:
    assert prices_asked(f"A 500 kW hydro station in Luding. {words}", "reported") == []


@pytest.mark.parametrize(
    ("words", "kw"),
    [
        ("three old 160 kW units", 480),
        ("500 kW times two, good order", 1000),
        ("a small one, 75 kW twice, automatic", 150),
        ("a twin 800 kW plant", 1600),
        ("a plant with two 250s", 500),
    ],
)
def test_sets_are_counted_in_words(words: str, kw: float) -> None:
    assert values(f"Hydro station for sale in Luding: {words}.", "capacity") == [kw]


@pytest.mark.parametrize(
    ("words", "kwh"),
    [
        ("hooked to the grid, 3 million kWh, no quarrels", 3_000_000),
        ("6.2 million kWh on a twenty-year mean", 6_200_000),
        ("It yields 45 million kWh in a median year", 45_000_000),
        ("Av. 2.4 million units", 2_400_000),
    ],
)
def test_an_english_output_is_of_a_year(words: str, kwh: float) -> None:
    assert values(f"A 1,600 kW hydro station for sale in Luding, {words}.", "generation", "reported") == [kwh]


@pytest.mark.parametrize("words", ["the mine nearby consumes 3 million kWh", "sold 3 million kWh last month"])
def test_another_sum_of_energy_is_no_output_of_a_year(words: str) -> None:
    assert values(f"A 1,600 kW hydro station for sale in Luding, {words}.", "generation", "reported") in ([], [None])


@pytest.mark.parametrize(
    ("words", "yuan"),
    [("average price 0.31 yuan", 0.31), ("the bureau pays 0.24 per unit", 0.24), ("selling rate of 0.29 yuan", 0.29)],
)
def test_a_tariff_is_told_by_name_or_by_who_pays(words: str, yuan: float) -> None:
    assert values(f"A 500 kW hydro station for sale in Luding, {words}.", "tariff", "reported") == [yuan]


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("the mains take it, twenty-nine fen", 0.29),
        ("paid 26 cents a unit by the bureau", 0.26),
        ("three jiao from the grid", 0.3),
        ("0.31 per kWh from the county grid", 0.31),
        ("a quarter yuan per unit", 0.25),
        ("2.4 GWh; 0.33 yuan", 0.33),
        ("2 mao 4 fen, monthly", 0.24),
        ("33 fen. Miners need not call", 0.33),
        ("sells its power at RMB 0.37/kWh", 0.37),
    ],
)
def test_small_change_is_a_tariff_where_no_user_pays_it(words: str, yuan: float) -> None:
    assert values(f"500 kW hydro station in Luding for sale, {words}. 3 million yuan.", "tariff") == [yuan]


def test_two_seasons_are_one_range() -> None:
    text = "500 kW hydro station in Luding for sale. The grid pays 18 fen wet, 24 fen dry. 3 million yuan."
    assert [(one.value_min, one.value_max) for one in of_kind(facts_of(text), "tariff")] == [(0.18, 0.24)]


@pytest.mark.parametrize(
    "words",
    [
        "works out at seventeen fen if you use it yourself",
        "own use costs you eleven fen",
        "22 fen to the user",
        "power at 19 cents a unit for your machines",
        "agents get six cents",
        "sold at 30 cents on the dollar",
        "they paid us 6 US cents a unit",
    ],
)
def test_what_a_user_of_the_power_pays_is_no_tariff(words: str) -> None:
    assert values(f"500 kW hydro station in Luding for sale, {words}. 3 million yuan.", "tariff") == []


@pytest.mark.parametrize(
    ("words", "kwh"),
    [
        ("year production 2.6 million degrees", 2_600_000),
        ("a million kilowatt-hours in a normal year", 1_000_000),
        ("470,000 units in 2019", 470_000),
        ("2.7 million units generated on average", 2_700_000),
        ("twenty-two GWh yearly", 22_000_000),
    ],
)
def test_outputs_in_words_units_and_degrees(words: str, kwh: int) -> None:
    assert values(f"Hydro station in Luding for sale, {words}.", "generation") == [kwh]
