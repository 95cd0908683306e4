"""hydrowatch import and imports: take files in, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from monitor.cli.language import say
from monitor.cli.opening import opened
from monitor.cli.output import (
    format_option,
    in_words,
    is_watched,
    one_line,
    print_rows,
    tail_of,
    tell_failure,
)
from monitor.errors import InputError, ItemError

if TYPE_CHECKING:
    from db import Store
    from monitor.run.importing.incoming import Pace
    from monitor.run.report import Report
    from monitor.run.workspace import Workspace

LISTED: Final = 50  # failures that are printed
UNREAD_LISTED: Final = 20  # files with columns that were not read
BESIDE_NAME: Final = 74  # places that bar, share, figures and time take beside the name in hand
SHORTEST_NAME: Final = 12
FILE_WORK: Final = 2000  # bytes that cost as much as a file by itself
COLUMNS: Final = (
    "kind", "items", "new", "changed", "unchanged", "known", "nothing", "resources", "unpacked", "unpacking", "failed",
    "new_listings",
)  # fmt: skip
_ALWAYS: Final = ("kind", "items", "new_listings")
_SUM: Final = {"files": "files", "items": "items", "seen": "seen", "new": "new_listings"}

list_option = click.option(
    "--list", "list_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=say("cli.import.list")
)


@click.command(name="import", help=say("cli.import.help"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--show-columns", "show", is_flag=True, help=say("cli.import.show_columns"))
@click.option("--column", "said", multiple=True, metavar="FIELD=COLUMN", help=say("cli.import.column"))
@list_option
@click.pass_obj
def import_(folder: Path, paths: tuple[Path, ...], show: bool, said: tuple[str, ...], list_file: Path | None) -> int:
    """Keep and read files; each file's bytes are in the archive before anything reads them."""
    from monitor.run.importing.columns import keep_choices, said_columns  # noqa: PLC0415 - start-up time
    from monitor.run.importing.imports import import_paths  # noqa: PLC0415
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    if list_file and not list_file.absolute().parent.is_dir():
        raise InputError(f"{list_file}: the folder for the list is not there; make it first")
    chosen = said_columns(said)
    if show:
        with open_workspace(folder, read_only=True) as workspace:
            return _show_columns(workspace, paths, chosen)
    with opened(folder) as workspace:
        if chosen:
            tables = keep_choices(workspace, paths, chosen)
            click.echo(say("cli.import.columns_kept", tables=tables), err=True)
        with _pacing() as tell:
            report = import_paths(workspace, paths, tell, again=bool(chosen))
        if before := report.counts.get("continued"):
            click.echo(say("cli.import.continued", count=f"{before:,}"), err=True)
        faults = print_import(workspace.store, None, list_file) + _tell_stamps(report)
    if report.interrupted:
        click.echo(say("cli.import.interrupted"), err=True)
    return 130 if report.interrupted else 3 if faults else 0


def _tell_stamps(report: Report) -> int:
    """Print which time stamps could not be had (the table of an import tells of its files alone); returns how many."""
    failed = [failure for failure in report.failures if failure.stage == "stamp"]
    for failure in failed:
        tell_failure(failure)
    return len(failed)


def _show_columns(workspace: Workspace, paths: tuple[Path, ...], chosen: tuple[tuple[str, str], ...]) -> int:
    """Which column of each table would be taken for what, and why; nothing is imported."""
    from monitor.run.importing.columns import column_rows  # noqa: PLC0415 - start-up time

    rows, failed = [], 0
    for row in column_rows(workspace, paths, chosen):
        if isinstance(row, ItemError):
            failed += 1
            tell_failure(row)
            continue
        told = (say("columns.hidden") if row["hidden"] else "") + (say("columns.form") if row["form"] else "")
        rows.append({**row, "table": f"{row['table']}{told}", "field": row["field"] or "-",
                     "reason": say(f"columns.why.{row['why']}")})  # fmt: skip
    columns = ("table", "letter", "header", "field", "unit", "reason", "example")
    print_rows(rows, columns, "table", empty="columns.none")
    return 3 if failed and rows else 2 if failed else 0


@click.command(help=say("cli.imports.help"))
@click.argument("import_id", metavar="[ID]", required=False, type=click.IntRange(1, (1 << 63) - 1))
@list_option
@format_option
@click.pass_obj
def imports(folder: Path, import_id: int | None, list_file: Path | None, form: str) -> int:
    """Past imports, or what became of the files of one."""
    from monitor.run.importing.became import LIST_COLUMNS, import_list, import_row  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        store = workspace.store
        if import_id is None and list_file is None:
            rows = [_shown(row, form) for row in store.imports(1000)]
            print_rows(rows, ("id", "started_at", "finished_at", "state", "runs", "note"), form)
        elif form == "table":
            print_import(store, import_id, list_file)
        else:
            number = import_row(store, import_id)["id"]
            print_rows(import_list(store, number), LIST_COLUMNS, form)
    return 0


