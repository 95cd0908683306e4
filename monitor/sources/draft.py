"""A draft of a source file from what was seen at an address: YAML with what each selector found beside it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlsplit

from monitor.errors import ItemError
from monitor.html.pagetree import lies_in, parse_html
from monitor.sources.feeds import read_feed
from monitor.sources.jsons import is_json, lists_in, load_json
from monitor.sources.model import SourceKind
from monitor.sources.others import elements_of_others
from monitor.sources.paging import numbered_pages, quoted, token_of, with_cursor
from monitor.sources.paths import words_of_value
from monitor.sources.picks import Pick
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
    is_changeable,
    marks_of,
    places_of_state,
    state_of,
    states_of_cells,
)
from monitor.sources.propose_hints import load_hints
from monitor.sources.propose_pattern import pattern_of
from monitor.sources.propose_scripts import guess_script_fields, guess_script_list
from monitor.sources.rows import with_files
from monitor.sources.seen import shown_words
from monitor.sources.select import PageSubject, RecordSubject, values
from monitor.sources.sitemaps import read_sitemap

_PAGE_NUMBER: Final = re.compile(r"([?&](?:page|p|pn|pageNo|pageNum|page_no|curPage)=)1(?=&|$)", re.I)
_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_SITEMAP: Final = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex)\b")
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.I)
MOST_KINDS: Final = 4  # of a sitemap's addresses that are shown
FEW_WORDS: Final = 60  # characters: a page that shows fewer is built by its scripts
_GUESS: Final = Found("json:title", "", 0)
NO_NUMBER: Final = "://[^/]+/(?:[^?#]*[^0-9?#])?([0-9]+)"  # the last number of the path; nothing of the host


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
    paged: str = ""  # the address of the list with {page} or {cursor} in it
    fields: dict[str, tuple[Found, ...]] = field(default_factory=dict)
    native_id: tuple[Found, ...] = ()
    volatile: tuple[Found, ...] = ()
    badges: tuple[Found, ...] = ()  # elements that tell the state of the item
    rows: tuple[Found, ...] = ()  # elements and words that tell the states of the list's rows
    below: tuple[str, ...] = ()  # the sitemaps of an index
    also: tuple[str, ...] = ()  # feeds and sitemaps that were seen
    kinds: tuple[Found, ...] = ()  # patterns of other addresses of a sitemap, the first of each, how many there are
    notes: tuple[str, ...] = ()  # keys of messages: what a person must still see to

    @property
    def undecided(self) -> tuple[str, ...]:
        """The keys of the file that nothing on the page decided: a person fills them in."""
        told = {
            "items": {"draft.no_list", "draft.one_item", "draft.index"},
            "pagination": {"draft.one_page", "draft.cursor"},
        }  # fmt: skip
        keys = [key for key, notes in told.items() if notes & set(self.notes)]
        has_marks = any(marks_of(self.badges, self.rows, state) for state in ("sold", "removed"))
        return (*keys, *(() if has_marks else ("markers",)), "terms", *self._unfound)

    @property
    def _unfound(self) -> tuple[str, ...]:
        """What was looked for on the page of an item, or in an entry, and not found there."""
        fields = [f"item.{name}" for name in ("text", "posted_at") if self.fields and name not in self.fields]
        return (*fields, *(["volatile"] if self.fields and not (self.volatile or self.entries) else ()))

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
    guess, rows = guess or guess_script_list(page, url), badges_of_rows(page)
    guess = with_files(guess, page, url)
    if is_one := _is_one_item(page, guess):
        guess, following, paged = None, None, ""
    if guess is None:
        what = "draft.one_item" if is_one else "draft.no_list"
        unseen = Draft("web", url, next=following, paged=paged, also=also, rows=rows, notes=(what,))
        return unseen.noting("draft.scripts") if _is_built(page) else unseen
    link = (Found(guess.selector, guess.items[0], len(guess.items)),)
    seen = Draft(
        "web", url, guess.items, link, guess.pattern, guess.number, next=following, paged=paged, also=also, rows=rows
    )  # fmt: skip
    return seen if following or paged or _PAGE_NUMBER.search(url) else seen.noting("draft.one_page")


def _is_one_item(page: PageSubject, guess: ListGuess | None) -> bool:
    """True for the page of one item: a title, one price, and no links alike but those to other listings beside it."""
    fields = guess_fields(page)
    if "title" not in fields or [one.count for one in fields.get("price", ())][:1] != [1]:
        return False
    if guess is None:
        return True
    others, links = elements_of_others(page), page.tree.css(guess.selector) if ":" not in guess.selector else []
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
    labels = states_of_cells(shown)
    rows = tuple(
        replace(one, selector="") if one.selector and page.tree.css(one.selector) else one for one in draft.rows
    )
    badges = (*guess_badges(page), *labels)
    fields |= {} if "status" in fields else places_of_state(badges)
    found = replace(draft, fields=fields, volatile=guess_volatile(page), badges=badges, rows=rows)
    return found.noting("draft.scripts") if is_built and not told else found


def _in_order(*fields: dict[str, tuple[Found, ...]]) -> list[str]:
    """The names of fields, in the order of data/drafts.yaml."""
    return [name for name in load_hints().fields if any(name in one for one in fields)]


def with_sitemap(draft: Draft, text: str, url: str) -> Draft:
    """The same with the items that one of the sitemaps of an index leads to. Raises ItemError: it cannot be read."""
    one = _of_sitemap(text, url)
    return replace(draft, item_urls=one.item_urls, pattern=one.pattern, number=one.number, kinds=one.kinds)


def _of_feed(text: str, url: str) -> Draft:
    feed = read_feed(text, url)
    if not feed.entries:
        raise ItemError(url, "parse", "the feed has no entries to look at")
    links = [str(entry["link"]) for entry in feed.entries if entry.get("link")]
    sizes = [len(str(entry.get("content") or entry.get("summary") or "")) for entry in feed.entries]
    whole = sorted(sizes)[len(sizes) // 2] >= 200 or not links  # half of the entries have more than a teaser
    pattern, number = pattern_of(links) if links else ("", "")
    first = feed.entries[0]
    shown = {"title": "title", "seller": "author", "posted_at": "published", "text": "content"}
    fields: dict[str, tuple[Found, ...]] = {}
    fields |= {name: (Found(f"feed:{key}", _sample(first[key])),) for name, key in shown.items() if first.get(key)}
    if "text" not in fields and first.get("summary"):
        fields["text"] = (Found("feed:summary", _sample(first["summary"])),)
    link = (Found("feed:link", links[0], len(links)),) if links else ()
    if whole:
        native = (Found("feed:id", _sample(first.get("id", ""))), Found("feed:link", _sample(first.get("link", ""))))
        return Draft("feed", url, link=link, entries=True, fields=fields, native_id=native)
    return Draft("feed", url, tuple(links), link, pattern, number)


def _of_sitemap(text: str, url: str) -> Draft:
    found = read_sitemap(text, url)
    if not found.pages:
        below = tuple(link for address in found.sitemaps if (link := same_site(address, url)))
        return Draft("sitemap", url, below=below, notes=("draft.index",))
    kinds = _kinds_of(page.address for page in found.pages[:5000])
    pattern, number = pattern_of(kinds[0])
    others = tuple(Found(pattern_of(links)[0], links[0], len(links)) for links in kinds[1:MOST_KINDS])
    notes = ("draft.check_pattern",)
    return Draft("sitemap", url, tuple(kinds[0]), (), pattern, number, kinds=others, notes=notes)


def _kinds_of(addresses: Iterable[str]) -> list[list[str]]:
    """Addresses by what they have in common, the most first; those whose steps are seldom offers' count a fifth."""
    shapes: dict[str, list[str]] = {}
    for address in addresses:
        shapes.setdefault(re.sub("[0-9]+", "0", address), []).append(address)
    return sorted(shapes.values(), key=_weight, reverse=True)


