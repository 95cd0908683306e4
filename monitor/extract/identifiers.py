"""Finds what names a person without a name or a phone: identity cards, bank cards, number plates, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from monitor.text.expression import cued, expression
from monitor.text.fold import read_lines

_FOLDER: Final = Path(__file__).parents[1] / "data" / "extract"
# The number of an identity card: place, day of birth, three digits and a sign to check it. Source: GB 11643-1999.
_IDENTITY: Final = expression(
    r"(?<![\da-z])[1-8]\d{5}[ -]?(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dx](?![\da-z])"
)
_IDENTITY_LABEL: Final = expression(r"(?:身份证|公民身份)(?:号码?|证号)?[: ]{0,3}$")
# Numbers of bank cards: ISO/IEC 7812 (16 to 19 digits, the last checks them), in groups of four or in one.
_CARD: Final = expression(r"(?<![\d.])[3-6]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\d.]|[ -]\d)")
# Numbers that name no person stand behind these: 取水证号, 项目编号, 〔2016〕, ICP备.
NUMBER_BEFORE: Final = expression(r"(?:(?:证|编|文|案|字|备|合同)号码?|编(?=:)|代码)(?:为|:| )*$|[〔\[第]$|icp备$")
Place = tuple[str, int, int]


@cache
def _words() -> dict[str, str]:
    """The words of each kind as one alternative of an expression, longest first."""
    rows = (line.split("\t") for line in read_lines("accounts.tsv", _FOLDER))
    return {kind: "|".join(map(re.escape, sorted(words.split(), key=len, reverse=True))) for kind, words in rows}


@cache
def _account() -> re.Pattern[str]:
    words = _words()
    return cued(
        rf"(?:{words['service']})(?P<told>(?:{words['told']})?)(?P<apart>[: ]{{0,3}})(?:"
        r"(?P<latin>@?[a-z0-9][a-z0-9_.-]{3,29})(?![a-z0-9万千元])"
        rf"|(?P<han>(?!{words['none']})(?=[\u4e00-\u9fff_-]{{1,12}}[a-z0-9])[\w-]{{2,20}}))"
    )


@cache
def _link() -> re.Pattern[str]:
    return cued(rf"(?:{_words()['link']})(?:joinchat/|s/|\+)?(?P<who>[a-z0-9][a-z0-9_-]{{3,40}})")


@cache
def _handle() -> re.Pattern[str]:
    """A name as messengers call people in words: @laozhou_hydro; what stands behind a letter or digit is of a mail."""
    none = _words()["no handle"]
    return expression(rf"(?<![a-z0-9_.@/+-])@(?!(?:{none})(?![a-z0-9_]))(?P<who>[a-z][a-z0-9_]{{4,31}})(?![a-z0-9_@])")


@cache
def _spelled_mail() -> re.Pattern[str]:
    """An address with another sign in place of @: boss(at)163.com, boss#163.com."""
    hosts = rf"(?:{_words()['mail host']})\.(?:com|cn|net)"
    at = r" ?[\[({<] ?(?:at|a|#|艾特) ?[\])}>] ?[a-z0-9-]{1,40}(?: ?(?:\.|[\[({]dot[\])}]) ?[a-z0-9-]{1,40}){1,4}"
    return cued(rf"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{{0,63}}(?:{at}| ?(?:#|艾特) ?{hosts}| at {hosts})(?![a-z0-9])")


@cache
def _bank_before() -> re.Pattern[str]:
    return expression(rf"(?:{_words()['bank']})[^\d\n]{{0,24}}$")


@cache
def _own_number() -> re.Pattern[str]:
    label = rf"(?:{_words()['own number']})(?:号码?)?(?:为|是|:| )*"
    return cued(
        rf"{label}(?P<number>(?:[a-z]{{1,2}}\d{{7,8}}|\d{{4}}(?:[ -]?\d{{3,4}}){{2,3}}(?:[ -]?\d{{1,3}})?)(?!\d))"
    )


@cache
def _plate() -> re.Pattern[str]:
    letter = "[a-hj-np-z0-9]"  # no I and no O
    one_letter = r"(?=(?:\d*[a-z])?\d+(?![a-z0-9]))"  # more of them is the model of a turbine: HLA551
    return cued(rf"(?:{_words()['plate']})[a-hj-np-z][·.• ]?{one_letter}{letter}{{5,6}}(?![a-z0-9.])")


def identities_in(text: str) -> Iterator[tuple[int, int, int]]:
    """Where numbers of identity cards begin and end in folded text, and where a label before one begins."""
    for match in _IDENTITY.finditer(text):
        before = text[max(0, match.start() - 10) : match.start()]
        label = _IDENTITY_LABEL.search(before)
        if label or not NUMBER_BEFORE.search(before):
            yield *match.span(), match.start() - (len(label[0]) if label else 0)


def accounts_in(text: str) -> Iterator[Place]:
    """Bank cards, passports, number plates and accounts of services in folded text: kind, start, end. Linear."""
    for match in _own_number().finditer(text):
        yield "card", *match.span("number")
    for match in _CARD.finditer(text):
        if _is_card(match, text):
            yield "card", *match.span()
    for match in _plate().finditer(text):
        yield "plate", *match.span()
    for match in _account().finditer(text):
        if _is_account(match):
            yield "account", *match.span("latin" if match["latin"] else "han")
    for match in chain(_link().finditer(text), _handle().finditer(text) if "@" in text else ()):
        yield "account", *match.span("who")
    for match in _spelled_mail().finditer(text):
        yield "email", *match.span()


def _is_card(match: re.Match[str], text: str) -> bool:
    """A number that its last digit checks, or that words of a bank stand before."""
    start = match.start()
    if NUMBER_BEFORE.search(text, max(0, start - 8), start):
        return bool(_bank_before().search(text, max(0, start - 30), start))
    return _is_checked(match[0]) or bool(_bank_before().search(text, max(0, start - 30), start))


def _is_account(match: re.Match[str]) -> bool:
    """A word right behind the name of a service is none unless something says so: 淘宝 shop, 快手 2000 播放."""
    if match["han"]:
        return bool(match["apart"]) and bool(match["told"] or ":" in match["apart"])
    return bool(match["told"]) or ":" in match["apart"] or match["latin"].startswith("@")


def _is_checked(number: str) -> bool:
    """True when the last digit of a card's number checks the others (Luhn)."""
    digits = [int(one) for one in reversed(number) if one.isdecimal()]
    doubled = (2 * one - 9 * (one > 4) for one in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
