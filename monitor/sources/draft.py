"""A draft of a source file from what was seen at an address; `draft_file` writes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from monitor.errors import ItemError
from monitor.html.pagetree import lies_in, parse_html
from monitor.sources.discover import absolute
from monitor.sources.feeds import read_feed
from monitor.sources.jsons import is_json, lists_in, load_json
from monitor.sources.model import SourceKind
from monitor.sources.others import elements_of_others
from monitor.sources.paging import (
    ScriptedPages,
    counted_pages,
    numbered_pages,
    quoted,
    scripted_pages,
    token_of,
    with_cursor,
)
from monitor.sources.propose import (
    SELECTORS,
    Found,
    ListGuess,
    feeds_of,
    guess_fields,
    guess_list,
    guess_next,
    same_site,
)
from monitor.sources.propose_changing import (
    badges_of_rows,
    guess_badges,
    guess_volatile,
    marks_of,
    places_of_state,
    states_of_cells,
)
from monitor.sources.propose_days import days_in_words
from monitor.sources.propose_hints import load_hints
from monitor.sources.propose_json import flags_of, guess_keys, states_of, with_unit
from monitor.sources.propose_pattern import LEAST, pattern_of
from monitor.sources.propose_rows import guess_rows
from monitor.sources.propose_scripts import guess_script_fields, guess_script_list
from monitor.sources.propose_slugs import slug_shape_of
from monitor.sources.rows import with_files
from monitor.sources.seen import shown_words
from monitor.sources.select import PageSubject
from monitor.sources.sitemaps import read_sitemap

PAGE_NUMBER: Final = re.compile(r"([?&](?:page|p|pn|pageNo|pageNum|page_no|curPage)=)([01])(?=&|$)", re.I)
_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_SITEMAP: Final = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.I)
MOST_KINDS: Final = 4  # of a sitemap's addresses that are shown
_ITEM: Final = ("title", "price", "text", "posted_at")  # without these little is read of an item
FEW_WORDS: Final = 60  # characters: a page that shows fewer is built by its scripts


@dataclass(frozen=True, slots=True)
class Draft:
    """What was guessed from the list; the fields come from the page of an item, when `item_urls` names any."""

    kind: SourceKind
    url: str
    item_urls: tuple[str, ...] = ()
    link: tuple[Found, ...] = ()
    pattern: str = ""
    number: str = ""
    path: str = ""
    entries: bool = False
    next: Found | None = None
    cursor: Found | None = None
    paged: str = ""  # the address of the list with {page}, {offset} or {cursor} in it
    per_page: int = 0  # what {offset} grows by
    scripted: ScriptedPages | None = None  # the pages of the list that a script numbers
    looked: bool = False  # whether an item was looked at, or an entry that stands for it
    fields: dict[str, tuple[Found, ...]] = field(default_factory=dict)
    native_id: tuple[Found, ...] = ()
    volatile: tuple[Found, ...] = ()
    badges: tuple[Found, ...] = ()  # elements that tell the state of the item
    flags: tuple[tuple[str, Found], ...] = ()  # states with what says them in an answer: sold: true
    rows: tuple[Found, ...] = ()  # elements and words that tell the states of the list's rows
    below: tuple[str, ...] = ()  # the sitemaps of an index
    follow: str = ""  # a pattern of the addresses of those that name the items
    also: tuple[str, ...] = ()  # feeds and sitemaps that were seen
    kinds: tuple[Found, ...] = ()  # patterns of other addresses of a sitemap, the first of each, how many there are
    notes: tuple[str, ...] = ()  # keys of messages: what a person must still see to

    @property
    def undecided(self) -> tuple[str, ...]:
        """The keys of the file that nothing on the page decided: a person fills them in."""
        told = {
            "items": {"draft.no_list", "draft.one_item", "draft.index"},
            "pagination": {"draft.one_page", "draft.cursor"},
            "item": {"draft.no_item", "draft.item_json"},
        }  # fmt: skip
        keys = [key for key, notes in told.items() if notes & set(self.notes)]
        keys += ["native_id"] if self.kind == "json" and not self.native_id else []
        has_marks = bool(self.flags) or any(marks_of(self.badges, self.rows, state) for state in ("sold", "removed"))
        return (*keys, *(() if has_marks else ("markers",)), "terms", *self._unfound)

    @property
    def _unfound(self) -> tuple[str, ...]:
        """What was looked for on the page of an item, or in an entry, and not found there."""
        was_looked = self.looked or bool(self.fields)
        fields = [f"item.{name}" for name in _ITEM if was_looked and name not in self.fields]
        return (*fields, *(["volatile"] if was_looked and not (self.volatile or self.entries) else ()))

    def noting(self, key: str) -> Draft:
        """The same with one more thing to see to."""
        return replace(self, notes=(*self.notes, key))


def draft_of_list(text: str, url: str, sitemaps: Iterable[str] = ()) -> Draft:
    """Guess from a list page, feed, sitemap or JSON answer. Raises ItemError: a feed or sitemap that cannot be read."""
    head = text.lstrip("\ufeff \t\r\n")[:2000]
    if is_json(head):
        return _of_json(text, url)
    if _SITEMAP.search(head):
        return _of_sitemap(text, url)
    if _FEED.search(head) and "<html" not in head.lower():
        return _of_feed(text, url)
    page = PageSubject(parse_html(text))
    also = (*feeds_of(page, url), *list(sitemaps)[:10])
    guess, following = guess_list(page, url), guess_next(page, url)
    paged = "" if following else numbered_pages(page, url)
    scripted = None if following or paged else scripted_pages(page, url)
    led = guess_rows(page, url) if guess is None else None
    guess, rows = guess or (led and led.guess) or guess_script_list(page, url), badges_of_rows(page)
    guess = with_files(guess, page, url)
    if is_one := _is_one_item(page, guess):
        guess, following, paged = None, None, ""
    if guess is None:
        what = "draft.one_item" if is_one else "draft.no_list"
        unseen = Draft("web", url, next=following, paged=paged, also=also, rows=rows, notes=(what,))
        unseen = unseen.noting("draft.onclick") if led is not None and not is_one else unseen
        return unseen.noting("draft.scripts") if _is_built(page) else unseen
    link = (Found(guess.selector, guess.items[0], len(guess.items), led.match if led else ""),)
    counted = None if following or paged or scripted else counted_pages(page, url, len(guess.items))
    paged, per_page = counted or (paged, 0)
    seen = Draft(
        "web", url, guess.items, link, guess.pattern, guess.number, next=following, paged=paged, per_page=per_page,
        scripted=scripted, also=also, rows=rows,
    )  # fmt: skip
    return seen if following or paged or scripted or PAGE_NUMBER.search(url) else seen.noting("draft.one_page")


def _is_one_item(page: PageSubject, guess: ListGuess | None) -> bool:
    """True for the page of one item: a title, one price, and no links alike but those to other listings beside it."""
    fields = guess_fields(page)
    if "title" not in fields or [one.count for one in fields.get("price", ())][:1] != [1]:
        return False
    if guess is None:
        return True
    css = "" if ":" in guess.selector else guess.selector.partition("@")[0]
    others, links = elements_of_others(page), page.tree.css(css) if css else []
    return bool(links) and all(lies_in(node, others) for node in links)


def _is_built(page: PageSubject) -> bool:
    """True for a page with next to no words of its own that scripts fill."""
    root = page.tree.root
    return page.tree.css_first("script") is not None and (root is None or len(shown_words(root)) < FEW_WORDS)


def with_item(draft: Draft, text: str) -> Draft:
    """The same with the fields that an item's page has."""
    if is_json(text):
        return draft.noting("draft.item_json")
    page = PageSubject(parse_html(text))
    shown, told, is_built = guess_fields(page), guess_script_fields(page), _is_built(page)
    first, then = (told, shown) if is_built else (shown, told)
    fields = {name: (*first.get(name, ()), *then.get(name, ()))[:SELECTORS] for name in _in_order(shown, told)}
    if "posted_at" not in fields and (days := days_in_words(page)):
        fields["posted_at"] = days
    labels = states_of_cells(shown)
    rows = tuple(
        replace(one, selector="") if one.selector and page.tree.css(one.selector) else one for one in draft.rows
    )
    badges = (*guess_badges(page), *labels)
    fields |= {} if "status" in fields else places_of_state(badges)
    found = replace(draft, looked=True, fields=fields, volatile=guess_volatile(page), badges=badges, rows=rows)
    return found.noting("draft.scripts") if is_built and not told else found


