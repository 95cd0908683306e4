"""One capture through the stages, as data: what comes next is the next entry of STAGES.

Each stage takes the work in hand and gives it back with one more field filled. A stage that raises ItemError ends this
listing alone; anything else it raises is a fault of ours, kept with its traceback in the workspace's log and recorded
like any failed item, so that the rest of the batch goes on.
"""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any, Final
from urllib.parse import unquote

from db import Saved, StoreError
from db.rows import VersionRow
from monitor.assess import assess
from monitor.capture.sniff import TABLES
from monitor.errors import HydrowatchError, ItemError, NothingToRead
from monitor.extract import extract
from monitor.models import FETCHED, Assessment, Capture, Document, Extraction, Listing
from monitor.parse import parse_many
from monitor.parse.attached import besides_attachments
from monitor.parse.column_names import names_offer
from monitor.parse.columns import NO_CHOICES, ColumnChoices
from monitor.parse.kinds import name_of
from monitor.parse.notes import SIGNS
from monitor.parse.plant_words import may_be_offer, names_plant
from monitor.parse.posted import is_counted
from monitor.payload import bare_type
from monitor.run.people import as_unicode, named_apart
from monitor.run.prints import PRINT, said_before, same_version
from monitor.run.pseudonyms import people_of, with_pseudonyms
from monitor.run.report import Tally
from monitor.run.resaved import addressed_as, numbered_as, said_as, saved_as
from monitor.run.rows import judgement, listing_row, version_row, with_first_posting
from monitor.run.said_again import says_again, telling
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource

_ROWS: Final = TABLES | {"application/jsonl", "application/json"}
_ONLY_NAMED: Final = (
    "names a known listing by its address and title and says nothing else of it: what is known of it stays; import the "
    "page itself"
)
NO_OFFER: Final = "no offer read: kept as evidence"
ENDING_TOLD: Final = "the page says that it was removed or sold"
_ENDED: Final = frozenset({"sold", "removed_by_platform"})
log = logging.getLogger("hydrowatch")


class Recent:
    """What the latest texts of a run say: an archive may hold one page under many addresses. Memory: a few texts."""

    def __init__(self, most: int = 8) -> None:
        self._kept: dict[bytes, Extraction] = {}
        self._most, self._lock = most, Lock()

    def extraction(self, document: Document, read: Callable[[Document], Extraction]) -> Extraction:
        """What `read` finds in a document, or found in one of the same words; address and seller say nothing."""
        key = hashlib.sha256(repr(document._replace(id="", url=None, seller="")).encode("utf-8", "replace")).digest()
        with self._lock:
            found = self._kept.pop(key, None)
        found = found or read(document)
        with self._lock:
            self._kept[key] = found  # the latest stands last
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return found


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a long job in an open workspace."""

    workspace: Workspace
    id: int
    tally: Tally
    columns: ColumnChoices = NO_CHOICES  # what a person said about the columns of tables
    recent: Recent = field(default_factory=Recent)

    def fail(self, source_id: str, error: ItemError) -> None:
        """Record a failed item with its reason, in the database and in the report; files by the names people know.

        Of one imported file the database lists the first thousand (MOST_KEPT), and counts all.
        """
        item = error.item
        if item.startswith("file:///"):
            item = unquote(item.removeprefix("file:///"), errors="backslashreplace")
        error = type(error)(as_unicode(item), error.stage, as_unicode(error.reason))
        if self.tally.fail(error):
            self.workspace.store.add_failure(self.id, source_id, error.item, error.stage, error.reason)


@dataclass(frozen=True, slots=True)
class Work:
    """One listing on its way: each stage fills the next field."""

    run: Run
    capture: Capture
    capture_id: int
    listing: Listing
    extraction: Extraction | None = None
    assessment: Assessment | None = None
    same: Mapping[str, Any] | None = None  # the version that says the same in other lines
    saved: Saved | None = None
    ends: int | None = None  # the listing, where a page tells of its ending alone: its words stay, no stage follows

    @property
    def seen_at(self) -> str:
        """When the listing was as it is here."""
        return self.listing.seen_at or self.capture.seen_at


Stage = Callable[[Work], Work]


def extract_stage(work: Work) -> Work:
    """Listing -> facts and claims."""
    detector = work.run.workspace.detector

    def read(document: Document) -> Extraction:
        return extract(document, detector.lexicon, detector.knowledge)

    return replace(work, extraction=work.run.recent.extraction(work.listing.document(), read))


def offer_stage(work: Work) -> Work:
    """A text or mail that somebody kept, and that says nothing of a plant, ends here; in doubt it is a listing.

    One word of a plant or an offer, in its title or the name of its file too, one amount or claim is enough; not in a
    mail that only points to what is attached (几个电站资料: 见附件). Raises NothingToRead.
    """
    capture, listing, found = work.capture, work.listing, work.extraction
    assert found is not None
    is_mail = any(name.lower() in {"subject", "from"} for name, _ in capture.headers)
    if capture.how not in {"file", "upload"} or not (is_mail or bare_type(capture.media_type) == "text/plain"):
        return work
    own = besides_attachments(listing.text.removeprefix(listing.title)) if is_mail else None
    nothing = {"contact"} if own is None else {"contact", "place"}
    told = any(fact.kind not in nothing for fact in found.facts) or found.claims or found.reading.offer != "none"
    words = f"{unquote(name_of(capture.url))}\n{listing.title}\n{listing.text}" if own is None else own
    names = (names_plant, may_be_offer, names_offer)
    if told or listing.url or SIGNS.search(words) or any(name(words) for name in names):
        return work
    raise NothingToRead(capture.url, "parse", NO_OFFER)


def name_stage(work: Work) -> Work:
    """The name of a file's listing -> that of the offer which it is, of those saved at its place or with its number."""
    assert work.extraction is not None
    store, listing, capture = work.run.workspace.store, work.listing, work.capture
    if capture.how in FETCHED:
        return work
    if listing.alike and (same := said_as(store, listing)) is not None:
        return replace(work, listing=same)
    if not (listing.number or (capture.place and listing.native_id.endswith(f"-{capture.place}"))):
        return replace(work, listing=addressed_as(store, listing)) if listing.url else work
    row = listing_row(listing, work.extraction.facts, work.seen_at)
    if listing.number:
        return replace(work, listing=numbered_as(store, capture, listing, row))
    return replace(work, listing=replace(listing, native_id=saved_as(store, capture, listing, row)))


