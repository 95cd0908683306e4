"""What the pages of a listing load out of an imported archive, taken out of it: kept like the documents out of it.

So whoever gets the listing sees its pages as they were, while the archive with all else that it holds stays here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from db import Scope
from monitor.capture import CaptureTools
from monitor.capture.files import capture_part
from monitor.models import Capture
from monitor.run.jobs import job
from monitor.run.kept_parts import MAX_LOOKED, KeptPart, Looking
from monitor.run.leaving_parts import by_archive, pages_of
from monitor.run.page_parts import Archive
from monitor.run.rows import capture_row, position_of
from monitor.run.workspace import Workspace
from monitor.unpack import Member


def take_out(workspace: Workspace, scope: Scope, most: int = MAX_LOOKED) -> int:
    """Keep the parts of a listing's pages that lie in archives as captures of their own, in a run; how many.

    Args: most, bytes that are read for this. What was taken out before is not taken out again. Raises WorkspaceError
    when the evidence cannot be written, OSError for a full disk.
    """
    count = 0
    with closing(Looking(workspace, most)) as looking:
        pages = list(pages_of(workspace, scope, looking))
        with job(workspace, "export", "", stamped=False) as held, workspace.fetching() as tools:
            for group in by_archive(pages, looking):
                found = {part.address: part for page in group for part in page.in_archive}
                if (archive := group[0].archive) and found:
                    rows = [capture_row(one) for one in _kept(archive, found, tools)]
                    with workspace.store.batch():
                        for row in rows:
                            workspace.store.add_capture(held.run.id, {**row, "parent_id": archive.row["id"]})
                    count += len(rows)
    return count


def _kept(archive: Archive, found: Mapping[str, KeptPart], tools: CaptureTools) -> Iterator[Capture]:
    parent = _as_capture(archive.row)
    for part in found.values():
        name = "!/".join((*archive.within, part.name))
        member = Member(name, b"".join(part.blocks()), part.declared, part.url)  # one at a time, of bounded size
        yield capture_part(member, parent, tools, part.media_type or "text/css")


def _as_capture(row: Mapping[str, Any]) -> Capture:
    """The capture of an archive as far as what comes out of it needs it."""
    return Capture(
        url=row["url"], source_id=row["source_id"], state="ok", how=row["how"], fetched_at=row["fetched_at"],
        warc=position_of(row),
    )  # fmt: skip
