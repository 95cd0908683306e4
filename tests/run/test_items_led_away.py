"""What a listing is when its address leads to another item, a login, the home page, or to one without its number."""

from __future__ import annotations

import pytest
from test_bad_input_sites import ITEMS, reasons
from test_listing_states import LOGIN, edit, events, listing, names, page, sightings
from test_watching import Days, days

from monitor.run.proofs import proofs
from monitor.run.workspace import open_workspace

__all__ = ["days"]


@pytest.mark.parametrize(("listed", "status"), [(True, "unknown"), (False, "gone")])
def test_an_address_that_leads_to_another_item_brings_no_new_version(days: Days, status: str, *, listed: bool) -> None:
    site = days.add("market")
    days.look()
    site.answers["/item/1"] = (302, "", {"Location": "/item/2"})
    if not listed:
        site.pages["/list"] = names(*(f"/item/{n}" for n in range(2, ITEMS + 1)))
    report = days.look()
    row, seen = listing(days), sightings(days)[0]
    assert (row["title"], row["versions"], row["url"][-7:]) == ("第1电站", 1, "/item/1")
    assert row["status"] == ("live" if listed else "gone")
    assert (seen["status"], report.counts.get("change.removed", 0)) == (status, int(not listed))
    assert "another item: number 2 in place of 1" in seen["note"]
    with open_workspace(days.folder, read_only=True) as workspace:
        assert "elsewhere" in {proof["shown_by"] for proof in proofs(workspace.store, row)}


def test_an_address_where_the_page_says_another_number_shows_that_item(days: Days) -> None:
    site = days.add("market")
    edit(days, "{url: '/item/(\\d+)'}", "{select: [{css: h1, match: '([0-9]+)'}]}")
    days.look()
    site.answers["/item/1"] = (200, page(99), {})
    days.look()
    assert (listing(days)["title"], listing(days)["versions"], listing(days, 99)["status"]) == ("第1电站", 1, "live")
    assert sightings(days)[0]["note"] == "its address shows another item: number 99"


@pytest.mark.parametrize("target", ["/login?next=/item/{n}", "/u/enter?next=/item/{n}"])
def test_a_login_in_place_of_items_is_never_content_and_makes_an_alert(days: Days, target: str) -> None:
    site = days.add("market")
    edit(days, "{title: [h1], text: [article]}", "{title: [h1]}")
    days.look()
    for n in range(1, ITEMS + 1):
        to = target.format(n=n)
        site.answers |= {f"/item/{n}": (302, "", {"Location": to}), to: (200, LOGIN, {})}
    report = days.look()
    assert not {"changed", "change.text_changed"} & report.counts.keys()
    assert report.exit_status == 3 and days.states() == ["ok > blocked (refused)"]
    seen = sightings(days)[0]
    assert (seen["status"], listing(days)["status"], listing(days)["url"][-7:]) == ("blocked", "live", "/item/1")
    assert "leads to a" in seen["note"] and ("login" in seen["note"] or "password" in seen["note"])
    site.answers.clear()
    assert days.look().counts["unchanged"] == ITEMS


@pytest.mark.parametrize(
    ("target", "says"), [("/", "home page"), ("/list", "home page or list"), ("/404.html", "error")]
)
def test_a_home_list_or_error_page_in_place_of_an_item_tells_nothing_of_it(days: Days, target: str, says: str) -> None:
    site = days.add("market")
    edit(days, "{title: [h1], text: [article]}", "{title: [h1]}")
    days.look()
    site.answers["/item/1"] = (302, "", {"Location": target})
    site.pages |= {"/": "<h1>交易网</h1>欢迎", "/404.html": "<h1>出错了</h1>"}
    report = days.look()
    seen = sightings(days)[0]
    assert seen["status"] == "unknown" and says in seen["note"]
    assert listing(days)["versions"] == 1 and listing(days)["status"] == "live"
    assert says in reasons(report)


def test_a_redirect_to_the_items_own_page_is_read_whatever_else_is_on_it(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.answers |= {
        "/item/1": (301, "", {"Location": "/item/1-dam"}), "/item/1-dam": (200, page(1, LOGIN), {}),
        "/item/2": (301, "", {"Location": "/v/dam"}), "/v/dam": (200, page(2), {}),
    }  # fmt: skip
    report = days.look()
    assert report.failures == () and report.counts["unchanged"] == ITEMS
    assert listing(days)["url"].endswith("/item/1-dam") and listing(days, 2)["url"].endswith("/item/2")


def test_a_redirect_to_an_address_without_the_number_loses_no_listing(days: Days) -> None:
    """The address that gives the number stays, also once no list names it; one stored by older versions is found."""
    site = days.add("market")
    for n in range(1, ITEMS + 1):
        site.answers |= {
            f"/item/{n}": (301, "", {"Location": f"/detail/{n}"}), f"/detail/{n}": (200, page(n), {}),
        }  # fmt: skip
    days.look()
    site.pages["/list"] = names(*(f"/item/{n}" for n in range(3, ITEMS + 1)))
    site.answers["/detail/1"] = (200, page(1).replace("15万", "12万"), {})
    with open_workspace(days.folder) as workspace:
        moved = f"http://127.0.0.1:{site.server_port}/detail/2"
        workspace.store.move_listing(listing(days, 2)["id"], moved)
    for _ in range(2):
        report = days.look()
        assert report.failures == () and not days.alerts
        assert [listing(days, n)["url"].rpartition("/")[0][-5:] for n in (1, 2)] == ["/item"] * 2
    assert [event["kind"] for event in events(days)] == ["text_changed", "price_cut", "new"]
    kept = dict(site.answers)
    site.answers |= {f"/item/{n}": (301, "", {"Location": "/offline"}) for n in (1, 2)}
    site.pages["/offline"] = "<p>该页暂时无法打开</p>"
    days.look()
    assert [sightings(days, n)[0]["status"] for n in (1, 2)] == ["unknown"] * 2  # one page for all is no item's
    site.answers = kept
    site.answers["/item/2"] = (301, "", {"Location": "/item/3"})
    site.answers["/item/1"] = (301, "", {"Location": "/login?to=/item/1"})
    days.look()
    assert "another item: number 3" in sightings(days, 2)[0]["note"] and listing(days, 2)["status"] == "gone"
    assert sightings(days)[0]["status"] == "blocked"
