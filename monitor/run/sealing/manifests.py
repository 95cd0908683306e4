"""A manifest for each run: the SHA-256 of every record it wrote and the head of the audit log, itself noted there.

Lines are written as records are, so that a run that was killed leaves what it had; the next run closes it. A time
stamp over one manifest covers all that the run kept, and by the audit log's head all that was done before.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Self

from db.checked import CheckedRecords, ListedRecord
from monitor.__about__ import __version__
from monitor.capture.archive import Written
from monitor.capture.copying import digest_of
from monitor.capture.members import open_regular
from monitor.run.workspace import Workspace

FOLDER: Final = "manifests"
FORMAT: Final = "hydrowatch-manifest/1"
ACTION: Final = "manifest"
UNREADABLE: Final = "does not say what it did when it was written: it was changed"
_OPEN: Final = ".part"


class Manifest:
    """The manifest of a run in progress; `note` takes each record once it is on disk.

    `clock_back`: when the audit log was last written to, where the clock says an earlier moment when the run begins.
    """

    def __init__(self, workspace: Workspace, run_id: int, kind: str, clock_back: str = "") -> None:
        folder = workspace.path / FOLDER
        folder.mkdir(exist_ok=True)
        self._path = folder / f"{name_of(run_id)}{_OPEN}"
        self._file: BinaryIO = self._path.open("wb", buffering=0)  # unbuffered: a kill takes no line
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)  # whoever finds it held knows that this run lives
            back = {"clock_back_from": clock_back} if clock_back else {}
            self._say({"format": FORMAT, "run": run_id, "kind": kind, "began_at": workspace.now(),
                       "tool_version": __version__, **back})  # fmt: skip
        except OSError:  # the disk is full
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()  # a full disk may have kept `close` from being called

    def note(self, written: Written) -> None:
        """Add one record."""
        place = written.position
        self._say({"file": place.file, "offset": place.offset, "length": place.length, "record_id": place.record_id,
                   "type": written.kind, "sha256": written.sha256})  # fmt: skip

    def close(self, workspace: Workspace, run_id: int, status: str) -> None:
        """End the file and note its digest in the audit log."""
        with self._file:
            _close(workspace, self._path, run_id, status)

    def _say(self, value: dict[str, Any]) -> None:
        self._file.write(_line(value))


def name_of(run_id: int) -> str:
    """The file name of a run's manifest."""
    return f"manifest-{run_id}.jsonl"


def close_killed(workspace: Workspace) -> list[int]:
    """Close the manifests of runs that were killed; of a line that was cut off nothing stays.

    Returns the runs of other processes that are under way and wait for their turn.
    """
    under_way = []
    for path in sorted((workspace.path / FOLDER).glob(f"manifest-*.jsonl{_OPEN}")):
        number = path.name.removeprefix("manifest-").removesuffix(f".jsonl{_OPEN}")
        if not number.isdecimal():
            continue  # a copy that somebody made
        run_id = int(number)
        with path.open("rb+") as file:
            if not _is_left(file):
                under_way.append(run_id)
                continue
            file.truncate(size := _whole_lines(file))
        if size:
            _close(workspace, path, run_id, "killed")
        else:
            path.unlink()
    return under_way


