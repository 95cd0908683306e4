"""Reads a text that is far too long for one listing part by part, so that its memory does not grow with its length.

What is offered is read from the first part that offers something, and holds for all that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from typing import Final, TypeVar

from monitor.models import Claim, Document, Extraction, Fact, OfferReading, Role, Span
from monitor.text.cues import HUGE

# Characters of one part. The longest notices have 20,000; above as many the words looked up first (`text/cues.py`)
# would take too much memory, and claims are not found faster in one piece.
PART: Final = HUGE
NEAREST: Final = 2_000  # characters before the end of a part in which a line break is looked for
BREAKS: Final = "\n。;；!！?？ "
ONE_ONLY: Final[frozenset[Role]] = frozenset({"offered", "asking", "starting", "floor", "rent"})

ReadPart = Callable[[Document, OfferReading | None], Extraction]
Found = TypeVar("Found", Claim, Fact)


def is_long(text: str) -> bool:
    """Whether a text is read part by part."""
    return len(text) > PART


def in_parts(document: Document, read: ReadPart) -> Extraction:
    """What `read` makes of each part, as one extraction of the whole document; linear time.

    `read` takes a part and the offer that holds there, None where none has been made yet.
    """
    offer: OfferReading | None = None
    first: OfferReading | None = None
    known: set[str] = set()
    facts: list[Fact] = []
    claims: list[Claim] = []
    mining = False
    for start, part in _parts(document):
        found = read(part, None if offer is None else _later(offer))
        if offer is None:
            told = _moved_offer(found.reading, start)
            first = first if first is not None and first.related else told
            offer = None if told.offer == "none" else told
        facts += _moved(_once(found.facts, known), start)
        known |= {fact.kind for fact in found.facts if fact.role in ONE_ONLY}
        claims += _moved_claims(found.claims, start)
        mining = mining or found.mining
    return Extraction(offer or first or OfferReading("none"), tuple(facts), tuple(claims), mining)


def _parts(document: Document) -> Iterator[tuple[int, Document]]:
    """The document cut at line breaks, else at sentence marks, else anywhere; only the first part has the title."""
    text, start = document.text, 0
    while start < len(text):
        end = _end(text, start)
        yield start, document._replace(text=text[start:end], title=document.title if start == 0 else "")
        start = end


def _end(text: str, start: int) -> int:
    end = start + PART
    if end >= len(text):
        return len(text)
    for mark in BREAKS:
        if (place := text.rfind(mark, end - NEAREST, end)) >= 0:
            return place + 1
    return end


def _later(offer: OfferReading) -> OfferReading:
    """The offer as it holds in a later part: comments that have begun go on."""
    return offer._replace(comments_from=None if offer.comments_from is None else 0)


def _moved_offer(offer: OfferReading, by: int) -> OfferReading:
    return offer if offer.comments_from is None else offer._replace(comments_from=offer.comments_from + by)


def _moved(found: Sequence[Found], by: int) -> list[Found]:
    return [one._replace(span=_later_span(one.span, by)) for one in found]


def _moved_claims(found: Sequence[Claim], by: int) -> list[Claim]:
    return [
        one._replace(span=_later_span(one.span, by), beside=one.beside and _later_span(one.beside, by)) for one in found
    ]


def _later_span(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _once(facts: Sequence[Fact], known: Set[str]) -> list[Fact]:
    """Of `known` kinds an earlier part has what is offered, so that it is unknown what those of this part are about."""
    return [one._replace(role="unknown") if one.role in ONE_ONLY and one.kind in known else one for one in facts]
