"""What each selector of a source finds in one list or on one item's page, for `source test`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final, Literal

from monitor.html.pagetree import parse_html
from monitor.sources.discover import Discovered, address_of, discover, entries_of, is_counted, native_id_of
from monitor.sources.jsons import is_json, load_json
from monitor.sources.merged import Merged, merged_links
from monitor.sources.model import WebSource
from monitor.sources.picks import DayPicks, Pick
from monitor.sources.priced import price_of
from monitor.sources.rows import Aside, rows_aside
from monitor.sources.seen import see
from monitor.sources.select import PageSubject, RecordSubject, Subject, first, values
from monitor.sources.totals import Headers, stated_total
from monitor.sources.within import Ticking, Unnamed, Within, within_text

SAMPLE_CHARS: Final = 120
Hit = Literal["used", "spare", "nothing", "unread"]
Reads = Callable[[str, DayPicks], bool]  # whether a value says a day
_NOTHING: Final = Discovered((), None)


@dataclass(frozen=True, slots=True)
class SelectorReport:
    """One selector of one field: how often it found something, the beginning of its first value.

    `hit`: used, its value is the field's; spare, an earlier one was; nothing; unread, what it found is no day.
    `of`: in how many entries it was looked for (0: in one page). `rank`: 0 for the first selector of a
    field, then its fallbacks.
    """

    field: str
    selector: str
    count: int
    sample: str
    hit: Hit = "nothing"
    rank: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class SourceReport:
    """All selectors of a source on one page or list, the markers that show there, and what discovery makes of it.

    `silent`: the markers that do not show. `within`: what the text of an item holds that is no seller's word.
    `stated`: how many items the list says there are, when it has more than were found and no page follows.
    `unsaid`: a price whose unit nobody knows, with its selector.
    `merged`: different links of the list that have one number. `aside`: rows beside its items' that lead elsewhere.
    """

    selectors: tuple[SelectorReport, ...]
    markers: tuple[str, ...]
    native_id: str | None
    discovered: Discovered
    silent: tuple[str, ...] = ()
    within: tuple[Within, ...] = ()
    stated: int | None = None
    merged: Merged | None = None
    aside: tuple[Aside, ...] = ()
    unsaid: tuple[str, str] | None = None

    def empty_fields(self) -> tuple[str, ...]:
        """Fields for which no selector found anything."""
        fields = dict.fromkeys(entry.field for entry in self.selectors)
        found = {entry.field for entry in self.selectors if entry.count}
        return tuple(name for name in fields if name not in found)


def source_report(text: str, source: WebSource, url: str = "") -> SourceReport:
    """Try every selector and marker of a source of kind web on a page (a list page or an item page)."""
    page = PageSubject(parse_html(text))
    url = url or source.start_pages()[0]
    selectors = [*_reports([page], _list_fields(source)), *_reports([page], _item_fields(source))]
    discovered = discover(text, url, source) if source.kind == "web" else _NOTHING
    shown, silent = _markers([page], source)
    return SourceReport(tuple(selectors), shown, _native_id([page], url, source), discovered, silent)


def list_report(
    text: str, source: WebSource, url: str, reads: Reads | None = None, ticking: Ticking | None = None,
    unnamed: Unnamed | None = None, headers: Headers = (),
) -> SourceReport:  # fmt: skip
    """Try the selectors of the list on a list of any kind, those of items too when its entries are the listings.

    Args: reads, whether a value says a day; ticking, the words of a text that change (None: not asked);
    unnamed, the text where the source names none; headers, of the answer.
    Raises ItemError: it is no feed, sitemap or JSON answer.
    """
    discovered = discover(text, url, source)
    if source.kind == "web":
        page = PageSubject(parse_html(text))
        found = tuple(_reports([page], _list_fields(source)))
        stated, merged = _missed(text, url, source, discovered, headers), merged_links(discovered.items, source)
        aside = rows_aside(page, url, frozenset(discovered.items))
        return SourceReport(found, (), None, discovered, stated=stated, merged=merged, aside=aside)
    if source.kind == "sitemap":
        return SourceReport((), (), None, discovered, merged=merged_links(discovered.items, source))
    entries = entries_of(text, url, source)
    whole = [RecordSubject("json", load_json(text, url))] if source.kind == "json" else []
    selectors = list(_reports(entries, {"items.link": source.items.link}, len(entries)))
    pages = source.pagination
    selectors += _reports(whole, {"pagination.next": pages.next, "pagination.cursor": pages.cursor})
    if source.reads_entries:
        selectors += _reports(entries, _item_fields(source), len(entries), _day_check(source, reads))
    first_url = address_of(entries[0], url, source) if entries else ""
    items = entries if source.reads_entries else []
    shown, silent = _markers(items, source)
    number = _native_id(entries, first_url, source)
    stated = _missed(text, url, source, discovered, headers)
    merged = None if source.reads_entries else merged_links(discovered.items, source)
    mixed = _within(items, source, ticking, unnamed)
    unsaid = _unsaid(items, source)
    return SourceReport(tuple(selectors), shown, number, discovered, silent, mixed, stated, merged, unsaid=unsaid)


def _missed(text: str, url: str, source: WebSource, found: Discovered, headers: Headers) -> int | None:
    """How many items a list says there are, when that is more than its rows and no page follows; None else."""
    stated = None if found.next_page or _goes_on(url, source) else stated_total(text, url, source, headers)
    return stated if stated is not None and stated > found.rows else None


def _goes_on(url: str, source: WebSource) -> bool:
    """True for a page beside the list's counted ones ({page}, {offset}), which are asked for without a link to them."""
    counts = any("{page}" in one or "{offset}" in one for one in source.templates())
    return counts and not source.pagination.next and not is_counted(url, source)


