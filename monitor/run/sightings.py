"""One look at one source: what it counts, what its captures without content say of listings, and how it ends.

One listing that is gone is news; most of a source's listings gone at once is a site that changed. So endings are kept
in the database while a source is looked at and believed when the look is through, or held back. All that a look knows
is in the database after each page, so that one which is broken off goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zlib import crc32

from db import Store
from db.rows import AlertRow, SourceClock
from monitor.__about__ import __version__
from monitor.capture import CaptureTools
from monitor.errors import ItemError
from monitor.models import Capture, Listing, ListingStatus
from monitor.run.health import FAILING, Verdict, judge
from monitor.run.pipeline import Run
from monitor.sources.schedule import next_look
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
RESUMED: Final = timedelta(hours=24)  # a look that was broken off longer ago is begun anew
_COUNTED: Final = {"not_modified": "unchanged", "gone": "ended", "sold": "ended", "removed_by_platform": "ended"}
_ANEW: Final = frozenset(
    {"lists", "lists_empty", "lists_blocked", "lists_failed", "unasked", "cut_links", "cut_lists"}
)  # by a look that goes on


def stamp(moment: datetime) -> str:
    """A moment in UTC to the second, as the tables of looks keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Tell = Callable[[AlertRow], None]


def definition_of(source: WebSource) -> int:
    """A number that is another when the source file or this program may read a list in another way."""
    return crc32(f"{__version__} {source.model_dump_json()}".encode())


def unheard(_alert: AlertRow) -> None:
    """For who does not want to be told of alerts at once; they are in the database."""


