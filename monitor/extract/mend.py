"""Mends written amounts before they are read: 6 3 0 k w, 4 5 O 万, 装ji三百二, a number cut by the end of a line.

Only what is unmistakable beside a digit or a unit is mended. The mended text is a view: every character keeps its
place, so facts still point at the words as they came.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.extract.grouped import GROUPED, MISGROUPED, joined_surely, parted_clauses, ungrouped, ungrouped_wrongly
from monitor.extract.keycaps import keycap_items
from monitor.extract.labels import DATA
from monitor.extract.reading import Reading
from monitor.text.expression import cued, expression
from monitor.text.fold import read_lines
from monitor.text.normalise import Normalised

_UNIT: Final = r"(?:[万亿元度毛台个块]|千瓦|兆瓦|k ?w|m ?w|瓩)"
# What shows that there may be something to mend: a quick no for nearly all texts, the quicker the fewer characters it
# may begin with; so what may be any character is only looked back at.
_CUE: Final = cued(
    r"双[\d一二三四五六八]|一对|机[组子]一双|[瓩瓦w\d百][两二三四五2-5]机|机组[两二三四五2-5]座|\d{3}台\d|参[佰仟拾百千十万]"
    r"|[二两][一二三四五六八]百|[\d百][俩仨]|\d[ _]\.?[\doil_kmx]"
    r"|[\d_ ][oil][\d万千.]|\d[oil](?![a-z])|\d[oil]{2}|\d,,\d|双机|[台座个]百[千k]|\doow|\d[达大打]不[溜流]"
    r"|不是[\d一二两三四五六七八九十那什说]|\d\.\d{3}(?:kw|千)|\d·\d·\d|two-|twin-"
    r"|\d ?\((?:[km]w|千瓦|兆瓦|万元)\)"
    r"|pair of|的[两二三四2-4]个"
    r"|[大小]机[\d一二三四五六七八九两]|[俩仨]机|[两二三四五]机(?:组|器)?[,、]?[各每均都]"
    r"|[两二三四五2-5]个(?:发电|水轮)?机"
    r"|\d,0{2,4}(?!\d)"
    r"|廿|卅|[度价费网 :]\.\d|俩[一二三四五六七八九\d]|[一二三四五六七八九]千[一二三四六七八九][五二](?![百十千万])"
    r"|(?<![一二三四五六七八九十几两数上好\d])百(?:[一二三四五六七八九]十|十[来多])|[小台][ :,(]{0,2}\d{2,4}/\d{2}"
    r"|[\d百十][两二]个|(?<![\d/.])[2-6]/\d{3}|半个?(?:兆|mw)|个半兆|兆瓦?半|[号#]机组?[各每均都]"
    r"|大的?[\d一二三四五六七八九百]{2,4}(?:kw|千瓦)?[,、 和]?小|(?<![a-z])o\.\d|[oil]\d"
    r"|\d[千百]零?[\d一二两三四五六七八九][百十]|[千百]零?\d[百十]|\d[百千]\d\d|\d点\d|0[,·][1-9]"
    r"|\d[零〇][\d万元wk]|\d\n[0万千元kw]|(?<=[一-鿿]) [一-鿿] [一-鿿] "
    r"|[万装要售报底年电千发租单总]\n|(?<=[一-鿿\d])(?:ji|jia|fa|du|wan|wa|qian|zui)"
    r"|(?<=[^a-z])(?:ji|jia|fa|du|wan|wa|qian|zui)[一-鿿]|[km] [wv]|乙[台座]"
    r"|(?:two|twin|three|four) (?:times |by |x )?\d|\d (?:nos?|off)\b|kw (?:twin|twice|times (?:two|three|four))"
    r"|(?:two|three|four|five) (?:(?:old|new|small|identical|equal|rebuilt) )?\d"
    r"|[台对俩]\d{2,3}[一1]个\d|(?:platform|turbine|generator|unit|set)s? (?:(?:x|×|at|by) )?\d"
    r"|[a-z\d] (?:corner|hair) [a-z\d]"
    r"|幺[零〇一二两三四五六七八九幺百]|[零一二三四五六七八九]幺|百(?:千瓦|kw|瓩)[^,。;]{0,2}台|\dk个"
    r"|[a-z][ -](?:(?:fen|mao|jiao|cents?|[kmg]wh?)(?![a-z])|gigawatt)|quarter yuan"
    r"|(?<=[a-z]) (?:million|thousand)|hundred[ ,]|(?<=[a-z])[ -](?:mega|kilo)watt|(?:turbine|generator|unit"
    r"|set)s(?:,| of| rated)"
)
_GAPS: Final = cued(
    r"(?P<run>(?<![^\s|])(?!(?:a )?\d [x×*] \d)(?:[^\s|] ){3,}[^\s|](?![^\s|]))"  # 电 站 6 3 0 k w 出 售
    rf"|(?P<digits>(?<![\w.])(?<!\d,)[\doil](?:[ .·]{{1,3}}[\doil])+(?= ?{_UNIT}| ?的[机站]))"  # 1 2 0万, o.3 3 元
    r"|(?P<letters>(?<=[\d ])[km] ?(?: w| v)(?: h)?(?![a-z]))"  # 1.25 m w
    r"|(?<=[\d._])_+(?=[\d._])|(?<=\d),(?=,\d{3})|(?P<item>(?<=[:;。\n ][1-9])\.(?=\d{3}(?:kw|千瓦)[;。,\n]))"
    r"|(?P<brackets>(?<=\d) ?\((?:[km]w|千瓦|兆瓦|万元)\))"  # 2.5 (MW)
    r"|(?<=\d)\n(?=0{0,3}(?:万元|千瓦|kw|元(?!宝))|0{1,3}[万度])"
    r"|(?<=\d) (?=0{2,3}万)"  # 16 00万
    r"|(?<=装)\n(?=机)|(?<=[要售报底总作单标挂电租])\n(?=[价金量])|(?<=[发电])\n(?=[电站量])"
    r"|(?<=万)\n(?=[元千度k])|(?<=千)\n(?=瓦)"
)
_SLIPS: Final = cued(
    rf"(?<![a-z\d])[\doil]{{1,8}}(?:\.[\doil]{{1,4}})?(?=[多余来]? ?{_UNIT})"
    r"|(?<![a-z\d])[1-9]\d?oo(?![a-vx-z\d])|(?<![a-z\d])\d{2}o(?=[两二三四]台|的?(?:水电|电)?站)"
    r"|(?<![a-z\d])o\.\d{1,4}(?![\da-z])|(?<=[x×*] )\d[\doil]{1,4}(?![a-z\d])|(?<=[x×*])\d[\doil]{1,4}(?![a-z\d])"
)
# 1千2百5十: digits and Chinese numerals by turns are read as numerals throughout.
_BY_TURNS: Final = cued(
    r"(?<![\d.])[\d一二两三四五六七八九][千百](?:零?[\d一二两三四五六七八九][百十]){1,2}"
    r"(?:零?[\d一二两三四五六七八九](?![\d.百千万台x×*]))?"
    r"|(?<![\d.])[1-9]千[1-9](?=[ ,。;的]|$)"  # 1千6 国网
)
# 3百20个千瓦, 2千500: the sign says only what the place of the digit says.
_SIGNED: Final = cued(r"(?<![\d.])[1-9](?:百(?=[1-9]\d(?![\d.]))|千(?=\d{3}(?![\d.])))")
_POINT: Final = cued(
    r"(?<=\d)点(?=\d{1,3} ?(?:兆|mw|[万亿元毛块]))"  # 1点26兆瓦, 0,32元
    r"|(?<=[价费网度是为:约 ]0)[,·](?=[1-9]\d{1,3}(?:元|/|[,。;\s]|$))"
)
_ZERO: Final = cued(r"(?<=\d)[零〇](?=[\d万元wk])")  # 86零万
_FIGURES: Final = str.maketrans("一二三四五两", "123452")
# 2/630: so many sets of a size in which they are built; no date and no share.
_SETS_OVER: Final = cued(
    r"(?<=(?<![\d/.])[2-6])/(?=(?:100|125|160|200|250|320|400|500|630|800|1000|1250|1600|2000|2500)"
    r"(?![\d/年月.%]))"
)
_NUMERALS: Final = str.maketrans("123456789", "一二三四五六七八九")
_DIGITS: Final = str.maketrans("oil", "011")
_HAN: Final = "一二三四五六七八九十百千万几数好"
_SIZES: Final = r"(?:100|125|160|200|250|320|400|500|630|800|1000|1250|1600|2000|2500)"
_BUILT: Final = rf"{_SIZES}(?!\d|\.\d)"
# 二八百, 双六百三: so many sets of a size as it is spoken; 二三百 would be a range.
_SPOKEN: Final = (
    r"(?:[一二]百五?|一百二五?|一百六|三百二|四百|五百|六百三|八百)十?(?:(?:个?千瓦|kw|瓩)?的(?=电?站|小|[,。 ])"
    r"|个?千瓦|kw|瓩|的?(?:水?电站|站子|机组?))"
)
_ONES: Final = "one|two|three|four|five|six|seven|eight|nine"
_TENS: Final = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_WORDS: Final = cued(
    r"双机组?(?=(?:75|100|125|160|200|250|320|400|500|630|800)(?:kw|千瓦))|(?<=[台座个])百(?=千瓦|kw)|乙(?=[台座])"
    r"|(?<![一两二三四五六七八九十\d]个)半个?(?=兆瓦|mw|兆(?![比字赫]))|[一两二三四五六七八九十1-9]个半(?=兆瓦|mw"
    r"|兆(?![比字赫]))|(?:(?<=\d)[两二]|(?<=[百十])两)个(?=[,。;、!)\s]|[一整]|$)|双机(?=[ ,:]?[各每均都])|(?:(?<=kw)"
    r"|(?<=千瓦)|(?<=[\d十百瓩]))双机组?(?![位房柜架容])"
    r"|(?<=[\d十百w瓦]的[两二三四2-4])个(?=[,。;、!)\s]|$)|[俩仨](?=机)|俩(?=[一二三四五六七八九\d])|[两二三四五](?=机(?:组"
    r"|器)?[,、]?[各每均都])"
    r"|廿|卅|(?<=[度价费网 :])\.(?=\d{2,4}(?![\d.]))|参(?=[佰仟拾百千十万])"
    rf"|双(?:机组?)?(?={_BUILT}(?! ?(?:[万wkmv度伏平]|千伏)(?!w)))|双(?={_SPOKEN})|(?<![{_HAN}\d第])[二两](?={_SPOKEN})"
    rf"|(?<=[\d百瓩瓦w])一[对双](?![一多比应])"
    r"|(?<=[\d百三十二五瓦w]的机组)一[对双](?![一多比应])|(?<=[\d百三十二五瓦w]的机子)一[对双](?![一多比应])"
    rf"|一对(?={_BUILT}[的,。 千k])"
    r"|(?<=[\d百十二三五六]的)双机组?(?![位房柜架容])|(?<=[\d百])[俩仨](?=[,。;、!)\s的]|$)"
    r"|(?<=[\d百瓩瓦w])(?<!\d{4}千瓦)(?<!\d{4}kw)[两二三四五2-5]机(?=[,。;、!)\s电]|$)|(?<=机组[两二三四五2-5])座(?![小水电])"
    r"|(?<=(?<!\d)(?:100|125|160|200|250|320|400|500|630|800))台(?=[2-4](?:[ ,。;]|$))"
    # 幺八八万, 六幺零个: a one as it is said on the telephone; 老幺 is a person
    r"|(?<![老小满])幺(?=[零〇一二三四五六七八九幺]{1,4}(?:[万w个,。;、!)\s]|千瓦|kw|瓩|点|出|拿|卖|$)|百[一二三四五六七八九])"
    r"|(?<=[零〇一二三四五六七八九])幺(?=[零〇一二三四五六七八九]?(?:[万w个]|千瓦|kw|瓩))"
    rf"|(?<![{_HAN}\d上近约来多])百(?=(?:千瓦|kw|瓩)(?:的|机组?|机子|机器)?[一二两三四五六2-6]台)"
    r"|(?:(?<=[价要卖挂报出]\d)|(?<=[价要卖挂报出]\d\.\d))k(?=个(?:[\s,。;!不包]|左右|$))"
    r"|(?<![一二三四五六七八九十几两数上好\d])百(?=[一二三四五六七八九]十|十[来多][万度个k千])"
    r"|(?<=[一二三四五六七八九]千)(?:一二|一三|一六|二五|三二|三五|六五|六三)(?=的|kw|千瓦|[,。 ]|$)"
    r"|(?<=小)[ :,(]{0,2}\d{2,4}(?:/\d{2,4}){1,3}(?![\d/年])"
    r"|(?<=[两三2-4]台)[ :,(]{0,2}\d{2,4}(?:/\d{2,4}){1,3}(?![\d/年])"
    r"|(?<=[两二三四五2-5])个(?=(?:发电|水轮)?机(?![位架柜房会]))"
    r"|大的?(?=[\d一二三四五六七八九百]{2,4}(?:kw|千瓦)?[,、 和]?小的?(?:[\d一二三四五六七八九]|两台))"
    r"|(?:(?<=[\d百kw瓦][,、 和])|(?<=[\d百w瓦]))小的?(?=\d{2,4}(?![\d万])|[一二三四五六七八九]百)"
    r"|[大小]机(?=[\d一二三四五六七八九两](?!台))|(?<![a-z])(?:two|twin|three"
    r"|four|(?:a )?pair of)[ ](?:times |by |x )?(?=\d[\d,.]* ?-?(?:kw|kilowatt|mw|megawatt)[^.;]{0,16}"
    r"(?:unit|set|turbine|generator|machine))"
    r"|(?<![a-z])(?:two|twin|three|four)-(?=(?:turbine|unit|generator)s?(?![a-z])[^.;]{0,70} (?:each"
    r"|apiece)(?![a-z]))"
    r"|(?<![a-z])(?:two|three|four) (?=\d[\d,.]* ?-?(?:kw|mw)(?:[.,;:\n]|$))"
    r"|(?:(?<=[台对俩]\d\d)|(?<=[台对俩]\d{3}))[一1]个(?=\d{2,3}(?![\d万w]))"  # 俩320一个160
    r"|(?<=[1-9] )(?:no\.?|nos\.?|off) (?=\d[\d,.]* ?-?(?:kw|mw|kilowatt|megawatt))"
    r"|(?<=kw) (?:twins?|twice|times (?:two|three|four))(?=[,.;:\n]|$)"
    r"|(?<![a-z])(?:two|three|four|five) (?:(?:old|new|small|identical|equal|rebuilt) )?"
    r"(?=\d[\d,.]* ?-?(?:kw|kilowatt|mw)[ -](?:unit|set|turbine|generator|machine)s)"
    rf"|(?<![a-z])(?:two|three|four|five) (?={_SIZES}'?s(?![a-z]))"
    r"|(?<![a-z])(?:two|three|four|five) (?:platform|turbine|generator|unit|set)s? (?:(?:x|×|at|by) )?"
    r"(?=\d[\d,.]* ?-?(?:kw|kilowatt|mw|megawatt))"
    # 4 hundred 10 ten-thousand, two corner six: Chinese amounts, word for word
    r"|(?<![\w.])[1-9] hundred(?: and)? \d{1,2}(?= (?:ten[- ]?thousand|wan)(?![a-z]))"
    rf"|(?<![\w.])(?:{_ONES}|[1-9]) (?:corner|hair) (?:{_ONES}|[1-9])(?![\w.]\w|\w)"
    r"|(?<![a-z])twin (?=\d[\d,.]* ?-?(?:kw|kilowatt|mw|megawatt)[ -](?:plant|station|hydro))"
    r"|(?<![a-z])(?:two|three|four) times (?=\d[\d,.]* ?-?(?:kw|kilowatt|mw|megawatt))"
    r"|(?<![a-z])an?(?= (?:million|thousand) (?:[kmg]wh|units|kilowatt|megawatt|yuan))|(?<![a-z])a quarter(?= yuan)"
    r"|(?<![a-z])half a(?= million)|(?<![a-z])a million and a (?:half|quarter)(?![a-z])|(?<![a-z])a (?:quarter"
    r"|half)(?: of a)?(?= million)"
    r"|(?<![a-z])half(?=[ -](?:a[ -])?(?:mega|kilo)watt)"
    rf"|(?<![a-z-])(?:a|{_ONES}) hundred(?: and)?(?:[ -](?:{_TENS}(?:[- ](?:{_ONES}))?|{_ONES}))?(?= (?:million"
    rf"|thousand)(?![a-z])|(?: [a-z-]{{3,10}})? (?:rigs|machines|miners|asics|antminers|boxes)(?![a-z])"
    r"|[ -](?:[km]w(?![a-z])|(?:kilo|mega)watt)"
    rf"|,? [a-z]{{3,8}} ones(?![a-z]))"
    rf"|(?<![a-z-])(?<!\d )(?:{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    rf"|{_TENS}(?:[- ](?:{_ONES}))?)"
    r"(?: and a half| and a quarter)?"
    r"(?= (?:million|thousand)(?![a-z])|[ -](?:megawatt|kilowatt|gigawatt)"
    r"|[ -](?:fen|mao|jiao|cents?|[kmg]wh?)(?![a-z])"
    r"|(?: [a-z-]+)? (?:turbine|generator|unit|set)s(?: of| rated at|,) \d)"
)
# 不是500万,是215万; 630千瓦不是1630: what was misread is nobody's. 是不是500万 asks.
_SAID: Final = (
    r"(?:\d[\d.,]*|[零一二两三四五六七八九十百千点]+)[多来几]?(?:千瓦|[km]wh?"
    r"|[万亿w毛角分块元个度瓩/每台一二两三四五六七八九百]){0,6}"
)
_MISREAD: Final = cued(
    rf"(?<![是要又可])不是(?:那个|什么|说的?)?{_SAID}(?:左右)?[,、。;! ]{{0,2}}"
    r"(?:而|其实|实际上?|应该|真正)?(?:就|该)?是(?:要|卖)?"
    r"(?=[\d一二两三四五六七八九十])"
    rf"|(?:(?<=[\d万亿元w度毛百十千个])|(?<=千瓦)|(?<=kwh))[,、 ]?[可而并]?不是{_SAID}(?=[,。;!、\s)]|$)"
)
# ①800kW, but not ①⑥万; an item begins a line or stands behind a space, a mark or a unit: 价②80万 is 280万.
_ENCLOSED: Final = r"\u2460-\u2473\u2776-\u2793\u24ea-\u24ff"
_ITEM: Final = expression(rf"[\W_瓦wW万元度米亩][{_ENCLOSED}](?=[\d一二两三四五六七八九十百千](?<![{_ENCLOSED}]))")
_ANY_ITEM: Final = expression(rf"[\w\W][{_ENCLOSED}](?=[\d一二两三四五六七八九十百千](?<![{_ENCLOSED}]))")
_RISING: Final = expression(r"^[^\u2460-\u2473]*\u2460[^\u2460-\u2473]+\u2461[^\u2460-\u2473]+\u2462")
_FIRST: Final = expression(r"[\W_][\u2460\u2776\u2780]")
_SECOND: Final = expression(r"[\u2461\u2777\u2781]")
# 装机①000千瓦, ①000千瓦, 价 ②80万: digits in disguise, no list.
_DISGUISED: Final = expression(rf"[{_ENCLOSED}]00")
# 1号2号机各1200, 1#至3#机组各500: the last number says how many sets there are.
_NUMBERED: Final = cued(
    r"(?<![\d.])[1一][号#]?机?(?:[、和, 与及]?|[至到~-])[2二][号#]机组?(?=[各每均都])"
    r"|(?<![\d.])[1一][号#]?机?[至到~-][34三四][号#]机组?(?=[各每均都])"
)
_WORD_VALUES: Final = {
    "乙": "一",
    "参": "三",
    "双": "两台",
    "双组": "两台",
    "一对": "两台",
    "一双": "两台",
    "座": "台",
    "台": "×",
    "双机": "两台",
    "双机组": "两台",
    "two-": "2 ",
    "twin-": "2 ",
    "three-": "3 ",
    "four-": "4 ",
    "pair of ": "2x ",
    "a pair of ": "2x ",
    "大机": "一台",
    "小机": "一台",
    "大": "一台",
    "大的": "一台",
    "小": "一台",
    "小的": "一台",
    "俩": "两台",
    "幺": "一",
    "k": "千",
    "仨": "三台",
    "两": "两台",
    "二": "两台",
    "三": "三台",
    "四": "四台",
    "五": "五台",
    "两个": "两台",
    "二个": "两台",
    "一个": "一台",
    "1个": "一台",
    "半": "0.5",
    "半个": "0.5",
    "个": "台",
    "廿": "二十",
    "卅": "三十",
    "百": "一百",
    ".": "0.",
    "no ": "x ",
    "no. ": "x ",
    "nos ": "x ",
    "nos. ": "x ",
    "off ": "x ",
    " twin": "两台",
    " twins": "两台",
    " twice": "两台",
    " times two": "两台",
    " times three": "三台",
    " times four": "四台",
    "two ": "2x ",
    "twin ": "2x ",
    "three ": "3x ",
    "four ": "4x ",
    "five ": "5x ",
}


# What stands beside the count: three times, two old
_BESIDE_COUNT: Final = expression(
    r"times |by |(?<= )[x×] |(?<= )at |(?<= )(?:old|new|small|identical|equal|rebuilt) "
    r"|(?<= )(?:platform|turbine|generator|unit|set)s? "
)
_WORD_FOR_WORD: Final = expression(
    r"(?P<hundreds>[1-9]) hundred(?: and)? (?P<ones>\d{1,2})|(?P<jiao>\w+) (?:corner|hair) (?P<fen>\w+)"
)
_ENGLISH: Final = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
_PARTS: Final = {
    "a": "1", "an": "1",
    "half": "0.5", "half a": "0.5", "a half": "0.5", "a half of a": "0.5",
    "a quarter": "0.25", "a quarter of a": "0.25",
    "a million and a half": "1.5 million", "a million and a quarter": "1.25 million",
}  # fmt: skip


class _View(NamedTuple):
    text: str
    places: Sequence[int]


def mended(reading: Reading) -> Reading:
    """The same reading over the mended text; the very same object when there is nothing to mend. Linear."""
    known = _LAST.get("mended")
    if known is not None and known[0] is reading:
        return known[1]
    new = _mended(reading)
    _LAST["mended"] = reading, new
    return new


def _mended(reading: Reading) -> Reading:
    plain = reading.normalised.plain
    listed = parted_clauses(reading.normalised, _unlisted(reading.normalised))
    view = _mend(joined_surely(reading.normalised, listed), plain.text)
    if view is None:
        return reading
    folded = plain.at(view.places)._replace(text=view.text)
    return replace(reading, normalised=Normalised(reading.normalised.original, folded, reading.normalised.dense))


def _unlisted(normalised: Normalised) -> str:
    """The folded text without the numbers of a list that stand right before another: ④920万元 is not 4920万元."""
    plain, original = normalised.plain, normalised.original
    if items := keycap_items(original):
        return "".join(
            ";" if one.isdigit() and plain.offsets[place] in items else one for place, one in enumerate(plain.text)
        )
    original = f" {original}"
    if not all(sign.search(original) for sign in (_FIRST, _SECOND, _ITEM)) or _DISGUISED.search(original):
        return plain.text
    item = _ANY_ITEM if _RISING.match(original) else _ITEM  # ①证件齐②800千瓦③920万元
    return "".join(
        " " if one.isdigit() and item.match(original, plain.offsets[place]) else one
        for place, one in enumerate(plain.text)
    )


# The last reading, with what became of it: each extractor of one text asks again.
_LAST: Final[dict[str, tuple[Reading, Reading]]] = {}


@lru_cache(maxsize=2)
def _mend(text: str, original: str) -> _View | None:
    if _CUE.search(text) is None:
        return None if text == original else _View(text, range(len(text)))
    view = _View(text, range(len(text)))
    for wrong, right in (
        (_MISREAD, _nothing),
        (GROUPED, ungrouped),
        (MISGROUPED, ungrouped_wrongly),
        (_GAPS, _closed),
        (_spelled(), _syllable),
        (_SLIPS, _digits),
        *_NUMBERS,
        (_NUMBERED, _number_of_sets),
        (_WORDS, _word),
    ):
        view = _replaced(view, wrong, right)
    return None if view.text == original else view


def _closed(match: re.Match[str]) -> str:
    if match["item"]:
        return ";"
    if match["brackets"]:
        return match["brackets"].strip(" ()")
    return match.group().replace(" ", "").replace(",", "").replace("\n", "").replace("_", "").replace("·", "")


def _nothing(_: re.Match[str]) -> str:
    return ""


def _digits(match: re.Match[str]) -> str:
    """i00o is 1000; a word without any digit stays."""
    words = match.group()
    return words.translate(_DIGITS) if any(one.isdigit() for one in words) else words


def _numerals(match: re.Match[str]) -> str:
    return match.group().translate(_NUMERALS)


def _point(_: re.Match[str]) -> str:
    return "."


def _unsigned(match: re.Match[str]) -> str:
    return match.group()[0]


def _zero(_: re.Match[str]) -> str:
    return "0"


def _times(_: re.Match[str]) -> str:
    return "×"


_NUMBERS: Final = ((_BY_TURNS, _numerals), (_SIGNED, _unsigned), (_POINT, _point), (_SETS_OVER, _times), (_ZERO, _zero))


def _word(match: re.Match[str]) -> str:
    word = match.group()
    if word.endswith("个半"):
        return word[0].translate(_FIGURES) + ".5"
    if "/" in word:
        return word.replace("/", "+")
    if len(word) == 2 and word[0] in "一二三六" and word[1] in "二三五六":
        return f"{word[0]}百{word[1]}十"
    if len(word) == 2 and word[1] == "机" and word[0] in "两二三四五2345":
        return word[0] + "台"
    if literal := _WORD_FOR_WORD.fullmatch(word):
        return _literal(literal)
    word = word if word in _WORD_VALUES else _BESIDE_COUNT.sub("", word)
    return _WORD_VALUES.get(word) or _PARTS.get(word) or _english(word)


def _literal(match: re.Match[str]) -> str:
    """4 hundred 10 is 410; two corner six is 0.26 yuan."""
    if match["hundreds"]:
        return str(100 * int(match["hundreds"]) + int(match["ones"]))
    return f"0.{_ENGLISH.get(match['jiao'], match['jiao'])}{_ENGLISH.get(match['fen'], match['fen'])} yuan"


def _english(word: str) -> str:
    """Thirty-two and a half is 32.5."""
    count, hundred, rest = word.partition(" hundred")
    if hundred:
        rest = rest.removeprefix(" and").strip()
        return str(100 * int(_ENGLISH.get(count, "1")) + int(_english(rest) if rest else "0"))
    whole, _, part = word.partition(" and a ")
    tens, _, ones = whole.replace("-", " ").partition(" ")
    value = str(int(_ENGLISH[tens]) + int(_ENGLISH[ones])) if ones else _ENGLISH[tens]
    return value + {"half": ".5", "quarter": ".25", "": ""}[part]


def _number_of_sets(match: re.Match[str]) -> str:
    return max(one for one in match.group().translate(_FIGURES) if one.isdigit()) + "台"


def _syllable(match: re.Match[str]) -> str:
    return _syllables()[match.group()]


def _replaced(view: _View, wrong: re.Pattern[str], right: Callable[[re.Match[str]], str]) -> _View:
    parts: list[str] = []
    places = array("I")
    last = 0
    for match in wrong.finditer(view.text):
        new = right(match)
        if new == match.group():
            continue
        parts += [view.text[last : match.start()], new]
        places.extend(view.places[last : match.start()])
        places.extend(_new_places(view, match, new))
        last = match.end()
    if not parts:
        return view
    places.extend(view.places[last:])
    return _View("".join([*parts, view.text[last:]]), places)


def _new_places(view: _View, match: re.Match[str], new: str) -> Iterator[int]:
    """Where the characters that remain came from; one that stands for several letters counts as the last of them."""
    old = match.group()
    if len(old) == len(new):
        yield from view.places[match.start() : match.end()]
        return
    place = match.start()
    if new[:1].isdigit() and ("a" <= old[0] <= "z" or old[0] == "半"):
        yield view.places[place]  # seven million begins at its s
        new = new[1:]
    for one in new:
        found = old.find(one, place - match.start())
        if found < 0:
            yield view.places[match.end() - 1]
        else:
            yield view.places[match.start() + found]
            place = match.start() + found + 1


@lru_cache(maxsize=1)
def _syllables() -> dict[str, str]:
    return {syllable: sign for syllable, sign, _, _ in _spelling_lines()}


@lru_cache(maxsize=1)
def _spelled() -> re.Pattern[str]:
    """Pinyin in place of one character, each only beside the characters that it stands with in amounts."""
    return cued(
        "|".join(
            f"{f'(?<=[{before}])' if before else '(?<![a-z])'}{syllable}{f'(?=[{after}])' if after else '(?![a-z])'}"
            for syllable, _, before, after in _spelling_lines()
        )
    )


@lru_cache(maxsize=1)
def _spelling_lines() -> list[list[str]]:
    return [line.split("\t") for line in read_lines("spelled.tsv", DATA)]
