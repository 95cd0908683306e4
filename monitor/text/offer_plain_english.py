"""Finds the opening of an English ad that offers a plant whatever harmless sentences follow it."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

_READ: Final = 600
_LONGEST: Final = 3  # sentences in which the plant, its size and its price are told
_SENTENCE: Final = expression(r"(?:[^.!?\n]|\.(?!\s|$))+[.!?\n]?\s*")
_PLANT: Final = r"(?:hydro\w*|(?:power|generating) (?:plant|station))"
# hydropower plant for sale; for sale: small hydro; we sell our hydropower station
_WITHIN: Final = r"(?:[^.!?\n]|\.(?=\d))"
# turbine for hydropower: what goes into a plant is none
_NO_PLANT: Final = (
    r"\b(?:turbines?|generators?|parts|equipment|transformers?|services?|maintenance|solar|diesel|stake|shares?)\b"
)
_OBJECT: Final = rf"(?:(?!{_NO_PLANT}){_WITHIN}){{0,90}}?"
_SELLS: Final = expression(
    rf"^(?:(?:(?!\b(?:is|was|were|be|been|who|whose|that|which|wanted|ads?|adverts?|listings?|if|any|how|police|plants|stations)\b){_WITHIN}){{0,90}}?"
    rf"\b{_PLANT}\b{_WITHIN}{{0,60}}?\b(?<!not )(?<!no longer )for sale\b(?!s)"
    rf"|(?:urgent |urgently |now )?for sale\b(?!s){_OBJECT}\b{_PLANT}\b"
    rf"|(?:(?:we|i)(?:'m| am| are|'re)? |owner |urgently )?(?:sell|selling|sells|offer"
    rf"|offering)\b{_OBJECT}\b{_PLANT}\b)"
)
_ASKING: Final = expression(r"\?|\b(?:wanted|looking (?:for|to buy)|want to buy|we buy|how much|why|what)\b")
# Words of those who write about ads, and of sales that are over.
_ABOUT: Final = cued(
    r"\b(?:he|she|they|it|who|police|officials?|authorit\w+|reporters?|journalists?|investigators?|the (?:ad"
    r"|advert\w*|listing|post|seller|owner|vendor)s?)"
    r" (?:said|says|say|told|wrote|writes|reads?|claims?|claimed|arrested|found|raided|warned|added|explained"
    r"|promises?d?)\b"
    r"|\b(?:ads?|adverts?|advertis\w+|listings?|notices?|posts?|posted)\b"
    r"|\b(?:according to|reportedly|this (?:newspaper|reporter|article|study)|our reporter|news|scams?|fraud\w*"
    r"|fake|sentenced|prosecut\w+|court (?:heard|ruled))\b"
    r"|\b(?:(?:plant|station|it|deal) (?:is|was|has been|have been) (?:already |now |since )?(?:sold|withdrawn"
    r"|closed|cancelled|taken off)|no longer (?:for sale|available)|sale (?:is|was|has been) (?:over|cancelled"
    r"|closed))\b"
)


def english_opening(body: str) -> tuple[str, ...]:
    """The first one to three sentences of a folded text, shortest first, where it begins as a seller's English ad.

    Nothing where the text asks, looks for a plant, or tells of ads and sales of others. Linear.
    """
    head = body[:_READ].lstrip()
    if _SELLS.match(head) is None or _ABOUT.search(head):
        return ()
    ends = [match.end() for match, _ in zip(_SENTENCE.finditer(head), range(_LONGEST), strict=False)]
    return tuple(head[:end] for end in ends if _ASKING.search(head, 0, end) is None)
