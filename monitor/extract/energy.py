"""Finds what a plant generates in a year (kWh) and its full-load hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.asked_amounts import asked_of
from monitor.extract.context import (
    HARD_BREAKS,
    amount_detail,
    ends_alone,
    is_others,
    is_wish,
    left_of,
    make_fact,
    near_words,
    others_from,
    right_of,
    tidy,
)
from monitor.extract.energy_plants import sum_of_plants
from monitor.extract.energy_rise import Rise, read_rises
from monitor.extract.energy_series import LEAST_KWH, LEAST_UNSAID, read_series, read_years
from monitor.extract.hopes import follows_hope, is_actual, is_designed, is_former, is_possible
from monitor.extract.mend import mended
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import expression

_MEAN_RANK: Final = 4
_YEAR_RANK: Final = 3
_UNSAID_RANK: Final = 2

# 年发电420万 leaves the 度 out; such an amount is no money either.
GENERATION_BEFORE: Final = expression(
    r"(?:净上网|年(?:均|平均)?(?:能|可)?上网|净发|年出|上网电量|年平均|(?<!照常)(?<!随时)(?<!马上)(?<!就能)(?<!就)(?<!当天)(?<!当场)(?<!立马)(?<!立即)(?<!即可)(?<!正常)(?<!老实)(?<!本分)(?<!安心)(?<!规矩)(?<!正经)(?<!好好)(?<!踏实)(?<!只准)(?<!只许)(?<!专心)发电|发电量|电量|年发|法电|发店|实发|总发|共发|合发|拉平|产电量|年产量|发到|发过|年均|年产|均发|可发|(?<!就)能发|产电|出电|年打|能打|打得|年电|丰枯(?:平均|拉平|扯平)(?:[一每]年)?|平均年[份景]|平水年|正常年份?"
    r"|(?:水好|丰水|丰年|好年|大水|年[头景成份]好|雨水好)[年份成头景的]*(?:能|可以?)?(?:有|到|打|出|过|超|破|冲))(?:可?达到?"
    r"|约|为|是|有|了|个"
    r"|在|:|\||近|超过?|能有|年均|平均|大概|左右|差不多| )*$"
)
_MEAN: Final = expression(
    r"平均|年均|均发|正常年|设计|一般年|常年|平水年|拉平|扯平|匀下来|均下来|折中"
    r"|mean|average|avg|design|normal year|typical"
)
_YEAR: Final = expression(r"年(?!前|底|初|后)|annual|yearly|per year|a year|each year|every year")
_LAST_YEAR: Final = expression(
    r"去年|(?<![目之以])前年|水好|大水|(?:19|20)?\d\d年(?!来)|最高|最多|最低|丰水年|丰年|枯水年|枯年|上年|今年|刚过去"
)
_YEAR_AFTER: Final = expression(
    r" ?(?:电|左右|以上)? ?(?:/|每|一|的)?(?:年(?:发电量|均)?|a(?![a-z])|per year|a year|annually|yearly"
    r"|yr(?![a-z])|per annum|p\.? ?a\.?(?![a-z])|each year|every year|in an? (?:normal|average|typical|good|wet"
    r"|dry|bad|usual|ordinary|mean)(?: rainfall| water| hydrological)? year|on average)"
)
_SHORTER: Final = expression(
    r"日均|日平均|月平均|每日|每天|一天|日发|天发|月均|每月|一月|月发|一个月|\d+月|上半年|季度|日(?!常)|daily|monthly"
)
_SHORTER_AFTER: Final = expression(
    r" ?(?:电|左右)?(?:/|每|一)(?:天|日|个?月|h|小时)|(?: a|/| per) ?(?:day|month)| (?:daily|monthly)"
)
# 平均每天发电, 一天平均能发, 常年每天: the mean is that of a day, unless a year is named between it and the amount.
_MEAN_OF_DAY: Final = expression(
    r"(?:日均|每日|每天|一天|天天|(?<![\d一二三四])天平均|(?<![今一二三四五六七八九十\d])日(?:均|平均|发电?量?|产电?量?)|(?<![\d一二三四五六七八九十个])月(?:均|平均|发电?量?|产电?量?)|每月|一个?月|每个月|daily|monthly"
    r"|(?:a|per) (?:day|month))[^年,;]*$"
)
_USED: Final = expression(
    r"用电|(?:个?月|年|天)(?:要|能|得|就|也|大概)?(?:用|耗|吃|烧)(?!户|水|时|途)|耗电|耗能|消耗|能耗|购电|损耗|弃水|弃电|库区|自用|节约|累计|[多增少](?:收|发|出)\S{0,4}$|(?:损失|少了|影响|短少|流失|减少|减发)(?:了|的)?(?:发?电量?)?(?:约|近|达|为|大概|至少)*$|consum"
)
_OUTPUT: Final = expression(r"发电|发了|发个|电量|满发|可发|能发|出力|generat|output|produc")
_NATION: Final = expression(
    r"全省|全县|全市|全国|全区|我省|我县|集团(?!公司)?(?!并网|收|结|上网|购|[^,。;]{0,4}电价)|(?:\d\d|[十百千数几多])余?座(?:小?水)?电?站|公司(?:上半年|全年)|地区"
)
# 往年全年也就三百万: no unit, but the sentence speaks of output.
_WHOLE_YEAR: Final = expression(
    r"(?:往年|全年|常年|一年下来|正常(?:年景?|年份|水|的话)?|平时|平常年?|好年[景份]?|水好)(?:也就|也|就|大概"
    r"|差不多|能有|能|约|有|是|在|都| )*$"
)
_SPEAKS_OF_OUTPUT: Final = expression(r"度|发电|发了|kwh")
_OF_YEAR: Final = expression(r"(?:[一每全]年|年均?|年均?发电?量?)(?:能|可以?|大概|平均|约|有|发|到|得|差不多|下来)*$")
# The question in the line above: 去年发了多少 / 560万度
_ASKED: Final = expression(
    r"(?:(?:年|一年)[^\n]{0,4}(?:发|电|多少度|几多度|好多度)[^\n]{0,6}|[:—]一?年|(?:多少|几多|几万|好多)度"
    r"|(?:发电|电)量?(?:呢|多少)?\??)\n[^\n:\d]{0,8}:? ?(?:平水年|正常年?|平均|大概|差不多|好的?年|能有?|有"
    r"|去年|约|也就|一年|年)*$"
    r"|(?:年发电?量?|一年发?电?)(?:多少|几多|好多)度?\?$"
)
_BARE_YEAR: Final = expression(r"年(?:均|平均)?(?:发电?量?|产电?量?|出电)(?:约|为|是|有|大概|差不多|:| )*$")
LEAST_BARE: Final = 15  # 万 kWh
MOST_BARE: Final = 10_000
_WIDE_BEFORE: Final = expression(
    r"(?:average|annual|yearly|mean|long-term|ten-year) (?:output|generation|production)(?! target)[a-z0-9 ,-]{0,40}$"
    r"|(?<![a-z])(?:output|generation|production) (?:last year|in (?:19|20)\d\d)[a-z ,]{0,24}"
    r" (?:was|of|came to|reached|hit)(?: about| around| some| just| only)? $"
)
_WIDE_AFTER: Final = expression(
    r" (?:of (?:electricity|power|energy) )?(?:(?:to|into) the (?:\w+ )?(?:grid|network|utility) ?)?"
    r"(?:last year|in (?:19|20)\d\d(?!\d)|in an? [a-z-]+ year|in (?:most|good|normal|wet|average) years"
    r"|on an? [a-z0-9-]+ (?:mean|average)|(?:by|is the|as) [a-z0-9-]+ mean"
    r"|(?:were|are|is) (?:metered|made|generated|produced)"
    r"|the year before|a year|annually|per year|each year|every year)"
)
_TIMES: Final = expression(r" ?[x×*乘]")  # 800万度乘两毛四: reckoned with, not said
_HOURS_BEFORE: Final = expression(
    r"(?:利用|满发|满负荷|发电|运行)(?:小时|时间|时)?数?(?:约?为|是|约|达到?|:|\||近| )*$"
)

_UNITS_YEAR: Final = expression(
    r" ?(?:of (?:power|electricity) )?(?:/ ?y(?:ea)?r|(?:a|per|each|every) year|annually|yearly|per annum"
    r"|p\.?a\b|last year|(?:were |are |is )?(?:generated|produced|metered)"
    r"|in (?:19|20)\d\d"
    r"|in an? \w+ year|on average|on an? [a-z0-9-]+ (?:mean|average))"
)
_UNITS_MADE: Final = expression(
    r"(?:annual|yearly|generat\w*|produc\w*|output|makes?|made|last year|\bav\.?|averag\w+"
    r"|mean)(?:[ :,]|about|around|some|was|of|is"
    r"|over|it)*$"
)
# hooked to the grid, 4 million kwh, no quarrels; good years half a million kwh
_ENGLISH_ITEM: Final = expression(r"(?:[,:;] ?|\b(?:years?|about) )$")
_LESSER_UNITS: Final = expression(r"(\d{1,3}(?:\.\d{1,2})?) ?(?:-|–|to) ?$")


# 一年40万字, as the meter counts; who writes so many means letters.
_OF_METER: Final = expression(r"字(?![头样节幕体段画母号典])")
_METERED: Final = expression(r"年|发|[走跑抄][了到出]|电表|[一每]个?月|[一每]天")
_LETTERS: Final = expression(r"写|文|稿|书|小说|码字|更新|读|论|(?<!盖)章|篇|打字|录入|翻译|笔记|字数")


class _Energy(NamedTuple):
    amount: Amount
    rank: int
    period: str


def extract_generation(reading: Reading) -> list[Fact]:
    """Find annual generation.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: the generation of a year in kWh: of several statements the long-term mean before the plan before a single
    year, repeated statements of the same value too; of what else is said of a year a fact with role `unknown`, without
    a value, as of a day. Where only a day's or a month's output is told, one fact with role
    `unknown`, without a value; `detail` keeps the period and the kWh stated: seasons forbid to multiply it.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    found = [
        energy
        for amount in read_amounts(text)
        if not is_others(reading, amount.start, others)
        and not is_wish(text, amount.start)
        and (energy := _energy(reading, text, amount)) is not None
    ]
    rises = [one for one in read_rises(text) if not is_others(reading, one.former.start, others)]
    found = _risen(found, rises)
    annual = [one for one in found if one.period == "year"] or _only_one(reading, found)
    if not any(one.rank == _MEAN_RANK for one in annual) and (series := read_series(text)):
        one = series[0]
        annual = [
            _Energy(Amount(one.start, one.end, one.end, one.low, one.high, "kWh", written="kwh"), _MEAN_RANK, "year")
        ]
    if (total := sum_of_plants(text, [one.amount for one in annual])) and not is_others(reading, total.start, others):
        beside = [one for one in annual if one.amount.end <= total.start or total.end <= one.amount.start]
        annual = [*beside, _Energy(total, _MEAN_RANK, "year")]
    if not annual:
        return [_short_fact(reading, one) for one in found if one.period != "unsaid"][:1]
    real = _real(text, annual)
    best = max(real, key=lambda one: (one.rank, -one.amount.start)).amount
    role: Role = "offered" if reading.offer.offer != "none" else "unknown"
    unreal = [one.amount for one in annual if one not in real] + [one.now for one in rises if one.hoped]
    hoped = max((one.high for one in unreal), default=None)
    told = [one for one in real if (one.amount.low, one.amount.high) == (best.low, best.high)]
    facts = [_fact(reading, one.amount, role, hoped) for one in told]
    facts += [_fact(reading, one.former, "former", None) for one in rises if not one.hoped]
    return facts + [_short_fact(reading, one) for one in _other_years(text, [*found, *_listed(text, found)], told)]


