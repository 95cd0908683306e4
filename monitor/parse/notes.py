"""Which rows of a table are notes on it (本表仅供参考), no listings: without a word of a plant, amount or place."""

from __future__ import annotations

import re
from typing import Final

from monitor.parse.column_names import names_offer
from monitor.parse.table import Row

TOLD: Final = "reads as a note on the table and is no listing: it names no plant, no amount and no place"
_TELLING: Final = frozenset(("url", "price", "capacity", "place", "id", "contact"))
SIGNS: Final = re.compile("[卖售转租购价钱矿站厂水电库坝河瓦]")  # one of them may be of an offer
_OFFER: Final = re.compile(rf"{SIGNS.pattern}|[a-z]{{3}}", re.IGNORECASE)  # an English note is in doubt
_AMOUNT: Final = re.compile(r"\d|[一二两三四五六七八九十百千万亿]\s?[万千百亿元吨台套座度]|面议")
_PLACE: Final = re.compile(
    r"(?:(?!各|全|当|本|某|外|该|每|省)[\u4e00-\u9fff]){2,4}(?:省|市(?!场)|县|州|自治|旗|镇|乡(?!下))"
    r"|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃"
    r"|青海|内蒙|广西|西藏|宁夏|新疆"
)


def is_note(row: Row) -> bool:
    """True for a row that has nothing of a listing in any of its cells; in doubt it may be one."""
    if _TELLING & row.values.keys():
        return False
    words = " ".join(filter(None, map(str.strip, row.cells)))
    return not (names_offer(words) or _OFFER.search(words) or _AMOUNT.search(words) or _PLACE.search(words))
