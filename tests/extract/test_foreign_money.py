"""Amounts in other currencies are kept as stated, never converted and never taken for a price in yuan."""

from __future__ import annotations

import pytest
from facts_of import PRICE_ROLES, facts_of, of_kind

CASES = [
    ("售价200万美元", "USD", 2_000_000, 2_000_000, "asking", "200万美元"),
    ("价格200-250万美元，可收USDT", "USD", 2_000_000, 2_500_000, "asking", "200-250万美元"),
    ("1500万港币", "HKD", 15_000_000, 15_000_000, None, "1500万港币"),
    ("价格HK$1500万", "HKD", 15_000_000, 15_000_000, "asking", "HK$1500万"),
    ("售价8000万新台币", "TWD", 80_000_000, 80_000_000, "asking", "8000万新台币"),
    ("价格200万USDT", "USDT", 2_000_000, 2_000_000, "asking", "200万USDT"),
    ("asking price USD 3.2 million", "USD", 3_200_000, 3_200_000, "asking", "USD 3.2 million"),
    ("asking price 1250000 €", "EUR", 1_250_000, 1_250_000, "asking", "1250000 €"),
    ("asking price 1,250,000 US$", "USD", 1_250_000, 1_250_000, "asking", "1,250,000 US$"),
    ("asking price US$3.2m", "USD", 3_200_000, 3_200_000, "asking", "US$3.2m"),
    ("售价港币800万", "HKD", 8_000_000, 8_000_000, "asking", "港币800万"),
    ("售价800万元港币", "HKD", 8_000_000, 8_000_000, "asking", "800万元港币"),
    ("售价800万（港币）", "HKD", 8_000_000, 8_000_000, "asking", "800万（港币）"),
    ("售价新加坡币150万", "SGD", 1_500_000, 1_500_000, "asking", "新加坡币150万"),
    ("价格USDT 120万", "USDT", 1_200_000, 1_200_000, "asking", "USDT 120万"),
    ("asking price 1.2m USDT", "USDT", 1_200_000, 1_200_000, "asking", "1.2m USDT"),
    ("价格 60万 U", "USDT", 600_000, 600_000, "asking", "60万 U"),
    ("心理价50万个U", "USDT", 500_000, 500_000, "asking", "50万个U"),
    ("售价60w泰达币", "USDT", 600_000, 600_000, "asking", "60w泰达币"),
]


@pytest.mark.parametrize(("words", "currency", "low", "high", "told_as", "stated"), CASES)
def test_an_amount_in_another_currency_is_kept_as_stated(
    words: str, currency: str, low: float, high: float, told_as: str | None, stated: str
) -> None:
    (one,) = of_kind(facts_of(f"水电站转让，装机2000千瓦，年发电700万度，{words}。"), "price")
    detail = {"currency": currency, "amount_min": low, "amount_max": high, "told_as": told_as}
    assert (one.value_min, one.value_max, one.unit, one.text) == (None, None, currency, stated)
    assert dict(one.detail) == detail and one.role not in PRICE_ROLES


def test_a_price_in_yuan_besides_stays_the_price() -> None:
    found = of_kind(facts_of("Asking price USD 3.2 million (about RMB 23 million), deposit US$100,000."), "price")
    assert [(one.role, one.value_min, one.unit) for one in found if one.value_min] == [("asking", 23_000_000, "CNY")]
    assert sorted(one.detail["currency"] for one in found if not one.value_min) == ["USD", "USD"]


@pytest.mark.parametrize("words", ["电价0.05美元/度", "可收USDT", "$18/TH", "年收入200万美元每度", "630*2 BTC也收"])
def test_rates_and_ways_to_pay_are_no_amounts(words: str) -> None:
    found = of_kind(facts_of(f"水电站转让，装机2000千瓦，{words}，1500万。"), "price")
    assert all(one.unit == "CNY" for one in found)


@pytest.mark.parametrize(
    "words", ["可收USDT 300万", "人民币/USDT 300万", "300万元，美元也可", "300万 U结算", "价300万元港币也可"]
)
def test_beside_a_way_to_pay_the_price_is_in_yuan(words: str) -> None:
    found = of_kind(facts_of(f"水电站转让，装机2000千瓦，{words}。"), "price")
    assert [(one.role, one.value_min, one.unit) for one in found] == [("asking", 3_000_000, "CNY")]


def test_a_price_in_another_currency_is_neither_a_size_nor_a_number_of_rigs() -> None:
    text = "Selling hydro plant 1.6 MW, price {}, miners welcome"
    for stated in ("1.2m USDT", "$2,200,000", "US$2.2m", "HK$ 17m"):
        found = facts_of(text.format(stated))
        assert [one.value_min for one in of_kind(found, "capacity")] == [1_600], stated
        assert not of_kind(found, "rig"), stated
