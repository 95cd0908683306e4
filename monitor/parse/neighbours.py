"""Blocks of other listings on a page ("you may also like"): found by their headings, left out of the listing's text.

Their prices, places and claims are those of other sellers. The headings are in data/neighbours.txt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.neighbour_words import MAX_HEADING, bare_words, is_heading
from monitor.html.pagetree import TOPS

MAX_HEADINGS: Final = 200  # of a page are looked at
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The elements to leave out, by their mem_id, and what stands over them."""

    elements: frozenset[int] = frozenset()
    headings: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is noted beside the rule that found the text; '' when nothing is left out."""
        return f", without {'; '.join(self.headings)}" if self.headings else ""


def neighbours(tree: LexborHTMLParser) -> Neighbours:
    """The blocks of other listings in a page. Linear time, raises nothing."""
    if tree.root is None:
        return Neighbours()
    elements, headings = set[int](), list[str]()
    for text in islice(_headings(tree.root), MAX_HEADINGS):
        heading = _element_of(text)
        if heading is not None and (block := _block(heading)):
            elements.update(block)
            headings.append((text.text_content or "").strip()[:MAX_HEADING])
    return Neighbours(frozenset(elements), tuple(dict.fromkeys(headings)))


def _headings(root: LexborNode) -> Iterator[LexborNode]:
    """The text nodes that are nothing but a heading."""
    for node in root.traverse(include_text=True):
        if node.is_text_node and is_heading(node.text_content or ""):
            yield node


def _element_of(text: LexborNode) -> LexborNode | None:
    """The outermost element that says no more than this text."""
    words, element = bare_words(text.text_content or ""), text.parent
    while element is not None and element.parent is not None and element.parent.tag not in TOPS:
        if len(_start(element.parent, len(words) + 1)) > len(words):
            break
        element = element.parent
    if element is None or element.tag in TOPS or element.tag == "a":
        return None
    return element if len(_start(element, len(words) + 1)) == len(words) else None


def _start(node: LexborNode, most: int) -> str:
    """The first words in an element, spaces and marks left out, up to some more than `most` characters."""
    found = ""
    for part in node.traverse(include_text=True):
        if part.is_text_node and part.parent is not None and part.parent.tag not in {"script", "style"}:
            found += bare_words(part.text_content or "")
            if len(found) >= most:
                break
    return found


def _block(heading: LexborNode) -> list[int]:
    """The block that a heading begins: the outermost element that begins with it, or the links that follow it."""
    block = heading
    while (above := block.parent) is not None and above.tag not in TOPS and _begins_with(above, block):
        block = above
    if block is not heading and block.css_first("h1") is None and _leads_on(block):
        return [block.mem_id]
    following = list(_links_after(heading))
    return [heading.mem_id, *following] if following else []


def _begins_with(above: LexborNode, child: LexborNode) -> bool:
    """Whether nothing is said in an element before one of its children."""
    before = child.prev
    while before is not None:
        if (before.is_text_node and bare_words(before.text_content or "")) or (
            before.is_element_node and before.tag not in {"script", "style"} and _start(before, 1)
        ):
            return False
        before = before.prev
    return above.tag not in {"td", "tr", "table", "tbody"}


def _leads_on(node: LexborNode) -> bool:
    """Whether an element has what a list of other listings has: links or pictures."""
    return node.tag == "a" or node.css_first("a, img, [onclick]") is not None


def _links_after(heading: LexborNode) -> Iterator[int]:
    """What follows a heading that has no element around its block: as far as it holds links, up to the next heading."""
    node = heading.next
    while node is not None:
        if node.is_element_node and node.tag not in {"script", "style", "br"}:
            if node.tag in _HEADINGS or not _leads_on(node):
                return
            yield node.mem_id
        elif node.is_text_node and bare_words(node.text_content or ""):
            return
        node = node.next
