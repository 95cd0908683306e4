"""How gently hosts are asked: robots.txt, the pause between requests, Retry-After, hosts that are left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from protego import Protego

from monitor.capture.clock import Clock
from monitor.capture.guard import Refused, authority_of, split_url
from monitor.capture.pauses import LONGEST_SECONDS, Pauses
from monitor.capture.robots_lines import blocking_line
from monitor.models import Capture
from monitor.settings import LEAST_PAUSE

ROBOTS_SECONDS: Final = 86_400.0  # RFC 9309 section 2.4: a copy should not be used longer than a day
CLOSED_SECONDS: Final = 3_600.0  # a robots.txt that could not be read is asked for again sooner
ROBOTS_BYTES: Final = 512_000  # RFC 9309 section 2.5: at least 500 KiB are read
MAX_WAIT_SECONDS: Final = 600.0  # a longer pause is not waited for: the item is left for a later run
MAX_RETRY_SECONDS: Final = LONGEST_SECONDS
BACKOFF_SECONDS: Final = 60.0  # after 429 or 503 that does not say for how long; doubled each time, up to a day
MAX_FAILURES: Final = 5  # in a row; then the host is left alone for this run
AGENT: Final = "hydrowatch"


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """Whether robots.txt lets us fetch a URL; `reason` names the line that does not; the pause it asks for.

    `unreachable`: the host gave no answer at all, so that it did not forbid anything either.
    """

    allowed: bool
    reason: str = ""
    crawl_delay: float = 0.0
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """One robots.txt as it was read."""

    read_at: float  # by the steady clock
    text: str = ""
    rules: Protego | None = None
    closed: str = ""  # why nothing may be fetched, whatever the rules
    unreachable: bool = False
    broken: bool = False  # it broke off, so that nobody knows what it forbids
    status: int = 0  # with which its host answered, 0 when it did not


RobotsFiles = dict[str, RobotsFile]


@dataclass
class Politeness:
    """The manners of one run: kept per host, over all its sources."""

    pauses: Pauses
    min_delay_seconds: float = LEAST_PAUSE
    max_wait_seconds: float = MAX_WAIT_SECONDS
    stopped: dict[str, str] = field(default_factory=dict)  # host -> why it is left alone for this run
    files: RobotsFiles = field(default_factory=dict)  # robots.txt by scheme://host:port
    _failures: dict[str, int] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        """What the time is, and how one waits."""
        return self.pauses.clock

    def pause(self, asked: float | None) -> float:
        """Seconds between two requests for one that asks for so many (None: for none in particular).

        What a source asks for with its reason, less than LEAST_PAUSE, counts; otherwise the larger of both.
        """
        if asked is not None and asked < LEAST_PAUSE:
            return asked
        return max(asked or 0.0, self.min_delay_seconds)

    def robots(self, authority: str, url: str, fetch: Callable[[str], Capture]) -> RobotsAnswer:
        """What robots.txt of scheme://host:port says of a URL; `fetch` captures it when none of today is known."""
        file = self.files.get(authority)
        age = 0.0 if file is None else self._steady() - file.read_at
        lasts = CLOSED_SECONDS if file is not None and file.closed else ROBOTS_SECONDS
        if file is None or age >= lasts:
            file = self.files[authority] = _read(fetch(f"{authority}/robots.txt"), self._steady())
        if file.closed:
            return RobotsAnswer(False, file.closed, unreachable=file.unreachable)
        if file.rules is None:
            return RobotsAnswer(True)
        delay = min(file.rules.crawl_delay(AGENT) or 0.0, MAX_RETRY_SECONDS)
        if file.rules.can_fetch(url, AGENT):
            return RobotsAnswer(True, crawl_delay=delay)
        return RobotsAnswer(False, f"robots.txt does not allow it ({blocking_line(file.text, url, AGENT)})", delay)

    def outage(self, url: str) -> int:
        """The status (500 and more) with which robots.txt of a URL's host could not be had in this run; else 0.

        A server that is out of order forbids nothing, though nothing is fetched.
        """
        file = self._file(url)
        return file.status if file is not None and file.closed and file.status >= 500 else 0

    def broke_off(self, url: str) -> bool:
        """True when robots.txt of a URL's host broke off in this run: nothing is fetched, and nothing was forbidden."""
        file = self._file(url)
        return file is not None and file.broken

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a URL's host names, when this run has read it."""
        file = self._file(url)
        return tuple(file.rules.sitemaps) if file is not None and file.rules is not None else ()

    def _file(self, url: str) -> RobotsFile | None:
        try:
            return self.files.get(authority_of(*split_url(url)))
        except Refused:
            return None

    def left_alone(self, url: str) -> str:
        """Why nothing of a URL's host would be fetched now, whatever the page; '' when it would be asked."""
        return self._turned_away(url) or (self._too_long(host, self.wait(host)) if (host := _host_of(url)) else "")

    def rests(self, url: str) -> bool:
        """True when nothing of a URL's host would be fetched now because of a pause, and of nothing else.

        What this run had for an answer of the host says something of it; a pause does not.
        """
        host = _host_of(url)
        return bool(host) and not self._turned_away(url) and self.wait(host) > self.max_wait_seconds

    def _turned_away(self, url: str) -> str:
        file = self._file(url)
        if file is not None and file.closed and self._steady() - file.read_at < CLOSED_SECONDS:
            return file.closed
        return self.stopped.get(_host_of(url), "")

    def wait(self, host: str) -> float:
        """Seconds until a host may be asked; 0 when it may be now."""
        return self.pauses.left(host, self.min_delay_seconds)

    def _too_long(self, host: str, seconds: float) -> str:
        if seconds <= self.max_wait_seconds:
            return ""
        until = self.clock.now() + timedelta(seconds=seconds)
        return f"{host} is to be left alone until {until.astimezone(UTC).isoformat(timespec='seconds')}"

    def turn(self, host: str, delay: float) -> str:
        """Wait until a host may be asked, and note when it may be asked next; why not, when it may not now."""
        seconds = self.wait(host)
        if reason := self._too_long(host, seconds):
            return reason
        if seconds:
            self.clock.sleep(seconds)
        self.pauses.set(host, self.wait(host) + delay)  # a wait may have ended a little early
        return ""

    def stop(self, host: str, reason: str) -> None:
        """Leave a host alone for the rest of this run."""
        self.stopped.setdefault(host, reason)

    def hold(self, host: str, retry_after: str | None) -> None:
        """Heed a Retry-After header: seconds or a date; nonsense and the past change nothing."""
        self._pause(host, retry_seconds(retry_after, self.clock.now()))

    def refused(self, host: str, retry_after: str | None) -> None:
        """The host asks for less (429, 503): pause as long as it says, else a minute; doubled with each refusal."""
        seconds = retry_seconds(retry_after, self.clock.now()) or BACKOFF_SECONDS
        doublings = min(self.pauses.hosts.strike(host) - 1, 20)
        self._pause(host, seconds * 2**doublings)

    def _pause(self, host: str, seconds: float) -> None:
        if seconds > 0:
            self.pauses.set(host, max(seconds, self.wait(host)))

    def succeeded(self, host: str, *, page: bool = True) -> None:
        """The host answers: its failures in a row are over and, when a page came (robots.txt is none), its refusals."""
        self._failures.pop(host, None)
        if page:
            self.pauses.hosts.forgive(host)

    def failed(self, host: str, reason: str) -> None:
        """Count a failure; after five in a row the host is left alone for this run."""
        self._failures[host] = self._failures.get(host, 0) + 1
        if self._failures[host] >= MAX_FAILURES:
            self.stop(host, f"{MAX_FAILURES} failures in a row, the last: {reason}")

    def _steady(self) -> float:
        return self.clock.monotonic()


def _host_of(url: str) -> str:
    try:
        return split_url(url)[1]
    except Refused:
        return ""  # asking costs nothing and keeps the reason


def retry_seconds(value: str | None, now: datetime) -> float:
    """Seconds that a Retry-After header asks for; 0 when it asks for nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), MAX_RETRY_SECONDS))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _read(capture: Capture, now: float) -> RobotsFile:
    """A fetched robots.txt: none there allows all; one that cannot be read allows nothing (RFC 9309 section 2.3.1)."""
    status = capture.status or 0
    if capture.state == "gone" or (capture.state == "failed" and 400 <= status < 500):
        return RobotsFile(now)
    if capture.state in {"ok", "too_large"} and 200 <= status < 300:
        text = capture.body[:ROBOTS_BYTES].decode("utf-8-sig", "replace")
        # A page in its place (many sites answer any address with their front page) holds no rules.
        return RobotsFile(now) if text.lstrip()[:1] in {"", "<"} else RobotsFile(now, text, Protego.parse(text))
    closed = f"robots.txt could not be read, so nothing is fetched: {capture.reason}"
    silent = capture.state == "failed" and capture.status is None
    return RobotsFile(now, closed=closed, unreachable=silent, broken=capture.state == "truncated", status=status)
