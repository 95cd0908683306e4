"""Whom a listing names, as keyed pseudonyms: what is stored of people, and by what a typed name is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from db import Judgement
from db.rows import FactRow
from monitor.extract.contact import contacts_in
from monitor.extract.phones import HAN_DIGITS
from monitor.models import Fact, Listing
from monitor.run.people import as_unicode, hidden_name, keyed, masked_name
from monitor.text.normalise import normalise

# Of these numbers the digits alone count, however they are grouped.
_NUMBERS: Final = frozenset(("mobile", "landline", "international", "number", "qq"))
_HANDLES: Final = frozenset(("wechat", "telegram", "email"))
_TYPED: Final = re.compile(r"(?:.\*\*·)?([0-9a-f]{10})")
_NUMBER: Final = re.compile(r"\+?[\d\s().-]{5,30}")
_HANDLE: Final = re.compile(r"[a-z0-9@_.+-]{4,60}")
_LEAST_NAME: Final = 2  # letters: with 张 of 张总 alone, all of that name would be one person


def people_of(listing: Listing, facts: Sequence[Fact], key: bytes) -> tuple[str, ...]:
    """The seller and all contacts of a listing, each by its pseudonym; an organisation by its name."""
    seller = hidden_name(masked_name(listing.seller, key))
    found = [(str(fact.detail["type"]), _words(fact, listing.text)) for fact in facts if fact.kind == "contact"]
    contacts = (pseudonym(kind, words, key) for kind, words in found)
    return tuple(dict.fromkeys(filter(None, (seller, *contacts))))


def with_pseudonyms(found: Judgement, text: str, key: bytes) -> Judgement:
    """The rows of a judgement with the pseudonym of each contact among its facts. Args: text, as it came."""
    return replace(found, facts=[_named(row, text, key) if row["kind"] == "contact" else row for row in found.facts])


def pseudonym(kind: str, words: str, key: bytes) -> str:
    """What stands for a contact: ten hexadecimal digits; '' for what is none to be found by (a plate, 张 of 张总)."""
    if kind == "name":
        name = words.strip()
        return hidden_name(masked_name(name, key)) if len(name) >= _LEAST_NAME else ""
    folded = normalise(words).plain.text
    if kind in _NUMBERS:
        return _of_number(kind, folded, key)
    return keyed(f"contact:{folded.strip().lstrip('@')}", key) if kind in _HANDLES else ""


def asked_for(words: str, key: bytes) -> tuple[str, ...]:
    """All that a listing may be found by for what a person typed: a name, a pseudonym as it is shown, a number.

    Nothing of it is kept. () for no words.
    """
    words = as_unicode(words).strip()
    return tuple(dict.fromkeys(filter(None, _asked_for(words, key)))) if words else ()


def _asked_for(words: str, key: bytes) -> Iterator[str]:
    yield from (hidden_name(masked_name(name, key)) for name in (words, words.lstrip("@")) if name)
    if typed := _TYPED.fullmatch(words):
        yield typed[1]
    folded = normalise(words).plain.text
    for kind, start, end in contacts_in(folded):
        if kind != "name":
            yield pseudonym(kind, folded[start:end], key)
    if _NUMBER.fullmatch(folded):
        yield _of_number("number", folded, key)
    elif _HANDLE.fullmatch(folded):
        yield pseudonym("wechat", folded, key)


def _of_number(kind: str, folded: str, key: bytes) -> str:
    read = HAN_DIGITS if kind == "mobile" else {}
    digits = "".join(read.get(one, one) for one in folded if one.isalnum())
    return keyed(f"contact:{digits.removeprefix('00')}", key)


def _named(row: FactRow, text: str, key: bytes) -> FactRow:
    detail: Mapping[str, Any] = row.get("detail", {})
    if name := pseudonym(str(detail.get("type")), text[row["start"] : row["end"]], key):
        return {**row, "detail": MappingProxyType({**detail, "pseudonym": name})}
    return row


def _words(fact: Fact, text: str) -> str:
    return text[fact.span.start : fact.span.end]
