"""hydrowatch export: evidence that is handed on, after it was said what leaves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import in_words, print_rows, progress

if TYPE_CHECKING:
    from monitor.capture.copying import LeftOut
    from monitor.run.packages.leaving import Leaving
    from monitor.run.packages.leaving_parts import WithParts


ADDRESS_HEAD: Final = 60  # characters of a long address in a table, and of its end
ADDRESS_TAIL: Final = 30
NAMED: Final = 20  # parts of pages that are named before it is asked


@click.command(help=say("cli.export.help"))
@click.option("--wacz", "target", required=True, type=click.Path(path_type=Path), help=say("cli.export.wacz"))
@click.option("--listing", "listings", type=int, multiple=True, help=say("cli.export.listing"))
@click.option("--source", default="", help=say("cli.export.source"))
@click.option("--run", type=int, help=say("cli.export.run"))
@click.option("--with-archives", is_flag=True, help=say("cli.export.with_archives"))
@click.option("--with-personal-data", "--yes", "agreed", is_flag=True, help=say("cli.export.with_personal_data"))
@click.pass_obj
def export(
    folder: Path,
    target: Path,
    listings: tuple[int, ...],
    source: str,
    run: int | None,
    with_archives: bool,
    agreed: bool,
) -> int:
    """Say what would leave; write it when that is wanted; 2 when it is not, 3 when damaged records stay."""
    from db import Scope  # noqa: PLC0415 - start-up time
    from monitor.run.packages.exports import check_target, export_wacz  # noqa: PLC0415
    from monitor.run.packages.leaving import leaving  # noqa: PLC0415
    from monitor.run.packages.taking_out import ready_to_leave  # noqa: PLC0415
    from monitor.run.queries import named_listing  # noqa: PLC0415

    if bool(listings) + bool(source) + (run is not None) > 1:
        raise click.UsageError(say("cli.export.one_scope"))
    check_target(target)  # before anything is taken out of archives
    named = tuple(dict.fromkeys(listings))
    scope = Scope(named[0] if named else None, source, run, with_archives, further=named[1:])
    with opened(folder) as workspace:
        for number in named:
            named_listing(workspace, number)  # a file with less than was asked for is none
        chosen = ready_to_leave(workspace, scope)
        scope = chosen.scope
        with progress() as tell:
            told = leaving(workspace, scope, tell)
        _tell(told)
        _tell_parts(chosen)
        if not agreed and not (sys.stdin.isatty() and click.confirm(say("cli.export.ask"), err=True)):
            click.echo(say("cli.export.not_confirmed"), err=True)
            return 2
        with progress() as tell:
            done = export_wacz(workspace, scope, target, tell)
    click.echo(say("cli.export.done", file=target, records=done.records, size=done.size, sha256=done.sha256))
    if done.stamps:
        click.echo(say("cli.export.stamps", count=done.stamps, file=target))
    if done.stamps_left_out:
        click.echo(say("cli.export.stamps_left_out", count=done.stamps_left_out))
    _tell_left_out(done.left_out)
    return 3 if done.left_out else 0


def _tell(told: Leaving) -> None:
    click.echo(say("cli.export.leaves", captures=told.captures, size=told.size))
    if told.archives_staying:
        click.echo(say("cli.export.archives_staying", count=told.archives_staying))
    if told.unstamped:
        click.echo(say("cli.export.unstamped", count=told.unstamped))
    if told.left_out:
        click.echo(say("cli.export.damaged", count=len(told.left_out)))
    _tell_credentials(told)
    if told.not_examined:
        click.echo(say("cli.export.not_examined", count=told.not_examined))
    if not told.marks:
        click.echo(say("cli.export.no_marks"))
        return
    click.echo(say("cli.export.marks", count=len(told.marks)))
    rows = [
        {"capture": found.capture_id, "url": shortened(found.url), "line": found.mark.line,
         "what": say(f"mark.{found.mark.kind}"), "sample": found.mark.sample}
        for found in told.marks
    ]  # fmt: skip
    print_rows(rows, ("capture", "url", "line", "what", "sample"), "table")


def _tell_parts(chosen: WithParts) -> None:
    """The names of what leaves because a page loads it: the page chose that, not who exports it."""
    if chosen.names or chosen.staying:
        click.echo(say("cli.export.parts", leaving=len(chosen.names), staying=chosen.staying))
    if chosen.kinds:
        kinds = {kind: chosen.kinds.get(kind, 0) for kind in ("style", "picture", "font", "frame")}
        click.echo(say("cli.export.parts_kinds", **kinds))
    for name in chosen.names[:NAMED]:
        click.echo(f"  {shortened(name)}")
    if len(chosen.names) > NAMED:
        click.echo(say("cli.export.parts_more", count=len(chosen.names) - NAMED))
    if chosen.kept:
        click.echo(say("cli.export.parts_kept", count=chosen.kept, run=chosen.run_id))
    if chosen.cut:
        click.echo(say("cli.export.parts_cut", count=chosen.cut))


def _tell_left_out(left_out: tuple[LeftOut, ...]) -> None:
    if left_out:
        click.echo(say("cli.export.left_out", count=len(left_out)))
        rows = [{"item": f"{one.file}@{one.offset}", "reason": in_words(one.reason)} for one in left_out]
        print_rows(rows, ("item", "reason"), "table")


def _tell_credentials(told: Leaving) -> None:
    if told.unsearched:
        click.echo(say("cli.export.unsearched", count=told.unsearched))
    if not told.holders:
        return
    click.echo(say("cli.export.credentials", count=len(told.holders)))
    rows = [
        {"capture": one.capture_id, "url": shortened(one.url),
         "found": ", ".join(f"{name} ×{number}" for name, number in one.places.items())}
        for one in told.holders
    ]  # fmt: skip
    print_rows(rows, ("capture", "url", "found"), "table")


def shortened(url: str) -> str:
    """An address as it stands in a table: of a long one its beginning and its end."""
    if len(url) <= ADDRESS_HEAD + ADDRESS_TAIL + 1:
        return url
    return f"{url[:ADDRESS_HEAD]}…{url[-ADDRESS_TAIL:]}"
