"""hydrowatch init and doctor: make a workspace; say what is installed, reachable and wrong."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say, say_name
from monitor.cli.output import in_words, print_rows


@click.command(help=say("cli.init.help"))
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> int:
    """Make a workspace in a new or empty folder."""
    from monitor.run.workspace import init_workspace  # noqa: PLC0415 - start-up time

    init_workspace(folder)
    click.echo(say("cli.init.done", folder=folder))
    return 0


@click.command(help=say("cli.doctor.help"))
@click.pass_obj
def doctor(folder: Path) -> int:
    """Check the installation and the workspace; 2 when something must be mended."""
    from monitor.run.doctor import examine  # noqa: PLC0415 - start-up time

    findings = list(examine(folder))
    rows = [
        {"ok": say(f"cli.doctor.{one.state}"), "what": _what(one.what), "found": in_words(one.found)}
        for one in findings
    ]
    print_rows(rows, ("ok", "what", "found"), "table")
    return 2 if any(finding.state == "wrong" for finding in findings) else 0


def _what(name: str) -> str:
    """What was looked at, in words where it is no name: "source market", "own rules", "pydantic"."""
    kind, _, named = name.partition(" ")
    if (whole := say_name("", f"doctor.what.{name}")) or not named:
        return whole or name
    return f"{say_name(kind, f'doctor.what.{kind}')} {named}"
