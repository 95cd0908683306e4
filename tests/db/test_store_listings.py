"""What the store keeps of a listing, and which events it makes of two sightings."""

from __future__ import annotations

import random

import pytest
from store_rows import TEXT, capture_row, judgement, listing_row, version_row

from db import JudgedAgain, Store, StoreConflict

DAY = "2026-01-{:02}T00:00:00Z"


def save(store: Store, run: int, day: int = 1, text: str = TEXT, **changes):
    own = {} if changes.pop("by_our_clock", False) else {"taken_at": DAY.format(day)}
    capture = store.add_capture(run, capture_row(fetched_at=DAY.format(day), **own))
    status = changes.pop("status", "live")
    found = changes.pop("found", judgement())
    return store.save_listing(
        run, capture, listing_row(observed_at=DAY.format(day), status=status), version_row(text, **changes), found
    )


def kinds(saved) -> list[str]:
    return [change["kind"] for change in saved.changes]


def test_a_first_sighting_is_new_and_all_of_it_can_be_read_again(store, run):
    saved = save(store, run)
    assert (saved.outcome, kinds(saved)) == ("new", ["new"])
    version = store.version(saved.version_id)
    assert version["text"] == TEXT
    assert version["facts"][0]["text"] == TEXT[9:15]
    assert version["facts"][0]["units"] == [[2, 630.0]]
    assert version["claims"][0] | {"why": "direct speech", "phrase": "不在清退范围"} == version["claims"][0]
    assert version["flags"][0]["title"]["en"] == "Clean-up claim"
    assert version["flags"][0]["settled_by"] == [{"zh": "一站一策批复", "en": "plant plan"}]
    assert version["flags"][0]["policies"] == ["sc-2021-06-18"]
    assert version["risk"] == [{"label": {"zh": "高严重度", "en": "high severity"}, "points": 40}]
    assert version["assessment"]["policies"] == ["sc-2021-06-18"]
    assert store.listing(saved.listing_id)["first_seen_at"] == DAY.format(1)
    assert [row["fetched_at"] for row in store.captures(saved.listing_id)] == [DAY.format(1)]


def test_the_same_content_again_adds_only_an_observation(store, run):
    first, again = save(store, run), save(store, run, day=2)
    assert (again.outcome, again.version_id, again.changes) == ("unchanged", first.version_id, ())
    assert len(store.versions(first.listing_id)) == 1
    assert [row["observed_at"] for row in store.observations(first.listing_id)] == [DAY.format(2), DAY.format(1)]
    assert store.listing(first.listing_id)["last_seen_at"] == DAY.format(2)
    assert store.listing(first.listing_id)["changed_at"] == DAY.format(1)


def test_a_lower_price_another_claim_and_another_text_are_three_events(store, run):
    first = save(store, run)
    found = judgement(70, ("not_in_cleanup", "mining_allowed"))
    later = save(store, run, 2, TEXT + "急", price_yuan=800_000, price_text="80万元", found=found)
    assert later.outcome == "changed"
    assert kinds(later) == ["price_cut", "claims_changed", "text_changed"]
    assert later.changes[0]["detail"]["to"] == 800_000
    assert later.changes[1]["detail"] == {"added": ["mining_allowed"], "dropped": []}
    listing = store.listing(first.listing_id)
    assert (listing["score"], listing["level"], listing["versions"]) == (70, "high", 2)
    assert [row["n"] for row in store.versions(first.listing_id)] == [1, 2]


def test_a_price_that_rises_beside_the_same_content_is_an_event_too(store, run):
    save(store, run)
    assert kinds(save(store, run, 2, price_yuan=990_000)) == ["price_rise"]


def test_sold_removed_and_back_are_events_and_a_block_is_none(store, run):
    listing = save(store, run).listing_id
    for day, status, expected in [
        (2, "blocked", []), (3, "gone", ["removed"]), (4, "unreachable", []), (5, "gone", []),
    ]:  # fmt: skip
        changes = store.observe(listing, run, None, status, observed_at=DAY.format(day))
        assert [change["kind"] for change in changes] == expected, status
    assert store.listing(listing)["status"] == "gone"
    assert kinds(save(store, run, 6)) == ["back"]
    assert kinds(save(store, run, 7, status="sold")) == ["sold"]
    assert [row["kind"] for row in store.changes(listing)] == ["sold", "back", "removed", "new"]
    assert len(store.observations(listing)) == 7


def test_a_blocked_sighting_leaves_the_listing_as_it_was(store, run):
    listing = save(store, run).listing_id
    before = store.listing(listing)
    store.observe(listing, run, None, "blocked", observed_at=DAY.format(9))
    assert store.listing(listing) == before


def test_a_page_seen_again_without_a_status_is_back_when_it_was_gone(store, run):
    listing = save(store, run).listing_id
    store.observe(listing, run, None, "gone", observed_at=DAY.format(2))
    assert kinds(save(store, run, 3, status="unknown")) == ["back"]
    assert store.listing(listing)["status"] == "live"


