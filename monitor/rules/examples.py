"""Runs the examples that claim and rule files carry: every file proves itself with the detector it is made for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from monitor.models import Assessment, Document
from monitor.rules.explain import claims_of
from monitor.rules.files import DATA
from monitor.rules.values import ClaimType, Example, Knowledge, Rule

Detect = Callable[[Document], Assessment]


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example that does not hold; str() reads 'file:line: what is wrong'.

    `because`: the files of a workspace that took from a claim what a built-in example gave: meant so, no fault.
    """

    kind: Literal["claim", "rule"]
    id: str
    example: Example
    what: str
    because: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.example.file}:{self.example.line}: {self.what}"


def run_examples(knowledge: Knowledge, detect: Detect, only: str | None = None) -> list[ExampleFailure]:
    """Detect every example of every claim and rule (or of the one with the id `only`); [] when all hold."""
    claims = [claim for claim in knowledge.claims.values() if only in {None, claim.id}]
    rules = [rule for rule in knowledge.rules.values() if only in {None, rule.id} and rule.status != "deprecated"]
    failures = [failure for claim in claims for failure in check_claim(claim, detect)]
    return failures + [failure for rule in rules for failure in check_rule(rule, detect, knowledge)]


def count_examples(knowledge: Knowledge) -> int:
    """How many examples `run_examples` runs."""
    claims = sum(len(claim.must_match) + len(claim.must_not_match) for claim in knowledge.claims.values())
    active = (rule for rule in knowledge.rules.values() if rule.status != "deprecated")
    return claims + sum(len(rule.must_flag) + len(rule.must_not_flag) for rule in active)


def check_claim(claim: ClaimType, detect: Detect) -> Iterator[ExampleFailure]:
    """The examples of one claim file that do not hold."""
    for example in claim.must_match:
        stances = _stances(claim.id, detect(example.document()))
        if not stances:
            what = f"must give the claim {claim.id}, gives none"
            yield ExampleFailure("claim", claim.id, example, what, _narrowed_by(example, [claim]))
        elif example.stance and example.stance not in stances:
            given = ", ".join(sorted(stances))
            yield ExampleFailure("claim", claim.id, example, f"must give {claim.id} {example.stance}, gives {given}")
    for example in claim.must_not_match:
        stances = _stances(claim.id, detect(example.document()))
        if example.stance in stances or (example.stance is None and stances):
            given = ", ".join(sorted(stances))
            yield ExampleFailure("claim", claim.id, example, f"must not give the claim {claim.id}, gives it {given}")


def _stances(claim: str, assessment: Assessment) -> set[str]:
    return {found.stance for found in assessment.extraction.claims if found.type == claim}


def _narrowed_by(example: Example, claims: Iterable[ClaimType]) -> tuple[str, ...]:
    """The files that replaced or narrowed one of the claims; () for an example of a workspace, which must hold."""
    if not Path(example.file).is_relative_to(DATA):
        return ()
    return tuple(file for claim in claims if claim.files_alone or claim.never for file in claim.changed_by)


def check_rule(rule: Rule, detect: Detect, knowledge: Knowledge) -> Iterator[ExampleFailure]:
    """The examples of one rule file that do not hold."""
    claims = [knowledge.claims[name] for name in claims_of(rule) if name in knowledge.claims]
    for example, found in _flagged(rule, rule.must_flag, detect):
        if not found:
            what = f"must raise the flag {rule.id}, does not"
            yield ExampleFailure("rule", rule.id, example, what, _narrowed_by(example, claims))
    for example, found in _flagged(rule, rule.must_not_flag, detect):
        if found:
            yield ExampleFailure("rule", rule.id, example, f"must not raise the flag {rule.id}, does")


def _flagged(rule: Rule, examples: Iterable[Example], detect: Detect) -> Iterator[tuple[Example, bool]]:
    for example in examples:
        yield example, any(flag.rule == rule.id for flag in detect(example.document()).flags)
