"""The rows of one sighting: its version, what was found in it, the observation, the events, the tags of the queue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.base import canonical
from db.bigrams import tokens
from db.connection import utc_now
from db.dated import DATED, dated, order_known
from db.doubts import Doubts
from db.rows import AssessmentRow, ChangeRow, ClaimRow, FactRow, FlagRow, Judgement, ListingRow, VersionRow


@dataclass(frozen=True, slots=True)
class Sight:
    """One sighting of a listing with its content and what was found in it."""

    run_id: int
    capture_id: int | None
    listing: ListingRow
    version: VersionRow
    found: Judgement
    doubt: str = ""  # of its capture

    @property
    def seen(self) -> str:
        return self.listing["observed_at"]

    @property
    def status(self) -> str:
        return self.listing.get("status", "unknown")


class SightingRows(Doubts):
    """Methods that write the rows of a sighting, each within the transaction of its caller."""

    def _see(self, sight: Sight, listing_id: int, version_id: int, *, status: str = "", note: str = "") -> int:
        return self._add_observation({
            "listing_id": listing_id, "run_id": sight.run_id, "capture_id": sight.capture_id, "note": note,
            "version_id": version_id, "observed_at": sight.seen, "status": status or sight.status,
            "price_text": sight.version.get("price_text", ""), "price_yuan": sight.version.get("price_yuan"),
        })  # fmt: skip

    def _add_version(self, listing_id: int, n: int, sight: Sight) -> int:
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

    def _as_seen_before(self, sight: Sight, listing_id: int) -> Sight:
        """A sighting at the time that an older program gave its capture: that of the import, and no date of a file."""
        row = self._row(
            "SELECT o.observed_at FROM observations o JOIN captures c ON c.id = o.capture_id WHERE o.listing_id = ?"
            " AND +o.capture_id = ? AND o.run_id <> ? AND o.observed_at = c.fetched_at AND o.observed_at <> ? LIMIT 1",
            [listing_id, sight.capture_id, sight.run_id, sight.seen],
        )
        return replace(sight, listing={**sight.listing, "observed_at": row["observed_at"]}) if row else sight

    def _follows(self, sight: Sight, listing_id: int) -> bool:
        """Whether a sighting is known to be later than the last one that showed what its listing says."""
        return self._is_after(sight.seen, sight.run_id, sight.capture_id, listing_id)

    def _is_after(self, seen: str, run_id: int, capture_id: int | None, listing_id: int) -> bool:
        """The same of one whose rows are not stored; it is known where none showed the listing."""
        shown = self._row(
            f"SELECT {DATED} FROM observations o LEFT JOIN captures c ON c.id = o.capture_id WHERE o.listing_id = ?"  # noqa: S608 - a constant
            " AND o.version_id IS NOT NULL AND ifnull(c.doubt, '') = '' ORDER BY o.observed_at DESC, o.id DESC LIMIT 1",
            [listing_id],
        )
        now = self._row(
            f"SELECT {DATED} FROM (SELECT ? AS observed_at, ? AS run_id) o LEFT JOIN captures c ON c.id = ?",  # noqa: S608 - a constant
            [seen, run_id, capture_id],
        )
        return shown is None or now is None or order_known(dated(shown), dated(now))

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

    def _retag(
        self, before: Mapping[str, Any], found: Judgement, province: str | None, status: str,
        people: Iterable[str] | None = None,
    ) -> None:  # fmt: skip
        """Give a listing the tags of what it says now. Args: people, whom it names; None: those that it named."""
        assessment = found.assessment
        names = {("source", before["source_id"]), ("level", assessment["level"]), ("offer", assessment["offer"])}
        names |= {("status", status)} | ({("province", province)} if province else set())
        names |= {("claim", claim["type"]) for claim in found.claims} | {("rule", flag["rule"]) for flag in found.flags}
        tags = {self._tag(kind, name) for kind, name in names}
        tags |= self._people_in(before) if people is None else {self._tag("person", name) for name in people}
        self._set_tags(before, assessment["score"], sorted(tags))

    def _people_in(self, before: Mapping[str, Any]) -> set[int]:
        found = self.conn.execute(
            "SELECT t.id FROM json_each(?) j CROSS JOIN tags t ON t.id = j.value WHERE t.kind = 'person'",
            [before["tags"]],
        )
        return {row[0] for row in found}

    def _learn_people(self, before: Mapping[str, Any], sight: Sight) -> None:
        """Whom words name that an earlier program did not look for, where the same words are seen again."""
        seller = sight.version.get("seller", "")
        if seller and not before["seller"]:
            self._update(before["id"], {"seller": seller})
            self.conn.execute("UPDATE versions SET seller = ? WHERE id = ?", [seller, before["version_id"]])
        more = {self._tag("person", name) for name in sight.listing.get("people", ())}
        now = self._row("SELECT id, score, tags FROM listings WHERE id = ?", [before["id"]])
        assert now is not None
        self._set_tags(now, now["score"], sorted(more.union(json.loads(now["tags"]))))

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


def asserted(claims: Iterable[ClaimRow]) -> set[str]:
    """The types that claims assert."""
    return {claim["type"] for claim in claims if claim["stance"] == "asserted"}


def _fact_values(number: int, n: int, fact: FactRow) -> tuple[Any, ...]:
    units, detail = fact.get("units"), fact.get("detail")
    return (
        number, n, fact["kind"], fact["role"], fact["start"], fact["end"], fact.get("value_min"),
        fact.get("value_max"), fact.get("unit"), fact.get("per"),
        canonical([list(unit) for unit in units]) if units else None,
        int(fact.get("unit_conflict", False)), int(fact.get("negotiable", False)),
        canonical(dict(detail)) if detail else None,
    )  # fmt: skip
