"""Numbers worked out from stated facts, as ranges with the sum shown; nothing is known when a part of it is not.

Where a text states several values the range spans them all, so that a rule fires only when every reading of the
text does. Units as in `monitor.rules.names.QUANTITIES`.
"""

from __future__ import annotations

import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from monitor.assess.case import Case
from monitor.assess.same_plant import of_offered, rivals
from monitor.assess.sums import Quantity, behind, in_words, over_product, quotient, range_of, same, shown
from monitor.models import Bilingual, Fact, Role
from monitor.text.expression import expression

_PRICE_ROLES: Final[tuple[Role, ...]] = ("asking", "starting", "floor")
_NOT_OWN: Final = frozenset({"threshold", "planned", "former", "total", "past"})
_WHOLE: Final = frozenset({None, "plant", "equity"})
_GAP: Final = r"[^，。；,;万元]{0,12}?"
# The years after which the price is back, not those of an income: 五年回本, 回本期约6年; 一年收入108万 names none.
_COUNT: Final = r"(\d{1,3}(?:\.\d)?|(?:[二两三]?十)?[一二两三四五六七八九]|[二两三]?十)[来多]?年"
_BACK: Final = (
    r"(?:回(?!款|报|复|家|[收来]?了?(?:\d[\d.]*[多来]?[十百千]?万|电[费款]))|hui ?ben|元が取|モトが取|元を取"
    r"|[保翻出返归平够抵捞还]本|本(?:钱|金|就|也)|成本|投资|[抵够顶盖等][^，。；,;]{0,4}[价本资]|全是赚|[都就净纯]是赚|白[赚捡]|纯赚|净赚的)"
)
_YEARS: Final = expression(rf"{_COUNT}半?{_GAP}{_BACK}|{_BACK}{_GAP}{_COUNT}")
_DIGITS: Final = {mark: value for value, mark in enumerate("零一二三四五六七八九")} | {"两": 2}
_INCOME: Final = expression(r"收入|营收|产值|电费")
_YEARLY: Final = expression(r"年[^，。；,;]{0,4}(?:收入|营收|产值|电费)")
_NEAR: Final = 24  # characters between two transformers of one list
_NUMBERED: Final = expression(r"[+＋#＃号]|另|还有|二|2")
_UNIT_ROLES: Final = frozenset({"offered", "total", "unit", "unknown"})


def quantity(case: Case, name: str) -> Quantity | None:
    """The quantity `name` of a document, None when the text does not give it; worked out once a document."""
    if name not in case.numbers:
        case.numbers[name] = COMPUTE[name](case)
    value = case.numbers[name]
    return value if isinstance(value, Quantity) else None


def formula_of(case: Case, name: str) -> Bilingual | None:
    """The sum behind the quantity `name` in words; written once a document."""
    key = f"formula of {name}"
    if key not in case.numbers:
        number = quantity(case, name)
        case.numbers[key] = number.formula if number else None
    words = case.numbers[key]
    return words if isinstance(words, Bilingual) else None


def _constant(case: Case, band: str) -> float:
    """The number a band's formula multiplies by."""
    return case.knowledge.bands[band].constant or 1.0


def _own(case: Case, kind: str) -> Quantity | None:
    return range_of(fact for fact in case.facts.get(kind, ()) if fact.role not in _NOT_OWN)


def _of_plant(case: Case, kind: str) -> Quantity | None:
    """What is told of the plant whose capacity is offered: only such figures are set against each other."""
    facts = (fact for fact in case.facts.get(kind, ()) if fact.role not in _NOT_OWN)
    return range_of(of_offered(case, facts))


def _capacity(case: Case) -> Quantity | None:
    return range_of(fact for fact in case.facts.get("capacity", ()) if fact.role == "offered")


def _price(case: Case) -> Quantity | None:
    """The price of the whole offer: asked for, else starting, else floor."""
    return range_of(_prices(case))


def _prices(case: Case) -> list[Fact]:
    prices = [fact for fact in case.facts.get("price", ()) if fact.per in {None, "total"} and fact.unit == "CNY"]
    for role in _PRICE_ROLES:
        found = [fact for fact in prices if fact.role == role]
        if range_of(found):
            return found
    return []


def _share(case: Case) -> Quantity | None:
    """The share sold in percent; 100 when a plant is sold; unknown when a share of unknown size is."""
    if case.reading.share_pct:
        return Quantity(case.reading.share_pct, case.reading.share_pct, ())
    return None if case.reading.object == "equity" else Quantity(100.0, 100.0, ())


