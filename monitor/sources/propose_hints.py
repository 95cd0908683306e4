"""Where drafts look for what they need, and by which words: data/drafts.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.sources.picks import Pattern, Pick

FILE: Final = Path(__file__).parent.parent / "data" / "drafts.yaml"


class Hints(BaseModel):
    """Where drafts look: data/drafts.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    next_words: tuple[str, ...]
    next_signs: tuple[str, ...]  # the whole of a link's words
    next_selectors: tuple[str, ...]
    apart: tuple[str, ...]
    apart_names: frozenset[str]  # parts of a class or id
    perhaps_apart: frozenset[str]  # the same, unless most of the page stands there
    item_sitemaps: frozenset[str]  # words of addresses
    not_sitemaps: frozenset[str]
    fields: dict[str, tuple[Pick, ...]]
    lower_headings: tuple[str, ...]
    threads: dict[str, tuple[Pick, ...]]  # as `fields`, looked for first: posts of forums
    labels: dict[str, tuple[str, ...]]
    units: frozenset[str]  # in brackets behind a label
    price_units: tuple[str, ...]  # names of keys beside a price that say its unit; plain
    keys: dict[str, tuple[str, ...]]
    inner_keys: tuple[str, ...]  # of an object that stands for its words
    flags: dict[str, frozenset[str]]  # names of keys that are true or false, by the state that they say; plain
    counters: tuple[Pattern, ...]  # the whole words of an element that changes by itself
    badges: dict[str, tuple[str, ...]]  # the whole words of an element that tells the state, by state
    not_items: frozenset[str]  # steps of addresses that are seldom those of offers
    cursor_parameters: tuple[str, ...]
    sessions: tuple[Pattern, ...]  # values that, alike in all links, are of a visit, and not of the page
    positions: frozenset[str]  # names of parameters that say the page of a list, or the rows before it
    tracking: tuple[Pattern, ...]  # names of parameters that say where a visitor came from, and nothing of the page


@cache
def load_hints(path: Path = FILE) -> Hints:
    """The hints. Raises DataFileError."""
    return load_model(path, Hints)


def plain_key(key: str) -> str:
    """A key of JSON by which the ways to write it are alike: createdAt, created_at, Created-At."""
    return key.lower().replace("-", "").replace("_", "")


def is_tracking(name: str) -> bool:
    """True for a parameter that says where a visitor came from, and nothing of the page."""
    return any(re.fullmatch(one, name, re.I) for one in load_hints().tracking)
