"""What every long job does: begin a run, keep a log, end it in order even when interrupted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.__about__ import __version__
from monitor.errors import WorkspaceError
from monitor.run.pipeline import Run
from monitor.run.report import Report, Tally
from monitor.run.sealing.manifests import Manifest, close_killed
from monitor.run.sealing.stamps import stamp_run
from monitor.run.workspace import Workspace

LOG_FILE = "hydrowatch.log"


@dataclass(slots=True)
class Job:
    """A run in progress; `report` is there when it has ended."""

    run: Run
    report: Report | None = None

    def result(self) -> Report:
        """The finished report."""
        assert self.report is not None
        return self.report

    def ended(self) -> Report:
        """The same of a job that gives nothing when it was interrupted. Raises KeyboardInterrupt then."""
        if (report := self.result()).interrupted:
            raise KeyboardInterrupt
        return report


@contextmanager
def job(workspace: Workspace, kind: str, note: str = "", *, stamped: bool = True) -> Iterator[Job]:
    """Begin a run, and end it with its counts: done, interrupted (Ctrl-C is absorbed and reported) or failed.

    Args: stamped, when it is done, have its manifest stamped by the authorities of stamps.yaml, if there are any.
    Raises WorkspaceError for a workspace opened for reading or without its key, ConfigError for wrong rules.
    """
    if workspace.read_only:
        raise WorkspaceError(f"{workspace.path}: is open for reading only")
    store, tally = workspace.store, Tally()
    workspace.check_key()  # before anything is fetched: nothing could be stored without it
    with _log_file(workspace):
        knowledge = workspace.detector.knowledge.digest
        under_way = close_killed(workspace)
        run = Run(workspace, store.begin_run(kind, note, __version__, knowledge, under_way), tally)
        held = Job(run)
        back = store.clock_back()
        told = {"note": note, "version": __version__, **({"clock_back_from": back} if back else {})}
        store.audit(workspace.operator, f"{kind}.begin", f"run {run.id}", told)
        status = "failed"
        with Manifest(workspace, run.id, kind, back) as manifest:
            workspace.archive.witness = manifest.note
            try:
                yield held
                status = "done"
            except KeyboardInterrupt:
                status = "interrupted"
            finally:
                held.report = tally.report(status == "interrupted")
                store.finish_run(run.id, status, tally.counts)
                store.audit(workspace.operator, f"{kind}.end", f"run {run.id}", {"status": status, **tally.counts})
                workspace.archive.witness = None
                manifest.close(workspace, run.id, status)
        if stamped and status == "done":
            held.report = _stamped(workspace, run.id, tally)


def _stamped(workspace: Workspace, run_id: int, tally: Tally) -> Report:
    """The report with the stamps in it; a Ctrl-C ends the waiting for an authority and loses nothing."""
    try:
        stamp_run(workspace, run_id, tally)
    except KeyboardInterrupt:
        return tally.report(interrupted=True)
    return tally.report()


@contextmanager
def _log_file(workspace: Workspace) -> Iterator[None]:
    handler = logging.FileHandler(workspace.path / LOG_FILE, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger = logging.getLogger("hydrowatch")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
