"""Finds listed words in a short text without an automaton, which takes longer to make than a short text to read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set


class Listed:
    """Words looked up as runs of characters of a text: the work grows with the text and the lengths of the words."""

    __slots__ = ("_sizes", "_words")

    def __init__(self, words: Collection[str], keys: Set[str]) -> None:
        """`keys` are the words as a set, or as the keys of a mapping; there are no empty ones."""
        self._words = keys
        self._sizes = tuple(set(map(len, words)))

    def known(self, text: str) -> set[str]:
        """The words that stand in a text, in no order."""
        found: set[str] = set()
        for size in self._sizes:
            runs = {text[start : start + size] for start in range(len(text) - size + 1)}
            found |= self._words & runs
        return found

    def starts(self, text: str) -> dict[str, list[int]]:
        """Where the words stand in a text, one within another too; in the order in which an automaton meets them."""
        places = {word: list(starts_of(word, text)) for word in self.known(text)}
        return dict(sorted(places.items(), key=lambda item: (item[1][0] + len(item[0]), item[1][0])))


def starts_of(word: str, text: str) -> Iterator[int]:
    """Each place where a word starts."""
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
