"""hydrowatch watch and import: the long jobs."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.output import print_report, progress


@click.command(help=say("cli.watch.help"))
@click.option("--once", is_flag=True, help=say("cli.watch.once"))
@click.option("--source", "sources", multiple=True, help=say("cli.watch.source"))
@click.pass_obj
def watch(folder: Path, once: bool, sources: tuple[str, ...]) -> int:
    """Look at the sources once, or on their schedules until interrupted."""
    from monitor.run.watch import watch_forever, watch_once  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder) as workspace, progress() as tell:
        job = watch_once if once else watch_forever
        report = job(workspace, sources, tell)
    return print_report(report)


@click.command(name="import", help=say("cli.import.help"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.pass_obj
def import_(folder: Path, paths: tuple[Path, ...]) -> int:
    """Keep and read files; each file's bytes are in the archive before anything reads them."""
    from monitor.run.imports import import_paths  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder) as workspace, progress() as tell:
        report = import_paths(workspace, paths, tell)
    return print_report(report)
