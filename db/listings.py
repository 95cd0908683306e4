"""Writing what a listing says: versions, assessments, sightings and changes, each listing in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.base import canonical
from db.bigrams import tokens
from db.changes import SILENT, Sighting, changes_between, next_status
from db.connection import utc_now
from db.errors import StoreConflict
from db.late import Seen, events_of_late, last_status, status_with_content
from db.rows import (
    AssessmentRow,
    ChangeRow,
    ClaimRow,
    FactRow,
    FlagRow,
    JudgedAgain,
    Judgement,
    ListingRow,
    Saved,
    VersionRow,
)
from db.unseen import Unseen

_CURRENT = (
    "SELECT l.*, v.content_digest, v.text_sha256 FROM listings l LEFT JOIN versions v ON v.id = l.version_id"
    " WHERE l.source_id = ? AND l.native_id = ?"
)

# what the queue shows of a listing's facts: it follows the newest reading of the current version
_FROM_FACTS = frozenset({"capacity_kw", "price_yuan", "province", "prefecture", "county", "adcode"})


@dataclass(frozen=True, slots=True)
class _Sight:
    """One sighting of a listing with its content and what was found in it."""

    run_id: int
    capture_id: int | None
    listing: ListingRow
    version: VersionRow
    found: Judgement

    @property
    def seen(self) -> str:
        return self.listing["observed_at"]

    @property
    def status(self) -> str:
        return self.listing.get("status", "unknown")


class Listings(Unseen):
    """Methods that write listings, versions, assessments, observations, changes and the search index."""

    def save_listing(
        self, run_id: int, capture_id: int | None, listing: ListingRow, version: VersionRow, found: Judgement
    ) -> Saved:
        """Store one sighting of a listing with its content; all of it or, on an error, nothing.

        The same content again (`content_digest`) adds only an observation. A sighting older than what is stored (an
        old page imported late) adds history, with the events as if it had come in its time (`db/late.py`; they are not
        among those returned), but does not touch what the listing says now. A capture that is read again
        in another way gives the listings that it gave before, whatever they are named now; where it tells another day
        or place of the same words, that is a new version without an event. Raises StoreConflict when the source, run or
        capture is unknown.
        """
        sight = _Sight(run_id, capture_id, listing, version, found)
        with self._writing():
            before = self._stored(sight)
            if before is None:
                return self._save_new(sight)
            if sight.seen < before["last_seen_at"]:
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
            number = self._add_observation({
                "listing_id": listing_id, "run_id": run_id, "capture_id": capture_id, "observed_at": observed_at,
                "status": status, "note": note,
            })  # fmt: skip
            if status in SILENT:
                if observed_at >= before["last_seen_at"] and self._is_lost(before):
                    self._update(listing_id, {"status": status})
                    self._retag_status(before, status)
                return ()
            if observed_at < before["last_seen_at"]:
                self._add_late_events(run_id, listing_id, number)
                return ()
            now = next_status(before["status"], status)
            changes = changes_between(Sighting(before["status"]), Sighting(now))
            self._add_changes(listing_id, run_id, before["version_id"], observed_at, changes)
            changed_at = observed_at if changes else before["changed_at"]
            self._update(listing_id, {"status": now, "last_seen_at": observed_at, "changed_at": changed_at})
            self._retag_status(before, now)
            return changes

    def _stored(self, sight: _Sight) -> Mapping[str, Any] | None:
        """The listing as it is stored: by its name, else by a name that this same capture gave it before."""
        listing = sight.listing
        if row := self._row(_CURRENT, [listing["source_id"], listing["native_id"]]):
            return row
        for name in listing.get("known_as", ()):
            row = self._row(_CURRENT, [listing["source_id"], name])
            seen = "SELECT 1 FROM observations WHERE listing_id = ? AND capture_id = ?"
            if row and self._row(seen, [row["id"], sight.capture_id]):
                return row
        return None

    def _save_new(self, sight: _Sight) -> Saved:
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
        self._retag(blank, sight.found, sight.listing.get("province"), sight.status)
        self._see(sight, listing_id, version_id)
        new: ChangeRow = {"kind": "new", "detail": {}}
        self._add_changes(listing_id, sight.run_id, version_id, seen, (new,))
        return Saved(listing_id, version_id, "new", (new,))

    def _save_again(self, sight: _Sight, before: Mapping[str, Any]) -> Saved:
        same = before["content_digest"] == sight.version["content_digest"]
        same = same and not self._is_read_otherwise(sight, before)
        status = status_with_content(before["status"], sight.status)
        changes = self._compare(sight, before, status, same=same)
        listing_id, version_id = before["id"], self._now_says(sight, before, status, same=same)
        self._see(sight, listing_id, version_id)
        self._add_changes(listing_id, sight.run_id, version_id, sight.seen, changes)
        self._update(listing_id, {
            "status": status, "last_seen_at": sight.seen, "changed_at": sight.seen if changes else before["changed_at"],
        })  # fmt: skip
        return Saved(listing_id, version_id, "unchanged" if same else "changed", changes)

    def _now_says(self, sight: _Sight, before: Mapping[str, Any], status: str, *, same: bool) -> int:
        """Make the content of a sighting what the listing says now; returns its version."""
        listing_id, version_id = before["id"], int(before["version_id"])
        if same:
            self._retag_status(before, status)
        else:
            version_id = self._add_version(listing_id, before["versions"] + 1, sight)
            number = self._add_assessment(sight.run_id, version_id, sight.found)
            self._update(listing_id, {**_shown(sight), "versions": before["versions"] + 1})
            self._point_at(listing_id, version_id, number, sight.found.assessment)
            self._retag(before, sight.found, sight.listing.get("province"), status)
        price = {"price_text": sight.version.get("price_text", ""), "price_yuan": sight.version.get("price_yuan")}
        self._update(listing_id, price)
        return version_id

    def _save_late(self, sight: _Sight, before: Mapping[str, Any]) -> Saved:
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

    def _is_read_otherwise(self, sight: _Sight, before: Mapping[str, Any]) -> bool:
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
        later = "SELECT 1 FROM observations WHERE listing_id = ? AND version_id IS NOT NULL AND observed_at > ? LIMIT 1"
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
        """All sightings of a listing in order of time, with what the newest judgement of each version asserts."""
        rows = self._rows(
            "SELECT id, text_sha256, (SELECT json_group_array(DISTINCT type) FROM claims WHERE stance = 'asserted'"
            " AND assessment_id = (SELECT max(id) FROM assessments WHERE version_id = v.id)) AS claims"
            " FROM versions v WHERE listing_id = ?",
            [listing_id],
        )
        said = {row["id"]: (row["text_sha256"], frozenset(json.loads(row["claims"]))) for row in rows}
        seen = self._rows(
            "SELECT id, observed_at, status, capture_id, version_id, price_yuan, price_text FROM observations"
            " WHERE listing_id = ? ORDER BY observed_at, id",
            [listing_id],
        )
        return [Seen(*row.values(), *said.get(row["version_id"], (None, None))) for row in seen]

    def _compare(self, sight: _Sight, before: Mapping[str, Any], status: str, *, same: bool) -> tuple[ChangeRow, ...]:
        """What changed since; nothing when the same capture was only read in another way (other columns)."""
        if sight.capture_id is not None and self._rows(
            "SELECT 1 FROM versions WHERE id = ? AND capture_id = ?", [before["version_id"], sight.capture_id]
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
            None if same else _asserted(sight.found.claims),
        )  # fmt: skip
        return changes_between(then, now)

    def _see(self, sight: _Sight, listing_id: int, version_id: int) -> int:
        return self._add_observation({
            "listing_id": listing_id, "run_id": sight.run_id, "capture_id": sight.capture_id,
            "version_id": version_id, "observed_at": sight.seen, "status": sight.status,
            "price_text": sight.version.get("price_text", ""), "price_yuan": sight.version.get("price_yuan"),
        })  # fmt: skip

    def _add_version(self, listing_id: int, n: int, sight: _Sight) -> int:
        version = sight.version
        found_by = version.get("found_by")
        number = self._insert("versions", {
            "listing_id": listing_id, "n": n, "capture_id": sight.capture_id, "observed_at": sight.seen,
            "recorded_at": utc_now(),
            "posted_at": version.get("posted_at"), "title": version.get("title", ""), "text": version["text"],
            "text_sha256": version["text_sha256"], "content_digest": version["content_digest"],
            "price_text": version.get("price_text", ""), "price_yuan": version.get("price_yuan"),
            "seller": version.get("seller", ""), "place": version.get("place"),
            "speaker": version.get("speaker"),
            "images": canonical(list(version.get("images", ()))), "charset": version.get("charset", ""),
            "charset_rung": version.get("charset_rung", ""),
            "found_by_id": self._wording(dict(found_by)) if found_by else None,
        })  # fmt: skip
        self._unindexed.append((number, tokens(version["folded"])))
        return number

    def _add_assessment(self, run_id: int, version_id: int, found: Judgement) -> int:
        assessment = found.assessment
        number = self._insert("assessments", {
            "version_id": version_id, "run_id": run_id, "recorded_at": utc_now(), "as_of": assessment.get("as_of"),
            "score": assessment["score"], "level": assessment["level"], "offer": assessment["offer"],
            "object": assessment.get("object"), "share_pct": assessment.get("share_pct"),
            "voice": assessment.get("voice", ""), "why_id": self._wording(list(assessment.get("why", ()))),
            "policies_id": self._wording(list(assessment.get("policies", ()))),
            "knowledge_id": self._wording(assessment["knowledge"]),
            "tool_version": assessment.get("tool_version", ""),
        })  # fmt: skip
        self._add_many("facts", 14, [_fact_values(number, n, fact) for n, fact in enumerate(found.facts)])
        self._add_many("claims", 11, [self._claim_values(number, n, claim) for n, claim in enumerate(found.claims)])
        self._add_many("flags", 11, [self._flag_values(number, n, flag) for n, flag in enumerate(found.flags)])
        parts = [(number, n, self._wording(dict(part["label"])), part["points"]) for n, part in enumerate(found.risk)]
        self._add_many("risk_parts", 4, parts)
        return number

    def _add_many(self, table: str, width: int, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self.conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608 - our names

    def _claim_values(self, number: int, n: int, claim: ClaimRow) -> tuple[Any, ...]:
        why, phrase = claim.get("why", ""), claim.get("phrase", "")
        return (
            number, n, claim["type"], claim["stance"], claim["start"], claim["end"], claim.get("distance", 0),
            claim.get("sense"), claim.get("scope"), self._wording(phrase) if phrase else None,
            self._wording(why) if why else None,
        )  # fmt: skip

    def _flag_values(self, number: int, n: int, flag: FlagRow) -> tuple[Any, ...]:
        numbers = flag.get("numbers", ())
        words = {
            "title": dict(flag["title"]), "settled_by": [dict(item) for item in flag.get("settled_by", ())],
            "disproved_by": flag.get("disproved_by"), "note": flag.get("note"),
        }  # fmt: skip
        return (
            number, n, flag["rule"], flag["version"], flag["severity"], flag.get("status", "stable"),
            canonical([list(span) for span in flag["spans"]]), self._wording(list(flag.get("policies", ()))),
            self._wording(dict(flag["reason"])), self._wording(words),
            self._wording([dict(one) for one in numbers]) if numbers else None,
        )  # fmt: skip

    def _asserted_in(self, assessment_id: int | None) -> set[str]:
        rows = self.conn.execute(
            "SELECT DISTINCT type FROM claims WHERE assessment_id = ? AND stance = 'asserted'", [assessment_id]
        )
        return {row[0] for row in rows}

    def _add_observation(self, values: dict[str, Any]) -> int:
        blank = {"version_id": None, "price_text": "", "price_yuan": None, "note": ""}
        return self._insert("observations", {**blank, **values, "recorded_at": utc_now()})

    def _add_changes(
        self, listing_id: int, run_id: int, version_id: int | None, seen: str, changes: Iterable[ChangeRow]
    ) -> None:
        for change in changes:
            self._insert("changes", {
                "listing_id": listing_id, "run_id": run_id, "version_id": version_id, "kind": change["kind"],
                "observed_at": seen, "detail": canonical(dict(change["detail"])),
            })  # fmt: skip

    def _update(self, listing_id: int, values: Mapping[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in values)
        self.conn.execute(f"UPDATE listings SET {assignments} WHERE id = ?", [*values.values(), listing_id])  # noqa: S608 - our names

    def _point_at(self, listing_id: int, version_id: int, assessment_id: int, assessment: AssessmentRow) -> None:
        self._update(listing_id, {
            "version_id": version_id, "assessment_id": assessment_id, "score": assessment["score"],
            "level": assessment["level"], "offer": assessment["offer"], "object": assessment.get("object"),
            "share_pct": assessment.get("share_pct"),
        })  # fmt: skip

    def _retag(self, before: Mapping[str, Any], found: Judgement, province: str | None, status: str) -> None:
        assessment = found.assessment
        names = {("source", before["source_id"]), ("level", assessment["level"]), ("offer", assessment["offer"])}
        names |= {("status", status)} | ({("province", province)} if province else set())
        names |= {("claim", kind) for kind in _asserted(found.claims)} | {
            ("rule", flag["rule"]) for flag in found.flags
        }
        self._set_tags(before, assessment["score"], sorted(self._tag(kind, name) for kind, name in names))

    def _retag_status(self, before: Mapping[str, Any], status: str) -> None:
        if status == before["status"]:
            return
        tags = set(json.loads(before["tags"])) - {self._tag("status", before["status"])}
        self._set_tags(before, before["score"], sorted(tags | {self._tag("status", status)}))

    def _set_tags(self, before: Mapping[str, Any], score: int, tags: list[int]) -> None:
        listing_id, old_score, old = before["id"], before["score"], json.loads(before["tags"])
        if (old_score, old) == (score, tags):
            return
        self.conn.executemany(
            "DELETE FROM listing_tags WHERE tag_id = ? AND score = ? AND listing_id = ?",
            [(tag, old_score, listing_id) for tag in old],
        )
        self.conn.executemany("INSERT INTO listing_tags VALUES (?, ?, ?)", [(tag, score, listing_id) for tag in tags])
        self._uses += [(tag, 1) for tag in tags if tag not in old] + [(tag, -1) for tag in old if tag not in tags]
        self._update(listing_id, {"tags": canonical(tags)})


def _asserted(claims: Iterable[ClaimRow]) -> set[str]:
    return {claim["type"] for claim in claims if claim["stance"] == "asserted"}


def _shown(sight: _Sight) -> dict[str, Any]:
    listing, version = sight.listing, sight.version
    return {
        "url": listing.get("url", ""), "title": version.get("title", ""), "seller": version.get("seller", ""),
        "price_text": version.get("price_text", ""), "price_yuan": version.get("price_yuan"),
        "capacity_kw": listing.get("capacity_kw"), "province": listing.get("province"),
        "prefecture": listing.get("prefecture"), "county": listing.get("county"), "adcode": listing.get("adcode"),
        "posted_at": version.get("posted_at"),
    }  # fmt: skip


def _fact_values(number: int, n: int, fact: FactRow) -> tuple[Any, ...]:
    units, detail = fact.get("units"), fact.get("detail")
    return (
        number, n, fact["kind"], fact["role"], fact["start"], fact["end"], fact.get("value_min"),
        fact.get("value_max"), fact.get("unit"), fact.get("per"),
        canonical([list(unit) for unit in units]) if units else None,
        int(fact.get("unit_conflict", False)), int(fact.get("negotiable", False)),
        canonical(dict(detail)) if detail else None,
    )  # fmt: skip
