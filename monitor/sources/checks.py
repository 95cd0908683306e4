"""What of a source file does not fit together, each with the key where it stands: what types alone cannot tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.sources.model import SourceKind, WebSource
from monitor.sources.picks import ON_PAGES, Pick
from monitor.sources.schedule import is_always_quiet

Mistake = tuple[tuple[str, ...], str]
_WHAT: dict[SourceKind, str] = {
    "web": "a list page", "feed": "an entry of a feed", "sitemap": "a sitemap", "json": "a JSON answer",
}  # fmt: skip
_PLACEHOLDER: Final = re.compile(r"\{\s*([^\W\d]\w*)\s*\}")
_MARKS: Final = ("{page}", "{offset}", "{cursor}")
LEAST_MINUTES: Final = 1  # between two looks; a host is left ten seconds between two pages


def mistakes(source: WebSource) -> Iterator[Mistake]:
    """Every mistake as (key path, sentence)."""
    yield from _of_lists(source)
    yield from _of_numbers(source)
    yield from _of_placeholders(source)
    yield from _of_schedule(source)
    if source.native_id.url and not re.compile(source.native_id.url).groups:
        yield ("native_id", "url"), f"{source.native_id.url!r} has no group; put ( ) around the number in it"
    for name, picks in source.item.picks().items():
        yield from _unfit(("item", name), picks, *_item_schemes(source))
    yield from _unfit(("native_id", "select"), source.native_id.select, *_item_schemes(source))
    for state in ("sold", "removed", "challenge"):
        found = tuple(marker.pick for marker in getattr(source.markers, state) if marker.pick)
        yield from _unfit(("markers", state), found, *_item_schemes(source))


def _of_lists(source: WebSource) -> Iterator[Mistake]:
    kind, items = source.kind, source.items
    if kind == "web" and not items.link:
        yield ("items",), "link: needs at least one selector of links to items"
    if kind == "json" and not items.link and items.read == "page":
        yield ("items",), "link: needs a path to the address of each item, since read is page"
    if kind == "sitemap" and not items.pattern:
        yield ("items",), "pattern: a sitemap names all pages of a site; say which addresses are items"
    if items.read == "entry" and kind in {"web", "sitemap"}:
        yield ("items", "read"), f"entry is for feeds and JSON answers; the items of kind {kind} have pages"
    if items.path and kind != "json":
        yield ("items", "path"), f"is for kind json, not {kind}"
    if items.address and "{}" not in items.address:
        yield ("items", "address"), "needs {} where the value found by link belongs"
    if source.reads_entries and not source.item.title and not source.item.text:
        yield ("item",), "needs title or text, since the entries of the list are read as listings"
    scheme = {"web": "css", "feed": "feed", "json": "json", "sitemap": ""}[kind]
    what = _WHAT[kind]
    yield from _unfit(("items", "link"), items.link, {scheme, *(ON_PAGES if kind == "web" else ())}, what)
    yield from _unfit(
        ("pagination", "next"), source.pagination.next, {scheme, *(["script"] if kind == "web" else [])}, what
    )
    yield from _of_cursor(source)


def _of_cursor(source: WebSource) -> Iterator[Mistake]:
    cursor, holds = source.pagination.cursor, [url for url in source.templates() if "{cursor}" in url]
    if cursor and source.kind != "json":
        yield ("pagination", "cursor"), f"is for kind json, not {source.kind}"
        return
    if cursor and source.pagination.next:
        yield ("pagination",), "next and cursor exclude each other"
    if cursor and len(holds) < len(source.templates()):
        yield ("pagination", "cursor"), "needs {cursor} in each address or in the query, where the token belongs"
    if holds and not cursor:
        yield ("pagination",), "cursor: {cursor} in an address needs a path to the token in the answer"
    if any("{page}" in url or "{offset}" in url for url in holds):
        yield ("list_pages",), "{cursor} and {page} or {offset} exclude each other"
    yield from _unfit(("pagination", "cursor"), cursor, {"json"}, _WHAT["json"])


def _of_numbers(source: WebSource) -> Iterator[Mistake]:
    templates = source.templates()
    if any("{page}" in url and "{offset}" in url for url in templates):
        yield ("list_pages",), "{page} and {offset} exclude each other"
    if any("{offset}" in url for url in templates) and source.pagination.per_page is None:
        yield ("pagination",), "per_page: {offset} needs the number of items on a page"
    if any(url.partition(mark)[2].count(mark) for url in templates for mark in ("{page}", "{offset}", "{cursor}")):
        yield ("list_pages",), "{page}, {offset} or {cursor} stands twice in an address"


def _of_placeholders(source: WebSource) -> Iterator[Mistake]:
    """Names in braces that nothing is put in place of; a parameter may have braces of its own (JSON, GraphQL)."""
    for page in source.list_pages:
        for found in _PLACEHOLDER.finditer(page):
            if found[0] not in _MARKS:
                yield ("list_pages",), f"{found[0]} is not known in an address; use {{page}}, {{offset}} or {{cursor}}"
    for name, value in source.query.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str) and _PLACEHOLDER.fullmatch(one) and one not in _MARKS:
                yield ("query", name), f"{one} is not known in an address; use {{page}}, {{offset}} or {{cursor}}"


def _of_schedule(source: WebSource) -> Iterator[Mistake]:
    schedule = source.schedule
    if schedule.every_minutes < LEAST_MINUTES:
        yield ("schedule", "every_minutes"), f"{schedule.every_minutes:g} is too often; {LEAST_MINUTES} is the least"
    if is_always_quiet(schedule):
        yield ("schedule", "quiet_hours"), "they cover the whole day, so that it would never be looked at; leave a gap"


def _item_schemes(source: WebSource) -> tuple[set[str], str]:
    if source.reads_entries:
        return {source.kind}, _WHAT[source.kind]
    return {"css", *ON_PAGES, *(("json",) if source.kind == "json" else ())}, "the page of an item"


def _unfit(where: tuple[str, ...], picks: tuple[Pick, ...], schemes: set[str], what: str) -> Iterator[Mistake]:
    for pick in picks:
        if pick.scheme not in schemes:
            known = ", ".join("a CSS selector" if one == "css" else f"{one}:…" for one in sorted(filter(None, schemes)))
            shown = str(pick).removesuffix("@href")  # which goes without saying
            yield where, f"{shown!r} finds nothing in {what}" + (f"; use {known}" if known else "; leave it out")
