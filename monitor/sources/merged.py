"""Links of a list that lead to different pages under one number: its listings would become one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from monitor.sources.discover import native_id_of
from monitor.sources.model import WebSource
from monitor.sources.propose_hints import is_tracking

SHOWN: Final = 3  # addresses that are named to a person


@dataclass(frozen=True, slots=True)
class Merged:
    """Different addresses of one list that the source file gives one number.

    `native_id`: the number that most have; `links`: the first of its addresses; `pages`: how many different addresses
    of the list have a number, `numbers`: how many different ones.
    """

    native_id: str
    links: tuple[str, ...]
    pages: int
    numbers: int

    @property
    def is_wrong(self) -> bool:
        """Whether it is the number that is wrong: an item may have two addresses, but not most have three."""
        return 2 * self.numbers < self.pages


def merged_links(links: Iterable[str], source: WebSource) -> Merged | None:
    """The links of one list page that have one number though their addresses differ; None when all have their own.

    Addresses that differ only by the host, a last slash or where a visitor came from (`tracking` of data/drafts.yaml)
    are the same. Numbers that only the items' own pages tell (`native_id.select`) are not known here.
    """
    shared: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for link in links:
        if number := native_id_of(link, source):
            shared[number].setdefault(_page(link), link)
    most = max(shared, key=lambda number: len(shared[number]), default="")
    if len(shared.get(most, ())) < 2:
        return None
    pages = sum(map(len, shared.values()))
    return Merged(most, tuple(shared[most].values())[:SHOWN], pages, len(shared))


def _page(link: str) -> str:
    parts = urlsplit(link)
    kept = [pair for pair in parts.query.split("&") if not is_tracking(pair.partition("=")[0])]
    return f"{parts.path.rstrip('/')}?{'&'.join(sorted(kept))}"
