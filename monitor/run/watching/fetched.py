"""A page asked for in a source's manner: over plain HTTP or in a browser, with all that came of it stored together."""

from __future__ import annotations

from dataclasses import replace

from monitor.capture import CaptureTools, Rendered, Request, capture, render
from monitor.errors import ItemError
from monitor.models import Capture, CaptureState
from monitor.run.loaded import with_loaded
from monitor.run.pipeline import Run
from monitor.run.rows import capture_row


def fetch(request: Request, tools: CaptureTools, *, rendered: bool) -> Rendered:
    """Capture a page; all that came of it (robots.txt, redirects, what it loads) goes to the disk at once at the end.

    Raises ConfigError, when it is to be rendered and there is no browser, and WorkspaceError.
    """
    try:
        with tools.archive.gathering():
            return render(request, tools, with_loaded) if rendered else Rendered(capture(request, tools))
    finally:  # what was asked for before a fault is kept, too
        tools.archive.sync()


def store(run: Run, fetched: Rendered) -> tuple[Capture, int]:
    """Store all captures of a page, inside the caller's transaction if there is one; the one to be read, and its id.

    What the page loads is kept and not read; why a page could not be shown is a failed item.
    """
    base, page = run.workspace.store, fetched.page
    with base.batch():
        page_id = chosen_id = base.add_capture(run.id, capture_row(page))
        for view in fetched.views:
            view_id = base.add_capture(run.id, {**capture_row(view), "parent_id": page_id})
            chosen_id = view_id if view is fetched.listing else chosen_id
        for part in fetched.loaded:
            row = capture_row(part)
            state = "resource" if part.state == "ok" else part.state
            base.add_capture(run.id, {**row, "state": state, "page_id": page_id})
        run.tally.add(f"capture.{fetched.listing.state}")
        if fetched.views:
            run.tally.add("rendered")
            run.tally.add("resources", len(fetched.loaded))
        if fetched.problem:
            run.fail(page.source_id, ItemError(page.url, "render", fetched.problem))
    return fetched.listing, chosen_id


def judged(fetched: Rendered, state: CaptureState, reason: str) -> Rendered:
    """A page that is not the one asked for: kept as what it is, and its marks say nothing of that one."""

    def as_is(taken: Capture) -> Capture:
        return replace(taken, state=state, reason=reason)

    views = tuple(view if view.state == "resource" else as_is(view) for view in fetched.views)
    return replace(fetched, page=as_is(fetched.page), views=views)
