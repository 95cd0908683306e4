"""What a site says in place of an item's text: that it has ended, or a state that tells no ending. Pure.

Words are in data/in_place.yaml. They count only where they are all that stands there: what sellers write says more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.sources.picks import Pattern

FILE: Final = Path(__file__).parent.parent / "data" / "in_place.yaml"
Kind = Literal["sold", "removed", "untold"]
_KINDS: Final[tuple[Kind, ...]] = ("sold", "removed", "untold")  # the more telling first
_BETWEEN: Final = re.compile(r"[^\w\s]+|_+|\n+")
_HAN: Final = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class InPlace:
    """What stands where an item's text was: `untold` is no ending (in review, hidden); `words`, as they stand there."""

    kind: Kind
    words: str


class _States(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sold: tuple[str, ...]
    removed: tuple[str, ...]
    untold: tuple[str, ...]


class _Clauses(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    sold: tuple[Pattern, ...]
    removed: tuple[Pattern, ...]
    untold: tuple[Pattern, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    max_chars: int
    beginnings: tuple[str, ...]
    things: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    joints: tuple[str, ...]
    states: _States
    clauses: _Clauses
    beside: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """The file, compiled: whole clauses of states by kind, and what is said beside one."""

    max_chars: int
    states: dict[Kind, re.Pattern[str]]
    beside: re.Pattern[str]


def in_place_of(text: str) -> InPlace | None:
    """What a site says in place of an item's text; None for a text that says anything else, or nothing.

    Args: text, all that the selectors of an item's text find.
    """
    said = _said()
    if len(text.strip()) > said.max_chars:
        return None
    clauses = [clause for one in _BETWEEN.split(text) if (clause := _plain(one))]
    told = {kind for clause in clauses if (kind := _kind_of(clause, said))}
    others = [one for one in clauses if not _kind_of(one, said) and not said.beside.fullmatch(one)]
    if not told or others:
        return None
    return InPlace(next(kind for kind in _KINDS if kind in told), " ".join(text.split()))


def _kind_of(clause: str, said: _Said) -> Kind | None:
    return next((kind for kind in _KINDS if said.states[kind].fullmatch(clause)), None)


def _plain(clause: str) -> str:
    """Small letters; without the blanks that pages put between Chinese characters."""
    words = " ".join(clause.split()).lower()
    return words.replace(" ", "") if _HAN.search(words) else words


@cache
def _said(path: Path = FILE) -> _Said:
    """Raises DataFileError."""
    file = load_model(path, _File)
    return _Said(file.max_chars, {kind: _clause(file, kind) for kind in _KINDS}, re.compile("|".join(file.beside)))


def _clause(file: _File, kind: Kind) -> re.Pattern[str]:
    """A whole clause that tells a state: of a kind, or of several with one of that kind among them."""
    begin, thing, before, after, joint = (
        _any(words) for words in (file.beginnings, file.things, file.before, file.after, file.joints)
    )
    every = _any([word for one in _KINDS for word in getattr(file.states, one)])
    ones = [f"(?:{thing})*(?:{before})*(?:{words}){after}?" for words in (every, _any(getattr(file.states, kind)))]
    others = f"(?:{ones[0]}{joint})*", f"(?:{joint}{ones[0]})*"
    chinese = f"{begin}*{others[0]}{ones[1]}{others[1]}"
    return re.compile("|".join([chinese, *getattr(file.clauses, kind)]))


def _any(words: list[str] | tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(set(words), key=len, reverse=True)))})"
