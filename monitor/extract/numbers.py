"""Reads numbers as Chinese sellers write them: 1,860万, 三百二, 1亿2, 6000多万, 两三百, 1.6千万.

All functions take folded text (`Normalised.plain`: NFKC, lower case, simplified script).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from monitor.text.expression import expression

DIGITS: Final = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
SMALL: Final = {"十": 10, "百": 100, "千": 1000}
LARGE: Final = {"万": 10_000, "亿": 100_000_000}
MULTIPLIERS: Final = {
    "十": 10, "百": 100, "千": 1000, "万": 10_000, "w": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000, "百亿": 10_000_000_000, "万亿": 1_000_000_000_000,
    "thousand": 1000, "k": 1000, "million": 1_000_000, "m": 1_000_000, "mn": 1_000_000, "mln": 1_000_000,
    "billion": 1_000_000_000, "bn": 1_000_000_000, "mil": 1_000_000, "mio": 1_000_000, "mill": 1_000_000,
    "ten thousand": 10_000, "ten-thousand": 10_000, "wan": 10_000,
}  # fmt: skip

# 千 and 百万 belong to the unit in 千瓦, 千伏安, 千米.
_THOUSAND: Final = "千(?![瓦伏乏米克卡])"
# 六万八一年, 二百五一台, 二百五两台, 八百三台: the last numeral counts what follows.
_LATER: Final = (
    "[零〇十百万亿]|一(?![年台度口起共次手并定直般切套个]|千瓦|分[不都也没])|(?<=十)一(?=[台年个])|两(?=[十百千万])"
    "|[二三四五六七八九](?!台)|(?<![一二三四五六七八九百千])[二三四五六七八九](?=台)"
)
HAN_NUMBER: Final = rf"(?:[零〇一二两三四五六七八九十百万亿]|{_THOUSAND})(?:{_LATER}|{_THOUSAND}){{0,23}}"
# A comma may also end a clause: 2*630,800万 and 装机320,100万 are two numbers, and nothing small costs 100,000万.
_GROUPED: Final = (
    r"(?:(?<![x×*+台各机站量毛角smtl])|(?=[\d,.]{5,20} ?(?:万?千瓦|万?kw|瓩|mw|元))|(?<![x×*])(?=[1-9]\d?,\d{3}万元)"
    r"|(?=\d{1,2},\d{3}(?:\.\d+)? ?万?(?:度|千瓦时|kwh)))"
    r"(?!(?<=[卖要价])[1-9]\d\d?,\d{3}(?:kw|千瓦))"  # 整卖430,800千瓦
    r"(?!0\d|\d{3},\d{3}(?:[多来余几]?(?:万|w)(?![元千kw度])|(?:kw|千瓦)?的?[两二三四2-4]台))\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?(?!\d)"
)
ARABIC: Final = rf"{_GROUPED}|\d{{1,15}}(?:\.\d{{1,9}})?"
_VAGUE_SIGNS: Final = frozenset("多余来几")
_VAGUE: Final = "(?:[多余几]|来(?![拿牵抬搬取提看谈接]))"  # but 一百二来拿
# After digits: 6000多万, 1.6千万, 138w; the w is a multiplier only when no letter follows.
_FACTOR: Final = rf"百万|千万|十万|万亿|百亿|万|亿|百(?!分)|{_THOUSAND}"
NUMBER: Final = expression(
    r"(?=[\d零〇一二两三四五六七八九十百千万亿])(?:"  # a quick no for all other places
    rf"(?P<digits>{ARABIC})"
    rf"(?:(?P<more> ?{_VAGUE}(?= ?{_FACTOR}))? ?(?P<factor>{_FACTOR})"
    rf"(?:零?(?P<rest>\d,\d{{3}}|\d{{1,4}}(?:\.\d{{1,6}})?)(?P<rest_factor>万|千万|百万|十万|千(?![瓦伏])|百)"
    rf"|(?<=万)(?P<ones>\d{{4}}|\d,\d{{3}})(?= ?(?:キロワット|千瓦|kw|キロ|ドル|元))"
    rf"|(?P<tail>[1-9])(?!,\d|[\d.×x*台座级个层号年月期次股人套条组%])"
    rf")?(?P<more_after>{_VAGUE}(?![台座家则]))?(?P<factor_after>[万亿])?"
    rf"| ?(?P<word>ten[ -]thousand|thousand|million|billion|mill?|mio|mln|mn|bn|wan|[mk](?= ?(?:yuan|rmb|cny"
    rf"|kwh)))(?![a-z])"
    rf"|(?P<more_only>{_VAGUE}(?= ?(?:千瓦|kw|个|元|块|度|瓩|k瓦|台|部|套|w\b|w[度元块千k]))))?"
    rf"|(?P<han>{HAN_NUMBER})(?:点(?P<decimals>[零〇一二三四五六七八九]{{1,6}})(?P<decimal_factor>[万亿]"
    rf"|{_THOUSAND})?)?"
    rf"(?:(?P<han_more>{_VAGUE}(?!则)|出头|把(?=[万个千]))(?P<han_factor>[百十]?[万亿])?)?)"
)
_SPELLED: Final = expression("[零〇一二三四五六七八九]{2,}")
_SMALL_CHANGE: Final = expression("[毛角](?![\\d一二三四五六七八九坯利度])|分钱")
_SECTION: Final = expression(
    "(?:(?P<k>[一二两三四五六七八九])千)?(?:零?(?P<h>[一二两三四五六七八九])百)?(?P<zero>[零〇])?"
    "(?P<ten>(?P<t>[一二两三四五六七八九])?十)?(?P<o>[零〇一二两三四五六七八九])?"
)
_PAIR: Final = expression(
    r"((?:[一二两三四五六七八九]?[十百千万])*)([一二两三四五六七八])([二三四五六七八九])((?:[十百万亿]|千)*)"
)


class Number(NamedTuple):
    """A number in a folded text, `low` == `high` unless it is a range (两三百); `more` when 多, 余, 来 stands with it.

    `bare` is True when it has neither a factor (万, 千) nor a Chinese numeral: 250, 0.43, 1,860. `scale` is the large
    factor it ends with (80 in 80至150万 takes it over).
    """

    start: int
    end: int
    low: float
    high: float
    more: bool = False
    bare: bool = False
    han: bool = False
    scale: int = 1


def read_number(match: re.Match[str]) -> Number | None:
    """The number of a match of NUMBER, or None when it names none (百万, 几百)."""
    if match["digits"] is not None:
        return _read_digits(match)
    return _read_han(match)


def parse_number(text: str) -> float | None:
    """The value of a whole folded text that is one number, else None."""
    match = NUMBER.fullmatch(text)
    number = read_number(match) if match else None
    return number.low if number is not None and number.low == number.high else None


def _read_digits(match: re.Match[str]) -> Number:
    digits, factor = match["digits"], match["factor"]
    value = float(digits.replace(",", ""))
    if match["word"]:
        value = _times(digits.replace(",", ""), MULTIPLIERS[match["word"]])
        return Number(match.start(), match.end(), value, value, scale=MULTIPLIERS[match["word"]])
    if factor is None:
        return Number(match.start(), match.end(), value, value, bool(match["more_only"]), bare=True)
    scale = MULTIPLIERS[factor]
    value = _times(digits.replace(",", ""), scale)
    if match["rest"]:
        rest = _times(match["rest"].replace(",", ""), MULTIPLIERS[match["rest_factor"]])
        whole = match["rest_factor"] == "万" and scale < LARGE["万"]  # 1千零50万
        value, scale = (value * LARGE["万"] + rest, LARGE["万"]) if whole else (value + rest, scale)
    elif match["ones"]:
        value += int(match["ones"].replace(",", ""))  # 1万2600キロワット
    elif match["tail"]:
        value += int(match["tail"]) * scale // 10
    if match["factor_after"]:
        value *= MULTIPLIERS[match["factor_after"]]
        scale *= MULTIPLIERS[match["factor_after"]]
    more = bool(match["more"] or match["more_after"])
    return Number(match.start(), match.end(), value, value, more, scale=scale)


def _times(digits: str, scale: int) -> float:
    """Exact product of a decimal and a power of ten: 97.05 × 10000 is 970500, not 970499.9999."""
    whole, _, fraction = digits.partition(".")
    return int(whole + fraction) * scale / float(10 ** len(fraction))


def _read_han(match: re.Match[str]) -> Number | None:
    words = match["han"]
    pair = _PAIR.fullmatch(words)
    if pair and not match["decimals"]:
        return _read_pair(match, *pair.groups())
    # 百把万, 千余千瓦: about one hundred, about one thousand.
    if match["han_more"] == "几" and words[-1] == "零":
        words = words[:-1]  # 五百零几万
    value = han_value("一" + words if match["han_more"] and words in {"百", "千"} else words)
    if value is None:
        return None
    if match["han_more"] == "几" and match["han_factor"]:
        return _read_some(match, value)
    if match["decimals"]:
        decimals = "".join(str(DIGITS[one]) for one in match["decimals"])
        value = _times(f"{int(value)}.{decimals}", MULTIPLIERS.get(match["decimal_factor"] or "", 1))
    if match["han_more"] in _VAGUE_SIGNS and _tail_digit(words):
        return None  # 三百二多 is no number
    if match["han_factor"]:
        value *= han_value("一" + match["han_factor"][-1]) or 1
        value *= SMALL.get(match["han_factor"][0], 1)
    scale = max(LARGE.get(one, 1) for one in match.group())
    return Number(match.start(), match.end(), value, value, bool(match["han_more"]), han=True, scale=scale)


def _read_some(match: re.Match[str], value: float) -> Number | None:
    """八十几万 is up to 89万, 五百零几万 up to 509万, 二百几十万 up to 290万; of 三百几万 only the least is told."""
    words, factor = match["han"], match["han_factor"]
    if words == "十" or _tail_digit(words):
        return None  # 十几万
    scale = LARGE[factor[-1]]
    tens = words[-1] == "零" or (words[-1] == "十" and len(words) == 2)
    step = 10 * SMALL[factor[0]] if len(factor) > 1 else 10 * tens
    low, high = value * scale, (value + step - step // 10) * scale
    return Number(match.start(), match.end(), low, high, True, han=True, scale=scale)


def _tail_digit(words: str) -> bool:
    return len(words) >= 3 and DIGITS.get(words[-1], 0) > 0 and words[-2] in "百千万亿"


def _read_pair(match: re.Match[str], head: str, first: str, second: str, scale: str) -> Number | None:
    """两三百, 六七万, 二百三四十万: a range. 三五百 too, but 二五 alone is not read."""
    if not head and not scale and _SMALL_CHANGE.match(match.string, match.end()):
        return Number(match.start(), match.end(), DIGITS[first], DIGITS[second], han=True)  # 八九分钱, 两三毛
    if head and not scale and head[-1] in "百千":
        scale = {"百": "十", "千": "百"}[head[-1]]  # 三百六七
    if not scale or match["han_more"]:
        return None
    low, high = han_value(head + first + scale), han_value(head + second + scale)
    if low is None or high is None or low >= high:
        return None
    return Number(match.start(), match.end(), low, high, han=True, scale=LARGE.get(scale[-1], 1))


def han_value(words: str) -> float | None:
    """The value of Chinese numerals, also 三百二 (320), 一万二 (12000), 二〇一六 (2016); None for 百万, 万, 千百."""
    if _SPELLED.fullmatch(words):
        return float("".join(str(DIGITS[one]) for one in words))
    for unit, scale in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = words.rpartition(unit)
        if found:
            high, low = han_value(head), _after_unit(tail, scale)
            return None if high is None or low is None else high * scale + low
    return _below_ten_thousand(words)


def _after_unit(words: str, scale: int) -> float | None:
    """What follows 万 or 亿: nothing, a colloquial digit (一万二) or a number of its own."""
    if not words:
        return 0.0
    if words in DIGITS:
        return float(DIGITS[words] * scale // 10)
    return han_value(words.removeprefix("零"))


def _below_ten_thousand(words: str) -> float | None:
    match = _SECTION.fullmatch(words)
    if match is None or not words:
        return None
    thousands, hundreds, tens, ones = (DIGITS.get(one or "", 0) for one in match.group("k", "h", "t", "o"))
    if match["ten"] and not match["t"]:
        tens = 1
    if ones and not match["ten"] and not match["zero"] and (hundreds or thousands):
        ones *= 10 if hundreds else 100  # 三百二, 两千五
    return float(thousands * 1000 + hundreds * 100 + tens * 10 + ones)
