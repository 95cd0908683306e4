"""Sites that are down, busy or shut: what is told of them, and that their listings are on sale no longer unseen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from test_bad_input_sites import ITEMS, Site, reasons
from test_listing_states import listing, queue, sightings
from test_watching import DayClock, Days, days

from monitor.run.proofs import proofs
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

__all__ = ["days"]
FEED = "".join(
    f"<item><title>第{n}电站转让</title><link>/item/{n}</link><description>装机500千瓦，{n}5万</description></item>"
    for n in range(1, 4)
)
OUTAGES = [("closed", 0, "unreachable"), ("503", 503, "unreachable"), ("429", 429, "blocked")]


def strike(site: Site, status: int, **headers: str) -> None:
    """The site is gone, or answers everything with this status."""
    if status:
        site.misbehave("/", status=status, **headers)
    else:
        site.close()


@pytest.mark.parametrize(("name", "status", "state"), OUTAGES)
def test_listings_of_a_site_that_is_down_are_on_sale_no_longer(days: Days, name: str, status: int, state: str) -> None:
    site = days.add("market")
    days.look()
    strike(site, status)
    assert days.look().exit_status == 3, name
    first = f"{days.time:%Y-%m-%dT%H:%M}"
    rows = queue(days, "live")
    assert {(row["last_look"], (row["not_seen_since"] or "")[:16]) for row in rows} == {(state, first)}
    days.look()
    assert len(queue(days, "live")) == ITEMS
    for _ in range(3):
        days.look()
    assert days.statuses() == [state] * ITEMS and days.health()["held"] == 0
    assert {row["not_seen_since"][:16] for row in queue(days, state)} == {first}
    assert days.health()["state"] == state
    with open_workspace(days.folder, read_only=True) as workspace:
        assert {change["kind"] for change in workspace.store.changes()} == {"new"}  # never a removal
        (shown,) = [one for one in proofs(workspace.store, listing(days)) if one["status"] == state]
        assert shown["capture_id"] and shown["is_current"] and shown["shown_by"] in {"failed", "blocked"}
        assert all(one.ok for one in verify_workspace(workspace, deep=True))


@pytest.mark.parametrize("status", [503, 429])
def test_listings_of_a_site_that_is_back_are_on_sale_again(days: Days, status: int) -> None:
    site = days.add("market")
    days.look()
    strike(site, status)
    for _ in range(4):
        days.look()
    site.misbehave()
    days.look()
    assert days.statuses() == ["live"] * ITEMS and days.health()["state"] == "ok"
    assert [row for row in queue(days, "live") if row["not_seen_since"]] == []


def test_what_was_not_asked_for_after_a_refusal_was_not_seen(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.answers["/item/3"] = (403, "no", {})
    for _ in range(3):
        days.look()
    states = [listing(days, number)["status"] for number in range(1, ITEMS + 1)]
    assert states == ["live"] * 2 + ["blocked"] * (ITEMS - 2)
    assert "not asked for" in sightings(days, 5)[0]["note"]


def test_looks_that_ask_nothing_of_a_host_left_alone_see_nothing(days: Days) -> None:
    days.add("market", "schedule: {every_minutes: 60, max_backoff_minutes: 60}")
    days.watch(minutes=5)
    days.sites["market"].misbehave("/", status=503, Retry_After="86400")
    days.watch(hours=6)
    assert days.statuses() == ["unreachable"] * ITEMS and len(sightings(days)) <= 5
    assert days.states() == ["ok > unreachable (list_failed)"]  # an outage stays one while the host is left alone


class SetClock(DayClock):
    """A clock that is set back by an hour at a moment, and once more a little later."""

    at: tuple[datetime, ...] = ()

    def now(self) -> datetime:
        return self.time - timedelta(hours=sum(self.time >= moment for moment in self.at))


def test_a_clock_that_was_set_back_says_nothing_of_a_site_and_is_told(days: Days) -> None:
    """Between two looks, and in the middle of one; nothing is lost, and no pause gets shorter."""
    site = days.add("market")
    file = days.folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 0,", "delay_seconds: 20,"), "utf-8")
    days.look()
    asked, days.time = len(site.heard), days.time - timedelta(hours=26)  # two hours before the first look
    assert days.look().exit_status == 0
    assert len(site.heard) == 2 * asked and days.statuses() == ["live"] * ITEMS
    days.time += timedelta(hours=24)
    clock, told = SetClock(days.time, days.time + timedelta(days=1)), list[str]()
    clock.at = days.time + timedelta(seconds=30), days.time + timedelta(seconds=70)
    with open_workspace(days.folder, clock=clock) as workspace:
        report = watch_once(workspace, warn=lambda one: told.append(str(one)))
    assert (report.exit_status, len(site.heard), len(told)) == (0, 3 * asked, 2)
    assert all("set back by 3600 seconds" in one for one in told)
    assert (clock.time - days.time).total_seconds() >= 20 * ITEMS
    assert days.states() == [] and {row["status"] for row in sightings(days)} == {"live"}


def test_a_host_that_rests_since_an_earlier_run_is_in_no_other_state_than_before(days: Days) -> None:
    site = days.add("market")
    days.look()
    with open_workspace(days.folder) as workspace:
        begin = (days.time + timedelta(days=1)).timestamp()
        workspace.store.set_pause("127.0.0.1", begin, begin + 3600)
    asked, report = len(site.heard), days.look()
    assert len(site.heard) == asked and "to be left alone until" in reasons(report)
    assert days.states() == [] and days.health()["state"] == "ok"
    assert days.statuses() == ["live"] * ITEMS and {row["status"] for row in sightings(days)} == {"live"}


def test_entries_of_lists_that_could_not_be_had_were_not_seen(days: Days) -> None:
    site = days.add("market")
    file = days.folder / "sources" / "market.yaml"
    text = file.read_text("utf-8").replace("kind: web", "kind: feed")
    text = text.replace("{link: [a.item], pattern: '/item/\\d+'}", "{read: entry}")
    file.write_text(
        text.replace("item: {title: [h1], text: [article]}", "item: {title: ['feed:title'], text: ['feed:summary']}")
    )
    site.pages["/list"] = f"<rss><channel>{FEED}</channel></rss>"
    days.look()
    assert days.statuses() == ["live"] * 3
    site.pages["/list"] = "<rss><channel>" + FEED.split("</item>")[0] + "</item></channel></rss>"
    days.look()  # two are in the feed no longer, as with every feed
    site.misbehave("/list", status=503)
    for _ in range(3):
        days.look()
    assert [listing(days, n)["status"] for n in (1, 2, 3)] == ["unreachable", "live", "live"]


def test_an_outage_is_told_with_its_answer_and_not_as_a_refusal(days: Days) -> None:
    site = days.add("market")
    days.look()
    strike(site, 503)
    days.look()
    assert days.states() == ["ok > unreachable (list_failed)"]
    assert days.alerts[0]["detail"] == {"number": 1, "of": 1, "status": 503}


@pytest.mark.parametrize("added", [False, True])
def test_an_empty_list_is_told_each_time_though_it_is_unchanged(days: Days, *, added: bool) -> None:
    site = days.add("market")
    page = (200, "<title>电站</title><p>暂无</p>", {"ETag": '"none"'})
    site.answers["/list"] = page
    for _ in range(3 if added else 2):
        report = days.look()
        assert report.exit_status == 3 and "no item found" in reasons(report)
    assert days.health()["state"] == "degraded"


def test_pages_that_break_off_make_a_source_degraded(days: Days) -> None:
    site = days.add("market")
    days.look()
    cut = (200, "<h1>第1电站</h1><article>四川", {"Content_Length": "5000", "Connection": "close"})
    site.answers |= {f"/item/{one}": cut for one in range(1, ITEMS // 2 + 1)}
    days.look()
    assert days.states() == ["ok > degraded (failed)"]
    assert days.alerts[0]["detail"] == {"number": ITEMS // 2, "of": ITEMS}
    assert days.health()["parse_rate"] == 75
    site.answers = {"/item/1": cut}  # one page says nothing of the others
    days.look()
    assert days.states()[1:] == ["degraded > ok ()"]


def test_a_robots_file_that_breaks_off_is_an_outage_and_no_refusal(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.answers["/robots.txt"] = (200, "User-agent: *", {"Content_Length": "5000", "Connection": "close"})
    days.time += timedelta(days=2)  # robots.txt is read anew
    assert "robots.txt could not be read" in reasons(days.look())
    assert days.states() == ["ok > unreachable (list_failed)"]
    assert {row["last_look"] for row in queue(days, "live")} == {"unreachable"}
