"""A plain sale in the first words of a text: 转让浙江丽水水电站,…; hydro plant for sale, …; figures behind it make it
nothing else."""

from __future__ import annotations

from functools import cache
from typing import Final

from monitor.text.expression import expression
from monitor.text.fold import read_families

_SELL: Final = r"(?:转让|出售|出让|转手|出手|急转|急售|急让|低价转|低价出|整体转|整体卖|贱卖|甩卖|变卖|卖|出)"
_PLANT: Final = r"(?:水电站|小水电|水力发电站)"
_HOW: Final = (
    r"(?:本人|个人|业主|现|诚心|诚意|低价|急|整体|全部|有偿|对外|因故|忍痛|亏本|特价|要|一?[座个处]|股权|项目)*"
)
_NO_SALE: Final = r"(?!公告|结果|流程|服务|合同|协议|完|了|给|后|结|过)"
_END: Final = r"(?=[,。;:!\s\]】)]|$)"
_HEAD: Final = expression(
    rf"[ \t#*【\[(]*(?:{_HOW}{_SELL}{_NO_SALE}[^,。;:!?\n已被]{{0,18}}?{_PLANT}{_HOW}{_END}"
    rf"|[^,。;:!?\n已被求]{{0,16}}?{_PLANT}{_HOW}{_SELL}{_NO_SALE}(?:\d|{_END}))"
)
_SIZE: Final = expression(
    r"\d ?(?:kw|mw|千瓦|瓩|兆瓦)(?!时|h)|[一二三四五六七八九十百千两]千瓦|装机|\d ?[x×*] ?\d{2,4}"
)
_BLANK: Final = expression(r"__|××|xx|\*\*\*|某某|模板|范本|样本|范文|文案")
_HYDRO: Final = (
    r"(?:hydro(?:-?electric|-?power)?|water[ -]power)(?: power)?"
    r"(?: (?:plants?|stations?|schemes?|projects?|facilit(?:y|ies)|powerhouses?|dams?))?"
    r"(?! (?:turbines?|generators?|equipment|kits?|parts?|models?|gen-?sets?|alternators?|shares|company))"
)
_WORDS: Final = (
    r"(?:(?!not?\b|any\b|wanted|buy|look|seek|former|sold|turbine|generator|how|why|who|is\b|are\b|does|do\b|our buyer)"
    r"[a-z0-9.,-]+ ){0,5}"
)
_FOR_SALE: Final = (
    r"for (?:(?:quick|urgent|immediate|private) )?sale(?! (?:of|notice|sign|agreed|ended|completed|fell))"
)
_ENGLISH_HEAD: Final = expression(
    rf"[ \t#*\[(]*(?:(?:urgent(?:ly)? )?{_FOR_SALE} ?[:,!.–—-]{{0,2}} ?"
    rf"{_WORDS}{_HYDRO}[^.,;:!?\n]{{0,40}}(?=[.,;:!\n]|$)"
    rf"|{_WORDS}{_HYDRO}(?: (?:in|at|near|on) [^.,;:!?\n]{{1,40}}?)?,?(?: (?:is|now|up|are))* {_FOR_SALE}"
    r"[^.,;:!?\n]{0,40}(?=[.,;:!\n]|$))"
)
_ENGLISH_OTHER: Final = expression(
    r"\b(?:sa(?:id|ys)|report(?:s|ed|edly)?|according to|announce[sd]?|news|wanted|looking (?:for|to buy)|want to buy"
    r"|seek(?:s|ing)? to buy|not for sale|no longer|sold|turbines? only|kits?|toys?|scale model|game|template|sample)\b"
)
# A plant elsewhere is of no concern here: what shows that this one may be in China or is sold to miners.
_OF_CHINA: Final = expression(
    r"\b(?:china|chinese|yunnan|sichuan|guizhou|guangxi|guangdong|fujian|zhejiang|hunan|hubei|jiangxi|shaanxi|shanxi|gansu"
    r"|xinjiang|tibet|xizang|qinghai|chongqing|hainan|anhui|henan|hebei|inner mongolia|liaoning|jilin|heilongjiang"
    r"|yuan|cny|rmb|usdt|bitcoin|btc|crypto\w*|mining|miners?)\b|¥"
)
# Of the families below, what an ad of a plant in China has as well: the currency of its price.
_CURRENCIES: Final = frozenset({"usd", "us", "eur"})
_SAID_WITHIN: Final = 400  # characters in which the size and what else it may be show themselves
_MARKS: Final = expression(r"[^a-z0-9]+")
# Families of words of offer_words.txt beside which such a head sells no plant of this trade.
_OTHERS: Final = ("other_power", "foreign", "sold_already", "rental")


def plainly_offers(body: str) -> bool:
    """Whether a folded text begins with the sale of a small hydropower plant and names its size. O(1) in the text."""
    said = body[:_SAID_WITHIN]
    if not _SIZE.search(said) or _BLANK.search(said):
        return False
    if _HEAD.match(body) is not None:
        return not any(word in said for word in _other_words())
    head = _ENGLISH_HEAD.match(body)
    return bool(head and _OF_CHINA.search(said)) and not _ENGLISH_OTHER.search(said) and not _names_others(said)


def _names_others(said: str) -> bool:
    """Whether an English text names another country or another kind of power. By whole words: us is not in industry."""
    return any(f" {word} " in f" {_MARKS.sub(' ', said)} " for word in _other_words() if word not in _CURRENCIES)


@cache
def _other_words() -> tuple[str, ...]:
    families = read_families("offer_words.txt")
    return tuple(word for name in _OTHERS for word in families.get(name, ()) if not word.startswith("^"))
