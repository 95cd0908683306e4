"""Plain words -> what they say of themselves; the form that every saved document is read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from monitor.parse.hints import Hints, first_line, from_text

MAX_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says without knowing where it is from; `exact`: the text is the input itself."""

    text: str
    exact: bool
    title: str
    url: str
    price_text: str
    posted_at: date | None
    images: tuple[str, ...]
    found_by: dict[str, str]
    times: tuple[str, ...] = ()  # words of <time> elements
    has_data: bool = False  # its scripts hold data of a plant, and nothing tells that they are of this document
    place: str = ""
    posted_else: tuple[date | None, str] = (None, "")  # a day for want of any that the document shows, and its rule
    is_shell: bool = False  # a page whose words were not there yet
    named: str = ""  # of a listing that is told by data of a page alone: its number or address there, not the page's
    posted_from: date | None = None  # where a month or a year is told its first day, `posted_at` its last
    taken: datetime | None = None  # when it was printed or saved, by its own word
    seller: str = ""
    listed: int = 0  # how many listings a page shows that is none itself


def is_plain(text: str) -> bool:
    """True when there can be neither markup nor the header of an article in a text."""
    return "<" not in text and not text.lstrip().startswith("---")


def read_plain(text: str, hints: Hints | None = None, *, exact: bool = True) -> Reading:
    """Read plain words; `hints` is what is known already, `exact` false when something before them was left out."""
    hints = hints or Hints()
    from_text(hints, text)
    hints.offer("title", [(first_line(text), "first line")])
    hints.found_by["text"] = "all text" if exact else "all text after the front matter"
    return reading_of(text if exact else text.strip(), exact, hints, ())


def reading_of(text: str, exact: bool, hints: Hints, images: tuple[str, ...], times: tuple[str, ...] = ()) -> Reading:
    """A reading with the values that were found first."""
    values = hints.values
    return Reading(
        text=text, exact=exact, title=values.get("title", "")[:MAX_TITLE], url=values.get("url", ""),
        price_text=values.get("price_text", ""), posted_at=hints.posted_at, images=images, found_by=hints.found_by,
        times=times, posted_from=hints.posted_from, seller=values.get("seller", ""),
    )  # fmt: skip
