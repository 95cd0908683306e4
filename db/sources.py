"""Sources, runs, captures, failures and the clock of each host."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from db.base import Base, canonical
from db.connection import utc_now
from db.errors import StoreConflict
from db.rows import CaptureRow, SourceRow

_SEEN = ("ok", "truncated", "sold", "removed_by_platform", "not_modified")


class Sources(Base):
    """Methods over sources, runs, captures, failures, host_clock."""

    def upsert_source(self, row: SourceRow) -> None:
        """Add a source or change what is said of it; a removed one comes back."""
        now = utc_now()
        values = [
            row["id"], row["kind"], row["title"], row.get("url", ""), row.get("definition", ""),
            int(row.get("enabled", True)), row.get("purpose", ""), row.get("legal_basis", ""),
            row.get("added_at", now), now,
        ]  # fmt: skip
        with self._writing():
            self.conn.execute(
                "INSERT INTO sources (id, kind, title, url, definition, enabled, purpose, legal_basis, added_at,"
                " updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind,"
                " title = excluded.title, url = excluded.url, definition = excluded.definition,"
                " enabled = excluded.enabled, purpose = excluded.purpose, legal_basis = excluded.legal_basis,"
                " updated_at = excluded.updated_at, removed_at = NULL",
                values,
            )

    def sources(self) -> list[dict[str, Any]]:
        """All sources that are not removed, by id."""
        return self._rows("SELECT * FROM sources WHERE removed_at IS NULL ORDER BY id")

    def source(self, source_id: str) -> dict[str, Any] | None:
        """One source, removed or not."""
        return self._row("SELECT * FROM sources WHERE id = ?", [source_id])

    def begin_run(
        self, kind: str, note: str = "", tool_version: str = "", knowledge: str = "", under_way: Collection[int] = ()
    ) -> int:
        """Note that a run began (watch, import, …); returns its id.

        Args: under_way, the runs of other processes that wait for their turn; any other that is still open was killed.
        """
        with self._writing():
            marks = ", ".join("?" * len(under_way))
            self.conn.execute(
                f"UPDATE runs SET status = 'killed' WHERE status = 'running' AND id NOT IN ({marks})",  # noqa: S608
                [*under_way],
            )
            return self._insert("runs", {
                "kind": kind, "note": note, "tool_version": tool_version, "knowledge": knowledge,
                "started_at": utc_now(),
            })  # fmt: skip

    def finish_run(self, run_id: int, status: str, counts: Mapping[str, int] | None = None) -> None:
        """Note how a run ended: done, failed or interrupted (killed: it could not), and what it counted."""
        with self._writing():
            self.conn.execute(
                "UPDATE runs SET finished_at = ?, status = ?, counts = ? WHERE id = ?",
                [utc_now(), status, canonical(dict(counts or {})), run_id],
            )

    def runs(self, limit: int = 20) -> list[dict[str, Any]]:
        """The latest runs, newest first; `counts` is JSON."""
        return self._rows("SELECT * FROM runs ORDER BY id DESC LIMIT ?", [limit])

    def add_capture(self, run_id: int, row: CaptureRow) -> int:
        """Store what is known of one attempt; returns its id. Raises StoreConflict when the source is unknown."""
        values = {
            "run_id": run_id, "source_id": row["source_id"], "url": row["url"],
            "final_url": row.get("final_url", "") if row.get("final_url") != row["url"] else "",
            "state": row["state"], "how": row["how"],
            "fetched_at": row["fetched_at"], "server_date": row.get("server_date"), "recorded_at": utc_now(),
            "status": row.get("status"), "media_type": row.get("media_type", ""), "etag": row.get("etag"),
            "last_modified": row.get("last_modified"), "sha256": row.get("sha256", ""), "size": row.get("size", 0),
            "reason": row.get("reason", ""), "warc_file": row.get("warc_file"), "warc_offset": row.get("warc_offset"),
            "warc_length": row.get("warc_length"), "warc_record_id": row.get("warc_record_id"),
            "operator": row.get("operator", ""), "tool_version": row.get("tool_version", ""),
            "seconds": row.get("seconds", 0.0), "taken_at": row.get("taken_at"), "parent_id": row.get("parent_id"),
            "page_id": row.get("page_id"), "doubt": row.get("doubt", ""), "undated": int(row.get("undated", False)),
        }  # fmt: skip
        if not self.conn.execute("SELECT 1 FROM sources WHERE id = ?", [row["source_id"]]).fetchone():
            raise StoreConflict(f"{self.path}: there is no source {row['source_id']!r}; add it before its captures")
        with self._writing():
            return self._insert("captures", values)

    def capture(self, capture_id: int) -> dict[str, Any] | None:
        """One capture."""
        return self._row("SELECT * FROM captures WHERE id = ?", [capture_id])

    def captures(self, listing_id: int) -> list[dict[str, Any]]:
        """Every capture that a listing was seen in, oldest first; `parent_url`: of the archive that it came out of."""
        return self._rows(
            "SELECT c.*, p.url AS parent_url FROM captures c LEFT JOIN captures p ON p.id = c.parent_id"
            " WHERE c.id IN (SELECT capture_id FROM observations WHERE listing_id = ?) ORDER BY c.id",
            [listing_id],
        )

    def views(self, page_id: int) -> list[dict[str, Any]]:
        """What a browser made of the page of this capture: DOM, page as read, MHTML, picture, PDF, requests."""
        return self._rows("SELECT * FROM captures WHERE parent_id = ? AND how = 'render' ORDER BY id", [page_id])

    def loaded_for(self, page_id: int, limit: int = 5000) -> list[dict[str, Any]]:
        """What a browser loaded for a page, or was taken out of an archive for it, as far as it was kept, in order."""
        return self._rows(
            "SELECT * FROM captures WHERE page_id = ? AND state = 'resource' AND warc_file IS NOT NULL"
            " ORDER BY id LIMIT ?",
            [page_id, limit],
        )

    def taken_out_of(self, archive_id: int) -> Iterator[dict[str, Any]]:
        """What pages out of an imported archive load, as far as it was taken out of it, in order: id and addresses."""
        yield from self._each(
            "SELECT id, url, final_url FROM captures WHERE parent_id = ? AND how IN ('file', 'upload')"
            " AND state = 'resource' AND warc_file IS NOT NULL ORDER BY id",
            [archive_id],
        )

    def listing_of_capture(self, capture_id: int) -> int | None:
        """The listing whose version came from a capture, the first of several; None when none did."""
        found = self._row("SELECT listing_id FROM observations WHERE capture_id = ? LIMIT 1", [capture_id])
        return None if found is None else int(found["listing_id"])

    def iter_captures(self) -> Iterator[dict[str, Any]]:
        """All captures in the order they were stored, one at a time in memory.

        `parent_record_id` is the record of the archive that a document came out of; of its capture come `parent_url`,
        `parent_final_url`, `parent_how`, `parent_source_id`, `parent_server_date`, `parent_taken_at`,
        `parent_doubt`,
        `parent_fetched_at`.
        """
        yield from self._each(
            "SELECT c.*, p.warc_record_id AS parent_record_id, p.url AS parent_url, p.final_url AS parent_final_url,"
            " p.how AS parent_how, p.source_id AS parent_source_id, p.server_date AS parent_server_date,"
            " p.taken_at AS parent_taken_at, p.fetched_at AS parent_fetched_at, p.doubt AS parent_doubt FROM captures c"
            " LEFT JOIN captures p ON p.id = c.parent_id ORDER BY c.id"
        )

    def last_capture(self, source_id: str, url: str) -> dict[str, Any] | None:
        """The latest capture of a URL that brought or confirmed content, for a conditional GET.

        After a 304, `etag`, `last_modified` and `sha256` that it lacks are those of the content it confirmed, and
        `warc_record_id` and `fetched_at` always: a revisit record refers to the content, not to an earlier revisit.
        `content_id` is the capture with the content. Of content that was cut off there is no `etag` and no
        `last_modified`: it is to be asked for again.
        """
        rows = self._rows(
            "SELECT * FROM captures WHERE url = ? AND source_id = ? AND state IN (?, ?, ?, ?, ?)"
            " ORDER BY id DESC LIMIT 1",
            [url, source_id, *_SEEN],
        )
        if not rows or rows[0]["state"] != "not_modified":
            return _whole({**rows[0], "content_id": rows[0]["id"]}, rows[0]["state"]) if rows else None
        content = self._row(
            "SELECT id AS content_id, state, etag, last_modified, sha256, media_type, warc_record_id, fetched_at"
            " FROM captures"
            " WHERE url = ? AND source_id = ? AND state IN (?, ?, ?, ?) ORDER BY id DESC LIMIT 1",
            [url, source_id, *_SEEN[:4]],
        )
        if content is None:
            return {**rows[0], "content_id": rows[0]["id"]}
        state = content.pop("state")
        confirmed = {key: content.pop(key) for key in ("warc_record_id", "fetched_at", "content_id")}
        return _whole({**rows[0], **{key: rows[0][key] or value for key, value in content.items()}, **confirmed}, state)

    def newest_at(self, source_id: str, url: str) -> dict[str, Any] | None:
        """The latest capture of an address, whatever came of it."""
        return self._row(
            "SELECT * FROM captures WHERE url = ? AND source_id = ? ORDER BY id DESC LIMIT 1", [url, source_id]
        )

    def captures_at(self, url: str, seen_at: str, limit: int) -> list[dict[str, Any]]:
        """Captures with the content of an address, the newest first, also documents out of archives.

        Args: seen_at, when it was fetched (ISO 8601 in UTC, microseconds); '': at any time.
        """
        chosen = (
            "SELECT id FROM captures WHERE url = ?1 UNION"
            " SELECT id FROM captures WHERE final_url = ?1 AND how IN ('file', 'upload')"
        )
        return self._rows(
            f"SELECT * FROM captures WHERE id IN ({chosen}) AND state IN (?4, ?5, ?6)"  # noqa: S608 - constants
            " AND warc_file IS NOT NULL AND (?2 = '' OR coalesce(nullif(taken_at, ''), fetched_at) = ?2)"
            " ORDER BY id DESC LIMIT ?3",
            [url, seen_at, limit, "ok", "sold", "removed_by_platform"],
        )

    def unnoted_marks(self, url: str) -> list[dict[str, Any]]:
        """Imported pages of an address whose marks (a check, sold, removed) were noted on no listing, in order of time.

        Each: `id`, `state`, `reason`, `seen_at`.
        """
        return self._rows(
            "SELECT id, state, reason, coalesce(nullif(taken_at, ''), fetched_at) AS seen_at FROM captures c"
            " WHERE final_url = ? AND how IN ('file', 'upload')"
            " AND state IN ('challenge', 'sold', 'removed_by_platform')"
            " AND NOT EXISTS (SELECT 1 FROM observations o WHERE o.capture_id = c.id) ORDER BY seen_at, id",
            [url],
        )

    def seen_in(self, capture_id: int) -> list[int]:
        """The ids of the listings whose words, or ends, were seen in a capture."""
        rows = self._rows(
            "SELECT DISTINCT listing_id FROM observations WHERE capture_id = ?"
            " AND (version_id IS NOT NULL OR status IN ('sold', 'removed_by_platform')) ORDER BY listing_id",
            [capture_id],
        )
        return [int(row["listing_id"]) for row in rows]

    def confirmed_capture(self, capture_id: int) -> dict[str, Any] | None:
        """The capture with the content that an answer 'not modified' confirms; None for any other capture."""
        return self._row(
            "SELECT e.* FROM captures c JOIN captures e ON e.url = c.url AND e.source_id = c.source_id AND e.id < c.id"
            " WHERE c.id = ? AND c.state = 'not_modified' AND e.state IN (?, ?, ?, ?) ORDER BY e.id DESC LIMIT 1",
            [capture_id, *_SEEN[:4]],
        )

    def known_file(
        self, sha256: str, url: str = "", taken_at: str = "", *, resource: bool = False, tool_version: str = ""
    ) -> dict[str, Any] | None:
        """The capture by which a file with these bytes is known, an archive with all that is in it; None: it is new.

        Args: url and taken_at, where and when an archive says that the page was fetched ('' when it says nothing):
        another sighting of the same bytes is not known. resource: bytes kept for a page that loads them count, too.
        tool_version: so do bytes that this program could not read. Those that are not in doubt come first.
        """
        return self._row(
            "SELECT * FROM captures WHERE sha256 = ? AND sha256 <> '' AND how IN ('file', 'upload')"
            " AND (state IN ('ok', 'sold', 'removed_by_platform', 'challenge', ?)"
            " OR state = 'failed' AND tool_version = ?)"
            " AND (? = '' OR final_url = ?) AND (? = '' OR taken_at = ?)"
            " ORDER BY state = 'failed', doubt <> '', id LIMIT 1",
            [sha256, "resource" if resource else "ok", tool_version, url, url, taken_at, taken_at],
        )

    def known_framed(
        self, sha256: str, framed_sha256: str, url: str = "", taken_at: str = ""
    ) -> dict[str, Any] | None:  # fmt: skip
        """The capture of a page with these bytes that was kept with these frames put in, `framed_sha256` with it.

        Args: framed_sha256, of the page with its frames; url and taken_at as for `known_file`.
        """
        return self._row(
            "SELECT p.*, c.sha256 AS framed_sha256 FROM captures c CROSS JOIN captures p ON p.id = c.parent_id"
            " WHERE c.sha256 = ? AND c.how IN ('file', 'upload') AND p.sha256 = ?"
            " AND (? = '' OR p.final_url = ?) AND (? = '' OR p.taken_at = ?) ORDER BY p.id LIMIT 1",
            [framed_sha256, sha256, url, url, taken_at, taken_at],
        )

    def listings_of_bytes(self, sha256: str, limit: int = 20) -> list[int]:
        """The ids of the listings seen in files with these bytes, and in documents of such an archive."""
        rows = self._rows(
            "WITH RECURSIVE files AS (SELECT id FROM captures WHERE sha256 = ? AND how IN ('file', 'upload')"
            " UNION SELECT c.id FROM captures c JOIN files f ON c.parent_id = f.id)"
            " SELECT DISTINCT listing_id FROM observations WHERE capture_id IN (SELECT id FROM files) LIMIT ?",
            [sha256, limit],
        )
        return [int(row["listing_id"]) for row in rows]

    def listings_known_in(self, sha256: str, limit: int = 20) -> list[int]:
        """The ids of the listings that such an archive holds in documents which were here before, and in no other."""
        rows = self._rows(
            "WITH RECURSIVE archives AS (SELECT id FROM captures WHERE sha256 = ? AND how IN ('file', 'upload')),"
            " own AS (SELECT id FROM archives UNION SELECT c.id FROM captures c JOIN own o ON c.parent_id = o.id),"
            # by import and parent, as the index on the place of an item has them
            " before AS (SELECT k.capture_id AS id FROM archives a JOIN import_items p ON p.capture_id = a.id"
            " JOIN import_items k ON k.import_id = p.import_id AND ifnull(k.parent_id, 0) = p.id"
            " AND k.outcome = 'known' UNION SELECT c.id FROM captures c JOIN before b ON c.parent_id = b.id)"
            " SELECT listing_id FROM observations WHERE capture_id IN (SELECT id FROM before)"
            " EXCEPT SELECT listing_id FROM observations WHERE capture_id IN (SELECT id FROM own) LIMIT ?",
            [sha256, limit],
        )
        return [int(row["listing_id"]) for row in rows]

    def failure_of_bytes(self, sha256: str) -> str:
        """Why files with these bytes, or documents of such an archive, gave no listing; '' when none failed."""
        found = self._row(
            "WITH RECURSIVE files AS (SELECT id FROM captures WHERE sha256 = ? AND how IN ('file', 'upload')"
            " UNION SELECT c.id FROM captures c JOIN files f ON c.parent_id = f.id)"
            " SELECT reason FROM import_items WHERE capture_id IN (SELECT id FROM files) AND reason <> ''"
            " AND outcome IN ('failed', 'nothing') ORDER BY id LIMIT 1",
            [sha256],
        )
        return str(found["reason"]) if found else ""

    def imported_file(self, sha256: str) -> dict[str, Any] | None:
        """The first capture that was imported with these bytes; None when there is none."""
        return self._row(
            "SELECT * FROM captures WHERE sha256 = ? AND how IN ('file', 'upload') AND state = 'ok'"
            " ORDER BY id LIMIT 1",
            [sha256],
        )

    def unfinished_archive(self, sha256: str) -> dict[str, Any] | None:
        """The capture of an archive of which not all members were taken yet, so that its import can go on."""
        return self._row(
            "SELECT * FROM captures WHERE sha256 = ? AND how IN ('file', 'upload') AND state = 'unpacking'"
            " ORDER BY id LIMIT 1",
            [sha256],
        )

    def archive_read_in_vain(self, sha256: str, reason: str) -> dict[str, Any] | None:
        """The capture of an archive that gave nothing, of which was said that something failed for such a reason."""
        return self._row(
            "SELECT * FROM captures c WHERE sha256 = ? AND how IN ('file', 'upload') AND state = 'ok'"
            " AND instr(reason, ?) > 0 AND NOT EXISTS (SELECT 1 FROM captures WHERE parent_id = c.id)"
            " ORDER BY id LIMIT 1",
            [sha256, reason],
        )

    def reopen_archive(self, capture_id: int) -> None:
        """What an archive holds can be read now: it counts as one whose members were not taken yet."""
        with self._writing():
            self.conn.execute(
                "UPDATE captures SET state = 'unpacking', reason = '' WHERE id = ? AND state = 'ok'", [capture_id]
            )

    def unread_pictures(self, sha256: str) -> list[dict[str, Any]]:
        """The captures of a picture with these bytes, or of those in an archive with these bytes, that wait for OCR."""
        files = "SELECT id FROM captures WHERE sha256 = ? AND how IN ('file', 'upload')"
        return self._rows(
            f"SELECT * FROM captures WHERE state = 'unread' AND (id IN ({files}) OR parent_id IN ({files}))"  # noqa: S608 - our words
            " ORDER BY parent_id IS NOT NULL, id",
            [sha256, sha256],
        )

    def tables_in(self, sha256: str, media_types: Sequence[str]) -> list[dict[str, Any]]:
        """The captures of these types in an archive with these bytes of which all members were taken, in order."""
        marks = ", ".join("?" * len(media_types))
        files = "SELECT id FROM captures WHERE sha256 = ? AND how IN ('file', 'upload') AND state = 'ok'"
        return self._rows(
            f"SELECT * FROM captures WHERE state = 'ok' AND media_type IN ({marks}) AND parent_id IN ({files})"  # noqa: S608 - our words
            " ORDER BY id",
            [*media_types, sha256],
        )

    def finish_archive(self, capture_id: int, reason: str = "") -> None:
        """All members of an archive were taken, or the words of a picture: its bytes are known from now on.

        Args: reason, what failed of an archive: it is told again when the same bytes come again.
        """
        with self._writing():
            self.conn.execute(
                "UPDATE captures SET state = 'ok', reason = iif(? = '', reason, ?)"
                " WHERE id = ? AND state IN ('unpacking', 'unread')",
                [reason, reason, capture_id],
            )

    def add_failure(self, run_id: int, source_id: str, item: str, stage: str, reason: str) -> None:
        """Record one item that failed, with its reason."""
        with self._writing():
            self._insert("failures", {
                "run_id": run_id, "source_id": source_id, "item": item, "stage": stage, "reason": reason,
                "recorded_at": utc_now(),
            })  # fmt: skip

    def failures(self, run_id: int | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """What failed in one run, or the latest failures of any, newest first."""
        if run_id is not None:
            return self._rows("SELECT * FROM failures WHERE run_id = ? ORDER BY id DESC LIMIT ?", [run_id, limit])
        return self._rows("SELECT * FROM failures ORDER BY id DESC LIMIT ?", [limit])

    def pause_of(self, host: str) -> tuple[float, float] | None:
        """When the pause of a host was set (0: not known) and until when it is to be left alone, in seconds since 1970
        UTC; None when it never was asked."""
        found = self._row("SELECT set_at, next_allowed FROM host_clock WHERE host = ?", [host])
        return None if found is None else (float(found["set_at"]), float(found["next_allowed"]))

    def set_pause(self, host: str, since: float, until: float) -> None:
        """Do not ask a host from `since`, which is now, to `until` (seconds since 1970 UTC); survives this process."""
        with self._writing():
            self.conn.execute(
                "INSERT INTO host_clock (host, set_at, next_allowed) VALUES (?, ?, ?)"
                " ON CONFLICT (host) DO UPDATE SET set_at = excluded.set_at, next_allowed = excluded.next_allowed",
                [host, since, until],
            )


def _whole(row: dict[str, Any], state: str) -> dict[str, Any]:
    """A capture without what a conditional request needs when its content, of that state, is not whole."""
    return {**row, "etag": None, "last_modified": None} if state == "truncated" else row
