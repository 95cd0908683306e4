"""Uploaded files: one run an upload, through the same import as files of this machine.

The server that takes them has the workspace open for reading only, so each upload opens it for writing for as long as
it takes, one after another.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from monitor.capture.sniff import TABLES
from monitor.errors import WorkspaceBusy
from monitor.parse.hints import first_words
from monitor.run.importing.corrected import Said, keep_corrections, table_again
from monitor.run.importing.imports import Incoming, import_files
from monitor.run.importing.incoming import bodies_of
from monitor.run.importing.known import told_anew
from monitor.run.report import Became
from monitor.run.workspace import Workspace, open_workspace
from monitor.unpack.har_bodies import is_body, is_har
from monitor.unpack.names import relative
from monitor.unpack.saved import is_loaded

SPOOL: Final = "incoming"  # folder of the workspace where uploads lie while they arrive
WAIT_SECONDS: Final = 30.0  # for another upload to this server, and for a watch to give way
STALE_SECONDS: Final = 24 * 3600
_turn: Final = threading.Lock()  # the writer's lock is one a process would wait for in vain against itself


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that has arrived: where it lies, its name as told, its digest, where it was saved from as told."""

    path: Path
    name: str
    sha256: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one upload; of bytes that were here before, their listings, or why there are none (`failed`).

    `noted`: what was written down of another address that was told with such bytes. `named`: title or
    name, score and level of each listing by its id. `unread`: the capture of a picture that waits for what reads it,
    `table` that of a table.
    """

    became: Became
    known: Sequence[int] = ()
    failed: str = ""
    noted: str = ""
    table: int | None = None
    named: Mapping[int, tuple[str, int, str]] = field(default_factory=dict)
    unread: int | None = None


def import_uploads(serving: Workspace, uploads: Sequence[Upload]) -> list[Received]:
    """Keep and read uploads in order, in one run.

    Raises WorkspaceBusy when another process works on the workspace, WorkspaceError when it cannot be written.
    """
    return _in_turn(serving, partial(_import, uploads=uploads))


def correct_columns(serving: Workspace, capture_id: int, said: Said) -> Received:
    """Keep what was said of the columns of a table that is here, and read it again so; what became of it.

    Raises InputError for what was said wrongly, ItemError when the evidence cannot be read, and as `import_uploads`.
    """
    (received,) = _in_turn(serving, partial(_corrected, capture_id=capture_id, said=said))
    return received


def _corrected(workspace: Workspace, capture_id: int, said: Said) -> list[Received]:
    capture = table_again(workspace, capture_id)
    keep_corrections(workspace, capture, said)
    with spool_folder(workspace.path) as spool:
        path = spool / "table"
        path.write_bytes(capture.body)
        name = unquote(capture.url.removeprefix("file:///"), errors="backslashreplace")
        return _import(workspace, [Upload(path, name, capture.sha256)], again=True)


def _in_turn(serving: Workspace, work: Callable[[Workspace], list[Received]]) -> list[Received]:
    """What `work` does with the workspace open for writing, when it is this request's turn."""
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise WorkspaceBusy(f"{serving.path}: another upload is still being read; send this one again in a minute")
    try:
        serving.renew_rules()
        again = open_workspace(serving.path, clock=serving.clock, detector=serving.detector, patience=WAIT_SECONDS)
        with again as workspace:
            return work(workspace)
    finally:
        _turn.release()


def _import(workspace: Workspace, uploads: Sequence[Upload], *, again: bool = False) -> list[Received]:
    files = list(_files(uploads))
    told: list[Became] = []
    note = f"{len(files)} uploaded"
    import_files(workspace, files, note, ended=told.append, stamped=False, again=again)
    received = (_received(workspace, sent, became) for sent, became in zip(uploads, told, strict=True))
    return [_told_of(workspace, sent, one) for sent, one in zip(uploads, received, strict=True)]


def _told_of(workspace: Workspace, sent: Upload, received: Received) -> Received:
    """With what a person needs to find what came of it."""
    numbers = dict.fromkeys([*(saved.listing_id for saved in received.became.listings), *received.known])
    rows = (workspace.store.listing(number) for number in numbers)
    named = {row["id"]: (_title(workspace, row), int(row["score"]), str(row["level"])) for row in rows if row}
    waiting = workspace.store.unread_pictures(sent.sha256) if sent.sha256 else []
    own = [int(row["id"]) for row in waiting if row["sha256"] == sent.sha256]
    kept = workspace.store.imported_file(sent.sha256) if sent.sha256 else None
    table = int(kept["id"]) if kept and kept["media_type"] in TABLES else None
    return replace(received, named=named, unread=own[0] if own else None, table=table)


def _title(workspace: Workspace, row: Mapping[str, Any]) -> str:
    """What a listing is called: words that were pasted often have no title, but first words."""
    if row["title"] or not row["version_id"]:
        return str(row["title"] or row["native_id"])
    return first_words(workspace.store.version_words(row["version_id"])[1]) or str(row["native_id"])


def _files(uploads: Sequence[Upload]) -> Iterator[Incoming]:
    """The uploads as files to import: what a page among them loads from its folder is known by the names told."""
    paths = {relative(sent.name): sent.path for sent in uploads}
    bodies = _bodies(paths)
    for n, sent in enumerate(uploads):
        name = relative(sent.name)
        loaded = name in bodies or is_loaded(name, paths.__contains__)
        beside = partial(_beside, paths, name)
        yield Incoming(sent.path, sent.name, how="upload", address=sent.address, n=n, loaded=loaded, beside=beside)


def _bodies(paths: Mapping[str, Path]) -> set[str]:
    """The names of uploads that hold what answers of a HAR among them said."""
    hars = [name for name in paths if is_har(name)] if any(is_body(name.rpartition("/")[2]) for name in paths) else []
    return {f"{har.rpartition('/')[0]}/{one}".lstrip("/") for har in hars for one in bodies_of([paths[har]])}


def _beside(paths: Mapping[str, Path], page: str, path: str, most: int) -> bytes:
    found = paths.get(f"{page.rpartition('/')[0]}/{path}".lstrip("/"))
    if found is None:
        return b""
    with found.open("rb") as file:
        return file.read(most)


def _received(workspace: Workspace, sent: Upload, became: Became) -> Received:
    if not became.counts.get("known"):
        return Received(became)
    store = workspace.store
    sha256 = became.known_by or sent.sha256
    is_new = any(became.counts.get(outcome) for outcome in ("new", "changed", "unchanged"))  # known are parts of it
    known = [*([] if is_new else store.listings_of_bytes(sha256)), *store.listings_known_in(sent.sha256)]
    first = store.known_file(sent.sha256)
    noted = told_anew(first, sent.address) if first else ""
    return Received(became, known, "" if known or is_new else store.failure_of_bytes(sent.sha256), noted)


@contextmanager
def spool_folder(workspace: Path) -> Iterator[Path]:
    """A folder that only its owner can read, on the disk of the workspace, gone at the end."""
    top = workspace / SPOOL
    top.mkdir(mode=0o700, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=top))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_spool(workspace: Path) -> None:
    """Take away what a server left that was killed while something arrived; anything younger may be another's."""
    try:
        for folder in (workspace / SPOOL).iterdir():
            if time.time() - folder.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return
