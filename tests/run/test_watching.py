"""Watching over days on the test's own clock: schedules, restarts, back-off, looks that go on, alerts, removals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_bad_input_sites import ITEMS, SETTINGS, SOURCE, Site, reasons

from monitor.capture import make_tools
from monitor.run.detector import scan_text
from monitor.run.jobs import job
from monitor.run.proofs import proofs
from monitor.run.report import Report
from monitor.run.rows import shown_facts
from monitor.run.watching.chosen import chosen_sources
from monitor.run.watching.health import LOOKS, health_rows
from monitor.run.watching.sightings import begin_visit
from monitor.run.watching.source_health import source_health
from monitor.run.watching.watch import _Look, _step, due_at, watch_forever, watch_once
from monitor.run.workspace import open_workspace

BEGIN = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class DayClock:
    """A clock that moves only by waiting; it interrupts the program when its last moment has come."""

    EARLY = 0.0  # seconds by which a wait ends too early: a clock that is slewed

    def __init__(self, begin: datetime, until: datetime) -> None:
        self.time, self.until = begin, until

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=max(0.0, seconds - self.EARLY))
        if self.time >= self.until:
            self.time = self.until
            raise KeyboardInterrupt


class Days:
    """A workspace with one or more sites, watched on a clock that goes on from call to call."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack, self.time = folder, stack, BEGIN
        self.sites: dict[str, Site] = {}
        self.alerts: list[Mapping[str, Any]] = []
        (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")

    def add(self, name: str, more: str = "") -> Site:
        site = self.sites[name] = self.stack.enter_context(closing(Site()))
        text = SOURCE.format(port=site.server_port).replace("id: market", f"id: {name}") + more + "\n"
        (self.folder / "sources" / f"{name}.yaml").write_text(text, "utf-8")
        return site

    def watch(self, **span: float) -> Report:
        """Watch for so long, then Ctrl-C."""
        clock = DayClock(self.time, self.time + timedelta(**span))
        with open_workspace(self.folder, clock=clock) as workspace:
            report = watch_forever(workspace, tell=self.alerts.append)
        self.time = clock.time
        return report

    def look(self) -> Report:
        """One look at all, a day later than the one before."""
        self.time += timedelta(days=1)
        with open_workspace(self.folder, clock=DayClock(self.time, self.time + timedelta(days=1))) as workspace:
            return watch_once(workspace, tell=self.alerts.append)

    def states(self) -> list[str]:
        """The changes of state, as they were told."""
        return [f"{alert['before']} > {alert['state']} ({alert['cause']})" for alert in self.alerts]

    def health(self, name: str = "market") -> dict[str, Any]:
        with open_workspace(self.folder, read_only=True) as workspace:
            return next(row for row in source_health(workspace.store, "en") if row["id"] == name)

    def statuses(self) -> list[str]:
        with open_workspace(self.folder, read_only=True) as workspace:
            return [row["status"] for row in workspace.store.queue().rows]

    def looks(self, name: str) -> int:
        return self.sites[name].heard.count("/list")


@pytest.fixture
def days(folder: Path) -> Iterator[Days]:
    with ExitStack() as stack:
        yield Days(folder, stack)


def test_a_source_is_looked_at_on_its_schedule_and_a_restart_looks_only_at_what_is_due(days: Days) -> None:
    days.add("often", "schedule: {every_minutes: 60}")
    days.add("seldom", "schedule: {every_minutes: 600}")
    assert days.watch(minutes=150).counts["new"] == 2 * ITEMS
    assert (days.looks("often"), days.looks("seldom")) == (3, 1)
    for _ in range(3):
        days.watch(minutes=5)  # restarted again and again: nothing is due
    assert (days.looks("often"), days.looks("seldom")) == (3, 1)
    days.watch(minutes=60)
    assert (days.looks("often"), days.looks("seldom")) == (4, 1)
    assert days.health("seldom")["next_look"] == "2026-11-24T18:00:00Z"


def test_nothing_is_asked_for_in_the_quiet_hours(days: Days) -> None:
    site = days.add("market", 'schedule: {every_minutes: 60, timezone: "+08:00", quiet_hours: ["15:00-23:30"]}')
    days.watch(hours=7)  # 16:00 to 23:00 there
    assert site.heard == []
    days.watch(hours=1)
    assert days.looks("market") == 1


def test_a_source_in_its_quiet_hours_says_when_it_is_looked_at(days: Days) -> None:
    site = days.add("market", 'schedule: {every_minutes: 600, quiet_hours: ["07:00-09:30"]}')
    assert days.look().counts["paused"] == 1 and site.heard == []
    row = days.health()
    assert (row["state"], row["last_look"], row["next_look"]) == ("new", None, "2026-11-25T09:30:00Z")
    days.time += timedelta(hours=2)
    days.watch(minutes=1)
    last = days.health()["last_look"]
    days.time = days.time.replace(hour=7, minute=30) + timedelta(days=1)
    with open_workspace(days.folder, clock=DayClock(days.time, days.time + timedelta(days=1))) as workspace:
        watch_once(workspace)
    assert (days.health()["last_look"], days.health()["next_look"]) == (last, "2026-11-26T09:30:00Z")


def test_a_look_that_runs_into_the_quiet_hours_goes_on_after_them(days: Days) -> None:
    more = 'schedule: {every_minutes: 600, quiet_hours: ["08:01-09:00"]}'
    site = days.add("market", more)
    file = days.folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 0", "delay_seconds: 20"), "utf-8")
    days.watch(minutes=30)
    first = list(site.heard)
    assert first[:2] == ["/robots.txt", "/list"] and 3 <= len(first) < 2 + ITEMS
    report = days.watch(hours=2)
    assert report.counts["resumed"] == 1
    assert sorted(path for path in site.heard if "item" in path) == [f"/item/{n}" for n in range(1, ITEMS + 1)]
    assert days.health()["state"] == "ok"


def test_a_look_broken_off_anywhere_goes_on_and_asks_for_nothing_twice(days: Days) -> None:
    site = days.add("market")
    file = days.folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 0", "delay_seconds: 10"), "utf-8")
    for _ in range(20):
        days.watch(seconds=25)
    items = [path for path in site.heard if "item" in path]
    assert sorted(items) == [f"/item/{n}" for n in range(1, ITEMS + 1)]
    assert days.health()["looks"] == 1
    assert site.heard.count("/list") == 1  # what it had of the list minutes ago is in the archive


def test_a_list_that_a_look_had_long_ago_is_asked_for_anew(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 30}")
    file = days.folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 0", "delay_seconds: 10"), "utf-8")
    days.watch(seconds=25)
    days.time += timedelta(minutes=31)
    days.watch(seconds=25)
    assert (site.heard.count("/list"), days.health()["looks"]) == (2, 0)  # the same look, which goes on


def test_two_sources_take_turns_instead_of_waiting_for_each_other(days: Days) -> None:
    for name, host in (("one", "127.0.0.1"), ("two", "localhost")):
        days.add(name)
        file = days.folder / "sources" / f"{name}.yaml"
        text = file.read_text("utf-8").replace("delay_seconds: 0", "delay_seconds: 60").replace("127.0.0.1", host)
        file.write_text(text, "utf-8")
    days.watch(minutes=6)  # one after the other, the second would not have been asked at all
    assert [len(site.heard) for site in days.sites.values()] == [6, 5]


def test_a_source_that_becomes_due_does_not_wait_for_a_long_look_at_another(days: Days) -> None:
    days.add("slow")
    file = days.folder / "sources" / "slow.yaml"
    file.write_text(file.read_text("utf-8").replace("delay_seconds: 0", "delay_seconds: 240"), "utf-8")
    _add_on_another_host(days, "quick", "schedule: {every_minutes: 10}")
    days.watch(minutes=32)
    assert days.health("slow")["looks"] == 0  # still under way
    assert days.looks("quick") == 4  # at 0, 10, 20 and 30 minutes: between two pages of the other
    assert [site.heard.count("/robots.txt") for site in days.sites.values()] == [1, 1]  # once a day


def _add_on_another_host(days: Days, name: str, schedule: str) -> None:
    days.add(name, schedule)
    path = days.folder / "sources" / f"{name}.yaml"
    path.write_text(path.read_text("utf-8").replace("127.0.0.1", "localhost"), "utf-8")


def test_a_busy_host_that_is_left_alone_for_minutes_holds_up_no_other_source(days: Days) -> None:
    site = days.add("busy", "schedule: {every_minutes: 600}")
    site.misbehave("/item/", status=503, Retry_After="540")
    _add_on_another_host(days, "quick", "schedule: {every_minutes: 2}")
    days.watch(minutes=9)
    assert days.looks("quick") == 5
    assert site.heard == ["/robots.txt", "/list", "/item/1"]


def test_a_host_that_refuses_is_said_to_be_left_alone_while_its_look_goes_on(days: Days) -> None:
    site = days.add("busy", "schedule: {every_minutes: 600}")
    days.add("calm", "schedule: {every_minutes: 600}")
    path = days.folder / "sources" / "calm.yaml"
    path.write_text(path.read_text("utf-8").replace("127.0.0.1", "localhost"), "utf-8")
    site.misbehave("/item/", status=503, Retry_After="540")
    days.watch(minutes=2)
    busy = days.health("busy")
    assert (busy["refusals"], busy["left_alone_until"]) == (1, "2026-11-24T08:09:00Z")
    assert (days.health("calm")["refusals"], days.health("calm")["left_alone_until"]) == (0, None)
    site.misbehave()
    days.watch(minutes=30)
    assert days.health("busy")["refusals"] == 0


def test_a_wait_that_ends_a_little_early_has_nobody_wait_for_a_busy_host(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DayClock, "EARLY", 0.0005)
    site = days.add("busy", "schedule: {every_minutes: 600}")
    site.misbehave("/item/", status=503, Retry_After="540")
    _add_on_another_host(days, "quick", "schedule: {every_minutes: 2}")
    days.watch(minutes=9)
    assert days.looks("quick") == 5


def test_quiet_hours_that_begin_while_a_host_is_left_alone_are_heeded(days: Days) -> None:
    site = days.add("busy", 'schedule: {every_minutes: 600, quiet_hours: ["08:03-09:00"]}')
    site.misbehave("/item/", status=503, Retry_After="300")
    days.watch(minutes=30)
    assert site.heard == ["/robots.txt", "/list", "/item/1"]
    site.misbehave()
    days.watch(minutes=40)
    assert sorted(path for path in site.heard if "item" in path) == [f"/item/{n}" for n in range(1, ITEMS + 1)]


def test_a_source_that_refuses_is_looked_at_later_and_later(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 60, max_backoff_minutes: 300}")
    site.misbehave("/list", status=403)
    days.watch(hours=17)
    assert days.looks("market") == 5  # at 0, 2, 6, 11 and 16 hours
    site.misbehave()
    days.watch(hours=10)
    assert days.health()["failures"] == 0
    assert days.states() == ["ok > blocked (list_blocked)", "blocked > ok ()"]


@pytest.mark.parametrize(("field", "yuan"), [("600万", 6_000_000), ("1元", 6_800_000), ("9999万", 6_800_000)])
def test_a_price_that_a_seller_lowers_in_its_field_alone_is_a_price_cut(days: Days, field: str, yuan: int) -> None:
    site = days.add("market")
    file = days.folder / "sources" / "market.yaml"
    file.write_text(file.read_text("utf-8").replace("text: [article]", "text: [article], price: [.price]"), "utf-8")
    page = "<h1>电站</h1><b class=price>{}</b><article>会东县水电站，装机2×630千瓦。转让价680万，急卖。</article>"
    site.pages["/item/1"] = page.format("680万")
    days.look()
    site.pages["/item/1"] = page.format(field)
    report = days.look()
    assert report.counts.get("change.price_cut", 0) == (yuan != 6_800_000)
    with open_workspace(days.folder, read_only=True) as workspace:
        row = workspace.store.find_listing("market", "1")
        assert row is not None and row["price_yuan"] == yuan


@pytest.mark.parametrize(
    ("text", "field", "yuan"),
    [
        ("水电站转让,1000千瓦,定金90万,转让价190万", "90万", 1_900_000),
        ("水电站转让,1000千瓦,评估价300万,转让价190万", "300万", 1_900_000),
        ("水电站转让,1000千瓦,年租金90万,转让价190万", "90万", 1_900_000),
        ("水电站转让,1000千瓦,定金20万,转让价190万", "170万", 1_700_000),
    ],
)
def test_a_field_with_the_amount_of_other_money_in_the_text_is_no_price(text: str, field: str, yuan: int) -> None:
    text = f"水电站\n{field}\n{text}"
    assert shown_facts(scan_text(text).extraction.facts, text, field)["price_yuan"] == yuan


def test_one_alert_for_each_change_of_state(days: Days) -> None:
    site = days.add("market")
    days.look()
    days.look()
    assert days.states() == []
    site.misbehave("/list", body="<h1>新版首页</h1>" + "欢迎光临" * 200)
    days.look()
    days.look()
    assert days.states() == ["ok > degraded (list_empty)"]
    site.misbehave("/item/", status=403)
    days.look()
    days.look()
    site.misbehave()
    days.look()
    assert days.states() == [
        "ok > degraded (list_empty)", "degraded > blocked (refused)", "blocked > ok ()",
    ]  # fmt: skip
    row = days.health()
    assert (row["state"], row["looks"], row["empty"], row["blocked"]) == ("ok", 7, 2, 2)
    assert row["last_good"] == row["last_look"] == "2026-12-01T08:00:00Z"


def test_pages_that_can_no_longer_be_read_make_a_source_degraded(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.misbehave("/item/", body="<div class=new><h2>水电站</h2><p>装机500千瓦</p></div>")
    days.look()
    assert days.states() == ["ok > degraded (parse_rate)"]
    assert days.health()["parse_rate"] == 50
    assert days.alerts[0]["detail"] == {"number": 0, "of": 8}


def test_a_site_that_is_down_is_unreachable(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.close()
    days.look()
    assert days.states() == ["ok > unreachable (list_failed)"]


def test_an_unchanged_page_that_said_sold_stays_sold(days: Days) -> None:
    site = days.add("market", "markers: {sold: [{css: p.sold}]}")
    page = "<h1>电站</h1><article>四川某小水电站，装机500千瓦</article><p class=sold>已售出</p>" + "说明" * 700
    site.misbehave("/item/1", body=page, ETag='"1"')
    days.look()
    site.misbehave("/item/1", status=304, ETag='"1"')
    report = days.look()
    assert "change.back" not in report.counts
    assert sorted(days.statuses()) == ["live"] * (ITEMS - 1) + ["sold"]


def test_an_unchanged_page_is_proof_that_the_listing_was_there(days: Days) -> None:
    site = days.add("market")
    site.misbehave("/item/1", body="<h1>电站</h1><article>四川某小水电站，装机500千瓦</article>", ETag='"1"')
    days.look()
    site.misbehave("/item/1", status=304, ETag='"1"')
    days.look()
    with open_workspace(days.folder, read_only=True) as workspace:
        row = workspace.store.find_listing("market", "1")
        assert row is not None
        seen = workspace.store.observations(row["id"])
    assert [one["status"] for one in seen] == ["live", "live"]
    assert seen[0]["note"] == f"not modified since capture {seen[1]['capture_id']}"


def test_each_state_of_a_listing_names_the_capture_that_shows_it(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.misbehave("/item/1", status=403)
    days.look()
    site.misbehave("/item/1", status=500)
    days.look()
    site.misbehave("/item/1", status=404)
    days.look()
    with open_workspace(days.folder, read_only=True) as workspace:
        row = workspace.store.find_listing("market", "1")
        assert row is not None
        found = proofs(workspace.store, row)
        captures = [workspace.store.capture(proof["capture_id"]) for proof in found]
    shown = [(proof["status"], proof["shown_by"], proof["http_status"], proof["is_current"]) for proof in found]
    assert shown == [
        ("gone", "http", 404, True), ("unreachable", "failed", 500, False), ("blocked", "blocked", 403, False),
        ("live", "page", 200, False),
    ]  # fmt: skip
    assert all(capture is not None and capture["warc_record_id"] for capture in captures)


def test_a_fault_of_ours_ends_the_look_with_an_alert_and_the_next_look_comes_in_its_time(days: Days) -> None:
    days.add("market", "schedule: {every_minutes: 60}")
    days.look()

    def broken() -> Iterator[str]:
        yield str(1 // 0)

    with open_workspace(days.folder, clock=DayClock(days.time, days.time + timedelta(days=1))) as workspace:
        source = chosen_sources(workspace, ("market",))["market"]
        with job(workspace, "watch") as held:
            begin_visit(held.run, source, make_tools(days.folder / "archive", workspace.settings))
            assert not _step(held.run, _Look(source, broken()), days.alerts.append)
        assert "ZeroDivisionError" in reasons(held.result())
        assert due_at(workspace, source, workspace.clock.now()) == days.time + timedelta(hours=2)
        assert workspace.store.open_visit("market") is None
    assert days.states() == ["ok > degraded (fault)"]


def test_the_health_of_many_sources_is_asked_for_at_once(days: Days) -> None:
    days.add("market")
    days.look()
    told: list[int] = []
    with open_workspace(days.folder) as workspace:
        for number in (1, 20):
            for n in range(number):
                workspace.store.upsert_source({"id": f"site-{n}", "kind": "web", "title": "x"})
            asked: list[str] = []
            workspace.store.conn.set_trace_callback(asked.append)
            names = {row["id"]: "" for row in workspace.store.sources()}
            rows = health_rows(workspace.store, names, workspace.store.latest_visits(LOOKS))
            workspace.store.conn.set_trace_callback(None)
            told.append(len(asked))
            assert len(rows) == number + 1
    assert told[0] == told[1] < 10
    market = next(row for row in rows if row["id"] == "market")
    assert (market["state"], market["looks"], market["parse_rate"]) == ("ok", 1, 100)
    assert market["last_good"] and market["next_look"]
