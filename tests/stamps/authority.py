"""A real time-stamping authority on the loopback: `openssl ts` behind a web server, certificates made anew."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

REPLY = "application/timestamp-reply"
CONFIG = """\
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
certs = {folder}/middle.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha512
accuracy = secs:1, millisecs:500
ess_cert_id_alg = sha256
"""
Speak = Callable[[BaseHTTPRequestHandler, bytes], None]


class Keyed(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def certificate(name: str, by: Keyed | None = None, *, ca: bool = True, stamps: bool = False) -> Keyed:
    """A certificate for two days around now, signed by another or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(by.certificate.subject if by else subject, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Keyed(builder.sign(by.key if by else key, hashes.SHA256()), key)


class Authority:
    """Root, authority in between, signer; `reply` answers a request, `speak` says what goes over the wire."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.root = certificate("Test Root")
        middle = certificate("Test Middle", self.root)
        signer = certificate("Test Stamps", middle, ca=False, stamps=True)
        for name, one in (("root", self.root), ("middle", middle), ("signer", signer)):
            (folder / f"{name}.pem").write_bytes(one.pem())
        (folder / "signer.key").write_bytes(
            signer.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        (folder / "serial").write_text("01\n")
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
        self.asked: list[bytes] = []
        self.speak: Speak = lambda handler, request: send(handler, self.reply(request))
        self.lock = threading.Lock()

    def reply(self, request: bytes) -> bytes:
        """The answer that openssl gives."""
        with self.lock:
            (self.folder / "query").write_bytes(request)
            command = ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "answer"]
            subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=20)
            return (self.folder / "answer").read_bytes()


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = REPLY, **headers: str) -> None:
    """An ordinary answer."""
    handler.send_response(status)
    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class Served(NamedTuple):
    """A running authority."""

    authority: Authority
    url: str
    stop: Callable[[], None]


@contextmanager
def served(authority: Authority) -> Iterator[Served]:
    """Let an authority answer on the loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(request)
            try:
                authority.speak(self, request)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join(5)
        server.server_close()

    try:
        yield Served(authority, f"http://127.0.0.1:{server.server_address[1]}/tsr", stop)
    finally:
        stop()


def entry(name: str, url: str, more: str = "") -> str:
    """A stamps.yaml with one authority; the entry of another can be put behind it."""
    return f"authorities:\n{another(name, url, more)}"


def another(name: str, url: str, more: str = "") -> str:
    return f"  - name: {name}\n    url: {url}\n    ca_file: authorities/near.pem\n    allow_loopback: true\n{more}"
