"""WACZ -> the documents of the WARC files in it; the digests of its datapackage.json and its list of pages are checked.

Nothing that does not hold keeps anything from being read: it is a problem beside it. Signatures are not checked.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Generator, Iterator
from typing import Any, BinaryIO, Final, cast

from monitor.errors import ItemError
from monitor.unpack import warc, zips
from monitor.unpack.answers import TEXT, names_plant
from monitor.unpack.digests import Digest, named
from monitor.unpack.model import Part
from monitor.unpack.packed import open_entry, open_zip
from monitor.unpack.streams import Blocks, HashedWindow, Window, blocks_of
from monitor.unpack.unpacked import ERRORS, Unpacked

PACKAGE: Final = "datapackage.json"
PACKAGE_DIGEST: Final = "datapackage-digest.json"
MAX_PACKAGE_BYTES: Final = 16_000_000
MAX_CHECKED: Final = 2_000_000_000  # bytes of an entry that is no WARC file are read for its digest
MAX_PAGES: Final = 100_000
MAX_LINE: Final = 4_000_000
MAX_TEXTS: Final = 20_000_000  # bytes of what pages are said to have shown
MAX_NAMED: Final = 20  # pages that are missing are named one by one
BLOCK: Final = 1 << 20
_LOCAL_HEADER: Final = struct.Struct("<26xHH")

Named = dict[str, Digest | None]


def parts(file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
    """What the WARC files of a WACZ hold; a ZIP that only looks like one gives its files. Args: see `Unpacker`."""
    with open_zip(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        warcs = [entry for entry in entries if is_archive(entry.filename)]
        package = next((entry for entry in entries if entry.filename == PACKAGE), None)
        if not warcs and package is None:
            yield from zips.parts(file, name, loaded=loaded)
            return
        if sum(entry.compress_size for entry in entries) > (size := file.seek(0, 2)):
            raise ItemError("", "unpack", "its entries lie over one another (an archive bomb?); nothing of it was read")
        digests: Named | None = None
        try:
            digests = named_digests(archive, package)
        except ItemError as error:
            yield Part(PACKAGE, None, problem=error.reason)
        if digests is not None:
            yield from _checked(archive, entries, digests)
        pages = _pages(archive, entries)
        yield from _texts(archive, entries)
        with Unpacked(size) as unpacked:
            reading = warc.Reading(loaded=loaded)
            for entry in warcs:  # what was read in the place of a page may lie in another file
                if not entry.filename.lower().endswith(".wacz") and (window := stored(file, entry)):
                    reading.foresee(cast("BinaryIO", window))
            for entry in warcs:
                yield from _documents(archive, file, entry, digests, pages, reading, unpacked)
            for path, part in reading.rest():
                pages.pop(_key(part.url), None)
                yield part._replace(name=f"{path}!/{part.name}")
        yield from _missing(pages)


def named_digests(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> Named:
    """The digests that datapackage.json names. Raises ItemError: there is none, or it cannot be read."""
    if entry is None:
        raise ItemError("", "unpack", "is missing, so no digest of this WACZ can be checked; its archives are read")
    value = _json(archive, entry)
    resources = value.get("resources")
    if not isinstance(resources, list):
        raise ItemError("", "unpack", "names no resources, so no digest can be checked; its archives are read")
    found: Named = {}
    for one in resources:
        if isinstance(one, dict) and isinstance(one.get("path"), str):
            stats = one.get("stats")  # where WACZ 1.0 had them
            said = one.get("hash") or (stats.get("hash") if isinstance(stats, dict) else "")
            found[one["path"]] = named(said) if isinstance(said, str) else None
    return found


def _json(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> dict[str, Any]:
    try:
        with open_entry(archive, entry) as stream:
            data = stream.read(MAX_PACKAGE_BYTES + 1)
        value = json.loads(data) if len(data) <= MAX_PACKAGE_BYTES else None
    except ERRORS:
        value = None
    if not isinstance(value, dict):
        raise ItemError("", "unpack", "cannot be read, so no digest of this WACZ can be checked; its archives are read")
    return value


def _checked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], digests: Named) -> Iterator[Part]:
    """What does not hold of the entries that are no archives, and what is missing."""
    there = {entry.filename for entry in entries}
    for path in sorted(digests.keys() - there)[:MAX_NAMED]:
        yield Part(path, None, problem=f"is named in {PACKAGE} but is not in the WACZ")
    for entry in entries:
        digest = digests.get(entry.filename)
        if entry.filename == PACKAGE_DIGEST:
            yield from _package_digest(archive, entry)
        elif digest is not None and not is_archive(entry.filename):
            yield from _verdict(archive, entry, digest)


def _package_digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Part]:
    if digest := digest_of_package(archive, entry):
        yield from _verdict(archive, archive.getinfo(PACKAGE), digest, PACKAGE_DIGEST)


def digest_of_package(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> Digest | None:
    """The digest that datapackage-digest.json names of datapackage.json; None when there is none."""
    try:
        said = _json(archive, entry).get("hash") if entry else None
    except ItemError:
        return None
    return named(said) if isinstance(said, str) else None


def _verdict(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, digest: Digest, by: str = PACKAGE) -> Iterator[Part]:
    """A problem when an entry has another digest than is named; nothing when it holds."""
    left = MAX_CHECKED
    try:
        with open_entry(archive, entry) as stream:
            while left > 0 and (block := stream.read(BLOCK)):
                digest.update(block)
                left -= len(block)
    except ERRORS as error:
        yield Part(entry.filename, None, problem=f"cannot be unpacked ({type(error).__name__})")
        return
    if left <= 0:
        yield Part(entry.filename, None, problem=f"has more than {MAX_CHECKED:,} bytes, so its digest was not checked")
    elif not digest.holds():
        yield Part(entry.filename, None, problem=unlike(digest, by))


def unlike(digest: Digest, by: str) -> str:
    """That an entry does not have the digest that is named."""
    return f"does not have the {digest.algorithm} digest that {by} names; it was read all the same"


def _documents(
    archive: zipfile.ZipFile, file: BinaryIO, entry: zipfile.ZipInfo, digests: Named | None, pages: dict[str, str],
    reading: warc.Reading, unpacked: Unpacked,
) -> Iterator[Part]:  # fmt: skip
    """The parts of one WARC file, wherever and however it lies there; a WACZ in it is unpacked like any archive."""
    name = entry.filename
    if digests is not None and digests.get(name) is None:
        yield Part(name, None, problem=f"has no digest in {PACKAGE}, so nothing says that it belongs here; it was read")
    digest = (digests or {}).get(name)
    if name.lower().endswith(".wacz"):
        pages.clear()  # what it holds is not seen here
        for part in zips.part_of(archive, entry):
            yield part if part.stream is None or digest is None else _watched(part, digest)
        return
    window: Window | None = stored(file, entry, digest)
    if window is None:
        window = yield from _unpacked(archive, entry, digest, unpacked)
    if window is None:
        return
    for part in reading.parts(cast("BinaryIO", window), name):
        pages.pop(_key(part.url), None)
        yield part._replace(name=f"{name}!/{part.name}")
    if digest is not None and isinstance(window, HashedWindow):
        window.hash_rest(BLOCK)
        if not digest.holds():
            yield Part(name, None, problem=unlike(digest, PACKAGE))


def _unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, digest: Digest | None, unpacked: Unpacked
) -> Generator[Part, None, Window | None]:
    """A packed entry as a file that can be read back and forth; None when nothing can be had of it."""
    window = None
    for part in zips.part_of(archive, entry):
        if part.stream is None:
            yield part
            continue
        window, problem = unpacked.add(part.stream, digest)
        if not problem and digest is not None and not digest.holds():
            problem = unlike(digest, PACKAGE)
        if problem:
            yield Part(entry.filename, None, problem=problem)
    return window


def _watched(part: Part, digest: Digest) -> Part:
    stream = part.stream
    assert stream is not None
    blocks = digest.over(blocks_of(stream))

    def doubt() -> str:
        for _ in blocks:
            pass
        return "" if digest.holds() else unlike(digest, PACKAGE)

    return part._replace(stream=cast("BinaryIO", Blocks(blocks)), doubt=doubt)


def stored(file: BinaryIO, entry: zipfile.ZipInfo, digest: Digest | None = None) -> HashedWindow | None:
    """An entry that is stored as it is, read in its place; None when it is packed or its header is wrong.

    Args: digest, is told of what is read.
    """
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 or entry.compress_size != entry.file_size:
        return None
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        return None
    start = entry.header_offset + _LOCAL_HEADER.size + sum(_LOCAL_HEADER.unpack(header))
    return HashedWindow(file, start, entry.file_size, digest)


def is_archive(name: str) -> bool:
    """True for an entry that readers take for an archive of records, by its name."""
    return name.lower().endswith((".warc", ".warc.gz", ".wacz"))


def _pages(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, str]:
    """The addresses of the pages that the WACZ lists."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.filename.startswith("pages/") and entry.filename.endswith(".jsonl"):
            try:
                with open_entry(archive, entry) as stream:
                    for url in _addresses(stream):
                        found[_key(url)] = url
                        if len(found) >= MAX_PAGES:
                            return found
            except ERRORS:
                continue  # its digest tells of it
    return found


