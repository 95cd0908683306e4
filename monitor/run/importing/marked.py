"""Imported pages by their marks, as fetched ones: a check or login saved in place of a page, a listing that has ended.

Such a page gives a sighting of the listing at its address and no version: its words are the site's. It is read all the
same where it makes an offer itself, for then the listing stands on it. One that was imported before its listing waits:
it is noted as soon as there is a listing of that address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from db import Saved
from monitor.capture import CaptureTools
from monitor.errors import ItemError, NothingToRead
from monitor.models import Capture, CaptureState, Listing
from monitor.parse import parse_many
from monitor.parse.listings import decode_capture
from monitor.parse.saved import read_saved, told_address
from monitor.parse.tracking import other_scheme
from monitor.payload import PAGES, bare_type, header
from monitor.run.pipeline import Run, Work
from monitor.run.proofs import STATUS
from monitor.run.said_again import says_again, telling
from monitor.sources.model import Markers
from monitor.unpack import Member

_NO_OWN: Final = Markers()  # marks of one source; a file is of none
_AMOUNTS: Final = frozenset({"capacity", "price"})
_START: Final = 16_384  # bytes in which a page says where it was saved from
_Marks = tuple[CaptureState, str]


@dataclass(frozen=True, slots=True)
class Marked:
    """A capture with the state that its marks tell; `is_read` false: a sighting, whose words are no listing's."""

    capture: Capture
    is_read: bool = True


def by_marks(run: Run, tools: CaptureTools, taken: Capture, filled: Capture | None = None) -> Marked:
    """What a file or document that was just kept is by its marks; whatever is no page of the web is as it was.

    Args: filled, the page with its frames and sheets put in: what a sheet hides is no mark.
    """
    is_page = taken.state == "ok" and bare_type(taken.media_type) in PAGES
    if not is_page or header(taken.headers, "subject") or header(taken.headers, "from"):  # mails may speak of checks
        return Marked(taken)
    address = _on_the_web(taken.final_url) or told_address(taken.body[:_START].decode("utf-8", "replace"))
    shown = filled or taken
    found = tools.marks.read(taken.body, address, _NO_OWN, shown=filled.body if filled else b"")
    return _judged(run, taken, shown, address, found) if found else Marked(taken)


def tells_end(tools: CaptureTools, member: Member) -> bool:
    """Whether the page of an answer 'not found' says that its listing ended; the status alone may be of any address."""
    found = tools.marks.read(member.ended, member.url, _NO_OWN) if member.ended else None
    return found is not None and found[0] in {"sold", "removed_by_platform"}


def note_sighting(run: Run, taken: Capture, capture_id: int) -> None:
    """Note on the listing at its address what a page without words of its own shows; without one, say what it is."""
    store = run.workspace.store
    addresses = [*filter(None, (taken.final_url, other_scheme(taken.final_url)))]
    named = (store.find_listing(taken.source_id, address) for address in addresses)
    found = next(filter(None, chain(named, map(store.find_listing_by_url, addresses))), None)
    if found:
        _observe(run, found["id"], found["version_id"], capture_id, taken.state, taken.reason, taken.seen_at)
    if found is None or taken.state == "challenge":
        run.fail(taken.source_id, NothingToRead(taken.url, "parse", taken.reason))


def note_unloaded(run: Run, taken: Capture, capture_id: int, reason: str) -> None:
    """Note on the listing at its address that a page had not loaded: nobody knows what it would have said."""
    address = _on_the_web(taken.final_url) or read_saved(decode_capture(taken).text, "html").url
    if found := run.workspace.store.find_listing_by_url(address) if address else None:
        run.workspace.store.observe(
            found["id"], run.id, capture_id, "unknown", observed_at=taken.seen_at, note=reason
        )  # fmt: skip
        run.tally.add("seen.unknown")


def note_waiting(run: Run, saved: Saved, address: str) -> None:
    """Note on a new listing what pages of its address showed that were imported before it."""
    for row in run.workspace.store.unnoted_marks(address) if saved.outcome == "new" and address else ():
        _observe(run, saved.listing_id, saved.version_id, row["id"], row["state"], row["reason"], row["seen_at"])


def note_beside(run: Run, work: Work) -> None:
    """Note on watched listings of a saved page's address the ending that it tells, with the page as its proof.

    Its words are none of their versions: they were not found by the selectors of the source.
    """
    listing, taken = work.listing, work.capture
    if listing.status not in {"sold", "removed_by_platform"}:
        return
    for row in run.workspace.store.watched_at(listing.url, taken.source_id):
        _observe(run, row["id"], None, work.capture_id, listing.status, taken.reason, taken.seen_at)


def _observe(
    run: Run, listing_id: int, version_id: int | None, capture_id: int, state: str, reason: str, seen_at: str
) -> None:
    status = STATUS[state]
    changes = run.workspace.store.observe(
        listing_id, run.id, capture_id, status, observed_at=seen_at, note=reason
    )  # fmt: skip
    run.tally.add(f"seen.{status}")
    for change in changes:
        run.tally.add(f"change.{change['kind']}")
    if state != "challenge" and version_id is not None:
        run.tally.saw(Saved(listing_id, version_id, "changed" if changes else "unchanged", changes))


def _judged(run: Run, taken: Capture, shown: Capture, address: str, found: _Marks) -> Marked:
    state, reason = found
    listing = _listing(run, shown)
    address = (listing.url if listing else "") or address
    known = run.workspace.store.find_listing_by_url(address) if address else None
    # Beside the word that a listing is gone sites show others: of one that is known its own words must be there.
    others = known is not None and state == "removed_by_platform"
    if listing and (not others or _says_again(run, known, listing)) and _offers(run, listing):
        return Marked(taken if state == "challenge" else replace(taken, state=state, reason=reason))
    return Marked(replace(taken, state=state, reason=reason, final_url=address or taken.final_url), is_read=False)


def _listing(run: Run, taken: Capture) -> Listing | None:
    items = parse_many(taken, max_chars=run.workspace.settings.scan_chars)
    return next((item for item in items if not isinstance(item, ItemError)), None)


def _offers(run: Run, listing: Listing) -> bool:
    """True when the words of a page make an offer with an amount; a check may have the title of its listing."""
    found = run.workspace.detector.scan(replace(listing, title="").document()).extraction
    return found.reading.offer == "direct" and any(fact.kind in _AMOUNTS for fact in found.facts)


def _says_again(run: Run, known: Mapping[str, Any] | None, listing: Listing) -> bool:
    """True when a page says at least half of what a listing that is known said of its plant, clause by clause."""
    if known is None or known["version_id"] is None:
        return False
    _, said = run.workspace.store.version_words(known["version_id"])
    return says_again(listing.text, telling(said))


def _on_the_web(address: str) -> str:
    return address if address.startswith(("http://", "https://")) else ""
