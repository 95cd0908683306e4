"""A JSON answer as plain values; one in a call (JSONP: `name({...});`) is read as what the call holds. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from monitor.errors import ItemError
from monitor.jsonp import ends_call, value_at

MAX_CHARS: Final = 20_000_000
MAX_DEPTH: Final = 6  # of an answer, in which a list of items is looked for
MAX_KEYS: Final = 200  # of one object that are looked at

Path = tuple[str, ...]


def load_json(text: str, url: str) -> Any:
    """The value of a JSON text, or of a call with one. Raises ItemError: it is none, too long, or nested too deep."""
    if len(text) > MAX_CHARS:
        raise ItemError(url, "parse", f"the answer has more than {MAX_CHARS:,} characters; ask for fewer items a page")
    try:
        return _value(text)
    except RecursionError as error:
        raise ItemError(url, "parse", "the answer is nested too deep") from error
    except ValueError as error:
        what = getattr(error, "msg", "") or "a number in it is too long"
        line = getattr(error, "lineno", 0)
        where = f" (line {line})" if line else ""
        reason = f"the answer is no JSON: {what}{where}; is this the address of a page?"
        raise ItemError(url, "parse", reason) from error


def lists_in(value: Any, *, depth: int = MAX_DEPTH, inside: bool = False) -> Iterator[tuple[Path, list[Any]]]:
    """Lists that hold objects, with the path of keys to each; of each list the objects alone.

    Args: depth, keys below one another that are followed; inside, lists in the objects of a list as well, after it.
    """
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        below: list[tuple[Path, Any]] = []
        if isinstance(one, list):
            if rows := [row for row in one if isinstance(row, dict)]:
                yield path, rows
                below = [((*path, str(number)), row) for number, row in enumerate(rows[:MAX_KEYS])] if inside else []
        elif isinstance(one, dict):
            below = [((*path, str(key)), inner) for key, inner in islice(one.items(), MAX_KEYS)]
        if len(path) < depth:
            waiting += below[::-1]


def is_json(text: str) -> bool:
    """True for a text that begins as an object or list does, or as a call with one."""
    return text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) or value_at(text) > 0


def _value(text: str) -> Any:
    """Raises ValueError, RecursionError."""
    if not (at := value_at(text)):
        return json.loads(text, strict=False)
    value, end = json.JSONDecoder(strict=False).raw_decode(text, at)
    if not ends_call(text, end):
        raise json.JSONDecodeError("more than one value in a call", text, end)
    return value
