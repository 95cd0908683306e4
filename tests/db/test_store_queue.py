"""The queue's order, filters and pages, and full-text search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import claim_row, judgement, listing_row, version_row

from db import JudgedAgain, QueueFilter
from db.bigrams import query, tokens

TEXTS = {
    "1": "出售水电站，不在清退范围，可挖 矿",
    "2": "水电站转让，手续齐全，s19矿机10台，95万元",
    "3": "小水电 Power plant for sale, 95 kW",
    "4": "清。退出的老站",
}


@pytest.fixture
def filled(store, run):
    for number, (native, text) in enumerate(TEXTS.items()):
        store.save_listing(
            run, None,
            listing_row(native, province="贵州省" if number % 2 else "四川省", status="sold" if number == 3 else "live",
                        observed_at=f"2026-01-0{number + 1}T00:00:00Z"),
            version_row(text, folded=text.lower()),
            judgement((number + 1) * 20, ("mining_allowed",) if number % 2 else ("not_in_cleanup", "tariff")),
        )  # fmt: skip
    return store


def natives(page) -> list[str]:
    return [row["native_id"] for row in getattr(page, "rows", page)]


def test_the_queue_begins_with_the_highest_risk(filled):
    page = filled.queue()
    assert natives(page) == ["4", "3", "2", "1"]
    assert page.rows[0]["flags"][0]["title"]["zh"] == "清退声称"
    assert page.rows[1]["claims"] == [
        {"type": "not_in_cleanup", "stance": "asserted"}, {"type": "tariff", "stance": "asserted"}
    ]  # fmt: skip
    assert page.after is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (QueueFilter(min_level="high"), ["4", "3"]),
        (QueueFilter(claims=("mining_allowed",)), ["4", "2"]),
        (QueueFilter(claims=("mining_allowed", "tariff")), ["4", "3", "2", "1"]),
        (QueueFilter(claims=("unheard_of",)), []),
        (QueueFilter(province="四川省"), ["3", "1"]),
        (QueueFilter(province="四川省", claims=("mining_allowed",)), []),
        (QueueFilter(status="live", min_level="medium", source="market"), ["3", "2", "1"]),
        (QueueFilter(rule="claim-not-in-cleanup", since="2026-01-03T00:00:00Z"), ["4", "3"]),
        (QueueFilter(offer="direct", text="水电"), ["3", "2", "1"]),
        (QueueFilter(text="挖矿"), ["1"]),
        (QueueFilter(text="，。"), []),
    ],
)  # fmt: skip
def test_each_filter_narrows_the_queue(filled, wanted, expected):
    assert natives(filled.queue(wanted)) == expected


@pytest.mark.parametrize(
    "wanted", [QueueFilter(), QueueFilter(claims=("mining_allowed", "tariff")), QueueFilter(text="水")]
)
def test_pages_of_one_row_show_every_row_once_in_the_same_order(filled, wanted):
    whole, found, after = natives(filled.queue(wanted)), [], None
    while True:
        page = filled.queue(wanted, limit=1, after=after)
        found += natives(page)
        if (after := page.after) is None:
            break
    assert found == whole
    assert len(whole) >= 3


def test_filters_that_many_listings_fit_give_what_few_would(filled, monkeypatch):
    expected = natives(filled.queue(QueueFilter(text="水电", since="2026-01-01T00:00:00Z")))
    monkeypatch.setattr("db.queue.FEW", 1)
    assert natives(filled.queue(QueueFilter(text="水电", since="2026-01-01T00:00:00Z"))) == expected == ["3", "2", "1"]


def test_a_claim_is_found_in_any_stance_or_in_one(filled, run):
    told = judgement(70, ("not_in_cleanup",))
    told = replace(told, claims=[claim_row("mining_allowed", stance="reported"), *told.claims])
    filled.save_listing(run, None, listing_row("5"), version_row("记者：一些小水电站转让，称可挖矿"), told)
    assert natives(filled.queue(QueueFilter(claims=("mining_allowed",)))) == ["4", "5", "2"]
    assert natives(filled.queue(QueueFilter(claims=("mining_allowed",), stance="reported"))) == ["5"]
    assert natives(filled.queue(QueueFilter(claims=("not_in_cleanup",), stance="reported"))) == []
    assert natives(filled.queue(QueueFilter(stance="reported"))) == ["5"]
    assert natives(filled.queue(QueueFilter(claims=("mining_allowed", "tariff"), stance="asserted"))) == [
        "4", "3", "2", "1",
    ]  # fmt: skip
    assert filled.facets()["claim"]["mining_allowed"] == 3


def test_the_listings_of_a_person_are_found_and_the_same_words_may_name_more(filled, run):
    def natives_of(**wanted):
        return natives(filled.queue(QueueFilter(**wanted)))

    named = listing_row("5", people=("aaaaaaaaaa", "bbbbbbbbbb"))
    saved = filled.save_listing(run, None, named, version_row("另一座电站", seller=""), judgement(30))
    assert natives_of(seller=("aaaaaaaaaa",)) == natives_of(contact=("cccccccccc", "bbbbbbbbbb")) == ["5"]
    assert natives_of(seller=("aaaaaaaaaa",), contact=("bbbbbbbbbb",), province="四川省") == ["5"]
    assert natives_of(seller=("aaaaaaaaaa",), contact=("cccccccccc",)) == []
    assert "person" not in filled.facets()
    again = JudgedAgain(saved.version_id, judgement(70), {})
    filled.save_judged_again(run, again)
    assert natives_of(seller=("aaaaaaaaaa",)) == ["5"]
    later = {**named, "people": ("dddddddddd",), "observed_at": "2026-02-01T00:00:00Z"}
    same = filled.save_listing(run, None, later, version_row("另一座电站", seller="李**·dddddddddd"), judgement(70))
    assert (same.outcome, same.version_id) == ("unchanged", saved.version_id)
    assert natives_of(seller=("dddddddddd",)) == natives_of(seller=("aaaaaaaaaa",)) == ["5"]
    row, version = filled.listing(saved.listing_id), filled.version(saved.version_id)
    assert row["seller"] == version["seller"] == "李**·dddddddddd"
    other = {**later, "people": ("eeeeeeeeee",), "observed_at": "2026-03-01T00:00:00Z"}
    filled.save_listing(run, None, other, version_row("别的话"), judgement(30))
    assert natives_of(seller=("dddddddddd",)) == []
    assert natives_of(seller=("eeeeeeeeee",)) == ["5"]


def test_facets_count_listings_and_follow_a_change_of_status(filled, run):
    assert filled.facets()["status"] == {"live": 3, "sold": 1}
    filled.observe(1, run, None, "gone", observed_at="2026-02-01T00:00:00Z")
    assert filled.facets()["status"] == {"live": 2, "gone": 1, "sold": 1}
    assert natives(filled.queue(QueueFilter(status="gone"))) == ["1"]
    assert filled.facets()["claim"] == {"mining_allowed": 2, "not_in_cleanup": 2, "tariff": 2}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("清退", ["4", "1"]),  # punctuation between Han characters does not part them
        ("挖矿", ["1"]),
        ("矿", ["2", "1"]),
        ("站", ["4", "2", "1"]),
        ("不在清退范围", ["1"]),
        ("s19矿机", ["2"]),
        ("95万", ["2"]),
        ("95", ["3", "2"]),
        ("power", ["3"]),
        ("pow", ["3"]),
        ("水电站 手续", ["2"]),
        ("退清", []),
        ("", []),
        ('"', []),
    ],
)
def test_search_finds_words_of_any_length(filled, words, expected):
    assert natives(filled.search(words)) == expected


@pytest.mark.parametrize(
    "words", ['" OR "清', "清* NOT 退", "body:清退", "NEAR(清 退)", "清退'--", "^清退", "(", "AND", "*"]
)
def test_a_query_is_never_an_expression(filled, words):
    assert set(natives(filled.search(words))) <= set(TEXTS)
    filled.queue(QueueFilter(text=words))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_safe_query_and_finds_the_text_itself(text):
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE search USING fts5 (body, content='', columnsize=0, tokenize='ascii')")
    folded = text.lower()
    connection.execute("INSERT INTO search (rowid, body) VALUES (1, ?)", [tokens(folded)])
    if asked := query(folded):
        assert connection.execute("SELECT rowid FROM search WHERE search MATCH ?", [asked]).fetchall() == [(1,)]
    connection.close()


@settings(max_examples=100, deadline=None)
@given(st.text("不在清退范围矿机", min_size=2, max_size=12), st.data())
def test_every_part_of_a_han_text_of_two_or_more_characters_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    words = query(text[start:end]).strip('"')
    assert f" {words} " in f" {tokens(text)} "


def test_an_earlier_version_is_found_and_said_to_be_earlier(filled, run):
    filled.save_listing(
        run, None, listing_row("1", observed_at="2026-03-01T00:00:00Z"), version_row("只谈上网"), judgement()
    )
    (row,) = filled.search("挖矿")
    assert (row["native_id"], row["n"], row["current"]) == ("1", 1, False)
    assert "挖 矿" in row["text"]
    assert natives(filled.queue(QueueFilter(text="挖矿"))) == []
