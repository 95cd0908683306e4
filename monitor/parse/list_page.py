"""A page that lists listings and is none itself: its cards are all on it that speaks of plants. Pure.

In doubt a page is one listing: a true one that is lost costs more than a list that is read as one. So a card must be
short, named by its link and priced, and what stands beside them, hidden or not, must be known words of lists.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.cards import AMOUNT, LEAST_CARDS, Cards, cards_of, is_alike, joined, words_of
from monitor.html.pagetree import BLOCKS
from monitor.parse.list_words import (
    folded,
    is_own_line,
    is_own_link,
    is_own_script,
    is_own_title,
    is_own_value,
    names_own,
    without_labels,
)
from monitor.plants import names_plant

MAX_TITLE: Final = 60  # characters of the words of a card's link
MAX_REST: Final = 40  # of what a card says beside it
_TEXT: Final = re.compile(r".{3}[，。；！].|.{8}[,;] .")  # a sentence, or a part of one
_PARTS: Final = re.compile(r"[，。；！]")
_TAGS: Final = re.compile(r"<[^<>]*>")
_HEADINGS: Final = "h1, h2, h3, h4, h5, h6"
_LINES: Final = BLOCKS | {"br", "td", "th", "option", "button", "label"}
_FILMS: Final = frozenset(("iframe", "object", "embed", "video", "audio", "canvas"))  # nobody knows what they show
_NOWHERE: Final = ("#", "?", "javascript:", "mailto:", "tel:", "sms:", "data:")
_TOLD: Final = frozenset(("alt", "title", "value", "placeholder", "aria-label", "content", "summary", "label"))
_UNTOLD_METAS: Final = frozenset(
    ("viewport", "generator", "robots", "referrer", "theme-color", "savepage-url", "og:url")
)


def listed_on(tree: LexborHTMLParser, base: str) -> Cards | None:
    """The cards of a page that says nothing beside them; None for the page of a listing.

    Args: base, its address or ''. Linear time, raises nothing.
    """
    cards = cards_of(tree, base)
    if min(len(cards.targets), cards.priced, len(cards.elements)) < LEAST_CARDS or is_of_one(base):
        return None
    outside = _Outside(cards.elements)
    if outside.read(tree) and all(_is_card(node, base, cards.targets) for node in outside.cards):
        return cards
    return None


def leads_to_alike(address: str, cards: Cards) -> bool:
    """True when a page's address is of the kind of those that its cards lead to: it is one of them."""
    return 2 * sum(is_alike(address, joined(address, one)) for one in cards.targets) >= len(cards.targets)


def is_of_one(address: str) -> bool:
    """True for the address of a notice, thread or article, whatever cards stand on it."""
    parts = _split(address)
    words = {*_words(parts[0]), *(word for word in _words(parts[1]) if len(word) > LEAST_CARDS)}
    return not words.isdisjoint(words_of("single"))


