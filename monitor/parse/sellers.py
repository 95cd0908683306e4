"""Who sells, as a page without a source says it: JSON-LD, elements, labelled words (data/sellers.tsv). Pure.

In doubt nobody is named: not a visitor who is logged in, nor a commenter, the site, or one of a list of sellers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.hidden import Hidden
from monitor.html.pagetree import is_hidden, is_unseen, lies_in, upwards
from monitor.parse.hints import TOLD_BY_PAGE
from monitor.parse.neighbours import neighbours
from monitor.parse.pasted import is_navigation
from monitor.sources.scripts import Script, values_of
from monitor.text.fold import read_lines
from monitor.text.people import is_name, is_organisation
from monitor.text.seller_lines import LABELS, sellers_named

_FOLDER: Final = Path(__file__).parents[1] / "data"
_KINDS: Final = ("seller", "person", "others", "bars", "none", "visitor", "greeting", "key")
_LONGEST: Final = 40
_MOST_HAN: Final = 24
MAX_ELEMENTS: Final = 400  # of a page are looked at
MAX_VALUES: Final = 20_000  # of its JSON-LD
_BESIDE: Final = 80  # characters around a name that say whose it is
_SQUEEZED: Final = re.compile(r"[-_]+")
_PARTS: Final = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_COMMAS: Final = (",", "，")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NUMBER: Final = re.compile(r"\s*[(（]?\+?\d[\d\s-]{5,}[)）]?\s*$")
_TITLE_PARTS: Final = re.compile(r"[_|–—·]|\s-\s|-(?=[^-]*$)")
_ATTRIBUTES: Final = ("itemprop", "class", "id")


class Told(NamedTuple):
    """What is known of a page before its sellers are looked for; `names`: its title and the name of its site."""

    tree: LexborHTMLParser
    hidden: Hidden
    scripts: tuple[Script, ...]
    text: str
    names: tuple[str, ...]


def seller_of(told: Told) -> tuple[str, str]:
    """The name of who sells and the rule that found it, by the surest way that names one; "" for nobody. Linear."""
    others, nodes = _site_names(told.names), _candidates(told.tree)
    found = (
        _of_data(told.scripts), _of_elements(told, nodes, "seller"), _of_words(told.text),
        _of_elements(told, nodes, "person"),
    )  # fmt: skip
    return next((one for names in found if (one := _only(names, others)) is not None), ("", ""))


def is_surely_one(words: str) -> bool:
    """True for the name of a person or organisation, and no more."""
    return is_name(words) or is_organisation(words)


def _only(found: Iterable[tuple[str, str]], others: Collection[str]) -> tuple[str, str] | None:
    """The one name of these; None where there are several: a list of many sellers says nothing of one."""
    names = {name: f"{TOLD_BY_PAGE}{rule}" for words, rule in found if (name := _name(words)) and name not in others}
    return next(iter(names.items())) if len(names) == 1 else None


def _name(words: str) -> str:
    """A name without its label and number; '' for what is none."""
    name = _NUMBER.sub("", _label().sub("", words.strip())).strip(" \t:：|,，。@")
    most = _MOST_HAN if _HAN.search(name) else _LONGEST
    low = name.lower()
    if not 1 < len(name) <= most or low in words_of_kinds()["none"] or is_navigation(name):
        return ""
    if low.startswith(tuple(words_of_kinds()["greeting"])) or not any(map(str.isalpha, name)):
        return ""
    return "" if _HAN.search(name) and re.search(r"\s", name) else name


def _of_data(scripts: Iterable[Script]) -> Iterator[tuple[str, str]]:
    """The sellers that JSON-LD names."""
    waiting: list[Any] = [one.value for one in values_of(script for script in scripts if script.is_data)]
    for value in islice(_each(waiting), MAX_VALUES):
        if isinstance(value, Mapping) and "@type" in value:
            for key, held in value.items():
                if str(key).lower() in words_of_kinds()["key"] and (name := _held(held)):
                    yield name, f"JSON-LD {key}"


def _each(waiting: list[Any]) -> Iterator[Any]:
    while waiting:
        value = waiting.pop()
        inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        waiting += [one for one in inside if isinstance(one, dict | list)]
        yield value


def _held(value: Any) -> str:
    one = value[0] if isinstance(value, list) and len(value) == 1 else value
    name = one.get("name") if isinstance(one, Mapping) else one
    return name.strip() if isinstance(name, str) else ""


def _of_elements(told: Told, nodes: Iterable[LexborNode], kind: str) -> Iterator[tuple[str, str]]:
    """What elements say whose class, id or itemprop names a seller, or (kind person) anybody."""
    candidates = ((node, _named(node, kind)) for node in nodes)
    found = list(islice(((node, name) for node, name in candidates if name), MAX_ELEMENTS))
    if not found:
        return
    apart = neighbours(told.tree).elements
    for node, name in found:
        if not _is_hidden(node, told.hidden) and not lies_in(node, apart) and not _is_others(node, kind):
            inner = node.css_first("[itemprop=name]")
            yield _line(inner if inner is not None else node), f"element {name}"


def _candidates(tree: LexborHTMLParser) -> list[LexborNode]:
    return tree.css(_selector()) if tree.root is not None else []


def _named(node: LexborNode, kind: str) -> str:
    """The word of an element's attributes that names it so; '' for none."""
    attributes, names = node.attributes, words_of_kinds()[kind]
    for attribute in _ATTRIBUTES:
        for word in (attributes.get(attribute) or "").split()[:20]:
            if _SQUEEZED.sub("", word.partition("--")[0]).lower() in names:
                return f"{attribute} {word[:60]}"
    return ""


