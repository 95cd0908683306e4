"""An hour of watching ten sites, in bytes: what the archive and the database grow by, a page and a look.

Ten sample markets stand on ten loopback addresses, so that each has its own host clock, asked with the usual pause of
10 s. The clock is virtual: waiting moves it and takes no time, so the hour takes half a minute; the bytes are real.
The markets refuse once, which doubles the pause after their first look. They go on to their second and third day after
20 and 40 minutes, so that prices change and listings end.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from db import open_store
from monitor.run.watching.watch import watch_forever
from monitor.run.workspace import DATABASE, init_workspace, open_workspace
from monitor.sample.market import Market, sample_source

BEGIN: Final = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
SCHEDULE: Final = {"every_minutes": 20, "jitter_minutes": 2}


class VirtualClock:
    """A clock that moves by waiting alone, tells the markets their day, and interrupts when the span is over."""

    def __init__(self, span: timedelta, markets: Sequence[Market]) -> None:
        self.time, self.span, self.markets = BEGIN, span, markets

    def now(self) -> datetime:
        """The virtual time."""
        return self.time

    def monotonic(self) -> float:
        """The same in seconds."""
        return self.time.timestamp()

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.time += timedelta(seconds=seconds)
        if self.time >= BEGIN + self.span:
            raise KeyboardInterrupt
        for market in self.markets:
            market.day = 1 + int(3 * (self.time - BEGIN) / self.span)


def watch(folder: Path, sites: int, minutes: float) -> None:
    """Watch so many sites for so many virtual minutes, and print what it took."""
    init_workspace(folder)
    with ExitStack() as stack:
        markets = [stack.enter_context(Market(host=f"127.0.0.{number}")) for number in range(1, sites + 1)]
        for number, market in enumerate(markets):
            _add_source(folder, f"market-{number}", market)
        empty, cpu, began = _size(folder), time.process_time(), time.perf_counter()
        with open_workspace(folder, clock=VirtualClock(timedelta(minutes=minutes), markets)) as workspace:
            watch_forever(workspace)
        cpu, seconds = time.process_time() - cpu, time.perf_counter() - began
        sent = sum(len(market.hits) for market in markets)
    _print(folder, empty, sent, minutes)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB; {seconds:.0f} s real, {cpu:.0f} s of processor: "
          f"{100 * cpu / minutes / 60:.2f} % of the virtual time")  # fmt: skip


def _add_source(folder: Path, name: str, market: Market) -> None:
    source = sample_source(market.url) | {"id": name, "schedule": SCHEDULE}
    source["politeness"] |= {"delay_seconds": 10}
    (folder / "sources" / f"{name}.yaml").write_text(json.dumps(source, default=str), "utf-8")


def _size(folder: Path) -> tuple[int, int]:
    """Bytes of the archive, and of the database with its log."""
    archive = sum(path.stat().st_size for path in (folder / "archive").rglob("*") if path.is_file())
    return archive, sum(path.stat().st_size for path in folder.glob(f"{DATABASE}*"))


def _print(folder: Path, empty: tuple[int, int], sent: int, minutes: float) -> None:
    archive, database = (now - before for now, before in zip(_size(folder), empty, strict=True))
    with open_store(folder / DATABASE) as store:
        states = dict(store.conn.execute("SELECT state, count(*) FROM captures GROUP BY state ORDER BY 2 DESC"))
        bodies = store.conn.execute("SELECT sum(size) FROM captures WHERE state <> 'not_modified'").fetchone()[0]
        listings, looks = (store.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                           for table in ("listings", "visits"))  # fmt: skip
        waiting = store.conn.execute("SELECT count(*) FROM visits WHERE ended_at IS NULL").fetchone()[0]
    captures = sum(states.values())
    print(f"{minutes:g} virtual minutes: {sent} requests, {captures} captures, {looks} looks ({waiting} under way)")
    print(f"  {listings} listings; captures by state: {', '.join(f'{name} {n}' for name, n in states.items())}")
    print(f"  archive  {archive / 1e6:6.2f} MB, {archive / captures:6.0f} bytes a capture, "
          f"ratio to the bytes of the pages {archive / bodies:.2f}")  # fmt: skip
    print(f"  database {database / 1e6:6.2f} MB, {database / captures:6.0f} bytes a capture")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="bench watching", description=__doc__)
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        watch(Path(folder) / "case", options.sites, options.minutes)


if __name__ == "__main__":
    main()
