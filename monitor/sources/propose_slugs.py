"""Addresses that name an item by a number and by words of its title, which change: /item/123-a-plant.html. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

_LEADING: Final = re.compile(r"([A-Za-z]*[-_]?)([0-9]+)[-_](?=[^0-9]*[^\W\d_])\S+")
_TRAILING: Final = re.compile(r"[^/]*[^\W\d_][^/]*[-_]([A-Za-z]?)([0-9]+)")
_NUMBER: Final = re.compile(r"[0-9]+")
_ENDING: Final = re.compile(r"\.[A-Za-z]{2,5}$")
_WORDS: Final = "[^/?&#]*"


class Beside(NamedTuple):
    """What stands before and after the number of an item in one step of its addresses, as patterns."""

    before: str
    after: str


def slug_shape_of(link: str) -> str:
    """An address with its numbers taken out, and the words beside a number or in the step behind one."""
    parts = urlsplit(link)
    steps, shown = parts.path.split("/"), list[str]()
    for before, step in zip(["", *steps], steps, strict=False):
        shown.append("*" if before.isdigit() and step else _shape(step))
    return f"{'/'.join(shown)}?{keys_of(parts.query)}"


def keys_of(query: str) -> str:
    """The names of a query's parameters, in order of the alphabet."""
    return "&".join(sorted(pair.partition("=")[0] for pair in query.split("&")))


def _shape(step: str) -> str:
    ending = _ENDING.search(step)
    bare, tail = (step[: ending.start()], ending[0]) if ending else (step, "")
    leading, trailing = _LEADING.fullmatch(bare), _TRAILING.fullmatch(bare)
    if leading and not (trailing and len(trailing[2]) > len(leading[2])):  # the longer number is the item's
        return f"{leading[1]}0-*{tail}"
    if trailing:
        return f"*-{trailing[1]}0{tail}"
    return _NUMBER.sub("0", step)


def beside_words(column: Sequence[str], ending: str) -> Beside | None:
    """Where the number stands in values that have one beside words, when it tells them all apart; None else.

    Args: ending, that all values have (.html, as it is written; ''). The words may be missing in other addresses. A
    number behind the words may be one of them (a year, a power): as long as those of the others, it is none.
    """
    bare = [one.removesuffix(ending) for one in column]
    end = re.escape(ending) or "(?![^/?&#])"
    if (number := _alike(_LEADING, bare, column)) is not None:
        return Beside(re.escape(number), f"(?:[-_]{_WORDS})?{end}")
    lengths = {len(found[2]) for one in bare if (found := _TRAILING.fullmatch(one))}
    if lengths and max(lengths) - min(lengths) <= 1 and (number := _alike(_TRAILING, bare, column)) is not None:
        return Beside(f"(?:{_WORDS}[-_])?{re.escape(number)}", end)
    return None


def _alike(form: re.Pattern[str], bare: Sequence[str], column: Sequence[str]) -> str | None:
    """The letters before the number, the same in all values that are all of this form; None where they are not."""
    found = [form.fullmatch(one) for one in bare]
    numbers = {one[2] for one in found if one}
    letters = {one[1] for one in found if one}
    is_told = all(found) and len(numbers) == len({*column}) and len(letters) == 1
    return letters.pop() if is_told else None
