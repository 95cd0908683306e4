"""How the time-stamping authorities of a workspace answered last, by its audit log; a change is told once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from db import Store
from monitor.errors import DataFileError
from monitor.run.sealing.stamp_checks import ACTION
from monitor.run.sealing.stamps import FAILED, runs_without_stamps
from monitor.run.workspace import Workspace
from monitor.stamps import FILE_NAME, load_authorities


@dataclass(frozen=True, slots=True)
class StampState:
    """How an authority answered when it was asked last; `at` '': never. A wrong stamps.yaml stands under its name."""

    authority: str
    state: Literal["ok", "failing"]
    at: str = ""
    reason: str = ""


TellStamps = Callable[[StampState], None]


def stamp_states(workspace: Workspace) -> list[StampState]:
    """The state of each authority of stamps.yaml; [] without that file."""
    return states_of(workspace.store, workspace.path)


def states_of(store: Store, folder: Path) -> list[StampState]:
    """The same of a workspace's folder, read through a store."""
    try:
        authorities = load_authorities(folder)
    except DataFileError as error:
        return [StampState(FILE_NAME, "failing", reason=str(error))]
    latest = {one.name: store.latest_audit((ACTION, FAILED), "authority", one.name) for one in authorities}
    return [_state(name, row) for name, row in latest.items()]


def _state(name: str, row: Mapping[str, Any] | None) -> StampState:
    if row is None:
        return StampState(name, "ok")
    reason = row["detail"].get("reason", "") if row["action"] == FAILED else ""
    return StampState(name, "failing" if row["action"] == FAILED else "ok", row["at"], str(reason))


def unstamped_runs(workspace: Workspace) -> dict[str, str]:
    """The runs that lack the stamp of a configured authority, as '1-4, 7', by its name; {} when stamps.yaml is wrong,
    which `doctor` tells."""
    try:
        return {name: _ranges(runs) for name, runs in runs_without_stamps(workspace).items()}
    except DataFileError:
        return {}


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers, those that follow on each other as one range."""
    groups = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ends = [(run[0], run[-1]) for _, group in groups if (run := [number for _, number in group])]
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ends)


class StampTeller:
    """Tells once that an authority fails, and once that it is back, however many runs lie between."""

    def __init__(self, workspace: Workspace, tell: TellStamps) -> None:
        self._workspace, self._tell = workspace, tell
        # a file that is wrong already is told after the first run: nothing says that anybody saw it
        self._before = {one.authority: one.state for one in stamp_states(workspace) if one.authority != FILE_NAME}

    def tell_changes(self) -> None:
        """Call it when a run has ended and its manifest was to be stamped."""
        states = stamp_states(self._workspace)
        for one in states:
            if self._before.get(one.authority, "ok") != one.state:
                self._tell(one)
        if not any(one.authority == FILE_NAME for one in states):
            self._before.pop(FILE_NAME, None)
        self._before |= {one.authority: one.state for one in states}
