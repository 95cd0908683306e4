"""Importing files by hand: each file's exact bytes are kept first, then it is read like any other capture.

An archive is kept as a whole, then each document in it as a capture of its own. Its bytes count as known when all of
them were taken, so that an import that was broken off goes on where it was.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from monitor.capture import CaptureTools, capture_file, capture_member, dated
from monitor.capture.files import EMPTY
from monitor.errors import InputError, ItemError
from monitor.models import Capture, How
from monitor.run.columns import TABLES, kept_choices
from monitor.run.jobs import job
from monitor.run.pipeline import Run, process
from monitor.run.report import Became, Progress, Report, silent
from monitor.run.rows import capture_row
from monitor.run.verify import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES, ArchiveKind, Limits, Member, unpack
from monitor.unpack.saved import folders_of, is_loaded, pages_of

SOURCE_ID: Final = "import"
_ARCHIVES: Final[dict[str, ArchiveKind]] = {media_type: kind for kind, media_type in ARCHIVE_TYPES.items()}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file with the name it is known by, never a machine path; `problem` says why a folder could not be read.

    `how` it came; `address`: where it was saved from, by the word of whoever sent it ('' for not known). `loaded`: a
    saved page loads it; it is kept and not read.
    """

    path: Path
    name: str
    problem: str = ""
    how: How = "file"
    address: str = ""
    loaded: bool = False


def _unheard(_became: Became) -> None:
    """Nobody asks what became of each file."""


def import_paths(
    workspace: Workspace, paths: Sequence[Path], progress: Progress = silent, *, again: bool = False
) -> Report:
    """Import files, and the files of folders. Bytes that were imported before are not imported again.

    `again`: tables that were imported before are read once more, with the columns that are kept for them now.
    Raises InputError when none of the named paths exists; a path that is missing among others, and a file or folder
    that cannot be read, is a failed item, and the rest goes on.
    """
    if not any(os.path.lexists(path) for path in paths):
        named = ", ".join(str(path) for path in paths)
        raise InputError(f"{named}: there is no such file or folder; check the spelling")
    files = list(dict.fromkeys(found for path in paths for found in _files(path)))
    return import_files(workspace, files, f"{len(files)} files", progress, again=again)


def import_files(
    workspace: Workspace,
    files: Sequence[Incoming],
    note: str,
    progress: Progress = silent,
    ended: Callable[[Became], None] = _unheard,
    *,
    again: bool = False,
) -> Report:
    """Import files under their names in one run; `ended` is told after each file what became of it."""
    columns = kept_choices(workspace.path)
    with job(workspace, "import", note) as held, workspace.fetching() as tools:
        held.run = replace(held.run, columns=columns)
        workspace.store.upsert_source({"id": SOURCE_ID, "kind": "file", "title": "导入 import"})
        for done, found in enumerate(files):
            progress(found.name, done, len(files))
            held.run.tally.begin_file()
            if found.problem:
                held.run.fail(SOURCE_ID, ItemError(found.name, "capture", found.problem))
            elif found.loaded:
                _import_loaded(held.run, found, tools)
            else:
                _import_file(held.run, found, tools, again=again)
            ended(held.run.tally.end_file(found.name))
        progress("", len(files), len(files))
    return held.result()


def _files(path: Path) -> Iterator[Incoming]:
    """A file (also one that is not there: capturing it says so), or the files below a folder in a fixed order."""
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises inside a folder that is closed to us
        yield Incoming(path, path.name)
        for folder in folders_of(path.name):
            if path.with_name(folder).is_dir():
                yield from _files(path.with_name(folder))
        return
    closed: list[OSError] = []
    top = Path(path.resolve().name)

    def name_of(below: Path) -> str:
        return (top / below.relative_to(path)).as_posix()

    of_pages: set[Path] = set()  # folders with the files of a page
    for where, folders, files in os.walk(path, onerror=closed.append):
        folders.sort()
        here = Path(where)
        if here.parent in of_pages or any(here.absolute().with_name(page).is_file() for page in pages_of(here.name)):
            of_pages.add(here)
        for file in sorted(files):
            loaded = here in of_pages or is_loaded(file, _nowhere)
            yield Incoming(here / file, name_of(here / file), loaded=loaded)
    for error in closed:
        why = f"the folder cannot be read ({error.strerror}), so nothing in it was imported"
        yield Incoming(path, name_of(Path(error.filename)), why)


