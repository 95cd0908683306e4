"""hydrowatch watch: the long job that looks at sources."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import print_report, progress, tell_failure
from monitor.cli.source_health import tell_alert, tell_stamps


@click.command(help=say("cli.watch.help"))
@click.option("--once", is_flag=True, help=say("cli.watch.once"))
@click.option("--source", "sources", multiple=True, help=say("cli.watch.source"))
@click.pass_obj
def watch(folder: Path, once: bool, sources: tuple[str, ...]) -> int:
    """Look at the sources once, or on their schedules until interrupted."""
    from monitor.run.watching.watch import watch_forever, watch_once  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import refuse_second_watch  # noqa: PLC0415

    refuse_second_watch(folder)
    with opened(folder) as workspace, progress() as tell:
        if once:
            report = watch_once(workspace, sources, tell, tell_alert, tell_stamps, tell_failure)
        else:
            report = watch_forever(workspace, sources, tell, tell_alert, tell_failure, tell_stamps)
    return print_report(report)
