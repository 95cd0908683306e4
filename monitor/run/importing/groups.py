"""Groups of an import: what waits in them is put on disk together, then read and stored in one transaction.

The order is the promise: the bytes of a group are on disk before any of it is read, and what came of the group is
acknowledged as a whole, with what the import's table says of it. A kill at any point loses nothing acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from db.rows import CaptureRow, ImportItemRow
from monitor.capture import CaptureTools, keep_framed, keep_words
from monitor.capture.sniff import PICTURES
from monitor.errors import ItemError, NothingToRead, NotLoaded
from monitor.models import Capture, CaptureState
from monitor.parse.kinds import name_of
from monitor.parse.picture import NEEDS, ocr_ready, words_of
from monitor.run.importing.first_day import keep_first_day
from monitor.run.importing.marked import by_marks, note_beside, note_sighting, note_unloaded, note_waiting
from monitor.run.people import as_unicode
from monitor.run.pipeline import Run, process
from monitor.run.report import MOST_KEPT, Became, Watch
from monitor.run.resaved import Addresses
from monitor.run.rows import capture_row

SOURCE_ID: Final = "import"
MOST_WAITING: Final = 64  # files and members of one group
MOST_BYTES: Final = 8_000_000  # held of one group; a larger file is a group of its own
LEFT_OUT: Final = "left_out"  # messages of a chat that are no replies to an offer
UNREAD: Final = "unread_columns"
WITHOUT_UNIT: Final = "not read, being numbers of which nobody knows what they count: "
_MOST_COLUMNS: Final = 10  # that are named
_LONGEST_COLUMN: Final = 40  # characters of its name
_READ: Final = frozenset({"ok", "sold", "removed_by_platform"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file or member that waits for its group to be on disk.

    `capture` None: there is nothing to store. `errors`: what is wrong with it whatever it says. `told`: it is a file,
    not a member of one. `framed`: the page with its frames and sheets put in, or the words of a picture by the archive
    that it came out of, b"" when it is read as it is. `derived`: what is read in its place, kept as well: the words of
    a picture, that page. `known_by`: the digest that it is known by.
    """

    item: ImportItemRow
    capture: Capture | None = None
    errors: tuple[ItemError, ...] = ()
    parent_id: int | None = None
    counted: str = "files"
    told: bool = True
    framed: bytes = b""
    derived: Capture | None = None
    known_by: str = ""


