"""Watching web sources: list pages -> item pages -> captures -> listings; what left the lists is asked for too.

Many sources are looked at side by side: the next page asked for is that whose host may be asked first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf
from typing import Final

from db import StoreError
from db.rows import SourceClock
from monitor.capture import CaptureTools
from monitor.capture.chromium import find_chromium
from monitor.capture.clock import Jumps
from monitor.capture.guard import Refused, split_url
from monitor.capture.politeness import MAX_WAIT_SECONDS
from monitor.errors import ConfigError, HydrowatchError, ItemError
from monitor.run.jobs import job
from monitor.run.pipeline import Run, as_failure
from monitor.run.report import Progress, Report, Tally, silent, unheard
from monitor.run.sealing.stamp_states import StampTeller, TellStamps
from monitor.run.watching.chosen import Chosen, Warn, broken_files, chosen_sources, register_source
from monitor.run.watching.items import watch_item
from monitor.run.watching.lists import ask_lists
from monitor.run.watching.looks import Tell, give_up, stamp
from monitor.run.watching.renumbered import renumber
from monitor.run.watching.sightings import begin_visit
from monitor.run.workspace import Workspace
from monitor.sources.schedule import is_quiet, next_look, out_of_quiet
from monitor.sources.web import WebSource

LONGEST_ROUND: Final = timedelta(hours=1)  # after that no source joins it
LONGEST_REST: Final = 60.0  # seconds; then source files that were changed or added meanwhile are read
SET_BACK: Final = (
    "this machine's clock was set back by {seconds:.0f} seconds during the watch: "
    "what was kept before bears a later time"
)
A_MOMENT: Final = 0.001  # seconds; a clock need not know shorter ones


def watch_once(
    workspace: Workspace, source_ids: tuple[str, ...] = (), progress: Progress = silent, tell: Tell = unheard,
    tell_stamps: TellStamps = unheard, warn: Warn = unheard,
) -> Report:  # fmt: skip
    """Look at every source (or those named) once; a broken source file is a failed item, the other sources go on.

    Quiet hours count unless sources are named. `tell` hears of each change of state of a source, `tell_stamps` of an
    authority that fails or is back, `warn` of a clock that is set back meanwhile.
    Raises ConfigError for an unknown source, or when no source can be read.
    """
    sources, stamps = chosen_sources(workspace, source_ids), StampTeller(workspace, tell_stamps)
    with (
        workspace.sharing(),
        job(workspace, "watch", ", ".join(sources)) as held,
        workspace.fetching() as tools,
    ):
        for broken in () if source_ids else broken_files(workspace):
            held.run.fail(broken.item, broken)
        setting = _Setting(Jumps(workspace.clock), warn)
        _look_at(held.run, list(sources.values()), tools, progress, tell, setting, heed_quiet=not source_ids)
    stamps.tell_changes()
    return held.result()


def watch_forever(
    workspace: Workspace, source_ids: tuple[str, ...] = (), progress: Progress = silent, tell: Tell = unheard,
    warn: Warn = unheard, tell_stamps: TellStamps = unheard,
) -> Report:  # fmt: skip
    """Look at each source on its schedule until interrupted; the report counts every round. Raises ConfigError.

    The schedule is kept in the database: after a restart only what is due is looked at. `warn` hears at once of source
    files that are wrong, and of a clock that is set back; `tell_stamps` of an authority that fails or is back; the
    report tells of files and authorities, too.
    """
    total, stamps = Tally(), StampTeller(workspace, tell_stamps)

    def told(wrong: ItemError) -> None:
        total.fail(wrong)
        warn(wrong)

    chosen = Chosen(workspace, source_ids, told)
    chosen.read()
    setting = _Setting(Jumps(workspace.clock), warn)
    with workspace.sharing():
        while True:
            try:
                setting.notice()
                now = workspace.clock.now()
                dues = (due_at(workspace, source, now) for source in chosen.sources.values())
                due = min(dues, default=now + timedelta(days=1))
                workspace.rest(max(0.0, min((due - now).total_seconds(), LONGEST_REST)))
                if chosen.has_changed():
                    chosen.read_again()
                    continue
            except KeyboardInterrupt:
                return total.report(interrupted=True)
            if chosen.sources and due <= workspace.clock.now():
                report = _round(workspace, chosen, progress, tell, setting)
                total.include(report)
                stamps.tell_changes()
                if report.interrupted:
                    return total.report(interrupted=True)


@dataclass(frozen=True, slots=True)
class _Setting:
    """Tells when the clock is set back under a watch: the times that it keeps are no longer in their order."""

    jumps: Jumps
    warn: Warn

    def notice(self) -> None:
        """Tell it once."""
        if (moved := self.jumps.seen()) < 0:
            self.warn(ItemError("clock", "watch", SET_BACK.format(seconds=-moved)))


@dataclass(slots=True)
class _Plan:
    """When each source is due that is not looked at in this round yet."""

    chosen: Chosen
    due: dict[str, datetime] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        """Where they are watched."""
        return self.chosen.workspace

    def ready(self, now: datetime, under_way: Collection[str]) -> list[WebSource]:
        """Those that are due by now and not under way, taken out; one whose look has ended is planned anew."""
        sources = self.chosen.sources
        for name in sources.keys() - self.due.keys() - set(under_way):
            self.due[name] = due_at(self.workspace, sources[name], now)
        names = [name for name in sources if name in self.due and self.due[name] <= now]
        for name in names:
            del self.due[name]
        return [sources[name] for name in names]


@dataclass(slots=True)
class _Joining:
    """The sources that may join a round, until it has lasted for an hour."""

    plan: _Plan
    begin: datetime

    def ready(self, under_way: Collection[str]) -> list[WebSource]:
        """Those that have become due and are not under way; one due in a moment counts: no wait is so short."""
        soon = self.plan.workspace.clock.now() + timedelta(seconds=A_MOMENT)
        return self.plan.ready(soon, under_way) if self._is_open() else []

    def next_due(self) -> float:
        """When the next one joins, seconds since 1970; infinity when none does."""
        dues = self.plan.due.values() if self._is_open() else ()
        return min((due.timestamp() for due in dues), default=inf)

    def _is_open(self) -> bool:
        return self.plan.workspace.clock.now() - self.begin < LONGEST_ROUND

    def allows(self, source: WebSource) -> bool:
        """False when a source under way was taken away or refused; the files are read when one has changed."""
        if self.plan.chosen.has_changed():
            self.plan.chosen.read_again()
        return self.plan.chosen.still_allows(source)


def _round(workspace: Workspace, chosen: Chosen, progress: Progress, tell: Tell, setting: _Setting) -> Report:
    """Look at what is due; what becomes due within an hour joins in. Then the round ends, its manifest is written."""
    joining = _Joining(_Plan(chosen), workspace.clock.now())
    first = joining.ready(())
    if not first:  # quiet hours have begun meanwhile: no run without a look
        return Tally().report()
    note = ", ".join(source.id for source in first)
    with job(workspace, "watch", note) as held, workspace.fetching() as tools:
        _look_at(held.run, first, tools, progress, tell, setting, heed_quiet=True, joining=joining)
    return held.result()


def due_at(workspace: Workspace, source: WebSource, now: datetime) -> datetime:
    """When a source is to be looked at: by its file, its last look and the failures since, kept in the database.

    A source without a look, or with one broken off that may go on, is due `now`, which the caller compares with.
    """
    store = workspace.store
    clock = store.source_clock(source.id)
    due = now
    goes_on = store.open_visit(source.id) is not None and not source.refusal()
    if clock.last_look is not None and not goes_on:
        last = min(datetime.fromisoformat(clock.last_look), now)  # the clock was set back
        due = next_look(source.schedule, source.id, last, clock.failures)
    due = out_of_quiet(source.schedule, due)
    if stamp(due) != clock.next_look:
        store.set_source_clock(source.id, SourceClock(clock.last_look, stamp(due), clock.failures))
    return due


@dataclass(slots=True)
class _Look:
    """A look under way: `steps` gives the address of each page before it is asked for."""

    source: WebSource
    steps: Iterator[str]
    url: str = ""


def _look_at(
    run: Run, sources: list[WebSource], tools: CaptureTools, progress: Progress, tell: Tell, setting: _Setting,
    *, heed_quiet: bool, joining: _Joining | None = None,
) -> None:  # fmt: skip
    """Look at sources side by side, one page at a time, that first whose host may be asked first.

    Args: joining, the sources that may become due meanwhile.
    """

    def begun(due: list[WebSource]) -> list[_Look]:
        return [_Look(source, _steps(run, source, tools, progress, tell)) for source in due]

    looks = begun(sources)
    while looks:
        setting.notice()
        run.workspace.give_way()
        looks += begun(joining.ready([look.source.id for look in looks])) if joining else []
        look = min(looks, key=lambda one: _may_be_asked(run, tools, one))
        if _waited(run, min(_may_be_asked(run, tools, look), joining.next_due() if joining else inf)):
            continue  # another may have become due, or quiet hours have begun
        looks.remove(look)  # to the end of the line: hosts that may be asked at once take turns
        if joining is not None and not joining.allows(look.source):
            continue  # what is left of the look is not asked for
        if heed_quiet and is_quiet(look.source.schedule, run.workspace.clock.now()):
            _pause(run, look.source)
        elif _step(run, look, tell):
            looks.append(look)


def _pause(run: Run, source: WebSource) -> None:
    """What is left of a look is done after the quiet hours: when that is stands in the health of the source."""
    store = run.workspace.store
    register_source(run.workspace, source)
    clock, due = store.source_clock(source.id), stamp(out_of_quiet(source.schedule, run.workspace.clock.now()))
    store.set_source_clock(source.id, SourceClock(clock.last_look, max(due, clock.next_look or due), clock.failures))
    run.tally.add("paused")


def _waited(run: Run, moment: float) -> bool:
    """Wait until a moment; False when it has come, or is so far off that the item is left for a later run."""
    clock = run.workspace.clock
    seconds = moment - clock.now().timestamp()
    if not A_MOMENT < seconds <= MAX_WAIT_SECONDS:
        return False
    run.workspace.rest(seconds)
    return True


def _may_be_asked(run: Run, tools: CaptureTools, look: _Look) -> float:
    """When the host of the next page may be asked, seconds since 1970; the past is now."""
    now = run.workspace.clock.now().timestamp()
    try:
        host = split_url(look.url)[1] if look.url else ""
    except Refused:
        return now
    return now + tools.politeness.wait(host)


def _step(run: Run, look: _Look, tell: Tell) -> bool:
    """Ask for one page; False when the look is through. A fault of ours in one source ends no other."""
    try:
        look.url = next(look.steps)
    except StopIteration:
        return False
    except (HydrowatchError, StoreError):
        raise
    except Exception as fault:
        run.fail(look.source.id, as_failure("watch", look.source.id, 0, fault))
        give_up(run, look.source, tell)
        return False
    return True


def _steps(run: Run, source: WebSource, tools: CaptureTools, progress: Progress, tell: Tell) -> Iterator[str]:
    """One look at a source; gives each address before it is asked for."""
    register_source(run.workspace, source)
    if refusal := source.refusal() or _no_browser(run, source):
        store, now = run.workspace.store, stamp(run.workspace.clock.now())
        run.fail(source.id, ItemError(source.id, "capture", refusal))
        store.set_source_clock(source.id, SourceClock(now, None, 0))
        return
    renumber(run.workspace.store, source)
    visit = begin_visit(run, source, tools)
    seen: dict[str, None] = {}
    yield from ask_lists(visit, seen)
    left = {} if source.reads_entries else visit.unlisted(seen)
    addresses = [*seen, *left]
    for done, address in enumerate(addresses):
        progress(source.id, done, len(addresses))
        if not (visit.is_done(address) or visit.has_read(left.get(address)) or visit.skips(address)):
            yield address
            if not visit.skips(address):  # another source's look had the host left alone meanwhile
                watch_item(visit, address, listed=address in seen)
    visit.end(tell)
    progress(source.id, len(addresses), len(addresses))


def _no_browser(run: Run, source: WebSource) -> str:
    """Why a source that is to be shown in a browser cannot be looked at; '' when it can."""
    try:
        if source.render:
            find_chromium(run.workspace.settings.chromium)
    except ConfigError as error:
        return f"source {source.id}: {error}"
    return ""
