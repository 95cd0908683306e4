"""Whether the index and the list of pages of a WACZ lead where they say: to records of that address, time and digest.

What players show is found through them, and no time stamp is over them: they are worked out again from the records.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, Final, cast

from monitor.capture.copying import Kept, heads
from monitor.errors import ItemError
from monitor.publish.cdxj import SortedLines
from monitor.publish.wacz import PAGE_NAMES, PAGES_HEAD
from monitor.run.packages.indexing import INDEXED, indexed, uuid_of
from monitor.run.packages.package_files import Package
from monitor.run.verifying.verify import ItemVerdict

INDEX: Final = "indexes/index.cdx.gz"
BLOCKS: Final = "indexes/index.idx"
PAGES: Final = "pages/pages.jsonl"
LED_TO: Final = INDEXED | {"conversion"}  # kinds of records that pages or the index name
MAX_BLOCK: Final = 100_000_000  # bytes of a block of the index, packed or not
MAX_LINE: Final = 1_000_000
MAX_PAGES: Final = 1_000_000
MAX_TOLD: Final = 20  # of what does not hold of one file; the rest is counted
_SHOWN: Final = 300  # characters of a line that are shown
_BUFFER: Final = 1 << 20
_HEAD: Final = list(PAGES_HEAD.items())


def check_index(package: Package, *, ours: bool = True) -> Iterator[ItemVerdict]:
    """Compare index and pages with the records whose places are noted in `package.heads`.

    Args: ours, hydrowatch wrote it: its pages are told by address, time and title, and nothing else.
    Memory: blocks of the index, and id, address and time of the listed pages.
    """
    pages = _Pages(ours)
    with closing(SortedLines()) as expected:
        try:
            pages.read(package)
        except ItemError as error:
            yield ItemVerdict("file", PAGES, False, error.reason)
        for kept in _heads(package):
            pages.see(kept)
            if kept.get("WARC-Type") in INDEXED:
                expected.add(indexed(kept, kept.position.offset).line())
        yield from _some(INDEX, _index_problems(package, expected), "lines, each leads to the record that it names")
    yield from _some(PAGES, pages.problems(), "pages, each a record of that address and time; titles are not evidence")


def _heads(package: Package) -> Iterator[Kept]:
    for name, places in package.heads.items():
        yield from heads(PurePosixPath(name).name, package.open(name), zip(places[::2], places[1::2], strict=True))


def _some(name: str, problems: Iterable[str | int], sound: str) -> Iterator[ItemVerdict]:
    """The first problems as verdicts, then how many more; when there are none, the number that comes last is told."""
    bad = count = 0
    for one in problems:
        if isinstance(one, int):
            count = one
            continue
        bad += 1
        if bad <= MAX_TOLD:
            yield ItemVerdict("file", name, False, one)
    if bad > MAX_TOLD:
        yield ItemVerdict("file", name, False, f"{bad - MAX_TOLD:,} more of this kind are not listed")
    if not bad:
        yield ItemVerdict("file", name, True, f"{count} {sound}")


def _index_problems(package: Package, expected: SortedLines) -> Iterator[str | int]:
    """What is wrong with the index, and how many lines it has."""
    count, before = 0, b""
    with closing(SortedLines()) as found:
        try:
            for line in _lines(package):
                count += 1
                found.add(line.decode("utf-8", "surrogateescape"))
                if line < before:
                    yield f"is not sorted, so that players do not find {_shown(line)}"
                before = line
        except ItemError as error:
            yield error.reason
        except UnicodeError:
            yield "is no text in UTF-8"
        for is_found, line in _unlike(iter(expected), iter(found)):
            if is_found:
                yield f"leads to no record with that address, time and digest: {_shown(line)}"
            else:
                yield f"does not lead to a record as it is in the package: {_shown(line)}"
    yield count


def _lines(package: Package) -> Iterator[bytes]:
    """The lines of the index as players find them, block after block. Raises ItemError."""
    file, at = package.open(INDEX), 0
    for key, told in _blocks(package):
        offset, length, name = told.get("offset"), told.get("length"), told.get("filename")
        if offset != at or not isinstance(length, int) or not 0 < length < MAX_BLOCK or f"indexes/{name}" != INDEX:
            raise ItemError(BLOCKS, "package", f"{BLOCKS} leads to no block of it at {str(key)[:_SHOWN]}")
        file.seek(at)
        lines = _unpacked(file.read(length), str(told.get("digest")))
        if not lines or lines[0].partition(b" {")[0] != key:
            raise ItemError(BLOCKS, "package", f"{BLOCKS} says that another block begins at {_shown(key)}")
        yield from lines
        at += length
    if at != file.seek(0, 2):
        raise ItemError(INDEX, "package", f"has more bytes than {BLOCKS} leads to")


def _blocks(package: Package) -> Iterator[tuple[bytes, dict[str, Any]]]:
    stream = io.BufferedReader(cast("io.RawIOBase", package.open(BLOCKS)), _BUFFER)
    for line in iter(lambda: stream.readline(MAX_LINE), b""):
        key, _, told = line.partition(b" {")
        try:
            value = json.loads(b"{" + told)
        except (ValueError, RecursionError):
            raise ItemError(BLOCKS, "package", f"{BLOCKS} has a line that cannot be read") from None
        if not line.startswith(b"!meta"):
            yield key, value


def _unpacked(member: bytes, digest: str) -> list[bytes]:
    if digest != f"sha256:{hashlib.sha256(member).hexdigest()}":
        raise ItemError(BLOCKS, "package", f"a block of it does not have the digest that {BLOCKS} names")
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = engine.decompress(member, MAX_BLOCK)
    except zlib.error:
        raise ItemError(INDEX, "package", "a block of it is damaged") from None
    if not engine.eof or engine.unused_data:
        raise ItemError(INDEX, "package", "a block of it is not whole, or too large")
    return text.splitlines(keepends=True)


def _unlike(expected: Iterator[bytes], found: Iterator[bytes]) -> Iterator[tuple[bool, bytes]]:
    """What only one of two sorted rows has, with True for what only the second has."""
    left, right = next(expected, None), next(found, None)
    while left is not None or right is not None:
        if left == right:
            left, right = next(expected, None), next(found, None)
        elif right is None or (left is not None and left < right):
            yield False, left or b""
            left = next(expected, None)
        else:
            yield True, right
            right = next(found, None)


def _wrong_head(line: bytes, *, ours: bool) -> str:
    """What is wrong with the first line of a list of pages; players take one without a format for a page."""
    try:
        told = json.loads(line)
        is_head = bool(told["format"]) and "url" not in told
    except (ValueError, RecursionError, LookupError, TypeError):
        is_head = False
    if not is_head:
        return "does not begin with a line that says its format and names no page"
    is_as_written = not ours or json.loads(line, object_pairs_hook=list) == _HEAD
    return "" if is_as_written else f"begins with another line than hydrowatch writes: {_shown(line)}"


def _more_than_a_page(line: bytes) -> str:
    """Names beside those that a page of ours has, or that stand there twice: readers take either; "" for none."""
    names = [str(pair[0]) for pair in json.loads(line, object_pairs_hook=list)]
    more = [name for name in dict.fromkeys(names) if name not in PAGE_NAMES or names.count(name) > 1]
    return ", ".join(more)[:_SHOWN]


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:_SHOWN]


class _Pages:
    """The listed pages by the ids of their records, and what is wrong with them."""

    def __init__(self, ours: bool) -> None:
        self._ours = ours
        self._waiting: dict[str, tuple[str, str]] = {}
        self._problems: list[str] = []
        self._bad = self._count = 0

    def read(self, package: Package) -> None:
        """Read the list. Raises ItemError when it is not there."""
        stream = io.BufferedReader(cast("io.RawIOBase", package.open(PAGES)), _BUFFER)
        if wrong := _wrong_head(stream.readline(MAX_LINE), ours=self._ours):
            self._wrong(wrong)
        for line in islice(iter(lambda: stream.readline(MAX_LINE), b""), MAX_PAGES):
            self._count += 1
            try:
                told = json.loads(line)
                page, value = str(told["id"]), (str(told["url"]), str(told["ts"]))
            except (ValueError, RecursionError, LookupError, TypeError):
                self._wrong("has a line that is no page")
                continue
            if self._ours and (more := _more_than_a_page(line)):
                self._wrong(f"says {more} of {value[0][:_SHOWN]}, which hydrowatch does not write there: it was added")
            if page in self._waiting:
                self._wrong(f"names the record {page} twice")
            self._waiting[page] = value
        if stream.readline(1):
            self._wrong(f"has more than {MAX_PAGES:,} pages; the rest was not checked")

    def see(self, kept: Kept) -> None:
        """One record of the package."""
        page = uuid_of(kept.position.record_id)
        if (said := self._waiting.pop(page, None)) is None:
            return
        found = kept.get("WARC-Target-URI"), f"{kept.get('WARC-Date')[:19]}Z"
        if said != found:
            self._wrong(f"names {' '.join(said)[:_SHOWN]}, the record is {' '.join(found)[:_SHOWN]}")

    def problems(self) -> Iterator[str | int]:
        """All that is wrong, then how many pages there are."""
        yield from self._problems
        yield from (f"names {url[:_SHOWN]}, and no record {page[:_SHOWN]} of it is in the package"
                    for page, (url, _) in self._waiting.items())  # fmt: skip
        yield self._count

    def _wrong(self, reason: str) -> None:
        if len(self._problems) <= MAX_PAGES:
            self._problems.append(reason)
