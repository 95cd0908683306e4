"""What an English text says the grid pays for power: 29 fen a unit, 0.24 tax in, 17 fen wet and 23 fen dry."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.text.expression import expression

LEAST_SPOKEN: Final = 0.05  # yuan; less is a surcharge

# 0.36 yuan for each of them, 0.27 a unit: of the units of power named before
_EACH_UNIT: Final = expression(
    r" (?:(?:for|on) (?:each|every one)(?= of (?:them|those|these)\b|[.,;!?\n]|$| and )|(?:(?:for|on) (?:each"
    r"|every)|a|per) unit\b)"
)
_UNIT_OF_POWER: Final = expression(r",? (?:(?:for|on) (?:each|every)|an?|per|the) unit\b(?! of)")
# What a user pays: power at 18 fen, works out at 15 fen, own use costs you 11 fen; 21 fen to the user, 21 fen all in
_FOR_USER: Final = expression(
    r"(?:\b(?:own[- ](?:use|consumption)|self-?use|users?|you|your|yours|clients?|customers?|tenants?|lessees?|host\w*"
    r"|min(?:ers?|ing)|rigs?|asics?|hash\w*|comput\w+|cost(?:s|ing)?"
    r"|(?:works?|comes?|working|coming) out|juice|load|off-?grid"
    r"|neighbou?r\w*|agents?|paid us|charg(?:es?|ed|ing)|draws?|(?:power|electricity|energy|current|supply)(?: \w+)?"
    r" (?:at|for|of|is|would be))\b[^.;!?\n]{0,40}|[\"“‘'])$"
)
_SELLS: Final = expression(
    r"\b(?:sells?|selling|sold|(?:grid|utility|bureau|company|mains|network) (?:buys?|takes?|pays?|bought))\b"
    r"(?![^.;\n]{0,40}\b(?:miners?|users?|tenants?|clients?|customers?|rigs?|you)\b)"
    r"[^.;!?\n]{0,60}$"
)
_TO_USER: Final = expression(
    r"[^.;,!?\n]{0,12}\b(?:(?:to|for) (?:the |your |our |any )?(?:you|users?|tenants?|miners?|clients?|customers?"
    r"|machines|rigs)|all[- ]in)\b|[- ]power\b"
)
_SMALL_CHANGE: Final = expression(r"(?:fen|mao|jiao|cents?)(?: [1-9](?: ?fen)?)?$")
_PAID_BY: Final = expression(
    r"\b(?:grid|utility|bureau|network|mains|power (?:company|firm|corporation)|supply (?:company|bureau))(?: \w+){0,3}"
    r" (?:for|at|,)?[^.;!?\n]{0,12}$|\b(?:they|who) (?:pay|give)s? $|\bmains, $"
    r"|\b(?:grid|utility|bureau|network)\b[^.;!?\n]{0,20}\b(?:pays?|gives?|settles?)(?: [a-z]+){0,3} $"
    r"|\bdegree (?:of )?(?:electric\w*|power|current)(?: [a-z]+){0,3} $"
)
_TAX: Final = expression(
    r",? \(?(?:tax (?:in\b|inc)|inc(?:l\w*)?\.? (?:of )?(?:tax|vat)|with tax|before tax|after tax)"
)
_SEASON_WORD: Final = (
    r"(?:wet|dry|rainy|rain|flood|high[- ]water|low[- ]water|summer|winter|plentiful|abundant|peak|off-peak|valley)"
)
_SEASON_AFTER: Final = expression(
    rf"(?: ?(?:yuan|rmb|cny))?(?: ?(?:per|a|/) ?(?:unit|kwh))?,? \(?"
    rf"(?:(?:in|during|for|over) )?(?:(?:the )?(?:{_SEASON_WORD}|rest of the year|other months)\b"
    r"|from (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* to [a-z]+)"
)
_SEASON_LEFT: Final = expression(
    rf"\b{_SEASON_WORD}(?:[- ](?:season|months?|period|half|time))?(?: (?:tariff|price|rate))?[:,]?"
    r"(?: (?:at|is|of|for))? $"
)
_RATE_BEFORE: Final = expression(
    r"0\.\d{1,4} ?(?:yuan|rmb|cny)\b[^.;!?\n\d]{0,36}(?:\band|\bto|\bbut|,|/|\bor)(?: only)? $"
)
_UNITS_NAMED: Final = expression(r"[kmg]wh|(?:kilo|mega|giga)watt[- ]?hours?|[\d.] ?(?:million|m) units")
# average price 0.32 yuan, selling rate of about 0.3 yuan; the bureau pays 0.24 per unit
_NAMED_ENGLISH: Final = expression(
    r"\b(?:average|mean|contract(?:ed)?|sales?|selling|unit|purchase|settlement|state|regulated|electricity|power"
    r"|current|net|on-grid|off-?take) (?:price|rate)(?: of| is| was| at|:)*(?: about| around| only| just)* $"
)
_BUYER: Final = expression(
    r"\b(?:grid|utility|bureau|network|power company) (?:pays?|buys|gives|paid|settles) [a-z ]{0,16}$"
)
# flows to the county grid; a price of 0.22 yuan was mentioned
_TO_GRID: Final = expression(
    r"\b(?:grid|utility|power bureau|power company)\b(?:[^.!?\n]|\.(?=\d)){0,50}?\b(?:price|rate|tariff|at|for"
    r"|pay(?:s|ing)?|gets?|getting)"
    r"(?: of| is| was| a| about| only| just)* $"
    r"|(?:[kmg]wh|(?:kilo|mega)watt[- ]?hours|(?:million|m) units)\b[^.;!?\n]{0,30}? at (?:about |only |just )?$"
)


def english_rank(text: str, amount: Amount, mining: bool) -> int | None:
    """How surely an amount of yuan is what the grid pays, where no user of the power is named; None: it is not.

    `mining`: the text speaks of users such as miners, so that only words of the grid tell.
    """
    if not LEAST_SPOKEN <= amount.low <= amount.high < 1:
        return None
    if amount.bare and not amount.unit:
        decimal = "." in text[amount.start : amount.end]
        told = _TAX.match(text, amount.end) or (not mining and _is_other_season(text, amount))
        return 2 if decimal and told else None
    if not amount.written.isascii() or amount.unit != "CNY":
        return None
    paid = _PAID_BY.search(text, max(0, amount.start - 60), amount.start)
    if paid or (not mining and _UNIT_OF_POWER.match(text, amount.end)):
        return 2
    return 0 if not mining and _SMALL_CHANGE.search(text, amount.start, amount.end) else None


def _is_other_season(text: str, amount: Amount) -> bool:
    """0.23 yuan in summer and 0.31 in winter: the unit is named with the first."""
    named = _SEASON_AFTER.match(text, amount.end) and _RATE_BEFORE.search(text, max(0, amount.start - 50), amount.start)
    return bool(named)


def stands_in_latin(text: str, amount: Amount) -> bool:
    """True for an amount with nothing but ASCII around it."""
    return text[max(0, amount.start - 24) : amount.end + 12].isascii()


def is_of_user(text: str, amount: Amount) -> bool:
    """True for what English words beside it say a user pays: own use at 18 fen, 21 fen to the tenant."""
    before = _FOR_USER.search(text, max(0, amount.start - 80), amount.start)
    sells = before and _SELLS.search(text, max(0, amount.start - 80), amount.start)
    return bool((before and not sells) or _TO_USER.match(text, amount.end))


def is_paid_by_unit(text: str, amount: Amount) -> bool:
    """True for 0.36 yuan for each of them where units of power were named, and for a price named as one of power."""
    if _EACH_UNIT.match(text, amount.end):
        if amount.low < 1 and _BUYER.search(text, max(0, amount.start - 40), amount.start):
            return True
        return _UNITS_NAMED.search(text, max(0, amount.start - 120), amount.start) is not None
    if amount.unit != "CNY" or not amount.low < 1:
        return False
    named = _NAMED_ENGLISH.search(text, max(0, amount.start - 40), amount.start)
    return bool(named or _TO_GRID.search(text, max(0, amount.start - 90), amount.start))


def names_season(text: str, amount: Amount) -> bool:
    """17 fen wet, 23 fen dry; in the wet season 0.19."""
    after = _SEASON_AFTER.match(text, amount.end)
    return bool(after or _SEASON_LEFT.search(text, max(0, amount.start - 28), amount.start))
