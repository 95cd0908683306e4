"""What capturing costs over a bare `requests.get` of the same pages from the same loopback server, as a ratio.

Both run in turns in one process against a server in another, so that the machine's mood hits both alike. The bare
fetch opens a connection a page, as a capture does; the capture adds the guard, robots.txt (once), limits, the WARC
pair, its digests and the sync to disk. Pauses between requests are set to nothing here; in use they are 10 s.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import requests

from monitor.capture import Request, capture, make_tools
from monitor.settings import Settings

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


def _turns(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each call, the two in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for run, found in ((one, times[0]), (other, times[1])):
            started = time.perf_counter()
            run()
            found.append(time.perf_counter() - started)
    return times


def measure(rounds: int, delay: float, folder: Path) -> None:
    """Print milliseconds and the ratio for each page size."""
    port: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=_serve, args=(port, delay), daemon=True)
    process.start()
    base = f"http://127.0.0.1:{port.get(timeout=20)}"
    print(f"site answers after {delay * 1000:g} ms")
    with make_tools(folder, Settings(min_delay_seconds=0)) as tools:
        for size in SIZES:
            url = f"{base}/{size}"

            def bare(url: str = url) -> bytes:
                return requests.get(url, timeout=30).content

            def kept(url: str = url) -> bytes:
                made = capture(Request(url, "bench", allow_loopback=True), tools)
                assert made.state == "ok", made.reason
                return made.body

            assert bare() == kept()
            times = _turns(bare, kept, rounds)
            without, with_evidence = (statistics.median(found) * 1000 for found in times)
            ratio = with_evidence / without
            print(f"{size:>9} bytes: bare {without:7.2f} ms, captured {with_evidence:7.2f} ms, ratio {ratio:.2f}")
    process.terminate()
    process.join()


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark: once against a site that answers at once, once against one that takes its time."""
    parser = argparse.ArgumentParser(prog="bench capture", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args(argv)
    for delay, rounds in ((0.0, options.rounds), (0.05, max(20, options.rounds // 10))):
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
            measure(rounds, delay, Path(folder))


if __name__ == "__main__":
    main()
