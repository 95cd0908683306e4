"""Looks at a page nobody has described yet and proposes how to read it: repeated links, fields, feeds. Pure.

A proposal is a guess that a person checks; it is never watched by itself.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from monitor.html.pagetree import lies_in
from monitor.sources.labelled import labelled
from monitor.sources.picks import Pick
from monitor.sources.propose_apart import elements_apart
from monitor.sources.propose_hints import load_hints
from monitor.sources.propose_pattern import LEAST, is_made_apart, made_shape_of, pattern_of, shape_of
from monitor.sources.propose_slugs import slug_shape_of
from monitor.sources.select import PageSubject, base_of, values

MAX_LINKS: Final = 3000  # of a page that are looked at
SELECTORS: Final = 3  # of a field
SAMPLE: Final = 60
FEW_CHARS: Final = 10  # of a text: fewer only say where it is
_CLASS: Final = re.compile(r"[A-Za-z_][A-Za-z_-]*[0-9]?")  # no hashes of build tools
_NUMBER: Final = re.compile(r"[0-9]+")
_PATH: Final = re.compile(r"[a-z]+:(?!lexbor)")  # jsonld:, og: …
_FEED: Final = re.compile(r"rss|atom", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A selector that found something, with the beginning of what it found; what of it is kept, the unit put after."""

    selector: str
    sample: str
    count: int = 1
    match: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ListGuess:
    """Links of a page that are alike: a selector of them, a pattern of their addresses, one group of which varies."""

    selector: str
    pattern: str
    number: str
    items: tuple[str, ...]


def guess_list(page: PageSubject, url: str) -> ListGuess | None:
    """The links that most look like those of a list; None when no three are alike."""
    groups: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    made: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    worded: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # by a number and words
    base = base_of(page, url)
    apart = elements_apart(page)
    for node in page.tree.css("a[href]")[:MAX_LINKS]:
        if (link := same_site(node.attributes.get("href") or "", url, base)) and not _lies_in(node, apart):
            words = " ".join(node.text(separator=" ").split())
            groups[css := selector_of(node), shape_of(link)].setdefault(link, words)
            made[css, made_shape_of(link)].setdefault(link, words)
            worded[css, slug_shape_of(link)].setdefault(link, words)
    lists = {key: links for key, links in groups.items() if len(links) >= LEAST}
    lists |= {
        key: links for key, links in (*worded.items(), *made.items())
        if key not in lists and len(links) >= LEAST and is_made_apart([*links])
    }  # fmt: skip
    if not lists:
        return None
    best = max(lists, key=lambda key: _weight(lists[key], url))
    pattern, number = pattern_of(list(lists[best]))
    return ListGuess(best[0], pattern, number, tuple(lists[best]))


def _weight(links: dict[str, str], url: str) -> float:
    """Long words and addresses that differ by a number speak for items; addresses that are the page's own against."""
    words = sum(min(len(text), 30) for text in links.values()) / len(links)
    paged = all(urlsplit(link).path == urlsplit(url).path for link in links)
    numbered = any(_NUMBER.search(urlsplit(link).path + urlsplit(link).query) for link in links)
    return float(math.sqrt(min(len(links), 40)) * (words + 1) * (0.1 if paged else 1) * (1.5 if numbered else 1))


def same_site(href: str, url: str, base: str = "") -> str:
    """A link made absolute (`base`: by what, when not the page's address) when it leads to another page of the same
    site; '' else."""
    if href.strip()[:1] in {"", "#"}:
        return ""
    try:
        link = urldefrag(urljoin(base or url, href.strip())).url
        parts = urlsplit(link)
    except ValueError:
        return ""
    same = parts.netloc.lower() == urlsplit(url).netloc.lower() and parts.scheme in {"http", "https"}
    return link if same and len(link) < 2000 and link != url and link.isprintable() and " " not in link else ""


def _lies_in(node: LexborNode, apart: set[int]) -> bool:
    parent: LexborNode | None = node
    while parent is not None:
        if parent.mem_id in apart:
            return True
        parent = parent.parent
    return False


def selector_of(node: LexborNode) -> str:
    """The element and the nearest one around it that has a class or id of its own, as CSS."""
    own = named(node)
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag in {"body", "html"}:
            break
        if (name := named(parent)) != parent.tag:
            return f"{name} {own}"
        parent = parent.parent
    return own


