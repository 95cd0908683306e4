"""Finds values in a parsed page by a source's selectors, each with the selector that found it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.markup import tame
from monitor.sources.model import Marker, Pick

MAX_HTML_CHARS: Final = 20_000_000
_SPACE: Final = re.compile(r"\s+")


def parse_html(html: str) -> LexborHTMLParser:
    """The tree of a page, its nesting bounded; what lies beyond 20 million characters is left out."""
    return LexborHTMLParser(tame(html[:MAX_HTML_CHARS]))


def first(tree: LexborHTMLParser, picks: Iterable[Pick]) -> tuple[str, Pick] | None:
    """The first value that any selector finds, in their order, with that selector; None when none does."""
    for pick in picks:
        for value in values(tree, pick):
            return value, pick
    return None


def every(tree: LexborHTMLParser, picks: Iterable[Pick]) -> tuple[list[str], Pick | None]:
    """All values of the first selector that finds any, in page order, with that selector."""
    for pick in picks:
        if found := list(values(tree, pick)):
            return found, pick
    return [], None


def values(tree: LexborHTMLParser, pick: Pick) -> Iterator[str]:
    """The non-empty values that one selector finds, in page order, white space folded."""
    for node in tree.css(pick.css):
        raw = node.attributes.get(pick.attr) if pick.attr else node.text(separator=" ")
        value = _SPACE.sub(" ", raw or "").strip()
        if pick.match:
            found = _compiled(pick.match).search(value)
            value = (found[1] if found.re.groups else found[0]) if found else ""
        if value:
            yield value


def shows(tree: LexborHTMLParser, html: str, marker: Marker) -> bool:
    """True when a page bears a marker: its words, its element, or its words inside its element."""
    if marker.css is None:
        return marker.text in html
    nodes: list[LexborNode] = tree.css(marker.css)
    return any(marker.text in node.text() for node in nodes)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
