"""From the program's values to the store's rows; personal data is masked here, before it is stored for display."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from db.rows import (
    AssessmentRow,
    CaptureRow,
    ClaimRow,
    FactRow,
    FlagRow,
    Judgement,
    ListingRow,
    RiskRow,
    VersionRow,
)
from monitor.__about__ import __version__
from monitor.extract.contact import contact_places, extract_contact, mask_contacts, mask_places
from monitor.extract.reading import Reading
from monitor.models import (
    NO_MOMENT,
    Assessment,
    Bilingual,
    Capture,
    Claim,
    Document,
    Fact,
    Flag,
    Listing,
    OfferReading,
    Risk,
    WarcPosition,
)
from monitor.moments import interval
from monitor.parse import content_digest
from monitor.publish.records import number_record
from monitor.rules.values import Knowledge
from monitor.run.people import FILE_NAME, is_organisation, masked_name
from monitor.text.names_again import names_again
from monitor.text.normalise import normalise

PRICE_ROLES = ("asking", "starting", "floor")
OTHER_MONEY = ("deposit", "rent", "registered_capital", "investment", "past", "compensation", "appraisal")
NEAR_PRICE = 3.0  # times more or less than the words say: a field that far off is no price
_FIRST_KEPT = "; the first that was told is kept"


def judgement(assessment: Assessment) -> Judgement:
    """All rows of one assessment."""
    return Judgement(
        _assessment_row(assessment),
        [_fact_row(fact) for fact in assessment.extraction.facts],
        [_claim_row(claim) for claim in assessment.extraction.claims],
        [_flag_row(flag) for flag in assessment.flags],
        _risk_rows(assessment.risk),
    )


def capture_row(capture: Capture) -> CaptureRow:
    """The row of one attempt; the bytes stay in the archive."""
    headers = {name.lower(): value for name, value in capture.headers}
    row: CaptureRow = {
        "source_id": capture.source_id,
        "url": capture.url,
        "final_url": capture.final_url,
        "state": capture.state,
        "how": capture.how,
        "fetched_at": capture.fetched_at,
        "server_date": capture.server_date,
        "status": capture.status,
        "media_type": capture.media_type,
        "etag": headers.get("etag"),
        "last_modified": headers.get("last-modified"),
        "sha256": capture.sha256,
        "size": len(capture.body) if capture.size is None else capture.size,
        "taken_at": capture.taken_at or None,
        "reason": capture.reason,
        "doubt": capture.doubt,
        "undated": capture.is_undated,
        "operator": capture.operator,
        "tool_version": capture.tool_version,
        "seconds": capture.seconds,
    }
    if capture.warc is not None:
        row["warc_file"] = capture.warc.file
        row["warc_offset"] = capture.warc.offset
        row["warc_length"] = capture.warc.length
        row["warc_record_id"] = capture.warc.record_id
    return row


def without_body(row: Mapping[str, Any]) -> Capture:
    """A file that is kept as a capture, without its body."""
    return Capture(
        url=row["url"], source_id=row["source_id"], state="ok", how=row["how"], fetched_at=row["fetched_at"],
        sha256=row["sha256"], media_type=row["media_type"], size=row["size"], warc=position_of(row),
        doubt=row["doubt"], server_date=row["server_date"], taken_at=row["taken_at"] or "",
        headers=(NO_MOMENT,) if row["undated"] else (),
    )  # fmt: skip


def position_of(row: Mapping[str, Any]) -> WarcPosition | None:
    """Where a stored capture's record lies; None for a capture without one."""
    if row["warc_file"] is None:
        return None
    return WarcPosition(row["warc_file"], row["warc_offset"], row["warc_length"], row["warc_record_id"])


def body_digest(row: Mapping[str, Any]) -> str:
    """The digest that the body in a stored capture's record must have; '' for a record that holds none."""
    return str(row["sha256"]) if row["state"] != "not_modified" and row["size"] else ""


