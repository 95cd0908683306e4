"""hydrowatch reassess: judge what is stored again after rules, policies or the program changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import STANDING, one_line, print_record, print_report, progress, record_option
from monitor.cli.words import difference_lines


@click.command(help=say("cli.reassess.help"))
@click.option("--source", default="", help=say("cli.reassess.source"))
@click.option("--since", default=None, metavar="YYYY-MM-DD", help=say("cli.reassess.since"))
@click.option("--all", "everything", is_flag=True, help=say("cli.reassess.all"))
@click.option("--dry-run", is_flag=True, help=say("cli.reassess.dry_run"))
@record_option
@click.pass_obj
def reassess(folder: Path, source: str, since: str | None, everything: bool, dry_run: bool, form: str) -> int:
    """Judge stored versions again, keep both judgements, tell what differs."""
    from monitor.run.detector import as_date  # noqa: PLC0415 - start-up time
    from monitor.run.reassess import Wanted, reassess  # noqa: PLC0415

    wanted = Wanted(source, as_date(since), everything, dry_run)
    with opened(folder, read_only=dry_run) as workspace, progress() as tell:
        report = reassess(workspace, wanted, _print_jsonl if form == "jsonl" else _print_lines, tell)
    if form == "table":
        click.echo(say("cli.reassess.dry") if dry_run else say("cli.reassess.kept"))
    return print_report(report, on_stderr=form == "jsonl")


def _print_jsonl(told: Mapping[str, Any]) -> None:
    print_record({**told, "standing": STANDING}, (), "jsonl")


def _print_lines(told: Mapping[str, Any]) -> None:
    if told["seen"]:
        click.echo(f"#{told['listing']}  v{told['version']}  {one_line(told['title']) or told['id']}")
        for line in difference_lines(told):
            click.echo(f"    {line}")
