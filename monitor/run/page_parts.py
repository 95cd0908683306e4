"""The styles, pictures and fonts that were kept with a page, found by what the page calls them.

They lie in the files of the import that brought the page, in the archive that it came out of, or in the captures that a
browser made of what it loaded. Nothing is given whose digest is not the capture's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from db import Store
from monitor.errors import ItemError
from monitor.html.frames import MAX_DEEP
from monitor.publish.framed import Showing
from monitor.publish.inlined import inlined
from monitor.publish.styles import Inlining
from monitor.run.archive_walks import look_through
from monitor.run.kept_parts import MAX_PART, KeptPart, Looking
from monitor.run.page_ties import Origin, belongs, is_message, is_own_frame
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import ArchiveKind
from monitor.unpack.loaded import Way
from monitor.unpack.media import loaded_kind
from monitor.unpack.model import Part
from monitor.unpack.part_names import FILE, as_file, joined, key_of, lies_with
from monitor.unpack.sniff import ARCHIVE_KINDS

MAX_ADDRESSES: Final = 5_000  # of one page that are looked for
_SAYS_MORE: Final = frozenset(("", "text/html"))  # types of parts that load others: sheets and frames


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of which a page is a member: the archives inside it that lead there, and the page's name."""

    row: Mapping[str, Any]
    within: tuple[str, ...]
    name: str

    @property
    def kind(self) -> ArchiveKind:
        """Of the outermost archive."""
        return ARCHIVE_KINDS[self.row["media_type"]]

    @property
    def around(self) -> str:
        """What the names of all that lies with the page begin with in the outermost archive."""
        return "".join(f"{name}!/" for name in self.within)


