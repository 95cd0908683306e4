"""What became of each file and member of an import, kept so that an import that was broken off tells the same table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from db.base import Base, canonical
from db.connection import utc_now
from db.rows import WORDS_TYPE, ImportItemRow

_LISTED = 20  # ids of listings that are told of one item
_ITEM = (
    "SELECT i.*, ifnull(c.sha256, '') AS sha256 FROM import_items i LEFT JOIN captures c ON c.id = i.capture_id"
    " WHERE i.import_id = ? AND ifnull(i.parent_id, 0) = ? AND i.n = ? AND i.name = ?"
)
_ALL = (
    "SELECT i.*, p.name AS parent, ifnull(c.sha256, '') AS sha256,"
    " (SELECT group_concat(listing_id, ' ') FROM (SELECT DISTINCT listing_id FROM observations"
    " WHERE capture_id = i.capture_id OR capture_id IN (SELECT k.id FROM captures k WHERE k.parent_id = i.capture_id"
    " AND (k.media_type = ? OR c.media_type = 'text/html' AND k.how IN ('file', 'upload'))) LIMIT ?)) AS listings"
    " FROM import_items i LEFT JOIN import_items p ON p.id = i.parent_id LEFT JOIN captures c ON c.id = i.capture_id"
    " WHERE i.import_id = ? ORDER BY i.id"
)


class Imports(Base):
    """Methods over import_items and the imports that runs belong to."""

    def join_import(self, run_id: int, paths_digest: str) -> int:
        """Say which import a run belongs to; returns the id of the run that began it.

        A run of the same paths that did not come to its end is gone on with; '' for paths never goes on.
        """
        with self._writing():
            last = self._row(
                "SELECT import_id, status FROM runs WHERE paths_digest = ? AND id < ? ORDER BY id DESC LIMIT 1",
                [paths_digest, run_id],
            )
            goes_on = bool(paths_digest and last and last["import_id"] and last["status"] != "done")
            import_id = int(last["import_id"]) if goes_on and last else run_id
            self.conn.execute(
                "UPDATE runs SET import_id = ?, paths_digest = ? WHERE id = ?", [import_id, paths_digest, run_id]
            )
        return import_id

    def import_item(self, import_id: int, parent_id: int | None, n: int, name: str) -> dict[str, Any] | None:
        """What became of one file (parent None) or member in this import, with the `sha256` of its capture."""
        return self._row(_ITEM, [import_id, parent_id or 0, n, name])

    def put_import_item(self, row: ImportItemRow) -> int:
        """Say what became of one file or member, in place of what was said of it in this import; returns its id."""
        values = {
            "import_id": row["import_id"], "run_id": row["run_id"], "parent_id": row.get("parent_id"), "n": row["n"],
            "name": row["name"], "kind": row["kind"], "outcome": row["outcome"], "number": row.get("number", 1),
            "counts": canonical(dict(row.get("counts", {}))), "reason": row.get("reason", ""),
            "capture_id": row.get("capture_id"), "recorded_at": utc_now(),
        }  # fmt: skip
        key = [row["import_id"], row.get("parent_id") or 0, row["n"], row["name"]]
        with self._writing():
            found = self.conn.execute(
                "SELECT id FROM import_items WHERE import_id = ? AND ifnull(parent_id, 0) = ? AND n = ? AND name = ?",
                key,
            ).fetchone()
            if found is None:
                return self._insert("import_items", values)
            names = ", ".join(f"{name} = ?" for name in values)
            self.conn.execute(f"UPDATE import_items SET {names} WHERE id = ?", [*values.values(), found[0]])  # noqa: S608 - our names
            return int(found[0])

    def import_item_named(self, import_id: int, name: str) -> dict[str, Any] | None:
        """What became of the first file of this name in an import, whatever its number: of an upload, which has few."""
        return self._row(
            "SELECT * FROM import_items WHERE import_id = ? AND ifnull(parent_id, 0) = 0 AND name = ?"
            " ORDER BY n LIMIT 1",
            [import_id, name],
        )

    def places_in_imports(self, capture_id: int, limit: int = 5) -> list[dict[str, Any]]:
        """Where files with the bytes of a capture stood in imports, the first first: import_id, n, name."""
        return self._rows(
            "SELECT import_id, n, name FROM import_items WHERE capture_id = ? AND parent_id IS NULL"
            " ORDER BY id LIMIT ?",
            [capture_id, limit],
        )

    def why_nothing(self, capture_id: int) -> str:
        """Why a capture gave no listing when it was imported; '' when it gave one, or nothing is noted."""
        # the first alone brought it; the same bytes may have come 100,000 times since
        first = self._row(
            "SELECT outcome, reason FROM import_items WHERE capture_id = ? ORDER BY id LIMIT 1", [capture_id]
        )
        return str(first["reason"] or "") if first and first["outcome"] in {"nothing", "failed"} else ""

    def came_again(self, capture_id: int) -> Iterator[dict[str, Any]]:
        """Each file or member that brought the bytes of a capture once more: name, parent (its archive's or null),
        import_id, recorded_at; in their order."""
        yield from self._each(
            "SELECT i.name, p.name AS parent, i.import_id, i.recorded_at FROM import_items i"
            " LEFT JOIN import_items p ON p.id = i.parent_id"
            " WHERE i.capture_id = ? AND i.outcome = 'known' ORDER BY i.id",
            [capture_id],
        )

    def import_table(self, import_id: int) -> list[dict[str, Any]]:
        """By kind and outcome: `items` and those of them that are `files`, listings `new`, `changed`, `unchanged`, what
        `failed` in them, and how many messages of chats were `left_out`."""
        return self._rows(
            "SELECT kind, outcome, sum(number) AS items, sum(parent_id IS NULL) AS files,"
            " sum(json_extract(counts, '$.new')) AS new,"
            " sum(json_extract(counts, '$.changed')) AS changed, sum(json_extract(counts, '$.unchanged')) AS unchanged,"
            " sum(json_extract(counts, '$.failed')) AS failed, sum(json_extract(counts, '$.left_out')) AS left_out"
            " FROM import_items WHERE import_id = ?"
            " GROUP BY kind, outcome ORDER BY kind, outcome",
            [import_id],
        )

    def import_unread(self, import_id: int, limit: int) -> tuple[int, list[dict[str, Any]]]:
        """How many files and members of an import hold tables with columns that were not read; the first of them:
        name, parent (the name of its archive's file or null), reason."""
        where = "WHERE i.import_id = ? AND json_extract(i.counts, '$.unread_columns') > 0"
        rows = self._rows(
            "SELECT i.name, p.name AS parent, i.reason FROM import_items i"  # noqa: S608 - our words
            f" LEFT JOIN import_items p ON p.id = i.parent_id {where} ORDER BY i.id LIMIT ?",
            [import_id, limit],
        )
        found = self._row(f"SELECT count(*) AS number FROM import_items i {where}", [import_id])  # noqa: S608
        return int(found["number"]) if found else 0, rows

    def import_failures(self, import_id: int) -> Iterator[dict[str, Any]]:
        """What failed in all runs of an import, oldest first, one at a time in memory."""
        return self._each(
            "SELECT * FROM failures WHERE run_id IN (SELECT id FROM runs WHERE import_id = ?) ORDER BY id", [import_id]
        )

    def import_list(self, import_id: int) -> Iterator[dict[str, Any]]:
        """Every file and member in order, one at a time in memory.

        Keys beside the columns: `parent`, the name of its archive's file, `sha256`, and `listings`, ids (the first 20).
        """
        for row in self._each(_ALL, [WORDS_TYPE, _LISTED, import_id]):
            listings = [int(number) for number in (row["listings"] or "").split()]
            yield {**row, "counts": json.loads(row["counts"]), "listings": listings}

    def imports(self, limit: int = 20, import_id: int | None = None) -> list[dict[str, Any]]:
        """The latest imports, newest first, or one: `id`, `note`, `started_at`, `finished_at`, `runs`, `status`."""
        return self._rows(
            "SELECT l.import_id AS id, l.note, f.started_at, l.finished_at, l.status, g.runs FROM"
            " (SELECT import_id, count(*) AS runs, max(id) AS last FROM runs WHERE import_id IS NOT NULL"
            " GROUP BY import_id) g JOIN runs l ON l.id = g.last JOIN runs f ON f.id = g.import_id"
            " WHERE ? IS NULL OR l.import_id = ? ORDER BY l.id DESC LIMIT ?",
            [import_id, import_id, limit],
        )

    def last_import(self) -> int | None:
        """The id of the import that was worked on last."""
        found = self._row("SELECT import_id FROM runs WHERE import_id IS NOT NULL ORDER BY id DESC LIMIT 1")
        return int(found["import_id"]) if found else None
