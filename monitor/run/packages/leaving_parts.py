"""What the pages of a listing load, as far as it was kept: it leaves with them, or stays in their archives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from db import Scope
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.html.frames import frame_addresses
from monitor.payload import header
from monitor.run.archive_walks import look_through
from monitor.run.kept_parts import MAX_LOOKED, Looking
from monitor.run.page_parts import PageParts
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack.loaded import Way
from monitor.unpack.media import loaded_kind

PAGES: Final = ("text/html", "application/xhtml")  # how the types of pages begin


@dataclass(frozen=True, slots=True)
class WithParts:
    """A scope with the captures that are parts of its pages, and their addresses.

    `kinds`: how many of these are styles, pictures, fonts and frames. `staying`: how many parts stay in archives;
    `cut`: how many pages were not looked at to their end, as what may hold their parts is too large: of those some may
    stay that nobody counted. `kept`: how many were taken out of archives for this, in the run `run_id`.
    """

    scope: Scope
    names: tuple[str, ...] = ()
    staying: int = 0
    cut: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0
    run_id: int = 0


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
    found = {number: one for page in pages for number, one in page.captures.items()}
    return leaving_with(scope, found, 0 if scope.with_archives else staying, sum(page.is_cut for page in pages))


def leaving_with(scope: Scope, found: Mapping[int, Mapping[str, Any]], staying: int, cut: int) -> WithParts:
    """The scope with the captures that are parts of its pages. Args: as of WithParts; found, these by their numbers."""
    rows = [found[number] for number in sorted(found)]
    kinds = Counter(_kind_of(row["media_type"], row["url"]) for row in rows)
    names = tuple(str(row["url"]) for row in rows)
    return WithParts(replace(scope, parts=tuple(sorted(found))), names, staying, cut, kinds)


def _kind_of(media_type: str, url: str) -> str:
    return "frame" if media_type.startswith(PAGES) else loaded_kind(media_type, url) or "picture"


def pages_of(workspace: Workspace, scope: Scope, looking: Looking) -> Iterator[PageParts]:
    """The pages of a scope with what they load, but for what lies in archives."""
    return look_at(workspace, list(workspace.store.captures_of(scope)), looking)


def look_at(workspace: Workspace, rows: Iterable[Mapping[str, Any]], looking: Looking) -> Iterator[PageParts]:
    """The same of the pages among captures."""
    for row in rows:
        parts, position = PageParts(workspace, workspace.store, row, looking), position_of(row)
        if row["media_type"].startswith(PAGES) and parts.may_be_there and position:
            with suppress(ItemError):  # the page itself is damaged: who copies it tells
                headers, blocks = workspace.archive.stream_payload(position, str(row["sha256"]))
                body = b"".join(blocks)  # one page at a time, of those of one listing
                text = decode(body, declared_charsets(body, header(headers, "Content-Type") or "")).text
                parts.look_beside(_pieces(text), "utf-8")
                parts.look_at_frames(frame_addresses(text))
            yield parts


def _staying(pages: list[PageParts], looking: Looking) -> int:
    """How many parts of pages lie in archives; each archive is read once."""
    groups = by_archive(pages, looking)
    return sum(len(set[tuple[Way, str]]().union(*(page.in_archive for page in one))) for one in groups)


def by_archive(pages: list[PageParts], looking: Looking) -> Iterator[list[PageParts]]:
    """The pages of one archive after the other, what they load looked for in it; its bytes are there until the next."""
    by_id: dict[int, list[PageParts]] = {}
    for page in pages:
        if page.archive:
            by_id.setdefault(page.archive.row["id"], []).append(page)
    for one in by_id.values():
        with suppress(ItemError):  # the archive is damaged: nothing can leave out of it
            look_through(one)
        yield one
        looking.drop_taken()


def _pieces(text: str) -> Iterator[bytes]:
    size = 1 << 18
    return (text[at : at + size].encode("utf-8", "replace") for at in range(0, len(text), size))
