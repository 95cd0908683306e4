"""Judging a stored version again: both judgements, what the queue shows, the event, and older databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlite_utils import Database
from store_rows import judgement, listing_row, version_row

from db import Due, JudgedAgain, QueueFilter, Store, open_store
from db.schema import MIGRATIONS

CHANGE = {"from": "medium", "to": "critical", "flags_gained": ["r"]}


def stored(store: Store, **changes: Any) -> tuple[int, int, int]:
    store.upsert_source({"id": "market", "kind": "web", "title": "Market"})
    run = store.begin_run("watch")
    saved = store.save_listing(run, None, listing_row(**changes), version_row(speaker="press"), judgement(40))
    return run, saved.listing_id, saved.version_id


def test_the_queue_follows_the_newest_judgement_with_its_facts_and_both_stay(store: Store) -> None:
    run, listing_id, version_id = stored(store)
    shown = {"province": "贵州省", "prefecture": None, "county": None, "adcode": "520000", "capacity_kw": 800.0}
    store.save_judged_again(run, JudgedAgain(version_id, judgement(90, ("mining_allowed",)), shown, CHANGE))
    assert [row["score"] for row in store.assessments(version_id)] == [40, 90]
    assert {row["knowledge"] for row in store.assessments(version_id)} == {"k1"}
    listing = store.listing(listing_id)
    assert listing and (listing["score"], listing["province"], listing["capacity_kw"]) == (90, "贵州省", 800.0)
    assert [row["id"] for row in store.queue(QueueFilter(province="贵州省", min_level="critical")).rows] == [listing_id]
    assert store.queue(QueueFilter(province="四川省")).rows == ()
    assert store.facets()["claim"] == {"mining_allowed": 1}
    assert store.changes(listing_id)[0]["detail"] == CHANGE
    assert listing["changed_at"] > "2026-06", "a changed judgement comes back into the queue of new things"


def test_an_earlier_version_gets_its_judgement_and_the_queue_stays(store: Store) -> None:
    run, listing_id, first = stored(store)
    later = listing_row(observed_at="2026-02-01T00:00:00Z")
    store.save_listing(run, None, later, version_row("出售小水电站，装机1260千瓦。"), judgement(20, ()))
    store.save_judged_again(run, JudgedAgain(first, judgement(90), {"province": "贵州省"}, CHANGE))
    listing = store.listing(listing_id)
    assert listing and (listing["score"], listing["province"]) == (20, "四川省")
    assert len(store.assessments(first)) == 2
    assert "judged_again" not in {row["kind"] for row in store.changes(listing_id)}


def test_due_are_those_that_other_rules_or_another_program_judged(store: Store) -> None:
    run, _, version_id = stored(store)
    assert [row["id"] for row in store.due_versions(Due(knowledge="k2", tool_version=""))] == [version_id]
    assert store.due_versions(Due(knowledge="k1", tool_version="")) == []
    assert store.count_due(Due(knowledge="k1", tool_version="0.2")) == 1
    assert store.count_due(Due(source="elsewhere")) == store.count_due(Due(since="2027-01-01")) == 0
    (row,) = store.due_versions(Due())
    assert (row["speaker"], row["source_id"], row["native_id"]) == ("press", "market", "1")
    assert store.due_versions(Due(), after=version_id) == []
    again = judgement(40)
    again.assessment["knowledge"] = "k2"
    store.save_judged_again(run, JudgedAgain(version_id, again, {}))
    assert store.due_versions(Due(knowledge="k2", tool_version="")) == []


def test_a_database_of_the_first_release_is_brought_up_to_date_with_all_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "hydrowatch.db"
    database = Database(path)
    MIGRATIONS.apply(database, stop_before="m007_judged_again")
    for statement in (
        "INSERT INTO sources (id, kind, title, added_at, updated_at) VALUES ('market', 'web', 'M', '', '')",
        "INSERT INTO runs (id, kind, note, tool_version, knowledge, started_at)"
        " VALUES (1, 'watch', '', '0.1', 'k', '')",
        "INSERT INTO listings (id, source_id, native_id, url, title, seller, status, price_text, offer, score, level,"
        " first_seen_at, last_seen_at, changed_at) VALUES (1, 'market', '1', '', '', '', 'live', '', 'none', 0, 'none',"
        " '', '', '')",
        "INSERT INTO versions (id, listing_id, n, observed_at, recorded_at, title, text, text_sha256, content_digest,"
        " price_text, seller, images, charset, charset_rung) VALUES (1, 1, 1, '2026', '', '', 't', '', '', '', '',"
        " '[]', '', '')",
        "INSERT INTO assessments (id, version_id, run_id, recorded_at, score, level, offer, voice)"
        " VALUES (1, 1, 1, '', 0, 'none', 'none', '')",
        "UPDATE listings SET version_id = 1, assessment_id = 1",
        "INSERT INTO changes (id, listing_id, run_id, kind, observed_at, detail) VALUES (7, 1, 1, 'new', '2026', '{}')",
    ):
        database.execute(statement)
    database.conn.commit()
    database.close()
    with open_store(path) as store:
        assert [(row["id"], row["kind"]) for row in store.changes(1)] == [(7, "new")]
        assert store.assessments(1)[0]["tool_version"] == "0.1"
        assert store.due_versions(Due(knowledge="k", tool_version="0.1"))[0]["speaker"] is None
        assert list(store.check()) == []
        store.save_judged_again(1, JudgedAgain(1, judgement(40), {}, CHANGE))
        assert store.changes(1)[0]["kind"] == "judged_again"
    assert len(list(tmp_path.glob("hydrowatch-before-m007_judged_again-*.db"))) == 1
