"""Turns the condition of a rule (plain data) into a check: Case -> what was found, or None. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from monitor.assess.case import Case
from monitor.assess.quantities import NEEDS, quantity
from monitor.models import Claim, Fact, Span
from monitor.rules.policies import effect_on, region_holds
from monitor.rules.values import Band, Effect, Grid, Knowledge, Policy
from monitor.text.expression import expression


class Found(NamedTuple):
    """Why a condition holds: the words, the claims among them, the numbers with the bands they were held against."""

    spans: tuple[Span, ...] = ()
    claims: tuple[Claim, ...] = ()
    numbers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grid: Grid | None = None
    rows: tuple[Policy, ...] = ()  # that the rule names
    fired: tuple[Policy, ...] = ()  # those by which a condition on the rows of the place and day holds
    dated: bool = False  # it holds by the day alone
    beside: tuple[Span, ...] = ()  # words that are no claim asked for, but told the sense that is

    def plus(self, other: Found) -> Found:
        """Both findings as one."""
        return Found(
            self.spans + other.spans, self.claims + other.claims, self.numbers + other.numbers,
            self.grid or other.grid, self.rows + other.rows, self.fired + other.fired, self.dated or other.dated,
            self.beside + other.beside,
        )  # fmt: skip


_CLAUSE_END: Final = expression(r"[,，.。;；:：!！?？\n]")
Check = Callable[[Case], Found | None]
NOTHING_NEEDED: Final = Found()


def compile_condition(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    """The check of a validated condition. The same condition always gives the same answer for the same case."""
    name = next(key for key in _COMPILERS if key in part)
    return _COMPILERS[name](part, knowledge)


def needs(part: Mapping[str, Any]) -> frozenset[str] | None:
    """Keys ('claim:id', 'fact:kind') of which a case must have one for the condition to hold; None: no such key."""
    if "all" in part:
        known = [found for item in part["all"] if (found := needs(item)) is not None]
        return min(known, key=len) if known else None
    if "any" in part:
        each = [needs(item) for item in part["any"]]
        return None if None in each else frozenset[str]().union(*(found for found in each if found))
    if "near" in part:
        return needs(part["near"]["first"]) or needs(part["near"]["second"])
    return _own_keys(part) or None


def _own_keys(part: Mapping[str, Any]) -> frozenset[str]:
    if "claim" in part:
        return frozenset(f"claim:{name}" for name in _names(part["claim"]))
    if "fact" in part:
        return frozenset({f"fact:{part['fact']}"})
    if "grid_mismatch" in part:
        return frozenset({"fact:grid", "claim:grid_name"})
    key = NEEDS.get(part.get("number", ""), "")
    return frozenset({key} if key else ())


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _all(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    checks = [compile_condition(item, knowledge) for item in part["all"]]

    def check(case: Case) -> Found | None:
        found = NOTHING_NEEDED
        for one in checks:
            more = one(case)
            if more is None:
                return None
            found = found.plus(more)
        return found

    return check


def _any(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    checks = [compile_condition(item, knowledge) for item in part["any"]]

    def check(case: Case) -> Found | None:
        found = None
        for one in checks:
            more = one(case)
            if more is not None:
                found = found.plus(more) if found else more
        return found

    return check


def _not(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    inner = compile_condition(part["not"], knowledge)
    return lambda case: NOTHING_NEEDED if inner(case) is None else None


def _claim(part: Mapping[str, Any], _: Knowledge) -> Check:
    types, stances = _names(part["claim"]), frozenset(part.get("stance", ("asserted",)))
    senses, scopes, least = frozenset(part.get("sense", ())), frozenset(part.get("scope", ())), part.get("at_least", 1)

    def check(case: Case) -> Found | None:
        counted = case.stances(stances)
        claims = tuple(
            claim
            for name in types
            for claim in case.claims.get(name, ())
            if claim.stance in counted
            and (not senses or (claim.sense or "unknown") in senses)
            and (not scopes or claim.scope in scopes)
        )
        if not claims or (least > 1 and len({claim.text for claim in claims}) < least):
            return None
        beside = tuple(claim.beside for claim in claims if senses and claim.beside)
        return Found(tuple(claim.span for claim in claims), claims, beside=beside)

    return check


def _fact(part: Mapping[str, Any], _: Knowledge) -> Check:
    kind, roles, conflict = part["fact"], frozenset(part.get("role", ())), part.get("unit_conflict")
    above, below, detail = part.get("above"), part.get("below"), part.get("detail", {})

    def holds(fact: Fact) -> bool:
        return (
            (not roles or fact.role in roles)
            and (conflict is None or fact.unit_conflict is conflict)
            and (above is None or (fact.value_min is not None and fact.value_min > above))
            and (below is None or (fact.value_max is not None and fact.value_max < below))
            and all(value in str(fact.detail.get(name) or "") for name, value in detail.items())
        )

    def check(case: Case) -> Found | None:
        spans = tuple(fact.span for fact in case.facts.get(kind, ()) if holds(fact))
        return Found(spans) if spans else None

    return check


def _number(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    name = part["number"]
    above, high_band = _limit(part.get("above"), knowledge.bands)
    below, low_band = _limit(part.get("below"), knowledge.bands)
    bands = tuple(band for band in (high_band, low_band) if band)

    def check(case: Case) -> Found | None:
        value = quantity(case, name)
        if value is None or (above is not None and value.low <= above) or (below is not None and value.high >= below):
            return None
        return Found(value.spans, (), ((name, bands),))

    return check


def _limit(limit: float | str | None, bands: Mapping[str, Band]) -> tuple[float | None, str]:
    """A limit as a number, and the band it is taken from."""
    if not isinstance(limit, str):
        return limit, ""
    band, _, field = limit.partition(".")
    value: float | None = getattr(bands[band], field)
    return value, band


def _offer(part: Mapping[str, Any], _: Knowledge) -> Check:
    kinds = frozenset(_names(part["offer"]))
    return lambda case: NOTHING_NEEDED if case.reading.offer in kinds else None


def _object(part: Mapping[str, Any], _: Knowledge) -> Check:
    kinds = frozenset(_names(part["object"]))
    return lambda case: NOTHING_NEEDED if case.reading.object in kinds else None


def _mining(part: Mapping[str, Any], _: Knowledge) -> Check:
    wanted: bool = part["mining"]
    return lambda case: NOTHING_NEEDED if case.mining is wanted else None


def _place(part: Mapping[str, Any], _: Knowledge) -> Check:
    regions = _names(part["place"])

    def check(case: Case) -> Found | None:
        """Every place named must be one of them: a text that also names another is not judged by this one."""
        inside = [any(region_holds(region, site) for region in regions) for site in case.sites]
        return NOTHING_NEEDED if inside and all(inside) else None

    return check


def _as_of(part: Mapping[str, Any], _: Knowledge) -> Check:
    since, before = (_day(part["as_of"].get(name)) for name in ("since", "before"))

    def check(case: Case) -> Found | None:
        """All days of which the text may be must lie there."""
        days = case.days
        if days is None or (since and days.first < since) or (before and days.last >= before):
            return None
        return Found(dated=True)

    return check


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _policy(part: Mapping[str, Any], _: Knowledge) -> Check:
    claims, effects = _names(part["policy"]["claim"]), frozenset(_names(part["policy"].get("effect", ("contradicts",))))
    levels, named = frozenset(part["policy"].get("verify", ("text", "news"))), frozenset(part["policy"].get("rows", ()))

    def check(case: Case) -> Found | None:
        """A row must hold at every place the text names; leaked and general rows never count."""
        rows = tuple(
            row
            for row in case.agreed
            if (not named or row.id in named)
            and row.verify in levels
            and row.verified
            and any(_effect(row, name, case) in effects for name in claims)
        )
        if not rows:
            return None
        return Found(rows=rows[:1]) if named else Found(fired=rows)

    return check


def _effect(row: Policy, claim_type: str, case: Case) -> Effect | None:
    """What a row says of the claims of a type, told by the sense of the first of them."""
    sense = next((claim.sense for claim in case.claims.get(claim_type, ())), None)
    return effect_on(row, claim_type, sense, case.mining)


def _near(part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    first = compile_condition(part["near"]["first"], knowledge)
    second = compile_condition(part["near"]["second"], knowledge)
    within: int = part["near"]["within"]
    same_clause: bool = part["near"].get("same_clause", False)

    def check(case: Case) -> Found | None:
        one = first(case)
        other = second(case) if one else None
        if one is None or other is None:
            return None
        pair = closest(one.spans, other.spans, within)
        if pair and same_clause and _CLAUSE_END.search(case.document.text, pair[0].end, pair[1].start):
            return None
        return one.plus(other)._replace(spans=pair) if pair else None

    return check


def closest(first: Iterable[Span], second: Iterable[Span], within: int) -> tuple[Span, ...]:
    """The two nearest spans when at most `within` characters lie between them, else ()."""
    tagged = sorted([(span, True) for span in first] + [(span, False) for span in second])
    best: tuple[int, tuple[Span, ...]] = (within + 1, ())
    last: dict[bool, Span] = {}  # of each side the span that reaches farthest so far
    for span, side in tagged:
        other = last.get(not side)
        if other is not None and (gap := max(0, span.start - other.end)) < best[0]:
            best = (gap, (other, span))
        if side not in last or span.end >= last[side].end:
            last[side] = span
    return best[1]


def _grid(_part: Mapping[str, Any], knowledge: Knowledge) -> Check:
    def check(case: Case) -> Found | None:
        """A main grid is named, and it serves none of the places that are."""
        if not case.sites:
            return None
        for span, words, claim in _grid_words(case):
            grid = knowledge.grids.named(words)
            if grid and grid.kind == "main" and not any(_serves(knowledge, grid, site) for site in case.sites):
                return Found((span,), (claim,) if claim else (), grid=grid)
        return None

    return check


def _grid_words(case: Case) -> list[tuple[Span, str, Claim | None]]:
    stances = case.stances(("asserted",))
    claims = [(c.span, c.text, c) for c in case.claims.get("grid_name", ()) if c.stance in stances]
    told = {place for c in case.claims.get("grid_name", ()) for place in range(c.span.start, c.span.end)}
    facts = [
        (fact.span, str(fact.detail.get("name") or fact.text), None)
        for fact in case.facts.get("grid", ())
        if told.isdisjoint(range(fact.span.start, fact.span.end))  # the claim's stance decides where there is one
    ]
    return [*claims, *facts]


def _serves(knowledge: Knowledge, grid: Grid, site: Sequence[str | None]) -> bool:
    province, prefecture, _ = site
    return province is None or grid in knowledge.grids.serving(province, prefecture)


_COMPILERS: Final[Mapping[str, Callable[[Mapping[str, Any], Knowledge], Check]]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "claim": _claim,
    "fact": _fact,
    "number": _number,
    "offer": _offer,
    "object": _object,
    "mining": _mining,
    "place": _place,
    "as_of": _as_of,
    "policy": _policy,
    "near": _near,
    "grid_mismatch": _grid,
}