def item_report(
    text: str, source: WebSource, url: str, reads: Reads | None = None, ticking: Ticking | None = None,
    unnamed: Unnamed | None = None,
) -> SourceReport:  # fmt: skip
    """Try the selectors of items on an item's own page or JSON answer.

    Args: reads, whether a value says a day; ticking, the words of a text that change (None: not asked);
    unnamed, the text where the source names none.
    Raises ItemError: it is no JSON.
    """
    subject: Subject = PageSubject(parse_html(text))
    if source.kind == "json" and is_json(text):
        subject = RecordSubject("json", load_json(text, url))
    selectors = tuple(_reports([subject], _item_fields(source), readable=_day_check(source, reads)))
    shown, silent = _markers([subject], source)
    number = _native_id([subject], url, source)
    within, unsaid = _within([subject], source, ticking, unnamed), _unsaid([subject], source)
    return SourceReport(selectors, shown, number, _NOTHING, silent, within, unsaid=unsaid)


def _unsaid(subjects: Iterable[Subject], source: WebSource) -> tuple[str, str] | None:
    """The first price of these whose unit nobody knows, and its selector."""
    found = filter(None, (price_of(subject, source.item.price) for subject in subjects))
    return next(((price.raw, str(pick)) for price, pick in found if price.is_unsaid), None)


def _within(
    subjects: Sequence[Subject], source: WebSource, ticking: Ticking | None, unnamed: Unnamed | None
) -> tuple[Within, ...]:  # fmt: skip
    """Of each kind what the first of these holds that holds any."""
    found: dict[str, Within] = {}
    if ticking is not None:
        for one in chain.from_iterable(within_text(subject, source, ticking, unnamed) for subject in subjects):
            found.setdefault(one.kind, one)
    return tuple(found.values())


def _list_fields(source: WebSource) -> Mapping[str, tuple[Pick, ...]]:
    return {"items.link": source.items.link, "pagination.next": source.pagination.next}


def _item_fields(source: WebSource) -> Mapping[str, tuple[Pick, ...]]:
    return {
        **{f"item.{name}": picks for name, picks in source.item.picks().items()},
        "native_id.select": source.native_id.select,
        "volatile": tuple(Pick(css=css) for css in source.volatile),
    }


def _day_check(source: WebSource, reads: Reads | None) -> Mapping[str, Callable[[str], bool]]:
    """What says of a field's value whether it can be read; nothing for fields whose words are taken as they are."""
    return {"item.posted_at": lambda value: reads(value, source.item.posted_at)} if reads is not None else {}


def _reports(
    subjects: Sequence[Subject], fields: Mapping[str, tuple[Pick, ...]], of: int = 0,
    readable: Mapping[str, Callable[[str], bool]] = MappingProxyType({}),
) -> Iterator[SelectorReport]:  # fmt: skip
    """Every selector of some fields; of many subjects (entries), in how many each found something."""
    for name, picks in fields.items():
        used = name == "volatile"
        for rank, pick in enumerate(picks):
            found = [list(values(subject, pick)) for subject in subjects]
            count = sum(map(bool, found)) if of else sum(map(len, found))
            sample = next((one[0] for one in found if one), "")[:SAMPLE_CHARS]
            hit: Hit = "nothing" if not count else "spare" if used and name != "volatile" else "used"
            if (reads := readable.get(name)) and count and not any(map(reads, chain.from_iterable(found))):
                hit = "unread"
            used = used or hit == "used"
            yield SelectorReport(name, str(pick), count, sample, hit, 0 if name == "volatile" else rank, of)


def _markers(subjects: Sequence[Subject], source: WebSource) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The markers that show in one of these, and those that show in none."""
    all_seen = [see(subject, source) for subject in subjects]
    shown, silent = list[str](), list[str]()
    for state in ("sold", "removed", "challenge"):
        for marker in getattr(source.markers, state):
            told = f"{state}: {_name(marker.text, marker.css or str(marker.pick or ''))}"
            (shown if any(seen.bears(marker) for seen in all_seen) else silent).append(told)
    return tuple(shown), tuple(silent) if subjects else ()


def _name(text: str, where: str) -> str:
    return " in ".join(part for part in (text, where) if part)


def _native_id(subjects: Sequence[Subject], url: str, source: WebSource) -> str | None:
    by_page = first(subjects[0], source.native_id.select) if subjects else None
    return native_id_of(url, source) or (by_page[0] if by_page else None)
