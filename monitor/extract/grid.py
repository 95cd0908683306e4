"""Finds which grid a text names: 国网, 南网, a province's company, a local grid, or none at all (孤网)."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.extract.reading import Reading
from monitor.models import Fact
from monitor.rules.values import Grid, Grids
from monitor.text.expression import cued

_PROVINCES: Final = (
    "广东|广西|云南|贵州|海南|四川|重庆|湖南|湖北|江西|浙江|福建|安徽|江苏|上海|陕西|甘肃|青海|宁夏|新疆|西藏|河南|河北|北京"
    "|天津|山东|山西|辽宁|吉林|黑龙江"
)
# 国网四川电力, 四川省电力公司, 贵州电网: the company of a province, whichever main grid it belongs to.
_PROVINCIAL: Final = cued(
    rf"(?:国家?电?网|南方?电?网)?(?P<province>{_PROVINCES})(?:省|自治区|市)?"
    r"(?:电网(?:有限责任|有限)?(?:公司|公)?|省?电力(?:有限责任|有限)?公司|供电公司)|(?P<own>(?<![全各本外])省网|省电网|省级电网|省电力公司)"
)
_LOCAL: Final = cued(
    r"地方(?:小)?电网|(?:县|市|州|本地|当地|地区|小)(?:级|属|城)?电网(?!改造)|(?:县|地|小水电)网(?=[,。;、\s]|$|并|上网|电价|结算|供电)"
)
_ISLAND: Final = cued(
    r"孤网|离网|孤岛运行|孤立(?:电网|运行)|独立(?:电网|小电网|运行)|[不未]并网|没有?并网|没有?[上入]网"
)
# 中国网, 全国网络 hold no 国网.
_NOT_BEFORE: Final = "(?<![中全各外美祖我])"
_NOT_AFTER: Final = "(?![络友民站红页吧售点])"


def extract_grid(reading: Reading) -> list[Fact]:
    """Find the grids named.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts of kind `grid` in text order; detail `name` is state_grid, southern_grid, inner_mongolia, local_grid,
    island, or provincial:<province> (provincial: alone for 省网), `company` the id of the row of grids.yaml when it is
    one of its companies. The names of the companies come from data/grids.yaml.
    """
    folded, text = reading.normalised.plain, reading.document.text
    if "网" not in folded.text and "电" not in folded.text and "grid" not in folded.text:
        return []
    facts: list[Fact] = []
    end = 0
    for start, stop, name, company in sorted(_found(reading), key=lambda found: (found[0], -found[1])):
        if start < end:
            continue
        end = stop
        span = folded.span(start, stop)
        detail = MappingProxyType({"name": name, "company": company})
        facts.append(Fact("grid", span, span.of(text), detail=detail))
    return facts


def _found(reading: Reading) -> list[tuple[int, int, str, str | None]]:
    text = reading.normalised.plain.text
    grids, pattern = _named(reading.knowledge.grids)
    found: list[tuple[int, int, str, str | None]] = [
        (match.start(), match.end(), _kind(grid), grid.id)
        for match in pattern.finditer(text)
        for grid in (grids[match[0]],)
    ]
    for match in _PROVINCIAL.finditer(text):
        place = reading.knowledge.places.named(match["province"]) if match["province"] else ()
        found.append((*match.span(), f"provincial:{place[0].province if place else ''}", None))
    found += [(*match.span(), "local_grid", None) for match in _LOCAL.finditer(text)]
    found += [(*match.span(), "island", None) for match in _ISLAND.finditer(text)]
    return found


def _kind(grid: Grid) -> str:
    return "local_grid" if grid.kind == "local" else grid.id


@lru_cache(maxsize=8)
def _named(grids: Grids) -> tuple[dict[str, Grid], re.Pattern[str]]:
    """The words of all companies, and one pattern that finds the longest."""
    words = {word: grid for grid in grids for word in grid.words}
    longest_first = sorted(words, key=len, reverse=True)
    return words, cued(f"{_NOT_BEFORE}(?:{'|'.join(map(re.escape, longest_first))}){_NOT_AFTER}")
