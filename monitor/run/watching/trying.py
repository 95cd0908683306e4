"""Trying a source: what each selector finds on its first list and item, or on a saved page; no listing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

from monitor.capture import request_for
from monitor.charset import declared_charsets, decode
from monitor.errors import InputError, ItemError, SourceError
from monitor.models import Capture
from monitor.parse import decode_capture
from monitor.parse.digest import ticking_words
from monitor.parse.fields import names_day
from monitor.parse.unnamed import unnamed_text
from monitor.run.examples import example
from monitor.run.jobs import job
from monitor.run.report import unheard
from monitor.run.watching.chosen import chosen_sources, register_source
from monitor.run.watching.fetched import fetch, store
from monitor.run.watching.lists import list_text
from monitor.run.workspace import Workspace
from monitor.sources.report import SAMPLE_CHARS, SourceReport, item_report, list_report
from monitor.sources.web import WebSource, load_source

DRAFTS: Final = "drafts"  # the folder in sources/ that is not watched
NEEDED: Final = frozenset({"item.title", "item.text"})  # when a source names them, a listing needs them
_NUMBERS: Final = frozenset({"native_id", "native_id.select"})  # of items: shown as they are everywhere
Row = dict[str, Any]
Part = Literal["list", "item"]
Take = Callable[[str, Part], Capture]
ITEMS_TRIED: Final = 3
ASIDE_SHOWN: Final = 3  # addresses of rows that lead elsewhere


def source_named(workspace: Workspace, name: str) -> WebSource:
    """A source of the workspace, a draft, or the source file of that path. Raises ConfigError, DataFileError."""
    draft = workspace.path / "sources" / DRAFTS / f"{name}.yaml"
    if name.endswith((".yaml", ".yml")):
        return load_source(Path(name))
    if draft.is_file() and not (workspace.path / "sources" / f"{name}.yaml").exists():
        return load_source(draft)
    return chosen_sources(workspace, (name,))[name]


def try_source(workspace: Workspace, name: str, tell: Callable[[ItemError], object] = unheard) -> list[Row]:
    """Fetch the first list and its first item, and say what every selector finds there, a row each.

    Args: tell, is told of what failed beside: a page that no browser could show, a time stamp. Raises ConfigError for
    an unknown source, SourceError when a page cannot be had or the source may not be fetched, KeyboardInterrupt.
    """
    source, rows = source_named(workspace, name), list[Row]()
    register_source(workspace, source)
    with job(workspace, "source test", source.id) as held, workspace.fetching() as tools:

        def take(url: str, kind: Part) -> Capture:
            rendered = source.render and (kind == "item" or source.kind == "web")
            taken, _ = store(held.run, fetch(request_for(source, url, kind), tools, rendered=rendered))
            if taken.state not in {"ok", "sold", "removed_by_platform"}:
                raise SourceError(f"{url}: {taken.reason or taken.state}")
            return taken

        try:
            rows = _tried(source, take(source.start_pages()[0], "list"), take)
        except ItemError as error:
            raise SourceError(str(error)) from error
    for failure in held.ended().failures:
        tell(failure)
    return rows


def _tried(source: WebSource, taken: Capture, take: Take) -> list[Row]:
    report = list_report(
        list_text(taken), source, taken.final_url, names_day, ticking_words, unnamed_text, taken.headers
    )
    rows = list(_rows("list", report, source))
    found = report.discovered
    if not found.items and found.further:  # an index of sitemaps
        below = take(found.further[0], "list")
        report = list_report(list_text(below), source, below.final_url, names_day)
        rows += _rows("list", report, source)
        found = report.discovered
    if found.items and not source.reads_entries:
        item = _first_item(found.items, take)
        rows += item_rows(decode_capture(item).text, source, item.final_url)
    return rows


def list_rows(text: str, source: WebSource, url: str) -> list[Row]:
    """What every selector of lists finds on a page of one. Raises ItemError: it is none of the source's kind."""
    return list(_rows("list", list_report(text, source, url, names_day, ticking_words, unnamed_text), source))


def item_rows(text: str, source: WebSource, url: str) -> list[Row]:
    """What every selector of items finds on the page of one. Raises ItemError: it is no JSON, though it begins so."""
    return list(_rows("item", item_report(text, source, url, names_day, ticking_words, unnamed_text), source))


