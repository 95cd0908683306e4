"""The rules of one Knowledge made ready: conditions compiled, rules found by what a text must contain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from monitor.assess.case import Case
from monitor.assess.conditions import Check, Found, compile_condition, needs
from monitor.assess.render import numbers_of, reason_of, title_of
from monitor.assess.where import Days, Site
from monitor.models import Bilingual, Claim, Fact, Flag, Severity, Span
from monitor.rules.policies import SMALL_KW, effect_on, in_force, limit_kw, policies_at
from monitor.rules.values import Effect, Escalation, Knowledge, Policy, Rule

BY_PLACE: Final = attrgetter("start", "end")
KEPT: Final = 8  # knowledges made ready at once
MAX_DAYS: Final = 4096  # (day, places) pairs whose rows are remembered

PolicyRows = tuple[tuple[Policy, ...], tuple[Policy, ...]]


class Ready(NamedTuple):
    """One rule with its condition compiled."""

    rule: Rule
    check: Check
    escalations: tuple[tuple[Escalation, Check], ...]


class Bench(NamedTuple):
    """All rules of a Knowledge, by the keys of which a text must have one; `always` are tried on every text."""

    knowledge: Knowledge
    by_key: dict[str, list[int]]
    always: tuple[int, ...]
    rules: tuple[Ready, ...]
    rows: dict[tuple[Days, tuple[Site, ...]], PolicyRows]  # remembered, as far as they have been asked for

    def rules_for(self, case: Case) -> Iterable[Ready]:
        """The rules that could hold, in the order of the files."""
        numbers = set(self.always)
        for name in case.claims:
            numbers.update(self.by_key.get("claim:" + name, ()))
        for name in case.facts:
            numbers.update(self.by_key.get("fact:" + name, ()))
        return [self.rules[number] for number in sorted(numbers)]

    def policies(self, days: Days | None, sites: tuple[Site, ...]) -> PolicyRows:
        """The rows known on all of some days at any of the places, and at every one of them."""
        if days is None:
            return (), ()
        if (days, sites) not in self.rows:
            if len(self.rows) >= MAX_DAYS:
                self.rows.clear()
            self.rows[days, sites] = _rows(self.knowledge.policies, days, sites)
        return self.rows[days, sites]


def of_size(rows: PolicyRows, capacities: Iterable[Fact], *, bundle: bool) -> PolicyRows:
    """The rows that may speak of a plant of the size offered, and those that surely do.

    A plant whose size is not known may be as large as small hydropower is; so may each of a bundle, whose size is told
    in sum. A capacity of unknown role may be that of one plant.
    """
    facts = [] if bundle else list(capacities)
    least = min(_ends(facts, "offered", "unknown"), default=0.0)
    most = max(_ends(facts, "offered"), default=SMALL_KW)
    some, every = rows
    return (
        tuple(row for row in some if least <= limit_kw(row)),
        tuple(row for row in every if most <= limit_kw(row)),
    )


def _ends(facts: Iterable[Fact], *roles: str) -> list[float]:
    return [end for fact in facts if fact.role in roles for end in (fact.value_min, fact.value_max) if end]


def _rows(policies: Sequence[Policy], days: Days, sites: tuple[Site, ...]) -> PolicyRows:
    all_days = [row for row in policies if in_force(row, days.first)]
    each = [policies_at(all_days, days.last, *site) for site in sites] or [policies_at(all_days, days.last, None)]
    known = [{row.id for row in rows} for rows in each]
    some, every = set[str]().union(*known), known[0].intersection(*known)
    return (
        tuple(row for row in policies if row.id in some),
        tuple(row for row in policies if row.id in every),
    )


_ready: dict[int, Bench] = {}


def bench_for(knowledge: Knowledge) -> Bench:
    """The bench of a Knowledge, made once while that Knowledge lives."""
    bench = _ready.get(id(knowledge))
    if bench is None or bench.knowledge is not knowledge:
        if len(_ready) >= KEPT:
            _ready.clear()
        bench = _ready[id(knowledge)] = _make(knowledge)
    return bench


def _make(knowledge: Knowledge) -> Bench:
    rules = [rule for rule in knowledge.rules.values() if rule.status != "deprecated"]
    by_key: dict[str, list[int]] = {}
    always = []
    for number, rule in enumerate(rules):
        keys = needs(rule.condition)
        if keys is None:
            always.append(number)
        for key in keys or ():
            by_key.setdefault(key, []).append(number)
    ready = tuple(
        Ready(
            rule,
            compile_condition(rule.condition, knowledge),
            tuple((step, compile_condition(step.condition, knowledge)) for step in rule.escalations),
        )
        for rule in rules
    )
    return Bench(knowledge, by_key, tuple(always), ready, {})


def judge(ready: Ready, case: Case) -> tuple[Flag, Found] | None:
    """The flag that a rule raises on a case, with why; None when its condition does not hold."""
    if case.reported and not ready.rule.reported:
        return None
    found = ready.check(case)
    if found is None:
        return None
    if case.reported:
        return _flag(ready.rule, "low", case, found), found
    step, found = _step(ready, case, found)
    severity = step.severity if step else ready.rule.severity
    if case.land is not None and severity == "high":
        severity = "medium"  # it is high for what the mainland's policies say
    return _flag(ready.rule, severity, case, found, step.adds if step else None), found


def _step(ready: Ready, case: Case, found: Found) -> tuple[Escalation | None, Found]:
    """The first step to another severity that holds, with what it found besides."""
    for step, check in ready.escalations:
        more = check(case)
        if more is not None:
            return step, found.plus(more)
    return None, found


def _flag(rule: Rule, severity: Severity, case: Case, found: Found, adds: Bilingual | None = None) -> Flag:
    bearing = bearing_on(case.policies, found.claims, case.mining)
    # Those that the rule names come first; what raised the flag or its severity is shown whatever it is about.
    rows = list(dict.fromkeys([*found.rows, *bearing, *found.fired]))
    return Flag(
        rule=rule.id, version=rule.version, severity=severity, title=title_of(rule, case, found),
        reason=reason_of(rule, case, found, rows, adds), spans=distinct(found.spans + found.beside),
        policies=tuple(row.id for row in rows), settled_by=rule.settled_by, disproved_by=rule.disproved_by,
        status=rule.status, numbers=numbers_of(case, found) if found.numbers else (),
        note=case.land.note if case.land else None,
    )  # fmt: skip


def effects_on(row: Policy, claims: Iterable[Claim], mining: bool) -> set[Effect]:
    """What a row says of the claims of a text, which speaks of mining or does not."""
    kinds = {(claim.type, claim.sense) for claim in claims}
    return {effect for kind in kinds if (effect := effect_on(row, *kind, mining)) not in {None, "neutral"}}


def bearing_on(rows: Iterable[Policy], claims: Sequence[Claim], mining: bool) -> list[Policy]:
    """The rows that say something of one of the claims: those that contradict first, then the verified, then by day."""
    found = []
    for row in rows:
        if effects := effects_on(row, claims, mining):
            found.append(("contradicts" not in effects, not row.verified, row))
    found.sort(key=lambda item: item[:2])
    return [row for _, _, row in found]


def distinct(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in text order, each once."""
    return tuple(sorted(set(spans), key=BY_PLACE))
