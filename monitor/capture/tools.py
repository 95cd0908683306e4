"""What a capture is asked for and what it works with: `Request` and, one a run, `CaptureTools`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

from monitor.__about__ import __version__
from monitor.capture.archive import EvidenceArchive
from monitor.capture.challenge import PageMarks, load_marks
from monitor.capture.clock import Clock, SystemClock
from monitor.capture.guard import Resolver, resolve
from monitor.capture.pauses import HostClock, MemoryHostClock, Pauses
from monitor.capture.politeness import Politeness
from monitor.errors import ConfigError, SourceError
from monitor.settings import Settings
from monitor.sources.model import Markers, WebSource

_NO_MARKERS: Final = Markers()


@dataclass(frozen=True, slots=True)
class Request:
    """One page to fetch. With `etag` or `last_modified` it is fetched only if it changed.

    `kind` list: marks of sold or removed entries say nothing of the page. `previous_*` name the capture that a
    304 would confirm. `min_delay_seconds` None: the settings' delay. `part`: a page in the browser loads it; `referer`
    is what the browser would send. `source` says by which selectors a listing's own words are known.
    """

    url: str
    source_id: str
    kind: Literal["item", "list", "robots", "part"] = "item"
    etag: str | None = None
    last_modified: str | None = None
    previous_record_id: str = ""
    previous_date: str = ""
    previous_sha256: str = ""
    allow_loopback: bool = False
    min_delay_seconds: float | None = None
    markers: Markers = _NO_MARKERS
    referer: str = ""
    source: WebSource | None = None


def request_for(
    source: WebSource, url: str, kind: Literal["item", "list"] = "item", last: Mapping[str, Any] | None = None
) -> Request:
    """A request in a source's manner.

    Args: last, the row of its last capture (etag, last_modified, warc_record_id, fetched_at, sha256), for a
    conditional GET. Raises SourceError when the source is not allowed to be watched.
    """
    if reason := source.refusal():
        raise SourceError(reason)
    known = {} if last is None else last
    return Request(
        url, source.id, kind, known.get("etag"), known.get("last_modified"), known.get("warc_record_id") or "",
        known.get("fetched_at") or "", known.get("sha256") or "", source.politeness.allow_loopback,
        source.politeness.delay_seconds, source.markers, source=source,
    )  # fmt: skip


@dataclass(frozen=True)
class CaptureTools:
    """The archive, manners, clock and settings of one run; close it when the run ends."""

    archive: EvidenceArchive
    politeness: Politeness
    clock: Clock
    settings: Settings
    operator: str = ""
    marks: PageMarks = field(default_factory=load_marks)
    resolver: Resolver = resolve
    ca_file: Path | None = None  # authorities for TLS besides the usual ones: none but these

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        return user_agent(self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.archive.close()


def make_tools(
    archive_folder: Path, settings: Settings, *, hosts: HostClock | None = None, clock: Clock | None = None,
    resolver: Resolver = resolve, ca_file: Path | None = None,
) -> CaptureTools:  # fmt: skip
    """The tools of one run over an archive folder. Raises ConfigError when the contact cannot stand in a header.

    Args: hosts, where the host clocks are kept (default: in memory; db.Store keeps them across runs).
    """
    clock = clock or SystemClock()
    archive = EvidenceArchive(archive_folder, clock, operator=settings.operator, user_agent=user_agent(settings))
    politeness = Politeness(Pauses(clock, hosts or MemoryHostClock()), settings.min_delay_seconds)
    return CaptureTools(archive, politeness, clock, settings, settings.operator, resolver=resolver, ca_file=ca_file)


def user_agent(settings: Settings) -> str:
    """hydrowatch/<version> (+contact). Raises ConfigError."""
    contact = settings.contact.strip()
    if not contact.isascii() or not contact.isprintable() or set(contact) & set("()"):
        raise ConfigError(f"contact must be an address in plain ASCII without brackets, not {settings.contact!r}")
    return f"hydrowatch/{__version__} (+{contact})" if contact else f"hydrowatch/{__version__}"