def _is_hidden(node: LexborNode, hidden: Hidden) -> bool:
    if hidden.hides(node) or lies_in(node, hidden.doubted):
        return True
    return any(is_unseen(one.tag or "") or is_hidden(one.attributes) for one in upwards(node) if one.is_element_node)


def _is_others(node: LexborNode, kind: str) -> bool:
    """Whether an element stands in bars or among comments, or beside what only a visitor is shown."""
    apart = words_of_kinds()["others"] | (words_of_kinds()["bars"] if kind == "person" else frozenset())
    above = [one for one in upwards(node) if one.is_element_node and one.tag not in {"html", "body"}]
    if any(part in apart for one in above for part in _parts(one)):
        return True
    beside = next((_line(one).lower() for one in above[1:2]), "")
    to_visitor = beside.startswith(tuple(words_of_kinds()["greeting"]))
    return len(beside) <= _BESIDE and (to_visitor or any(word in beside for word in words_of_kinds()["visitor"]))


def _parts(node: LexborNode) -> Iterator[str]:
    """The tag of an element and the words in its class and id, whole and in parts."""
    yield node.tag or ""
    for attribute in ("class", "id"):
        for word in (node.attributes.get(attribute) or "").split()[:20]:
            yield _SQUEEZED.sub("", word).lower()
            yield from (part.lower() for part in _PARTS.split(word))


def _line(node: LexborNode) -> str:
    """The words of an element on one line, no more than tell that they are too many."""
    parts, length = list[str](), 0
    for one in node.traverse(include_text=True):
        if one.is_text_node:
            parts += (one.text_content or "")[: 2 * _BESIDE].split()
            length = sum(map(len, parts[-_BESIDE:]))
        if length > _BESIDE:
            break
    return " ".join(parts)


def _of_words(text: str) -> Iterator[tuple[str, str]]:
    """Names of people and organisations in a line or cell for who sells; 卖家：可以先看站，… is a sentence."""
    for _, place in sellers_named(text, None):
        name = _name(place.of(text))
        if is_surely_one(name) and text[place.end : place.end + 1] not in _COMMAS:
            yield name, "words"


def _site_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part.strip() for name in names for part in (name, *_TITLE_PARTS.split(name)) if part.strip())


@cache
def words_of_kinds() -> dict[str, frozenset[str]]:
    """The lists of the data file by kind. Raises ValueError for a kind that is none."""
    found = dict(line.split("\t", 1) for line in read_lines("sellers.tsv", _FOLDER))
    if set(found) != set(_KINDS):
        raise ValueError(f"sellers.tsv: the kinds are {', '.join(_KINDS)}, not {', '.join(found)}")
    return {kind: frozenset(words.split(", ")) for kind, words in found.items()}


@cache
def _selector() -> str:
    """Elements that may have one of the names: attributes with the beginning of one; `_named` tells."""
    starts = {word[: 2 if _HAN.match(word) else 4] for kind in ("seller", "person") for word in words_of_kinds()[kind]}
    return ",".join(f'[{attribute}*="{start}" i]' for start in sorted(starts) for attribute in _ATTRIBUTES)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{LABELS}|联系人|昵称|用户名?|作者)\s*[:：]\s*", re.IGNORECASE)
