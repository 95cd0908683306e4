"""Every line of tests/corpus/amounts.tsv - one wording of an amount and what it says - is read as written there."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Fact, OfferKind, OfferObject

LINES: Final = (Path(__file__).parents[1] / "corpus" / "amounts.tsv").read_text("utf-8").splitlines()
ROLES: Final = {"c": {"offered"}, "p": {"asking", "starting", "floor", "rent"}}
KINDS: Final = {"c": "capacity", "p": "price", "g": "generation", "t": "tariff"}
FACTORS: Final = {"c": 1.0, "p": 10_000.0, "g": 10_000.0, "t": 1.0}
PERS: Final = {"y": "year", "k": "kW"}
Reading = tuple[float | None, float | None, str | None]


def wanted(key: str, words: str) -> Reading:
    per = PERS.get(words[-1], "total") if key == "p" else None
    low, _, high = words.rstrip("yk").partition("~")
    factor = 1.0 if per == "kW" else FACTORS[key]
    return float(low) * factor, float(high or low) * factor, per


def found(facts: list[Fact], key: str) -> set[Reading]:
    return {
        (fact.value_min, fact.value_max, fact.per if key == "p" else None)
        for fact in of_kind(facts, KINDS[key])
        if fact.value_min is not None and (key not in ROLES or fact.role in ROLES[key])
    }


@pytest.mark.parametrize("line", [one for one in LINES if one and not one.startswith("#")])
def test_a_wording_of_an_amount_is_read(line: str) -> None:
    text, *fields = line.split("\t")
    told = dict(one.split("=") for one in fields)
    facts = facts_of(
        text.replace("\\n", "\n"), cast(OfferKind, told.get("o", "direct")), cast(OfferObject, told.get("obj", "plant"))
    )
    for key in KINDS:
        if key in told:
            (one,) = found(facts, key)
            low, high, per = wanted(key, told[key])
            assert (one[0], one[1], one[2]) == (pytest.approx(low), pytest.approx(high), per), text
        elif key in ROLES:
            assert not found(facts, key), text
