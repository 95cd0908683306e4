"""kill -9 at random moments of a look at the sample market, again and again: is what was stored still there, does the
look go on where it was, and is everything sound at its end?

`python -m bench.watch_kills --kills 1000` begins with a fresh workspace after each look until so many kills are done.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from monitor.run.verify import verify_workspace
from monitor.run.workspace import init_workspace, open_workspace
from monitor.sample.market import Market, sample_source

# Forks one watch after the other from a process that has loaded everything: the kill hits the work, not the start.
_WATCHER = """
import os, sys, time
from pathlib import Path
from monitor.run.detector import build_detector
from monitor.run.watch import watch_once
from monitor.run.workspace import open_workspace
folder = Path(sys.argv[1])
detector = build_detector(folder)
detector.knowledge, detector.lexicon
for line in sys.stdin:
    if not (child := os.fork()):
        with open_workspace(folder, detector=detector) as workspace:
            watch_once(workspace)
        os._exit(0)
    if line.strip():
        time.sleep(float(line))
        os.kill(child, 9)  # before it is waited for: until then its number is nobody else's, also when it has ended
    print(os.waitpid(child, 0)[1], flush=True)
"""


@dataclass(slots=True)
class Wreck:
    """What looks that were killed so often have become; `problems` is [] when nothing is wrong."""

    kills: int = 0
    looks: int = 0
    captures: int = 0
    problems: list[str] = field(default_factory=list)


def wrecked(folder: Path, market: Market, kills: int, pick: random.Random) -> Wreck:
    """Look once at a market, killed on the way at most so often."""
    source = sample_source(market.url) | {"id": "market"}
    (folder / "sources" / "market.yaml").write_text(json.dumps(source, default=str), "utf-8")
    wreck, acknowledged = Wreck(looks=1), set[str]()
    command = [sys.executable, "-c", _WATCHER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdin and watcher.stdout
        while True:
            watcher.stdin.write(f"{pick.uniform(0.1, 1.0) if wreck.kills < kills else ''}\n")
            watcher.stdin.flush()
            if watcher.stdout.readline().strip() != "9":
                break
            wreck.kills += 1
            stored = _stored(folder)
            wreck.problems += [f"lost: {record}" for record in acknowledged - stored]
            acknowledged = stored
        watcher.stdin.close()
    _judge(folder, wreck)
    return wreck


def _stored(folder: Path) -> set[str]:
    with open_workspace(folder, read_only=True) as workspace:
        return {row["warc_record_id"] for row in workspace.store.iter_captures()}


def _judge(folder: Path, wreck: Wreck) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        looks = workspace.store.visits("market")
        if len(looks) != 1 or workspace.store.open_visit("market"):
            wreck.problems.append(f"{len(looks)} looks ended, not one")
        rows = [row for row in workspace.store.iter_captures() if row["state"] == "ok" and "/item/" in row["url"]]
        twice = [url for url, number in Counter(row["url"] for row in rows).items() if number > 1]
        wreck.problems += [f"asked for twice: {url}" for url in twice]
        wreck.problems += [f"{bad.item}: {bad.reason}" for bad in verify_workspace(workspace) if not bad.ok]
        wreck.captures = len(rows)


def main(argv: Sequence[str] | None = None) -> None:
    """Kill looks until there are enough kills, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    pick, total = random.Random(options.seed), Wreck()
    while total.kills < options.kills:
        with tempfile.TemporaryDirectory() as top, Market() as market:
            wreck = wrecked(init_workspace(Path(top, "case")), market, options.kills - total.kills, pick)
        total.kills, total.looks = total.kills + wreck.kills, total.looks + 1
        total.captures, total.problems = total.captures + wreck.captures, total.problems + wreck.problems
    print(f"kills: {total.kills} in {total.looks} looks of {total.captures} pages; wrong: {len(total.problems)}")
    for problem in total.problems[:20]:
        print(f"  {problem}")


if __name__ == "__main__":
    main()
