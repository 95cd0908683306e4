"""Whether a WACZ that we wrote holds: its digests, its records, its time stamps. Offline, and without a workspace."""

from __future__ import annotations

import hashlib
import io
import json
from collections import ChainMap, Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final, cast

from monitor.capture.posting import MAX_ANSWER_BYTES
from monitor.capture.reading import verify_stream
from monitor.errors import ItemError
from monitor.run.packages.copy_checks import COPIES, Place, check_copies
from monitor.run.packages.how_to_check import check_how
from monitor.run.packages.left_out import check_left_out
from monitor.run.packages.package_files import Package, open_package
from monitor.run.packages.package_index import BLOCKS, INDEX, LED_TO, PAGES, check_index
from monitor.run.packages.package_words import check_words, is_ours
from monitor.run.packages.packed_stamps import LIST, PACKED
from monitor.run.packages.places import check_places, place_line
from monitor.run.sealing.stamp_checks import NOT_INSTALLED, is_early, load_reader, stated
from monitor.run.verifying.verify import ItemVerdict
from monitor.stamps import MAX_CA_BYTES, NO_CERTIFICATES, UNTRUSTED, Asked
from monitor.unpack.streams import blocks_of
from monitor.unpack.wacz import PACKAGE, PACKAGE_DIGEST, digest_of_package, is_archive, named_digests, unlike

MAX_RECORDS: Final = 1_000_000  # records that are compared with the manifests
MAX_LIST_BYTES: Final = 16_000_000
MAX_LINE: Final = 10_000
_BLOCK: Final = 1 << 20


@dataclass(slots=True)
class _Records:
    """The records of one WARC file of the package: digest of the member -> where it lies, and by record id."""

    name: str
    places: dict[str, str] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    conversions: dict[str, Place] = field(default_factory=dict)  # by record id
    stamped: set[str] = field(default_factory=set)
    dates: dict[str, str] = field(default_factory=dict)  # by digest, our clock
    count: int = 0
    latest: str = ""
    early: str = ""  # that a stamp is older than a record under it


def verify_package(path: Path, certificates: bytes | None = None) -> Iterator[ItemVerdict]:
    """Check the digests of all files, every record, every time stamp, and which records are under a stamp.

    Args: certificates, PEM, those to trust; None: those in the package, which its sender chose.
    Raises InputError when the file is no ZIP or cannot be read.
    """
    with open_package(path) as package:
        yield from _files(package)
        records = list[_Records]()
        for name in sorted(package.entries):
            is_warc = is_archive(name) or (name.startswith("archive/") and not name.endswith("/"))
            if is_warc and name != COPIES:
                yield from _records(package, name, records)
        yield from check_copies(package, ChainMap(*(one.conversions for one in records)))
        yield from check_left_out(package)
        yield from _stamps(package, certificates)
        for manifest in package.manifests:
            yield from _compared(package, manifest, records)
        yield from map(_covered, records)
        yield from (_absent(manifest, *counts) for manifest, counts in package.listed.items())
        yield from check_index(package, ours=is_ours(package))
        yield from check_places(package)
        yield from check_how(package, COPIES)
        yield from check_words(package)
        yield from _unnamed(package)


def _files(package: Package) -> Iterator[ItemVerdict]:
    """That each file has the digest that datapackage.json names, and that no other file is there."""
    try:
        digests = named_digests(package.archive, package.entries.get(PACKAGE))
        digests[PACKAGE] = digest_of_package(package.archive, package.entries.get(PACKAGE_DIGEST))
    except ItemError as error:
        yield ItemVerdict("file", PACKAGE, False, error.reason)
        return
    for name, number in Counter(entry.filename for entry in package.archive.infolist()).items():
        if number > 1:  # which of them is read is for each reader to choose
            yield ItemVerdict("file", name, False, f"is in the package {number} times, and only the last was checked")
    for name in sorted({*digests, *package.entries} - {PACKAGE_DIGEST}):
        digest, problem = digests.get(name), ""
        try:
            if digest is None:
                problem = f"{PACKAGE_DIGEST if name == PACKAGE else PACKAGE} names no digest of it"
            else:
                for block in blocks_of(package.open(name)):
                    digest.update(block)
                problem = "" if digest.holds() else unlike(digest, PACKAGE_DIGEST if name == PACKAGE else PACKAGE)
        except ItemError as error:
            problem = error.reason
        yield ItemVerdict("file", name, not problem, problem)


