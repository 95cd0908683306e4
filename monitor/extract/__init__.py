"""Stage 3, extract: Document -> Extraction (what is offered, facts and claims with exact spans). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from monitor.extract.capacity import extract_capacity
from monitor.extract.claims import extract_claims
from monitor.extract.contact import extract_contact
from monitor.extract.dates import extract_dates
from monitor.extract.energy import extract_generation, extract_hours
from monitor.extract.grid import extract_grid
from monitor.extract.hydraulics import extract_flow, extract_head
from monitor.extract.parts import in_parts, is_long
from monitor.extract.permit import extract_permit
from monitor.extract.place import extract_place
from monitor.extract.price import extract_price
from monitor.extract.reading import Extractor, Reading
from monitor.extract.reason import extract_reason
from monitor.extract.rig import extract_rig
from monitor.extract.share import extract_share
from monitor.extract.tariff import extract_tariff
from monitor.extract.transformer import extract_transformer
from monitor.models import Document, Extraction, OfferReading
from monitor.rules.values import Knowledge
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


BY_SPAN: Final = attrgetter("span.start", "span.end")


def extract(
    document: Document,
    lexicon: Lexicon,
    knowledge: Knowledge,
    hits: Sequence[Hit] | None = None,
    normalised: Normalised | None = None,
) -> Extraction:
    """Read one document: its offer, its facts and its claims, both in text order. Linear time, raises nothing.

    `hits` and `normalised` may be given by a caller that folds and matches many texts at once. A text longer than
    any listing is read part by part (`parts.py`).
    """
    if is_long(document.text):
        return in_parts(document, lambda part, offer: _read(part, lexicon, knowledge, offer=offer))
    return _read(document, lexicon, knowledge, hits, normalised)


def _read(
    document: Document,
    lexicon: Lexicon,
    knowledge: Knowledge,
    hits: Sequence[Hit] | None = None,
    normalised: Normalised | None = None,
    offer: OfferReading | None = None,
) -> Extraction:
    """Read a text in one piece; `offer` is what is known to be offered, else it is read, too."""
    folded = normalise(document.text) if normalised is None else normalised
    told = offer or read_offer(folded, document.title, document.speaker)
    reading = Reading(document, folded, told, knowledge)
    facts = [fact for extractor in EXTRACTORS for fact in extractor(reading)]
    facts.sort(key=BY_SPAN)
    found = lexicon.find(folded) if hits is None else hits
    claims = sorted(extract_claims(reading, facts, found, lexicon), key=BY_SPAN)
    return Extraction(told, tuple(facts), tuple(claims))