def _shown(row: dict[str, Any], form: str) -> dict[str, Any]:
    state = row["status"] if form != "table" else say(f"run.{row['status']}")
    return {**row, "state": state}


def print_import(store: Store, import_id: int | None, list_file: Path | None = None) -> int:
    """Print what an import (None: the last) made of its files by kind; returns how many things failed in it."""
    from monitor.run.importing.became import import_row, import_rows, write_list  # noqa: PLC0415

    row = import_row(store, import_id)
    *kinds, whole = import_rows(store, row["id"])
    told = [_worded(kind) for kind in (*kinds, *([whole] if len(kinds) > 1 else []))]
    print_rows(told, [name for name in COLUMNS if name in _ALWAYS or whole[name]], "table")
    figures = {name: f"{whole[key]:,}" for name, key in _SUM.items()}
    click.echo(say("cli.import.sum", id=row["id"], **figures))
    if whole["left_out"]:
        click.echo(say("cli.import.left_out", count=f"{whole['left_out']:,}"))
    _tell_unread(store, row["id"])
    _tell_failures(store, row["id"], whole["faults"])
    if list_file:
        lines = write_list(store, row["id"], list_file, in_words)
        click.echo(say("cli.import.listed", count=f"{lines:,}", file=one_line(str(list_file))))
    return int(whole["faults"])


def _tell_unread(store: Store, import_id: int) -> None:
    """Print which columns of tables were not read, one line a file."""
    from monitor.run.importing.became import import_unread  # noqa: PLC0415 - start-up time

    number, rows = import_unread(store, import_id, UNREAD_LISTED)
    for row in rows:
        click.echo(f"  {one_line(row['name'])}: {one_line(in_words(row['reason']))}")
    if number > len(rows):
        click.echo(say("cli.import.more", count=f"{number - len(rows):,}", id=import_id))


def _tell_failures(store: Store, import_id: int, faults: int) -> None:
    """Print what failed by its reasons, and where each is named when not all are."""
    from monitor.run.importing.became import import_reasons  # noqa: PLC0415 - start-up time

    told = import_reasons(store, import_id)[:LISTED]
    left = faults - sum(map(_tell_failure, told))
    if left > 0:
        click.echo(say("cli.import.more", count=f"{left:,}", id=import_id), err=True)
    elif len(told) < faults:
        click.echo(say("cli.import.each", id=import_id), err=True)


def _tell_failure(failure: dict[str, Any]) -> int:
    """Print one failure, or the first of many for the same reason; returns for how many it stands."""
    item = one_line(failure["item"])
    if failure["alike"] > 1:
        item = say("cli.import.alike", item=item, more=f"{failure['alike'] - 1:,}")
    click.echo(f"  {item}: {one_line(in_words(failure['reason']))}", err=True)
    return int(failure["alike"])


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    figures = {name: f"{row[name]:,}" if row[name] else "" for name in COLUMNS[1:]}
    return {**figures, "kind": say(f"filekind.{row['kind'] or 'all'}")}


@contextmanager
def _pacing() -> Iterator[Callable[[Pace], None]]:
    """A pacing function: on a terminal's standard error files and bytes done and the time left, silence elsewhere."""
    if not is_watched():
        yield lambda _pace: None
        return
    from rich.console import Console  # noqa: PLC0415 - start-up time
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        BarColumn(20), TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.fields[done]}"),
        TimeRemainingColumn(), TextColumn("{task.description}", markup=False),
    )  # fmt: skip
    console = Console(stderr=True)
    room = max(SHORTEST_NAME, console.width - BESIDE_NAME)  # a wide name would push the figures off the line
    # The time left follows the pace of the last half minute: known files go a hundred times faster than new ones.
    with Progress(*columns, console=console, transient=True, speed_estimate_period=30) as bar:
        task = bar.add_task("", total=None, done="")
        yield lambda pace: bar.update(
            task,
            description=tail_of(one_line(pace.name), room),
            total=_work(pace.whole),
            completed=_work(pace.done),
            done=_done(pace),
        )


def _work(amount: Any) -> int:
    return int(amount.files * FILE_WORK + amount.size)


def _done(pace: Pace) -> str:
    return say(
        "cli.import.pace", files=f"{pace.done.files:,}", all=f"{pace.whole.files:,}",
        size=_megabytes(pace.done.size), whole=_megabytes(pace.whole.size),
    )  # fmt: skip


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
