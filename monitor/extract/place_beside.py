"""Tells a place that only says where another lies (马尔康边上金川那个, 挨着凤凰的麻阳) from the place of the plant."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from monitor.extract.place_names import Mention
from monitor.text.expression import expression

_BESIDE: Final = expression(
    r"县?城?(?:的?(?:隔壁|旁边|边上|附近|周边|隔邻|邻县|外围|外面|对面|背后|往[东西南北上下前里]|再?过去)"
    r"(?:[一1]?点点?|不远|走|去|开车|半小时|[一1]个?小时|几十公里|\d{1,3}公里){0,3}[,、]?"
    r"(?:的|就?是|到|那个|叫|(?:一|那)个叫)?)"
)
_NEAR_BEFORE: Final = expression(r"(?:挨着|挨到|靠近|靠着|紧邻|紧挨|紧靠|毗邻|临近|邻近|贴着|离|距)$")
_NEAR_AFTER: Final = expression(
    r"县?城?(?:边上?|不远)?(?:很?近|不远|[一半几两]个?小时|几十公里|\d{1,3}公里)?(?:车程)?的"
)


def without_neighbours(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions of a folded text in order, those denied beside which the county named next is said to lie."""
    ordered = sorted(mentions, key=lambda one: one.start)
    near = {one.start for one, two in pairwise(ordered) if _is_near(text, one, two)}
    return [one._replace(use="denied") if one.start in near else one for one in mentions]


def _is_near(text: str, one: Mention, two: Mention) -> bool:
    """True when `one` only leads to `two`; 成都附近的都江堰 lies in it, and stays where it is."""
    if not one.end <= two.start <= one.end + 16 or two.options[0].level != "county":
        return False
    if any(inner.within(outer) for inner in two.options for outer in one.options):
        return False
    if _BESIDE.fullmatch(text, one.end, two.start):
        return True
    before = _NEAR_BEFORE.search(text, max(0, one.start - 2), one.start)
    return before is not None and _NEAR_AFTER.fullmatch(text, one.end, two.start) is not None
