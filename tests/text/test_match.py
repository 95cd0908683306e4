"""The matcher against exhaustive dynamic programming, and its promises about edits, pieces and long texts."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.batch_align import Ranges, unique
from monitor.text.codes import SLICE
from monitor.text.match import BREAK, POLARITY, Match, Matcher, Pattern, default_edits

FAR = 99


def distances(pattern: Pattern, text: str) -> list[int]:
    """Distance of the pattern to every prefix of `text`: the textbook table, with guarded characters at cost FAR."""
    guarded = POLARITY | pattern.protected | {BREAK}

    def toll(one: str) -> int:
        return FAR if one in guarded else 1

    table = [[0] * (len(text) + 1) for _ in range(len(pattern.text) + 1)]
    for i in range(len(pattern.text) + 1):
        for j in range(len(text) + 1):
            options = [0] if i == j == 0 else []
            if i:
                options.append(table[i - 1][j] + toll(pattern.text[i - 1]))
            if j:
                options.append(table[i][j - 1] + toll(text[j - 1]))
            if i and j:
                same = pattern.text[i - 1] == text[j - 1]
                cost = 0 if same else max(toll(pattern.text[i - 1]), toll(text[j - 1]))
                options.append(table[i - 1][j - 1] + cost)
            table[i][j] = min(options)
    return table[-1]


def exhaustive(pattern: Pattern, number: int, text: str) -> Iterator[Match]:
    """Every range of the text tried, ranked, and taken in order when it overlaps nothing taken before."""
    size, edits = len(pattern.text), pattern.edits
    ranked = sorted(
        (distance, abs(length - size), start, start + length)
        for start in range(len(text))
        for length, distance in enumerate(distances(pattern, text[start : start + size + edits]))
        if length and distance <= edits
    )
    taken: list[tuple[int, int]] = []
    for distance, _, start, end in ranked:
        if all(end <= other_start or other_end <= start for other_start, other_end in taken):
            taken.append((start, end))
            yield Match(start, end, number, distance)


def expected(patterns: list[Pattern], text: str) -> list[Match]:
    return sorted(match for number, one in enumerate(patterns) for match in exhaustive(one, number, text))


def both_routes(patterns: list[Pattern], texts: list[str]) -> list[list[Match]]:
    """What `find` gives for each text, after checking that `find_batch` gives the same."""
    matcher = Matcher(patterns)
    found = [matcher.find(text) for text in texts]
    assert matcher.find_batch(texts) == found
    return found


def patterns_of(alphabet: str, longest: int, most_edits: int) -> st.SearchStrategy[Pattern]:
    return st.builds(
        Pattern,
        st.text(st.sampled_from(alphabet), min_size=1, max_size=longest),
        st.integers(0, most_edits),
        st.frozensets(st.sampled_from(alphabet), max_size=1),
    )


@given(
    st.lists(patterns_of("abc不", 7, 4), min_size=1, max_size=5),
    st.lists(st.text(st.sampled_from("abc不d\n"), max_size=30), min_size=1, max_size=4),
)
@settings(deadline=None, max_examples=200)
def test_small_alphabets_give_what_exhaustive_search_gives(patterns: list[Pattern], texts: list[str]) -> None:
    assert both_routes(patterns, texts) == [expected(patterns, text) for text in texts]


PHRASES = [
    "不在清退范围", "不在清理整顿范围内", "未列入清退名单", "手续齐全", "证照手续一应齐全", "可以挖矿",
    "没有任何债务纠纷", "接手以后马上可以开机运行", "已经并入国家电网", "矿机", "连同矿机机架一起转让",
    "可以可以可以", "s19矿机", "清退清退清退清退清退", "免环评",
]  # fmt: skip
FILLER = "小水电站转让装机水头百米价格面议山区公路直达不在清退范围手续齐全没有债务可以"


@st.composite
def disturbed(draw: st.DrawFn) -> str:
    """A phrase with up to four edits in it, between filler words."""
    one = list(draw(st.sampled_from(PHRASES)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(0, len(one) - 1)))
        kind = draw(st.sampled_from("rda"))
        other = draw(st.sampled_from(FILLER + "不未\n"))
        one[place : place + (kind != "a")] = [] if kind == "d" else [other]
    return "".join(one)


listings = st.lists(disturbed() | st.text(st.sampled_from(FILLER), max_size=6), max_size=7).map("".join)
real_patterns = [Pattern(text) for text in PHRASES] + [
    Pattern(text, default_edits(len(text)) + 1, frozenset(text[:1])) for text in PHRASES
]


@given(st.lists(listings, min_size=1, max_size=3))
@settings(deadline=None, max_examples=30)
def test_listing_like_texts_give_what_exhaustive_search_gives(texts: list[str]) -> None:
    assert both_routes(real_patterns, texts) == [expected(real_patterns, text) for text in texts]


@pytest.mark.parametrize(
    ("phrase", "edits", "text", "found"),
    [
        ("手续齐全", None, "证件手续齐全，可过户", [(2, 6, 0)]),
        ("手续齐全", None, "手续不齐全", []),
        ("手续齐全", 1, "手续不齐全", []),
        ("手续齐全", 1, "手续都齐全", [(0, 5, 1)]),
        ("不在清退范围", None, "在清退范围", []),
        ("不在清退范围", None, "在清退范围以外，不在清退的范围", [(8, 15, 1)]),
        ("不在清退范围", None, "未在清退范围", []),
        ("可以挖矿", 1, "可以开挖矿", [(0, 5, 1)]),
        ("手续齐全", 1, "手续齐备", [(0, 4, 1)]),
        ("手续齐全", 1, "手续齐全手续齐全", [(0, 4, 0), (4, 8, 0)]),
        ("abcd", 1, "abxdabcd", [(0, 4, 1), (4, 8, 0)]),
        ("ab", 1, "xaxbx", [(1, 3, 1), (3, 4, 1)]),
        ("手续齐全", 9, "手", [(0, 1, 3)]),
        ("手续齐全", 1, "手续\n齐全", []),
    ],
)
def test_a_phrase_is_found_where_a_reader_would_find_it(
    phrase: str, edits: int | None, text: str, found: list[tuple[int, int, int]]
) -> None:
    assert both_routes([Pattern(phrase, edits)], [text]) == [[Match(s, e, 0, d) for s, e, d in found]]


def test_a_protected_character_is_matched_with_itself_or_not_at_all() -> None:
    free, held = Pattern("可以挖矿", 1), Pattern("可以挖矿", 1, frozenset("可"))
    assert both_routes([free, held], ["以挖矿"]) == [[Match(0, 3, 0, 1)]]
    assert both_routes([held], ["可以可矿"]) == [[]]


def test_the_default_edits_follow_the_length() -> None:
    assert [default_edits(size) for size in (1, 4, 5, 8, 9, 30)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("text", ["", "手续\n齐全"])
def test_a_pattern_without_characters_or_with_a_line_break_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a pattern must have characters and no line break"):
        Matcher([Pattern(text)])


def test_no_patterns_and_no_texts_give_no_matches() -> None:
    assert both_routes([], ["手续齐全"]) == [[]]
    assert both_routes([Pattern("手续齐全")], []) == []
    assert both_routes([Pattern("手续齐全")], ["", "手续", ""]) == [[], [], []]


def test_matches_of_a_long_text_are_those_of_its_sentences() -> None:
    sentences = [
        "手续齐全不在清退的范围",
        "可以可以可以可以",
        "小水电站转让",
        "接手后马上就可以开机运行",
        "没有债务纠纷",
        "清退清退清退清",
    ] * 4000
    text = BREAK.join(sentences)
    assert len(text) > 1.2 * SLICE
    matcher = Matcher(real_patterns)
    shifted, place = [], 0
    for sentence in sentences:
        shifted += [
            Match(one.start + place, one.end + place, one.pattern, one.distance) for one in matcher.find(sentence)
        ]
        place += len(sentence) + 1
    assert matcher.find(text) == shifted
    assert matcher.find_batch(["手续齐全", text, ""])[1] == shifted


@pytest.mark.parametrize(
    "phrase", ["接手以后马上可以开机运行", "接手以后马就可以开机运行", "清退清退清退清退清退", "清退清退退清退清退"]
)
def test_a_phrase_is_found_wherever_the_text_is_cut_for_work(phrase: str) -> None:
    matcher = Matcher(real_patterns)
    alone = matcher.find(phrase)
    assert alone
    for place in range(SLICE - 14, SLICE + 3):
        found = matcher.find("x" * place + phrase + "x" * 50)
        assert found == [Match(one.start + place, one.end + place, one.pattern, one.distance) for one in alone]


@pytest.mark.parametrize(
    ("unit", "phrase"),
    [
        ("a", "aaaaaaaaa"),
        ("不", "不在清退范围"),
        ("ab", "abababababa"),
        ("手续全", "手续齐全"),
        ("不在清退的范围", "不在清退范围"),
    ],
)
def test_a_long_monotonous_text_takes_linear_time(unit: str, phrase: str) -> None:
    patterns = [Pattern(phrase), Pattern("不在清退范围"), Pattern("手续齐全", 1)]

    def once(size: int) -> tuple[float, int]:
        begun = time.process_time()
        found = len(Matcher(patterns).find(unit * (size // len(unit))))
        return time.process_time() - begun, found

    def seconds(size: int) -> tuple[float, int]:
        return min(once(size) for _ in range(3))  # the garbage of other tests may be collected in one of them

    small, few = seconds(21_000)  # long enough for the batch route
    large, many = seconds(105_000)
    assert large < 15 * small + 0.5
    assert many >= 5 * few - 10


def test_the_batch_route_learns_from_texts_without_changing_its_results() -> None:
    matcher = Matcher(real_patterns)
    texts = ["手续都齐全", "不在清退的范围", "可以可以可以以"]
    before = matcher.find_batch(texts)
    matcher.find_batch(["手续手续齐全清退" * 5000])
    assert matcher.find_batch(texts) == before == [matcher.find(text) for text in texts]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 4), st.integers(0, 2)), max_size=40))
@settings(deadline=None)
def test_candidates_are_told_apart_the_same_way_when_their_numbers_are_huge(rows: list[tuple[int, ...]]) -> None:
    pattern, start, length, distance = np.array(rows, np.int64).reshape(-1, 4).T
    small = unique(Ranges(pattern, start, start + length, distance))
    huge = unique(Ranges(pattern << 40, start << 20, (start << 20) + length, distance))
    assert huge.pattern.tolist() == (small.pattern << 40).tolist()
    assert huge.start.tolist() == (small.start << 20).tolist()
    assert (huge.end - huge.start).tolist() == (small.end - small.start).tolist()
    assert huge.distance.tolist() == small.distance.tolist()
    best = {}
    for row in sorted(rows, reverse=True):
        best[row[:3]] = row[3]
    assert dict(zip(zip(small.pattern.tolist(), small.start.tolist(), (small.end - small.start).tolist(), strict=True),
                    small.distance.tolist(), strict=True)) == best  # fmt: skip


def test_the_first_short_text_is_matched_like_every_later_one() -> None:
    letters = "不在清退范围手续齐全直供矿机电站"
    patterns = [Pattern(one + two + three + "范围", 1) for one in letters for two in letters for three in "清退直供"]
    text = "本站不在清退凡围,不直清范围,手续齐全"
    matcher = Matcher(patterns)
    first = matcher.find(text)
    assert first == matcher.find(text) == matcher.find_batch([text])[0]
    assert first