def _share_priced(case: Case) -> Quantity | None:
    """The share that the price is of: of 20%股权转让,100%股权作价1000万 all of it; else the share sold."""
    prices = [fact for fact in case.facts.get("price", ()) if fact.role in _PRICE_ROLES and fact.per != "kW"]
    told = {fact.detail.get("of_share") for fact in prices}
    share = told.pop() if len(told) == 1 else None
    return Quantity(share, share, ()) if isinstance(share, float | int) else _share(case)


def _price_per_kw(case: Case) -> Quantity | None:
    if case.reading.object not in _WHOLE:
        return None
    asked = [f for f in case.facts.get("price", ()) if f.per == "kW" and f.role in _PRICE_ROLES and f.unit == "CNY"]
    if direct := range_of(asked):
        return Quantity(direct.low, direct.high, direct.spans, in_words(f"{direct} 元/千瓦", f"{direct} CNY/kW"))
    price, share, capacity = (
        range_of(of_offered(case, _prices(case))),
        _share_priced(case),
        quantity(case, "capacity_kw"),
    )
    if not (price and share and capacity):
        return None
    low, high = (p / (share.low / 100) for p in (price.low / capacity.high, price.high / capacity.low))
    result = Quantity(low, high, price.spans + capacity.spans)

    def say() -> Bilingual:
        part = "" if share.low == 100 else f" ÷ {share}%"
        zh = f"{price} 元{part} ÷ {capacity} 千瓦 = {result} 元/千瓦"
        return in_words(zh, f"{price} CNY{part} ÷ {capacity} kW = {result} CNY/kW")

    return result._replace(how=say)


def _compensation_per_kw(case: Case) -> Quantity | None:
    """What the text says is paid for leaving, per kW stated or per kW of the capacity."""
    paid = [f for f in case.facts.get("price", ()) if f.role == "compensation" and f.unit == "CNY"]
    if direct := range_of(f for f in paid if f.per == "kW"):
        return direct._replace(how=in_words(f"{direct} 元/千瓦", f"{direct} CNY/kW"))
    total = range_of(of_offered(case, (f for f in paid if f.per in {None, "total"})))
    return quotient(total, quantity(case, "capacity_kw"), ("元", "千瓦", "元/千瓦"), ("CNY", "kW", "CNY/kW"))


def _price_over_compensation(case: Case) -> Quantity | None:
    price, paid = quantity(case, "price_per_kw"), quantity(case, "compensation_per_kw")
    return quotient(price, paid, ("元/千瓦", "元/千瓦", ""), ("CNY/kW", "CNY/kW", ""))


def _rent_per_kw(case: Case) -> Quantity | None:
    rents = [f for f in case.facts.get("price", ()) if f.role == "rent" and f.unit == "CNY"]
    if direct := range_of(f for f in rents if f.per == "kW"):
        return direct._replace(how=in_words(f"{direct} 元/千瓦·年", f"{direct} CNY per kW and year"))
    yearly = range_of(of_offered(case, (f for f in rents if f.per == "year")))
    zh, en = ("元/年", "千瓦", "元/千瓦·年"), ("CNY a year", "kW", "CNY per kW and year")
    return quotient(yearly, quantity(case, "capacity_kw"), zh, en)


def _hours(case: Case) -> Quantity | None:
    worked_out = quotient(
        _of_plant(case, "generation"), quantity(case, "capacity_kw"), ("千瓦时", "千瓦", "小时"), ("kWh", "kW", "h")
    )
    if worked_out:
        return worked_out
    stated = _of_plant(case, "hours")
    return stated and stated._replace(how=lambda: in_words(f"{stated} 小时", f"{stated} h"))


def _tariff(case: Case) -> Quantity | None:
    stated = _own(case, "tariff")
    return stated and stated._replace(how=lambda: in_words(f"{stated} 元/千瓦时", f"{stated} CNY/kWh"))


def _payback(case: Case) -> Quantity | None:
    price, hours, tariff = quantity(case, "price_per_kw"), quantity(case, "hours"), _of_plant(case, "tariff")
    return over_product(
        price,
        (hours, tariff),
        _constant(case, "payback_years"),
        ("元/千瓦", ("小时", "元/千瓦时"), "年"),
        ("CNY/kW", ("h", "CNY/kWh"), "years"),
    )


