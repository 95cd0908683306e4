"""Opening a workspace for a command that writes: whom it waits for is said, and that the clock went back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.language import say
from monitor.cli.output import tell_wait

if TYPE_CHECKING:
    from monitor.run.workspace import Workspace


@contextmanager
def opened(folder: Path, *, read_only: bool = False) -> Iterator[Workspace]:
    """The workspace in `folder`. Raises WorkspaceError, WorkspaceBusy."""
    from monitor.run.workspace import open_workspace  # noqa: PLC0415 - start-up time

    with open_workspace(folder, read_only=read_only, waiting=tell_wait) as workspace:
        if not read_only and (newest := workspace.store.clock_back()):
            click.echo(say("cli.clock_back", now=workspace.now()[:19] + "Z", newest=newest), err=True)
        yield workspace
