"""What on an item's page others than its site say, and whether the page says itself that the item is on offer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict
from selectolax.lexbor import LexborNode

from monitor.datafiles import load_model
from monitor.sources.model import WebSource
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, Subject, values

FILE: Final = Path(__file__).parent.parent / "data" / "others.yaml"
MAX_ELEMENTS: Final = 2000  # of one selector that are looked at
_LEVELS: Final = ("h2", "h3", "h4", "h5", "h6", "dt", "legend")  # of headings, the widest first
_ENDS_ALL: Final = "h1"


class Others(BaseModel):
    """data/others.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    elements: tuple[str, ...]
    headings: tuple[str, ...]
    descriptions: tuple[Pick, ...]
    state: tuple[Pick, ...]
    on_offer: tuple[str, ...]


@cache
def load_others(path: Path = FILE) -> Others:
    """Read the file. Raises DataFileError."""
    return load_model(path, Others)


def elements_of_others(page: PageSubject, own: Collection[int] = ()) -> set[int]:
    """The elements (mem_id) in which strangers, other listings or the seller speak.

    Args: own, elements of the item's text: what holds one of them is the item's, as what holds the page's heading.
    """
    around = set(own)
    for node in [*page.tree.css(_ENDS_ALL)[:MAX_ELEMENTS], *_named(page, own)]:
        around.update(above.mem_id for above in _upwards(node))
    found = {node.mem_id for css in load_others().elements for node in page.tree.css(css)[:MAX_ELEMENTS]}
    return (found | set(_behind_headings(page))) - around


def descriptions(page: PageSubject) -> list[str]:
    """The seller's words as a page gives them to machines: it shows them in elements of any kind."""
    return [value for pick in load_others().descriptions for value in values(page, pick)]


def is_on_offer(subject: Subject, source: WebSource | None) -> bool:
    """True when the page's own word of its state, the first that each selector finds, says so; every one that knows
    the word must agree."""
    others = load_others()
    picks = dict.fromkeys((*(source.item.status if source is not None else ()), *others.state))
    said = [value for pick in picks if (value := next(values(subject, pick), ""))]
    offered = {word.casefold() for word in others.on_offer}
    heard = [value.rstrip("/").rpartition("/")[2].strip().casefold() in offered for value in said]
    return bool(heard) and all(heard)


def _named(page: PageSubject, own: Collection[int]) -> Iterator[LexborNode]:
    if own and page.tree.root is not None:
        yield from (node for node in page.tree.root.traverse() if node.mem_id in own)


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    above: LexborNode | None = node
    while above is not None:
        yield above
        above = above.parent


def _behind_headings(page: PageSubject) -> Iterator[int]:
    """What follows a heading of others up to the next one of its level, where each stands alone in an element, too."""
    begins = load_others().headings
    for node in page.tree.css(", ".join(_LEVELS))[:MAX_ELEMENTS]:
        words = " ".join(node.text().split())
        if words.startswith(begins) and len(words) <= 2 * max(map(len, begins)):
            yield from _until_next(_alone(node), node.tag or "")


def _alone(node: LexborNode) -> LexborNode:
    """The outermost element that shows nothing but this heading."""
    parent, words = node.parent, node.text().strip()
    while parent is not None and parent.tag not in {"body", "html"} and (parent.text() or "").strip() == words:
        node, parent = parent, parent.parent
    return node


def _until_next(node: LexborNode, level: str) -> Iterator[int]:
    yield node.mem_id
    ends = {_ENDS_ALL, *_LEVELS[: _LEVELS.index(level) + 1]}
    following = node.next
    while following is not None and following.tag not in ends:
        yield following.mem_id
        following = following.next
