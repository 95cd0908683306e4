"""Archives gone through for what the pages out of them load, once for all pages that are looked at together."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from monitor.run.laid_out import Layout, Layouts, one_way
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ArchiveKind
from monitor.unpack.loaded import Loaded, Way, loaded_along
from monitor.unpack.model import Part
from monitor.unpack.part_names import names_of

if TYPE_CHECKING:
    from monitor.run.page_parts import Archive, PageParts

MAX_ARCHIVE: Final = 500_000_000  # bytes of an archive that is looked through
LAID_OUT_FROM: Final = 4_000_000  # bytes of an archive that is laid out for the next time
PACKED: Final = "archive/data.warc.gz"
MAX_WALKS: Final = 6  # through an archive: each for what the sheets found by the one before load
_SPOOL: Final = 8_000_000
_Parts = Callable[[], Iterable[Loaded]]


def look_through(pages: Sequence[PageParts]) -> None:
    """Find what pages load in the archive that they came out of, read once for all of them.

    Args: pages, out of one archive and those inside it, after `look_beside`. Raises ItemError when it is damaged,
    OSError for a full disk.
    """
    pages = [page for page in pages if page.is_waiting]
    archive = pages[0].archive if pages else None
    if archive is None or position_of(archive.row) is None:
        return
    ways = list(dict.fromkeys(page.archive.within for page in pages if page.archive))
    if archive.row["size"] > MAX_ARCHIVE:
        _cut(pages)
        return
    layouts = pages[0].looking.layouts
    way = one_way(archive.kind, ways) if layouts and archive.row["size"] >= LAID_OUT_FROM else None
    if layouts and way is not None and (layout := layouts.find(archive.row["sha256"], way)):
        _walk(pages, partial(layout.parts, ways))
        if layout.path.exists():
            return
        pages = [page for page in pages if page.is_waiting]  # it was damaged and is gone: the record has the rest
    if pages and pages[0].looking.may_read(archive.row):
        _through_record(pages, archive, ways, way)
    else:
        _cut(pages)


def lay_out(workspace: Workspace, file: BinaryIO, kind: ArchiveKind, sha256: str) -> Layout | None:
    """Lay out an archive that is imported just now, its open file in hand, if it is large and there is room for it.

    Args: sha256, that it has (hex). Raises nothing for what it holds, WorkspaceError without the workspace's secret.
    """
    layouts = Layouts(workspace.path, workspace.key)
    size = file.seek(0, 2)
    way: Way = (PACKED,) if kind == "wacz" else ()  # whatever the WARC files in a package are called
    left = one_way(kind, [way])
    if left is None or not LAID_OUT_FROM <= size <= MAX_ARCHIVE or not layouts.has_room(size):
        return None
    return layouts.make(file, kind, sha256, left, way)


def _through_record(pages: Sequence[PageParts], archive: Archive, ways: Sequence[Way], way: Way | None) -> None:
    """The same by the archive's record, which is laid out for the next time where it is large."""
    looking = pages[0].looking
    with tempfile.SpooledTemporaryFile(_SPOOL) as spooled:
        file = cast("BinaryIO", spooled)
        for block in looking.blocks(archive.row):
            file.write(block)
        layout, layouts = None, looking.layouts
        if layouts and way is not None:
            layout = layouts.make(file, archive.kind, archive.row["sha256"], way, ways[0])
        _walk(pages, partial(layout.parts, ways) if layout else partial(loaded_along, file, archive.kind, ways))


def _walk(pages: Sequence[PageParts], parts: _Parts) -> None:
    for _ in range(MAX_WALKS):
        before = [page.waiting() for page in pages]
        _Walk(pages).through(parts())
        if all(page.waiting() <= had for page, had in zip(pages, before, strict=True)):
            return


def _cut(pages: Sequence[PageParts]) -> None:
    for page in pages:
        page.is_cut = True


class _Walk:
    """One way through an archive; pages are found by what they look for, not asked one after the other."""

    def __init__(self, pages: Sequence[PageParts]) -> None:
        self._pages = pages
        self._looked_for: dict[str, dict[PageParts, None]] = {}  # name -> the pages that look for it
        self._named: dict[tuple[Way, str], list[PageParts]] = {}  # the pages by their own place and name
        for page in pages:
            assert page.archive is not None
            self._named.setdefault((page.archive.within, page.archive.name), []).append(page)
            page.fresh()
            self._note(page, page.waiting())

    def through(self, parts: Iterable[Loaded]) -> None:
        """Find what the pages look for."""
        waiting = set(self._pages)
        for part, along in parts:
            for page in self._met(part, along):
                self._note(page, page.fresh())
                if not page.is_waiting:
                    waiting.discard(page)
                else:
                    waiting.add(page)
            if not waiting:
                return

    def _met(self, part: Part, along: Collection[Way]) -> list[PageParts]:
        """The pages that a part had something for, which it was given to."""
        own = [page for way in along for page in self._named.get((way, part.name), ()) if page.is_page(part)]
        names = names_of(part)
        there = dict.fromkeys(page for name in names for page in self._looked_for.get(name, ()))
        wanted = [
            (page, found)
            for page in there
            if page not in own and page.archive and page.archive.within in along and (found := page.wants(part, names))
        ]
        in_frame = any(page.shows(found) for page, found in wanted)
        if not wanted:
            return own
        looking = wanted[0][0].looking
        if kept := looking.take(part, names[0], frame=in_frame):
            for page, found in wanted:
                page.give(part, names, found, kept)
        elif looking.is_full:
            for page, _ in wanted:
                page.is_cut = True
        return own + [page for page, _ in wanted]

    def _note(self, page: PageParts, names: Iterable[str]) -> None:
        for name in names:
            self._looked_for.setdefault(name, {})[page] = None
