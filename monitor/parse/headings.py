"""The headings (h1 or h2) that a page shows as its own: none that is hidden, or in a block of other listings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.hidden import Hidden
from monitor.html.neighbour_words import MAX_HEADING, is_heading
from monitor.html.pagetree import TOPS, is_hidden, is_unseen, lies_in, upwards

MAX_HEADINGS: Final = 200  # of a page are looked at
_MAX_BEFORE: Final = 200  # elements before one that are looked at
_SILENT: Final = frozenset(("script", "style", "br", "hr"))
_LEVELS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def own_headings(tree: LexborHTMLParser, hidden: Hidden, level: Literal["h1", "h2"] = "h1") -> Iterator[LexborNode]:
    """The headings of a page that people see as its own, in its order. Args: hidden, by the page's style sheets."""
    for node in tree.css(level)[:MAX_HEADINGS]:
        if not _is_hidden(node, hidden) and not _is_of_others(node):
            yield node


def _is_hidden(node: LexborNode, hidden: Hidden) -> bool:
    if hidden.hides(node) or lies_in(node, hidden.doubted):
        return True
    return any(is_unseen(one.tag or "") or is_hidden(one.attributes) for one in upwards(node) if one.is_element_node)


def _is_of_others(node: LexborNode) -> bool:
    """Whether nothing but other listings stands between a heading of such (data/neighbours.txt) and an element.

    As in `neighbours`: what follows such a heading counts as far as it leads somewhere. An h1 counts only where it
    stands right behind it: behind a list it begins something new.
    """
    for one in upwards(node):
        if one.tag in TOPS:
            return False
        before = _before(one)
        nearest = next(before, None)
        if nearest is None:
            continue
        while nearest is not None and one.tag != "h1" and not _is_heading(nearest) and _leads_on(nearest):
            nearest = next(before, None)
        return nearest is not None and _is_heading(nearest)
    return False


def _before(node: LexborNode) -> Iterator[LexborNode]:
    """What says something before an element in its parent, the nearest first."""
    for one in islice(_earlier(node), _MAX_BEFORE):
        if one.tag not in _SILENT if one.is_element_node else one.is_text_node and (one.text_content or "").strip():
            yield one


def _earlier(node: LexborNode) -> Iterator[LexborNode]:
    one = node.prev
    while one is not None:
        yield one
        one = one.prev


def _is_heading(node: LexborNode) -> bool:
    """Whether an element or a text says nothing but such a heading."""
    said = ""
    for part in node.traverse(include_text=True) if node.is_element_node else (node,):
        if part.is_text_node:
            said += part.text_content or ""
            if len(said) > 4 * MAX_HEADING:
                return False
    return is_heading(said)


def _leads_on(node: LexborNode) -> bool:
    """Whether an element is no heading and has what a list of other listings has: links or pictures."""
    if not node.is_element_node or node.tag in _LEVELS:
        return False
    return node.tag == "a" or node.css_first("a, img, [onclick]") is not None
