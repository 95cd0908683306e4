"""Last resorts for an offer that names no county: a town that only one county has, the number of a court's case."""

from __future__ import annotations

from datetime import date
from typing import Final

from monitor.extract.place_names import Mention
from monitor.rules.places import Places
from monitor.text.expression import cued

_TOWN: Final = cued(r"[\u4e00-\u9fff]{2,3}(?=[镇乡](?![人村下亲土愁情]|长))")
# (2024)赣0731执418号: the last four digits of the court's division, which is the county's
_CASE: Final = cued(r"(?<=[(\[]20\d\d[)\]])([\u4e00-\u9fff])(\d{4})(?=(?:执|民|破|商|恢|行|财))")
# of the provinces, by the letter in a case number
CODES: Final = {
    "冀": "13", "晋": "14", "蒙": "15", "内": "15", "辽": "21", "吉": "22", "黑": "23", "苏": "32", "浙": "33",
    "皖": "34", "闽": "35", "赣": "36", "鲁": "37", "豫": "41", "鄂": "42", "湘": "43", "粤": "44", "桂": "45",
    "琼": "46", "渝": "50", "川": "51", "黔": "52", "贵": "52", "滇": "53", "云": "53", "藏": "54", "陕": "61",
    "甘": "62", "青": "63", "宁": "64", "新": "65",
}  # fmt: skip


def told_mentions(text: str, places: Places, day: date | None) -> list[Mention]:
    """The counties told by a town's name or by a case number in a folded text, in text order; O(n). Use `only`."""
    return _by_town(text, places, day) or _by_case(text, places, day)


def _by_town(text: str, places: Places, day: date | None) -> list[Mention]:
    found = []
    for match in _TOWN.finditer(text):
        for size in (3, 2):
            counties = places.counties_of_town(match[0][-size:], day) if len(match[0]) >= size else ()
            if counties:
                found.append(Mention(match.end() - size, match.end(), counties, "only", full=False))
                break
    return found


def _by_case(text: str, places: Places, day: date | None) -> list[Mention]:
    found = []
    for match in _CASE.finditer(text):
        county = places.coded(f"{CODES.get(match[1], '')}{match[2]}", day)
        if county is not None and county.level == "county":
            found.append(Mention(match.start(), match.end(), (county,), "only", full=False))
    return found
