"""Loads word lists of monitor/data/text: a name, a tab, words in which of the signs only ( | ) and ? have a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from monitor.text.expression import expression
from monitor.text.fold import read_lines

_WORDS: Final = expression(r"[\w ()|?]+")
_EMPTY: Final = expression(r"^\||\|$|\|\||\(\||\|\)|\(\)|^\?|[(|]\?")
_GROUP: Final = expression(r"\(\?:[^()]*\)\??")


def load_cues(name: str) -> Mapping[str, str]:
    """The rows of a file of monitor/data/text; see `read_cues`."""
    return read_cues(read_lines(name), name)


def read_cues(lines: Iterable[str], name: str) -> Mapping[str, str]:
    """Rows as alternatives of an expression: {'refused': '(?:勿扰|免谈)'}.

    Rows that end in _en stand for whole Latin words, those in _en_begins for beginnings. Raises ValueError with file
    and name for a row twice, an empty alternative or a sign without meaning.
    """
    cues: dict[str, str] = {}
    for line in lines:
        row, _, words = line.partition("\t")
        if row in cues or not _WORDS.fullmatch(words) or _EMPTY.search(words):
            raise ValueError(f"{name}: row {row!r} stands twice or holds no plain words")
        source = f"(?:{words.replace('(', '(?:')})"
        if row.endswith(("_en", "_en_begins")):
            source = rf"\b{source}"
        cues[row] = rf"{source}\b" if row.endswith("_en") else source
    return MappingProxyType(cues)


def first_letters(source: str) -> str:
    """The letters with which the alternatives of a row begin: a quick look whether any can stand in a text.

    Raises ValueError for an alternative that begins with a group.
    """
    plain = source.removeprefix("(?:").removesuffix(")")
    words = _GROUP.sub("(", plain).split("|")
    if any(word.startswith("(") for word in words):
        raise ValueError(f"an alternative of {source} begins with a group")
    return "".join(dict.fromkeys(word[0] for word in words))
