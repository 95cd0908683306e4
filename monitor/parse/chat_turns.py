"""Words copied out of WeChat without times: a line with a sender and a colon above what each said. Pure; linear.

Notices have lines like it, too (报价： above 860万): in doubt a text is no chat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from monitor.parse.chat_heads import Head, Message, is_offer, listed, may_be_name
from monitor.parse.column_names import meaning

_LINE: Final = re.compile(r"(?P<name>[^\s:：,，。！？!?;；|#*\d][^:：,，。！？!?;；|]{0,23})[:：]")
_FEW: Final = 2
_SHORT_NAME: Final = 8  # characters, of a sender who writes but once
_COUNTED: Final = re.compile(
    r"[一二三四五六七八九十\d]\s?[号期组项座站级]|[一二三四五六七八九十\d]$|^第|^[a-z]\d?$", re.IGNORECASE
)


def turns_of(lines: Sequence[str]) -> list[Head]:
    """The lines that name who speaks; [] for a text that is no chat, or may be none.

    Each stands behind a blank line, or first, and above the words. All of them must be names, of two people or more,
    and one of these writes twice, or two of them make an offer.
    """
    turns = [(number, found["name"].strip()) for number, found in _found(lines)]
    names = [name for _, name in turns]
    if len(set(names)) < _FEW or turns[0][0] != _first(lines) or any(map(_is_label, set(names))):
        return []
    if len(set(names)) == len(names) and not _make_offers(lines, turns):
        return []
    return [Head(number, Message(name, ""), by_program=False) for number, name in turns]


def _found(lines: Sequence[str]) -> list[tuple[int, re.Match[str]]]:
    return [
        (number, found)
        for number, line in enumerate(lines[:-1])
        if lines[number + 1].strip()
        and not (number and lines[number - 1].strip())
        and (found := _LINE.fullmatch(line.strip()))
    ]


def _first(lines: Sequence[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def _is_label(name: str) -> bool:
    low = name.lower()
    if not may_be_name(name) or _COUNTED.search(name) or meaning(name).field:
        return True
    return any(word in low for word in listed("chat_no_turns.txt"))


def _make_offers(lines: Sequence[str], turns: Sequence[tuple[int, str]]) -> bool:
    """Whether two people at least make an offer, all of them with short names."""
    starts = [*(number for number, _ in turns[1:]), len(lines)]
    said = ["\n".join(lines[number + 1 : end]) for (number, _), end in zip(turns, starts, strict=True)]
    return all(len(name) <= _SHORT_NAME for _, name in turns) and sum(map(is_offer, said)) >= _FEW
