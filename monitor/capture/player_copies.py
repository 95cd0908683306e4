"""Conversion records once more as resource records, for web archive players: those know no conversions.

A copy has the address, time and bytes of the record that it names in `Hydrowatch-Copy-Of`; its type may say more, for
players do not guess in what encoding a text is. The same records give the same copies, to the byte: ids are made from
ids, and no clock is asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from itertools import chain, groupby
from pathlib import Path
from typing import BinaryIO, Final

from monitor.__about__ import __version__
from monitor.capture.members import Damaged, Member
from monitor.capture.records import COPY_OF, Record, digest, fields, write
from monitor.errors import ItemError

NAME: Final = "players.warc.gz"
_SAME: Final = ("WARC-Block-Digest", "WARC-Payload-Digest")
_SAID: Final = (
    "repeats the conversion records of this package as resource records, because players do not show conversions; "
    f"the evidence is the record that {COPY_OF} names"
)


TypeOf = Callable[[str, bytes], str]  # type that a record names, first bytes of what it holds -> type to name


def write_copies(out: BinaryIO, places: Iterable[tuple[Path, int]], type_of: TypeOf) -> None:
    """Write a WARC file that repeats the records at these places (file, offset), in their order.

    Memory does not grow with them or with what they hold. Raises ItemError for a record that is damaged, OSError.
    """
    said = ""
    for path, group in groupby(places, lambda place: place[0]):
        with path.open("rb") as file:
            end = file.seek(0, 2)
            for _, offset in group:
                member = Member(file, offset, end)
                try:
                    member.begin()
                    said = said or _introduce(out, member)
                    write(out, _copy(member, said, type_of))
                    problem = member.finish()
                except Damaged as error:
                    problem = str(error)
                if problem:
                    raise ItemError(f"{path.name}:{offset}", "evidence", problem)


def _introduce(out: BinaryIO, member: Member) -> str:
    """Begin the file with a record that says what it is, of the time of its first copy. Returns that record's id."""
    info = fields({"software": f"hydrowatch/{__version__}", "format": "WARC File Format 1.1", "description": _SAID})
    headers = {"WARC-Filename": NAME, "WARC-Block-Digest": digest([info])}
    made = _id_of(member, "warcinfo")
    date = member.get("WARC-Date")
    write(out, Record("warcinfo", "", date, "application/warc-fields", b"", [info], len(info), headers, made))
    return made


def _copy(member: Member, warcinfo: str, type_of: TypeOf) -> Record:
    headers = {name: member.get(name) for name in _SAME}
    headers |= {COPY_OF: member.get("WARC-Record-ID"), "WARC-Warcinfo-ID": warcinfo}
    blocks = member.blocks()
    first = next(blocks, b"")
    return Record(
        "resource", member.get("WARC-Target-URI"), member.get("WARC-Date"),
        type_of(member.get("Content-Type"), first), b"", chain([first], blocks) if first else (),
        int(member.get("Content-Length")), headers, _id_of(member, "copy"),
    )  # fmt: skip


def _id_of(member: Member, what: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, member.get('WARC-Record-ID') + ' ' + what)}>"
