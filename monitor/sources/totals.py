"""How many items a list says it has, over all its pages: 共12条, total: 12, "count": 12 of a JSON answer. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from pydantic import BaseModel, ConfigDict
from selectolax.lexbor import LexborHTMLParser

from monitor.datafiles import load_model
from monitor.errors import ItemError
from monitor.html.pagetree import lies_in, parse_html, upwards
from monitor.sources.jsons import load_json
from monitor.sources.model import WebSource
from monitor.sources.paths import steps_of
from monitor.sources.picks import Pattern
from monitor.sources.seen import shown_words

FILE: Final = Path(__file__).parent.parent / "data" / "totals.yaml"
MAX_CHARS: Final = 80  # of a line that tells a total: longer ones are a seller's
MAX_TOTAL: Final = 10_000_000
MAX_LINKS: Final = 3000  # of a page
MAX_BARS: Final = 20  # elements of one selector
MAX_DEPTH: Final = 100  # elements around a link
_BREAKS: Final = re.compile("[，。；;|｜]|, ")
MAX_KEYS: Final = 200
Level = dict[str, Any]
Headers = Sequence[tuple[str, str]]


class Totals(BaseModel):
    """data/totals.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    words: tuple[Pattern, ...]
    not_words: tuple[str, ...]
    apart: tuple[str, ...]
    keys: tuple[str, ...]
    within: frozenset[str]
    values: tuple[str, ...]
    headers: tuple[str, ...]
    bars: tuple[tuple[str, str], ...]


@cache
def load_totals(path: Path = FILE) -> Totals:
    """Read the file. Raises DataFileError."""
    return load_model(path, Totals)


def stated_total(text: str, url: str, source: WebSource, headers: Headers = ()) -> int | None:
    """The number of items that a page of a list, or a JSON answer, says there are; None when it says none, or several.

    Args: headers, of the answer, heard where the body says nothing. Feeds and sitemaps say nothing. Raises nothing: an
    answer that cannot be read says nothing either.
    """
    if source.kind not in {"json", "web"}:
        return None
    said = list(_of_json(text, url, source) if source.kind == "json" else _of_page(text, url, source))
    return _only(said or _of_headers(headers))


def _of_headers(headers: Headers) -> list[int]:
    """What the best header that says a number says."""
    for name in load_totals().headers:
        values = [value.strip() for key, value in headers if key.lower() == name]
        said = [_number(value.rpartition("/")[2]) for value in values if not value.lower().startswith("bytes")]
        if found := [number for number in said if number is not None]:
            return found
    return []


def _of_page(text: str, url: str, source: WebSource) -> list[int]:
    tree = parse_html(text)
    if tree.root is None:
        return []
    apart = {node.mem_id for css in ("a[href]", *load_totals().apart) for node in tree.css(css)}
    rows = _in_rows(tree, url, source)
    words = shown_words(tree.root, apart | rows)
    lines = [line for line in words.split("\n") if len(line) <= MAX_CHARS]
    return list(_of_lines(lines)) or list(_of_bars(tree, rows))


def _of_lines(lines: Sequence[str]) -> Iterator[int]:
    return (
        number
        for pattern in load_totals().words
        for line in lines
        for found in re.finditer(pattern, line, re.I)
        if (number := _number(found[1])) is not None and not _counts_others(line, *found.span())
    )


def _of_bars(tree: LexborHTMLParser, rows: Collection[int]) -> Iterator[int]:
    """What elements of a page's bar tell scripts."""
    for css, attribute in load_totals().bars:
        for node in tree.css(css)[:MAX_BARS]:
            number = _number((node.attributes.get(attribute) or "").strip())
            if number is not None and not lies_in(node, rows):
                yield number


def _in_rows(tree: LexborHTMLParser, url: str, source: WebSource) -> set[int]:
    """The elements (mem_id) around the link of one item alone: its row, in which its seller speaks.

    Of a list of one item nothing tells its row from the page.
    """
    wanted, leads = re.compile(source.items.pattern), defaultdict[int, set[str]](set)
    links: set[str] = set()
    for pick in source.items.link:
        for node in tree.css(pick.css)[:MAX_LINKS] if pick.css is not None else ():
            link = _absolute(node.attributes.get(pick.attr or "href") or "", url)
            if wanted.search(link):
                links.add(link)
                for above in islice(upwards(node), MAX_DEPTH):
                    leads[above.mem_id].add(link)
    return {number for number, found in leads.items() if len(found) == 1} if len(links) > 1 else set()


def _absolute(link: str, url: str) -> str:
    try:
        return urldefrag(urljoin(url, link)).url
    except ValueError:  # a broken IPv6 bracket and the like
        return ""


def _counts_others(line: str, start: int, end: int) -> bool:
    """Whether the part of a line in which a number stands says that it counts something else than items."""
    begins = max((found.end() for found in _BREAKS.finditer(line, 0, start)), default=0)
    ends = _BREAKS.search(line, end)
    part = line[begins : ends.start() if ends else len(line)].casefold()
    return any(word in part for word in load_totals().not_words)


def _of_json(text: str, url: str, source: WebSource) -> list[int]:
    try:
        levels = list(_levels(load_json(text, url), source.items.path))
    except ItemError:
        return []
    for key in load_totals().keys:
        said = [_number(_bare(value)) for level in levels for name, value in _named(level) if name == key]
        if found := [number for number in said if number is not None]:
            return found
    return []


def _bare(value: Any) -> Any:
    """The number of an object that tells more of it: {value: 12, relation: eq}."""
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in load_totals().values if key in value), None)


def _levels(value: Any, path: str) -> Iterator[Level]:
    """The objects on the way to the items, and those that stand in them and tell of pages."""
    for step in steps_of(path):
        if not isinstance(value, dict):
            return
        yield value
        for one in _telling(value):
            yield one
            yield from _telling(one)
        value = value.get(step)


def _telling(level: Level) -> Iterator[Level]:
    return (one for name, one in _named(level) if isinstance(one, dict) and name in load_totals().within)


def _named(level: Level) -> Iterator[tuple[str, Any]]:
    return ((str(key).lower().replace("-", "_"), value) for key, value in list(level.items())[:MAX_KEYS])


def _number(value: Any) -> int | None:
    said = str(value).replace(",", "") if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 and int(said) <= MAX_TOTAL else None


def _only(numbers: Iterable[int]) -> int | None:
    """The one number that is said; None of several, for which of them counts the items is not known."""
    found = set(numbers)
    return found.pop() if len(found) == 1 else None
