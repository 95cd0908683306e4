"""Finds dates that matter: when a plant was commissioned, when a text was posted, when a permit ends."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from monitor.extract.context import make_fact
from monitor.extract.reading import Reading
from monitor.models import Fact
from monitor.text.expression import cued

_DAY: Final = (
    r"(?P<{0}y>(?:19|20)\d\d)(?:年|[-/.])(?:(?P<{0}m>1[0-2]|0?[1-9])(?:月"
    r"|[-/.](?=\d))?(?:(?P<{0}d>[12]\d|3[01]|0?[1-9])[日号]?)?)?(?!\d)"
)
_BUILT: Final = (
    r"(?:建成|投产|投运|并网|发电|竣工|投入(?:商业)?(?:运行|运营|使用|生产)|通电|运行|建(?!议|设用地)|兴建|始建"
    r"|修建|开始发电)"
)
_DATES: Final = cued(
    r"(?=[12发表挂刊更p始建投竣兴有到许取证])(?:"  # a quick no for all other places
    rf"(?P<posted>(?:发布|发表|挂牌|刊登|更新)(?:日期|时间|于)|挂牌开始日期"
    rf"|posted(?: on)?)[: ]{{0,2}}{_DAY.format('p')}"
    rf"|(?P<built>(?:始?建|建成|投产|投运|竣工|兴建)(?:日期|时间|年份)?(?:[于在是为:|]| ){{0,2}}){_DAY.format('b')}"
    rf"|(?P<year>(?:19|20)\d\d)年?(?=(?:\d{{1,2}}月(?:份|底|初)?)?(?:\d{{1,2}}日)?(?:正式|全面|实现|即|就|全部"
    rf"|首台机组|首次|底"
    rf"|初)?{_BUILT})(?:(?P<month>\d{{1,2}})月)?"
    rf"|(?P<expiry>有效期?限?(?:至|到|为|:)|到期(?:日|时间)?(?:为|是|:)?|(?:许可证?|取水证"
    rf"|证)[^,。;\n\d]{{0,6}}(?:到|至)){_DAY.format('e')}"
    rf"|(?P<ends>(?:19|20)\d\d)年?(?:(?P<ends_month>\d{{1,2}})月(?:(?P<ends_day>\d{{1,2}})[日号])?)?(?:底|末|初)?(?=才?到期|过期|失效|届满))"
)


def extract_dates(reading: Reading) -> list[Fact]:
    """Find dates: `detail` says `what` (commissioning, posted, permit) and the `value` as YYYY[-MM[-DD]].

    O(n), raises nothing.
    """
    facts = []
    for match in _DATES.finditer(reading.normalised.plain.text):
        what, value = _read(match)
        detail = MappingProxyType({"what": what, "value": value})
        facts.append(make_fact(reading, "date", *match.span(), detail=detail))
    return facts


def _read(match: re.Match[str]) -> tuple[str, str]:
    if match["posted"]:
        return "posted", _iso(match["py"], match["pm"], match["pd"])
    if match["expiry"]:
        return "permit", _iso(match["ey"], match["em"], match["ed"])
    if match["ends"]:
        return "permit", _iso(match["ends"], match["ends_month"], match["ends_day"])
    if match["built"]:
        return "commissioning", _iso(match["by"], match["bm"], match["bd"])
    return "commissioning", _iso(match["year"], match["month"], None)


def _iso(year: str, month: str | None, day: str | None) -> str:
    if not month or not 1 <= int(month) <= 12:
        return year
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"
