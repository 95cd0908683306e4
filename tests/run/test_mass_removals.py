"""Many removals at once are a site that changed: they are held until a normal look or a person confirms them."""

from __future__ import annotations

import pytest
from test_bad_input_sites import ITEMS
from test_watching import Days, days

from monitor.errors import ConfigError
from monitor.run.proofs import proofs
from monitor.run.watching.source_health import confirm_removals
from monitor.run.workspace import open_workspace

__all__ = ["days"]


def test_a_mass_of_removals_is_held_until_a_normal_look(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.misbehave("/item/", status=404)
    days.look()
    days.look()
    assert days.states() == ["ok > suspect (removals)"]
    assert set(days.statuses()) == {"live"} and days.health()["held"] == ITEMS
    site.misbehave("/item/2", "/item/5", status=404)
    report = days.look()
    assert (report.counts["change.removed"], days.health()["held"]) == (2, 0)
    assert sorted(days.statuses()) == ["gone"] * 2 + ["live"] * 6
    assert days.states()[1:] == ["suspect > ok ()"]


def test_a_mass_of_removals_that_a_person_confirms_counts_with_the_captures_that_showed_it(days: Days) -> None:
    site = days.add("market")
    days.look()
    with open_workspace(days.folder) as workspace, pytest.raises(ConfigError, match="no removals are held back"):
        confirm_removals(workspace, "market")
    site.misbehave("/item/", status=404)
    days.look()
    with open_workspace(days.folder) as workspace:
        assert confirm_removals(workspace, "market").counts["change.removed"] == ITEMS
        assert workspace.store.alerts()[0]["cause"] == "confirmed"
        row = workspace.store.queue().rows[0]
        proof = workspace.store.observations(row["id"])[0]
        capture = workspace.store.capture(proof["capture_id"])
        assert (row["status"], proof["status"]) == ("gone", "gone")
        assert capture is not None and capture["status"] == 404
        assert workspace.store.verify_audit()
    assert days.health()["state"] == "ok"
    days.look()
    assert days.health()["state"] == "ok"


def test_words_on_every_page_that_say_removed_are_a_mass_of_removals_too(days: Days) -> None:
    site = days.add("market", "markers: {removed: [{css: p.gone}]}")
    days.look()
    words = "四川某小水电站转让，装机500千瓦，手续齐全"
    site.misbehave("/item/", body=f"<h1>电站</h1><article>{words}</article><p class=gone>已下架</p>" + "说明" * 700)
    days.look()
    assert days.states() == ["ok > suspect (removals)"]
    assert set(days.statuses()) == {"live"}


def test_pages_that_are_back_unmodified_after_a_mass_of_404s_end_the_suspicion(days: Days) -> None:
    site = days.add("market")
    site.misbehave("/item/", body="<h1>电站</h1><article>四川某小水电站，装机500千瓦</article>", ETag='"1"')
    days.look()
    site.misbehave("/item/", status=404)
    days.look()
    site.misbehave("/item/", status=304, ETag='"1"')
    days.look()
    assert days.states() == ["ok > suspect (removals)", "suspect > ok ()"]
    assert set(days.statuses()) == {"live"} and days.health()["held"] == 0


def test_pages_that_say_removed_and_are_not_modified_stay_held(days: Days) -> None:
    site = days.add("market", "markers: {removed: [{css: p.gone}]}")
    days.look()
    words = "四川某小水电站转让，装机500千瓦，手续齐全"
    page = f"<h1>电站</h1><article>{words}</article><p class=gone>已下架</p>" + "说明" * 700
    site.misbehave("/item/", body=page, ETag='"2"')
    days.look()
    site.misbehave("/item/", status=304, ETag='"2"')
    days.look()
    assert days.states() == ["ok > suspect (removals)"]
    assert days.health()["held"] == ITEMS


def test_how_many_removals_are_believed_is_said_in_the_source_file(days: Days) -> None:
    site = days.add("market", "health: {removed_count: 2, removed_share: 0.1}")
    days.look()
    site.misbehave("/item/2", status=404)
    assert days.look().counts["change.removed"] == 1
    site.misbehave("/item/3", "/item/4", status=404)
    days.look()
    assert days.states() == ["ok > suspect (removals)"]


def test_a_removal_that_is_held_back_says_so_in_its_proof(days: Days) -> None:
    site = days.add("market")
    days.look()
    site.misbehave("/item/", status=404)
    days.look()
    with open_workspace(days.folder, read_only=True) as workspace:
        row = workspace.store.queue().rows[0]
        found = proofs(workspace.store, row)
    assert [(proof["status"], proof["shown_by"]) for proof in found] == [("live", "page"), ("unknown", "held")]
