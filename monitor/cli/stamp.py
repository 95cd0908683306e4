"""hydrowatch stamp: ask the workspace's authorities for the time stamps that are missing."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import print_report, progress


@click.command(help=say("cli.stamp.help"))
@click.option("--run", "run_id", type=click.IntRange(0, (1 << 63) - 1), help=say("cli.stamp.run"))
@click.pass_obj
def stamp(folder: Path, run_id: int | None) -> int:
    """Ask for missing stamps; 3 when one could not be had."""
    from monitor.run.sealing.stamps import stamp_missing  # noqa: PLC0415 - start-up time

    with opened(folder) as workspace, progress() as tell:
        report = stamp_missing(workspace, run_id, tell)
    if not report.counts and not report.interrupted:
        click.echo(say("cli.stamp.none_missing"))
    return print_report(report)
