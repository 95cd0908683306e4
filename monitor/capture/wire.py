"""One HTTP attempt over requests with every byte kept: pinned address, one connection, limits where the bytes come in.

`http.client` frames the answer; what it reads passes `_Meter`, which copies each byte, and stops at the time or size
limit. So an endless, dripping or lying body costs no more than the limits, and the evidence is what came over the wire.
"""

from __future__ import annotations

import http.client
import io
import ssl
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from socket import socket
from typing import IO, Any, Final, cast

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util.connection import create_connection

from monitor.capture.failures import failure_sentence
from monitor.capture.guard import Target
from monitor.errors import WorkspaceError
from monitor.payload import Headers, parse_head

SPOOL_BYTES: Final = 4_000_000  # smaller answers stay in memory, where their decoded body is held anyway
MAX_HEAD_BYTES: Final = 262_144
MAX_ADDRESSES: Final = 3
READ_BYTES: Final = 65_536
BEYOND_BYTES: Final = 4096  # behind the end of a body that are looked for, without waiting
_BODILESS: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may cost: seconds in all, seconds without a byte, bytes of body on the wire."""

    seconds: float
    stall_seconds: float
    max_bytes: int


@dataclass(slots=True)
class Exchange:
    """One attempt as it went: the request as sent, the answer as received, how it ended.

    `truncated` is '', 'length', 'time', 'disconnect' or, where more came than was announced, 'unspecified' (words of
    WARC-Truncated). `error` says in one sentence why there is no whole answer; with status None there is none at all.
    """

    url: str
    uri: str = ""  # the URL as it was sent: all ASCII
    address: str = ""
    request: bytes = b""
    head: bytes = b""
    body: IO[bytes] = field(default_factory=io.BytesIO)
    body_start: int = 0
    body_length: int = 0
    status: int | None = None
    headers: Headers = ()
    truncated: str = ""
    error: str = ""
    seconds: float = 0.0
    held: bytes | None = None  # the whole body as it came, when somebody holds it anyway
    body_sha256: str = ""  # of the body as it came, when it is known

    def hold(self, body: bytes, sha256: str) -> None:
        """Take the body as it came from memory from now on; `sha256` (hex) is over it."""
        self.held, self.body_sha256 = body, sha256

    def close(self) -> None:
        """Let the spooled body go."""
        self.body.close()

    def blocks(self) -> Iterator[bytes]:
        """The body as it came over the wire, block by block."""
        if self.held is not None:
            yield self.held
            return
        self.body.seek(self.body_start)
        left = self.body_length
        while left and (block := self.body.read(min(READ_BYTES, left))):
            left -= len(block)
            yield block


def exchange(
    target: Target, headers: dict[str, str], limits: Limits, ca_file: Path | None = None, body: bytes | None = None
) -> Exchange:
    """GET one address once, or POST a body: no redirect, cookie, proxy or netrc.

    Never raises for what the other side does; WorkspaceError when what it sends cannot be kept for the time being.
    """
    started = time.monotonic()
    wire = _Wire(started + limits.seconds, limits)
    adapter = _PinnedAdapter(target, wire, ca_file)
    error: Exception | None = None
    try:
        prepared = requests.Request("GET" if body is None else "POST", target.url, headers=headers, data=body).prepare()
        wire.uri = prepared.url or target.url
        response = adapter.send(prepared, stream=True, timeout=(limits.stall_seconds, limits.stall_seconds))
        try:
            wire.declared = response.raw.length_remaining
            if wire.declared is not None and wire.declared > limits.max_bytes:
                wire.stopped = "length"
            else:
                for _ in response.raw.stream(READ_BYTES, decode_content=False):
                    pass
        finally:
            response.raw.close()
    except (requests.RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as caught:
        error = caught
    finally:
        wire.close()
    try:
        if wire.fault:
            raise wire.fault
        return _outcome(target, wire, limits, error, time.monotonic() - started)
    except OSError as ours:  # no word about the site may come of it
        wire.received.close()
        why = ours.strerror or f"{ours}"
        raise WorkspaceError(f"the folder for temporary files: {why}; make room there and run again") from ours


def _outcome(target: Target, wire: _Wire, limits: Limits, error: Exception | None, seconds: float) -> Exchange:
    head, status, headers = wire.head()
    result = Exchange(target.url, wire.uri, wire.address, bytes(wire.sent), head, wire.received, wire.head_end)
    result.seconds = seconds
    result.uri, result.status, result.headers = wire.uri, status, headers
    if status is not None and wire.head_end:
        came = wire.total - wire.head_end
        chunked = any(name.lower() == "transfer-encoding" for name, _ in headers)
        if wire.declared is not None and not chunked:
            came = min(came, wire.declared)
        result.body_length = min(came, limits.max_bytes)
    beyond = wire.beyond() if status not in _BODILESS and error is None and not wire.stopped else 0
    if wire.stopped:
        result.truncated = wire.stopped
    elif beyond:
        result.truncated = "unspecified"
        result.error = (
            f"the answer announced {wire.declared} bytes, and at least {beyond} more came: its Content-Length is "
            "wrong, and what was kept ends there"
        )
        return result
    elif error is not None or not head.endswith((b"\n\r\n", b"\n\n")):  # http.client takes a head without its end
        result.truncated = "disconnect"
    if status is None or not wire.head_end or result.truncated:
        result.error = wire.over_limit(target.host) or failure_sentence(
            target, error, sent=bool(wire.sent), received=wire.total, begun=bool(wire.head_end)
        )
    if status is None or not wire.head_end:
        result.status, result.headers = None, ()
    return result


def sent_as(url: str) -> str:
    """A URL as it is sent: all ASCII; one that cannot be sent as it is."""
    try:
        return requests.Request("GET", url).prepare().url or url
    except (requests.RequestException, ValueError):
        return url


class _Wire:
    """What passed over one connection, and what may still pass."""

    def __init__(self, deadline: float, limits: Limits) -> None:
        self.deadline, self.limits = deadline, limits
        self.sent = bytearray()
        self.received: IO[bytes] = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES))  # noqa: SIM115
        self.total = 0
        self.head_start = self.head_end = 0
        self.declared: int | None = None
        self.address = self.uri = ""
        self.stopped = ""
        self.open: list[socket | _MeteredResponse] = []
        self.fault: OSError | None = None  # what came could not be kept

    def head(self) -> tuple[bytes, int | None, Headers]:
        """The bytes of the final head (or of what came instead), its status and headers."""
        end = self.head_end or min(self.total, MAX_HEAD_BYTES)
        self.received.seek(self.head_start)
        head = self.received.read(end - self.head_start)
        status, headers = parse_head(head)
        return head, status, headers

    def is_whole(self) -> bool:
        """True when all bytes that were announced came, and none beyond so far."""
        return bool(self.head_end) and self.declared is not None and self.total - self.head_end == self.declared

    def beyond(self) -> int:
        """How many bytes came behind the announced end of the body; 0 when they are blank, as some servers end."""
        end = self.head_end + (self.declared or 0)
        if self.declared is None or not self.head_end or self.total <= end:
            return 0
        self.received.seek(end)
        return self.total - end if self.received.read(READ_BYTES).strip() else 0

    def allowance(self) -> float:
        """Seconds that the next read may take. Raises TimeoutError or OSError when a limit is reached."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            self.stopped = "time"
            raise TimeoutError("the time limit is reached")
        if self.head_end and self.total - self.head_end >= self.limits.max_bytes:
            self.stopped = "length"
            raise OSError("the size limit is reached")
        if not self.head_end and self.total >= MAX_HEAD_BYTES:
            raise OSError("the head is too large")
        return min(left, self.limits.stall_seconds)

    def over_limit(self, host: str) -> str:
        """Which limit ended the attempt, in one sentence; '' when none did."""
        limits = self.limits
        if self.stopped == "length":
            announced = f" (it announced {self.declared})" if self.declared else ""
            return f"the answer is larger than {limits.max_bytes} bytes{announced}"
        if self.stopped == "time":
            return f"{host} did not finish in {limits.seconds:g} s or sent nothing for {limits.stall_seconds:g} s"
        return ""

    def close(self) -> None:
        """Close what is still open; a hostile answer may leave http.client half-way."""
        for thing in reversed(self.open):
            thing.close()


