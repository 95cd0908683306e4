"""hydrowatch watch and import: the long jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.language import say
from monitor.cli.output import one_line, print_report, print_rows, progress
from monitor.errors import ItemError

if TYPE_CHECKING:
    from monitor.run.workspace import Workspace


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
@click.option("--show-columns", "show", is_flag=True, help=say("cli.import.show_columns"))
@click.option("--column", "said", multiple=True, metavar="FIELD=COLUMN", help=say("cli.import.column"))
@click.pass_obj
def import_(folder: Path, paths: tuple[Path, ...], show: bool, said: tuple[str, ...]) -> int:
    """Keep and read files; each file's bytes are in the archive before anything reads them."""
    from monitor.run.columns import keep_choices, said_columns  # noqa: PLC0415 - start-up time
    from monitor.run.imports import import_paths  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    chosen = said_columns(said)
    if show:
        with open_workspace(folder, read_only=True) as workspace:
            return _show_columns(workspace, paths, chosen)
    with open_workspace(folder) as workspace, progress() as tell:
        if chosen:
            tables = keep_choices(workspace, paths, chosen)
            click.echo(say("cli.import.columns_kept", tables=tables), err=True)
        report = import_paths(workspace, paths, tell, again=bool(chosen))
    return print_report(report)


def _show_columns(workspace: Workspace, paths: tuple[Path, ...], chosen: tuple[tuple[str, str], ...]) -> int:
    """Which column of each table would be taken for what, and why; nothing is imported."""
    from monitor.run.columns import column_rows  # noqa: PLC0415 - start-up time

    rows, failed = [], 0
    for row in column_rows(workspace, paths, chosen):
        if isinstance(row, ItemError):
            failed += 1
            click.echo(f"hydrowatch: {one_line(str(row))}", err=True)
            continue
        hidden = say("columns.hidden") if row["hidden"] else ""
        rows.append({**row, "table": f"{row['table']}{hidden}", "field": row["field"] or "-",
                     "reason": say(f"columns.why.{row['why']}")})  # fmt: skip
    columns = ("table", "letter", "header", "field", "reason", "example")
    print_rows(rows, columns, "table", empty="columns.none")
    return 3 if failed and rows else 2 if failed else 0
