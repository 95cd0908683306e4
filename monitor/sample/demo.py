"""The demonstration: the sample market watched over its three days, through the same `watch` as any public site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from monitor.run.report import Progress, Report
from monitor.run.sources import add_source
from monitor.run.watch import watch_once
from monitor.run.workspace import init_workspace, open_workspace
from monitor.sample.market import Market, sample_source

DAYS = (1, 2, 3)


def watch_market(folder: Path, progress: Progress) -> Iterator[tuple[int, Report]]:
    """Make a workspace in `folder`, watch the market once a day, and give each day's report.

    The clock is this machine's, also here: evidence is never dated back. The days differ in what the market shows.
    Raises WorkspaceError when the folder cannot be used.
    """
    init_workspace(folder)
    with Market() as market, open_workspace(folder) as workspace:
        definition = workspace.path / "exports" / "sample-market.yaml"
        definition.write_text(json.dumps(sample_source(market.url), ensure_ascii=False, indent=2), "utf-8")
        add_source(workspace, definition)
        for day in DAYS:
            market.day = day
            yield day, watch_once(workspace, (), progress)
