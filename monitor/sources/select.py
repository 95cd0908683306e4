"""Finds values in a page, a JSON record or an entry of a feed by a source's selectors, with the selector that found."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, Protocol
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from monitor.html.pagetree import lies_in
from monitor.sources.blocks import Block, is_of, jsonld_blocks, microdata_blocks, opengraph
from monitor.sources.paths import Around, follow_within, steps_of, words_of_value
from monitor.sources.picks import Pick
from monitor.sources.scripts import Told, scripts_of, values_of

Within = tuple[Any, Around]  # a value, and the objects that it lies in, the nearest first
Root = tuple[Any, Sequence[str]]  # a value, and the steps from there
_SPACE: Final = re.compile(r"\s+")


class Subject(Protocol):
    """What values are found in."""

    def raw(self, pick: Pick) -> Iterator[str]:
        """All that one selector finds, in order, as written."""

    def within(self, pick: Pick) -> Iterator[Within]:
        """The values that a path finds in objects, in order, each with those that it lies in."""


class PageSubject:
    """A page: its elements by CSS, and its JSON-LD, microdata, OpenGraph and data of scripts, read when asked for."""

    def __init__(self, tree: LexborHTMLParser, apart: Collection[int] = ()) -> None:
        """Args: apart, elements (mem_id) in which CSS finds nothing."""
        self.tree, self._apart = tree, apart

    def raw(self, pick: Pick) -> Iterator[str]:
        """All that one selector finds in page order; nothing for paths of other things than pages."""
        if pick.css is not None:
            for node in self.tree.css(pick.css):
                if self._apart and lies_in(node, self._apart):
                    continue
                yield (node.attributes.get(pick.attr) if pick.attr else node.text(separator=" ")) or ""
        elif pick.scheme == "og":
            yield from _in_opengraph(self, pick.steps)
        else:
            yield from (words_of_value(value) for value, _ in self.within(pick))

    def within(self, pick: Pick) -> Iterator[Within]:
        """The values at a path, each with the objects that it lies in; none for CSS and OpenGraph."""
        for value, steps in _ROOTS[pick.scheme](self, pick.steps) if pick.scheme in _ROOTS else ():
            yield from follow_within(value, steps)

    @cached_property
    def jsonld(self) -> list[Block]:
        """Its JSON-LD objects."""
        return jsonld_blocks(self.tree)

    @cached_property
    def microdata(self) -> list[Block]:
        """Its outermost microdata items."""
        return microdata_blocks(self.tree, self._apart)

    @cached_property
    def scripts(self) -> list[Told]:
        """The data in its scripts, with the name of each. No script is run."""
        return values_of(scripts_of(self.tree, every=True))

    @cached_property
    def opengraph(self) -> Mapping[str, list[str]]:
        """What its meta elements say."""
        return opengraph(self.tree)


def base_of(page: PageSubject, url: str) -> str:
    """The address that links of a page are relative to: its own, or what its <base> says."""
    base = page.tree.css_first("base[href]")
    try:
        return urljoin(url, (base.attributes.get("href") or "").strip()) if base is not None else url
    except ValueError:  # a broken IPv6 bracket and the like
        return url


def _in_blocks(blocks: Iterable[Block], path: str) -> Iterator[Root]:
    """Every block with the path in it; a first step with a capital letter names the type a block must be of."""
    steps = steps_of(path)
    of_type = steps[0] if steps[0][:1].isupper() and len(steps) > 1 else ""
    for block in blocks:
        if not of_type or is_of(block, of_type):
            yield block, steps[1:] if of_type else steps


def _in_opengraph(page: PageSubject, name: str) -> Iterator[str]:
    said = page.opengraph
    yield from said.get(f"og:{name.lower()}") or said.get(name.lower()) or ()


def _in_scripts(page: PageSubject, path: str) -> Iterator[Root]:
    """Each value that goes by the first step of a path, with the path in it: a string that is assigned is its own."""
    name, *steps = steps_of(path)
    for told in page.scripts:
        if told.name == name:
            is_string = not steps and isinstance(told.value, dict) and list(told.value) == [name]
            yield told.value, [name] if is_string else steps


_ROOTS: Final[Mapping[str, Callable[[PageSubject, str], Iterator[Root]]]] = {
    "jsonld": lambda page, path: _in_blocks(page.jsonld, path),
    "microdata": lambda page, path: _in_blocks(page.microdata, path),
    "script": _in_scripts,
}


class RecordSubject:
    """A JSON value (`json:` paths) or an entry of a feed (`feed:` paths)."""

    def __init__(self, scheme: str, value: Any) -> None:
        self.scheme, self.value = scheme, value

    def raw(self, pick: Pick) -> Iterator[str]:
        """All words at a path; nothing for CSS and other paths."""
        yield from (words_of_value(value) for value, _ in self.within(pick))

    def within(self, pick: Pick) -> Iterator[Within]:
        """The values at a path, each with the objects that it lies in; none for CSS and other paths."""
        if pick.scheme == self.scheme:
            yield from follow_within(self.value, steps_of(pick.steps))


def first(subject: Subject, picks: Iterable[Pick]) -> tuple[str, Pick] | None:
    """The first value that any selector finds, in their order, with that selector; None when none does."""
    for pick in picks:
        for value in values(subject, pick):
            return value, pick
    return None


def every(subject: Subject, picks: Iterable[Pick]) -> tuple[list[str], Pick | None]:
    """All values of the first selector that finds any, in order, with that selector."""
    for pick in picks:
        if found := list(values(subject, pick)):
            return found, pick
    return [], None


def values(subject: Subject, pick: Pick) -> Iterator[str]:
    """The non-empty values that one selector finds, in order, white space folded."""
    for piece in pieces(subject, pick):
        if value := _SPACE.sub(" ", piece).strip():
            yield value


def pieces(subject: Subject, pick: Pick) -> Iterator[str]:
    """The same with lines as they are; a `match` looks at the folded words."""
    for raw in subject.raw(pick):
        if not pick.match:
            value = raw
        elif found := _compiled(pick.match).search(_SPACE.sub(" ", raw).strip()):
            value = (found[1] if found.re.groups else found[0]) or ""
        else:
            continue
        if value.strip():
            yield value.strip() + pick.unit if pick.unit else value


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
