"""Whether kept time stamps hold: offline, against the manifests as they lie there and the authorities' certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from db import CLOCK_SECONDS
from monitor.capture.members import open_regular
from monitor.capture.posting import MAX_ANSWER_BYTES
from monitor.errors import DataFileError, ItemError
from monitor.run.sealing.manifests import FOLDER, UNREADABLE
from monitor.run.workspace import Workspace
from monitor.stamps import FILE_NAME, Asked, Authority, load_authorities, read_certificates

if TYPE_CHECKING:
    from monitor.stamps.answers import Stamp

ACTION: Final = "stamp"  # in the audit log
SUFFIX: Final = ".tsr"
OPEN: Final = ".part"
_TOLD: Final = ("authority", "manifest", "imprint", "nonce", "policy_asked", "file", "sha256", "time")
NOT_INSTALLED: Final = (
    "time stamps need the package rfc3161-client; install it with: pip install 'hydrowatch[timestamp]'"
)


class Reader(Protocol):
    """monitor.stamps.answers, which needs the extra."""

    def examine(self, response: bytes, asked: Asked, certificates: bytes) -> Stamp:
        """What a stamp states. Raises ItemError when it does not hold."""
        ...

    def trusted(self, certificates: bytes) -> object:
        """The certificates of a file. Raises ItemError when there are none."""
        ...


def load_reader() -> Reader | None:
    """The reader of stamps; None without the extra."""
    try:
        return cast("Reader", import_module("monitor.stamps.answers"))
    except ImportError:
        return None


@dataclass(frozen=True, slots=True)
class StampVerdict:
    """One stamp: of which manifest by whom, its file and digest, when, whether it holds, what it states or lacks.

    `early`: it is older than what it stamps by our clock, which therefore was wrong; only where all runs are checked.
    """

    manifest: str
    authority: str
    file: str
    sha256: str = ""
    time: str = ""
    ok: bool = False
    reason: str = ""
    early: bool = False


@dataclass(slots=True)
class _Checking:
    """What the check of many stamps reads once."""

    workspace: Workspace
    authorities: dict[str, Authority] = field(default_factory=dict)
    problem: str = ""
    digests: dict[str, str] = field(default_factory=dict)

    def digest(self, manifest: str) -> str:
        """The SHA-256 of a manifest as it lies there now, '' when it does not."""
        if manifest not in self.digests:
            self.digests[manifest] = digest_of_file(self.workspace.path / FOLDER / Path(manifest).name)
        return self.digests[manifest]


def verify_stamps(workspace: Workspace, run_id: int | None = None) -> Iterator[StampVerdict]:
    """Check every stamp that the audit log or the folder knows, without network; `run_id`: of this run alone."""
    checking = _Checking(workspace)
    try:
        checking.authorities = {one.name: one for one in load_authorities(workspace.path)}
    except DataFileError as error:
        checking.problem = f"cannot be checked: {error}"
    known = set[str]()
    latest = workspace.store.latest_captures() if run_id is None else {}
    for entry in workspace.store.audit_entries(ACTION, subject_of(run_id)):
        told = entry["detail"]
        if not _is_whole(told):
            yield StampVerdict("", "", f"entry {entry['id']} of the audit log", reason=UNREADABLE)
            continue
        known.add(told["file"])
        ok, reason = _judge(checking, told, entry["at"])
        capture, taken = latest.get(entry["subject"], (0, ""))
        if early := ok and is_early(told["time"], taken):
            reason += f"; that is before our clock says that capture {capture} was made, {taken}: our clock was wrong"
        yield StampVerdict(
            told["manifest"], told["authority"], told["file"], told["sha256"], told["time"], ok, reason, early
        )
    for path in sorted((workspace.path / FOLDER).glob(f"*{SUFFIX}")) if run_id is None else ():
        if path.name not in known:
            yield StampVerdict("", "", path.name, reason="the audit log knows no stamp of this name")


def is_early(stamped: str, ours: str) -> bool:
    """True when a stamp is older than what it stamps by our clock (both ISO 8601), by more than clocks differ."""
    if not ours:
        return False
    return (datetime.fromisoformat(ours) - datetime.fromisoformat(stamped)).total_seconds() > CLOCK_SECONDS


def _is_whole(told: Mapping[str, Any]) -> bool:
    """True when a row of the audit log says of a stamp all that it is checked against."""
    return all(isinstance(told.get(name), str) for name in _TOLD)


def subject_of(run_id: int | None) -> str:
    """The subject of what the audit log says of a run; '' for all runs."""
    return "" if run_id is None else f"run {run_id}"


def _judge(checking: _Checking, told: Mapping[str, Any], at: str) -> tuple[bool, str]:
    """Whether a stamp holds, and what it states or why it does not."""
    try:
        stamp, certificates = _examined(checking, told)
        return True, stated(stamp, told, at) + _other_roots(told, certificates)
    except ItemError as error:
        return False, error.reason
    except (ValueError, OverflowError):  # a name that is none, a number that is not hexadecimal, a time that is none
        return False, f"cannot be checked: what the audit log says of it {UNREADABLE}"


def _examined(checking: _Checking, told: Mapping[str, Any]) -> tuple[Stamp, bytes]:
    """A stamp that holds, of the manifest as it is now, and the certificates that say so. Raises ItemError."""
    response = _read(checking.workspace.path / FOLDER / Path(told["file"]).name)
    if (found := hashlib.sha256(response).hexdigest()) != told["sha256"]:
        raise _doubt(told, f"has the SHA-256 {found}, the audit log says {told['sha256']}")
    now = checking.digest(told["manifest"])
    if now != told["imprint"]:
        raise _doubt(
            told, f"stamps the digest {told['imprint']}, {told['manifest']} now has {now or 'none: it is gone'}"
        )
    if checking.problem:
        raise _doubt(told, checking.problem)
    authority = checking.authorities.get(told["authority"])
    if authority is None:
        raise _doubt(told, f"cannot be checked: enter {told['authority']} in {FILE_NAME} again")
    if (reader := load_reader()) is None:
        raise _doubt(told, f"cannot be checked: {NOT_INSTALLED}")
    asked = Asked(told["imprint"], int(told["nonce"], 16), told["policy_asked"])
    certificates = read_certificates(checking.workspace.path, authority)
    return reader.examine(response, asked, certificates), certificates


def _other_roots(told: Mapping[str, Any], certificates: bytes) -> str:
    """That the certificates are others than when the stamp was asked for, which may be a renewal; '' when not."""
    then, now = told.get("ca_sha256"), hashlib.sha256(certificates).hexdigest()
    return "" if then == now else f", by other certificates ({now}) than when it was asked for ({then})"


def _doubt(told: Mapping[str, Any], reason: str) -> ItemError:
    return ItemError(told["file"], "stamp", reason)


def stated(stamp: Stamp, told: Mapping[str, Any], at: str) -> str:
    """What a sound stamp states, in one line.

    Args: told, what was noted of it; at, our time when it was asked for.
    """
    exact = "" if stamp.accuracy is None else f" ±{stamp.accuracy:g} s"
    apart = abs((datetime.fromisoformat(stamp.time) - datetime.fromisoformat(at).astimezone(UTC)).total_seconds())
    clock = f", {apart:.0f} s from our clock" if apart > CLOCK_SECONDS else ""
    return f"stamped {stamp.time}{exact}{clock}, number {stamp.serial:x}, nonce {told['nonce']}"


def _read(path: Path) -> bytes:
    """The bytes of a kept answer; one whose file waits for its name after a kill is found too. Raises ItemError."""
    half = path.with_name(f"{path.name}{OPEN}")
    try:
        with open_regular(half if half.exists() and not path.exists() else path) as file:
            return file.read(MAX_ANSWER_BYTES + 1)
    except OSError as error:
        raise ItemError(path.name, "stamp", f"cannot be read ({error.strerror}); restore it from a backup") from error


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file, '' when it cannot be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