def named(node: LexborNode) -> str:
    """An element as CSS: its name with its first class, else its id, that no build tool made."""
    attributes, tag = node.attributes, node.tag or "a"
    names = [name for name in (attributes.get("class") or "").split() if _CLASS.fullmatch(name)]
    if names:
        return f"{tag}.{names[0]}"
    identity = attributes.get("id") or ""
    return f"{tag}#{identity}" if _CLASS.fullmatch(identity) else tag


def guess_next(page: PageSubject, url: str) -> Found | None:
    """The selector of the link to the next page; None when there is none that is known."""
    hints = load_hints()
    base = base_of(page, url)
    by_words = tuple(f'a:lexbor-contains("{word}" i)' for word in hints.next_words)
    for css in (*hints.next_selectors, *by_words):
        for node in page.tree.css(css):
            words = " ".join(node.text().split())
            if (link := same_site(node.attributes.get("href") or "", url, base)) and len(words) < 20:
                return Found(css, link)
    return _by_sign(page, url, base, hints.next_signs)


def _by_sign(page: PageSubject, url: str, base: str, signs: Sequence[str]) -> Found | None:
    """The first link whose words are such a sign, by a selector that finds it first: of words it may be a part."""
    for node in page.tree.css("a[href]")[:MAX_LINKS]:
        sign, link = node.text().strip(), same_site(node.attributes.get("href") or "", url, base)
        if sign in signs and link:
            css = f'{selector_of(node)}:lexbor-contains("{sign}")'
            leads = [same_site(one.attributes.get("href") or "", url, base) for one in page.tree.css(css)]
            return Found(css, link) if link == next(iter(leads), "") else None
    return None


def guess_fields(page: PageSubject) -> dict[str, tuple[Found, ...]]:
    """For each field of an item the selectors of data/drafts.yaml that find something, best first; labels last."""
    hints = load_hints()
    found = {}
    for name, picks in hints.fields.items():
        behind = tuple(_finding(page, labelled(page, hints.labels.get(name, ())), 1))
        found[name] = (*_finding(page, (*hints.threads.get(name, ()), *picks), SELECTORS - len(behind)), *behind)
    found["title"] = found.get("title") or tuple(_lower_headings(page))
    found["text"] = tuple(_narrow_first(page, found.get("text", ())))
    return {name: picks for name, picks in found.items() if picks}


def _lower_headings(page: PageSubject) -> Iterator[Found]:
    """A heading that the page's own title has, where no wider one is the item's: 猜你喜欢 stands in such, too."""
    named = page.tree.css_first("title")
    whole = "".join(named.text().split()) if named is not None else ""
    for css in load_hints().lower_headings:
        words = next(values(page, Pick(css=css)), "")
        if words and "".join(words.split()) in whole:
            yield Found(css, words[:SAMPLE])


def _narrow_first(page: PageSubject, found: Sequence[Found]) -> list[Found]:
    """Selectors of texts, those of a block within another's before it: the rest of that is the site's own words.

    A cell behind its label is the text when it says more than 见附件; another block when it has half of the words.
    """
    placed: list[tuple[Found, LexborNode | None]] = []
    for one in found:
        css = "" if _PATH.match(one.selector) or "@" in one.selector else one.selector
        node = page.tree.css_first(css) if css else None
        at = next((at for at, (_, around) in enumerate(placed) if _is_within(one, node, around)), len(placed))
        placed.insert(at, (one, node))
    return [one for one, _ in placed]


def _is_within(one: Found, node: LexborNode | None, around: LexborNode | None) -> bool:
    if node is None or around is None or node.mem_id == around.mem_id or not lies_in(node, {around.mem_id}):
        return False
    size = len(node.text().strip())
    return ("lexbor-contains" in one.selector and size >= FEW_CHARS) or 2 * size >= len(around.text().strip())


def _finding(page: PageSubject, picks: Iterable[Pick], most: int) -> Iterator[Found]:
    count = 0
    for pick in picks:
        said = list(values(page, pick))
        if said and count < most:
            count += 1
            yield Found(str(pick), said[0][:SAMPLE], len(said), pick.match, pick.unit)


def feeds_of(page: PageSubject, url: str) -> tuple[str, ...]:
    """The feeds that a page names, on its own site."""
    nodes = page.tree.css('link[rel~="alternate"][href][type]')
    named = [node.attributes.get("href") or "" for node in nodes if _FEED.search(node.attributes.get("type") or "")]
    base = base_of(page, url)
    return tuple(dict.fromkeys(link for href in named if (link := same_site(href, url, base))))[:10]
