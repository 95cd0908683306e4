"""hydrowatch verify and audit verify: every capture and every log entry, with a verdict each."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say
from monitor.cli.output import format_option, print_rows


@click.command(help=say("cli.verify.help"))
@click.option("--all", "every", is_flag=True, help=say("cli.verify.all"))
@format_option
@click.pass_obj
def verify(folder: Path, every: bool, form: str) -> int:
    """Check the archive, the database and the log; 3 when something does not hold."""
    from monitor.run.verify import verify_workspace  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        verdicts = list(verify_workspace(workspace))
    bad = [verdict for verdict in verdicts if not verdict.ok]
    shown = verdicts if every or form != "table" else bad
    print_rows([verdict.row() for verdict in shown], ("ok", "kind", "item", "reason"), form, empty="cli.verify.sound")
    if form == "table":
        click.echo(say("cli.verify.done", checked=len(verdicts), bad=len(bad)))
    return 3 if bad else 0


@click.group(help=say("cli.audit.help"))
def audit() -> None:
    """The audit log."""


@audit.command(name="verify", help=say("cli.audit.verify.help"))
@format_option
@click.pass_obj
def verify_log(folder: Path, form: str) -> int:
    """Check the chain of the audit log; 3 when it is broken."""
    from monitor.run.verify import verify_audit  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        verdicts = list(verify_audit(workspace))
    bad = [verdict for verdict in verdicts if not verdict.ok]
    print_rows([verdict.row() for verdict in bad], ("ok", "kind", "item", "reason"), form, empty="cli.audit.sound")
    if form == "table":
        click.echo(say("cli.verify.done", checked=len(verdicts), bad=len(bad)))
    return 3 if bad else 0
