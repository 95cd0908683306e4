"""Reads the share that is sold, in percent: of several the one beside words that sell, not one that is held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.text.expression import cued, expression
from monitor.text.offer_aside import without_asides
from monitor.text.offer_english import read_english_share
from monitor.text.offer_object import EQUITY, HOW

_HAN_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}

NUMBER: Final = r"(\d{1,3}(?:\.\d{1,4})?) ?(?:%|per ?cent|个点)"
_SIGNS: Final = ("%", "percent", "per cent", "个点")
SHARE: Final = cued(
    rf"{NUMBER}(?:的|之)?(?:国有|国资|出资|财产|合伙|合作|公司|电站|参|老|干|原始)?(?:股权|股份|股|份额|权益| ?equity"
    rf"| ?stake| ?shares?)|(?:股权|股份|份额|权益|持股|占股|占比|股比|老股)[^,。\n\d]{{0,6}}?{NUMBER}"
    rf"|(?:转让|出让|出售|挂牌|流转)(?:标的)?(?:比例|份额|股比)[^,。\n\d]{{0,6}}?{NUMBER}"
    rf"|(?:株式|持ち?分)(?:の)?{NUMBER}|{NUMBER}(?:の)?(?:株式|持ち?分)"
    rf"|(?:电站|水电|站子?)(?:的)?股(?:份|权)?{NUMBER}"
    rf"|{NUMBER} (?:equity|stake|interest|of the (?:shares|(?:project |holding )?company))"
)
# Of a share sold, a number that only the deal explains: 我占49%, 个人股东合计18%一起转.
SHARE_LOOSE: Final = cued(
    rf"(?:占|持有|名下|合计|股东|控股|转让?|让出?|出让?|卖|只?剩)[^,。;\n\d%]{{0,8}}{NUMBER}"
    rf"|(?:^|[,。;\s]){NUMBER}(?=[,。;\s]|$|的?部分)"
)
REACH: Final = 60  # characters of a clause that are looked at on either side of a share
_TENTH: Final = "一二两三四五六七八九"
SHARE_HAN: Final = cued(
    r"百分之([一二三四五六七八九十]{1,3})的?(?:干|参)?(?:股权|股份|股|份额|权益)"
    r"|(?:股权|股份|份额|权益)(?:的|占|共|合计)?百分之([一二三四五六七八九十]{1,3})(?!点)"
    r"|(?:我|我们|本人|股东)[^,。;\n]{0,4}占(?:股)?百分之([一二三四五六七八九十]{1,3})"
)
TENTHS: Final = cued(
    rf"(?<!\d)(?P<before>[{_TENTH}1-9])成(?P<more>半|[{_TENTH}])?(?:的|之)?(?:干|参)?(?:股权|股份|股|份额|权益)"
    rf"|(?:股权|股份|份子|份额|(?:我|本人|只|可|能|万,|万元,)占(?:股)?|[卖转让出](?:我|自己"
    rf"|手[里上])[的这那]{{0,2}})[^,。;\n\d一二两三四五六七八九]{{0,6}}?"
    rf"(?P<after>[{_TENTH}])成(?P<rest>半|[{_TENTH}])?(?!新|把握|以上|以下|的?折)"
)
HALF: Final = cued(
    r"一半的?(?:股权|股份|股|份额|产权|权益)|(?:股权|股份|份额|权益)[^,。;\n\d]{0,4}一半|(?:电站|站子?)(?:让|卖"
    r"|转|出)一半"
)
FRACTION: Final = cued(
    r"(?:我[的那这]?|[转卖让出])([二三四五六七八])分之([一二两三四五])"
    r"|([二三四五六七八])分之([一二两三四五])的?(?:股|份额|权益|产权)"
    r"|(?:份额|合伙|股份)[:,]?[^,。;:\n]{0,12}?([二三四五六七八])分之([一二两三四五])(?![^,。;\n]{0,3}补)"
)
# 三股(全站二十股)
PARTS: Final = cued(
    r"([一二两三四五六七八九十\d]{1,3})股\(?[,、]?(?:全站|总共|一共|公司|总股|全厂"
    r"|共)[共有是]{0,2}([一二两三四五六七八九十\d]{1,3})股"
)
# 我占23.5股(按百分比), 按一百股算我有18股, 里面有二十五个点: percent under another name
POINTS: Final = cued(
    r"(?<![\d.])(\d{1,2}(?:\.\d{1,3})?)股?[(,、 ]?(?:按|以|都?是|走|用)?百分(?:比|制|数)"
    r"|(?:按|以)(?:总共|总股)?(?:一百|1?100)股[^,。;\n\d]{0,8}?(\d{1,2}(?:\.\d{1,3})?)股"
    r"|(?:我|本人|股东|里面|里头|手[里上])[^,。;\n\d]{0,4}[有占持](?:股)?([一二三四五六七八九十]{2,3})个点(?!位)"
)
RATIO: Final = cued(r"(?<![\d/.])([1-9])/([2-9])的?(?:股权|股份|股|份额|权益)")  # 转让2/3股权
WHOLE: Final = cued(
    r"(?:全(?:ての)?|すべての)(?:出资)?(?:持ち?分|株式|株(?=を))|(?:持ち?分|株式)(?:の)?(?:全部|全て|すべて|全量)|(?:全部|整体|百分之百|百分百"
    r"|全资)(?:的)?(?:股权|股份|份额|权益)|全资(?:子|项目|水电|电站)?公司的?(?:股权|股份)|(?:股权|股份|权益)(?:全部"
    r"|整体)(?:公开)?(?:转让|出让|出售)"
    r"|公司整体(?:卖|转让|出让|出售|转)|股东[^。;\n]{0,24}(?:让出|转让|出让|卖掉?)全部"
    r"|个人独资企业[^,。;\n]{0,4}投资权益"
)


# What sells, and what only says who holds; 转让方, 转让后 and 转让价 sell nothing.
_SELLS: Final = expression(
    r"(?<![不未已曾受])(?:转让|出让|出售|让出|让渡|转出|拍卖|变卖|处置|挂牌|甩卖|匀出|放出|抛售|流转|退出|卖掉?|其中|当中|里面?的)"
    r"(?!方|人|后|前|完成|价|底价|总价|款|费|条件|标的(?:公司|企业)|所得|时间|日|家|点)"
)
_CLAUSE_ENDS: Final = expression(r"[,。;!?\n]")
_AMOUNT: Final = expression(
    r"\d{1,3}(?:\.\d{1,4})? ?(?:%|percent|个点)|[一二两三四五六七八九]成|百分之[一二三四五六七八九十]"
)
# 现出让20%, 其中拟转让四成: the number right behind what sells needs no word of a share.
PART_SOLD: Final = cued(
    r"(?:转让|出让|出售|让出|转出|拍卖|变卖|挂牌|处置|卖掉?|其中的?|当中的?|中的)(?:所持|持有|手[里上]|其|的|其中|公司|部分|股权|股份|份额|合计|了|出|先|约)*"
    rf"(?:{NUMBER}|百分之(?P<han>[一二三四五六七八九十]{{1,3}})|(?P<tenths>[{_TENTH}])成(?P<half>半)?)(?=[,。;!\s)的股份权]|$)"
)


def read_share(head: str) -> float | None:
    """The share sold in percent, when one is stated."""
    head = without_asides(head)
    signed = any(sign in head for sign in _SIGNS)
    if signed and (match := _sold(SHARE, head)):
        return _part_sold(head, match) or _percent(match.groups())
    for read in (_told_share, read_english_share):
        if (told := read(head)) is not None:
            return told
    if signed and EQUITY.search(HOW.sub("", head)) and (match := SHARE_LOOSE.search(head)):
        return _percent(match.groups())
    return 50.0 if HALF.search(head) else None


def _sold(pattern: re.Pattern[str], head: str) -> re.Match[str] | None:
    """Of the shares that `pattern` finds the first that is sold, not held; without one the first."""
    found = list(pattern.finditer(head))
    return next((one for one in found if _is_sold(head, one)), found[0] if found else None)


def _is_sold(head: str, match: re.Match[str]) -> bool:
    """True when words that sell stand before the number in its clause, or behind it without another number there."""
    number = next(iter(_AMOUNT.finditer(head, *match.span())), match)
    start = max(
        (one.end() for one in _CLAUSE_ENDS.finditer(head, max(0, match.start() - REACH), number.start())), default=0
    )
    start = max(start, number.start() - REACH)
    start = max((one.end() for one in _AMOUNT.finditer(head, start, number.start())), default=start)
    if _SELLS.search(head, start, number.start()):
        return True
    end = _CLAUSE_ENDS.search(head, number.end(), number.end() + REACH)
    last = end.start() if end else number.end() + REACH
    return _SELLS.search(head, number.end(), last) is not None and _AMOUNT.search(head, number.end(), last) is None


def _part_sold(head: str, match: re.Match[str]) -> float | None:
    """What is sold of a share that is only held: 我占70%股份,现出让20%."""
    if _is_sold(head, match):
        return None
    part = PART_SOLD.search(head, match.end())
    if part is None:
        return None
    if part["han"]:
        return _han_number(part["han"])
    return _tenths(part["tenths"], part["half"] or "") if part["tenths"] else _percent(part.groups())


def _told_share(head: str) -> float | None:
    """A share in Chinese words: 百分之三十, 三成七, 三分之一, 全部."""
    if match := _sold(SHARE_HAN, head):
        return _part_sold(head, match) or _han_number(match[1] or match[2] or match[3])
    if match := _sold(TENTHS, head):
        return _part_sold(head, match) or _tenths(
            match["before"] or match["after"], match["more"] or match["rest"] or ""
        )
    if (told := _fraction(head)) is not None:
        return told
    if match := POINTS.search(head):
        return float(match[1] or match[2]) if match[1] or match[2] else _han_number(match[3])
    return 100.0 if WHOLE.search(head) else None


def _fraction(head: str) -> float | None:
    """三分之一, 2/3, 三股(全站二十股)."""
    if match := FRACTION.search(head):
        whole, part = match[1] or match[3] or match[5], match[2] or match[4] or match[6]
        return round(100 * _HAN_DIGITS[part] / _HAN_DIGITS[whole], 2)
    if (match := RATIO.search(head)) and int(match[1]) < int(match[2]):
        return round(100 * int(match[1]) / int(match[2]), 2)
    if match := PARTS.search(head):
        part, whole_parts = (float(one) if one.isdigit() else _han_number(one) for one in match.groups())
        return round(100 * part / whole_parts, 2) if 0 < part < whole_parts else None
    return None


def _percent(groups: Sequence[str | None]) -> float | None:
    value = float(next(group for group in groups if group))
    return value if 0 < value <= 100 else None


def _tenths(first: str, more: str) -> float:
    """一成半 is 15, 三成七 is 37."""
    return _han_number(first) * 10 + (5 if more == "半" else _han_number(more) if more else 0)


def _han_number(text: str) -> float:
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_HAN_DIGITS[text] if text in _HAN_DIGITS else text if text.isdecimal() else 0)
    return float(_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0))
