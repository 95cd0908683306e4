"""The nearest pair of words from two lists: equal to trying every pair."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.conditions import closest
from monitor.assess.render import merged
from monitor.models import Span

SPANS = st.lists(
    st.builds(lambda start, size: Span(start, start + size), st.integers(0, 60), st.integers(1, 12)), max_size=6
)


def gap(one: Span, other: Span) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


@settings(max_examples=200, deadline=None)
@given(SPANS, SPANS, st.integers(0, 30))
def test_the_closest_pair_is_the_closest_of_all_pairs(first: list[Span], second: list[Span], within: int) -> None:
    gaps = [gap(one, other) for one in first for other in second]
    found = closest(first, second, within)
    if not gaps or min(gaps) > within:
        assert found == ()
    else:
        assert gap(*found) == min(gaps)
        assert (found[0] in first and found[1] in second) or (found[0] in second and found[1] in first)


def test_many_words_take_no_longer_than_their_number() -> None:
    first = [Span(i, i + 1) for i in range(0, 200_000, 2)]
    second = [Span(i, i + 1) for i in range(500_000, 700_000, 2)]
    assert closest(first, second, 40) == ()
    assert closest(first, second, 400_000) == (Span(199_998, 199_999), Span(500_000, 500_001))


@given(SPANS)
def test_merged_spans_cover_the_same_characters_without_overlap(spans: list[Span]) -> None:
    result = merged(spans)
    assert {i for s in spans for i in range(s.start, s.end)} == {i for s in result for i in range(s.start, s.end)}
    assert all(one.end <= other.start for one, other in pairwise(result))
