"""Tells a size of earlier days from the one that stands: 开始只有一台75千瓦,2007年贷款40万换成现在的160千瓦一台."""

from __future__ import annotations

from typing import Final

from monitor.extract.context import BREAKS, left_of
from monitor.text.expression import expression

_FAR: Final = 60  # characters between the two sizes at most
# 开始只有, 刚接手时只有, 当初装了; 2010年开始运行 and 开始是我和堂弟合伙 name no size right behind
_AT_FIRST: Final = expression(
    r"(?:(?<![年月日])(?:一?开始|起初|起先|当初|最早|最初|早先|刚建|建的?时候?|建站时|刚?接手(?:的)?时候?|买来时候?|买的时候|那时候?|以前|原先|原来)"
    r")(?:的时候|时)?(?:的|还|就|都|才|只|是|有|装|了|机|容量|一台|两台|1台|2台|小|老|机组|约|:| ){0,8}$"
)
_NOW: Final = expression(
    r"(?:(?:换|改|增容|扩容|技改|扩|升级|改造|重建|重装|更换|提高|增加)"
    r"(?:成|到|为|至|了){0,2}(?:现在|如今|目前|新)?的?"
    r"|(?:现在|如今|目前|眼下|今)(?:的|是|有|装|机|为|共|一共|已经?|容量|达到?|到){0,4})"
    r"(?:一台|两台|1台|2台)?(?:约|[: ])?$"
)
_MORE: Final = expression(r"[再又]?(?:加|增|添|另)[装设上]?(?:了|一台)|扩一台|二期|计划|准备|打算|[可能想拟]")


def was_before(text: str, start: int, end: int, next_start: int) -> bool:
    """Whether the size at [start, end) of a folded text was replaced by the one that begins at `next_start`. O(1)."""
    between = next_start - end
    if not 0 < between <= _FAR or "\n\n" in text[end:next_start]:
        return False
    if _AT_FIRST.search(text, left_of(text, start, BREAKS, 18), start) is None:
        return False
    first = max(end, left_of(text, next_start, BREAKS, 18))
    return _NOW.search(text, first, next_start) is not None and _MORE.search(text, first, next_start) is None
