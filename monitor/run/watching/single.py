"""One page, captured now and read like any other: by the rules of a source, or by none."""

from __future__ import annotations

from dataclasses import replace

from monitor.capture import Request, request_for
from monitor.capture.chromium import find_chromium
from monitor.capture.guard import Refused, split_url
from monitor.errors import InputError, ItemError
from monitor.run.jobs import job
from monitor.run.pipeline import process
from monitor.run.report import Report
from monitor.run.watching.chosen import chosen_sources, register_source
from monitor.run.watching.fetched import fetch, store
from monitor.run.watching.items import READABLE
from monitor.run.workspace import Workspace

SOURCE_ID = "capture"


def capture_pages(
    workspace: Workspace, urls: tuple[str, ...], source_id: str = "", *, rendered: bool = False
) -> Report:
    """Capture pages by their addresses, one after another, in one run.

    Args: source_id, of a source in whose manner they are asked for and read; rendered, show them in a browser, too (a
    source may say so itself). Raises InputError for what is no address, ConfigError for an unknown source and when
    there is no browser.
    """
    for url in urls:
        try:
            split_url(url)
        except Refused as refused:
            raise InputError(f"{url}: {refused}") from refused
    source = chosen_sources(workspace, (source_id,))[source_id] if source_id else None
    rendered = rendered or (source is not None and source.render)
    if rendered:
        find_chromium(workspace.settings.chromium)  # before a run begins that could do nothing
    with job(workspace, "capture", f"{len(urls)} pages") as held, workspace.fetching() as tools:
        if source:
            register_source(workspace, source)
        else:
            workspace.store.upsert_source({"id": SOURCE_ID, "kind": "web", "title": "单页 single pages"})
        for url in urls:
            request = request_for(source, url) if source else Request(url, SOURCE_ID)
            fetched = fetch(replace(request, etag=None, last_modified=None), tools, rendered=rendered)
            with workspace.store.batch():
                taken, capture_id = store(held.run, fetched)
                if taken.state in READABLE:
                    for _work in process(held.run, taken, capture_id, source):
                        pass
                else:
                    held.run.fail(taken.source_id, ItemError(url, "capture", taken.reason or taken.state))
    return held.result()
