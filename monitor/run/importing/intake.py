"""One import at work: which files and members of archives are new and what they are taken for; see `groups.py`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from db.rows import ImportItemRow
from monitor.__about__ import __version__
from monitor.capture import CaptureTools, capture_file, capture_member, dated
from monitor.capture.files import EMPTY, address_of
from monitor.capture.sniff import TABLES
from monitor.errors import ItemError, NothingToRead
from monitor.models import Capture
from monitor.run.archive_walks import lay_out
from monitor.run.importing.answered import with_lists
from monitor.run.importing.earlier import with_earlier_answer
from monitor.run.importing.file_kinds import file_kind
from monitor.run.importing.framed import member_with_frames, page_with_frames
from monitor.run.importing.groups import SOURCE_ID, Group, Waiting, reason_of
from monitor.run.importing.incoming import (
    FileState,
    Incoming,
    Meter,
    bodies_of,
    hashed,
    open_beside,
    open_ordinary,
    place_of,
    size_of,
    state_of,
)
from monitor.run.importing.known import known_member, known_page, told_anew
from monitor.run.importing.marked import tells_end
from monitor.run.people import as_unicode
from monitor.run.pipeline import Run
from monitor.run.report import MOST_KEPT, Became, Watch
from monitor.run.rereading import capture_again
from monitor.run.rows import capture_row, without_body
from monitor.unpack import Limits, Member, unpack
from monitor.unpack.har_bodies import WITHOUT_CONTENT, is_har
from monitor.unpack.sniff import ARCHIVE_KINDS

_TAKEN: Final = ("ok", "unread")  # states of what is read now or later
_SENDERS_WORDS: Final = "its words were read by whoever sent the archive, and not anew: they are the sender's word"
_ALL_THE_SAME: Final = "; it was kept and read all the same"
_UNLISTED: Final = f"more than {MOST_KEPT:,} members of the archive gave nothing; these are counted and not listed"
_START: Final = 64  # bytes that tell a kind
_OF_NOTHING: Final = hashlib.sha256(b"").hexdigest()  # of each empty file: it is known by its name alone


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive whose members are being taken; `begun`: some may have been taken in this import already.

    `state`: of its file when it had the digest that it is kept under.
    """

    capture: Capture
    state: FileState
    capture_id: int
    item: ImportItemRow
    item_id: int
    begun: bool
    faults: Counter[str] = field(default_factory=Counter)  # outcome -> members that were not kept and are listed
    lacking: Counter[str] = field(default_factory=Counter)  # address -> parts without the answer or file that they name
    rest: Counter[tuple[str, str]] = field(default_factory=Counter)  # kind and outcome -> those that are only counted