def _implied_tariff(case: Case) -> Quantity | None:
    price, hours, years = quantity(case, "price_per_kw"), quantity(case, "hours"), quantity(case, "claimed_years")
    return over_product(
        price,
        (hours, years),
        _constant(case, "payback_years"),
        ("元/千瓦", ("小时", "年"), "元/千瓦时"),
        ("CNY/kW", ("h", "years"), "CNY/kWh"),
    )


def _claimed_years(case: Case) -> Quantity | None:
    """The years in which the seller says the price comes back, read from the words of the payback claim."""
    stances = case.stances(("asserted",))
    for claim in case.claims.get("payback", ()):
        around = case.document.text[max(0, claim.span.start - 6) : claim.span.end + 2]
        found = _YEARS.search(unicodedata.normalize("NFKC", around))
        if claim.stance in stances and found:
            years = _count(found[1] or found[2])
            return Quantity(years, years, (claim.span,)) if years else None
    return None


def _count(words: str) -> float:
    """A number of years as written: 8, 7.5, 八, 十五, 二十."""
    if words[0].isdecimal():
        return float(words)
    tens, ten, ones = words.rpartition("十")
    return float((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))


def _income_per_kwh(case: Case) -> Quantity | None:
    """Yearly income by the seller's words, over the yearly output."""
    incomes = [
        fact
        for fact in case.facts.get("price", ())
        if fact.role in {"unknown", "past"} and fact.unit == "CNY" and _is_income(case, fact)
    ]
    zh, en = ("元/年", "千瓦时", "元/千瓦时"), ("CNY a year", "kWh", "CNY/kWh")
    return quotient(range_of(of_offered(case, incomes)), _output(case), zh, en)


def _output(case: Case) -> Quantity | None:
    """The yearly output in kWh as stated, else capacity × full-load hours."""
    if stated := _of_plant(case, "generation"):
        return stated
    capacity, hours = quantity(case, "capacity_kw"), _of_plant(case, "hours")
    if not (capacity and hours):
        return None
    return Quantity(capacity.low * hours.low, capacity.high * hours.high, capacity.spans + hours.spans)


def _income_over_tariff(case: Case) -> Quantity | None:
    """Income per kWh over the tariff stated beside it."""
    income, tariff = quantity(case, "income_per_kwh"), _of_plant(case, "tariff")
    return behind(income, quotient(income, tariff, ("元/千瓦时", "元/千瓦时", ""), ("CNY/kWh", "CNY/kWh", "")))


def _payback_gap(case: Case) -> Quantity | None:
    """The payback that price, output and tariff give, over the one claimed."""
    worked_out, claimed = quantity(case, "payback_years"), quantity(case, "claimed_years")
    return behind(worked_out, quotient(worked_out, claimed, ("年", "年", ""), ("years", "years", "")))


def _permit_days_left(case: Case) -> Quantity | None:
    """From the day judged by to the last day of the permit that ends first; negative when it is past."""
    if case.days is None:
        return None
    dated = [(last_day(str(told)), f) for f in case.facts.get("permit", ()) if (told := f.detail.get("expiry"))]
    if not dated:
        return None
    end, fact = min(dated, key=lambda pair: pair[0])
    least, most = ((end - day).days for day in (case.days.last, case.days.first))
    left = Quantity(float(least), float(most), (fact.span,))
    day = str(case.days.last) if least == most else f"{case.days.first}～{case.days.last}"
    words = f"{end} − {day} = {left}"
    return left._replace(how=in_words(f"{words} 天", f"{words} days"))


def last_day(text: str) -> date:
    """The last day of '2023', '2023-06' or '2023-06-01'; of a month that is none the year's, of a day the month's."""
    year, month, day = (int(part) if part.isdigit() else 0 for part in f"{text}--".split("-")[:3])
    number = month if 1 <= month <= 12 else 12
    end = monthrange(year, number)[1]
    return date(year, number, day if number == month and 1 <= day <= end else end)


def _is_income(case: Case, fact: Fact) -> bool:
    """年收入300万元, or 电费收入300万元/年: the words stand close before the amount."""
    words = _INCOME if fact.per == "year" else _YEARLY
    return words.search(case.document.text, max(0, fact.span.start - 10), fact.span.end) is not None


def _rigs(case: Case) -> list[tuple[float, float, Fact]]:
    """(count, watts, fact) of the rigs whose number is stated, each once."""
    found: dict[tuple[object, object], tuple[float, float, Fact]] = {}
    for fact in case.facts.get("rig", ()):
        if fact.role in _NOT_OWN:
            continue  # they have left
        count, watts, model = fact.detail.get("count"), fact.detail.get("power_w"), fact.detail.get("model")
        if isinstance(count, int | float) and count > 0:
            power = float(watts) if isinstance(watts, int | float) and watts > 0 else _constant(case, "rig_load") * 1000
            found.setdefault((model, count), (float(count), power, fact))
    return list(found.values())