def _risen(found: list[_Energy], rises: Sequence[Rise]) -> list[_Energy]:
    """年发电由200万提高到260万度: what is made now, in place of both; of 可由…提高到… what was."""
    places = {place for one in rises for place in (one.former.start, one.now.start)}
    kept = [one for one in found if one.amount.start not in places]
    return kept + [_Energy(one.former if one.hoped else one.now, _YEAR_RANK, "year") for one in rises]


def _listed(text: str, found: Sequence[_Energy]) -> Iterator[_Energy]:
    """近三年分别为3,342万、2,180万和2,474万千瓦时 beside a mean: lists of years of which none was found alone."""
    annual = [one.amount for one in found if one.period == "year"]
    for one in (*read_series(text), *read_years(text)):
        if all(other.end <= one.start or one.end <= other.start for other in annual):
            amount = Amount(one.start, one.end, one.end, one.low, one.high, "kWh", written="kwh")
            yield _Energy(amount, 1, "year")


def _other_years(text: str, found: Iterable[_Energy], told: Sequence[_Energy]) -> Iterator[_Energy]:
    """What is said of other years, 去年182万度,前年215万度: as it was said, without a value of the offer's."""
    values = {(one.amount.low, one.amount.high) for one in told}
    for one in found:
        told_in_kwh = one.period == "year" and one.amount.written != ""  # 近三年分红年均46万 is money
        if not told_in_kwh or (one.amount.low, one.amount.high) in values or is_possible(text, one.amount):
            continue
        apart = all(one.amount.end <= other.amount.start or other.amount.end <= one.amount.start for other in told)
        if apart and not _TIMES.match(text, one.amount.end):
            yield one


