"""The one clock of a run: what time it is and how one waits; passed in, so that tests need not wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

from monitor.unpack.times import iso

__all__ = ["Clock", "SystemClock", "iso"]


class Clock(Protocol):
    """Anything that knows the time in UTC and can wait."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The time now, aware, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait, really."""
        time.sleep(seconds)
