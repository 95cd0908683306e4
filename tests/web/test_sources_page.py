"""The page of sources: how well each is, its alerts; the queue says when one is not well; states with their proofs."""

from __future__ import annotations

from pathlib import Path

import pytest
from web_site import Site, serving

from db import open_store
from db.rows import AlertRow, SourceClock
from monitor.run.workspace import DATABASE, init_workspace

TITLE = '{"title": {"zh": "合成市场", "en": "Market <b>one</b>"}}'


def alert(before: str, state: str, cause: str, at: str) -> AlertRow:
    return {"source_id": "market", "before": before, "state": state, "cause": cause,
            "detail": {"number": 7, "of": 9}, "at": at}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = init_workspace(tmp_path / "case")
    with open_store(made / DATABASE) as store:
        store.upsert_source({"id": "market", "kind": "web", "title": "合成市场", "definition": TITLE})
        run = store.begin_run("watch")
        visit = store.begin_visit("market", run, "2026-01-01T08:00:00Z")
        store.end_visit(visit["id"], "2026-01-01T08:10:00Z", {"lists": 1, "read": 3, "unread": 1}, "ok", "")
        store.set_source_clock("market", SourceClock("2026-01-01T08:00:00Z", "2026-01-02T08:00:00Z", 0))
    return made


def test_a_source_that_is_well_is_shown_with_its_figures_and_no_notice(folder: Path) -> None:
    with serving(folder) as site:
        page = site.get("/sources").text
        assert "Market &lt;b&gt;one&lt;/b&gt;" in page and "75 %" in page
        assert "2026-01-02 08:00" in page and "No source has changed its state" in page
        assert "Some sources are not well" not in site.get("/").text


def test_a_source_that_is_not_well_is_told_on_its_page_and_in_the_queue_in_both_languages(folder: Path) -> None:
    with open_store(folder / DATABASE) as store:
        store.add_alert(alert("ok", "blocked", "refused", "2026-01-02T08:00:00Z"))
        store.add_alert(alert("blocked", "suspect", "removals", "2026-01-03T08:00:00Z"))
    with serving(folder) as site:
        page = site.get("/sources").text
        assert "7 of 9 known listings are gone or sold, all at once" in page
        assert "ok → blocked" in page and "blocked → suspect" in page
        assert "Some sources are not well" in site.get("/").text
        assert "可疑" in site.get("/", Accept_Language="zh").text
        assert "已知 9 条挂牌中有 7 条同时消失" in site.get("/sources", Accept_Language="zh").text
    with open_store(folder / DATABASE) as store:
        store.add_alert(alert("suspect", "ok", "", "2026-01-04T08:00:00Z"))
    with serving(folder) as site:
        assert "Some sources are not well" not in site.get("/").text


def test_a_listing_shows_its_states_with_the_capture_of_each(site: Site, ids: dict[str, int]) -> None:
    page = site.get(f"/listing/{ids['full']}").text
    assert "States and what shows them" in page and "an imported file" in page
