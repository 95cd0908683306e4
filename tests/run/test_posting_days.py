"""A listing whose page says 3天前 today and 4天前 tomorrow: one day of posting, one version, judged by that day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_bad_input_sites import Site
from test_listing_states import edit, events, listing, sightings
from test_watching import Days, days

from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.reassess import Wanted, reassess
from monitor.run.workspace import open_workspace

__all__ = ["days"]
WORDS = "四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，{price}万"


def shown(site: Site, words: str, price: int = 15) -> None:
    article = f"<article>{WORDS.format(price=price)}</article>"
    site.answers = {"/item/1": (200, f"<h1>第1电站</h1>{article}<p class=posted>{words}</p>", {})}


def market(days: Days) -> Site:
    site = days.add("market")
    edit(days, "{title: [h1], text: [article]}", "{title: [h1], posted_at: .posted}")
    return site


def version(days: Days) -> dict[str, Any]:
    with open_workspace(days.folder, read_only=True) as workspace:
        found = workspace.store.version(listing(days)["version_id"])
    assert found is not None
    return found


def test_the_day_stays_while_its_words_count_on(days: Days) -> None:
    site = market(days)
    begin = days.time.date()
    for words in ("2小时前", "昨天 18:20", "2天前", "3天前", "4天前", "1周前", "1个月前", "刚刚擦亮"):
        shown(site, words)
        days.look()
    assert (listing(days)["versions"], [event["kind"] for event in events(days)]) == (1, ["new"])
    assert len(sightings(days)) == 8
    first = date.fromisoformat(listing(days)["posted_at"][-10:])
    assert first.toordinal() - begin.toordinal() in {1, 2}  # looked at a day after the beginning, in China


def test_a_refreshed_post_and_one_that_is_edited_keep_the_first_day(days: Days) -> None:
    site = market(days)
    shown(site, "3天前")
    days.look()
    first = listing(days)["posted_at"]
    shown(site, "1个月前", price=14)
    days.look()
    shown(site, "刚刚", price=13)
    days.look()
    now = version(days)
    assert (listing(days)["versions"], listing(days)["posted_at"], now["posted_at"]) == (3, first, first)
    assert now["assessment"]["as_of"] == first
    assert now["found_by"]["posted_at"].endswith("; the first that was told is kept")


def test_a_day_that_is_named_counts_whatever_was_told_before(days: Days) -> None:
    site = market(days)
    shown(site, "3天前")
    days.look()
    shown(site, "2025-12-24", price=14)
    days.look()
    assert listing(days)["posted_at"] == "2025-12-24"


def saved(folder: Path, words: str, when: str = "Fri Nov 27 2026 10:30:00 GMT+0800") -> Path:
    note = (
        f"<!--\n Page saved with SingleFile\n url: https://x.example/item/9\n saved date: {when}\n-->" if when else ""
    )
    page = folder / f"page{len(list(folder.iterdir()))}.html"
    page.write_text(
        f"<html>{note}<meta charset=utf-8><body><p>{WORDS.format(price=15)}</p><p>{words}</p></body></html>", "utf-8"
    )
    return page


def test_an_interval_is_kept_shown_and_judged_by_all_of_its_days(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "saved").mkdir()
    saved(tmp_path / "saved", "1个月前发布")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "saved"])
        row = workspace.store.queue().rows[0]
        found = workspace.store.version(workspace.store.listing(row["id"])["version_id"])  # type: ignore[index]
        assert found is not None
        assert (found["posted_at"], found["assessment"]["as_of"]) == ("2026-09-28/2026-10-27",) * 2
        assert reassess(workspace, Wanted(everything=True), lambda _: None).counts["same"] == 1
    assert status_of(["show", str(row["id"]), "--workspace", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "2026-09-28 – 2026-10-27" in told and "1个月前" in told


def test_a_page_without_its_time_says_why_its_day_is_not_known(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "saved").mkdir()
    saved(tmp_path / "saved", "3天前发布", when="")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "saved"])
        row = workspace.store.queue().rows[0]
    assert row["posted_at"] is None
    for tongue, reason in (("en", "when the page was taken is not known"), ("zh", "不知页面是何时的")):
        monkeypatch.setenv("HYDROWATCH_LANGUAGE", tongue)
        language.cache_clear()
        assert status_of(["show", str(row["id"]), "--workspace", str(folder)]) == 0
        assert reason in capsys.readouterr().out
    language.cache_clear()