def _texts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Part]:
    """What the list of pages says that they showed, of those that name a plant."""
    left = MAX_TEXTS
    for entry in entries:
        if entry.filename.startswith("pages/") and entry.filename.endswith(".jsonl"):
            try:
                with open_entry(archive, entry) as stream:
                    for url, line in _listed(stream):
                        text = line.get("text")
                        body = text.encode("utf-8", "replace") if isinstance(text, str) else b""
                        left -= len(body)
                        if left < 0:
                            return
                        if names_plant(body):
                            yield Part(f"{TEXT}{url}", None, url=url, role="resource", answer=body, is_text=True)
            except ERRORS:
                continue  # its digest tells of it


def _addresses(stream: BinaryIO) -> Iterator[str]:
    return (url for url, _ in _listed(stream))


def _listed(stream: BinaryIO) -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of each page of a list, with all that its line says."""
    left = MAX_CHECKED
    while left > 0 and (line := stream.readline(MAX_LINE)):
        left -= len(line)
        try:
            value = json.loads(line)
            url = value.get("url")
        except (ValueError, RecursionError, AttributeError):
            continue
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            yield url, value


def _key(url: str) -> str:
    """An address without what need not be the same in the list of pages and in the record."""
    return url.partition("#")[0].partition("//")[2].rstrip("/")


def _missing(pages: dict[str, str]) -> Iterator[Part]:
    """The pages that are listed and were in no archive."""
    for url in list(pages.values())[:MAX_NAMED]:
        yield Part(url, None, problem="is listed as a page of the WACZ, but its archives hold no answer for it")
    if len(pages) > MAX_NAMED:
        more = len(pages) - MAX_NAMED
        yield Part("pages", None, problem=f"{more:,} more listed pages have no answer in the archives of the WACZ")
