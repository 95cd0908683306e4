"""How many characters, and how many texts that speak of a plant, elements of a page show. Pure, linear time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.pagetree import is_hidden, is_unseen
from monitor.plants import names_plant

PAGE: Final = 0  # stands for the whole page where elements are named by their mem_id


class Weight(NamedTuple):
    """What an element shows: characters without white space, and texts in it that name a plant."""

    chars: int = 0
    plants: int = 0

    def __add__(self, other: object) -> Weight:
        assert isinstance(other, Weight)
        return Weight(self.chars + other.chars, self.plants + other.plants)


def weights(tree: LexborHTMLParser, elements: Collection[int]) -> dict[int, Weight]:
    """What the whole page (PAGE) and some elements (mem_id) show, style sheets aside; elements that show nothing, too.

    Left out: elements that by their own attributes are not shown, and what is in them.
    """
    found, within = {PAGE: Weight()}, dict[int, int]()
    for text, key in _texts(tree.root, within, elements) if tree.root is not None else ():
        found[key] = found.get(key, Weight()) + Weight(len("".join(text.split())), int(names_plant(text)))
    for key, outer in reversed(within.items()):
        found[outer] = found.get(outer, Weight()) + found.setdefault(key, Weight())
    return found


def _texts(root: LexborNode, within: dict[int, int], elements: Collection[int]) -> Iterator[tuple[str, int]]:
    """The texts that people may see, each with the nearest element asked for around it.

    `within` takes what such elements are in themselves, each before those in it.
    """
    waiting = [(root, PAGE)]
    while waiting:
        node, outer = waiting.pop()
        tag = node.tag or ""
        if tag == "-text":
            yield node.text_content or "", outer
        elif not is_unseen(tag) and not is_hidden(node.attributes):
            if node.mem_id in elements:
                within[node.mem_id] = outer
                outer = node.mem_id
            waiting += [(inner, outer) for inner in node.iter(include_text=True)]
