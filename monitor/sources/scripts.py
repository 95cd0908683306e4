"""The JSON that stands in the scripts of a page: data elements, and literals that are assigned. No script is run. Pure.

Each place is looked at once, within a budget: what is no plain JSON (functions, names without quotes) is passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from monitor.html.pagetree import upwards
from monitor.plants import names_plant
from monitor.sources.script_signs import Signs

MAX_CHARS: Final = 8_000_000  # of all scripts of a page that are looked at
MAX_SCRIPTS: Final = 300
MAX_VALUES: Final = 300  # of a page
MAX_TRIALS: Final = 10_000  # places of a script where a literal may begin
LEAST: Final = 12  # characters of a string that may be a description
_CODE: Final = frozenset(("", "module", "text/javascript", "application/javascript", "application/x-javascript"))
_NAME: Final = re.compile(r"([\w$]{1,60})[\"'\]]{0,2}\s{0,9}\Z")
_STRINGS: Final = {
    '"': re.compile(r'"((?:[^"\\\r\n]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\\r\n]++|\\.)*+)'", re.DOTALL),
}
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}
_IN_LITERAL: Final = re.compile(  # servers write `undefined` among what else is JSON
    r"\"(?:[^\"\\]++|\\.)*+\"?|[{}\[\]]|(?<![\w$.'])undefined(?![\w$'])", re.DOTALL
)
_UNSEEN: Final = frozenset(("noscript", "template"))  # whose scripts do not run
_FAILED: Final = 20_000  # characters that a literal which fails by its depth or its numbers is taken to have cost


def _finite(digits: str) -> float | None:
    """A number; None for one that is too large to be any."""
    return number if isfinite(number := float(digits)) else None


# NaN and Infinity are no JSON, and no price: they are read as if nothing stood there.
_DECODER: Final = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_float=_finite)


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
        if any(one.tag in _UNSEEN for one in upwards(node)):
            continue
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
    signs = Signs(text)
    for _ in range(MAX_TRIALS):
        begun = signs.next_literal()
        if begun is None:
            return
        place, mark = begun.end() - 1, begun[0][-1]
        value, at = _string_at(text, place, mark) if mark in _STRINGS else _value_at(text, place)
        if value is None:
            signs.left -= max(1, at - place) + at // 100  # its error counts the lines before it
            signs.at = place if mark in _STRINGS else place + 1
        else:
            signs.at = at
            if told := _told(text, begun.start(), value):
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
        if not text.startswith("undefined", error.pos):
            return None, error.pos
    except (RecursionError, ValueError):
        return None, place + _FAILED
    plain, end = _defined(text, place)
    return _loaded(plain), end


def _defined(text: str, place: int) -> tuple[str, int]:
    """An object or list with null for each `undefined` outside its strings, and its end; '' for one without end."""
    parts, begun, depth = list[str](), place, 0
    for sign in _IN_LITERAL.finditer(text, place):
        if sign[0] == "undefined":
            parts += (text[begun : sign.start()], "null")
            begun = sign.end()
        elif sign[0][0] != '"':
            depth += 1 if sign[0] in "{[" else -1
            if not depth:
                return "".join((*parts, text[begun : sign.end()])), sign.end()
    return "", len(text)


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
