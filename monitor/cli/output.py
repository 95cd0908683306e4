"""Printing: tables for people, JSON lines and CSV for programs, progress on standard error."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Literal

import click

from monitor.cli.language import language, say
from monitor.cli.widths import width_of
from monitor.publish.failures import say_failure
from monitor.publish.tables import csv_cell

Row = Mapping[str, Any]
LONGEST_WORD: Final = 12  # a longer one at the beginning of a cell may be broken
_FIGURES: Final = re.compile(r"[-+\d.,]+(?: ?%)?")
GAP: Final = 2  # places between two columns of a table
STANDING: Final = "待核查/unverified"  # no export leaves without it

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    default="table",
    help=say("cli.option.format"),
)

record_option = click.option(  # for output that is no table of like rows
    "--format", "form", type=click.Choice(["table", "jsonl"]), default="table", help=say("cli.option.format")
)


def print_record(record: Any, lines: Iterable[str], form: str) -> None:
    """Print one thing as a JSON line, or as lines for people."""
    click.echo(json.dumps(record, ensure_ascii=False, default=str) if form == "jsonl" else "\n".join(lines))


def print_rows(rows: Iterable[Row], columns: Sequence[str], form: str, *, empty: str = "cli.nothing") -> None:
    """Print rows as a table, as JSON lines (all keys), or as CSV (the columns)."""
    if form == "jsonl":
        for row in rows:
            print_record(row, (), form)
    elif form == "csv":
        _print_csv(rows, columns)
    else:
        _print_table(list(rows), columns, empty)


def _print_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(_cell(row.get(column))) for column in columns])


def _print_table(rows: Sequence[Row], columns: Sequence[str], empty: str) -> None:
    if not rows:
        click.echo(say(empty))
        return
    headers = [say(f"column.{column}") for column in columns]
    cells = [[one_line(_cell(row.get(column))) for column in columns] for row in rows]
    if not sys.stdout.isatty():
        click.echo("\n".join(_plain_lines([headers, *cells])))
        return
    from rich import box  # noqa: PLC0415 - start-up time
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    by_column = list(zip(*cells, strict=True))
    widths = _widths(headers, by_column, console.width - GAP * len(headers))
    if not widths:
        click.echo("\n".join(_blocks(headers, cells)))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for header, column, width in zip(headers, by_column, widths, strict=True):
        side: Literal["left", "right"] = "right" if _are_figures(column) else "left"
        table.add_column(header, overflow="fold", width=width, justify=side)
    for row in cells:
        table.add_row(*map(Text, row))  # Text, not str: what a page wrote must not become markup of ours
    console.print(table)


def _widths(headers: Sequence[str], columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is in so many places, those that need little as wide as they need; [] when too few."""
    widths = list(map(_least_width, headers, columns))
    needs = [max(map(width_of, (header, *column))) for header, column in zip(headers, columns, strict=True)]
    left = room - sum(widths)
    order = sorted(range(len(widths)), key=lambda n: needs[n] - widths[n])
    for done, n in enumerate(order):
        more = max(0, min(needs[n] - widths[n], left // (len(order) - done)))
        widths[n], left = widths[n] + more, left - more
    return widths if left >= 0 else []


def _are_figures(column: Sequence[str]) -> bool:
    """True for a column of numbers and nothing else."""
    return any(column) and all(not cell or _FIGURES.fullmatch(cell) for cell in column)


def _least_width(header: str, column: Sequence[str]) -> int:
    """How narrow a column may become: no number is broken, no short word; a Chinese header may break in two."""
    words = max(width_of(word) if word.isascii() else (width_of(word) + 1) // 2 for word in header.split() or [""])
    if _are_figures(column):
        return max(words, *map(width_of, column))
    return max(words, min(LONGEST_WORD, max((width_of(cell.split()[0]) for cell in column if cell.strip()), default=0)))


def _blocks(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row as lines of their own, for a terminal that is too narrow for a table; what is empty is left out."""
    widest = max(map(width_of, headers))
    for row in rows:
        yield row[0]
        for header, cell in zip(headers[1:], row[1:], strict=True):
            if cell:
                yield f"  {header}{' ' * (widest - width_of(header))}  {cell}"


def _plain_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One line a row, columns under one another also where Chinese characters are two places wide."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def tail_of(text: str, places: int) -> str:
    """The end of a text that fits into so many places of a terminal, with … before it when something is left out."""
    if width_of(text) <= places:
        return text
    kept, room = 0, places - 1
    for character in reversed(text):
        room -= width_of(character)
        if room < 0:
            break
        kept += 1
    return f"…{text[len(text) - kept :]}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def visible(text: str) -> str:
    """Text without control and direction characters: a page must not steer the terminal. Wide spaces stay spaces."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(visible(text).split())


def _shown(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return " " if character.isspace() else "\ufffd"


def in_words(reason: str) -> str:
    """Why something failed, as it is recorded, in the command's language."""
    return say_failure(reason, language())


def tell_failure(failure: object) -> None:
    """One line on standard error: what failed, in the command's language."""
    click.echo(f"hydrowatch: {one_line(in_words(str(failure)))}", err=True)


def tell_wait(process: str) -> None:
    """Say that a watch is waited for, which gives way between two pages."""
    click.echo(say("cli.waiting", process=process), err=True)


def is_watched() -> bool:
    """True when a person may be looking at standard error."""
    return sys.stderr.isatty()


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress function for long work: a bar on a terminal's standard error, silence elsewhere."""
    if not is_watched():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - start-up time
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=one_line(what), completed=done, total=total)


def print_report(report: Any, *, on_stderr: bool = False) -> int:
    """Print how a long job ended and what failed; returns its exit status. `on_stderr`: its output is for programs."""
    for name, count in sorted(report.counts.items()):
        click.echo(f"{count:>7}  {_count_name(name)}", err=on_stderr)
    for failure in report.failures[:50]:
        click.echo(f"  {one_line(in_words(str(failure)))}", err=True)
    if len(report.failures) > 50:
        click.echo(say("cli.more_failures", count=len(report.failures) - 50), err=True)
    if report.interrupted:
        click.echo(say("cli.interrupted_kept"), err=True)
    status: int = report.exit_status
    return status


def _count_name(name: str) -> str:
    key = name if name.startswith("change.") else f"count.{name}"
    said = say(key)
    return name if said == key else said