def test_an_old_page_imported_late_adds_history_but_not_the_present(store, run):
    now = save(store, run, day=5)
    late = save(store, run, 2, TEXT + "旧", price_yuan=1_200_000)
    assert (late.outcome, late.changes) == ("changed", ())
    listing = store.listing(now.listing_id)
    assert (listing["version_id"], listing["price_yuan"]) == (now.version_id, 950_000)
    assert (listing["first_seen_at"], listing["last_seen_at"]) == (DAY.format(2), DAY.format(5))
    assert [row["observed_at"] for row in store.versions(now.listing_id)] == [DAY.format(2), DAY.format(5)]
    assert save(store, run, 3, TEXT + "旧").version_id == late.version_id


def test_the_order_of_recording_decides_where_our_own_clock_was_set_back(store, run):
    wrong = save(store, run, day=9, by_our_clock=True, price_yuan=1_200_000)
    now = save(store, run, 2, TEXT + "新", by_our_clock=True)
    assert kinds(now) == ["price_cut", "text_changed"]
    listing = store.listing(wrong.listing_id)
    assert (listing["version_id"], listing["price_yuan"]) == (now.version_id, 950_000)
    assert (listing["first_seen_at"], listing["last_seen_at"]) == (DAY.format(2), DAY.format(2))
    gone = store.add_capture(run, capture_row(fetched_at=DAY.format(1), state="gone"))
    store.observe(wrong.listing_id, run, gone, "gone", observed_at=DAY.format(1))
    assert store.listing(wrong.listing_id)["status"] == "gone"


def test_a_listing_is_known_by_its_source_and_native_id_and_by_its_address(store, run):
    number = save(store, run).listing_id
    assert store.find_listing("market", "1")["id"] == number
    assert store.find_listing_by_url("http://market.test/1")["id"] == number
    assert store.find_listing("other", "1") is None
    assert store.find_listing_by_url("") is None


def test_judging_again_keeps_both_judgements_and_moves_the_queue(store, run):
    saved = save(store, run)
    store.save_judged_again(run, JudgedAgain(saved.version_id, judgement(90, ("rigs_included",)), {}))
    judged = store.assessments(saved.version_id)
    assert [row["score"] for row in judged] == [40, 90]
    assert store.listing(saved.listing_id)["score"] == 90
    assert store.version(saved.version_id)["claims"][0]["type"] == "rigs_included"
    assert store.version(saved.version_id, judged[0]["id"])["claims"][0]["type"] == "not_in_cleanup"


def test_a_listing_that_cannot_be_stored_leaves_nothing_behind_and_the_batch_goes_on(store, run):
    with store.batch():
        save(store, run)
        with pytest.raises(StoreConflict):
            store.save_listing(run, 999_999, listing_row("2"), version_row("另一个水电站"), judgement())
        store.save_listing(run, None, listing_row("3"), version_row("第三个水电站"), judgement())
    assert store.find_listing("market", "2") is None
    assert [row["native_id"] for row in store.search("水电站")] == ["3", "1"]
    assert store.facets()["source"] == {"market": 2}
    assert list(store.check()) == []


def test_a_batch_that_fails_stores_nothing(store, run):
    with pytest.raises(KeyError), store.batch():
        save(store, run)
        raise KeyError("stop")
    assert store.counts()["listings"] == 0
    assert store.search("水电站") == []
    assert save(store, run).outcome == "new"
    assert store.version(1)["flags"][0]["title"]["zh"] == "清退声称"


def test_an_inner_failure_that_is_caught_does_not_save_the_outer_failure(store, run):
    with store.batch():
        save(store, run)
        with pytest.raises(KeyError), store.batch():
            store.save_listing(run, None, listing_row("2"), version_row("第二个水电站"), judgement())
            with pytest.raises(StoreConflict):
                store.save_listing(run, 999_999, listing_row("3"), version_row("第三个水电站"), judgement())
            raise KeyError("the outer one fails as well")
    assert [row["native_id"] for row in store.queue().rows] == ["1"]
    assert [row["native_id"] for row in store.search("水电站")] == ["1"]
    assert store.facets()["source"] == {"market": 1}


def test_a_capture_of_an_unknown_source_is_refused_in_one_sentence(store, run):
    with pytest.raises(StoreConflict, match="no source 'nowhere'"):
        store.add_capture(run, capture_row(source_id="nowhere"))


def test_the_last_capture_is_the_one_a_conditional_request_needs(store, run):
    url = capture_row()["url"]
    store.add_capture(run, capture_row(last_modified="Mon, 01 Jan 2026 00:00:00 GMT"))
    store.add_capture(run, capture_row(state="blocked", etag=None, sha256=""))
    assert store.last_capture("market", url)["etag"] == '"e1"'
    store.add_capture(run, capture_row(state="not_modified", etag=None, sha256="", warc_record_id="urn:uuid:revisit"))
    last = store.last_capture("market", url)
    assert (last["state"], last["etag"], last["sha256"]) == ("not_modified", '"e1"', "ab" * 32)
    assert last["warc_record_id"] == capture_row()["warc_record_id"]
    assert store.last_capture("market", "http://market.test/other") is None
    assert len(list(store.iter_captures())) == 3