def _energy(reading: Reading, text: str, amount: Amount) -> _Energy | None:
    """What an amount tells of the output, None when it tells nothing."""
    return (
        _bare_year(text, amount)
        or _in_units(text, amount)
        or _classify(text, _metered(text, amount))
        or _asked_for(reading, amount)
    )


def _asked_for(reading: Reading, amount: Amount) -> _Energy | None:
    """一年发多少 / 没有没有,七十来万: in the answer neither a unit nor a word of output is needed, nor a 万."""
    if amount.unit not in {"", "w", "kWh", "CNY"} or amount.written not in {"", "w", "kwh", "度"} or amount.per:
        return None
    factor = 1 if amount.scale >= 10_000 and amount.unit != "w" else 10_000
    low, high = amount.low * factor, amount.high * factor
    if not LEAST_BARE * 10_000 <= low <= MOST_BARE * 10_000 or asked_of(reading, amount.start) != "generation":
        return None
    return _Energy(amount._replace(low=low, high=high, unit="kWh", per=""), 3, "year")


def _real(text: str, annual: list[_Energy]) -> list[_Energy]:
    """Without the outputs that are only hoped for, where the text tells a real one beside them.

    A design gives way to what is made in a usual year: next to a single year it is the better measure.
    """
    firm = [one for one in annual if not is_possible(text, one.amount)]
    kept = firm if _tells_usual(text, firm) else annual
    now = [one for one in kept if not is_former(text, one.amount)]
    kept = now if _tells_usual(text, now) else kept
    made = [one for one in kept if not is_designed(text, one.amount)]
    return made if _tells_usual(text, made) else kept


