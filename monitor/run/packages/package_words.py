"""What a WACZ says of itself beside its digests: title, description and program, the file around its entries.

No time stamp is over that and players show it, but an export writes nothing else there: what a WACZ of ours says
otherwise was put in. Of one that another program wrote it is told that this was not compared.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final

from monitor.capture.player_copies import NAME as COPIES
from monitor.errors import ItemError
from monitor.publish.wacz import MADE_BY, PROFILE, WACZ_VERSION, resource
from monitor.run.packages.package_files import Package
from monitor.run.packages.packed_stamps import LIST
from monitor.run.verifying.verify import ItemVerdict
from monitor.unpack.wacz import MAX_PACKAGE_BYTES, PACKAGE, PACKAGE_DIGEST

DESCRIPTION: Final = "Records as they were captured; what sellers say in them is unverified. Holds personal data."
_TITLE: Final = re.compile(
    rf"{MADE_BY} (?:everything|run \d+|source \S+|listings \d+(?:, \d+)+|listing \d+(?:: .*)?)", re.DOTALL
)
_SOFTWARE: Final = re.compile(rf"{MADE_BY} \d[\w.+-]{{0,40}}")
_NAMES: Final = ("profile", "wacz_version", "title", "software", "description", "resources")
_SHOWN: Final = 200  # characters of a value that are shown
_MAX_TOLD: Final = 20
_LOCAL: Final = struct.Struct("<26xHH")
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_END_64: Final = b"PK\x06\x06"
_END_64_BYTES: Final = 56 + 20


def is_ours(package: Package) -> bool:
    """True for a WACZ that says it is an export of ours, or holds what only such a one has: stamps, our copies.

    Nothing can be gained by saying otherwise: what holds neither has no time stamp either.
    """
    try:
        made = _told(package, PACKAGE).get("software")
    except ItemError:
        made = None
    named = isinstance(made, str) and made.partition(" ")[0] == MADE_BY
    return named or LIST in package.entries or COPIES in package.entries


def check_words(package: Package) -> Iterator[ItemVerdict]:
    """What a WACZ says that an export of ours does not write there; of another program's that it was not compared."""
    if not is_ours(package):
        yield ItemVerdict("file", PACKAGE, True, _not_ours(package))
        return
    whole = PurePath(package.file.name).name
    for name, problems in ((PACKAGE, _package), (PACKAGE_DIGEST, _digest), (whole, _around)):
        try:
            for number, problem in enumerate(problems(package)):
                if number < _MAX_TOLD:
                    yield ItemVerdict("file", name, False, problem)
        except ItemError as error:
            yield ItemVerdict("file", name, False, error.reason)


def _not_ours(package: Package) -> str:
    try:
        made = str(_told(package, PACKAGE).get("software", ""))[:_SHOWN]
    except ItemError:
        made = ""
    return (
        f"does not say that hydrowatch wrote it ({made or 'nothing'}): digests, records, index and addresses of pages "
        "were checked; not what it says of itself (title, description, dates, signature), texts and titles of its "
        "pages, and what stands around its entries"
    )


def _package(package: Package) -> Iterator[str]:
    """What is wrong with the words of datapackage.json."""
    told = _told(package, PACKAGE)
    yield from _others(told, _NAMES)
    fits = {
        "profile": told.get("profile") == PROFILE,
        "wacz_version": told.get("wacz_version") == WACZ_VERSION,
        "title": _is_like(_TITLE, told.get("title")),
        "software": _is_like(_SOFTWARE, told.get("software")),
        "description": told.get("description") == DESCRIPTION,
    }
    yield from (_unlike(name, told.get(name)) for name, fit in fits.items() if not fit)
    resources = told.get("resources")
    for one in resources if isinstance(resources, list) else ():
        path = one.get("path") if isinstance(one, dict) else None
        if isinstance(path, str) and path in package.entries:
            yield from _resource(package.entries[path], one)


def _resource(entry: zipfile.ZipInfo, told: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with what is said of one file; its digest is checked with its bytes."""
    right = resource(entry.filename, str(told.get("hash")), entry.file_size)
    wrong = [_unlike(name, told[name]) for name in right if told.get(name, right[name]) != right[name]]
    yield from (f"says of {entry.filename} {reason}" for reason in (*_others(told, tuple(right)), *wrong))


def _digest(package: Package) -> Iterator[str]:
    """datapackage-digest.json names a file and its digest, and nothing more: hydrowatch signs nothing."""
    if PACKAGE_DIGEST not in package.entries:
        return  # that no digest is named is told by who checks those
    told = _told(package, PACKAGE_DIGEST)
    yield from _others(told, ("path", "hash"))
    if told.get("path") != PACKAGE:
        yield _unlike("path", told.get("path"))


def _others(told: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[str]:
    """Names that an export does not have."""
    yield from (f"says {name[:_SHOWN]}, which hydrowatch does not write there: it was added" for name in told
                if name not in names)  # fmt: skip


def _unlike(name: str, value: object) -> str:
    said = "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:_SHOWN]
    return f"says {name} {said}, which is not what hydrowatch writes there: it was changed"


def _is_like(form: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None


def _told(package: Package, name: str) -> dict[str, Any]:
    """The values of a small JSON file. Raises ItemError, also where one name stands twice: readers take either."""
    try:
        value = json.loads(package.read(name, MAX_PACKAGE_BYTES), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ItemError(name, "package", "cannot be read, or says something twice")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The values of an object. Raises ValueError when one name stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _around(package: Package) -> Iterator[str]:
    """What stands before, between and behind the entries, and comments: programs show and run that."""
    if package.archive.comment:
        yield f"has a comment: {package.archive.comment.decode('utf-8', 'replace')[:_SHOWN]}"
    at = 0
    for entry in sorted(package.archive.infolist(), key=lambda one: one.header_offset):
        if entry.comment:
            yield f"has a comment at {entry.filename}: {entry.comment.decode('utf-8', 'replace')[:_SHOWN]}"
        if entry.header_offset != at:
            yield f"has {entry.header_offset - at:,} bytes before {entry.filename} that belong to no entry"
        package.file.seek(entry.header_offset)
        at = (
            entry.header_offset
            + _LOCAL.size
            + sum(_LOCAL.unpack(package.file.read(_LOCAL.size)))
            + (entry.compress_size)
        )
    if (more := package.archive.start_dir - at) != 0:
        yield f"has {more:,} bytes behind its last entry that belong to none"
    yield from _behind(package)


def _behind(package: Package) -> Iterator[str]:
    """What stands behind the list of entries beside its own end."""
    package.file.seek(package.archive.start_dir)
    rest = package.file.read(MAX_PACKAGE_BYTES)
    end = rest.rfind(_END)
    size = sum(46 + len(one.orig_filename.encode()) + len(one.extra) + len(one.comment) for one in
               package.archive.infolist())  # fmt: skip
    size += _END_64_BYTES if rest[size : size + 4] == _END_64 else 0
    more = len(rest) - len(package.archive.comment) - _END_BYTES - size
    if end >= 0 and more:
        yield f"has {more:,} bytes behind its list of entries that belong to none"