def listing_row(listing: Listing, facts: Sequence[Fact], observed_at: str) -> ListingRow:
    """Where a listing is and the facts that the queue shows."""
    row: ListingRow = {
        "source_id": listing.source_id,
        "native_id": listing.native_id,
        "observed_at": observed_at,
        "known_as": listing.known_as,
        "url": listing.url,
        "status": listing.status,
    }
    row.update(_place_and_capacity(facts))  # type: ignore[typeddict-item]
    return row


def shown_facts(facts: Sequence[Fact], text: str, price_text: str) -> dict[str, str | float | None]:
    """What the queue shows of the facts of a text: place, capacity and price (`price_text`: the page's own field)."""
    return {**_place_and_capacity(facts), "price_yuan": _price(facts, text, price_text)}


def _price(facts: Sequence[Fact], text: str, price_text: str) -> int | None:
    """The asking price of a text; the page's own field counts when it is near: that is what a seller lowers first.

    A field far off is none: sellers fill in 1 or 99999 where a site wants a number. Nor is one with the amount of a
    deposit, rent or the like that the text tells.
    """
    said, at = _yuan(_first(facts, "price", PRICE_ROLES)), text.find(price_text)
    within = (fact for fact in facts if price_text and 0 <= at <= fact.span.start < at + len(price_text))
    other = {fact.value_min for fact in facts if fact.kind == "price" and fact.role in OTHER_MONEY}
    prices = (fact for fact in within if fact.role != "unknown" or fact.value_min not in other)
    field = _yuan(_first(prices, "price", (*PRICE_ROLES, "unknown")))
    return field if said and field and said / NEAR_PRICE <= field <= said * NEAR_PRICE else said


def _place_and_capacity(facts: Sequence[Fact]) -> dict[str, str | float | None]:
    place = _first(facts, "place", ("offered",))
    detail = place.detail if place is not None and not place.detail.get("candidate") else {}
    capacity = _first(facts, "capacity", ("offered",))
    names = {name: _text(detail.get(name)) for name in ("province", "prefecture", "county", "adcode")}
    return {**names, "capacity_kw": capacity.value_max if capacity else None}


