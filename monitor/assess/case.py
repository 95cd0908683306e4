"""One document as the rules see it: whose claims and facts count, where, when, and which policy rows were known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from monitor.assess.where import Days, Site
from monitor.models import Claim, Document, Extraction, Fact, OfferReading, Stance
from monitor.rules.abroad import Land
from monitor.rules.policies import MINING_CLAIMS
from monitor.rules.values import Knowledge, Policy


class Case(NamedTuple):
    """What conditions are asked of. `reported`: a third party tells of offers, nobody here makes one.

    `policies` are the rows known at any of the `sites` on all of the `days`, `agreed` those known at every one of them.
    """

    document: Document
    reading: OfferReading
    knowledge: Knowledge
    claims: Mapping[str, list[Claim]]
    facts: Mapping[str, list[Fact]]
    reported: bool
    days: Days | None
    sites: tuple[Site, ...]
    policies: tuple[Policy, ...]
    agreed: tuple[Policy, ...]
    numbers: dict[str, object]  # derived quantities, each worked out once
    land: Land | None = None  # where the plant stands, when it is not the mainland
    mining: bool = False  # the text speaks of crypto mining: only then do rows on mining bear on it

    def stances(self, wanted: Iterable[Stance]) -> frozenset[Stance]:
        """The stances that count here for those a rule names: told by others, what is asserted is reported."""
        if not self.reported:
            return frozenset(wanted)
        return frozenset(wanted) | {"reported"} if "asserted" in wanted else frozenset(wanted)


def is_of_mining(extraction: Extraction) -> bool:
    """True when a text speaks of crypto mining: in words, in a claim that is about it, or of rigs."""
    return (
        extraction.mining
        or any(claim.type in MINING_CLAIMS or claim.sense == "mining" for claim in extraction.claims)
        or any(fact.kind == "rig" for fact in extraction.facts)
    )


def own_claims(extraction: Extraction) -> dict[str, list[Claim]]:
    """All claims by type; whose they are, their stance says."""
    by_type: dict[str, list[Claim]] = {}
    for claim in extraction.claims:
        by_type.setdefault(claim.type, []).append(claim)
    return by_type


def own_facts(extraction: Extraction) -> dict[str, list[Fact]]:
    """The facts by kind, without those that commenters wrote."""
    end = extraction.reading.comments_from
    by_kind: dict[str, list[Fact]] = {}
    for fact in extraction.facts:
        if end is None or fact.span.start < end:
            by_kind.setdefault(fact.kind, []).append(fact)
    return by_kind
