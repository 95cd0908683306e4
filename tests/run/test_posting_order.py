"""Days of posting that pages count from their own moment: of the offer that a page shows, by when pages were taken."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.reassess import Wanted, reassess
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

ONE = "转让贵州省榕江县平永水电站，装机1260千瓦，年发电量四百万度，手续齐全，不在清退范围内，要价{}万"
OTHER = "出售湖南省凤凰县下江水电站，装机630千瓦，已经并网，业主急转，要价{}万"
MONTHS = {"01": "Jan", "09": "Sep", "10": "Oct", "11": "Nov"}
EARLY, LATE = ("2026-10-17", "3天前发布"), ("2026-11-25", "1个月前发布")
BETWEEN = ("2026-11-01", "昨天发布")


def saved(path: Path, day: str, words: str, offer: str, url: str = "") -> Path:
    """A page by SingleFile that was saved on a day, counting from it."""
    year, month, date = day.split("-")
    address = f" url: {url}\n" if url else ""
    when = f"Fri {MONTHS[month]} {date} {year} 10:30:00 GMT+0800"
    note = f"<!--\n Page saved with SingleFile\n{address} saved date: {when}\n-->"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"<html>{note}<meta charset=utf-8><body><p>{offer}</p><p>{words}</p></body></html>", "utf-8")
    return path


def said(workspace: Workspace, listing_id: int = 1) -> list[tuple[Any, Any, Any]]:
    """Day of posting, day of judgement and price of each version, in the order in which the pages were taken."""
    store = workspace.store
    found = [store.version(row["id"]) for row in store.versions(listing_id)]
    return [(one["posted_at"], one["assessment"]["as_of"], one["price_yuan"]) for one in found if one]


def test_another_offer_saved_at_a_place_has_its_own_day_of_posting(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "g" / "page.html"
    with open_workspace(folder) as workspace:
        for day, words, offer in (
            ("2026-01-10", "3天前发布", ONE.format(380)),
            ("2026-11-25", "2天前发布", OTHER.format(150)),
            ("2026-11-26", "刚刚发布", OTHER.format(120)),
            ("2026-11-27", "刚刚发布", ONE.format(310)),
        ):
            import_paths(workspace, [saved(page, day, words, offer)])
        assert said(workspace, 1) == [("2026-01-07", "2026-01-07", price) for price in (3_800_000, 3_100_000)]
        assert said(workspace, 2) == [("2026-11-23", "2026-11-23", price) for price in (1_500_000, 1_200_000)]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


@pytest.mark.parametrize("order", list(itertools.permutations((EARLY, BETWEEN, LATE))))
def test_the_day_that_the_first_page_told_counts_in_any_order_of_import(
    folder: Path, tmp_path: Path, order: tuple[tuple[str, str], ...]
) -> None:
    """One text: one version, whose words count on."""
    with open_workspace(folder) as workspace:
        for n, (day, words) in enumerate(order):
            page = saved(tmp_path / f"{n}.html", day, words, ONE.format(380), "https://x.example/item/9")
            import_paths(workspace, [page])
        assert said(workspace) == [("2026-10-14", "2026-10-14", 3_800_000)]
        assert workspace.store.queue().rows[0]["posted_at"] == "2026-10-14"
        found = workspace.store.version(1)
        assert found and ("the first that was told is kept" in found["found_by"]["posted_at"]) == (order[0] != EARLY)
        assert reassess(workspace, Wanted(everything=True), lambda _: None).counts["same"] == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_what_a_listing_says_now_is_judged_by_the_day_of_a_page_that_came_late(folder: Path, tmp_path: Path) -> None:
    """Another price is another version; those between and those to come follow as well."""
    pages = [(*BETWEEN, 350), (*LATE, 310), (*EARLY, 380), ("2026-11-26", "刚刚发布", 300)]
    with open_workspace(folder) as workspace:
        for n, (day, words, price) in enumerate(pages):
            page = saved(tmp_path / f"{n}.html", day, words, ONE.format(price), "https://x.example/item/9")
            import_paths(workspace, [page])
        assert said(workspace) == [
            ("2026-10-14", "2026-10-14", price) for price in (3_800_000, 3_500_000, 3_100_000, 3_000_000)
        ]  # fmt: skip
        assert [row["price_yuan"] for row in workspace.store.queue().rows] == [3_000_000]
        assert reassess(workspace, Wanted(everything=True), lambda _: None).counts["same"] == 4


def test_a_day_that_a_page_names_stays_whatever_page_comes_late(folder: Path, tmp_path: Path) -> None:
    named = saved(
        tmp_path / "a.html", "2026-11-25", "发布时间：2026-11-20", ONE.format(310), "https://x.example/item/9"
    )
    late = saved(tmp_path / "b.html", *EARLY, ONE.format(380), "https://x.example/item/9")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [named])
        before = said(workspace)
        import_paths(workspace, [late])
        assert said(workspace) == [("2026-10-14", "2026-10-14", 3_800_000), *before]
