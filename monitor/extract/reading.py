"""What every extractor is given: the document, its folded text, what it offers, and what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from monitor.models import Document, Fact, OfferReading
from monitor.rules.values import Knowledge
from monitor.text.normalise import Normalised
from monitor.text.speakers import Turn, read_turns
from monitor.text.stance import comments_place


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, ready to be read by the extractors."""

    document: Document
    normalised: Normalised
    offer: OfferReading
    knowledge: Knowledge


Extractor = Callable[[Reading], list[Fact]]


def turns_of(reading: Reading) -> tuple[Turn, ...]:
    """Who says what in the document, besides its author."""
    return read_turns(reading.normalised.plain.text, comments_place(reading.normalised, reading.offer))
