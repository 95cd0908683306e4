"""Knows how other currencies than yuan are written, before a number and behind it."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.expression import expression

_DOLLARS: Final = r" ?(?:\$|dollars?)"
# Codes of ISO 4217 (USDT and USDC have none), each with how it is written.
_CODES: Final = (
    ("HKD", rf"(?:hk|hong kong){_DOLLARS}|hkd|港[元币纸]|港圆"),
    ("TWD", rf"(?:nt|taiwan(?:ese)?){_DOLLARS}|twd|新?台[币元]"),
    ("SGD", rf"(?:s|sg|singapore){_DOLLARS}|sgd|新加坡[元币]|新币|坡币"),
    ("AUD", rf"(?:a|au|australian){_DOLLARS}|aud|澳元|澳币"),
    ("CAD", rf"(?:c|ca|canadian){_DOLLARS}|cad(?! ?图)|加元|加币"),
    ("MOP", r"mop|葡币|澳门[元币]"),
    ("USDT", r"usdt|泰达币|(?<![a-z])u(?![a-z盘型形槽])"),
    ("USDC", r"usdc"),
    ("USD", rf"(?:us|american){_DOLLARS}|usd|dollars?|美[元金]|美刀|刀|\$"),
    ("EUR", r"eur(?:os?)?|€|欧元"),
    ("GBP", r"gbp|£|英镑|pounds? sterling|(?<=illion )pounds?"),
    ("CHF", r"chf|瑞士法郎|瑞郎"),
    ("JPY", r"jpy|日[元圆]"),
    ("KRW", r"krw|韩[元币]"),
    ("THB", r"thb|泰铢"),
    ("MYR", r"myr|林吉特|马币"),
    ("VND", r"vnd|越南盾"),
    ("IDR", r"idr|印尼盾"),
    ("INR", r"inr|印度卢比"),
    ("NPR", r"npr|尼泊尔卢比"),
    ("KZT", r"kzt|坚戈"),
    ("RUB", r"rub|卢布"),
    ("RON", r"ron"),
)  # fmt: skip
_CURRENCY: Final = "|".join(f"(?P<{code}>{words})" for code, words in _CODES)
_COINS: Final = frozenset({"USDT", "USDC"})
_MONEY: Final = "|".join(words for code, words in _CODES if code not in _COINS)
# 800万元港币, 800万(港币); in 800万元,港币也可 and 800万元港币也可 it is a way to pay.
AFTER_YUAN: Final = rf"(?:\((?:{_MONEY})\)|(?:{_MONEY})(?![a-z也亦都可均结支付收]))"
# A word ends; a sign does not stand before the next number: 2 MW, $2.2m.
_ENDED: Final = r"(?![a-z])(?!(?<=[$€£]) ?\d)"
# How one is written behind a number, without names of groups, and the characters that those begin with.
BEHIND: Final = "(?:[个枚]?(?:" + "|".join(words for _, words in _CODES) + rf"){_ENDED}|元?{AFTER_YUAN})"
BEHIND_BEGINS: Final = "$€£hsnatcumgepjkivr个枚元(港新台坡澳加葡泰美刀欧英瑞日韩林马越印尼坚卢"
# The last characters of those that stand before a number; `u` alone is read behind numbers only.
ENDS: Final = "$€£dsrotcpynfbe元币纸圆金刀镑郎铢盾比戈布: "
_BEFORE: Final = expression(rf"(?<![a-z])(?:{_CURRENCY})[: ]?$")
_BEHIND: Final = expression(rf"(?: ?[个枚]?| ?元?\(?)(?:{_CURRENCY}){_ENDED}")
_FAR: Final = 22
# 可收USDT 120万, RMB/USDT 300万: the way to pay; what follows is the price, in yuan as everywhere else.
_PAID_IN: Final = expression(
    r"(?:[收付受持认用走可或和及与/、]|支付|结算|付款|一半|部分|首付|尾款|定金"
    r"|\b(?:accept(?:s|ed|ing)?|tak(?:es?|ing)|in|or|and|via|with|by)) ?$"
)


def currency_before(text: str, place: int) -> re.Match[str] | None:
    """The currency that stands right before text[place:], its code as `lastgroup`; None for a way to pay. O(1)."""
    found = _BEFORE.search(text, max(0, place - _FAR), place)
    if found is None or (found.lastgroup in _COINS and (found["USDT"] == "u" or _is_way_to_pay(text, found.start()))):
        return None
    if found[found.lastgroup or ""] == "刀":
        return None  # 可刀两三万: to bargain
    return found


def currency_behind(text: str, place: int) -> re.Match[str] | None:
    """The currency that stands right behind text[:place], its code as `lastgroup`. O(1)."""
    return _BEHIND.match(text, place)


def _is_way_to_pay(text: str, start: int) -> bool:
    return _PAID_IN.search(text, max(0, start - 12), start) is not None