def _is_left(file: BinaryIO) -> bool:
    """True when no process holds the manifest any more."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _whole_lines(file: BinaryIO) -> int:
    return sum(len(line) for line in file if line.endswith(b"\n"))


def _close(workspace: Workspace, path: Path, run_id: int, status: str) -> None:
    """Last line, audit log, final name, in this order: a kill in between is made good by doing it again."""
    with path.open("rb+") as file:
        records, closed = 0, False
        for line in file:
            records, closed = records + (b'"offset":' in line), b'"audit":' in line
        if not closed:
            head = workspace.store.audit_rows(1)[0]
            file.write(_line({"records": records, "status": status, "ended_at": workspace.now(),
                              "audit": {"id": head["id"], "hash": head["hash"]}}))  # fmt: skip
            os.fsync(file.fileno())
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    final = path.with_name(path.name.removesuffix(_OPEN))
    told = {"file": final.name, "sha256": sha256, "records": records}
    if not (
        closed and any(entry["detail"] == told for entry in workspace.store.audit_entries(ACTION, f"run {run_id}"))
    ):
        workspace.store.audit(workspace.operator, ACTION, f"run {run_id}", told)
    path.rename(final)


def _line(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


@dataclass(frozen=True, slots=True)
class ManifestVerdict:
    """Whether one manifest, and all that it lists, is as it was written."""

    name: str
    problem: str = ""


class Told(NamedTuple):
    """What the audit log says of a manifest."""

    file: str
    sha256: str


def told_of(entry: Mapping[str, Any]) -> Told | None:
    """What a row of the audit log says of a manifest; None when it was changed and does not say it any more."""
    told = Told(entry["detail"].get("file"), entry["detail"].get("sha256"))
    return told if all(isinstance(value, str) for value in told) else None


def verify_manifests(workspace: Workspace, whole: CheckedRecords) -> Iterator[ManifestVerdict]:
    """Check every manifest that the audit log or the folder knows, and the bytes of every record it lists.

    Args: whole, the records that were found whole just now; one that is not among them, or otherwise, is read again. It
    takes in what the manifests list that are as the audit log knows them.
    """
    folder, known = workspace.path / FOLDER, set[str]()
    for entry in workspace.store.audit_entries(ACTION):
        if (told := told_of(entry)) is None:
            yield ManifestVerdict(f"entry {entry['id']} of the audit log", UNREADABLE)
            continue
        known.add(told.file)
        path = folder / Path(told.file).name
        yield ManifestVerdict(told.file, _problem(workspace, path, told.sha256, whole))
    for path in sorted(folder.glob("manifest-*.jsonl")):
        if path.name not in known:
            yield ManifestVerdict(path.name, "the audit log knows no manifest of this name")


def _problem(workspace: Workspace, path: Path, sha256: str, whole: CheckedRecords) -> str:
    try:
        with open_regular(path) as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != sha256:
                return f"has the SHA-256 {found}, the audit log says {sha256}"
            file.seek(0)
            return _wrong_lines(workspace, file, whole)
    except FileNotFoundError:
        return f"{FOLDER}/{path.name} is missing; restore it from a backup"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"


def _wrong_lines(workspace: Workspace, file: BinaryIO, whole: CheckedRecords) -> str:
    bad, first, count, run = 0, "", 0, 0
    for number, line in enumerate(file, 1):
        try:
            value = json.loads(line)
            run = int(value.get("run", run))
            if "status" in value:
                whole.add_manifest(run, name_of(run), str(value["status"]))
            if "offset" in value:
                count += 1
                whole.add_listed(_listed(run, value))
                if found := _wrong_record(workspace.archive.folder, value, whole):
                    bad, first = bad + 1, first or found
            elif (head := value.get("audit")) and workspace.store.audit_hash(int(head["id"])) != head["hash"]:
                return f"names another entry {head['id']} of the audit log than there is"
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return f"cannot be read: its line {number} is not as this program writes it"
    return f"{bad} of its {count} records are not as they were written, the first: {first}" if bad else ""


def _listed(run: int, value: Mapping[str, Any]) -> ListedRecord:
    place = str(value["file"]), int(value["offset"]), int(value["length"])
    return ListedRecord(str(value["record_id"]), run, *place, str(value["type"]))


def _wrong_record(folder: Path, value: dict[str, Any], whole: CheckedRecords) -> str:
    found_whole = whole.at(str(value["file"]), int(value["offset"]))
    if found_whole and (found_whole.length, found_whole.raw) == (value["length"], value["sha256"]):
        return ""
    where = f"{value['file']}@{value['offset']}"
    try:
        found = digest_of(folder / Path(value["file"]).name, value["offset"], value["length"])
    except OSError as error:
        return f"{where} cannot be read: {error.strerror}"
    return "" if found == value["sha256"] else f"{where} has the SHA-256 {found}"
