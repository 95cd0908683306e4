"""hydrowatch demo: the synthetic market from end to end."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.language import language, say
from monitor.cli.output import print_rows, progress, tell_failure
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.run.workspace import Workspace


@click.command(help=say("cli.demo.help"))
@click.option("--serve/--no-serve", default=True, help=say("cli.demo.serve"))
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help=say("cli.serve.port"))
@click.option("--folder", type=click.Path(path_type=Path), help=say("cli.demo.folder"))
def demo(serve: bool, port: int, folder: Path | None) -> int:
    """Watch the sample market over three days, print what was found, serve it."""
    if folder is not None:
        return _run(folder, serve, port)
    with tempfile.TemporaryDirectory(prefix="hydrowatch-demo-") as temporary:
        return _run(Path(temporary) / "workspace", serve, port)


def _run(folder: Path, serve: bool, port: int) -> int:
    from db import QueueFilter  # noqa: PLC0415 - start-up time
    from monitor.cli.listing import QUEUE_COLUMNS, shown  # noqa: PLC0415
    from monitor.run.queries import queue_rows  # noqa: PLC0415
    from monitor.run.workspace import open_workspace  # noqa: PLC0415
    from monitor.sample.demo import watch_market  # noqa: PLC0415

    click.echo(say("cli.demo.begin"))
    with progress() as tell:
        for day, report in watch_market(folder, tell):
            click.echo(say("cli.demo.day", day=day, **_told(report.counts)))
            if report.interrupted:
                click.echo(say("cli.interrupted"), err=True)
                return 130
    with open_workspace(folder, read_only=True) as workspace:
        rows = [shown(row, "table") for row in queue_rows(workspace, QueueFilter(min_level="low"), 20)]
        print_rows(rows, QUEUE_COLUMNS, "table")
        counts = workspace.store.counts()
        flags = workspace.store.facets().get("level", {})
        high = flags.get("high", 0) + flags.get("critical", 0)
        click.echo(say("cli.demo.found", listings=counts["listings"], versions=counts["versions"],
                       captures=counts["captures"], changes=counts["changes"], high=high))  # fmt: skip
        click.echo(say("cli.demo.honest"))
        if serve:
            _serve(workspace, port)
    return 0


def _serve(workspace: Workspace, port: int) -> None:
    """Serve the result; where the port is taken, on any other: a newcomer's first run must not end there."""
    from monitor.web.app import serve as serve_app  # noqa: PLC0415 - start-up time

    def announce(address: str) -> None:
        click.echo(say("cli.demo.serving", url=f"{address}?lang={language()}"))

    try:
        serve_app(workspace, port=port, announce=announce)
    except ConfigError as taken:
        tell_failure(taken)
        serve_app(workspace, port=0, announce=announce)


def _told(counts: Mapping[str, int]) -> dict[str, int]:
    names = ("new", "changed", "unchanged", "failed")
    told = {name: counts.get(name, 0) for name in names}
    told["fetched"] = sum(count for name, count in counts.items() if name.startswith("capture."))
    return told
