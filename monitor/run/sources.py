"""Adding, listing and trying web sources of a workspace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from monitor.__about__ import __version__
from monitor.capture import capture, request_for
from monitor.errors import ConfigError, InputError, SourceError
from monitor.models import Capture
from monitor.parse import decode_capture
from monitor.parse.charset import decode
from monitor.run.rows import capture_row
from monitor.run.watch import chosen_sources, register_source
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource, discover, load_source, load_sources, source_report

__all__ = ["add_source", "source_rows", "try_page", "try_source"]


def add_source(workspace: Workspace, file: Path, *, replace: bool = False) -> WebSource:
    """Check a source file and copy it into the workspace as sources/ID.yaml.

    Raises DataFileError for a wrong file, ConfigError when the id is taken and `replace` is not asked for.
    """
    source = load_source(file)
    target = workspace.path / "sources" / f"{source.id}.yaml"
    if target.exists() and not replace:
        raise ConfigError(f"{target}: a source {source.id!r} is there already; --replace puts this one in its place")
    shutil.copyfile(file, target)
    register_source(workspace, source)
    workspace.store.audit(workspace.operator, "source.add", source.id, {"decision": source.terms.decision})
    return source


def source_rows(workspace: Workspace) -> tuple[list[dict[str, Any]], list[Exception]]:
    """All sources as rows, and the errors of source files that are wrong."""
    sources, errors = load_sources(workspace.path / "sources")
    listings, ill = workspace.store.facets().get("source", {}), workspace.store.ill_sources()
    rows = [
        {
            "id": source.id,
            "title": source.title.zh,
            "url": source.list_pages[0],
            "allowed": not source.refusal(),
            "listings": listings.get(source.id, 0),
            "state": ill.get(source.id, "ok" if workspace.store.source_clock(source.id).last_look else "new"),
        }
        for source in sources.values()
    ]
    return rows, list(errors)


def try_source(workspace: Workspace, name: str) -> list[dict[str, Any]]:
    """Fetch the first list page and its first item, and say what every selector finds there.

    Raises ConfigError for an unknown source, SourceError when a page cannot be had.
    """
    source = chosen_sources(workspace, (name,))[name]
    register_source(workspace, source)
    with workspace.fetching() as tools:
        run_id, status = workspace.store.begin_run("source test", name, __version__), "failed"

        def take(url: str, kind: Any) -> Capture:
            taken = capture(request_for(source, url, kind), tools)
            workspace.store.add_capture(run_id, capture_row(taken))
            if taken.state not in {"ok", "sold", "removed_by_platform"}:
                raise SourceError(f"{url}: {taken.reason or taken.state}")
            return taken

        try:
            first = take(source.start_pages()[0], "list")
            html, url = decode_capture(first).text, first.final_url
            rows = list(_rows("list", html, url, source))
            if items := discover(html, url, source).items:
                item = take(items[0], "item")
                rows += _rows("item", decode_capture(item).text, item.final_url, source)
            status = "done"
        finally:
            workspace.store.finish_run(run_id, status)
    return rows


def try_page(workspace: Workspace, name: str, page: Path) -> list[dict[str, Any]]:
    """Say what every selector finds on a saved page. Raises ConfigError, InputError."""
    source = chosen_sources(workspace, (name,))[name]
    try:
        body = page.read_bytes()
    except OSError as error:
        raise InputError(f"{page}: cannot be read: {error.strerror or error}") from error
    html = decode(body).text
    kind = "list" if discover(html, source.start_pages()[0], source).items else "item"
    return list(_rows(kind, html, source.start_pages()[0], source))


def _rows(kind: str, html: str, url: str, source: WebSource) -> Iterator[dict[str, Any]]:
    report = source_report(html, source, url)
    empty = set(report.empty_fields())
    for entry in report.selectors:
        if (kind == "list") != entry.field.startswith(("items.", "pagination.")):
            continue
        missing = entry.field in empty and entry.field in {"items.link", "item.title", "item.text"}
        found = f"{entry.count} × {entry.sample}" if entry.count else "—"
        yield {"page": kind, "field": entry.field, "selector": entry.selector, "found": found, "missing": missing}
    for marker in report.markers:
        yield {"page": kind, "field": "marker", "selector": marker, "found": "✓", "missing": False}
