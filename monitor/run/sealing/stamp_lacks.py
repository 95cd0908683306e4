"""Which looks at sources were left without a time stamp, by whom and why, as the audit log tells it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from db import Store
from monitor.run.sealing.manifests import ACTION as MANIFEST
from monitor.run.sealing.stamp_checks import ACTION, subject_of
from monitor.run.sealing.stamp_states import StampState, states_of
from monitor.stamps import FILE_NAME

Looks = Mapping[str, list[dict[str, Any]]]


def stamp_lacks(store: Store, folder: Path, looks: Looks) -> dict[str, list[dict[str, Any]]]:
    """By source: `authority`, `looks` of those given whose run it has not stamped, its `state`, and `reason` and `at`
    of its latest failure ("" while it answers). A source that lacks nothing is left out; so is all without stamps.yaml.

    A wrong stamps.yaml stands under its name, with the looks whose runs have no stamp at all.
    """
    states = states_of(store, folder)
    if not states:
        return {}
    runs = {subject_of(look["run_id"]) for found in looks.values() for look in found}
    closed = {entry["subject"] for entry in store.audit_entries(MANIFEST, *runs)} if runs else set()
    stamped = _stamped(store, closed)
    found = {name: list(filter(None, (_lack(one, ours, closed, stamped) for one in states)))
             for name, ours in looks.items()}  # fmt: skip
    return {name: lacks for name, lacks in found.items() if lacks}


def _stamped(store: Store, runs: Set[str]) -> set[tuple[str, str]]:
    """Run and authority of each stamp that was kept; authority "" for any."""
    entries = store.audit_entries(ACTION, *runs) if runs else ()
    return {(entry["subject"], name) for entry in entries for name in ("", str(entry["detail"].get("authority", "")))}


def _lack(
    state: StampState, looks: list[dict[str, Any]], closed: Set[str], stamped: Set[tuple[str, str]]
) -> dict[str, Any] | None:
    """What one authority has not stamped of the looks at one source; a run that goes on is still to be stamped."""
    name = "" if state.authority == FILE_NAME else state.authority
    runs = [subject_of(look["run_id"]) for look in looks]
    lacking = sum(run in closed and (run, name) not in stamped for run in runs)
    failing = state.state == "failing"
    return {
        "authority": state.authority, "looks": lacking, "state": state.state,
        "reason": state.reason if failing else "", "at": state.at if failing else "",
    } if lacking else None  # fmt: skip
