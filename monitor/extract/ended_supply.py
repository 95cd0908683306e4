"""Tells direct supply that is over from what may be had: 过去给化肥厂直供,厂搬走后全部上网 offers no line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.extract.context import left_of, right_of
from monitor.extract.found import Found
from monitor.models import Span
from monitor.text.expression import expression
from monitor.text.normalise import Normalised

TYPE: Final = "direct_supply"
BEFORE: Final = 40  # characters of the sentence looked at before the words
AFTER: Final = 60
ENDS: Final = "。!?\n"  # of a sentence; a semicolon goes on
_YEAR: Final = r"(?:(?:19|20)\d\d|[789]\d|0\d|1\d|2[0-4])年"
_PAST: Final = expression(
    rf"过去|以前|之前|从前|早先|早年|早些年|早几年|早期|原先|原来|原本|当年|当时|那时|曾经?|往年|前些年|前几年|老早|历史上"
    rf"|年代|世纪|(?:建站|投产|建成|投运)(?:初期?|之初|时|后|早期)|刚(?:建|投产)|{_YEAR}(?:到|至|以?前|起|到)"
    r"|used to|formerly|previously|in the past|once |until (?:19|20)\d\d|originally|before (?:19|20)\d\d"
)
_ALL_TO_GRID: Final = (
    r"(?:(?:全部|全额|全都?|都|统一|只|改为|改成|改|转为|转成|改走|整体|才)(?:是|为|由)?(?:直接)?(?:上|并|走|进|入|接|卖给?|送|交|供|接入)"
    r"[^,。;!?\n]{0,3}?(?:网|国家电网|供电局|电力公司)|(?:起|后|年|已经?|了|改|现在?|目前|如今)[^,。;!?\n]{0,4}?(?<!余电)(?<!余量)"
    r"(?:并|联|上)(?:入|上|了)?(?:[国大电南省主县]+)?网)"
)
_GONE: Final = (
    r"(?:早就?|已经?|全|都|后来|去年|前年|也|就)*(?:搬(?:走|迁|了|空)|关停|关门|关了|倒闭|倒了|破产|停产|拆[除掉了走]|拆迁|没了|不在了|撤[了走]"
    r"|垮了|黄了|停[了用掉办]|取消|废(?:弃|止|了|除)|解除|终止|中止|断[了开]|没续|未续|不再|结束|作废|过去了|过时|成历史|到此为止)"
)
_ENDED: Final = expression(
    rf"{_ALL_TO_GRID}|{_GONE}|(?:all|entire|whole|now|since)[^.;]{{0,40}}?grid|grid[- ]connected (?:since|in)"
    r"|(?:closed|moved away|shut down|dismantled|removed|cancelled|expired|ended)"
)
# 直供合同到期没续, 直供的日子早过去了, 专线早拆了: told of the supply itself.
_ENDED_ITSELF: Final = expression(
    rf"(?:电|线路?)?(?:的)?(?:合同|协议|日子|时代|年代|历史|业务|那会儿?|关系|模式|的事|方式)?(?:{_YEAR})?(?:就|已经?|早就?|全|都|到期|期满|后)*{_GONE}"
    rf"|(?:电|线路?)?(?:的)?(?:合同|协议)[^,。;!?\n]{{0,8}}?(?:到期|期满|满了)[^。;!?\n]{{0,6}}?(?:没续|未续|没再|不再|不续|{_ALL_TO_GRID})"
)
# What may still be had, or that it is so now: 专线还在,接上就能用; 现在直供硅厂.
_STILL: Final = expression(
    r"(?<!不)(?<!不再)(?:可(?!惜|是)|能(?!源|耗|力)|随时|照样|照旧|还在(?!建)|仍[在可能有然]?|至今|一直到现在|恢复|重新|再次|接着|继续|保留|现成|留着|完好"
    r"|欢迎|适合|方便|找新|新用户|下家|另找|找[^,。;]{0,4}(?:用户|大户|客户|下家)|改为直|改成直|转为直|换成直)"
    r"|(?:can be|could|still|available|ready|restor|possible|resume)"
)
_NOT_HAD: Final = expression(r"(?:不|没|无法|未|再也不|别)(?:可|能|再|得|准|让|许)*$")
_NOW: Final = expression(r"现在?|目前|如今|眼下|今年|now|currently")
_LATER: Final = expression(r"[。;]? ?(?:后来|现在|如今|目前|之后|该?厂|(?:19|20)\d\d年|后|now |since |today )")


def without_ended(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings without those of direct supply that, as the seller tells, is over. O(n)."""
    return [one for one in found if one.type != TYPE or one.stance == "denied" or not _is_over(one.span, normalised)]


def _is_over(span: Span, normalised: Normalised) -> bool:
    text = normalised.plain.text
    start, end = normalised.plain.locate(span)
    left, right = left_of(text, start, ENDS, BEFORE), _right(text, end)
    if _may_be_had(text, left, right):
        return False
    if _ENDED_ITSELF.match(text, end, right):
        return True
    past = list(_PAST.finditer(text, left, end))
    if not past or _NOW.search(text, past[-1].end(), start):
        return False
    return bool(_ENDED.search(text, end, right) or _ENDED.search(text, left, past[-1].start()))


def _right(text: str, end: int) -> int:
    """The end of the sentence, of the next one too where it goes on in time: 早年给化肥厂直供。后来厂搬走了."""
    right = right_of(text, end, ENDS, AFTER)
    return right_of(text, right + 1, ENDS, AFTER) if _LATER.match(text, right) else right


def _may_be_had(text: str, left: int, right: int) -> bool:
    return any(not _NOT_HAD.search(text, left, still.start()) for still in _STILL.finditer(text, left, right))
