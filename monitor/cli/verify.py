"""hydrowatch verify and audit verify: every capture and every log entry, with a verdict each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from monitor.cli.helping import Group
from monitor.cli.language import say
from monitor.cli.output import format_option, in_words, print_rows, progress
from monitor.errors import InputError

if TYPE_CHECKING:
    from monitor.run.report import Progress
    from monitor.run.verifying.verify import ItemVerdict

LOG_ENTRY: Final = "entry "  # "entry 7 of the audit log": the one item that is no name


@click.command(help=say("cli.verify.help"))
@click.option("--all", "every", is_flag=True, help=say("cli.verify.all"))
@click.option("--deep", is_flag=True, help=say("cli.verify.deep"))
@click.option(
    "--wacz", "package", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("cli.verify.wacz")
)
@click.option("--ca-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=say("cli.verify.ca_file"))
@format_option
@click.pass_obj
def verify(folder: Path, every: bool, deep: bool, package: Path | None, ca_file: Path | None, form: str) -> int:
    """Check the archive, the database and the log, or an exported file; 3 when something does not hold.

    1: an exported file is sound, but has no time stamps that prove when it was there.
    """
    if package and deep:
        raise click.UsageError(say("cli.verify.deep_packed"))
    if package:
        return _verify_package(package, ca_file, form)
    if ca_file:
        raise click.UsageError(say("cli.verify.ca_file_alone"))
    from monitor.run.sealing.stamp_states import unstamped_runs  # noqa: PLC0415 - start-up time
    from monitor.run.verifying.verify import verify_workspace  # noqa: PLC0415
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace, progress() as tell:
        verdicts = verify_workspace(workspace, deep=deep)
        status = _print_verdicts(verdicts, form, every or form != "table", tell, "cli.verify.sound")
        _tell_unstamped(unstamped_runs(workspace), to_error=form != "table")
    return status


def _tell_unstamped(runs: Mapping[str, str], *, to_error: bool) -> None:
    """One line on the runs that lack a time stamp: nothing of them is broken. Args: runs, by authority."""
    if runs:
        told = "; ".join(f"{name}: {numbers}" for name, numbers in runs.items())
        click.echo(say("cli.verify.unstamped", runs=told), err=to_error)


def _verify_package(package: Path, ca_file: Path | None, form: str) -> int:
    """An exported file: all verdicts are shown, for they say who states what."""
    from monitor.run.packages.package_checks import verify_package  # noqa: PLC0415 - start-up time

    certificates = _certificates(ca_file) if ca_file else None
    with progress() as tell:
        return _print_verdicts(verify_package(package, certificates), form, True, tell, "cli.verify.sound", "packed")


def _certificates(ca_file: Path) -> bytes:
    try:
        return ca_file.read_bytes()
    except OSError as error:
        raise InputError(f"{ca_file}: cannot be read: {error.strerror}") from error


def _print_verdicts(
    verdicts: Iterable[ItemVerdict], form: str, every: bool, tell: Progress, empty: str, of: str = "kept"
) -> int:
    """Print verdicts as they come (a table shows the bad ones unless all are asked for); 3 when one is bad, 1 when one
    is unproven.

    Args: of, what was checked, "kept" or "packed": what is to be done when something does not hold differs.
    """
    checked = bad = unproven = untrusted = notices = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal checked, bad, unproven, untrusted, notices
        for verdict in verdicts:
            checked += 1
            bad += not (verdict.ok or verdict.unproven)
            unproven += verdict.unproven and not verdict.ok
            untrusted, notices = untrusted + verdict.untrusted, notices + verdict.notice
            tell(verdict.kind, checked, None)
            if every or verdict.notice or not verdict.ok:
                yield _in_words(verdict) if form == "table" else verdict.row()

    print_rows(rows(), ("ok", "kind", "item", "reason"), form, empty=empty)
    if form == "table":
        click.echo(say("cli.verify.done", checked=checked, bad=bad))
        if bad > untrusted:
            click.echo(say(f"cli.verify.todo_{of}"))
    if untrusted:
        click.echo(say("cli.verify.todo_untrusted", count=untrusted), err=form != "table")
    if unproven and not untrusted:
        click.echo(
            say("cli.verify.unproven_too" if bad else "cli.verify.unproven", count=unproven), err=form != "table"
        )
    if notices:
        click.echo(say("cli.verify.notices", count=notices), err=form != "table")
    return 3 if bad else int(unproven > 0)


def _verdict(verdict: ItemVerdict) -> str:
    """The word for a verdict."""
    if verdict.ok:
        return say("cli.verdict.notice" if verdict.notice else "cli.verdict.holds")
    if verdict.unproven:
        return say("cli.verdict.unproven")
    return say("cli.verdict.untrusted" if verdict.untrusted else "cli.verdict.fails")


def _in_words(verdict: ItemVerdict) -> dict[str, Any]:
    """A row for people; those for programs stay in the English in which verdicts are made."""
    row = verdict.row()
    item = in_words(verdict.item) if verdict.item.startswith(LOG_ENTRY) else verdict.item
    return {
        **row,
        "ok": _verdict(verdict),
        "kind": say(f"verify.kind.{verdict.kind}"),
        "item": item,
        "reason": in_words(verdict.reason),
    }


@click.group(cls=Group, help=say("cli.audit.help"))
def audit() -> None:
    """The audit log."""


@audit.command(name="verify", help=say("cli.audit.verify.help"))
@format_option
@click.pass_obj
def verify_log(folder: Path, form: str) -> int:
    """Check the chain of the audit log; 3 when it is broken."""
    from monitor.run.verifying.verify import verify_audit  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace, progress() as tell:
        return _print_verdicts(verify_audit(workspace), form, form != "table", tell, "cli.audit.sound")
