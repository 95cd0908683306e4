"""The custody record of one capture: who kept it, when by which clock, how, and the chain from bytes to manifest.

Each step carries the digest by which the next one, or anybody, can check it; what can be checked here is checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from monitor.capture.copying import Kept, digest_of, kept_record
from monitor.capture.reading import Expected
from monitor.errors import InputError, ItemError
from monitor.html.frames import put_in
from monitor.models import FETCHED
from monitor.parse.listings import decode_capture
from monitor.parse.saved import read_saved
from monitor.payload import PAGES, bare_type
from monitor.publish.origin import address_by
from monitor.run.rereading import capture_again
from monitor.run.rows import body_digest, position_of
from monitor.run.sealing.manifests import ACTION, FOLDER, UNREADABLE, told_of
from monitor.run.sealing.stamp_checks import is_early, verify_stamps
from monitor.run.verifying.row_checks import Beside, unlike
from monitor.run.workspace import Workspace

MAX_AGAIN: Final = 100  # times that the same bytes came again are told
MAX_PAGE: Final = 20_000_000  # bytes of a page that is read for the address that it names itself
_ADDRESSES: Final = {  # whose word the final address is -> the name of the fact
    "redirect": "final_url", "sender": "told_by_sender", "archive": "told_by_archive", "file": "told_by_file",
}  # fmt: skip
StepKind = Literal[
    "original", "member", "again", "view", "answer", "note", "record", "frame", "version", "manifest", "audit", "stamp"
]


@dataclass(frozen=True, slots=True)
class Step:
    """One link: its name, its SHA-256 (hex, '' for none), what is known of it, and whether it holds.

    `ok` None: nothing was checked. A record's digest is over its gzip member, as manifests have it.
    """

    kind: StepKind
    name: str
    sha256: str
    facts: Mapping[str, Any]
    ok: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """The chain of one capture, the oldest link first; `doubts`: times in it that cannot all be true."""

    capture_id: int
    steps: tuple[Step, ...]
    doubts: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True when no link that was checked is broken."""
        return all(step.ok is not False for step in self.steps)

    def row(self) -> dict[str, Any]:
        """The record as values for programs."""
        steps = [asdict(step) for step in self.steps]
        return {"capture": self.capture_id, "holds": self.holds, "steps": steps, "doubts": list(self.doubts)}


def custody_of(workspace: Workspace, capture_id: int) -> Custody:
    """The custody record of a capture, with that of the archive it came out of. Raises InputError: no such capture."""
    row = workspace.store.capture(capture_id)
    if row is None:
        raise InputError(f"there is no capture {capture_id}; 'hydrowatch show LISTING' names those of a listing")
    steps: list[Step] = []
    chain = [row]
    while (above := chain[0]["parent_id"]) is not None and above < chain[0]["id"]:
        if (parent := workspace.store.capture(above)) is None:
            break
        chain.insert(0, parent)
    for one, of in zip(chain, [None, *chain], strict=False):
        steps += _kept(workspace, one, of)
    steps += _again(workspace, capture_id)
    steps += _versions(workspace, capture_id)
    steps += _manifest(workspace, row)
    return Custody(capture_id, tuple(steps), tuple(_doubts(workspace, row, steps)))


def _kept(workspace: Workspace, row: Mapping[str, Any], parent: Mapping[str, Any] | None) -> Iterator[Step]:
    """What came, and the record it is kept in."""
    store = workspace.store
    run = store.run(row["run_id"]) or {}
    kind: StepKind = "note" if not row["sha256"] else "answer" if row["how"] == "http" else "original"
    facts = {
        "how": row["how"], "by": row["operator"], "our_clock": row["fetched_at"],
        "their_clock" if row["how"] in FETCHED else "file_date": row["server_date"],
        "kept_before" if row["undated"] else "taken_at": row["taken_at"],
        "stored_at": row["recorded_at"], "tool": f"hydrowatch {row['tool_version']}",
        "run": f"{row['run_id']} ({run.get('kind', '?')}, {run.get('started_at', '?')})", "source": row["source_id"],
        **_addresses(workspace, row), "state": row["state"], "status": row["status"], "reason": row["reason"],
        "media_type": row["media_type"], "size": row["size"] or None,
    }  # fmt: skip
    yield Step(
        "view" if row["how"] == "render" else "member" if parent else kind, row["url"], row["sha256"], _said(facts)
    )
    yield _record(workspace, row, parent)
    if parent and bare_type(row["media_type"]) in PAGES and row["size"] <= MAX_PAGE:
        yield from _frames(workspace, row, parent)


def _frames(workspace: Workspace, row: Mapping[str, Any], parent: Mapping[str, Any]) -> Iterator[Step]:
    """The frames that were put into a page, with the captures of their files; what the page says so itself is none."""
    try:
        made = decode_capture(capture_again(workspace, row)).text
        found = dict.fromkeys(put_in(made))
        page = decode_capture(capture_again(workspace, parent)).text if found else ""
    except (ItemError, OSError):
        return  # that a record cannot be read is told of it
    for address, sha256 in found:
        if sha256 not in page:
            kept = workspace.store.capture_of_bytes(sha256, row["run_id"])
            facts = {"capture": kept["id"], "kept_as": kept["url"]} if kept else {"within": parent["parent_id"]}
            yield Step("frame", address, sha256, _said(facts), None)


def _addresses(workspace: Workspace, row: Mapping[str, Any]) -> dict[str, str]:
    """The final address by whose word it is that, and beside one that was only told the one that the page names."""
    if not (by := address_by(row)):
        return {}
    found = {_ADDRESSES[by]: str(row["final_url"])}
    return found if by == "redirect" else {**found, "own_url": _own_address(workspace, row)}