class Group:
    """The files and members of one import that wait; call `flush` at the end."""

    def __init__(self, run: Run, tools: CaptureTools, ended: Callable[[Became], None]) -> None:
        self.run, self.tools, self.ended, self.store = run, tools, ended, run.workspace.store
        self.addresses = Addresses(run.workspace, SOURCE_ID)
        self._waiting: list[Waiting] = []
        self._digests: set[str] = set()
        self._vain: dict[str, ItemError] = {}  # sha256 of what gave no listing in this run -> why
        self._bytes, self._room = 0, 1

    def holds(self, sha256: str) -> bool:
        """True when such bytes wait in it: what came of them is known only when it is stored."""
        return sha256 in self._digests

    def read_in_vain(self, sha256: str) -> ItemError | None:
        """Why bytes that this run has read gave no listing; None when they did, or were not read."""
        return self._vain.get(sha256)

    def add(self, waiting: Waiting) -> None:
        """Let one wait; a group that is full is stored."""
        self._waiting.append(waiting)
        if waiting.capture:
            self._digests.add(waiting.capture.sha256)
            self._bytes += len(waiting.capture.body) + len(waiting.framed)
        slow = waiting.capture and waiting.capture.state == "unread" and ocr_ready()
        if slow or len(self._waiting) >= self._room or self._bytes >= MOST_BYTES:
            self.flush()

    def flush(self) -> None:
        """Put the group on disk, then read and store it, all of it acknowledged at once."""
        if not self._waiting:
            return
        self.tools.archive.sync()
        self._waiting = [self._with_derived(waiting) for waiting in self._waiting]
        self.tools.archive.sync()
        told: list[Became] = []
        interrupted: KeyboardInterrupt | None = None
        with self.store.batch():
            for waiting in self._waiting:
                try:
                    with self.store.batch():
                        became = self._store(waiting)
                except KeyboardInterrupt as stop:  # what is stored of the group is kept
                    interrupted = stop
                    break
                if waiting.told:
                    told.append(became)
        self._waiting.clear()
        self._digests.clear()
        self.addresses.stored()
        self._bytes, self._room = 0, min(2 * self._room, MOST_WAITING)  # the first ones are acknowledged early
        if interrupted:
            raise interrupted
        for became in told:
            self.ended(became)

    def tell_of_rest(self, item: str, watch: Watch) -> None:
        """Say in the list of failures how many more of a file there are."""
        if watch.unlisted:
            name = unquote(item.removeprefix("file:///"), errors="backslashreplace")
            reason = f"{watch.unlisted:,} more items of it failed; they are counted and not listed"
            self.store.add_failure(self.run.id, SOURCE_ID, as_unicode(name), "import", reason)

    def _store(self, waiting: Waiting) -> Became:
        """Read and store one file or member, and say what became of it; within the group's transaction."""
        run, item = self.run, waiting.item
        marked = by_marks(run, self.tools, waiting.capture, _read_for(waiting)) if waiting.capture else None
        taken, capture_id = marked.capture if marked else None, item.get("capture_id")
        unread: tuple[str, ...] = ()
        with run.tally.watching() as watch:
            if taken and not capture_id:
                capture_id = self.store.add_capture(run.id, {**capture_row(taken), "parent_id": waiting.parent_id})
            elif taken and taken.state == "ok" and capture_id:
                self.store.finish_archive(capture_id)
            if taken:
                run.tally.add(waiting.counted)
            for error in waiting.errors:
                run.fail(SOURCE_ID, error)
            if taken and capture_id and marked and not marked.is_read:
                self._keep_unread(waiting, capture_id)
                note_sighting(run, taken, capture_id)
                item = {**item, "reason": taken.reason}
            elif taken and capture_id:
                unread = self._read(waiting, taken, capture_id)
                if unloaded := next((error for error in watch.failures if isinstance(error, NotLoaded)), None):
                    note_unloaded(run, taken, capture_id, unloaded.reason)
            elif not waiting.errors or item["outcome"] == "known":
                run.tally.add("known")
            if waiting.told:
                self.tell_of_rest(item["name"], watch)
        if taken:
            self.note_vain(_digest_of(waiting, taken), watch)
        self.store.put_import_item(_with_unread(_finished(item, watch, capture_id), unread))
        return replace(watch.became(item["name"]), known_by=waiting.known_by)

    def note_vain(self, sha256: str, watch: Watch) -> None:
        """Remember bytes of which nothing was read, so that the same ones later in this run do not pass for known."""
        if watch.failures and not watch.listings and len(self._vain) < MOST_KEPT:
            self._vain[sha256] = watch.failures[0]

    def _keep_unread(self, waiting: Waiting, capture_id: int) -> None:
        """Note what a page that is no listing was kept with, so that it is known by it."""
        if waiting.derived:
            row = capture_row(replace(waiting.derived, state="resource"))
            self.store.add_capture(self.run.id, {**row, "parent_id": capture_id})

    def _read(self, waiting: Waiting, taken: Capture, capture_id: int) -> tuple[str, ...]:
        """The listings of a capture; of a picture, those of its words, of a page with frames, those of all of it.

        Returns: the columns of its tables that are not read.
        """
        if waiting.derived:
            derived = replace(waiting.derived, state=taken.state, reason=taken.reason)
            row: CaptureRow = {**capture_row(derived), "parent_id": capture_id}
            taken, capture_id = derived, self.store.add_capture(self.run.id, row)
        elif taken.media_type in PICTURES or taken.state not in _READ:
            return ()
        unread: dict[str, None] = {}
        for work in process(self.run, taken, capture_id, None):
            if work.saved:
                if work.listing.left_out:
                    self.run.tally.add(LEFT_OUT, work.listing.left_out)
                note_waiting(self.run, work.saved, work.listing.url)
                note_beside(self.run, work)
                if not taken.doubt:
                    keep_first_day(self.run, work, work.saved)
            unread |= dict.fromkeys(work.listing.unread)
        return tuple(unread)

    def _with_derived(self, waiting: Waiting) -> Waiting:
        """A picture or page with what is read of it, kept; outside of any transaction, for OCR takes seconds."""
        taken = waiting.capture
        if taken and waiting.framed and taken.state == "unread":
            words = keep_words(waiting.framed, taken, self.tools)
            return replace(waiting, capture=replace(taken, state="ok"), derived=words, framed=b"")
        if taken and waiting.framed:
            return replace(waiting, derived=keep_framed(waiting.framed, taken, self.tools), framed=b"")
        if taken is None or taken.state != "unread":
            return waiting
        try:
            if not ocr_ready():
                raise NothingToRead(taken.url, "parse", NEEDS)
            words = keep_words(words_of(taken.body, name_of(taken.url), taken.sha256), taken, self.tools)
        except OSError as error:
            reason = f"is kept, and cannot be read now ({error.strerror or error}); import it again"
            return replace(waiting, errors=(*waiting.errors, ItemError(taken.url, "parse", reason)))
        except ItemError as error:
            state: CaptureState = "unread" if error.reason == NEEDS else "ok"
            wrong = type(error)(taken.url, "parse", error.reason)
            return replace(waiting, capture=replace(taken, state=state), errors=(*waiting.errors, wrong))
        return replace(waiting, capture=replace(taken, state="ok"), derived=words)


