"""Stage 3, extract: Document -> Extraction (what is offered, facts and claims with exact spans). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

from monitor.extract.capacity import extract_capacity
from monitor.extract.claims import claims_from, extract_claims, read_ahead
from monitor.extract.contact import extract_contact
from monitor.extract.dates import extract_dates
from monitor.extract.energy import extract_generation, extract_hours
from monitor.extract.grid import extract_grid
from monitor.extract.hydraulics import extract_flow, extract_head
from monitor.extract.parts import in_parts, is_long
from monitor.extract.payer import without_users_prices
from monitor.extract.permit import extract_permit
from monitor.extract.place import extract_place
from monitor.extract.price import extract_price
from monitor.extract.reading import Extractor, Reading
from monitor.extract.reason import extract_reason
from monitor.extract.rig import extract_rig
from monitor.extract.share import extract_share
from monitor.extract.tabular import facts_of_rows, tabular
from monitor.extract.tariff import extract_tariff
from monitor.extract.topic import is_of_mining
from monitor.extract.transformer import extract_transformer
from monitor.models import Claim, Document, Extraction, Fact, OfferReading, Span
from monitor.rules.values import Knowledge
from monitor.text.ads_below import ads_below
from monitor.text.lexicon import Hit, Lexicon
from monitor.text.normalise import Normalised, normalise
from monitor.text.offer import read_offer

EXTRACTORS: Final[tuple[Extractor, ...]] = (
    extract_capacity,
    extract_price,
    extract_generation,
    extract_tariff,
    extract_hours,
    extract_head,
    extract_flow,
    extract_transformer,
    extract_share,
    extract_place,
    extract_grid,
    extract_permit,
    extract_rig,
    extract_dates,
    extract_contact,
    extract_reason,
)
# Those that read the tables within a text cell by cell.
AMOUNTS: Final[tuple[Extractor, ...]] = (
    extract_capacity, extract_price, extract_generation, extract_tariff, extract_hours, extract_head, extract_flow,
)  # fmt: skip
# What is read from a text that has nothing to do with plants: what is masked wherever it is shown.
FROM_UNRELATED: Final[tuple[Extractor, ...]] = (extract_contact,)
BY_SPAN: Final = attrgetter("span.start", "span.end")


def extract(document: Document, lexicon: Lexicon, knowledge: Knowledge) -> Extraction:
    """Read one document: its offer, its facts and its claims, both in text order. Linear time, raises nothing.

    A text longer than any listing is read part by part (`parts.py`).
    """
    if (end := ads_below(document.text)) is not None:
        return _above(document, end, lexicon, knowledge)
    if is_long(document.text):
        return in_parts(document, lambda part, offer: _read(part, lexicon, knowledge, offer))
    return _read(document, lexicon, knowledge)


def _above(document: Document, end: int, lexicon: Lexicon, knowledge: Knowledge) -> Extraction:
    """What the words above other people's ads say; of those below only contacts are kept, for they are masked."""
    own = extract(document._replace(text=document.text[:end]), lexicon, knowledge)
    below = document._replace(text=document.text[end:], title="")
    contacts = extract_contact(Reading(below, normalise(below.text), OfferReading("none"), knowledge))
    moved = (one._replace(span=Span(one.span.start + end, one.span.end + end)) for one in contacts)
    return own._replace(facts=(*own.facts, *moved))


def extract_many(
    documents: Sequence[Document],
    lexicon: Lexicon,
    knowledge: Knowledge,
    hits: Sequence[Sequence[Hit]],
    normalised: Sequence[Normalised],
) -> Iterator[Extraction]:
    """`extract` for many documents of which none is too long for one part, in their order, faster.

    What needs much memory is done for all of them, one step after the other: so each stays in the processor's cache.
    """
    readings = [
        Reading(one, folded, read_offer(folded, one.title, one.speaker), knowledge)
        for one, folded in zip(documents, normalised, strict=True)
    ]
    for reading, found, ahead in zip(readings, hits, read_ahead(readings, lexicon), strict=True):
        if (end := ads_below(reading.document.text)) is not None:
            yield _above(reading.document, end, lexicon, knowledge)
            continue
        facts = _facts(reading)
        yield _extraction(reading, facts, claims_from(reading, facts, found, ahead))


def _read(document: Document, lexicon: Lexicon, knowledge: Knowledge, offer: OfferReading | None = None) -> Extraction:
    """Read a text in one piece; `offer` is what is known to be offered, else it is read, too."""
    folded = normalise(document.text)
    reading = Reading(document, folded, offer or read_offer(folded, document.title, document.speaker), knowledge)
    facts = _facts(reading)
    return _extraction(reading, facts, extract_claims(reading, facts, lexicon.find(folded), lexicon))


def _facts(reading: Reading) -> list[Fact]:
    extractors = EXTRACTORS if reading.offer.related else FROM_UNRELATED
    tables = tabular(reading) if reading.offer.related else None
    if tables is None:
        facts = [fact for extractor in extractors for fact in extractor(reading)]
    else:
        facts = [fact for one in extractors for fact in one(tables.rest if one in AMOUNTS else reading)]
        facts += facts_of_rows(tables, AMOUNTS, facts)
    facts.sort(key=BY_SPAN)
    return facts


def _extraction(reading: Reading, facts: Sequence[Fact], claims: Sequence[Claim]) -> Extraction:
    facts = without_users_prices(facts, claims)
    mining = reading.offer.related and is_of_mining(reading.normalised.plain.text)
    return Extraction(reading.offer, tuple(facts), tuple(sorted(claims, key=BY_SPAN)), mining)
