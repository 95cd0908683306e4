"""Paths into JSON-like values: `offers.price`, `rows.0.title`, `"a.b".c`. Pure; bounded on hostile values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

MAX_FOUND: Final = 5000  # values of one path
MAX_DEPTH: Final = 20  # lists in lists that are looked through
Around = tuple[dict[str, Any], ...]
_STEP: Final = re.compile(r'"([^"]+)"|([^."\s]+)')
_PATH: Final = re.compile(r'(?:"[^"]+"|[^."\s]+)(?:\.(?:"[^"]+"|[^."\s]+))*')
# What stands for an object where words are asked for, in schema.org's and most programs' manner.
_NAMES: Final = ("@value", "name", "url", "contentUrl", "@id")


def check_path(path: str) -> str:
    """The path, when it is one. Raises ValueError with the reason."""
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a path: keys joined by dots, a key with a dot or space in quotes")
    return path


@lru_cache(maxsize=512)
def steps_of(path: str) -> tuple[str, ...]:
    """The keys of a path; '' has none."""
    return tuple(quoted or plain for quoted, plain in _STEP.findall(path))


def follow(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    """All values at the end of a path, in their order: a list is gone through unless a number says which entry."""
    for found, _ in follow_within(value, steps):
        yield found


def follow_within(value: Any, steps: Sequence[str]) -> Iterator[tuple[Any, Around]]:
    """The same, each with the objects that it lies in, the nearest first."""
    for count, found in enumerate(_follow(value, tuple(steps), 0, ()), 1):
        yield found
        if count >= MAX_FOUND:
            return


def _follow(value: Any, steps: tuple[str, ...], depth: int, around: Around) -> Iterator[tuple[Any, Around]]:
    if depth > MAX_DEPTH + len(steps):
        return
    if isinstance(value, list):
        if steps and steps[0].isdecimal():
            if int(steps[0][:9]) < len(value):
                yield from _follow(value[int(steps[0][:9])], steps[1:], depth + 1, around)
        else:
            for entry in value:
                yield from _follow(entry, steps, depth + 1, around)
    elif not steps:
        yield value, around
    elif isinstance(value, dict) and steps[0] in value:
        yield from _follow(value[steps[0]], steps[1:], depth, (value, *around))


def words_of_value(value: Any) -> str:
    """A value as words: text, number, true or false as written; an object by its name or address; '' for nothing."""
    for _ in range(MAX_DEPTH):
        if not isinstance(value, dict):
            break
        value = next((value[name] for name in _NAMES if isinstance(value.get(name), str | int | float | dict)), None)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return repr(value) if isinstance(value, int | float) else ""
