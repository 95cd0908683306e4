"""What a page hides only until its scripts have run (a cloak), whatever its style sheets say. Pure, linear time.

`[v-cloak]{display:none}` and `body{display:none!important}` (against frames around a page) hide all that there is to
see: people see it. What a page keeps to itself are boxes beside what it shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from monitor.html.pagetree import upwards
from monitor.html.weights import PAGE, weights
from monitor.plants import names_plant

_SHOWN: Final = ("html", "body", "main")  # every page shows one of these, and an h1
MAX_ELEMENTS: Final = 2000  # of one tag that are looked at
LEAST_WORDS: Final = 40  # characters: fewer are a box, however little else a page says


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
    return set(_around_the_page(tree, hidden, (*_SHOWN, "h1"))) | set(_most(tree, hidden))


def doubted(tree: LexborHTMLParser, hidden: Collection[int]) -> set[int]:
    """Of `cloaks` those that are none but for the heading in them: a page may hide its only heading, or another's."""
    if not (held := set(_around_the_page(tree, hidden, ("h1",)))):
        return held
    return held - set(_around_the_page(tree, hidden, _SHOWN)) - set(_most(tree, hidden))


def _around_the_page(tree: LexborHTMLParser, hidden: Collection[int], tags: Collection[str]) -> Iterator[int]:
    for tag in tags:
        around = list[int]()
        for node in tree.css(tag)[:MAX_ELEMENTS]:
            if tag == "h1" and not node.text().strip():
                continue
            keys = [one.mem_id for one in upwards(node) if one.mem_id in hidden]
            if not keys:
                break
            around += keys
        else:
            yield from around


def _most(tree: LexborHTMLParser, hidden: Collection[int]) -> Iterator[int]:
    found = weights(tree, hidden)
    whole = found.pop(PAGE)
    for key, (chars, plants) in found.items():
        if chars >= LEAST_WORDS and 2 * chars > whole.chars and (plants or not whole.plants):
            yield key