class PageParts:
    """What a page loads, as far as it was kept: call `look` with the page, then `find`; `close` at the end.

    `captures`: those that are parts of the page, or would be if they were not damaged, by their numbers.
    `is_cut`: not all was looked through that may hold parts, because it is too large. `archive`: where it came from.
    """

    def __init__(
        self, workspace: Workspace, store: Store, capture: Mapping[str, Any], looking: Looking | None = None
    ) -> None:  # fmt: skip
        """Args: capture, the row of a page; looking, of several pages, where they are looked at together."""
        self.captures: dict[int, Mapping[str, Any]] = {}
        self.is_cut = False
        self._store, self.looking = store, looking or Looking(workspace)
        self._page, self.archive = _page_and_archive(store, capture)
        self._items = store.places_in_imports(self._page["id"]) if self.archive is None else []
        self._rows: dict[str, dict[str, Any]] = {}
        if self.archive is None:
            self._rows = _by_address(store.loaded_for(_shown_page(self._page)))
        self._bases = [self._page["final_url"] or self._page["url"], *(as_file(one["name"]) for one in self._items)]
        if self.archive:
            self._bases.append(as_file(self.archive.name))
        self._wanted: dict[str, list[tuple[str, str]]] = {}  # key -> the addresses that may mean it
        self._fresh = list[str]()  # of these, those that nobody was told of yet
        self._origin = Origin(
            self.archive.name if self.archive else "", self._page["final_url"], "", self._page["taken_at"] or ""
        )
        self._in_message = self.archive is not None and is_message(self.archive.kind, self.archive.within)
        self._found: dict[tuple[str, str], KeptPart | None] = {}
        self._deep: dict[tuple[str, str], int] = {}  # how many sheets in sheets lead to an address
        self._sheets = deque[tuple[KeptPart, int]]()  # that are still to be read, and how deep they lie
        self._read = set[str]()  # the addresses of those that were
        self._is_replayed = False
        self._frames = set[str]()  # addresses that the page shows in frames

    @property
    def id(self) -> int:
        """The capture of the page as it came."""
        return int(self._page["id"])

    @property
    def may_be_there(self) -> bool:
        """True when something may have been kept with the page."""
        return bool(self.archive or self._items or self._rows)

    @property
    def in_archive(self) -> dict[tuple[Way, str], KeptPart]:
        """The parts of the page that were found in its archive, each once, by the way there and its address."""
        way = self.archive.within if self.archive else ()
        return {(way, part.address): part for part in self._found.values() if part and part.capture_id is None}

    def find(self, address: str, base: str) -> KeptPart | None:
        """The part that an address of the page means, told from the address `base`."""
        return self._found.get((address, base))

    def look(self, page: Iterable[bytes], charset: str) -> None:
        """Find all that a page loads and what it shows in frames, with all that these load, for who shows it again.

        Args: as of `publish.inlined`. Raises ItemError, OSError for a full disk.
        """
        self._is_replayed = True
        self._go_through(page, charset, "", deep=1)
        self._read_sheets()
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
        """Look for what the page shows in frames, too, with all that they load. For who hands the page on."""
        for address in addresses:
            self._frames.add(address)
            self._note(address, "", deep=1)
        self._read_sheets()

    def _go_through(self, page: Iterable[bytes], charset: str, base: str, *, deep: int) -> None:
        """Note all that a page that is shown again loads, in frames as well."""
        loads = Inlining(partial(self._note, deep=deep), frame=partial(self._note_frame, deep=deep))
        for _ in Showing(loads, lambda _: "").page(page, charset, base):
            pass

    def _note_frame(self, address: str, base: str, *, deep: int) -> None:
        if deep <= MAX_DEEP:
            self._frames.add(address)
            self._note(address, base, deep=deep)

    def _note(self, address: str, base: str, *, deep: int) -> None:
        """Look for an address among the captures; leave it for the archive when it is in none."""
        if (address, base) in self._found:
            return
        if len(self._found) >= MAX_ADDRESSES:
            self.is_cut = True
            return
        self._found[address, base], self._deep[address, base] = None, deep
        keys = self._keys(address, base)
        for key in keys:
            if part := self._in_captures(key, frame=address in self._frames):
                self._give(address, base, part)
                return
        for key in keys:
            self._want(key, address, base)

    def _want(self, key: str, address: str, base: str) -> None:
        if key not in self._wanted:
            self._fresh.append(key)
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
            self._read_part(part, deep)

    def _read_part(self, part: KeptPart, deep: int) -> None:
        loads = Inlining(partial(self._note, deep=deep + 1))
        text, told_from = part.text(), "" if part.address.startswith("cid:") else part.address
        if not part.media_type:
            pieces = loads.style(text, told_from, deep)
        elif self._is_replayed:
            self._go_through([text.encode("utf-8", "replace")], "utf-8", told_from, deep=deep + 1)
            return
        else:
            pieces = inlined([text.encode("utf-8", "replace")], "utf-8", loads, told_from)
        for _ in pieces:
            pass

    def _keys(self, address: str, base: str) -> list[str]:
        if address.lower().startswith(("data:", "#", "javascript:", "about:", "blob:")) or not address:
            return []
        if address.lower().startswith("cid:"):
            return [f"cid:{unquote(address[4:])}"]
        starts = (joined(one, base) for one in self._bases)
        return list(dict.fromkeys(key_of(joined(one, address)) for one in starts))

    def _in_captures(self, key: str, *, frame: bool) -> KeptPart | None:
        if self.archive:
            return self._taken_out(self.archive, key, frame=frame)
        row = self._rows.get(key)
        if row is None and key.startswith(FILE):
            row = self._beside(key.removeprefix(FILE))
        return self._of_row(row, key, frame=frame) if row and position_of(row) else None

    def _taken_out(self, archive: Archive, key: str, *, frame: bool) -> KeptPart | None:
        """What was taken out of the archive before and belongs to the page."""
        for name, row in self.looking.taken_out_of(self._store, archive.row).called(key, archive.around):
            url = row["final_url"] if row["final_url"] not in {"", row["url"]} else ""
            origin = Origin(name, url, row["media_type"], row["taken_at"] or "")
            if row["page_id"] != self.id and not self._may_have(origin):
                continue
            part = self._of_row(row, key_of(url) or key, frame=frame)  # a sheet loads from where it is said it was
            if part and frame and not self._may_show(origin, part):
                self.captures.pop(row["id"], None)
            elif part or row["id"] in self.captures:
                return part
        return None

    def _may_have(self, origin: Origin) -> bool:
        return belongs(origin, self._origin, in_message=self._in_message)

    def _may_show(self, origin: Origin, kept: KeptPart) -> bool:
        """False for what would leave, stands in a frame and is neither the site's own nor was read with the page."""
        return self._is_replayed or kept.media_type != "text/html" or is_own_frame(origin, self._origin, kept.text())

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
            self.captures[row["id"]] = row
            return None
        if part:
            self.captures[row["id"]] = row
        return part

    def is_page(self, part: Part) -> bool:
        """True for the part of the archive that is the page itself; what it is called there is noted."""
        assert self.archive is not None
        if part.name != self.archive.name or loaded_kind(part.media_type, part.name):
            return False
        if part.page and part.taken_at == self._origin.taken_at:
            self._origin = self._origin._replace(page=part.page)
        self._call_page(part.known_as)
        return True

    def wants(self, part: Part, names: Iterable[str]) -> list[tuple[str, str]]:
        """The addresses that mean a part of the archive, if it belongs to the page. Args: names, all that it has."""
        found = [one for name in names for one in self._wanted.get(name, ()) if self._found[one] is None]
        return found if found and self._may_have(_origin_of(part)) else []

    def shows(self, wanted: list[tuple[str, str]]) -> bool:
        """True when one of these addresses is of a frame."""
        return any(address in self._frames for address, _ in wanted)

    def give(self, part: Part, names: Iterable[str], wanted: list[tuple[str, str]], kept: KeptPart) -> None:
        """A part of the archive that was found, and what `wants` said of it."""
        if not self._may_show(_origin_of(part), kept):
            return
        for name in names:
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

    def fresh(self) -> list[str]:
        """What came to be looked for since this was asked last."""
        found, self._fresh = self._fresh, []
        return found

    def _call_page(self, names: tuple[str, ...]) -> None:
        """What the page is called in its archive: addresses are told from there, too."""
        new = [name for name in names if not name.startswith("cid:") and name not in self._bases]
        if not new:
            return
        self._bases += new
        for address, base in [one for one, part in self._found.items() if part is None]:
            for key in self._keys(address, base):
                if (address, base) not in self._wanted.get(key, []):
                    self._want(key, address, base)


