"""A page whose words were not there yet when it was taken: a sign that it is loading, or an empty frame. Pure.

Words are in data/loading.txt. Such a page says nothing of its listing, and surely not that its words are gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from monitor.plants import names_plant

DATA: Final = Path(__file__).parents[1] / "data" / "loading.txt"
MAX_CHARS: Final = 600  # of a page that may be a shell: more is said by one that is there
_NO_WORD: Final = re.compile(r"[\W\d_]+")
_AMOUNT: Final = re.compile(r"\d\s*(?:万|萬|亿|億|元|千瓦|兆瓦|度|[kmg]w|¥|￥)|[¥￥$]\s*\d", re.IGNORECASE)


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The entries of a kind in data/loading.txt."""
    lines = (line.partition(":") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(one for name, _, words in lines if name == kind for one in words.strip().split(", "))


@cache
def _signs() -> frozenset[str]:
    return frozenset(_NO_WORD.sub("", sign).lower() for sign in _words("loading"))


def only_loads(text: str) -> bool:
    """True for a text that says that something is loading, or that a script must run, and nothing else."""
    lines = text.splitlines() if len(text) <= MAX_CHARS else []
    said = [bare for line in lines for cell in line.split("|") if (bare := _NO_WORD.sub("", cell).lower())]
    return bool(said) and all(bare in _signs() for bare in said)


def is_shell(
    tree: LexborHTMLParser, text: str, titles: Iterable[str], shown: Callable[[Collection[int]], str]
) -> bool:  # fmt: skip
    """True for a page without words of its own: a sign that it is loading, or a place that a script has yet to fill.

    What stands around it (menus, links, a heading that repeats the title) says nothing, unless of a plant or an amount.

    Args: text, what the page shows; titles, what its head calls it; shown, the same text without some elements.
    """
    if len(text) > MAX_CHARS:
        return False
    if only_loads(text):
        return True
    if not (root := _has(tree, _roots())) and not _has(tree, f"script, {_waiting()}"):
        return False
    named = [title for title in titles if title]
    if any(names_plant(line) or _AMOUNT.search(line) for line in _own(text, named)):
        return False
    inner = "\n".join(_own(shown([node.mem_id for node in tree.css(_around())]), named))
    return only_loads(inner) or (root and not inner and not _is_said(tree))


def _own(text: str, titles: Iterable[str]) -> list[str]:
    """The lines that do more than repeat a title."""
    return [line for line in text.splitlines() if not any(line in title for title in titles)]


def _is_said(tree: LexborHTMLParser) -> bool:
    """Whether something stands in the place that a script fills."""
    return any(_NO_WORD.sub("", node.text()) or node.css_first("img") is not None for node in tree.css(_roots()))


def _has(tree: LexborHTMLParser, selector: str) -> bool:
    return tree.css_first(selector) is not None


@cache
def _roots() -> str:
    """A selector of the elements that scripts fill."""
    return ", ".join(f'[id="{name}"]' for name in _words("root"))


@cache
def _waiting() -> str:
    """A selector of what turns round on a page."""
    return ", ".join(f'body [class*="{part}"], body [id*="{part}"]' for part in _words("waits"))


@cache
def _around() -> str:
    """A selector of what stands around the words of a page."""
    return ", ".join([*(f'[class*="{part}"]' for part in _words("around")), "nav, header, footer, a, button, form"])