def _tells_usual(text: str, found: Sequence[_Energy]) -> bool:
    """Whether one of the outputs is that of a usual year, or is called the real one: 设计350万度,实际发电280万度."""
    return any(one.rank >= _YEAR_RANK or (one.rank == _UNSAID_RANK and is_actual(text, one.amount)) for one in found)


def _only_one(reading: Reading, found: list[_Energy]) -> list[_Energy]:
    """The only output that an ad names, though nothing says what it is: in a seller's words it is a year's."""
    if len(found) != 1 or found[0].period != "unsaid" or found[0].amount.low < LEAST_UNSAID:
        return []
    one = found[0].amount
    listed = _ENGLISH_ITEM.search(reading.normalised.plain.text, max(0, one.start - 12), one.start)
    direct = reading.offer.offer == "direct"
    return found if direct or (reading.offer.offer == "reported" and one.written.isascii() and listed) else []


def extract_hours(reading: Reading) -> list[Fact]:
    """Find full-load hours a year: facts of unit "h"; O(n), raises nothing."""
    reading = mended(reading)
    text = reading.normalised.plain.text
    facts = []
    for amount in read_amounts(text):
        if amount.unit not in {"h", ""} or not 200 <= amount.low <= 20_000:
            continue
        if _HOURS_BEFORE.search(text[left_of(text, amount.start) : amount.start]):
            facts.append(
                make_fact(reading, "hours", amount.start, amount.end, low=amount.low, high=amount.high, unit="h")
            )
    return facts


