"""What capturing costs over a bare `requests.get` of the same pages from the same loopback server, as a ratio.

Both run in turns in one process against a server in another, so that the machine's mood hits both alike. The bare
fetch opens a connection a page, as a capture does; the capture adds the guard, robots.txt (once), limits, the WARC
pair, its digests and the sync to disk. Pauses between requests are set to nothing here; in use they are 10 s.

Three ways to capture: `alone`, each on disk when it returns; `grouped`, 32 of them on disk by one sync that is timed
with them, as a page with what it loads and a group of an import are; with a pause, each on disk when it returns, the
host asked again only after the pause, in which the page is kept. What the disk takes for a sync is shown, too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import requests

from monitor.capture import CaptureTools, Request, capture, make_tools
from monitor.settings import Settings

GROUP = 32
PAUSE = 0.1
SIZES = (2_000, 20_000, 100_000, 1_000_000)
PHRASES = "诚心转让水电站，装机{0}千瓦，年发电{1}万度，手续齐全，接盘即可运转，价格面议，编号{2}。"


def page(size: int) -> bytes:
    """A page of about `size` bytes that compresses like text, not like zeros."""
    parts = ["<html><title>x</title><body>"]
    length = 0
    number = 12_345
    while length < size:
        number = number * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        part = f"<p class=c{number % 97}>{PHRASES.format(number % 9000, number % 700, number)}</p>\n"
        parts.append(part)
        length += len(part.encode())
    return "".join(parts).encode()[:size]


class _Pages(BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, bytes]] = {}
    delay: ClassVar[float] = 0.0

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        time.sleep(self.delay if body else 0)
        head = (
            f"HTTP/1.1 {200 if body else 404} OK\r\nContent-Type: text/html\r\nContent-Length: {len(body or b'')}\r\n"
        )
        self.wfile.write(f"{head}Connection: close\r\n\r\n".encode() + (body or b""))

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def _serve(port: Any, delay: float) -> None:
    _Pages.pages = {f"/{size}": page(size) for size in SIZES}
    _Pages.delay = delay
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    port.put(server.server_address[1])
    server.serve_forever()


def _seconds(run: Callable[[], object], times: int = 1) -> tuple[float, float]:
    """Seconds of one call by the clock and by the processor, the mean of `times`."""
    began, used = time.perf_counter(), time.process_time()
    for _ in range(times):
        run()
    return (time.perf_counter() - began) / times, (time.process_time() - used) / times


def _in_turns(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, tuple[float, float]]:
    """Milliseconds of each way, a call, by the clock and by the processor; in turns, so that all meet the same mood."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            wall, used = _seconds(run)
            found[name].append((wall / GROUP * 1000, used / GROUP * 1000))
    return {
        name: (_quiet(wall for wall, _ in times), _quiet(used for _, used in times)) for name, times in found.items()
    }


def _quiet(numbers: Iterable[float]) -> float:
    """The lowest fifth's upper end: what it takes when the machine is not busy with other things."""
    ordered = sorted(numbers)
    return ordered[len(ordered) // 5]


def _sync_ms(folder: Path) -> float:
    """What this disk takes to keep 4 kB at the end of a file, by the clock."""
    descriptor = os.open(folder / "sync", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def once() -> None:
        os.write(descriptor, bytes(4096))
        os.fdatasync(descriptor)

    times = [_seconds(once)[0] * 1000 for _ in range(50)]
    os.close(descriptor)
    return _quiet(times)


def _ways(url: str, tools: CaptureTools) -> dict[str, Callable[[], object]]:
    """Each way to have a page GROUP times."""

    def kept(pause: float = 0.0) -> None:
        request = Request(url, "bench", allow_loopback=True, min_delay_seconds=pause)
        made = capture(request, tools)
        assert made.state == "ok", made.reason

    def bare() -> None:
        for _ in range(GROUP):
            assert requests.get(url, timeout=30).content

    def alone() -> None:
        for _ in range(GROUP):
            kept()

    def grouped() -> None:
        with tools.archive.gathering():
            alone()
        tools.archive.sync()

    return {"bare": bare, "alone": alone, "grouped": grouped}


def _paused(url: str, tools: CaptureTools) -> tuple[float, float]:
    """Milliseconds a page when the host is asked every PAUSE seconds: bare, and captured."""
    again = time.monotonic()

    def bare() -> None:
        nonlocal again
        time.sleep(max(0.0, again - time.monotonic()))
        again = time.monotonic() + PAUSE
        assert requests.get(url, timeout=30).content

    request = Request(url, "bench", allow_loopback=True, min_delay_seconds=PAUSE)
    without, kept = _seconds(bare, GROUP)[0], _seconds(lambda: capture(request, tools), GROUP)[0]
    return without * 1000, kept * 1000


def measure(rounds: int, delay: float, folder: Path) -> None:
    """Print milliseconds and the ratios for each page size."""
    port: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(port, delay), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{port.get(timeout=20)}"
    print(f"site answers after {delay * 1000:g} ms; a sync of this disk takes {_sync_ms(folder):.2f} ms")
    with make_tools(folder, Settings(min_delay_seconds=0)) as tools:
        for size in SIZES:
            ways = _ways(f"{base}/{size}", tools)
            _in_turns(ways, 1)
            print(f"{size:>9} bytes: {_line(_in_turns(ways, rounds))}")
            if not delay:
                without, kept = _paused(f"{base}/{size}", tools)
                ratio = kept / without
                print(f"{'':>17}asked every {PAUSE * 1000:g} ms: {without:.2f} ms, {kept:.2f} ms, ratio {ratio:.2f}")
    process.terminate()
    process.join()


def _line(found: dict[str, tuple[float, float]]) -> str:
    (bare, bare_used), *_ = found.values()
    parts = [f"bare {bare:.2f} ms (processor {bare_used:.2f})"]
    for name in list(found)[1:]:
        wall, used = found[name]
        parts.append(f"{name} {wall:.2f} ms ({used:.2f}), ratio {wall / bare:.2f}")
    return ", ".join(parts)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark: once against a site that answers at once, once against one that takes its time."""
    parser = argparse.ArgumentParser(prog="bench capture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help=f"groups of {GROUP} pages of each size")
    options = parser.parse_args(argv)
    for delay, rounds in ((0.0, options.rounds), (0.05, max(2, options.rounds // 10))):
        with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
            measure(rounds, delay, Path(folder))


if __name__ == "__main__":
    main()