def test_a_page_that_was_cut_off_is_not_asked_whether_it_changed(store, run):
    url = capture_row()["url"]
    store.add_capture(run, capture_row(state="truncated"))
    store.add_capture(run, capture_row(state="not_modified", sha256=""))
    last = store.last_capture("market", url)
    assert (last["etag"], last["last_modified"], last["state"]) == (None, None, "not_modified")
    store.add_capture(run, capture_row(state="ok"))
    assert store.last_capture("market", url)["etag"] == '"e1"'


def test_a_file_is_known_by_its_bytes(store, run):
    assert not store.known_file("cd" * 32)
    store.add_capture(run, capture_row(how="file", sha256="cd" * 32))
    assert store.known_file("cd" * 32)
    assert not store.known_file("ab" * 32)


def test_a_source_that_is_entered_again_changes_and_what_came_from_it_stays(store, run):
    saved = save(store, run)
    store.upsert_source({"id": "market", "kind": "web", "title": "Again"})
    assert [row["title"] for row in store.sources()] == ["Again"]
    assert store.listing(saved.listing_id) is not None


def test_a_run_its_failures_and_the_clock_of_a_host_are_kept(store, run):
    store.add_failure(run, "market", "http://market.test/9", "parse", "no title")
    store.finish_run(run, "done", {"captured": 3})
    assert store.runs()[0]["counts"] == '{"captured":3}'
    assert store.failures(run)[0]["reason"] == "no title"
    assert store.failures() == store.failures(run)
    assert store.pause_of("market.test") is None
    store.set_pause("market.test", 2.5, 12.5)
    store.set_pause("market.test", 9.5, 99.5)
    assert store.pause_of("market.test") == (9.5, 99.5)


def told(store, listing):
    """The events of a listing in order of time; those of one moment in order of their kinds."""
    return sorted((row["observed_at"], row["kind"], str(row["detail"])) for row in store.changes(listing))


SIGHTINGS = (
    (1, "a", 900, "unknown"), (2, "a", 900, "live"), (3, "b", 700, "live"), (4, "b", 800, "live"),
    (5, "", 0, "removed_by_platform"), (6, "c", 600, "unknown"), (7, "", 0, "blocked"), (8, "", 0, "sold"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_history_is_the_same_whatever_the_order_of_import(store, run, seed):
    def take(native_id, day, words, price, status):
        if not words:
            listing = store.find_listing("market", native_id)["id"]
            store.observe(listing, run, None, status, observed_at=DAY.format(day))
            return
        price *= 10_000
        store.save_listing(
            run, None, listing_row(native_id, observed_at=DAY.format(day), status=status),
            version_row(TEXT + words, price_yuan=price, price_text=f"{price}元"),
            judgement(claims=("not_in_cleanup",) if words != "c" else ("mining_allowed",)),
        )  # fmt: skip

    order = list(SIGHTINGS)
    random.Random(seed).shuffle(order)
    first = next(one for one in order if one[1])  # a listing begins with what it says
    order = [first, *(one for one in order if one != first)]
    for native_id, sightings in (("in time", SIGHTINGS), ("mixed", order)):
        for one in sightings:
            take(native_id, *one)
    right, mixed = (store.find_listing("market", name) for name in ("in time", "mixed"))
    assert told(store, mixed["id"]) == told(store, right["id"])
    kept = (
        "status",
        "price_yuan",
        "first_seen_at",
        "last_seen_at",
        "changed_at",
        "versions",
        "title",
        "score",
        "level",
    )
    assert {name: mixed[name] for name in kept} == {name: right[name] for name in kept}
    assert [row["observed_at"] for row in store.changes(mixed["id"])] == sorted(
        (row["observed_at"] for row in store.changes(mixed["id"])), reverse=True
    )


def test_an_event_that_a_page_imported_late_makes_untrue_stays_in_the_table(store, run):
    listing = save(store, run, 1, TEXT + "一", price_yuan=9_000_000).listing_id
    save(store, run, 9, TEXT + "三", price_yuan=6_000_000)
    before = store.conn.execute("SELECT * FROM changes ORDER BY id").fetchall()
    save(store, run, 5, TEXT + "二", price_yuan=7_000_000)
    assert store.conn.execute("SELECT * FROM changes ORDER BY id").fetchall()[: len(before)] == before
    cuts = [(row["observed_at"], row["detail"]["from"], row["detail"]["to"]) for row in store.changes(listing)
            if row["kind"] == "price_cut"]  # fmt: skip
    assert cuts == [(DAY.format(9), 7_000_000, 6_000_000), (DAY.format(5), 9_000_000, 7_000_000)]
    assert [row["kind"] for row in store.changes()].count("price_cut") == 2
