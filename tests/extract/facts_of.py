"""Facts of one text under a given reading, for the tests of extractors."""

from __future__ import annotations

from functools import lru_cache

from monitor.extract import EXTRACTORS
from monitor.extract.reading import Reading
from monitor.models import Document, Fact, OfferKind, OfferObject, OfferReading
from monitor.rules.load import load_knowledge
from monitor.rules.values import Knowledge
from monitor.text.normalise import normalise


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
) -> list[Fact]:
    """All facts of `text`, read as such an offer."""
    reading = OfferReading(offer, about, share, comments_from=comments_from)
    given = Reading(Document("t", text), normalise(text), reading, knowledge())
    return [fact for extractor in EXTRACTORS for fact in extractor(given)]


def of_kind(facts: list[Fact], kind: str) -> list[Fact]:
    """The facts of one kind."""
    return [fact for fact in facts if fact.kind == kind]
