"""Importing files by hand: each file's exact bytes are kept first, then it is read like any other capture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from monitor.capture import CaptureTools, capture_file
from monitor.errors import InputError, ItemError
from monitor.run.jobs import job
from monitor.run.pipeline import Run, process
from monitor.run.report import Progress, Report, silent
from monitor.run.rows import capture_row
from monitor.run.workspace import Workspace

SOURCE_ID: Final = "import"


def import_paths(workspace: Workspace, paths: Iterable[Path], progress: Progress = silent) -> Report:
    """Import files, and the files of folders. Bytes that were imported before are not imported again.

    Raises InputError when a named path does not exist; a file that cannot be read is a failed item, the rest goes on.
    """
    files = [found for path in paths for found in _files(path)]
    with job(workspace, "import", f"{len(files)} files") as held, workspace.fetching() as tools:
        workspace.store.upsert_source({"id": SOURCE_ID, "kind": "file", "title": "导入 import"})
        for done, (path, name) in enumerate(files):
            progress(name, done, len(files))
            _import_file(held.run, path, name, tools)
        progress("", len(files), len(files))
    return held.result()


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """A file, or the files below a folder in a fixed order, each with the name it is known by: never a machine path."""
    if path.is_dir():
        for found in sorted(path.rglob("*")):
            if not found.is_dir():
                yield found, f"{path.resolve().name}/{found.relative_to(path).as_posix()}"
    elif path.exists() or path.is_symlink():
        yield path, path.name
    else:
        raise InputError(f"{path}: there is no such file or folder")


def _import_file(run: Run, path: Path, name: str, tools: CaptureTools) -> None:
    store, limit = run.workspace.store, run.workspace.settings.max_file_bytes
    if store.knows_file(_sha256(path, limit)):
        run.tally.add("known")
        return
    taken = capture_file(path, tools, name, SOURCE_ID)
    with store.batch():
        capture_id = store.add_capture(run.id, capture_row(taken))
        run.tally.add("files")
        if taken.state != "ok":
            run.fail(SOURCE_ID, ItemError(name, "capture", taken.reason or taken.state))
            return
        for _work in process(run, taken, capture_id, None):
            pass


def _sha256(path: Path, limit: int) -> str:
    """The digest of an ordinary file; '' for anything else: capturing it says what is wrong with it."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
