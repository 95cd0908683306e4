"""A site on a loopback port for one test, asked without pauses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TypeVar


class SmallSite(ThreadingHTTPServer):
    """Runs from when it is made until `close`; `at` is its address."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.at = f"http://127.0.0.1:{self.server_port}"
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


AnySite = TypeVar("AnySite", bound=SmallSite)


def running(folder: Path, made: AnySite) -> Iterator[AnySite]:
    """A site while a fixture lasts, with a workspace that asks it without pauses."""
    (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    with closing(made):
        yield made
