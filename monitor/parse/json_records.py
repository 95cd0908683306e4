"""A JSON value of any shape -> the listings in it: the rows of its list, or the one object that is a listing. Pure.

Answers of servers and dumps of pages wrap them: `{"data": {"list": […]}}`, `{"props": {"pageProps": {"item": {…}}}}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from monitor.parse.column_names import key_field, names_offer
from monitor.parse.json_fields import fields_of, naming_text, pieces_joined, text_of, whole
from monitor.plants import names_plant
from monitor.sources.jsons import Path, lists_in

MAX_DEPTH: Final = 12
MAX_CONTAINERS: Final = 5000  # objects and lists of one value that are looked at
MAX_KEYS: Final = 50_000  # in them together
MAX_LISTS: Final = 500
_SAMPLE: Final = 20  # rows that tell what a list is of
_OF_AN_OFFER: Final = frozenset(("price", "capacity"))
_OF_A_LISTING: Final = frozenset(("price", "capacity", "place", "date", "contact", "id"))


class Record(NamedTuple):
    """An object that is a listing by its keys: the keys that lead to it, and its fields."""

    path: Path
    fields: Mapping[str, str]

    @property
    def where(self) -> str:
        """The keys that lead to it, for people."""
        return whole(".".join(self.path))

    @property
    def is_row(self) -> bool:
        """True for a member of a list."""
        return bool(self.path) and self.path[-1].isdecimal()

    @property
    def text(self) -> str:
        """Its words as those of a listing."""
        return text_of(self.fields)

    @property
    def naming_text(self) -> str:
        """The words that it may be named by."""
        return naming_text(self.fields)

    @property
    def is_told(self) -> bool:
        """True when it is told as a listing, not only named: with a description, or what an offer has."""
        return "text" in self.fields and ("title" not in self.fields or bool(_OF_A_LISTING & set(self.fields)))


def records_of(value: Mapping[str, Any]) -> Iterator[Record]:
    """The listings of a value; the value itself, without a path, when nothing in it is one.

    An object that is told as a listing counts before lists inside it, or of one row; beside other lists only with what
    an offer has. A list counts before a mere title. Lists are given whole, those that are aside (recommendations) only
    for want of others, and of these the longest: what of them is none is for the reader to tell.
    """
    lists, objects = _lists(value), list(single_records(value))
    main = [path for path in lists if not _is_aside(path)]
    told = next((record for record in objects if record.is_told), None)
    if told:
        inside = {path for path in main if _lies_in(path, told.path)}
        several = [path for path in main if path not in inside and lists[path][0] > 1]
        is_first = "price" in told.fields or not inside
        if is_first and (not several or _OF_AN_OFFER & set(told.fields)):
            yield told
            yield from _rows(several, lists)
            return
    if lists:
        yield from _rows(main or [max(lists, key=lambda path: lists[path][0])], lists)
    else:
        yield objects[0] if objects else Record((), fields_of(value))


def _rows(paths: list[Path], lists: Mapping[Path, tuple[float, list[Any]]]) -> Iterator[Record]:
    """The rows of some lists: of those at least half of which are listings, else of the one with most."""
    chosen = [path for path in paths if 2 * lists[path][0] >= len(lists[path][1])]
    for path in chosen or sorted(paths, key=lambda path: -lists[path][0])[:1]:
        yield from (Record((*path, str(number)), fields_of(row)) for number, row in enumerate(lists[path][1], 1))


def _lists(value: Any) -> dict[Path, tuple[float, list[Any]]]:
    """The lists of listings in a value, none inside another: how many listings each has (by a sample), and its rows."""
    found: dict[Path, tuple[float, list[Any]]] = {}
    for path, rows in islice(lists_in(value, depth=MAX_DEPTH, inside=True), MAX_LISTS):
        if not any(path[:length] in found for length in range(len(path))) and (part := _listings(rows)):
            found[path] = (part * len(rows), rows)
    return found


def single_records(value: Any) -> Iterator[Record]:
    """The objects in a value that are listings by themselves, the outermost first: no rows of a list of several."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    left = MAX_KEYS
    for number, (path, one) in enumerate(waiting):  # grows: what lies deeper comes later
        if number >= MAX_CONTAINERS or left <= 0:
            return
        if isinstance(one, Mapping) and (record := _record(path, one)):
            yield record
        below = list(islice(_below(one), left))
        left -= len(below)
        if len(path) < MAX_DEPTH:
            inside = ((key, inner) for key, inner in below if isinstance(inner, dict | list))
            waiting += [((*path, key), inner) for key, inner in inside if not is_passed_over(key)]


def _below(value: Any) -> Iterator[tuple[str, Any]]:
    """What an object or list holds; nothing of a list of several listings."""
    if isinstance(value, Mapping):
        return ((str(key)[:100], inner) for key, inner in value.items())
    if len(value) > 1 and _listings([row for row in value if isinstance(row, dict)]):
        return iter(())
    return ((str(number), inner) for number, inner in enumerate(value))


def _record(path: Path, value: Mapping[str, Any]) -> Record | None:
    """An object that by keys of its own has a title or a text that names a plant."""
    own = {key_field(str(key)[:100]) for key, inner in islice(value.items(), 500) if _is_said(inner)}
    if not own & {"title", "text"} or is_passed_over(str(value.get("@type"))):
        return None
    fields = fields_of(value)
    named = names_plant(f"{fields.get('title', '')} {fields.get('text', '')}")
    return Record(path, fields) if named and text_of(fields) else None


def _is_said(value: object) -> bool:
    return isinstance(value, str) or pieces_joined(value) is not None


def _listings(rows: list[Any]) -> float:
    """Which part of a list's objects are listings; 0 unless one of them names a plant or an offer."""
    fields = [fields_of(row) for row in rows[:_SAMPLE]]
    found = [one for one in fields if ({"title", "price", "capacity"} & set(one) or _is_message(one)) and text_of(one)]
    if not any(names_offer(one.get("title", "")) or names_plant(one.get("text", "")) for one in found):
        return 0
    return len(found) / len(fields)


def _is_message(fields: Mapping[str, str]) -> bool:
    """True for a dated message of a chat that tells of a plant: it has no title."""
    return {"text", "date"} <= set(fields) and names_plant(fields["text"])


def is_passed_over(key: str) -> bool:
    """True for a key below which are other listings, the site or a person."""
    return key_field(key) in {"others", "apart"}


def _is_aside(path: Path) -> bool:
    return any(map(is_passed_over, path))


def _lies_in(path: Path, outer: Path) -> bool:
    return path[: len(outer)] == outer and len(path) > len(outer)
