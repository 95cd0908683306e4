"""Proposes which keys of a JSON answer's rows are the fields of an item, and which tell its state, by name. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from monitor.sources.jsons import MAX_KEYS
from monitor.sources.labelled import IS_BARE
from monitor.sources.paging import quoted
from monitor.sources.paths import words_of_value
from monitor.sources.picks import Pick
from monitor.sources.propose import SAMPLE, Found
from monitor.sources.propose_changing import state_of
from monitor.sources.propose_hints import load_hints, plain_key
from monitor.sources.select import RecordSubject, values

MAX_ROWS: Final = 500  # of an answer that are looked at


def guess_keys(row: dict[str, Any], field: str) -> Iterator[Found]:
    """The keys of a row that are usual for a field and say something; of an object the key in it that holds its words.

    A number is no seller: it is the place of one in a table of the site.
    """
    hints, by_name = load_hints(), {plain_key(str(key)): str(key) for key in islice(row, MAX_KEYS)}
    for key in (by_name[word] for word in hints.keys[field] if word in by_name):
        for steps, said in _said(key, row.get(key)):
            if said.strip() and not (field == "seller" and said.isdigit()):
                yield Found(f"json:{'.'.join(map(quoted, steps))}", " ".join(said.split())[:SAMPLE])
                break


def _said(key: str, value: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    yield (key,), words_of_value(value)
    for inner in load_hints().inner_keys if isinstance(value, dict) else ():
        if inner in value:
            yield (key, inner), words_of_value(value[inner])


def with_unit(rows: Sequence[dict[str, Any]], one: Found) -> Found:
    """A price with the unit that all rows name beside it (priceUnit: 万元), if they do."""
    key = one.selector.removeprefix("json:")
    by_name = {plain_key(str(name)): str(name) for name in islice(rows[0] if rows else {}, MAX_KEYS)}
    name = by_name.get(f"{plain_key(key)}unit", "")
    is_named = bool(name) and IS_BARE.fullmatch(one.sample) is not None
    said = {str(row.get(name)) for row in rows[:MAX_ROWS]} if is_named else set[str]()
    unit = said.pop() if len(said) == 1 else ""
    return replace(one, unit=unit) if unit in load_hints().units else one


def states_of(rows: Sequence[dict[str, Any]], picks: Sequence[Found]) -> tuple[Found, ...]:
    """The words of a state that rows of an answer have at the place of their status, each once."""
    said = [(one.selector, value) for one in picks[:1] for row in rows[:MAX_ROWS]
            for value in values(RecordSubject("json", row), Pick(path=one.selector))]  # fmt: skip
    return tuple(Found(selector, word) for selector, word in dict.fromkeys(said) if state_of(word))


def flags_of(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Found]]:
    """States (sold, removed) with the keys whose names say them, when all that rows have there is true or false."""
    for key in islice(rows[0] if rows else {}, MAX_KEYS):
        for state, names in load_hints().flags.items():
            if plain_key(str(key)) in names and (word := _true_word([row.get(key) for row in rows[:MAX_ROWS]])):
                yield state, Found(f"json:{quoted(str(key))}", word)


def _true_word(said: Sequence[Any]) -> str:
    """How a yes is written among values that are nothing but yes and no, or 1 and 0; '' of others."""
    if all(isinstance(one, bool) or one is None for one in said) and any(one is not None for one in said):
        return "true"
    return "1" if all(isinstance(one, int) and one in {0, 1} for one in said) else ""
