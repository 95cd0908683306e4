"""The elements of a page in which no list of items is looked for: its navigation, its footer, its friends. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.sources.propose_hints import load_hints
from monitor.sources.select import PageSubject

MAX_NODES: Final = 5000  # of a page that are looked at
MAX_FRAMES: Final = 300  # of them whose words are counted: hostile pages nest thousands
MAX_NAMES: Final = 1000  # characters of the classes and the id of one element
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[\u4e00-\u9fff]+")
_SURE, _PERHAPS = 0.9, 0.5  # of the page's words: an element that has more is no part of the frame
_WHOLE: Final = frozenset(("html", "body", "main", "a", "li", "tr", "td", "article"))  # never a part of the frame


def elements_apart(page: PageSubject) -> set[int]:
    """The elements (mem_id) that `apart` selects, or whose class or id has a name of the frame as a part of it.

    An element with nearly all words of a page is no part of its frame, whatever it is called.
    """
    found = {node.mem_id for css in load_hints().apart for node in page.tree.css(css)}
    return found | {node.mem_id for node in _named(page)}


def _named(page: PageSubject) -> Iterator[LexborNode]:
    body = page.tree.body
    whole = len(body.text(strip=True)) if body is not None else 0
    for node, share in islice(_called_so(page), MAX_FRAMES):
        if len(node.text(strip=True)) <= share * whole:
            yield node


def _called_so(page: PageSubject) -> Iterator[tuple[LexborNode, float]]:
    """Elements called like a part of the frame, with the share of the page's words that such a one may have."""
    hints = load_hints()
    for node in page.tree.css("[class], [id]")[:MAX_NODES]:
        said = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"[:MAX_NAMES]
        parts = {part.lower() for part in _PART.findall(said)}
        share = _SURE if parts & hints.apart_names else _PERHAPS if parts & hints.perhaps_apart else 0
        if share and node.tag not in _WHOLE:
            yield node, share
