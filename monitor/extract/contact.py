"""Finds phone numbers, WeChat or QQ ids and names beside them, to be masked: the raw words never leave here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

from monitor.extract.context import make_fact
from monitor.extract.identifiers import NUMBER_BEFORE, accounts_in, identities_in
from monitor.extract.phones import HAN_DIGITS, is_mobile, phones_in
from monitor.extract.reading import Reading
from monitor.models import Fact, Span
from monitor.text.expression import cued
from monitor.text.names_again import names_again
from monitor.text.names_in_tables import tabled_names
from monitor.text.normalise import normalise
from monitor.text.people import bare_names_beside, labelled_names, names_beside, signed_names

DOT: Final = "•"
KEPT_OF_PHONES: Final = 2
_PHONES: Final = frozenset(("mobile", "landline", "international"))
_WECHAT: Final = r"(?:微信|薇信?|威信|v信|(?<![a-z])(?:wx|vx|wechat(?: id)?|weixin|v))"
_CALLED: Final = (
    r"电话|手机|座机|固话|热线|传真|支付宝|联系(?:人|方式)?|致电|(?<![a-z])(?:tel|phone|mobile|whatsapp|fax)"
)
_CONTACT: Final = cued(
    r"(?=[q扣企微薇威vw电手座固热传支联致tpmf飞群加进])(?:"  # a quick no for all other places
    r"(?:(?:(?<![a-z])qq?|扣扣|企鹅)(?:交流|买卖|讨论)?群?|群(?=号)|[加进]群)(?:号码?)?(?:是|为)?[: ]{0,2}"
    r"(?P<qq>[1-9]\d{4,10})(?!\d)"
    rf"|{_WECHAT}(?P<colon>(?:号|是|为|:)*)[: ]{{0,3}}(?P<wechat>[a-z][a-z0-9_-]{{5,19}})(?![a-z0-9])"
    rf"|(?:{_WECHAT}|{_CALLED})(?:号码?|是|为|:| ){{0,3}}(?P<number>[1-9]\d{{5,10}})(?!\d|万|千|元|kw)"
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
_KINDS: Final = ("qq", "wechat", "number", "telegram")


def extract_contact(reading: Reading) -> list[Fact]:
    """Find contacts, also those broken up by spaces, dots or Chinese digits (一三八 0013 8000).

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts whose `text` is "" (personal data; the span stays), `detail` type (mobile, landline,
    international, qq, wechat, telegram, number, email, identity, card, plate, account, name) and masked (138******12).
    """
    return [_fact(reading, *one) for one in contacts_in(reading.normalised.plain.text)]


def contacts_in(text: str, *, bare_names: bool = False) -> list[tuple[str, int, int]]:
    """The contacts of a folded text: type, start and end; none inside another.

    Args: bare_names, words right beside a number count as a name however they end, too, as in the name of a file.
    """
    found, names = list[tuple[str, int, int]](), {*labelled_names(text), *tabled_names(text)}
    beside = bare_names_beside if bare_names else names_beside
    for kind, start, end, label in chain(_phones(text), _handles(text)):
        found.append((kind, start, end))
        names.update(beside(text, label, end))
    if "@" in text:
        found.extend(("email", *match.span()) for match in _EMAIL.finditer(text))
    for start, end, label in identities_in(text):
        found.append(("identity", start, end))
        names.update(beside(text, label, end))
    found.extend(accounts_in(text))
    found = _apart(found)
    names.update(signed_names(text, [(start, end) for _, start, end in found]))
    names.update(names_again(text, {text[start:end] for start, end in names}))
    taken = [(start, end) for _, start, end in found]
    return found + _apart([("name", *one) for one in names if not _is_within(one, taken)])


def _phones(text: str) -> Iterator[tuple[str, int, int, int]]:
    """Phone numbers: kind, start, end and where what names them begins."""
    for kind, start, end in phones_in(text):
        if not NUMBER_BEFORE.search(text, max(0, start - 8), start):
            yield kind, start, end, start


def _handles(text: str) -> Iterator[tuple[str, int, int, int]]:
    """Numbers and words behind a label, as `_phones`."""
    for match in _CONTACT.finditer(text):
        kind = next(kind for kind in _KINDS if match[kind] is not None)
        start, end = match.span(kind)
        words = text[start:end]
        if kind in {"wechat", "telegram"} and not _is_handle(match, words):
            continue
        if words not in _COMMON and not NUMBER_BEFORE.search(text, max(0, start - 8), start):
            yield "mobile" if kind == "number" and is_mobile(words) else kind, start, end, match.start()


def _apart(found: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Contacts in the order they were found, those that lie over an earlier one left out; the rest of it is kept."""
    kept, ends = list[tuple[str, int, int]](), 0
    first = {one: place for place, one in reversed(list(enumerate(found)))}
    for kind, start, end in sorted(first, key=lambda one: (one[1], -one[2], first[one])):
        if end > ends:
            kept.append((kind, max(start, ends), end))
            ends = end
    return sorted(kept, key=lambda one: one[1])


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
        kept = KEPT_OF_PHONES if kind in _PHONES else 0
        for place in places[: len(places) - kept]:
            letters[place] = DOT
    return "".join(letters)


def _masked(kind: str, words: str) -> str:
    if kind in _PHONES:
        digits = "".join(HAN_DIGITS.get(one, one) for one in words if one.isalnum())
        first = 3 if kind == "mobile" else 0
        return digits[:first] + "*" * (len(digits) - first - KEPT_OF_PHONES) + digits[-KEPT_OF_PHONES:]
    return "*" * len(words)
