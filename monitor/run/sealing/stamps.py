"""Time stamps over the manifests of runs: asked for when a run ends or later, kept as they came, checked offline.

A stamp is kept as `manifests/manifest-<run>.<authority>.tsr` and known to the audit log (action `stamp`) with what was
asked and its own SHA-256. An authority that fails costs nothing but its stamp, and can be asked again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from monitor.capture import CaptureTools
from monitor.capture.posting import Message, post
from monitor.errors import DataFileError, InputError, ItemError, WorkspaceError
from monitor.run.report import Progress, Report, Tally, silent
from monitor.run.sealing.manifests import ACTION as MANIFEST
from monitor.run.sealing.manifests import FOLDER, close_killed
from monitor.run.sealing.stamp_checks import (
    ACTION,
    NOT_INSTALLED,
    OPEN,
    SUFFIX,
    digest_of_file,
    load_reader,
    subject_of,
)
from monitor.run.workspace import Workspace
from monitor.stamps import FILE_NAME, Asked, Authority, ask, load_authorities, read_certificates, request_bytes

FAILED: Final = "stamp.failed"
MOST_FAILURES: Final = 3  # of one authority in a row; then it is not asked for further manifests


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A manifest that lacks a stamp of an authority."""

    run: int
    manifest: str
    sha256: str
    authority: Authority
    name: str  # of the file it would be kept in


def stamp_run(workspace: Workspace, run_id: int, tally: Tally) -> None:
    """Have the manifest of a run that has just ended stamped; what fails is one failure each, and nothing is lost."""
    try:
        authorities = load_authorities(workspace.path)
    except DataFileError as error:
        tally.fail(ItemError(FILE_NAME, "stamp", f"nothing was stamped: {error}"))
        return
    if authorities:
        _stamp(workspace, authorities, run_id, tally, silent)


def stamp_missing(workspace: Workspace, run_id: int | None = None, progress: Progress = silent) -> Report:
    """Ask for every stamp that is missing, of one run or of all, the newest run first.

    Raises ConfigError for a wrong stamps.yaml, InputError when it names nobody, or there is no such manifest.
    """
    if workspace.read_only:
        raise WorkspaceError(f"{workspace.path}: is open for reading only")
    authorities = load_authorities(workspace.path)
    if not authorities:
        raise InputError(f"{workspace.path / FILE_NAME}: names no authority, so none is asked; see docs/evidence.md")
    close_killed(workspace)
    if run_id is not None and not any(_manifests(workspace, run_id)):
        raise InputError(f"run {run_id} has left no manifest; 'hydrowatch verify --all' lists those there are")
    tally = Tally()
    try:
        _stamp(workspace, authorities, run_id, tally, progress)
    except KeyboardInterrupt:
        return tally.report(interrupted=True)
    return tally.report()


def runs_without_stamps(workspace: Workspace) -> dict[str, list[int]]:
    """The runs whose manifest an authority of stamps.yaml has not stamped, in order, by its name; one that has stamped
    all is left out. Raises DataFileError."""
    found = {
        one.name: sorted({wanted.run for wanted in _missing(workspace, one, None)})
        for one in load_authorities(workspace.path)
    }
    return {name: runs for name, runs in found.items() if runs}


def _stamp(
    workspace: Workspace, authorities: Iterable[Authority], run_id: int | None, tally: Tally, progress: Progress
) -> None:
    if (reader := load_reader()) is None:
        tally.fail(ItemError(FILE_NAME, "stamp", NOT_INSTALLED))
        for authority in authorities:
            _note_unasked(workspace, authority, run_id, NOT_INSTALLED)
        return
    _settle(workspace)
    with workspace.fetching() as tools:
        for authority in authorities:
            try:
                reader.trusted(read_certificates(workspace.path, authority))
            except ItemError as error:
                tally.fail(ItemError(authority.name, "stamp", f"was not asked: {error.reason}"))
                _note_unasked(workspace, authority, run_id, error.reason)
            else:
                _ask_for_all(workspace, tools, list(_missing(workspace, authority, run_id)), tally, progress)


def _ask_for_all(
    workspace: Workspace, tools: CaptureTools, wanted: list[_Wanted], tally: Tally, progress: Progress
) -> None:
    """Ask one authority for its stamps, until it has failed too often."""
    in_a_row = 0
    for done, one in enumerate(wanted):
        progress(one.authority.name, done, len(wanted))
        try:
            _check_manifest(workspace, one)
        except ItemError as error:
            tally.fail(error)
            continue
        try:
            _ask_for(workspace, tools, one)
        except ItemError as error:
            tally.fail(error)
            in_a_row += 1
            if in_a_row == MOST_FAILURES and (left := len(wanted) - done - 1):
                tally.fail(ItemError(one.authority.name, "stamp", f"is not asked for {left} further manifests now"))
                return
        else:
            tally.add("stamps")
            in_a_row = 0


def _check_manifest(workspace: Workspace, wanted: _Wanted) -> None:
    """Raises ItemError when the manifest is not the one that the audit log knows: a stamp over it would mislead."""
    found = digest_of_file(workspace.path / FOLDER / wanted.manifest)
    if found != wanted.sha256:
        reason = f"is not stamped: it has the SHA-256 {found}, the audit log says {wanted.sha256}"
        raise ItemError(wanted.manifest, "stamp", reason if found else "is missing, so it cannot be stamped")


