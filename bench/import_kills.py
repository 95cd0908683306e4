"""kill -9 at random moments of one import, again and again, then its end: is every file there once, and sound?

`python -m bench.import_kills --kills 1000` goes on with fresh folders until so many kills are done.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.imports import fill
from monitor.run.became import import_list
from monitor.run.verify import verify_workspace
from monitor.run.workspace import Workspace, init_workspace, open_workspace

# Forks one import after the other from a process that has loaded everything: the kill hits the work, not the start.
_IMPORTER = """
import os, sys, time
from pathlib import Path
from monitor.run.detector import build_detector
from monitor.run.imports import import_paths
from monitor.run.workspace import open_workspace
folder, inbox = map(Path, sys.argv[1:])
detector = build_detector(folder)
detector.knowledge, detector.lexicon
for line in sys.stdin:
    if not (child := os.fork()):
        with open_workspace(folder, detector=detector) as workspace:
            import_paths(workspace, [inbox])
        os._exit(0)
    if line.strip():
        time.sleep(float(line))
        os.kill(child, 9)  # before it is waited for: until then its number is nobody else's, also when it has ended
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(slots=True)
class Wreck:
    """What an import that was killed so often has become; `problems` is [] when nothing is wrong."""

    kills: int = 0
    items: int = 0
    problems: list[str] = field(default_factory=list)
    unnamed: int = 0  # records of the archive that no capture names


def made(inbox: Path, pick: random.Random, files: int) -> int:
    """Write a folder of mixed files; returns how many files and members it has."""
    return fill(inbox, pick, files, members=40)


def wrecked(folder: Path, inbox: Path, kills: int, pick: random.Random) -> Wreck:
    """Import a folder into a workspace, killed `kills` times on the way, to its end."""
    wreck = Wreck()
    command = [sys.executable, "-c", _IMPORTER, str(folder), str(inbox)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as importer:
        acknowledged: set[tuple[str, str]] = set()
        while wreck.kills < kills and _kill_one(importer, pick.uniform(0.0, 0.6)):
            wreck.kills += 1
            acknowledged = _still_there(folder, acknowledged, wreck)
        assert importer.stdin
        importer.stdin.write("\n")
        importer.stdin.close()
        importer.wait()
    _judge(folder, wreck)
    return wreck


def _kill_one(importer: subprocess.Popen[str], seconds: float) -> bool:
    """Begin an import and kill it after some time; False when it had come to its end."""
    assert importer.stdin and importer.stdout
    importer.stdin.write(f"{seconds}\n")
    importer.stdin.flush()
    return importer.stdout.readline().strip() == "9"


def _still_there(folder: Path, acknowledged: set[tuple[str, str]], wreck: Wreck) -> set[tuple[str, str]]:
    """What is stored now; what was stored after an earlier kill and is not any more is a problem."""
    with open_workspace(folder, read_only=True) as workspace:
        stored = {(row["url"], row["warc_record_id"]) for row in workspace.store.iter_captures()}
    wreck.problems += [f"lost: {url}" for url, _ in acknowledged - stored]
    return stored


def _judge(folder: Path, wreck: Wreck) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        rows = list(import_list(workspace.store, 1))
        wreck.items = len(rows)
        wreck.problems += [f"{n} times in the list: {name}" for name, n in _counted(row["name"] for row in rows)]
        wreck.problems += [f"not taken to its end: {row['name']}" for row in rows if row["outcome"] == "unpacking"]
        sums = [row["sha256"] for row in workspace.store.iter_captures()]
        wreck.problems += [f"{n} times in the database: {sha256}" for sha256, n in _counted(sums)]
        wreck.problems += [f"{bad.item}: {bad.reason}" for bad in verify_workspace(workspace) if not bad.ok]
        wreck.unnamed = _unnamed(workspace)


def _counted(names: object) -> list[tuple[str, int]]:
    return [(name, n) for name, n in Counter(names).items() if n > 1]  # type: ignore[call-overload]


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
    options = parser.parse_args(argv)
    pick, kills, problems, unnamed, rounds = random.Random(options.seed), 0, list[str](), 0, 0
    while kills < options.kills:
        with tempfile.TemporaryDirectory() as top:
            inbox, rounds = Path(top, "in"), rounds + 1
            whole = made(inbox, pick, options.files)
            wreck = wrecked(init_workspace(Path(top, "case")), inbox, options.kills - kills, pick)
        if wreck.items != whole:
            problems.append(f"round {rounds}: {wreck.items} files and members, not {whole}")
        kills, problems, unnamed = kills + wreck.kills, problems + wreck.problems, unnamed + wreck.unnamed
    print(f"kills: {kills} in {rounds} imports; wrong: {len(problems)}; records that no capture names: {unnamed}")
    for problem in problems[:20]:
        print(f"  {problem}")


if __name__ == "__main__":
    main()
