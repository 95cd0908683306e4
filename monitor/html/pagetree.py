"""HTML -> the tree of what a browser shows: bounded (`markup.tame`), with shadow roots opened and their slots filled.

Web components keep their words in shadow roots (`<template shadowrootmode=…>` where a page is written down,
`shadowmode` in older saved pages). In the tree each is an element `shadow-root` in its place, so that selectors find
what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.markup import SHADOW_ROOT, tame

TOPS: Final = frozenset(("html", "body", "main", "-document"))  # what holds all of a page
MAX_CHARS: Final = 20_000_000  # of markup; what lies beyond is left out
MAX_HOSTS: Final = 2000  # elements with a shadow root whose slots are filled; of others the contents follow it
MAX_NESTED: Final = 8  # of such in one another: each copies what it is given, so the work stays linear

_SKIPPED: Final = frozenset((
    "script", "style", "template", "noscript", "head", "title", "iframe", "object", "embed", "audio", "video",
    "canvas", "select", "datalist", "defs", "metadata", "desc", "noembed", "noframes",
))  # fmt: skip
BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "details", "dialog", "dd", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "p", "pre",
    "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "textarea",
    SHADOW_ROOT,
))  # fmt: skip
_HIDING: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)


def is_unseen(tag: str) -> bool:
    """True for elements whose contents no browser shows as words, and for comments and the like."""
    return tag in _SKIPPED or (tag[:1] in "-!_" and tag != "-document")


def is_hidden(attributes: Mapping[str, str | None]) -> bool:
    """True for an element that by its own attributes is not shown."""
    return "hidden" in attributes or _HIDING.search(attributes.get("style") or "") is not None


def upwards(node: LexborNode) -> Iterator[LexborNode]:
    """An element and all that it is in, inside out."""
    above: LexborNode | None = node
    while above is not None:
        yield above
        above = above.parent


def lies_in(node: LexborNode, elements: Collection[int]) -> bool:
    """True when an element is one of these (mem_id), or in one."""
    return any(one.mem_id in elements for one in upwards(node))


def parse_html(html: str) -> LexborHTMLParser:
    """The tree of a page, however hostile."""
    tamed = tame(html[:MAX_CHARS])
    tree = LexborHTMLParser(tamed)
    if SHADOW_ROOT in tamed:
        for root in tree.css(SHADOW_ROOT)[:MAX_HOSTS]:
            if _nested(root) <= MAX_NESTED:
                _fill(root)
    return tree


def _nested(root: LexborNode) -> int:
    """How many shadow roots an element is in."""
    return sum(above.tag == SHADOW_ROOT for above in upwards(root)) - (root.tag == SHADOW_ROOT)


def _fill(root: LexborNode) -> None:
    """Put what a host holds beside its shadow root where the slots are; what no slot takes is not shown."""
    slots = dict[str, LexborNode]()
    for slot in root.css("slot"):
        if next((above for above in upwards(slot) if above.tag == SHADOW_ROOT), None) == root:
            slots.setdefault(slot.attributes.get("name") or "", slot)
    filled = set[str]()
    for node in list(_beside(root)):
        name = (node.attributes.get("slot") or "") if node.is_element_node else ""
        place = slots.get(name)
        if place is not None and not node.is_comment_node and not node.is_empty_text_node:
            if name not in filled:
                _empty(place)
                filled.add(name)
            place.insert_child(node)
        node.decompose()


def _beside(root: LexborNode) -> Iterator[LexborNode]:
    """What comes after a shadow root in its host: a page that is written down begins a host with it."""
    node = root.next
    while node is not None:
        yield node
        node = node.next


def _empty(slot: LexborNode) -> None:
    """Take out what a slot shows when it is given nothing."""
    while (child := slot.first_child) is not None:
        child.decompose()
