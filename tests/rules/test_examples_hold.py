"""Every example of every claim and rule file holds, and a wrong one is told with its file and line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.rules.examples import count_examples, run_examples
from monitor.rules.files import DATA
from monitor.run.detector import Detector, build_detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return build_detector()


def test_every_example_of_every_file_holds(detector: Detector) -> None:
    failures = run_examples(detector.knowledge, detector.scan)
    assert not failures, "\n".join(f"{failure} <- {failure.example.text}" for failure in failures)
    assert count_examples(detector.knowledge) > 150


def test_every_rule_has_examples_both_ways(detector: Detector) -> None:
    assert all(rule.must_flag and rule.must_not_flag for rule in detector.knowledge.rules.values())


def test_examples_that_do_not_hold_are_told_with_file_line_and_reason(detector: Detector) -> None:
    rule = detector.knowledge.rules["crypto_payment"]
    claim = detector.knowledge.claims["crypto_payment"]
    swapped = rule._replace(must_flag=rule.must_not_flag, must_not_flag=rule.must_flag)
    denied = claim._replace(must_match=(claim.must_match[0]._replace(stance="doubted"),), must_not_match=())
    knowledge = replace(detector.knowledge, rules={rule.id: swapped}, claims={claim.id: denied})
    failures = run_examples(knowledge, detector.scan)
    assert [(failure.kind, failure.id) for failure in failures] == [
        ("claim", "crypto_payment"), ("rule", "crypto_payment"), ("rule", "crypto_payment"),
    ]  # fmt: skip
    text = Path(rule.file).read_text("utf-8").splitlines()
    assert "crypto_payment doubted" in failures[0].what
    for failure in failures[1:]:
        assert failure.example.text in text[failure.example.line - 1]
        assert str(failure).startswith(f"{DATA / 'rules' / 'crypto_payment.yaml'}:{failure.example.line}: must ")


def test_one_rule_alone_can_be_run(detector: Detector) -> None:
    seen: list[str] = []

    def detect(document):  # type: ignore[no-untyped-def]
        seen.append(document.text)
        return detector.scan(document)

    assert run_examples(detector.knowledge, detect, "grid_mismatch") == []
    assert len(seen) == 6
