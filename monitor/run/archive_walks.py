"""Archives gone through for what the pages out of them load, once for all pages that are looked at together."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from monitor.run.rows import position_of
from monitor.unpack.loaded import Way, loaded_along
from monitor.unpack.model import Part
from monitor.unpack.part_names import names_of

if TYPE_CHECKING:
    from monitor.run.page_parts import PageParts

MAX_ARCHIVE: Final = 500_000_000  # bytes of an archive that is looked through
MAX_WALKS: Final = 6  # through an archive: each for what the sheets found by the one before load
_SPOOL: Final = 8_000_000


def look_through(pages: Sequence[PageParts]) -> None:
    """Find what pages load in the archive that they came out of, read once for all of them.

    Args: pages, out of one archive and those inside it, after `look_beside`. Raises ItemError when it is damaged,
    OSError for a full disk.
    """
    pages = [page for page in pages if page.is_waiting]
    archive = pages[0].archive if pages else None
    if archive is None or position_of(archive.row) is None:
        return
    looking = pages[0].looking
    if archive.row["size"] > MAX_ARCHIVE or not looking.may_read(archive.row):
        for page in pages:
            page.is_cut = True
        return
    with tempfile.SpooledTemporaryFile(_SPOOL) as file:
        for block in looking.blocks(archive.row):
            file.write(block)
        for _ in range(MAX_WALKS):
            before = [page.waiting() for page in pages]
            _Walk(pages).through(cast("BinaryIO", file))
            if all(page.waiting() <= had for page, had in zip(pages, before, strict=True)):
                return


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

    def through(self, file: BinaryIO) -> None:
        """Find what the pages look for."""
        archive = self._pages[0].archive
        assert archive is not None
        ways = [page.archive.within for page in self._pages if page.archive]
        waiting = set(self._pages)
        for part, along in loaded_along(file, archive.kind, ways):
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