@dataclass(slots=True)
class Visit:
    """One look at one source: what it counted, and what was not asked for."""

    run: Run
    source: WebSource
    tools: CaptureTools
    row: Mapping[str, Any]
    counts: Counter[str]
    last: Mapping[str, Any] | None = None  # the capture that the request in hand may confirm
    unasked: dict[str, int] = field(default_factory=dict)  # why -> how many pages
    answered: set[str] | None = None  # addresses that answered before this look was broken off; None: not looked up

    @property
    def store(self) -> Store:
        """The workspace's database."""
        return self.run.workspace.store

    def skips(self, url: str) -> bool:
        """True when the host is left alone for the rest of this run, so that asking would be in vain."""
        reason = self.tools.politeness.left_alone(url)
        if reason:
            self.unasked[reason] = self.unasked.get(reason, 0) + 1
            self.counts["unasked"] += 1
        return bool(reason)

    def is_done(self, url: str) -> bool:
        """True when this look had an answer from this address before it was broken off."""
        if self.row["run_id"] == self.run.id:
            return False
        if self.answered is None:
            self.answered = self.store.asked_since(self.source.id, self.row["after_capture"])
        return url in self.answered

    def saw_list(self, state: str, *, empty: bool) -> None:
        """Count one list page."""
        self.counts["lists"] += 1
        if state != "ok":
            self.counts["lists_blocked" if state in {"blocked", "challenge"} else "lists_failed"] += 1
        self.counts["lists_empty"] += empty

    def cut_off(self, what: str, number: int) -> None:
        """Count what a limit of the source file left out: links of a list, or pages of lists."""
        if number:
            self.counts[f"cut_{what}"] += number
            self.run.tally.add(f"cut.{what}", number)

    def count(self, taken: Capture, *, read: bool) -> None:
        """Count one item page by what came of it; `read`: a listing was found on it."""
        refused = taken.state == "challenge" or (taken.state == "blocked" and taken.status is not None)
        outcome = (
            "read" if read else _COUNTED.get(taken.state) or ("unread" if taken.state == "ok" else "")
            or ("refused" if refused else "forbidden" if taken.state == "blocked" else "failed")
        )  # fmt: skip
        self.counts["items"] += 1
        self.counts[outcome] += 1
        self.store.count_visit(self.row["id"], self.counts)

    def doubted(self, listing: Listing) -> Listing:
        """A listing that says that it was removed: its words are kept, its ending waits for the look's end."""
        row = self.store.find_listing(self.source.id, listing.native_id)
        if listing.status not in ENDINGS or row is None or row["status"] in ENDINGS:
            return listing
        return replace(listing, status="unknown")

    def hold(self, taken: Capture, capture_id: int, status: str) -> None:
        """Keep an ending that a page with content told."""
        if row := self._listing(taken):
            self._hold(row["id"], taken, capture_id, status, taken.reason or "the page says that it was removed")

    def hold_named(self, native_id: str, taken: Capture, capture_id: int, status: str) -> None:
        """Keep an ending that an entry of a list told."""
        if row := self.store.find_listing(self.source.id, native_id):
            self._hold(row["id"], taken, capture_id, status, "the entry in the list says that it was removed")

    def count_entries(self, read: int, unread: int) -> None:
        """Count the entries of one list that were read as listings, and those that could not be."""
        self.counts["items"] += read + unread
        self.counts["read"] += read
        self.counts["unread"] += unread
        self.store.count_visit(self.row["id"], self.counts)

    def is_read_the_same(self) -> bool:
        """True when the last look that had all lists read their entries by the same program and source file."""
        before = self.store.visits(self.source.id, 1)
        return bool(before) and before[0]["counts"].get("definition") == definition_of(self.source)

    def confirm_entries(self, taken: Capture, capture_id: int, content_id: int) -> None:
        """A list is as it was in an earlier capture: each listing that was seen in that one is seen again as it was."""
        with self.store.batch():
            listings = self.store.seen_in(content_id)
            for listing_id in listings:
                status, note = self._confirmed(listing_id, content_id), f"list not modified since capture {content_id}"
                self._note(listing_id, capture_id, status, taken.fetched_at, note)
            self.run.tally.add("unchanged", len(listings))
            self.counts["items"] += len(listings)
            self.counts["unchanged"] += len(listings)
            self.store.count_visit(self.row["id"], self.counts)

    def observe(self, taken: Capture, capture_id: int) -> None:
        """Note a sighting without content on the listing it belongs to, when that is known."""
        row = self._listing(taken)
        if row is None or taken.state == "ok":
            return
        if taken.state in ENDINGS and row["status"] not in ENDINGS:
            self._hold(row["id"], taken, capture_id, taken.state, taken.reason)
            return
        status, note = STATUS[taken.state], taken.reason
        if taken.state == "not_modified" and self.last is not None:
            status = self._confirmed(row["id"], self.last["content_id"])
            note = f"not modified since capture {self.last['content_id']}"
        self._note(row["id"], capture_id, status, taken.fetched_at, note)
        self.run.tally.add("unchanged" if taken.state == "not_modified" else f"seen.{status}")

    def end(self, tell: Tell) -> None:
        """Believe the endings or hold them back, judge the source, plan its next look: all of it or nothing."""
        store, source = self.store, self.source
        with store.batch():
            endings = store.held_endings(source.id)
            held = self._too_many(len(endings))
            for ending in endings:
                self._settle(ending, held=held)
            verdict = judge(
                self.counts, source.health, len(endings) if held else 0, is_new=not store.has_listings(source.id)
            )  # fmt: skip
            self._note_definition()
            now = stamp(self.run.workspace.clock.now())
            store.end_visit(self.row["id"], now, self.counts, verdict.state, verdict.cause)
            alert = change_state(store, source.id, verdict, now, self.row["id"])
            _plan(store, source, self.row["began_at"], failed=verdict.state in FAILING)
        if held:
            self._fail(
                f"{len(endings)} of {self.counts['known']} listings are gone at once ({endings[0]['note']}): the site "
                "has probably changed; none counts as removed until a look finds less of it, or 'hydrowatch source "
                f"confirm-removals {source.id}' says that it is true"
            )
        for reason, count in self.unasked.items():
            self._fail(f"{count} pages were not asked for: {reason}; run again later")
        if verdict.cause == "nothing_read":
            self._fail(f"none of {verdict.of} pages could be read as a listing, so nothing of this source is known yet")
        if alert:
            tell(alert)

    def _note_definition(self) -> None:
        """By which source file the lists were read; when one was not, what was noted before."""
        before = self.store.visits(self.source.id, 1)
        partly = self.unasked or self.counts["lists_failed"] or self.counts["lists_blocked"]
        noted = before[0]["counts"].get("definition", 0) if before else 0
        self.counts["definition"] = noted if partly else definition_of(self.source)

    def _too_many(self, endings: int) -> bool:
        """True when more listings are gone at once than is believed: of those known that answered at all."""
        answered = sum(self.counts[name] for name in ("read", "unread", "unchanged", "ended"))
        known = min(self.counts["known"], max(answered, endings))
        return endings >= self.source.health.removed_count and endings > known * self.source.health.removed_share

    def _settle(self, ending: Mapping[str, Any], *, held: bool) -> None:
        if not held:
            believe(self.run, ending)
        elif ending["visit_id"] == self.row["id"]:
            note = f"{ending['note']}; held back: most of the source was gone at once"
            self._note(ending["listing_id"], ending["capture_id"], "unknown", ending["observed_at"], note)
            self.run.tally.add("seen.unknown")

    def _listing(self, taken: Capture) -> dict[str, Any] | None:
        native_id = native_id_of(taken.url, self.source)
        return (
            self.store.find_listing(self.source.id, native_id)
            if native_id
            else self.store.find_listing_by_url(taken.url)
        )

    def _confirmed(self, listing_id: int, content_id: int) -> ListingStatus:
        """What an answer 'not modified' confirms: that the page still says what it said in that capture.

        When that is older than an ending that is held back, the page is there again as it was before.
        """
        before = self.store.confirmed_status(listing_id, content_id)
        if before in {"sold", "removed_by_platform"}:
            return STATUS[before]
        held_by = self.store.held_by(listing_id)
        return "unknown" if held_by is not None and held_by <= content_id else "live"

    def _hold(self, listing_id: int, taken: Capture, capture_id: int, status: str, note: str) -> None:
        self.store.hold_ending({
            "listing_id": listing_id, "source_id": self.source.id, "visit_id": self.row["id"],
            "capture_id": capture_id, "status": status, "observed_at": taken.fetched_at, "note": note,
        })  # fmt: skip

    def _note(self, listing_id: int, capture_id: int, status: str, observed_at: str, note: str) -> None:
        changes = self.store.observe(
            listing_id, self.run.id, capture_id, status, observed_at=observed_at, note=note
        )  # fmt: skip
        for change in changes:
            self.run.tally.add(f"change.{change['kind']}")

    def _fail(self, reason: str) -> None:
        self.run.fail(self.source.id, ItemError(self.source.id, "capture", reason))


