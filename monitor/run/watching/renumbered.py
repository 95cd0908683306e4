"""Listings of a source that an older program, or source file, named by their address -> named by their number."""

from __future__ import annotations

from db import Store
from monitor.parse.tracking import known_address
from monitor.sources.web import WebSource, native_id_of


def renumber(store: Store, source: WebSource) -> None:
    """Give the number of its address to each listing of a source that goes by that address itself.

    The number is that of the address which was asked for when it was read last. Of several with one number the latest
    seen gets it: the others are its doubles, from when another address was another listing.
    """
    if not source.native_id.url or source.reads_entries:
        return
    with store.batch():
        for row in store.listings_by_address(source.id):
            number = native_id_of(row["read_at"] or "", source)
            if number and row["native_id"] in {row["url"], known_address(row["url"])}:
                store.number_listing(row["id"], number)
