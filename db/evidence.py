"""Captures as evidence that is handed on: what belongs together, in the order of the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from db.base import Base
from db.rows import WORDS_TYPE, Scope

_OF_LISTING = (
    "SELECT capture_id FROM observations WHERE listing_id IN (SELECT value FROM json_each(?1))"
    " AND capture_id IS NOT NULL UNION SELECT capture_id FROM versions"
    " WHERE listing_id IN (SELECT value FROM json_each(?1)) AND capture_id IS NOT NULL"
)
_SHOWN = "SELECT parent_id FROM captures WHERE how = 'render' AND id IN (SELECT id FROM chosen)"
_OF_A_PAGE = (
    "how IN ('file', 'upload')"
    " AND EXISTS (SELECT 1 FROM captures p WHERE p.id = captures.parent_id AND p.media_type = 'text/html')"
)
# The picture of words, the page as it came of one with its frames put in.
_MADE = f"(media_type = '{WORDS_TYPE}' OR {_OF_A_PAGE})"
_READ = f"SELECT parent_id FROM captures WHERE {_MADE} AND id IN (SELECT id FROM chosen)"  # noqa: S608
_CONFIRMED = (
    "SELECT (SELECT max(e.id) FROM captures e WHERE e.url = c.url AND e.source_id = c.source_id AND e.id < c.id"
    " AND e.state IN ('ok', 'truncated', 'sold', 'removed_by_platform'))"
    " FROM captures c WHERE c.state = 'not_modified' AND c.id IN (SELECT id FROM chosen)"
)


# How the types of archives begin a row; monitor.unpack has them, too. What a site answered is no archive of ours.
ARCHIVE_TYPES = (
    "application/zip", "multipart/related", "message/rfc822", "application/warc", "application/har+json",
    "application/wacz", "application/mbox",
)  # fmt: skip
_TYPES = ", ".join(f"'{one}'" for one in ARCHIVE_TYPES)
# A file that was imported whole, of which documents are kept as captures of their own; none that is itself a document.
_IS_ARCHIVE = (
    f"(c.how IN ('file', 'upload') AND c.parent_id IS NULL AND c.media_type IN ({_TYPES})"  # noqa: S608
    " AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.capture_id = c.id))"
)

# Not of an archive: its documents have titles of their own.
_SEEN_IN = (
    "SELECT CASE WHEN count(DISTINCT l.id) = 1 THEN max(l.title) END FROM captures m"  # noqa: S608
    " JOIN observations o ON o.capture_id = m.id JOIN listings l ON l.id = o.listing_id"
    f" WHERE m.id = c.id OR (m.parent_id = c.id AND c.media_type NOT IN ({_TYPES}))"
    " OR (c.how = 'render' AND m.parent_id = c.parent_id AND m.how = 'render')"
)


class Evidence(Base):
    """Methods that read captures for exports and proofs."""

    def captures_of(self, scope: Scope) -> Iterator[dict[str, Any]]:
        """The captures of a scope that have a record, by file and offset, one at a time in memory.

        The words of a picture come with it, a page with its frames put in with the page as it came, a page that a
        browser showed with its answer, all its views and what it loaded. Archives that were imported are left out
        unless the scope is with them.
        `listing_title`: what a listing at its address is called, or the one that was seen in it, in what was read in
        its place or in a view of it; null where none or several were. `parent_record_id`: as of `iter_captures`.
        """
        wanted, value = _wanted(scope)
        sql = (
            f"{wanted} SELECT c.*, p.warc_record_id AS parent_record_id,"  # noqa: S608
            " coalesce((SELECT title FROM listings WHERE url = nullif(c.final_url, '') LIMIT 1),"
            f" (SELECT title FROM listings WHERE url = c.url LIMIT 1), ({_SEEN_IN})) AS listing_title"
            " FROM captures c LEFT JOIN captures p ON p.id = c.parent_id"
            f" WHERE c.id IN (SELECT id FROM wanted) AND c.warc_file IS NOT NULL AND (?2 OR NOT {_IS_ARCHIVE})"
            " ORDER BY c.warc_file, c.warc_offset"
        )
        yield from self._each(sql, [value, int(scope.with_archives), json.dumps(scope.parts)])

    def capture_of_bytes(self, sha256: str, run_id: int) -> dict[str, Any] | None:
        """The first capture of these imported bytes, that of a run before those of others; None when there is none."""
        how = "how IN ('file', 'upload') AND sha256 <> ''"
        sql = f"SELECT * FROM captures WHERE sha256 = ? AND {how} ORDER BY run_id <> ?, id LIMIT 1"  # noqa: S608
        return next(self._each(sql, [sha256, run_id]), None)

    def latest_captures(self) -> dict[str, tuple[int, str]]:
        """By 'run N': the capture that our clock dates last of those of a run, and when."""
        rows = self._each("SELECT run_id, id, max(fetched_at) AS at FROM captures GROUP BY run_id", [])
        return {f"run {row['run_id']}": (row["id"], row["at"]) for row in rows}

    def runs_of(self, scope: Scope) -> dict[str, int]:
        """By 'run N': how many captures of a scope that have a record are of that run."""
        wanted, value = _wanted(scope)
        sql = (
            f"{wanted} SELECT c.run_id, count(*) AS n FROM captures c"  # noqa: S608
            f" WHERE c.id IN (SELECT id FROM wanted) AND c.warc_file IS NOT NULL AND (?2 OR NOT {_IS_ARCHIVE})"
            " GROUP BY c.run_id"
        )
        rows = self._each(sql, [value, int(scope.with_archives), json.dumps(scope.parts)])
        return {f"run {row['run_id']}": row["n"] for row in rows}

    def archives_of(self, scope: Scope) -> int:
        """How many imported archives leave with a scope that is with archives, and stay with one that is not."""
        wanted, value = _wanted(scope)
        sql = (
            f"{wanted} SELECT count(*) AS n FROM captures c"  # noqa: S608
            f" WHERE c.id IN (SELECT id FROM wanted) AND c.warc_file IS NOT NULL AND {_IS_ARCHIVE}"
        )
        found = self._row(sql, [value, 1, json.dumps(scope.parts)])
        return int(found["n"]) if found else 0

    def run(self, run_id: int) -> dict[str, Any] | None:
        """One run."""
        return self._row("SELECT * FROM runs WHERE id = ?", [run_id])

    def versions_of_capture(self, capture_id: int) -> list[dict[str, Any]]:
        """What a capture was the first to show: id, listing_id, n, title, text_sha256, recorded_at of each version."""
        return self._rows(
            "SELECT id, listing_id, n, title, text_sha256, recorded_at FROM versions WHERE capture_id = ? ORDER BY id",
            [capture_id],
        )


def _wanted(scope: Scope) -> tuple[str, int | str | None]:
    """A table `wanted(id)` of what belongs to a scope, and the value of ?1; ?2: with the archives of documents; ?3: its
    parts as JSON."""
    chosen, value = _chosen(scope)
    return (
        f"WITH chosen(id) AS ({chosen} UNION SELECT value FROM json_each(?3)),"  # noqa: S608
        f" shown(id) AS ({_SHOWN}), pictures(id) AS ({_READ}),"
        f" wanted(id) AS (SELECT id FROM chosen UNION {_CONFIRMED}"
        " UNION SELECT id FROM shown UNION SELECT id FROM captures WHERE page_id IN (SELECT id FROM shown)"
        " UNION SELECT id FROM captures WHERE how = 'render' AND parent_id IN (SELECT id FROM shown)"
        " UNION SELECT id FROM pictures UNION SELECT parent_id FROM captures WHERE ?2 AND id IN"
        " (SELECT id FROM chosen UNION SELECT id FROM pictures))"
    ), value


def _chosen(scope: Scope) -> tuple[str, int | str | None]:
    if scope.listing_id is not None:
        return _OF_LISTING, json.dumps(scope.listings)
    if scope.run_id is not None:
        return "SELECT id FROM captures WHERE run_id = ?1", scope.run_id
    if scope.source:
        return "SELECT id FROM captures WHERE source_id = ?1", scope.source
    return "SELECT id FROM captures WHERE ?1 IS NULL", None
