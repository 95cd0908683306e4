"""What a WARC file of hydrowatch says of its records: what was read in the place of one, what a page only loads.

A page whose frames or answers were put into it, a page that a browser showed (`viewed.py`), and a picture whose words
were read, lie there once as they came and once as they were read. Who reads the one has to know of the other, which
comes later: so the heads are read before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from monitor.errors import ItemError
from monitor.payload import bare_type, begin
from monitor.unpack.held import Held
from monitor.unpack.records import MAX_KEYS, Fault, Record, key_of, records
from monitor.unpack.saved import is_loaded, is_page
from monitor.unpack.source import open_source
from monitor.unpack.streams import Blocks
from monitor.unpack.times import utc
from monitor.unpack.viewed import VIEW, Viewed

WITH_FRAMES: Final = "!/with-frames.html"  # how the address of a page ends that was read in the place of another
WITH_SHEETS: Final = "!/with-sheets.html"  # the same where its style sheets hide words
WORDS: Final = "!/words.json"  # and of the words of a picture
PART: Final = "Hydrowatch-Part"  # on a file that a saved page loads
UNSOUND: Final = "Hydrowatch-Member-Unsound"  # on a document whose bytes were not as its archive said
MADE: Final = (WITH_FRAMES, WITH_SHEETS, WORDS)  # how the addresses end of what was read in the place of something
_PICTURES: Final = frozenset(("image/png", "image/jpeg", "image/webp"))  # whose words are read
_PICTURE_STARTS: Final = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")  # by their bytes, for a type is only told
_OURS: Final = b"software: hydrowatch/"
_SAYS_MORE: Final = "what was read in its place says more than it and the archive do, so it was read as it came"
_INFO: Final = 4096  # bytes in which a file says who wrote it


class Ours:
    """What is known of the records of one or several files before they are read; bounded, hashes only."""

    def __init__(self) -> None:
        self.pages: set[bytes] = set()  # by the names of their files
        self.viewed = Viewed()
        self._framed: set[bytes] = set()  # of these, those that were read with their frames put in
        self._made: dict[bytes, tuple[BinaryIO, int]] = {}  # id of a record -> what was read in its place
        self._files: list[BinaryIO] = []
        self._held = Held(self._files)

    def foresee(self, file: BinaryIO) -> None:
        """Read the heads of a file that hydrowatch wrote; nothing of any other. The file must stay open."""
        if not _is_ours(file):
            return
        self._files.append(file)
        with suppress(ItemError):  # who reads it then says why
            for record in records(open_source(file)):
                if isinstance(record, Record) and len(self._made) + len(self.pages) < MAX_KEYS:
                    self._note(file, record)

    def made_of(self, record: Record) -> BinaryIO | None:
        """What was read in the place of a record; None of most. Raises ItemError at its end when it is damaged."""
        key = "WARC-Refers-To" if self.viewed.is_read(record) else "WARC-Record-ID"
        found = self._made.get(key_of(record.get(key)))
        return cast("BinaryIO", Blocks(_sound(*found))) if found else None

    def doubt_of(self, media_type: str, archive: str, made: bytes, page: bytes) -> str:
        """Why a page is not read by what was read in its place; "" when that says no more, and of pictures.

        Args: media_type, as told of the page; archive, the record that it came out of, "" for none; page, as it came.
        """
        is_sound = page.startswith(_PICTURE_STARTS) or self._held.bears_out(made, page, media_type, archive)
        return "" if is_sound else _SAYS_MORE

    def is_part(self, record: Record) -> bool:
        """True for what a page loads, saved or shown in a browser, and for a page that is read as a browser showed it.

        A frame of a saved page that was kept before this was noted goes by its page.
        """
        if record.get(PART) or self.viewed.is_page(record) or self.viewed.is_loaded(record):
            return True
        name = _name(record.get("WARC-Target-URI"))
        return is_page(name) and is_loaded(name, lambda page: key_of(page) in self._framed)

    def _note(self, file: BinaryIO, record: Record) -> None:
        url, refers = record.get("WARC-Target-URI"), record.get("WARC-Refers-To")
        self.viewed.note(record)
        if record.kind == "conversion" and refers and record.place is not None and _is_made(record, url):
            self._made[key_of(refers)] = (file, record.place)
            self._framed.add(key_of(_name(url.removesuffix(WITH_FRAMES).removesuffix(WITH_SHEETS))))
        elif record.kind == "resource" and is_page(name := _name(url)):
            self.pages.add(key_of(name))


def is_ours(record: Record) -> bool:
    """True for the record of a file or of a document that hydrowatch kept."""
    return record.kind in {"resource", "conversion"} and bool(record.get("Hydrowatch-Source"))


def is_picture_of_ours(record: Record) -> bool:
    """True for a picture that was imported to be read; what a site or a browser showed lies at other addresses."""
    is_file = is_ours(record) and record.get("WARC-Target-URI").startswith("file:")
    return is_file and bare_type(record.get("Content-Type")) in _PICTURES


def moment_is_known(record: Record) -> bool:
    """False when the time of a record is only that at which hydrowatch kept the file."""
    told = record.get("Hydrowatch-Page-Saved") or record.get("Hydrowatch-Member-Taken")
    return not is_ours(record) or bool(record.get(VIEW)) or bool(told and not record.get("Hydrowatch-Member-Undated"))


def file_date(record: Record) -> str:
    """The date, UTC, that a file had when hydrowatch kept it, where nothing tells more of its time; "" for none."""
    return "" if moment_is_known(record) else utc(record.get("Hydrowatch-File-Modified"))


def _is_made(record: Record, url: str) -> bool:
    return url.endswith(MADE) if not record.get(VIEW) else record.get(VIEW) == "shown"


def _name(url: str) -> str:
    """The name of a file by its address; "" for any other."""
    return unquote(url.removeprefix("file:")).lstrip("/") if url.startswith("file:") else ""


def _is_ours(file: BinaryIO) -> bool:
    with suppress(ItemError):
        for record in islice(records(open_source(file)), 1):
            if isinstance(record, Fault) or record.kind != "warcinfo":
                return False
            return _OURS in begin(record.blocks(), _INFO)[0]
    return False


def _sound(file: BinaryIO, place: int) -> Iterator[bytes]:
    record = next(records(open_source(file, place)), None)
    if isinstance(record, Record):
        yield from record.blocks()
        if not record.finish():
            return
    raise ItemError("", "unpack", "what was read in its place is damaged in the archive, so it was read as it came")
