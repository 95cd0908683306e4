"""Pages and hosts that refuse: what slows a source down, what is told of it, and what it hides."""

from __future__ import annotations

from test_bad_input_sites import Site
from test_watching import Days, days

__all__ = ["days"]  # a fixture


def _lead_to_login(site: Site, *numbers: int) -> None:
    site.pages["/login.jsp"] = "<title>会员登录</title><form><input name=u><input type=password name=p></form>"
    site.answers = {f"/item/{number}": (302, "", {"Location": "/login.jsp"}) for number in numbers}


def test_one_page_behind_a_login_slows_nothing_down(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 60}")
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /item/8\n"
    _lead_to_login(site, 3)
    days.watch(hours=3, minutes=30)
    row = days.health()
    assert (days.looks("market"), row["state"], row["failures"]) == (4, "ok", 0)
    assert row["last_good"] == row["last_look"] == "2026-11-24T11:00:00Z" and days.states() == []


def test_some_pages_behind_a_login_are_told_and_the_schedule_stays(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 60}")
    _lead_to_login(site, 3, 4, 5)
    days.watch(hours=3, minutes=30)
    assert (days.looks("market"), days.states()) == (4, ["ok > degraded (refused)"])
    _lead_to_login(site, 1, 2, 3, 4, 5)
    days.watch(hours=4)
    assert days.states()[1:] == ["degraded > blocked (refused)"] and days.health()["failures"] == 2


def test_a_mass_of_removals_is_told_at_once_whatever_else_is_wrong(days: Days) -> None:
    site = days.add("market", "schedule: {every_minutes: 60}")
    days.watch(minutes=5)
    _lead_to_login(site, 8)
    site.answers |= {f"/item/{number}": (404, "", {}) for number in range(1, 7)}
    days.watch(hours=1)
    assert days.states() == ["ok > suspect (removals)"] and set(days.statuses()) == {"live"}
    assert (days.alerts[0]["detail"], days.health()["failures"]) == ({"number": 6, "of": 7}, 0)
    site.misbehave("/list", "/item", status=403)
    site.answers = {}
    days.watch(hours=2)
    assert days.states()[1:] == ["suspect > blocked (list_blocked)"] and days.health()["held"] == 6


def test_a_source_whose_host_another_one_is_refused_by_says_that_it_was_not_asked(days: Days) -> None:
    site = days.add("first", "schedule: {every_minutes: 60}")
    site.misbehave("/list", status=403)
    days.add("second", "schedule: {every_minutes: 60}")
    days.watch(minutes=5)
    assert days.states() == ["ok > blocked (list_blocked)", "ok > blocked (left_alone)"]
    assert (days.sites["second"].heard, days.health("second")["failures"]) == ([], 0)
