"""`python -m bench`: run the benchmarks; every number comes with its ratio, because machines differ."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bench import match


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=4, help="size of the synthetic corpus")
    parser.add_argument("--phrases", type=int, nargs="+", default=[200, 1000, 10000], help="numbers of phrases")
    parser.add_argument(
        "--reference", type=Path, default=os.environ.get("HYDROWATCH_BENCH_REFERENCE"),
        help="folder of a reference scanner (engine.py) to time in the same run",
    )  # fmt: skip
    chosen = parser.parse_args()
    match.run(chosen.megabytes, chosen.phrases, chosen.reference)


if __name__ == "__main__":
    main()