def _split(address: str) -> tuple[str, str]:
    """The path and the query of an address, in lower case."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.path.lower(), parts.query.lower()


def _words(path: str) -> list[str]:
    return re.split(r"[^a-z]+", path)


def _is_card(node: LexborNode, base: str, targets: Collection[str]) -> bool:
    """True for a short card that is named by its link to another page, with a price or size and no text of its own."""
    links = node.css("a[href]")
    if node.css_first("h1, iframe, video") is not None or any(map(_leads_to_file, links)):
        return False
    said = _line(node)
    for link in links:
        title = _line(link)
        if names_plant(title) and len(title) <= MAX_TITLE and _leads_on(link, base, targets):
            rest = said.replace(title, " ")
            return len(_PARTS.findall(title)) < 2 and AMOUNT.search(said) is not None and _is_short(rest, title)
    return False


def _is_short(rest: str, title: str) -> bool:
    words = folded(rest)
    is_text = len(words) > MAX_REST or _TEXT.search(rest) is not None or names_plant(without_labels(words))
    return not is_text and not names_own(words) and not names_own(folded(title))


def _leads_on(link: LexborNode, base: str, targets: Collection[str]) -> bool:
    """True for a link to another page that is not that of a person, of a picture or of an answer."""
    href = _href(link)
    target = joined(base, href)
    if href.lower().startswith(_NOWHERE) or target not in targets:
        return False
    path = _split(target)[0]
    if not words_in(path).isdisjoint(words_of("people")):
        return False
    return not base or _split(urldefrag(base)[0])[0] != path


def words_in(path: str) -> frozenset[str]:
    """The parts of a path, without the numbers in them."""
    return frozenset(part for one in path.split("/") for part in (one, *re.split(r"[-_.\d]+", one)) if part)


def _leads_to_file(link: LexborNode) -> bool:
    return _split(_href(link))[0].rpartition(".")[2] in words_of("files")


def _href(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").strip()


def _line(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


@dataclass(slots=True)
class _Outside:
    """A walk through all of a page but its cards, hidden or not."""

    elements: frozenset[int]
    cards: list[LexborNode] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)

    def read(self, tree: LexborHTMLParser) -> bool:
        """True when nothing is the page's own; then `cards` are all of them."""
        title = tree.css_first("title")
        if tree.root is None or (title is not None and is_own_title(title.text())):
            return False
        for node in self._walk(tree.root):
            if self._is_own(node):
                return False
        return not any(map(is_own_line, "".join(self._parts).split("\n")))

    def _walk(self, root: LexborNode) -> Iterator[LexborNode]:
        """Each element and text that is not in a card, a link or a script, without recursion."""
        stack: list[LexborNode] = [root]
        while stack:
            node = stack.pop()
            if node.next is not None and node is not root:
                stack.append(node.next)
            if node.mem_id in self.elements:
                self.cards.append(node)
                self._parts.append("\n")
                continue
            yield node
            child = node.child if node.is_element_node and not self._is_closed(node) else None
            if child is not None:
                stack.append(child)

    def _is_closed(self, node: LexborNode) -> bool:
        return node.tag in {"script", "style", "title", "template"} or _is_site_link(node)

    def _is_own(self, node: LexborNode) -> bool:
        """True for an element that says something of its own; its text is kept."""
        tag = node.tag or ""
        if tag == "-text":
            self._parts.append(_TAGS.sub("\n", node.text_content or ""))
            return False
        if not node.is_element_node or tag == "style":
            return False
        if tag == "script":
            return is_own_script(node.text())
        if tag in _FILMS or (tag == "template" and is_own_line(_TAGS.sub(" ", node.html or ""))):
            return True
        if tag in _LINES:
            self._parts.append("\n")
        return _is_own_element(node, tag, node.attributes)


def _is_own_element(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag == "meta":
        return _is_own_meta(attributes)
    if tag == "a" and ("href" in attributes) and (_leads_to_file(node) or _href(node).lower().startswith("tel:")):
        return True
    if _is_site_link(node):
        named = [image.attributes.get("alt") or "" for image in node.css("img")]
        return any(map(is_own_link, (_line(node), *named)))
    if tag == "img" or "url(" in (attributes.get("style") or ""):
        return True
    return any(
        bool(value) and ("price" in name or (_is_told(name) and is_own_value(value or "")))
        for name, value in attributes.items()
    )


def _is_told(name: str) -> bool:
    return name in _TOLD or name.startswith("data-")


def _is_own_meta(attributes: Mapping[str, str | None]) -> bool:
    name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
    content = attributes.get("content") or ""
    if name in _UNTOLD_METAS or not content or "http-equiv" in attributes or not name:
        return False
    if "price" in name or name.endswith(("telephone", "phone")):
        return True
    return (
        _TEXT.search(content) is not None or is_own_value(content) or (name.endswith("title") and is_own_title(content))
    )


def _is_site_link(node: LexborNode) -> bool:
    """True for a link to elsewhere that is no heading: its words say where it leads."""
    if node.tag != "a" or _href(node).lower().startswith(_NOWHERE[:1] + _NOWHERE[2:]) or not _href(node):
        return False
    if node.css_first(_HEADINGS) is not None:
        return False
    above, steps = node.parent, 0
    while above is not None and steps < 8:
        if above.tag in _HEADINGS.split(", "):
            return False
        above, steps = above.parent, steps + 1
    return True