def _in_order(*fields: dict[str, tuple[Found, ...]]) -> list[str]:
    """The names of fields, in the order of data/drafts.yaml."""
    return [name for name in load_hints().fields if any(name in one for one in fields)]


def likely_sitemaps(draft: Draft) -> list[str]:
    """The sitemaps of an index, those whose addresses have words of items first, those with words of others last."""
    return sorted(draft.below, key=_sitemap_weight, reverse=True)


def with_sitemaps(draft: Draft, answers: Iterable[tuple[str, str]]) -> Draft:
    """The same with the items of that sitemap of an index which has the most addresses with numbers.

    Args: answers, address and text of each, asked for one after another: none more once one that is named after items
    has some. Those that cannot be read are left out.
    """
    seen: list[tuple[int, str, Draft]] = []
    for url, text in answers:
        try:
            one = _of_sitemap(text, url)
        except ItemError:
            continue
        numbered = sum(any(map(str.isdigit, urlsplit(item).path + urlsplit(item).query)) for item in one.item_urls)
        seen.append((numbered, url, one))
        if numbered >= LEAST and _sitemap_weight(url) > 0:
            break
    if not seen:
        return draft
    _, url, one = max(seen, key=lambda found: (found[0], len(found[2].item_urls)))
    follow = re.sub("[0-9]+", lambda _: r"\d+", re.escape(url.partition("://")[2].partition("/")[2]))
    return replace(
        draft, item_urls=one.item_urls, pattern=one.pattern, number=one.number, kinds=one.kinds, follow=f"/{follow}"
    )  # fmt: skip


