"""Tells a line to the grid and station service from power for a user: 自有10kV专线到变电站, 自发自用(厂用电)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.extract.found import Found
from monitor.text.expression import expression
from monitor.text.normalise import Normalised

TYPE: Final = "direct_supply"
BEFORE: Final = 20  # characters that tell where a line leads, before it
AFTER: Final = 36
_LINE: Final = expression(r"专用?线|专缆|(?:own|private|dedicated|separate)[^.;]{0,16}line")
_TO_USER: Final = expression(
    r"直供|直接[给供]|供电给|不[走过经]|网前|表前|绕[过开]|自用|[给供][你您]|客户|用户|企业|数据中心|矿"
    r"|(?:到|达|进|至|给|供|拉|通|接|往|去)[^,。;]{0,6}?(?:厂(?![用变])|机房|车间|园区|棚|集装箱|仓库|场地|[你您]|村|砂场|冷库)"
    r"|(?:your|data|factory|customer|workshop|user|bypass|direct)"
)
_SUBSTATION: Final = (
    r"(?:变电[站所]|开闭所|(?:\d(?:kv|千伏)|[\u4e00-\u9fff]{2}|某)变(?=[,。;、)]|$)|电网|国网|南网|大网|主网|供电[局所]|电力公司"
    r"|系统(?=[,。;、)]|$)|间隔(?=[,。;、)]|$))"
)
_THERE: Final = rf"(?:到|至|接|进|入|并|送|通|连|引|上|距)[^,。;]{{0,14}}?{_SUBSTATION}"
_OWNED: Final = r"(?:(?:线路)?(?:自有|独立|全部|完整|明晰)?产权|(?:线路)?产权(?:自有|归|属))"
# 专线2公里到变电站, T接至35kV某变, 专线并网, 送出专线; then 有专线一条,自有产权
_TO_GRID: Final = expression(
    rf"{_THERE}|[并上联挂]网|送出|出线|外送|输出|接入系统|{_OWNED}|to (?:the )?(?:\w+ ){{0,3}}(?:substation|grid)"
)
_THEN_TO_GRID: Final = expression(
    rf",(?:线路|全?长|约|单回|架空|[\d.]+ ?(?:公里|km|米|里)|直接|已|t|,){{0,8}}(?:{_THERE}|{_OWNED})"
    r"|,(?:发的)?的?(?:电|电[量力])?(?:全部|全额|都|全)(?:卖给?|送|交|供)?(?:给|到)?(?:电网|国网|南网|大网|上网)"
)
_MAY: Final = expression(r"[可能好以便合][^,。;]{0,3}$")  # 可拉专线: a line still to be laid is a user's
_SERVICE: Final = r"(?:[厂站]用|站内用|电站用|生活用?|照明用?|办公用?|值班用?|自身用?)电?"
_HOUSE_LOAD: Final = expression(r"(?<=[电本]站|站内|厂内)自用电|自用电(?:率|由厂|变|系统)")
_OWN_USE: Final = expression(r"自发自用|自供|自给|自产自用|自用|自发电?")
# 自发自用(厂用电), 自供站内用电
_SERVICE_AFTER: Final = expression(
    rf"[ (:]{{0,2}}(?:主要|仅|只|限于?|为|是|指|作为?|用于|用作|供|部分|电|的|本站|电站|站内|内部)*{_SERVICE}"
    r"(?![^,。;]{0,6}(?:[给供卖]|厂|村))"
)
# 站用电自发自用, 厂用电由本站自供
_SERVICE_BEFORE: Final = expression(rf"{_SERVICE}(?:均|都|全|全部|为|是|可|由|靠|本站|电站|自己|部分|系)*$")


def without_own_lines(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings without those of direct supply that speak of a line to the grid or of station service. O(n)."""
    return [one for one in found if one.type != TYPE or one.stance == "denied" or not _is_own(one, normalised)]


def _is_own(one: Found, normalised: Normalised) -> bool:
    text = normalised.plain.text
    start, end = normalised.plain.locate(one.span)
    return _leads_to_grid(text, start, end) or _is_service(text, start, end)


def _leads_to_grid(text: str, start: int, end: int) -> bool:
    """True for the words of a line, where those around tell of the grid as its end and of no user."""
    line = _LINE.search(text, max(0, start - 4), end + 2)
    if line is None:
        return False
    left, right = left_of(text, start, limit=BEFORE), right_of(text, end, HARD_BREAKS, AFTER)
    if _MAY.search(text, left, start) or _MAY.search(text, start, line.start()) or _TO_USER.search(text, left, right):
        return False
    clause = right_of(text, line.end(), limit=AFTER)
    return bool(_TO_GRID.search(text, left, clause) or _THEN_TO_GRID.match(text, clause))


def _is_service(text: str, start: int, end: int) -> bool:
    """True where what is used or supplied is the plant's own service: lamps, pumps, rooms."""
    if _HOUSE_LOAD.search(text, max(0, start - 2), end + 3):
        return True
    for match in _OWN_USE.finditer(text, start, end):
        before = text[left_of(text, match.start(), limit=BEFORE) : match.start()]
        if _SERVICE_AFTER.match(text, match.end()) or _SERVICE_BEFORE.search(before):
            return True
    return False