class _Meter(io.RawIOBase):
    """The bytes of a socket, counted, copied and limited."""

    def __init__(self, sock: socket, wire: _Wire) -> None:
        self.sock, self.wire = sock, wire
        self.inner = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        wire = self.wire
        self.sock.settimeout(wire.allowance())
        try:
            count = self.inner.readinto(buffer)
        except TimeoutError:
            wire.stopped = "time"
            raise
        if count:
            try:
                wire.received.write(memoryview(buffer)[:count])
            except OSError as error:
                wire.fault = error
                raise
            wire.total += count
        return count

    def tell(self) -> int:
        return self.wire.total

    def close(self) -> None:
        if not self.closed:
            self._look_beyond()
            self.inner.close()
        super().close()

    def _look_beyond(self) -> None:
        """Take in what the socket holds already behind the body that was announced; nothing is waited for."""
        if self.wire.stopped or not self.wire.is_whole():
            return
        buffer = bytearray(BEYOND_BYTES)
        try:
            self.sock.settimeout(0)
            count = self.inner.readinto(buffer) or 0
        except OSError:  # nothing there yet; of TLS this is an error, too
            return
        try:
            self.wire.received.write(buffer[:count])
        except OSError as error:
            self.wire.fault = error
            return
        self.wire.total += count