def _page_and_archive(store: Store, row: Mapping[str, Any]) -> tuple[Mapping[str, Any], Archive | None]:
    """The page as it came, of one that its frames were put into, and the archive that it came out of."""
    if row["parent_id"] is None or row["how"] == "render":
        return row, None
    parent = store.capture(row["parent_id"])
    if parent and parent["media_type"] not in ARCHIVE_KINDS:
        return _page_and_archive(store, parent)
    if parent is None or not row["url"].startswith(f"{parent['url']}!/"):
        return row, None
    return row, Archive(parent, *_way_to(row, parent))


def _way_to(row: Mapping[str, Any], archive: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """The archives inside an archive that lead to what came out of it, and its name in the innermost."""
    within, name = list[str](), ""
    for piece in unquote(row["url"].removeprefix(f"{archive['url']}!/"), errors="surrogateescape").split("!/"):
        if name and not name.endswith("/"):
            within.append(name)
            name = piece
        else:  # a folder may be called "!"
            name = f"{name}!/{piece}" if name else piece
    return tuple(within), name


def _origin_of(part: Part) -> Origin:
    """Where a part of an archive is from, by the archive's word."""
    return Origin(part.name, part.url, part.media_type, part.taken_at, part.page)


def _shown_page(row: Mapping[str, Any]) -> int:
    """The id of the capture that a browser made a view of; of any other its own."""
    return int(row["parent_id"] if row["how"] == "render" and row["parent_id"] else row["id"])


def _by_address(rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {key_of(address): row for row in rows for address in (row["final_url"], row["url"]) if address}