def _ask_for(workspace: Workspace, tools: CaptureTools, wanted: _Wanted) -> None:
    """Ask for one stamp, check it and keep it. Raises ItemError when there is none in the end."""
    reader, authority = load_reader(), wanted.authority
    assert reader is not None
    asked = ask(wanted.sha256, authority.policy)
    told: dict[str, Any] = {
        "authority": authority.name, "url": authority.url, "manifest": wanted.manifest, "imprint": asked.sha256,
        "nonce": f"{asked.nonce:x}", "policy_asked": asked.policy,
    }  # fmt: skip
    response = b""
    try:
        certificates = read_certificates(workspace.path, authority)
        response = post(_message(authority, asked), tools)
        stamp = reader.examine(response, asked, certificates)
    except ItemError as error:
        _note_failure(workspace, wanted, response, {**told, "reason": error.reason})
        raise ItemError(wanted.manifest, "stamp", f"no stamp of {authority.name}: {error.reason}") from error
    told |= {"file": wanted.name, "sha256": hashlib.sha256(response).hexdigest(), "time": stamp.time,
             "serial": f"{stamp.serial:x}", "policy": stamp.policy,
             "ca_sha256": hashlib.sha256(certificates).hexdigest()}  # fmt: skip
    half = _write(workspace.path / FOLDER / f"{wanted.name}{OPEN}", response)
    workspace.store.audit(workspace.operator, ACTION, f"run {wanted.run}", told)
    half.rename(half.with_name(wanted.name))


def _message(authority: Authority, asked: Asked) -> Message:
    kinds = ("application/timestamp-query", "application/timestamp-reply")
    return Message(authority.url, request_bytes(asked), *kinds, authority.allow_loopback)


def _note_unasked(workspace: Workspace, authority: Authority, run_id: int | None, reason: str) -> None:
    """Note that an authority could not even be asked, so that the log tells how each of them did last."""
    told = {"authority": authority.name, "url": authority.url, "reason": reason}
    workspace.store.audit(workspace.operator, FAILED, subject_of(run_id) or "runs", told)


def _note_failure(workspace: Workspace, wanted: _Wanted, response: bytes, told: dict[str, Any]) -> None:
    """Keep an answer that is no stamp under its digest: it may be asked for why it was refused."""
    if response:
        sha256 = hashlib.sha256(response).hexdigest()
        name = f"{Path(wanted.manifest).stem}.{wanted.authority.name}.{sha256[:12]}.refused"
        _write(workspace.path / FOLDER / name, response)
        told |= {"file": name, "sha256": sha256}
    workspace.store.audit(workspace.operator, FAILED, f"run {wanted.run}", told)


def _write(path: Path, data: bytes) -> Path:
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ItemError(path.name, "stamp", f"cannot be written: {error.strerror or error}") from error
    return path


def _settle(workspace: Workspace) -> None:
    """Finish what a kill left: an answer that the audit log knows gets its name, any other was never acknowledged."""
    halves = sorted((workspace.path / FOLDER).glob(f"*{SUFFIX}{OPEN}"))
    known = {entry["detail"].get("file") for entry in workspace.store.audit_entries(ACTION)} if halves else set()
    for half in halves:
        final = half.with_name(half.name.removesuffix(OPEN))
        if final.name in known and not final.exists():
            half.rename(final)
        else:
            half.unlink()


def _manifests(workspace: Workspace, run_id: int | None) -> Iterator[Mapping[str, Any]]:
    """The entries of the audit log that name a manifest, oldest first; `verify` tells of those that do no more."""
    yield from (
        one for one in workspace.store.audit_entries(MANIFEST, subject_of(run_id)) if _names(one, "file", "sha256")
    )


def _names(entry: Mapping[str, Any], *names: str) -> bool:
    """Whether an entry of the log still says what it was written for: somebody may have changed it."""
    return all(isinstance(entry["detail"].get(name), str) for name in names)


def _missing(workspace: Workspace, authority: Authority, run_id: int | None) -> Iterator[_Wanted]:
    """What this authority has not stamped, or whose stamp is not there any more, the newest first."""
    before = dict[str, list[Mapping[str, Any]]]()
    for entry in workspace.store.audit_entries(ACTION, subject_of(run_id)):
        if _names(entry, "manifest", "file", "sha256") and entry["detail"].get("authority") == authority.name:
            before.setdefault(entry["detail"]["manifest"], []).append(entry["detail"])
    for entry in reversed(list(_manifests(workspace, run_id))):
        name, sha256 = entry["detail"]["file"], entry["detail"]["sha256"]
        had = before.get(name, [])
        if not any(digest_of_file(workspace.path / FOLDER / one["file"]) == one["sha256"] for one in had):
            number = f".{len(had) + 1}" if had else ""
            file = f"{Path(name).stem}.{authority.name}{number}{SUFFIX}"
            yield _Wanted(int(entry["subject"].split()[1]), name, sha256, authority, file)
