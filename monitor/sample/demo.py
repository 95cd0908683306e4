"""Watches the sample market over its three days in a workspace of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.run.report import Progress, Report, silent
from monitor.run.watch import watch_once
from monitor.run.workspace import init_workspace, open_workspace
from monitor.sample.listings import DAYS
from monitor.sample.market import SOURCE_FILE, SOURCE_URL, Market

SOURCE_NAME: Final = "sample-market.yaml"


def watch_market(folder: Path, progress: Progress = silent) -> Iterator[tuple[int, Report]]:
    """Make a workspace in `folder`, start the market, and look at it once on each of its days.

    Gives each day with what was found; ends early when interrupted. Raises WorkspaceError when the folder cannot be
    used.
    """
    init_workspace(folder)
    with Market() as market:
        source = SOURCE_FILE.read_text("utf-8").replace(SOURCE_URL, market.url)
        (folder / "sources" / SOURCE_NAME).write_text(source, "utf-8")
        for market.day in DAYS:
            with open_workspace(folder) as workspace:
                report = watch_once(workspace, progress=progress)
            yield market.day, report
            if report.interrupted:
                return
