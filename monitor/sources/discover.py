"""A list (page, feed, sitemap, JSON answer) -> the addresses of its items and of further lists. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from monitor.html.pagetree import parse_html
from monitor.sources.feeds import read_feed
from monitor.sources.jsons import load_json
from monitor.sources.model import WebSource, without_cursor
from monitor.sources.paths import follow, steps_of
from monitor.sources.select import PageSubject, RecordSubject, Subject, base_of, every
from monitor.sources.sitemaps import read_sitemap

MAX_URL_CHARS: Final = 2000
MAX_TOKEN_CHARS: Final = 1000
MAX_ELSEWHERE: Final = 3  # hosts that are named to a person
NO_TOKENS: Final = frozenset({"null", "None", "false", "False", "true", "True"})  # how answers say that there is none
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_MARK: Final = re.compile(r"\{(?:page|offset|cursor)\}")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a list leads to: item addresses in its order, each once, the next list page, sitemaps that an index names.

    `entries`: how many items the list has, those without an address too; `cut`: how many more there were than
    `max_per_page`; `elsewhere`: the first hosts of links that a source does not name, so that they were left alone;
    `keys`: what its items are told apart by, those without an address too (none of a sitemap, which has no pages);
    `others`: how many links were found beside, that a pattern or the hosts leave out.
    """

    items: tuple[str, ...]
    next_page: str | None
    further: tuple[str, ...] = ()
    entries: int = 0
    cut: int = 0
    elsewhere: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    others: int = 0

    @property
    def rows(self) -> int:
        """How many rows the list has, also those that are no items of the source or too many."""
        return self.entries + self.cut + self.others


def discover(text: str, url: str, source: WebSource, asked: str = "") -> Discovered:
    """Find the items and the next page of one list.

    Args: text, decoded; url, where it came from; asked, the address that was asked for: numbers and tokens of pages are
    counted on in that one when `url`, where a redirect led, is no list of the source. Addresses are absolute, http(s),
    on the hosts of the list pages or on a listed host, without fragment, at most `max_per_page`. Raises ItemError for a
    feed, sitemap or JSON answer that is none; nothing for what a page holds.
    """
    if source.kind == "sitemap":
        return _of_sitemap(text, url, source)
    if source.kind == "web":
        return _of_page(PageSubject(parse_html(text)), url, source, _own(url, asked, source))
    subjects = _all_entries(text, url, source)
    raw = [every(subject, source.items.link)[0][:1] for subject in subjects]
    found = _items([_address(link, source) for one in raw for link in one], url, source)
    most = min(len(subjects), source.items.max_per_page)
    cut = len(subjects) - most if source.reads_entries else found.cut
    following = _next(text, url, source, most, _own(url, asked, source))
    keys = tuple(_key(subject, source) for subject in subjects[:most])
    return Discovered(found.items, following, (), most, cut, found.elsewhere, keys)


def _key(subject: RecordSubject, source: WebSource) -> str:
    """What an entry is told apart by: its number, its address, else all that it says."""
    named = every(subject, source.native_id.select)[0][:1] or every(subject, source.items.link)[0][:1]
    return named[0] if named else repr(subject.value)


def entries_of(text: str, url: str, source: WebSource) -> list[RecordSubject]:
    """The entries of a feed or the items of a JSON answer, at most `max_per_page`. Raises ItemError: it is none."""
    return _all_entries(text, url, source)[: source.items.max_per_page]


def _all_entries(text: str, url: str, source: WebSource) -> list[RecordSubject]:
    if source.kind == "feed":
        found: list[Any] = list(read_feed(text, url).entries)
    else:
        found = list(follow(load_json(text, url), steps_of(source.items.path)))
    scheme = "feed" if source.kind == "feed" else "json"
    return [RecordSubject(scheme, entry) for entry in found if isinstance(entry, dict)]


def address_of(subject: Subject, url: str, source: WebSource) -> str:
    """The address of the item that an entry stands for; '' when it names none on the source's hosts."""
    found = every(subject, source.items.link)[0][:1]
    return next(iter(_resolved([_address(link, source) for link in found], url, allowed_hosts(source))), "")


def _of_page(page: PageSubject, url: str, source: WebSource, asked: str) -> Discovered:
    base = base_of(page, url)
    links, pick = every(page, source.items.link)
    is_told = pick is not None and pick.scheme == "script"  # a number there may stand for an address
    found = _items([_address(link, source) for link in links] if is_told else links, base, source)
    following = _linked(page, url, source, base) or _next_number(asked, source, len(found.items))
    return replace(found, next_page=following, entries=len(found.items), keys=found.items)


def _of_sitemap(text: str, url: str, source: WebSource) -> Discovered:
    """Newest pages first, by their own word; of an index, the sitemaps that `follow` admits."""
    found = read_sitemap(text, url)
    newest = sorted(found.pages, key=lambda page: page.changed, reverse=True)
    follow_only = re.compile(source.pagination.follow)
    hosts = allowed_hosts(source)
    further = [link for link in _resolved(found.sitemaps, url, hosts) if link != url and follow_only.search(link)]
    items = _items([page.address for page in newest], url, source)
    return replace(items, further=tuple(dict.fromkeys(further)), entries=len(found.pages))


