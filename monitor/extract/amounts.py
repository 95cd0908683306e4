"""Finds every number with its unit in one scan; the extractors only classify what stands here.

Works on folded text (`Normalised.plain`). Values are in base units: kW, kWh, CNY, kVA, m, m3/s, h, %.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.extract.currencies import AFTER_YUAN, BEHIND, BEHIND_BEGINS, ENDS, currency_before
from monitor.extract.numbers import MULTIPLIERS, NUMBER, Number, read_number
from monitor.text.expression import cued, expression

# -- units: (name of the group, expression, base unit, factor) ---------------------------------------------------------
_UNITS: Final[tuple[tuple[str, str, str, float], ...]] = (
    ("kwh", r"k ?w ?[·.?・*/-]? ?h(?![a-z])|千瓦[·.?]?小?时|瓩时|度电(?![价费])|度(?![假数过汛灾量分])"
        r"|(?<=万) ?\((?:度|千瓦[·.]?时|kwh)\)|(?<=万)(?:左右|上下|出头|光景|样子)的?度(?![假数过汛灾量分])"
        r"|(?<=万)(?:左右|上下)?的电?量(?=[,。;\s]|$)"
        r"|(?<=(?:illion|ousand) )degrees?(?![a-z])|-?kilowatt[- ]?hours?|キロワット时", "kWh", 1),
    ("mwh", r"mw[·.]?h(?![a-z])|兆瓦[·.]?时|megawatt[- ]?hours?", "kWh", 1_000),
    ("gwh", r"gw[·.]?h(?![a-z])|吉瓦[·.]?时|gigawatt[- ]?hours?", "kWh", 1_000_000),
    ("kva", r"kv[·.]?a(?![a-z])|千伏安", "kVA", 1),
    ("mva", r"mva(?![a-z])|兆伏安", "kVA", 1_000),
    ("kv", r"kv(?![a-z])|千伏", "kV", 1),
    ("kw", r"-?个?(?:kw|qw|千瓦|k瓦|瓩)(?:千瓦)?(?![a-wyz])|-?kilowatts?|キロワット(?!时)", "kW", 1),
    ("mw", r"-?mw(?![a-wyz])|个?兆瓦|个?兆(?![比字赫欧帕伏円日])|-?megawatts?|メガワット(?!时)", "kW", 1_000),
    ("kkw", r"k ?(?:千瓦|kw)(?![a-z时])", "kW", 1_000),
    ("gw", r"gw(?![a-z])|吉瓦", "kW", 1_000_000),
    ("wkwh", r"(?:w|个万) ?(?:度(?:电(?![价费]))?|千瓦[·.]?时|kwh)"
        r"|个? ?\(万(?:度电?|千瓦[·.]?时|kwh)\)", "kWh", 10_000),
    ("word", r"(?<=万)个字(?!头)", "kWh", 1),  # of a meter: 一百五十八万个字
    ("wkw", r"w ?(?:千瓦|kw)(?![a-z时])", "kW", 10_000),
    ("wyuan", r"w[元块]", "CNY", 10_000),
    ("target", r"个小目标|个亿(?![度千kw立方])", "CNY", 100_000_000),  # a joke of a developer: 100 million yuan
    ("w", r"w(?![a-z0-9/]| ?(?:kuang|[矿旷框况])| k(?![a-z]))", "w", 1),
    ("watt", r"瓦(?![斯房片砾楞])|-?watts?(?![a-z])", "W", 1),
    ("money", rf"元(?![旦宝素件器坝江阳氏谋]|{AFTER_YUAN})|人仔|块钱"
        r"|块(?![地石]|显卡)|圆(?![满形])|人民币|rmb|yuan|cny", "CNY", 1),
    ("jiao", r"毛(?![利坯病])|角(?![度落])|-?(?:mao|jiao)(?![a-z])"
        r"|毫子(?:钱)?|(?<!一)毫(?=过|几|左右|上下|出头|[,。;!\s]|$)"
        r"|毫(?=半|钱|(?:[一每]|/)度|[\d一二三四五六七八九](?![\d米升克安]))", "CNY", 0.1),
    ("fen", r"分钱|-?fen(?![a-z])|(?:rmb |chinese )?cents?"
        r"(?![a-z]| (?:on|in|of|to) (?:the|a|every) (?:dollar|euro|yuan))"
        r"|分(?=[/,。\s]|一度|每度|[到至~-][\d一二两三]|$)",
        "CNY", 0.01),
    ("li", r"厘(?![米升泊])(?:钱)?", "CNY", 0.001),
    ("foreign", r"(?:us|american|euro)[ -]?cents?(?![a-z])"
        rf"|{BEHIND}|个?(?:比特币|以太币|btc|eth)", "foreign", 1),
    ("flow", r"(?:立方米|立方|m3|m\^3|方)(?:/|每|\\)(?:秒|s)|个(?:水|流)量?(?=[,。\s、]|$)|个流量|m3s", "m3/s", 1),
    ("litres", r"(?:公?升|l)(?:/|每)(?:秒钟?|s(?![a-z]))", "m3/s", 0.001),
    ("pct", r"%|percent|个点(?!子)", "%", 1),
    ("hours", r"小时|h(?![a-z])|hours?(?![a-z])", "h", 1),
    # 600万 年发电, 0.32 年均: a new phrase after the space
    ("years", r"(?<! )(?<!万(?=年[底前内关末]))年(?!(?<=\d{3}年)(?:发|均|产|平均|利用|电量|净))"
    r"|(?<=[^万w] )(?<!\.\d\d )(?<!\.\d{3} )(?<!\.\d{4} )"
    r"年(?![后前底初头中终发均平产收审检租利上出纯净度电纪龄岁老迈轻青货味关夜限])", "time", 1),
    ("time", r"(?<![万w] )(?<!万)[月日号天](?!租|(?<= 天)全)|周(?!(?<= 周)[至口])|点(?!\d|[。,;!赞我击头进开]|$)"
        r"|秒(?![回杀定走拿出谈签付成复])|分钟"
    r"|岁|周年", "time", 1),
    ("count", r"张(?=[,。;!\s]|$|一[起并]|打包|都|全|(?:rtx)?(?:\d{4})?(?:ti)?显?卡)|块(?=显卡)"
    r"|个(?=矿机|挖矿机|石广机|[smt]\d\d)"
        r"|pcs?(?![a-z])|pieces(?![a-z])|台套|台子?(?![州湾江山])|部(?![门分队落委级位署])|套|组(?!织)|个(?=\d{3}|[一二三四五六七八九][百千])"
        r"|基(?![金本于地准])"
        r"|(?:(?:old|new|small|generating|hydro|francis|pelton|kaplan|water|identical) )?"
        r"(?:units?|sets?|turbines?|generators?|platforms?)(?![a-z])", "count", 1),
    ("other", r"(?<![万w] )(?=[只件人家份位名条次处项座户级层期])(?:只(?![要收剩卖求限接认换想有谈能为需是不])"
    r"|[件级层]|户(?!主)|处(?![理置于])"
        r"|条(?!件)|项(?!目)|名(?![下字额单称])|位(?!于|置)|人(?![家工民员])|家(?!里|中)|座(?!落)|期(?!间|待)|份(?!额)|次(?!年|日))"
        r"|立方米|立方|m3|m2|[平方]+(?:米|公里)|平米|公里|km|亩|股(?!权|份|东)|[个万]?机位|吨|株|架"
        r"|柜|届|楼(?!主)|方(?!便|案|法)|倍|mm|cm|毫米|厘米|寸|转/|r/|吉|t(?![a-z])|个月|ph"
        r"|th(?![a-z])|hz|赫|kn|kg|公斤|斤"
        r"|v(?![a-z:我信加聊])|伏"
        r"|a(?![a-z:]| [a-z])|安(?:培|(?=[,。]))|[°′']"
        r"|(?<=['′]\d\d)\"|个工作日|个交易日|头|桶|间|栋|辆|字头", "other", 1),
    ("m", r"米(?!易)|m(?![a-z0-9])|met(?:er|re)s?", "m", 1),
)  # fmt: skip
# What units begin with: a quick no for what follows most numbers (a test compares).
UNIT_BEGINS: Final = BEHIND_BEGINS + (
    " \"%'(abcdefghijklmnopqrstuvwy°′キメ万个亩人以件份伏位倍元兆公刀分升千卢厘只台号吉名吨周圆块基处天头套字安家寸小层"
    "届左上出光样的岁平年度座张户斤新方日月期机条架柜栋株桶楼次欧比毛毫泰港点瓦瓩秒立米级组美股角赫转辆部间项-"
)
UNIT: Final = expression(
    f" ?(?=[{UNIT_BEGINS}])(?:" + "|".join(f"(?P<{name}>{words})" for name, words, _, _ in _UNITS) + ")"
)
BASE: Final = {name: (unit, factor) for name, _, unit, factor in _UNITS}

_PER_WORD: Final = (
    r"(?P<energy>k ?w ?[·.?・*-]?h|千瓦[·.]?小?时|度电?|kilowatt[- ]?hour|个字)"
    r"|(?P<mega>mwh|兆瓦时|千度电?)|(?P<hundred>百度电?)|(?P<power>个?(?:kw|千瓦|瓩)(?![·.]?[时h])"
    r"|kilowatt(?![a-z]|[- ]?hour))"
    r"|(?P<year>年(?!均[发上产\d]|发[电量\d]|产[量电\d]|上网|平均|电量)"
    r"|year(?! ago)|annum)|(?P<month>月|month)|(?P<day>天|日|day)"
    r"|(?P<watt>瓦|w(?![a-z]))|(?P<other>台|套|吨|亩|平米?|股|人|小时"
    r"|t(?![a-z]))"
)
PER_AFTER: Final = expression(
    rf"(?=[ 整(/每一1pa])(?! [每一](?:年|个?月|天)) ?整? ?(?:\(含税\))? ?"
    rf"(?:/|每|一(?![口次手])|1(?=个|千瓦|kw|度)|per |an? ) ?(?:个)?(?:{_PER_WORD})"
    r"| ?p\.? ?a\b(?P<annum>\.?)"
)
PER_BEFORE: Final = expression(
    r"(?:每|[^一-龥]一|^一|一个?(?=千瓦|瓩|kw|度)|按(?:装机)?(?=个?千瓦|瓩|kw))(?:个)?"
    rf"(?:{_PER_WORD})(?:电价|电|的?价格?|的?[一每]年(?:的?租金?)?|的?年?租金?)?"
    r"(?:作价|[只要约合计卖收给为是:才不到近按算报开喊出结付你您]){0,4} ?$"
)
_PER_SIGN: Final = expression("[每一按]")
_PER: Final = {
    "mega": "other",
    "hundred": "other",
    "energy": "kWh",
    "power": "kW",
    "year": "year",
    "month": "month",
    "annum": "year",
    "day": "day",
    "other": "other",
}
_LABEL_UNIT: Final = expression(
    r"\((?:单位[:]?)?(?:人民币)?(?P<factor>[万亿]?)(?P<unit>元(?:/(?:kwh|千瓦[·.]?时|度))?|kwh|千瓦时|度|kw"
    r"|千瓦|mw|兆瓦|kva|米|m"
    r"|m3/s|小时|h|%)\)[:| \t为是]{0,4}$"
)
_LABEL_BASE: Final = {
    "元": "CNY", "kwh": "kWh", "千瓦时": "kWh", "度": "kWh", "kw": "kW", "千瓦": "kW", "mw": "kW", "兆瓦": "kW",
    "kva": "kVA", "米": "m", "m": "m", "m3/s": "m3/s", "小时": "h", "h": "h", "%": "%",
}  # fmt: skip
_MONEY_BEFORE: Final = expression(r"(?:rmb|cny|¥|人民币)[: ]?$")
# 壹佰捌拾万元, as contracts write it.
_FORMAL_SIGN: Final = cued(
    "[佰仟拾]|[俩仨](?=[台百千部])|[壹贰叁肆伍陆柒捌玖][零壹贰叁肆伍陆柒捌玖角毛分万百千元台]|仨百"
)
_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟仨俩", "一二三四五六七八九十百千三两")
_SHORT_SCALE: Final = expression(r" ?(mn|mln|m|bn|k)(?![a-z])")  # rmb 9.5m
_SHORT_FOREIGN: Final = expression(rf" ?(mn|mln|m|bn|k|w)(?= ?{BEHIND})")  # 1.2m USDT
_SETS_GLUED: Final = expression(r"[台组](?!织)")
_CURRENCY_ENDS: Final = "by¥" + ENDS  # the last letters of the words above and of other currencies
_RANGE: Final = expression(r" ?(?:-|~|—|——|–|至|到|〜|to) ?")
# 三毛二, 3毛5, 三毛二分五, 两毛五一度 (but not 两毛一度): digits after 毛
_JIAO_TAIL: Final = expression(
    r"钱?(?:(?P<zero>零[1-9一二三四五六七八九])"
    r"|(?P<both>[1-9]\d(?!\d|[.,]\d| ?(?:kw|千|万|台|个|w))|[一二三四五六七八九]{2}(?![度个千百十万亿台年月])"
    r"|[1-9][二三四五六七八九](?![度个千百十万亿台年月]))"  # 1毛9五
    r"|(?P<fen>[1-9](?![\d.])|两(?=分)|[一二三四五六七八九半](?!度|个|千瓦|瓦"
    r"|年))?(?P<word>分|点(?=[1-9一二三四五六七八九]))?(?P<li>[1-9]\d(?=[,。;\s]|$)|[1-9一二三四五六七八九](?![\d度]))?"
    r"(?:(?<=分.)厘(?P<hao>[1-9一二三四五六七八九](?![\d度]))?)?)"  # 三毛三分二厘五
)
_BLOCK_TAIL: Final = expression(
    r"(?P<jiao>[1-9](?![\d.]| ?个?(?:kw|千瓦|瓩|度))|[一二三四五六七八九半](?!度|个|千瓦|年))(?![万千百十台月日])"
)
_FEN_TAIL: Final = expression(
    r" ([1-9])(?: ?fen(?![a-z])|(?= a unit| per | from |[.,;)\n\"] ?|$)(?![.,]\d))"
)  # 2 mao 1
_NEIGHBOURS: Final = frozenset({"一二", "二三", "三四", "四五", "五六", "六七", "七八", "八九"})
_HAN_DIGIT: Final = {**{one: place for place, one in enumerate("零一二三四五六七八九")}, "两": 2, "半": 5}
# 370万 U结算: the way to pay, not the currency of the amount.
_PAYMENT: Final = expression(
    rf" ?(?:{BEHIND}|usdt?|btc|eth|比特币|虚拟币) ?(?:结算|支付|付|也|亦|都|可|结|收|行|不[收要接付认])"
    r"| ?(?:usdt?|btc|bitcoin|tether) "
    r"(?:(?:is |also )?(?:accepted|ok|okay|welcome|possible|preferred|fine|works)|or|and)\b"
)
# Dates, times, document numbers, addresses of the web: no amounts in there.
_SKIP: Final = cued(
    r"(?=[\d〔\[(【hw])(?:"  # a quick no for all other places
    r"(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{1,2})?(?!\d)|\.\d{1,2}\.\d{1,2}(?!\d))"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|[〔\[(【](?:19|20)\d\d[〕\])】](?:第?\d{1,8}号?)?|(?:1[89]|20)\d\d年"
    r"|(?<![\d.])1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}"
    r"|(?<=[a-z])\d{2,5}-\d{1,2}/\d{3,4}(?!\d)"  # SFW320-6/850: the model of a generator
    r"|https?://[^\s一-龥]{1,300}|www\.[^\s一-龥]{1,300}|\d+(?:\.\d+){2,}|[\d.]{16,})"
)


class Amount(NamedTuple):
    """A number with its unit, at [start, end) of the folded text; `number_end` is where the bare number ends.

    `unit`: kW kWh CNY kVA kV m m3/s h % count W foreign time other, 'w' (watt or 万, the reader decides) or ''.
    `per`: '' kWh kW year month day other. `written` is the unit as it stands.
    """

    start: int
    end: int
    number_end: int
    low: float
    high: float
    unit: str = ""
    per: str = ""
    written: str = ""
    scale: int = 1
    more: bool = False
    bare: bool = False
    han: bool = False


@lru_cache(maxsize=2)
def read_amounts(text: str) -> tuple[Amount, ...]:
    """All amounts of a folded text, in order; one linear scan, shared by all extractors of the text."""
    if _FORMAL_SIGN.search(text):
        text = text.translate(_FORMAL)
    skipped = [match.span() for match in _SKIP.finditer(text)]
    found: list[Amount] = []
    place = 0
    for match in NUMBER.finditer(text):
        while place < len(skipped) and skipped[place][1] <= match.start():
            place += 1
        if place < len(skipped) and skipped[place][0] < match.end():
            continue
        if found and match.start() < found[-1].end:
            continue  # the 7 of 2毛7
        number = read_number(match)
        if number is None:
            continue
        amount = _with_unit(text, number)
        if amount is None:
            continue
        joined = _join_range(text, found[-1], amount) if found else None
        if joined is not None:
            found[-1] = joined
        else:
            found.append(amount)
    return tuple(found)


def _with_unit(text: str, number: Number) -> Amount | None:
    """The amount that a number belongs to; None for Chinese numerals without a unit and for digits inside a name."""
    before = text[number.start - 1] if number.start else " "
    if "a" <= before <= "z" and before != "x" and not number.han and not _may_follow(text, number):
        return None  # s19, m21s, vx138
    if number.han and before in "几数好上" and text[number.start] in "十百千万亿":
        return None  # 几十千瓦
    if number.bare and before in "张卡" and not UNIT.match(text, number.end):
        return None  # 40张3060, 八卡3080: a model of cards
    amount = Amount(
        number.start, number.end, number.end, number.low, number.high, scale=number.scale, more=number.more,
        bare=number.bare, han=number.han,
    )  # fmt: skip
    if number.bare:
        amount = _shortened(text, amount, before)
    match = UNIT.match(text, amount.end)
    if match and match.lastgroup == "foreign" and (before in "x×*" or _PAYMENT.match(text, match.start())):
        match = None  # 630*2 BTC也收
    if match and match.lastgroup:
        amount = _scaled(amount, match)
        if match.lastgroup in {"jiao", "money"}:
            amount = _with_small_change(text, amount, match.lastgroup)
    elif number.han and len(match_words := text[number.start : number.end]) == 1 and match_words not in "十":
        return _bare_han(text, amount)
    return _with_currency_and_rate(text, amount)


def _shortened(text: str, amount: Amount, before: str) -> Amount:
    """rmb 9.5m, hk$ 15m, 1.2m USDT: the m is a million only beside a currency."""
    short = _SHORT_FOREIGN.match(text, amount.end)
    if short is not None and _PAYMENT.match(text, short.end()):
        short = None  # 1500w USDT也收
    if short is None and before in _CURRENCY_ENDS and _after_currency(text, amount.start):
        short = _SHORT_SCALE.match(text, amount.end)
    if short is None:
        return amount
    scale = MULTIPLIERS[short[1]]
    value = round(amount.low * scale, 2)
    return amount._replace(low=value, high=value, end=short.end(), number_end=short.end(), scale=scale, bare=False)


def _may_follow(text: str, number: Number) -> bool:
    """True right after a currency, and in 5000kw3台: the number of sets of that size."""
    glued = text[max(0, number.start - 2) : number.start] in {"kw", "mw"} and _SETS_GLUED.match(text, number.end)
    return bool(glued) or _after_currency(text, number.start)


def _after_currency(text: str, place: int) -> bool:
    left = max(0, place - 9)
    return bool(_MONEY_BEFORE.search(text, left, place) or currency_before(text, place))


def _bare_han(text: str, amount: Amount) -> Amount | None:
    # 三百二乘二: the count may be one numeral; everything else of one numeral is a word (一座, 二手).
    near = text[max(0, amount.start - 2) : amount.end + 1]
    return amount if any(mark in near for mark in "乘x×*") else None


def _scaled(amount: Amount, match: re.Match[str]) -> Amount:
    unit, factor = BASE[match.lastgroup or ""]
    low, high = (amount.low, amount.high) if factor == 1 else (_exact(amount.low, factor), _exact(amount.high, factor))
    return amount._replace(end=match.end(), low=low, high=high, unit=unit, written=match.group().strip())


def _exact(value: float, factor: float) -> float:
    # 3 × 0.1 would be 0.30000000000000004.
    return value * factor if factor > 1 else round(value * factor, 10)


def _with_small_change(text: str, amount: Amount, unit: str) -> Amount:
    """三毛二 is 0.32, 1毛8 is 0.18, 一块二 is 1.2."""
    step = 0.01 if unit == "jiao" else 0.1
    if unit == "money" and not amount.written.startswith("块"):
        return amount
    if amount.written.isascii():
        return _with_fen(text, amount)
    tail = (_JIAO_TAIL if unit == "jiao" else _BLOCK_TAIL).match(text, amount.end)
    if tail and unit == "jiao" and (both := tail["zero"] or tail["both"]):
        extra = round(_digit(both[0]) * 0.01 + _digit(both[1]) * 0.001, 6)  # 三毛六四, 四毛零五
        if both in _NEIGHBOURS and amount.low == amount.high:  # 一毛八九: eighteen to nineteen
            low, high = (round(amount.low + _digit(one) * 0.01, 6) for one in both)
            return amount._replace(end=tail.end(), low=low, high=high)
        return amount._replace(end=tail.end(), low=round(amount.low + extra, 6), high=round(amount.high + extra, 6))
    first = tail and (tail["fen"] if unit == "jiao" else tail["jiao"])
    if not tail or (not first and unit == "money"):
        return amount
    extra = _digit(first) * step
    end = tail.end() if first or text.startswith("钱", amount.end) else amount.end
    if first and unit == "jiao" and tail["word"] and tail["li"]:
        extra += _digit(tail["li"]) * (0.0001 if len(tail["li"]) == 2 else 0.001) + _digit(tail["hao"]) * 0.0001
    elif unit == "jiao" and first and tail["li"]:
        end = tail.start("li")
    return amount._replace(end=end, low=round(amount.low + extra, 6), high=round(amount.high + extra, 6))


def _with_fen(text: str, amount: Amount) -> Amount:
    """2 mao 1 is 0.21."""
    tail = _FEN_TAIL.match(text, amount.end)
    if tail is None:
        return amount
    extra = int(tail[1]) * 0.01
    return amount._replace(end=tail.end(), low=round(amount.low + extra, 6), high=round(amount.high + extra, 6))


def _digit(written: str | None) -> int:
    if not written:
        return 0
    return int(written) if written.isdigit() and written.isascii() else _HAN_DIGIT.get(written, 0)


def _with_currency_and_rate(text: str, amount: Amount) -> Amount | None:
    if amount.unit not in {"", "CNY"}:
        return amount
    left = max(0, amount.start - 14)
    if text[amount.start - 1 : amount.start] in _CURRENCY_ENDS and amount.start:
        if currency_before(text, amount.start):
            return amount._replace(unit="foreign")
        if not amount.unit and (money := _MONEY_BEFORE.search(text, left, amount.start)):
            amount = amount._replace(unit="CNY", start=money.start())
    if not amount.unit and ")" in text[max(0, amount.start - 5) : amount.start]:
        amount = _with_label_unit(text, amount)
    return _with_rate(text, amount, left)


def _with_rate(text: str, amount: Amount, left: int) -> Amount:
    after = PER_AFTER.match(text, amount.end)
    if after and after.lastgroup in _EACH:
        return _EACH[after.lastgroup](amount, after.end()) if amount.unit == "CNY" else amount
    if after and (amount.unit or amount.scale >= 10_000 or after.lastgroup in {"power", "energy"}):
        return amount._replace(unit="CNY", per=_PER[after.lastgroup or ""], end=after.end())
    window = text[left : amount.start]
    before = PER_BEFORE.search(text, left, amount.start) if _PER_SIGN.search(window) else None
    if before is None:
        return amount
    if before.lastgroup in _EACH:
        return _EACH[before.lastgroup](amount, amount.end) if amount.unit == "CNY" else amount
    if amount.unit == "CNY" or (
        (amount.bare or amount.han) and not amount.unit and before.lastgroup in {"energy", "power"}
    ):
        return amount._replace(unit="CNY", per=_PER[before.lastgroup or ""])
    return amount


def _each_megawatt_hour(amount: Amount, end: int) -> Amount:
    """320元/MWh is 0.32 for each kWh."""
    return amount._replace(low=round(amount.low / 1000, 6), high=round(amount.high / 1000, 6), per="kWh", end=end)


def _each_watt(amount: Amount, end: int) -> Amount:
    """4元/瓦 is 4,000 yuan for each kW; less than half a yuan or more than 50 is something else's price."""
    if not 0.5 <= amount.low <= amount.high <= 50:
        return amount._replace(per="other", end=end)
    return amount._replace(low=round(amount.low * 1000, 2), high=round(amount.high * 1000, 2), per="kW", end=end)


