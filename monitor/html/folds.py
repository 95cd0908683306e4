"""Which of the elements that a sheet or their own style hides a click opens: long descriptions, tabs, rows of a list.

A control names the element, stands beside it (words in data/folds.txt), or elements like it are shown. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.pagetree import BLOCKS, TOPS, is_hidden, is_unseen

DATA: Final = Path(__file__).parents[1] / "data" / "folds.txt"
LEAST_WORDS: Final = 12  # characters: fewer are no tab or row of a list, but a digit put in to mislead
MAX_CONTROLS: Final = 200  # of a page are looked at; likewise 2000 elements that name others
MAX_CONTROL: Final = 20  # characters
MAX_INLINE: Final = 2000  # elements that hide themselves
NEAR: Final = 3  # elements around a control in which it opens what is hidden
BESIDE: Final = 8  # elements before and after one that are looked at
_NO_WORD: Final = re.compile(r"[\W_]+")
_NAMES_ID: Final = ("aria-controls", "data-target", "data-bs-target")


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a fold: the elements (mem_id) that are hidden, those in which a control stands, those right beside it
    where nothing but the page is around both, the ids it names."""

    hidden: frozenset[int]
    places: frozenset[int]
    beside: frozenset[int]
    named: frozenset[str]


def signs_of(tree: LexborHTMLParser, hidden: frozenset[int]) -> Signs:
    """The signs of a page. Linear time."""
    controls = list(_controls_in(tree.root)) if tree.root is not None else []
    places = frozenset(place for text in controls for place in _around(text))
    return Signs(hidden, places, frozenset(one for text in controls for one in _right_beside(text)), _named(tree))


def hide_themselves(tree: LexborHTMLParser) -> list[LexborNode]:
    """The elements that their own `hidden` or style hides: scripts leave folds so, sheets say nothing of them."""
    found = (node for node in tree.css("[hidden], [style]") if is_hidden(node.attributes))
    return [node for node in islice(found, MAX_INLINE) if not is_unseen(node.tag or "")]


def is_fold(node: LexborNode, signs: Signs) -> bool:
    """Whether a click opens a hidden element: a control names it or stands beside it, or its like are shown."""
    attributes = node.attributes
    if attributes.get("role") == "tabpanel" or attributes.get("id") in signs.named:
        return True
    if len(_start(node, LEAST_WORDS)) < LEAST_WORDS:
        return False
    above = node.parent
    if node.mem_id in signs.beside:
        return True
    if above is not None and (above.mem_id in signs.places or (above.parent and above.parent.mem_id in signs.places)):
        return True
    classes = frozenset((attributes.get("class") or "").split())
    return bool(classes) and node.tag in BLOCKS and any(
        one.tag == node.tag and one.mem_id not in signs.hidden
        and not classes.isdisjoint((one.attributes.get("class") or "").split()) and _start(one, 1)
        for one in _beside(node)
    )  # fmt: skip


def _named(tree: LexborHTMLParser) -> frozenset[str]:
    """The ids of what controls open."""
    values = (node.attributes.get(name) or "" for name in _NAMES_ID for node in tree.css(f"[{name}]")[:2000])
    anchors = (node.attributes.get("href") or "" for node in tree.css("a[href^='#']")[:2000])
    return frozenset(one.lstrip("#") for value in chain(values, anchors) for one in value.split()[:8])


def _beside(node: LexborNode) -> Iterator[LexborNode]:
    """The nearest elements before and after one: tabs and rows stand side by side."""
    for way in ("prev", "next"):
        other, left = getattr(node, way), 2 * BESIDE  # white space stands between them
        while other is not None and left:
            if other.is_element_node:
                yield other
            other, left = getattr(other, way), left - 1


@cache
def _controls() -> frozenset[str]:
    """What controls that open a fold say; without spaces and marks."""
    return frozenset(_bare(line) for line in DATA.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def _bare(words: str) -> str:
    return _NO_WORD.sub("", words).lower()


def _start(node: LexborNode, most: int) -> str:
    """The first words in an element, without spaces and marks, up to some more than `most` characters."""
    found = ""
    for part in node.traverse(include_text=True):
        if part.is_text_node and part.parent is not None and not is_unseen(part.parent.tag or ""):
            found += _bare((part.text_content or "")[:200])
            if len(found) >= most:
                break
    return found


def _controls_in(root: LexborNode) -> Iterator[LexborNode]:
    """The words of the controls that open a fold."""
    known, number = _controls(), 0
    for text in root.traverse(include_text=True):
        raw = (text.text_content or "") if text.is_text_node else ""
        if not raw or len(raw) > 4 * MAX_CONTROL or _bare(raw) not in known:
            continue
        yield text
        number += 1
        if number >= MAX_CONTROLS:
            break


def _around(text: LexborNode) -> Iterator[int]:
    """The elements around the element of a control's words, but the whole page."""
    above = text.parent
    for _ in range(NEAR):
        above = above.parent if above is not None else None
        if above is None or above.tag in TOPS:
            return
        yield above.mem_id


def _right_beside(text: LexborNode) -> Iterator[int]:
    """The elements before and after that of a control's words, where the page itself holds them."""
    element = text.parent
    for _ in range(NEAR):
        if element is None or element.tag in TOPS:
            return
        if element.parent is not None and element.parent.tag in TOPS:
            for way in ("prev", "next"):
                other = getattr(element, way)
                while other is not None and not other.is_element_node:
                    other = getattr(other, way)
                if other is not None:
                    yield other.mem_id
            return
        element = element.parent
