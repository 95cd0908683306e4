"""Looks at sources over months: when the next is due, what each brought, alerts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from db.base import Base, canonical
from db.rows import AlertRow, SourceClock

# what came tells nothing of the page itself: a look that goes on asks for it again
_AGAIN: Final = "('failed', 'blocked', 'challenge', 'truncated', 'too_large')"


class Watching(Base):
    """Methods over source_clock, visits, source_alerts, host_clock; what of listings only looks at sources need."""

    def source_clock(self, source_id: str) -> SourceClock:
        """When a source was looked at, when it is next, and how many looks failed in a row."""
        row = self._row("SELECT * FROM source_clock WHERE source_id = ?", [source_id])
        return SourceClock(row["last_look"], row["next_look"], row["failures"]) if row else SourceClock()

    def set_source_clock(self, source_id: str, clock: SourceClock) -> None:
        """Keep when a source is looked at next; survives this process."""
        with self._writing():
            self.conn.execute(
                "INSERT INTO source_clock VALUES (?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET"
                " last_look = excluded.last_look, next_look = excluded.next_look, failures = excluded.failures",
                [source_id, clock.last_look, clock.next_look, clock.failures],
            )

    def open_visit(self, source_id: str) -> dict[str, Any] | None:
        """The look at a source that was broken off and has not ended yet; None when there is none."""
        return _counted(self._row(
            "SELECT * FROM visits WHERE source_id = ? AND ended_at IS NULL ORDER BY id DESC LIMIT 1", [source_id]
        ))  # fmt: skip

    def begin_visit(self, source_id: str, run_id: int, began_at: str) -> dict[str, Any]:
        """Begin a look at a source; one that was left open is given up."""
        with self._writing():
            self.conn.execute(
                "UPDATE visits SET ended_at = ?, state = 'given_up' WHERE source_id = ? AND ended_at IS NULL",
                [began_at, source_id],
            )
            last = self.conn.execute("SELECT ifnull(max(id), 0) FROM captures").fetchone()[0]
            row = {"source_id": source_id, "run_id": run_id, "began_at": began_at, "after_capture": last}
            return {**row, "id": self._insert("visits", row), "counts": {}}

    def count_visit(self, visit_id: int, counts: Mapping[str, int]) -> None:
        """Keep what a look has counted so far."""
        with self._writing():
            self.conn.execute("UPDATE visits SET counts = ? WHERE id = ?", [canonical(dict(counts)), visit_id])

    def end_visit(self, visit_id: int, ended_at: str, counts: Mapping[str, int], state: str, cause: str) -> None:
        """A look is through: in which state it found its source, and why."""
        with self._writing():
            self.conn.execute(
                "UPDATE visits SET ended_at = ?, counts = ?, state = ?, cause = ? WHERE id = ?",
                [ended_at, canonical(dict(counts)), state, cause, visit_id],
            )

    def asked_since(self, source_id: str, after_capture: int) -> set[str]:
        """The addresses that were asked for after a capture, with an answer that tells of the page."""
        rows = self._rows(
            f"SELECT DISTINCT url FROM captures WHERE id > ? AND source_id = ? AND state NOT IN {_AGAIN}",  # noqa: S608 - our words
            [after_capture, source_id],
        )
        return {row["url"] for row in rows}

    def visits(self, source_id: str, limit: int = 20) -> list[dict[str, Any]]:
        """The latest looks at a source that ended, newest first, with their `counts`."""
        rows = self._rows(
            "SELECT * FROM visits WHERE source_id = ? AND ended_at IS NOT NULL AND state <> 'given_up'"
            " ORDER BY id DESC LIMIT ?",
            [source_id, limit],
        )
        return [row for row in map(_counted, rows) if row]

    def latest_visits(self, limit: int = 20) -> dict[str, list[dict[str, Any]]]:
        """The same of every source, by its id."""
        rows = self._rows(
            "SELECT v.* FROM sources s JOIN visits v ON v.id IN (SELECT id FROM visits WHERE source_id = s.id"
            " AND ended_at IS NOT NULL AND state <> 'given_up' ORDER BY id DESC LIMIT ?) ORDER BY s.id, v.id DESC",
            [limit],
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for row in filter(None, map(_counted, rows)):
            found.setdefault(row["source_id"], []).append(row)
        return found

    def source_overview(self) -> dict[str, dict[str, Any]]:
        """Of every source, by its id: its address and clock, its latest alert (`state`, `cause`, `detail`, `at`; null:
        was always well), and `last_good`, when the latest look that found all well ended."""
        rows = self._rows(
            "SELECT s.id, s.url, c.last_look, c.next_look, ifnull(c.failures, 0) AS failures, a.state, a.cause,"
            " a.detail, a.at,"
            " (SELECT ended_at FROM visits WHERE source_id = s.id AND state = 'ok' ORDER BY id DESC LIMIT 1)"
            " AS last_good FROM sources s LEFT JOIN source_clock c ON c.source_id = s.id LEFT JOIN source_alerts a"
            " ON a.id = (SELECT max(id) FROM source_alerts WHERE source_id = s.id)"
        )
        return {row["id"]: {**row, "detail": json.loads(row["detail"] or "{}")} for row in rows}

    def source_state(self, source_id: str) -> dict[str, Any] | None:
        """The latest alert of a source, which says its state now; None while it was always well."""
        return _detailed(self._row(
            "SELECT * FROM source_alerts WHERE source_id = ? ORDER BY id DESC LIMIT 1", [source_id]
        ))  # fmt: skip

    def ill_sources(self) -> dict[str, str]:
        """The states of the sources that are not well, by id."""
        rows = self._rows(
            "SELECT source_id, state FROM source_alerts WHERE id IN (SELECT max(id) FROM source_alerts"
            " GROUP BY source_id) AND state <> 'ok' ORDER BY source_id"
        )
        return {row["source_id"]: row["state"] for row in rows}

    def add_alert(self, row: AlertRow) -> int:
        """Record that the state of a source changed; returns the alert's id."""
        with self._writing():
            return self._insert("source_alerts", {
                "source_id": row["source_id"], "visit_id": row.get("visit_id"), "before": row["before"],
                "state": row["state"], "cause": row["cause"], "detail": canonical(dict(row["detail"])), "at": row["at"],
            })  # fmt: skip

    def alerts(self, source_id: str = "", limit: int = 50, after: int = 0) -> list[dict[str, Any]]:
        """Changes of state of one source or of all, newest first; `after`: only those with a greater id."""
        rows = self._rows(
            "SELECT * FROM source_alerts WHERE (? = '' OR source_id = ?) AND id > ? ORDER BY id DESC LIMIT ?",
            [source_id, source_id, after, limit],
        )
        return [row for row in map(_detailed, rows) if row]

    def strike(self, host: str) -> int:
        """Count one more refusal in a row of a host; returns how many there are."""
        with self._writing():
            self.conn.execute(
                "INSERT INTO host_clock (host, next_allowed, strikes) VALUES (?, 0, 1)"
                " ON CONFLICT (host) DO UPDATE SET strikes = strikes + 1",
                [host],
            )
        found = self._row("SELECT strikes FROM host_clock WHERE host = ?", [host])
        return int(found["strikes"]) if found else 1

    def struck_hosts(self) -> dict[str, tuple[int, float]]:
        """The hosts that refused when last asked: how often in a row, and when they may be asked again (since 1970)."""
        rows = self._rows("SELECT host, strikes, next_allowed FROM host_clock WHERE strikes > 0")
        return {row["host"]: (row["strikes"], row["next_allowed"]) for row in rows}

    def forgive(self, host: str) -> None:
        """A host answers again: its refusals in a row are over."""
        if self._row("SELECT 1 FROM host_clock WHERE host = ? AND strikes > 0", [host]):
            with self._writing():
                self.conn.execute("UPDATE host_clock SET strikes = 0 WHERE host = ?", [host])

    def confirmed_status(self, listing_id: int, capture_id: int) -> str | None:
        """As what a listing was seen in a capture; None when it was not."""
        row = self._row(
            "SELECT status FROM observations WHERE listing_id = ? AND capture_id = ? ORDER BY id DESC LIMIT 1",
            [listing_id, capture_id],
        )
        return row["status"] if row else None

    def was_read(self, capture_id: int) -> bool:
        """True when a listing was read from a capture, or the capture told how it ended."""
        return bool(self._rows(
            "SELECT 1 FROM observations WHERE capture_id = ? AND (version_id IS NOT NULL OR status IN"
            " ('sold', 'removed_by_platform')) LIMIT 1",
            [capture_id],
        ))  # fmt: skip

    def read_since(self, source_id: str, after_capture: int) -> set[int]:
        """The ids of the listings that captures of a source after this one showed with their words, or unmodified."""
        rows = self._rows(
            # CROSS: from the few captures of a look to their sightings, never through all sightings there are
            "SELECT DISTINCT o.listing_id FROM captures c CROSS JOIN observations o ON o.capture_id = c.id"
            " WHERE c.id > ? AND c.source_id = ? AND (o.version_id IS NOT NULL OR o.status = 'live')",
            [after_capture, source_id],
        )
        return {int(row["listing_id"]) for row in rows}

    def read_at(self, listing_id: int) -> str | None:
        """The address that was asked for when a listing was read last; None: it never was."""
        row = self._row(
            "SELECT c.url FROM observations o JOIN captures c ON c.id = o.capture_id"
            " WHERE o.listing_id = ? AND o.version_id IS NOT NULL ORDER BY o.id DESC LIMIT 1",
            [listing_id],
        )
        return row["url"] if row else None

    def read_alike_since(self, source_id: str, read_as: int) -> int:
        """The capture after which all looks at a source read pages by the definition with this number (`read_as`)."""
        row = self._row(
            "SELECT min(after_capture) AS id FROM visits WHERE source_id = ?1 AND id > ifnull((SELECT max(id) FROM"
            " visits WHERE source_id = ?1 AND ifnull(json_extract(counts, '$.read_as'), 0) <> ?2), 0)",
            [source_id, read_as],
        )
        if row is None or row["id"] is None:  # the latest look read in another way
            row = self._row("SELECT ifnull(max(id), 0) AS id FROM captures")
        return int(row["id"]) if row else 0

    def visit(self, visit_id: int) -> dict[str, Any] | None:
        """One look at a source, with its `counts`."""
        return _counted(self._row("SELECT * FROM visits WHERE id = ?", [visit_id]))

    def move_listing(self, listing_id: int, url: str) -> None:
        """A listing is found at another address now."""
        with self._writing():
            self.conn.execute("UPDATE listings SET url = ?1 WHERE id = ?2 AND url <> ?1", [url, listing_id])

    def listings_by_address(self, source_id: str) -> list[dict[str, Any]]:
        """A source's listings whose name is an address, with `id`, `native_id` and `url`; the latest seen first.

        `read_at`: the address that was asked for when each was read last; None: it never was.
        """
        return self._rows(
            "SELECT id, native_id, url, (SELECT c.url FROM observations o JOIN captures c ON c.id = o.capture_id"
            " WHERE o.listing_id = listings.id AND o.version_id IS NOT NULL ORDER BY o.id DESC LIMIT 1) AS read_at"
            " FROM listings WHERE source_id = ?"
            " AND native_id >= 'http' AND native_id < 'httpt' AND instr(native_id, '://')"
            " ORDER BY last_seen_at DESC, id DESC",
            [source_id],
        )

    def number_listing(self, listing_id: int, native_id: str) -> None:
        """A listing is known by another name from now on, unless another one of its source has that."""
        with self._writing():
            self.conn.execute("UPDATE OR IGNORE listings SET native_id = ? WHERE id = ?", [native_id, listing_id])


def _counted(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {**row, "counts": json.loads(row["counts"])}


def _detailed(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return row and {**row, "detail": json.loads(row["detail"])}
