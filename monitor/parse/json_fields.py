"""A JSON object without "text", as crawlers and servers write them -> its fields by the names of its keys, its words.

The names are those of table columns and keys (data/columns.tsv). What is nested counts under the name of what it is in.
Markup in strings is read as a page is. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from monitor.parse.column_names import key_field, speaks
from monitor.parse.column_values import are_phones
from monitor.parse.dates import read_days, written_day
from monitor.parse.relative import read_told
from monitor.text.fold import simplified
from monitor.text.people import is_label

MAX_DEPTH: Final = 3
MAX_VALUES: Final = 500  # of one object are looked at
_SENT_FROM: Final = "发货地"  # 发货地区 of a market is where the seller is; it counts less than what the words say
_WORDS: Final = ("text", "price", "capacity", "contact", "place")  # beside a title: enough for a listing
_LABELS: Final = (
    ("price", "价格"),
    ("text", ""),
    ("capacity", "装机容量"),
    ("place", "所在地"),
    ("contact", "联系方式"),
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")  # half a character would break every later output
CONTACTS: Final = "contacts"  # the field of all ways to the seller, a line each; "contact" holds the first
_NO_CONTACT: Final = re.compile(r"\d{0,4}$|(?:https?:)?//")  # how often a number was seen, the picture of a person
_IDS: Final = frozenset(("qq", "wechat", "weixin", "wx", "telegram"))  # keys that say what the words below them are
TOLD_DATE: Final = "told date"  # the field of words that are counted from a moment which the object does not name
_MOST_DATE: Final = 40  # characters of them
_BARE: Final = re.compile(r"[\d.,\s~—–-]{1,60}")  # a price that has no unit of its own


class _Leaf(NamedTuple):
    """A word or number with the field of the nearest key that means one, that key's path, and the path above it.

    `key`: the key right above it. `is_later`: older programs passed it over, so no listing goes by it.
    """

    field: str
    owner: str
    above: str
    words: str
    key: str = ""
    is_later: bool = False


def fields_of(value: Mapping[str, object]) -> dict[str, str]:
    """Each field with what the keys that mean it hold; of several keys the first, of one key all that is in it.

    Only of contacts all keys count: a name stands under one, the number to call under another.
    """
    found: dict[str, str] = {}
    owners: dict[str, _Leaf] = {}
    contacts: dict[str, str] = {}
    for leaf in islice(_leaves(value, _Leaf("", "", "", ""), MAX_DEPTH), MAX_VALUES):
        field = leaf.field
        if field == "date" and _is_told(leaf.words):
            found.setdefault(TOLD_DATE, leaf.words)
        if not _may_be(field, leaf.words) or (field == "seller" and leaf.above != leaf.owner.rpartition("/")[0]):
            continue  # of an object for a seller nothing is his name for certain, and his rank changes
        if field == "contact" and not _NO_CONTACT.match(leaf.words):
            contacts.setdefault(leaf.words, _contact_label(leaf.key))
        if leaf.is_later:
            continue
        if owners.setdefault(field, leaf).owner == leaf.owner:
            joint = " " if field == "text" else ""  # 450 and 万元 of one price
            found[field] = f"{found[field]}{joint}{leaf.words}" if field in found else leaf.words
            if field == "place" and _SENT_FROM[:2] in leaf.owner:
                found["place label"] = _SENT_FROM
    if contacts:
        found[CONTACTS] = "\n".join(f"{label}：{words}" for words, label in contacts.items())
    if "date" in found:
        found.pop(TOLD_DATE, None)
    unit = found.pop("unit", "")
    if unit and "price" in found and owners["price"].above == owners["unit"].above and _BARE.fullmatch(found["price"]):
        found["price"] += unit
    return found


def text_of(fields: Mapping[str, str]) -> str:
    """The words of an object as a listing; "" when they name no plant and no offer: a cookie has a name, too."""
    title = fields.get("title", "")
    if not any(name in fields for name in _WORDS if name != "place") and not speaks(title):
        return ""
    if not title and "text" not in fields:
        return ""
    body = fields.get("text", "")
    lines = [title] if title and title not in body else []
    for name, label in _LABELS:
        if name == "contact" and CONTACTS in fields:
            lines += _contacts_beside(body, fields[CONTACTS])
        elif (words := fields.get(name, "")) and (name == "text" or words not in body):
            label = fields.get(f"{name} label", label)  # noqa: PLW2901 - as the site calls it
            lines.append(f"{label}：{words}" if label else words)
    return "\n".join(lines)


def naming_text(fields: Mapping[str, str]) -> str:
    """The words by which a listing goes: with its first contact alone, as names were made of before all were read."""
    return text_of({name: words for name, words in fields.items() if name != CONTACTS})


def _contact_label(key: str) -> str:
    """What is written before words under a key: 联系人 tells that a name follows, qq what a number is."""
    says = key.lower() in _IDS or (not key.isascii() and is_label(simplified(key)))
    return key if says else "联系方式"


def _contacts_beside(body: str, contacts: str) -> Iterator[str]:
    """The lines of contacts, without the numbers that the words tell themselves.

    A name that stands there, too, comes again: what is behind its label is known to be one.
    """
    for line in contacts.split("\n"):
        words = line.partition("：")[2]
        if words not in body or not are_phones([words]):
            yield line


def _may_be(field: str, words: str) -> bool:
    """False for what a field cannot hold, so that the next key that means it is asked."""
    if field == "date":
        return (written_day(words) or read_days(words)) is not None
    if field == "place":  # area: 1200 is none
        return any(map(str.isalpha, words))
    return field not in {"", "none"}


def _is_told(words: str) -> bool:
    """True for words that tell a day which is not written there: 3天前, 昨天 18:20."""
    return len(words) <= _MOST_DATE and not _may_be("date", words) and read_told(words) is not None


def _leaves(value: object, within: _Leaf, depth: int) -> Iterator[_Leaf]:
    """The words and numbers in a value. Other listings and what is said of the site or a person are passed over."""
    if isinstance(value, Mapping) and depth:
        for key, held in islice(value.items(), MAX_VALUES):
            inner = held if (joined := pieces_joined(held)) is None else joined
            own = key_field(str(key)[:100])
            if own in {"others", "apart"} and isinstance(inner, Mapping):
                continue
            path = f"{within.above}/{str(key)[:100]}"
            if key == "text_entities" and value.get("text"):  # Telegram says it twice
                continue
            if not own or own in {"others", "apart"} or (own == "unit" and within.field == "price"):
                yield from _leaves(inner, within._replace(above=path, key=str(key)[:100]), depth - 1)
            elif within.field == "contact" and own in {"title", "seller"}:  # the name of whom to ask is no title
                yield from _leaves(inner, within._replace(above=path, key=str(key)[:100], is_later=True), depth - 1)
            elif within.field != "seller" or own == "contact":  # the name of a seller is no title
                yield from _leaves(inner, _Leaf(own, path, path, "", str(key)[:100], within.is_later), depth - 1)
    elif isinstance(value, list) and within.field == "contact" and depth:
        for one in value[:MAX_VALUES]:
            yield from _leaves(one, within._replace(is_later=True), depth - 1)
    elif within.field and isinstance(value, str | int | float) and not isinstance(value, bool):
        words = as_words(str(value), lines=within.field == "text")
        if words:
            yield within._replace(above=within.above.rpartition("/")[0], words=words)


def pieces_joined(value: object) -> str | None:
    """The words of a text that is written in pieces, as Telegram writes what has a link or a number in it.

    `["电站转让 ", {"type": "phone", "text": "+86…"}]` is one line of words; None for anything else.
    """
    if not isinstance(value, list) or not value or len(value) > MAX_VALUES:
        return None
    words = [one.get("text") if isinstance(one, Mapping) else one for one in value]
    said = [one for one in words if isinstance(one, str)]
    typed = all(isinstance(one, str) or "type" in one for one in value if isinstance(one, str | Mapping))
    return (
        "".join(said) if len(said) == len(value) and typed and any(isinstance(one, Mapping) for one in value) else None
    )


def whole(words: str) -> str:
    """Words with a sign in place of each half of a character."""
    return _SURROGATE.sub("\ufffd", words)


def as_words(raw: str, *, lines: bool) -> str:
    """A string as people read it: without markup and references to characters; on one line unless `lines`."""
    words = whole(raw).strip()
    if "&" in words:
        words = _ENTITY.sub(lambda found: html.unescape(found[0]), words)
    if "<" in words:
        from monitor.parse.page import MARKUP, lines_of  # noqa: PLC0415 - start-up time: most strings have no markup

        words = lines_of(words).text if MARKUP.search(words) else words
    return words.strip() if lines else " ".join(words.split()) if "\n" in words else words
