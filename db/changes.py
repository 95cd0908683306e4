"""What changed between two sightings of one listing, as typed events. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from db.rows import ChangeRow

ENDED = frozenset({"sold"})
REMOVED = frozenset({"removed_by_platform", "gone"})
SILENT = frozenset({"blocked", "unreachable", "unknown"})  # these tell nothing of the listing itself


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one sighting says of a listing; None where it says nothing."""

    status: str
    price_yuan: int | None = None
    price_text: str = ""
    text_sha256: str | None = None
    claims: Collection[str] | None = None  # types that the seller asserts


def next_status(before: str, seen: str) -> str:
    """The status a listing has after it was seen as `seen`: a block or a page that does not say changes nothing."""
    return before if seen in SILENT and before != "unknown" else seen


def changes_between(before: Sighting, now: Sighting) -> tuple[ChangeRow, ...]:
    """The typed events from one sighting to the next, in a fixed order; () when nothing is known to have changed."""
    found = [_status(before, now), _price(before, now), _claims(before, now), _text(before, now)]
    return tuple(change for change in found if change)


def _status(before: Sighting, now: Sighting) -> ChangeRow | None:
    detail = {"from": before.status, "to": now.status}
    if now.status in ENDED and before.status not in ENDED:
        return {"kind": "sold", "detail": detail}
    if now.status in REMOVED and before.status not in REMOVED:
        return {"kind": "removed", "detail": detail}
    if now.status == "live" and before.status in ENDED | REMOVED:
        return {"kind": "back", "detail": detail}
    return None


def _price(before: Sighting, now: Sighting) -> ChangeRow | None:
    old, new = before.price_yuan, now.price_yuan
    if old is None or new is None or old == new:
        return None
    detail: Mapping[str, Any] = {"from": old, "to": new, "from_text": before.price_text, "to_text": now.price_text}
    return {"kind": "price_cut" if new < old else "price_rise", "detail": detail}


def _claims(before: Sighting, now: Sighting) -> ChangeRow | None:
    if before.claims is None or now.claims is None or set(before.claims) == set(now.claims):
        return None
    added, dropped = set(now.claims) - set(before.claims), set(before.claims) - set(now.claims)
    return {"kind": "claims_changed", "detail": {"added": sorted(added), "dropped": sorted(dropped)}}


def _text(before: Sighting, now: Sighting) -> ChangeRow | None:
    if before.text_sha256 is None or now.text_sha256 is None or before.text_sha256 == now.text_sha256:
        return None
    return {"kind": "text_changed", "detail": {}}