def told_stage(work: Work) -> Work:
    """A row that only names a known listing, by address and title, ends here: it says nothing new of the plant.

    As a version it would take away all that the page said. Raises NothingToRead.
    """
    listing, store = work.listing, work.run.workspace.store
    if bare_type(work.capture.media_type) not in _ROWS or not listing.url or listing.text != listing.title:
        return work
    known = store.find_listing_by_url(listing.url)
    title, text = store.version_words(known["version_id"]) if known and known["version_id"] else ("", "")
    if text.strip() == title.strip():
        return work
    raise NothingToRead(listing.url, "parse", _ONLY_NAMED)


def ending_stage(work: Work) -> Work:
    """A fetched page or entry that tells a known listing's ending and its offer no longer: a sighting of the ending.

    As a version it would take away price, claims and flags, and its words are the site's. What is doubted is noted
    when the ending is believed.
    """
    listing, capture, store = work.listing, work.capture, work.run.workspace.store
    if capture.how not in FETCHED or (listing.doubted or listing.status) not in _ENDED:
        return work
    known = store.find_listing(listing.source_id, listing.native_id)
    clauses = telling(store.version_words(known["version_id"])[1]) if known and known["version_id"] else frozenset()
    says_no_more = listing.in_place and known is not None and known["version_id"]
    if known is None or (not says_no_more and (not clauses or says_again(listing.text, clauses))):
        return work
    if not listing.doubted:
        changes = store.observe(
            known["id"], work.run.id, work.capture_id, listing.status, observed_at=capture.seen_at,
            note=capture.reason or ENDING_TOLD,
        )  # fmt: skip
        work.run.tally.add(f"seen.{listing.status}")
        for change in changes:
            work.run.tally.add(f"change.{change['kind']}")
    return replace(work, ends=known["id"])


def posting_stage(work: Work) -> Work:
    """A day that a page tells from its own moment (3天前) -> the day that the first page of the listing told.

    From look to look such a day is off by one, and a seller who refreshes a post makes it new; it was posted once.
    Facts are found anew where the day is another: places are read as they were on it.
    """
    listing = work.listing
    if listing.posted_at is None or not is_counted(listing.found_by.get("posted_at", "")):
        return work
    first = work.run.workspace.store.first_posting(listing.source_id, listing.native_id, work.seen_at)
    if first is None:
        return work
    dated = replace(work, listing=with_first_posting(listing, first))
    return dated if dated.listing.posted_at == listing.posted_at else extract_stage(dated)


def print_stage(work: Work) -> Work:
    """A page and its print -> the version that says the same: their lines and spaces differ, not what they say.

    Two ways of saving one page are one version, whichever came first. So is the row of a site's list which says no
    more than the item's own answer did.
    """
    assert work.extraction is not None
    listing = work.listing
    if listing.site:
        return replace(work, same=said_before(work.run.workspace.store, listing, work.extraction.facts))
    is_print = listing.charset_rung == PRINT
    if not is_print and (not listing.url or bare_type(work.capture.media_type) in _ROWS):
        return work
    rung = "" if is_print else PRINT
    return replace(work, same=same_version(work.run.workspace, listing, work.extraction.facts, rung))