def _each_hundred_kwh(amount: Amount, end: int) -> Amount:
    """每百度36元 is 0.36 for each kWh."""
    return amount._replace(low=round(amount.low / 100, 6), high=round(amount.high / 100, 6), per="kWh", end=end)


_EACH: Final = {"mega": _each_megawatt_hour, "hundred": _each_hundred_kwh, "watt": _each_watt}


def _with_label_unit(text: str, amount: Amount) -> Amount:
    label = _LABEL_UNIT.search(text, max(0, amount.start - 22), amount.start)
    if not label:
        return amount
    written, _, per = label["unit"].partition("/")
    factor = {"万": 10_000, "亿": 100_000_000}.get(label["factor"], 1) * (1000 if written in {"mw", "兆瓦"} else 1)
    value = round(amount.low * factor, 4)
    return amount._replace(unit=_LABEL_BASE[written], per="kWh" if per else "", low=value, high=value, written=written)


def _are_rates(first: Amount, second: Amount) -> bool:
    """一个千瓦3800到4000: the second number is paid for the same kW."""
    rate = first.per == "kW" and first.unit == "CNY" and second.unit in {"", "CNY"} and not second.per
    return rate and second.scale == 1 and first.low < second.high <= 2 * first.low


def _join_range(text: str, first: Amount, second: Amount) -> Amount | None:
    """80-150万元, 50万元至80万元, 1.6~1.8毛: one amount; None when the two are not the ends of one range."""
    near = second.start - first.end <= 4 and first.low == first.high and second.low == second.high
    if not near or not _RANGE.fullmatch(text, first.end, second.start):
        return None
    if _are_rates(first, second):
        return first._replace(end=second.end, high=second.high)
    if not (second.unit or second.scale > 1):
        return None
    if first.unit == "CNY" and not first.written and not first.per and first.scale == 1 and second.scale > 1:
        first = first._replace(unit="")  # RMB 25-28 million
    if (first.unit and (first.unit != second.unit or first.per)) or second.unit in {"time", "other", "count"}:
        return None
    low = first.low
    if not first.unit:
        factor = BASE_FACTOR.get(second.written, 1)
        if second.scale > 1 and first.scale == 1:
            low *= second.scale
        low = round(low * factor, 6)
    if low >= second.high:
        return None
    return second._replace(start=first.start, low=low)


BASE_FACTOR: Final = {
    "毛": 0.1,
    "角": 0.1,
    "分钱": 0.01,
    "分": 0.01,
    "mw": 1000,
    "兆瓦": 1000,
    "mwh": 1000,
    "gwh": 1_000_000,
}
