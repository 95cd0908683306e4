"""What the pages of an export load out of an imported archive, taken out of it: kept like the documents out of it.

So whoever gets them sees the pages as they were, while the archive with all else that it holds stays here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import Any, Final

from db import Scope
from db.rows import CaptureRow
from monitor.capture import CaptureTools
from monitor.capture.files import capture_part
from monitor.run.jobs import job
from monitor.run.kept_parts import MAX_LOOKED, KeptPart, Looking
from monitor.run.packages.leaving_parts import PAGES, WithParts, by_archive, leaving_with, look_at, with_parts
from monitor.run.page_parts import Archive, PageParts
from monitor.run.rows import capture_row, without_body
from monitor.run.taken_parts import TakenParts
from monitor.run.workspace import Workspace
from monitor.unpack import Member
from monitor.unpack.loaded import Way

_TOGETHER: Final = 500  # pages of an archive that are looked at while it is read once


@dataclass(slots=True)
class Done:
    """What was done: how many parts were taken out, and of how many pages not all was looked through.

    `there`: the captures of all that their pages load, by their numbers; of everything they are not gathered. `run_id`:
    of what was taken out.
    """

    count: int = 0
    cut: int = 0
    there: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    run_id: int = 0


def ready_to_leave(workspace: Workspace, scope: Scope) -> WithParts:
    """A scope with what its pages load, as far as that was kept, taken out of archives where it lies there.

    Raises as `take_out`.
    """
    if scope.listing_id is None:
        taken = take_out(workspace, scope)
        chosen = leaving_with(scope, taken.there, 0, taken.cut)
    elif (chosen := with_parts(workspace, scope)).staying:
        taken = take_out(workspace, scope)
        chosen = with_parts(workspace, scope)
    else:
        return chosen
    return replace(chosen, kept=taken.count, run_id=taken.run_id)


def take_out(workspace: Workspace, scope: Scope, most: int = MAX_LOOKED) -> Done:
    """Keep the parts of the pages of a scope that lie in archives as captures of their own, in a run.

    Args: most, bytes that are read for the pages of one archive, 500 at a time. What was taken out before is not taken
    out again. Raises WorkspaceError when the evidence cannot be written, OSError for a full disk.
    """
    done, known = Done(), TakenParts(workspace.archive.folder)
    with ExitStack() as stack:
        keep = _Keeping(workspace, stack, known)
        for ids in _pages_together(workspace, scope):
            while _is_more(workspace, scope, ids, keep, done, most):
                pass
        done.run_id = keep.run_id
    return done


def _is_more(
    workspace: Workspace, scope: Scope, ids: array[int], keep: _Keeping, done: Done, most: int
) -> bool:  # fmt: skip
    """Keep what the pages of one archive load; True when there was no room for all of it at once."""
    with closing(Looking(workspace, most, keep.known)) as looking:
        rows = (row for one in ids if (row := workspace.store.capture(one)))
        pages = [page for page in look_at(workspace, rows, looking) if page.archive]
        kept, is_full = dict[int, Mapping[str, Any]](), False
        for group in by_archive(pages, looking):
            found = {place: (part, page) for page in group for place, part in page.in_archive.items()}
            if found:
                kept |= keep(found)
            is_full = is_full or looking.is_full
        done.count += len(kept)
        if not scope.is_everything:
            done.there |= kept | {number: one for page in pages for number, one in page.captures.items()}
        if is_full and kept:
            return True
        done.cut += sum(page.is_cut for page in pages)
        return False


class _Keeping:
    """Keeps parts in one run, which begins with the first of them and ends with the stack."""

    def __init__(self, workspace: Workspace, stack: ExitStack, known: TakenParts) -> None:
        self.known = known  # what was taken out before, and what is
        self._workspace, self._stack = workspace, stack
        self._tools: CaptureTools | None = None
        self.run_id = 0

    def __call__(self, found: Mapping[tuple[Way, str], tuple[KeptPart, PageParts]]) -> dict[int, Mapping[str, Any]]:
        """Keep what was found in an archive, each for one of its pages; the new captures by their numbers."""
        if self._tools is None:
            self.run_id = self._stack.enter_context(job(self._workspace, "export")).run.id
            self._tools = self._stack.enter_context(self._workspace.fetching())
        store, kept = self._workspace.store, dict[int, Mapping[str, Any]]()
        archive = next(page.archive for _, page in found.values() if page.archive)
        known, rows = self.known.of(store, archive.row), list(_kept(archive, found.values(), self._tools))
        with store.batch():
            for row in rows:
                number = store.add_capture(self.run_id, row)
                known.add(number, row["url"], row["final_url"])
                kept[number] = {"url": row["url"], "media_type": row.get("media_type", "")}
        return kept


def _pages_together(workspace: Workspace, scope: Scope) -> list[array[int]]:
    """The ids of the pages that came out of archives, those of one archive together, up to 500.

    All are known before the first is looked at, for then new captures come.
    """
    found: list[array[int]] = []
    before = ""
    for row in workspace.store.captures_of(scope):
        archive, inside, _ = row["url"].partition("!/")
        if inside and row["how"] != "render" and row["media_type"].startswith(PAGES):
            if archive != before or len(found[-1]) == _TOGETHER:
                found.append(array("q"))
            found[-1].append(row["id"])
            before = archive
    return found


def _kept(
    archive: Archive, found: Iterable[tuple[KeptPart, PageParts]], tools: CaptureTools
) -> Iterator[CaptureRow]:  # fmt: skip
    parent = without_body(archive.row)
    for part, page in found:
        name = f"{page.archive.around if page.archive else ''}{part.name}"
        body = b"".join(part.blocks())  # one at a time, of bounded size
        member = Member(
            name, body, part.declared, part.url, part.taken_at, is_dated=part.is_dated, content_id=part.content_id
        )
        row = capture_row(capture_part(member, parent, tools, part.media_type or "text/css"))
        yield {**row, "parent_id": archive.row["id"], "page_id": page.id}