def _classify(text: str, amount: Amount) -> _Energy | None:
    if amount.unit not in {"kWh", "w"} and (amount.scale < 10_000 or amount.unit not in {"", "kW", "CNY"}):
        return None  # nothing that _as_energy reads: most amounts
    words = text[left_of(text, amount.start, limit=22) : amount.start]
    said = _is_whole_year(text, amount) or follows_hope(text, amount)
    energy = amount._replace(unit="kWh") if said else _as_energy(amount, words)
    if energy is None and not amount.per and _answers(text, amount):
        energy = amount._replace(unit="kWh")  # 一年多少度 / 七十万
    if energy is None or energy.high < LEAST_KWH or _USED.search(near_words(text, amount.start, 22)):
        return None
    if _NATION.search(text[left_of(text, amount.start, "。;!?\n", 30) : amount.start]):
        return None
    if _answers(text, amount) or _wide_year(text, amount) or follows_hope(text, amount):
        return _Energy(energy, 3, "year")
    if _SHORTER_AFTER.match(text, energy.end) or _is_shorter(words):
        return _Energy(energy, 0, "month" if "月" in words + text[energy.end : energy.end + 3] else "day")
    rank = _rank(text, energy, words)
    return _Energy(energy, rank, "year" if rank else "unsaid")


def _in_units(text: str, amount: Amount) -> _Energy | None:
    """1.6 to 1.9 million units a year: a unit is a kWh, as people say who sell power."""
    few = amount.scale < 1_000 and amount.low < LEAST_UNSAID
    if amount.unit != "count" or amount.written != "units" or few or amount.low < LEAST_KWH:
        return None
    words = text[left_of(text, amount.start, limit=22) : amount.start]
    if not (_UNITS_YEAR.match(text, amount.end) or _UNITS_MADE.search(words)):
        return None
    lesser = _LESSER_UNITS.search(text, max(0, amount.start - 12), amount.start)
    low = float(lesser[1]) * amount.scale if lesser else amount.low
    start = lesser.start() if lesser and low < amount.low else amount.start
    return _Energy(amount._replace(start=start, low=min(low, amount.low), unit="kWh", written="kwh"), 3, "year")


def _metered(text: str, amount: Amount) -> Amount:
    """一年40万字: a 字 of the meter is a kWh."""
    if amount.unit or amount.per or amount.scale < 10_000 or not _OF_METER.match(text, amount.end):
        return amount
    before = near_words(text, amount.start, limit=14)
    if not _METERED.search(before) or _LETTERS.search(before + text[amount.end + 1 : amount.end + 5]):
        return amount
    return amount._replace(unit="kWh", end=amount.end + 1)


def _answers(text: str, amount: Amount) -> bool:
    told = amount.unit == "kWh" or (not amount.unit and amount.scale >= 10_000)
    return told and _ASKED.search(text, max(0, amount.start - 24), amount.start) is not None


def _wide_year(text: str, amount: Amount) -> bool:
    """English needs more letters than the windows of Chinese: average output over ten years was 31 GWh."""
    if amount.unit != "kWh" or not amount.written.isascii():
        return False
    if _SHORTER_AFTER.match(text, amount.end):
        return False  # average output 8,000 kWh a day
    before = _WIDE_BEFORE.search(text, left_of(text, amount.start, ".;!?\n", 64), amount.start)
    return bool(before or _WIDE_AFTER.match(text, amount.end))


def _bare_year(text: str, amount: Amount) -> _Energy | None:
    """年发:二百一, 年发电 320,: in 万, as sellers leave out."""
    if amount.unit or amount.per or amount.scale > 1000 or not LEAST_BARE <= amount.low <= MOST_BARE:
        return None
    if not is_year_bare(text, amount):
        return None
    low, high = amount.low * 10_000, amount.high * 10_000
    return _Energy(amount._replace(low=low, high=high, unit="kWh"), 3, "year")


