"""Judging stored history again after rules, policies or the program changed; both judgements stay.

The stored words (contacts masked, one character for one) and what was known beside them are read and judged anew. One
transaction a batch: what was reported is on disk, and an interrupted run goes on where it ended.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db import Due, JudgedAgain, Judgement, StoreError
from db.rows import FactRow
from monitor.__about__ import __version__
from monitor.errors import HydrowatchError, ItemError
from monitor.models import Document
from monitor.run.jobs import Job, job
from monitor.run.judgements import as_judged, difference, event_detail, is_event, same_result
from monitor.run.people import known_name
from monitor.run.pipeline import Run
from monitor.run.queries import check_source
from monitor.run.report import Progress, Report, Tally, silent
from monitor.run.rows import judgement, shown_facts
from monitor.run.workspace import Workspace

_FIRST_LAST: Final = (slice(10), slice(-10, None))  # of a day, or of two with / between
BATCH: Final = 100  # versions read, judged and stored together; memory holds one batch
log = logging.getLogger("hydrowatch")

Emit = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to judge again. `since`: observed on or after this day. `everything`: also what these rules judged."""

    source: str = ""
    since: date | None = None
    everything: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """One version judged again: what to store (None: nothing), and what to tell (None: nothing differs)."""

    save: JudgedAgain | None
    told: dict[str, Any] | None


def reassess(workspace: Workspace, wanted: Wanted, emit: Emit, progress: Progress = silent) -> Report:
    """Judge stored versions again and tell each that differs by `emit`, after it is on disk.

    A new judgement is stored where the result differs or where another state of the rules, or another program, made
    the last one. With `dry_run` nothing is written and a workspace open for reading is enough. Raises InputError for a
    source that is not known, ConfigError for wrong rules, WorkspaceError; a version that fails is a failed item.
    """
    store, detector = workspace.store, workspace.detector
    check_source(store, wanted.source)
    due = _due(wanted, detector.knowledge.digest)
    with _recorded(workspace, wanted) as held:
        total, done = store.count_due(due), 0
        held.run.tally.counts["up_to_date"] = store.count_due(_restricted(wanted)) - total
        for batch in _batches(workspace, due):
            progress("", done, total)
            _take(held.run, batch, wanted, emit)
            done += len(batch)
        progress("", done, total)
    return held.result()


def _restricted(wanted: Wanted) -> Due:
    """All versions that the filters name."""
    return Due(wanted.source, wanted.since.isoformat() if wanted.since else "")


def _due(wanted: Wanted, digest: str) -> Due:
    """Those that the present rules and program have not judged: so an interrupted run goes on where it ended."""
    chosen = _restricted(wanted)
    return chosen if wanted.everything else Due(chosen.source, chosen.since, digest, __version__)


@contextmanager
def _recorded(workspace: Workspace, wanted: Wanted) -> Iterator[Job]:
    """A run in the database; for a dry run only its counts."""
    if not wanted.dry_run:
        with job(workspace, "reassess", f"source={wanted.source or '*'} since={wanted.since or '*'}") as held:
            yield held
        return
    held, stopped = Job(Run(workspace, 0, Tally())), False
    try:
        yield held
    except KeyboardInterrupt:
        stopped = True
    held.report = held.run.tally.report(stopped)


def _batches(workspace: Workspace, due: Due) -> Iterator[list[dict[str, Any]]]:
    after = 0
    while batch := workspace.store.due_versions(due, after, BATCH):
        yield batch
        after = batch[-1]["id"]


def _take(run: Run, batch: list[dict[str, Any]], wanted: Wanted, emit: Emit) -> None:
    """Judge a batch, store it in one transaction, then tell it."""
    store, tally = run.workspace.store, run.tally
    judged = [again for row in batch if (again := judge_again(run, row, dry_run=wanted.dry_run)) is not None]
    if not wanted.dry_run:
        with store.batch():
            for again in judged:
                if again.save is not None:
                    store.save_judged_again(run.id, again.save)
    for again in judged:
        tally.add("judged")
        tally.add("stored" if again.save is not None and not wanted.dry_run else "not_stored")
        tally.add("same" if again.told is None else "differs" if again.told["seen"] else "wording")
        if again.told is not None:
            emit(again.told)


