"""What takes claims away: the files of a workspace (what the program knows, words that are no claim), and names that
transformers share with rigs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.extract.found import Found
from monitor.extract.transformer_names import transformer_names
from monitor.models import GapPattern, Span
from monitor.text.lexicon import HARD_BREAK
from monitor.text.normalise import Normalised
from monitor.text.wording import Wording, Wordings, wordings_of

Places = Mapping[str, Sequence[Span]]
_NOWHERE: Final[Places] = MappingProxyType({})
_OF_RIGS: Final = ("rigs_included", "mining_allowed", "mining_admitted")  # claims whose wordings name models of rigs


def spoken_of(wordings: Sequence[Wording], files_alone: Collection[str]) -> Sequence[Wording]:
    """The wordings without those of types of which only files speak."""
    return [one for one in wordings if one.claim_type not in files_alone] if files_alone else wordings


def no_claims_at(normalised: Normalised, never: tuple[GapPattern, ...]) -> Places:
    """By claim type where words stand that are no claim of it, as ranges of the original text."""
    transformers = [normalised.plain.span(*place) for place in transformer_names(normalised.plain.text)]
    if not never and not transformers:
        return _NOWHERE
    places = {claim_type: list(transformers) for claim_type in _OF_RIGS}
    if never:
        _add_never(places, normalised, never)
    return places


def names_transformers(claim_type: str, text: str, start: int, end: int) -> bool:
    """True for words about rigs at [start, end) of the folded text that hold the name of a transformer: S9主变打包."""
    return claim_type in _OF_RIGS and any(start < last and first < end for first, last in transformer_names(text))


def _add_never(places: dict[str, list[Span]], normalised: Normalised, never: tuple[GapPattern, ...]) -> None:
    dense, plain = normalised.dense, normalised.plain

    def in_one_sentence(_wording: Wording, start: int, end: int) -> bool:
        return HARD_BREAK.search(plain.text, *plain.locate(dense.span(start, end))) is None

    of_dense, of_plain = _looked_for(never)
    for wording, start, end in of_dense.find(dense.text, in_one_sentence):
        places.setdefault(wording.claim_type, []).append(dense.span(start, end))
    for wording, start, end in of_plain.find(plain.text, lambda *_: True):
        places.setdefault(wording.claim_type, []).append(plain.span(start, end))


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
