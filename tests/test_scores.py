"""The labelled texts: their labels point at their words, and no figure falls below what was once reached."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from bench.score import FLOORS, SETS, gate_figures, load, shortfalls
from bench.scoring import Tally, score, score_unrelated
from monitor.rules.load import load_knowledge
from monitor.run.detector import build_detector

KNOWLEDGE = load_knowledge()
DETECTOR = build_detector()


@pytest.mark.parametrize("name", SETS)
def test_no_figure_is_worse_than_it_was(name: str) -> None:
    worse = shortfalls(gate_figures(name, DETECTOR), json.loads(FLOORS.read_text("utf-8"))[name])
    assert not worse, "\n".join([*worse, "if that is meant: make score ARGS=--accept, and say why in the commit"])


@pytest.mark.parametrize("name", SETS)
def test_labels_point_at_their_words(name: str) -> None:
    for case in load(name):
        gold = case["gold"]
        stated = [gold[key] for key in ("capacity", "price", "annual_kwh", "tariff") if gold[key]]
        for label in [*gold["claims"], *gold["rigs"], *stated]:
            assert case["text"][slice(*label["span"])] == label["literal"], case["id"]
        assert {label["type"] for label in gold["claims"]} <= set(KNOWLEDGE.claims), case["id"]


def test_every_case_has_an_id_of_its_own_and_no_text_stands_in_both_sets() -> None:
    cases = {name: [*load(name), *load(f"unrelated/{name}")] for name in SETS}
    ids = Counter(case["id"] for name in SETS for case in cases[name])
    assert [one for one, number in ids.items() if number > 1] == []
    open_texts, withheld = ({case["text"] for case in cases[name]} for name in SETS)
    assert not open_texts & withheld


def as_record(case: dict[str, Any]) -> dict[str, Any]:
    """The labels themselves, written as the detector writes what it reads."""
    gold, nothing = case["gold"], {"role": None, "value_min": None, "value_max": None, "per": None, "text": None}
    amounts = (
        ("capacity", "capacity", "kw_min", "kw_max", "offered"),
        ("price", "price", "cny_min", "cny_max", "asking"),
        ("generation", "annual_kwh", "min", "max", None),
        ("tariff", "tariff", "min", "max", None),
    )
    facts = [
        {**nothing, "kind": kind, "role": role, "value_min": gold[key][low], "value_max": gold[key][high],
         "per": gold[key].get("per"), "unit_conflict": gold["unit_conflict"]}
        for kind, key, low, high, role in amounts
        if gold[key]
    ]  # fmt: skip
    facts.append({**nothing, "kind": "note", "unit_conflict": gold["unit_conflict"]})
    facts += [{**nothing, "kind": "place", "unit_conflict": False, **gold["place"]}] if gold["place"] else []
    facts += [{**nothing, "kind": "rig", "unit_conflict": False, **rig} for rig in gold["rigs"]]
    claims = [
        {"type": one["type"], "stance": one["stance"], "start": one["span"][0], "end": one["span"][1],
         "text": one["literal"]}
        for one in gold["claims"]
    ]  # fmt: skip
    share = gold.get("share_pct")
    return {"offer": gold["offer"], "object": gold["object"], "share_pct": share, "facts": facts, "claims": claims}


def test_the_labels_scored_against_themselves_are_all_right() -> None:
    cases = load("open")
    figures = score(cases, map(as_record, cases)).figures()
    assert figures.pop("false_alarms") == 0
    assert {name for name, value in figures.items() if value < 1} == set()


def test_wrong_readings_lower_the_figures_they_touch() -> None:
    case = next(one for one in load("open") if one["id"] == "B045")
    record = as_record(case)
    wrong = {**record, "offer": "none", "claims": [{**one, "stance": "denied"} for one in record["claims"]]}
    wrong["claims"].append({"type": "guarantee", "stance": "asserted", "start": 0, "end": 2, "text": "理县"})
    tally: Tally = score([case], [wrong])
    figures = tally.figures()
    assert figures["offer"] == 0
    assert figures["claims_precision"] == figures["claims_recall"] == 0
    assert figures["false_alarms"] == 1
    assert {mistake.figure for mistake in tally.mistakes} == {"offer", "missed", "invented", "false_alarm"}


def test_an_offer_or_a_claim_in_an_unrelated_text_is_wrong() -> None:
    case = {"id": "u1", "kind": "sale_car"}
    nothing: dict[str, Any] = {"offer": "none", "claims": []}
    tally = Tally()
    score_unrelated(
        tally, [case] * 3, [nothing, {**nothing, "offer": "direct"}, {**nothing, "claims": [{"type": "payback"}]}]
    )
    assert tally.figures()["unrelated"] == 1 / 3
