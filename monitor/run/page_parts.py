"""The styles, pictures and fonts that were kept with a page, found by what the page calls them.

They lie in the files of the import that brought the page, in the archive that it came out of, or in the captures that a
browser made of what it loaded. Nothing is given whose digest is not the capture's.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final, cast
from urllib.parse import unquote

from db import Store
from monitor.errors import ItemError
from monitor.publish.inlined import inlined
from monitor.publish.styles import Inlining
from monitor.run.kept_parts import MAX_PART, KeptPart, Looking
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ARCHIVE_TYPES
from monitor.unpack.loaded import loaded_parts
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Part
from monitor.unpack.part_names import FILE, as_file, joined, key_of, lies_with, names_of

MAX_ADDRESSES: Final = 5_000  # of one page that are looked for
MAX_ARCHIVE: Final = 500_000_000  # bytes of an archive that is looked through
MAX_WALKS: Final = 6  # through an archive: each for what the sheets found by the one before load
_SPOOL: Final = 8_000_000
_SAYS_MORE: Final = frozenset(("", "text/html"))  # types of parts that load others: sheets and frames
_KINDS: Final = {media_type: kind for kind, media_type in ARCHIVE_TYPES.items()}
Place = tuple[int, tuple[str, ...]]  # the capture of an archive and the names of those inside it


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of which a page is a member: the archives inside it that lead there, and the page's name."""

    row: Mapping[str, Any]
    within: tuple[str, ...]
    name: str

    @property
    def place(self) -> Place:
        """The same for all pages of an archive."""
        return self.row["id"], self.within


