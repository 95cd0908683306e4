"""Importing files by hand: each file's exact bytes are kept first, then it is read like any other capture.

An archive is kept as a whole, then each document in it as a capture of its own. What became of every file and member
is in the database together with what it brought, so that an import that was broken off goes on where it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from monitor.errors import InputError
from monitor.run.importing.columns import kept_choices
from monitor.run.importing.groups import SOURCE_ID
from monitor.run.importing.incoming import Amount, Incoming, Meter, Pacing, amount_of, digest_of, files_of, unpaced
from monitor.run.importing.intake import Intake
from monitor.run.jobs import job
from monitor.run.report import Became, Report, unheard
from monitor.run.workspace import Workspace

__all__ = ["Incoming", "import_files", "import_paths"]


def import_paths(workspace: Workspace, paths: Sequence[Path], tell: Pacing = unpaced, *, again: bool = False) -> Report:
    """Import files, and the files of folders. Bytes that were imported before are not imported again.

    An import of the same paths that did not come to its end is gone on with; the report counts what this run did, the
    tables of `monitor.run.importing.became` the import as a whole. `again`: tables that were imported before are read
    once more, with the columns that are kept for them now. Raises InputError when none of the named paths exists; a
    path that is missing among others, and a file or folder that cannot be read, is a failed item, and the rest goes on.
    """
    if not any(os.path.lexists(path) for path in paths):
        named = ", ".join(str(path) for path in paths)
        raise InputError(f"{named}: there is no such file or folder; check the spelling")
    whole = amount_of(paths)
    meter, digest = Meter(whole, tell), digest_of(paths, workspace.key)
    note = f"{whole.files} files"
    return import_files(workspace, files_of(paths), note, meter=meter, paths_digest=digest, again=again)


def import_files(
    workspace: Workspace,
    files: Iterable[Incoming],
    note: str,
    *,
    ended: Callable[[Became], None] = unheard,
    meter: Meter | None = None,
    paths_digest: str = "",
    again: bool = False,
    stamped: bool = True,
) -> Report:
    """Import files under their names in one run; `ended` is told of each file, in order, what became of it.

    Args: paths_digest, by which an import that was broken off is known again ('': it never is); stamped, see job.
    """
    meter = meter or Meter(Amount(0, 0), unpaced)
    columns = kept_choices(workspace.path)
    with (
        job(workspace, "import", note, stamped=stamped) as held,
        workspace.fetching() as tools,
        tools.archive.gathering(),
    ):
        held.run = replace(held.run, columns=columns)
        workspace.store.upsert_source({"id": SOURCE_ID, "kind": "file", "title": "导入 import"})
        import_id = workspace.store.join_import(held.run.id, paths_digest)
        intake = Intake(held.run, tools, import_id, ended, meter, again=again)
        for found in files:
            intake.take(found)
        intake.flush()
        meter.begin("")
    return held.result()
