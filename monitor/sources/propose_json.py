"""Proposes which keys of a JSON answer's rows are the fields of an item, and which tell its state, by name. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from monitor.sources.borne import bears
from monitor.sources.jsons import MAX_KEYS
from monitor.sources.labelled import IS_BARE
from monitor.sources.paging import quoted
from monitor.sources.paths import words_of_value
from monitor.sources.picks import Pick
from monitor.sources.priced import unit_told
from monitor.sources.propose import SAMPLE, Found
from monitor.sources.propose_changing import state_of
from monitor.sources.propose_hints import load_hints, plain_key
from monitor.sources.select import RecordSubject, values

MAX_ROWS: Final = 500  # of an answer that are looked at


def guess_keys(row: dict[str, Any], field: str) -> Iterator[Found]:
    """The keys of a row that are usual for a field and say something; of an object the key in it that holds its words.

    A number is no seller: it is the place of one in a table of the site. Of states words go before numbers.
    """
    found = _keys_of(row, field)
    return iter(sorted(found, key=lambda one: one.sample.isdigit())) if field == "status" else found


def _keys_of(row: dict[str, Any], field: str) -> Iterator[Found]:
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
    """A bare price with the unit that all rows which have a price name beside it (priceUnit: 万元), if they do."""
    pick = Pick(path=one.selector)
    found = [(subject, value) for row in rows[:MAX_ROWS] for subject in [RecordSubject("json", row)]
             for value in islice(values(subject, pick), 1)] if IS_BARE.fullmatch(one.sample) else []  # fmt: skip
    said = {unit_told(subject, pick, value) for subject, value in found}
    unit = said.pop() if len(said) == 1 else ""
    return replace(one, unit=unit) if unit in load_hints().units else one


def states_of(rows: Sequence[dict[str, Any]], picks: Sequence[Found]) -> tuple[Found, ...]:
    """The words of a state that rows of an answer have at the place of their status, each once.

    Without those that other rows, which did not end, have among their words: 成交 where others say 待成交.
    """
    said = [(one.selector, value) for one in picks[:1] for row in rows[:MAX_ROWS]
            for value in values(RecordSubject("json", row), Pick(path=one.selector))]  # fmt: skip
    others = {word for _, word in said if (state_of(word) or ("on_offer",))[0] == "on_offer"}
    return tuple(
        Found(selector, word) for selector, word in dict.fromkeys(said)
        if state_of(word) and not any(other != word and bears(other, word, as_code=True) for other in others)
    )  # fmt: skip


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
