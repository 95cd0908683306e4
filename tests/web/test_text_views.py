"""Marks on a text and differences of two texts, as laws that hold for every text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.messages import LANGUAGES, messages
from monitor.web import language, show
from monitor.web.difference import MAX_LINE, MAX_LINES, difference
from monitor.web.queue import read_after, snippet
from monitor.web.segments import TONES, Mark, segments

marks = st.builds(
    Mark, st.integers(-3, 40), st.integers(-3, 40), st.sampled_from(TONES), st.just("t"), st.just("x")
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.lists(marks, max_size=12))
def test_pieces_joined_are_the_text_and_each_character_has_exactly_its_marks(text, given_marks):
    pieces = segments(text, given_marks)
    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        for position in range(at, at + len(piece.text)):
            covering = [mark for mark in given_marks if mark.start <= position < mark.end]
            assert sorted(map(id, piece.marks)) == sorted(map(id, covering))
        at += len(piece.text)


def test_overlapping_spans_are_split_and_the_gravest_comes_first():
    pieces = segments("手续齐全不在清退范围", [Mark(0, 8, "fact", "a", "f"), Mark(4, 10, "high", "b", "c")])
    assert [(piece.text, [mark.tone for mark in piece.marks]) for piece in pieces] == [
        ("手续齐全", ["fact"]), ("不在清退", ["high", "fact"]), ("范围", ["high"]),
    ]  # fmt: skip
    assert pieces[1].title == "b · a"


def test_ten_thousand_marks_on_a_long_text_are_quick():
    start = time.process_time()
    pieces = segments("水" * 200_000, [Mark(n * 20, n * 20 + 15, "low", "m", "t") for n in range(10_000)])
    assert len(pieces) == 20_000
    assert time.process_time() - start < 2


@settings(max_examples=150, deadline=None)
@given(st.text("甲乙丙\n", max_size=40), st.text("甲乙丙\n", max_size=40))
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    found = difference(old, new)
    before, after = iter(old.split("\n")), iter(new.split("\n"))
    for line in found.lines:
        text = "".join(piece.text for piece in line.pieces)
        if line.kind in {"same", "gone"}:
            assert next(before) == text
        if line.kind in {"same", "added"}:
            assert next(after) == text
        if line.kind == "skipped":
            assert [next(before) for _ in range(line.count)] == [next(after) for _ in range(line.count)]
    assert next(before, None) is next(after, None) is None
    assert found.empty == (old == new)


def test_only_the_changed_characters_of_a_line_are_marked():
    lines = difference("要价950万元", "要价880万元").lines
    assert [(line.kind, [piece.text for piece in line.pieces if piece.changed]) for line in lines] == [
        ("gone", ["95"]), ("added", ["88"]),
    ]  # fmt: skip


def test_equal_lines_far_from_a_change_are_counted_not_shown():
    same = [str(n) for n in range(40)]
    lines = difference("\n".join([*same, "甲"]), "\n".join([*same, "乙"])).lines
    assert [line.kind for line in lines] == ["skipped", "same", "same", "gone", "added"]
    assert lines[0].count == 38


def lines_of(part: str) -> str:
    return "\n".join(part * 150 + str(number) for number in range(60))


@pytest.mark.parametrize("old, new", [("a" * 200_000, "b" * 200_000), ("ab\n" * 50_000, "ba\n" * 50_000),
                                      (lines_of("ab"), lines_of("ba"))])  # fmt: skip
def test_long_texts_are_compared_in_bounded_time(old, new):
    start = time.process_time()
    found = difference(old, new)
    assert time.process_time() - start < 8
    assert found.cut == (max(old.count("\n"), new.count("\n")) + 1 > MAX_LINES)
    assert len(found.lines) <= 2 * MAX_LINES
    assert MAX_LINE < 1000


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [(950_000, "95 万元", "CNY 950,000"), (2_189_400, "218.94 万元", "CNY 2,189,400"), (None, "—", "—"),
     (120_000_000, "1.2 亿元", "CNY 120,000,000"), (0, "0 元", "CNY 0"), (8000, "8,000 元", "CNY 8,000")],
)  # fmt: skip
def test_money_is_written_as_people_write_it(yuan, zh, en):
    assert (show.money(yuan, "zh"), show.money(yuan, "en")) == (zh, en)


def test_a_fact_is_shown_with_its_unit_and_its_groups():
    fact = {"kind": "capacity", "value_min": 1260.0, "value_max": 1260.0, "unit": "kW", "per": None, "text": "x",
            "units": [[2, 630.0]], "detail": {}}  # fmt: skip
    assert show.fact_value(fact, "en") == "1,260 kW (2×630)"
    assert show.fact_value({**fact, "value_max": 1500.0, "units": None}, "zh") == "1,260–1,500 kW"
    assert show.fact_value({**fact, "kind": "rig", "value_min": None, "value_max": None,
                            "detail": {"model": "S19", "count": 100}}, "zh") == "100 × S19"  # fmt: skip


@pytest.mark.parametrize(
    ("accepted", "found"),
    [("zh-CN,zh;q=0.9", "zh"), ("en-US,en;q=0.9,zh;q=0.8", "en"), ("zh;q=0.2, en;q=0.3", "en"),
     ("fr", None), ("", None), ("en;q=x, zh;q=0.1", "zh"), (",;q=,", None), ("zh," * 5000, "zh")],
)  # fmt: skip
def test_the_browsers_language_is_read_from_any_header(accepted, found):
    assert language.preferred(accepted) == found


@given(st.text(max_size=30))
def test_a_page_key_is_two_numbers_or_nothing(text):
    found = read_after(text)
    assert found is None or f"{found[0]}-{found[1]}".replace("-", "").isdecimal()
    assert read_after("85-1234") == (85, 1234)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=10))
def test_a_snippet_is_a_piece_of_the_text(text, words):
    pieces = snippet(text, words, radius=20)
    shown = "".join(piece.text for piece in pieces if piece.text != "…")
    assert shown in text or "…" in text


def test_a_snippet_marks_words_written_with_spaces_or_in_traditional_script():
    found = [piece.text for piece in snippet("此站可以 挖 礦，價格面議", "挖矿") if piece.marks]
    assert found == ["挖 礦"]


def test_both_languages_have_a_word_for_everything_the_pages_name():
    for name in LANGUAGES:
        known = messages(name)
        for kind, names in {
            "web.fact": "capacity price generation tariff hours head flow transformer share place grid permit rig date "
            "contact reason",
            "web.role": "asking starting floor deposit registered_capital investment past rent compensation appraisal "
            "offered unit total threshold planned former equipment unknown",
            "web.state": "ok blocked challenge gone sold removed_by_platform not_modified truncated too_large failed "
            "unpacking resource",
            "change": "new price_cut price_rise claims_changed text_changed sold removed back judged_again",
            "web.verify": "text news leaked general",
            "web.object": "plant equity lease operating_right debt bundle under_construction",
            "status": "live sold removed_by_platform gone blocked unreachable unknown",
            "stance": "asserted denied reported asked doubted wanted policy",
        }.items():  # fmt: skip
            assert [word for word in names.split() if f"{kind}.{word}" not in known] == []
