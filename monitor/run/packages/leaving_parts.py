"""What the pages of a listing load, as far as it was kept: it leaves with them, or stays in their archives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Any

from db import Scope
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.html.frames import frame_addresses
from monitor.payload import header
from monitor.run.kept_parts import MAX_LOOKED, Looking
from monitor.run.page_parts import PageParts, Place, look_through
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WithParts:
    """A scope with the captures that are parts of its pages, and their addresses.

    `staying`: how many parts stay in archives; `cut`: how many pages were not looked at to their end, as what may hold
    their parts is too large: of those some may stay that nobody counted.
    """

    scope: Scope
    names: tuple[str, ...] = ()
    staying: int = 0
    cut: int = 0


def with_parts(workspace: Workspace, scope: Scope, most: int = MAX_LOOKED) -> WithParts:
    """A scope of one listing with the styles, pictures and fonts of its pages; any other has what it captured itself.

    Parts that lie in an imported archive leave when they were taken out of it (`taking_out`), else with it alone. What
    is damaged of the others is among them, so that who copies them tells of it. Args: most, bytes that are read for
    this. Raises OSError for a full disk.
    """
    if scope.listing_id is None:
        return WithParts(scope)
    with closing(Looking(workspace, most)) as looking:
        pages = list(pages_of(workspace, scope, looking))
        staying = _staying(pages, looking)
    found = dict(sorted((number, url) for page in pages for number, url in page.captures.items()))
    cut = sum(page.is_cut for page in pages)
    return WithParts(
        replace(scope, parts=tuple(found)), tuple(found.values()), 0 if scope.with_archives else staying, cut
    )


def pages_of(workspace: Workspace, scope: Scope, looking: Looking) -> Iterator[PageParts]:
    """The pages of a scope with what they load, but for what lies in archives."""
    return look_at(workspace, list(workspace.store.captures_of(scope)), looking)


def look_at(workspace: Workspace, rows: Iterable[Mapping[str, Any]], looking: Looking) -> Iterator[PageParts]:
    """The same of the pages among captures."""
    for row in rows:
        parts, position = PageParts(workspace, workspace.store, row, looking), position_of(row)
        if row["media_type"].startswith(("text/html", "application/xhtml")) and parts.may_be_there and position:
            with suppress(ItemError):  # the page itself is damaged: who copies it tells
                headers, blocks = workspace.archive.stream_payload(position, str(row["sha256"]))
                body = b"".join(blocks)  # one page at a time, of those of one listing
                text = decode(body, declared_charsets(body, header(headers, "Content-Type") or "")).text
                parts.look_beside(_pieces(text), "utf-8")
                parts.look_at_frames(frame_addresses(text))
            yield parts


def _staying(pages: list[PageParts], looking: Looking) -> int:
    """How many parts of pages lie in archives; each archive is read once."""
    return sum(len(set[str]().union(*(page.archived for page in one))) for one in by_archive(pages, looking))


def by_archive(pages: list[PageParts], looking: Looking) -> Iterator[list[PageParts]]:
    """The pages of one archive after the other, what they load looked for in it; its bytes are there until the next."""
    by_place: dict[Place, list[PageParts]] = {}
    for page in pages:
        if page.archive:
            by_place.setdefault(page.archive.place, []).append(page)
    for one in by_place.values():
        with suppress(ItemError):  # the archive is damaged: nothing can leave out of it
            look_through(one)
        yield one
        looking.drop_taken()


def _pieces(text: str) -> Iterator[bytes]:
    size = 1 << 18
    return (text[at : at + size].encode("utf-8", "replace") for at in range(0, len(text), size))