def _sitemap_weight(url: str) -> int:
    hints = load_hints()
    words = re.findall("[a-z]+", urlsplit(url).path.lower())
    return sum(_is_among(word, hints.item_sitemaps) - _is_among(word, hints.not_sitemaps) for word in words)


def _is_among(word: str, known: frozenset[str]) -> bool:
    return word in known or word.removesuffix("s") in known


def by_entries(text: str, url: str) -> Draft | None:
    """A feed whose entries are the listings, for want of their pages; None for one whose entries have no words."""
    draft = _of_feed(text, url, whole=True)
    return draft.noting("draft.by_entries") if "text" in draft.fields else None


def _of_feed(text: str, url: str, *, whole: bool = False) -> Draft:
    feed = read_feed(text, url)
    if not feed.entries:
        raise ItemError(url, "parse", "the feed has no entries to look at")
    links = list(absolute((str(entry["link"]) for entry in feed.entries if entry.get("link")), url))
    sizes = [len(str(entry.get("content") or entry.get("summary") or "")) for entry in feed.entries]
    whole = whole or sorted(sizes)[len(sizes) // 2] >= 200 or not links  # half of the entries have more than a teaser
    pattern, number = pattern_of(links) if links else ("", "")
    first = feed.entries[0]
    shown = {"title": "title", "seller": "author", "posted_at": "published", "text": "content"}
    fields: dict[str, tuple[Found, ...]] = {}
    fields |= {name: (Found(f"feed:{key}", _sample(first[key])),) for name, key in shown.items() if first.get(key)}
    if "text" not in fields and first.get("summary"):
        fields["text"] = (Found("feed:summary", _sample(first["summary"])),)
    link = (Found("feed:link", links[0], len(links)),) if links else ()
    if whole:
        native = (Found("feed:id", _sample(first.get("id", ""))), Found("feed:link", _sample(links[:1] or "")))
        return Draft("feed", url, link=link, entries=True, fields=fields, native_id=native)
    return Draft("feed", url, tuple(links), link, pattern, number)


def _of_sitemap(text: str, url: str) -> Draft:
    found = read_sitemap(text, url)
    if not found.pages:
        below = tuple(link for address in found.sitemaps if (link := same_site(address, url)))
        return Draft("sitemap", url, below=below, notes=("draft.index",))
    kinds = _kinds_of(absolute((page.address for page in found.pages[:5000]), url))
    if not kinds:
        raise ItemError(url, "parse", "the sitemap has no addresses to look at")
    pattern, number = pattern_of(kinds[0])
    others = tuple(Found(pattern_of(links)[0], links[0], len(links)) for links in kinds[1:MOST_KINDS])
    notes = ("draft.check_pattern",)
    return Draft("sitemap", url, tuple(kinds[0]), (), pattern, number, kinds=others, notes=notes)


def _kinds_of(addresses: Iterable[str]) -> list[list[str]]:
    """Addresses by what they have in common, the most first; those whose steps are seldom offers' count a fifth."""
    shapes: dict[str, list[str]] = {}
    for address in addresses:
        shapes.setdefault(re.sub("[0-9]+", "0", address), []).append(address)
    worded: dict[str, list[str]] = {}
    for shape, alike in shapes.items():  # what is alone in its shape may have words beside its number
        worded.setdefault(slug_shape_of(alike[0]) if len(alike) < LEAST else shape, []).extend(alike)
    return sorted(worded.values(), key=_weight, reverse=True)


def _weight(links: Sequence[str]) -> float:
    steps = frozenset(urlsplit(links[0]).path.lower().split("/"))
    return len(links) * (0.2 if steps & load_hints().not_items else 1)


def _of_json(text: str, url: str) -> Draft:
    value = load_json(text, url)
    path, rows = max(lists_in(value), key=lambda found: len(found[1]), default=((), []))
    row = rows[0] if rows else {}
    found = {name: tuple(guess_keys(row, name)) for name in load_hints().keys}
    found["price"] = tuple(with_unit(rows, one) for one in found["price"])
    fields = {name: keys[:SELECTORS] for name, keys in found.items() if name not in {"link", "id", "next"} and keys}
    following = token_of(value)
    token = following.found if following and not following.is_address else None
    return Draft(
        "json", url, link=found["link"][:1], path=".".join(map(quoted, path)), entries=True,
        next=None if token or following is None else following.found, cursor=token,
        paged=with_cursor(url) if token else "",
        badges=states_of(rows, found["status"]), flags=tuple(flags_of(rows)),
        looked=bool(rows), fields=fields, native_id=found["id"][:1] or found["link"][:1],
        notes=(*(() if rows else ("draft.no_list",)), *(("draft.cursor",) if token else ())),
    )  # fmt: skip


def _sample(value: object) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return " ".join(str(one).split())[:60]


def id_of(url: str) -> str:
    """A short name for a source from the host of its address."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return _NO_ID.sub("-", host).strip("-")[:60] or "site"
