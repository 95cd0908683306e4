"""Reading one listing: its versions with all that was found in them, its sightings and changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from db.base import Base, canonical
from db.dated import DATED
from db.doubts import DOUBT_OF_VERSION
from db.rows import Due

# Events as they are read, named c: without those that a later event names as no longer true (see db/late.py).
CURRENT_CHANGES: Final = (
    "(SELECT * FROM changes x WHERE NOT EXISTS (SELECT 1 FROM changes y, json_each(y.detail, '$.instead_of') untrue"
    " WHERE y.listing_id = x.listing_id AND y.id > x.id AND instr(y.detail, 'instead_of') AND untrue.value = x.id)) c"
)


class Reading(Base):
    """Methods that read listings, versions, assessments, observations and changes."""

    def find_listing(self, source_id: str, native_id: str) -> dict[str, Any] | None:
        """The listing with this identity."""
        return self._row("SELECT * FROM listings WHERE source_id = ? AND native_id = ?", [source_id, native_id])

    def listings_named(self, source_id: str, name: str, limit: int) -> list[dict[str, Any]]:
        """The listing of a name and those of names that go on from it with '-', the one last seen first."""
        return self._rows(
            "SELECT * FROM listings WHERE source_id = ?1"
            " AND (native_id = ?2 OR native_id BETWEEN ?2 || '-' AND ?2 || '.')"
            " ORDER BY last_seen_at DESC, id DESC LIMIT ?3",
            [source_id, name, limit],
        )

    def saying_the_same(self, source_id: str, names: Sequence[str], content_digest: str) -> str:
        """The first of some names whose listing says now what has this digest; "" for none."""
        row = self._row(
            "SELECT l.native_id FROM json_each(?) n JOIN listings l ON l.source_id = ? AND l.native_id = n.value"
            " JOIN versions v ON v.id = l.version_id WHERE v.content_digest = ? ORDER BY n.key LIMIT 1",
            [json.dumps(names), source_id, content_digest],
        )
        return str(row["native_id"]) if row else ""

    def find_listing_by_url(self, url: str) -> dict[str, Any] | None:
        """The listing last seen at this address; the newest when there are several."""
        return self._row("SELECT * FROM listings WHERE url = ? ORDER BY id DESC LIMIT 1", [url]) if url else None

    def watched_at(self, url: str, but: str) -> list[dict[str, Any]]:
        """The listings last seen at this address that other sources than this one have."""
        query = "SELECT * FROM listings WHERE url = ? AND source_id <> ? ORDER BY id"
        return self._rows(query, [url, but]) if url else []

    def listing(self, listing_id: int) -> dict[str, Any] | None:
        """One listing as it is now."""
        return self._row("SELECT * FROM listings WHERE id = ?", [listing_id])

    def live_addresses(self, source_id: str) -> list[str]:
        """Of a source's listings that were not seen sold, removed or gone the addresses; oldest sighting first."""
        rows = self._rows(
            "SELECT url FROM listings WHERE source_id = ? AND status NOT IN ('sold', 'removed_by_platform', 'gone')"
            " ORDER BY last_seen_at, id",
            [source_id],
        )
        return [row["url"] for row in rows]

    def has_listings(self, source_id: str) -> bool:
        """True when any listing of a source was ever stored."""
        return self._row("SELECT 1 AS one FROM listings WHERE source_id = ? LIMIT 1", [source_id]) is not None

    def live_listings(self, source_id: str) -> list[dict[str, Any]]:
        """The same listings with `id`, `native_id` and `url`."""
        return self._rows(
            "SELECT id, native_id, url FROM listings WHERE source_id = ?"
            " AND status NOT IN ('sold', 'removed_by_platform', 'gone') ORDER BY last_seen_at, id",
            [source_id],
        )

    def versions(self, listing_id: int) -> list[dict[str, Any]]:
        """All versions of a listing, oldest first, with score and level of their newest judgement, without text.

        `doubt`: what speaks against the captures that show it, '' when one is sound.
        """
        return self._rows(
            f"SELECT {DOUBT_OF_VERSION} AS doubt,"  # noqa: S608 - constants
            " v.id, v.n, v.capture_id, v.observed_at, v.recorded_at, v.posted_at, v.title, v.price_text,"
            " v.price_yuan, v.seller, v.text_sha256, v.content_digest, length(v.text) AS characters, a.score, a.level"
            " FROM versions v LEFT JOIN assessments a ON a.id ="
            " (SELECT max(id) FROM assessments WHERE version_id = v.id)"
            " WHERE v.listing_id = ? ORDER BY v.observed_at, v.n",
            [listing_id],
        )

    def first_posting(self, source_id: str, native_id: str, until: str) -> str | None:
        """`posted_at` of the version of a listing that was seen first and has one, of those seen up to a moment.

        What was seen first need not have come first: an old page may be imported late.
        """
        row = self._row(
            "SELECT v.posted_at FROM listings l JOIN observations o ON o.listing_id = l.id"
            " JOIN versions v ON v.id = o.version_id WHERE l.source_id = ? AND l.native_id = ?"
            " AND v.posted_at IS NOT NULL AND o.observed_at <= ? ORDER BY o.observed_at, v.n LIMIT 1",
            [source_id, native_id, until],
        )
        return row["posted_at"] if row else None

    def iter_versions(self) -> Iterator[dict[str, Any]]:
        """Id, capture_id, native_id, text_sha256 of every version that a capture first showed, capture by capture."""
        yield from self._each(
            "SELECT v.id, v.capture_id, l.native_id, v.text_sha256 FROM versions v"
            " JOIN listings l ON l.id = v.listing_id WHERE v.capture_id IS NOT NULL ORDER BY v.capture_id, v.id"
        )

    def newest_versions(self, source_id: str, native_id: str, limit: int, *, rung: str = "") -> list[dict[str, Any]]:
        """The newest versions of a listing, the latest first, with what tells whether another sighting says the same.

        Args: rung, of the charset ladder: only versions that were read by it; "" for all.
        """
        return self._rows(
            "SELECT v.id, v.capture_id, v.title, v.text, v.text_sha256, v.content_digest, v.price_text, v.price_yuan,"
            " v.posted_at, v.place, v.charset_rung FROM listings l JOIN versions v ON v.listing_id = l.id"
            " WHERE l.source_id = ?1 AND l.native_id = ?2 AND ?4 IN ('', v.charset_rung)"
            " ORDER BY v.observed_at DESC, v.n DESC LIMIT ?3",
            [source_id, native_id, limit, rung],
        )

    def version_words(self, version_id: int) -> tuple[str, str]:
        """Title and text of a version as they are stored."""
        row = self._row("SELECT title, text FROM versions WHERE id = ?", [version_id])
        return (row["title"], row["text"]) if row else ("", "")

    def version(self, version_id: int, assessment_id: int | None = None) -> dict[str, Any] | None:
        """One version with its text and one judgement of it (None: the newest).

        Keys beside the columns: `images`, `found_by`, `assessment` (with `why`, `policies`, `knowledge`), `facts`,
        `claims`, `flags`, `risk`, `doubt` (as of `versions`); facts and claims have the `text` that their span covers.
        """
        row = self._row(
            f"SELECT v.*, w.body AS found_by, {DOUBT_OF_VERSION} AS doubt FROM versions v"  # noqa: S608 - constants
            " LEFT JOIN wordings w ON w.id = v.found_by_id WHERE v.id = ?",
            [version_id],
        )
        if row is None:
            return None
        del row["found_by_id"]
        row["images"], row["found_by"] = json.loads(row["images"]), json.loads(row["found_by"] or "{}")
        row["assessment"] = self._assessment(version_id, assessment_id)
        number = row["assessment"]["id"] if row["assessment"] else None
        row["facts"], row["claims"] = self._facts(number, row["text"]), self._claims(number, row["text"])
        row["flags"], row["risk"] = self._flags(number), self._risk(number)
        return row

    def assessments(self, version_id: int) -> list[dict[str, Any]]:
        """Every judgement of a version, oldest first, with the digest of its `knowledge`."""
        rows = self._rows(
            "SELECT a.*, k.body AS knowledge FROM assessments a LEFT JOIN wordings k ON k.id = a.knowledge_id"
            " WHERE a.version_id = ? ORDER BY a.id",
            [version_id],
        )
        return [{**row, "knowledge": json.loads(row["knowledge"] or "null")} for row in rows]

    def due_versions(self, due: Due, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
        """Stored versions to judge again, by id, beginning behind `after`.

        Each has the columns of versions, `url`, `source_id` and `native_id` of its listing, and `assessment_id`, its
        newest judgement.
        """
        where, values = self._due(due)
        return self._rows(
            f"SELECT v.*, l.url, l.source_id, l.native_id, a.id AS assessment_id {where} AND v.id > ?"
            " ORDER BY v.id LIMIT ?",
            [*values, after, limit],
        )

    def count_due(self, due: Due) -> int:
        """How many versions `due_versions` gives in all."""
        where, values = self._due(due)
        return int(self._rows(f"SELECT count(*) AS n {where}", values)[0]["n"])

    def _due(self, due: Due) -> tuple[str, list[Any]]:
        """FROM and WHERE of the versions that are due."""
        body = canonical(due.knowledge)
        known = self._row("SELECT id FROM wordings WHERE digest = ?", [hashlib.sha256(body.encode()).digest()[:16]])
        return (
            "FROM versions v JOIN listings l ON l.id = v.listing_id LEFT JOIN assessments a"
            " ON a.id = (SELECT max(id) FROM assessments WHERE version_id = v.id)"
            " WHERE (? = '' OR l.source_id = ?) AND v.observed_at >= ?"
            " AND NOT (ifnull(a.knowledge_id, 0) = ? AND a.tool_version = ?)",
            [due.source, due.source, due.since, known["id"] if known else -1, due.tool_version],
        )

    def observations(self, listing_id: int, limit: int = 500) -> list[dict[str, Any]]:
        """Every sighting of a listing, newest first: status and price."""
        return self._rows(
            "SELECT * FROM observations WHERE listing_id = ? ORDER BY observed_at DESC, id DESC LIMIT ?",
            [listing_id, limit],
        )

    def status_sightings(self, listing_id: int) -> list[dict[str, Any]]:
        """The newest sighting of a listing in each status, newest first, with what its capture says of it.

        `http_status` of what a browser showed is that of its page. Not one as unknown that the same capture settled
        later: an ending that was doubted until its look was through.
        """
        return self._rows(
            "SELECT o.status, o.observed_at, o.capture_id, o.version_id, o.note, c.state, coalesce(c.status,"
            " (SELECT p.status FROM captures p WHERE c.how = 'render' AND p.id = c.parent_id)) AS http_status,"
            " c.how, c.url, coalesce(c.reason, '') AS why"
            # one in doubt only where there is no other
            " FROM (SELECT id, max((NOT EXISTS (SELECT 1 FROM captures d WHERE d.id = s.capture_id AND d.doubt <> ''))"
            " || observed_at) FROM observations s WHERE listing_id = ?"
            " AND NOT (status = 'unknown' AND EXISTS (SELECT 1 FROM observations t WHERE t.listing_id = s.listing_id"
            " AND t.capture_id = s.capture_id AND t.id > s.id AND t.status <> 'unknown')) GROUP BY status) newest"
            " JOIN observations o ON o.id = newest.id LEFT JOIN captures c ON c.id = o.capture_id"
            " ORDER BY o.observed_at DESC, o.id DESC",
            [listing_id],
        )

    def file_dates(self, listing_id: int) -> frozenset[str]:
        """The moments at which a listing was seen by the date of a file alone, which anybody can set."""
        rows = self._rows(
            f"SELECT DISTINCT at FROM (SELECT {DATED} FROM observations o"  # noqa: S608 - a constant
            " JOIN captures c ON c.id = o.capture_id WHERE o.listing_id = ?) WHERE told_by = 'file'",
            [listing_id],
        )
        return frozenset(row["at"] for row in rows)

    def changes(self, listing_id: int | None = None, limit: int = 200, since: str = "") -> list[dict[str, Any]]:
        """The typed changes of one listing, or the latest of all with the listing's title, newest first.

        Of one listing in order of when they were observed, of all in order of when they were recorded. Those that a
        sighting recorded later has made untrue are left out.
        """
        sql = (
            f"SELECT c.*, l.title, l.source_id, l.native_id FROM {CURRENT_CHANGES}"  # noqa: S608 - constants
            " JOIN listings l ON l.id = c.listing_id"
        )
        if listing_id is not None:
            rows = self._rows(
                "SELECT c.*, l.title, l.source_id, l.native_id FROM changes c JOIN listings l ON l.id = c.listing_id"
                " WHERE c.listing_id = ?1 AND c.id NOT IN (SELECT untrue.value FROM changes y, json_each(y.detail,"
                " '$.instead_of') untrue WHERE y.listing_id = ?1 AND instr(y.detail, 'instead_of'))"
                " ORDER BY c.observed_at DESC, c.id DESC LIMIT ?2",
                [listing_id, limit],
            )
        else:
            rows = self._rows(f"{sql} WHERE c.observed_at >= ? ORDER BY c.id DESC LIMIT ?", [since, limit])
        return [{**row, "detail": _told(json.loads(row["detail"]))} for row in rows]

    def _assessment(self, version_id: int, assessment_id: int | None) -> dict[str, Any] | None:
        row = self._row(
            "SELECT a.*, y.body AS why, p.body AS policies, k.body AS knowledge FROM assessments a"
            " LEFT JOIN wordings y ON y.id = a.why_id LEFT JOIN wordings p ON p.id = a.policies_id"
            " LEFT JOIN wordings k ON k.id = a.knowledge_id"
            " WHERE a.version_id = ? AND (? IS NULL OR a.id = ?) ORDER BY a.id DESC LIMIT 1",
            [version_id, assessment_id, assessment_id],
        )
        if row is None:
            return None
        decoded = {key: json.loads(row[key] or "null") for key in ("why", "policies", "knowledge")}
        kept = {key: value for key, value in row.items() if key not in {"why_id", "policies_id", "knowledge_id"}}
        return {**kept, **decoded}

    def _facts(self, number: int | None, text: str) -> list[dict[str, Any]]:
        rows = self._rows("SELECT * FROM facts WHERE assessment_id = ? ORDER BY n", [number])
        return [
            {
                **row,
                "text": text[row["start"] : row["end"]],
                "units": json.loads(row["units"] or "null"),
                "detail": json.loads(row["detail"] or "{}"),
                "unit_conflict": bool(row["unit_conflict"]),
                "negotiable": bool(row["negotiable"]),
            }
            for row in rows
        ]

    def _claims(self, number: int | None, text: str) -> list[dict[str, Any]]:
        rows = self._rows(
            "SELECT c.*, w.body AS why, p.body AS phrase FROM claims c LEFT JOIN wordings w ON w.id = c.why_id"
            " LEFT JOIN wordings p ON p.id = c.phrase_id"
            " WHERE c.assessment_id = ? ORDER BY c.n",
            [number],
        )
        for row in rows:
            row["why"], row["phrase"] = json.loads(row["why"] or '""'), json.loads(row["phrase"] or '""')
            row["text"] = text[row["start"] : row["end"]]
            del row["why_id"], row["phrase_id"]
        return rows

    def _flags(self, number: int | None) -> list[dict[str, Any]]:
        rows = self._rows(
            "SELECT f.n, f.rule, f.rule_version AS version, f.severity, f.status, f.spans, p.body AS policies,"
            " r.body AS reason, w.body AS words, u.body AS numbers FROM flags f JOIN wordings r ON r.id = f.reason_id"
            " JOIN wordings w ON w.id = f.words_id JOIN wordings p ON p.id = f.policies_id"
            " LEFT JOIN wordings u ON u.id = f.numbers_id"
            " WHERE f.assessment_id = ? ORDER BY f.n",
            [number],
        )
        return [
            {
                **{key: row[key] for key in ("n", "rule", "version", "severity", "status")},
                **{key: json.loads(row[key]) for key in ("spans", "policies", "reason")},
                "numbers": json.loads(row["numbers"] or "[]"),
                **json.loads(row["words"]),
            }
            for row in rows
        ]

    def _risk(self, number: int | None) -> list[dict[str, Any]]:
        rows = self._rows(
            "SELECT w.body AS label, p.points FROM risk_parts p JOIN wordings w ON w.id = p.label_id"
            " WHERE p.assessment_id = ? ORDER BY p.n",
            [number],
        )
        return [{"label": json.loads(row["label"]), "points": row["points"]} for row in rows]


def _told(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name != "instead_of"}
