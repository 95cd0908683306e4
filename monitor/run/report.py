"""What a long job tells while it runs and when it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from monitor.errors import ItemError

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


@dataclass(slots=True)
class Tally:
    """Counts while a job runs."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[ItemError] = field(default_factory=list)

    def add(self, outcome: str) -> None:
        """Count one outcome."""
        self.counts[outcome] += 1

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
