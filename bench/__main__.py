"""`python -m bench [NAME…]`: benchmarks; figures are ratios, as machines differ."""

from __future__ import annotations

import argparse

from bench import capture, fuzz, imports, match, scan, store, watching

ALL = {
    "match": match.main,
    "scan": scan.main,
    "capture": capture.main,
    "watching": watching.main,
    "imports": imports.main,
    "store": store.main,
    "fuzz": fuzz.main,
}


def main() -> None:
    """Run the named benchmarks, or all, each with its defaults; `python -m bench.NAME --help` shows its own options."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], metavar="NAME", help=", ".join(ALL))
    for name in parser.parse_args().names or ALL:
        print(f"== {name}")
        ALL[name]([])


if __name__ == "__main__":
    main()
