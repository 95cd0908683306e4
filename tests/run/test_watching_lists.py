"""Feeds, sitemaps and JSON lists of the sample market, watched: their listings, states and evidence."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from spoken import in_chinese
from test_bad_input_sites import ITEMS, LIST, SETTINGS, SOURCE, Site

from monitor.capture.challenge import load_marks
from monitor.errors import ItemError
from monitor.models import Capture
from monitor.run.report import Report
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.lists import MAX_UNPACKED, list_text
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace
from monitor.sample.listings import Shown, listings_on
from monitor.sample.market import SOURCE_FILE, Market, machine_source
from monitor.sources.model import Marker, Markers
from monitor.sources.web import load_source


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with Market() as running:
        yield running


def watch(folder: Path, market: Market, kind: str, day: int = 1) -> Report:
    (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    source = machine_source(kind, market.url)
    source["politeness"]["delay_seconds"] = 0
    (folder / "sources" / f"{kind}.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")
    market.day = day
    market.hits.clear()
    with open_workspace(folder) as workspace:
        return watch_once(workspace)


def status(folder: Path, kind: str) -> dict[str, str]:
    """The status of each listing of the market that the workspace knows from a source."""
    with open_workspace(folder, read_only=True) as workspace:
        names = {str(one.id) for day in (1, 2, 3) for one in listings_on(day)}
        found = {name: workspace.store.find_listing(f"sample-market-{kind}", name) for name in names}
    return {name: row["status"] for name, row in found.items() if row}


def ads(day: int) -> list[Shown]:
    shown = [one for one in listings_on(day) if one.list == "ads" and day in one.days and not one.forbidden]
    return [one for one in shown if one.state in {"live", "sold"}]


@pytest.mark.parametrize("kind", ["feed", "json"])
def test_entries_are_read_as_listings_and_no_page_is_asked_for(folder: Path, market: Market, kind: str) -> None:
    report = watch(folder, market, kind)
    assert report.failures == ()
    assert set(status(folder, kind)) == {str(one.id) for one in ads(1)}
    assert not [hit for hit in market.hits if hit.path.startswith("/item/")]


def test_a_json_state_becomes_the_listings_status_and_a_change(folder: Path, market: Market) -> None:
    for day in (1, 2, 3):
        watch(folder, market, "json", day)
    wanted = {str(one.id): "sold" if one.state == "sold" else "live" for one in ads(3)}
    found = status(folder, "json")
    assert {name: found[name] for name in wanted} == wanted
    assert "sold" in wanted.values()


class Listed:
    """A market whose JSON lists are what a test says: pages of numbers of plants."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pages, self.status, self.asked = folder, [list[int]()], 200, 0
        self.nameless, self.is_tagged = set[int](), False  # plants without a number; answers with an ETag
        self.rows = list[dict[str, str]]()  # that are no plants, on each page
        self.total: int | None = None  # how many items each answer says there are
        self.header: int | None = None  # the same in a header
        self.beyond: int | None = None  # the page that is shown for numbers beyond the end, 1 being the first
        self.missing = 200  # what is answered to numbers beyond the end, where no page is shown for them
        self.plain = b""  # what every list answers in place of its items
        self.after_last: str | None = None  # whereto the last page leads
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        market = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = market.answer(self.path)
                tag = f'"{zlib.crc32(body)}"'
                if market.is_tagged and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                if market.is_tagged:
                    self.send_header("ETag", tag)
                if market.header is not None:
                    self.send_header("X-Total-Count", str(market.header))
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def answer(self, path: str) -> tuple[int, bytes]:
        if not path.startswith("/list"):
            return 404, b""
        if self.plain:
            return 200, self.plain
        number = int(path.partition("page=")[2].partition("&")[0] or 1)
        self.asked += 1
        if self.beyond and number > len(self.pages):
            number = self.beyond
        if number > len(self.pages) and self.missing != 200:
            return self.missing, b'{"code": "rest_post_invalid_page_number"}'
        numbers = self.pages[number - 1] if number <= len(self.pages) else []
        items = [
            {"id": "" if one in self.nameless else f"no{one:04}", "title": f"水电站转让{one}", "text": f"装机{one}千瓦"}
            for one in numbers
        ]
        items += self.rows
        more = f"{self.url}/list?page={number + 1}&of=all" if number < len(self.pages) else self.after_last
        return self.status, json.dumps({"items": items, "next": more, "total": self.total}).encode()

    def look(self, *pages: list[int], **more: object) -> tuple[dict[int, str], Report]:
        """Look once at these pages; the status of each plant that is known then."""
        self.pages = list(pages)
        source = machine_source("json", self.url) | {
            "id": "listed", "list_pages": [f"{self.url}/list"], "query": {},
            "pagination": {"next": ["json:next"]}, "items": {"path": "items", "read": "entry", "max_per_page": 50},
            "item": {"title": ["json:title"], "text": ["json:text"]}, "native_id": {"select": ["json:id"]},
        } | more  # fmt: skip
        source["politeness"] = source["politeness"] | {"delay_seconds": 0}
        (self.folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
        (self.folder / "sources" / "listed.yaml").write_text(yaml.safe_dump(source, allow_unicode=True), "utf-8")
        with open_workspace(self.folder) as workspace:
            report = watch_once(workspace)
            rows = {one: workspace.store.find_listing("listed", f"no{one:04}") for one in range(1, 20)}
        return {one: row["status"] for one, row in rows.items() if row}, report


@pytest.fixture
def listed(folder: Path) -> Iterator[Listed]:
    market = Listed(folder)
    yield market
    market.server.shutdown()
    market.server.server_close()


def test_an_entry_that_no_list_has_any_longer_is_gone_with_the_list_as_proof(folder: Path, listed: Listed) -> None:
    assert set(listed.look([1, 2, 3, 4, 5])[0].values()) == {"live"}
    found, report = listed.look([1, 2, 3, 4])
    assert (found[5], {found[one] for one in (1, 2, 3, 4)}) == ("gone", {"live"})
    assert report.failures == () and report.counts["change.removed"] == 1
    with open_workspace(folder) as workspace:
        row = workspace.store.find_listing("listed", "no0005")
        assert row is not None
        (seen,) = workspace.store.observations(row["id"], 1)
        proof = workspace.store.capture(seen["capture_id"])
        assert proof is not None and proof["url"].endswith("/list") and proof["state"] == "ok"
        assert "not in the list" in seen["note"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    assert listed.look([1, 2, 3, 4])[0][5] == "gone"
    assert listed.look([1, 2, 3, 4, 5])[0][5] == "live"


def test_of_several_pages_an_entry_is_gone_when_two_looks_miss_it(listed: Listed) -> None:
    """While pages are asked for, an entry may slip from one to the other."""
    listed.look([1, 2, 3], [4, 5, 6])
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "live"
    assert listed.look([1, 2, 3], [4, 5, 6])[0][4] == "live"
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "live"
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "gone"


def test_many_entries_that_vanish_at_once_are_held_back(listed: Listed) -> None:
    listed.look([*range(1, 13)])
    found, report = listed.look([1, 2, 3])
    assert set(found.values()) == {"live"}
    assert any("at once" in failure.reason for failure in report.failures)


@pytest.mark.parametrize("broken", ["cut", "failed", "unread", "empty"])
def test_a_list_that_was_not_read_to_its_end_ends_nothing(listed: Listed, broken: str) -> None:
    listed.look([1, 2, 3, 4, 5])
    if broken == "cut":
        found, _ = listed.look([1, 2, 3], [4, 5], pagination={"next": ["json:next"], "max_pages": 1})
    elif broken == "failed":
        listed.status = 500
        found, _ = listed.look([1, 2, 3, 4])
    elif broken == "unread":
        found, _ = listed.look([1, 2, 3, 4], native_id={"select": ["json:no_such"]})
    else:
        found, _ = listed.look([])
    assert set(found.values()) == {"live"}


def test_an_entry_that_could_not_be_read_is_not_gone_when_the_list_is_as_it_was(listed: Listed) -> None:
    listed.is_tagged = True
    listed.look([1, 2, 3, 4, 5])
    listed.nameless = {5}
    assert listed.look([1, 2, 3, 4, 5])[0][5] == "live"
    found, report = listed.look([1, 2, 3, 4, 5])
    assert report.counts["unchanged"] == 4  # 304
    assert found[5] == "live"


def test_an_entry_that_vanished_is_gone_also_when_the_list_stays_as_it_is_then(listed: Listed) -> None:
    listed.is_tagged = True
    listed.look([1, 2, 3], [4, 5, 6])
    assert listed.look([1, 2, 3], [5, 6])[0][4] == "live"
    found, report = listed.look([1, 2, 3], [5, 6])
    assert report.counts["unchanged"] == 5 and found[4] == "gone"


def test_a_last_page_that_leads_back_ends_the_walk_however_it_is_written(listed: Listed) -> None:
    for back, requests in (
        ("/list/?", 3), ("/list#top", 3), ("/list?of=all&page=2", 3), ("/list?page=3&of=%61ll", 3), ("/list?page=1", 4),
    ):  # fmt: skip
        listed.after_last, listed.asked = back, 0
        _, report = listed.look([1, 2, 3], [4, 5, 6], [7, 8, 9])
        assert (listed.asked, report.failures, "cut.lists" in report.counts) == (requests, (), False), back


@pytest.mark.parametrize("back", ["/list", "/list?page=1"])
def test_a_list_that_leads_back_was_read_to_its_end_where_that_is_sure(listed: Listed, back: str) -> None:
    listed.after_last = back
    listed.look([1, 2, 3], [4, 5, 6])
    for _ in range(2):  # full to the end: from where visitors may see no further, sites lead back as well
        found, _ = listed.look([1, 2, 3], [4, 6, 7])
    assert found[5] == "live"
    listed.total = 30
    assert listed.look([1, 2, 3], [4, 6])[1].counts["list.short"] == 25
    listed.total = None
    assert [listed.look([1, 2, 3], [4, 6])[0][5] for _ in range(2)] == ["unknown", "gone"]  # four looks missed it
    listed.total = 6  # as many as were found
    assert [listed.look([1, 2, 3], [4, 8, 9])[0][6] for _ in range(2)] == ["live", "gone"]


def test_a_last_page_that_leads_to_itself_is_the_end(listed: Listed) -> None:
    listed.after_last = "/list?page=2&of=%61ll"
    listed.look([1, 2, 3], [4, 5, 6])
    assert [listed.look([1, 2, 3], [4, 6, 7])[0][5] for _ in range(2)] == ["live", "gone"]


def counted(listed: Listed, **more: object) -> dict[str, object]:
    """A source that counts its pages, of which the answers say nothing."""
    page = f"{listed.url}/list?page={{page}}"
    return {"list_pages": [page], "pagination": {"last": 20, **more}}


@pytest.mark.parametrize("beyond", [3, 1])
def test_a_page_that_repeats_one_before_ends_the_list(listed: Listed, beyond: int) -> None:
    listed.beyond = beyond
    source = counted(listed)
    listed.look([1, 2, 3], [4, 5, 6], [7, 8, 9], **source)
    assert listed.asked == 4
    assert listed.look([1, 2, 3], [4, 6, 7], [8, 9], **source)[0][5] == "live"  # entries may slip between pages
    listed.asked = 0
    found, report = listed.look([1, 2, 3], [4, 6, 7], [8, 9], **source)
    assert (found.pop(5), set(found.values()), listed.asked) == ("gone", {"live"}, 4)
    assert report.counts["change.removed"] == 1 and "cut.lists" not in report.counts


def test_an_answer_that_there_is_no_such_page_ends_the_list(folder: Path, listed: Listed) -> None:
    source = counted(listed)
    for status in (404, 410, 400):
        listed.missing = status
        found, report = listed.look([1, 2, 3], [4, 5, 6], **source)
        assert (set(found.values()), report.failures) == ({"live"}, ())
    for expected in ("live", "gone"):  # entries may slip between pages
        found, report = listed.look([1, 2, 3], [4, 6], **source)
        assert (found[5], report.failures) == (expected, ())
    with open_workspace(folder) as workspace:
        row = workspace.store.find_listing("listed", "no0005")
        (seen,) = workspace.store.observations(row["id"] if row else 0, 1)
        proof = workspace.store.capture(seen["capture_id"])
        assert proof is not None and proof["url"].endswith("page=2") and proof["state"] == "ok"
    for status in (500, 403):
        listed.missing = status
        for _ in range(2):
            found, report = listed.look([1, 2, 3], [4], **source)
            assert found[6] != "gone" and report.failures
    with open_workspace(folder) as workspace:
        assert (workspace.store.source_state("listed") or {"state": ""})["state"] != "ok"


def test_a_list_whose_first_page_is_missing_is_a_failure(folder: Path, listed: Listed) -> None:
    listed.look([1, 2, 3], **counted(listed))
    listed.missing = 404
    found, report = listed.look(**counted(listed))
    assert set(found.values()) == {"live"} and report.failures
    with open_workspace(folder) as workspace:
        assert (workspace.store.source_state("listed") or {"state": ""})["state"] == "unreachable"


def test_a_list_that_leads_back_from_beyond_what_visitors_may_see_ends_nothing(listed: Listed) -> None:
    listed.beyond = 1
    source = counted(listed)
    listed.look([1, 2, 3], [4, 5, 6], **source)
    for _ in range(3):  # a new one at the head moves the last out of sight
        found, _ = listed.look([9, 1, 2], [3, 4, 5], **source)
    assert found[6] == "unknown"


@pytest.mark.parametrize(("per_page", "status"), [({}, "live"), ({"per_page": 3}, "gone")])
def test_a_site_that_shows_its_first_page_for_every_number_ends_nothing_unless_it_is_not_full(
    listed: Listed, per_page: dict[str, int], status: str
) -> None:
    listed.beyond = 1
    for page in ([1, 2, 3], [1, 2], [1, 2]):
        found, _ = listed.look(page, **counted(listed, **per_page))
    assert (found[3], listed.asked) == (status, 6)


def test_pages_with_links_that_repeat_end_the_list_too(folder: Path) -> None:
    with closing(Site()) as site:
        (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
        site.pages["/list"] = LIST
        text = SOURCE.format(port=site.server_port).replace("/list", "/list?page={page}")
        (folder / "sources" / "market.yaml").write_text(text, "utf-8")
        with open_workspace(folder) as workspace:
            assert watch_once(workspace).counts["new"] == ITEMS
        assert [path for path in site.heard if "list" in path] == ["/list?page=1", "/list?page=2"]


def test_sitemaps_of_an_index_are_read_those_of_other_sites_left_alone(folder: Path, market: Market) -> None:
    watch(folder, market, "sitemap")
    asked = {hit.path for hit in market.hits}
    assert {"/sitemap.xml", "/sitemap-ads.xml", "/sitemap-old.xml.gz"} <= asked
    assert "/sitemap-news.xml" not in asked and "/about" not in asked
    assert {str(one.id) for one in ads(1)} <= set(status(folder, "sitemap"))


def test_what_was_kept_of_lists_is_whole_and_says_the_same_again(folder: Path, market: Market) -> None:
    for kind in ("feed", "json"):
        watch(folder, market, kind)
    with open_workspace(folder) as workspace:
        checked = in_chinese(verify_workspace(workspace, deep=True))
    assert checked and not [one for one in checked if not one.ok]


def test_a_gzip_that_unpacks_without_end_is_not_read() -> None:
    bomb = gzip.compress(b"\0" * (MAX_UNPACKED + 1))
    with pytest.raises(ItemError, match="unpacks to more than"):
        list_text(Capture("https://a.example/s.xml.gz", "a", "ok", "http", "2026-01-01T00:00:00Z", bomb))
    torn = gzip.compress("<urlset>水".encode())[:-8]
    assert list_text(Capture("x", "a", "ok", "http", "2026-01-01T00:00:00Z", torn)) == "<urlset>水"


def test_a_check_sent_as_data_counts_by_the_sources_own_words() -> None:
    own = Markers(challenge=(Marker(text="请登录"),))
    body = '{"code": 401, "msg": "请登录后查看"}'.encode()
    for media_type, state in (("application/json", "challenge"), ("application/pdf", None)):
        found = load_marks().read(body, "https://a.example/api", own, item=False, media_type=media_type)
        assert (found[0] if found else None) == state


@pytest.mark.parametrize("kind", ["feed", "sitemap", "json"])
def test_the_shipped_source_files_of_the_market_are_right(kind: str) -> None:
    assert load_source(SOURCE_FILE.with_name(f"sample-market-{kind}.yaml")).kind == kind


def test_a_list_that_says_it_is_longer_was_not_read_to_its_end(folder: Path, listed: Listed) -> None:
    """Entries may stand on pages that nothing led to: none of them is gone."""
    listed.look([1, 2, 3, 4, 5])
    listed.total = 5
    found, report = listed.look([1, 2, 3, 4])
    assert (set(found.values()), report.counts["list.short"], report.failures) == ({"live"}, 1, ())
    listed.total = 4
    assert listed.look([1, 2, 3, 4])[0][5] == "gone"
    listed.total = 6
    found, report = listed.look([1, 2, 3], [4, 5, 6])
    assert (found[5], "list.short" in report.counts) == ("live", False)
    listed.total = 7
    _, report = listed.look([1, 2, 3], [4, 5, 6], pagination={"next": ["json:next"], "max_pages": 1})
    assert ("list.short" in report.counts, report.counts["cut.lists"]) == (False, 1)


def test_a_list_whose_headers_say_that_it_is_longer_was_not_read_to_its_end(listed: Listed) -> None:
    listed.is_tagged, listed.header = True, 5
    listed.look([1, 2, 3, 4, 5])
    for _ in range(2):  # the second answer is 304
        found, report = listed.look([1, 2, 3, 4])
        assert (set(found.values()), report.counts["list.short"]) == ({"live"}, 1)
    listed.is_tagged, listed.header = False, 4
    assert listed.look([1, 2, 3, 4])[0][5] == "gone"
