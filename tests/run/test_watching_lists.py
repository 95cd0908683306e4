"""Feeds, sitemaps and JSON lists of the sample market, watched: their listings, states and evidence."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from spoken import in_chinese

from monitor.capture.challenge import load_marks
from monitor.errors import ItemError
from monitor.models import Capture
from monitor.run.lists import MAX_UNPACKED, list_text
from monitor.run.report import Report
from monitor.run.verify import verify_workspace
from monitor.run.watch import watch_once
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
