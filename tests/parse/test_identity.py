"""Names of rows: no two rows of a file share one; order, prices and counters do not count."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.identity import Names, Naming, names_of, reach_of

WORDS = st.sampled_from(["", "水电站转让", "平永水电站", "贵州", "630千瓦", "GY00010280", "7"]) | st.text(max_size=12)
ROWS = st.lists(st.builds(Naming, st.just("f"), WORDS, WORDS, WORDS, WORDS, WORDS, WORDS), max_size=12)


def named(rows: Sequence[Naming]) -> list[str]:
    names = Names()
    for row in rows:
        names.count(row)
    return [names.named(row).name for row in rows]


@given(ROWS, st.randoms())
def test_every_row_has_its_own_name_wherever_it_stands(rows: list[Naming], dice: object) -> None:
    found = named(rows)
    assert len(set(found)) == len(rows)
    order = sorted(range(len(rows)), key=lambda _: dice.random())  # type: ignore[attr-defined]
    moved = named([rows[place] for place in order])
    assert sorted(moved) == sorted(found)
    alone = [place for place in range(len(rows)) if sum(names_of(rows[place]) == names_of(row) for row in rows) == 1]
    assert all(moved[order.index(place)] == found[place] for place in alone)


@pytest.mark.parametrize(
    ("one", "other"),
    [("售价95万，浏览12次", "售价 88 万元，浏览40次"), ("９５万元 急转", "一百二十万元急转"),
     ("95W出", "88w出"), ("￥950000元", "")],
)  # fmt: skip
def test_prices_and_counters_do_not_count(one: str, other: str) -> None:
    found = [names_of(Naming("f", title="水电站", words=words)) for words in (one, other)]
    assert found[0][:2] == found[1][:2] and found[0][2] != found[1][2]  # but where nothing else tells two rows apart
    priced = Naming("f", title=f"水电站{one}", words="1", price=one)
    assert names_of(priced)[:2] == names_of(replace(priced, title=f"水电站{other}", price=other))[:2]


@pytest.mark.parametrize(
    ("one", "other"), [("装机5万千瓦", "装机6万千瓦"), ("2×630kW", "2×800kW"), ("5万立方米", "6万立方米")]
)
def test_powers_and_volumes_do_count(one: str, other: str) -> None:
    assert names_of(Naming("f", title="水电站", words=one)) != names_of(Naming("f", title="水电站", words=other))


@pytest.mark.parametrize(
    ("number", "reach"),
    [("GY00010280", "alone"), ("678901234567", "alone"), ("100234", "form"), ("20210714-03", "form"),
     ("pingyong", "form"), ("7", "row"), ("A-12", "row"), ("GY2021-003", "row"), ("", "row"), ("9" * 200, "row")],
)  # fmt: skip
def test_an_id_counts_as_far_as_others_cannot_have_it(number: str, reach: str) -> None:
    assert reach_of(number) == reach


def test_hostile_words_take_no_longer() -> None:
    started = time.monotonic()
    for words in ("9" * 300_000, "万" * 300_000, "1 " * 150_000, "零,." * 100_000):
        names_of(Naming("f", words, words, words, words, words, words, "1"))
    assert time.monotonic() - started < 3
