"""Saved pages that are not the listing: a check or a login in its place, the platform's word that it has ended."""

from __future__ import annotations

import sqlite3
import zipfile
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from monitor.run.imports import import_paths
from monitor.run.verify import verify_workspace
from monitor.run.workspace import open_workspace

ADDRESS = "https://www.example.com/item/9"
OFFER = "转让四川某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价600万"
CHECK = "亲，请拖动下方滑块完成验证"
DELETED = "您要查看的信息已被删除或已过期，去看看其他信息吧"
OTHERS = "其他信息：云南怒江小水电站转让，装机1000千瓦，要价800万元，手续齐全"


def page(day: int, body: str, title: str = "水电站转让", address: str = ADDRESS) -> str:
    when = f"{'Wed'} Sep {day:02} 2021 08:00:00 GMT+0000 (UTC)"
    note = f"<!--\n Page saved with SingleFile\n url: {address}\n saved date: {when}\n-->"
    return f"<!DOCTYPE html> <html>{note}<meta charset=utf-8><title>{title}</title><body><p>{body}</p></body></html>"


LISTING = page(1, OFFER)
CHECKED = page(10, CHECK, "验证码拦截")
ENDED = page(20, DELETED, "58同城")


def taken_in(folder: Path, where: Path, *pages: str) -> list[Any]:
    """Import pages one after another; returns the reports."""
    reports = []
    with open_workspace(folder) as workspace:
        for n, text in enumerate(pages):
            path = where / f"{n}" / "saved.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            reports.append(import_paths(workspace, [path]))
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    return reports


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("check", [
    CHECKED, page(10, "请先登录", "登录 - 身份验证"), page(10, CHECK, "水电站转让"),
    page(10, "请登录后查看", address="https://passport.58.com/login?item=9"),
])  # fmt: skip
def test_a_saved_check_is_a_blocked_sighting_and_changes_nothing(folder: Path, tmp_path: Path, check: str) -> None:
    before, report = taken_in(folder, tmp_path, LISTING, check)
    assert before.counts["new"] == 1 and "new" not in report.counts and "changed" not in report.counts
    assert "asks for a check or a login" in report.failures[0].reason
    assert rows(folder, "SELECT versions, title, status, price_yuan FROM listings") == [
        (1, "水电站转让", "unknown", 6_000_000)
    ]
    assert rows(folder, "SELECT kind FROM changes") == [("new",)]
    assert rows(folder, "SELECT state FROM captures ORDER BY id") == [("ok",), ("challenge",)]
    if ADDRESS in check:
        (seen,) = rows(folder, "SELECT version_id, observed_at, note FROM observations WHERE status = 'blocked'")
        assert seen[0] is None and seen[1].startswith("2021-09-10") and "check" in seen[2]


def test_a_check_of_an_unknown_address_is_no_listing(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("check.html", CHECKED)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "pages.zip"])
        again = import_paths(workspace, [tmp_path / "pages.zip"])
    assert "asks for a check" in report.failures[0].reason and again.counts["known"] == 1
    assert rows(folder, "SELECT id FROM listings") == []
    assert rows(folder, "SELECT outcome, reason <> '' FROM import_items WHERE kind = 'page'") == [("nothing", 1)]


@pytest.mark.parametrize(("ending", "status", "kind"), [
    (ENDED, "removed_by_platform", "removed"),
    (page(20, f"{DELETED}<p>{OTHERS}"), "removed_by_platform", "removed"),
    (page(20, "宝贝已卖掉了"), "sold", "sold"),
])  # fmt: skip
def test_a_saved_end_of_a_known_address_is_its_state_and_its_last_version_stays(
    folder: Path, tmp_path: Path, ending: str, status: str, kind: str
) -> None:
    _, report = taken_in(folder, tmp_path, LISTING, ending)
    assert (report.exit_status, report.counts["changed"], report.counts[f"change.{kind}"]) == (0, 1, 1)
    assert rows(folder, "SELECT versions, title, status, price_yuan FROM listings") == [
        (1, "水电站转让", status, 6_000_000)
    ]
    assert rows(folder, "SELECT kind, substr(observed_at, 1, 10) FROM changes ORDER BY id") == [
        ("new", "2021-09-01"), (kind, "2021-09-20"),
    ]  # fmt: skip
    (proof,) = rows(folder, f"SELECT capture_id, version_id FROM observations WHERE status = '{status}'")
    assert proof == (2, None)
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "1"]).counts["known"] == 1


def test_whatever_the_order_of_import_the_state_is_the_same(folder: Path, tmp_path: Path) -> None:
    found = set()
    for n, order in enumerate(permutations((LISTING, CHECKED, ENDED))):
        address = f"https://www.example.com/item/{100 + n}"
        where = tmp_path / str(n)
        where.mkdir()
        taken_in(folder, where, *(text.replace(ADDRESS, address) for text in order))
        listing = f"(SELECT id FROM listings WHERE url = '{address}')"
        found.add((
            str(rows(folder, f"SELECT title, status, versions, last_seen_at FROM listings WHERE url = '{address}'")),
            str(rows(folder, f"SELECT kind, observed_at FROM changes WHERE listing_id = {listing} ORDER BY 2")),
            str(rows(folder, "SELECT status, observed_at FROM observations WHERE listing_id = "
                             f"{listing} ORDER BY observed_at")),
        ))  # fmt: skip
    assert len(found) == 1, found
    assert "'removed_by_platform'" in found.pop()[0]


def test_a_sold_page_that_shows_its_listing_is_read_as_sold(folder: Path, tmp_path: Path) -> None:
    (report,) = taken_in(folder, tmp_path, page(3, f"该宝贝已售出</p><p>{OFFER}"))
    assert report.counts["new"] == 1
    assert rows(folder, "SELECT status, price_yuan FROM listings") == [("sold", 6_000_000)]


def test_a_listing_that_speaks_of_checks_is_read(folder: Path, tmp_path: Path) -> None:
    (report,) = taken_in(folder, tmp_path, page(3, f"{OFFER}</p><form>短信登录：请输入验证码</form>"))
    assert report.counts["new"] == 1 and report.exit_status == 0
    assert rows(folder, "SELECT state FROM captures") == [("ok",)]
