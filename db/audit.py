"""The audit log: every row carries the hash of the row before it, so that a change anywhere shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.base import Base, canonical
from db.connection import utc_now
from db.rows import AuditVerdict

FIRST = "0" * 64  # what the first row has for a previous hash
CLOCK_SECONDS = 300  # what clocks may differ by without a word: they are set right by less all the time


def row_hash(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 of the previous hash and the row's canonical JSON, in hex; anyone can compute it again."""
    kept = {key: row[key] for key in ("id", "at", "actor", "action", "subject", "detail")}
    return hashlib.sha256((previous + canonical(kept)).encode()).hexdigest()


class Audit(Base):
    """Methods over audit_log."""

    def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> int:
        """Append who did what to what; returns the row's id. Rows cannot be changed or deleted."""
        with self._writing():
            last = self.conn.execute("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1").fetchone()
            number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
            row = {
                "id": number, "at": utc_now(), "actor": actor, "action": action, "subject": subject,
                "detail": canonical(dict(detail or {})),
            }  # fmt: skip
            self._insert("audit_log", {**row, "previous": previous, "hash": row_hash(previous, row)})
        return number

    def audit_rows(self, limit: int = 100, before: int | None = None) -> list[dict[str, Any]]:
        """The latest rows, newest first, `detail` as a value; `before` is the last id of the page before."""
        rows = self._rows("SELECT * FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?", [before or 1 << 62, limit])
        return [{**row, "detail": _detail(row["detail"])} for row in rows]

    def audit_entries(self, action: str, *subjects: str) -> Iterator[dict[str, Any]]:
        """Every row of one action (on one of these subjects; "" is none), oldest first, one at a time in memory.

        `detail` is the object that was noted; {} in a row that holds none any more, which `verify_audit` names.
        """
        sql = (
            "SELECT id, at, subject, detail FROM audit_log WHERE action = ?1"
            " AND (?2 = '[]' OR subject IN (SELECT value FROM json_each(?2))) ORDER BY id"
        )
        for row in self._each(sql, [action, json.dumps([one for one in subjects if one])]):
            yield {**row, "detail": _detail(row["detail"])}

    def latest_audit(self, actions: Sequence[str], name: str, value: str) -> dict[str, Any] | None:
        """The newest row of these actions in whose `detail` a name has this value; None when there is none."""
        row = self._row(
            "SELECT id, at, action, subject, detail FROM audit_log WHERE action IN (SELECT value FROM json_each(?))"
            " AND CASE WHEN json_valid(detail) THEN json_extract(detail, '$.' || ?) END = ? ORDER BY id DESC LIMIT 1",
            [json.dumps(list(actions)), name, value],
        )
        return row and {**row, "detail": _detail(row["detail"])}

    def audit_hash(self, number: int) -> str:
        """The hash of one row; '' when there is none."""
        row = self._row("SELECT hash FROM audit_log WHERE id = ?", [number])
        return str(row["hash"]) if row else ""

    def clock_back(self) -> str:
        """When the newest row was written, where this machine's clock now says an earlier moment; '' where not."""
        row = self._row(
            "SELECT at FROM (SELECT at FROM audit_log ORDER BY id DESC LIMIT 1)"
            " WHERE (julianday(at) - julianday(?)) * 86400 > ?",
            [utc_now(), CLOCK_SECONDS],
        )
        return str(row["at"]) if row else ""

    def times_back(self) -> dict[int, str]:
        """The rows whose time lies before that of the row before them, with that time: the clock was set back."""
        sql = (
            "SELECT id, before FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before FROM audit_log)"
            " WHERE (julianday(before) - julianday(at)) * 86400 > ? ORDER BY id"
        )
        return {row["id"]: row["before"] for row in self._each(sql, [CLOCK_SECONDS])}

    def dated_before(self, number: int, moment: str) -> dict[str, Any] | None:
        """`id` and `at` of the first row after row `number` that is dated before a moment (ISO 8601), or None."""
        sql = "SELECT id, at FROM audit_log WHERE id > ? AND (julianday(?) - julianday(at)) * 86400 > ? ORDER BY id"
        return self._row(f"{sql} LIMIT 1", [number, moment, CLOCK_SECONDS])

    def verify_audit(self) -> Iterator[AuditVerdict]:
        """Check every row against the one before; one verdict a row, and one more when rows are missing at the end."""
        previous, expected = FIRST, 1
        for row in self._each(
            "SELECT id, at, actor, action, subject, detail, previous, hash FROM audit_log ORDER BY id"
        ):
            yield AuditVerdict(row["id"], *_judge(row, previous, expected))
            previous, expected = row["hash"], row["id"] + 1
        highest = self._row("SELECT seq FROM sqlite_sequence WHERE name = 'audit_log'")
        if highest and highest["seq"] >= expected:
            yield AuditVerdict(expected, False, f"rows {expected} to {highest['seq']} are missing at the end")


def _detail(text: str) -> dict[str, Any]:
    """The object that a row holds; {} when somebody wrote something else there."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _judge(row: Mapping[str, Any], previous: str, expected: int) -> tuple[bool, str]:
    if row["id"] != expected:
        return False, f"rows {expected} to {row['id'] - 1} are missing"
    if row["previous"] != previous:
        return False, "it does not follow from the row before"
    if row["hash"] != row_hash(previous, row):
        return False, "its contents were changed after it was written"
    return True, ""
