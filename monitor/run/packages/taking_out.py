"""What the pages of an export load out of an imported archive, taken out of it: kept like the documents out of it.

So whoever gets them sees the pages as they were, while the archive with all else that it holds stays here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from typing import Any, Final

from db import Scope
from monitor.capture import CaptureTools
from monitor.capture.files import capture_part
from monitor.models import Capture
from monitor.run.jobs import job
from monitor.run.kept_parts import MAX_LOOKED, KeptPart, Looking
from monitor.run.packages.leaving_parts import WithParts, by_archive, look_at, with_parts
from monitor.run.page_parts import Archive
from monitor.run.rows import capture_row, position_of
from monitor.run.workspace import Workspace
from monitor.unpack import Member

_PAGES: Final = ("text/html", "application/xhtml")
_TOGETHER: Final = 500  # pages of an archive that are looked at while it is read once


@dataclass(slots=True)
class _Done:
    """What was done: how many parts were taken out, and of how many pages not all was looked through.

    `there`: the captures of all that their pages load, with their addresses; of everything they are not gathered.
    """

    count: int = 0
    cut: int = 0
    there: dict[int, str] = field(default_factory=dict)


def ready_to_leave(workspace: Workspace, scope: Scope) -> WithParts:
    """A scope with what its pages load, as far as that was kept, taken out of archives where it lies there.

    Raises as `take_out`.
    """
    if scope.listing_id is None:
        taken = _take_out(workspace, scope)
        found = dict(sorted(taken.there.items()))
        return WithParts(replace(scope, parts=tuple(found)), tuple(found.values()), 0, taken.cut)
    chosen = with_parts(workspace, scope)
    if chosen.staying and take_out(workspace, scope):
        chosen = with_parts(workspace, scope)
    return chosen


def take_out(workspace: Workspace, scope: Scope, most: int = MAX_LOOKED) -> int:
    """Keep the parts of the pages of a scope that lie in archives as captures of their own, in a run; how many.

    Args: most, bytes that are read for the pages of one archive, 500 at a time. What was taken out before is not taken
    out again. Raises WorkspaceError when the evidence cannot be written, OSError for a full disk.
    """
    return _take_out(workspace, scope, most).count


def _take_out(workspace: Workspace, scope: Scope, most: int = MAX_LOOKED) -> _Done:
    done = _Done()
    with ExitStack() as stack:
        keep: _Keeping | None = None
        for archive, found in _in_archives(workspace, scope, most, done):
            keep = keep or _Keeping(workspace, stack)  # no run begins when there is nothing to take out
            kept = keep(archive, found)
            done.count += len(kept)
            if not scope.is_everything:
                done.there |= kept
    return done


class _Keeping:
    """Keeps parts in one run, which ends with the stack."""

    def __init__(self, workspace: Workspace, stack: ExitStack) -> None:
        self._store = workspace.store
        self._run = stack.enter_context(job(workspace, "export", "", stamped=False)).run
        self._tools = stack.enter_context(workspace.fetching())

    def __call__(self, archive: Archive, found: Mapping[str, KeptPart]) -> dict[int, str]:
        """Keep what was found in an archive; the new captures and their addresses."""
        rows = [capture_row(one) for one in _kept(archive, found, self._tools)]
        with self._store.batch():
            return {
                self._store.add_capture(self._run.id, {**row, "parent_id": archive.row["id"]}): row["url"]
                for row in rows
            }


def _in_archives(
    workspace: Workspace, scope: Scope, most: int, done: _Done
) -> Iterator[tuple[Archive, dict[str, KeptPart]]]:  # fmt: skip
    """What the pages of a scope load out of archives, by its addresses there; its bytes are there until the next."""
    for ids in _pages_together(workspace, scope):
        with closing(Looking(workspace, most)) as looking:
            rows = (row for one in ids if (row := workspace.store.capture(one)))
            pages = [page for page in look_at(workspace, rows, looking) if page.archive]
            for group in by_archive(pages, looking):
                found = {part.address: part for page in group for part in page.in_archive}
                if (archive := group[0].archive) and found:
                    yield archive, found
            done.cut += sum(page.is_cut for page in pages)
            if not scope.is_everything:
                done.there |= {number: url for page in pages for number, url in page.captures.items()}


def _pages_together(workspace: Workspace, scope: Scope) -> list[array[int]]:
    """The ids of the pages that came out of archives, those of one archive together, up to 500.

    All are known before the first is looked at, for then new captures come.
    """
    found: list[array[int]] = []
    before = ""
    for row in workspace.store.captures_of(scope):
        archive, inside, _ = row["url"].partition("!/")
        if inside and row["how"] != "render" and row["media_type"].startswith(_PAGES):
            if archive != before or len(found[-1]) == _TOGETHER:
                found.append(array("q"))
            found[-1].append(row["id"])
            before = archive
    return found


def _kept(archive: Archive, found: Mapping[str, KeptPart], tools: CaptureTools) -> Iterator[Capture]:
    parent = _as_capture(archive.row)
    for part in found.values():
        name = "!/".join((*archive.within, part.name))
        body = b"".join(part.blocks())  # one at a time, of bounded size
        member = Member(
            name, body, part.declared, part.url, part.taken_at, is_dated=part.is_dated, content_id=part.content_id
        )
        yield capture_part(member, parent, tools, part.media_type or "text/css")


def _as_capture(row: Mapping[str, Any]) -> Capture:
    """The capture of an archive as far as what comes out of it needs it."""
    return Capture(
        url=row["url"], source_id=row["source_id"], state="ok", how=row["how"], fetched_at=row["fetched_at"],
        warc=position_of(row),
    )  # fmt: skip
