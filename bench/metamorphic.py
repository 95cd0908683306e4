"""Disguises that change no meaning, and what a reading must keep under each of them.

A disguise rewrites a text and says from which character each of its own came. The same offer, facts and claims must be
read from both, with spans over the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import opencc

from monitor.models import Assessment, Document, Span
from monitor.text.normalise import normalise

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
    """`mark` between the Han characters of the claims' words; what is invisible between them does not matter."""

    def disguise(text: str, spans: Sequence[Span]) -> Disguised:
        plain = normalise(text).plain
        added = {}
        for start, end in map(plain.locate, spans):
            for place, (one, other) in enumerate(pairwise(plain.text[start:end]), start + 1):
                before, here = plain.offsets[place - 1], plain.offsets[place]
                if here > before and all(map(is_han, (one, other, text[before], text[here]))):
                    added[here] = mark
        return _insert(text, added)

    return disguise


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
    document: Document, plain: Assessment, scan: Callable[[Document], Assessment], names: Iterable[str] = DISGUISES
) -> list[Difference]:
    """What each disguise changes in the reading of one document; [] when nothing does."""
    spans = [claim.span for claim in plain.extraction.claims]
    found = []
    for name in names:
        hidden = DISGUISES[name](document.text, spans)
        title = DISGUISES[name](document.title, [Span(0, len(document.title))]).text if document.title else ""
        read = scan(replace(document, text=hidden.text, title=title))
        before = _readings(plain, Disguised(document.text, range(len(document.text))))
        after = _readings(read, hidden)
        if before != after:
            found.append(Difference(document.id, name, _without(before, after), _without(after, before)))
    return found


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
