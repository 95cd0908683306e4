"""hydrowatch source add, list, test, health, confirm-removals: web sources as YAML files, no Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from monitor.cli.helping import Group
from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import format_option, one_line, print_rows, tell_failure, visible
from monitor.cli.source_health import confirm_removals, health
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.errors import ItemError
    from monitor.run.workspace import Workspace

_HITS: Final = {"used": "✓", "spare": "·", "nothing": "", "unread": "✗", "warned": "!"}


@click.group(cls=Group, help=say("cli.source.help"))
def source() -> None:
    """Sources of a workspace."""


@source.command(help=say("cli.source.add.help"))
@click.argument("file", metavar="FILE|URL")
@click.option("--replace", is_flag=True, help=say("cli.source.add.replace"))
@click.option("--loopback", is_flag=True, help=say("cli.source.add.loopback"))
@click.option("--id", "name", metavar="ID", default="", help=say("cli.source.add.id"))
@click.pass_obj
def add(folder: Path, file: str, replace: bool, loopback: bool, name: str) -> int:
    """Check a source file and copy it into the workspace, or draft one by looking at an address."""
    from monitor.run.watching.sources import add_source  # noqa: PLC0415 - start-up time

    with opened(folder) as workspace:
        if file.lower().startswith(("http://", "https://")):
            return _draft(workspace, file, name, replace=replace, loopback=loopback)
        if name:
            raise ConfigError("--id is for the draft of an address; the id of a source file stands in it")
        added = add_source(workspace, Path(file), replace=replace)
    click.echo(say("cli.source.added", id=added.id))
    if refusal := added.refusal():
        click.echo(refusal, err=True)
    return 0


def _draft(workspace: Workspace, url: str, name: str, *, replace: bool, loopback: bool) -> int:
    from monitor.run.watching.drafts import draft_source  # noqa: PLC0415 - start-up time

    words = ("head", "also", "kind", "below", "fill", "terms", "number", "draft.no_list", "draft.no_item",
             "draft.index", "draft.check_pattern", "draft.one_item", "draft.item_json", "draft.scripts",
             "draft.one_page", "draft.cursor", "draft.list_marks", "draft.onclick",
             "draft.by_entries", "draft.no_mark", "volatile", "markers")  # fmt: skip
    told = {word: say(f"cli.source.draft.{word.removeprefix('draft.')}") for word in words}
    failures: list[ItemError] = []
    drafted = draft_source(
        workspace, url, told, name=name, loopback=loopback, replace=replace, tell=failures.append, warned=_warned
    )  # fmt: skip
    click.echo(visible(drafted.text), nl=False)
    for note in drafted.notes:
        click.echo(told[note], err=True)
    for warning in drafted.warnings:
        click.echo(say("cli.source.warning", says=warning), err=True)
    click.echo(say("cli.source.drafted", id=drafted.id, file=drafted.file), err=True)
    click.echo(say("cli.source.draft.undecided", keys=", ".join(drafted.undecided)), err=True)
    return _told(failures)


@source.command(name="list", help=say("cli.source.list.help"))
@format_option
@click.pass_obj
def list_(folder: Path, form: str) -> int:
    """All sources with what the last look at them brought; 2 when a source file is wrong."""
    from monitor.run.watching.sources import source_rows  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        rows, errors = source_rows(workspace)
    if form == "table":
        rows = [{**row, "state": say(f"health.{row['state']}")} for row in rows]
    print_rows(rows, ("id", "title", "url", "allowed", "listings", "state"), form)
    for error in errors:
        tell_failure(error)
    return 2 if errors else 0


@source.command(name="test", help=say("cli.source.test.help"))
@click.argument("name")
@click.argument("page", required=False, type=click.Path(path_type=Path))
@format_option
@click.pass_obj
def test_(folder: Path, name: str, page: Path | None, form: str) -> int:
    """Show what each selector finds, on the first list and item or on a saved page; 3 when a needed one has none."""
    from monitor.run.watching.trying import try_page, try_source  # noqa: PLC0415 - start-up time

    failures: list[ItemError] = []
    with opened(folder) as workspace:
        rows = try_page(workspace, name, page) if page else try_source(workspace, name, failures.append)
    shown = [{**row, "hit": _HITS[row["hit"]], "found": _found(row)} for row in rows] if form == "table" else rows
    print_rows(shown, ("page", "field", "selector", "hit", "found"), form)
    if form == "table":
        _print_findings(rows)
    return _told(failures) or (3 if any(row["missing"] for row in rows) else 0)


def _told(failures: list[ItemError]) -> int:
    """Say what failed; the exit status."""
    for failure in failures:
        tell_failure(failure)
    return 3 if failures else 0


def _found(row: dict[str, Any]) -> str:
    if not row["count"]:
        return "—"
    count = f"{row['count']}/{row['of']}" if row["of"] else str(row["count"])
    return f"{count} × {row['sample']}"


def _print_findings(rows: list[dict[str, Any]]) -> None:
    """The legend, which fields a fallback found, and for which nothing was found."""
    click.echo(say("cli.source.test.legend"))
    fallbacks = [f"{row['field']} ({row['selector']})" for row in rows if row["hit"] == "used" and row["rank"]]
    found = {(row["page"], row["field"]) for row in rows if row["count"]}
    fields = dict.fromkeys((row["page"], row["field"]) for row in rows)
    empty = [name for page, name in fields if (page, name) not in found and name != "marker"]
    unread = [f"{row['field']} ({row['selector']}: {row['sample']})" for row in rows if row["hit"] == "unread"]
    if fallbacks:
        click.echo(say("cli.source.test.fallbacks", fields=one_line(", ".join(fallbacks))))
    if unread:
        click.echo(say("cli.source.test.unread", fields=one_line(", ".join(unread))))
    if empty:
        click.echo(say("cli.source.test.empty", fields=", ".join(empty)))
    for row in rows:
        if row["hit"] == "warned":
            click.echo(say("cli.source.warning", says=_warned(row)))


def _warned(row: dict[str, Any]) -> str:
    """What a person should see to, in one sentence."""
    place = say("cli.source.warning.place", place=one_line(row["place"])) if row["place"] else ""
    selector = one_line(row["selector"]) or say("cli.source.warning.unnamed")
    return say(f"cli.source.{row['field']}", selector=selector, words=one_line(row["sample"]), place=place)


source.add_command(health)
source.add_command(confirm_removals)
