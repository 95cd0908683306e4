"""Whether what players show of a WACZ is what its records say: each copy is made anew from the record that it repeats.

No time stamp is over the copies. So nothing that a copy says may be its own: kind, address, time, type, headers, bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple

from monitor.capture.members import Damaged, Member
from monitor.capture.player_copies import CHANGED, ShownAs, called, made_again, shown_as
from monitor.capture.player_copies import NAME as COPIES_FILE
from monitor.capture.reading import RecordVerdict, verify_stream
from monitor.capture.records import COPY_OF, WARC_VERSION
from monitor.run.packages.copy_types import with_charset
from monitor.run.packages.package_files import Package
from monitor.run.verifying.verify import ItemVerdict

COPIES: Final = f"archive/{COPIES_FILE}"
_USUAL: Final = frozenset({
    "WARC-Type", "WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "Content-Type", "Content-Length",
    "WARC-Warcinfo-ID", "WARC-Block-Digest", "WARC-Payload-Digest", COPY_OF, CHANGED,
})  # fmt: skip
_SHOWN: Final = 100  # characters of a header that are shown


class Place(NamedTuple):
    """Where a conversion record lies: entry of the package, and offset there."""

    entry: str
    offset: int


def check_copies(package: Package, conversions: Mapping[str, Place]) -> Iterator[ItemVerdict]:
    """That each conversion is there for players, once at each of its addresses, as an export writes it.

    Args: conversions, by record id. The places of copies that hold are noted in `package`: to no other may an index
    or a page lead.
    """
    count, bad, seen = 0, 0, dict[str, set[ShownAs]]()
    stream = verify_stream(COPIES, package.open(COPIES)) if COPIES in package.entries else iter(())
    for verdict in stream:
        if verdict.kind == "warcinfo" and verdict.ok and not verdict.torn:
            continue
        count += 1
        if reason := _wrong(package, verdict, conversions, seen):
            bad += 1
            yield ItemVerdict("copy", f"{COPIES}@{verdict.position.offset}", False, reason)
        else:
            package.note(COPIES, verdict.position)
    if count and not bad:
        yield ItemVerdict("copy", COPIES, True, f"{count} copies for players, each like the record that it repeats")
    for key, place in conversions.items():
        if reason := _lacking(package, place, seen.get(key, set())):
            yield ItemVerdict("record", f"{place.entry}@{place.offset}", False, reason)


def _wrong(
    package: Package, verdict: RecordVerdict, conversions: Mapping[str, Place], seen: dict[str, set[ShownAs]]
) -> str:  # fmt: skip
    """Why a record is no copy that an export writes; "" when it is. Args: seen, the addresses of copies, by record."""
    if not verdict.ok or verdict.torn:
        return verdict.reason
    if not (key := verdict.copy_of):
        return "repeats no record, so nothing says what it is a copy of"
    if (place := conversions.get(key)) is None:
        return f"repeats {key}, which is no conversion of this package"
    at, before = ShownAs(verdict.uri, verdict.date), seen.setdefault(key, set())
    if at in before:
        return f"repeats {key} once more at the same address"
    before.add(at)
    copy = _begun(package.open(COPIES), verdict.position.offset)
    try:
        return _unlike(copy, _begun(package.open(place.entry), place.offset), at, key)
    except Damaged as error:
        return str(error)


def _unlike(copy: Member, original: Member, at: ShownAs, key: str) -> str:
    """What a sound copy says otherwise than its record."""
    if (kind := copy.get("WARC-Type")) != "resource":
        return f"is a {kind[:_SHOWN]} record, a copy is a resource"
    if name := _own_header(copy):
        return f"has the header {name[:_SHOWN]} in a way that no copy has it"
    if at not in _addresses(original):
        return f"is not like {key}, the record that it repeats"
    made = made_again(original, at, with_charset)
    alike = made.headers["WARC-Block-Digest"] if copy.get(CHANGED) else original.get("WARC-Block-Digest")
    is_alike = copy.get("WARC-Block-Digest") == alike and copy.get(CHANGED) in {"", made.headers.get(CHANGED)}
    is_named = copy.get("WARC-Payload-Digest") in {"", original.get("WARC-Payload-Digest")}
    if not (is_alike and is_named):
        return f"is not like {key}, the record that it repeats"
    if (said := copy.get("Content-Type")) != made.content_type:
        return f"says that its type is {said[:_SHOWN]}, a copy of {key} says {made.content_type[:_SHOWN]}"
    return ""


def _own_header(copy: Member) -> str:
    """The first header that copies do not have, or not so: those that are there twice or folded lead readers apart."""
    names = [name for name, _ in copy.headers]
    if odd := next((name for name in names if name not in _USUAL or names.count(name) > 1), ""):
        return odd
    written = "".join(f"{name}: {value}\r\n" for name, value in copy.headers)
    return "" if copy.head == f"{WARC_VERSION}\r\n{written}\r\n".encode() else names[0]


def _addresses(original: Member) -> set[ShownAs]:
    """Where copies of a conversion may lie. At its own address is what earlier exports wrote."""
    return {*_wanted(original), _own(original)}


def _wanted(original: Member) -> set[ShownAs]:
    return {at for at in (shown_as(original.get), called(original.get)) if at}


def _own(original: Member) -> ShownAs:
    return ShownAs(original.get("WARC-Target-URI"), original.get("WARC-Date"))


def _lacking(package: Package, place: Place, seen: set[ShownAs]) -> str:
    """Why players do not find a conversion wherever they should; "" when they do."""
    if not seen:
        return f"has no copy in {COPIES}, so that players do not show it"
    try:
        original = _begun(package.open(place.entry), place.offset)
    except Damaged as error:
        return str(error)
    missing = sorted(_wanted(original) - seen)
    return f"has no copy at {missing[0].url} in {COPIES}" if missing and seen != {_own(original)} else ""


def _begun(file: BinaryIO, offset: int) -> Member:
    """A record whose headers were read. Raises Damaged."""
    (member := Member(file, offset, file.seek(0, 2))).begin()
    return member
