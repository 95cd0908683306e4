"""Watching web sources: list pages -> item pages -> captures -> listings; what left the lists is asked for too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from db.rows import SourceRow
from monitor.capture import CaptureTools, capture, request_for
from monitor.errors import ConfigError, ItemError
from monitor.parse import decode_capture
from monitor.run.jobs import job
from monitor.run.pipeline import Run, process
from monitor.run.report import Progress, Report, Tally, silent
from monitor.run.rows import capture_row
from monitor.run.sightings import Visit
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource, discover, load_sources

READABLE: Final = frozenset({"ok", "sold", "removed_by_platform"})


def watch_once(workspace: Workspace, source_ids: tuple[str, ...] = (), progress: Progress = silent) -> Report:
    """Look at every source (or those named) once; a broken source file is a failed item, the other sources go on.

    Raises ConfigError for an unknown source, or when there is no source that can be read.
    """
    sources = chosen_sources(workspace, source_ids)
    with job(workspace, "watch", ", ".join(sources)) as held, workspace.fetching() as tools:
        for broken in () if source_ids else _broken(workspace):
            held.run.fail(broken.item, broken)
        for source in sources.values():
            _watch_source(held.run, source, tools, progress)
    return held.result()


def _broken(workspace: Workspace) -> list[ItemError]:
    """The source files that are wrong, as failed items."""
    errors = load_sources(workspace.path / "sources")[1]
    return [ItemError(Path(error.path).name, "configuration", f"this source was left out: {error}") for error in errors]


def watch_forever(workspace: Workspace, source_ids: tuple[str, ...] = (), progress: Progress = silent) -> Report:
    """Look at each source on its schedule until interrupted; the report counts every round. Raises ConfigError."""
    sources = chosen_sources(workspace, source_ids)
    due = dict.fromkeys(sources, workspace.clock.now())
    total = Tally()
    for broken in () if source_ids else _broken(workspace):
        total.fail(broken)
    while True:
        try:
            moment = min(due.values())
            workspace.clock.sleep(max(0.0, (moment - workspace.clock.now()).total_seconds()))
        except KeyboardInterrupt:
            return total.report(interrupted=True)
        ready = tuple(name for name, when in due.items() if when <= workspace.clock.now())
        report = watch_once(workspace, ready, progress)
        total.include(report)
        if report.interrupted:
            return total.report(interrupted=True)
        due.update({name: _next_look(workspace, sources[name]) for name in ready})


def _next_look(workspace: Workspace, source: WebSource) -> datetime:
    jitter = random.uniform(0, source.schedule.jitter_minutes)  # noqa: S311 - spreads load, hides nothing
    return workspace.clock.now() + timedelta(minutes=source.schedule.every_minutes + jitter)


def chosen_sources(workspace: Workspace, source_ids: tuple[str, ...]) -> dict[str, WebSource]:
    """The workspace's sources by id, all that can be read or those named.

    Raises ConfigError: no such source, or no source that can be read.
    """
    sources, errors = load_sources(workspace.path / "sources")
    unknown = [name for name in source_ids if name not in sources]
    if errors and (unknown or not sources):
        raise errors[0] if len(errors) == 1 else ConfigError("\n".join(map(str, errors)))
    if unknown:
        known = ", ".join(sources) or "none yet; add one with 'hydrowatch source add FILE'"
        raise ConfigError(f"no source {', '.join(unknown)} in this workspace; known: {known}")
    if not sources:
        raise ConfigError(f"{workspace.path}: has no sources; add one with 'hydrowatch source add FILE'")
    return {name: sources[name] for name in source_ids or sources}


def register_source(workspace: Workspace, source: WebSource) -> None:
    """Enter a source into the database, or what has changed of it."""
    row: SourceRow = {
        "id": source.id,
        "kind": source.kind,
        "title": source.title.zh,
        "url": source.list_pages[0],
        "definition": source.model_dump_json(),
        "purpose": source.terms.purpose,
        "legal_basis": source.terms.legal_basis,
    }
    workspace.store.upsert_source(row)


def _watch_source(run: Run, source: WebSource, tools: CaptureTools, progress: Progress) -> None:
    register_source(run.workspace, source)
    if refusal := source.refusal():
        run.fail(source.id, ItemError(source.id, "capture", refusal))
        return
    visit = Visit(run, source, tools)
    seen = dict.fromkeys(_addresses(visit))
    known = [row["url"] for row in run.workspace.store.live_listings(source.id)]
    addresses = list(dict.fromkeys([*seen, *known]))  # a listing that left the lists is asked what became of it
    for done, address in enumerate(addresses):
        progress(source.id, done, len(addresses))
        if not visit.skips(address):
            _watch_item(visit, address)
    visit.end(len(known))
    progress(source.id, len(addresses), len(addresses))


def _addresses(visit: Visit) -> Iterator[str]:
    """Item addresses of all list pages, page by page."""
    run, source = visit.run, visit.source
    for start in source.start_pages():
        page: str | None = start
        visited: set[str] = set()
        while page and page not in visited and len(visited) < source.pagination.max_pages and not visit.skips(page):
            visited.add(page)
            taken = capture(request_for(source, page, "list"), visit.tools)
            run.workspace.store.add_capture(run.id, capture_row(taken))
            run.tally.add(f"capture.{taken.state}")
            if taken.state != "ok":
                run.fail(source.id, ItemError(page, "capture", taken.reason or taken.state))
                break
            found = discover(decode_capture(taken).text, taken.final_url or page, source)
            if page == start and not found.items:
                run.fail(source.id, _no_items(source, page))
            yield from found.items
            page = found.next_page


def _no_items(source: WebSource, page: str) -> ItemError:
    tried = ", ".join(repr(str(pick)) for pick in source.items.link)
    where = f"sources/{source.id}.yaml, items"
    return ItemError(page, "parse", f"no item found by {tried} ({where}); the page may have changed, or it has none")


def _watch_item(visit: Visit, address: str) -> None:
    run, source, store = visit.run, visit.source, visit.run.workspace.store
    taken = capture(request_for(source, address, "item", store.last_capture(source.id, address)), visit.tools)
    with store.batch():
        capture_id = store.add_capture(run.id, capture_row(taken))
        run.tally.add(f"capture.{taken.state}")
        if taken.state not in READABLE or not any(process(run, taken, capture_id, source)):
            visit.observe(taken, capture_id)
    if taken.state in {"failed", "blocked", "challenge", "truncated", "too_large"}:
        run.fail(source.id, ItemError(address, "capture", taken.reason or taken.state))
