"""Sightings without content: what a capture that brought no listing says of the one it belongs to.

One listing that is gone is news; most of a source's listings gone at once is a site that changed. So endings are
gathered while a source is watched and counted when it is through, or held back until the next visit finds the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from monitor.capture import CaptureTools
from monitor.errors import ItemError
from monitor.models import Capture, ListingStatus
from monitor.run.pipeline import Run
from monitor.sources.web import WebSource, native_id_of

# A capture that brought no content still says something about the listing, or that we could not see it.
STATUS: Final[dict[str, ListingStatus]] = {
    "gone": "gone",
    "sold": "sold",
    "removed_by_platform": "removed_by_platform",
    "not_modified": "live",
    "blocked": "blocked",
    "challenge": "blocked",
    "failed": "unreachable",
    "truncated": "unknown",
    "too_large": "unknown",
}
ENDINGS: Final = frozenset({"gone", "removed_by_platform"})
MASS: Final = 5  # fewer endings at once are taken at their word
MASS_SHARE: Final = 0.5  # of the listings that were live before


@dataclass(frozen=True, slots=True)
class _Ending:
    listing_id: int
    capture_id: int
    status: ListingStatus
    observed_at: str
    reason: str


@dataclass(slots=True)
class Visit:
    """One look at one source: what ended, and what was not asked for."""

    run: Run
    source: WebSource
    tools: CaptureTools
    endings: list[_Ending] = field(default_factory=list)
    unasked: dict[str, int] = field(default_factory=dict)  # why -> how many pages

    def skips(self, url: str) -> bool:
        """True when the host is left alone for the rest of this run, so that asking would be in vain."""
        reason = self.tools.politeness.left_alone(url)
        if reason:
            self.unasked[reason] = self.unasked.get(reason, 0) + 1
        return bool(reason)

    def observe(self, taken: Capture, capture_id: int) -> None:
        """Note a sighting without content on the listing it belongs to, when that is known."""
        store, source = self.run.workspace.store, self.source
        native_id = native_id_of(taken.url, source)
        row = store.find_listing(source.id, native_id) if native_id else store.find_listing_by_url(taken.url)
        if row is None or taken.state == "ok":
            return
        seen = _Ending(row["id"], capture_id, STATUS[taken.state], taken.fetched_at, taken.reason)
        if taken.state in ENDINGS and row["status"] not in ENDINGS and not self._seen_before(row, taken):
            self.endings.append(seen)
            return
        self._note(seen)
        self.run.tally.add("unchanged" if taken.state == "not_modified" else f"seen.{seen.status}")

    def end(self, live: int) -> None:
        """Count the endings (`live`: listings that were live before), or hold them back; tell what was not asked."""
        held = len(self.endings) >= MASS and len(self.endings) > live * MASS_SHARE
        with self.run.workspace.store.batch():
            for seen in self.endings:
                self._note(_held(seen) if held else seen)
                self.run.tally.add("seen.unknown" if held else f"seen.{seen.status}")
        if held:
            self._fail(
                f"{len(self.endings)} of {live} listings are gone at once ({self.endings[0].reason}): the site has "
                "probably changed; none counts as removed until the next visit finds the same"
            )
        for reason, count in self.unasked.items():
            self._fail(f"{count} pages were not asked for: {reason}; run again later")

    def _seen_before(self, row: dict[str, Any], taken: Capture) -> bool:
        """True when the visit before found the same and it was held back then."""
        before = self.run.workspace.store.captures(row["id"])
        return bool(before) and before[-1]["state"] == taken.state and before[-1]["run_id"] != self.run.id

    def _note(self, seen: _Ending) -> None:
        changes = self.run.workspace.store.observe(
            seen.listing_id, self.run.id, seen.capture_id, seen.status, observed_at=seen.observed_at, note=seen.reason
        )
        for change in changes:
            self.run.tally.add(f"change.{change['kind']}")

    def _fail(self, reason: str) -> None:
        self.run.fail(self.source.id, ItemError(self.source.id, "capture", reason))


def _held(seen: _Ending) -> _Ending:
    note = f"{seen.reason}; held back: most of the source was gone at once"
    return _Ending(seen.listing_id, seen.capture_id, "unknown", seen.observed_at, note)
