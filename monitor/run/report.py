"""What a long job tells while it runs and when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from db import Saved
from monitor.errors import ItemError

SHOWN: Final = 100  # listings and failures of one file that are told
MOST_KEPT: Final = 1000  # failures of one imported file (of all in an archive) that the database lists; all are counted
MOST_FAILURES: Final = 1000  # of a job that are told
# what is being done, how many are done, how many there are (None: not known)
Progress = Callable[[str, int, int | None], None]


def silent(_what: str, _done: int, _total: int | None) -> None:
    """A progress that says nothing."""


def unheard(_told: object) -> None:
    """Where nobody listens at once: what is told stands in the database or in the report as well."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended: counts by outcome, failed items with their reasons (the first thousand), whether interrupted."""

    counts: Mapping[str, int]
    failures: tuple[ItemError, ...] = ()
    interrupted: bool = False

    @property
    def exit_status(self) -> int:
        """0 done, 3 some items failed, 130 interrupted."""
        return 130 if self.interrupted else 3 if self.failures or self.counts.get("failed") else 0


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one imported file: counts by outcome, its first listings, and what of it failed.

    `known_by`: the SHA-256 that a file which was here before is known by; of a page with frames it is of all of it.
    """

    name: str
    counts: Mapping[str, int]
    listings: Sequence[Saved] = ()
    failures: Sequence[ItemError] = ()
    known_by: str = ""


@dataclass(slots=True)
class Watch:
    """What is counted while one file or member is taken in; of listings and failures the first are kept."""

    counts: Counter[str] = field(default_factory=Counter)
    listings: list[Saved] = field(default_factory=list)
    failures: list[ItemError] = field(default_factory=list)

    @property
    def unlisted(self) -> int:
        """How many failures the database counts and does not list, when this is of a whole file."""
        return max(0, self.counts["failed"] - MOST_KEPT)

    def became(self, name: str) -> Became:
        """What became of it."""
        return Became(name, dict(self.counts), tuple(self.listings), tuple(self.failures))


@dataclass(slots=True)
class Tally:
    """Counts while a job runs, for the job as a whole and for each open `watching`. Memory stays bounded."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[ItemError] = field(default_factory=list)
    _watches: list[Watch] = field(default_factory=list)

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """What is counted inside is counted in the Watch as well."""
        self._watches.append(Watch())
        try:
            yield self._watches[-1]
        finally:
            self._watches.pop()

    def add(self, outcome: str, number: int = 1) -> None:
        """Count one outcome."""
        self.counts[outcome] += number
        for watch in self._watches:
            watch.counts[outcome] += number

    def saw(self, saved: Saved) -> None:
        """Count one stored listing."""
        self.add(saved.outcome)
        for watch in self._watches:
            if len(watch.listings) < SHOWN:
                watch.listings.append(saved)

    def fail(self, error: ItemError) -> bool:
        """Count one failed item and keep its reason; False when so many of its file failed that it is only counted."""
        self.add("failed")
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(error)
        for watch in self._watches:
            if len(watch.failures) < SHOWN:
                watch.failures.append(error)
        return not self._watches or self._watches[0].counts["failed"] <= MOST_KEPT

    def include(self, report: Report) -> None:
        """Add another report's counts; of its failures the latest thousand are kept."""
        self.counts.update(report.counts)
        self.failures = [*self.failures, *report.failures][-MOST_FAILURES:]

    def report(self, interrupted: bool = False) -> Report:
        """The finished report."""
        return Report(dict(self.counts), tuple(self.failures), interrupted)
