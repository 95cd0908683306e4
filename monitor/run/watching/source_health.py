"""What people see and say of the health of sources: the table, the alerts, and that a mass of removals is true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from db import Store
from monitor.errors import ConfigError
from monitor.run.jobs import job
from monitor.run.queries import source_names
from monitor.run.report import Report
from monitor.run.sealing.stamp_lacks import stamp_lacks
from monitor.run.watching.endings import believe
from monitor.run.watching.health import LOOKS, Verdict, health_rows
from monitor.run.watching.looks import change_state, stamp
from monitor.run.workspace import Workspace
from monitor.sources.web import load_sources, source_files


def source_health(
    store: Store, language: str, only: str = "", *, folder: Path | None = None
) -> list[dict[str, Any]]:  # fmt: skip
    """The health of every watched source, or of `only` this one, as rows, the worst first, titles in a language.

    Args: folder, the workspace: a source without a file in it is `unwatched`, however well it was; one that was never
    looked at either (a draft, single captures) is left out unless it is asked for; `stamps` tells which of its latest
    looks lack a time stamp (see `stamp_lacks`), `unstamped` how many at the most. Raises ConfigError when there is no
    such source.
    """
    titles = source_names(store, language)
    watched = {row["id"]: titles[row["id"]] for row in store.sources() if row["kind"] != "file"}
    if only and only not in watched:
        raise ConfigError(f"no source {only} in this workspace; 'hydrowatch source list' shows them")
    looks = store.latest_visits(LOOKS)
    rows = health_rows(store, {only: watched[only]} if only else watched, looks)
    lacks = stamp_lacks(store, folder, {row["id"]: looks.get(row["id"], []) for row in rows}) if folder else {}
    rows = [{**row, **_stamps(lacks.get(row["id"], []))} for row in rows]
    filed = source_ids(folder / "sources") if folder is not None else frozenset(watched)
    gone = [{**row, "state": "unwatched", "cause": ""} for row in rows
            if row["id"] not in filed and (only or row["last_look"])]  # fmt: skip
    return [row for row in rows if row["id"] in filed] + gone


def _stamps(lacks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"unstamped": max((one["looks"] for one in lacks), default=0), "stamps": lacks}


def source_ids(folder: Path) -> frozenset[str]:
    """The sources that have a file, one that is wrong by its name; drafts are none."""
    return frozenset({*load_sources(folder)[0], *(path.stem for path in source_files(folder))})


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
