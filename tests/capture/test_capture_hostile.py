"""Sites that are down, slow, endless, lying or hostile: bounded time and memory, a clear reason, the evidence kept."""

from __future__ import annotations

import gc
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from loopback import HASTY, PAGE, QUICK, Loopback, TestClock, answer, asking, raw, redirect

from monitor.capture import CaptureTools, capture, make_tools, wire
from monitor.errors import WorkspaceError
from monitor.models import Capture

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
LIMIT = QUICK.max_bytes


def kept(tools: CaptureTools, made: Capture) -> bytes:
    """The WARC members of a capture as text; checks that it and the whole archive hold."""
    assert made.warc is not None
    assert tools.archive.verify(made.warc, made.sha256) == tools.archive.verify(made.warc)
    assert tools.archive.verify(made.warc, made.sha256).ok
    assert all(verdict.ok for verdict in tools.archive.verify_all())
    if made.status is not None:
        assert tools.archive.read_payload(made.warc) == made.body
        assert b"".join(tools.archive.stream_payload(made.warc)[1]) == made.body
    file = (tools.archive.folder / made.warc.file).read_bytes()
    return gzip.decompress(file[made.warc.offset : made.warc.offset + made.warc.length])


def drip(data: bytes, pause: float = 0.05):  # type: ignore[no-untyped-def]
    def talk(connection: socket.socket, _: bytes) -> None:
        for n in range(len(data)):
            connection.sendall(data[n : n + 1])
            time.sleep(pause)

    return talk


def endless(start: bytes, block: bytes):  # type: ignore[no-untyped-def]
    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(block)

    return talk


def test_a_site_that_is_down(site: Loopback, tools: CaptureTools) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    made = capture(asking(f"http://127.0.0.1:{port}/robots.txt", kind="robots"), tools)
    assert (made.state, made.status) == ("failed", None)
    assert made.reason == f"no connection to 127.0.0.1 port {port}: Connection refused"
    assert b"WARC-Type: metadata" in kept(tools, made) and b"Connection refused" in kept(tools, made)


def test_a_name_that_dns_does_not_know(tools: CaptureTools) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    made = capture(asking("http://none.example/"), replace(tools, resolver=unknown))
    assert (made.state, made.reason) == ("failed", "DNS does not know the host none.example")
    assert b"DNS does not know" in kept(tools, made)


def test_a_site_that_closes_without_a_word(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = raw(b"")
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.reason) == ("failed", "127.0.0.1 closed the connection without an answer")
    kept(tools, made)


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\xff" * 500, b"HTTP/1.1 abc\r\n\r\n"])
def test_a_site_that_does_not_speak_http(site: Loopback, tools: CaptureTools, said: bytes) -> None:
    site.talks["/a"] = raw(said)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.reason) == ("failed", "127.0.0.1 did not answer in HTTP")
    assert b"received:" in kept(tools, made)


def test_a_site_that_accepts_and_says_nothing(site: Loopback, hasty: CaptureTools) -> None:
    site.talks["/a"] = lambda connection, _: site.over.wait(30)
    started = time.monotonic()
    made = capture(asking(site.url("/a")), hasty)
    assert made.state == "failed" and "sent nothing for 0.5 s" in made.reason
    assert time.monotonic() - started < 5
    kept(hasty, made)


@pytest.mark.parametrize("data", [HEAD + b"X: " + b"y" * 500, HEAD + b"\r\n" + PAGE * 10])
def test_a_dripping_head_or_body_ends_at_the_time_limit(site: Loopback, hasty: CaptureTools, data: bytes) -> None:
    site.talks["/a"] = drip(data)
    started = time.monotonic()
    made = capture(asking(site.url("/a")), hasty)
    assert time.monotonic() - started < HASTY.max_seconds + 4
    assert made.state in {"failed", "truncated"} and "did not finish in 1.2 s" in made.reason


def test_a_dripping_body_keeps_what_came(site: Loopback, hasty: CaptureTools) -> None:
    def talk(connection: socket.socket, request: bytes) -> None:
        connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n")
        drip(PAGE)(connection, request)

    site.talks["/a"] = talk
    made = capture(asking(site.url("/a")), hasty)
    assert made.state == "truncated" and made.body and PAGE.startswith(made.body)
    assert b"WARC-Truncated: time" in kept(hasty, made)


@pytest.mark.parametrize(
    ("start", "block"),
    [
        (HEAD + b"\r\n", b"x" * 65_536),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 5000),
    ],
)
def test_an_endless_body_ends_at_the_size_limit(
    site: Loopback, tools: CaptureTools, start: bytes, block: bytes
) -> None:
    site.talks["/a"] = endless(start, block)
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "too_large" and f"larger than {LIMIT} bytes" in made.reason
    assert 0 < len(made.body) <= LIMIT and set(made.body) == {ord("x")}
    assert b"WARC-Truncated: length" in kept(tools, made)