def _weight(links: Sequence[str]) -> float:
    steps = frozenset(urlsplit(links[0]).path.lower().split("/"))
    return len(links) * (0.2 if steps & load_hints().not_items else 1)


def _of_json(text: str, url: str) -> Draft:
    value = load_json(text, url)
    path, rows = max(lists_in(value), key=lambda found: len(found[1]), default=((), []))
    hints, row = load_hints().keys, rows[0] if rows else {}
    found = {name: tuple(_keys(row, words)) for name, words in hints.items()}
    fields = {name: found[name][:3] for name in hints if name not in {"link", "id", "next"} and found[name]}
    following = token_of(value)
    token = following.found if following and not following.is_address else None
    return Draft(
        "json", url, link=found["link"][:1], path=".".join(map(quoted, path)), entries=True,
        next=None if token or following is None else following.found, cursor=token,
        paged=with_cursor(url) if token else "",
        badges=_states_of(rows, found["status"]),
        fields=fields if {"title", "text"} & set(fields) else {"title": (_GUESS,), **fields},
        native_id=found["id"][:1] or found["link"][:1] or (Found("json:id", "", 0),),
        notes=(*(() if rows else ("draft.no_list",)), *(("draft.cursor",) if token else ())),
    )  # fmt: skip


def _states_of(rows: Sequence[dict[str, Any]], picks: Sequence[Found]) -> tuple[Found, ...]:
    """The words of a state that rows of an answer have at the place of their status, each once."""
    said = [(one.selector, value) for one in picks[:1] for row in rows[:500]
            for value in values(RecordSubject("json", row), Pick(path=one.selector))]  # fmt: skip
    return tuple(Found(selector, word) for selector, word in dict.fromkeys(said) if state_of(word))


def _keys(row: dict[str, Any], words: Sequence[str]) -> Iterator[Found]:
    by_name = {str(key).lower().replace("-", "_"): key for key in row}
    for word in words:
        if (key := by_name.get(word)) is not None and (said := words_of_value(row[key])):
            yield Found(f"json:{quoted(str(key))}", _sample(said))


