"""The server of the sample market on 127.0.0.1: robots.txt, lists, listings, conditional requests, a log of hits."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import yaml

from monitor.sample.listings import DAYS, Shown, listings_on
from monitor.sample.machine import answer, feed, sitemap, sitemap_index
from monitor.sample.pages import frame, item_page, list_page, removed_page, short_page, slider_page

SOURCE_FILE: Final = Path(__file__).parent.parent / "data" / "sources" / "sample-market.yaml"
SOURCE_URL: Final = "http://127.0.0.1:8099"  # as written in the source file
ROBOTS: Final = "User-agent: *\nCrawl-delay: 0.05\nDisallow: /private/\n"
XML: Final = "application/xml; charset=utf-8"
LISTS: Final = ("notices", "news", "ads")


class Answer(NamedTuple):
    """One response, before it is sent."""

    status: int
    body: bytes
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class Hit(NamedTuple):
    """One request that the market answered."""

    method: str
    path: str
    status: int


class Market:
    """The sample market as a context manager. `url` is its address, `hits` what was asked, `day` (1 to 3) may be set.

    Args: host, an address of this machine's loopback. Raises OSError when the port is taken (0, the default, takes a
    free one).
    """

    def __init__(self, port: int = 0, day: int = 1, host: str = "127.0.0.1") -> None:
        self.hits: list[Hit] = []
        self.day = day
        self._visits: Counter[str] = Counter()
        self._lock = Lock()
        market = self

        class Handler(_Handler):
            def reply(self) -> Answer:
                return market.answer(self.command, self.path, dict(self.headers.items()))

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def day(self) -> int:
        """The day that the market shows."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day not in DAYS:
            raise ValueError(f"the sample market has the days {DAYS}, not {day}")
        self._day = day

    @property
    def url(self) -> str:
        """The market's address without a slash at its end."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Answer:
        """What the market answers to one request; it is noted in `hits`."""
        with self._lock:
            self._visits[target] += 1
            answer = self._page(target, {name.lower(): value for name, value in headers.items()})
            self.hits.append(Hit(method, target, answer.status))
            return answer

    def _page(self, target: str, headers: dict[str, str]) -> Answer:
        path, visit = urlsplit(target).path, self._visits[target]
        if path == "/robots.txt":
            return Answer(200, f"{ROBOTS}Sitemap: {self.url}/sitemap.xml\n".encode(), "text/plain; charset=utf-8")
        if path == "/":
            links = " ".join(f'<a href="/{kind}?page=1">{kind}</a>' for kind in LISTS)
            return Answer(200, frame("合成样本市场", f"<nav>{links}</nav>", visit=visit).encode())
        shown = listings_on(self.day)
        if (machine := self._for_machines(path, target, shown)) is not None:
            return machine
        if path.strip("/") in LISTS:
            return self._list(path.strip("/"), target, shown, visit)
        item = next((one for one in shown if one.path == path and min(one.days) <= self.day), None)
        if item is None:
            return Answer(404, short_page("404", "没有这一页").encode())
        return _item(item, visit, self.day, headers)

    def _for_machines(self, path: str, target: str, shown: tuple[Shown, ...]) -> Answer | None:
        """The feed of ads, sitemaps, the JSON list of ads; None for any other path."""
        listed = {kind: [one for one in shown if one.list == kind and self.day in one.days] for kind in LISTS}
        ads = [one for one in listed["ads"] if not one.forbidden and one.state in {"live", "sold"}]
        name = path.removeprefix("/sitemap-").removesuffix(".xml")
        if path == "/feed.xml":
            return Answer(200, feed(ads, self.url), "application/rss+xml; charset=utf-8")
        if path == "/sitemap.xml":
            return Answer(200, sitemap_index(self.url, LISTS), XML)
        if path.startswith("/sitemap-") and name in listed:
            return Answer(200, sitemap(listed[name], self.url), XML)
        if path == "/sitemap-old.xml.gz":
            gone = [one for one in shown if min(one.days) <= self.day and self.day not in one.days]
            return Answer(200, sitemap(gone, self.url, packed=True), "application/gzip")
        if path == "/api/listings":
            return Answer(200, answer(ads, self.url, _number(target, "offset", 0)), "application/json")
        return None

    def _list(self, kind: str, target: str, shown: tuple[Shown, ...], visit: int) -> Answer:
        page = _number(target, "page", 1)
        listed = [item for item in shown if item.list == kind and self.day in item.days and not item.forbidden]
        if kind == "ads":  # the forbidden listing is linked where every robot sees it
            listed = [*(item for item in shown if item.forbidden), *listed]
        html = list_page(listed, kind, page, visit)
        if kind == "notices":
            return Answer(200, html.encode("gbk", "xmlcharrefreplace"), "text/html; charset=gbk")
        return Answer(200, html.encode())


def _number(target: str, name: str, otherwise: int) -> int:
    given = parse_qs(urlsplit(target).query).get(name, [""])[0]
    return int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 4 else otherwise


def _item(item: Shown, visit: int, day: int, headers: dict[str, str]) -> Answer:
    match item.state:
        case "removed":
            return Answer(200, removed_page(visit).encode())
        case "gone":
            return Answer(item.status, short_page(str(item.status), "这一页已经没有了").encode())
        case "slider":
            return Answer(200, slider_page().encode())
        case "refused":
            return Answer(403, short_page("403", "暂时不能查看").encode())
    validators = _validators(item)
    if _is_known(validators, headers):
        return Answer(304, b"", headers=validators)
    charset = "utf-8" if item.charset == "utf-8" else "gbk"
    body = item_page(item, visit, day).encode(charset, "xmlcharrefreplace")
    declared = "gbk" if item.charset == "gbk" else "utf-8"
    return Answer(200, body, f"text/html; charset={declared}", validators)


def _validators(item: Shown) -> tuple[tuple[str, str], ...]:
    """ETag or Last-Modified; they tell of the listing, not of the view count around it."""
    if item.caching == "etag":
        content = "\0".join((item.title, item.price, item.body, item.state, *item.comments))
        return (("ETag", f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'),)
    if item.caching == "modified":
        return (("Last-Modified", format_datetime(datetime(2026, 1, item.changed_on, tzinfo=UTC), usegmt=True)),)
    return ()


def _is_known(validators: tuple[tuple[str, str], ...], headers: dict[str, str]) -> bool:
    asked = {"ETag": headers.get("if-none-match"), "Last-Modified": headers.get("if-modified-since")}
    return any(asked[name] == value for name, value in validators)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds that an idle connection is kept

    def reply(self) -> Answer:
        """What to answer; the market's own handler says it."""
        raise NotImplementedError

    def do_GET(self) -> None:
        answer = self.reply()
        self.send_response(answer.status)
        for name, value in (("Content-Type", answer.media_type), *answer.headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the terminal: the market keeps its own list of hits."""


def sample_source(base_url: str) -> dict[str, Any]:
    """The source file of the sample market, as a mapping, for a market at `base_url`."""
    text = SOURCE_FILE.read_text("utf-8").replace(SOURCE_URL, base_url)
    source: dict[str, Any] = yaml.safe_load(text)
    return source


def machine_source(kind: str, base_url: str) -> dict[str, Any]:
    """The same of the market's feed, sitemap or JSON list (data/sources/sample-market-KIND.yaml)."""
    path = SOURCE_FILE.with_name(f"sample-market-{kind}.yaml")
    source: dict[str, Any] = yaml.safe_load(path.read_text("utf-8").replace(SOURCE_URL, base_url))
    return source
