"""What a listing's state is when its address moves, leads elsewhere, tells nothing, ends, or ends with the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from test_bad_input_sites import ITEMS, Site, reasons
from test_watching import Days, days

from db import QueueFilter
from monitor.run.proofs import proofs
from monitor.run.queries import queue_rows
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.source_health import confirm_removals
from monitor.run.watching.trying import try_source
from monitor.run.workspace import open_workspace

__all__ = ["days"]
GONE = (404, "", {})
LOGIN = "<title>用户登录</title><h1>用户登录</h1><form>用户名<input name=u>密码<input type=Password name=p></form>"


def page(number: int | str, more: str = "") -> str:
    words = f"四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，{number}5万"
    return f"<h1>第{number}电站</h1><article>{words}</article>{more}"


def names(*paths: str) -> str:
    return "".join(f'<a class=item href="{path}">电站</a>' for path in paths)


def edit(days: Days, old: str, new: str) -> None:
    file = days.folder / "sources" / "market.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def listing(days: Days, number: int | str = 1) -> dict[str, Any]:
    with open_workspace(days.folder, read_only=True) as workspace:
        row = workspace.store.find_listing("market", str(number))
    assert row is not None
    return row


def sightings(days: Days, number: int | str = 1) -> list[dict[str, Any]]:
    with open_workspace(days.folder, read_only=True) as workspace:
        return workspace.store.observations(listing(days, number)["id"])


def events(days: Days, number: int | str = 1) -> list[dict[str, Any]]:
    with open_workspace(days.folder, read_only=True) as workspace:
        return workspace.store.changes(listing(days, number)["id"])


def asked(site: Site) -> list[str]:
    return sorted(path for path in site.heard if path.startswith("/item"))


def serve(site: Site, session: str, numbers: Iterable[int]) -> None:
    """The market under addresses with a session in them; those of other sessions are gone."""
    site.misbehave("/item/", status=404)
    site.answers = {f"/item/{n}?sid={session}": (200, page(n), {}) for n in numbers}
    site.pages["/list"] = names(*site.answers)


@pytest.mark.parametrize("by_page", [False, True])
def test_a_listing_under_another_address_is_the_same_and_lives_on(days: Days, *, by_page: bool) -> None:
    site = days.add("market", "health: {removed_count: 100}")
    if by_page:
        edit(days, "{url: '/item/(\\d+)'}", "{select: [{css: h1, match: '([0-9]+)'}]}")
    for session in ("aaa", "bbb", "ccc"):
        serve(site, session, range(1, 4))
        report = days.look()
        assert report.failures == ()
        assert asked(site) == [f"/item/{n}?sid={session}" for n in range(1, 4)]
        assert not {"change.removed", "change.back"} & report.counts.keys()
        assert listing(days)["url"].endswith(f"/item/1?sid={session}")
    assert [seen["status"] for seen in sightings(days)] == ["live"] * 3


def test_no_ending_stands_in_the_look_that_read_the_listing_live(days: Days) -> None:
    site = days.add("market")
    site.pages["/list"] = names("/item/1?from=a", "/item/1?from=b")
    days.look()
    site.answers["/item/1?from=b"] = GONE
    report = days.look()
    assert "change.removed" not in report.counts and listing(days)["status"] == "live"
    notes = {seen["status"]: seen["note"] for seen in sightings(days)}
    assert "read it live" in notes["unknown"]
    assert days.health()["held"] == 0


def test_a_page_that_was_not_read_is_asked_for_as_a_whole_and_proves_no_life(days: Days) -> None:
    site = days.add("market", "health: {parse_rate: 0}")
    days.look()
    soft = "<title>页面不存在</title><p>抱歉，您访问的页面不存在</p>"
    site.answers["/item/1"] = (200, soft, {"ETag": '"spa"'})
    for _ in range(2):
        report = days.look()
        assert "no title found by 'h1'" in reasons(report)
    assert [seen["status"] for seen in sightings(days)] == ["unknown", "unknown", "live"]
    with open_workspace(days.folder, read_only=True) as workspace:
        found = proofs(workspace.store, listing(days))
    assert [(proof["status"], proof["shown_by"]) for proof in found] == [("live", "page"), ("unknown", "unread")]


def test_a_page_that_source_test_fetched_is_read_by_the_first_look(days: Days) -> None:
    site = days.add("market")
    site.answers["/item/1"] = (200, page(1), {"ETag": '"1"'})
    with open_workspace(days.folder) as workspace:
        try_source(workspace, "market")
    assert days.look().counts["new"] == ITEMS


@pytest.mark.parametrize(("old", "new"), [("title: [h1]", "title: [h2]"), ("speaker: seller", "speaker: press")])
def test_a_changed_source_file_has_unmodified_pages_read_anew(days: Days, old: str, new: str) -> None:
    site = days.add("market")
    edit(days, old, new)
    site.answers = {f"/item/{n}": (200, page(n), {"ETag": f'"{n}"'}) for n in range(1, ITEMS + 1)}
    days.look()
    edit(days, new, old)
    report = days.look()
    assert report.counts["capture.ok"] == ITEMS + 1 and report.failures == ()
    assert days.statuses() == ["live"] * ITEMS
    assert days.look().counts["capture.not_modified"] == ITEMS
    edit(days, "purpose: test", "purpose: other")  # says nothing of how pages are read
    assert days.look().counts["capture.not_modified"] == ITEMS


def test_a_corrected_marker_is_applied_to_unmodified_pages(days: Days) -> None:
    site = days.add("market", "markers: {removed: [{css: p.wrong}]}")
    site.answers["/item/1"] = (200, page(1, f"<p class=gone>已下架</p>{'说明' * 700}"), {"ETag": '"1"'})
    days.look()
    edit(days, "p.wrong", "p.gone")
    assert days.look().counts["change.removed"] == 1
    assert listing(days)["status"] == "removed_by_platform"


def test_new_listings_in_their_place_do_not_end_the_doubt_about_a_mass_of_removals(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(101, 101 + ITEMS)))
    site.answers = {f"/item/{n}": GONE for n in range(1, ITEMS + 1)}
    for _ in range(3):
        report = days.look()
        assert f"{ITEMS} of {ITEMS} listings are gone at once" in reasons(report)
    assert days.states() == ["ok > suspect (removals)"]
    assert set(days.statuses()) == {"live"} and days.health()["held"] == ITEMS
    del site.answers["/item/1"], site.answers["/item/2"], site.answers["/item/3"], site.answers["/item/4"]
    report = days.look()  # half of them are back
    assert (report.counts["change.removed"], days.health()["state"]) == (4, "ok")


def test_the_day_of_an_ending_is_that_of_its_first_sighting(days: Days) -> None:
    site = days.add("market", "markers: {removed: [{css: p.gone}]}")
    days.look()
    words = "四川某小水电站转让，装机500千瓦"
    gone = f"<h1>电站</h1><article>{words}</article><p class=gone>已下架</p>{'说明' * 700}"
    site.misbehave("/item/", body=gone)
    for path in ("/item/1", "/item/2"):
        site.answers[path] = GONE
    days.look()
    first = f"{days.time:%Y-%m-%dT%H:%M}"
    days.look()
    days.look()
    with open_workspace(days.folder) as workspace:
        assert confirm_removals(workspace, "market").counts["change.removed"] == ITEMS
    for number, status in ((1, "gone"), (3, "removed_by_platform")):
        assert listing(days, number)["status"] == status
        removed = next(event for event in events(days, number) if event["kind"] == "removed")
        assert removed["observed_at"].startswith(first)
        proof = next(seen for seen in sightings(days, number) if seen["status"] == status)
        assert proof["observed_at"].startswith(first)
    later = [seen["note"] for seen in sightings(days) if seen["observed_at"] > first and seen["status"] == "unknown"]
    assert sum("still seems to be" in note for note in later) == 2


def test_an_ending_is_looked_at_once_more_before_it_is_final(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(3, ITEMS + 1)))
    site.answers = {"/item/1": GONE, "/item/2": GONE}
    assert days.look().counts["change.removed"] == 2
    del site.answers["/item/1"]
    site.heard.clear()
    assert days.look().counts["change.back"] == 1
    assert {"/item/1", "/item/2"} <= set(asked(site))
    assert (listing(days)["status"], listing(days, 2)["status"]) == ("live", "gone")
    site.heard.clear()
    days.look()
    assert "/item/1" in asked(site) and "/item/2" not in asked(site)  # final now


def test_an_ending_is_not_looked_at_again_at_once(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 60}")
    days.watch(minutes=5)
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(2, ITEMS + 1)))
    site.answers = {"/item/1": GONE}
    days.watch(minutes=60)
    site.heard.clear()
    days.watch(hours=11)
    assert "/item/1" not in asked(site)
    days.watch(hours=3)
    days.watch(hours=20)
    assert asked(site).count("/item/1") == 1


def test_a_listing_that_was_sold_stays_sold_when_its_page_goes(days: Days) -> None:
    site = days.add("market", "markers: {sold: [{css: p.sold}]}")
    days.look()
    site.answers["/item/1"] = (200, page(1, f"<p class=sold>已售出</p>{'说明' * 700}"), {})
    assert days.look().counts["change.sold"] == 1
    with open_workspace(days.folder, read_only=True) as workspace:
        found = proofs(workspace.store, listing(days))
    assert [(proof["status"], proof["shown_by"]) for proof in found] == [("sold", "mark"), ("live", "page")]
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(2, ITEMS + 1)))
    site.answers["/item/1"] = GONE
    for times in (1, 1, 1):
        days.look()
        assert (listing(days)["status"], asked(site).count("/item/1") - 2) == ("sold", times)
    assert [event["kind"] for event in events(days) if event["kind"] != "new"] == ["sold"]


def test_a_mass_of_sales_is_held_back_and_listings_come_back(days: Days) -> None:
    site = days.add("market", "markers: {sold: [{css: p.sold}]}")
    days.look()
    sold = f"<p class=sold>已售出</p>{'说明' * 700}"
    site.answers = {f"/item/{n}": (200, page(n, sold), {}) for n in range(1, ITEMS + 1)}
    for _ in range(2):
        report = days.look()
        assert f"{ITEMS} of {ITEMS} listings are gone or sold at once" in reasons(report)
    assert set(days.statuses()) == {"live"} and days.states() == ["ok > suspect (removals)"]
    site.answers = {path: site.answers[path] for path in ("/item/1", "/item/2")}
    report = days.look()
    assert (report.counts["change.sold"], days.states()[1:]) == (2, ["suspect > ok ()"])
    assert sorted(days.statuses()) == ["live"] * (ITEMS - 2) + ["sold"] * 2


def test_451_of_one_item_ends_nothing_and_stops_nothing(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.answers["/item/1"] = (451, "Not available in your region (GDPR)", {})
    report = days.look()
    seen = sightings(days)[0]
    assert (seen["status"], listing(days)["status"]) == ("blocked", "live") and "451" in seen["note"]
    assert report.counts["unchanged"] == ITEMS - 1 and days.states() == []


def test_an_item_page_that_is_still_loading_leaves_its_listing_as_it_is(days: Days) -> None:
    site = days.add("market")
    serve(site, "aaa", range(1, 4))
    days.look()
    before = listing(days)
    site.answers["/item/1?sid=aaa"] = (200, "<h1>第1电站</h1><article class=text>加载中...</article>", {})
    report = days.look()
    assert "had not loaded when it was fetched" in report.failures[0].reason and len(report.failures) == 1
    after = listing(days)
    assert {name: after[name] for name in ("title", "price_yuan", "score", "versions", "status")} == {
        name: before[name] for name in ("title", "price_yuan", "score", "versions", "status")
    }
    assert [seen["status"] for seen in sightings(days)] == ["unknown", "live"]
    assert {event["kind"] for event in events(days)} == {"new"}


def queue(days: Days, status: str) -> list[dict[str, Any]]:
    with open_workspace(days.folder, read_only=True) as workspace:
        return list(queue_rows(workspace, QueueFilter(status=status), 50))


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((302, "", {"Location": "/"}), "unknown"),
        ((200, "<title>页面不存在</title><p>抱歉，页面走丢了</p>", {}), "unknown"),
        ((302, "", {"Location": "/login"}), "blocked"),
        ((451, "not here", {}), "blocked"),
        ((500, "broken", {}), "unreachable"),
    ],
)
def test_a_listing_that_three_looks_do_not_see_is_on_sale_no_longer(
    days: Days, answer: tuple[int, str, dict[str, str]], status: str
) -> None:
    site = days.add("market")
    days.look()
    site.pages |= {"/": "<h1>交易网</h1>欢迎", "/login": LOGIN}
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(2, ITEMS + 1)))
    site.answers["/item/1"] = answer
    days.look()
    first = f"{days.time:%Y-%m-%dT%H:%M}"
    (row,) = [row for row in queue(days, "live") if row["not_seen_since"]]
    assert (row["native_id"], row["last_look"]) == ("1", status) and row["not_seen_since"].startswith(first)
    days.look()
    assert listing(days)["status"] == "live"
    days.look()
    (row,) = queue(days, status)
    assert (row["native_id"], row["status"], row["last_look"]) == ("1", status, status)
    assert row["not_seen_since"].startswith(first) and len(queue(days, "live")) == ITEMS - 1
    assert [event["kind"] for event in events(days)] == ["new"]  # nothing proves an end
    del site.answers["/item/1"]
    report = days.look()  # it was asked for all the time
    (row,) = [row for row in queue(days, "live") if row["native_id"] == "1"]
    assert (row["not_seen_since"], row["last_look"], queue(days, status)) == (None, None, [])
    assert "change.back" not in report.counts


def test_a_listing_lost_from_sight_ends_when_its_end_is_shown(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.answers["/item/1"] = (500, "broken", {})
    for _ in range(4):
        days.look()
    assert listing(days)["status"] == "unreachable"
    site.answers["/item/1"] = GONE
    assert days.look().counts["change.removed"] == 1
    (row,) = queue(days, "gone")
    assert (row["native_id"], row["not_seen_since"]) == ("1", None)


def test_endings_that_are_held_back_leave_the_listings_as_they_were(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.misbehave("/item/", status=404)
    for _ in range(4):
        days.look()
    assert set(days.statuses()) == {"live"}
    assert {row["last_look"] for row in queue(days, "live")} == {"unknown"}


@pytest.mark.parametrize("number", [1, ITEMS])
def test_a_page_that_says_sold_is_one_version_held_or_believed(days: Days, number: int) -> None:
    site = days.add("market", "markers: {sold: [{css: p.sold}]}")
    days.look()
    sold = f"<p class=sold>已售出</p>{'说明' * 700}"
    site.answers = {f"/item/{n}": (200, page(f"{n}新", sold), {}) for n in range(1, number + 1)}
    for _ in range(2):
        days.look()
    with open_workspace(days.folder) as workspace:
        if number > 1:
            confirm_removals(workspace, "market")
    days.look()
    assert (listing(days)["status"], listing(days)["versions"]) == ("sold", 2)
    with open_workspace(days.folder, read_only=True) as workspace:
        assert all(one.ok for one in verify_workspace(workspace, deep=True))


def test_a_page_that_tells_of_an_ending_alone_leaves_the_last_words_as_they_were(days: Days) -> None:
    more = "markers: {sold: [{css: p.sold}], removed: [宝贝不存在]}"
    site = days.add("market", more)
    edit(days, "item: {title: [h1], text: [article]}", "item: {status: [.state]}")  # the text is all of the page
    days.look()
    before = {number: listing(days, number) for number in range(1, 5)}
    others = "<div>看看别的<a href=/item/7>贵州电站出售，装机900千瓦，98万</a></div>"
    removed = f"<title>闲置 - 宝贝不存在</title><p>抱歉，宝贝不存在</p>{others}"
    site.answers = {
        "/item/1": (200, removed, {}),
        "/item/2": (200, f"<p class=sold>卖掉了</p>{others}", {}),
        "/item/3": (200, f"<title>提示</title><p class=state>已下架</p>{others}", {}),
        "/item/4": (200, page(4, "<p class=sold>卖掉了</p>"), {}),
    }
    states = {1: "removed_by_platform", 2: "sold", 3: "removed_by_platform", 4: "sold"}
    for _ in range(3):
        assert not days.look().failures
        now = {number: listing(days, number) for number in states}
        assert {number: row["status"] for number, row in now.items()} == states
        assert [row["versions"] for row in now.values()] == [1, 1, 1, 2]  # a sold page that still makes the offer
    said = ("title", "price_yuan", "price_text", "score", "level", "capacity_kw", "version_id")
    for number in (1, 2, 3):
        assert {name: now[number][name] for name in said} == {name: before[number][name] for name in said}
        assert [one["kind"] for one in events(days, number)].count("text_changed") == 0
    site.answers.clear()
    days.look()
    assert (listing(days)["status"], listing(days)["versions"]) == ("live", 1)
    with open_workspace(days.folder, read_only=True) as workspace:
        assert all(one.ok for one in verify_workspace(workspace, deep=True))


def test_what_a_site_writes_in_place_of_a_text_is_no_version_of_it(days: Days) -> None:
    """An ending there is the status alone, a state that is none tells nothing; a seller's own words count."""
    site = days.add("market", "health: {parse_rate: 0}")
    edit(days, "text: [article]", "text: [article], price: [.price]")
    price = "<p class=price>售价：30万元</p>"
    short = page(4, price).replace("，手续齐全，不在清退范围", "")
    site.answers = {f"/item/{n}": (200, page(n, price), {}) for n in (1, 2, 3, 5)} | {"/item/4": (200, short, {})}
    days.look()
    before = {n: {key: listing(days, n)[key] for key in ("price_yuan", "version_id", "versions")} for n in range(1, 6)}
    said = {
        1: "该信息已过期，联系方式不再显示。", 2: "信息审核中", 3: "许可证已过期，装机500千瓦的电站便宜转让",
        4: "已成交", 5: "许可证已过期",
    }  # fmt: skip
    for n, words in said.items():
        site.answers[f"/item/{n}"] = (200, f"<h1>第{n}电站</h1>{price}<article>{words}</article>", {})
    report = days.look()
    states = [listing(days, n)["status"] for n in range(1, 6)]
    assert states == ["removed_by_platform", "live", "live", "sold", "live"]
    assert "信息审核中" in reasons(report) and sightings(days, 2)[0]["status"] == "unknown"
    for n, kept in before.items():
        now = listing(days, n)
        assert n in {3, 5} or {key: now[key] for key in kept} == kept
        assert now["versions"] == (2 if n in {3, 5} else 1)
    assert [event["kind"] for event in events(days)] == ["removed", "new"]
    with open_workspace(days.folder) as workspace:
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
