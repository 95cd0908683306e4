"""The header of a saved article: lines 'key: value' between two '---', read as plain words, never as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_FENCE: Final = re.compile(r"[ \t]*-{3,}[ \t]*")
_ENTRY: Final = re.compile(r"([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff -]{0,40}?)[ \t]*[:：](?:[ \t]+|$)(.*)")
MAX_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Article:
    """The entries of the header by lower-case key (first one wins), and where the text after it begins."""

    entries: Mapping[str, str]
    start: int


def read_front_matter(text: str) -> Article:
    """Split header and text; a text without a closed header at its very top has no entries and starts at 0."""
    position = len(text) - len(text.lstrip())
    if not text.startswith("---", position):
        return Article({}, 0)
    entries: dict[str, str] = {}
    for number in range(MAX_LINES):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)].rstrip("\r")
        if number and _FENCE.fullmatch(line):
            return Article(entries, end + 1 if end >= 0 else len(text))
        if number and (entry := _ENTRY.fullmatch(line)):
            entries.setdefault(entry[1].strip().lower(), _unquoted(entry[2].strip()))
        if end < 0:
            break
        position = end + 1
    return Article({}, 0)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')
    return value
