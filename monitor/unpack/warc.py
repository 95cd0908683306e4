"""WARC -> its documents: answers of status 200 with HTML, text or a document file, and files kept as they were.

Everything else that was loaded is a resource. A record that is not as it says (length, digest, coding) is read all the
same and says so. A revisit is read from the record that it points to, in the same file or another one of the same WACZ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from monitor.payload import PAGES, Headers, Tap, bare_type, begin, decoded, header, parse_head, split_stream
from monitor.unpack.answers import TEXT, names_plant
from monitor.unpack.checks import DigestCheck, as_sent
from monitor.unpack.digests import named
from monitor.unpack.media import (
    MAX_ANSWER,
    START_BYTES,
    is_json,
    loaded_kind,
    may_be_answer,
    may_be_document,
    role_of,
)
from monitor.unpack.model import Earlier, Part, Role
from monitor.unpack.names import address
from monitor.unpack.ours import UNSOUND, Ours, file_date, is_ours, is_picture_of_ours, moment_is_known
from monitor.unpack.records import MAX_KEYS, Fault, Record, key_of, records
from monitor.unpack.saved import is_loaded, is_page
from monitor.unpack.source import open_source
from monitor.unpack.streams import Blocks
from monitor.unpack.times import utc
from monitor.unpack.viewed import address_of

MAX_HEAD_BYTES: Final = 1 << 18
MAX_CHECKED: Final = 64_000_000  # bytes of a decoded body are read for its digest beyond what was asked for
MAX_LATER: Final = 100_000  # revisits of what was not met wait for the end
MAX_LATER_CHARS: Final = 50_000_000  # of what they say
AGAIN_FROM: Final = 100_000_000  # bytes of documents that revisits stand for: so many whatever the size of the file
AGAIN_RATIO: Final = 20  # and so many for each byte of it
_RESOURCE, _AWAY = -1, -2  # places of records that are no documents, and of those that cannot be reached again
_KEPT: Final = {"response", "resource", "conversion"}
_ENDED: Final = frozenset((404, 410, 451))  # not found, gone, not to be shown by law
_HTTP: Final = re.compile(rb"HTTP/\d")


def parts(file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
    """The documents and resources of a WARC file in order; requests and metadata are left out.

    Revisits of what comes later in the file, or is not in it, come last. Args: loaded, see `Unpacker`.
    """
    reading = Reading(loaded=loaded)
    reading.foresee(file)
    yield from reading.parts(file, name)
    yield from (part for _, part in reading.rest())


class Reading:
    """The reading of one WARC file, or of several whose revisits may point to one another's records."""

    def __init__(self, *, loaded: bool = False) -> None:
        self._index = _Index(loaded=loaded)
        self._later: list[tuple[str, _Revisit]] = []
        self._chars = 0  # of those that wait

    def foresee(self, file: BinaryIO) -> None:
        """See what is to be known of a file before any is read; it must stay open until `rest` was read."""
        if not self._index.loaded:
            self._index.ours.foresee(file)

    def parts(self, file: BinaryIO, name: str) -> Iterator[Part]:
        """The parts of one file; it must stay open until `rest` was read. Revisits of what was not met wait."""
        self._index.open(file)
        for found in records(open_source(file)):
            if isinstance(found, Fault):
                yield Part(f"record {found.number}", None, problem=found.reason)
            elif found.kind != "revisit":
                yield from _parts(found, self._index)
            elif isinstance(part := _revisit(found, self._index), Part):
                yield part
            elif len(self._later) < MAX_LATER and self._chars < MAX_LATER_CHARS:
                self._later.append((name, part))
                self._chars += part.size()
            else:
                yield part.missing()

    def rest(self) -> Iterator[tuple[str, Part]]:
        """The revisits that waited, each with the name of its file."""
        for name, revisit in self._later:
            yield name, revisit.part(self._index) or revisit.missing()
        self._later.clear()
        self._chars = 0


def _parts(record: Record, index: _Index) -> Iterator[Part]:
    if record.kind in _KEPT:
        is_view = index.ours.viewed.is_read(record)
        url = address(address_of(record)) if is_view else _url(record)
        part = _Answer(record, url, _taken_at(record)).part(loaded=index.loaded)
        if not is_view and index.find((_made_from(record),)) is not None:
            part = part._replace(stream=None, role="resource", doubt=None)  # what it was made from is read already
        elif index.ours.is_part(record) or index.is_loaded(url):
            part = part._replace(
                stream=part.stream if index.loaded else None, role="resource", doubt=None, answer=b"", ended=b"",
                is_view=index.ours.viewed.is_page(record),
            )  # fmt: skip
        elif (made := index.ours.made_of(record)) is not None:
            out_of = _made_from(record) if record.kind == "conversion" and not is_view else ""
            part = part._replace(made=made, doubt_of=partial(index.ours.doubt_of, part.media_type, out_of))
        if is_view:
            part = part._replace(is_view=True)
        index.add(record, part)
        yield part
    elif doubts := record.finish():
        yield Part(f"record {record.number}", None, problem="; ".join(doubts))


