"""Integrity with a verdict per item: every record of the archive, every capture's place and digest, database, log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from db import DiskFull, StoreError
from db.checked import CheckedRecord, CheckedRecords
from monitor.capture.reading import Expected
from monitor.models import WarcPosition
from monitor.run.again import compare_versions
from monitor.run.manifests import verify_manifests
from monitor.run.rows import body_digest, position_of
from monitor.run.stamp_checks import verify_stamps
from monitor.run.workspace import DATABASE, Workspace


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One thing that was checked; `reason` says what does not hold."""

    kind: Literal["record", "capture", "version", "manifest", "stamp", "database", "audit", "file", "copy"]
    item: str
    ok: bool
    reason: str = ""

    def row(self) -> dict[str, Any]:
        """The verdict as a row to print."""
        return {"ok": self.ok, "kind": self.kind, "item": self.item, "reason": self.reason}


def verify_workspace(workspace: Workspace, *, deep: bool = False) -> Iterator[ItemVerdict]:
    """Check everything, streaming: archive, captures against it, manifests, stamps, the database, the audit log.

    Args: deep, read every capture again and compare what the versions say with it.
    """
    with CheckedRecords() as whole:
        yield from _verify_records(workspace, whole)
        yield from _told(_verify_manifests(workspace, whole))
        yield from _told(_verify_captures(workspace, whole))
        if deep:
            yield from _told(_verify_versions(workspace))
    yield from _told(_verify_stamps(workspace))
    yield from _verify_database(workspace)
    yield from _told(verify_audit(workspace))


def verify_audit(workspace: Workspace) -> Iterator[ItemVerdict]:
    """Check the hash chain of the audit log, entry by entry."""
    for verdict in workspace.store.verify_audit():
        yield ItemVerdict("audit", str(verdict.id), verdict.ok, verdict.reason)


def _told(verdicts: Iterator[ItemVerdict]) -> Iterator[ItemVerdict]:
    """The same; rows that the database cannot give are a verdict on it, and the other checks go on."""
    try:
        yield from verdicts
    except StoreError as error:
        if isinstance(error, DiskFull):  # that is ours, and says nothing of what is checked
            raise
        yield ItemVerdict("database", DATABASE, False, str(error))


def _verify_versions(workspace: Workspace) -> Iterator[ItemVerdict]:
    for version_id, problem in compare_versions(workspace):
        yield ItemVerdict("version", str(version_id), not problem, problem)


def _verify_manifests(workspace: Workspace, whole: CheckedRecords) -> Iterator[ItemVerdict]:
    for manifest in verify_manifests(workspace, whole):
        yield ItemVerdict("manifest", manifest.name, not manifest.problem, manifest.problem)


def _verify_stamps(workspace: Workspace) -> Iterator[ItemVerdict]:
    for stamp in verify_stamps(workspace):
        yield ItemVerdict("stamp", stamp.file, stamp.ok, stamp.reason)


def _verify_records(workspace: Workspace, whole: CheckedRecords) -> Iterator[ItemVerdict]:
    """Read every record, once; those that are whole are noted with their digests for the checks that follow."""
    for record in workspace.archive.verify_all():
        place = record.position
        name = f"{place.file}@{place.offset}"
        if record.ok and not record.torn:
            whole.add(
                CheckedRecord(
                    place.file, place.offset, place.length, place.record_id, record.date, record.out_of,
                    record.body_sha256, record.raw_sha256,
                )
            )  # fmt: skip
        yield ItemVerdict("record", f"{name} {record.kind}", record.ok or record.torn, record.reason)


def _verify_captures(workspace: Workspace, whole: CheckedRecords) -> Iterator[ItemVerdict]:
    """That each capture's record is where and what the database says; one that is not is read again for the reason."""
    for row in workspace.store.iter_captures():
        position = position_of(row)
        if position is None:
            yield ItemVerdict("capture", str(row["id"]), False, "has no record in the archive")
            continue
        expected = Expected(row["fetched_at"], row["parent_record_id"] or "")
        if _is_as_expected(whole.at(position.file, position.offset), position, body_digest(row), expected):
            yield ItemVerdict("capture", str(row["id"]), True)
            continue
        verdict = workspace.archive.verify(position, body_digest(row), expected)
        yield ItemVerdict("capture", str(row["id"]), verdict.ok, verdict.reason)


def _is_as_expected(found: CheckedRecord | None, position: WarcPosition, sha256: str, expected: Expected) -> bool:
    """True when all holds that `EvidenceArchive.verify` checks."""
    return (
        found is not None
        and (found.length, found.record_id) == (position.length, position.record_id)
        and (not sha256 or found.body in {"", sha256})
        and (found.date, found.out_of) == (expected.date, expected.out_of)
    )


def _verify_database(workspace: Workspace) -> Iterator[ItemVerdict]:
    problems = list(workspace.store.check())
    for problem in problems:
        yield ItemVerdict("database", DATABASE, False, problem)
    if not problems:
        yield ItemVerdict("database", DATABASE, True)
