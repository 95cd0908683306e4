"""Sites that misbehave: what went wrong is said once, what was known stays known, nothing is asked in vain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.errors import ConfigError, SourceError
from monitor.run.report import Report
from monitor.run.watching.trying import try_source
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

ITEMS = 8
SOURCE = """\
id: market
title: {{zh: 市场, en: Market}}
kind: web
list_pages: ["http://127.0.0.1:{port}/list"]
items: {{link: [a.item], pattern: '/item/\\d+'}}
item: {{title: [h1], text: [article]}}
native_id: {{url: '/item/(\\d+)'}}
politeness: {{delay_seconds: 0, reason: a server of this test, allow_loopback: true}}
speaker: seller
terms: {{decision: allowed, decided_by: me, decided_on: 2026-01-01, note: own, purpose: test, legal_basis: own}}
"""
SETTINGS = "min_delay_seconds = 0\ntimeout_seconds = 20\nmax_seconds = 40\nmax_bytes = 100000\n"
LIST = "".join(f'<a class=item href="/item/{number}">电站{number}</a>' for number in range(1, ITEMS + 1))


class Site(ThreadingHTTPServer):
    """A market of eight listings; `wrong` says which paths misbehave, and `answer` how: (status, body, headers)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.wrong: tuple[str, ...] = ()
        self.answer: tuple[int, str, dict[str, str]] = (200, "", {})
        self.heard: list[str] = []
        self.pages: dict[str, str] = {}  # paths -> other bodies than a market's
        self.answers: dict[
            str, tuple[int, str, dict[str, str]]
        ] = {}  # paths with queries -> whole answers; ETags count
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def misbehave(self, *paths: str, status: int = 200, body: str = "", **headers: str) -> None:
        self.heard.clear()
        self.wrong, self.answer = paths, (status, body, headers)


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        self.server.heard.append(self.path)
        if self.path in self.server.answers:
            status, body, headers = self.server.answers[self.path]
            known = headers.get("ETag") == self.headers.get("If-None-Match", "none")
            self._say(*((304, "", headers) if known else (status, body, headers)))
        elif self.path.startswith(self.server.wrong):
            self._say(*self.server.answer)
        elif (page := self.server.pages.get(self.path.partition("?")[0])) is not None:
            self._say(200, page, {})
        elif self.path == "/robots.txt":
            self._say(404, "", {})
        elif self.path == "/list":
            self._say(200, LIST, {})
        else:
            words = f"四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，{self.path[-1]}5万"
            self._say(200, f"<h1>第{self.path[-1]}电站</h1><article>{words}</article>", {})

    def _say(self, status: int, body: str, headers: dict[str, str]) -> None:
        data = body.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:  # else more may be announced than comes
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """The market, watched once while it was well."""
    with closing(Site()) as running:
        (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
        (folder / "sources" / "market.yaml").write_text(SOURCE.format(port=running.server_port), "utf-8")
        assert look(folder).counts["new"] == ITEMS
        yield running


def look(folder: Path) -> Report:
    with open_workspace(folder) as workspace:
        return watch_once(workspace)


def live(folder: Path) -> int:
    with open_workspace(folder, read_only=True) as workspace:
        return len(workspace.store.live_addresses("market"))


def reasons(report: Report) -> str:
    return "\n".join(map(str, report.failures))


@pytest.mark.parametrize(("status", "headers"), [(403, {}), (401, {}), (429, {"Retry_After": "3600"})])
def test_a_site_that_refuses_its_list_is_told_once_and_asked_for_nothing_more(
    folder: Path, site: Site, status: int, headers: dict[str, str]
) -> None:
    site.misbehave("/list", status=status, **headers)
    report = look(folder)
    assert site.heard == ["/robots.txt", "/list"]
    assert len(report.failures) == 2
    assert "8 pages were not asked for" in reasons(report) and str(status) in reasons(report)
    assert (report.exit_status, live(folder)) == (3, ITEMS)


def test_a_long_retry_after_of_a_busy_site_is_told_once(folder: Path, site: Site) -> None:
    site.misbehave("/list", status=503, Retry_After="3600")
    report = look(folder)
    assert site.heard == ["/robots.txt", "/list"]
    assert "8 pages were not asked for: 127.0.0.1 is to be left alone until" in reasons(report)
    assert live(folder) == ITEMS


def test_a_robots_file_that_cannot_be_read_is_told_once(folder: Path, site: Site) -> None:
    site.misbehave("/robots.txt", status=500)
    report = look(folder)
    assert site.heard == ["/robots.txt"]
    assert len(report.failures) == 2
    assert live(folder) == ITEMS


def test_a_check_in_place_of_a_listing_ends_the_visit_and_removes_nothing(folder: Path, site: Site) -> None:
    page = "<title>安全验证</title><p>请拖动滑块完成验证</p><script src='https://g.alicdn.com/sd/punish.js'></script>"
    site.misbehave("/item/3", body=page)
    report = look(folder)
    assert report.counts["capture.challenge"] == 1
    assert "5 pages were not asked for" in reasons(report)
    assert live(folder) == ITEMS


def test_a_list_page_without_items_is_no_empty_market(folder: Path, site: Site) -> None:
    site.misbehave("/list", body="<h1>新版首页</h1>" + "欢迎光临" * 200)
    report = look(folder)
    assert report.exit_status == 3
    assert "no item found by 'a.item@href' (sources/market.yaml, items)" in reasons(report)
    assert live(folder) == ITEMS
    assert report.counts["unchanged"] == ITEMS


def test_links_that_the_pattern_no_longer_fits_are_told_as_that(folder: Path, site: Site) -> None:
    site.misbehave("/list", body="<a class=item href=/show-1.html>a</a><a class=item href=/show-2.html>b</a>")
    told = reasons(look(folder))
    assert "'a.item@href' found 2 links, and sources/market.yaml, items.pattern '/item/\\d+' fits none of them" in told
    assert live(folder) == ITEMS


def test_item_pages_whose_selectors_find_nothing_are_named_and_nothing_is_lost(folder: Path, site: Site) -> None:
    site.misbehave("/item/", body="<div class=new><h2>水电站</h2><p>装机500千瓦</p></div>")
    report = look(folder)
    assert "no title found by 'h1' of source market" in reasons(report)
    assert (report.exit_status, live(folder)) == (3, ITEMS)


def test_most_listings_gone_at_once_is_a_changed_site_however_often_it_is_seen(folder: Path, site: Site) -> None:
    site.misbehave("/item/", status=404)
    for _ in range(3):
        report = look(folder)
        assert "8 of 8 listings are gone at once (the site answered 404)" in reasons(report)
        assert (report.exit_status, live(folder)) == (3, ITEMS)
        assert "change.removed" not in report.counts


def test_a_site_that_comes_back_after_a_mass_of_404s_has_lost_nothing(folder: Path, site: Site) -> None:
    site.misbehave("/item/", status=404)
    look(folder)
    site.misbehave()
    report = look(folder)
    assert (report.exit_status, report.counts["unchanged"], live(folder)) == (0, ITEMS, ITEMS)


def test_a_few_listings_gone_are_taken_at_their_word(folder: Path, site: Site) -> None:
    site.misbehave("/item/2", "/item/5", status=404)
    report = look(folder)
    assert (report.exit_status, report.counts["change.removed"], live(folder)) == (0, 2, ITEMS - 2)


@pytest.mark.parametrize("address", ["http://192.168.1.1/admin", "http://169.254.169.254/", "file:///etc/passwd"])
def test_a_redirect_to_a_private_address_is_refused_and_the_rest_is_read(
    folder: Path, site: Site, address: str
) -> None:
    site.misbehave("/item/4", status=302, Location=address)
    report = look(folder)
    assert len(report.failures) == 1
    assert "fetched" in reasons(report)
    assert (report.counts["unchanged"], live(folder)) == (ITEMS - 1, ITEMS)


def test_a_broken_source_file_leaves_the_others_watched(folder: Path, site: Site) -> None:
    (folder / "sources" / "broken.yaml").write_text("id: broken\nlist_pages: [\n", "utf-8")
    report = look(folder)
    assert (report.exit_status, report.counts["unchanged"]) == (3, ITEMS)
    assert "broken.yaml" in reasons(report)
    (folder / "sources" / "market.yaml").unlink()
    with open_workspace(folder) as workspace, pytest.raises(ConfigError, match=r"broken.yaml:\d"):
        watch_once(workspace)


def test_trying_a_source_that_refuses_is_a_failed_run(folder: Path, site: Site) -> None:
    site.misbehave("/list", status=403)
    with open_workspace(folder) as workspace:
        with pytest.raises(SourceError, match="the site answered 403"):
            try_source(workspace, "market")
        assert workspace.store.runs(1)[0]["status"] == "failed"