def begin_visit(run: Run, source: WebSource, tools: CaptureTools) -> Visit:
    """A look at a source: the one that was broken off less than a day ago, or a new one."""
    store, now = run.workspace.store, run.workspace.clock.now()
    row = store.open_visit(source.id)
    if row is not None and timedelta() <= now - datetime.fromisoformat(row["began_at"]) <= RESUMED:
        kept = {name: number for name, number in row["counts"].items() if name not in _ANEW}
        run.tally.add("resumed")
        return Visit(run, source, tools, row, Counter(kept))
    row = store.begin_visit(source.id, run.id, stamp(now))
    return Visit(run, source, tools, row, Counter(known=len(store.live_addresses(source.id))))


def give_up(run: Run, source: WebSource, tell: Tell) -> None:
    """End a look that a fault of ours has ended, so that the next comes in its time and not at once."""
    store, now = run.workspace.store, stamp(run.workspace.clock.now())
    with store.batch():
        row = store.open_visit(source.id)
        if row is not None:
            store.end_visit(row["id"], now, row["counts"], "degraded", "fault")
        alert = change_state(store, source.id, Verdict("degraded", "fault"), now, row["id"] if row else None)
        _plan(store, source, row["began_at"] if row else now, failed=True)
    if alert:
        tell(alert)


def _plan(store: Store, source: WebSource, began_at: str, *, failed: bool) -> None:
    """When a source is looked at next, after a look that began then."""
    failures = store.source_clock(source.id).failures + 1 if failed else 0
    due = next_look(source.schedule, source.id, datetime.fromisoformat(began_at), failures)
    store.set_source_clock(source.id, SourceClock(began_at, stamp(due), failures))


def believe(run: Run, ending: Mapping[str, Any]) -> None:
    """Count a held ending as true: with the capture that showed it, at the time of that capture."""
    store = run.workspace.store
    changes = store.observe(
        ending["listing_id"], run.id, ending["capture_id"], ending["status"],
        observed_at=ending["observed_at"], note=ending["note"],
    )  # fmt: skip
    store.release_ending(ending["listing_id"])
    run.tally.add(f"seen.{ending['status']}")
    for change in changes:
        run.tally.add(f"change.{change['kind']}")


def change_state(
    store: Store, source_id: str, verdict: Verdict, at: str, visit_id: int | None = None
) -> AlertRow | None:
    """The one alert when the state of a source is another than before; None when it is the same."""
    alert = store.source_state(source_id)
    before = alert["state"] if alert else "ok"
    if before == verdict.state:
        return None
    row: AlertRow = {
        "source_id": source_id, "before": before, "state": verdict.state, "cause": verdict.cause,
        "detail": verdict.detail, "at": at, "visit_id": visit_id,
    }  # fmt: skip
    store.add_alert(row)
    return row