def assess_stage(work: Work) -> Work:
    """Facts and claims -> flags and risk, by what was public on the listing's day (else the day it was recorded)."""
    assert work.extraction is not None
    seen_on = date.fromisoformat(work.capture.recorded_at[:10])
    knowledge = work.run.workspace.detector.knowledge
    return replace(work, assessment=assess(work.listing.document(), work.extraction, knowledge, seen_on))


def store_stage(work: Work) -> Work:
    """Flags and risk -> rows, contacts masked, people behind pseudonyms."""
    assert work.assessment is not None
    workspace, facts = work.run.workspace, work.assessment.extraction.facts
    key = workspace.key
    saved = workspace.store.save_listing(
        work.run.id,
        work.capture_id,
        {**listing_row(work.listing, facts, work.seen_at), "people": people_of(work.listing, facts, key)},
        _version(work, version_row(work.listing, facts, key, workspace.detector.knowledge)),
        with_pseudonyms(judgement(work.assessment), work.listing.text, key),
    )
    work.run.tally.saw(saved)
    for change in saved.changes:
        work.run.tally.add(f"change.{change['kind']}")
    return replace(work, saved=saved)


def _version(work: Work, row: VersionRow) -> VersionRow:
    """What is to be stored; what says the same as a version is that version, its price with it."""
    if (same := work.same) is None:
        return row
    return {
        **row, "content_digest": same["content_digest"], "price_text": same["price_text"],
        "price_yuan": same["price_yuan"], "posted_at": same["posted_at"], "place": same["place"],
    }  # fmt: skip


STAGES: Final[tuple[tuple[str, Stage], ...]] = (
    ("told", told_stage),
    ("ending", ending_stage),
    ("extract", extract_stage),
    ("offer", offer_stage),
    ("name", name_stage),
    ("posting", posting_stage),
    ("print", print_stage),
    ("assess", assess_stage),
    ("store", store_stage),
)


def _as_read(listing: Listing) -> Listing:
    return listing


def process(
    run: Run, capture: Capture, capture_id: int, source: WebSource | None,
    change: Callable[[Listing], Listing] = _as_read,
) -> Iterator[Work]:  # fmt: skip
    """Parse a capture and lead each of its listings through the stages; failures are recorded, the rest goes on.

    Args: change, what is done to each listing as it was read, before the first stage.

    A page that says sold or removed need not show the listing any more: not finding it there is no failure, and what
    it shows in its place is no version of it (`Work.ends`).
    """
    for parsed in _parsed(run, capture, capture_id, source):
        if isinstance(parsed, ItemError):
            if capture.state == "ok":
                run.fail(capture.source_id, _in_its_file(parsed, capture))
            continue
        work = _through_stages(Work(run, capture, capture_id, change(parsed)))
        if work is not None:
            yield work


def _parsed(run: Run, capture: Capture, capture_id: int, source: WebSource | None) -> Iterator[Listing | ItemError]:
    try:
        most, columns = run.workspace.settings.scan_chars, run.columns
        for item in parse_many(capture, source, max_chars=most, columns=columns, is_known=_knows(run.workspace)):
            yield item if isinstance(item, ItemError) else named_apart(item, run.workspace.key)
    except (HydrowatchError, StoreError):
        raise
    except Exception as fault:  # one page must not end the batch
        yield as_failure("parse", capture.url, capture_id, fault)


def _knows(workspace: Workspace) -> Callable[[str], bool]:
    """Whether a listing of a workspace has an address."""
    return lambda address: workspace.store.find_listing_by_url(address) is not None


def _in_its_file(error: ItemError, capture: Capture) -> ItemError:
    """An imported file, its line, row or sheet is named with its folder, too: among thousands a name is not enough."""
    name = name_of(capture.final_url or capture.url)
    within = error.item.removeprefix(name)
    if capture.how not in {"file", "upload"} or within == error.item or within[:1] not in {"", ":", "/"}:
        return error
    return type(error)(capture.url + within, error.stage, error.reason)


def as_failure(stage: str, name: str, capture_id: int, fault: Exception) -> ItemError:
    """A fault of ours as a failed item. The log gets where it happened, never its message: that may quote a listing."""
    where = "".join(traceback.format_list(traceback.extract_tb(fault.__traceback__)))
    log.error("stage %s failed on capture %d: %s\n%s", stage, capture_id, type(fault).__name__, where)
    return ItemError(name, stage, f"unexpected fault in stage {stage} ({type(fault).__name__}); see hydrowatch.log")


def _through_stages(work: Work) -> Work | None:
    name = f"{work.listing.source_id}/{work.listing.native_id}"
    for stage, step in STAGES:
        try:
            work = step(work)
            if work.ends is not None:
                break
        except ItemError as error:
            work.run.fail(work.listing.source_id, error)
            return None
        except (HydrowatchError, StoreError):  # the workspace itself is in trouble: stop the job
            raise
        except Exception as fault:  # one listing must not end the batch
            work.run.fail(work.listing.source_id, as_failure(stage, name, work.capture_id, fault))
            return None
    return work
