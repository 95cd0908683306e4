"""Pages shown in the system's Chromium: what is kept of them, and that nothing a page tries gets past our rules."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from loopback import PAGE, QUICK, Loopback, Talk, TestClock, answer, asking, raw, redirect

from monitor.capture import Rendered, chromium, make_tools, processes, render
from monitor.capture import browser as room
from monitor.capture.chromium import Walls, find_chromium
from monitor.errors import ConfigError
from monitor.settings import Settings

try:
    find_chromium("")
    MISSING = ""
except ConfigError as error:
    MISSING = str(error)
browser_only = [pytest.mark.browser, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
SETTINGS = replace(
    QUICK, max_bytes=2_000_000, max_file_bytes=50_000_000, timeout_seconds=2, max_seconds=4, render_seconds=30
)


def rendering(tmp_path: Path, site: Loopback, path: str = "/", **changes: Any) -> tuple[Rendered, dict[str, Any]]:
    """Render a page of the site; what came of it, and what the browser told."""
    settings: Settings = replace(SETTINGS, **changes)
    with make_tools(tmp_path / "archive", settings, clock=TestClock()) as tools:
        made = render(asking(site.url(path)), tools)
        bad = [one for one in tools.archive.verify_all() if not one.ok]
    assert bad == []
    return made, json.loads(made.views[-1].body) if made.views else {}


def view(made: Rendered, kind: str) -> bytes:
    return next(one.body for one in made.views if one.url.startswith(f"urn:{kind}:"))


def page(script: str = "", body: str = "") -> Talk:
    return answer(f"<!DOCTYPE html><title>水电站</title><body>{body}<script>{script}</script>".encode())


def refusals(told: dict[str, Any]) -> dict[str, str]:
    return {one["url"]: one["refused"] for one in told["requests"] if "refused" in one}


@dataclass
class Outside:
    """A TCP and a UDP port that stand for the world outside and note whatever reaches them."""

    port: int
    heard: list[bytes] = field(default_factory=list)


@pytest.fixture
def outside() -> Iterator[Outside]:
    tcp, udp = one_port()
    with closing(tcp), closing(udp):
        world = Outside(tcp.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    caller, _ = tcp.accept()
                except OSError:
                    return
                caller.close()
                world.heard.append(b"a connection")

        def hear() -> None:
            while data := udp.recv(2000):
                world.heard.append(data)

        threads = [threading.Thread(target=one, daemon=True) for one in (listen, hear)]
        for thread in threads:
            thread.start()
        yield world
        tcp.shutdown(socket.SHUT_RDWR)
        udp.sendto(b"", udp.getsockname())  # closed while it waits it would keep the port
        for thread in threads:
            thread.join()


def one_port() -> tuple[socket.socket, socket.socket]:
    """A TCP and a UDP socket at one port; what is free for the one may be taken for the other."""
    while True:
        tcp, udp = socket.create_server(("127.0.0.1", 0)), socket.socket(type=socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            udp.close()
        else:
            return tcp, udp


@pytest.fixture(autouse=True)
def nothing_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process of a test's browser outlives it; those of tests beside it are told apart by where they live."""
    with tempfile.TemporaryDirectory(prefix="hw") as home:  # a browser wants a short path
        monkeypatch.setattr(tempfile, "tempdir", home)
        yield
        assert living_in(Path(home)) == {}


