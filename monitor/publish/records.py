"""An assessment -> the JSON object of `scan --format jsonl`: a public contract, fields are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from monitor.models import Assessment, Bilingual, Claim, Fact, Flag, FlagNumber, Risk, Span
from monitor.moments import interval

_OWN_KEYS: Final = frozenset((
    "kind", "role", "value_min", "value_max", "unit", "per", "units", "unit_conflict", "negotiable", "start", "end",
    "text",
))  # fmt: skip


def as_record(assessment: Assessment, *, with_text: bool = False) -> dict[str, Any]:
    """One object per document, ready for json.dumps; offsets are code points of the document's text.

    `with_text` adds the text itself (needed when it was read out of a page), contacts masked one character for one.
    `related` is false for a text that has nothing to do with hydropower or mining. A contact fact has text null.
    `settled_by` is Chinese, `settled_by_en` the same in English.
    """
    document, reading = assessment.document, assessment.extraction.reading
    facts = assessment.extraction.facts
    record: dict[str, Any] = {
        "id": document.id, "offer": reading.offer, "object": reading.object, "share_pct": number(reading.share_pct),
    }  # fmt: skip
    if with_text:
        record["text"] = masked_text(document.text, facts)
    hidden = contact_spans(facts)
    record["facts"] = [fact_record(fact) for fact in facts]
    record["claims"] = [claim_record(claim, hidden) for claim in assessment.extraction.claims]
    record["flags"] = [flag_record(flag) for flag in assessment.flags]
    record["risk"] = risk_record(assessment.risk)
    record["voice"] = reading.voice
    record["related"] = reading.related
    record["why"] = list(reading.why)
    record["posted_at"] = interval(document.posted_from, document.posted_at)
    record["as_of"] = interval(assessment.as_of_from, assessment.as_of)
    record["policies"] = list(assessment.policies)
    record["knowledge"] = assessment.knowledge
    return record


def fact_record(fact: Fact) -> dict[str, Any]:
    """One fact; what only its kind has (place, rig, permit, …) stands beside the common fields."""
    record: dict[str, Any] = {
        "kind": fact.kind, "role": fact.role, "value_min": number(fact.value_min), "value_max": number(fact.value_max),
        "unit": fact.unit, "per": fact.per,
        "units": None if fact.units is None else [[count, number(each)] for count, each in fact.units],
        "unit_conflict": fact.unit_conflict, "negotiable": fact.negotiable, "start": fact.span.start,
        "end": fact.span.end, "text": None if fact.kind == "contact" else fact.text,
    }  # fmt: skip
    for key, value in fact.detail.items():
        record[f"detail_{key}" if key in _OWN_KEYS else key] = number(value) if isinstance(value, float) else value
    return record


def claim_record(claim: Claim, hidden: Sequence[Span] = ()) -> dict[str, Any]:
    """One claim; characters of its words that belong to a contact are masked."""
    return {
        "type": claim.type, "stance": claim.stance, "sense": claim.sense, "scope": claim.scope,
        "start": claim.span.start, "end": claim.span.end, "text": _masked(claim.text, claim.span.start, hidden),
        "distance": claim.distance, "phrase": claim.phrase, "why": claim.why,
    }  # fmt: skip


def flag_record(flag: Flag) -> dict[str, Any]:
    """One flag: a lead with its reason, the policies it rests on and what would settle it."""
    return {
        "rule": flag.rule, "version": flag.version, "severity": flag.severity, "title": both(flag.title),
        "reason": both(flag.reason), "spans": [[span.start, span.end] for span in flag.spans],
        "policies": list(flag.policies), "settled_by": [document.zh for document in flag.settled_by],
        "settled_by_en": [document.en for document in flag.settled_by], "disproved_by": both(flag.disproved_by),
        "status": flag.status, "note": both(flag.note), "numbers": [number_record(one) for one in flag.numbers],
    }  # fmt: skip


def number_record(one: FlagNumber) -> dict[str, Any]:
    """One number behind a flag: its range, the sum in words, and the band with its source."""
    return {
        "number": one.name, "low": number(one.low), "high": number(one.high), "unit": one.unit,
        "formula": both(one.formula), "band": one.band or None, "usual": list(one.usual), "review": list(one.review),
        "source": one.source or None, "verify": one.verify or None,
    }  # fmt: skip


def risk_record(risk: Risk) -> dict[str, Any]:
    """The score with the parts that add up to it."""
    parts = [{"label": both(part.label), "points": part.points} for part in risk.parts]
    return {"score": risk.score, "level": risk.level, "parts": parts}


def both(words: Bilingual | None) -> dict[str, str] | None:
    """The same words in both languages."""
    return None if words is None else {"zh": words.zh, "en": words.en}


def number(value: float | None) -> float | int | None:
    """A whole number without '.0', as the contract writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def contact_spans(facts: Sequence[Fact]) -> tuple[Span, ...]:
    """Where contacts stand, in order."""
    return tuple(sorted(fact.span for fact in facts if fact.kind == "contact"))


def masked_text(text: str, facts: Sequence[Fact]) -> str:
    """The text with every letter and digit of a contact replaced by '*'; all offsets stay true."""
    return _masked(text, 0, contact_spans(facts))


def _masked(text: str, offset: int, hidden: Sequence[Span]) -> str:
    """Mask what of `text`, which begins at `offset`, lies in a hidden span."""
    if not hidden or not any(span.start < offset + len(text) and offset < span.end for span in hidden):
        return text
    parts, position = [], 0
    for span in hidden:
        start, end = max(position, span.start - offset), min(len(text), span.end - offset)
        if start < end:
            parts.append(text[position:start])
            parts.append("".join("*" if character.isalnum() else character for character in text[start:end]))
            position = end
    return "".join([*parts, text[position:]])