def _import_file(run: Run, found: Incoming, tools: CaptureTools, *, again: bool = False) -> None:
    store, settings, path = run.workspace.store, run.workspace.settings, found.path
    sha256 = _sha256(path, max(settings.max_file_bytes, settings.max_archive_bytes))
    if store.knows_file(sha256):
        if not (again and _read_again(run, path, sha256)):
            run.tally.add("known")
        return
    if begun := store.unfinished_archive(sha256):
        _import_members(run, path, _as_capture(begun), begun["id"], tools)
        return
    taken = capture_file(path, tools, found.name, SOURCE_ID, how=found.how, address=found.address)
    if taken.state == "ok" and taken.media_type in _ARCHIVES:
        capture_id = store.add_capture(run.id, capture_row(replace(taken, state="unpacking")))
        run.tally.add("files")
        _import_members(run, path, taken, capture_id, tools)
        return
    with store.batch():
        capture_id = store.add_capture(run.id, capture_row(taken))
        run.tally.add("files")
        if taken.state != "ok":
            run.fail(SOURCE_ID, ItemError(found.name, "capture", taken.reason or taken.state))
            return
        for _work in process(run, taken, capture_id, None):
            pass


def _nowhere(_path: str) -> bool:
    """Folders are looked at one by one: only a file's own name counts."""
    return False


def _import_loaded(run: Run, found: Incoming, tools: CaptureTools) -> None:
    """Keep a file that a saved page loads: without it the page does not look as it did."""
    settings, store = run.workspace.settings, run.workspace.store
    if store.knows_file(_sha256(found.path, settings.max_file_bytes), resource=True):
        run.tally.add("known")
        return
    taken = capture_file(found.path, tools, found.name, SOURCE_ID, how=found.how)
    kept = taken.state == "ok" or taken.body or taken.reason == EMPTY  # scripts that only count visits leave such files
    with store.batch():
        store.add_capture(run.id, capture_row(replace(taken, state="resource", reason="") if kept else taken))
        if kept:
            run.tally.add("resources")
        else:
            run.fail(SOURCE_ID, ItemError(found.name, "capture", taken.reason or taken.state))


def _import_members(run: Run, path: Path, archive: Capture, capture_id: int, tools: CaptureTools) -> None:
    """Take every document of an archive that is not known yet; then the archive is known."""
    limits = Limits(member_bytes=run.workspace.settings.max_member_bytes)
    kind = _ARCHIVES[archive.media_type]
    try:
        with path.open("rb") as file:
            for member in unpack(file, kind, path.name, limits):
                _import_member(run, member, archive, capture_id, tools)
    except OSError as error:
        reason = f"cannot be read to its end ({error.strerror or error}); import it again to go on"
        run.fail(SOURCE_ID, ItemError(archive.url, "unpack", reason))
        return
    run.workspace.store.finish_archive(capture_id)


def _import_member(run: Run, member: Member, archive: Capture, archive_id: int, tools: CaptureTools) -> None:
    store, name = run.workspace.store, f"{archive.url}!/{member.name}" if member.name else archive.url
    member = dated(member, tools.clock.now())
    if member.problem:
        run.fail(SOURCE_ID, ItemError(name, "unpack", member.problem))
    elif member.role == "resource":
        run.tally.add("resources")
    elif store.knows_file(hashlib.sha256(member.body).hexdigest(), member.url, member.taken_at):
        run.tally.add("known")
    else:
        with store.batch():
            taken = capture_member(member, archive, tools)
            if taken.state != "ok":
                run.fail(SOURCE_ID, ItemError(name, "unpack", taken.reason))
                return
            capture_id = store.add_capture(run.id, {**capture_row(taken), "parent_id": archive_id})
            run.tally.add("members")
            if member.doubt:
                run.fail(SOURCE_ID, ItemError(name, "unpack", f"{member.doubt}; it was kept and read all the same"))
            for _work in process(run, taken, capture_id, None):
                pass


def _read_again(run: Run, path: Path, sha256: str) -> bool:
    """Read a table that is kept already; False for what is no table, or for a file that changed just now."""
    store = run.workspace.store
    row = store.imported_file(sha256)
    if row is None or row["media_type"] not in TABLES:
        return False
    body = path.read_bytes()
    if hashlib.sha256(body).hexdigest() != sha256:
        return False
    with store.batch():
        for _work in process(run, replace(_as_capture(row), body=body), row["id"], None):
            pass
    run.tally.add("again")
    return True


def _as_capture(row: dict[str, Any]) -> Capture:
    """The capture of an archive whose import was broken off, as far as its members need it."""
    return Capture(
        url=row["url"], source_id=row["source_id"], state="ok", how=row["how"], fetched_at=row["fetched_at"],
        sha256=row["sha256"], media_type=row["media_type"], size=row["size"], warc=position_of(row),
    )  # fmt: skip


def _sha256(path: Path, limit: int) -> str:
    """The digest of an ordinary file; '' for anything else: capturing it says what is wrong with it."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > limit:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
