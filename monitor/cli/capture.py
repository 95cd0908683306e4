"""hydrowatch capture: one or more pages, now, by their addresses; with --render as a browser shows them."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import print_report


@click.command(help=say("cli.capture.help"))
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--render", is_flag=True, help=say("cli.capture.render"))
@click.option("--source", default="", help=say("cli.capture.source"))
@click.pass_obj
def capture(folder: Path, urls: tuple[str, ...], render: bool, source: str) -> int:
    """Capture pages and read them; 3 when one of them failed."""
    from monitor.capture.chromium import walls  # noqa: PLC0415 - start-up time
    from monitor.run.watching.single import capture_pages  # noqa: PLC0415

    with opened(folder) as workspace:
        report = capture_pages(workspace, urls, source, rendered=render)
    if report.counts.get("rendered") and not walls().sandbox:
        click.echo(say("cli.capture.as_root"), err=True)
    return print_report(report)
