"""What is in doubt: documents out of archives whose bytes are not as their archive says. They stay beside the sound."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from db.unseen import Unseen

# Of a version v: '' once any capture without doubt showed it, else what speaks against the capture that first did.
DOUBT_OF_VERSION: Final = (
    "CASE WHEN EXISTS (SELECT 1 FROM observations s LEFT JOIN captures k ON k.id = s.capture_id"
    " WHERE s.listing_id = v.listing_id AND s.version_id = v.id AND ifnull(k.doubt, '') = '') THEN ''"
    " ELSE ifnull((SELECT k.doubt FROM captures k WHERE k.id = v.capture_id), '') END"
)


class Doubts(Unseen):
    """Methods over captures in doubt and the versions that only such captures show."""

    def doubt_of(self, capture_id: int | None) -> str:
        """Why the bytes of a capture are not as its archive says; '' when nothing speaks so."""
        row = self._row("SELECT doubt FROM captures WHERE id = ?", [capture_id]) if capture_id is not None else None
        return row["doubt"] if row else ""

    def doubts_in(self, archive_id: int) -> list[str]:
        """What speaks against each document of an archive that is in doubt, in order; none that a sound one settled."""
        rows = self._rows(
            "SELECT doubt FROM captures c WHERE parent_id = ? AND doubt <> '' AND NOT EXISTS (SELECT 1 FROM captures k"
            " WHERE k.sha256 = c.sha256 AND k.how IN ('file', 'upload') AND k.doubt = '' AND k.state = c.state"
            " AND k.final_url = c.final_url) ORDER BY id",
            [archive_id],
        )
        return [row["doubt"] for row in rows]

    def doubts_of(self, listing_ids: Iterable[int]) -> dict[int, str]:
        """Of these listings those that only captures in doubt show, each with what speaks against it."""
        rows = self._rows(
            f"SELECT l.id, {DOUBT_OF_VERSION} AS doubt FROM json_each(?) j"  # noqa: S608 - our words
            " CROSS JOIN listings l ON l.id = j.value JOIN versions v ON v.id = l.version_id"
            " JOIN captures c ON c.id = v.capture_id WHERE c.doubt <> ''",
            [json.dumps(list(listing_ids))],
        )
        return {row["id"]: row["doubt"] for row in rows if row["doubt"]}

    def with_sight(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows of listings with `not_seen_since` and `last_look` beside, None of those that looks see, and `doubt`,
        '' of those that any capture without doubt shows."""
        doubts = self.doubts_of(row["id"] for row in rows)
        return [{**row, "doubt": doubts.get(row["id"], "")} for row in super().with_sight(rows)]

    def _is_sound(self, listing: Mapping[str, Any]) -> bool:
        """Whether a capture without doubt shows what a listing says."""
        return not self.doubts_of([listing["id"]])
