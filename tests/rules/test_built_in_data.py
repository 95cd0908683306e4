"""What the data files that ship must hold, beyond being valid."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.assess.quantities import COMPUTE, NEEDS
from monitor.rules.explain import explain_rule
from monitor.rules.files import DATA
from monitor.rules.load import load_knowledge
from monitor.rules.names import CLAIM_IDS, CONSTANTS, QUANTITIES, VERDICTS
from monitor.rules.schema_parts import last_day
from monitor.rules.schemas import FOLDER, json_schemas
from monitor.rules.values import Knowledge, Rule
from monitor.text.fold import read_lines
from monitor.text.normalise import normalise


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def test_all_27_claim_types_are_there(knowledge: Knowledge) -> None:
    assert set(knowledge.claims) == CLAIM_IDS and len(CLAIM_IDS) == 27


def test_there_are_rules_enough_and_each_has_its_own_file(knowledge: Knowledge) -> None:
    assert len(knowledge.rules) >= 30
    for rule in knowledge.rules.values():
        assert Path(rule.file) == DATA / "rules" / f"{rule.id}.yaml"


def test_no_shown_sentence_of_a_claim_or_rule_passes_a_verdict(knowledge: Knowledge) -> None:
    claims = [text for c in knowledge.claims.values() for text in (c.title, c.disproved_by, *c.settled_by)]
    rules = [t for r in knowledge.rules.values() for t in (r.title, r.reason, r.disproved_by, *r.settled_by) if t]
    for sentence in claims + rules:
        for word in VERDICTS:
            assert word not in sentence.zh and word not in sentence.en.lower(), sentence


def test_every_reason_says_that_it_is_unverified_and_what_would_disprove_it(knowledge: Knowledge) -> None:
    for rule in knowledge.rules.values():
        assert re.search("待核查|未证实", rule.reason.zh), rule.id
        assert re.search("unverified|to be checked|not verified", rule.reason.en.lower()), rule.id
        assert rule.disproved_by and rule.settled_by, rule.id


def test_what_heads_a_sellers_name_is_folded_text_without_its_colon() -> None:
    for label in read_lines("seller_labels.txt"):
        assert label == normalise(label).plain.text.strip() and ":" not in label


def test_the_quantities_that_rules_may_name_are_those_that_are_computed() -> None:
    assert set(QUANTITIES) == set(COMPUTE) == set(NEEDS)


def test_json_schemas_on_disk_are_those_of_the_models() -> None:
    made = json_schemas()
    assert {path.name for path in FOLDER.glob("*.json")} == set(made)
    for name, text in made.items():
        assert (FOLDER / name).read_text("utf-8") == text, f"{name}: run python -m monitor.rules.schemas"
        assert json.loads(text)["additionalProperties"] is False


def test_bands_are_those_of_the_domain_notes(knowledge: Knowledge) -> None:
    price, hours = knowledge.bands["price_per_kw"], knowledge.bands["hours"]
    assert (price.low, price.normal_low, price.normal_high, price.high) == (1500, 3000, 10000, 20000)
    assert (hours.low, hours.normal_low, hours.normal_high, hours.high, hours.impossible) == (
        1200,
        2000,
        5000,
        6500,
        8760,
    )
    for band in knowledge.bands.values():
        assert band.source and band.formula.zh and band.formula.en and band.unit


def test_the_constants_of_the_sums_stand_in_the_formulas_shown(knowledge: Knowledge) -> None:
    for name in CONSTANTS:
        band = knowledge.bands[name]
        assert band.constant and f"{band.constant:g}" in band.formula.zh and f"{band.constant:g}" in band.formula.en


def test_the_main_grids_of_the_provinces_are_known(knowledge: Knowledge) -> None:
    def main(province: str, prefecture: str | None = None) -> set[str]:
        return {grid.name.zh for grid in knowledge.grids.serving(province, prefecture) if grid.kind == "main"}

    assert main("贵州省") == main("云南省") == {"南方电网"}
    assert main("四川省") == main("福建省") == {"国家电网"}
    assert len(main("内蒙古自治区")) == 2


def test_every_rule_can_be_explained_in_both_languages(knowledge: Knowledge) -> None:
    for rule in knowledge.rules.values():
        lines = explain_rule(rule, knowledge).lines
        assert lines and all(line.zh.strip() and line.en.strip() for line in lines)


def test_an_explanation_names_claims_bands_and_rows(knowledge: Knowledge) -> None:
    def explained(name: str) -> tuple[set[str], set[str], set[str]]:
        rule: Rule = knowledge.rules[name]
        found = explain_rule(rule, knowledge)
        return {c.id for c in found.claims}, {b.id for b in found.bands}, {p.id for p in found.policies}

    claims, _, rows = explained("mining_after_notice")
    assert claims == {"mining_allowed"} and "ndrc-2021-1283" in rows
    assert explained("hours_band")[1] == {"hours"}
    assert "pboc-2026-02-06" in explained("rigs_after_sale_bar")[2]


def test_rows_on_evidence_and_data_touch_no_claim(knowledge: Knowledge) -> None:
    assert all(not row.claim_effects for row in knowledge.policies if row.topic in {"evidence", "data"})


def test_no_reason_speaks_of_a_day_later_than_its_rule_may_be_judged_by(knowledge: Knowledge) -> None:
    for rule in knowledge.rules.values():
        days = [
            last_day(day) for day in re.findall(r"20\d\d-\d\d-\d\d", rule.reason.zh + rule.reason.en + rule.title.zh)
        ]
        since = re.search(r"'since': '(\S+)'", str(rule.condition))
        assert not days or (since and max(days) <= last_day(since[1])), rule.id


def test_every_built_in_row_says_what_it_rules_in_both_languages(knowledge: Knowledge) -> None:
    for row in knowledge.policies:
        assert re.search("[一-鿿]", row.says.zh) and row.says.zh != row.says.en, row.id