def _records(package: Package, name: str, found: list[_Records]) -> Iterator[ItemVerdict]:
    """The records of a WARC file that are not as they say; the digests of all go into `found`."""
    records = _Records(name)
    try:
        for verdict in verify_stream(PurePosixPath(name).name, package.open(name)):
            place = verdict.position
            item, id_ = f"{name}@{place.offset}", place.record_id
            if not verdict.ok or verdict.torn:
                yield ItemVerdict("record", f"{item} {verdict.kind}".rstrip(), False, verdict.reason)
            records.count += 1
            if verdict.raw_sha256 and verdict.kind in LED_TO:
                package.note(name, place)
            if verdict.raw_sha256:
                package.tell(name, place_line(place, verdict.kind, verdict.date, verdict.uri))
            if verdict.raw_sha256 and records.count <= MAX_RECORDS:
                if first := next((one.by_id[id_] for one in (*found, records) if id_ in one.by_id), ""):
                    reason = f"2 records have this id, among them {first}, {item}"
                    yield ItemVerdict("record", id_, False, reason)
                records.places[verdict.raw_sha256] = records.by_id[id_] = item
                records.dates[verdict.raw_sha256] = verdict.date
                if verdict.kind == "conversion":
                    records.conversions[id_] = Place(name, place.offset)
    except ItemError as error:
        yield ItemVerdict("record", name, False, error.reason)
    found.append(records)


def _stamps(package: Package, certificates: bytes | None) -> Iterator[ItemVerdict]:
    """Each stamp that the package lists; the manifests under those that hold are noted."""
    if LIST not in package.entries:
        reason = "the package holds no time stamps, so nothing says when it was there"
        yield ItemVerdict("stamp", LIST, False, reason, unproven=True)
        return
    try:
        value = json.loads(package.read(LIST, MAX_LIST_BYTES))
        listed = [one for one in value["stamps"] if isinstance(one, dict)]
    except (ItemError, ValueError, RecursionError, LookupError, TypeError):
        yield ItemVerdict("stamp", LIST, False, "cannot be read, so no time stamp was checked")
        return
    package.named.add(LIST)
    for one in listed:
        told = {name: value for name, value in one.items() if isinstance(value, str)}
        package.named.update(f"{PACKED}/{told[name]}" for name in ("file", "manifest", "ca_file") if told.get(name))
        try:
            reason, name = _stamp(package, told, certificates), told["manifest"]
        except ItemError as error:
            untrusted = certificates is not None and error.reason in {UNTRUSTED, NO_CERTIFICATES}
            yield ItemVerdict("stamp", told.get("file", LIST), False, error.reason, untrusted=untrusted)
            continue
        package.manifests[name] = min(package.manifests.get(name, told["time"]), told["time"])
        yield ItemVerdict("stamp", told["file"], True, reason)


def _stamp(package: Package, told: Mapping[str, str], certificates: bytes | None) -> str:
    """What a stamp states. Raises ItemError when it does not hold."""
    try:
        file, manifest, imprint = (told[name] for name in ("file", "manifest", "imprint"))
        asked, at = Asked(imprint, int(told["nonce"], 16), told.get("policy_asked", "")), told["asked_at"]
        datetime.fromisoformat(at).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        raise ItemError(LIST, "stamp", "is not described whole in the list of stamps") from None
    if (found := package.digest(f"{PACKED}/{manifest}")) != imprint:
        raise ItemError(file, "stamp", f"stamps the digest {imprint}, {manifest} has {found}")
    response = package.read(f"{PACKED}/{file}", MAX_ANSWER_BYTES)
    if (reader := load_reader()) is None:
        raise ItemError(file, "stamp", f"cannot be checked: {NOT_INSTALLED}")
    ours, whose = certificates, "by the certificates that you named"
    if ours is None:
        ours, whose = _sent_along(package, told)
    stamp = reader.examine(response, asked, ours)
    if stamp.time != told.get("time"):
        raise ItemError(file, "stamp", f"states {stamp.time}, the list of stamps says {told.get('time')}")
    return f"{manifest} {stated(stamp, told, at)}; {whose}"


