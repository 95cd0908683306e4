"""A file saved again where one lay before: a later version of its listing, or another offer that took its place.

Files are known by a keyed digest of where they lie (`Capture.place`), never by their names alone: many folders hold an
`index.html` each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db import Store
from db.rows import ListingRow
from monitor.capture.copying import heads
from monitor.capture.files import address_of
from monitor.capture.reading import read_record
from monitor.capture.records import PLACE
from monitor.errors import ItemError
from monitor.models import Capture, Listing, WarcPosition
from monitor.parse.identity import Said, same_offer
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace

PLACE_DIGITS: Final = 12
MOST: Final = 20  # offers saved at one place that are compared, the newest first
_LEVELS: Final = ("province", "prefecture", "county")


def saved_as(store: Store, capture: Capture, listing: Listing, row: ListingRow) -> str:
    """The name of the listing that a capture shows: that of an earlier one, when its file was saved there before.

    Args: row, what is to be stored of it. An offer that is like none of those before it has a name of its own.
    """
    name = listing.native_id
    if not capture.place or not name.endswith(f"-{capture.place}"):
        return name
    before = store.listings_named(listing.source_id, name, MOST)
    said = _said(row, listing.title, listing.text)
    for one in before:
        if same_offer(_said(one, *store.version_words(one["version_id"])), said):
            return str(one["native_id"])
    return f"{name}-{capture.sha256[:PLACE_DIGITS]}" if before else name


def _said(row: Mapping[str, Any], title: str, text: str) -> Said:
    return Said(title, text, row.get("capacity_kw"), tuple(row.get(level) for level in _LEVELS))


class Addresses:
    """Gives each file of one import a name that no file from elsewhere is kept by."""

    def __init__(self, workspace: Workspace, source_id: str) -> None:
        self._workspace, self._source_id = workspace, source_id
        self._waiting: dict[str, str] = {}  # address of a file that is not stored yet -> by what that file is known

    def name(self, name: str, place: str, sha256: str) -> str:
        """The file's own name, with a folder of this file alone before it when one from elsewhere has the address."""
        address, owner = address_of(name), place or sha256[:PLACE_DIGITS]
        kept = self._waiting.get(address) or _owner_of(self._workspace, self._source_id, address)
        if kept not in {"", owner}:
            return f"~{owner}/{name}"
        self._waiting[address] = owner
        return name

    def stored(self) -> None:
        """The files that waited are in the database."""
        self._waiting.clear()


def _owner_of(workspace: Workspace, source_id: str, address: str) -> str:
    """By what the file is known that was kept last under an address: its place, else its digest; "" for none."""
    row = workspace.store.newest_at(source_id, address)
    position = position_of(row) if row else None
    if row is None or position is None:
        return ""
    try:
        with (workspace.archive.folder / position.file).open("rb") as file:
            (kept,) = heads(position.file, file, [(position.offset, position.length)])
        place = kept.get(PLACE) or (_noted_place(workspace, position) if kept.get("WARC-Type") == "metadata" else "")
    except (ItemError, OSError):  # verify tells of it; here it is somebody else's
        return "?"
    return place or row["sha256"][:PLACE_DIGITS]


def _noted_place(workspace: Workspace, position: WarcPosition) -> str:
    """Where a file lay of which no bytes are kept, as an empty one: it stands in the note itself. Raises ItemError."""
    note = read_record(workspace.archive.folder, position).block.decode("utf-8", "replace")
    told = (line.partition(":") for line in note.splitlines())
    return next((value.strip() for name, _, value in told if name.lower() == PLACE.lower()), "")
