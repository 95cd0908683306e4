"""The cards of a page: siblings that each lead to a listing of their own and name it. Linear time, bounded.

Lists have them (a search, a shop), and pages of one listing beside its own words ("you may also like").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.pagetree import TOPS, upwards
from monitor.plants import names_plant

DATA: Final = Path(__file__).parents[1] / "data" / "list_pages.txt"
LEAST_CARDS: Final = 3  # of a list
MAX_LINKS: Final = 3000  # of a page are looked at
MAX_CARD: Final = 600  # characters that a card says
MAX_LINK: Final = 300  # characters of the words of a link
AMOUNT: Final = re.compile(
    r"(?:\d|[一二三四五六七八九十百千两]{2})\s?(?:多|余)?\s?(?:万|萬|亿|億|元|千瓦|兆瓦|[kmg]w|¥|￥|cny|rmb|usd|yuan|million)|[¥￥$]\s?\d|面议|面議|电议",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"[0-9a-f]*\d[0-9a-f]*(?:-[0-9a-f]+)*", re.I)
_SLUG: Final = re.compile(r"(?:[^-]+-){3,}[^-]+|.{0,200}(?:%[0-9a-f]{2}|[^\x00-\x7f]).{0,1000}|.{24,}", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a page by their mem_id, where each leads, and how many of them name an amount."""

    elements: frozenset[int] = frozenset()
    targets: tuple[str, ...] = ()
    priced: int = 0


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The entries of a kind in data/list_pages.txt, in lower case."""
    lines = (line.partition(":") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(word.lower() for name, _, words in lines if name == kind for word in words.strip().split(", "))


def cards_of(tree: LexborHTMLParser, base: str = "") -> Cards:
    """The cards of a page. Args: base, its address, '' where that is not known. Raises nothing."""
    links = dict(islice(_links(tree, base), MAX_LINKS))
    if len(links) < 2:
        return Cards()
    within: defaultdict[int, set[str]] = defaultdict(set)
    for node, target in links.items():
        for above in upwards(node):
            if len(within[above.mem_id]) < 2:
                within[above.mem_id].add(target)
    roots = {target: root for node, target in links.items() if (root := _root(node, within)) is not None}
    found = _grouped(roots, {target: node for node, target in links.items()}, within)
    return Cards(
        frozenset(node.mem_id for node in found.values()), tuple(found),
        sum(AMOUNT.search(_said(node)) is not None for node in found.values()),
    )  # fmt: skip


def is_alike(one: str, other: str) -> bool:
    """True for two addresses that differ in a number or name alone: pages of one kind."""
    return bool(one) and _shape(one) == _shape(other)


def _links(tree: LexborHTMLParser, base: str) -> Iterator[tuple[LexborNode, str]]:
    """The links that name a listing, or say that they lead to one, each with its address."""
    own = urldefrag(base)[0]
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or href.startswith("#") or href.lower().startswith(("javascript:", "mailto:", "tel:")):
            continue
        words = _named(node)
        if len(words) <= MAX_LINK and (
            names_plant(words) or AMOUNT.search(words) or words.lower() in words_of("links")
        ):
            target = joined(base, href)
            if target and urldefrag(target)[0] != own:
                yield node, target


def joined(base: str, href: str) -> str:
    """An address that a page leads to; '' for one that cannot be."""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _named(node: LexborNode) -> str:
    """The words of a link; of a picture those that stand for it."""
    words = _said(node)
    if words:
        return words
    told = [node.attributes.get("title"), *(image.attributes.get("alt") for image in node.css("img[alt]")[:1])]
    return " ".join(filter(None, told)).strip()


def _said(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _root(node: LexborNode, within: Mapping[int, set[str]]) -> LexborNode | None:
    """The outermost element around a link that leads to no other listing."""
    root = None
    for above in upwards(node):
        if above.tag in TOPS or len(within[above.mem_id]) > 1:
            break
        root = above
    return root


def _grouped(
    roots: Mapping[str, LexborNode], links: Mapping[str, LexborNode], within: Mapping[int, set[str]]
) -> dict[str, LexborNode]:
    """Those with a sibling of their kind; and, in a row where it is the last one left, one of the same class."""
    kinds: Counter[tuple[int, str, str]] = Counter(_kind(root) for root in roots.values())
    found = {target: root for target, root in roots.items() if kinds[_kind(root)] > 1 and len(_said(root)) <= MAX_CARD}
    classes = {_kind(root)[1:] for root in found.values() if _kind(root)[2]}
    for target, node in links.items():
        if target not in found:
            alone = next((above for above in upwards(node) if _kind(above)[1:] in classes), None)
            if alone is not None and len(within[alone.mem_id]) == 1 and len(_said(alone)) <= MAX_CARD:
                found[target] = alone
    return found


def _kind(node: LexborNode) -> tuple[int, str, str]:
    """The element that one stands in, its name and first class."""
    first: Sequence[str] = (node.attributes.get("class") or "").split()[:1]
    return (node.parent.mem_id if node.parent is not None else 0, node.tag or "", "".join(first))


def _shape(url: str) -> tuple[str, str, frozenset[str]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, "", frozenset()
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    last = "*" if _SLUG.fullmatch(last) else _NUMBER.sub("*", last)
    keys = frozenset(part.partition("=")[0] for part in parts.query.split("&") if part)
    return (parts.hostname or "").removeprefix("www."), f"{_NUMBER.sub('*', folder)}/{last}", keys
