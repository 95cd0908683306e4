"""A listing without the hidden characters that sites mark pages with: its words are what anybody sees of it.

Such a mark names who looked at the page, and is another on each visit. The bytes that came keep it; what is worked out
of them (text, title, and so facts, claims and their spans) never has it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from monitor.models import Listing, Span
from monitor.text.hidden import mark_places, without_marks, without_places


def unmarked(listing: Listing) -> Listing:
    """The same listing, its words without marks; spans in its text stay on their words."""
    places = mark_places(listing.text)
    moved = (Span(*(at - bisect_left(places, at) for at in (span.start, span.end))) for span in listing.volatile)
    return replace(
        listing, text=without_places(listing.text, places), volatile=tuple(moved), title=without_marks(listing.title),
        price_text=without_marks(listing.price_text), seller=without_marks(listing.seller),
        place=without_marks(listing.place) if listing.place else listing.place,
        comments=tuple(map(without_marks, listing.comments)), unread=tuple(map(without_marks, listing.unread)),
    )  # fmt: skip
