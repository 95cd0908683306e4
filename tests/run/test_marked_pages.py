"""Saved pages that are not the listing: a check or a login in its place, the platform's word that it has ended."""

from __future__ import annotations

import sqlite3
import zipfile
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from test_watching import DayClock, Days, days

from monitor.run.importing.imports import import_paths
from monitor.run.proofs import proofs
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

__all__ = ["days"]
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
    (page(20, "宝贝已卖掉了", address=ADDRESS.replace("https", "http")), "sold", "sold"),
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


@pytest.mark.parametrize("number", range(24))
def test_whatever_the_order_of_import_history_is_the_same(folder: Path, tmp_path: Path, number: int) -> None:
    cheaper = page(15, OFFER.replace("600", "500"), "水电站急转")
    order = list(permutations((LISTING, CHECKED, cheaper, ENDED)))[number]
    with open_workspace(folder) as workspace:
        for n, text in enumerate(order):
            (tmp_path / f"{n}.html").write_text(text, "utf-8")
            import_paths(workspace, [tmp_path / f"{n}.html"])
        told = [(row["observed_at"][8:10], row["kind"]) for row in workspace.store.changes(1)]
        assert sorted(told) == [("01", "new"), ("15", "price_cut"), ("15", "text_changed"), ("20", "removed")]
        assert [day for day, _ in told] == ["20", "15", "15", "01"]
        assert [row["price_yuan"] for row in workspace.store.versions(1)] == [6_000_000, 5_000_000]
    assert rows(folder, "SELECT title, status, price_yuan, versions, substr(first_seen_at, 9, 2), "
                        "substr(last_seen_at, 9, 2), substr(changed_at, 9, 2) FROM listings") == [
        ("水电站急转", "removed_by_platform", 5_000_000, 2, "01", "20", "20")
    ]  # fmt: skip
    assert rows(folder, "SELECT substr(observed_at, 9, 2), status FROM observations ORDER BY 1") == [
        ("01", "unknown"), ("10", "blocked"), ("15", "unknown"), ("20", "removed_by_platform"),
    ]  # fmt: skip


def test_a_sold_page_that_shows_its_listing_is_read_as_sold(folder: Path, tmp_path: Path) -> None:
    (report,) = taken_in(folder, tmp_path, page(3, f"该宝贝已售出</p><p>{OFFER}"))
    assert report.counts["new"] == 1
    assert rows(folder, "SELECT status, price_yuan FROM listings") == [("sold", 6_000_000)]


def test_a_listing_that_speaks_of_checks_is_read(folder: Path, tmp_path: Path) -> None:
    (report,) = taken_in(folder, tmp_path, page(3, f"{OFFER}</p><form>短信登录：请输入验证码</form>"))
    assert report.counts["new"] == 1 and report.exit_status == 0
    assert rows(folder, "SELECT state FROM captures") == [("ok",)]


HIDING = "<style>.hide,.modal{display:none}</style>"


@pytest.mark.parametrize(
    "words", ["抱歉，该宝贝已下架", "该商品已售出", "请拖动滑块完成验证", "您要看的宝贝不存在或已删除"]
)
def test_a_hidden_box_of_a_live_listing_neither_ends_it_nor_hides_its_new_price(
    folder: Path, tmp_path: Path, words: str
) -> None:
    box = f"</p>{HIDING}<div class=modal>{words}</div>"
    taken_in(folder, tmp_path, page(1, OFFER + box), page(2, OFFER.replace("600", "550") + box))
    assert rows(folder, "SELECT versions, status, price_yuan FROM listings") == [(2, "unknown", 5_500_000)]
    assert ("price_cut",) in rows(folder, "SELECT kind FROM changes")
    assert {state for (state,) in rows(folder, "SELECT state FROM captures")} == {"ok"}
    assert words not in rows(folder, "SELECT text FROM versions")[0][0]


def test_the_words_of_a_known_listing_are_read_beside_the_word_that_it_is_gone(folder: Path, tmp_path: Path) -> None:
    """The box may be hidden by a sheet that nobody has: the new price counts all the same."""
    cheaper = page(9, f"{DELETED}</p><p>{OFFER.replace('600', '550')}")
    taken_in(folder, tmp_path, LISTING, cheaper)
    assert rows(folder, "SELECT versions, status, price_yuan FROM listings") == [(2, "removed_by_platform", 5_500_000)]


FRAME = "<div id=__next>{}</div><script src=/app.js></script>"
NAV = "<header><a>首页</a><a>登录</a></header>{}<footer>版权所有 产权交易网 京ICP备12345678号</footer>"


