"""One look at one source: what it counts, what its captures without content say of listings, and how it ends.

Endings are kept in the database while a source is looked at and believed when the look is through, or held back
(`endings.py`). All that a look knows is in the database after each page, so that one which is broken off goes on where
it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from db import Store
from monitor.capture import CaptureTools
from monitor.capture.http import LEGAL
from monitor.errors import ItemError
from monitor.models import Capture, Listing, ListingStatus
from monitor.parse.landing import Landing
from monitor.run.pipeline import Run, Work
from monitor.run.proofs import HELD_BACK, LIVE_SINCE, STATUS, UNREAD
from monitor.run.watching.endings import ENDED, believe, is_ending, known_before, to_see_again, too_many
from monitor.run.watching.health import judge, keeps_away, still_out
from monitor.run.watching.looks import Tell, change_state, definition_of, plan, stamp
from monitor.run.watching.missed import Met, note_missed
from monitor.sources.web import WebSource, native_id_of

STILL_HELD: Final = f"{HELD_BACK} then, and still seems to be"
RESUMED: Final = timedelta(hours=24)  # a look that was broken off longer ago is begun anew
_COUNTED: Final = {"not_modified": "unchanged", "gone": "ended", "sold": "ended", "removed_by_platform": "ended"}
_ANEW: Final = frozenset(
    {
        "lists",
        "lists_empty",
        "lists_blocked",
        "lists_failed",
        "unasked",
        "resting",
        "answer",
        "cut_links",
        "cut_lists",
        "short_stated",
        "short_found",
        "merged",
        "merged_links",
        "missing",
    }
)  # by a look that goes on


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
    shown: set[int] | None = None  # listings that this look had read when the lists were through; None: not looked up
    listed: set[int] = field(default_factory=set)  # listings that are entries of the lists of this look
    last_list: tuple[Capture, int] | None = None  # the latest page of a list, and the number of its capture
    met: Met | None = None  # the latest page that could not be had, and kept others from being seen
    landed: dict[str, str] = field(default_factory=dict)  # addresses without a number -> that of the item read there
    alike_since: int | None = None  # the capture since which pages are read as now; None: not looked up

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
            self.counts["resting"] += self.tools.politeness.rests(url)
        return bool(reason)

    def is_done(self, url: str) -> bool:
        """True when this look had an answer from this address before it was broken off."""
        if self.row["run_id"] == self.run.id:
            return False
        if self.answered is None:
            self.answered = self.store.asked_since(self.source.id, self.row["after_capture"])
        return url in self.answered

    def unlisted(self, listed: Iterable[str]) -> dict[str, int]:
        """What became of listings that left the lists is asked at their addresses; those -> the listings' ids.

        A listing is in the lists when its number is, under whatever address. Ended ones are asked for once more.
        """
        addresses = set(listed)
        numbers = {native_id_of(address, self.source) for address in addresses}
        rows = self.store.live_listings(self.source.id)
        rows += to_see_again(self.store, self.source.id, self.run.workspace.clock.now())
        left = (row for row in rows if row["native_id"] not in numbers and row["url"] not in addresses)
        return {self._address_of(row): row["id"] for row in left}

    def _address_of(self, row: Mapping[str, Any]) -> str:
        """Where a listing is asked for: its stored address, or the one that was asked for when it was read last, where
        a redirect led from it to an address that gives no number (older versions stored that one)."""
        if not self.source.native_id.url or self.source.native_id.select or native_id_of(row["url"], self.source):
            return str(row["url"])
        asked = self.store.read_at(row["id"]) or ""
        return asked if native_id_of(asked, self.source) == row["native_id"] else str(row["url"])

    def has_read(self, listing_id: int | None) -> bool:
        """True when this look read a listing at another address already. Ask when the lists' pages are through."""
        if self.shown is None and listing_id is not None:
            self.shown = self.store.read_since(self.source.id, self.row["after_capture"])
        return listing_id in (self.shown or ())

    def confirmable(self, address: str) -> Mapping[str, Any] | None:
        """The capture of an item that an answer 'not modified' would confirm; None: it is to be asked for as a whole.

        Only one that was read as a listing, and by the source file and program as they are now.
        """
        last = self.store.last_capture(self.source.id, address)
        if last is None:
            return None
        if self.alike_since is None:
            self.alike_since = self.store.read_alike_since(self.source.id, definition_of(self.source))
        is_read = last["content_id"] > self.alike_since and self.store.was_read(last["content_id"])
        return last if is_read else None

    def meet(self, taken: Capture, capture_id: int) -> None:
        """Keep a page that could not be had: because of it listings are not seen in this look."""
        manners, url = self.tools.politeness, taken.final_url or taken.url
        outage = manners.outage(url) if taken.status is None else 0
        is_out = bool(outage) or (taken.status is None and manners.broke_off(url))
        self.met = Met(taken, capture_id, is_outage=is_out and taken.state == "blocked")
        answer = taken.status or outage
        if answer >= 500:
            self.counts["answer"] = answer

    def lost_list(self, taken: Capture, capture_id: int) -> None:
        """Count a list page that could not be had; one whose host is out of order was not refused."""
        self.meet(taken, capture_id)
        self.saw_list("failed" if self.met and self.met.is_outage else taken.state, empty=False)

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

    def fell_short(self, stated: int, found: int) -> None:
        """Count a list that says of itself that it has more items than were found on all its pages."""
        self.counts["short_stated"] += stated
        self.counts["short_found"] += found
        self.run.tally.add("list.short", stated - found)

    def saw_numbers(self, numbers: int, links: int) -> None:
        """Count the numbers that links of a list page share, and these links; 0 numbers: each has its own."""
        if numbers:
            self.counts["merged"] += numbers
            self.counts["merged_links"] += links

    def count(self, taken: Capture, *, read: bool, ended: bool = False) -> None:
        """Count one item page by what came of it; `read`: a listing was found on it; `ended`: it is there no more."""
        refused = taken.state == "challenge" or (taken.state == "blocked" and taken.status not in {None, LEGAL})
        outcome = "read" if read else "ended" if ended else _COUNTED.get(taken.state, "")
        if not outcome:
            forbidden = "refused" if refused else "forbidden"
            outcome = {"ok": "unread", "blocked": forbidden, "challenge": forbidden}.get(taken.state, "failed")
        self.counts["items"] += 1
        self.counts[outcome] += 1
        self.store.count_visit(self.row["id"], self.counts)

    def doubted(self, listing: Listing) -> Listing:
        """A listing that says that it was sold or removed: its words are kept, its ending waits for the look's end."""
        row = self.store.find_listing(self.source.id, listing.native_id)
        if row is None or not is_ending(row["status"], listing.status):
            return listing
        return replace(listing, status="unknown", doubted=listing.status)

    def hold_named(self, listing: Listing, taken: Capture, capture_id: int, note: str) -> None:
        """Keep an ending that a page with content, or an entry of a list, told."""
        if row := self.store.find_listing(self.source.id, listing.native_id):
            self.hold(row, taken, capture_id, listing.status, note)

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

    def confirm_entries(self, taken: Capture, capture_id: int, content_id: int, entries: int) -> None:
        """A list is as it was in an earlier capture: each listing that was seen in that one is seen again as it was.

        Args: entries, how many it has; those that were no listings then are not read now either.
        """
        with self.store.batch():
            listings = self.store.seen_in(content_id)
            self.counts["unread"] += max(0, entries - len(listings))
            self.listed.update(listings)
            for listing_id in listings:
                status, note = self._confirmed(listing_id, content_id), f"list not modified since capture {content_id}"
                self.note(listing_id, capture_id, status, taken.fetched_at, note)
            self.run.tally.add("unchanged", len(listings))
            self.counts["items"] += len(listings)
            self.counts["unchanged"] += len(listings)
            self.store.count_visit(self.row["id"], self.counts)

    def observe(self, taken: Capture, capture_id: int) -> None:
        """Note a sighting without content on the listing it belongs to, when that is known."""
        row = self.listing_at(taken)
        if row is None:
            return
        if is_ending(row["status"], taken.state):
            self.hold(row, taken, capture_id, taken.state, taken.reason)
            return
        status, note = STATUS.get(taken.state, "unknown"), taken.reason or UNREAD
        if taken.state == "not_modified" and self.last is not None:
            status = self._confirmed(row["id"], self.last["content_id"])
            note = f"not modified since capture {self.last['content_id']}"
            self.store.move_listing(row["id"], taken.url)
        self.note(row["id"], capture_id, status, taken.fetched_at, note)
        self.run.tally.add("unchanged" if taken.state == "not_modified" else f"seen.{status}")

    def led_away(self, taken: Capture, capture_id: int, away: Landing, *, listed: bool) -> bool:
        """Note that a listing's address led to another page; True when that counts as its ending.

        It does when its number is another one's now and no list names the listing any longer.
        """
        row, is_gone = self.listing_at(taken), away.kind == "other" and not listed
        if row is None:
            return False
        if is_gone and is_ending(row["status"], "gone"):
            self.hold(row, taken, capture_id, "gone", away.reason)
        else:
            status: ListingStatus = "blocked" if away.kind == "login" else "gone" if is_gone else "unknown"
            self.note(row["id"], capture_id, status, taken.fetched_at, away.reason)
            self.run.tally.add(f"seen.{status}")
        return is_gone

    def follow(self, before: Mapping[str, Any] | None, found: Sequence[Work], taken: Capture, capture_id: int) -> None:
        """The stored addresses of listings follow to where they were read just now.

        Args: before, the listing that was at this address; where another one is now, it is noted as not seen.
        """
        shown = {work.saved.listing_id for work in found if work.saved}
        if found and before is not None and before["source_id"] == self.source.id and before["id"] not in shown:
            note = f"its address shows another item: number {found[0].listing.native_id}"
            self.note(before["id"], capture_id, "unknown", taken.fetched_at, note)
        for work in found:
            if work.saved is not None and work.listing.url:
                self.store.move_listing(work.saved.listing_id, work.listing.url)

    def end(self, tell: Tell) -> None:
        """Believe the endings or hold them back, judge the source, plan its next look: all of it or nothing."""
        store, source = self.store, self.source
        with store.batch():
            self._drop_undone()
            endings = store.held_endings(source.id)
            known = known_before(store, source.id, self.counts, len(endings))
            held = too_many(len(endings), known, source.health)
            if held:
                self.counts["guarded"] = known
            for ending in endings:
                self._settle(ending, held=held)
            note_missed(self.run, source, self.row, self.counts, self.met)
            verdict = judge(
                self.counts, source.health, len(endings) if held else 0, is_new=not store.has_listings(source.id)
            )  # fmt: skip
            verdict = still_out(verdict, store.source_state(source.id), self.counts)
            self._note_definition()
            now = stamp(self.run.workspace.clock.now())
            store.end_visit(self.row["id"], now, self.counts, verdict.state, verdict.cause)
            alert = change_state(store, source.id, verdict, now, self.row["id"])
            plan(store, source, self.row["began_at"], failed=keeps_away(self.counts))
        if held:
            gone = "gone or sold" if any(ending["status"] == "sold" for ending in endings) else "gone"
            self._fail(
                f"{len(endings)} of {known} listings are {gone} at once ({endings[0]['note']}): the site "
                "has probably changed; none counts until the listings are back, or 'hydrowatch source "
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

    def _drop_undone(self) -> None:
        """No ending stands of a listing that this look, or one since, read live at another address."""
        for ending in self.store.drop_undone_endings(self.source.id):
            if ending["capture_id"] > self.row["after_capture"]:
                note = f"{ending['note']}; {LIVE_SINCE}"
                self.note(ending["listing_id"], ending["capture_id"], "unknown", ending["observed_at"], note)

    def _settle(self, ending: Mapping[str, Any], *, held: bool) -> None:
        if not held:
            believe(self.run, ending)
        elif ending["capture_id"] > self.row["after_capture"]:
            note = f"{ending['note']}; {HELD_BACK}"
            self.note(ending["listing_id"], ending["capture_id"], "unknown", ending["observed_at"], note)
            self.run.tally.add("seen.unknown")

    def listing_at(self, taken: Capture) -> dict[str, Any] | None:
        """The listing that a page belongs to by its address, as it is stored; None when none is known."""
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
        if before in ENDED:
            return STATUS[before]
        held_by = self.store.held_by(listing_id)
        return "live" if before == "live" and (held_by is None or held_by > content_id) else "unknown"

    def hold(self, row: Mapping[str, Any], taken: Capture, capture_id: int, status: str, note: str) -> None:
        """Keep an ending until the look is through; a listing that was sold stays so when its page goes."""
        listing_id, seen = row["id"], taken.fetched_at
        if row["status"] in ENDED:
            self.store.see_ended(listing_id, self.run.id, capture_id, status, observed_at=seen, note=note)
            self.run.tally.add(f"seen.{status}")
            return
        held = self.store.hold_ending({
            "listing_id": listing_id, "source_id": self.source.id, "visit_id": self.row["id"],
            "capture_id": capture_id, "status": status, "observed_at": seen, "note": note,
        })  # fmt: skip
        if held not in {None, self.row["id"]}:
            self.note(listing_id, capture_id, "unknown", seen, f"{note}; {STILL_HELD}")

    def note(self, listing_id: int, capture_id: int, status: str, observed_at: str, note: str) -> None:
        """Note a sighting of a listing without content."""
        changes = self.store.observe(
            listing_id, self.run.id, capture_id, status, observed_at=observed_at, note=note
        )  # fmt: skip
        for change in changes:
            self.run.tally.add(f"change.{change['kind']}")

    def _fail(self, reason: str) -> None:
        self.run.fail(self.source.id, ItemError(self.source.id, "capture", reason))


def begin_visit(run: Run, source: WebSource, tools: CaptureTools) -> Visit:
    """A look at a source: the one that was broken off less than a day ago, by the same source file, or a new one."""
    store, now = run.workspace.store, run.workspace.clock.now()
    row = store.open_visit(source.id)
    read_as = definition_of(source)
    if row is not None and row["counts"].get("read_as") == read_as and _is_recent(row, now):
        kept = {name: number for name, number in row["counts"].items() if name not in _ANEW}
        run.tally.add("resumed")
        return Visit(run, source, tools, row, Counter(kept))
    row = store.begin_visit(source.id, run.id, stamp(now))
    counts = Counter(known=len(store.live_addresses(source.id)), read_as=read_as)
    store.count_visit(row["id"], counts)
    return Visit(run, source, tools, row, counts)


def _is_recent(row: Mapping[str, Any], now: datetime) -> bool:
    return timedelta() <= now - datetime.fromisoformat(row["began_at"]) <= RESUMED
