"""Integrity with a verdict per item: every record of the archive, every capture's place and digest, database, log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from monitor.capture.reading import Expected
from monitor.run.again import compare_versions
from monitor.run.manifests import verify_manifests
from monitor.run.rows import body_digest, position_of
from monitor.run.stamp_checks import verify_stamps
from monitor.run.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One thing that was checked; `reason` says what does not hold."""

    kind: Literal["record", "capture", "version", "manifest", "stamp", "database", "audit", "file"]
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
    yield from _verify_records(workspace)
    yield from _verify_captures(workspace)
    if deep:
        for version_id, problem in compare_versions(workspace):
            yield ItemVerdict("version", str(version_id), not problem, problem)
    for manifest in verify_manifests(workspace):
        yield ItemVerdict("manifest", manifest.name, not manifest.problem, manifest.problem)
    for stamp in verify_stamps(workspace):
        yield ItemVerdict("stamp", stamp.file, stamp.ok, stamp.reason)
    yield from _verify_database(workspace)
    yield from verify_audit(workspace)


def verify_audit(workspace: Workspace) -> Iterator[ItemVerdict]:
    """Check the hash chain of the audit log, entry by entry."""
    for verdict in workspace.store.verify_audit():
        yield ItemVerdict("audit", str(verdict.id), verdict.ok, verdict.reason)


def _verify_records(workspace: Workspace) -> Iterator[ItemVerdict]:
    for record in workspace.archive.verify_all():
        name = f"{record.position.file}@{record.position.offset}"
        yield ItemVerdict("record", f"{name} {record.kind}", record.ok or record.torn, record.reason)


def _verify_captures(workspace: Workspace) -> Iterator[ItemVerdict]:
    """That each capture's record is where and what the database says (its bytes are read a second time for that)."""
    for row in workspace.store.iter_captures():
        position = position_of(row)
        if position is None:
            yield ItemVerdict("capture", str(row["id"]), False, "has no record in the archive")
            continue
        expected = Expected(row["fetched_at"], row["parent_record_id"] or "")
        verdict = workspace.archive.verify(position, body_digest(row), expected)
        yield ItemVerdict("capture", str(row["id"]), verdict.ok, verdict.reason)


def _verify_database(workspace: Workspace) -> Iterator[ItemVerdict]:
    problems = list(workspace.store.check())
    for problem in problems:
        yield ItemVerdict("database", "hydrowatch.db", False, problem)
    if not problems:
        yield ItemVerdict("database", "hydrowatch.db", True)
