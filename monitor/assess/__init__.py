"""Stage 4, assess: Document + Extraction -> Assessment. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from monitor.assess.case import Case, is_of_mining, own_claims, own_facts
from monitor.assess.conditions import Found
from monitor.assess.context import apply_contexts
from monitor.assess.judge import Bench, bearing_on, bench_for, effects_on, judge, of_size
from monitor.assess.risk import risk_of
from monitor.assess.where import days_of, land_of, sites_of
from monitor.models import Assessment, Document, Extraction, Flag, Risk
from monitor.rules.values import Knowledge, Policy

__all__ = ["assess"]

_ORDER: Final = {"high": 0, "medium": 1, "low": 2}


def assess(document: Document, extraction: Extraction, knowledge: Knowledge, seen_on: date | None = None) -> Assessment:
    """Judge what a text says by the rules, and by the policy rows public at its place on its day.

    Of a plant outside the mainland no row speaks, and no flag is high; each says so in its note. The day is
    `document.posted_at`, else `seen_on`; without either no row applies and `as_of` is None. Of several days
    (`document.posted_from`) a row must be in force on all. A text that offers nothing raises no flag; one that tells
    of offers raises leads of low severity, marked as reported.
    Raises nothing.
    """
    bench = bench_for(knowledge)
    facts = own_facts(extraction)
    days = days_of(document, seen_on)
    day = days.last if days else None
    sites = sites_of(document, facts.get("place", ()), knowledge, day)
    land = land_of(document, facts.get("place", ()), sites, knowledge)
    bundle = extraction.reading.object == "bundle"
    known = bench.policies(days, sites) if land is None else ((), ())
    policies, agreed = of_size(known, facts.get("capacity", ()), bundle=bundle)
    flags: tuple[Flag, ...] = ()
    risk = Risk()
    if extraction.reading.offer != "none":
        case = Case(
            document, extraction.reading, knowledge, own_claims(extraction), facts,
            extraction.reading.offer == "reported", days, sites, policies, agreed, {}, land, is_of_mining(extraction),
        )  # fmt: skip
        flags, risk = _flags_and_risk(bench, case, extraction)
    first = days.first if days else None
    rows = tuple(row.id for row in policies)
    return Assessment(document, extraction, flags, risk, day, rows, knowledge.digest, first)


def _flags_and_risk(bench: Bench, case: Case, extraction: Extraction) -> tuple[tuple[Flag, ...], Risk]:
    raised = [result for ready in bench.rules_for(case) if (result := judge(ready, case))]
    flags, turned_down = apply_contexts(
        [flag for flag, _ in raised], case.document, extraction, bench.knowledge.contexts
    )
    flags.sort(key=lambda flag: (_ORDER[flag.severity], flag.spans[:1], flag.rule))
    quiet = turned_down | {flag.rule for flag in flags if flag.status == "experimental"}
    row = _contradicting(case, [found for flag, found in raised if flag.rule not in quiet])
    return tuple(flags), risk_of(flags, row, bench.knowledge.risk, quiet)


def _contradicting(case: Case, found: list[Found]) -> Policy | None:
    """The first verified row, known at every place named, that contradicts what the seller asserts."""
    if case.reported:
        return None
    claims = [claim for one in found for claim in one.claims if claim.stance == "asserted"]
    rows = (row for row in bearing_on(case.agreed, claims, case.mining) if row.verified)
    return next((row for row in rows if "contradicts" in effects_on(row, claims, case.mining)), None)
