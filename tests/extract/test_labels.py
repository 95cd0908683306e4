"""Labels beside amounts: what a line of the data files stands for, and which label counts where several stand."""

from __future__ import annotations

import pytest

from monitor.extract.labels import DATA, expand, firsts, load_labels
from monitor.text.fold import read_lines

FILES = ("price.tsv", "price_after.tsv")


def test_brackets_bars_and_question_marks_stand_for_several_words() -> None:
    assert sorted(expand("a(b|c)?d|e")) == ["abd", "acd", "ad", "e"]
    assert sorted(expand("(ab)?(c|d)")) == ["abc", "abd", "c", "d"]
    assert sorted(expand("abc?")) == ["ab", "abc"]


@pytest.mark.parametrize("name", FILES)
def test_a_line_is_spelled_out_wherever_one_of_its_words_may_begin(name: str) -> None:
    for line in read_lines(name, DATA):
        words = line.split("\t")[2]
        assert firsts(words) == {word[0] for word in expand(words) if word}, words


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_every_line_is_a_label_at_its_whole_length(name: str) -> None:
    labels = load_labels(name)
    for line in read_lines(name, DATA):
        for word in expand(line.split("\t")[2])[:50]:
            label = labels.at(word, 0, len(word)) if word else None
            assert word == "" or (label is not None and label.word == word)


def test_the_longest_label_counts_and_the_last_in_a_stretch() -> None:
    labels = load_labels("price.tsv")
    text = "转让价定金"
    first, last = labels.at(text, 0, len(text)), labels.last(text, 0, len(text))
    assert (first and first.word, last and last.end) == ("转让价", len(text))
    assert labels.at("河", 0, 1) is None
