"""Rows of a list that stand among those of its items and lead elsewhere: to files (notices as PDF), pages. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from monitor.html.pagetree import upwards
from monitor.sources.propose import MAX_LINKS, ListGuess, named, selector_of
from monitor.sources.select import PageSubject, base_of

MAX_DEPTH: Final = 100  # elements around a link
LEAST_ROWS: Final = 2  # of items: of one nothing tells what a row is
_FILE: Final = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?)", re.I)

_END: Final = r"(?:$|\?)"


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that leads to no item of the list: where it leads, and the CSS of its link."""

    link: str
    selector: str


def is_file(link: str) -> bool:
    """Whether an address is that of a document (.pdf, .doc …), and of no page."""
    path = urlsplit(link).path
    return _FILE.fullmatch(path[path.rfind(".") :]) is not None if "." in path else False


def rows_aside(page: PageSubject, url: str, items: Collection[str]) -> tuple[Aside, ...]:
    """The rows beside those of `items` that lead elsewhere, one each: their address and the selector of its link.

    A row is the widest element around the link of one item alone; another is one when it stands beside such rows, is
    of their name, and its words are no shorter than half of theirs. Links to the list itself (orders, pages) are none.
    """
    links = list(_links(page, url))
    ours = [(node, link) for node, link in links if link in items]
    rows = _rows_of(ours)
    if len(rows) < LEAST_ROWS:
        return ()
    places = {(row.parent.mem_id, named(row)) for row in rows.values() if row.parent is not None}
    least = median(len(_words(node)) for node, _ in ours) / 2
    found: dict[int, tuple[LexborNode, str]] = {}
    for node, link in links:
        row = _row_at(node, places)
        if row is not None and row.mem_id not in rows and urlsplit(link).path != urlsplit(url).path:
            longest = max(found.get(row.mem_id, (node, link)), (node, link), key=lambda one: len(_words(one[0])))
            found[row.mem_id] = longest
    return tuple(Aside(link, selector_of(node)) for node, link in found.values() if len(_words(node)) >= least)


def with_files(guess: ListGuess | None, page: PageSubject, url: str) -> ListGuess | None:
    """The same list with the files that other rows of it lead to, unless rows of pages have such files as well."""
    if guess is None or {":", "@"} & {*guess.selector}:  # of a script, an attribute
        return guess
    files = [one for one in rows_aside(page, url, guess.items) if is_file(one.link)]
    css = ", ".join(dict.fromkeys([guess.selector, *(one.selector for one in files)]))
    ours, known = dict(_by_link(page, url, css)), {*guess.items, *(one.link for one in files)}
    if not files or any(is_file(link) for link in ours if link not in known):
        return guess
    kinds = sorted({link.path[link.path.rfind(".") :] for link in (urlsplit(one.link) for one in files)})
    ending = "|".join(map(re.escape, kinds)) if len(kinds) == 1 else rf"(?:{'|'.join(map(re.escape, kinds))})"
    return replace(
        guess, selector=css, items=(*guess.items, *(one.link for one in files)),
        pattern=rf"{guess.pattern}|{ending}{_END}", number=rf"{guess.number}|://[^/]+/([^?#]+{ending}){_END}",
    )  # fmt: skip


def _by_link(page: PageSubject, url: str, css: str) -> Iterator[tuple[str, LexborNode]]:
    wanted = {node.mem_id for node in page.tree.css(css)[:MAX_LINKS]}
    return ((link, node) for node, link in _links(page, url) if node.mem_id in wanted)


def _links(page: PageSubject, url: str) -> Iterator[tuple[LexborNode, str]]:
    base = base_of(page, url)
    for node in page.tree.css("a[href]")[:MAX_LINKS]:
        href = (node.attributes.get("href") or "").strip()
        try:
            link = urldefrag(urljoin(base, href)).url
            is_web = urlsplit(link).scheme in {"http", "https"}
        except ValueError:  # a broken IPv6 bracket and the like
            continue
        if is_web and href[:1] not in {"", "#"}:
            yield node, link


def _rows_of(ours: Iterable[tuple[LexborNode, str]]) -> dict[int, LexborNode]:
    """The row of each item, by its mem_id: the widest element in which no other item is linked to."""
    leads = defaultdict[int, set[str]](set)
    nodes = list(ours)
    for node, link in nodes:
        for above in islice(upwards(node), MAX_DEPTH):
            leads[above.mem_id].add(link)
    alone = ([one for one in islice(upwards(node), MAX_DEPTH) if len(leads[one.mem_id]) == 1] for node, _ in nodes)
    return {row.mem_id: row for around in alone if around for row in around[-1:]}


def _row_at(node: LexborNode, places: Collection[tuple[int, str]]) -> LexborNode | None:
    """The element around a link that stands where the rows of items stand; None when none does."""
    around = (one for one in islice(upwards(node), MAX_DEPTH) if one.parent is not None)
    return next((one for one in around if one.parent and (one.parent.mem_id, named(one)) in places), None)


def _words(node: LexborNode) -> str:
    return "".join(node.text().split())
