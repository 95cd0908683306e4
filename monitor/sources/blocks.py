"""What a page says of itself for machines: JSON-LD, microdata and OpenGraph, each block by itself. Pure.

A broken block is left out and the others are read. Not read: RDFa beyond OpenGraph, `itemref`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BLOCKS: Final = 500
MAX_BLOCK_CHARS: Final = 2_000_000
MAX_PROPERTIES: Final = 20_000
_SPACE: Final = re.compile(r"\s+")
# What people put around JSON-LD, from old habits with scripts.
_BEFORE: Final = ("//", "<!--", "<![CDATA[")
_AFTER: Final = ("-->", "]]>", "//", ";")
# Where an element says its value, by tag (HTML standard, microdata).
_VALUE_OF: Final = {
    "meta": "content", "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src",
    "embed": "src", "iframe": "src", "source": "src", "track": "src", "object": "data", "data": "value",
    "meter": "value", "time": "datetime",
}  # fmt: skip

Block = dict[str, Any]


def jsonld_blocks(tree: LexborHTMLParser) -> list[Block]:
    """The objects of all JSON-LD scripts in page order, those of lists and of @graph one by one."""
    found: list[Block] = []
    for script in tree.css('script[type^="application/ld+json"]'):
        found += _objects(_loaded(script.text() or ""))
        if len(found) >= MAX_BLOCKS:
            break
    return found[:MAX_BLOCKS]


def _loaded(text: str) -> Any:
    if len(text) > MAX_BLOCK_CHARS:
        return None
    for attempt in (text, _bare(text)):
        try:
            return json.loads(attempt, strict=False)  # line breaks within strings are common
        except (ValueError, RecursionError):
            continue
    return None


def _bare(text: str) -> str:
    for mark in _BEFORE:
        text = text.strip().removeprefix(mark)
    for mark in _AFTER:
        text = text.strip().removesuffix(mark)
    return text


def _objects(value: Any) -> Iterator[Block]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one[::-1]
        elif isinstance(one, dict):
            if isinstance(graph := one.get("@graph"), list):
                waiting += graph[::-1]
            else:
                yield one


def microdata_blocks(tree: LexborHTMLParser, apart: Collection[int] = ()) -> list[Block]:
    """The outermost items (`itemscope`) of a page in its order, items within them as objects within objects.

    Args: apart, elements (mem_id) in which none is looked for.
    """
    reader = _Microdata(apart)
    if tree.root is not None:
        reader.read(tree.root)
    return reader.found


class _Microdata:
    """One walk over a page, however deep it is."""

    def __init__(self, apart: Collection[int]) -> None:
        self._apart = apart
        self.found: list[Block] = []
        self.properties = 0

    def read(self, root: LexborNode) -> None:
        """Find the items below an element, in its order."""
        waiting: list[tuple[LexborNode, Block | None]] = [(root, None)]
        while waiting:
            node, inside = waiting.pop()
            if self._apart and node.mem_id in self._apart:
                continue
            inside = self._read(node, inside) or inside
            waiting += [(child, inside) for child in node.iter(include_text=False)][::-1]

    def _read(self, node: LexborNode, inside: Block | None) -> Block | None:
        """Note what an element says in the item that it lies in; the item that it is itself."""
        attributes = node.attributes
        item: Block | None = None
        if "itemscope" in attributes and len(self.found) < MAX_BLOCKS:
            item = {"@type": [name.rpartition("/")[2] for name in (attributes.get("itemtype") or "").split()]}
        names = (attributes.get("itemprop") or "").split()
        if inside is None and item is not None:
            self.found.append(item)
        elif inside is not None and names:
            self._enter(inside, names, _value(node) if item is None else item)
        return item

    def _enter(self, inside: Block, names: list[str], value: Any) -> None:
        for name in names[:10]:
            if self.properties < MAX_PROPERTIES:
                inside.setdefault(name, []).append(value)
                self.properties += 1


def _value(node: LexborNode) -> str:
    attributes = node.attributes
    said = attributes.get("content") or attributes.get(_VALUE_OF.get(node.tag or "", "content"))
    return said if said else _SPACE.sub(" ", node.text(separator=" ")).strip()


def opengraph(tree: LexborHTMLParser) -> Mapping[str, list[str]]:
    """`og:`, `product:`, `article:` and like names in lower case -> what the page's meta elements say."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:MAX_PROPERTIES]:
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if ":" in name and (value := (attributes.get("content") or "").strip()):
            found.setdefault(name, []).append(value)
    return found


def is_of(block: Block, type_name: str) -> bool:
    """True when a block is of a schema.org type, however its type is written."""
    types = block.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and re.split(r"[/#:]", name)[-1] == type_name for name in names)
