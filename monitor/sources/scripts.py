"""The JSON that stands in the scripts of a page: data elements, and literals that are assigned. No script is run. Pure.

Each place is looked at once, within a budget: what is no plain JSON (functions, names without quotes) is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from monitor.plants import names_plant

MAX_CHARS: Final = 8_000_000  # of all scripts of a page that are looked at
MAX_SCRIPTS: Final = 300
MAX_VALUES: Final = 300  # of a page
MAX_TRIALS: Final = 10_000  # places of a script where a literal may begin
LEAST: Final = 12  # characters of a string that may be a description
_CODE: Final = frozenset(("", "module", "text/javascript", "application/javascript", "application/x-javascript"))
_LITERAL: Final = re.compile(
    r"(?<![=!<>+*/%&|^-])=\s{0,20}(?:JSON\s{0,3}\.\s{0,3}parse\s{0,3}\(\s{0,9})?"
    r"(\{(?=\s{0,99}\")|\[(?=\s{0,99}[{\[\"])|[\"'])"
)
_NAME: Final = re.compile(r"([\w$]{1,60})[\"'\]]{0,2}\s{0,9}\Z")
_STRINGS: Final = {
    '"': re.compile(r'"((?:[^"\\\r\n]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\\r\n]++|\\.)*+)'", re.DOTALL),
}
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}
_UNDEFINED: Final = re.compile(r"(?<=[:,\[])undefined(?=[,}\]])")  # servers write it among what else is JSON
_DECODER: Final = json.JSONDecoder(strict=False)
_FAILED: Final = 20_000  # characters that a literal which fails by its depth or its numbers is taken to have cost


class Script(NamedTuple):
    """A script element: its id, whether it holds data, and what is in it."""

    id: str
    is_data: bool
    text: str


class Told(NamedTuple):
    """A value with what it is called: the id of its element, or the name that it is assigned to."""

    name: str
    value: Any


def scripts_of(tree: LexborHTMLParser, *, every: bool = False) -> tuple[Script, ...]:
    """The scripts that stand in a page and may name a plant (or `every` one), in its order."""
    found, left = list[Script](), MAX_CHARS
    for node in tree.css("script")[:MAX_SCRIPTS]:
        attributes = node.attributes
        kind = (attributes.get("type") or "").partition(";")[0].strip().lower()
        text = node.text() if "src" not in attributes and (kind in _CODE or "json" in kind) else ""
        if text and len(text) <= left and (every or _may_name_plant(text)):
            left -= len(text)
            found.append(Script((attributes.get("id") or "")[:200], "json" in kind, text))
    return tuple(found)


def values_of(scripts: Iterable[Script]) -> list[Told]:
    """The values in scripts; a string that is assigned is an object of one key."""
    found: list[Told] = []
    for script in scripts:
        for told in _data(script) if script.is_data else _assigned(script.text):
            found.append(told)
            if len(found) >= MAX_VALUES:
                return found
    return found


def _may_name_plant(text: str) -> bool:
    return names_plant(text) or "\\u" in text or "%7B%22" in text[:200]


def _data(script: Script) -> Iterator[Told]:
    text = script.text.strip()
    value = _loaded(unquote(text) if text[:3].upper() == "%7B" else text)
    if isinstance(value, dict | list):
        yield Told(_whole(script.id) or "JSON", value)


def _assigned(text: str) -> Iterator[Told]:
    """The literals that are assigned in a script. Linear: what fails is charged to a budget."""
    text = _UNDEFINED.sub("null", text)
    at, budget = 0, 2 * len(text) + 100_000
    for _ in range(MAX_TRIALS):
        begun = _LITERAL.search(text, at)
        if begun is None or budget < 0:
            return
        place, mark = begun.start(1), begun[1]
        value, at = _string_at(text, place, mark) if mark in _STRINGS else _value_at(text, place)
        if value is None:
            budget -= max(1, at - place) + at // 100  # its error counts the lines before it
            at = place + 1
        elif told := _told(text, begun.start(), value):
            yield told


def _told(text: str, place: int, value: Any) -> Told | None:
    """A value that is assigned by the sign at a place, with its name; a string as what it holds."""
    called = _NAME.search(text[max(0, place - 80) : place])
    name = _whole(called[1]) if called else "script"
    if not isinstance(value, str):
        return Told(name, value)
    if value.lstrip()[:1] in {"{", "["} and isinstance(inner := _loaded(value), dict | list):
        return Told(name, inner)
    return Told(name, {name: value}) if len(value) >= LEAST else None


def _value_at(text: str, place: int) -> tuple[Any, int]:
    """The object or list that begins at a place, and where it ends; None for none, and how far it was read."""
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        return None, error.pos
    except (RecursionError, ValueError):
        return None, place + _FAILED


def _string_at(text: str, place: int, mark: str) -> tuple[str | None, int]:
    found = _STRINGS[mark].match(text, place)
    if found is None:
        return None, place + 1
    return _whole(_ESCAPE.sub(_meant, found[1])), found.end()


def _whole(words: str) -> str:
    """Words with a sign in place of each half of a character."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meant(escape: re.Match[str]) -> str:
    sign = escape[1]
    if sign[0] in "ux" and len(sign) > 1:
        number = int(sign[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _ESCAPED.get(sign, sign)


def _loaded(text: str) -> Any:
    """The value of a JSON text; None when it is none."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def as_objects(told: Told) -> Mapping[str, Any]:
    """A value as an object, a list under its name."""
    return told.value if isinstance(told.value, dict) else {told.name: told.value}