def _own_address(workspace: Workspace, row: Mapping[str, Any]) -> str:
    """The address that a page names itself (the note of the program that saved it, its head); '' for none."""
    if bare_type(row["media_type"]) not in PAGES or row["size"] > MAX_PAGE:
        return ""
    try:
        return read_saved(decode_capture(capture_again(workspace, row)).text, "html").url
    except (ItemError, OSError):
        return ""  # that its record cannot be read is the next link


def _record(workspace: Workspace, row: Mapping[str, Any], parent: Mapping[str, Any] | None) -> Step:
    position = position_of(dict(row))
    if position is None:
        return Step("record", "", "", {}, False, "the database names no record in the archive")
    expected = Expected(row["fetched_at"], parent["warc_record_id"] if parent else "")
    verdict = workspace.archive.verify(position, body_digest(row), expected)
    path = workspace.archive.folder / position.file
    facts: dict[str, Any] = {"place": f"{position.offset} + {position.length}", "record_id": position.record_id}
    try:
        facts |= _of_record(kept_record(path, position.offset))
        digest = digest_of(path, position.offset, position.length)
    except (ItemError, OSError) as error:
        return Step("record", f"archive/{position.file}", "", _said(facts), False, verdict.reason or str(error))
    problem = verdict.reason or (unlike(row, verdict.stated, _beside(workspace, row, parent)) if verdict.stated else "")
    return Step("record", f"archive/{position.file}", digest, _said(facts), not problem, problem)


def _beside(workspace: Workspace, row: Mapping[str, Any], parent: Mapping[str, Any] | None) -> Beside:
    confirmed = workspace.store.confirmed_capture(row["id"])
    return Beside(parent, frozenset({confirmed["sha256"]}) if confirmed else frozenset())


def _of_record(kept: Kept) -> dict[str, Any]:
    names = {"type": "WARC-Type", "block_digest": "WARC-Block-Digest", "server_address": "WARC-IP-Address",
             "refers_to": "WARC-Refers-To"}  # fmt: skip
    return {fact: kept.get(name) for fact, name in names.items()}


def _again(workspace: Workspace, capture_id: int) -> Iterator[Step]:
    """Under which names the same bytes were brought again."""
    for row in islice(workspace.store.came_again(capture_id), MAX_AGAIN):
        name = f"{row['parent']}!/{row['name']}" if row["parent"] else row["name"]
        yield Step("again", name, "", {"run": f"{row['import_id']} (import)", "stored_at": row["recorded_at"]})


def _versions(workspace: Workspace, capture_id: int) -> Iterator[Step]:
    for row in workspace.store.versions_of_capture(capture_id):
        facts = {
            "listing": row["listing_id"],
            "number": row["n"],
            "title": row["title"],
            "stored_at": row["recorded_at"],
        }
        yield Step("version", str(row["id"]), row["text_sha256"], facts)


def _manifest(workspace: Workspace, row: Mapping[str, Any]) -> Iterator[Step]:
    """The manifest of the run, that it lists the record, and the entry of the audit log that knows it."""
    subject = f"run {row['run_id']}"
    entry = next(workspace.store.audit_entries(ACTION, subject), None)
    if entry is None:
        yield Step("manifest", "", "", {}, None, "none")
        return
    if (told := told_of(entry)) is None:
        yield Step("manifest", "", "", {}, False, f"entry {entry['id']} of the audit log {UNREADABLE}")
        return
    path = workspace.path / FOLDER / Path(told.file).name
    problem = (
        _missing(path.read_bytes(), told.sha256, row) if path.is_file() else "it is missing; restore it from a backup"
    )
    facts = {"records": entry["detail"].get("records")}
    yield Step("manifest", f"{FOLDER}/{told.file}", told.sha256, facts, not problem, problem)
    yield Step("audit", str(entry["id"]), workspace.store.audit_hash(entry["id"]), {"logged_at": entry["at"]})
    yield from _stamps(workspace, row["run_id"])


def _stamps(workspace: Workspace, run_id: int) -> Iterator[Step]:
    """What others stated of the manifest, each stamp checked."""
    found = False
    for stamp in verify_stamps(workspace, run_id):
        found = True
        facts = {"stamped_by": stamp.authority, "stamped_at": stamp.time}
        yield Step("stamp", f"{FOLDER}/{stamp.file}", stamp.sha256, facts, stamp.ok, stamp.reason)
    if not found:
        yield Step("stamp", "", "", {}, None, "none")


def _doubts(workspace: Workspace, row: Mapping[str, Any], steps: list[Step]) -> Iterator[str]:
    """What was done after a capture was kept and is dated before it: stamps, and entries of the audit log."""
    kept = row["fetched_at"]
    for step in steps:
        if step.kind == "stamp" and step.ok and is_early(step.facts["stamped_at"], kept):
            yield f"{step.name} is of {step.facts['stamped_at']}, before our clock says that this was kept ({kept})"
        if step.kind == "audit" and (later := workspace.store.dated_before(int(step.name), kept)):
            yield f"entry {later['id']} of the audit log was written after this and is dated before it: {later['at']}"


def _missing(body: bytes, sha256: str, row: Mapping[str, Any]) -> str:
    if (found := hashlib.sha256(body).hexdigest()) != sha256:
        return f"it has the SHA-256 {found}, the audit log says {sha256}"
    listed = (json.loads(line) for line in body.splitlines() if row["warc_record_id"].encode() in line)
    place = (row["warc_file"], row["warc_offset"], row["warc_length"])
    if any((one.get("file"), one.get("offset"), one.get("length")) == place for one in listed):
        return ""
    return "it does not list the record"


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in (None, "")}