def _sample(value: object) -> str:
    one = value[0] if isinstance(value, list) and value else value
    return " ".join(str(one).split())[:60]


def id_of(url: str) -> str:
    """A short name for a source from the host of its address."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return _NO_ID.sub("-", host).strip("-")[:60] or "site"


def as_yaml(draft: Draft, name: str, *, loopback: bool, say: dict[str, str], warnings: Iterable[str] = ()) -> str:
    """The source file: everything quoted, so that nothing that a page says can be anything but a value.

    Args: say, the words of its comments; warnings, sentences for its head.
    """
    head = [f"# {say['head']}", *(f"# {_line(one)}" for one in warnings)]
    return "\n".join([*head, *_lines(draft, name, loopback, say)]) + "\n"


def _lines(draft: Draft, name: str, loopback: bool, say: dict[str, str]) -> Iterator[str]:
    yield from (f"# {say[note]}" for note in draft.notes)
    yield from (f"# {say['also']} {_comment(address)}" for address in draft.also)
    host = urlsplit(draft.url).netloc
    yield from (f"# {say['kind']} {_comment(f'{one.selector}   {one.count} × {one.sample}')}" for one in draft.kinds)
    yield f"id: {name}"
    yield f"title: {{zh: {_text(host)}, en: {_text(host)}}}"
    yield f"kind: {draft.kind}"
    numbered = draft.next is None and draft.kind in {"web", "json"}
    listed = _PAGE_NUMBER.sub(r"\g<1>{page}", draft.url) if numbered else draft.url
    yield f"list_pages: [{_text(draft.paged or listed)}]"
    if draft.cursor:
        path = _text(draft.cursor.selector)
        yield f"pagination: {{cursor: {path}, max_pages: 5}}   # {_comment(draft.cursor.sample)}"
    if draft.next:
        key = draft.next.selector
        yield f"pagination: {{next: {_text(key)}, max_pages: 5}}   # {_comment(draft.next.sample)}"
    yield from _items(draft)
    if draft.fields:
        yield "item:"
        yield from (f"  {field}: {_picks(found)}" for field, found in draft.fields.items())
    yield _native_id(draft, say)
    counters = _picks(draft.volatile) if draft.volatile else f"[]   # {say['volatile']}"
    yield f"volatile: {counters}"
    sold, removed = (_marks(marks_of(draft.badges, draft.rows, state)) for state in ("sold", "removed"))
    seen = "".join(f"{one.selector}: {one.sample}; " for one in draft.badges if not sold and is_changeable(one))
    yield f"markers: {{sold: [{sold}], removed: [{removed}], challenge: []}}   # {_comment(seen)}{say['markers']}"
    if loopback:
        yield "politeness: {allow_loopback: true}"
    yield "speaker: unknown   # seller | buyer | comment | press | official"
    yield f"terms:   # {say['terms']}"
    yield "  decision: undecided"
    yield '  decided_by: ""'
    yield "  decided_on: null"
    yield from (f'  {key}: ""' for key in ("note", "purpose", "legal_basis"))


def _marks(found: Iterable[Found]) -> str:
    """Markers of what was seen: a word in its element or at its path, a picture by its own words."""
    return ", ".join(map(_mark, found))


def _mark(one: Found) -> str:
    place = _text(one.selector)
    if one.selector.startswith("img["):
        return f"{{css: {place}}}"
    return f"{{{'pick' if one.selector.startswith('json:') else 'css'}: {place}, text: {_text(one.sample)}}}"


def _items(draft: Draft) -> Iterator[str]:
    yield "items:"
    if draft.path:
        yield f"  path: {_text(draft.path)}"
    if draft.link and (draft.kind != "feed" or not draft.entries):
        yield f"  link: {_picks(draft.link)}"
    elif draft.kind == "web":
        yield '  link: "a.item"'
    if (draft.pattern and not draft.entries) or draft.kind == "sitemap":
        yield f"  pattern: {_text(draft.pattern or '/item/')}"
    if draft.entries:
        yield "  read: entry"


def _native_id(draft: Draft, say: dict[str, str]) -> str:
    if draft.native_id:
        chosen = ", ".join(_text(found.selector) for found in draft.native_id)
        return f"native_id: {{select: [{chosen}]}}   # {_comment(draft.native_id[0].sample)}"
    return f"native_id: {{url: {_text(draft.number or NO_NUMBER)}}}   # {say['number']}"


def _picks(found: Sequence[Found]) -> str:
    chosen = ", ".join(_text(one.selector) for one in found)
    return f"[{chosen}]   # {found[0].count} × {_comment(found[0].sample)}"


def _text(value: str) -> str:
    """A YAML string in quotes: JSON's, which YAML reads as it is."""
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _comment(value: str) -> str:
    """Words of a page as the rest of a comment's line."""
    return _line(value)[:120]


def _line(value: str) -> str:
    return "".join(character if character.isprintable() else " " for character in value)