class Intake:
    """Takes files in for one run of one import; call `flush` at the end."""

    def __init__(
        self, run: Run, tools: CaptureTools, import_id: int, ended: Callable[[Became], None], meter: Meter, *,
        again: bool = False,
    ) -> None:  # fmt: skip
        """Args: again, read tables once more that are kept already."""
        self.run, self.tools, self.ended, self.meter = run, tools, ended, meter
        self.store, self.import_id, self._again = run.workspace.store, import_id, again
        self._group = Group(run, tools, ended)

    def take(self, found: Incoming) -> None:
        """Take one file in; what became of it is told when its group is stored."""
        self.meter.begin(found.name)
        size = size_of(found.path)
        if found.problem:
            error = ItemError(found.name, "capture", found.problem)
            self._group.add(Waiting(self._item(found, "other"), errors=(error,)))
        else:
            self._take_file(found)
        self.meter.end(size)

    def flush(self) -> None:
        """Store what waits still."""
        self._group.flush()

    def _take_file(self, found: Incoming) -> None:
        settings = self.run.workspace.settings
        sha256, state = hashed(found.path, max(settings.max_file_bytes, settings.max_archive_bytes))
        if self._group.holds(sha256):
            self._group.flush()
        before = self._before(None, found.n, found.name)
        if before and before["outcome"] != "unpacking" and sha256 and before["sha256"] == sha256:
            self._wait_for_nothing(found.name)
        elif sha256 == _OF_NOTHING and (empty := self._empty_before(found)):
            self._group.add(Waiting(empty, known_by=sha256))
        elif sha256 != _OF_NOTHING and (unread := self.store.unread_pictures(sha256)):
            self._take_unread(found, sha256, unread)
        elif sha256 != _OF_NOTHING and (lacked := self._read_in_vain(found, sha256)):
            self.store.reopen_archive(lacked["id"])
            self._open_again(found, state, lacked, before)
        elif self._again and sha256 != _OF_NOTHING and (tables := self.store.tables_in(sha256, sorted(TABLES))):
            self._take_members_again(self._item(found, file_kind("", found.name)), tables)
        elif sha256 != _OF_NOTHING and (known := self._known_file(found, sha256)):
            item = self._item(found, file_kind(known["media_type"], found.name))
            self._group.add(
                self._kept_table(found, item, sha256) or self._known(item, known, found.name, found.address)
            )
        elif not found.loaded and (begun := self.store.unfinished_archive(sha256)):
            self._open_again(found, state, begun, before)
        else:
            self._capture(found, state, sha256)

    def _known_file(self, found: Incoming, sha256: str) -> dict[str, Any] | None:
        known = self.store.known_file(sha256, resource=found.loaded, tool_version=__version__)
        return known and known_page(self.store, known, found, self.run.workspace.settings.max_file_bytes)

    def _empty_before(self, found: Incoming) -> ImportItemRow | None:
        """What becomes of an empty file that was imported from its place before, and was empty then; None else."""
        name = self._group.addresses.name(found.name, self._place(found), _OF_NOTHING)
        row = self.store.newest_at(SOURCE_ID, address_of(name))
        if row is None or row["sha256"] != _OF_NOTHING:
            return None
        item = self._item(found, file_kind(row["media_type"], found.name))
        return {**item, "outcome": "known", "capture_id": row["id"], "reason": row["reason"]}

    def _read_in_vain(self, found: Incoming, sha256: str) -> dict[str, Any] | None:
        """The capture of a HAR whose attached files earlier versions did not read; None when none lies beside it."""
        if found.loaded or not is_har(found.name):
            return None
        row = self.store.archive_read_in_vain(sha256, WITHOUT_CONTENT)
        return row if row and any(_lies_beside(found, name) for name in bodies_of([found.path])) else None

    def _capture(self, found: Incoming, state: FileState, sha256: str) -> None:
        place = self._place(found)
        taken = capture_file(
            found.path, self.tools, self._group.addresses.name(found.name, place, sha256), SOURCE_ID, how=found.how,
            address=found.address, sha256=sha256, place=place, loaded=found.loaded,
        )  # fmt: skip
        item = self._item(found, file_kind(taken.media_type, found.name, taken.body[:_START]))
        if found.loaded and (taken.state in _TAKEN or taken.body or taken.reason == EMPTY):
            self._group.add(Waiting(item, replace(taken, state="resource", reason=""), counted="resources"))
        elif taken.state == "ok" and taken.media_type in ARCHIVE_KINDS:
            self._open(found, state, taken, item)
        elif taken.state in _TAKEN:
            self._group.add(Waiting(item, taken, framed=page_with_frames(taken, found)))
        else:
            whole = taken.reason == EMPTY or taken.body  # it is all there, but holds no text
            error = (NothingToRead if whole else ItemError)(found.name, "capture", taken.reason or taken.state)
            self._group.add(Waiting(item, taken, (error,)))

    def _place(self, found: Incoming) -> str:
        """Where a file lies; an upload lies nowhere."""
        return place_of(found.path, self.run.workspace.key) if found.how == "file" else ""

    def _take_unread(self, found: Incoming, sha256: str, unread: list[dict[str, Any]]) -> None:
        """Read pictures that were kept before: the file itself, or those in it when it is an archive."""
        item = self._item(found, file_kind("", found.name))
        if unread[0]["sha256"] == sha256:
            self._group.add(self._kept({**item, "kind": "picture"}, unread[0], told=True))
        else:
            self._take_members_again(item, unread)

    def _take_members_again(self, item: ImportItemRow, members: list[dict[str, Any]]) -> None:
        """Read again what is kept of an archive. Args: members, their captures."""
        item |= {"outcome": "known", "capture_id": members[0]["parent_id"]}
        item_id = self.store.put_import_item(item)
        for n, row in enumerate(members):
            name = unquote(row["url"].partition("!/")[2], errors="backslashreplace")
            kind = file_kind(row["media_type"], name)
            self._group.add(self._kept(self._row(item_id, n, name, kind), row, told=False))
        self._group.add(Waiting(item))

    def _kept(self, item: ImportItemRow, row: dict[str, Any], *, told: bool) -> Waiting:
        item = {**item, "capture_id": row["id"]}
        try:
            return Waiting(item, capture_again(self.run.workspace, row), counted="again", told=told)
        except ItemError as error:
            return Waiting(item, errors=(error,), told=told)

    def _kept_table(self, found: Incoming, item: ImportItemRow, sha256: str) -> Waiting | None:
        """A table that is kept already, to be read again; None for what is no table, or for a file that changed now."""
        row = self.store.imported_file(sha256) if self._again else None
        if row is None or row["media_type"] not in TABLES:
            return None
        body = found.path.read_bytes()
        if hashlib.sha256(body).hexdigest() != sha256:
            return None
        return Waiting({**item, "capture_id": row["id"]}, replace(without_body(row), body=body), counted="again")

    def _open(self, found: Incoming, state: FileState, taken: Capture, item: ImportItemRow) -> None:
        """Store a new archive, then take its members."""
        self._group.flush()
        self.tools.archive.sync()
        with self.store.batch():
            capture_id = self.store.add_capture(self.run.id, capture_row(replace(taken, state="unpacking")))
            item_id = self.store.put_import_item({**item, "outcome": "unpacking", "capture_id": capture_id})
        item = {**item, "capture_id": capture_id}
        self._unpack(found, _Archive(taken, state, capture_id, item, item_id, False))

    def _open_again(
        self, found: Incoming, state: FileState, row: dict[str, Any], before: dict[str, Any] | None
    ) -> None:
        """Go on with an archive of which not all members were taken."""
        self._group.flush()
        item = self._item(found, file_kind(row["media_type"], found.name))
        item["capture_id"] = row["id"]
        item_id = self.store.put_import_item({**item, "outcome": "unpacking"})
        archive = replace(without_body(row), place=self._place(found))
        self._unpack(found, _Archive(archive, state, row["id"], item, item_id, before is not None))

    def _unpack(self, found: Incoming, archive: _Archive) -> None:
        """Take every document of an archive that is not known yet; then the archive is known."""
        with self.run.tally.watching() as watch:
            self.run.tally.add("files")
            outcome, errors, resources = "unpacked", list[ItemError](), Counter[str]()
            try:
                errors = self._members(found, archive, resources)
            except OSError as error:
                reason = f"cannot be read to its end ({error.strerror or error}); import it again to go on"
                outcome, errors = "failed", [ItemError(archive.capture.url, "unpack", reason)]
            self._group.flush()
            if outcome == "unpacked":
                self._lay_out(found, archive)
            with self.store.batch():
                finished = outcome == "unpacked" and not archive.lacking
                self._close(archive, "failed" if errors else outcome, errors, resources)
                if finished:
                    self.store.finish_archive(archive.capture_id, _failed_of(archive, watch))
                self._group.tell_of_rest(archive.capture.url, watch)
        self._group.note_vain(archive.capture.sha256, watch)
        self.ended(watch.became(found.name))

    def _members(self, found: Incoming, archive: _Archive, resources: Counter[str]) -> list[ItemError]:
        """Take the members; returns what is wrong with the archive itself."""
        wrong = []
        limits = Limits(member_bytes=self.run.workspace.settings.max_member_bytes)
        with open_ordinary(found.path) as file:
            kind = ARCHIVE_KINDS[archive.capture.media_type]
            members = unpack(file, kind, found.path.name, limits, partial(open_beside, found))
            for n, bare in enumerate(with_lists(members)):
                if state_of(file) != archive.state:  # nothing may name this archive that does not lie in it
                    raise OSError("the file changed while it was read")
                member = dated(bare, self.tools.clock.now())
                self.meter.begin(f"{found.name}!/{member.name}", file.tell())
                if member.problem and not member.name:
                    wrong.append(ItemError(archive.capture.url, "unpack", member.problem))
                elif tells_end(self.tools, member):
                    self._take_member(archive, n, replace(member, body=member.ended, role="document"))
                elif member.role == "resource" and not member.problem:
                    resources[file_kind(member.media_type, member.name)] += 1
                else:
                    self._take_member(archive, n, member)
        return wrong

    def _lay_out(self, found: Incoming, archive: _Archive) -> None:
        """Lay out what the pages of a large archive load, so that each is shown at once; else the first one does it."""
        with suppress(OSError), open_ordinary(found.path) as file:
            sha256 = archive.capture.sha256
            layout = lay_out(self.run.workspace, file, ARCHIVE_KINDS[archive.capture.media_type], sha256)
            if layout and state_of(file) != archive.state:
                layout.path.unlink(missing_ok=True)

    def _close(self, archive: _Archive, outcome: str, errors: list[ItemError], resources: Counter[str]) -> None:
        for error in errors:
            self.run.fail(SOURCE_ID, error)
        for kind, number in resources.items():
            self.run.tally.add("resources", number)
            part = self._row(archive.item_id, 0, f"({kind})", kind)
            self.store.put_import_item({**part, "outcome": "resources", "number": number})
        for (kind, became), number in archive.rest.items():
            self.run.tally.add("failed", number)
            part = self._row(archive.item_id, -1, f"({kind}: {became})", kind)
            told = {"outcome": became, "number": number, "counts": {"failed": number}, "reason": _UNLISTED}
            self.store.put_import_item({**part, **told})  # type: ignore[typeddict-item]
        reason, counts = reason_of(errors, len(errors)), {"failed": len(errors)} if errors else {}
        self.store.put_import_item({**archive.item, "outcome": outcome, "reason": reason, "counts": counts})

    def _take_member(self, archive: _Archive, n: int, member: Member) -> None:
        if archive.begun and (before := self._before(archive.item_id, n, member.name)):
            if before["outcome"] in {"nothing", "failed"} and before["capture_id"] is None:
                archive.faults[before["outcome"]] += 1
                archive.lacking.update([member.url] if member.earlier or member.is_elsewhere else ())
            self._wait_for_nothing("")
            return
        name = f"{archive.capture.url}!/{member.name}"
        kind = file_kind(member.media_type, member.name, member.body[:_START])
        item = self._row(archive.item_id, n, member.name, kind)
        member = with_earlier_answer(self.run.workspace, member)
        if member.problem:
            archive.lacking.update([member.url] if member.earlier or member.is_elsewhere else ())
            self._fail_member(archive, item, ItemError(name, "unpack", member.problem))
            return
        sha256 = hashlib.sha256(member.body).hexdigest()
        if self._group.holds(sha256):
            self._group.flush()
        known = self.store.known_file(sha256, member.url, member.taken_at)
        if known and known["doubt"] and member.is_sound:  # now they come out of a record that holds
            known = None
        if known := known and known_member(self.store, known, member):
            waiting = replace(self._known(item, known, name), told=False)
            self._group.add(waiting) if waiting.item["outcome"] == "known" else self._fail_member(
                archive, waiting.item, waiting.errors[0]
            )
        else:
            self._capture_member(archive, member, item, name, sha256)

    def _capture_member(
        self, archive: _Archive, member: Member, item: ImportItemRow, name: str, sha256: str
    ) -> None:  # fmt: skip
        taken = capture_member(member, archive.capture, self.tools, sha256)
        if taken.state not in _TAKEN:
            self._fail_member(archive, item, NothingToRead(name, "unpack", taken.reason))
            return
        item = {**item, "kind": file_kind(taken.media_type, member.name, member.body[:_START])}
        doubt = f"{member.doubt}{_ALL_THE_SAME}"
        errors = (ItemError(name, "unpack", doubt),) if member.doubt else ()
        if taken.state == "unread" and member.made:
            item = {**item, "reason": _SENDERS_WORDS}
        framed = member.made if taken.state == "unread" else member_with_frames(taken, member)
        self._group.add(Waiting(item, taken, errors, archive.capture_id, "members", told=False, framed=framed))

    def _fail_member(self, archive: _Archive, item: ImportItemRow, error: ItemError) -> None:
        """A member that gives no listing; when there are too many of them in one archive, it is counted by its kind."""
        outcome = "nothing" if isinstance(error, NothingToRead) else "failed"
        if archive.faults.total() < MOST_KEPT:
            archive.faults[outcome] += 1
            self._group.add(Waiting(item, errors=(error,), told=False))
        else:
            archive.rest[item["kind"], outcome] += 1

    def _wait_for_nothing(self, name: str) -> None:
        """This was done in this import before it was broken off."""
        self.run.tally.add("continued")
        if name:
            self.ended(Became(name, {"continued": 1}))

    def _known(self, item: ImportItemRow, row: Mapping[str, Any], name: str, address: str = "") -> Waiting:
        """Bytes that were here before; what failed in them, or was read in vain by this run, is said each time."""
        reason = told_anew(row, address) or row["reason"] or self._doubt_in(row) or self.store.why_nothing(row["id"])
        item = {**item, "outcome": "known", "capture_id": row["id"], "reason": reason}
        known_by = row.get("framed_sha256") or row["sha256"]
        if vain := self._group.read_in_vain(known_by):
            return Waiting({**item, "outcome": "failed"}, errors=(type(vain)(name, vain.stage, vain.reason),))
        failed = row["reason"] and row["media_type"] in ARCHIVE_KINDS  # of what is in it
        errors = (ItemError(item["name"], "unpack", row["reason"]),) if failed else ()
        return Waiting(item, errors=errors, known_by=known_by)

    def _doubt_in(self, row: Mapping[str, Any]) -> str:
        """What is in doubt still of an archive that was here before; '' when nothing is."""
        doubts = self.store.doubts_in(row["id"]) if row["media_type"] in ARCHIVE_KINDS else []
        return f"{len(doubts)} of its documents are in doubt; the first: {doubts[0]}" if doubts else ""

    def _item(self, found: Incoming, kind: str) -> ImportItemRow:
        return self._row(None, found.n, found.name, kind)

    def _row(self, parent_id: int | None, n: int, name: str, kind: str) -> ImportItemRow:
        return {
            "import_id": self.import_id, "run_id": self.run.id, "parent_id": parent_id, "n": n,
            "name": as_unicode(name), "kind": kind, "outcome": "failed",
        }  # fmt: skip

    def _before(self, parent_id: int | None, n: int, name: str) -> dict[str, Any] | None:
        """What became of it in this import before it was broken off; None for one that was not."""
        if self.import_id == self.run.id:
            return None
        return self.store.import_item(self.import_id, parent_id, n, as_unicode(name))


def _lies_beside(found: Incoming, name: str) -> bool:
    try:
        open_beside(found, name).close()
    except (OSError, ValueError):
        return False
    return True


def _failed_of(archive: _Archive, watch: Watch) -> str:
    """What of an archive was not read, in one sentence; "" when all was that holds anything to read."""
    reasons = [error.reason for error in watch.failures if not isinstance(error, NothingToRead)]
    reasons = [reason for reason in reasons if not reason.endswith(_ALL_THE_SAME)]
    untold = watch.counts["failed"] - len(watch.failures) if reasons else 0  # of very many only the first are kept
    number = max(len(reasons) + untold, archive.faults["failed"])
    first = f"; the first: {reasons[0]}" if reasons else ""
    return f"{number} of its documents could not be read when it was imported first{first}" if number else ""
