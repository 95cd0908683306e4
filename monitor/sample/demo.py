"""Watches the sample market over its three days in a workspace of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from monitor.run.report import Progress, Report, silent
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import init_workspace, open_workspace
from monitor.sample.listings import DAYS
from monitor.sample.market import SOURCE_FILE, SOURCE_URL, Market

SOURCE_NAME: Final = "sample-market.yaml"


def watch_market(
    folder: Path, progress: Progress = silent, market: Market | None = None
) -> Iterator[tuple[int, Report]]:
    """Make a workspace in `folder`, start the market (or the one given), and look at it once on each of its days.

    Gives each day with what was found; ends early when interrupted. Raises WorkspaceError when the folder cannot be
    used.
    """
    init_workspace(folder)
    with market or Market() as open_market:
        source = SOURCE_FILE.read_text("utf-8").replace(SOURCE_URL, open_market.url)
        (folder / "sources" / SOURCE_NAME).write_text(source, "utf-8")
        for open_market.day in DAYS:
            with open_workspace(folder) as workspace:
                report = watch_once(workspace, progress=progress)
            yield open_market.day, report
            if report.interrupted:
                return
