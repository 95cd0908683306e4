"""docs/rules.md is true: its examples load and prove themselves, and it names everything a file may use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from monitor.rules.examples import run_examples
from monitor.rules.names import CONDITIONS, FACT_KINDS, LIMITS, QUANTITIES, WORDS
from monitor.rules.schema import ClaimAdditionModel, ClaimModel, ContextModel, PhraseModel, PolicyModel
from monitor.rules.schema_rules import RuleModel
from monitor.rules.values import Effect
from monitor.run.detector import Detector, build_detector

GUIDE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
FILES = re.findall(r"```yaml\n# file: (\S+)\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    folder = tmp_path_factory.mktemp("workspace")
    for name, text in FILES:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return build_detector(folder)


def test_the_examples_of_the_guide_load_as_a_workspace(detector: Detector) -> None:
    knowledge = detector.knowledge
    assert "plant_visited" in knowledge.claims and "visit_and_no_papers" in knowledge.rules
    assert "example-2023" in {row.id for row in knowledge.policies}
    assert "own_known" in {context.id for context in knowledge.contexts}
    assert len(FILES) == 5


@pytest.mark.parametrize("name", ["plant_visited", "visit_and_no_papers", "guarantee"])
def test_the_examples_inside_the_examples_hold(detector: Detector, name: str) -> None:
    assert [str(failure) for failure in run_examples(detector.knowledge, detector.scan, name)] == []


@pytest.mark.parametrize("name", sorted({*CONDITIONS, *FACT_KINDS, *QUANTITIES, *WORDS, *LIMITS, *get_args(Effect)}))
def test_the_guide_names_every_word_a_file_may_use(name: str) -> None:
    assert re.search(rf"(?<![a-z_]){name}(?![a-z_])", GUIDE), name


@pytest.mark.parametrize("model", [ClaimModel, ClaimAdditionModel, PhraseModel, RuleModel, ContextModel])
def test_the_guide_names_every_field_of_phrases_rules_and_lists(model: type) -> None:
    for field in model.model_fields:
        assert re.search(rf"(?<![a-z_]){field}(?![a-z_])", GUIDE), field


def test_the_guide_shows_every_field_a_policy_row_needs() -> None:
    needed = [name for name, field in PolicyModel.model_fields.items() if field.is_required()]
    assert all(f"    {name}:" in GUIDE or f"  - {name}:" in GUIDE for name in needed)
