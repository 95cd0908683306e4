"""hydrowatch custody: how one capture came, where it is kept, and by which digests that can be proved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from monitor.cli.language import say, say_name
from monitor.cli.output import in_words, one_line, print_record, record_option

if TYPE_CHECKING:
    from monitor.run.verifying.custody import Custody, Step

_NAMES: Final = {"how": "how", "state": "web.state"}  # facts that are names of the program, and where their words are
_MOST_VERSIONS: Final = 10  # that are shown one by one: a table has one for each row


@click.command(help=say("cli.custody.help"))
@click.argument("capture_id", type=click.IntRange(0, (1 << 63) - 1))
@record_option
@click.pass_obj
def custody(folder: Path, capture_id: int, form: str) -> int:
    """Print the custody record; 3 when a link of the chain does not hold."""
    from monitor.run.verifying.custody import custody_of  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        found = custody_of(workspace, capture_id)
    print_record(found.row(), _lines(found), form)
    return 0 if found.holds else 3


def _lines(found: Custody) -> Iterator[str]:
    yield say("cli.custody.title", capture=found.capture_id)
    versions = 0
    for number, step in enumerate(found.steps, 1):
        versions += step.kind == "version"
        if step.kind == "version" and versions > _MOST_VERSIONS:
            if number == len(found.steps) or found.steps[number].kind != "version":
                yield say("cli.custody.more", versions=versions - _MOST_VERSIONS, capture=found.capture_id)
            continue
        yield f"{number}. {say('custody.' + step.kind)}  {one_line(step.name)}".rstrip()
        yield from _step_lines(step)
    yield say("cli.custody.holds" if found.holds else "cli.custody.broken")
    if found.doubts:
        yield say("cli.custody.doubts")
        yield from (f"  {one_line(in_words(doubt))}" for doubt in found.doubts)


def _step_lines(step: Step) -> Iterator[str]:
    if step.sha256:
        yield f"   SHA-256  {step.sha256}"
    for name, value in step.facts.items():
        yield f"   {say('custody.fact.' + name)}  {one_line(_fact(name, value))}"
    if step.ok is not None:
        yield f"   {say('custody.ok' if step.ok else 'custody.bad')}" + (
            f"  {one_line(in_words(step.reason))}" if step.reason else ""
        )
    elif step.reason:
        yield f"   {say('custody.none')}"


def _fact(name: str, value: object) -> str:
    """What is known, in words where it is one of the program's names or a reason."""
    if name == "reason":
        return in_words(str(value))
    return say_name(str(value), f"{_NAMES[name]}.{value}") if name in _NAMES else str(value)
