"""The queue, the search and a listing are read through indexes, in the order shown, never by sorting a table."""

from __future__ import annotations

import pytest
from store_rows import judgement, listing_row, version_row

from db import QueueFilter, Store


@pytest.fixture
def busy(store: Store, run: int, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store in which every filter fits too many listings to sort them."""
    with store.batch():
        for number in range(120):
            text = f"出售水电站，不在清退范围，第{number}座"
            store.save_listing(
                run, None, listing_row(str(number), province="四川省" if number % 3 else "贵州省"), version_row(text),
                judgement(number % 100, ("not_in_cleanup",) if number % 4 else ("mining_allowed", "tariff")),
            )  # fmt: skip
    monkeypatch.setattr("db.queue.FEW", 5)
    return store


def plans(store: Store, ask) -> list[str]:
    """The plan of every SELECT that `ask` runs."""
    asked: list[str] = []
    store.conn.set_trace_callback(asked.append)
    ask()
    store.conn.set_trace_callback(None)
    selects = [sql for sql in asked if sql.startswith("SELECT") and "FROM tags" not in sql]
    return [" | ".join(row[3] for row in store.conn.execute(f"EXPLAIN QUERY PLAN {sql}")) for sql in selects]


FILTERS = [
    QueueFilter(), QueueFilter(min_level="medium"), QueueFilter(claims=("mining_allowed", "tariff")),
    QueueFilter(province="四川省", claims=("not_in_cleanup",), status="live"), QueueFilter(text="清退"),
    QueueFilter(text="清退", province="贵州省"), QueueFilter(since="2026-01-01T00:00:00Z", province="贵州省"),
]  # fmt: skip


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("after", [None, (50, 60)])
def test_no_page_of_the_queue_sorts_or_reads_a_whole_table(busy, wanted, after):
    found = plans(busy, lambda: busy.queue(wanted, 10, after))
    assert len(found) >= 2
    walking = [plan for plan in found if "listings_score" in plan or "SEARCH d USING PRIMARY KEY" in plan]
    assert walking
    for plan in walking:
        assert "TEMP B-TREE" not in plan, plan
        assert "SCAN l |" not in f"{plan} |", plan


def test_a_search_reads_the_index_from_the_newest_and_sorts_nothing(busy):
    (plan,) = plans(busy, lambda: busy.search("清退"))
    assert "TEMP B-TREE" not in plan
    assert "VIRTUAL TABLE INDEX" in plan


def test_a_listing_is_read_by_keys_alone(busy):
    def ask() -> None:
        number = busy.queue().rows[0]["id"]
        busy.listing(number)
        busy.version(busy.listing(number)["version_id"])
        busy.versions(number)
        busy.observations(number)
        busy.changes(number)
        busy.captures(number)
        busy.find_listing("market", "7")
        busy.find_listing_by_url("http://market.test/7")
        busy.last_capture("market", "http://market.test/7")

    for plan in plans(busy, ask)[4:]:
        for table in ("listings", "versions", "observations", "changes", "captures", "facts", "claims", "flags"):
            assert f"SCAN {table}" not in plan, plan


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.read_since("market", 1), lambda store: store.failure_of_bytes("a" * 64),
        lambda store: list(store.came_again(1)), lambda store: store.unnoted_marks("https://x.example/1"),
    ],
)  # fmt: skip
def test_what_an_import_or_a_look_asks_again_and_again_reads_no_whole_table(busy, ask):
    asked: list[str] = []
    busy.conn.set_trace_callback(asked.append)
    ask(busy)
    busy.conn.set_trace_callback(None)
    (sql,) = asked
    found = [row[3] for row in busy.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert found and not [line for line in found if line.split()[:2] in (["SCAN", "o"], ["SCAN", "i"], ["SCAN", "c"])]
    assert not [line for line in found if line.startswith(("SCAN import_items", "SCAN captures", "SCAN observations"))]


def test_the_newest_sighting_that_showed_a_listing_is_found_without_the_others(busy):
    ids = [row["id"] for row in busy.queue(QueueFilter(), 5).rows]
    (plan,) = plans(busy, lambda: busy.unseen(ids))
    assert "SEARCH t USING INDEX observations_shown" in plan
    assert "SCAN s" not in plan