def _made_from(record: Record) -> str:
    """The id of the record that this one was made from, or repeats for players; '' of any other."""
    return record.get({"conversion": "WARC-Refers-To", "resource": "Hydrowatch-Copy-Of"}.get(record.kind, ""))


class _Answer:
    """What one record holds: an HTTP answer, or a file as it was."""

    def __init__(self, record: Record, url: str, taken_at: str, over: Tap = iter) -> None:
        """Args: over, is handed the blocks of a document and gives them back."""
        self._record, self._url, self._taken_at, self._over = record, url, taken_at, over
        self._problems: list[str] = []
        self._checks: list[DigestCheck] = []
        self._payload = named(record.get("WARC-Payload-Digest"))
        self._status, self._headers, self._stream = self._opened()
        self._media_type = header(self._headers, "Content-Type") or ""
        # What hydrowatch unpacked was read by what its archive said of it.
        self._told_type = unquote(record.get("Hydrowatch-Member-Type")) or self._media_type

    def part(self, *, loaded: bool) -> Part:
        """The part of this record; that of a resource is read to its end, unless what pages load is wanted."""
        is_one = may_be_document(self._media_type, self._url) or is_picture_of_ours(self._record)
        is_document = was_document = self._status == 200 and is_one
        coded = header(self._headers, "Transfer-Encoding") or header(self._headers, "Content-Encoding")
        wanted = loaded and self._status == 200 and bool(loaded_kind(self._media_type, self._url))
        if is_document or wanted:
            self._stream = decoded(self._stream, self._headers, self._problems, lenient=True, tap=self._tap)
            start, self._stream = begin(self._stream, START_BYTES)
            is_document = is_document and role_of(self._media_type, start, self._url) == "document"
        elif not coded:
            self._stream = self._tap(self._stream)
        if is_document:
            return self._part("document", Blocks(self._over(self._stream)))
        if wanted:
            return self._part("resource", Blocks(self._over(self._stream)))
        answer = self._answer(decode=not was_document) if self._status == 200 else b""
        ended = self._ended() if self._status in _ENDED and not loaded else b""
        part = self._part("resource", problem=self.doubt())
        if ended and not part.problem:
            return part._replace(ended=ended)
        return part if part.problem or not answer else self._told(part, answer)

    def _answer(self, *, decode: bool) -> bytes:
        """JSON, or the text of a page, that may tell of a plant; b"" for anything else."""
        is_text = self._url.startswith(TEXT)
        if not is_text and not may_be_answer(self._media_type, self._url):
            return b""
        wrong: list[str] = []
        if decode and not is_text:
            self._stream = decoded(self._stream, self._headers, wrong, lenient=True)
        body, self._stream = begin(self._stream, MAX_ANSWER + 1)
        is_one = not wrong and len(body) <= MAX_ANSWER and (is_text or is_json(body[:START_BYTES]))
        return body if is_one and names_plant(body) else b""

    def _ended(self) -> bytes:
        """A page that says why there is none; b"" for anything else, and one too large or packed wrongly."""
        if bare_type(self._media_type) not in PAGES:
            return b""
        wrong: list[str] = []
        self._stream = decoded(self._stream, self._headers, wrong, lenient=True)
        body, self._stream = begin(self._stream, MAX_ANSWER + 1)
        return body if not wrong and len(body) <= MAX_ANSWER else b""

    def _told(self, part: Part, answer: bytes) -> Part:
        """The part of an answer; the text of a page has the address of the page."""
        page = self._url.removeprefix(TEXT)
        return part._replace(answer=answer, is_text=page != self._url, url=part.url or page)

    def doubt(self) -> str:
        """Why what the record holds is not as it should be; "" when it is. Reads what is left of it."""
        self._read_on()
        doubts = [*self._record.finish(), *self._problems]
        if self._checks and all(one.ended for one in self._checks) and not any(one.holds for one in self._checks):
            assert self._payload
            doubts.append(f"its body does not have the {self._payload.algorithm} digest WARC-Payload-Digest names")
        if cut := self._record.get("WARC-Truncated"):
            doubts.append(f"it was cut when it was captured ({cut[:20]})")
        if is_ours(self._record) and self._record.get(UNSOUND):
            doubts.append(self._record.get("Hydrowatch-Member-Doubt"))  # when it was unpacked, its own record stood so
        return "; ".join(doubts)

    def digest(self) -> str:
        """The digest of the body that the record names, when it holds. Asked after `doubt`."""
        return str(self._payload) if any(one.ended and one.holds for one in self._checks) else ""

    def _read_on(self) -> None:
        """Read on for the digest of the body, not without limit: it may be a bomb."""
        left = MAX_CHECKED
        while left > 0 and (block := next(self._stream, None)) is not None:
            left -= len(block)

    def _opened(self) -> tuple[int | None, Headers, Iterator[bytes]]:
        """Status, headers and body. A file has the status 200, an answer without a head none."""
        blocks, record = self._record.blocks(), self._record
        if record.kind in {"resource", "conversion"}:
            return 200, (("Content-Type", record.get("Content-Type")),), blocks
        status, headers, body = _answer(blocks)
        return status, headers, as_sent(body, headers, self._problems)

    def _tap(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        if self._payload is None:
            return blocks
        check = DigestCheck(self._payload.again())
        self._checks.append(check)
        return check.over(blocks)

    def _part(self, role: Role, stream: Blocks | None = None, problem: str = "") -> Part:
        url = self._url if self._url.partition(":")[0].lower() in {"http", "https", "ftp"} else ""
        name = (unquote(self._url) if is_ours(self._record) else self._url) or f"record {self._record.number}"
        if stream is None:
            return Part(name, None, self._told_type, url, self._taken_at, role, problem)
        return Part(
            name, cast("BinaryIO", stream), self._told_type, url, self._taken_at, role,
            title=unquote(self._record.get("Hydrowatch-Member-Title")), doubt=self.doubt, digest=self.digest,
            is_dated=moment_is_known(self._record), file_date=file_date(self._record), known_as=self._known_as(url),
            content_id=unquote(self._record.get("Hydrowatch-Member-Id")),
        )  # fmt: skip

    def _known_as(self, url: str) -> tuple[str, ...]:
        """What pages may call a file, or what came out of an archive: as told there, and as it lies here."""
        here = self._record.get("WARC-Target-URI") if is_ours(self._record) else ""
        return tuple(dict.fromkeys(one for one in (self._url, here) if one and one != url))


class _Index:
    """Where records of the files lie, by what a revisit may name of them; bounded, hashes only."""

    def __init__(self, *, loaded: bool) -> None:
        """Args: loaded, what pages load is wanted."""
        self.loaded, self.ours = loaded, Ours()
        self.files: list[BinaryIO] = []  # the last is the one that is read
        self.again = AGAIN_FROM  # bytes that revisits may still stand for
        self._size = 0
        self._places: dict[bytes, tuple[int, int]] = {}  # number of the file, place in it
        self._pages: set[bytes] = set()  # pages that were saved as files

    def open(self, file: BinaryIO) -> None:
        """The next file."""
        self.files.append(file)
        before, self._size = self._size, self._size + file.seek(0, 2)
        self.again += max(0, AGAIN_RATIO * self._size - AGAIN_FROM) - max(0, AGAIN_RATIO * before - AGAIN_FROM)

    def counted(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks of a document that is given once more, so that a small file cannot stand for a very large one."""
        for block in blocks:
            self.again -= len(block)
            yield block

    def add(self, record: Record, part: Part) -> None:
        """Remember a record and what it was read as."""
        if len(self._places) >= MAX_KEYS:
            return
        is_away = part.stream is None and part.role == "resource"
        place = _RESOURCE if is_away else _AWAY if record.place is None else record.place
        for name in _names_of(record)[:2]:
            self._places.setdefault(key_of(name), (len(self.files) - 1, place))

    def is_loaded(self, url: str) -> bool:
        """True for a file that a saved page met before loads: hydrowatch keeps both. A frame is read by itself."""
        if not url.startswith("file:"):
            return False
        name = unquote(url.removeprefix("file:")).lstrip("/")
        if is_page(name):
            if len(self._pages) < MAX_KEYS:
                self._pages.add(key_of(name))
            return False
        return is_loaded(name, lambda page: (key := key_of(page)) in self._pages or key in self.ours.pages)

    def find(self, keys: tuple[str, ...]) -> tuple[int, int] | None:
        """File and place of the first of these keys that is known."""
        return next((self._places[key] for key in map(key_of, filter(None, keys)) if key in self._places), None)


def _answer(blocks: Iterator[bytes]) -> tuple[int | None, Headers, Iterator[bytes]]:
    """Status, headers and body of an HTTP answer; without a head no status and no body."""
    head, body = split_stream(blocks, MAX_HEAD_BYTES)
    return (*parse_head(head), body) if _HTTP.match(head) else (None, (), iter(()))


@dataclass(frozen=True, slots=True)
class _Revisit:
    """A record that says of a page that it is as it was: `names` of the record with the page, the surest first."""

    url: str
    media_type: str
    taken_at: str
    names: tuple[str, ...]
    earlier: Earlier
    is_away: bool = False  # the record is there and cannot be reached again

    def part(self, index: _Index) -> Part | None:
        """The record that it points to, with the address and time of the revisit; None: it was not met."""
        found = index.find(self.names)
        if found is None:
            return None if self._is_wanted(index) else self._resource()
        number, place = found
        if place == _RESOURCE or (self.media_type and not self._is_wanted(index)):
            return self._resource()
        if place == _AWAY:
            return replace(self, is_away=True).missing()
        if index.again <= 0:
            return self._too_much()
        record = next(records(open_source(index.files[number], place)), None)
        if not isinstance(record, Record) or not set(self.names) & set(_names_of(record)):
            return None
        return _Answer(record, self.url, self.taken_at, index.counted).part(loaded=index.loaded)

    def _is_wanted(self, index: _Index) -> bool:
        media_type = self.media_type or "text/plain"
        return may_be_document(media_type, self.url) or (index.loaded and bool(loaded_kind(media_type, self.url)))

    def size(self) -> int:
        """How many characters it holds."""
        return sum(map(len, (self.url, self.media_type, *self.names, *self.earlier)))

    def missing(self) -> Part:
        """Why there is no page for it."""
        said = f"{self.earlier.url or 'the same page'} {self.earlier.taken_at[:19]}".strip()
        what = f"says that it was as before ({said})"
        if self.is_away:
            problem = f"{what}, but one gzip stream is not read backwards; gunzip the file first"
        else:
            problem = f"{what}, but this file does not hold that answer; import the one that does first"
        return Part(self.url, None, self.media_type, self.url, self.taken_at, problem=problem, earlier=self.earlier)

    def _too_much(self) -> Part:
        problem = "says that it was as before, as others of this file did that unpack to too much (an archive bomb?)"
        return Part(self.url, None, self.media_type, self.url, self.taken_at, problem=f"{problem}; it was not read")

    def _resource(self) -> Part:
        return Part(self.url, None, self.media_type, self.url, self.taken_at, "resource")


def _revisit(record: Record, index: _Index) -> Part | _Revisit:
    """The page of a revisit, or the revisit itself as long as the record that it points to was not met."""
    _, headers, _ = _answer(record.blocks())
    url, media_type = _url(record), header(headers, "Content-Type") or ""
    if doubts := record.finish():
        return Part(url, None, media_type, url, problem="; ".join(doubts))
    named_uri = record.get("WARC-Refers-To-Target-URI").strip("<> ")
    earlier = Earlier(
        record.get("WARC-Refers-To"), address(named_uri or record.get("WARC-Target-URI").strip("<> ")),
        utc(record.get("WARC-Refers-To-Date")), record.get("WARC-Payload-Digest"),
    )  # fmt: skip
    found = _Revisit(url, media_type, _taken_at(record), _named_by(record), earlier)
    return found.part(index) or found


def _names_of(record: Record) -> tuple[str, ...]:
    seen = f"{record.get('WARC-Target-URI')} {record.get('WARC-Date')}"
    return tuple(filter(None, (record.get("WARC-Record-ID"), record.get("WARC-Payload-Digest"), seen)))


def _named_by(record: Record) -> tuple[str, ...]:
    """What a revisit says of the record it points to, the surest first."""
    seen = f"{record.get('WARC-Refers-To-Target-URI')} {record.get('WARC-Refers-To-Date')}".strip()
    return tuple(filter(None, (record.get("WARC-Refers-To"), seen, record.get("WARC-Payload-Digest"))))


def _url(record: Record) -> str:
    """The address of a record as far as it can be shown; what hydrowatch unpacked itself is known by its own."""
    told = unquote(record.get("Hydrowatch-Member-Address")) or record.get("Hydrowatch-Told-Address")
    written = told or record.get("WARC-Target-URI")
    return address(written.strip("<> "))


def _taken_at(record: Record) -> str:
    told = record.get("Hydrowatch-Member-Taken") or record.get("Hydrowatch-Page-Saved")
    return utc(told or record.get("WARC-Date"))