def test_an_announced_giant_is_not_even_begun(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = raw(HEAD + b"Content-Length: 99999999999\r\n\r\n")
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "too_large" and "announced 99999999999" in made.reason
    assert b"WARC-Truncated: length" in kept(tools, made)


def test_a_body_shorter_than_announced_is_truncated(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = raw(HEAD + b"Content-Length: 5000\r\n\r\n" + PAGE)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("truncated", PAGE)
    assert "broke off" in made.reason
    assert b"WARC-Truncated: disconnect" in kept(tools, made)


def test_a_body_longer_than_announced_ends_where_it_was_announced(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = raw(HEAD + b"Content-Length: 20\r\n\r\n" + PAGE)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("truncated", PAGE[:20])
    assert made.reason.startswith(f"the answer announced 20 bytes, and at least {len(PAGE) - 20} more came")
    assert b"WARC-Truncated: unspecified" in kept(tools, made)


def test_what_follows_a_body_is_seen_where_the_connection_stays_open(site: Loopback, tools: CaptureTools) -> None:
    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(HEAD + b"Connection: keep-alive\r\nContent-Length: 20\r\n\r\n" + PAGE)
        site.over.wait(3)

    site.talks["/a"] = talk
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("truncated", PAGE[:20])
    assert made.seconds < 2


def test_a_robots_txt_longer_than_announced_counts_as_far_as_it_was(site: Loopback, tools: CaptureTools) -> None:
    rules = b"User-agent: *\nDisallow: /secret\n"
    site.talks["/robots.txt"] = raw(HEAD + f"Content-Length: {len(rules)}\r\n\r\n".encode() + rules + b"Disallow: /\n")
    assert capture(asking(site.url("/a")), tools).state != "blocked"
    assert capture(asking(site.url("/secret")), tools).state == "blocked"


@pytest.mark.parametrize("end", [b"", b"\r\n", b"  \n"])
def test_a_server_that_keeps_the_connection_open_costs_no_wait_and_blanks_behind_a_body_are_nothing(
    site: Loopback, tools: CaptureTools, end: bytes
) -> None:
    def talk(connection: socket.socket, _: bytes) -> None:
        connection.sendall(HEAD + f"Content-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE + end)
        site.over.wait(3)

    site.talks["/a"] = talk
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body, made.reason) == ("ok", PAGE, "")
    assert made.seconds < 2


@pytest.mark.parametrize("length", [b"-5", b"x", b"1, 2", b"99999999999999999999999999"])
def test_a_nonsense_length_does_no_harm(site: Loopback, tools: CaptureTools, length: bytes) -> None:
    site.talks["/a"] = raw(HEAD + b"Content-Length: " + length + b"\r\n\r\n" + PAGE)
    made = capture(asking(site.url("/a")), tools)
    assert made.state in {"ok", "truncated", "failed", "too_large"}
    kept(tools, made)


@pytest.mark.parametrize(
    "chunks", [b"5\r\nab", b"zz\r\nabc\r\n0\r\n\r\n", b"3\r\nabcdef\r\n0\r\n\r\n", b"3\r\nabc\r\n", b"x" * 9000]
)
def test_broken_chunks_are_truncated_and_kept(site: Loopback, tools: CaptureTools, chunks: bytes) -> None:
    site.talks["/a"] = raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "truncated" and made.reason
    assert made.warc is not None
    kept(tools, made)
    assert tools.archive.read_block(made.warc)[1] == chunks[: len(tools.archive.read_block(made.warc)[1])] != b""


@pytest.mark.parametrize("nested", [1, 2])
def test_a_gzip_bomb_is_cut_at_the_limit(site: Loopback, tools: CaptureTools, nested: int) -> None:
    bomb = gzip.compress(b"0" * 30_000_000)
    coding = "gzip"
    if nested == 2:
        bomb, coding = gzip.compress(bomb), "gzip, gzip"
    site.talks["/a"] = answer(bomb, "200 OK", f"Content-Encoding: {coding}")
    tracemalloc.start()
    made = capture(asking(site.url("/a")), tools)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert made.state == "too_large" and "unpacks to more than" in made.reason
    assert made.body == b"0" * LIMIT
    assert peak < 3_000_000
    assert b"Hydrowatch-Body-Limit: 100000" in kept(tools, made)


@pytest.mark.parametrize(
    "body",
    [gzip.compress(PAGE)[:-12], b"not gzip at all", gzip.compress(PAGE)[:40] + b"\x00" * 40],
    ids=["cut", "plain", "zeros"],
)
def test_broken_compression_keeps_what_could_be_read(site: Loopback, tools: CaptureTools, body: bytes) -> None:
    site.talks["/a"] = answer(body, "200 OK", "Content-Encoding: gzip")
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "truncated" and "compressed data" in made.reason
    kept(tools, made)


def test_a_coding_nobody_offered_is_said(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer(PAGE, "200 OK", "Content-Encoding: sdch")
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "truncated" and "content coding sdch is not understood" in made.reason
    kept(tools, made)


@pytest.mark.parametrize(
    "head", [b"X: " + b"y" * 70_000 + b"\r\n", b"X: y\r\n" * 200, b"X: " + b"y" * 60_000 + b"\r\n" * 1]
)
def test_a_huge_head_is_refused_or_taken(site: Loopback, tools: CaptureTools, head: bytes) -> None:
    site.talks["/a"] = raw(HEAD + head + b"Content-Length: 2\r\n\r\nab")
    made = capture(asking(site.url("/a")), tools)
    if len(head) == 60_005:
        assert (made.state, made.body) == ("ok", b"ab")
    else:
        assert (made.state, made.reason) == ("failed", "127.0.0.1 sent a head that is too large")
    kept(tools, made)


def test_headers_in_any_bytes_reach_the_evidence_unchanged(site: Loopback, tools: CaptureTools) -> None:
    head = b"HTTP/1.1 200 \xb3\xc9\xb9\xa6\r\nX-A: \xe6\xb0\xb4\r\nX-B:\tfolded\r\n  line\r\n"
    head += b"nonsense\r\nContent-Length: 2\r\n\r\n"
    site.talks["/a"] = raw(head + b"ab")
    made = capture(asking(site.url("/a")), tools)
    assert made.warc is not None
    assert tools.archive.read_block(made.warc)[0] == head
    assert made.body.startswith(b"ab")
    kept(tools, made)


def test_a_wrong_charset_changes_nothing_of_the_bytes(site: Loopback, tools: CaptureTools) -> None:
    body = "不在清退范围".encode("gb18030")
    site.talks["/a"] = answer(body, kind="text/html; charset=utf-8")
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("ok", body)


@pytest.mark.parametrize(
    "place",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/",
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://user:pw@127.0.0.1/", "//10.0.0.1/x", "http://2130706433/",
        "http://[64:ff9b::a00:1]/", "http://127.0.0.1:22/", "http://[::1/", "http://\x0010.0.0.1/", "http:// /",
    ],
)  # fmt: skip
def test_a_redirect_to_a_forbidden_place_is_not_followed(site: Loopback, tools: CaptureTools, place: str) -> None:
    site.talks["/a"] = redirect(place)
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "failed" and made.reason and made.url == site.url("/a")
    assert site.paths() == ["/robots.txt", "/a"]
    kept(tools, made)


def test_loopback_is_refused_where_the_source_does_not_allow_it(site: Loopback, tools: CaptureTools) -> None:
    made = capture(replace(asking(site.url("/a")), allow_loopback=False), tools)
    assert made.state == "failed" and "this machine itself" in made.reason
    assert site.heard == []
    kept(tools, made)


def test_a_dns_answer_that_changes_after_the_check_changes_nothing(site: Loopback, tools: CaptureTools) -> None:
    """The name is resolved once: the second answer, a private address, is never asked for."""
    site.talks["/a"] = answer()
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    made = capture(asking(f"http://rebind.example:{site.port}/a"), replace(tools, resolver=rebinding))
    assert (made.state, made.body) == ("ok", PAGE)
    assert asked == ["rebind.example"] * 2  # once for robots.txt, once for the page; never again by the connection
    assert f"Host: rebind.example:{site.port}".encode() in site.heard[-1]
    assert b"WARC-IP-Address: 127.0.0.1" in kept(tools, made)


def test_one_private_address_among_public_ones_refuses_the_name(tools: CaptureTools) -> None:
    made = capture(asking("http://mixed.example/"), replace(tools, resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"]))
    assert made.state == "failed" and "10.0.0.1" in made.reason


def test_twenty_failing_pages_stop_after_five(site: Loopback, tools: CaptureTools) -> None:
    for n in range(20):
        site.talks[f"/{n}"] = answer(b"", "500 Oops")
    states = [capture(asking(site.url(f"/{n}")), tools).state for n in range(20)]
    assert states == ["failed"] * 5 + ["blocked"] * 15
    assert len(site.heard) == 6


ZIPPED = gzip.compress(PAGE)
PIECES = [
    b"\r\n", b"\n", b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 C\r\n\r\n", b"HTTP/1.1 304 x\r\n",
    b"HTTP/1.1 204 N\r\n",
    b"HTTP/2 200\r\n", b"HTTP/1.1 302 F\r\nLocation: /a\r\n", b"Content-Length: 5\r\n", b"Content-Length: 1, 2\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: deflate\r\n", b" folded\r\n",
    b"Set-Cookie: a=b\r\n", b"Location: http://10.0.0.1/\r\n", b"\x00", b": x\r\n", b"A\r\n", PAGE, ZIPPED, ZIPPED[:30],
    b"5\r\nabcde\r\n", b"0\r\n\r\n", b"fffffff\r\n", b"x" * 3000,
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# lines of white space, at which some readers end a head
@example([b"\x00Content-Encoding: deflate\r\n\x1d\n\x94\x13\x0c"], True)
@example([b"\xe4\n\x85\r\n\r\n0\r\n\r\n"], True)
@example([b"A: b\r\n \t\r\n\r\nbody"], True)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=9), st.booleans())
def test_no_answer_can_break_a_capture_or_its_evidence(
    site: Loopback, tools: CaptureTools, pieces: list[bytes], begins: bool
) -> None:
    site.talks["/a"] = raw((b"HTTP/1.1 200 OK\r\n" if begins else b"") + b"".join(pieces))
    tools.politeness.stopped.clear()
    made = capture(asking(site.url("/a"), etag='"1"'), tools)
    assert made.warc is not None and tools.archive.verify(made.warc, made.sha256).ok
    assert made.state in {"ok", "not_modified"} or made.reason
    if made.status is not None and made.state != "not_modified":
        assert tools.archive.read_payload(made.warc) == made.body
        assert b"".join(tools.archive.stream_payload(made.warc)[1]) == made.body


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for secure.example, made on the spot."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=secure.example",
        "-addext", "subjectAltName=DNS:secure.example", "-keyout", str(folder / "key.pem"),
        "-out", str(folder / "cert.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate: Path):  # type: ignore[no-untyped-def]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    names: list[str | None] = []
    context.sni_callback = lambda sock, name, _: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(connection, server_side=True) as wrapped:
                    wrapped.recv(65_536)
                    wrapped.sendall(HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE))
            except (OSError, ssl.SSLError):
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1], names
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def secure_tools(folder: Path, authorities: Path | None) -> CaptureTools:
    return make_tools(folder, QUICK, clock=TestClock(), resolver=lambda host, port: ["127.0.0.1"], ca_file=authorities)


def test_tls_names_and_checks_the_host_though_the_address_is_pinned(
    tmp_path: Path, certificate: Path, secure: tuple[int, list[str | None]]
) -> None:
    port, names = secure
    with secure_tools(tmp_path, certificate / "cert.pem") as tools:
        made = capture(asking(f"https://secure.example:{port}/", kind="robots"), tools)
        assert (made.state, made.body) == ("ok", PAGE)
        assert names == ["secure.example"]
        kept(tools, made)
        other = capture(asking(f"https://other.example:{port}/", kind="robots"), tools)
        assert other.state == "failed" and "no secure connection to other.example: Hostname mismatch" in other.reason
        kept(tools, other)


def test_an_unknown_certificate_is_refused(tmp_path: Path, secure: tuple[int, list[str | None]]) -> None:
    with secure_tools(tmp_path, None) as tools:
        made = capture(asking(f"https://secure.example:{secure[0]}/", kind="robots"), tools)
        assert made.state == "failed" and "no secure connection to secure.example: self-signed" in made.reason
        kept(tools, made)


def test_no_file_or_socket_stays_open_after_failures(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/a": raw(b""), "/b": raw(HEAD + b"Content-Length: 99\r\n\r\nx"), "/c": answer()}
    capture(asking(site.url("/c")), tools)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in ("/a", "/b", "/c"):
        capture(asking(site.url(path)), tools)
    until = time.monotonic() + 20  # the server of this test has its ends of the connections in the same process
    while len(list(Path("/proc/self/fd").iterdir())) > before + 1 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


def test_a_folder_for_temporary_files_that_takes_nothing_is_not_held_against_the_site(
    site: Loopback, tools: CaptureTools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SPOOL_BYTES", 2000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    site.talks["/a"] = answer(b"<p>" + b"a" * 50_000)
    with pytest.raises(WorkspaceError, match=r"^the folder for temporary files: No such file or directory; make room"):
        capture(asking(site.url("/a")), tools)
    gc.collect()  # a file left open would warn here, which is an error in tests
    assert not any(b"closed the connection" in path.read_bytes() for path in tools.archive.folder.iterdir())
    monkeypatch.undo()
    assert capture(asking(site.url("/a")), tools).state == "ok"