class PageParts:
    """What a page loads, as far as it was kept: call `look` with the page, then `find`; `close` at the end.

    `captures`: those that are parts of the page, or would be if they were not damaged, and their addresses.
    `is_cut`: not all was looked through that may hold parts, because it is too large. `archive`: where it came from.
    """

    def __init__(
        self, workspace: Workspace, store: Store, capture: Mapping[str, Any], looking: Looking | None = None
    ) -> None:  # fmt: skip
        """Args: capture, the row of a page; looking, of several pages, where they are looked at together."""
        self.captures: dict[int, str] = {}
        self.is_cut = False
        self._store, self.looking = store, looking or Looking(workspace)
        self._page, self.archive = _page_and_archive(store, capture)
        self._items = store.places_in_imports(self._page["id"]) if self.archive is None else []
        self._rows = _by_address(store.loaded_for(_shown_page(self._page)))
        if self.archive:
            self._rows |= _taken_out(store, self.archive)
        self._bases = [self._page["final_url"] or self._page["url"], *(as_file(one["name"]) for one in self._items)]
        if self.archive:
            self._bases.append(as_file(self.archive.name))
        self._wanted: dict[str, list[tuple[str, str]]] = {}  # key -> the addresses that may mean it
        self._found: dict[tuple[str, str], KeptPart | None] = {}
        self._deep: dict[tuple[str, str], int] = {}  # how many sheets in sheets lead to an address
        self._sheets = deque[tuple[KeptPart, int]]()  # that are still to be read, and how deep they lie
        self._read = set[str]()  # the addresses of those that were
        self._frames = set[str]()  # addresses that the page shows in frames

    @property
    def may_be_there(self) -> bool:
        """True when something may have been kept with the page."""
        return bool(self.archive or self._items or self._rows)

    @property
    def in_archive(self) -> list[KeptPart]:
        """The parts of the page that were found in its archive, each once."""
        found = (part for part in self._found.values() if part and part.capture_id is None)
        return list({part.address: part for part in found}.values())

    @property
    def archived(self) -> set[str]:
        """The addresses of these."""
        return {part.address for part in self.in_archive}

    def find(self, address: str, base: str) -> KeptPart | None:
        """The part that an address of the page means, told from the address `base`."""
        return self._found.get((address, base))

    def look(self, page: Iterable[bytes], charset: str) -> None:
        """Find all that a page loads. Args: as of `publish.inlined`. Raises ItemError, OSError for a full disk."""
        self.look_beside(page, charset)
        look_through([self])

    def close(self) -> None:
        """Give the temporary file back."""
        self.looking.close()

    def look_beside(self, page: Iterable[bytes], charset: str) -> None:
        """As `look`, but among captures alone."""
        for _ in inlined(page, charset, Inlining(partial(self._note, deep=1))):
            pass
        self._read_sheets()

    def look_at_frames(self, addresses: Iterable[str]) -> None:
        """Look for what the page shows in frames, too, with all that they load. For who hands the page on.

        A replay does without: it shows the words of frames where they were read.
        """
        for address in addresses:
            self._frames.add(address)
            self._note(address, "", deep=1)
        self._read_sheets()

    def _note(self, address: str, base: str, *, deep: int) -> None:
        """Look for an address among the captures; leave it for the archive when it is in none."""
        if (address, base) in self._found or len(self._found) >= MAX_ADDRESSES:
            return
        self._found[address, base], self._deep[address, base] = None, deep
        keys = self._keys(address, base)
        for key in keys:
            if part := self._in_captures(key, frame=address in self._frames):
                self._give(address, base, part)
                return
        for key in keys:
            self._wanted.setdefault(key, []).append((address, base))

    def _give(self, address: str, base: str, part: KeptPart) -> None:
        self._found[address, base] = part
        if part.media_type in _SAYS_MORE:
            self._sheets.append((part, self._deep[address, base]))

    def _read_sheets(self) -> None:
        """Note what the sheets load that were found, the first found first: what they load is told from themselves."""
        while self._sheets:
            part, deep = self._sheets.popleft()
            if part.address in self._read:
                continue
            self._read.add(part.address)
            if not self.looking.may_spend(part.size):
                self.is_cut = True
                return
            loads = Inlining(partial(self._note, deep=deep + 1))
            text, told_from = part.text(), part.address
            is_sheet = not part.media_type
            for _ in loads.style(text, told_from, deep) if is_sheet else inlined([text.encode()], "utf-8", loads):
                pass

    def _keys(self, address: str, base: str) -> list[str]:
        if address.lower().startswith(("data:", "#", "javascript:", "about:", "blob:")) or not address:
            return []
        if address.lower().startswith("cid:"):
            return [f"cid:{unquote(address[4:])}"]
        starts = (joined(one, base) for one in self._bases)
        return list(dict.fromkeys(key_of(joined(one, address)) for one in starts))

    def _in_captures(self, key: str, *, frame: bool) -> KeptPart | None:
        row = self._rows.get(key)
        if row is None and key.startswith(FILE):
            row = self._beside(key.removeprefix(FILE))
        if row is None or not position_of(row):
            return None
        is_told = self.archive and row["final_url"] not in {
            "",
            row["url"],
        }  # a sheet loads from where its archive says it was
        return self._of_row(row, key_of(row["final_url"]) if is_told else key, frame=frame)

    def _beside(self, name: str) -> dict[str, Any] | None:
        """The capture of a file by its name in the import that brought the page."""
        for item in self._items:
            if not lies_with(name, item["name"]):
                continue
            found = self._store.import_item(item["import_id"], None, item["n"], name)
            if found is None and self._page["how"] == "upload":  # each file of an upload has a number of its own
                found = self._store.import_item_named(item["import_id"], name)
            if found and found["capture_id"]:
                return self._store.capture(found["capture_id"])
        return None

    def _of_row(self, row: Mapping[str, Any], key: str, *, frame: bool) -> KeptPart | None:
        if not row["sha256"] or row["size"] > MAX_PART:
            return None
        if not self.looking.may_read(row):
            self.is_cut = True
            return None
        try:
            part = self.looking.part_of(row, key, frame=frame)
        except ItemError:  # verify tells of it; here it is not shown
            self.captures[row["id"]] = row["url"]
            return None
        if part:
            self.captures[row["id"]] = row["url"]
        return part

    def wants(self, part: Part) -> list[tuple[str, str]]:
        """The addresses that mean a part of the archive; none of the page itself, whose names are noted."""
        assert self.archive is not None
        if part.name == self.archive.name and not loaded_kind(part.media_type, part.name):
            self._call_page(part.known_as)
            return []
        return [one for name in names_of(part) for one in self._wanted.get(name, ()) if self._found[one] is None]

    def shows(self, wanted: list[tuple[str, str]]) -> bool:
        """True when one of these addresses is of a frame."""
        return any(address in self._frames for address, _ in wanted)

    def give(self, part: Part, wanted: list[tuple[str, str]], kept: KeptPart) -> None:
        """A part of the archive that was found, and what `wants` said of it."""
        for name in names_of(part):
            self._wanted.pop(name, None)
        for address, base in wanted:
            self._give(address, base, kept)
        self._read_sheets()

    @property
    def is_waiting(self) -> bool:
        """True when something is looked for in the archive."""
        return self.archive is not None and bool(self._wanted)

    def waiting(self) -> set[str]:
        """What is looked for in the archive."""
        return set(self._wanted)

    def _call_page(self, names: tuple[str, ...]) -> None:
        """What the page is called in its archive: addresses are told from there, too."""
        new = [name for name in names if not name.startswith("cid:") and name not in self._bases]
        if not new:
            return
        self._bases += new
        for address, base in [one for one, part in self._found.items() if part is None]:
            for key in self._keys(address, base):
                if (address, base) not in self._wanted.setdefault(key, []):
                    self._wanted[key].append((address, base))


