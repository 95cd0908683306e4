"""How long a host is to be left alone yet: by a clock that nobody sets, and by the calendar across restarts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from monitor.capture.clock import Clock

LONGEST_SECONDS: Final = 86_400.0  # no pause is longer, whatever a site asks for
A_MOMENT: Final = 0.0001  # seconds; what is left of a pause after rounding is none


class Kept(NamedTuple):
    """A pause as it was set: from when until when, seconds since 1970 UTC; `since` 0: not known."""

    since: float
    until: float


class HostClock(Protocol):
    """The latest pause of each host; db.Store keeps it across runs."""

    def pause_of(self, host: str) -> tuple[float, float] | None:
        """When it was set and until when it was to be, seconds since 1970 UTC; None when the host never was asked."""
        ...

    def set_pause(self, host: str, since: float, until: float) -> None:
        """Do not ask before `until`; `since` is now."""
        ...

    def strike(self, host: str) -> int:
        """Count one more refusal in a row; returns how many there are."""
        ...

    def forgive(self, host: str) -> None:
        """The host answers again: its refusals in a row are over."""
        ...


class MemoryHostClock:
    """Host clocks that end with the process."""

    def __init__(self) -> None:
        self.pauses: dict[str, tuple[float, float]] = {}
        self.strikes: dict[str, int] = {}

    def pause_of(self, host: str) -> tuple[float, float] | None:
        """None when the host never was asked."""
        return self.pauses.get(host)

    def set_pause(self, host: str, since: float, until: float) -> None:
        """Do not ask before `until`."""
        self.pauses[host] = since, until

    def strike(self, host: str) -> int:
        """Count one more refusal in a row; returns how many there are."""
        self.strikes[host] = self.strikes.get(host, 0) + 1
        return self.strikes[host]

    def forgive(self, host: str) -> None:
        """The host answers again: its refusals in a row are over."""
        self.strikes.pop(host, None)


EndsAt = dict[str, tuple[Kept, float]]  # host -> its pause as kept, and when that ends by the steady clock


@dataclass
class Pauses:
    """The pauses of all hosts. Within a process the steady clock decides, whatever the calendar's is set to."""

    clock: Clock
    hosts: HostClock = field(default_factory=MemoryHostClock)
    ends: EndsAt = field(default_factory=dict)

    def left(self, host: str, usual: float) -> float:
        """Seconds that a host is to be left alone yet; 0 when it may be asked.

        Args: usual, the pause in seconds that is taken where a wrong time was kept and nobody knows for how long.
        """
        found = self.hosts.pause_of(host)
        if found is None:
            return 0.0
        kept, steady = Kept(*found), self.clock.monotonic()
        known = self.ends.get(host)
        if known is None or known[0] != kept:  # of an earlier process, or of another one that shares the workspace
            known = self._begun(host, kept, usual)
        left = known[1] - steady
        return left if left > A_MOMENT else 0.0

    def set(self, host: str, seconds: float) -> None:
        """Leave a host alone for so many seconds from now."""
        now, seconds = self.clock.now().timestamp(), min(seconds, LONGEST_SECONDS)
        kept = Kept(now, now + seconds)
        self.hosts.set_pause(host, *kept)
        self.ends[host] = kept, self.clock.monotonic() + seconds

    def _begun(self, host: str, kept: Kept, usual: float) -> tuple[Kept, float]:
        """A pause of another process, by the calendar; one that was set later than now says that the clock went back.

        Then nobody knows how much of it is over, so it is kept anew: from now, and as long as it was.
        """
        now = self.clock.now().timestamp()
        if now < kept.since or kept.until - now > LONGEST_SECONDS:
            self.set(host, kept.until - kept.since if kept.since else usual)
            return self.ends[host]
        self.ends[host] = kept, self.clock.monotonic() + kept.until - now
        return self.ends[host]
