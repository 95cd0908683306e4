"""What the page of an item that its list calls sold or removed adds to a draft: marks that do show there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.html.pagetree import parse_html
from monitor.sources.draft import Draft
from monitor.sources.jsons import is_json
from monitor.sources.propose import MAX_LINKS, Found, guess_fields, same_site
from monitor.sources.propose_changing import guess_badges, marks_of, state_of, states_of_cells
from monitor.sources.rows import is_file
from monitor.sources.select import PageSubject, base_of

MAX_ROWS: Final = 6  # elements around a badge in which the link of its row is looked for
_BADGES: Final = "[class], [id], :is(td, span, i, b, em, strong, font), img[alt]"
_ENDED: Final = ("sold", "removed")


def ended_item(text: str, url: str, items: Iterable[str]) -> tuple[str, str]:
    """The state and address of the first item whose row says that it is sold, else removed; ('', '') of none.

    Args: text, of the list at `url`; items, the addresses of its items.
    """
    page, known = PageSubject(parse_html(text)), frozenset(item for item in items if not is_file(item))
    base, found = base_of(page, url), dict[str, str]()
    for node in page.tree.css(_BADGES)[:MAX_LINKS] if known else ():
        state = _state(node)
        if state in _ENDED and state not in found and (link := _link_of_row(node, url, base, known)):
            found[state] = link
    return next(((state, found[state]) for state in _ENDED if state in found), ("", ""))


def _state(node: LexborNode) -> str:
    words = (node.attributes.get("alt") or "") if node.tag == "img" else " ".join(node.text().split())
    return (state_of(words) or ("", ""))[0]


def _link_of_row(badge: LexborNode, url: str, base: str, items: frozenset[str]) -> str:
    """The one item that the nearest element around a badge which links to any links to; '' when those are several."""
    node: LexborNode | None = badge
    for _ in range(MAX_ROWS):
        if node is None:
            break
        anchors = [node] if node.tag == "a" else node.css("a[href]")[:MAX_LINKS]
        links = {same_site(one.attributes.get("href") or "", url, base) for one in anchors} & items
        if links:
            return links.pop() if len(links) == 1 else ""
        node = node.parent
    return ""


def with_ended(draft: Draft, text: str, state: str) -> Draft:
    """The same with the marks of `state` (sold, removed) that show on the page of an item whose row says it.

    What shows in rows alone is no mark: on the page of an item it would never be found.
    """
    if is_json(text):
        return draft
    page = PageSubject(parse_html(text))
    told = (*guess_badges(page), *states_of_cells(guess_fields(page)))
    badges = dict.fromkeys((*draft.badges, *(one for one in told if _says(one, state))))
    shown = replace(draft, badges=tuple(badges), rows=tuple(_shown_rows(draft, page, state)))
    return shown if marks_of(shown.badges, shown.rows, state) else shown.noting("draft.no_mark")


def _shown_rows(draft: Draft, page: PageSubject, state: str) -> Iterator[Found]:
    """What rows show, without what they show of `state` and the page does not."""
    for one in draft.rows:
        nodes = page.tree.css(one.selector) if one.selector else []
        if not _says(one, state) or any(_bears(node, one) for node in nodes):
            yield one


def _bears(node: LexborNode, one: Found) -> bool:
    return node.tag == "img" or one.sample in " ".join(node.text().split())


def _says(one: Found, state: str) -> bool:
    return (state_of(one.sample) or ("",))[0] == state
