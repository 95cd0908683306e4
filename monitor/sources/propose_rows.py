"""Proposes the list of a page whose rows lead on without links: by onclick, data-href and the like. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.html.pagetree import lies_in
from monitor.sources.propose import ListGuess, named, same_site
from monitor.sources.propose_apart import elements_apart
from monitor.sources.propose_pattern import LEAST, pattern_of, shape_of
from monitor.sources.select import PageSubject, base_of

MAX_ROWS: Final = 500  # elements of one attribute that are looked at
ATTRIBUTES: Final = ("onclick", "data-href", "data-url", "data-link")
_NO_ROWS: Final = frozenset(("a", "button", "img", "input", "html", "body"))
# What an onclick does to go to an address: its group is the `match` of the draft, so that the source reads the same.
GOES_TO: Final = r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*['"]([^'"]+)['"]"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that lead on: `guess` with `match` for their addresses; None where what they do names none."""

    guess: ListGuess | None
    match: str = ""


def guess_rows(page: PageSubject, url: str) -> Rows | None:
    """Elements alike that lead on by an attribute of ATTRIBUTES, those whose addresses are known and that say most
    first; None when no three do."""
    apart = elements_apart(page)
    found: list[tuple[bool, int, Rows]] = []
    for attribute in ATTRIBUTES:
        for css, nodes in _alike(page, attribute, apart).items():
            rows = _rows(page, url, f"{css}[{attribute}]", attribute, nodes)
            found.append((rows.guess is not None, sum(min(len(node.text(strip=True)), 30) for node in nodes), rows))
    return max(found, key=lambda one: one[:2])[2] if found else None


def _alike(page: PageSubject, attribute: str, apart: set[int]) -> dict[str, list[LexborNode]]:
    """Elements with an attribute by their names, where there are three or more of one."""
    groups: defaultdict[str, list[LexborNode]] = defaultdict(list)
    for node in page.tree.css(f"[{attribute}]")[:MAX_ROWS]:
        if node.tag not in _NO_ROWS and not lies_in(node, apart):
            groups[named(node)].append(node)
    return {css: nodes for css, nodes in groups.items() if len(nodes) >= LEAST}


def _rows(page: PageSubject, url: str, css: str, attribute: str, nodes: list[LexborNode]) -> Rows:
    match, base = GOES_TO if attribute == "onclick" else "", base_of(page, url)
    said = [node.attributes.get(attribute) or "" for node in nodes]
    named_there = [found[1] for one in said if (found := re.search(match or "(.*)", one))]
    links = tuple(dict.fromkeys(link for one in named_there if (link := same_site(one, url, base))))
    if len(links) < LEAST or len({shape_of(link) for link in links}) > 1:
        return Rows(None)
    return Rows(ListGuess(f"{css}@{attribute}", *pattern_of(links), links), match)