@pytest.mark.parametrize("body", [
    FRAME.format("<div class=loading>加载中...</div>"), "</p>加载中", "Loading…",
    "<div class=spinner>正在加载中，请稍候 35%</div>",
    "<div id=app></div><script>go()</script>", NAV.format(FRAME.format("加载中")), "加載中",
    "Loading, please wait...",
    f"<h1>水电站转让</h1>{FRAME.format('<i class=van-loading></i>加载中')}",
    "</p>You need to enable JavaScript to run this app.",
    NAV.format(FRAME.format("")), "</p><div id=root></div><script src=/a.js></script><noscript>水电站</noscript>",
])  # fmt: skip
def test_a_page_that_had_not_loaded_leaves_its_listing_as_it_is(folder: Path, tmp_path: Path, body: str) -> None:
    _, report = taken_in(folder, tmp_path, LISTING, page(10, body))
    assert "had not loaded when it was saved" in report.failures[0].reason and "MHTML" in report.failures[0].reason
    assert "changed" not in report.counts and report.counts["seen.unknown"] == 1
    assert rows(folder, "SELECT versions, title, status, price_yuan FROM listings") == [
        (1, "水电站转让", "unknown", 6_000_000)
    ]
    ((seen, note),) = rows(folder, "SELECT substr(observed_at, 1, 10), note FROM observations WHERE version_id IS NULL")
    assert seen == "2021-09-10" and "had not loaded" in note
    assert rows(folder, "SELECT size > 0, state FROM captures") == [(1, "ok")] * 2  # its bytes are kept
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "1"]).counts["known"] == 1
        (shown, *_) = proofs(workspace.store, workspace.store.listing(1) or {})
        assert shown["shown_by"] == "file"


def test_a_page_that_had_not_loaded_is_no_listing_of_an_unknown_address(folder: Path, tmp_path: Path) -> None:
    (report,) = taken_in(folder, tmp_path, page(10, FRAME.format("加载中")))
    assert (report.exit_status, "had not loaded" in report.failures[0].reason) == (3, True)
    assert rows(folder, "SELECT id FROM listings") == []
    assert rows(folder, "SELECT outcome, reason <> '' FROM import_items") == [("nothing", 1)]


@pytest.mark.parametrize("body", [
    "电站急转，加载中的图片稍后补", f"{OFFER}</p><div class=loading>加载中...</div><script src=/a.js></script>",
    FRAME.format("<p>低价急转，联系我</p><div class=loading>图片</div>加载中"),
    "</p><p>急转，联系我</p><div id=app></div><script>1</script>",
    f"<header><h1>四川3000千瓦水电站</h1><b>¥2600万</b></header>{FRAME.format('加载中')}",
    "</p><div>加载中</div><div>水电站 50万</div>",
    FRAME.format("<img src=/1.jpg>"), "Loading bay and hydro plant for sale",
])  # fmt: skip
def test_a_short_listing_that_speaks_of_loading_is_read(folder: Path, tmp_path: Path, body: str) -> None:
    (report,) = taken_in(folder, tmp_path, page(3, body))
    assert not any("had not loaded" in failure.reason for failure in report.failures)
    if "<img" not in body:
        assert report.counts["new"] == 1


def test_a_saved_page_tells_its_ending_to_the_watched_listing_of_its_address(days: Days, tmp_path: Path) -> None:
    """Its words make a listing of their own; saved before the latest look it changes no state of today."""
    site = days.add("market")
    days.look()
    saved = {
        n: page(day, f"{OFFER}。该商品已售出", address=f"http://127.0.0.1:{site.server_port}/item/{n}")
        for n, day in ((1, 29), (2, 1))
    }  # fmt: skip
    saved[1] = saved[1].replace("Wed Sep 29 2021", "Sun Nov 29 2026")
    for n, text in saved.items():
        (tmp_path / f"{n}.html").write_text(text, "utf-8")
    days.time += timedelta(days=6)
    with open_workspace(days.folder, clock=DayClock(days.time, days.time + timedelta(days=1))) as workspace:
        import_paths(workspace, [tmp_path / f"{n}.html" for n in saved])
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    watched = "SELECT status, versions FROM listings WHERE source_id = 'market' ORDER BY native_id LIMIT 3"
    assert rows(days.folder, watched) == [("sold", 1), ("live", 1), ("live", 1)]
    assert rows(days.folder, "SELECT status FROM listings WHERE source_id = 'import'") == [("sold",), ("sold",)]
    assert days.look().counts["change.back"] == 1
    assert rows(days.folder, watched) == [("live", 1)] * 3
