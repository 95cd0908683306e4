"""Finds which amounts of a text are money, in yuan: 95万元, 95万, 95w, 138个, 9字头; not outputs, not counts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.bare import LEAST_PER_KW, counted_size
from monitor.extract.context import left_of
from monitor.extract.energy import GENERATION_BEFORE
from monitor.extract.energy_rise import outputs_listed
from monitor.extract.energy_series import Series
from monitor.extract.hopes import follows_hope
from monitor.extract.labels import load_labels
from monitor.extract.units import find_unit_groups
from monitor.text.expression import cued, expression

PRICED: Final = frozenset({"asking", "starting", "floor"})
MOST_WAN: Final = 20_000  # 200 million yuan; a dearer plant is not sold by the w
_ENDS: Final = "万亿千百123456789一二三四五六七八九多余来头把"  # the last letters of a number in 万 or 亿
_TIMES: Final = frozenset("x×*")
_TOGETHER: Final = expression(r"(?:一块|一起|一并|一道|一齐|打包|总共|拢共|全部|通通|一共)$")  # 电站跟鱼塘一块55个
# 手里的盘源从十几个涨到七十多个: plants, buyers and calls are counted so too.
_COUNTED: Final = expression(
    r"(?:盘源|货源|房源|帖子?|询盘|电话|单子?|客户|买家|卖家|电站|项目|站点|案子|名额|咨询|微信群?|好友)[^,。;\d]{0,3}(?:从|由|已|有|涨|增|多|剩|还)[^,。;]{0,8}$"
)
_BEFORE_GE: Final = "说讲概来多个价要只就卖售是给转出包到收款共总报喊挂约近为低需叫索"
# 万 without 元 counts something else here; the units of amounts.py know most of the other things.
_NO_MONEY_AFTER: Final = expression(
    r" ?(?:个?机位|(?<! )装机|伏|步|字|卡|负荷|美|港|欧|日元|韩|泰|粉丝|用户|居民|群众|农户|村民|网友|头|尾|羽|颗|片"
    r"|瓶|斤|枚|多?千瓦|kw|度|平|大卡|千伏|方|立)"
)
_GE: Final = expression(
    r"个[w万]?(?!u(?![a-z]|结|支|付|也|都|可|收|行|交)|[多半]?(?:机[位柜组架]|位[子置]|[格洞空]|集装箱|货柜|盘源"
    r"|[月人站小工交村点股电水柜架车孔闸千百亿矿流字平方客群粉项年星单标账风台厂项部老不错]"
    r"|亿|\d|kw|h|p|t|卖[站家点]|帖|转让|在售))|个(?=不(?:议|还|讲|墨|二|含|谈|刀|少))"
)
_ZITOU: Final = expression(r"([1-9一二三四五六七八九])字(?:头|开头)(?:[,、 ]?(的?[三六七八]位数))?")
_DIGITS_OF: Final = {"三": 1_000_000, "六": 100_000, "七": 1_000_000, "八": 10_000_000}
MACHINES: Final = expression(r"矿机|s\d\d|m\d\ds?|算力|显卡|服务器|机架|货架|每台|单价|一台")
_ENGLISH_END: Final = expression(
    r"(?<=illion)(?=[.,;:)!?\n]|$| (?:and|or|to|in|for|but|now|with|as|on|after|before|from)\b)"
)
_KEYS: Final = expression(
    r",? ?(?:and|or|for)? ?(?:you get|you can have|it'?s yours|it is yours|takes (?:it|the lot|all)"
    r"|the keys|will do|is enough)"
)
_LET: Final = cued("包出去|租出去|出租|招租|承租|承包|发包|转租|竞租|租赁|外租")
_EACH_YEAR: Final = expression(r"(?:[一每]年|年租金?|年承包费)(?:要|交|给|只要|收|是|就|:|也就)*$")
_EACH_MONTH: Final = expression(r"(?:(?:每个?|一个?)月|月)(?:租金?|承包费)?(?:要|交|给|只要|收|是|就|:|也就)*$")
_RENT_END: Final = expression(r" ?(?:起|就|块|(?=[,。;!\s]|$))")
_EXACT: Final = expression(r"\((\d{2,4})(?:万|w)?\)")
# 5字头,55; 2字头(百万)
_KEPT: Final = expression(r"(?:机架|货架|服务器|矿机)(?:风扇|电源)?(?:都|全|也)?(?:留|送|在|带|齐)[下走全]? ")
_THEN_EXACT: Final = expression(r"[,、 :] ?(\d{2,4})(?:万|w)?(?=[,。;!、\s)]|$)")
_ZITOU_SCALE: Final = expression(r" ?\((十万|百万|千万)(?:级|位)?\)")
_SCALES: Final = {"十": 100_000, "百": 1_000_000, "千": 10_000_000}
_UNIT_PRICE: Final = expression(r"(?<!电)(?<!台)单价(?:每千瓦)?[:是为约按就才要 ]*$")
_MOST_PER_KW: Final = 20_000  # yuan
_HEADING: Final = expression(r"单位[: ]?(?:人民币)?万元")
_SOLD_AFTER: Final = expression(
    r"以内(?:都|就)*(?:能|可以?|好)(?:谈|卖|拿|商量|走)|[卖出转拿]|走[起人]|起走|就(?:卖|出|走|行)|带走|打包|包过户"
)
LEAST_RENT: Final = 5_000  # yuan a year
_A_YEAR: Final = expression(r" (?:a|per|each|every) (?:year|annum)|,? (?:annually|yearly)(?![a-z])")
_ENGLISH_LET: Final = cued(r"\bleas(?:e|es|ed|ing)\b|\brent(?:s|al|ed|ing)?\b|\bto let\b|\btenant")
_ENGLISH_OUTPUT: Final = expression(
    r"(?:generat|produc|output|mak(?:es?|ing)|yield|earn|income|revenue|profit|turnover|averag)\w*(?: \w+){0,3} $"
)
_ANNUAL_FEE: Final = expression(
    r"\b(?:annual|yearly) (?:lease |concession |use )?(?:rent|rental|fee|payment|charge|royalty)(?: of| is| at|:)? ?$"
)
_MILLION: Final = 1_000_000
FAR_MILLIONS: Final = 60  # characters from the sum with its millions to the one without
_TAKES: Final = expression(
    r"\b(?:(?:would|will|to|now|but|and|might|could|can|'d|'ll)(?: only| happily| gladly| now| be glad to| even)*"
    r" (?:takes?|accepts?|settles? for|wants?|asks?(?: for)?|seeks?|let it go for|sells?(?: it)? for"
    r"|part with it for|hopes? for|be happy with)|(?:wants|asks|seeks|asking|asking price is))"
    r"(?: just| only| about| around| some| no more than)? $"
)
_CLAUSE_END: Final = expression(
    r"[,;:!?\n\"”’)—]|\.(?!\d)|$| (?:now|today|for|but|if|and|all|in cash|or|from|to (?:anyone|whoever))\b"
)
_WOULD_DO: Final = expression(r" (?:would|will) (?:do|suffice|be enough)\b")
_NO_YUAN: Final = expression(r"(?=[\s,。;!、)]|$)")
_YUAN: Final = expression(r"yuan|rmb|cny|¥")


def read_money(text: str) -> list[Amount]:
    """All amounts of a folded text that may be money, in yuan, in order. Linear."""
    found = []
    for amount in read_amounts(text):
        if not amount.unit and amount.start and text[amount.start - 1] in _TIMES:
            continue  # 3×1.4万: sets
        money = _as_money(text, amount)
        if money is not None and money.high >= 1:
            found.append(money)
    found.extend(_zitou(text))
    found.extend(_yearly(text))
    found.extend(_each_kilowatt(text))
    found.extend(_elided(text))
    if _HEADING.search(text):
        found.extend(_under_heading(text))
    listed = outputs_listed(text)
    if listed:
        found = [one for one in found if not _is_within(listed, one.start)]
    return sorted(found, key=lambda amount: amount.start)


def _yearly(text: str) -> list[Amount]:
    """一年四千起 of a plant to let: thousands of yuan without their unit."""
    if _LET.search(text) is None:
        return []
    return [
        amount._replace(unit="CNY", per=per)
        for amount in read_amounts(text)
        if not amount.unit
        and amount.scale == 1
        and amount.han
        and 1_000 <= amount.low < 10_000
        and _RENT_END.match(text, amount.end)
        and (per := _term(text, amount))
    ]


def _term(text: str, amount: Amount) -> str:
    """What a rent is paid for by the words before it: year, month or ''."""
    first = left_of(text, amount.start, limit=8)
    if _EACH_YEAR.search(text, first, amount.start):
        return "year"
    return "month" if _EACH_MONTH.search(text, first, amount.start) else ""


def _each_kilowatt(text: str) -> list[Amount]:
    """单价三千一 of a plant: yuan for each kW, without either unit; where machines are sold, it is theirs."""
    if "单价" not in text:
        return []
    return [
        amount._replace(unit="CNY", per="kW")
        for amount in read_amounts(text)
        if not amount.unit
        and (amount.bare or amount.han)
        and LEAST_PER_KW <= amount.low <= _MOST_PER_KW
        and (told := _UNIT_PRICE.search(text, left_of(text, amount.start, limit=10), amount.start))
        and not MACHINES.search(text, left_of(text, told.start(), limit=8), told.start())
    ]


def _is_within(listed: Sequence[Series], place: int) -> bool:
    number = bisect_right(listed, place, key=lambda series: series.start) - 1
    return number >= 0 and place < listed[number].end


def _under_heading(text: str) -> list[Amount]:
    """A bare number after a label, where the table says once that all is in 万元."""
    labels = load_labels("price.tsv")
    found = []
    for amount in read_amounts(text):
        if amount.unit or amount.scale > 1 or text[amount.start - 1 : amount.start] not in {":", "|", " ", "\n"}:
            continue
        first = left_of(text, amount.start, limit=14)
        label = labels.last(text, first, amount.start)
        if label is not None and not text[label.end : amount.start].strip(" :|"):
            found.append(amount._replace(low=amount.low * 10_000, high=amount.high * 10_000, unit="CNY"))
    return found


def _as_money(text: str, amount: Amount) -> Amount | None:
    """The amount in yuan if it is money: 95万元, 95万, 95w, 138个; None for all else."""
    if amount.unit == "CNY":
        return None if amount.per in {"kWh", "other", "day"} else _from_currency(text, amount)
    if amount.unit == "w":
        return _from_w(text, amount)
    if amount.unit:
        return None
    if amount.scale >= 10_000 and text[amount.number_end - 1] in _ENDS and not _NO_MONEY_AFTER.match(text, amount.end):
        return None if _is_output(text, amount) else amount._replace(unit="CNY")
    if (
        amount.scale >= 1_000_000
        and _ENGLISH_END.match(text, amount.end)
        and (_names_yuan(text) or _KEYS.match(text, amount.end))
    ):
        return amount._replace(unit="CNY")  # 4 million yuan then, and 6.5 million now
    return _from_english(text, amount) or _from_ge(text, amount)


def _from_english(text: str, amount: Amount) -> Amount | None:
    """A lease at 260,000 a year: yuan that another sum of the text names."""
    if not amount.bare or "," not in text[amount.start : amount.end] or not _names_yuan(text):
        return None
    yearly = _A_YEAR.match(text, amount.end) if amount.low >= LEAST_RENT and _ENGLISH_LET.search(text) else None
    if yearly is None or _ENGLISH_OUTPUT.search(text, max(0, amount.start - 36), amount.start):
        return None
    return amount._replace(unit="CNY", per="year", end=yearly.end())


@lru_cache(maxsize=2)
def _names_yuan(text: str) -> bool:
    """Asked for each amount, so looked for once a text."""
    return _YUAN.search(text) is not None


def _from_w(text: str, amount: Amount) -> Amount | None:
    """95w: in 万, unless rigs or an output are counted in it."""
    machines = MACHINES.search(text, left_of(text, amount.start, limit=8), amount.start)
    if machines and _KEPT.fullmatch(text, machines.start(), amount.start):
        machines = None
    counted = text[amount.start - 1 : amount.start] in _TIMES  # 500*2 w
    if amount.high >= MOST_WAN or machines or counted or _is_output(text, amount):
        return None
    return amount._replace(low=amount.low * 10_000, high=amount.high * 10_000, unit="CNY")


def _from_ge(text: str, amount: Amount) -> Amount | None:
    """138个: in 万, as sellers say it."""
    ge = _GE.match(text, amount.end)
    if (
        ge
        and 8 <= amount.low <= MOST_WAN
        and amount.low == int(amount.low)
        and _before_ge(text, amount.start, ge.end())
        and not _is_counted_size(text, amount)
    ):
        return amount._replace(low=amount.low * 10_000, high=amount.high * 10_000, unit="CNY", end=ge.end())
    return None


def _is_counted_size(text: str, amount: Amount) -> bool:
    size = counted_size(text)
    return size is not None and size.start == amount.start


def _is_output(text: str, amount: Amount) -> bool:
    """年发420万 without 度 is no money."""
    if follows_hope(text, amount):
        return True  # 年发电可达900万度,现650万
    return GENERATION_BEFORE.search(text, left_of(text, amount.start, limit=14), amount.start) is not None


def _from_currency(text: str, amount: Amount) -> Amount:
    """人民币430 of a plant is in 万; RMB 180,000 annually is paid each year."""
    if amount.per:
        return amount
    if (yearly := _A_YEAR.match(text, amount.end)) is not None:
        return amount._replace(per="year", end=yearly.end())
    if _ANNUAL_FEE.search(text, max(0, amount.start - 40), amount.start):
        return amount._replace(per="year")
    few = (
        (amount.bare or amount.han)
        and not amount.written
        and 8 <= amount.low <= amount.high <= MOST_WAN
        and amount.low % 1 == 0
    )
    named = few and text.startswith("人民币", amount.start) and _NO_YUAN.match(text, amount.end)
    if named and "," not in text[amount.start : amount.end]:
        return amount._replace(low=amount.low * 10_000, high=amount.high * 10_000)
    return _with_whole(text, amount)


def _elided(text: str) -> list[Amount]:
    """He paid 19 million yuan and would take 11: the millions are named once."""
    if "illion" not in text:
        return []
    found = []
    named: Amount | None = None
    for one in read_amounts(text):
        if one.scale == _MILLION and one.unit in {"", "CNY"}:
            named = one
        if named is None or one.start - named.end > FAR_MILLIONS or one.unit or one.per or not one.bare:
            continue
        if not _MILLION <= one.low * _MILLION < named.low:
            continue
        takes = _TAKES.search(text, max(0, one.start - 40), one.start) and _CLAUSE_END.match(text, one.end)
        if takes or _WOULD_DO.match(text, one.end):
            found.append(one._replace(low=one.low * _MILLION, high=one.high * _MILLION, unit="CNY", scale=_MILLION))
    return found


def _with_whole(text: str, amount: Amount) -> Amount:
    return amount._replace(end=amount.end + 1) if text.startswith("整", amount.end) else amount


def _size(text: str) -> float:
    """The largest number of kW in the text, of one set or of all; 0 when none is named."""
    amounts = read_amounts(text)
    sizes = [amount.low for amount in amounts if amount.unit == "kW" and not amount.per]
    return max([*sizes, *(group.total for group in find_unit_groups(text, amounts))], default=0.0)


def _before_ge(text: str, start: int, end: int) -> bool:
    if _COUNTED.search(text, left_of(text, start, limit=18), start):
        return False
    label = load_labels("price.tsv").last(text, max(0, start - 8), start)
    if label is not None and label.end == start and label.role in PRICED:
        return True
    if _SOLD_AFTER.match(text, end) or _TOGETHER.search(text, max(0, start - 2), start):
        return True
    return not start or not text[start - 1].isalnum() or text[start - 1] in _BEFORE_GE


def _zitou(text: str) -> list[Amount]:
    """9字头: from 90 to under 100, in 万; in hundreds of 万 where that would be next to nothing for so many kW."""
    found: list[Amount] = []
    if _ZITOU.search(text) is None:
        return found
    size = _size(text)
    for match in _ZITOU.finditer(text):
        digit = "一二三四五六七八九".find(match[1]) + 1 or int(match[1])
        step = _DIGITS_OF.get((match[2] or "")[-3:-2], 0) or 100_000
        step = 1_000_000 if step == 100_000 and not match[2] and digit * 100_000 < LEAST_PER_KW * size else step
        low, high = digit * step, (digit + 1) * step - 1
        if scaled := _ZITOU_SCALE.match(text, match.end()):
            low, high = digit * _SCALES[scaled[1][0]], (digit + 1) * _SCALES[scaled[1][0]] - 1
        exact = _EXACT.match(text, match.end()) or _exact_after(text, match.end(), digit)  # 九字头(98)
        if exact:
            low = high = int(exact[1]) * 10_000
        end = (exact or scaled or match).end()
        found.append(Amount(match.start(), end, match.start() + 1, low, high, "CNY"))
    return found


def _exact_after(text: str, end: int, digit: int) -> re.Match[str] | None:
    """5字头,55: the number that follows tells it in full."""
    exact = _THEN_EXACT.match(text, end)
    return exact if exact is not None and exact[1].startswith(str(digit)) else None
