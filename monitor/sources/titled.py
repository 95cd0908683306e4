"""Blocks of other listings whose heading is no heading element: <div class=tit>猜你喜欢</div>. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.neighbour_words import bare_words, is_heading

MAX_TITLES: Final = 200  # of a page are looked at
MAX_FOLLOWING: Final = 2000  # elements behind one
_MAX_CHARS: Final = 100
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "legend"))
_SILENT: Final = frozenset(("script", "style", "template", "br", "hr"))
_LEADS: Final = "a, img, [onclick]"


def behind_titles(tree: LexborHTMLParser, titles: Collection[str]) -> set[int]:
    """The elements (mem_id) of such blocks, their headings among them.

    A heading is what says nothing but one of the words over such blocks (data/neighbours.txt, and `titles`, bare), and
    has something behind it: that is the block, and what follows as far as it leads somewhere or is as the first, up to
    the next heading. A link alone is none.
    """
    found = set[int]()
    texts = list(islice(_titles(tree, titles), MAX_TITLES))
    said = speaking(tree) if texts else Counter[int]()
    for text in texts:
        node = alone(text.parent, said) if text.parent is not None and said[text.parent.mem_id] == 1 else None
        if node is not None and node.tag != "a" and node.mem_id not in found:
            block = list(_block(node))
            found.update((node.mem_id, *block) if block else ())
    return found


def _titles(tree: LexborHTMLParser, titles: Collection[str]) -> Iterator[LexborNode]:
    for node in tree.root.traverse(include_text=True) if tree.root is not None else ():
        words = (node.text_content or "").strip() if node.tag == "-text" else ""
        if 0 < len(words) <= _MAX_CHARS and (is_heading(words) or bare_words(words) in titles):
            yield node


def _block(title: LexborNode) -> Iterator[int]:
    look, first = _look(title), None
    for node in islice(_elements_after(title), MAX_FOLLOWING):
        is_title = bool(title.attributes.get("class")) and _look(node) == look
        if node.tag in _HEADINGS or is_title:
            return
        if first is not None and _look(node) != first and node.tag != "a" and node.css_first(_LEADS) is None:
            return
        first = first or _look(node)
        yield node.mem_id


def _elements_after(node: LexborNode) -> Iterator[LexborNode]:
    following = node.next
    while following is not None:
        if following.is_element_node and following.tag not in _SILENT:
            yield following
        following = following.next


def _look(node: LexborNode) -> tuple[str, str]:
    return node.tag or "", node.attributes.get("class") or ""


def speaking(tree: LexborHTMLParser) -> Counter[int]:
    """How many children with words each element (mem_id) of a page has."""
    found, known = Counter[int](), set[int]()
    for text in tree.root.traverse(include_text=True) if tree.root is not None else ():
        node = text if text.tag == "-text" and (text.text_content or "").strip() else None
        while node is not None and node.mem_id not in known and (above := node.parent) is not None:
            known.add(node.mem_id)
            found[above.mem_id] += 1
            node = above
    return found


def alone(node: LexborNode, said: Mapping[int, int]) -> LexborNode:
    """The outermost element that shows nothing but this one. Args: said, from `speaking`."""
    parent = node.parent
    while parent is not None and parent.tag not in {"body", "html"} and said[parent.mem_id] == 1:
        node, parent = parent, parent.parent
    return node
