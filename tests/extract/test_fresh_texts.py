"""Floors on the working set of fresh texts: offer, claims, capacity and price read together, as `scan` reads them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from monitor.extract import extract
from monitor.models import Document, Extraction, Fact
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

CORPUS = Path(__file__).parent.parent / "corpus"
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (CORPUS / "fresh_a.jsonl").read_text(encoding="utf-8").splitlines()
]
KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases)
HIGH = {name for name, claim in KNOWLEDGE.claims.items() if claim.severity == "high"}
ROLES = {"capacity": {"offered"}, "price": {"asking", "starting", "floor"}}


def read(text: str) -> Extraction:
    document = Document("x", text)
    return extract(document, LEXICON, KNOWLEDGE)


def overlaps(one: Any, label: dict[str, Any]) -> bool:
    return bool(one.type == label["type"] and one.span.start < label["span"][1] and label["span"][0] < one.span.end)


def amount_is_right(facts: tuple[Fact, ...], kind: str, gold: dict[str, Any] | None) -> bool:
    roles = ROLES[kind] | ({"rent"} if gold and gold.get("per") == "year" else set())
    values = {(one.value_min, one.value_max) for one in facts if one.kind == kind and one.role in roles}
    values.discard((None, None))
    if gold is None:
        return not values
    low, high = ("kw_min", "kw_max") if kind == "capacity" else ("cny_min", "cny_max")
    return values == ({(gold[low], gold[high])} - {(None, None)})


def test_the_fresh_texts_are_read_as_labelled() -> None:
    count: Counter[str] = Counter()
    errors: list[str] = []
    for case in CASES:
        found, gold = read(case["text"]), case["gold"]
        count["offer"] += found.reading.offer == gold["offer"]
        labels = [label for label in gold["claims"] if not label.get("optional")]
        for label in labels:
            right = any(overlaps(one, label) and one.stance == label["stance"] for one in found.claims)
            count["found" if right else "missed"] += 1
            errors += [] if right else [f"{case['id']} missed {label['type']} {label['literal']}"]
        for one in found.claims:
            fits = any(overlaps(one, x) and (x.get("optional") or x["stance"] == one.stance) for x in gold["claims"])
            count["invented"] += not fits
            errors += [] if fits else [f"{case['id']} invented {one.type} {one.stance} {one.text}"]
        wanted = {one["type"] for one in gold["claims"] if one["stance"] == "asserted" or one.get("optional")}
        count["alarms"] += bool({one.type for one in found.claims if one.stance == "asserted"} & HIGH - wanted)
        if not gold.get("multi"):
            count["amounts"] += 2
            for kind in ("capacity", "price"):
                right = amount_is_right(found.facts, kind, gold[kind])
                count["exact"] += right
                errors += [] if right else [f"{case['id']} {kind}"]
    detail = "\n".join(errors)
    assert count["offer"] / len(CASES) >= 0.98, detail
    assert count["found"] / (count["found"] + count["invented"]) >= 0.96, detail
    assert count["found"] / (count["found"] + count["missed"]) >= 0.94, detail
    assert count["exact"] / count["amounts"] >= 0.97, detail
    assert count["alarms"] <= 0.01 * len(CASES), detail


@pytest.mark.parametrize("name", ["fresh_a.jsonl", "fresh_b.jsonl"])
def test_labels_of_the_fresh_texts_point_at_their_words(name: str) -> None:
    for case in (json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()):
        gold = case["gold"]
        stated = [gold[key] for key in ("capacity", "price", "annual_kwh", "tariff") if gold[key]]
        for label in [*gold["claims"], *stated]:
            assert case["text"][slice(*label["span"])] == label["literal"], case["id"]
        assert {label["type"] for label in gold["claims"]} <= set(KNOWLEDGE.claims)


def test_full_width_and_invisible_characters_change_nothing() -> None:
    def told(text: str) -> tuple[str, list[tuple[str, str]]]:
        found = read(text)
        return found.reading.offer, sorted((one.type, one.stance) for one in found.claims)

    changed = []
    for case in CASES:
        text = case["text"]
        wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
        if not told(text) == told(wide) == told("\u200b".join(text)):
            changed.append(case["id"])
    assert len(changed) <= 0.01 * len(CASES), changed


def test_a_short_answer_of_the_seller_is_a_claim_through_the_question_above_it() -> None:
    found = read(
        "转让勐腊1000kw电站 500万\n评论\n用户A:带矿机吗\n卖家: 不带\n"
        "用户B:能挖矿吗\n路人:不能吧\n用户C:有没有并网\n卖家:有的"
    )
    told = {(one.type, one.stance, one.text) for one in found.claims}
    assert {("rigs_included", "denied", "不带"), ("grid_connected", "asserted", "有的")} <= told
    assert not [one for one in told if one[0] == "mining_allowed" and one[1] != "asked"]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("盐源水电 3.2兆瓦 可挖矿 不走电网直接拉 一毛六 1400个", "cheap_power"),
        ("永春电站转让,800kw,可挖矿,上网电价三毛一,400万", "tariff"),
    ],
)
def test_a_bare_price_beside_direct_supply_is_the_users_and_beside_the_grid_a_tariff(text: str, claim: str) -> None:
    found = {one.type for one in read(text).claims} & {"cheap_power", "tariff"}
    assert found == {claim}
