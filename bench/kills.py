"""kill -9 at random moments of one job, again and again, until it comes to its end: is what was stored still there?

`python -m bench.kills MODULE:FUNCTION FOLDER [WORD…]` is the process that begins the jobs; see `killed`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from monitor.run.detector import build_detector
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

Job = Callable[[Workspace, Sequence[str]], object]
Kept = set[tuple[str, str]]
T = TypeVar("T", bound=Hashable)
LATE = 1.0  # seconds: a job that lived so long was killed far from its beginning


@dataclass(slots=True)
class Killed:
    """How often a job was killed; `problems` is [] when nothing that was stored is lost."""

    kills: int = 0
    late: int = 0  # kills after LATE or more
    problems: list[str] = field(default_factory=list)


def killed(
    job: str, folder: Path, words: Sequence[str], kills: int, pick: random.Random, longest: float,
    shortest: float = 0.0, is_through: Callable[[Workspace], bool] = lambda _: False,
) -> Killed:  # fmt: skip
    """Do a job in a workspace to its end, killed on the way at most so often.

    Args: job, 'module:function' of a Job that gets `words`; longest, shortest: seconds that it is left to live;
    is_through, whether a job that was killed had come to its end all the same, so that another would be a second one.
    """
    so_far, acknowledged = Killed(), Kept()
    command = [sys.executable, "-m", "bench.kills", job, str(folder), *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdin and starter.stdout
        while True:
            life = pick.uniform(shortest, longest)
            starter.stdin.write(f"{life if so_far.kills < kills else ''}\n")
            starter.stdin.flush()
            if (status := starter.stdout.readline().strip()) != "9":
                break
            so_far.kills, so_far.late = so_far.kills + 1, so_far.late + (life >= LATE)
            stored, through = _stored(folder, is_through)
            so_far.problems += [f"lost: {url}" for url, _ in acknowledged - stored]
            acknowledged = stored
            if through:
                status = "0"
                break
        starter.stdin.close()
    if status != "0":
        so_far.problems.append(f"the job ended with the status {status or 'of its starter'}")
    return so_far


def unsound(workspace: Workspace) -> list[str]:
    """What does not hold of a workspace."""
    return [f"{bad.item}: {bad.reason}" for bad in verify_workspace(workspace) if not bad.ok]


def repeated(values: Iterable[T]) -> list[tuple[T, int]]:
    """The values that come more than once, and how often."""
    return [(value, number) for value, number in Counter(values).items() if number > 1]


def _stored(folder: Path, is_through: Callable[[Workspace], bool]) -> tuple[Kept, bool]:
    with open_workspace(folder, read_only=True) as workspace:
        kept = {(row["url"], row["warc_record_id"]) for row in workspace.store.iter_captures()}
        return kept, is_through(workspace)


def main(arguments: Sequence[str]) -> None:
    """Begin one job after the other, for each line of the standard input that says how many seconds it may live.

    It is forked from here, where everything is loaded: the kill hits the work, not the start.
    """
    (module, _, name), folder, words = arguments[0].partition(":"), Path(arguments[1]), arguments[2:]
    job = cast("Job", getattr(import_module(module), name))
    detector = build_detector(folder)
    detector.knowledge, detector.lexicon  # noqa: B018 - loads them
    for line in sys.stdin:
        if not (child := os.fork()):
            with open_workspace(folder, detector=detector) as workspace:
                job(workspace, words)
            os._exit(0)
        if line.strip():
            time.sleep(float(line))
            os.kill(child, 9)  # before it is waited for: until then its number is nobody else's, also when it has ended
        print(os.waitpid(child, 0)[1], flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