def judge_again(run: Run, row: dict[str, Any], *, dry_run: bool) -> Again | None:
    """One version judged again; None when that failed (recorded). Args: row, as `Store.due_versions` gives it."""
    name = f"{row['source_id']}/{row['native_id']}"
    try:
        return _judged_again(run.workspace, row)
    except (HydrowatchError, StoreError):  # the workspace itself is in trouble: stop the job
        raise
    except Exception as fault:  # one listing must not end the batch
        where = "".join(traceback.format_list(traceback.extract_tb(fault.__traceback__)))
        log.error("judging version %d again failed: %s\n%s", row["id"], type(fault).__name__, where)
        error = ItemError(name, "assess", f"unexpected fault ({type(fault).__name__}); see hydrowatch.log")
        if dry_run:
            run.tally.fail(error)
        else:
            run.fail(row["source_id"], error)
        return None


def _recorded_on(row: Mapping[str, Any], old: Mapping[str, Any]) -> date:
    """The day of recording of a version: by which it was judged before, as the date of a file is none."""
    judged = (old["assessment"] or {}).get("as_of") if not row["posted_at"] else None
    return date.fromisoformat((judged or row["observed_at"])[:10])


def _judged_again(workspace: Workspace, row: dict[str, Any]) -> Again:
    detector = workspace.detector
    old = workspace.store.version(row["id"], row["assessment_id"])
    assert old is not None
    listed = [name for context in detector.knowledge.contexts for name in context.sellers]
    document = document_of(row)._replace(seller=known_name(row["seller"], listed, workspace.key))
    assessment = detector.scan(document, _recorded_on(row, old))
    found = _with_contacts(judgement(assessment), old["facts"])
    new = as_judged(found)
    shown = shown_facts(assessment.extraction.facts, row["text"], row["price_text"])
    if old["assessment"] is None:  # never judged: a version of a workspace mended by hand
        return Again(JudgedAgain(row["id"], found, shown), None)
    by_others = (old["assessment"]["knowledge"], old["assessment"]["tool_version"]) != (
        assessment.knowledge,
        __version__,
    )
    if same_result(old, new):
        return Again(JudgedAgain(row["id"], found, shown) if by_others else None, None)
    told = difference(old, new, row["text"])
    change = event_detail(told) if is_event(told) else None
    about = {
        "listing": row["listing_id"], "version": row["n"], "title": row["title"],
        "id": f"{row['source_id']}/{row['native_id']}", "as_of": found.assessment.get("as_of"),
        "knowledge": {"from": old["assessment"]["knowledge"], "to": assessment.knowledge},
    }  # fmt: skip
    return Again(JudgedAgain(row["id"], found, shown, change), {**about, **told})


def document_of(row: Mapping[str, Any]) -> Document:
    """A stored version as the detector takes it: its words with contacts masked, and what was known beside them."""
    first, last = (date.fromisoformat(row["posted_at"][part]) if row["posted_at"] else None for part in _FIRST_LAST)
    name = f"{row['source_id']}/{row['native_id']}"
    return Document(name, row["text"], row["title"], row["url"] or None, last, row["place"], row["speaker"],
                    posted_from=first)  # fmt: skip


def _with_contacts(found: Judgement, old: list[dict[str, Any]]) -> Judgement:
    """The judgement with the contacts that were found before they were masked: masked, they cannot be found again."""
    taken = {place for fact in found.facts if fact["kind"] == "contact" for place in range(fact["start"], fact["end"])}
    kept = [fact for fact in old if fact["kind"] == "contact" and taken.isdisjoint(range(fact["start"], fact["end"]))]
    if not kept:
        return found
    facts = sorted([*found.facts, *map(_fact_row, kept)], key=lambda fact: (fact["start"], fact["end"]))
    return Judgement(found.assessment, facts, found.claims, found.flags, found.risk)


def _fact_row(fact: Mapping[str, Any]) -> FactRow:
    row: Any = {key: value for key, value in fact.items() if key in FactRow.__annotations__}
    return row  # type: ignore[no-any-return]
