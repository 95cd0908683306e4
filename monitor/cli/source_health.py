"""hydrowatch source health, confirm-removals; and alerts as lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from monitor.cli.language import language, say
from monitor.cli.opening import opened
from monitor.cli.output import format_option, in_words, one_line, print_report, print_rows
from monitor.moments import when

if TYPE_CHECKING:
    from monitor.run.sealing.stamp_states import StampState

COLUMNS: Final = (
    "id", "state", "cause", "since", "last_look", "last_good", "next_look", "parse_rate", "empty", "blocked",
    "unreachable", "held", "unstamped",
)  # fmt: skip
_TIMES: Final = ("since", "last_look", "last_good", "next_look")


@click.command(help=say("cli.source.health.help"))
@click.argument("name", default="")
@format_option
@click.pass_obj
def health(folder: Path, name: str, form: str) -> int:
    """How well each source is (or one of them), by its latest looks; then the latest alerts."""
    from monitor.run.watching.source_health import source_health  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        rows = source_health(workspace.store, language(), name, folder=workspace.path)
        alerts = workspace.store.alerts(limit=10, source_id=name)
    print_rows([_shown(row) for row in rows] if form == "table" else rows, COLUMNS, form)
    if alerts and form == "table":
        click.echo(f"\n{say('cli.source.alerts')}")
        for alert in alerts:
            click.echo(f"  {alert_line(alert)}")
    return 0


@click.command(name="confirm-removals", help=say("cli.source.confirm.help"))
@click.argument("name")
@click.pass_obj
def confirm_removals(folder: Path, name: str) -> int:
    """Say that a mass of removals is true."""
    from monitor.run.watching.source_health import confirm_removals as confirm  # noqa: PLC0415 - start-up time

    with opened(folder) as workspace:
        return print_report(confirm(workspace, name))


def alert_line(alert: Mapping[str, Any]) -> str:
    """One change of state: when, which source, from what to what, and why."""
    ends = [say(f"health.{alert[end]}") for end in ("before", "state")]
    return f"{when(alert['at'])}  {one_line(alert['source_id'])}  {ends[0]} → {ends[1]}  {cause(alert)}".rstrip()


def tell_alert(alert: Mapping[str, Any]) -> None:
    """Say an alert at once, on standard error."""
    click.echo(say("cli.source.alert", alert=alert_line(alert)), err=True)


def tell_stamps(change: StampState) -> None:
    """Say at once, on standard error, that a time-stamping authority fails or is back."""
    reason = one_line(in_words(change.reason))
    alert = say(f"cli.stamp.alert.{change.state}", authority=change.authority, reason=reason, at=when(change.at))
    click.echo(say("cli.source.alert", alert=alert.strip()), err=True)


def cause(row: Mapping[str, Any]) -> str:
    """Why a source is in its state, in words; '' when it is well."""
    from monitor.run.watching.health import said_as  # noqa: PLC0415 - start-up time

    name = one_line(row.get("source_id") or row["id"])
    key = said_as(row["cause"], row["detail"] or {})
    return say(f"health.cause.{key}", **row["detail"], name=name) if key else ""


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["state"] == "unwatched":  # nobody looks at it again
        row = {**row, "next_look": None}
    times = {name: when(row[name]) for name in _TIMES}
    rate = "—" if row["parse_rate"] is None else f"{row['parse_rate']} %"
    return {**row, **times, "parse_rate": rate, "state": say(f"health.{row['state']}"), "cause": _why(row)}


def cut_off(row: Mapping[str, Any]) -> str:
    """What the latest look left out because of the limits in the source file; '' when nothing."""
    links, lists = row["cut_links"], row["cut_lists"]
    key = "health.cut" if links and lists else "health.cut_links" if links else "health.cut_lists"
    return say(key, links=links, lists=lists) if links or lists else ""


def fell_short(row: Mapping[str, Any]) -> str:
    """That lists of the latest look say that they have more items than were found; '' when none does."""
    stated, found = row["short_stated"], row["short_found"]
    return say("health.short", stated=stated, found=found) if stated else ""


def _unstamped(lack: Mapping[str, Any]) -> str:
    """That an authority has not stamped the latest looks, and why when it fails."""
    reason = one_line(in_words(lack["reason"]))
    key = "health.unstamped_because" if reason else "health.unstamped"
    return say(key, looks=lack["looks"], authority=one_line(lack["authority"]), reason=reason)


def _why(row: Mapping[str, Any]) -> str:
    """Why a source is in its state, which stamps it lacks, and until when its host is left alone."""
    told = " · ".join(filter(None, [cause(row), cut_off(row), fell_short(row), *map(_unstamped, row["stamps"])]))
    if not row["refusals"]:
        return told
    until = when(row["left_alone_until"])
    return " · ".join(filter(None, [told, say("health.left_alone", number=row["refusals"], until=until)]))