class _MeteredResponse(http.client.HTTPResponse):
    """An answer that notes where its head begins and ends on the wire."""

    def __init__(self, sock: socket, *args: Any, wire: _Wire, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_Meter(sock, wire), READ_BYTES)
        self.wire = wire
        wire.open += [sock, self]  # the socket of TLS is another than the one we opened

    def _read_status(self) -> Any:
        self.wire.head_start = self.fp.tell()  # called again after each 1xx
        return super()._read_status()  # type: ignore[misc]

    def begin(self) -> None:
        super().begin()
        self.wire.head_end = self.fp.tell()


class _Pinned:
    """Mixed into urllib3's connections: goes to the checked address, keeps what is sent."""

    target: Target
    wire: _Wire
    timeout: Any
    socket_options: Any

    response_class: Any

    def pin(self, target: Target, wire: _Wire) -> None:
        self.target, self.wire = target, wire
        self.response_class = partial(_MeteredResponse, wire=wire)

    def _new_conn(self) -> socket:
        problem: OSError | None = None
        for address in self.target.addresses[:MAX_ADDRESSES]:
            self.wire.address = address
            try:
                seconds = min(self.timeout, self.wire.allowance())
                sock = create_connection((address, self.target.port), seconds, socket_options=self.socket_options)
            except OSError as error:
                problem = error
            else:
                self.wire.open.append(sock)
                return sock
        raise NewConnectionError(cast("HTTPConnection", self), str(problem)) from problem

    def send(self, data: Any) -> None:
        super().send(data)  # type: ignore[misc]
        self.wire.sent += data


class _Http(_Pinned, HTTPConnection):
    def __init__(self, *args: Any, target: Target, wire: _Wire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pin(target, wire)


class _Https(_Pinned, HTTPSConnection):
    def __init__(self, *args: Any, target: Target, wire: _Wire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pin(target, wire)


class _PinnedAdapter(HTTPAdapter):
    """An adapter for one attempt: its only pool leads to the checked address; TLS checks the host asked for."""

    def __init__(self, target: Target, wire: _Wire, ca_file: Path | None) -> None:
        super().__init__()
        self.target, self.wire, self.ca_file = target, wire, ca_file

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """None is needed: one attempt, one connection."""

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        target = self.target
        pool: HTTPConnectionPool
        if target.scheme == "https":
            pool = HTTPSConnectionPool(target.host, target.port, maxsize=1, ssl_context=_tls(self.ca_file))
            pool.ConnectionCls = cast("Any", partial(_Https, target=target, wire=self.wire))
        else:
            pool = HTTPConnectionPool(target.host, target.port, maxsize=1)
            pool.ConnectionCls = cast("Any", partial(_Http, target=target, wire=self.wire))
        return pool

    def cert_verify(self, *args: Any, **kwargs: Any) -> None:
        """The context of `_tls` always verifies."""


@cache
def _tls(ca_file: Path | None) -> ssl.SSLContext:
    """A verifying context; loading the authorities takes 20 ms, so it is made once."""
    return ssl.create_default_context(cafile=ca_file or certifi.where())
