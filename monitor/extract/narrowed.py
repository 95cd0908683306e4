"""What the files of a workspace take away: what the program itself knows of a claim, and words that are no claim."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.extract.found import Found
from monitor.models import GapPattern, Span
from monitor.text.lexicon import HARD_BREAK
from monitor.text.normalise import Normalised
from monitor.text.wording import Wording, Wordings, wordings_of

Places = Mapping[str, Sequence[Span]]
_NOWHERE: Final[Places] = MappingProxyType({})


def spoken_of(wordings: Sequence[Wording], files_alone: Collection[str]) -> Sequence[Wording]:
    """The wordings without those of types of which only files speak."""
    return [one for one in wordings if one.claim_type not in files_alone] if files_alone else wordings


def no_claims_at(normalised: Normalised, never: tuple[GapPattern, ...]) -> Places:
    """By claim type where words stand that are no claim of it, as ranges of the original text."""
    if not never:
        return _NOWHERE
    dense, plain = normalised.dense, normalised.plain

    def in_one_sentence(_wording: Wording, start: int, end: int) -> bool:
        return HARD_BREAK.search(plain.text, *plain.locate(dense.span(start, end))) is None

    of_dense, of_plain = _looked_for(never)
    places: dict[str, list[Span]] = {}
    for wording, start, end in of_dense.find(dense.text, in_one_sentence):
        places.setdefault(wording.claim_type, []).append(dense.span(start, end))
    for wording, start, end in of_plain.find(plain.text, lambda *_: True):
        places.setdefault(wording.claim_type, []).append(plain.span(start, end))
    return places


def without_those_at(found: Sequence[Found], places: Places) -> list[Found]:
    """What was found without what shares a character with words that are no claim of its type."""
    return [one for one in found if not any(_overlap(one.span, place) for place in places.get(one.type, ()))]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@lru_cache(maxsize=2)
def _looked_for(never: tuple[GapPattern, ...]) -> tuple[Wordings, Wordings]:
    """For the dense and for the plain form of a text, as in `Lexicon`."""
    dense, plain = ([one for one in never if one.latin is latin] for latin in (False, True))
    return Wordings(wordings_of(dense)), Wordings(wordings_of(plain))
