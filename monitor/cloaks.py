"""What a page hides only until its scripts have run (a cloak), whatever its style sheets say. Pure, linear time.

`[v-cloak]{display:none}` and `body{display:none!important}` (against frames around a page) hide all that there is to
see: people see it. What a page keeps to itself are boxes beside what it shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.pagetree import is_hidden, is_unseen
from monitor.plants import names_plant

_SHOWN: Final = ("html", "body", "main", "h1")  # every page shows one of these
MAX_ELEMENTS: Final = 2000  # of one tag that are looked at
LEAST_WORDS: Final = 40  # characters: fewer are a box, however little else a page says
_PAGE: Final = 0  # stands for the whole page where elements are named by their mem_id


def hides_itself(unseen: str, shown: str) -> bool:
    """True when what a page hides is what it is about. Args: unseen, shown, its words without and with style sheets."""
    if not shown:
        return True
    return names_plant(unseen) and (len(unseen) > len(shown) or not names_plant(shown))


def cloaks(tree: LexborHTMLParser, hidden: Collection[int]) -> set[int]:
    """Of hidden elements (mem_id) those that no page hides from people.

    They are or hold the page's html, body, main or heading when no other is shown, or have most of its words; not
    where those say nothing of a plant and the others do (terms of use in a box).
    """
    return set(_around_the_page(tree, hidden)) | set(_most(tree, hidden))


def _around_the_page(tree: LexborHTMLParser, hidden: Collection[int]) -> Iterator[int]:
    for tag in _SHOWN:
        around = list[int]()
        for node in tree.css(tag)[:MAX_ELEMENTS]:
            if tag == "h1" and not node.text().strip():
                continue
            keys = [one.mem_id for one in _up(node) if one.mem_id in hidden]
            if not keys:
                break
            around += keys
        else:
            yield from around


def _most(tree: LexborHTMLParser, hidden: Collection[int]) -> Iterator[int]:
    chars, plants, within = Counter[int](), Counter[int](), dict[int, int]()
    for text, key in _texts(tree.root, within, hidden) if tree.root is not None else ():
        chars[key] += len("".join(text.split()))
        plants[key] += names_plant(text)
    for key, outer in reversed(within.items()):
        chars[outer] += chars[key]
        plants[outer] += plants[key]
    for key in within:
        if 2 * chars[key] > max(chars[_PAGE], 2 * LEAST_WORDS - 1) and (plants[key] or not plants[_PAGE]):
            yield key


def _texts(root: LexborNode, within: dict[int, int], hidden: Collection[int]) -> Iterator[tuple[str, int]]:
    """The texts that people may see, each with the nearest hidden element around it; `within` takes what those are in.

    An element is met before those in it.
    """
    waiting = [(root, _PAGE)]
    while waiting:
        node, outer = waiting.pop()
        tag = node.tag or ""
        if tag == "-text":
            yield node.text_content or "", outer
        elif not is_unseen(tag) and not is_hidden(node.attributes):
            if node.mem_id in hidden:
                within[node.mem_id] = outer
                outer = node.mem_id
            waiting += [(inner, outer) for inner in node.iter(include_text=True)]


def _up(node: LexborNode) -> Iterator[LexborNode]:
    above: LexborNode | None = node
    while above is not None:
        yield above
        above = above.parent
