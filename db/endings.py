"""Endings of listings: held back while a look is under way or doubted, believed, undone, looked at once more."""

from __future__ import annotations

from typing import Any

from db.changes import Sighting, changes_between
from db.listings import Listings
from db.rows import ChangeRow, EndingRow


class Endings(Listings):
    """Methods over endings, and those that end listings."""

    def hold_ending(self, row: EndingRow) -> int | None:
        """Keep that a listing seems to have ended, until looks or a person decide.

        The first sighting of an ending stands: its capture and its time. One as something else (sold after gone) takes
        its place, held by the same look. Returns the look that holds the same ending already, None when it is new.
        """
        with self._writing():
            held = self._row("SELECT visit_id, status FROM endings WHERE listing_id = ?", [row["listing_id"]])
            if held and held["status"] == row["status"]:
                return int(held["visit_id"])
            self.release_ending(row["listing_id"])
            self._insert("endings", {**row, "visit_id": held["visit_id"] if held else row["visit_id"]})
            return None

    def drop_undone_endings(self, source_id: str) -> list[dict[str, Any]]:
        """Endings of a source whose listing was seen live in the look that first saw them, or later: held no longer."""
        with self._writing():
            undone = self._rows(
                "SELECT e.* FROM endings e JOIN visits v ON v.id = e.visit_id WHERE e.source_id = ? AND EXISTS (SELECT"
                " 1 FROM observations o WHERE o.listing_id = e.listing_id AND o.status = 'live'"
                " AND o.capture_id > v.after_capture) ORDER BY e.listing_id",
                [source_id],
            )
            for row in undone:
                self.release_ending(row["listing_id"])
        return undone

    def held_endings(self, source_id: str) -> list[dict[str, Any]]:
        """Endings of a source that no look and no person has confirmed, without those of listings seen live since."""
        self.drop_undone_endings(source_id)
        return self._rows("SELECT * FROM endings WHERE source_id = ? ORDER BY listing_id", [source_id])

    def held_by(self, listing_id: int) -> int | None:
        """The capture that told the ending of this listing that is held back; None when none is."""
        found = self._row("SELECT capture_id FROM endings WHERE listing_id = ?", [listing_id])
        return int(found["capture_id"]) if found else None

    def first_holding(self, source_id: str) -> int | None:
        """The look that saw the oldest of a source's endings that are held back; None when none is."""
        found = self._row("SELECT min(visit_id) AS id FROM endings WHERE source_id = ?", [source_id])
        return int(found["id"]) if found and found["id"] is not None else None

    def count_held(self) -> dict[str, int]:
        """How many endings are held back, by source."""
        rows = self._rows("SELECT source_id, count(*) AS n FROM endings GROUP BY source_id")
        return {row["source_id"]: row["n"] for row in rows}

    def release_ending(self, listing_id: int) -> None:
        """An ending is held back no longer."""
        with self._writing():
            self.conn.execute("DELETE FROM endings WHERE listing_id = ?", [listing_id])

    def believe_ending(self, ending: EndingRow, run_id: int) -> tuple[ChangeRow, ...]:
        """A listing has ended, on the day and with the capture of the first sighting; returns the events.

        Sightings since that told nothing against it do not move the day.
        """
        listing_id, seen, status = ending["listing_id"], ending["observed_at"], ending["status"]
        with self._writing():
            before = self._rows("SELECT * FROM listings WHERE id = ?", [listing_id])[0]
            self._add_observation({
                "listing_id": listing_id, "run_id": run_id, "capture_id": ending["capture_id"], "observed_at": seen,
                "status": status, "note": ending["note"],
            })  # fmt: skip
            changes = changes_between(Sighting(before["status"]), Sighting(status))
            self._add_changes(listing_id, run_id, before["version_id"], seen, changes)
            changed_at = max(seen, before["changed_at"]) if changes else before["changed_at"]
            last_seen_at = max(seen, before["last_seen_at"])
            self._update(listing_id, {"status": status, "last_seen_at": last_seen_at, "changed_at": changed_at})
            self._retag_status(before, status)
            self.release_ending(listing_id)
        return changes

    def see_ended(
        self, listing_id: int, run_id: int, capture_id: int, status: str, *, observed_at: str, note: str = ""
    ) -> None:
        """An ended listing is seen as ended in another way (sold, then its page is gone): its ending stands."""
        with self._writing():
            self._add_observation({
                "listing_id": listing_id, "run_id": run_id, "capture_id": capture_id, "observed_at": observed_at,
                "status": status, "note": note,
            })  # fmt: skip
            self.conn.execute(
                "UPDATE listings SET last_seen_at = max(last_seen_at, ?) WHERE id = ?", [observed_at, listing_id]
            )

    def endings_to_see_again(self, source_id: str, since: str, until: str, hours: int) -> list[dict[str, Any]]:
        """Listings of a source that ended between two moments and were not seen ended once more, `hours` later or more.

        Each with `id`, `native_id`, `url`; oldest ending first.
        """
        return self._rows(
            "SELECT id, native_id, url FROM (SELECT id, native_id, url, last_seen_at, ifnull((SELECT max(c.observed_at)"
            " FROM changes c WHERE c.listing_id = listings.id AND c.kind IN ('removed', 'sold')), first_seen_at)"
            " AS ended_at FROM listings WHERE source_id = ?1 AND status IN ('sold', 'removed_by_platform', 'gone')"
            " AND last_seen_at >= ?2)"
            " WHERE ended_at BETWEEN ?2 AND ?3"
            " AND last_seen_at < strftime('%Y-%m-%dT%H:%M:%S', ended_at, '+' || ?4 || ' hours') ORDER BY ended_at, id",
            [source_id, since, until, hours],
        )
