"""The time stamps that leave with a WACZ: manifests and answers as they lie there, and what it takes to check them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from db import Scope
from monitor.capture.posting import MAX_ANSWER_BYTES
from monitor.errors import ConfigError, ItemError
from monitor.run.sealing.manifests import FOLDER
from monitor.run.sealing.stamp_checks import ACTION, digest_of_file
from monitor.run.workspace import Workspace
from monitor.stamps import load_authorities, read_certificates
from monitor.unpack.streams import blocks_of

PACKED: Final = "stamps"  # the folder in the WACZ
LIST: Final = f"{PACKED}/stamps.json"
FORMAT: Final = "hydrowatch-stamps/1"
_TOLD: Final = (
    "authority", "url", "manifest", "imprint", "nonce", "policy_asked", "file", "sha256", "time", "serial", "policy",
    "ca_sha256",
)  # fmt: skip


@dataclass(slots=True)
class PackedStamps:
    """What goes into the folder: paths -> blocks. `left_out`: stamps that do not fit their manifests any more.

    `listed`: what stamps.json says of each.
    """

    files: dict[str, Iterable[bytes]] = field(default_factory=dict)
    count: int = 0
    left_out: int = 0
    listed: list[Mapping[str, Any]] = field(default_factory=list)


def packed_stamps(workspace: Workspace, scope: Scope) -> PackedStamps:
    """The stamps over the manifests of the runs whose records leave, each with its manifest and certificates.

    The answers are checked for being those that the audit log knows, over the manifests as they are now; not their
    signatures, which whoever receives the file checks.
    """
    runs = None if scope.is_everything else {f"run {row['run_id']}" for row in workspace.store.captures_of(scope)}
    found = PackedStamps()
    roots = _roots(workspace)
    for entry in workspace.store.audit_entries(ACTION):
        told = entry["detail"]
        if runs is not None and entry["subject"] not in runs:
            continue
        if (
            not all(isinstance(told.get(name), str) for name in _TOLD)
            or (response := _response(workspace, told)) is None
        ):
            found.left_out += 1
            continue
        found.count += 1
        found.files[f"{PACKED}/{told['manifest']}"] = _blocks(workspace.path / FOLDER / told["manifest"])
        found.files[f"{PACKED}/{told['file']}"] = [response]
        ca_file = f"{told['authority']}.pem" if told["authority"] in roots else ""
        if ca_file:
            found.files[f"{PACKED}/{ca_file}"] = [roots[told["authority"]]]
        found.listed.append({**{name: told[name] for name in _TOLD}, "asked_at": entry["at"], "ca_file": ca_file})
    if found.listed:
        found.files[LIST] = [(json.dumps({"format": FORMAT, "stamps": found.listed}, indent=2) + "\n").encode()]
    return found


def unstamped(workspace: Workspace, scope: Scope) -> int:
    """How many captures that would leave are of runs that no authority has stamped; 0 where none is to be asked."""
    try:
        asked = bool(load_authorities(workspace.path))
    except ConfigError:
        asked = True
    stamped = {entry["subject"] for entry in workspace.store.audit_entries(ACTION)}
    found = {run: count for run, count in workspace.store.runs_of(scope).items() if run not in stamped}
    return sum(found.values()) if asked or stamped else 0


def _roots(workspace: Workspace) -> dict[str, bytes]:
    """The certificates of the authorities that stamps.yaml names now; of one that it does not name none leave."""
    found = dict[str, bytes]()
    try:
        for authority in load_authorities(workspace.path):
            found[authority.name] = read_certificates(workspace.path, authority)
    except (ItemError, ConfigError):
        return found
    return found


def _response(workspace: Workspace, told: Mapping[str, Any]) -> bytes | None:
    """The answer of an authority; None when it or its manifest is not what the audit log knows."""
    folder = workspace.path / FOLDER
    try:
        with (folder / Path(told["file"]).name).open("rb") as file:
            response = file.read(MAX_ANSWER_BYTES + 1)
    except OSError:
        return None
    sound = hashlib.sha256(response).hexdigest() == told["sha256"]
    return response if sound and digest_of_file(folder / Path(told["manifest"]).name) == told["imprint"] else None


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from blocks_of(file)
