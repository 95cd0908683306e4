"""The demo watches the market over three days and sees what happened there, and nothing that did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.run.report import Report
from monitor.run.workspace import open_workspace
from monitor.sample import demo
from monitor.sample.market import Market


class Watched:
    """One run of the demo, kept for all tests of this file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.market = Market()
        self.reports: dict[int, Report] = dict(demo.watch_market(folder, market=self.market))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    return Watched(tmp_path_factory.mktemp("demo") / "workspace")


def test_the_forbidden_path_was_never_asked_for(watched: Watched) -> None:
    assert len(watched.market.hits) > 150
    assert not [hit for hit in watched.market.hits if hit.path.startswith("/private/")]


def test_robots_txt_is_read_before_anything_else(watched: Watched) -> None:
    assert watched.market.hits[0].path == "/robots.txt"


def test_the_first_day_finds_every_listing_that_may_be_seen(watched: Watched) -> None:
    assert watched.reports[1].counts["new"] == 52


def test_view_counts_and_advertisements_are_no_change(watched: Watched) -> None:
    # Day 2: one price cut and one edited text; day 3: two price cuts, one edited text, two sold.
    assert watched.reports[2].counts["changed"] == 2
    assert watched.reports[2].counts["change.price_cut"] == 1
    assert watched.reports[3].counts["change.price_cut"] == 2
    assert watched.reports[3].counts["change.sold"] == 2


def test_unchanged_pages_with_validators_are_not_sent_again(watched: Watched) -> None:
    assert watched.reports[2].counts["capture.not_modified"] >= 4


def test_what_was_removed_is_seen_as_removed_and_what_is_gone_as_gone(watched: Watched) -> None:
    with open_workspace(watched.folder, read_only=True) as workspace:
        status = {
            native: workspace.store.find_listing("sample-market", native)["status"]  # type: ignore[index]
            for native in ("1019", "1020", "1021", "1022", "1001")
        }
    assert status == {
        "1019": "sold", "1020": "removed_by_platform", "1021": "gone", "1022": "gone", "1001": "live",
    }  # fmt: skip


def test_a_check_and_a_refusal_end_the_visit_and_are_told(watched: Watched) -> None:
    assert watched.reports[1].counts["capture.blocked"] == 2  # robots.txt and the 403
    assert watched.reports[2].counts["capture.challenge"] == 1
    asked = [hit.path for hit in watched.market.hits].count("/item/1099")
    assert asked == 2  # day 1 (refused) and day 3; on day 2 the check came first
