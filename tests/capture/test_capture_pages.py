"""Pages as sites send them: the state that follows, and the evidence that is kept."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from loopback import PAGE, Loopback, answer, asking, raw, redirect
from warcio.archiveiterator import ArchiveIterator

from monitor.capture import CaptureTools, capture
from monitor.errors import ConfigError
from monitor.models import Capture
from monitor.sources.model import Marker, Markers


def records(tools: CaptureTools) -> list[tuple[str, str, bytes]]:
    """(type, URI, raw block payload) of every record, read by warcio, digests checked."""
    found = []
    for path in sorted(tools.archive.folder.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                body = record.content_stream().read()
                found.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI") or "", body))
    return found


def holds(tools: CaptureTools, made: Capture) -> bool:
    """The evidence of a capture is whole, is its body, and the whole archive is."""
    assert made.warc is not None
    kept = tools.archive.read_payload(made.warc)
    return (
        tools.archive.verify(made.warc, made.sha256).ok
        and (kept == made.body or made.status is None)
        and all(verdict.ok for verdict in tools.archive.verify_all())
    )


def test_a_page_is_kept_exactly_before_it_is_returned(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer()
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.status, made.reason) == ("ok", 200, "")
    assert made.body == PAGE and made.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert made.media_type == "text/html; charset=utf-8"
    assert made.operator == "甲" and made.fetched_at.endswith("Z")
    assert holds(tools, made)
    kinds = [(kind, uri) for kind, uri, _ in records(tools)]
    robots, page = site.url("/robots.txt"), site.url("/a")
    assert kinds == [("warcinfo", ""), ("response", robots), ("request", robots), ("response", page), ("request", page)]


def test_the_request_record_is_what_the_site_heard(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer()
    capture(asking(site.url("/a")), tools)
    [path] = tools.archive.folder.glob("*.warc.gz")
    text = gzip.decompress(path.read_bytes())
    for heard in site.heard:
        assert heard in text
    assert b"User-Agent: hydrowatch/" in site.heard[1]
    assert b"Cookie" not in site.heard[1] and b"Authorization" not in site.heard[1]


def test_cookies_are_neither_sent_nor_stored(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer(PAGE, "200 OK", "Set-Cookie: visit=12345", "SET-COOKIE: b=secret;\r\n path=/")
    first = capture(asking(site.url("/a")), tools)
    capture(asking(site.url("/a")), tools)
    [path] = tools.archive.folder.glob("*.warc.gz")
    kept = gzip.decompress(path.read_bytes())
    assert b"12345" not in kept and b"secret" not in kept
    assert b"Hydrowatch-Removed-Headers: Set-Cookie" in kept
    assert b"Cookie:" not in site.heard[-1]
    assert all(name.lower() != "set-cookie" for name, _ in first.headers)
    assert holds(tools, first)


def test_environment_proxies_and_netrc_are_ignored(
    site: Loopback, tools: CaptureTools, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    site.talks["/a"] = answer()
    assert capture(asking(site.url("/a")), tools).state == "ok"
    assert b"Authorization" not in site.heard[-1]


CODINGS = {
    "gzip": gzip.compress(PAGE), "deflate": zlib.compress(PAGE),
    "Deflate": zlib.compress(PAGE)[2:-4], "x-gzip": gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:]),
    "gzip, gzip": gzip.compress(gzip.compress(PAGE)), "identity": PAGE,
}  # fmt: skip


@pytest.mark.parametrize("coding", CODINGS)
def test_compressed_pages_are_decoded_but_kept_as_received(site: Loopback, tools: CaptureTools, coding: str) -> None:
    site.talks["/a"] = answer(CODINGS[coding], "200 OK", f"Content-Encoding: {coding}")
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("ok", PAGE)
    assert made.warc is not None
    assert tools.archive.read_block(made.warc)[1] == CODINGS[coding]
    assert holds(tools, made)


def test_chunks_are_joined_but_kept_as_received(site: Loopback, tools: CaptureTools) -> None:
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(PAGE[n : n + 7]), PAGE[n : n + 7]) for n in range(0, len(PAGE), 7))
    wire = chunks + b"0\r\n\r\n"
    site.talks["/a"] = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + wire)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("ok", PAGE)
    assert made.warc is not None
    assert tools.archive.read_block(made.warc)[1].startswith(chunks)
    assert holds(tools, made)
    assert [body for kind, uri, body in records(tools) if kind == "response" and uri == made.url] == [PAGE]


def test_what_follows_the_last_chunk_is_no_part_of_the_page(site: Loopback, tools: CaptureTools) -> None:
    wire = b"%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\nand more" % (len(PAGE), PAGE)
    site.talks["/a"] = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + wire)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("ok", PAGE)
    assert holds(tools, made)


def test_an_interim_answer_is_skipped(site: Loopback, tools: CaptureTools) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
    site.talks["/a"] = raw(b"HTTP/1.1 100 Continue\r\n\r\n" + page)
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.body) == ("ok", PAGE)
    assert holds(tools, made)


def test_an_unchanged_page_is_a_revisit_that_names_what_it_confirms(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer(PAGE, "200 OK", 'ETag: "1"')
    first = capture(asking(site.url("/a")), tools)
    assert first.warc is not None
    site.talks["/a"] = raw(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
    again = capture(
        asking(
            site.url("/a"), etag='"1"', last_modified="Tue, 24 Nov 2026 08:00:00 GMT",
            previous_record_id=first.warc.record_id, previous_date=first.fetched_at, previous_sha256=first.sha256,
        ),
        tools,
    )  # fmt: skip
    assert (again.state, again.sha256, again.body) == ("not_modified", first.sha256, b"")
    assert b'If-None-Match: "1"' in site.heard[-1] and b"If-Modified-Since: Tue" in site.heard[-1]
    [path] = tools.archive.folder.glob("*.warc.gz")
    with path.open("rb") as file:
        [revisit] = [record.rec_headers for record in ArchiveIterator(file) if record.rec_type == "revisit"]
    assert revisit.get_header("WARC-Refers-To") == first.warc.record_id
    assert revisit.get_header("WARC-Refers-To-Date") == first.fetched_at
    assert revisit.get_header("WARC-Profile").endswith("server-not-modified")
    assert again.warc is not None and tools.archive.verify(again.warc, again.sha256).ok
    assert all(verdict.ok for verdict in tools.archive.verify_all())


def test_a_304_that_nobody_asked_for_confirms_nothing(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert capture(asking(site.url("/a")), tools).state == "failed"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("404 Not Found", "gone"), ("410 Gone", "gone"), ("401 Unauthorized", "blocked"), ("403 Forbidden", "blocked"),
        ("429 Too Many Requests", "blocked"), ("500 Oops", "failed"), ("503 Busy", "failed"), ("418 Teapot", "failed"),
        ("451 Legal", "blocked"), ("300 Many", "failed"), ("204 No Content", "failed"),
    ],
)  # fmt: skip
def test_each_status_has_its_state(site: Loopback, tools: CaptureTools, status: str, state: str) -> None:
    site.talks["/a"] = answer(b"" if status.startswith("204") else PAGE, status)
    made = capture(asking(site.url("/a")), tools)
    assert made.state == state
    assert made.reason
    assert holds(tools, made)


def test_451_is_a_removal_only_when_the_page_says_so(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/abroad"] = answer(b"Not available in your region (GDPR)", "451 Legal")
    site.talks["/removed"] = answer("<h1>该信息已被删除</h1>".encode(), "451 Legal")
    abroad, removed = (capture(asking(site.url(path)), tools) for path in ("/abroad", "/removed"))
    assert (abroad.state, removed.state) == ("blocked", "removed_by_platform")
    assert "451" in abroad.reason and "legal reasons" in abroad.reason
    assert site.url("/removed") == removed.url  # the host is not left alone for it


def test_chinese_addresses_are_asked_for_and_kept_in_ascii(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/%E6%B0%B4": redirect("/电"), "/%E7%94%B5": answer()}
    made = capture(asking(site.url("/水")), tools)
    assert (made.state, made.url, made.final_url) == ("ok", site.url("/水"), site.url("/电"))
    uris = [uri for kind, uri, _ in records(tools) if kind == "response"]
    assert uris == [site.url(path) for path in ("/robots.txt", "/%E6%B0%B4", "/%E7%94%B5")]
    refused = capture(asking("http://水 电.example/\udc80"), tools)
    assert refused.state == "failed" and holds(tools, refused)


@pytest.mark.parametrize(
    "host", ["*.example", ".example", "a..example", "x" * 70 + ".example", "-a.example", "a_b.example"]
)
def test_an_odd_host_name_is_a_failure_like_any_other(tools: CaptureTools, host: str) -> None:
    own = replace(tools, resolver=lambda host, port: ["127.0.0.1"])
    made = capture(asking(f"http://{host}:1999/", kind="robots"), own)
    assert made.state == "failed" and made.reason
    assert holds(tools, made)


def test_every_hop_of_a_redirect_has_its_own_pair(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/a": redirect("/b?x=1#here"), "/b": redirect(site.url("/c"), "301 Moved"), "/c": answer()}
    made = capture(asking(site.url("/a")), tools)
    assert (made.state, made.url, made.final_url, made.body) == ("ok", site.url("/a"), site.url("/c"), PAGE)
    pairs = [uri for kind, uri, _ in records(tools) if kind == "request"]
    assert pairs == [site.url(path) for path in ("/robots.txt", "/a", "/b?x=1", "/c")]
    assert holds(tools, made)


def test_a_validator_is_not_sent_to_where_a_redirect_leads(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/a": redirect("/b"), "/b": answer()}
    capture(asking(site.url("/a"), etag='"1"'), tools)
    assert [b"If-None-Match" in heard for heard in site.heard] == [False, True, False]


@pytest.mark.parametrize("ring", [1, 3])
def test_a_circle_of_redirects_ends(site: Loopback, tools: CaptureTools, ring: int) -> None:
    site.talks |= {f"/{n}": redirect(f"/{(n + 1) % ring}") for n in range(ring)}
    made = capture(asking(site.url("/0")), tools)
    assert (made.state, made.reason) == ("failed", "the redirects lead in a circle")
    assert holds(tools, made)


def test_a_long_row_of_redirects_ends_after_five(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    made = capture(asking(site.url("/0")), tools)
    assert (made.state, made.reason) == ("failed", "more than 5 redirects")
    assert len(site.heard) == 7  # robots.txt, the page, five redirects


GENERIC = [
    ("<title>安全验证</title><p>x", "challenge"),
    ("<p>亲，请拖动下方滑块完成验证</p>", "challenge"),
    ("<script>window._cf_chl_opt={}</script>", "challenge"),
    ("<p>该商品已下架</p>", "removed_by_platform"),
    ("<p>该宝贝已售出</p>", "sold"),
    ("<p>" + "小水电站转让，带变压器。" * 150 + "请完成安全验证 该商品已下架</p>", "ok"),
    ("<p>" + "小水电站转让，带变压器。" * 30 + "</p><script>initGeetest</script><p>登录后查看电话", "ok"),
    ("<script>" + "var a=1;" * 5000 + "</script><p>请完成安全验证</p>", "challenge"),
]


@pytest.mark.parametrize(("html", "state"), GENERIC)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_marks_of_checks_and_removals_are_seen(
    site: Loopback, tools: CaptureTools, html: str, state: str, charset: str
) -> None:
    site.talks["/a"] = answer(html.encode(charset))
    made = capture(asking(site.url("/a")), tools)
    assert made.state == state
    assert made.body == html.encode(charset)
    assert holds(tools, made)


def test_a_source_names_its_own_marks(site: Loopback, tools: CaptureTools) -> None:
    html = "<div class=state>已成交</div><p>" + "文" * 3000 + "</p>"
    site.talks["/a"] = answer(html.encode())
    markers = Markers(sold=(Marker(css=".state", text="已成交"),), removed=(Marker(css=".gone"),))
    assert capture(asking(site.url("/a"), markers=markers), tools).state == "sold"
    assert capture(asking(site.url("/a"), markers=markers, kind="list"), tools).state == "ok"
    assert capture(asking(site.url("/a")), tools).state == "ok"


def test_a_redirect_to_a_check_is_a_challenge_and_stops_the_host(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/a": redirect("/punish?x5secdata=1"), "/punish": answer(b"<p>hold on</p>"), "/b": answer()}
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "challenge"
    asked = len(site.heard)
    later = capture(asking(site.url("/b")), tools)
    assert later.state == "blocked" and "left alone" in later.reason
    assert len(site.heard) == asked
    assert holds(tools, later)


def test_without_a_contact_no_public_site_is_asked(tmp_path: Path, tools: CaptureTools) -> None:
    public = replace(tools, resolver=lambda host, port: ["8.8.8.8"])
    with pytest.raises(ConfigError, match="contact"):
        capture(asking("http://listings.example/"), public)


@pytest.mark.parametrize(
    ("status", "headers", "state"),
    [
        ("202 Accepted", [], "failed"),
        ("203 Non-Authoritative Information", [], "ok"),
        ("206 Partial Content", [], "truncated"),
        ("206 Partial Content", ["Content-Range: bytes 0-{last}/500"], "truncated"),
        ("206 Partial Content", ["Content-Range: bytes 0-{last}/*"], "truncated"),
        ("206 Partial Content", ["Content-Range: bytes 7-{last}/{size}"], "truncated"),
        ("206 Partial Content", ["Content-Range: bytes 0-{last}/{size}"], "ok"),
        ("206 Partial Content", ["Content-Range: items 0-19/120"], "ok"),
        ("206 Partial Content", ["Content-Range: 0-19/120"], "ok"),
    ],
)
def test_what_is_not_the_whole_page_yet_is_no_page(
    site: Loopback, tools: CaptureTools, status: str, headers: list[str], state: str
) -> None:
    sizes = {"last": len(PAGE) - 1, "size": len(PAGE)}
    site.talks["/a"] = answer(PAGE, status, *(one.format(**sizes) for one in headers))
    made = capture(asking(site.url("/a")), tools)
    assert made.state == state
    assert holds(tools, made)


def test_a_redirect_that_is_refused_is_named(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = redirect("http://127.0.0.1:8080/moved")
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "failed"
    assert made.reason.startswith("the site redirects to http://127.0.0.1:8080/moved: "), made.reason
