"""kill -9 at random moments of a look at the sample market, again and again: is what was stored still there, does the
look go on where it was, and is everything sound at its end?

`python -m bench.watch_kills --kills 1000` begins with a fresh workspace after each look until so many kills are done.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.kills import LATE, killed, repeated, unsound
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import Workspace, init_workspace, open_workspace
from monitor.sample.market import Market, sample_source

SHORTEST, LONGEST = 0.1, 1.0  # seconds that a look is left to live


@dataclass(slots=True)
class Wreck:
    """What looks that were killed so often have become; `problems` is [] when nothing is wrong."""

    kills: int = 0
    late: int = 0  # of them after a second or more
    looks: int = 0
    captures: int = 0
    problems: list[str] = field(default_factory=list)


def work(workspace: Workspace, _words: Sequence[str]) -> None:
    """The job that is killed: a look at every source."""
    watch_once(workspace)


def wrecked(
    folder: Path, market: Market, kills: int, pick: random.Random, longest: float = LONGEST, shortest: float = SHORTEST
) -> Wreck:
    """Look once at a market, killed on the way at most so often."""
    source = sample_source(market.url) | {"id": "market"}
    (folder / "sources" / "market.yaml").write_text(json.dumps(source, default=str), "utf-8")
    so_far = killed("bench.watch_kills:work", folder, [], kills, pick, longest, shortest, _is_through)
    wreck = Wreck(so_far.kills, so_far.late, 1, problems=so_far.problems)
    _judge(folder, wreck)
    return wreck


def _is_through(workspace: Workspace) -> bool:
    return bool(workspace.store.visits("market"))


def _judge(folder: Path, wreck: Wreck) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        looks = workspace.store.visits("market")
        if len(looks) != 1 or workspace.store.open_visit("market"):
            wreck.problems.append(f"{len(looks)} looks ended, not one")
        rows = [row for row in workspace.store.iter_captures() if row["state"] == "ok" and "/item/" in row["url"]]
        wreck.problems += [f"asked for {number} times: {url}" for url, number in repeated(row["url"] for row in rows)]
        wreck.problems += unsound(workspace)
        wreck.captures = len(rows)


def main(argv: Sequence[str] | None = None) -> None:
    """Kill looks until there are enough kills, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shortest", type=float, default=SHORTEST, help="seconds to live at least")
    parser.add_argument("--longest", type=float, default=LONGEST, help="seconds to live; more on a busy machine")
    options = parser.parse_args(argv)
    pick, total = random.Random(options.seed), Wreck()
    while total.kills < options.kills:
        with tempfile.TemporaryDirectory() as top, Market() as market:
            folder = init_workspace(Path(top, "case"))
            wreck = wrecked(folder, market, options.kills - total.kills, pick, options.longest, options.shortest)
        total.kills, total.looks = total.kills + wreck.kills, total.looks + 1
        total.late += wreck.late
        total.captures, total.problems = total.captures + wreck.captures, total.problems + wreck.problems
    print(f"kills: {total.kills} in {total.looks} looks of {total.captures} pages, "
          f"{total.late} after {LATE:g} s or more; wrong: {len(total.problems)}")  # fmt: skip
    for problem in total.problems[:20]:
        print(f"  {problem}")


if __name__ == "__main__":
    main()