def is_year_bare(text: str, amount: Amount) -> bool:
    """True for a lone number right after 年发 or 年发电量."""
    return (
        ends_alone(text, amount.end) and _BARE_YEAR.search(text, left_of(text, amount.start), amount.start) is not None
    )


def _is_whole_year(text: str, amount: Amount) -> bool:
    if amount.unit or amount.scale < 10_000 or not _WHOLE_YEAR.search(text, left_of(text, amount.start), amount.start):
        return False
    sentence = left_of(text, amount.start, HARD_BREAKS, 40)
    return _SPEAKS_OF_OUTPUT.search(text, sentence, amount.start) is not None


def _is_shorter(words: str) -> bool:
    """A day's or a month's output, unless it is the mean of years: 平均每天 is a day's."""
    if not _SHORTER.search(words, _last_year(words)):
        return False
    return _MEAN_OF_DAY.search(words) is not None or not _MEAN.search(words)


def _last_year(words: str) -> int:
    """Where 一年 begins right before an output: in 每月合格 5一年一百八十万度 the month is another item's."""
    year = _OF_YEAR.search(words)
    return year.start() if year is not None else 0


def _rank(text: str, amount: Amount, words: str) -> int:
    """How well the amount tells a usual year: a mean 4, a year 3, unsaid 2, one certain year 1, no output 0."""
    if _MEAN.search(words):
        return _MEAN_RANK
    if _LAST_YEAR.search(words):
        return 1
    if _YEAR.search(words) or _YEAR_AFTER.match(text, amount.end):
        return 3
    return _UNSAID_RANK if _is_output(text, amount, words) or is_actual(text, amount) else 0


def _as_energy(amount: Amount, words: str) -> Amount | None:
    if amount.unit in {"w", "CNY"}:
        return _without_unit(amount, words)
    if amount.per:
        return None
    if amount.unit == "kWh":
        return amount
    if amount.unit == "kW" and amount.scale >= 10_000 and re.search(r"发电量(?:约?为|达|:)*$", words):
        return amount._replace(unit="kWh")  # 年发电量420万千瓦: the 时 is missing
    if not amount.unit and amount.scale >= 10_000 and GENERATION_BEFORE.search(words):
        return amount._replace(unit="kWh")
    return None


def _without_unit(amount: Amount, words: str) -> Amount | None:
    """年发200多w, 电量200万/年: the 度 is left out."""
    if amount.written not in {"", "w"} or amount.per not in {"", "year"} or not GENERATION_BEFORE.search(words):
        return None
    factor = 10_000 if amount.unit == "w" else 1
    return amount._replace(low=amount.low * factor, high=amount.high * factor, unit="kWh", per="", written="")


def _is_output(text: str, amount: Amount, words: str) -> bool:
    after = text[amount.end : right_of(text, amount.end, limit=6)]
    return bool(_OUTPUT.search(words) or after.startswith(("电", "发电", "的发电"))) or (
        amount.scale >= 10_000 and (not words or words.rstrip()[-1:] in {"|", "(", "/"})
    )


def _fact(reading: Reading, amount: Amount, role: Role, hoped: float | None) -> Fact:
    slip = (
        amount.written not in {"", "度"}
        and amount.written.startswith(("kw", "千瓦"))
        and not amount.written.endswith(("h", "时"))
    )
    detail = amount_detail(amount) if hoped is None else {**amount_detail(amount), "hoped_kwh": tidy(hoped)}
    return make_fact(
        reading, "generation", amount.start, amount.end, role=role, low=amount.low, high=amount.high, unit="kWh",
        per="year", unit_conflict=slip, detail=detail,
    )  # fmt: skip


def _short_fact(reading: Reading, one: _Energy) -> Fact:
    detail: dict[str, str | float | bool | None] = {"period": one.period, "stated_kwh": one.amount.low}
    return make_fact(reading, "generation", one.amount.start, one.amount.end, unit="kWh", per=one.period, detail=detail)
