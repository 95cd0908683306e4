"""Tells the sizes of neighbours' plants from the one sold: 同沟另有三座电站,装机分别为320、400、630千瓦, 现只转让三级.

Only where the text has a size of its own apart from theirs; in a sentence that sells nothing, or where it says which
of several steps is sold.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.text.expression import cued, expression

_FAR: Final = 60
_NEAR_AFTER: Final = 30
_SIZE: Final = expression(r"\d(?:\.\d+)? ?(?:万|个)?(?:kw|mw|千瓦|瓩|兆瓦)(?!时|h)|\d ?[x×*] ?\d{2,5}")
_SOLD: Final = expression(
    r"转让|出售|出让|转手|出手|拍卖|变卖|挂牌|处置|卖|接手|接盘|收购|打包|(?:一起|一并|一同|都|也|也可以?)[谈转出让给]"
    r"|标的|抵押|出租|招租|承包|sale|sell"
)
_UNSOLD: Final = expression(
    r"(?:不|没有?|并非|不是|未|不在|不包括在?|不属于|不列入)(?:本次|这次|此次)?(?:转让|出售|出让|卖|转)(?:范围|之列|标的)?"
)
_STREAM: Final = r"(?:沟|河|溪|江|流域|水系|条河|条沟|条溪|村|镇|乡|县)"
# 同沟另有三座电站, 本村还有两个站, 同流域国企电站
_BESIDE: Final = expression(
    rf"(?:(?:同|[这该]条|同一?条?|同[在处]?一?){_STREAM}|[本全我]{_STREAM})(?:里|内|上|的)?"
    rf"[^,。;!?\n\d]{{0,8}}?(?:另有|另外|还有|也有|其[他余它]|别的|国企|国资|央企|民营|县属|集体|[\d二两三四五六七几多]+[座个家]|上游|下游)"
    rf"[^。;!?\n]{{0,8}}?(?:电站|站|厂)"
    rf"|(?:另有|另外有?|还有|其[他余它])(?:[\d一二两三四五六七几]+[座个家])?[^,。;!?\n\d]{{0,6}}?(?:别人|人家|他人|国企|国资|别家|邻村|外地老板)"
    rf"[^,。;!?\n\d]{{0,4}}?站"
)
# 都不是我们的, 是县国资的, 归我弟弟
_OF_OTHERS: Final = cued(
    r"(?:[都均全皆也]|两[座个级]|这些|那些|它们)*(?:不是|不属于?|不归|非)(?:我|咱|本|自己)(?:[们家方站司公的]|公司|自己)*"
    r"|(?:[都均全皆也]|两[座个级])*(?:是|归|属于?|为)(?:县|市|省|镇|乡|村|国|集体|别|人家|他人|另[一外]|其他|外地|私人|邻|兄弟|我?(?:[堂表]?[哥弟兄叔舅]|亲戚|朋友|姐夫|老表|大伯))"
    r"[^,。;!?\n转卖]{0,8}(?=[,。;!?\n]|$)"
    r"|[跟和与](?:我|咱|本站|本电站)[们家]?(?:没(?:有)?关系|无关|不搭界)"
)
_STEP_NAME: Final = r"[一二三四五上中下甲乙丙丁]"
# 现只转让三级, 卖的是二级
_CHOSEN: Final = expression(
    rf"(?:只|仅|现|本次|此次|这次|单)+(?:对外)?(?:转让?|出售?|出让|卖|处理)(?:其中)?的?(?:是|为)?(?P<step>{_STEP_NAME})(?:级|站|厂)"
    rf"|(?:转让?|出售?|出让|卖)的(?:只)?(?:是|为)(?:其中)?的?(?P<told>{_STEP_NAME})(?:级|站|厂)"
    rf"|(?:只有|其中|仅)(?P<only>{_STEP_NAME})(?:级|站|厂)(?:水?电?站)?(?:对外)?(?:转让|出售|出让|要卖|卖|出手)"
)
_STEP_SIZE: Final = expression(
    rf"(?P<step>{_STEP_NAME})(?:级|站|厂)(?:水?电?站)?(?:的|现|总|设计)?(?:装机|机组)?(?:总?容量"
    rf"|规模)?(?:约?[为是有]|:|\(| )*$"
)


def is_of_neighbours(text: str, start: int, end: int) -> bool:
    """Whether the power at [start, end) of a folded text is of plants that are not sold."""
    if (step := _chosen(text)) is not None:
        named = _STEP_SIZE.search(text, left_of(text, start, limit=16), start)
        return named is not None and named["step"] != step
    first, last = left_of(text, start, HARD_BREAKS, _FAR), right_of(text, end, HARD_BREAKS, _FAR)
    beside = _BESIDE.search(text, first, end)
    others = beside or _OF_OTHERS.search(text, end, right_of(text, end, HARD_BREAKS, _NEAR_AFTER))
    if others is None or _SOLD.search(_UNSOLD.sub("", text[first:last])):
        return False
    return _SIZE.search(text, 0, first) is not None or _SIZE.search(text, last) is not None


@lru_cache(maxsize=2)
def _chosen(text: str) -> str | None:
    """Which of several steps the text sells; asked for each power, so looked for once a text."""
    chosen = _CHOSEN.search(text)
    return None if chosen is None else chosen["step"] or chosen["told"] or chosen["only"]
