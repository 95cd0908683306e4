"""hydrowatch source add, list, test, health, confirm-removals: web sources as YAML files, no Python."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.output import format_option, print_rows
from monitor.cli.source_health import confirm_removals, health


@click.group(help=say("cli.source.help"))
def source() -> None:
    """Sources of a workspace."""


@source.command(help=say("cli.source.add.help"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=say("cli.source.add.replace"))
@click.pass_obj
def add(folder: Path, file: Path, replace: bool) -> int:
    """Check a source file and copy it into the workspace."""
    from monitor.run.sources import add_source  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder) as workspace:
        added = add_source(workspace, file, replace=replace)
    click.echo(say("cli.source.added", id=added.id))
    if refusal := added.refusal():
        click.echo(refusal, err=True)
    return 0


@source.command(name="list", help=say("cli.source.list.help"))
@format_option
@click.pass_obj
def list_(folder: Path, form: str) -> int:
    """All sources with what the last look at them brought; 2 when a source file is wrong."""
    from monitor.run.sources import source_rows  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        rows, errors = source_rows(workspace)
    if form == "table":
        rows = [{**row, "state": say(f"health.{row['state']}")} for row in rows]
    print_rows(rows, ("id", "title", "url", "allowed", "listings", "state"), form)
    for error in errors:
        click.echo(f"hydrowatch: {error}", err=True)
    return 2 if errors else 0


@source.command(name="test", help=say("cli.source.test.help"))
@click.argument("name")
@click.argument("page", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def test_(folder: Path, name: str, page: Path | None) -> int:
    """Show what each selector finds, on the live first list page and item or on a saved page; 3 when one finds none."""
    from monitor.run.sources import try_page, try_source  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder) as workspace:
        rows = try_page(workspace, name, page) if page else try_source(workspace, name)
    print_rows(rows, ("page", "field", "selector", "found"), "table")
    return 3 if any(row["missing"] for row in rows) else 0


source.add_command(health)
source.add_command(confirm_removals)