def _first_item(items: tuple[str, ...], take: Take) -> Capture:
    """The first item that can be had: one may be sold out of sight or forbidden by robots.txt. Raises SourceError."""
    for item in items[: ITEMS_TRIED - 1]:
        try:
            return take(item, "item")
        except SourceError:
            continue
    return take(items[:ITEMS_TRIED][-1], "item")


def try_page(workspace: Workspace, name: str, page: Path) -> list[Row]:
    """Say what every selector finds on a saved page, list or item. Raises ConfigError, InputError."""
    source = source_named(workspace, name)
    try:
        body = page.read_bytes()
    except OSError as error:
        raise InputError(f"{page}: cannot be read: {error.strerror or error}") from error
    text, url = decode(body, declared_charsets(body)).text, source.start_pages()[0]
    try:
        report = list_report(text, source, url, names_day, ticking_words, unnamed_text)
        if report.discovered.items or source.reads_entries:
            return list(_rows("list", report, source))
    except ItemError as error:
        if source.reads_entries:
            raise InputError(f"{page}: {error.reason}") from error
    return item_rows(text, source, url)


def _rows(part: Part, report: SourceReport, source: WebSource) -> Iterator[Row]:
    """What was found, in rows; nobody is told by the samples."""
    for row in _found(part, report, source):
        field = row["field"].removeprefix("item.")
        shown = row["sample"] if field in _NUMBERS else example(row["sample"], field=field, cut_at=SAMPLE_CHARS)
        yield {**row, "sample": shown}


def _found(part: Part, report: SourceReport, source: WebSource) -> Iterator[Row]:
    """One row a selector; then what discovery, the item's number and the markers come to."""
    empty = set(report.empty_fields())
    read = {one.field for one in report.selectors if one.hit == "used"}
    for one in report.selectors:
        missing = one.field in empty & NEEDED or (one.hit == "unread" and one.field not in read)
        yield {
            "page": part, "field": one.field, "selector": one.selector, "hit": one.hit, "rank": one.rank,
            "count": one.count, "of": one.of, "sample": one.sample, "missing": missing,
        }  # fmt: skip
    if part == "list":
        yield from _discovered(report, source)
    if part == "item" or source.reads_entries:
        how = source.native_id.url or ", ".join(map(str, source.native_id.select))
        yield _row(part, "native_id", how, report.native_id or "", missing=part == "list" and not report.native_id)
    for marker in report.markers:
        yield _row(part, "marker", marker, marker)
    for marker in report.silent:
        yield _row(part, "marker", marker, "")
    for mixed in report.within:
        kind = "whole" if mixed.whole and mixed.kind == "state" else mixed.kind
        yield _warning(part, kind, mixed.selector, ", ".join(mixed.words), ", ".join(mixed.places))
    if report.unsaid:
        yield _warning(part, "unit", report.unsaid[1], report.unsaid[0])


def _warning(part: Part, kind: str, how: str, sample: str, place: str = "") -> Row:
    """Something that a person should see to, and that ends nothing: `place`, CSS of elements that it is about."""
    return {**_row(part, f"warning.{kind}", how, sample), "hit": "warned", "place": place}


def _discovered(report: SourceReport, source: WebSource) -> Iterator[Row]:
    found = report.discovered
    number = found.entries if source.reads_entries else len(found.items)
    first = (found.items or ("",))[0]
    how = source.items.path if source.reads_entries else source.items.pattern
    needed = not found.further
    yield {**_row("list", "items", how, first, missing=needed and not number), "count": number,
           "hit": "used" if number else "nothing"}  # fmt: skip
    if found.next_page:
        yield _row("list", "pagination", "", found.next_page)
    if report.stated is not None:
        yield _warning("list", "total", str(found.rows), str(report.stated))
    if report.merged is not None:
        yield _warning("list", "merged", report.merged.native_id, ", ".join(report.merged.links))
    if report.aside:
        links = ", ".join(one.link for one in report.aside[:ASIDE_SHOWN])
        yield _warning("list", "aside", str(len(report.aside)), links)
    if found.further:
        yield {**_row("list", "sitemaps", source.pagination.follow, found.further[0]), "count": len(found.further)}


def _row(part: Part, name: str, how: str, sample: str, *, missing: bool = False) -> Row:
    return {
        "page": part, "field": name, "selector": how, "hit": "used" if sample else "nothing", "rank": 0,
        "count": int(bool(sample)), "of": 0, "sample": sample, "missing": missing,
    }  # fmt: skip
