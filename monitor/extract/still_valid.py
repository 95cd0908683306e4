"""Tells a permit that ends some day from one that has ended: 取水证2028年5月到期 lacks nothing in 2023."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from monitor.extract.found import Found
from monitor.extract.reading import Reading
from monitor.models import Fact
from monitor.text.expression import expression

TYPE: Final = "papers_pending"
# Said to have ended, or to be renewed just now, whatever the day.
_LAPSED: Final = expression(
    r"已|早|过期|失效|作废|逾期|超期|没|未|缺|正在|在办|在换|在续|中(?=$|[,。;])|注销|吊销|expired|lapsed|pending"
)
# 2023年11月届满,续期由买受人自理; 正在延续: whoever speaks of the renewal tells that it is still to be had.
_TO_RENEW: Final = expression(r"[,、;(]?[^。;!\n]{0,8}?(?:延续|续期|续办|续证|未延)")
_ENDS: Final = expression(r"到期|届满|期满|有效期|expire|valid")


def without_still_valid(found: Iterable[Found], facts: Sequence[Fact], reading: Reading) -> list[Found]:
    """The wordings without those of missing papers that only tell a day on which a permit will end."""
    ends = [(fact, day) for fact in facts if (day := _end(fact))]
    if not ends:
        return list(found)
    return [one for one in found if one.type != TYPE or not _only_ends_later(one, ends, reading)]


def _end(fact: Fact) -> str | None:
    """When the permit of a fact ends, as YYYY[-MM[-DD]]; None for other facts."""
    if fact.kind != "permit" and fact.detail.get("what") != "permit":
        return None
    end = fact.detail["expiry" if fact.kind == "permit" else "value"]
    return end if isinstance(end, str) else None


def _only_ends_later(one: Found, ends: Sequence[tuple[Fact, str]], reading: Reading) -> bool:
    text = reading.normalised.plain.text
    start, end = reading.normalised.plain.locate(one.span)
    if _ENDS.search(text, start, end) is None or _LAPSED.search(text, start, end) or _TO_RENEW.match(text, end):
        return False
    told = [day for fact, day in ends if fact.span.start < one.span.end and one.span.start < fact.span.end]
    return bool(told) and all(_not_past(day, reading.document.posted_at) for day in told)


def _not_past(end: str, posted_at: date | None) -> bool:
    """Whether a permit that ends then is valid on the day of the text; where that is unknown, nobody says it is not."""
    return posted_at is None or end >= posted_at.isoformat()[: len(end)]
