"""A JSON answer that came whole and says itself that it refuses, or asks for a login. Pure.

Words and codes are in data/refusals.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.errors import ItemError
from monitor.sources.jsons import is_json, load_json

FILE: Final = Path(__file__).parent.parent / "data" / "refusals.yaml"
MAX_CHARS: Final = 4000  # what refuses is short
MAX_KEYS: Final = 50
SHOWN: Final = 80  # characters of a message that are quoted
_SIGNS: Final = re.compile(r"[_\-\s]")
Kind = Literal["login", "refused"]
_KINDS: Final[tuple[Kind, ...]] = ("login", "refused")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an answer says in place of what was asked for, and its own words."""

    kind: Kind
    words: str


class _Signs(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    codes: frozenset[str]
    words: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    codes: frozenset[str]
    flags: frozenset[str]
    messages: frozenset[str]
    well: frozenset[str]
    login: _Signs
    refused: _Signs


def refusal_in(text: str) -> Refusal | None:
    """What a JSON answer without items says of a refusal; None for one that says none, and for what is no JSON object.

    Args: text, the answer, JSON or a call with it.
    """
    if len(text) > MAX_CHARS or not is_json(text):
        return None
    try:
        value = load_json(text, "")
    except ItemError:
        return None
    pairs = list(_pairs(value))
    return _by_code(pairs) or _by_words(pairs)


def _by_code(pairs: list[tuple[str, str]]) -> Refusal | None:
    file = _file()
    for kind in _KINDS:
        if code := next((said for key, said in pairs if key in file.codes and said in getattr(file, kind).codes), ""):
            return Refusal(kind, " ".join(filter(None, [code, _message(pairs)])))
    return None


def _by_words(pairs: list[tuple[str, str]]) -> Refusal | None:
    """By a message, unless a code or flag says that the answer is well."""
    file = _file()
    if _is_well(pairs):
        return None
    messages = [said for key, said in pairs if key in file.messages]
    for kind in _KINDS:
        words = getattr(file, kind).words
        if found := next((said for said in messages if any(word in said.lower() for word in words)), ""):
            return Refusal(kind, found[:SHOWN])
    return None


def _is_well(pairs: list[tuple[str, str]]) -> bool:
    """True when a flag says so, else a code: 0 and 1 are codes of success and of failure."""
    file = _file()
    flags = [said.lower() in file.well for key, said in pairs if key in file.flags]
    return any(flags) if flags else any(key in file.codes and said.lower() in file.well for key, said in pairs)


def _message(pairs: list[tuple[str, str]]) -> str:
    messages = _file().messages - _file().codes
    return next((said[:SHOWN] for key, said in pairs if key in messages and said), "")


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Keys and plain values of an object and of the objects in it; of a list of words, each."""
    inner = [value]
    if isinstance(value, dict):
        inner += [one for one in list(value.values())[:MAX_KEYS] if isinstance(one, dict)]
    for one in inner:
        for key, said in list(one.items())[:MAX_KEYS] if isinstance(one, dict) else ():
            for word in said if isinstance(said, list) else [said]:
                if isinstance(word, str | int):
                    yield _SIGNS.sub("", str(key)).lower(), " ".join(str(word).split())


@cache
def _file(path: Path = FILE) -> _File:
    """Raises DataFileError."""
    return load_model(path, _File)
