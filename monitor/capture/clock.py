"""The one clock of a run: what time it is and how one waits; passed in, so that tests need not wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final, Protocol

from monitor.unpack.times import iso

__all__ = ["Clock", "Jumps", "SystemClock", "iso"]
JUMP_SECONDS: Final = 60.0  # two clocks that are both right differ by less
# A suspended machine's pauses go on: the clock of Linux that counts on meanwhile.
_WHILE_ASLEEP: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


class Clock(Protocol):
    """Anything that knows the time in UTC and can wait."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds by a clock that nobody sets; only differences mean anything, and only within a process."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since this machine came up, with those that it was suspended for where the system counts them."""
        return time.monotonic() if _WHILE_ASLEEP is None else time.clock_gettime(_WHILE_ASLEEP)

    def sleep(self, seconds: float) -> None:
        """Wait, really."""
        time.sleep(seconds)


class Jumps:
    """Tells, once each, that the clock was set while a job runs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart = self._now_apart()

    def seen(self) -> float:
        """By how many seconds the clock was set since it was asked last, forward or (less than 0) back; 0: not."""
        before, self._apart = self._apart, self._now_apart()
        moved = self._apart - before
        return moved if abs(moved) > JUMP_SECONDS else 0.0

    def _now_apart(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