def _sent_along(package: Package, told: Mapping[str, str]) -> tuple[bytes, str]:
    name = told.get("ca_file", "")
    if not name:
        raise ItemError(name, "stamp", "cannot be checked: the package brings no certificate; name it with --ca-file")
    data = package.read(f"{PACKED}/{name}", MAX_CA_BYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    return data, f"by {name}, which came with the package (SHA-256 {sha256}): compare it with the authority's own"


def _compared(package: Package, manifest: str, found: list[_Records]) -> Iterator[ItemVerdict]:
    """Note the records that a stamped manifest lists; tell of those that it lists otherwise. The absent are counted."""
    stream = io.BufferedReader(cast("io.RawIOBase", package.open(f"{PACKED}/{manifest}")), _BLOCK)
    count = absent = 0
    while line := stream.readline(MAX_LINE):
        try:
            value = json.loads(line)
            sha256, record_id = str(value["sha256"]), str(value["record_id"])
        except (ValueError, RecursionError, LookupError, TypeError):
            continue  # the first and the last line, which name no record
        count += 1
        holders = [one for one in found if sha256 in one.places or record_id in one.by_id]
        absent += not holders
        for records in holders:
            if sha256 not in records.places:
                reason = f"{manifest} lists this record with the SHA-256 {sha256}: it was changed since"
                yield ItemVerdict("record", records.by_id[record_id], False, reason)
                continue
            records.stamped.add(sha256)
            stamped, dated = package.manifests[manifest], records.dates[sha256]
            records.latest = max(records.latest, stamped)
            if not records.early and is_early(stamped, dated):
                records.early = f"{records.places[sha256]} says {dated}, after its stamp: the sender's clock was wrong"
            if (file := PurePosixPath(records.name).name) != value.get("file", file):
                reason = f"{manifest} lists this record in {value['file']}: the file was renamed, or the record moved"
                yield ItemVerdict("record", records.places[sha256], False, reason)
    package.listed[manifest] = count, absent


def _covered(records: _Records) -> ItemVerdict:
    """How many of the records of a file are under a stamp; of one under none nothing says when it was there."""
    known = len(records.stamped)
    reason = f"{known} of {records.count} records are in stamped manifests"
    if known:
        reason += f", there by {records.latest}"
    if ok := 0 < known == records.count:
        reason += f"; {records.early}" if records.early else ""
        return ItemVerdict("stamp", records.name, ok, reason, notice=bool(records.early))
    said = f"{records.count - known} are under none: nothing proves when those were there, they may have been added"
    return ItemVerdict("stamp", records.name, ok, f"{reason}; {said}" if known else reason, unproven=True)


def _absent(manifest: str, count: int, absent: int) -> ItemVerdict:
    """How many records of a manifest are not here: no fault, for a part of a workspace has only some."""
    reason = f"lists {count} records of its run, all in this package"
    if absent:
        reason = (
            f"lists {count} records of its run, {absent} of them not in this package: as it is when only a listing, a "
            "source or no whole archive is handed on; if all of the run should be here, ask for the rest"
        )
    return ItemVerdict("manifest", f"{PACKED}/{manifest}", True, reason)


def _unnamed(package: Package) -> Iterator[ItemVerdict]:
    """Files that are no part of such a package: nothing of it leads there, and no time stamp is over them."""
    known = package.named | {PACKAGE, PACKAGE_DIGEST, INDEX, BLOCKS, PAGES}
    for name in sorted(package.entries.keys() - known):
        if not (is_archive(name) or name.startswith("archive/")):
            reason = "is no part of such a package: no record, index or time stamp leads to it; it was added"
            yield ItemVerdict("file", name, False, reason)
