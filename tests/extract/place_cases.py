"""Reads the places of a text for the tests: one call from text to facts."""

from __future__ import annotations

from datetime import date

from monitor.extract.place import extract_place
from monitor.extract.reading import Reading
from monitor.models import Document, Fact, OfferKind, OfferReading
from monitor.rules.load import load_knowledge
from monitor.text.normalise import normalise

KNOWLEDGE = load_knowledge()


def facts_of(
    text: str,
    title: str = "",
    posted: date | None = None,
    place: str | None = None,
    offer: OfferKind = "direct",
    comments_from: int | None = None,
) -> list[Fact]:
    document = Document("x", text, title=title, posted_at=posted, place=place)
    reading = OfferReading(offer, comments_from=comments_from)
    return extract_place(Reading(document, normalise(text), reading, KNOWLEDGE))


def names(fact: Fact) -> tuple[object, object, object]:
    return fact.detail["province"], fact.detail["prefecture"], fact.detail["county"]


def offered(text: str, **given: object) -> list[tuple[object, object, object]]:
    facts = facts_of(text, **given)  # type: ignore[arg-type]
    return [names(fact) for fact in facts if fact.role == "offered" and not fact.detail["candidate"]]


def lowest(text: str, **given: object) -> list[str]:
    """The name of the lowest division of each offered place."""
    return [str(next(name for name in reversed(place) if name)) for place in offered(text, **given)]