def _rig_count(case: Case) -> Quantity | None:
    rigs = _rigs(case)
    total = sum(count for count, _, _ in rigs)
    return Quantity(total, total, tuple(fact.span for _, _, fact in rigs)) if rigs else None


def _rig_kw(case: Case) -> Quantity | None:
    rigs = _rigs(case)
    if not rigs:
        return None
    total = sum(count * watts / 1000 for count, watts, _ in rigs)
    terms = " + ".join(f"{shown(count)} × {shown(watts / 1000)}" for count, watts, _ in rigs)
    spans = tuple(fact.span for _, _, fact in rigs)
    return Quantity(total, total, spans, in_words(f"{terms} = {shown(total)} 千瓦", f"{terms} = {shown(total)} kW"))


def _rigs_max(case: Case) -> Quantity | None:
    capacity = quantity(case, "capacity_kw")
    if not capacity:
        return None
    each = _constant(case, "rig_load")
    result = Quantity(capacity.low // each, capacity.high // each, capacity.spans)
    formula = in_words(f"{capacity} 千瓦 ÷ {each} 千瓦 = {result} 台", f"{capacity} kW ÷ {each} kW = {result} rigs")
    return result._replace(how=formula)


def _rig_load(case: Case) -> Quantity | None:
    told = case.facts.get("rig", ())
    if len(list(of_offered(case, told))) < len(told):
        return None
    rigs = quantity(case, "rig_kw")
    ratio = quotient(rigs, quantity(case, "capacity_kw"), ("千瓦", "千瓦", ""), ("kW", "kW", ""))
    if not (ratio and rigs and rigs.formula and ratio.formula):
        return ratio
    formula = in_words(f"{rigs.formula.zh}，{ratio.formula.zh}", f"{rigs.formula.en}, {ratio.formula.en}")
    return Quantity(ratio.low, ratio.high, ratio.spans, formula)


def _transformers(case: Case) -> Quantity | None:
    """From the smallest transformer told to all of them together: a text may tell several, or one of them again."""
    told = (fact for fact in case.facts.get("transformer", ()) if fact.role not in _NOT_OWN | {"equipment"})
    facts = list(of_offered(case, told))
    stated = range_of(facts)
    last: dict[float, Fact] = {}
    together = 0.0
    for fact in facts:
        size = fact.value_max or 0.0
        if size not in last or _is_another(case, last[size], fact):
            together += size
        last[size] = fact
    return stated and stated._replace(high=max(stated.high, together))


def _is_another(case: Case, before: Fact, fact: Fact) -> bool:
    """1#主变1250kVA,2#主变1250kVA are two of one size; elsewhere the same one is told again."""
    near = case.document.text[before.span.end : fact.span.start]
    return len(near) <= _NEAR and _NUMBERED.search(near) is not None


def _transformer_load(case: Case) -> Quantity | None:
    return quotient(
        quantity(case, "capacity_kw"), quantity(case, "transformer_kva"), ("千瓦", "千伏安", ""), ("kW", "kVA", "")
    )


def _head_flow(case: Case) -> Quantity | None:
    head, (flow, sets) = _of_plant(case, "head"), _flow(case)
    if not (head and flow and sets):
        return None
    efficiency = _constant(case, "head_flow_ratio")
    low, high = (9.81 * efficiency * sets * h * q for h, q in ((head.low, flow.low), (head.high, flow.high)))
    result = Quantity(low, high, head.spans + flow.spans)
    count = f"{sets} × " if sets > 1 else ""
    terms = f"9.81 × {count}{flow} × {head} × {efficiency} = {result}"
    return Quantity(low, high, result.spans, in_words(f"{terms} 千瓦", f"{terms} kW"))


def _flow(case: Case) -> tuple[Quantity | None, int]:
    """The flow through the plant and 1, else that of one set and how many sets there are: 0 when it is not told."""
    facts = list(of_offered(case, (one for one in case.facts.get("flow", ()) if one.role not in _NOT_OWN)))
    whole = [one for one in facts if one.role != "unit"]
    return (range_of(whole), 1) if whole else (range_of(facts), _sets(case))


def _sets(case: Case) -> int:
    lists = {fact.units for fact in case.facts.get("capacity", ()) if fact.units and fact.role in _UNIT_ROLES}
    return sum(count for count, _ in lists.pop() or ()) if len(lists) == 1 else 0


def _head_flow_ratio(case: Case) -> Quantity | None:
    expected = quantity(case, "head_flow_kw")
    return behind(expected, quotient(quantity(case, "capacity_kw"), expected, ("千瓦", "千瓦", ""), ("kW", "kW", "")))


def _units_kw(case: Case) -> Quantity | None:
    """The sum of the unit groups, where the text has exactly one list of them."""
    groups = [f for f in case.facts.get("capacity", ()) if f.units and f.role in _UNIT_ROLES]
    if len({fact.units for fact in groups}) != 1 or any(fact not in groups for fact in rivals(case)):
        return None
    units = groups[0].units or ()
    total = sum(count * each for count, each in units)
    terms = " + ".join(f"{count} × {shown(each)}" for count, each in units)
    formula = in_words(f"{terms} = {shown(total)} 千瓦", f"{terms} = {shown(total)} kW")
    return Quantity(total, total, tuple(fact.span for fact in groups), formula) if total > 0 else None


def _units_ratio(case: Case) -> Quantity | None:
    units = quantity(case, "units_kw")
    # a fact of role total is of a company or a region, never of the plant itself
    stated = range_of(fact for fact in case.facts.get("capacity", ()) if not fact.units and fact.role == "offered")
    if units and stated and _is_made_up(case, units, stated):
        return None
    return behind(units, quotient(stated, units, ("千瓦", "千瓦", ""), ("kW", "kW", "")))


def _is_made_up(case: Case, units: Quantity, stated: Quantity) -> bool:
    """总装机3200kW,其中老厂2×800kW,新厂1600kW: what is told besides the sets adds up to the total with them."""
    others = [f for f in case.facts.get("capacity", ()) if not f.units and f.role in {"unit", "unknown"}]
    rest = sum(fact.value_max or 0.0 for fact in others)
    return rest > 0 and same(stated.low, stated.high) and abs(stated.high - units.high - rest) <= 0.005 * stated.high


COMPUTE: Final[Mapping[str, Callable[[Case], Quantity | None]]] = {
    "capacity_kw": _capacity,
    "price_yuan": _price,
    "share_pct": _share,
    "price_per_kw": _price_per_kw,
    "rent_per_kw": _rent_per_kw,
    "compensation_per_kw": _compensation_per_kw,
    "price_over_compensation": _price_over_compensation,
    "hours": _hours,
    "tariff": _tariff,
    "payback_years": _payback,
    "claimed_years": _claimed_years,
    "implied_tariff": _implied_tariff,
    "payback_gap": _payback_gap,
    "income_per_kwh": _income_per_kwh,
    "income_over_tariff": _income_over_tariff,
    "rig_count": _rig_count,
    "rig_kw": _rig_kw,
    "rigs_max": _rigs_max,
    "rig_load": _rig_load,
    "transformer_kva": _transformers,
    "transformer_load": _transformer_load,
    "head_flow_kw": _head_flow,
    "head_flow_ratio": _head_flow_ratio,
    "units_kw": _units_kw,
    "units_ratio": _units_ratio,
    "permit_days_left": _permit_days_left,
}
# the kinds of facts (or the claim type) without which a quantity cannot be known: rules are looked up by them
NEEDS: Final[Mapping[str, str]] = {
    "capacity_kw": "fact:capacity",
    "price_yuan": "fact:price",
    "share_pct": "",
    "price_per_kw": "fact:price",
    "rent_per_kw": "fact:price",
    "compensation_per_kw": "fact:price",
    "price_over_compensation": "fact:price",
    "hours": "",
    "tariff": "fact:tariff",
    "payback_years": "fact:tariff",
    "claimed_years": "claim:payback",
    "implied_tariff": "claim:payback",
    "payback_gap": "claim:payback",
    "income_per_kwh": "fact:price",
    "income_over_tariff": "fact:tariff",
    "rig_count": "fact:rig",
    "rig_kw": "fact:rig",
    "rigs_max": "fact:capacity",
    "rig_load": "fact:rig",
    "transformer_kva": "fact:transformer",
    "transformer_load": "fact:transformer",
    "head_flow_kw": "fact:flow",
    "head_flow_ratio": "fact:flow",
    "units_kw": "fact:capacity",
    "units_ratio": "fact:capacity",
    "permit_days_left": "fact:permit",
}