def version_row(listing: Listing, facts: Sequence[Fact], key: bytes, knowledge: Knowledge) -> VersionRow:
    """What a listing said, contacts masked in place; `key` hides the seller's name behind a keyed hash."""
    title, text = shown_words(listing, facts, knowledge)
    return {
        "text": text,
        "text_sha256": hashlib.sha256(listing.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "content_digest": content_digest(listing),
        "folded": normalise(f"{title}\n{text}").plain.text,
        "title": title,
        "price_text": masked(listing.price_text, knowledge),
        "price_yuan": _price(facts, listing.text, listing.price_text),
        "seller": masked_name(listing.seller, key),
        "posted_at": posting_days(listing),
        "place": listing.place,
        "speaker": listing.speaker,
        "images": listing.images,
        "charset": listing.charset,
        "charset_rung": listing.charset_rung,
        "found_by": dict(listing.found_by),
    }


def shown_words(listing: Listing, facts: Sequence[Fact], knowledge: Knowledge) -> tuple[str, str]:
    """Title and text of a listing, each contact masked, and the names of its people wherever they stand."""
    names = _people_in(listing, facts)
    text = mask_contacts(listing.text, facts)
    low = text.lower()
    if any(len(name) > 1 and name in low for name in names):  # the seller's, or one of another part of a long text
        text = _without_names(text, names)
    return _without_names(_title(listing, knowledge), names), text


def _people_in(listing: Listing, facts: Sequence[Fact]) -> frozenset[str]:
    """The names of people in a listing, folded: those beside contacts, and its seller's unless that is no person."""
    beside = (fact.span for fact in facts if fact.kind == "contact" and fact.detail.get("type") == "name")
    names = {listing.text[span.start : span.end] for span in beside}
    if listing.seller and not is_organisation(listing.seller):
        names.add(listing.seller)
    return frozenset(folded for name in names if (folded := normalise(name).plain.text.strip()))


def _without_names(words: str, names: frozenset[str]) -> str:
    if not words or not names:
        return words
    folded = normalise(words).plain
    places = (folded.span(start, end) for start, end in names_again(folded.text, names))
    return mask_places(words, (("name", place) for place in places))


def posting_days(listing: Listing) -> str | None:
    """The day of a posting, or the first and the last that its page leaves, as an ISO 8601 interval."""
    return interval(listing.posted_from, listing.posted_at)


def with_first_posting(listing: Listing, stored: str) -> Listing:
    """A listing with the days of an earlier sighting, as they are stored, in place of those that it tells now."""
    first, _, last = stored.partition("/")
    return replace(
        listing, posted_from=date.fromisoformat(first), posted_at=date.fromisoformat(last or first),
        found_by=first_kept(listing.found_by),
    )  # fmt: skip


def first_kept(found_by: Mapping[str, str]) -> dict[str, str]:
    """What found the fields of a version whose day of posting an earlier page told."""
    told = found_by.get("posted_at", "").removesuffix(_FIRST_KEPT)
    return {**found_by, "posted_at": f"{told}{_FIRST_KEPT}"}


def _title(listing: Listing, knowledge: Knowledge) -> str:
    """The title, contacts masked; in the name of a file a bare name beside a number, too."""
    if listing.found_by.get("title") != FILE_NAME:
        return masked(listing.title, knowledge)
    return mask_places(listing.title, contact_places(listing.title, bare_names=True))


def masked(words: str, knowledge: Knowledge) -> str:
    """Words outside a listing's text (title, price), contacts masked one character for one."""
    if not words:
        return ""
    reading = Reading(Document("", words), normalise(words), OfferReading("none"), knowledge)
    return mask_contacts(words, extract_contact(reading))


def _assessment_row(assessment: Assessment) -> AssessmentRow:
    reading = assessment.extraction.reading
    return {
        "score": assessment.risk.score,
        "level": assessment.risk.level,
        "offer": reading.offer,
        "object": reading.object,
        "share_pct": reading.share_pct,
        "voice": reading.voice,
        "why": reading.why,
        "knowledge": assessment.knowledge,
        "as_of": interval(assessment.as_of_from, assessment.as_of),
        "policies": assessment.policies,
        "tool_version": __version__,
    }


def _fact_row(fact: Fact) -> FactRow:
    return {
        "kind": fact.kind,
        "role": fact.role,
        "start": fact.span.start,
        "end": fact.span.end,
        "value_min": fact.value_min,
        "value_max": fact.value_max,
        "unit": fact.unit,
        "per": fact.per,
        "units": fact.units,
        "unit_conflict": fact.unit_conflict,
        "negotiable": fact.negotiable,
        "detail": dict(fact.detail),
    }


def _claim_row(claim: Claim) -> ClaimRow:
    return {
        "type": claim.type,
        "stance": claim.stance,
        "start": claim.span.start,
        "end": claim.span.end,
        "distance": claim.distance,
        "sense": claim.sense,
        "scope": claim.scope,
        "phrase": claim.phrase,
        "why": claim.why,
    }


def _flag_row(flag: Flag) -> FlagRow:
    return {
        "rule": flag.rule,
        "version": flag.version,
        "severity": flag.severity,
        "status": flag.status,
        "title": _two(flag.title),
        "reason": _two(flag.reason),
        "spans": [(span.start, span.end) for span in flag.spans],
        "policies": flag.policies,
        "settled_by": [_two(document) for document in flag.settled_by],
        "disproved_by": _two(flag.disproved_by) if flag.disproved_by else None,
        "note": _two(flag.note) if flag.note else None,
        "numbers": [number_record(one) for one in flag.numbers],
    }


def _risk_rows(risk: Risk) -> list[RiskRow]:
    return [{"label": _two(part.label), "points": part.points} for part in risk.parts]


def _first(facts: Iterable[Fact], kind: str, roles: tuple[str, ...] | None = None) -> Fact | None:
    return next((fact for fact in facts if fact.kind == kind and (roles is None or fact.role in roles)), None)


def _yuan(price: Fact | None) -> int | None:
    if price is None or price.value_min is None or price.per not in (None, "total"):
        return None
    return round(price.value_min)


def _two(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