def _next(text: str, url: str, source: WebSource, entries: int, asked: str) -> str | None:
    """The page after this one: what the answer names; the next number when the source says no place of such a link."""
    if source.kind == "feed":
        links = _resolved([read_feed(text, url).next_page], url, allowed_hosts(source))
        named = next((link for link in links if link != url), None)
    else:
        answer = RecordSubject("json", load_json(text, url))
        if source.pagination.cursor:
            return _next_cursor(answer, asked, source) if entries else None
        named = _linked(answer, url, source)
    return named or (None if source.pagination.next else _next_number(asked, source, entries))


def _own(url: str, asked: str, source: WebSource) -> str:
    """The address that tells which page of a list this is; not where the answer is from, when that fits no template."""
    templates = source.templates()
    is_own = url in map(without_cursor, templates) or url.startswith(tuple(_MARK.split(one)[0] for one in templates))
    return url if is_own or not asked else asked


def _next_cursor(answer: RecordSubject, url: str, source: WebSource) -> str | None:
    """The address with the token of the answer in it; None when the answer names none, or one that is no token."""
    token = next(iter(every(answer, source.pagination.cursor)[0]), "")
    if not token or len(token) > MAX_TOKEN_CHARS or token in NO_TOKENS:
        return None
    for template in source.templates():
        before, mark, after = template.partition("{cursor}")
        is_first = url == without_cursor(template)
        if mark and (is_first or (url.startswith(before) and url.endswith(after))):
            following = f"{before}{quote(token, safe='', errors='replace')}{after}"
            return following if len(following) <= MAX_URL_CHARS else None
    return None


def _items(raw: Iterable[str], base: str, source: WebSource) -> Discovered:
    """The addresses of items, what a limit cuts off, and whereto other links that look like items lead."""
    wanted, hosts = re.compile(source.items.pattern), allowed_hosts(source)
    every_link = dict.fromkeys(absolute(raw, base))
    links = [link for link in every_link if wanted.search(link)]
    ours = [link for link in links if _host(link) in hosts]
    most = source.items.max_per_page
    elsewhere = dict.fromkeys(host for link in links if (host := _host(link)) not in hosts)
    return Discovered(
        tuple(ours[:most]), None, cut=len(ours[most:]), elsewhere=tuple(elsewhere)[:MAX_ELSEWHERE],
        others=len(every_link) - len(ours),
    )  # fmt: skip


def _address(link: str, source: WebSource) -> str:
    return source.items.address.replace("{}", quote(link, safe="", errors="replace")) if source.items.address else link


def _linked(subject: Subject, url: str, source: WebSource, base: str = "") -> str | None:
    links = _resolved(every(subject, source.pagination.next)[0], base or url, allowed_hosts(source))
    return next((link for link in links if link != url), None)


def allowed_hosts(source: WebSource) -> frozenset[str]:
    """host:port of the list pages, and the further hosts a source names."""
    return frozenset(
        [*(urlsplit(page).netloc.lower() for page in source.list_pages), *map(str.lower, source.items.hosts)]
    )


def native_id_of(url: str, source: WebSource) -> str | None:
    """The site's own number of an item as its address tells it, the first group that has any; None when none does."""
    found = re.search(source.native_id.url, url) if source.native_id.url else None
    return (next(filter(None, found.groups()), None) if found.re.groups else found[0]) if found else None


def _host(link: str) -> str:
    return urlsplit(link).netloc.lower()


def _resolved(raw: Iterable[str], base: str, hosts: frozenset[str]) -> Iterator[str]:
    return (link for link in absolute(raw, base) if _host(link) in hosts)


def absolute(raw: Iterable[str], base: str) -> Iterator[str]:
    """Links as http(s) addresses without fragment; broken and overlong ones are left out."""
    for link in raw:
        if len(link) > MAX_URL_CHARS or link.startswith("#"):  # with a <base>, # would lead to another page
            continue
        try:
            whole = urldefrag(urljoin(base, link)).url
            parts = urlsplit(whole)
        except ValueError:  # a broken IPv6 bracket and the like
            continue
        if parts.scheme in {"http", "https"} and not _UNSAFE.search(whole):
            yield whole


def _next_number(url: str, source: WebSource, entries: int) -> str | None:
    """The page after `url` when it was made from a {page} or {offset} template, brought items and is not the last."""
    for template in source.templates() if entries else ():
        for mark, step in (("{page}", 1), ("{offset}", source.pagination.per_page or entries)):
            before, _, after = template.partition(mark)
            if number := _number_in(url, template, mark):
                return _within(before, int(number), step, after, source) if "{" not in before + after else None
    return None


def is_counted(url: str, source: WebSource) -> bool:
    """True for the address of a page that was made by counting: of a {page} or {offset} template, named by no link."""
    if source.kind == "json" and source.pagination.next:
        return False
    return any(_number_in(url, one, mark) for one in source.templates() for mark in ("{page}", "{offset}"))


def _number_in(url: str, template: str, mark: str) -> str:
    """The number that stands in an address in place of a mark; '' for an address that was not made so."""
    before, found, after = template.partition(mark)
    middle = url[len(before) : len(url) - len(after)]
    fits = found and url.startswith(before) and url.endswith(after) and _NUMBER.fullmatch(middle)
    return middle if fits else ""


def _within(before: str, number: int, step: int, after: str, source: WebSource) -> str | None:
    """The next address, None beyond the last page."""
    pages = source.pagination
    following = number + step
    last = pages.last if pages.last is not None else pages.first + pages.max_pages * step - 1
    return f"{before}{following}{after}" if following <= last else None
