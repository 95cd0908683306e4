"""When a listing was posted by a page that tells it from its own moment: 3天前发布, posted yesterday, 发布于 06-12.

The moment is that of the page: when we fetched it, or when it was saved by the word of whoever saved it. When a file
came to us says nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final, NamedTuple

from monitor.models import FETCHED, NO_MOMENT, WORDS_TYPE, Capture, Listing, Span
from monitor.parse.dates import written_days
from monitor.parse.relative import (
    NAMED,
    UNITS,
    Told,
    before_visit,
    behind_posted,
    behind_visit,
    days_of,
    is_labelled,
    read_told,
    times_in,
    words_of,
)
from monitor.text.expression import expression

CHINA: Final = timezone(timedelta(hours=8))
MAX_WORDS: Final = 40  # of a value are quoted
HEAD: Final = 400  # characters of a text in which a time that stands alone is when it was posted
_REACH: Final = 40  # characters around a word in which the time stands that it belongs to
_OPEN: Final = expression(r"[\n|·][^\S\n]*$")  # a line, or a cell of one, begins
_CLOSE: Final = expression(r"[^\S\n]{0,3}(?:[\n|·]|$)")
_OTHERS: Final = expression(
    r"^\W*(?:全部)?(?:评论|留言|回复|问答|提问|comments?|replies)", re.IGNORECASE | re.MULTILINE
)


class Posting(NamedTuple):
    """When something was posted: `first` is given with a day when what is told leaves several, such as a month or a
    time counted from the moment of the page; `rule` names what found it, or says why it was not read. `words` change
    by themselves."""

    day: date | None = None
    first: date | None = None
    rule: str = ""
    words: str = ""


NO_POSTING: Final = Posting()
_TOLD_ON: Final = ", told on "


def moment_of(capture: Capture, zone: tzinfo = CHINA) -> datetime | None:
    """When a page was as it is in a capture, in a time zone; None when nobody noted it.

    Of the words of a picture it is not known: the picture may be older than its file.
    """
    noted = capture.fetched_at if capture.how in FETCHED else capture.taken_at
    if not noted or capture.media_type == WORDS_TYPE or NO_MOMENT in capture.headers:
        return None
    try:
        return datetime.fromisoformat(noted).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def posting_of(told: Told, at: datetime | None, rule: str) -> Posting:
    """What a time tells on a page taken at a moment, with the words and the rule that found them."""
    found_by = f'{rule}: "{told.words}"'
    if at is None:
        return Posting(rule=f"{found_by}, not read: when the page was taken is not known", words=told.words)
    days = days_of(told, at)
    if days is None:
        return Posting(rule=f"{found_by}, not read: no day that can be", words=told.words)
    return Posting(days[1], days[0], f"{found_by}{_TOLD_ON}{at.date()}", told.words)


def last_day_of(capture: Capture) -> date | None:
    """The last day on which anything in a capture was posted: that after it came to us, for zones; None: unknown."""
    try:
        return date.fromisoformat(capture.fetched_at[:10]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def field_posting(value: str, capture: Capture, rule: str) -> Posting:
    """When the value of a field of a file says that something was posted; NO_POSTING for an empty one.

    A day, month or year as it is written, unless it is still to come; else one that is counted from the moment that
    the file itself tells. `words` are those that are not read.
    """
    if not value:
        return NO_POSTING
    days, last = written_days(value), last_day_of(capture)
    first, day = days or (None, None)
    if first and day and not (last and first > last):
        return Posting(min(day, last or day), first, rule)
    unread = f'{rule}: "{value[:MAX_WORDS]}", not read'
    if day:
        return Posting(rule=f"{unread}: the day is later than the import", words=value)
    if told := read_told(value):
        return posting_of(told, moment_of(capture), rule)
    return Posting(rule=f"{unread}: no day that is understood", words=value)


def is_counted(found_by: str) -> bool:
    """True for what found a day that was counted from the moment of its page."""
    return _TOLD_ON in found_by


def with_posting(listing: Listing, at: datetime | None, times: Sequence[str] = ()) -> Listing:
    """A listing of an unknown site with the day of its posting, when its page tells it from its own moment alone.

    Args: times, the words of its <time> elements.
    """
    if listing.posted_at is not None:
        return listing
    candidates = _candidates(listing.text, times)
    return posted(listing, first_read(posting_of(told, at, rule) for told, rule in candidates))


def first_read(postings: Iterable[Posting]) -> Posting:
    """The first that names a day, else the first, which says why not."""
    unread = NO_POSTING
    for posting in postings:
        if posting.day is not None:
            return posting
        unread = unread if unread.rule else posting
    return unread


def posted(listing: Listing, posting: Posting) -> Listing:
    """A listing with the day that was found for it; words that change by themselves make no new version."""
    if not posting.rule:
        return listing
    places = tuple(_places_of(posting.words, listing.text)) if posting.words else ()
    return replace(
        listing, posted_at=posting.day, posted_from=posting.first, volatile=(*listing.volatile, *places),
        found_by={**listing.found_by, "posted_at": posting.rule},
    )  # fmt: skip


def _candidates(text: str, times: Sequence[str]) -> Iterator[tuple[Told, str]]:
    """Times that may be when a text was posted, with the rule that found each, the surest first."""
    found = list(_times(text))
    yield from ((told, "words 发布") for told, what, _ in found if what == "posted")
    yield from ((told, "time element") for value in times if (told := read_told(value)))
    others = _OTHERS.search(text, 0, HEAD)
    head = others.start() if others else HEAD
    yield from ((told, "words alone at the head") for told, what, _ in found if what == "alone" and told.end <= head)


def ticking(text: str) -> Iterator[Span]:
    """Places of a text that change with the days alone: times of postings and visits, and those that stand alone."""
    return (span for _, _, span in _times(text))


def _times(text: str) -> Iterator[tuple[Told, str, Span]]:
    """Each time of a text that is known to be `posted`, of a `visit`, or `alone` in its line or cell.

    And what of the text is another tomorrow.
    """
    for start, end in _windows(text):
        for told in times_in(text, start, end):
            if what := _what(text, told):
                yield told, *what


def _what(text: str, told: Told) -> tuple[str, Span] | None:
    span = Span(told.start, told.end)
    if length := before_visit(text, told):
        return "visit", Span(told.start, told.end + length)
    if is_labelled(text, told):
        return "posted", span
    if behind_visit(text, told):
        return "visit", span
    apart = told.start == 0 or not text[told.start - 1].isalnum()
    if apart and (length := behind_posted(text, told)):
        return "posted", Span(told.start, told.end + length)
    alone = _OPEN.search(f"\n{text[max(0, told.start - 4) : told.start]}"[-4:]) and _CLOSE.match(text, told.end)
    return ("alone", span) if alone and told.kind != "date" else None


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Parts of a text in which a time may stand: around the words that one needs. Linear, and quick without any."""
    begin = end = 0
    for place in sorted(_cues(text)):
        if place - _REACH > end:
            if end:
                yield begin, end
            begin = max(0, place - _REACH)
        end = place + _REACH
    if end:
        yield begin, end


def _cues(text: str) -> Iterator[int]:
    for word in _needed():
        place = text.find(word)
        while place >= 0:
            if word != "前" or text[place - 1 : place] in _unit_ends():
                yield place
            place = text.find(word, place + 1)


@cache
def _needed() -> frozenset[str]:
    """Words of which one stands in or beside every time that counts; Latin ones as they are mostly written."""
    words = {word for kind in (*NAMED, "ago", "label", "posted") for word in words_of(kind)}
    latin = {word for word in words if word.isascii()}
    return frozenset(words | {word.capitalize() for word in latin} | {word.upper() for word in latin})


@cache
def _unit_ends() -> frozenset[str]:
    """What stands before 前 in 3天前, 3天之前, 3年半前."""
    return frozenset({word[-1] for unit in UNITS for word in words_of(unit)} | set(" 月之以半"))


def _places_of(words: str, text: str) -> Iterator[Span]:
    """Where some words stand in a text, as no part of a number or of a day that is named with its year."""
    found = re.finditer(rf"(?<![\d年./-]){re.escape(words)}(?![\d./-])", text)
    return (Span(*match.span()) for match in found)
