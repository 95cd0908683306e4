"""Conversion records once more as resource records, for web archive players: those know no conversions.

A copy has the bytes of the record that it names in `Hydrowatch-Copy-Of`; its type may say more, for players do not
guess in what encoding a text is. What an archive says was loaded from the web has the address and time that the archive
tells, for a page calls what it loads by those; all else has the address and time of its record. Players open no `cid:`,
by which pages of MHTML and mails call their parts: what has such a name lies at an address of the host `cid.invalid`,
and in copies of pages and sheets (`Hydrowatch-Copy-Changed`) that stands in its place. The same records give the same
copies, to the byte: ids are made from ids, and no clock is asked.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote

from monitor.__about__ import __version__
from monitor.capture.members import Damaged, Member
from monitor.capture.records import COPY_OF, MEMBER_ID, UNDATED, Record, as_uri, digest, fields, write
from monitor.errors import ItemError

NAME: Final = "players.warc.gz"
_SAME: Final = ("WARC-Block-Digest", "WARC-Payload-Digest")
_SAID: Final = (
    "repeats the conversion records of this package as resource records, because players do not show conversions; "
    f"the evidence is the record that {COPY_OF} names"
)


TypeOf = Callable[[str, bytes], str]  # type that a record names, first bytes of what it holds -> type to name
MAX_CHANGED: Final = 20_000_000  # bytes of a page or sheet; of a larger one the copy stays as it is
CHANGED: Final = "Hydrowatch-Copy-Changed"
_DOM: Final = "urn:dom:"  # a page at such an address is no base for what it loads, and players show nothing of it
_VIEW: Final = "hydrowatch-view=dom"
_CID: Final = "cid:"
_CIDS: Final = "https://cid.invalid/"  # a host that is nowhere (RFC 2606)
_CALLING: Final = ("text/html", "application/xhtml", "text/css")
_CALLED: Final = re.compile(rb"(?<=[\"'(=;\s])cid:(?=[^\s\"'()<>@]{1,300}@)")  # RFC 2392: each has an @
Get = Callable[[str], str]  # name of a header of a record -> its value, "" without one


class ShownAs(NamedTuple):
    """The address that players find a record by, and its time (ISO 8601)."""

    url: str
    date: str


def shown_as(get: Get) -> ShownAs:
    """How players find what a conversion holds: by what its archive tells of it, else by its own address and time."""
    own = ShownAs(get("WARC-Target-URI"), get("WARC-Date"))
    told = unquote(get("Hydrowatch-Member-Address")).partition("#")[0]
    if not told.lower().startswith(("http://", "https://", _CID)):
        return own
    return ShownAs(as_uri(_CIDS + told[len(_CID) :] if told.startswith(_CID) else told), _taken(get) or own.date)


def called(get: Get) -> ShownAs | None:
    """Where players find it besides: by the name (`cid:`) that pages call it by, the DOM of a page beside the page."""
    if (url := get("WARC-Target-URI")).startswith(_DOM):
        address = url[len(_DOM) :].partition("#")[0]
        return ShownAs(f"{address}{'&' if '?' in address else '?'}{_VIEW}", get("WARC-Date"))
    if not (name := unquote(get(MEMBER_ID))):
        return None
    at = ShownAs(as_uri(_CIDS + name), _taken(get) or get("WARC-Date"))
    return None if at == shown_as(get) else at


def copy_id(get: Get) -> str:
    """The id of the copy of a record that `shown_as` leads to."""
    return _id_of(get, "copy")


def called_id(get: Get) -> str:
    """The id of the one that `called` leads to."""
    return _id_of(get, "called")


def changed(media_type: str, body: bytes) -> bytes | None:
    """A page or sheet with addresses that players open in the place of `cid:`; None when it stays as it is."""
    if not media_type.startswith(_CALLING) or _CIDS.encode() in body:
        return None
    filled, count = _CALLED.subn(_CIDS.encode(), body)
    return filled if count else None


def _taken(get: Get) -> str:
    return "" if get(UNDATED) else get("Hydrowatch-Member-Taken")


def write_copies(out: BinaryIO, places: Iterable[tuple[Path, int]], type_of: TypeOf) -> None:
    """Write a WARC file that repeats the records at these places (file, offset), in their order.

    Memory does not grow with them or with what they hold. Raises ItemError for a record that is damaged, OSError.
    """
    said = ""
    for path, group in groupby(places, lambda place: place[0]):
        with path.open("rb") as file:
            end = file.seek(0, 2)
            for _, offset in group:
                said = _write_copies(out, partial(Member, file, offset, end), said, type_of, f"{path.name}:{offset}")


def _write_copies(out: BinaryIO, opened: Callable[[], Member], said: str, type_of: TypeOf, place: str) -> str:
    """Write the copies of one record, and before the first of all what they are; returns the id of that."""
    waiting: list[tuple[ShownAs, str]] = []
    try:
        (member := opened()).begin()
        said = said or _introduce(out, member)
        waiting.append((shown_as(member.get), copy_id(member.get)))
        if at := called(member.get):
            waiting.append((at, called_id(member.get)))
        for at, record_id in waiting:
            if record_id != waiting[0][1]:
                (member := opened()).begin()
            write(out, _copy(member, said, type_of, at, record_id))
            if problem := member.finish():
                raise ItemError(place, "evidence", problem)
    except Damaged as error:
        raise ItemError(place, "evidence", str(error)) from error
    return said


def made_again(member: Member, at: ShownAs, type_of: TypeOf) -> Record:
    """What `write_copies` writes of a conversion at one of its addresses, so that a copy can be held against it.

    Args: member, whose headers were read. Its block is read as far as its type and digest ask for it; the record's
    `blocks` are not to be asked for. Raises Damaged.
    """
    return _copy(member, "", type_of, at, "")


def _introduce(out: BinaryIO, member: Member) -> str:
    """Begin the file with a record that says what it is, of the time of its first copy. Returns that record's id."""
    info = fields({"software": f"hydrowatch/{__version__}", "format": "WARC File Format 1.1", "description": _SAID})
    headers = {"WARC-Filename": NAME, "WARC-Block-Digest": digest([info])}
    made = _id_of(member.get, "warcinfo")
    date = member.get("WARC-Date")
    write(out, Record("warcinfo", "", date, "application/warc-fields", b"", [info], len(info), headers, made))
    return made


def _copy(member: Member, warcinfo: str, type_of: TypeOf, at: ShownAs, record_id: str) -> Record:
    headers = {COPY_OF: member.get("WARC-Record-ID"), "WARC-Warcinfo-ID": warcinfo}
    media_type, length, blocks = member.get("Content-Type"), int(member.get("Content-Length")), member.blocks()
    if media_type.startswith(_CALLING) and length <= MAX_CHANGED:
        body = b"".join(blocks)
        if (other := changed(media_type, body)) is not None:
            headers |= {CHANGED: "cid", "WARC-Block-Digest": digest([other])}
            return Record(
                "resource", at.url, at.date, type_of(media_type, body), b"", [other], len(other), headers, record_id
            )
        blocks = iter((body,) if body else ())
    first = next(blocks, b"")
    headers |= {name: member.get(name) for name in _SAME}
    return Record(
        "resource", at.url, at.date, type_of(media_type, first), b"", chain([first], blocks) if first else (),
        length, headers, record_id,
    )  # fmt: skip


def _id_of(get: Get, what: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, get('WARC-Record-ID') + ' ' + what)}>"
