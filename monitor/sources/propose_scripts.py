"""Proposes where in the data of a page's scripts its items, or the fields of its item, stand; see `propose`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from monitor.sources.jsons import MAX_KEYS, Path, lists_in
from monitor.sources.paging import quoted
from monitor.sources.paths import words_of_value
from monitor.sources.propose import SAMPLE, Found, ListGuess, same_site
from monitor.sources.propose_hints import load_hints, plain_key
from monitor.sources.propose_pattern import LEAST, pattern_of
from monitor.sources.select import PageSubject, base_of

MAX_OBJECTS: Final = 5000  # of a page that are looked at
MAX_ENTRIES: Final = 500  # of one list, by which it is compared with others
MAX_DEPTH: Final = 8  # keys below one another
_NOT_FIELDS: Final = frozenset({"link", "id", "next"})


def guess_script_list(page: PageSubject, url: str) -> ListGuess | None:
    """The longest list in the data whose entries name addresses of the site; None when there is none of three.

    Of each list the first `MAX_ENTRIES` entries count.
    """
    base, best = base_of(page, url), None
    for name, value in page.scripts:
        for path, rows in lists_in(value):
            key = next((key for row in rows[:1] for key in _keys(row, "link")), "")
            named = [str(row.get(key) or "") for row in rows[:MAX_ENTRIES]] if key else []
            links = tuple(dict.fromkeys(filter(None, (same_site(one, url, base) for one in named))))
            if key and all(map(_is_step, path)) and len(links) >= max(LEAST, len(best.items) + 1 if best else 0):
                best = ListGuess(_place((name, *path, key)), *pattern_of(links), links)
    return best


def guess_script_fields(page: PageSubject) -> dict[str, tuple[Found, ...]]:
    """The fields of the object that has most of those that an item has, by the keys of data/drafts.yaml."""
    best: dict[str, tuple[Found, ...]] = {}
    names = [name for name in load_hints().keys if name not in _NOT_FIELDS]
    for path, one in islice(_objects(page), MAX_OBJECTS):
        found = {name: tuple(_found(path, one, name)) for name in names}
        found = {name: picks for name, picks in found.items() if picks}
        if len(found) > max(1, len(best)) and {"title", "text"} & set(found):
            best = found
    return best


def _objects(page: PageSubject) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The objects that are alone at their place, not rows of lists, with the path to each."""
    waiting: list[tuple[Path, Any]] = []
    waiting += [((told.name,), told.value) for told in page.scripts][::-1]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            yield path, one
            inner = [(str(key), value) for key, value in islice(one.items(), MAX_KEYS) if _is_step(str(key))]
            waiting += [((*path, key), value) for key, value in inner if len(path) < MAX_DEPTH][::-1]


def _found(path: Path, one: Mapping[str, Any], field: str) -> Iterator[Found]:
    for key in islice(_keys(one, field), 1):
        sample = " ".join(words_of_value(one[key]).split())[:SAMPLE]
        yield Found(_place((*path, key)), sample)


def _keys(one: Mapping[str, Any], field: str) -> Iterator[str]:
    """The keys of an object that are usual for a field and say something."""
    by_name = {plain_key(str(key)): str(key) for key in islice(one, MAX_KEYS)}
    for word in load_hints().keys[field]:
        if (key := by_name.get(word)) and words_of_value(one[key]).strip():
            yield key


def _is_step(key: str) -> bool:
    """Whether a path can name a key."""
    return bool(key) and key.isprintable() and '"' not in key


def _place(path: Path) -> str:
    return "script:" + ".".join(map(quoted, path))
