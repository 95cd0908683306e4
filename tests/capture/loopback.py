"""A real server on the loopback that says, byte for byte, what a test wants said; and the tools to capture from it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.capture import CaptureTools, Request, make_tools
from monitor.settings import Settings

Talk = Callable[[socket.socket, bytes], None]
PAGE = "<html><title>水电站转让</title><body><p>装机500千瓦，手续齐全</p></body></html>".encode()


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str, kind: str = "text/html; charset=utf-8") -> Talk:
    """An ordinary answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers, "", ""]
    return raw("\r\n".join(lines).encode() + body)


def raw(data: bytes) -> Talk:
    """These bytes and no more."""

    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(data)

    return talk


def redirect(to: str, status: str = "302 Found") -> Talk:
    return answer(b"", status, f"Location: {to}")


class Loopback:
    """Paths -> what to say; `heard` keeps the raw requests in order."""

    def __init__(self) -> None:
        self.talks: dict[str, Talk] = {"/robots.txt": answer(b"", "404 Not Found")}
        self.heard: list[bytes] = []
        self.over = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.heard]

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self.threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request:
                part = connection.recv(65_536)
                if not part:
                    return
                request += part
            self.heard.append(request)
            path = request.split(b" ")[1].decode().partition("?")[0]
            self.talks.get(path, answer(b"none here", "404 Not Found"))(connection, request)
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)


class TestClock:
    """A clock that stands still but for the waiting, which it notes."""

    __test__ = False

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


QUICK = Settings(
    operator="甲", min_delay_seconds=0, timeout_seconds=20, max_seconds=40, max_bytes=100_000, max_file_bytes=200_000
)
HASTY = replace(QUICK, timeout_seconds=0.5, max_seconds=1.2)


@contextmanager
def loopback() -> Iterator[Loopback]:
    server = Loopback()
    try:
        yield server
    finally:
        server.close()


def tools_in(folder: Path, settings: Settings = QUICK) -> CaptureTools:
    return make_tools(folder / "archive", settings, clock=TestClock())


def asking(url: str, **changes: object) -> Request:
    return Request(url, "test", allow_loopback=True, **changes)  # type: ignore[arg-type]
