"""Which clean-up a seller means whose plant is in none: that of mining or of hydropower, and which class of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.extract.found import Found
from monitor.models import Scope, Sense, Span
from monitor.text.expression import expression
from monitor.text.normalise import Folded

NEAR: Final = 60  # neighbourhood that decides between mining and hydropower
_MINING: Final = expression(
    r"挖矿|矿机|矿场|虚拟货币|比特币|wakuang|wk|挖币|算力|币圈|哇矿|btc|eth|⛏|bitcoin|crypto|"
    r"mining"
)
_HYDRO: Final = expression(
    r"退出|整改|保留|水利|生态|拆除|一站一策|环评|补偿|保护区|长江|小水电清|验收|林地|取水|"
    r"rectif|removal|exit"
)
_EXIT_WORD: Final = expression(r"清退|退出|拆|关停|取缔|淘汰|不退|用退|closure|exit|shut|demoli|removal|closed")
_ANY_WORD: Final = expression(r"清理|整改|整顿|整治|clean|crackdown|rectif|政策|督")


def sense_of(one: Found, dense: Folded) -> tuple[Sense, Span | None]:
    """Which clean-up is meant: by the words of the claim, then the nearest of the neighbourhood, then the document.

    Returns it with the words of mining that told it, None for the other senses.
    """
    if _HYDRO.search(dense.text, one.start, one.end):
        return "hydro", None
    near, end = max(0, one.start - NEAR), one.end + NEAR
    told = min(_MINING.finditer(dense.text, near, end), key=lambda match: _gap(match, one), default=None)
    if told is None:
        if _HYDRO.search(dense.text, near, end):
            return "hydro", None
        told = _first_of_mining(dense.text)
    return ("unknown", None) if told is None else ("mining", dense.span(*told.span()))


def _gap(match: re.Match[str], one: Found) -> int:
    """Characters between words and a claim; 0 where they touch."""
    return max(0, one.start - match.end(), match.start() - one.end)


@lru_cache(maxsize=2)
def _first_of_mining(dense: str) -> re.Match[str] | None:
    """Asked for each claim, so looked for once a text."""
    return _MINING.search(dense)


def scope_of(words: str) -> Scope | None:
    """Which class of plants the words of a claim speak of."""
    if _ANY_WORD.search(words):
        return "any_cleanup"
    return "exit_class" if _EXIT_WORD.search(words) else None
