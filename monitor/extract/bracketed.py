"""Wordings that run out of a bracket or quotation: 【可挖矿】水电站 says 可挖矿, not 挖矿】水电站."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.extract.found import Found
from monitor.text.expression import expression
from monitor.text.normalise import Folded

_OPENS: Final = dict(zip("】」』》〉”’)]", "【「『《〈“‘([", strict=True))
_CLOSING: Final = expression(r"[】」』》〉”’)\]]")


def in_brackets(found: Sequence[Found], plain: Folded) -> Sequence[Found]:
    """The wordings without those that begin within a bracket's words and run out of it, where another of their type
    has these words from an earlier place on.

    Others stay: 【手续】齐全 and 【上网】与县供电公司 are no less claims.
    """
    if _CLOSING.search(plain.text) is None:
        return found
    outside = {one for one in found if _runs_out(plain.text[slice(*plain.locate(one.span))])}
    if not outside:
        return found
    others = [one for one in found if one not in outside]
    return [one for one in found if one not in outside or not any(_begins_within(one, other) for other in others)]


def _runs_out(words: str) -> bool:
    """True when a bracket closes in the words that did not open there."""
    return any(_OPENS[match[0]] not in words[: match.start()] for match in _CLOSING.finditer(words))


def _begins_within(one: Found, other: Found) -> bool:
    return one.type == other.type and other.start < one.start < other.end
