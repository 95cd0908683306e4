"""Writing what a listing says: versions, assessments, sightings and changes, each listing in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from db.audit import CLOCK_SECONDS
from db.changes import SILENT, Sighting, changes_between, next_status
from db.connection import utc_now
from db.dated import DATED, dated, without_order
from db.errors import StoreConflict
from db.late import Seen, begun_anew, events_of_late, last_status, status_with_content
from db.rows import (
    ChangeRow,
    JudgedAgain,
    Judgement,
    ListingRow,
    Saved,
    VersionRow,
)
from db.sighting_rows import Sight, SightingRows, asserted

_CURRENT = (
    "SELECT l.*, v.content_digest, v.text_sha256, c.doubt FROM listings l LEFT JOIN versions v ON v.id = l.version_id"
    " LEFT JOIN captures c ON c.id = v.capture_id WHERE l.source_id = ? AND l.native_id = ?"
)

# what the queue shows of a listing's facts: it follows the newest reading of the current version
_FROM_FACTS = frozenset({"capacity_kw", "price_yuan", "province", "prefecture", "county", "adcode"})

_SIGHTINGS = (
    "SELECT o.id, o.observed_at, o.status, o.capture_id, o.version_id, o.price_yuan, o.price_text,"  # noqa: S608 - a constant
    f" ifnull(c.doubt, '') AS doubt, {DATED} FROM observations o LEFT JOIN captures c ON c.id = o.capture_id"
    " WHERE o.listing_id = ? ORDER BY o.observed_at, o.id"
)
# of an observation, in `Seen`
_OF_SEEN = ("id", "observed_at", "status", "capture_id", "version_id", "price_yuan", "price_text")


class Listings(SightingRows):
    """Methods that write listings, versions, assessments, observations, changes and the search index."""

    def save_listing(
        self, run_id: int, capture_id: int | None, listing: ListingRow, version: VersionRow, found: Judgement
    ) -> Saved:
        """Store one sighting of a listing with its content; all of it or, on an error, nothing.

        The same content again (`content_digest`) adds only an observation. A sighting older than what is stored (an
        old page imported late) adds history, with the events as if it had come in its time (`db/late.py`; they are not
        among those returned), but does not touch what the listing says now; one that is older by our own clock alone,
        which was set back, is none. A capture that is read again
        in another way gives the listings that it gave before, whatever they are named now; where it tells another day
        or place of the same words, that is a new version without an event. A capture in doubt changes nothing where a
        sound one shows the listing, and gives way to the first that does (`db/doubts.py`). Raises StoreConflict when
        the source, run or capture is unknown.
        """
        sight = Sight(run_id, capture_id, listing, version, found, self.doubt_of(capture_id))
        with self._writing():
            before = self._stored(sight)
            if before is None:
                return self._save_new(sight)
            is_sound = not before["doubt"] or self._is_sound(before)
            sight = self._as_seen_before(sight, before["id"])
            if sight.doubt and is_sound:
                return self._save_doubted(sight, before)
            if not sight.doubt and not is_sound:
                return self._save_first_sound(sight, before)
            if self._is_late(before, sight.seen, capture_id):
                return self._save_late(sight, before)
            return self._save_again(sight, before)

    def save_judged_again(self, run_id: int, again: JudgedAgain) -> int:
        """Judge a stored version again and keep both judgements; the queue follows the newest, and what it shows of the
        facts. With an event when there is one. Returns the id of the judgement."""
        found, now = again.found, utc_now()
        with self._writing():
            number = self._add_assessment(run_id, again.version_id, found)
            listing = self._row("SELECT * FROM listings WHERE version_id = ?", [again.version_id])
            if listing is None:  # an earlier version: its history grows, the queue shows the current one
                return number
            shown = {name: value for name, value in again.shown.items() if name in _FROM_FACTS}
            if shown:
                self._update(listing["id"], shown)
            self._point_at(listing["id"], again.version_id, number, found.assessment)
            self._retag(listing, found, shown.get("province", listing["province"]), listing["status"])
            if again.change is not None:
                event: ChangeRow = {"kind": "judged_again", "detail": again.change}
                self._add_changes(listing["id"], run_id, again.version_id, now, (event,))
                self._update(listing["id"], {"changed_at": max(now, listing["changed_at"])})
        return number

    def set_posting(self, version_id: int, posted_at: str, found_by: Mapping[str, str]) -> None:
        """Give a stored version another day of posting: a page that was taken before it, and came later, told it."""
        with self._writing():
            self.conn.execute(
                "UPDATE versions SET posted_at = ?, found_by_id = ? WHERE id = ?",
                [posted_at, self._wording(dict(found_by)), version_id],
            )
            self.conn.execute("UPDATE listings SET posted_at = ? WHERE version_id = ?", [posted_at, version_id])

    def observe(
        self,
        listing_id: int,
        run_id: int,
        capture_id: int | None,
        status: str,
        *,
        observed_at: str,
        note: str = "",
    ) -> tuple[ChangeRow, ...]:
        """Record a sighting without content (gone, sold, removed, blocked); returns the events it made.

        A blocked, unreachable or unknown sighting is kept and never counts as a change; after three looks in a row
        that saw no more, the latest of them is the status that the listing has (`db/unseen.py`).
        """
        with self._writing():
            before = self._row("SELECT * FROM listings WHERE id = ?", [listing_id])
            if before is None:
                raise StoreConflict(f"{self.path}: there is no listing {listing_id}")
            if (doubt := self.doubt_of(capture_id)) and self._is_sound(before):
                status, note = "unknown", "; ".join(filter(None, (doubt, note)))
            number = self._add_observation({
                "listing_id": listing_id, "run_id": run_id, "capture_id": capture_id, "observed_at": observed_at,
                "status": status, "note": note,
            })  # fmt: skip
            if status in SILENT:
                if not doubt and not self._is_late(before, observed_at, capture_id) and self._is_lost(before):
                    self._update(listing_id, {"status": status})
                    self._retag_status(before, status)
                return ()
            if self._is_late(before, observed_at, capture_id):
                self._add_late_events(run_id, listing_id, number)
                return ()
            now = next_status(before["status"], status)
            changes = changes_between(Sighting(before["status"]), Sighting(now))
            if changes and not self._is_after(observed_at, run_id, capture_id, listing_id):
                changes = without_order(changes, (None, None))
            self._add_changes(listing_id, run_id, before["version_id"], observed_at, changes)
            changed_at = observed_at if changes else before["changed_at"]
            self._update(listing_id, {
                "status": now, "last_seen_at": observed_at, "changed_at": changed_at,
                "first_seen_at": min(observed_at, before["first_seen_at"]),
            })  # fmt: skip
            self._retag_status(before, now)
            return changes

    def _stored(self, sight: Sight) -> Mapping[str, Any] | None:
        """The listing as it is stored: by its name, else by a name that this same capture gave it before.

        Not one that a capture gave to several rows in one run: they were no one listing, and part when read again.
        """
        listing = sight.listing
        if row := self._row(_CURRENT, [listing["source_id"], listing["native_id"]]):
            return row
        for name in listing.get("known_as", ()):
            row = self._row(_CURRENT, [listing["source_id"], name])
            seen = (
                "SELECT max(n) AS n FROM (SELECT count(*) AS n FROM observations"
                " WHERE listing_id = ? AND capture_id = ? GROUP BY run_id)"
            )
            if row and (found := self._row(seen, [row["id"], sight.capture_id])) and found["n"] == 1:
                return row
        return None

    def _save_new(self, sight: Sight) -> Saved:
        assessment, seen = sight.found.assessment, sight.seen
        listing_id = self._insert("listings", {
            "source_id": sight.listing["source_id"], "native_id": sight.listing["native_id"], **_shown(sight),
            "status": sight.status, "offer": assessment["offer"], "score": assessment["score"],
            "level": assessment["level"], "first_seen_at": seen, "last_seen_at": seen, "changed_at": seen,
            "versions": 1,
        })  # fmt: skip
        version_id = self._add_version(listing_id, 1, sight)
        number = self._add_assessment(sight.run_id, version_id, sight.found)
        self._point_at(listing_id, version_id, number, assessment)
        blank = {
            "id": listing_id, "score": assessment["score"], "tags": "[]", "source_id": sight.listing["source_id"],
        }  # fmt: skip
        people = sight.listing.get("people", ())
        self._retag(blank, sight.found, sight.listing.get("province"), sight.status, people)
        self._see(sight, listing_id, version_id)
        new: ChangeRow = {"kind": "new", "detail": {}}
        self._add_changes(listing_id, sight.run_id, version_id, seen, (new,))
        return Saved(listing_id, version_id, "new", (new,))

    def _save_again(self, sight: Sight, before: Mapping[str, Any]) -> Saved:
        same = before["content_digest"] == sight.version["content_digest"]
        same = same and not self._is_read_otherwise(sight, before)
        status = status_with_content(before["status"], sight.status)
        changes = self._compare(sight, before, status, same=same)
        listing_id, version_id = before["id"], self._now_says(sight, before, status, same=same)
        self._see(sight, listing_id, version_id)
        self._add_changes(listing_id, sight.run_id, version_id, sight.seen, changes)
        self._update(listing_id, {
            "status": status, "last_seen_at": sight.seen, "changed_at": sight.seen if changes else before["changed_at"],
            "first_seen_at": min(sight.seen, before["first_seen_at"]),
        })  # fmt: skip
        return Saved(listing_id, version_id, "unchanged" if same else "changed", changes)

    def _is_late(self, before: Mapping[str, Any], seen: str, capture_id: int | None) -> bool:
        """True for a sighting older than the latest of its listing.

        Not where both were dated by our own clock alone and this one was captured after that: then the clock was set
        back, and the order in which things were recorded is the true one.
        """
        if seen >= before["last_seen_at"]:
            return False
        set_back = (
            "SELECT 1 FROM captures now, observations o JOIN captures c ON c.id = o.capture_id"
            " WHERE now.id = ? AND now.fetched_at = ? AND ifnull(now.taken_at, '') = '' AND o.listing_id = ?"
            " AND o.observed_at = ? AND c.fetched_at = o.observed_at AND ifnull(c.taken_at, '') = '' AND c.id < now.id"
            " AND (julianday(c.fetched_at) - julianday(now.fetched_at)) * 86400 > ? LIMIT 1"
        )
        found = [capture_id, seen, before["id"], before["last_seen_at"], CLOCK_SECONDS]
        return self._row(set_back, found) is None

    def _now_says(self, sight: Sight, before: Mapping[str, Any], status: str, *, same: bool) -> int:
        """Make the content of a sighting what the listing says now; returns its version."""
        listing_id, version_id = before["id"], int(before["version_id"])
        if same:
            self._retag_status(before, status)
            self._learn_people(before, sight)
        else:
            version_id = self._add_version(listing_id, before["versions"] + 1, sight)
            number = self._add_assessment(sight.run_id, version_id, sight.found)
            self._update(listing_id, {**_shown(sight), "versions": before["versions"] + 1})
            self._point_at(listing_id, version_id, number, sight.found.assessment)
            people = sight.listing.get("people", ())
            self._retag(before, sight.found, sight.listing.get("province"), status, people)
        price = {"price_text": sight.version.get("price_text", ""), "price_yuan": sight.version.get("price_yuan")}
        self._update(listing_id, price)
        return version_id

    def _save_late(self, sight: Sight, before: Mapping[str, Any]) -> Saved:
        listing_id, digest = before["id"], sight.version["content_digest"]
        same, later = before["content_digest"] == digest, self._has_content_after(listing_id, sight.seen)
        if otherwise := self._is_read_otherwise(sight, before):
            later = later and not same  # what came after it says the same words: it is read as they are
            same = False
        known = same or (later and not otherwise and self._row(
            "SELECT id FROM versions WHERE listing_id = ? AND content_digest = ?", [listing_id, digest]
        ))  # fmt: skip
        if not later:  # what came after it is no content: a block, an end
            version_id = self._now_says(sight, before, before["status"], same=same)
        elif known:
            version_id = before["version_id"] if known is True else int(known["id"])
        else:
            version_id = self._add_version(listing_id, before["versions"] + 1, sight)
            self._add_assessment(sight.run_id, version_id, sight.found)
            self._update(listing_id, {"versions": before["versions"] + 1})
        number = self._see(sight, listing_id, version_id)
        self._update(listing_id, {"first_seen_at": min(sight.seen, before["first_seen_at"])})
        self._add_late_events(sight.run_id, listing_id, number)
        return Saved(listing_id, version_id, "unchanged" if known else "changed")

    def _save_doubted(self, sight: Sight, before: Mapping[str, Any]) -> Saved:
        """Keep beside what a listing says what a capture in doubt shows of it: it makes no event and ends nothing."""
        listing_id = before["id"]
        known = self._row(
            "SELECT id FROM versions WHERE listing_id = ? AND content_digest = ?",
            [listing_id, sight.version["content_digest"]],
        )
        version_id = int(known["id"]) if known else self._add_version(listing_id, before["versions"] + 1, sight)
        if not known:
            self._add_assessment(sight.run_id, version_id, sight.found)
            self._update(listing_id, {"versions": before["versions"] + 1})
        self._see(sight, listing_id, version_id, status="unknown", note=sight.doubt)
        return Saved(listing_id, version_id, "unchanged" if known else "changed")

    def _save_first_sound(self, sight: Sight, before: Mapping[str, Any]) -> Saved:
        """Let a listing that only captures in doubt showed begin with one that holds, whenever that was taken."""
        listing_id, stored = before["id"], self._events(before["id"])
        same = before["content_digest"] == sight.version["content_digest"]
        version_id = self._now_says(sight, before, before["status"], same=same)
        number = self._see(sight, listing_id, version_id)
        seens = self._sightings(listing_id)
        told = [seen.observed_at for seen in seens if seen.version_id is not None or seen.status not in SILENT]
        events, status = begun_anew(seens, number, stored), last_status(seens)
        self._retag_status(self._now(listing_id), status)
        self._update(listing_id, {
            "first_seen_at": min(sight.seen, before["first_seen_at"]), "last_seen_at": max(told), "status": status,
            "changed_at": max(event.seen.observed_at for event in events),
        })  # fmt: skip
        for event in events:
            self._add_changes(listing_id, sight.run_id, event.seen.version_id, event.seen.observed_at, (event.row(),))
        return Saved(listing_id, version_id, "unchanged" if same else "changed")

    def _now(self, listing_id: int) -> Mapping[str, Any]:
        row = self._row("SELECT * FROM listings WHERE id = ?", [listing_id])
        assert row is not None
        return row

    def _is_read_otherwise(self, sight: Sight, before: Mapping[str, Any]) -> bool:
        """True when a capture that an earlier run read is read again, by other columns, and the day of posting or the
        place that it gives is not that of the words which it showed: no digest tells of these."""
        shown = self._row(
            "SELECT v.posted_at, v.place FROM versions v JOIN observations o ON o.version_id = v.id"
            " WHERE o.listing_id = ? AND +o.capture_id = ? AND o.run_id <> ? ORDER BY o.id DESC LIMIT 1",
            [before["id"], sight.capture_id, sight.run_id],
        )
        told = (sight.version.get("posted_at"), sight.version.get("place"))
        return shown is not None and (shown["posted_at"], shown["place"]) != told

    def _has_content_after(self, listing_id: int, seen: str) -> bool:
        later = (
            "SELECT 1 FROM observations o LEFT JOIN captures c ON c.id = o.capture_id WHERE o.listing_id = ?"
            " AND o.version_id IS NOT NULL AND o.observed_at > ? AND ifnull(c.doubt, '') = '' LIMIT 1"
        )
        return self._row(later, [listing_id, seen]) is not None

    def _add_late_events(self, run_id: int, listing_id: int, number: int) -> None:
        """The events of a sighting that came late, and the status and day of change that the listing has with it."""
        seens, stored = self._sightings(listing_id), self._events(listing_id)
        events = events_of_late(seens, number, stored)
        for event in events:
            seen = event.seen
            self._add_changes(listing_id, run_id, seen.version_id, seen.observed_at, (event.row(),))
        untrue = {gone for event in events for gone in event.instead_of}
        times = [row["observed_at"] for row in stored if row["id"] not in untrue]
        times += [event.seen.observed_at for event in events]
        if times:
            self._update(listing_id, {"changed_at": max(times)})
        status, before = last_status(seens), self._row("SELECT * FROM listings WHERE id = ?", [listing_id])
        if before and before["status"] == last_status(seen for seen in seens if seen.id != number) != status:
            self._update(listing_id, {"status": status})
            self._retag_status(before, status)

    def _events(self, listing_id: int) -> list[Mapping[str, Any]]:
        """The events of a listing without those that another stands for."""
        rows = self._rows("SELECT id, kind, observed_at, detail FROM changes WHERE listing_id = ?", [listing_id])
        replacing = (json.loads(row["detail"])["instead_of"] for row in rows if '"instead_of":' in row["detail"])
        untrue = {number for numbers in replacing for number in numbers}
        return [row for row in rows if row["id"] not in untrue]

    def _sightings(self, listing_id: int) -> list[Seen]:
        """All sightings of a listing in order of time, with what the newest judgement of each version asserts.

        Those in doubt say nothing where any is not.
        """
        rows = self._rows(
            "SELECT id, text_sha256, (SELECT json_group_array(DISTINCT type) FROM claims WHERE stance = 'asserted'"
            " AND assessment_id = (SELECT max(id) FROM assessments WHERE version_id = v.id)) AS claims"
            " FROM versions v WHERE listing_id = ?",
            [listing_id],
        )
        said: dict[int | None, dict[str, Any]] = {
            row["id"]: {"text_sha256": row["text_sha256"], "claims": frozenset(json.loads(row["claims"]))}
            for row in rows
        }
        seen = self._rows(_SIGHTINGS, [listing_id])
        if any(not row["doubt"] and row["version_id"] is not None for row in seen):
            seen = [{**row, "version_id": None, "status": "unknown"} if row["doubt"] else row for row in seen]
        shown = (({name: row[name] for name in _OF_SEEN}, dated(row)) for row in seen)
        return [Seen(**row, dated=at, **said.get(row["version_id"], {})) for row, at in shown]

    def _compare(self, sight: Sight, before: Mapping[str, Any], status: str, *, same: bool) -> tuple[ChangeRow, ...]:
        """What changed since; nothing when the same capture was only read in another way (other columns)."""
        if sight.capture_id is not None and self._rows(
            "SELECT 1 FROM versions WHERE id = ? AND capture_id = ? AND observed_at = ?",
            [before["version_id"], sight.capture_id, sight.seen],
        ):
            return ()
        version = sight.version
        then = Sighting(
            before["status"], before["price_yuan"], before["price_text"],
            None if same else before["text_sha256"],  # counters tick in words that are the same
            None if same else self._asserted_in(before["assessment_id"]),
        )  # fmt: skip
        now = Sighting(
            status, version.get("price_yuan"), version.get("price_text", ""), version["text_sha256"],
            None if same else asserted(sight.found.claims),
        )  # fmt: skip
        changes = changes_between(then, now)
        if not changes or self._follows(sight, before["id"]):
            return changes
        return without_order(changes, (then.price_yuan, now.price_yuan))


def _shown(sight: Sight) -> dict[str, Any]:
    listing, version = sight.listing, sight.version
    return {
        "url": listing.get("url", ""), "title": version.get("title", ""), "seller": version.get("seller", ""),
        "price_text": version.get("price_text", ""), "price_yuan": version.get("price_yuan"),
        "capacity_kw": listing.get("capacity_kw"), "province": listing.get("province"),
        "prefecture": listing.get("prefecture"), "county": listing.get("county"), "adcode": listing.get("adcode"),
        "posted_at": version.get("posted_at"),
    }  # fmt: skip
