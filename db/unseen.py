"""Listings that looks do not see any more, though nothing says that they ended: since when, what the last look met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from db.base import Base
from db.changes import ENDED, REMOVED

UNSEEN_LOOKS: Final = 3  # in a row; a site out of order for a look or two hides no listing
_NEWEST: Final = 12  # sightings that are looked through for so many looks: one look may try several addresses
_SILENT: Final = "('blocked', 'unreachable', 'unknown')"  # SILENT, as in the index `observations_shown`
_ENDED: Final = "('" + "', '".join(sorted(ENDED | REMOVED)) + "')"
# of a sighting: no document in doubt showed it, which says nothing of a listing that a sound one shows
_SOUND: Final = "NOT EXISTS (SELECT 1 FROM captures d WHERE d.id = {}.capture_id AND d.doubt <> '')"
# the newest sighting of a listing that showed it, with its words or with its ending
_SHOWN: Final = (
    "ifnull((SELECT max(t.id) FROM observations t WHERE t.listing_id = l.id AND NOT"  # noqa: S608 - our words
    f" (t.version_id IS NULL AND t.status IN {_SILENT})), 0)"
)


class Unseen(Base):
    """Methods over the sightings since a listing was seen."""

    def unseen(self, listing_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Of these listings those that the latest look did not see: `not_seen_since`, the first look in a row that did
        not, and `last_look`, as what the latest one noted it (blocked, unreachable, unknown). None that ended."""
        rows = self._rows(
            "SELECT l.id, o.status AS last_look, (SELECT s.observed_at FROM observations s"  # noqa: S608 - our words
            f" WHERE s.listing_id = l.id AND s.id > {_SHOWN} AND {_SOUND.format('s')} ORDER BY s.id LIMIT 1)"
            " AS not_seen_since FROM json_each(?) j CROSS JOIN listings l ON l.id = j.value"
            " JOIN observations o ON o.id = (SELECT m.id FROM observations m WHERE m.listing_id = l.id"
            f" AND {_SOUND.format('m')} ORDER BY m.id DESC LIMIT 1)"
            f" WHERE o.version_id IS NULL AND o.status IN {_SILENT} AND o.observed_at > l.last_seen_at"
            f" AND l.status NOT IN {_ENDED}",
            [json.dumps(list(listing_ids))],
        )
        return {row.pop("id"): row for row in rows}

    def with_sight(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of listings with `not_seen_since` and `last_look` beside; None of those that looks see."""
        lost = self.unseen(row["id"] for row in rows)
        return [{**row, **lost.get(row["id"], {"not_seen_since": None, "last_look": None})} for row in rows]

    def unread_when_seen(self, listing_ids: Iterable[int]) -> dict[int, int]:
        """How many entries could not be read in the look that saw each of these listings last; 0: none is known."""
        rows = self._rows(
            "SELECT l.id, ifnull((SELECT json_extract(v.counts, '$.unread') FROM visits v"  # noqa: S608 - our words
            " WHERE v.source_id = l.source_id AND v.after_capture < s.capture_id ORDER BY v.id DESC LIMIT 1), 0)"
            " AS unread FROM json_each(?) j CROSS JOIN listings l ON l.id = j.value"
            f" CROSS JOIN observations s ON s.id = {_SHOWN}",
            [json.dumps(list(listing_ids))],
        )
        return {row["id"]: row["unread"] for row in rows}

    def unsighted(self, source_id: str, after_capture: int) -> list[dict[str, Any]]:
        """The listings of a source that have not ended and that no capture of it after this one says anything of: `id`
        and `status`."""
        return self._rows(
            f"SELECT id, status FROM listings WHERE source_id = ?1 AND status NOT IN {_ENDED} AND id NOT IN"  # noqa: S608 - our words
            # CROSS: from the few captures of a look to their sightings, never through all sightings there are
            " (SELECT o.listing_id FROM captures c CROSS JOIN observations o ON o.capture_id = c.id"
            " WHERE c.id > ?2 AND c.source_id = ?1) ORDER BY id",
            [source_id, after_capture],
        )

    def _is_lost(self, listing: Mapping[str, Any]) -> bool:
        """Whether so many looks in a row did not see a listing that its last status says nothing of today.

        Not one whose ending is held back: a person is asked about that.
        """
        if listing["status"] in ENDED | REMOVED:
            return False
        if self._row("SELECT 1 AS one FROM endings WHERE listing_id = ?", [listing["id"]]):
            return False
        looks = self._rows(
            "SELECT DISTINCT look FROM (SELECT (SELECT v.id FROM visits v WHERE v.source_id = l.source_id"  # noqa: S608 - our words
            # a look that asked for nothing has a run, and no capture
            " AND CASE WHEN s.capture_id IS NULL THEN v.run_id = s.run_id ELSE v.after_capture < s.capture_id END"
            " ORDER BY v.id DESC LIMIT 1) AS look FROM listings l"
            f" JOIN observations s ON s.listing_id = l.id AND s.id > {_SHOWN}"
            " WHERE l.id = ? ORDER BY s.id DESC LIMIT ?) WHERE look IS NOT NULL",
            [listing["id"], _NEWEST],
        )
        return len(looks) >= UNSEEN_LOOKS
