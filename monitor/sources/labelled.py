"""Fields of an item that stand behind their names, in tables and lists of labels and values: 挂牌价 | 97万元. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, values

MAX_CELLS: Final = 3000
_LABELS: Final = "td, th, dt"
_VALUES: Final = frozenset(("td", "dd"))
_AROUND: Final = re.compile(r"[\s:：*]+")


def labelled(page: PageSubject, labels: tuple[str, ...]) -> Iterator[Pick]:
    """Selectors of the cells behind these labels, the first label first; only those that find that cell first."""
    cells: dict[str, LexborNode] = {}
    for node in page.tree.css(_LABELS)[:MAX_CELLS]:
        cells.setdefault(_AROUND.sub("", node.text()), node)
    for label in labels:
        if (cell := cells.get(label)) is not None and (value := _beside(cell)) is not None:
            pick = Pick(css=f'{cell.tag}:lexbor-contains("{label}") + {value.tag}')
            if next(values(page, pick), "") == " ".join(value.text(separator=" ").split()):
                yield pick


def _beside(node: LexborNode) -> LexborNode | None:
    """The element of a value that follows a label at once; None when it is another, or is empty."""
    following: LexborNode | None = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following if following is not None and following.tag in _VALUES and following.text().strip() else None
