"""A price as selectors find it, with the unit that stands beside a bare number: priceCurrency, priceUnit. Pure.

A number that a program wrote for programs may be yuan or 万元: without a unit nobody can tell, so none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from monitor.sources.paths import follow, steps_of, words_of_value
from monitor.sources.picks import Pick
from monitor.sources.propose_hints import load_hints, plain_key
from monitor.sources.select import PageSubject, Subject, first
from monitor.sources.told_price import BARE, Priced, as_told

MAX_KEYS: Final = 200  # of an object that are looked at
_SPACE: Final = re.compile(r"\s+")
_CODE: Final = re.compile(r"[A-Z]{3}")
_CURRENCIES: Final = ("pricecurrency", "currency", "currencycode", "pricecurrencycode")
_YUAN: Final = frozenset({"CNY", "RMB", "人民币", "¥", "￥", "元"})


def priced(subject: Subject, found: str, pick: Pick) -> Priced:
    """A price that a selector found, with its unit. A selector with a unit of its own has the last word."""
    if pick.unit or not BARE.fullmatch(found):
        return Priced(found, found)
    if unit := unit_told(subject, pick, found):
        return Priced(f"{found}{unit}", found)
    return as_told(found) if is_machines(pick) else Priced(found, found)


def is_machines(pick: Pick) -> bool:
    """True for what is written for programs: a path, or an attribute. The words of an element are for people."""
    return pick.css is None or bool(pick.attr)


def unit_told(subject: Subject, pick: Pick, found: str) -> str:
    """What stands beside a bare price: 元, 万元, ' USD'; '' when nothing does."""
    if pick.scheme == "og":
        return _unit_of(next(subject.raw(Pick(path=f"{pick.path}".removesuffix("amount") + "currency")), ""))
    if pick.css is not None:
        return _beside_element(subject, pick)
    key = plain_key((steps_of(pick.steps) or ("",))[-1])
    around = next((around for value, around in subject.within(pick) if _says(value, found, pick)), ())
    named = (_named(one, (f"{key}unit", *load_hints().price_units)) for one in around[:1])
    unit = next((one for one in named if one in load_hints().units), "")
    return unit or next(filter(None, (_unit_of(_named(one, _CURRENCIES)) for one in around)), "")


def _says(value: Any, found: str, pick: Pick) -> bool:
    words = _SPACE.sub(" ", words_of_value(value)).strip()
    return found in words if pick.match else found == words


def _named(value: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """What the first of these keys of an object says, the keys however they are written."""
    by_name = {plain_key(str(key)): str(key) for key in islice(value, MAX_KEYS)}
    keys = [by_name[name] for name in names if name in by_name]
    said = (words_of_value(one).strip() for key in keys for one in islice(follow(value, (key,)), 1))
    return next(filter(None, said), "")


def _unit_of(currency: str) -> str:
    """A currency as it is written behind a number; '' for what is none."""
    said = currency.strip()
    if said.upper() in _YUAN or said in load_hints().units:
        return "元" if said.upper() in _YUAN else said
    return f" {said.upper()}" if _CODE.fullmatch(said.upper()) else ""


def _beside_element(subject: Subject, pick: Pick) -> str:
    """The currency of a page all of whose microdata name one, for an element that microdata call a price."""
    if not isinstance(subject, PageSubject):
        return ""
    node = subject.tree.css_first(pick.css or "")
    if node is None or "price" not in (node.attributes.get("itemprop") or "").split():
        return ""
    said = set(_currencies(subject))
    return _unit_of(said.pop()) if len(said) == 1 else ""


def _currencies(page: PageSubject) -> Iterator[str]:
    for node in page.tree.css('[itemprop~="priceCurrency"]')[:MAX_KEYS]:
        yield (node.attributes.get("content") or node.text()).strip()


def price_of(subject: Subject, picks: tuple[Pick, ...]) -> tuple[Priced, Pick] | None:
    """The first price that any of some selectors finds, with that selector; None when none does."""
    found = first(subject, picks)
    return (priced(subject, *found), found[1]) if found else None
