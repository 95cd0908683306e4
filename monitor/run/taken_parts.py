"""What was taken out of imported archives before, by what pages call it: asked for once for an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from db import Store
from monitor.capture.copying import heads
from monitor.capture.records import MEMBER_ID
from monitor.errors import ItemError
from monitor.unpack.part_names import FILE, key_of

MAX_ARCHIVES: Final = 4  # of which it is known at a time
_INNER: Final = (".zip", ".wacz", ".mht", ".mhtml", ".eml", ".emlx", ".mbox", ".har", ".warc", ".gz")


class TakenOut:
    """What was taken out of one archive, and is while this is there (`add`)."""

    def __init__(self, store: Store, folder: Path, archive: Mapping[str, Any]) -> None:
        """Args: folder, of the evidence; archive, its capture."""
        self._store, self._folder, self._root = store, folder, f"{archive['url']}!/"
        self._by_path: dict[str, list[int]] = {}
        self._by_address: dict[str, list[tuple[str, int]]] = {}  # with the paths
        self._by_id: dict[str, dict[str, list[int]]] = {}  # way to an inner archive -> what its parts are called there
        for row in store.taken_out_of(archive["id"]):
            self.add(row["id"], row["url"], row["final_url"])

    def add(self, number: int, url: str, final_url: str) -> None:
        """Another part: its capture, its address here, and the one that the archive tells."""
        path = unquote(url.removeprefix(self._root), errors="surrogateescape")
        self._by_path.setdefault(path, []).append(number)
        if final_url and final_url != url:
            self._by_address.setdefault(key_of(final_url), []).append((path, number))

    def called(self, key: str, around: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """What a page may mean by an address, as `key_of` gives it: names in the innermost archive, and captures.

        Args: around, the way from this archive to the inner one that the page lies in (`a.zip!/`), "" for this itself.
        """
        found = [number for path, number in self._by_address.get(key, ()) if _lies_in(path, around)]
        if key.startswith(FILE) and _lies_in(path := around + key.removeprefix(FILE), around):
            found += self._by_path.get(path, ())
        if not found and key.startswith("cid:"):
            found = self._ids(around).get(key.removeprefix("cid:"), [])
        for number in found:
            if row := self._store.capture(number):
                path = unquote(row["url"].removeprefix(self._root), errors="surrogateescape")
                yield path.removeprefix(around), row

    def _ids(self, around: str) -> dict[str, list[int]]:
        """The parts of an inner archive by their ids, which only their records tell."""
        if around not in self._by_id:
            found = self._by_id[around] = {}
            for path, numbers in self._by_path.items():
                if _lies_in(path, around):
                    for number in numbers:
                        if told := self._id_of(number):
                            found.setdefault(told, []).append(number)
        return self._by_id[around]

    def _id_of(self, number: int) -> str:
        row = self._store.capture(number)
        if row is None or not row["warc_file"]:
            return ""
        try:
            with (self._folder / row["warc_file"]).open("rb") as file:
                kept = next(heads(row["warc_file"], file, [(row["warc_offset"], row["warc_length"])]))
                return unquote(kept.get(MEMBER_ID))
        except (OSError, ItemError):  # verify tells of it
            return ""


def _lies_in(path: str, around: str) -> bool:
    """True for what lies in this archive itself, not in one inside it."""
    *inner, _ = path.removeprefix(around).split("!/")
    return path.startswith(around) and not any(name.lower().endswith(_INNER) for name in inner)


class TakenParts:
    """The same of several archives; of those that were asked for last."""

    def __init__(self, folder: Path) -> None:
        """Args: folder, of the evidence."""
        self._folder = folder
        self._known: dict[int, TakenOut] = {}

    def of(self, store: Store, archive: Mapping[str, Any]) -> TakenOut:
        """What was taken out of an archive."""
        known = self._known.pop(archive["id"], None) or TakenOut(store, self._folder, archive)
        while len(self._known) >= MAX_ARCHIVES:
            del self._known[next(iter(self._known))]
        self._known[archive["id"]] = known
        return known
