"""Finds phone numbers, WeChat or QQ ids and names beside them, to be masked: the raw words never leave here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from monitor.extract.context import make_fact
from monitor.extract.reading import Reading
from monitor.models import Fact, Span
from monitor.text.expression import cued, expression
from monitor.text.normalise import normalise
from monitor.text.people import bare_names_beside, labelled_names, names_beside

DOT: Final = "•"
KEPT_OF_PHONES: Final = 2
_HAN: Final = {
    **{one: str(place) for place, one in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "幺": "1",
    "两": "2",
    "洞": "0",
    "拐": "7",
    "勾": "9",
}
_D: Final = r"[\d零〇一二三四五六七八九幺洞拐勾]"
_GAP: Final = r"[ .\-_*·,、~/]{0,2}"
_WECHAT: Final = r"(?:微信|薇信?|威信|v信|(?<![a-z])(?:wx|vx|wechat(?: id)?|weixin|v))"
_CONTACT: Final = cued(
    r"(?=[1一幺0(4q扣企微薇威vw电手联致t飞])(?:"  # a quick no for all other places
    rf"(?P<mobile>(?<![\d.])[1一幺]{_GAP}[3-9三四五六七八九拐勾](?:{_GAP}{_D}){{9}}(?!\d|{_GAP}\d{{3}}))"
    r"|(?P<landline>(?<![\d.])\(?0\d{2,3}\)?[ -]?[2-9]\d{6,7}(?!\d)|(?<![\d.])400[ -]?\d{3}[ -]?\d{4}(?!\d))"
    r"|(?:(?<![a-z])qq?|扣扣|企鹅)(?:号码?)?(?:是|为)?[: ]{0,2}(?P<qq>[1-9]\d{4,10})(?!\d)"
    rf"|{_WECHAT}(?P<colon>(?:号|是|为|:)*)[: ]{{0,3}}(?P<wechat>[a-z][a-z0-9_-]{{5,19}})(?![a-z0-9])"
    rf"|(?:{_WECHAT}|电话|手机|联系(?:人|方式)?|致电|(?<![a-z])tel)(?:号码?|是|为|:| ){{0,3}}"
    r"(?P<number>[1-9]\d{5,10})(?!\d|万|千|元|kw)"
    r"|(?:(?<![a-z])(?:telegram|tg)|电报|飞机)(?P<colon2>[号:]*) ?(?P<telegram>@?[a-z][a-z0-9_]{4,31})(?![a-z0-9]))"
)
_COMMON: Final = frozenset(
    [
        "wechat",
        "weixin",
        "telegram",
        "contact",
        "please",
        "number",
        "address",
        "official",
        "channel",
        "email",
        "phone",
        "miners",
        "mining",
        "hydropower",
        "station",
    ]
)
_EMAIL: Final = cued(r"(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
# The number of an identity card: place, day of birth, three digits and a sign to check it. Source: GB 11643-1999.
_IDENTITY: Final = expression(
    r"(?<![\da-z])[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])"
)
_IDENTITY_LABEL: Final = expression(r"(?:身份证|公民身份)(?:号码?|证号)?[: ]{0,3}$")
_MOBILE: Final = expression(r"1[3-9]\d{9}")
_KINDS: Final = ("mobile", "landline", "qq", "wechat", "number", "telegram")
_NUMBER_BEFORE: Final = expression(
    r"(?:证|编|文|案|许可证|字|项目编|备|账|卡|合同|帐)号?(?:为|:| )*$|[〔\[第]$"
    r"|icp备$"
)


def extract_contact(reading: Reading) -> list[Fact]:
    """Find contacts, also those broken up by spaces, dots or Chinese digits (一三八 0013 8000).

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts whose `text` is "" (personal data; the span stays), `detail` type (mobile, landline, qq, wechat,
    telegram, number, email, identity, name) and masked (138******12).
    """
    return [_fact(reading, *one) for one in contacts_in(reading.normalised.plain.text)]


def contacts_in(text: str, *, bare_names: bool = False) -> list[tuple[str, int, int]]:
    """The contacts of a folded text: type, start and end.

    Args: bare_names, a person's name right beside a number counts, too (张三139…), as in the name of a file.
    """
    found = list[tuple[str, int, int]]()
    names = set(labelled_names(text))
    beside = bare_names_beside if bare_names else names_beside
    for match in _CONTACT.finditer(text):
        kind = next(kind for kind in _KINDS if match[kind] is not None)
        start, end = match.span(kind)
        words = text[start:end]
        if kind == "number" and _MOBILE.fullmatch(words):
            kind = "mobile"
        if kind in {"wechat", "telegram"} and not _is_handle(match, words):
            continue
        if words in _COMMON or _NUMBER_BEFORE.search(text, max(0, start - 8), start):
            continue
        found.append((kind, start, end))
        names.update(beside(text, match.start(), end))
    if "@" in text:
        found.extend(("email", *match.span()) for match in _EMAIL.finditer(text))
    for start, end, label in _identities(text):
        found.append(("identity", start, end))
        names.update(beside(text, label, end))
    taken = [(start, end) for _, start, end in found]
    return found + [("name", *one) for one in sorted(names) if not _is_within(one, taken)]


def _identities(text: str) -> Iterator[tuple[int, int, int]]:
    """Where numbers of identity cards begin and end, and where a label before one begins."""
    for match in _IDENTITY.finditer(text):
        before = text[max(0, match.start() - 10) : match.start()]
        label = _IDENTITY_LABEL.search(before)
        if label or not _NUMBER_BEFORE.search(before):
            yield *match.span(), match.start() - (len(label[0]) if label else 0)


def _is_within(name: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    """True for words behind a label that are found to be another contact."""
    return any(start < name[1] and name[0] < end for start, end in taken)


def _fact(reading: Reading, kind: str, start: int, end: int) -> Fact:
    words = reading.normalised.plain.text[start:end]
    detail = MappingProxyType({"type": kind, "masked": _masked(kind, words)})
    return make_fact(reading, "contact", start, end, detail=detail)._replace(text="")


def _is_handle(match: re.Match[str], words: str) -> bool:
    """A plain word after v or tg is an id only behind a colon: v: zhang, but not v station, and not village-owned."""
    named = match["colon"] or match["colon2"] or words.startswith("@")
    signs = "_" if match[0] == f"v{words}" else "_-"
    return bool(named) or any(one.isdigit() or one in signs for one in words)


def contact_places(words: str, *, bare_names: bool = False) -> list[tuple[str, Span]]:
    """The contacts of words outside a listing's text: type and place. Args: bare_names, as of `contacts_in`."""
    folded = normalise(words).plain
    return [(kind, folded.span(start, end)) for kind, start, end in contacts_in(folded.text, bare_names=bare_names)]


def mask_contacts(text: str, facts: Iterable[Fact]) -> str:
    """`text` with every contact of `facts` masked, of the same length, so that all offsets stay valid.

    Letters and digits become •; the last two digits of a phone number stay.
    """
    return mask_places(text, ((str(fact.detail.get("type")), fact.span) for fact in facts if fact.kind == "contact"))


def mask_places(text: str, contacts: Iterable[tuple[str, Span]]) -> str:
    """As `mask_contacts`, of contacts as type and place."""
    letters = list(text)
    for kind, span in contacts:
        places = [place for place in range(span.start, min(span.end, len(text))) if letters[place].isalnum()]
        kept = KEPT_OF_PHONES if kind in {"mobile", "landline"} else 0
        for place in places[: len(places) - kept]:
            letters[place] = DOT
    return "".join(letters)


def _masked(kind: str, words: str) -> str:
    if kind in {"mobile", "landline"}:
        digits = "".join(_HAN.get(one, one) for one in words if one.isalnum())
        first = 3 if kind == "mobile" else 0
        return digits[:first] + "*" * (len(digits) - first - KEPT_OF_PHONES) + digits[-KEPT_OF_PHONES:]
    return "*" * len(words)
