"""Disguises that change no meaning, and what a reading must keep under each of them.

A disguise rewrites a text and says from which character each of its own came. The same offer, facts and claims must be
read from both, with spans over the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import opencc

from monitor.models import Assessment, Document, Span
from monitor.run.detector import Detector
from monitor.text.normalise import Folded, normalise

MARKS: Final = "·.-_* "
WATERMARK: Final = "\U000e0101\U000e01a4\U000e01ef"
RESIDUE: Final = "zhuǎn"
ADDED: Final = -1  # a character that the disguise put in


@dataclass(frozen=True, slots=True)
class Disguised:
    """A rewritten text; `origins[i]` is the place in the plain text of character i, or ADDED."""

    text: str
    origins: Sequence[int]

    def back(self, span: Span) -> tuple[int, int] | None:
        """The range of the plain text whose characters lie in `span`; None when there are none."""
        places = [one for one in self.origins[span.start : span.end] if one != ADDED]
        return (places[0], places[-1] + 1) if places else None


Disguise = Callable[[str, Sequence[Span]], Disguised]


class Difference(NamedTuple):
    """What was read from the plain text only (`lost`) or from the disguised one only (`new`)."""

    case: str
    disguise: str
    lost: tuple[str, ...]
    new: tuple[str, ...]


def _one_to_one(change: Callable[[str], str]) -> Disguise:
    def disguise(text: str, _spans: Sequence[Span]) -> Disguised:
        changed = change(text)
        if len(changed) != len(text):
            raise ValueError("a disguise of this kind keeps the length")
        return Disguised(changed, range(len(text)))

    return disguise


def _inserting(between: Callable[[str, str, int], str]) -> Disguise:
    """`between` says what to put between two neighbours at a place."""

    def disguise(text: str, _spans: Sequence[Span]) -> Disguised:
        return _insert(text, {place: between(text[place - 1], text[place], place) for place in range(1, len(text))})

    return disguise


def _insert(text: str, added: dict[int, str]) -> Disguised:
    parts: list[str] = []
    origins: list[int] = []
    for place, one in enumerate(text):
        new = added.get(place, "")
        parts += [new, one]
        origins += [*[ADDED] * len(new), place]
    new = added.get(len(text), "")
    return Disguised("".join([*parts, new]), [*origins, *[ADDED] * len(new)])


def is_han(character: str) -> bool:
    """True for an ideograph of everyday use."""
    return "\u4e00" <= character <= "\u9fff"


def _marked(mark: str) -> Disguise:
    """`mark` between the Han characters of the claims' words; what is invisible between them does not matter.

    Words that touch are parted throughout. A space of the text itself between two such words is widened, as whoever
    spaces letters does: no reader could tell it from the others.
    """

    def disguise(text: str, spans: Sequence[Span]) -> Disguised:
        plain, joined = normalise(text).plain, _joined(spans)
        places = {place: mark for span in joined for place in _between(text, plain, span)}
        return _insert(text, places | _widened(text, joined, places.keys()) if mark == " " else places)

    return disguise


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch or overlap as one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _between(text: str, plain: Folded, span: Span) -> Iterator[int]:
    """The places of `text` between two neighbouring Han characters of a span."""
    start, end = plain.locate(span)
    for place, (one, other) in enumerate(pairwise(plain.text[start:end]), start + 1):
        before, here = plain.offsets[place - 1], plain.offsets[place]
        joined = here > before and not any(map(str.isspace, text[before:here]))
        if joined and all(map(is_han, (one, other, text[before], text[here]))):
            yield here


def _widened(text: str, spans: Sequence[Span], parted: Set[int]) -> dict[int, str]:
    """A space beside each space of the text outside of `spans` that would have a single character on each side."""
    own = {place for place in range(1, len(text) - 1) if text[place].isspace() and text[place] != "\n"}
    added = {}
    for space in own.difference(*(range(span.start, span.end) for span in spans)):
        before, behind = space - 1, space + 2  # the other sides of its two neighbours
        single = (before in parted or _begins(text, before)) and (behind in parted or _begins(text, behind))
        if single and {before, behind} & parted:
            added[space] = " "
    return added


def _begins(text: str, place: int) -> bool:
    """True when no word goes on across `place`."""
    return not text[max(0, place - 1) : place].isalnum() or not text[place : place + 1].isalnum()


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _traditional(text: str) -> str:
    """Traditional script, character for character (a phrase that changes its length stays)."""
    changed: str = _converter().convert(text)
    return changed if len(changed) == len(text) else "".join(map(_traditional_one, text))


def _traditional_one(one: str) -> str:
    changed: str = _converter().convert(one)
    return changed if len(changed) == 1 else one


def _mangled(text: str, _spans: Sequence[Span]) -> Disguised:
    """Traditional script with pinyin in brackets after every character that a converter touches."""
    changed = _traditional(text)
    added = {
        place + 1: f"({RESIDUE})" for place, (old, new) in enumerate(zip(text, changed, strict=True)) if old != new
    }
    return _insert(changed, added)


def _full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else "\u3000" if one == " " else one for one in text)


DISGUISES: Final[dict[str, Disguise]] = {
    "full width": _one_to_one(_full_width),
    "traditional": _one_to_one(_traditional),
    "mangled": _mangled,
    "zero width": _inserting(lambda _before, _after, _place: "\u200b"),
    "watermark": _inserting(lambda _before, _after, place: WATERMARK if place % 3 == 0 else ""),
    **{f"marks {mark}": _marked(mark) for mark in MARKS},
}


def differences(
    name: str, documents: Sequence[Document], plain: Sequence[Assessment], detector: Detector
) -> Iterator[Difference]:
    """What one disguise changes in the reading of documents, of which `plain` is what was read without it."""
    hidden = [_hide(name, *one) for one in zip(documents, plain, strict=True)]
    read = detector.scan_many(
        document._replace(text=one.text, title=title) for document, (one, title) in zip(documents, hidden, strict=True)
    )
    for before, after, (one, _) in zip(plain, read, hidden, strict=True):
        assert isinstance(after, Assessment)  # no document failed, for all are texts
        text = before.document.text
        was, is_now = _readings(before, Disguised(text, range(len(text)))), _readings(after, one)
        if was != is_now:
            yield Difference(before.document.id, name, _without(was, is_now), _without(is_now, was))


def _hide(name: str, document: Document, plain: Assessment) -> tuple[Disguised, str]:
    """The text and the title of a document in a disguise."""
    text = DISGUISES[name](document.text, [claim.span for claim in plain.extraction.claims])
    return text, DISGUISES[name](document.title, [Span(0, len(document.title))]).text if document.title else ""


def _without(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    left = list(those)
    out = []
    for one in these:
        if one in left:
            left.remove(one)
        else:
            out.append(one)
    return tuple(out)


def _readings(read: Assessment, hidden: Disguised) -> list[str]:
    """Offer, facts and claims, a line each, with spans of the plain text; sorted."""
    offer = read.extraction.reading
    facts = [
        f"{fact.kind} {fact.role} {fact.value_min} {fact.value_max} {fact.unit} {fact.per} {fact.units}"
        f" {fact.unit_conflict} {fact.negotiable} {hidden.back(fact.span)}"
        for fact in read.extraction.facts
    ]
    claims = [f"{claim.type} {claim.stance} {hidden.back(claim.span)}" for claim in read.extraction.claims]
    return sorted([f"offer {offer.offer} {offer.object} {offer.share_pct}", *facts, *claims])
