"""Texts with their facts and claims pointed at by words, for tests of the judging alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from monitor.assess import assess
from monitor.models import (
    Assessment,
    Claim,
    Document,
    Extraction,
    Fact,
    Flag,
    OfferKind,
    OfferObject,
    OfferReading,
    Role,
    Scope,
    Sense,
    Span,
    Stance,
)
from monitor.rules.load import load_knowledge
from monitor.rules.values import Knowledge


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


class Text:
    """A text to which facts and claims are added by the words they stand on."""

    def __init__(
        self, text: str, offer: OfferKind = "direct", obj: OfferObject | None = None, share: float | None = None,
        comments_from: int | None = None,
    ) -> None:  # fmt: skip
        self.text = text
        self.reading = OfferReading(offer, obj, share, "seller" if offer == "direct" else "press", comments_from)
        self.facts: list[Fact] = []
        self.claims: list[Claim] = []

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def claim(
        self,
        type_: str,
        words: str,
        stance: Stance = "asserted",
        sense: Sense | None = None,
        scope: Scope | None = None,
    ) -> Text:
        self.claims.append(Claim(type_, stance, self.span(words), words, 0, sense, scope))
        return self

    def fact(self, kind: str, words: str, value: float | None = None, **fields: Any) -> Text:
        high = fields.pop("value_max", value)
        self.facts.append(Fact(kind, self.span(words), words, value_min=value, value_max=high, **fields))
        return self

    def capacity(self, words: str, kw: float, **fields: Any) -> Text:
        return self.fact("capacity", words, kw, unit="kW", **{"role": "offered", **fields})

    def price(self, words: str, yuan: float, **fields: Any) -> Text:
        return self.fact("price", words, yuan, unit="CNY", **{"role": "asking", "per": "total", **fields})

    def place(
        self, words: str, province: str, prefecture: str | None = None, role: Role = "unknown", **detail: Any
    ) -> Text:
        return self.fact("place", words, role=role, detail={"province": province, "prefecture": prefecture, **detail})

    def judge(
        self, day: date | None = None, rules: Knowledge | None = None, seen_on: date | None = None, **document: Any
    ) -> Assessment:
        extraction = Extraction(self.reading, tuple(self.facts), tuple(self.claims))
        return assess(Document("t", self.text, posted_at=day, **document), extraction, rules or knowledge(), seen_on)


def flag_of(assessment: Assessment, rule: str) -> Flag:
    return next(flag for flag in assessment.flags if flag.rule == rule)


def rules_of(assessment: Assessment) -> set[str]:
    return {flag.rule for flag in assessment.flags}
