"""A file saved again where one lay before: a later version of its listing, or another offer that took its place.

Files are known by a keyed digest of where they lie (`Capture.place`), never by their names alone: many folders hold an
`index.html` each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from db import Store
from db.rows import ListingRow
from monitor.capture.copying import heads
from monitor.capture.files import address_of
from monitor.capture.reading import read_record
from monitor.capture.records import PLACE
from monitor.errors import ItemError
from monitor.models import Capture, Listing, WarcPosition
from monitor.parse.digest import content_digest
from monitor.parse.identity import DIGEST, OTHER_ROW, Said, same_number, same_offer
from monitor.parse.tracking import other_scheme
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


def numbered_as(store: Store, capture: Capture, listing: Listing, row: ListingRow) -> Listing:
    """A row that a number alone names -> the listing which it is, of those that have that number.

    A number of a known host is its own. It tells of an older program's listing by its former names when that says the
    same. Where no host is known, sites may share a number: a row that is like none before it has a name of its own.
    """
    name, said = listing.native_id, _said(row, listing.title, listing.text)
    if listing.site:
        if store.find_listing(listing.source_id, name):
            return listing
        before = [store.find_listing(listing.source_id, one) for one in listing.known_as if not one.startswith(DIGEST)]
    else:
        others = store.listings_named(listing.source_id, name + OTHER_ROW[:-1], MOST)
        before = [store.find_listing(listing.source_id, name), *others]
    found = [one for one in before if one]
    for one in found:
        if same_number(_said(one, *store.version_words(one["version_id"])), said, listing.number):
            return replace(listing, native_id=str(one["native_id"]), known_as=(name, *listing.known_as))
    if listing.site or not found:
        return listing
    own = f"{name}{OTHER_ROW}{capture.sha256[:PLACE_DIGITS]}"
    return replace(
        listing, native_id=own, known_as=(name, *(str(one["native_id"]) for one in found), *listing.known_as)
    )


def said_as(store: Store, listing: Listing) -> Listing | None:
    """A row that has another name beside other rows of its file -> the listing that says the same; None: there is none.

    In one file a row may be alone of its kind, in the next beside one of another price: then it has a longer name.
    """
    names = (listing.native_id, *listing.alike)
    found = store.saying_the_same(listing.source_id, names, content_digest(listing))
    if not found:
        return None
    others = (name for name in (*names, *listing.known_as) if name != found)
    return replace(listing, native_id=found, known_as=tuple(dict.fromkeys(others)))


def addressed_as(store: Store, listing: Listing) -> Listing:
    """A page -> the listing of its address with http in place of https, or the other way round, if that was first."""
    other = other_scheme(listing.native_id)
    if not other or store.find_listing(listing.source_id, listing.native_id):
        return listing
    return replace(listing, native_id=other) if store.find_listing(listing.source_id, other) else listing


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
