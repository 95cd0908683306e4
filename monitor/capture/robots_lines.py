"""The line of a robots.txt that forbids an address, for the reason that people read; linear in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote

from protego import Protego

MAX_LINES: Final = 5000  # lines that forbid something are compared; each costs time for each address
_DIRECTIVE: Final = re.compile(r"\s*(user[- ]?agent|[a-z-]+)(?:\s*:\s*|\s+)([^#]*)", re.IGNORECASE)
_SITE_WIDE: Final = frozenset({"sitemap", "sitemaps", "site-map", "host"})  # belong to no group


class _Line(NamedTuple):
    number: int  # from 1
    text: str
    value: str


def blocking_line(text: str, url: str, agent: str) -> str:
    """Number and text of the line that decides: the first with the longest path that forbids `url` (RFC 9309)."""
    lines: Sequence[_Line] = _forbidding(text, agent)
    if _allows(lines, url):
        return "no single line"
    while len(lines) > 1:  # the first half that forbids it holds the first line that does
        middle = len(lines) // 2
        lines = lines[middle:] if _allows(lines[:middle], url) else lines[:middle]
    return f"line {lines[0].number}: {lines[0].text}"


def _allows(lines: Sequence[_Line], url: str) -> bool:
    rules = "\n".join(f"Disallow: {line.value}" for line in lines)
    return Protego.parse(f"User-agent: *\n{rules}").can_fetch(url, "*")


@lru_cache(maxsize=16)
def _forbidding(text: str, agent: str) -> tuple[_Line, ...]:
    """The lines that forbid something to an agent, those with the longest paths first, each path once."""
    by_name: dict[
        str, dict[str, _Line]
    ] = {}  # of the groups that an agent goes by, the one with the longest name counts
    names: set[str] = set()
    is_open = False  # further names may follow
    for number, line in enumerate(text.splitlines(), 1):
        if (found := _DIRECTIVE.match(line)) is None or (field := found[1].lower()) in _SITE_WIDE:
            continue
        value, was_open, is_open = found[2].strip(), is_open, field.startswith("user")
        if is_open:
            names = (names if was_open else set()) | _names_for(value, agent)
        for name in names:
            lines = by_name.setdefault(name, {})
            if value and field.startswith(("dis", "dia")):  # also as it is misspelled
                lines.setdefault(value, _Line(number, line.strip()[:100], value))
    lines = by_name.get(max(by_name, key=len, default=""), {})
    return tuple(sorted(lines.values(), key=_weight)[:MAX_LINES])


def _weight(line: _Line) -> tuple[int, int]:
    return -len(quote(line.value, safe="%/*$?=&")), line.number


def _names_for(value: str, agent: str) -> set[str]:
    """The name of a group when it is for this agent, "" of the one for all; nothing for that of others."""
    name = value.lower().replace("*", "")
    return {name} if agent.startswith(name) and (name or "*" in value) else set()