def _digest_of(waiting: Waiting, taken: Capture) -> str:
    """What a file or document is known by: its bytes, of a page with frames those of all of it."""
    return (_read_for(waiting) or taken).sha256


def _read_for(waiting: Waiting) -> Capture | None:
    """The page with its frames and sheets put in that is read in the place of a page."""
    taken, derived = waiting.capture, waiting.derived
    return derived if taken and derived and derived.media_type == taken.media_type else None


def _finished(item: ImportItemRow, watch: Watch, capture_id: int | None) -> ImportItemRow:
    """An item with what became of it: the best of its listings, else why there is none."""
    counts = {
        name: watch.counts[name] for name in ("new", "changed", "unchanged", "failed", LEFT_OUT) if watch.counts[name]
    }
    best = next((name for name in ("new", "changed", "unchanged") if name in counts), "")
    empty = all(isinstance(error, NothingToRead) for error in watch.failures)
    other = next((name for name in ("known", "resources") if watch.counts[name]), "nothing" if empty else "failed")
    outcome = best or other
    reason = reason_of(watch.failures, counts.get("failed", 0)) or item.get("reason", "")
    return {**item, "outcome": outcome, "counts": counts, "reason": reason, "capture_id": capture_id}


def _with_unread(item: ImportItemRow, unread: tuple[str, ...]) -> ImportItemRow:
    """An item with the columns of its tables that are not read: how many, and behind its reason which."""
    if not unread:
        return item
    named = ", ".join(name[:_LONGEST_COLUMN] for name in unread[:_MOST_COLUMNS])
    more = f" and {len(unread) - _MOST_COLUMNS} more" if len(unread) > _MOST_COLUMNS else ""
    told = f"{WITHOUT_UNIT}{named}{more} (say with --column FIELD=COLUMN(UNIT))"
    reason = f"{item['reason']}; {told}" if item.get("reason") else told
    return {**item, "counts": {**item.get("counts", {}), UNREAD: len(unread)}, "reason": reason}


def reason_of(errors: list[ItemError], number: int) -> str:
    """The first of these reasons and how many more there are; '' for none."""
    if not errors:
        return ""
    return errors[0].reason if number == 1 else f"{errors[0].reason} (and {number - 1} more)"
