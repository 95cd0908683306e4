"""Counties in Latin letters that only the plant beside them tells, and names of maps that are no pinyin."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind

from monitor.models import OfferKind


def counties(text: str, offer: str = "reported") -> set[str | None]:
    found = of_kind(facts_of(text, cast(OfferKind, offer)), "place")
    return {cast("str | None", one.detail["county"]) for one in found if one.role == "offered"}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("The Ninglang station (640 kW) is back on the market at 2.1 million yuan.", "宁蒗彝族自治县"),
        ("One Muchuan owner is asking 8 million yuan for a 1,000 kW hydro plant.", "沐川县"),
        ("An agent with a Maoxian plant, 2 MW, wants 9 million yuan.", "茂县"),
        ("Pingbian's pride, as its owner calls it, is a 500 kW turbine. He asks 2 million yuan.", "屏边苗族自治县"),
        ("Ebian: a stake in the firm behind a 3 MW hydropower plant is for sale.", "峨边彝族自治县"),
        ("Tingri in Tibet has one, and the Markam plant of 400 kW is for sale.", "芒康县"),
        ("A 400 kW hydro station in Medog county, Tibet, is for sale.", "墨脱县"),
        (
            "Asked about Sichuan's June order, the Mabian seller laughed. 500 kW. A man from Kunming hired it.",
            "马边彝族自治县",
        ),
        ("A Gutian court will auction a hydropower station of 500 kW from 2 million yuan.", "古田县"),
        ("The Yanling plant (320 kW) can be had for 900,000 yuan.", "炎陵县"),
    ],
)
def test_a_county_is_told_by_the_plant_beside_it(text: str, county: str) -> None:
    assert counties(text) == {county}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("Luding hydro. 2x250kW. 28 fen. 190 wan.", "泸定县"),
        ("hydro 4 sale zhenfeng, 630kw, ask 2m", "贞丰县"),
        ("power plant yuanmou, high up, 800kw", "元谋县"),
        ("small hydro 500kw leshan muchuan, 3 mil", "沐川县"),
        ("sichuan small hydro 500kw ebian, 3 mil", "峨边彝族自治县"),
        ("Small station foping, 200kw, 500,000 yuan", "佛坪县"),
    ],
)
def test_a_county_is_told_in_the_short_words_of_ads(text: str, county: str) -> None:
    assert county in counties(text, "direct")


@pytest.mark.parametrize(
    "text",
    [
        "Xinhua: a 500 kW hydropower station is for sale at 2 million yuan.",
        "A Pujiang-based broker offers a 500 kW hydro plant for 2 million yuan.",
        "Hydro plant, 500 kW, ask longer questions by mail.",
        "Mr Pan's station of 500 kW is for sale at 2 million yuan.",
        "Boss Heping's plant of 500 kW is for sale.",
        "Tang's plant of 500 kW is for sale.",
        "A friend from Yongchun sells a 500 kW hydro plant.",
    ],
)
def test_a_name_that_is_no_plants_place_is_none(text: str) -> None:
    assert counties(text) == set()


def test_a_name_outside_the_province_told_is_no_place() -> None:
    assert counties("In Sichuan a 500 kW station is for sale. The Yongchun plant had been sold first.") == {None}


@pytest.mark.parametrize(
    ("text", "county"), [("石綿県の5000kW発電所", "石棉县"), ("新疆ニルカ県の発電所、4000kW", "尼勒克县")]
)
def test_a_county_in_japanese_spelling_is_read(text: str, county: str) -> None:
    assert counties(text) == {county}
