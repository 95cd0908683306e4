"""Facts of one text under a given reading, for the tests of extractors."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from monitor.extract import EXTRACTORS
from monitor.extract.reading import Reading
from monitor.models import Document, Fact, OfferKind, OfferObject, OfferReading
from monitor.rules.load import load_knowledge
from monitor.rules.values import Knowledge
from monitor.text.normalise import normalise

PRICE_ROLES = {"asking", "starting", "floor", "rent"}


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The built-in knowledge, loaded once."""
    return load_knowledge()


def facts_of(
    text: str,
    offer: OfferKind = "direct",
    about: OfferObject | None = "plant",
    share: float | None = None,
    comments_from: int | None = None,
    title: str = "",
) -> list[Fact]:
    """All facts of `text`, read as such an offer."""
    reading = OfferReading(offer, about, share, comments_from=comments_from)
    given = Reading(Document("t", text, title=title), normalise(text), reading, knowledge())
    return [fact for extractor in EXTRACTORS for fact in extractor(given)]


def of_kind(facts: list[Fact], kind: str) -> list[Fact]:
    """The facts of one kind."""
    return [fact for fact in facts if fact.kind == kind]


def prices_asked(
    text: str, offer: str = "direct", about: str = "plant"
) -> list[tuple[float | None, float | None, str | None]]:
    """The least and most of each price of what is offered, and what it is paid for; each once, in order."""
    facts = of_kind(facts_of(text, cast(OfferKind, offer), cast(OfferObject, about)), "price")
    return list(dict.fromkeys((one.value_min, one.value_max, one.per) for one in facts if one.role in PRICE_ROLES))
