"""kill -9 at random moments of one import, again and again, then its end: is every file there once, and sound?

`python -m bench.import_kills --kills 1000` goes on with fresh folders until so many kills are done.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.imports import fill
from bench.kills import LATE, killed, repeated, unsound
from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, init_workspace, open_workspace

SHORTEST, LONGEST = 0.0, 0.6  # seconds that an import is left to live


@dataclass(slots=True)
class Wreck:
    """What an import that was killed so often has become; `problems` is [] when nothing is wrong."""

    kills: int = 0
    late: int = 0  # of them after a second or more
    items: int = 0
    problems: list[str] = field(default_factory=list)
    unnamed: int = 0  # records of the archive that no capture names


def made(inbox: Path, pick: random.Random, files: int) -> int:
    """Write a folder of mixed files; returns how many files and members it has."""
    return fill(inbox, pick, files, members=40)


def work(workspace: Workspace, words: Sequence[str]) -> None:
    """The job that is killed: an import of one folder."""
    import_paths(workspace, [Path(words[0])])


def wrecked(
    folder: Path, inbox: Path, kills: int, pick: random.Random, longest: float = LONGEST, shortest: float = SHORTEST
) -> Wreck:
    """Import a folder into a workspace, killed at most `kills` times on the way, to its end."""
    so_far = killed("bench.import_kills:work", folder, [str(inbox)], kills, pick, longest, shortest)
    wreck = Wreck(so_far.kills, so_far.late, problems=so_far.problems)
    _judge(folder, wreck)
    return wreck


def _judge(folder: Path, wreck: Wreck) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        # a run that is killed before it joins an import is none: the first import need not be that of the first run
        rows = [row for one in workspace.store.imports() for row in import_list(workspace.store, one["id"])]
        wreck.items = len(rows)
        wreck.problems += [f"{n} times in the list: {name}" for name, n in repeated(row["name"] for row in rows)]
        wreck.problems += [f"not taken to its end: {row['name']}" for row in rows if row["outcome"] == "unpacking"]
        sums = (row["sha256"] for row in workspace.store.iter_captures())
        wreck.problems += [f"{n} times in the database: {sha256}" for sha256, n in repeated(sums)]
        wreck.problems += unsound(workspace)
        wreck.unnamed = _unnamed(workspace)


def _unnamed(workspace: Workspace) -> int:
    named = {(row["warc_file"], row["warc_offset"]) for row in workspace.store.iter_captures()}
    records = (record for record in workspace.archive.verify_all() if record.ok and record.kind != "warcinfo")
    return sum((record.position.file, record.position.offset) not in named for record in records)


def main(argv: Sequence[str] | None = None) -> None:
    """Kill imports until there are enough kills, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shortest", type=float, default=SHORTEST, help="seconds to live at least")
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds to live; more on a busy machine")
    options = parser.parse_args(argv)
    pick, total, rounds = random.Random(options.seed), Wreck(), 0
    while total.kills < options.kills:
        with tempfile.TemporaryDirectory() as top:
            inbox, rounds = Path(top, "in"), rounds + 1
            whole = made(inbox, pick, options.files)
            folder = init_workspace(Path(top, "case"))
            wreck = wrecked(folder, inbox, options.kills - total.kills, pick, options.longest, options.shortest)
        if wreck.items != whole:
            wreck.problems.append(f"round {rounds}: {wreck.items} files and members, not {whole}")
        total.kills, total.late = total.kills + wreck.kills, total.late + wreck.late
        total.problems, total.unnamed = total.problems + wreck.problems, total.unnamed + wreck.unnamed
    print(f"kills: {total.kills} in {rounds} imports, {total.late} after {LATE:g} s or more; "
          f"wrong: {len(total.problems)}; records that no capture names: {total.unnamed}")  # fmt: skip
    for problem in total.problems[:20]:
        print(f"  {problem}")


if __name__ == "__main__":
    main()
