"""Numbers in every notation sellers use come back as the number they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract.amounts import read_amounts
from monitor.extract.numbers import han_value, parse_number
from monitor.text.normalise import normalise

DIGITS = "零一二三四五六七八九"


def in_han(number: int) -> str:
    """A whole number under 10^8 in plain Chinese numerals."""
    if number >= 10_000:
        low = number % 10_000
        link = "零" if 0 < low < 1000 else ""
        return in_han(number // 10_000) + "万" + link + (in_han(low) if low else "")
    words, zero = "", False
    for unit, scale in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // scale % 10
        if digit:
            words += ("零" if zero and words else "") + DIGITS[digit] + unit
            zero = False
        else:
            zero = True
    return words


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 99_999_999))
def test_a_number_written_in_chinese_numerals_is_read_back(number: int) -> None:
    assert han_value(in_han(number)) == number


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 9_999_999), st.sampled_from(["{0}", "{0:,}", "{0}.0", "{0}.00"]))
def test_a_number_written_in_digits_is_read_back(number: int, form: str) -> None:
    assert parse_number(form.format(number)) == number


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 999_999), st.integers(0, 2))
def test_decimals_of_wan_are_exact_yuan(hundredths: int, zeros: int) -> None:
    text = f"{hundredths // 100}.{hundredths % 100:02}{'0' * zeros}万"
    assert parse_number(text) == hundredths * 100


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三百二", 320), ("两千五", 2500), ("一万二", 12_000), ("一亿二", 120_000_000), ("两千", 2000), ("十五", 15),
        ("一百零五", 105), ("一千零五十", 1050), ("九十五", 95), ("一千二百万", 12_000_000), ("二〇一六", 2016),
        ("1亿2000万", 120_000_000), ("1.6千万", 16_000_000), ("2万5", 25_000), ("6000多万", 60_000_000),
        ("64,075.96万", 640_759_600), ("三点五", 3.5), ("一点二亿", 120_000_000), ("八十来万", 800_000),
        ("9.5 million", 9_500_000), ("97.05万", 970_500),
    ],
)  # fmt: skip
def test_colloquial_notations_are_read(words: str, value: float) -> None:
    assert parse_number(words) == value


@pytest.mark.parametrize("words", ["百万", "千万", "万", "十几万", "千百"])
def test_vague_words_are_no_number(words: str) -> None:
    assert parse_number(words) is None


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "per"),
    [
        ("320kw", 320, 320, "kW", ""), ("八百个千瓦", 800, 800, "kW", ""), ("1.26MW", 1260, 1260, "kW", ""),
        ("2.2万千瓦", 22_000, 22_000, "kW", ""), ("1200kw千瓦", 1200, 1200, "kW", ""),
        ("１２５０ＫＷ", 1250, 1250, "kW", ""),
        ("1800千瓦到3000千瓦", 1800, 3000, "kW", ""), ("80-150万元", 800_000, 1_500_000, "CNY", ""),
        ("50万元至80万元", 500_000, 800_000, "CNY", ""), ("3000一个千瓦", 3000, 3000, "CNY", "kW"),
        ("7500元每千瓦", 7500, 7500, "CNY", "kW"), ("480000元/年", 480_000, 480_000, "CNY", "year"),
        ("0.36元/kWh", 0.36, 0.36, "CNY", "kWh"), ("每度0.357元", 0.357, 0.357, "CNY", "kWh"),
        ("两毛二", 0.22, 0.22, "CNY", ""), ("1毛8", 0.18, 0.18, "CNY", ""), ("三毛二分五", 0.325, 0.325, "CNY", ""),
        ("1.6~1.8毛", 0.16, 0.18, "CNY", ""), ("18分钱", 0.18, 0.18, "CNY", ""),
        ("62万度", 620_000, 620_000, "kWh", ""),
        ("1.2亿千瓦时", 120_000_000, 120_000_000, "kWh", ""), ("25GWh", 25_000_000, 25_000_000, "kWh", ""),
        ("RMB 9.5 million", 9_500_000, 9_500_000, "CNY", ""), ("CNY80 million", 80_000_000, 80_000_000, "CNY", ""),
        ("2.1m³/s", 2.1, 2.1, "m3/s", ""), ("1250kVA", 1250, 1250, "kVA", ""),
        ("346.12萬(wàn)元", 3_461_200, 3_461_200, "CNY", ""),
        ("(万元):786.4", 7_864_000, 7_864_000, "CNY", ""),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_base_units(text: str, low: float, high: float, unit: str, per: str) -> None:
    (amount,) = (one for one in read_amounts(normalise(text).plain.text) if one.unit == unit)
    assert (amount.low, amount.high, amount.per) == (pytest.approx(low), pytest.approx(high), per)


@pytest.mark.parametrize("text", ["$147,000", "USD 41 million", "46万美元", "5000港币"])
def test_foreign_money_is_never_yuan(text: str) -> None:
    assert [one.unit for one in read_amounts(normalise(text).plain.text)] == ["foreign"]


@pytest.mark.parametrize(
    "text", ["2021-06-15", "2021年", "10:30", "(2025)浙1121", "S19", "http://a.b/1234", "13800138000"]
)
def test_dates_numbers_of_documents_and_names_are_no_amounts(text: str) -> None:
    assert all(one.unit in {"", "time"} and one.low < 2000 for one in read_amounts(normalise(text).plain.text))


@pytest.mark.parametrize(
    ("text", "values"),
    [("2*630,800万", [2, 630, 8_000_000]), ("装机320,100万", [320, 1_000_000]), ("转让价1,860万元", [18_600_000])],
)
def test_a_comma_between_clauses_is_no_thousands_separator(text: str, values: list[float]) -> None:
    assert [one.low for one in read_amounts(text)] == values
