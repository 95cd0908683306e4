"""What a long job tells while it runs and when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from db import Saved
from monitor.errors import ItemError

SHOWN: Final = 100  # listings of one file that are told by number
# what is being done, how many are done, how many there are (None: not known)
Progress = Callable[[str, int, int | None], None]


def silent(_what: str, _done: int, _total: int | None) -> None:
    """A progress that says nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a job ended: counts by outcome, every failed item with its reason, and whether it was interrupted."""

    counts: Mapping[str, int]
    failures: tuple[ItemError, ...] = ()
    interrupted: bool = False

    @property
    def exit_status(self) -> int:
        """0 done, 3 some items failed, 130 interrupted."""
        return 130 if self.interrupted else 3 if self.failures else 0


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one imported file: counts by outcome, its first listings, and what of it failed."""

    name: str
    counts: Mapping[str, int]
    listings: Sequence[Saved] = ()
    failures: Sequence[ItemError] = ()


@dataclass(slots=True)
class Tally:
    """Counts while a job runs; of the listings stored, the first since `begin_file`."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[ItemError] = field(default_factory=list)
    listings: list[Saved] = field(default_factory=list)
    _before: Counter[str] = field(default_factory=Counter)
    _failed_before: int = 0

    def add(self, outcome: str) -> None:
        """Count one outcome."""
        self.counts[outcome] += 1

    def saw(self, saved: Saved) -> None:
        """Count one stored listing and remember it for `end_file`."""
        self.add(saved.outcome)
        if len(self.listings) < SHOWN:
            self.listings.append(saved)

    def begin_file(self) -> None:
        """What is counted from here on belongs to the next file."""
        self.listings.clear()
        self._before, self._failed_before = Counter(self.counts), len(self.failures)

    def end_file(self, name: str) -> Became:
        """What was counted since `begin_file`."""
        counts = {outcome: n - self._before[outcome] for outcome, n in self.counts.items()}
        told = {outcome: n for outcome, n in counts.items() if n}
        return Became(name, told, tuple(self.listings), tuple(self.failures[self._failed_before :]))

    def fail(self, error: ItemError) -> None:
        """Keep one failed item."""
        self.counts["failed"] += 1
        self.failures.append(error)

    def include(self, report: Report) -> None:
        """Add another report's counts; of its failures the latest thousand are kept (memory stays bounded)."""
        self.counts.update(report.counts)
        self.failures = [*self.failures, *report.failures][-1000:]

    def report(self, interrupted: bool = False) -> Report:
        """The finished report."""
        return Report(dict(self.counts), tuple(self.failures), interrupted)
