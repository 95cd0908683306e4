"""Fields of an item that stand behind their names, in tables and lists of labels and values: 挂牌价 | 97万元. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.sources.picks import Pick
from monitor.sources.propose_hints import load_hints
from monitor.sources.select import PageSubject, values

MAX_CELLS: Final = 3000
_LABELS: Final = "td, th, dt"
_VALUES: Final = frozenset(("td", "dd"))
_AROUND: Final = re.compile(r"[\s:：*]+")
_BRACKETS: Final = re.compile(r"\s*[(（\[【][^()（）\[\]【】\"\\]{1,20}[)）\]】]\Z")
IS_BARE: Final = re.compile(r"[\d,，.\s]+")


def labelled(page: PageSubject, labels: tuple[str, ...]) -> Iterator[Pick]:
    """Selectors of the cells behind these labels, the first label first; only those that find that cell first.

    A label may have words in brackets behind it: 挂牌价格（万元）. A unit there is put after a value that has none, and
    the selector names it: on a page that counts in another unit it finds nothing.
    """
    cells: dict[str, LexborNode] = {}
    bracketed: dict[str, LexborNode] = {}
    for node in page.tree.css(_LABELS)[:MAX_CELLS]:
        words = _AROUND.sub("", node.text())
        cells.setdefault(words, node)
        if (bare := _BRACKETS.sub("", words)) != words:
            bracketed.setdefault(bare, node)
    for label in labels:
        for cell in filter(None, (cells.get(label), bracketed.get(label))):
            if (value := _beside(cell)) is not None and (pick := _pick(page, label, cell, value)) is not None:
                yield pick


def _pick(page: PageSubject, label: str, cell: LexborNode, value: LexborNode) -> Pick | None:
    """The selector of a value with the unit that its label names; None when it finds another cell before this one."""
    brackets, said = _BRACKETS.search(cell.text().strip(" \n\t:：*")), " ".join(value.text(separator=" ").split())
    unit = _unit_in(brackets[0]) if brackets else ""
    named = f':lexbor-contains("{brackets[0].strip()}")' if brackets and unit else ""
    lacks = unit if IS_BARE.fullmatch(said) else ""
    pick = Pick(css=f'{cell.tag}:lexbor-contains("{label}"){named} + {value.tag}', unit=lacks)
    return pick if next(values(page, pick), "") == said + lacks else None


def _unit_in(words: str) -> str:
    """The unit (`units` of data/drafts.yaml) that words in brackets are; '' for other words."""
    bare = re.sub(r"[\s()（）\[\]【】:：]|单位|人民币", "", words)
    return bare if bare in load_hints().units else ""


def _beside(node: LexborNode) -> LexborNode | None:
    """The element of a value that follows a label at once; None when it is another, or is empty."""
    following: LexborNode | None = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following if following is not None and following.tag in _VALUES and following.text().strip() else None
