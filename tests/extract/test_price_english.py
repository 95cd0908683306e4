"""Prices of English texts without a currency, and the sums beside them that are none."""

from __future__ import annotations

import pytest
from facts_of import prices_asked


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("The owner wants a million and a half, no less.", 1_500_000),
        ("He now asks three and a half million, cut from five.", 3_500_000),
        ("Cut to 2.8 million from 3.5 million.", 2_800_000),
        ("Just under four million, he says.", 4_000_000),
        ("He paid 4 million in 2015 and asks 3 million.", 3_000_000),
        ("Head 120 m, penstock 450 m, 900k.", 900_000),
        ("Annual 2.1 million kWh, price: 3.2 mil", 3_200_000),
        ("200k deposit, 3.2M cash", 3_200_000),
        ("A town of 30,000 people. 3.2M", 3_200_000),
        ("It needs 80,000 yuan of repairs and is going for half a million.", 500_000),
        ("Bidding starts at 1.9 million.", 1_900_000),
        ("The owner, who has invested six million, says: 4.2 million, come and look.", 4_200_000),
        ("It made 600,000 last year. 4.5 million or nearest offer.", 4_500_000),
        ("Three hundred and fifty thousand yuan, cash.", 350_000),
        ("Forty-two million, payable in tether.", 42_000_000),
        ("11 mio RMB all in", 11_000_000),
        ("240 wan.", 2_400_000),
        ("last price 85 ten-thousand", 850_000),
    ],
)
def test_a_price_without_a_currency_is_read(words: str, yuan: int) -> None:
    text = f"A 500 kW hydro plant in Luding. {words}"
    assert prices_asked(text, "reported") == [(yuan, yuan, "total")]


def test_the_ends_of_a_price_may_share_their_million() -> None:
    assert prices_asked("Luding 500 kW hydro, between 2 and 2.5 million") == [(2_000_000, 2_500_000, "total")]


@pytest.mark.parametrize(
    "words",
    [
        "It owes the bank 2 million.",
        "It was bought for 3 million.",
        "12m head, price by chat.",
        "12m USD.",
        "Followers: 120k.",
        "Nobody offered 4 million for it.",
        "It serves a town of 120,000 people.",
        "It generated 2,100,000 in a good year.",
        "Its dam is 12m high, its canal 2k long.",
    ],
)
def test_another_sum_is_no_price(words: str) -> None:
    assert prices_asked(f"A 500 kW hydro plant in Luding. {words}", "reported") == []


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("sichuan small hydro 500kw ebian 3 mil", 3_000_000),
        ("muchuan hydro 2x500kw grid ok papers ok 4.5m", 4_500_000),
    ],
)
def test_the_price_may_close_a_short_ad(text: str, yuan: int) -> None:
    assert prices_asked(text) == [(yuan, yuan, "total")]


@pytest.mark.parametrize("text", ["muchuan hydro 2x500kw bank loan 4.5m", "muchuan hydro 2x500kw dam built for 4.5m"])
def test_another_sum_may_close_a_short_ad(text: str) -> None:
    assert prices_asked(text) == []
