"""The lists of a source, page by page: captured, read for addresses of items, or as listings themselves."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.capture import Request, request_for
from monitor.capture.guard import split_url
from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse import decode_capture
from monitor.payload import decode_body
from monitor.run.pipeline import process
from monitor.run.rereading import capture_again
from monitor.run.watching.absent import end_absent
from monitor.run.watching.fetched import fetch, store
from monitor.run.watching.refused import as_refused, refused_list
from monitor.run.watching.sightings import Visit
from monitor.sources.addresses import page_key
from monitor.sources.discover import is_counted
from monitor.sources.merged import merged_links
from monitor.sources.totals import Headers, stated_total
from monitor.sources.web import Discovered, WebSource, discover

MAX_UNPACKED: Final = 20_000_000  # bytes of a sitemap.xml.gz
CIRCLE: Final = "the answers lead in a circle: this cursor was followed already; the list was read up to there"
NO_END: Final = "new cursors lead to items that were listed before, page after page; the list was read up to there"
REPEATS: Final = 2  # pages in a row, each under a token of its own, that show what was shown: then tokens end, too
NO_PAGE: Final = frozenset({400, 404, 410})  # what sites answer to a number beyond their last page
RECENT: Final = timedelta(hours=1)  # so long the pages of a look that was broken off stand for the lists
NOTHING: Final = Discovered((), None)
_GZIP: Final = (("Content-Encoding", "gzip"),)


def list_text(taken: Capture) -> str:
    """The text of a captured list, one that is a gzip file (sitemap.xml.gz) unpacked. Raises ItemError."""
    if not taken.body.startswith(b"\x1f\x8b"):
        return decode_capture(taken).text
    unpacked = decode_body((taken.body,), _GZIP, MAX_UNPACKED)
    if unpacked.over:
        raise ItemError(taken.url, "parse", f"it unpacks to more than {MAX_UNPACKED:,} bytes and is not read")
    if unpacked.problem and not unpacked.body:
        raise ItemError(taken.url, "parse", unpacked.problem)
    return decode_capture(Capture(taken.url, taken.source_id, "ok", taken.how, taken.fetched_at, unpacked.body)).text


@dataclass(slots=True)
class _Walk:
    """One list while it is walked: pages that wait, those asked for, and which items each of them showed."""

    source: WebSource
    waiting: deque[str]
    visited: set[str] = field(default_factory=set)  # keys of the addresses that were asked for, and led to
    asked: int = 0
    last_key: str = ""  # of the page that was asked for last
    led_back: bool = False  # the latest page names one that was read as the next one
    shown: set[frozenset[str]] = field(default_factory=set)
    latest: frozenset[str] = frozenset()
    repeats: bool = False  # the latest page shows the items of an earlier one: sites do so beyond the last page
    again: int = 0  # how many pages in a row showed the items of an earlier one
    is_last: bool = False  # those of the page before it, or that one was not full
    rows: int = 0  # of all pages that showed something new
    stated: int | None = None  # how many items the first page says there are
    lost: bool = False  # a page could not be had, or not be read
    passed: bool = False  # the latest page is counted, and the site says that there is none of that number

    def goes_on(self) -> bool:
        """Whether a page waits, and may be asked for."""
        return bool(self.waiting) and not self.repeats and self.asked < self.source.pagination.max_pages

    def has_asked(self, page: str) -> bool:
        """Whether a page was asked for, under whatever spelling of its address."""
        return page_key(page) in self.visited

    def left(self) -> int:
        """How many pages wait that were not asked for."""
        return len({key for page in self.waiting if (key := page_key(page)) not in self.visited})

    def ask(self, page: str) -> None:
        """Note that a page is asked for."""
        self.last_key = page_key(page)
        self.visited.add(self.last_key)
        self.asked += 1

    def lead_back(self, page: str) -> None:
        """Note that the latest page leads to one that was read; a last page that leads to itself is no circle."""
        if page_key(page) != self.last_key:
            self.led_back, self.is_last = True, self._is_short_page()

    def knows(self, found: Discovered) -> bool:
        """True when a page shows the items of one before; under tokens, which lead on by themselves, REPEATS pages.

        Sitemaps have no pages.
        """
        keys = frozenset(found.keys)
        self.again = self.again + 1 if keys in self.shown else 0
        self.repeats = self.again >= (REPEATS if self.source.pagination.cursor else 1)
        self.is_last = self.repeats and (keys == self.latest or self._is_short_page())
        self.shown |= {keys} if keys else set()
        self.latest = keys
        return self.repeats

    def _is_short_page(self) -> bool:
        """Whether the latest page has fewer items than another one: a site fills all pages but the last."""
        return len(self.latest) < max(map(len, self.shown), default=0)

    def count(self, text: str, url: str, found: Discovered, headers: Headers) -> None:
        """Count the rows of a page that was read, and hear how many there should be."""
        self.rows += 0 if self.again else found.rows
        if len(self.shown) <= 1 and self.stated is None:
            self.stated = stated_total(text, url, self.source, headers)

    def passes_end(self, page: str, taken: Capture) -> bool:
        """Whether the answer to a page that was counted says that the list, some of which was read, ends before it."""
        told = taken.status in NO_PAGE and taken.state in {"gone", "failed"}
        self.passed = told and bool(self.shown) and is_counted(page, self.source)
        return self.passed

    def is_short(self) -> bool:
        """Whether the list says of itself that it has more items than were found, though all its pages were read."""
        is_cut = bool(self.left()) and not self.repeats
        return not (self.lost or is_cut) and self.stated is not None and self.stated > self.rows

    def is_whole(self, found: Discovered) -> bool:
        """Whether the latest page, after which none was asked for, ends the list; counted pages may go on.

        A page that shows the first one's items alone may be that of a site that does not heed the number; where sites
        lead back to an earlier page, by a link or in place of another, it may be from beyond what visitors may see,
        unless the page before was not full. What the list says that it has settles both.
        """
        pages = self.source.pagination
        numbered = any(mark in template for template in self.source.templates() for mark in ("{page}", "{offset}"))
        goes_on = numbered and not pages.next
        if pages.cursor or not (goes_on or self.repeats or self.led_back):
            return True
        is_last = self.is_last and len(self.shown) > 1
        return is_last or found.entries < (pages.per_page or 1) or self._has_all()

    def _has_all(self) -> bool:
        """Whether as many different items were shown as the list says there are."""
        return self.stated is not None and 0 < self.stated <= len(frozenset[str]().union(*self.shown))


def ask_lists(visit: Visit, seen: dict[str, None]) -> Iterator[str]:
    """Ask for all lists, page by page, giving each address before; the addresses of items go into `seen`.

    The entries of a source that reads them go through the stages here; listings that are in none of the lists of JSON
    any more end when all were read to their end (`absent.py`). A list ends, too, where a page shows the items of an
    earlier one, or leads back to it.
    """
    whole = True
    for start in visit.source.start_pages():
        whole = (yield from _ask_list(visit, _Walk(visit.source, deque([start])), start, seen)) and whole
    if visit.source.kind == "json" and visit.source.reads_entries:
        end_absent(visit, whole=whole)


def _ask_list(visit: Visit, walk: _Walk, start: str, seen: dict[str, None]) -> Generator[str, None, bool]:
    """One list, page by page; returns whether it was read to its end."""
    whole, found = True, NOTHING
    while walk.goes_on():
        page = walk.waiting.popleft()
        if walk.has_asked(page):
            walk.lead_back(page)
            if visit.source.pagination.cursor:
                visit.run.fail(visit.source.id, ItemError(page, "parse", CIRCLE))
                whole = False
            continue
        if visit.skips(page):
            walk.lost = True
            continue
        walk.ask(page)
        yield page
        if visit.skips(page):  # another source's look had the host left alone meanwhile
            walk.lost = True
            continue
        found = _watch_list(visit, walk, page, first=page == start)
        seen.update(dict.fromkeys(found.items))
        visit.cut_off("links", found.cut)
        walk.waiting += [*filter(None, [found.next_page]), *found.further]
    if walk.repeats and visit.source.pagination.cursor:
        visit.run.fail(visit.source.id, ItemError(page, "parse", NO_END))
        return False
    if walk.is_short() and walk.stated is not None:
        visit.fell_short(walk.stated, walk.rows)
    if not walk.repeats or walk.asked >= visit.source.pagination.max_pages:
        visit.cut_off("lists", walk.left())
    return whole and (walk.passed or walk.is_whole(found))


def _watch_list(visit: Visit, walk: _Walk, page: str, *, first: bool) -> Discovered:
    """What one list leads to: nothing when it could not be had or read, which is recorded."""
    run, source = visit.run, visit.source
    rendered = source.render and source.kind == "web"
    last = None if rendered else _last_read(visit, page)
    had = _had_before(visit, page)
    taken, capture_id = had or _asked(visit, request_for(source, page, "list", last), rendered=rendered)
    if not walk.passes_end(page, taken):
        visit.last_list = taken, capture_id
    walk.visited.add(page_key(taken.final_url or page))
    if taken.state == "not_modified" and last is not None:
        return _unchanged(visit, walk, (taken, capture_id), last, page, first=first)
    if taken.state != "ok":
        if not walk.passed:
            walk.lost = True
            visit.lost_list(taken, capture_id)
            run.fail(source.id, ItemError(page, "capture", taken.reason or taken.state))
        return NOTHING
    try:
        text = list_text(taken)
        found = discover(text, taken.final_url or page, source, page)
    except ItemError as error:
        walk.lost = True
        visit.saw_list("ok", empty=True)
        run.fail(source.id, error)
        return NOTHING
    if walk.knows(found):
        visit.saw_list("ok", empty=False)
        return replace(found, items=())
    walk.count(text, page, found, taken.headers)
    _count_read(visit, found, page, first=first)
    if source.reads_entries:
        _read_entries(visit, taken, capture_id, found.entries)
        return replace(found, items=())
    return found


def _asked(visit: Visit, request: Request, *, rendered: bool) -> tuple[Capture, int]:
    """A page of a list, asked for and stored as what it is, and the number of its capture."""
    fetched = fetch(request, visit.tools, rendered=rendered)
    refused = refused_list(fetched.listing, visit.source, request.url)
    if refused and refused.stops:
        visit.tools.politeness.stop(split_url(request.url)[1], refused.reason)
    return store(visit.run, as_refused(fetched, refused) if refused else fetched)


def _had_before(visit: Visit, page: str) -> tuple[Capture, int] | None:
    """A page that this look had shortly before it was broken off, out of the archive, and the number of its capture.

    None: it is to be asked for. So is a list whose entries are the listings, for these may not have been read, one that
    a browser shows, and one whose record cannot be read.
    """
    source, database = visit.source, visit.store
    if visit.row["run_id"] == visit.run.id or source.reads_entries or source.render:
        return None
    newest, last = database.newest_at(source.id, page), database.last_capture(source.id, page)
    if newest is None or last is None or newest["id"] <= visit.row["after_capture"]:
        return None
    age = visit.run.workspace.clock.now() - datetime.fromisoformat(newest["fetched_at"])
    is_recent = timedelta() <= age <= min(RECENT, timedelta(minutes=source.schedule.every_minutes))
    content = database.capture(int(last["content_id"]))
    if not is_recent or newest["state"] not in {"ok", "not_modified"} or content is None or content["state"] != "ok":
        return None
    try:
        return capture_again(visit.run.workspace, content), newest["id"]
    except ItemError:
        return None


def _count_read(visit: Visit, found: Discovered, page: str, *, first: bool) -> None:
    """Count a list page that was read; a first one without items is told each time, unchanged or not."""
    source = visit.source
    merged = None if source.reads_entries else merged_links(found.items, source)
    visit.saw_numbers(merged.numbers if merged and merged.is_wrong else 0, merged.pages if merged else 0)
    empty = first and not (found.items or found.further or (found.entries and source.reads_entries))
    visit.saw_list("ok", empty=empty)
    if empty:
        visit.run.fail(source.id, _no_items(source, page, found))


def _last_read(visit: Visit, page: str) -> dict[str, Any] | None:
    """The capture of a list that an answer 'not modified' would confirm; None: it is to be asked for as a whole.

    Of a list whose entries are the listings only one that was read to its end, and by the source file as it is now.
    """
    last = visit.store.last_capture(visit.source.id, page)
    if last is None or not visit.source.reads_entries:
        return last
    is_read = visit.is_read_the_same() and bool(visit.store.seen_in(last["content_id"]))
    return last if is_read else None


def _unchanged(
    visit: Visit, walk: _Walk, confirmed: tuple[Capture, int], last: Mapping[str, Any], page: str, *, first: bool
) -> Discovered:
    """What a list leads to that is as it was: the same as then. The listings that are its entries are seen again."""
    source, content_id, (taken, capture_id) = visit.source, int(last["content_id"]), confirmed
    try:
        content = capture_again(visit.run.workspace, visit.store.capture(content_id) or {"id": content_id})
        text = list_text(content)
        found = discover(text, content.final_url or taken.url, source, page)
    except ItemError as error:
        walk.lost = True
        visit.saw_list("failed", empty=False)
        visit.run.fail(source.id, ItemError(taken.url, error.stage, f"it is not modified, but {error.reason}"))
        return NOTHING
    visit.counts["lists_unchanged"] += 1
    if walk.knows(found):
        visit.saw_list("ok", empty=False)
        return replace(found, items=())
    walk.count(text, page, found, content.headers)
    _count_read(visit, found, page, first=first)
    if source.reads_entries:
        visit.confirm_entries(taken, capture_id, content_id, found.entries)
        return replace(found, items=())
    return found


def _read_entries(visit: Visit, taken: Capture, capture_id: int, entries: int) -> None:
    """The listings that the entries of a list are, stored; an ending among them waits for the look to end."""
    ended: list[Listing] = []

    def doubted(listing: Listing) -> Listing:
        kept = visit.doubted(listing)
        ended.extend([listing] if kept is not listing else [])
        return kept

    with visit.store.batch():
        found = list(process(visit.run, taken, capture_id, visit.source, doubted))
        visit.listed.update(work.saved.listing_id for work in found if work.saved)
        visit.listed.update(work.ends for work in found if work.ends is not None)
        for listing in ended:
            visit.hold_named(listing, taken, capture_id, f"the entry in the list says: {listing.status}")
        visit.count_entries(len(found), entries - len(found))


def _no_items(source: WebSource, page: str, found: Discovered) -> ItemError:
    tried = ", ".join(repr(str(pick)) for pick in source.items.link) or repr(source.items.path or source.items.pattern)
    where = f"sources/{source.id}.yaml, items"
    if found.elsewhere:  # found and left alone, which looks like a wrong selector
        hosts = ", ".join(found.elsewhere)
        return ItemError(page, "parse", f"the links found by {tried} lead to {hosts}; name such hosts in {where}.hosts")
    if found.others:
        return ItemError(
            page, "parse",
            f"{tried} found {found.others} links, and {where}.pattern '{source.items.pattern}' fits none of them; the "
            "site may write its addresses in another way now",
        )  # fmt: skip
    return ItemError(page, "parse", f"no item found by {tried} ({where}); the page may have changed, or it has none")
