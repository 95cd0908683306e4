"""How lists are asked for: only if they changed, and from token to token; what an unchanged list proves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from small_site import SmallSite, running

from monitor.run.proofs import proofs
from monitor.run.report import Report
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

PAGE = "<h1>第{0}电站</h1><article>四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，{0}5万</article>"


@dataclass
class Answers:
    """What a site says: query -> rows, by a function that a test gives. Lists have an ETag of their bytes."""

    rows: list[int] = field(default_factory=lambda: [1, 2, 3])
    tagged: bool = True
    broken: str = ""
    elsewhere: str = ""  # all is redirected to below this
    asked: list[tuple[str, bool]] = field(default_factory=list)  # path and query, whether conditional
    cursors: Callable[[str], tuple[list[int], Any]] | None = None

    def page(self, path: str) -> str:
        parts = urlsplit(path)
        if parts.path == "/list":
            return "".join(f'<a class=item href="/item/{n}">电站{n}</a>' for n in self.rows)
        if parts.path == "/api":
            token = parse_qs(parts.query).get("after", [""])[0]
            rows, following = self.cursors(token) if self.cursors else (self.rows, None)
            return json.dumps({"rows": [row(n) for n in rows], "meta": {"next": following}})
        return PAGE.format(parts.path[-1])


def row(number: int) -> dict[str, Any]:
    return {"id": number, "title": f"第{number}电站", "text": f"四川某小水电站转让，装机500千瓦，手续齐全，{number}5万"}


class Site(SmallSite):
    def __init__(self) -> None:
        self.says = Answers()
        super().__init__(_Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        says, tag = self.server.says, self.headers.get("If-None-Match", "")
        if self.path == "/robots.txt":
            self._say(404, b"")
            return
        says.asked.append((self.path, bool(tag)))
        if says.elsewhere and not self.path.startswith(says.elsewhere):
            self._say(302, b"", onward=says.elsewhere + self.path)
            return
        body = says.page(self.path.removeprefix(says.elsewhere)).encode()
        own = f'"{hash(body)}"' if says.tagged else ""
        if says.broken and self.path.startswith(says.broken):
            self._say(500, b"")
        elif tag and tag == own:
            self._say(304, b"", own)
        else:
            self._say(200, body, own)

    def _say(self, status: int, body: bytes, tag: str = "", onward: str = "") -> None:
        self.send_response(status)
        if onward:
            self.send_header("Location", onward)
        self.send_header("Content-Type", "application/json" if body[:1] == b"{" else "text/html; charset=utf-8")
        if tag:
            self.send_header("ETag", tag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from running(folder, Site())


def describe(folder: Path, site: Site, kind: str, **changed: Any) -> None:
    """A source file for this site: `web` with pages, `json` with entries."""
    at = f"http://127.0.0.1:{site.server_port}"
    own: dict[str, Any] = {
        "web": {"list_pages": [f"{at}/list"], "items": {"link": ["a.item"]},
                "item": {"title": ["h1"], "text": ["article"]}, "native_id": {"url": r"/item/(\d+)"}},
        "json": {"list_pages": [f"{at}/api"], "items": {"path": "rows"},
                 "item": {"title": "json:title", "text": "json:text"}, "native_id": {"select": "json:id"}},
    }[kind]  # fmt: skip
    source = {
        "id": "market", "title": {"zh": "市场", "en": "Market"}, "kind": kind, **own, **changed,
        "politeness": {"delay_seconds": 0, "reason": "a server of this test", "allow_loopback": True},
        "terms": {"decision": "allowed", "decided_by": "me", "decided_on": "2026-01-01", "purpose": "test",
                  "legal_basis": "own"},
    }  # fmt: skip
    (folder / "sources" / "market.yaml").write_text(
        yaml.safe_dump(source, allow_unicode=True, sort_keys=False), "utf-8"
    )


def look(folder: Path, site: Site) -> Report:
    site.says.asked.clear()
    with open_workspace(folder) as workspace:
        return watch_once(workspace)


def lists(site: Site) -> list[tuple[str, bool]]:
    return [one for one in site.says.asked if not one[0].startswith("/item/")]


def states(folder: Path) -> dict[str, str]:
    with open_workspace(folder, read_only=True) as workspace:
        found = {str(n): workspace.store.find_listing("market", str(n)) for n in range(1, 30)}
        return {name: row["status"] for name, row in found.items() if row}


def test_a_list_that_is_not_modified_leads_to_the_same_pages(folder: Path, site: Site) -> None:
    describe(folder, site, "web")
    assert look(folder, site).counts["new"] == 3
    report = look(folder, site)
    assert lists(site) == [("/list", True)]
    assert report.failures == () and report.counts["capture.not_modified"] == 4
    assert [path for path, _ in site.says.asked[1:]] == ["/item/1", "/item/2", "/item/3"]
    site.says.rows = [1, 2, 3, 4]
    assert look(folder, site).counts["new"] == 1
    with open_workspace(folder, read_only=True) as workspace:
        assert all(one.ok for one in verify_workspace(workspace, deep=True))
        assert [one["state"] for one in workspace.store.visits("market")] == ["ok"] * 3


def test_entries_of_a_list_that_is_not_modified_are_seen_again(folder: Path, site: Site) -> None:
    describe(folder, site, "json")
    look(folder, site)
    report = look(folder, site)
    assert lists(site) == [("/api", True)]
    assert (report.failures, report.counts["unchanged"]) == ((), 3)
    assert states(folder) == dict.fromkeys("123", "live")
    with open_workspace(folder, read_only=True) as workspace:
        (whole, confirmed) = [one for one in workspace.store.iter_captures() if one["url"].endswith("/api")]
        assert (whole["state"], confirmed["state"]) == ("ok", "not_modified")
        listing = workspace.store.find_listing("market", "1")
        assert listing
        seen = workspace.store.observations(listing["id"])
        assert [(one["capture_id"], one["status"]) for one in seen] == [
            (confirmed["id"], "live"),
            (whole["id"], "live"),
        ]
        assert seen[0]["note"] == f"list not modified since capture {whole['id']}"
        assert proofs(workspace.store, listing)[0]["shown_by"] == "not_modified"
        (visit, _) = workspace.store.visits("market")
        assert (visit["state"], visit["counts"]["unchanged"], visit["counts"]["lists_unchanged"]) == ("ok", 3, 1)
        assert all(one.ok for one in verify_workspace(workspace, deep=True))


def test_an_unchanged_list_keeps_what_was_sold_sold(folder: Path, site: Site) -> None:
    describe(folder, site, "json", markers={"sold": [{"pick": "json:title", "text": "第2"}]})
    look(folder, site)
    look(folder, site)
    assert states(folder) == {"1": "live", "2": "sold", "3": "live"}


def test_entries_are_asked_for_whole_after_the_source_file_changed(folder: Path, site: Site) -> None:
    describe(folder, site, "json")
    look(folder, site)
    describe(folder, site, "json", item={"title": "json:title", "text": ["json:text", "json:title"]})
    look(folder, site)
    assert lists(site) == [("/api", False)]
    look(folder, site)
    assert lists(site) == [("/api", True)]


def test_a_list_in_whose_capture_no_listing_was_seen_is_asked_for_whole(folder: Path, site: Site) -> None:
    """It may have been killed between keeping the list and reading it."""
    describe(folder, site, "json")
    look(folder, site)
    site.says.rows = []
    look(folder, site)
    look(folder, site)
    assert lists(site) == [("/api", False)]


def test_a_look_with_a_list_that_failed_does_not_count_as_read(folder: Path, site: Site) -> None:
    describe(folder, site, "json")
    look(folder, site)
    describe(folder, site, "json", item={"title": "json:title", "text": ["json:text", "json:title"]})
    site.says.broken = "/api"
    look(folder, site)
    site.says.broken = ""
    look(folder, site)
    assert lists(site) == [("/api", False)]


def test_a_list_that_is_unchanged_and_whose_content_is_damaged_is_told(folder: Path, site: Site) -> None:
    describe(folder, site, "json")
    look(folder, site)
    for path in (folder / "archive").iterdir():
        path.write_bytes(bytes(len(path.read_bytes())))
    report = look(folder, site)
    assert "it is not modified, but" in report.failures[0].reason
    assert states(folder) == dict.fromkeys("123", "live")


def pages(**following: str | None) -> Callable[[str], tuple[list[int], Any]]:
    """Token -> two rows of its own and the token that follows; the first is asked for without one."""
    order = list(following)

    def answer(token: str) -> tuple[list[int], Any]:
        place = order.index(token or order[0])
        return [2 * place + 1, 2 * place + 2], following[token or order[0]]

    return answer


CURSORS: dict[str, Any] = {
    "query": {"limit": 2, "after": "{cursor}"}, "pagination": {"cursor": "json:meta.next", "max_pages": 5}
}  # fmt: skip


def test_a_list_is_followed_from_token_to_token(folder: Path, site: Site) -> None:
    site.says.cursors = pages(a="b/&=?", **{"b/&=?": "水", "水": None})
    describe(folder, site, "json", **CURSORS)
    report = look(folder, site)
    assert report.failures == ()
    assert [path for path, _ in lists(site)] == [
        "/api?limit=2", "/api?limit=2&after=b%2F%26%3D%3F", "/api?limit=2&after=%E6%B0%B4",
    ]  # fmt: skip
    assert states(folder) == dict.fromkeys("123456", "live")
    look(folder, site)
    assert [conditional for _, conditional in lists(site)] == [True] * 3


def test_tokens_are_followed_where_a_list_redirects(folder: Path, site: Site) -> None:
    site.says.cursors, site.says.elsewhere = pages(a="b", b=None), "/v2"
    describe(folder, site, "json", **CURSORS)
    assert (look(folder, site).failures, states(folder)) == ((), dict.fromkeys("1234", "live"))
    assert look(folder, site).failures == ()
    assert [path for path, _ in lists(site)][::2] == ["/api?limit=2", "/api?limit=2&after=b"]


def test_a_token_that_no_address_can_hold_ends_the_list(folder: Path, site: Site) -> None:
    site.says.cursors = lambda token: ([2], None) if token else ([1], "\ud800")
    describe(folder, site, "json", **CURSORS)
    assert (look(folder, site).failures, states(folder)) == ((), dict.fromkeys("12", "live"))


@pytest.mark.parametrize("circle", [{"a": "a"}, {"a": "b", "b": "b"}, {"a": "b", "b": "c", "c": "b"}])
def test_tokens_that_lead_in_a_circle_end_the_list_and_are_told_once(
    folder: Path, site: Site, circle: dict[str, str | None]
) -> None:
    site.says.cursors = pages(**circle)
    describe(folder, site, "json", **CURSORS)
    report = look(folder, site)
    assert [failure.reason for failure in report.failures] == [
        "the answers lead in a circle: this cursor was followed already; the list was read up to there"
    ]
    assert len(lists(site)) <= len(circle) + 1
    assert report.counts["new"] == 2 * len(circle)


def test_tokens_without_end_are_followed_for_so_many_pages(folder: Path, site: Site) -> None:
    site.says.cursors = lambda token: ([int(token or 1)], str(int(token or 1) + 1))
    describe(folder, site, "json", **CURSORS)
    look(folder, site)
    assert len(lists(site)) == 5


@pytest.mark.parametrize(("order", "asked"), [([1, 1, 1, 1, 1], 3), ([1, 2, 1, 2, 1], 4), ([1, 1, 2, 2, 2], 5)])
def test_new_tokens_that_repeat_a_list_end_it_and_are_told(
    folder: Path, site: Site, order: list[int], asked: int
) -> None:
    site.says.cursors = lambda token: ([order[int(token or 0)]], str(int(token or 0) + 1))
    describe(folder, site, "json", **CURSORS)
    report = look(folder, site)
    assert [failure.reason for failure in report.failures] == [
        "new cursors lead to items that were listed before, page after page; the list was read up to there"
    ]
    assert len(lists(site)) == asked
    assert states(folder) == dict.fromkeys(map(str, sorted(set(order))), "live")
    assert look(folder, site).failures and len(lists(site)) == asked  # answers that are not modified repeat as well


@pytest.mark.parametrize("nothing", [None, "", False, "null", "x" * 1001, {"a": "b"}, []])
def test_what_is_no_token_ends_the_list(folder: Path, site: Site, nothing: Any) -> None:
    site.says.cursors = lambda _: ([1], nothing)
    describe(folder, site, "json", **CURSORS)
    assert look(folder, site).failures == ()
    assert len(lists(site)) == 1


def test_an_answer_without_rows_ends_the_list_whatever_token_it_names(folder: Path, site: Site) -> None:
    site.says.cursors = lambda token: ([], "more") if token else ([1], "next")
    describe(folder, site, "json", **CURSORS)
    look(folder, site)
    assert len(lists(site)) == 2
