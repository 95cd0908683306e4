"""Words looked up run by run are those that an automaton finds, in its order."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import weights
from monitor.text.cues import starts_by_word
from monitor.text.listed import Listed
from monitor.text.weights import Families

LETTERS = st.text(alphabet="水电站ab1", max_size=12)
WORDS = st.lists(st.text(alphabet="水电站ab1", min_size=1, max_size=4), min_size=1, max_size=12, unique=True)


@given(WORDS, LETTERS)
def test_runs_are_found_as_by_an_automaton_and_in_its_order(words: list[str], text: str) -> None:
    by_number = starts_by_word(AhoCorasick(words), text)
    found = Listed(words, set(words)).starts(text)
    assert list(found.items()) == [(words[number], starts) for number, starts in by_number.items()]


@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), WORDS, min_size=1), LETTERS)
def test_families_are_the_same_before_and_after_the_automaton(families: dict[str, list[str]], text: str) -> None:
    first, later = Families(families), Families(families)
    later._read = weights.PAYS_AFTER
    assert {(word, *names) for word, names in first.words(text)} == {
        (word, *names) for word, names in later.words(text)
    }


def test_a_family_may_hold_a_word_twice_and_others_hold_it_too() -> None:
    families = Families({"none": [], "rigs": ["s9", "s19", "矿机"], "models": ["s9", "m30"]})
    assert dict(families.words("s0 m0 矿机")) == {"s0": ("rigs", "models"), "m0": ("models",), "矿机": ("rigs",)}
