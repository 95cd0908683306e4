"""What people see and say of the health of sources: the table, the alerts, and that a mass of removals is true."""

from __future__ import annotations

from typing import Any

from db import Store
from monitor.errors import ConfigError
from monitor.run.endings import believe
from monitor.run.health import Verdict, health_rows
from monitor.run.jobs import job
from monitor.run.looks import change_state, stamp
from monitor.run.queries import source_names
from monitor.run.report import Report
from monitor.run.workspace import Workspace


def source_health(store: Store, language: str, only: str = "") -> list[dict[str, Any]]:
    """The health of every watched source, or of `only` this one, as rows, the worst first, titles in a language.

    Raises ConfigError when there is no such source.
    """
    titles = source_names(store, language)
    watched = {row["id"]: titles[row["id"]] for row in store.sources() if row["kind"] != "file"}
    if only and only not in watched:
        raise ConfigError(f"no source {only} in this workspace; 'hydrowatch source list' shows them")
    return health_rows(store, {only: watched[only]} if only else watched)


def confirm_removals(workspace: Workspace, name: str) -> Report:
    """Say that the listings of a source that were gone at once are gone indeed; its captures are the proof.

    Raises ConfigError when there is no such source, or none of its removals is held back.
    """
    store = workspace.store
    if store.source(name) is None:
        raise ConfigError(f"no source {name} in this workspace; 'hydrowatch source health' shows them")
    if not store.held_endings(name):
        raise ConfigError(f"source {name}: no removals are held back, so there is nothing to confirm")
    with job(workspace, "confirm removals", name) as held, store.batch():
        endings = store.held_endings(name)
        for ending in endings:
            believe(held.run, ending)
        alert = store.source_state(name)
        if alert and alert["state"] == "suspect":
            change_state(
                store, name, Verdict("ok", "confirmed", len(endings), len(endings)), stamp(workspace.clock.now())
            )
        store.audit(workspace.operator, "source.confirm-removals", name, {"listings": len(endings)})
    return held.result()