def living_in(folder: Path) -> dict[int, bytes]:
    """The processes whose home lies in a folder, by number, with their command lines."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if b"\0HOME=%s/" % os.fsencode(folder) in b"\0" + (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_bytes()
    return found


def test_a_process_left_over_would_be_seen(tmp_path: Path) -> None:
    surroundings = {"HOME": f"{tmp_path}/home", "PATH": os.environ["PATH"]}
    with subprocess.Popen(["cat"], env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as left:
        os.write(left.stdin.fileno(), b"\n")
        left.stdout.read(1)  # it answers: until a process has begun, its surroundings read as empty
        assert living_in(tmp_path) == {left.pid: b"cat\x00"}
        left.kill()
    assert living_in(tmp_path) == {}


def test_what_a_killed_program_left_of_a_browser_is_removed_and_nothing_else() -> None:
    parent = Path(tempfile.gettempdir())
    names = ("hydrowatch-browser-left", "hydrowatch-browser-new", "hydrowatch-browser-held", "others")
    left, new, held, others = (parent / name for name in names)
    for folder in (left, new, held, others):
        (folder / "home").mkdir(parents=True)
        if folder is not new:
            os.utime(folder, (0, 0))
    (parent / "hydrowatch-browser-link").symlink_to(others)
    descriptor = os.open(held, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with chromium.home() as own:
        os.utime(own, (0, 0))
        with chromium.home():
            assert own.exists()
    os.close(descriptor)
    assert [folder.exists() for folder in (left, new, held, others, own)] == [False, True, True, True, False]
    assert (others / "home").exists()


@pytest.mark.parametrize("name", ["no-such-browser", "/etc/passwd"])
def test_without_chromium_one_sentence_says_so(site: Loopback, tmp_path: Path, name: str) -> None:
    without_extra = find_spec("playwright") is None
    with pytest.raises(ConfigError, match="the extra 'browser'" if without_extra else "can be started"):
        rendering(tmp_path, site, chromium=name)
    assert site.heard == []


class TestViews:
    """One page, its views, and what lies in the archive."""

    pytestmark = browser_only

    def test_a_page_is_kept_as_sent_as_shown_and_with_all_it_loaded(self, site: Loopback, tmp_path: Path) -> None:
        script = (
            "fetch('/api').then(r => r.text()).then(t => document.body.append(t, document.cookie));"
            "navigator.permissions.query({name: 'geolocation'}).then(p => document.body.append(' geo ' + p.state));"
        )
        html = (
            "<link rel=stylesheet href=/a.css><img src=/p.png><iframe src=/frame></iframe><div style='height:3000px'>"
        )
        site.talks["/"] = redirect("/page", "301 Moved")
        site.talks["/page"] = page(script, f"{html}</div><img loading=lazy src=/below.png>")
        site.talks["/api"] = answer(
            "装机500千瓦".encode(), "200 OK", "Set-Cookie: who=7", kind="text/plain; charset=utf-8"
        )
        site.talks["/a.css"] = answer(b"body{background:#fed}", kind="text/css")
        site.talks["/frame"] = redirect("/frame2")
        site.talks["/frame2"] = answer(b"<p>framed")
        made, told = rendering(tmp_path, site)
        dom = made.listing.body.decode("utf-8-sig")
        assert (made.problem, made.listing.state, made.listing.how) == ("", "ok", "render")
        assert "装机500千瓦</" in dom.replace(" geo denied", "") and "who=7" not in dom and "geo denied" in dom
        assert (made.listing.url, made.listing.final_url) == (site.url("/"), site.url("/page"))
        assert view(made, "screenshot").startswith(b"\x89PNG") and view(made, "pdf").startswith(b"%PDF")
        assert b"multipart/related" in view(made, "mhtml") and b"framed" in view(made, "mhtml")
        assert {one.url for one in made.loaded} >= {
            site.url(path) for path in ("/api", "/a.css", "/frame", "/below.png")
        }
        assert all(b"User-Agent: hydrowatch/" in one and b"Cookie:" not in one for one in site.heard)
        assert len(site.paths()) == len(set(site.paths())), "nothing is fetched twice"
        assert b"Referer: " + site.url("/page").encode() in next(one for one in site.heard if b"/api" in one)
        with make_tools(tmp_path / "archive", SETTINGS) as tools:
            for one in (*made.views, *made.loaded, made.page):
                assert one.warc and tools.archive.verify(one.warc, one.sha256).ok
                assert tools.archive.read_payload(one.warc) == one.body
        assert told["browser"].startswith("Chromium ") and told["happened"] == {}

    def test_a_page_that_says_it_loads_is_waited_for(self, site: Loopback, tmp_path: Path) -> None:
        script = (
            "setTimeout(() => fetch('/api').then(r => r.text()).then(t => document.body.textContent = t), 1800);"
            "document.body.textContent = '数据加载中…'"
        )
        site.talks["/"] = page(script)
        site.talks["/api"] = answer("出售水电站，装机500千瓦".encode(), kind="text/plain; charset=utf-8")
        made, told = rendering(tmp_path, site)
        assert "装机500千瓦" in made.listing.body.decode("utf-8-sig") and told["happened"] == {}

    def test_what_no_browser_is_needed_for_starts_none(self, site: Loopback, tmp_path: Path) -> None:
        site.talks["/"] = answer(b"%PDF-1.4 x", kind="application/pdf")
        site.talks["/gone"] = answer(PAGE, "404 Not Found")
        made, _ = rendering(tmp_path, site)
        assert (made.views, made.page.state) == ((), "ok") and "needs no browser" in made.problem
        made, _ = rendering(tmp_path, site, "/gone")
        assert (made.views, made.listing.state, made.problem) == ((), "gone", "")

    @pytest.mark.parametrize(("status", "body", "state", "reason"), [
        ("403 Forbidden", "禁止访问", "blocked", "answered 403"), ("404 Not Found", "没有", "gone", "answered 404"),
        ("500 Oops", "故障", "failed", "answered 500"), ("200 OK", "<title>安全验证</title>", "challenge", "a check"),
        ("200 OK", "第二页", "ok", ""),
    ])  # fmt: skip
    def test_a_page_whose_scripts_lead_to_a_refusal_is_no_listing(
        self, site: Loopback, tmp_path: Path, status: str, body: str, state: str, reason: str
    ) -> None:
        site.talks["/"] = page("location.href = '/on'", "装机500千瓦")
        site.talks["/on"] = answer(f"<!DOCTYPE html><p>{body}".encode(), status)
        made, _ = rendering(tmp_path, site)
        assert (made.listing.state, made.listing.url) == (state, site.url("/"))
        assert reason in made.listing.reason and ("led on" in made.listing.reason) == bool(reason)

    @pytest.mark.parametrize(("script", "headers"), [
        ("location.href = 'about:blank'", ()), ("", ("Content-Disposition: attachment; filename=x.html",)),
    ])  # fmt: skip
    def test_a_page_that_leaves_the_browser_blank_is_read_as_it_was_sent(
        self, site: Loopback, tmp_path: Path, script: str, headers: tuple[str, ...]
    ) -> None:
        site.talks["/"] = answer(f"<title>水电站</title><p>装机<script>{script}</script>".encode(), "200 OK", *headers)
        made, told = rendering(tmp_path, site)
        assert made.listing is made.page and made.page.state == "ok"
        assert "shows no page but about:blank" in made.problem and set(told["missing"]) == {
            "dom", "mhtml", "screenshot", "pdf",
        }  # fmt: skip

    def test_a_page_without_a_type_is_told_by_its_look(self, site: Loopback, tmp_path: Path) -> None:
        body = "<!DOCTYPE html><meta charset=utf-8><p>水电站".encode()
        site.talks["/"] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        made, _ = rendering(tmp_path, site)
        assert (made.problem, len(made.views)) == ("", 5) and "水电站" in made.listing.body.decode()

    def test_robots_txt_and_pauses_hold_for_everything_that_a_page_loads(self, site: Loopback, tmp_path: Path) -> None:
        site.talks["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private/\n", kind="text/plain")
        site.talks["/"] = page("", "<img src=/private/a.png><img src=/b.png><img src=/c.png>")
        clock = TestClock()
        with make_tools(tmp_path / "archive", SETTINGS, clock=clock) as tools:
            made = render(asking(site.url("/"), min_delay_seconds=7.0), tools)
        told = json.loads(made.views[-1].body)
        assert "robots.txt does not allow it (line 2" in refusals(told)[site.url("/private/a.png")]
        assert "/private/a.png" not in site.paths() and {"/b.png", "/c.png"} <= set(site.paths())
        assert clock.slept == [7.0] * 3  # after robots.txt, the page, the first picture


class TestHostile:
    """Pages that try to get out, to go on for ever, to fill the memory."""

    pytestmark = browser_only

    @pytest.mark.parametrize("namespace", [True, False])
    def test_no_way_leads_out(
        self, site: Loopback, tmp_path: Path, outside: Outside, namespace: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if not namespace:  # as on a system that lets us make none
            monkeypatch.setattr(chromium, "walls", lambda: Walls(os.geteuid() != 0, ()))
        there = f"127.0.0.1:{outside.port}"
        numbers = {
            f"http://{there}/a": "this machine itself", f"http://localhost:{outside.port}/": "this machine itself",
            "http://169.254.169.254/latest/meta-data/": "link-local", "http://10.0.0.1/": "private",
            "http://[::1]:8080/": "this machine itself", "http://[::ffff:a9fe:a9fe]/": "link-local",
            "http://[::ffff:7f00:1]:8080/": "this machine itself", "http://0.0.0.0:8080/": "private",
            "http://127.0.0.1:22/": "no web port",
        }  # fmt: skip
        script = f"""
          for (const url of {json.dumps([*numbers, f"http://2130706433:{outside.port}/", f"http://0x7f.1:{outside.port}/"])})
            {{ fetch(url, {{mode: 'no-cors'}}).catch(() => 0); new Image().src = url + '?image'; }}
          const tries = [
            () => new WebSocket('ws://{there}/socket'),
            () => new EventSource('http://{there}/events'),
            () => navigator.sendBeacon('/beacon', 'x'),
            () => fetch('/post', {{method: 'POST', body: 'x'}}),
            () => window.open('/window'),
            () => navigator.serviceWorker.register('/worker.js'),
            () => new SharedWorker('http://{there}/shared.js'),
            () => new Worker(URL.createObjectURL(new Blob(["new WebSocket('ws://{there}/w'); fetch('http://{there}/w')"]))),
            () => {{ const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{there}'}}]}});
                     p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)); }},
            () => new WebTransport('https://{there}/'),
            () => {{ const a = document.createElement('a'); a.href = '/file'; a.download = 'x';
                     document.body.append(a); a.click(); }},
            () => {{ for (const [rel, as] of [['preconnect', ''], ['dns-prefetch', ''], ['prefetch', ''],
                       ['preload', 'image'], ['prerender', ''], ['icon', ''], ['manifest', '']]) {{
                     const l = document.createElement('link'); l.rel = rel; l.as = as; l.href = 'http://{there}/' + rel;
                     document.head.append(l); }} }},
            () => {{ const s = document.createElement('script'); s.type = 'speculationrules';
                     s.textContent = '{{"prefetch":[{{"source":"list","urls":["http://{there}/speculated"]}}]}}';
                     document.head.append(s); }},
            () => {{ for (const src of ['file:///etc/passwd', 'chrome://version', 'http://{there}/frame']) {{
                     const f = document.createElement('iframe'); f.src = src; document.body.append(f); }} }},
            () => Notification.requestPermission(),
          ];
          for (const one of tries) try {{ Promise.resolve(one()).catch(() => 0) }} catch (e) {{}}
          setTimeout(() => {{ document.body.append('done'); location.href = 'http://{there}/away' }}, 300);
        """
        headers = (f"Link: <http://{there}/link>; rel=preconnect", f'Report-To: {{"url":"http://{there}/report"}}',
                   f"Content-Security-Policy-Report-Only: default-src 'none'; report-uri http://{there}/csp",
                   f'Alt-Svc: h3=":{outside.port}"')  # fmt: skip
        site.talks["/"] = answer(f"<title>x</title><body><script>{script}</script>".encode(), "200 OK", *headers)
        site.talks["/led"] = redirect(f"http://{there}/led")
        made, told = rendering(tmp_path, site)
        assert outside.heard == []
        assert "done" in made.listing.body.decode() and "root:" not in view(made, "mhtml").decode()
        assert made.listing.final_url == site.url("/")
        given = refusals(told)
        for url, reason in numbers.items():
            assert reason in given[url], url
        assert given[site.url("/beacon")] == "only GET is sent, never POST" and site.url("/post") in given
        assert {"websocket", "window"} <= set(told["happened"])
        assert set(site.paths()) <= {"/robots.txt", "/", "/file"}
        assert all(not one["url"].startswith(f"http://{there}") or "refused" in one for one in told["requests"])

    @pytest.mark.parametrize("body", [
        "<script>fetch('/led').then(r => r.text()).then(t => document.body.append(t), () => 0)</script>",
        "<iframe src=/led></iframe><img src=/led>", "<script>location.href = '/led'</script>",
    ])  # fmt: skip
    def test_a_redirect_opens_no_other_port_of_this_machine(
        self, site: Loopback, tmp_path: Path, outside: Outside, body: str
    ) -> None:
        site.talks["/"] = page("", body)
        site.talks["/led"] = redirect(f"http://127.0.0.1:{outside.port}/admin")
        made, _ = rendering(tmp_path, site)
        assert outside.heard == [] and "/led" in site.paths()
        assert all("this machine itself" in one.reason for one in made.loaded) and made.loaded

    def test_a_page_that_never_ends_loading_comes_to_an_end(self, site: Loopback, tmp_path: Path) -> None:
        def drip(connection: socket.socket, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
            while True:
                connection.sendall(b"x")
                time.sleep(0.1)

        script = """
          let n = 0; const more = () => { const i = new Image(); i.onload = i.onerror = more; i.src = '/more?' + n++; };
          more(); more(); setInterval(() => fetch('/again'), 20);
        """
        site.talks["/"] = page(script, "<img src=/loop><img src=/drip><img src=/bomb>")
        site.talks["/loop"], site.talks["/drip"] = redirect("/loop"), drip
        site.talks["/bomb"] = answer(b"x" * 2_100_000, kind="image/png")
        site.talks["/more"] = site.talks["/again"] = answer(b"x", kind="text/plain")
        began = time.monotonic()
        made, told = rendering(tmp_path, site, render_requests=40, render_seconds=12, max_seconds=1)
        assert time.monotonic() - began < 25
        assert len(site.heard) <= 45 and len(made.views) == 5
        states = {one.url: one.state for one in made.loaded}
        assert states[site.url("/drip")] == "truncated" and states[site.url("/bomb")] == "too_large"
        assert "circle" in refusals(told)[site.url("/loop")]
        assert any("more than 40 things" in reason for reason in refusals(told).values())
        assert told["happened"].keys() & {"stalled", "time"}

    def test_a_page_that_leads_on_and_on_is_stopped(self, site: Loopback, tmp_path: Path) -> None:
        site.talks["/"] = page("location.href = '/?' + (Number(location.search.slice(1)) + 1)")
        made, told = rendering(tmp_path, site)
        assert [path for path in site.paths() if path != "/robots.txt"] == ["/", *(f"/?{n}" for n in range(1, 6))]
        assert any("led on" in reason for reason in refusals(told).values())
        assert made.listing.final_url == site.url("/?5") and len(made.views) == 5

    @pytest.mark.parametrize("loop", ["while (1);", "while (1) alert(1);"])
    def test_scripts_without_end_and_pages_without_bottom(self, site: Loopback, tmp_path: Path, loop: str) -> None:
        site.talks["/"] = page(f"setTimeout(() => {{ {loop} }}, 100)", "<p style='height:300000px'>水电站转让")
        made, told = rendering(tmp_path, site)
        assert "水电站转让" in made.listing.body.decode() and len(made.views) == 5
        assert told["picture_size"] == [room.WIDTH, room.MAX_PICTURE[1]] and told["page_size"][1] >= 300_000
        assert told["happened"]["picture_cut"] == 1
        assert ("dialog" in told["happened"]) == ("alert" in loop)

    def test_a_page_that_eats_memory_is_ended_and_its_answer_kept(self, site: Loopback, tmp_path: Path) -> None:
        site.talks["/"] = page("const a = []; setInterval(() => a.push(new Uint8Array(3e7).fill(1)), 10)", "x")
        made, told = rendering(tmp_path, site, render_memory=600_000_000)
        assert "more than 600000000 bytes of memory" in made.problem and told["happened"]["memory"] == 1
        assert made.listing is made.page and made.page.state == "ok" and made.page.warc

    def test_a_browser_that_does_not_start_is_a_problem_of_this_page_alone(
        self, site: Loopback, tmp_path: Path
    ) -> None:
        site.talks["/"] = answer()
        made, _ = rendering(tmp_path, site, chromium="/bin/false")
        assert "Chromium could not be started" in made.problem and made.listing is made.page


def test_a_family_is_found_by_its_mark_and_ended_with_all_below() -> None:
    import subprocess

    mark = f"--mark-{time.monotonic_ns()}"
    with subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60 & wait", mark]) as shell:
        while len(processes.family(mark)) < 3:
            time.sleep(0.02)
        assert processes.memory_of(processes.family(mark)) > 0
        assert processes.end(mark) == 3
        assert shell.wait(5) == -9
