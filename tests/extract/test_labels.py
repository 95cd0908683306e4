"""Labels beside amounts: what a line of the data files stands for, and which label counts where several stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from monitor.extract.labels import DATA, load_labels
from monitor.text.fold import read_lines

FILES = ("price.tsv", "price_after.tsv")


def spelled(words: str) -> list[str]:
    """All that 'a(b|c)?d|e' stands for: ad, abd, acd, e."""
    return [word for word in _ways(iter([*re.findall(r"[()|?]|[^()|?]", words), ")"])) if word]


def _ways(signs: Iterator[str]) -> list[str]:
    done: list[str] = []
    now, last = [""], [""]
    for sign in signs:
        if sign == ")":
            break
        if sign == "|":
            done, now, last = done + now, [""], [""]
        elif sign == "?":
            now = list(dict.fromkeys(last + now))
        else:
            part = _ways(signs) if sign == "(" else [sign]
            last, now = now, [head + tail for head in now for tail in part]
    return done + now


def some(words: str, most: int = 300) -> list[str]:
    """Some of the words that a line stands for, from all over it."""
    every = spelled(words)
    return every[:: max(1, len(every) // most)]


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_every_line_is_a_label_at_its_whole_length(name: str) -> None:
    labels = load_labels(name)
    for line in read_lines(name, DATA):
        for word in some(line.split("\t")[2]):
            label = labels.at(word, 0, len(word))
            assert label is not None and label.word == word, line
            assert labels.at(word + "河", 0, len(word)) == label


def test_no_label_is_longer_than_what_a_line_stands_for() -> None:
    labels = load_labels("price.tsv")
    words = {word for line in read_lines("price.tsv", DATA) for word in spelled(line.split("\t")[2])}
    for text in ("整站要价连债务一起是", "降价后的价格仍报", "一次性付清现金价", "底线是", "想连站带机房一起"):
        for place in range(len(text)):
            found = labels.at(text, place, len(text))
            known = [text[place:end] for end in range(place + 1, len(text) + 1) if text[place:end] in words]
            assert (found.word if found else "") == (known[-1] if known else "")


def test_the_longest_label_counts_and_the_last_in_a_stretch() -> None:
    labels = load_labels("price.tsv")
    text = "转让价定金"
    first, last = labels.at(text, 0, len(text)), labels.last(text, 0, len(text))
    assert (first and first.word, last and last.end) == ("转让价", len(text))
    assert labels.at("河", 0, 1) is None
