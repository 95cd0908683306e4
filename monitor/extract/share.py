"""Finds shares of a company or partnership in percent."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.context import make_fact
from monitor.extract.numbers import HAN_NUMBER, han_value
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import cued

_WORDS: Final = r"(?:股权|股份|财产份额|合伙份额|份额|产权|所有权|权益|经营权|股|shares?|stake|equity|interest)"
_SIGN: Final = cued("[%成]|百分之|percent")
_SHARE: Final = cued(
    r"(?=[\d股财合份产所权经百一二三四五六七八九se])(?:"  # a quick no for all other places
    rf"(?P<pct>\d{{1,3}}(?:\.\d{{1,6}})?) ?(?:%|percent) ?(?:的|of (?:the )?)?(?:公司|水电公司|标的)?(?:{_WORDS})"
    rf"|{_WORDS}(?:比例)?(?:的|为|:|占|共|转让)? ?(?P<late>\d{{1,3}}(?:\.\d{{1,6}})?) ?%"
    rf"|百分之(?P<han>{HAN_NUMBER})(?:点[零一二三四五六七八九]{{1,4}})?的?{_WORDS}"
    rf"|(?P<tenths>[一二三四五六七八九])成(?:的)?(?:干)?{_WORDS})"
)


def extract_share(reading: Reading) -> list[Fact]:
    """Find shares: facts of unit "%", above 0 to 100; role `offered` for the share that the offer names.

    O(n), raises nothing.
    """
    text = reading.normalised.plain.text
    if _SIGN.search(text) is None:
        return []
    facts = []
    for match in _SHARE.finditer(text):
        value = _percent(match)
        if value is None or not 0 < value <= 100:
            continue
        role: Role = "offered" if value == reading.offer.share_pct else "unknown"
        facts.append(make_fact(reading, "share", *match.span(), role=role, low=value, high=value, unit="%"))
    return facts


def _percent(match: re.Match[str]) -> float | None:
    if match["tenths"]:
        return 10.0 * ("一二三四五六七八九".index(match["tenths"]) + 1)
    if match["han"]:
        return han_value(match["han"])
    return float(match["pct"] or match["late"])