def look_through(pages: Sequence[PageParts]) -> None:
    """Find what pages load in the archive that they came out of, read once for all of them.

    Args: pages, out of one `place`, after `look_beside`. Raises ItemError when it is damaged, OSError for a full disk.
    """
    pages = [page for page in pages if page.is_waiting]
    archive = pages[0].archive if pages else None
    if archive is None or position_of(archive.row) is None:
        return
    if archive.row["size"] > MAX_ARCHIVE or not pages[0].looking.may_read(archive.row):
        for page in pages:
            page.is_cut = True
        return
    with tempfile.SpooledTemporaryFile(_SPOOL) as file:
        for block in pages[0].looking.blocks(archive.row):
            file.write(block)
        for _ in range(MAX_WALKS):
            before = [page.waiting() for page in pages]
            _walk(cast("BinaryIO", file), archive, pages)
            if all(page.waiting() <= had for page, had in zip(pages, before, strict=True)):
                return


def _walk(file: BinaryIO, archive: Archive, pages: Sequence[PageParts]) -> None:
    for part in loaded_parts(file, _KINDS[archive.row["media_type"]], archive.within):
        if not any(page.is_waiting for page in pages):
            return
        wanted = [(page, found) for page in pages if (found := page.wants(part))]
        in_frame = any(page.shows(found) for page, found in wanted)
        if wanted and (kept := pages[0].looking.take(part, names_of(part)[0], frame=in_frame)):
            for page, found in wanted:
                page.give(part, found, kept)


def _page_and_archive(store: Store, row: Mapping[str, Any]) -> tuple[Mapping[str, Any], Archive | None]:
    """The page as it came, of one that its frames were put into, and the archive that it came out of."""
    if row["parent_id"] is None or row["how"] == "render":
        return row, None
    parent = store.capture(row["parent_id"])
    if parent and parent["media_type"] not in _KINDS:
        return _page_and_archive(store, parent)
    if parent is None or not row["url"].startswith(f"{parent['url']}!/"):
        return row, None
    return row, Archive(parent, *_way_to(row, parent))


def _way_to(row: Mapping[str, Any], archive: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """The archives inside an archive that lead to what came out of it, and its name in the innermost."""
    *within, name = unquote(row["url"].removeprefix(f"{archive['url']}!/"), errors="surrogateescape").split("!/")
    return tuple(within), name


def _taken_out(store: Store, archive: Archive) -> dict[str, dict[str, Any]]:
    """What pages load that was taken out of their archive, by its names."""
    found: dict[str, dict[str, Any]] = {}
    for row in store.taken_out_of(archive.row["id"]):
        within, name = _way_to(row, archive.row)
        if within == archive.within:
            found |= {key_of(as_file(name)): row, key_of(row["final_url"] or row["url"]): row}
    return found


def _shown_page(row: Mapping[str, Any]) -> int:
    """The id of the capture that a browser made a view of; of any other its own."""
    return int(row["parent_id"] if row["how"] == "render" and row["parent_id"] else row["id"])


def _by_address(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {key_of(address): row for row in rows for address in (row["final_url"], row["url"]) if address}
