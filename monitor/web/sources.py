"""The sources with how well each is, and the changes of their states."""

from __future__ import annotations

from starlette.responses import Response

from monitor.run.watching.health import said_as
from monitor.run.watching.source_health import source_health
from monitor.web.render import Page


def sources(page: Page) -> Response:
    """`/sources`: every watched source with its health, the worst first, and the latest alerts."""
    with page.workspace.open_reader() as store:
        rows = source_health(store, page.language, folder=page.workspace.path)
        alerts = store.alerts()
    titles = {row["id"]: row["title"] for row in rows}
    return page.render("sources.html", rows=rows, alerts=alerts, titles=titles, said_as=said_as)
