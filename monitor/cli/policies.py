"""hydrowatch policies list: which policies were public at a place on a day."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli.helping import Group
from monitor.cli.language import say
from monitor.cli.output import format_option, print_rows


@click.group(cls=Group, help=say("cli.policies.help"))
def policies() -> None:
    """The policy timeline."""


@policies.command(name="list", help=say("cli.policies.list.help"))
@click.option("--at", "day", metavar="YYYY-MM-DD", help=say("cli.policies.at"))
@click.option("--place", help=say("cli.policies.place"))
@click.option("--topic", help=say("cli.policies.topic"))
@format_option
@click.pass_obj
def list_(folder: Any, day: str | None, place: str | None, topic: str | None, form: str) -> int:
    """Rows of the timeline, all of them or those known at a place on a day."""
    from monitor.run.knowledge import own_rules, policy_rows  # noqa: PLC0415 - start-up time

    rows = policy_rows(own_rules(folder), day, place, topic)
    if form == "table":
        rows = [{**row, "verify": say(f"web.verify.{row['verify']}")} for row in rows]
    print_rows(rows, ("id", "known_from", "until", "regions", "issuer", "title", "verify"), form)
    if form == "table":
        for row in rows:
            if row["ending"] == "soon":
                click.echo(f"{row['id']}  {say('policy.ending.soon', day=row['until'])}")
    return 0
