"""The page of one item in a look at its source: asked for, told from what is no item, read or noted."""

from __future__ import annotations

from typing import Final

from monitor.capture import request_for
from monitor.errors import ItemError
from monitor.models import Capture, CaptureState, Listing
from monitor.parse.landing import Landing, another_item, landing
from monitor.run.pipeline import ENDING_TOLD, Work, process
from monitor.run.watching.fetched import fetch, judged, store
from monitor.run.watching.missed import FAILED
from monitor.run.watching.sightings import Visit
from monitor.sources.web import native_id_of

READABLE: Final = frozenset({"ok", "sold", "removed_by_platform"})


def watch_item(visit: Visit, address: str, *, listed: bool) -> None:
    """Ask for an item's page and keep what it says of its listing. Args: listed, a list of this look names it."""
    run, source = visit.run, visit.source
    visit.last = visit.confirmable(address)
    fetched = fetch(request_for(source, address, "item", visit.last), visit.tools, rendered=source.render)
    away = landing(fetched.listing, source) or _known_elsewhere(visit, fetched.listing, listed=listed)
    with visit.store.batch():
        state: CaptureState = "challenge" if away and away.kind == "login" else "ok"
        taken, capture_id = store(run, judged(fetched, state, away.reason) if away else fetched)
        found = _read(visit, taken, capture_id) if not away and taken.state in READABLE else []
        _note_place(visit, taken, found, listed=listed)
        ended = any(work.ends is not None for work in found)
        if away:
            ended = visit.led_away(taken, capture_id, away, listed=listed)
        elif not found:
            visit.observe(taken, capture_id)
        visit.count(taken, read=any(work.ends is None for work in found), ended=ended)
    if taken.state in FAILED and visit.tools.politeness.left_alone(address):
        visit.meet(taken, capture_id)
    if taken.state in FAILED or (away and not ended):
        run.fail(source.id, ItemError(address, "capture", taken.reason or taken.state))


def _known_elsewhere(visit: Visit, taken: Capture, *, listed: bool) -> Landing | None:
    """The page of another item, where one that a list names was read in this look: it has no number in its address.

    Of an item that a list names its own place is believed.
    """
    number, other = native_id_of(taken.url, visit.source), visit.landed.get(taken.final_url)
    is_other = number and other and other != number and not listed
    return another_item(number or "", other or "", taken.final_url) if is_other else None


def _note_place(visit: Visit, taken: Capture, found: list[Work], *, listed: bool) -> None:
    """Keep where an item of a list was read, when a redirect led there and the address there gives no number."""
    number, final = native_id_of(taken.url, visit.source), taken.final_url
    if found and listed and number and final not in {"", taken.url} and not native_id_of(final, visit.source):
        visit.landed[final] = number


def _read(visit: Visit, taken: Capture, capture_id: int) -> list[Work]:
    """The listings on a page, stored, and those of which it tells the ending alone.

    That one says it was sold or removed is held until the look is through.
    """
    before, ended = visit.listing_at(taken), list[Listing]()

    def doubted(listing: Listing) -> Listing:
        kept = visit.doubted(listing)
        ended.extend([listing] if kept is not listing else [])
        return kept

    found = list(process(visit.run, taken, capture_id, visit.source, doubted))
    for listing in ended if found else ():
        visit.hold_named(listing, taken, capture_id, taken.reason or ENDING_TOLD)
    visit.follow(before, [work for work in found if work.ends is None], taken, capture_id)
    return found
