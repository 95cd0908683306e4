"""The price of an English text that names it without its currency: 800 kW, 2.4 million; last price? 5.2M; ask 2m."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import is_others, others_from
from monitor.extract.numbers import MULTIPLIERS
from monitor.extract.reading import Reading
from monitor.text.expression import cued, expression

_HAN: Final = cued(r"[぀-ヾ一-鿿]")
_PLANT: Final = cued(
    r"hydro|\bplants?\b|station|turbine|generator|powerhouse|\d ?[x×+] ?\d{3}|[km]w(?![a-z])|kilowatt|megawatt"
)
_SHORT: Final = expression(r" ?(?P<scale>[mk])(?![a-z0-9/])")
_SHORT_AD: Final = 160  # characters
LEAST: Final = 80_000  # yuan; a smaller sum without a currency may be a deposit or a count
MOST: Final = 500_000_000
_GROUPED: Final = expression(r"\d{1,3}(?:,\d{3})+")
# What may stand between the end of a clause, or a word for a price, and the price.
_NEARLY: Final = (
    r"(?:(?:just|only|about|around|roughly|some|approx\.?|under|over|below|nearly|almost|a mere|now|still"
    r"|all-in|at|for|is"
    r"|was|of|near|close to|not a fen less than|no less than|somewhere|in the region of|to|be|the|it|firm|flat"
    r"|between)[ :])*"
)
_CLAUSE: Final = rf"(?:^|[.,;:!?\n|/()\"“”‘—–]|- |//) ?{_NEARLY}$"
_LABEL: Final = (
    r"\b(?:ask(?:s|ed|ing)?(?: for| price)?"
    r"|price(?:d)?(?: tag)?|wants?|seek(?:s|ing)|offers?|bids?|listed|sell(?:s|ing)?|going"
    r"|goes|starts?|starting|opens?|opening|begins?|beginning|minimum|floor|(?:bids?|bidding|auction(?:ed)?"
    r"|offers?) from|for sale|on sale|on offer|yours|takes?|accepts?|settle|hop(?:es|ing)|guide|tag|figure|song"
    r"|reserve|cut|down"
    rf"|reduced|dropped|lowered|slashed)(?: (?:price|bid|for it|it))?[,:]? {_NEARLY}$"
)
_BEFORE: Final = expression(_CLAUSE)
_LABELLED: Final = expression(_LABEL)
_PAST: Final = expression(
    r"\b(?:was|were|had|has been|first|once|originally|initially|used to|formerly|nobody|no one|refused"
    r"|rejected|last year|at first)\b"
    r"[^.;!?]{0,30}$"
)
_BREAK: Final = expression(r"[,;!?\n|/(\"“—]|\. ")
_LESSER: Final = expression(r"(?:\bbetween )?(\d{1,3}(?:\.\d{1,2})?) ?(?:-|–|to|and|or) $")
_AFTER: Final = expression(
    r" ?(?:$|[.,;:!?\n|)\"”’—–/]|- |(?:was|all[ -]in|net|firm|final|cash|ono|obo|ovno|neg|negotiable"
    r"|or (?:nearest|best)|the (?:pair|lot)"
    r"|for (?:the (?:pair|lot|whole|both)|both|all|everything|it|them)|takes|and (?:it|you|the keys)|in (?:cash|all"
    r"|total)|flat|only|is (?:the|my|his|her|our)"
    r"|now|today|from|down|cut|reduced|instead|against|and is|and the|but|after|today's|payable|or|with|up ?front"
    r"|because|including|incl|and (?:my|all|we|i)|if|when|before|plus"
    r"|no (?:less|more|haggl|discount)\w*"
    r"|bargain|on completion|on signing|at (?:most|least)|to (?:the first|whoever|anyone)|usdt"
    r"|tether|no haggling|as is|last price|dm|pm|call|tel|wechat)\b)"
)
_OTHER_SUM: Final = expression(
    r"\b(?:ow(?:es?|ed|ing)|loans?|debts?|mortgage|deposit|profits?|revenue|income|earn(?:s|ed|ing)?|takings|turnover|bought|paid"
    r"|pays|cost|spent|spend|invest(?:ed|ment)?|built|build|repairs?|fine[ds]?|tax|rent|a year|yearly"
    r"|annual(?:ly)?|output"
    r"|generat\w*|produc\w*|makes|made|people|residents|units|compensation|subsid\w+|worth of|valued|apprais\w+|sold"
    r"|fetched|miners?|rigs?|machines|servers"
    r"|head|penstock|pipe|canal|altitude|above sea|away|distance|tunnel|dam (?:of|is)|high|cable|road|cache|ram"
    r"|users?|views?|followers|likes|fans|comments)\b"
)
_NOT_AFTER: Final = expression(
    r" ?(?:head|drop|high|long|wide|deep|above|away|fall|of (?:head|pipe|it)|a (?:year|month|day))"
)


def english_price(reading: Reading) -> Amount | None:
    """The one sum without a currency that an English offer names as its price, in yuan; None where it names several.

    Linear. Only for offers in whose text nothing else was read as the price asked.
    """
    text = reading.normalised.plain.text
    if reading.offer.offer == "none" or _HAN.search(reading.normalised.original) or not _PLANT.search(text):
        return None
    others = others_from(reading)
    found = [
        sum_
        for one in read_amounts(text)
        if not is_others(reading, one.start, others)
        and (sum_ := _as_sum(text, one, reading.offer.offer == "direct" and len(text) <= _SHORT_AD)) is not None
    ]
    return found[-1] if len({(one.low, one.high) for one in found}) == 1 else None


def _as_sum(text: str, amount: Amount, closes: bool) -> Amount | None:
    """The amount where it is told as a price; `closes`: at the end of a short ad too, whatever stands before it."""
    one = _in_yuan(text, amount)
    if one is None or not LEAST <= one.low <= one.high <= MOST:
        return None
    if _NOT_AFTER.match(text, one.end) or not _AFTER.match(text, one.end):
        return None
    one = _with_lesser(text, one)
    first = max(0, one.start - 60)
    label = _LABELLED.search(text, first, one.start)
    place = label.start() if label else one.start
    if _PAST.search(text, _clause_from(text, place), place):
        return None
    if label is not None:
        return one
    told = _BEFORE.search(text, first, place) or (closes and not text[one.end :].strip(" .!\n"))
    return one if told and not _is_other(text, place) else None


def _is_other(text: str, place: int) -> bool:
    return _OTHER_SUM.search(text, _clause_from(text, place), place) is not None


def _clause_from(text: str, place: int) -> int:
    """Where the clause begins that ends at `place`, at most 40 characters before it."""
    first = max(0, place - 40)
    ends = [match.end() for match in _BREAK.finditer(text, first, place)]
    return ends[-1] if ends else first


def _with_lesser(text: str, one: Amount) -> Amount:
    """Between 2 and 2.5 million: the number before is in millions too."""
    lesser = _LESSER.search(text, max(0, one.start - 24), one.start)
    low = float(lesser[1]) * _scale_of(text, one) if lesser else one.low
    return one._replace(start=lesser.start(1), low=low) if lesser and 0 < low < one.low == one.high else one


def _scale_of(text: str, one: Amount) -> int:
    short = text[one.end - 1 : one.end]
    return one.scale if one.scale > 1 else MULTIPLIERS.get(short, 1)


def _in_yuan(text: str, amount: Amount) -> Amount | None:
    """6.8M, 600k, 350 thousand, 5.8 million, 900,000; None for another unit."""
    if amount.per or amount.unit not in {"", "m", "CNY"} or (amount.unit == "m" and amount.written != "m"):
        return None
    if amount.scale >= 1_000:
        return amount._replace(unit="CNY") if amount.unit != "m" else None
    if not amount.bare:
        return None
    if short := _SHORT.match(text, amount.number_end):
        scale = MULTIPLIERS[short["scale"]]
        low, high = round(amount.low * scale, 2), round(amount.high * scale, 2)
        return amount._replace(low=low, high=high, end=short.end(), unit="CNY")
    grouped = not amount.unit and _GROUPED.fullmatch(text, amount.start, amount.end)
    return amount._replace(unit="CNY") if amount.unit == "CNY" or grouped else None
