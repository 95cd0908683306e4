"""ZIP -> its entries. Sizes in headers are not believed: what comes out is counted while it comes."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from lzma import LZMAError
from typing import BinaryIO, Final

from monitor.errors import ItemError
from monitor.unpack.bounds import Budget, CountedStream, Spent
from monitor.unpack.har_bodies import is_body, is_har, named_in
from monitor.unpack.model import Limits, Part
from monitor.unpack.packed import lying_over, open_entry, open_zip
from monitor.unpack.saved import is_loaded, is_page
from monitor.unpack.single_file import MEDIA_TYPE, SavedPage, open_frame, page_of
from monitor.unpack.streams import blocks_of
from monitor.unpack.unpacked import ERRORS

_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_ENCRYPTED: Final = 1
MAX_OVER: Final = 20  # entries that reach into others: so many may come of damage
_HAR_BYTES: Final = 16_000_000  # may come out of few when HAR files are searched; beyond, a thousand for each
_UTF8_NAME: Final = 0x800


def parts(file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
    """The files of a ZIP archive in the order of its directory; folders and the notes of file managers are left out.

    Args: loaded, see `Unpacker`. Raises ItemError when many of them lie over one another, before any is read.
    """
    del name
    with open_zip(file) as archive:
        over = lying_over(archive)
        if len(over) > MAX_OVER:
            raise ItemError("", "unpack", "its entries lie over one another (an archive bomb?); nothing of it was read")
        found = {_path(entry): entry for n, entry in enumerate(archive.infolist()) if n not in over}
        readable = {path: one for path, one in found.items() if not _problem(one)}
        saved = page_of(archive, readable)
        pages = {path for path in map(_path, archive.infolist()) if is_page(path)}
        bodies = _bodies(archive, found, file.seek(0, 2))
        for n, entry in enumerate(archive.infolist()):
            if entry.is_dir() or _is_clutter(entry.filename):
                continue
            is_of_page = _path(entry) in bodies or is_loaded(_path(entry), pages.__contains__)
            is_of_page = is_of_page or (saved is not None and saved.is_made_of(_path(entry)))
            if saved and entry is readable.get(saved.name):
                yield from _saved_page(archive, readable, saved)
            elif is_of_page and loaded and n not in over:
                yield from (part._replace(role="resource") for part in part_of(archive, entry))
            elif is_of_page:
                yield Part(_name(entry), None, role="resource")
            elif n in over:
                yield Part(_name(entry), None, problem="lies over another entry (an archive bomb?); it was not read")
            else:
                has_folder = is_page(entry.filename) or is_har(entry.filename)
                beside = partial(_beside, archive, found, _path(entry)) if has_folder else None
                yield from (part._replace(beside=beside) for part in part_of(archive, entry))


def _saved_page(archive: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], page: SavedPage) -> Iterator[Part]:
    """The page of a ZIP by SingleFile, whose frames lie in it."""
    frames = partial(open_frame, archive, found)
    for part in part_of(archive, found[page.name]):
        yield part._replace(media_type=MEDIA_TYPE, url=page.url, taken_at=page.taken_at, frames=frames)


def part_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Part]:
    """One entry as a part; its stream is closed when the next one is asked for."""
    name = _name(entry)
    if problem := _problem(entry):
        yield Part(name, None, problem=problem)
        return
    try:
        stream = open_entry(archive, entry)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, LZMAError) as error:
        yield Part(name, None, problem=f"cannot be unpacked ({error})")
        return
    with stream:
        yield Part(name, stream)


def _bodies(archive: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], size: int) -> frozenset[str]:
    """The paths of the files that hold what answers of a HAR beside them said.

    Args: size, bytes of the archive: HAR files unpack to no more than belongs to it.
    """
    folders = {path.rpartition("/")[0] for path in found if is_body(path.rpartition("/")[2])}
    names, budget = set[str](), Budget(replace(Limits(), ratio_from=_HAR_BYTES), size)
    for path, entry in found.items():
        folder = path.rpartition("/")[0]
        if is_har(path) and folder in folders and not _problem(entry):
            try:
                with open_entry(archive, entry) as stream:
                    blocks = blocks_of(CountedStream(stream, budget))
                    names.update(f"{folder}/{name}".lstrip("/") for name in named_in(blocks))
            except Spent:
                break
            except ERRORS:  # whoever reads the HAR tells of it
                continue
    return frozenset(names)


def _beside(archive: zipfile.ZipFile, found: Mapping[str, zipfile.ZipInfo], page: str, path: str) -> BinaryIO:
    """A file by its path from the folder of a page. Raises LookupError when there is none, what open_entry does."""
    entry = found[f"{page.rpartition('/')[0]}/{path}".lstrip("/")]
    if problem := _problem(entry):
        raise LookupError(problem)
    return open_entry(archive, entry)


def _problem(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with its password and import the files"
    if entry.compress_type not in _METHODS:
        return f"is packed by method {entry.compress_type}, which is not understood; unpack it by hand"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link; links are not followed"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The name; one without the UTF-8 mark is most likely GB18030 here, as Windows writes it."""
    if entry.flag_bits & _UTF8_NAME or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _path(entry: zipfile.ZipInfo) -> str:
    return _name(entry).replace("\\", "/")


def _is_clutter(name: str) -> bool:
    top, last = name.partition("/")[0], name.rpartition("/")[2]
    return top == "__MACOSX" or last in {".DS_Store", "Thumbs.db", "desktop.ini"} or last.startswith("._")
