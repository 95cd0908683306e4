"""Integrity with a verdict per item: every record of the archive, every capture's place and digest, database, log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from db import DiskFull, StoreError
from db.checked import CheckedRecord, CheckedRecords
from monitor.capture.http import MAX_REDIRECTS
from monitor.capture.reading import FILES, Expected, RecordVerdict
from monitor.capture.stated import Stated, address_key, read_stated
from monitor.models import WarcPosition
from monitor.run.importing.again import compare_versions
from monitor.run.rows import body_digest, position_of
from monitor.run.sealing.manifests import verify_manifests
from monitor.run.sealing.stamp_checks import verify_stamps
from monitor.run.verifying.row_checks import Beside, unlike
from monitor.run.workspace import DATABASE, Workspace

OF_PARENT: Final = ("url", "final_url", "how", "source_id", "server_date", "taken_at", "fetched_at", "doubt")


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """One thing that was checked; `reason` says what does not hold.

    `unproven`: nothing is wrong with it, but no time stamp proves when it was there. `notice`: it holds, and its
    `reason` is to be read all the same. `untrusted`: a stamp that leads to none of the certificates it was checked by.
    """

    kind: Literal["record", "capture", "version", "manifest", "stamp", "database", "audit", "file", "copy", "left_out"]
    item: str
    ok: bool
    reason: str = ""
    unproven: bool = False
    notice: bool = False
    untrusted: bool = False

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
    """Check the hash chain of the audit log, entry by entry, and tell where its times go back."""
    backs = workspace.store.times_back()
    for verdict in workspace.store.verify_audit():
        back = f"is dated before the entry before it, which says {backs[verdict.id]}" if verdict.id in backs else ""
        reason = "; ".join(filter(None, (verdict.reason, back and f"{back}: the clock was wrong before or after")))
        yield ItemVerdict("audit", str(verdict.id), verdict.ok, reason, notice=bool(back) and verdict.ok)


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
        yield ItemVerdict("stamp", stamp.file, stamp.ok, stamp.reason, notice=stamp.ok and stamp.early)


def _verify_records(workspace: Workspace, whole: CheckedRecords) -> Iterator[ItemVerdict]:
    """Read every record, once; those that are whole are noted with their digests for the checks that follow."""
    for record in workspace.archive.verify_all():
        place = record.position
        name = f"{place.file}@{place.offset}"
        if record.ok and not record.torn:
            _note(record, whole)
        yield ItemVerdict("record", f"{name} {record.kind}", record.ok or record.torn, record.reason)
    whole.index()
    for record_id, count, places in whole.twice():
        yield ItemVerdict("record", record_id, False, f"{count} records have this id, among them {places}")


def _note(record: RecordVerdict, whole: CheckedRecords) -> None:
    place, stated = record.position, record.stated
    said = stated.written() if stated and record.kind != "request" else ""
    whole.add(
        CheckedRecord(
            place.file, place.offset, place.length, place.record_id, record.date, record.out_of,
            record.body_sha256, record.raw_sha256, said,
        )
    )  # fmt: skip
    if stated and (onward := stated.onward):
        whole.add_redirect(address_key(stated.uri), address_key(onward))


def _verify_captures(workspace: Workspace, whole: CheckedRecords) -> Iterator[ItemVerdict]:
    """Each capture, numbers that are not there, and what manifests list that no capture names."""
    before = 0
    for row in workspace.store.iter_captures():
        if (number := int(row["id"])) > before + 1:
            missing = f"{before + 1}" if number == before + 2 else f"{before + 1}-{number - 1}"
            yield ItemVerdict("capture", missing, False, "is missing in the database: captures are never taken out")
        before = number
        problem = _wrong_capture(workspace, row, whole)
        yield ItemVerdict("capture", str(number), not problem, problem)
    for manifest, listed in whole.unnamed():
        record = whole.at(listed.file, listed.offset)
        stated = read_stated(record.stated) if record and record.stated else None
        if listed.kind in FILES or (stated and not _is_unstored(stated)):
            reason = f"{manifest} lists this {listed.kind}, and no capture of the database names it"
            yield ItemVerdict("capture", f"{listed.file}@{listed.offset}", False, reason)


def _is_unstored(stated: Stated) -> bool:
    """True for what is kept without a capture of its own: robots.txt and what leads on."""
    return bool(stated.onward) or urlsplit(stated.uri).path == "/robots.txt"


def _wrong_capture(workspace: Workspace, row: dict[str, Any], whole: CheckedRecords) -> str:
    """What does not hold of a capture: its record (one not found in the one pass is read again), row, manifest."""
    position, record_id = position_of(row), row["warc_record_id"]
    other = whole.name(record_id, row["id"], row["sha256"]) if record_id else 0
    if position is None:
        return "has no record in the archive"
    expected = Expected(row["fetched_at"], row["parent_record_id"] or "")
    found = whole.at(position.file, position.offset)
    if found is not None and _is_as_expected(found, position, body_digest(row), expected):
        stated = read_stated(found.stated) if found.stated else None
    else:
        verdict = workspace.archive.verify(position, body_digest(row), expected)
        if not verdict.ok:
            return verdict.reason
        stated = verdict.stated
    twice = f"capture {other} names the same record" if other else ""
    said = unlike(row, stated, _beside(row, stated, whole)) if stated else "its record is none of a capture"
    return "; ".join(filter(None, (twice, said, _unlisted(row["run_id"], position, whole))))


def _beside(row: dict[str, Any], stated: Stated, whole: CheckedRecords) -> Beside:
    parent = {name: row[f"parent_{name}"] for name in OF_PARENT} if row["parent_url"] is not None else None
    confirmed = whole.digests(stated.refers_to) if stated.kind == "revisit" and stated.refers_to else frozenset[str]()
    leads = None
    if row["final_url"] and stated.kind in {"response", "revisit", "metadata"}:
        leads = whole.leads(address_key(row["url"]), address_key(stated.uri), MAX_REDIRECTS)
    return Beside(parent, confirmed, leads)


def _unlisted(run_id: int, position: WarcPosition, whole: CheckedRecords) -> str:
    """Why a capture's record is not the one that a manifest lists; '' when it is, and when no manifest can say."""
    listed = whole.listed(position.record_id)
    if not listed:
        name = whole.manifest_of(run_id)
        return f"{name} does not list its record" if name else ""
    for one in listed:
        if (one.run, one.file, one.offset, one.length) == (run_id, position.file, position.offset, position.length):
            return ""
    first = listed[0]
    return (
        f"{whole.manifest_of(first.run)} lists its record at {first.file}@{first.offset}, {first.length} bytes, of run "
        f"{first.run}; the database says {position.file}@{position.offset}, {position.length} bytes, of run {run_id}"
    )


def _is_as_expected(found: CheckedRecord, position: WarcPosition, sha256: str, expected: Expected) -> bool:
    """True when all holds that `EvidenceArchive.verify` checks."""
    return (
        (found.length, found.record_id) == (position.length, position.record_id)
        and (not sha256 or found.body in {"", sha256})
        and (found.date, found.out_of) == (expected.date, expected.out_of)
    )


def _verify_database(workspace: Workspace) -> Iterator[ItemVerdict]:
    problems = list(workspace.store.check())
    for problem in problems:
        yield ItemVerdict("database", DATABASE, False, problem)
    if not problems:
        yield ItemVerdict("database", DATABASE, True)
