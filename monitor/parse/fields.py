"""What pages and entries of lists share when their fields are read: found, noted by which selector, composed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final
from urllib.parse import urljoin

from monitor.errors import ItemError, NotLoaded
from monitor.models import FETCHED, Capture, ListingStatus, Span
from monitor.parse.dates import read_day, read_days, unix_day
from monitor.parse.hints import worded
from monitor.parse.page import Visible, lines_of
from monitor.parse.posted import Posting, first_read, moment_of, posting_of
from monitor.parse.relative import read_told
from monitor.sources.in_place import in_place_of
from monitor.sources.picks import DayPicks
from monitor.sources.priced import price_of
from monitor.sources.seen import names_text, see
from monitor.sources.select import Subject, every, first, pieces, values
from monitor.sources.told_price import Priced, price_line
from monitor.sources.web import Marker, Pick, WebSource
from monitor.sources.zones import zone_of

COMMENTS_LINE: Final = "评论"
# What a status element says, beside the source's own markers.
_NOT: Final = r"(?<!un)(?<!not)(?<!not[ _-])"  # UNSOLD, notRemoved
_SOLD: Final = re.compile(
    r"已售|已卖|(?<![未没不])(?:售出|售罄|卖掉了)|已转让|已转出|已成交|成交结束|已被拍下|交易完成|交易成功"
    rf"|{_NOT}sold", re.I
)  # fmt: skip
_REMOVED: Final = re.compile(
    r"(?<![未没不])(?:下架|流拍)|已删除|不存在|已失效|已撤牌|已撤回"
    rf"|{_NOT}(?:removed|deleted|withdrawn|expired)", re.I
)  # fmt: skip
_ENDED: Final = frozenset({"sold", "removed_by_platform"})
_NAMED: Final = re.compile(r"价|price|面议|cost", re.I)


@dataclass(slots=True)
class Fields:
    """Finds fields in one page or entry and notes which selector found each."""

    subject: Subject
    source: WebSource
    item: str
    found_by: dict[str, str]

    def one(self, name: str, picks: Sequence[Pick], *, required: bool = False) -> str:
        """The first value of a field, '' when it is not there. Raises ItemError when it must be."""
        found = first(self.subject, picks)
        if found:
            self.found_by[name] = str(found[1])
            return found[0]
        if required and picks:
            raise self.missing(name, picks)
        return ""

    def price(self) -> Priced:
        """The price with the unit that stands beside it; an empty one when there is none."""
        if (found := price_of(self.subject, self.source.item.price)) is None:
            return Priced()
        self.found_by["price_text"] = str(found[1])
        return found[0]

    def all(self, name: str, picks: Sequence[Pick]) -> list[str]:
        """Every value of a field in page order."""
        found, pick = every(self.subject, picks)
        if pick:
            self.found_by[name] = str(pick)
        return found

    def missing(self, name: str, picks: Iterable[Pick]) -> ItemError:
        """What to tell when a field that must be there is not."""
        tried = ", ".join(repr(str(pick)) for pick in picks)
        return ItemError(
            self.item, "parse",
            f"no {name} found by {tried} of source {self.source.id} (sources/{self.source.id}.yaml, item.{name}); "
            "the page may have changed",
        )  # fmt: skip


def body_of(subject: Subject, pick: Pick, url: str) -> Visible:
    """All that a selector finds as lines: markup in it (feeds, descriptions of shops) is read as a page is."""
    found = [lines_of(raw, url) for raw in dict.fromkeys(pieces(subject, pick))]
    return Visible(
        "\n".join(one.text for one in found if one.text), images=tuple(i for one in found for i in one.images)
    )


def compose(title: str, price: Priced, body: Visible, comments: Sequence[str] = ()) -> tuple[str, tuple[Span, ...]]:
    """Title and price stand first when the text does not have them, comments last after a line 评论."""
    head = [title] if title and title not in body.text else []
    if price.words and price.words not in body.text:
        head.append(price.words if _NAMED.search(price.words) else price_line("价格", price))
    above = "".join(f"{line}\n" for line in head)
    below = "".join(f"\n{line}" for line in [COMMENTS_LINE, *comments]) if comments else ""
    shifted = tuple(Span(span.start + len(above), span.end + len(above)) for span in body.marked)
    return above + body.text + below, shifted


def posting(fields: Fields, capture: Capture, words: str) -> Posting:
    """The first day that a selector finds: by a format, as a day, or told from the moment of the page.

    Args: words, of the listing's own text; their labels say it where no selector names a day.
    """
    picks = fields.source.item.posted_at
    at = moment_of(capture, zone_of(picks.timezone))
    found = first_read(
        found for pick in picks.select for value in values(fields.subject, pick)
        if (found := _posting(value, picks, at, str(pick)))
    )  # fmt: skip
    return found if found.day or not (told := worded(words)).day else told


def names_day(value: str, picks: DayPicks) -> bool:
    """True when a value says when something was posted, so that it can be read at the moment of the page."""
    day = _day(value, picks.formats, zone_of(picks.timezone))
    return bool(day or read_told(value) or read_days(value, zone_of(picks.timezone)))


def _posting(value: str, picks: DayPicks, at: datetime | None, rule: str) -> Posting | None:
    if day := _day(value, picks.formats, zone_of(picks.timezone)):
        return Posting(day, rule=rule)
    if told := read_told(value):
        return posting_of(told, at, rule)
    days = read_days(value, zone_of(picks.timezone))
    return Posting(days[1], days[0], rule) if days else None


def _day(value: str, formats: Sequence[str], zone: tzinfo) -> date | None:
    for form in formats:
        try:
            return read_day(datetime.strptime(value, form), zone)  # noqa: DTZ007 - as written where it names no zone
        except ValueError:
            continue
    return read_day(value, zone) or unix_day(value, zone)


def status_of(fields: Fields, capture: Capture) -> ListingStatus:
    """What the markers of a source, in a page or entry beside the listing's own words, and its status field say."""
    if capture.state == "sold" or capture.state == "removed_by_platform":  # noqa: PLR1714 - narrows the type
        return capture.state
    marked, picks = _marked(fields), fields.source.item.status
    if _ending_in(fields.one("status", picks)) and marked is None:
        marked = _ending_in(see(fields.subject, fields.source).own_words(picks))
    return marked or ("live" if capture.how in FETCHED else "unknown")


def in_place(fields: Fields, text: str, title: str, capture: Capture) -> tuple[ListingStatus, str]:
    """The status of an item, and what the site says in place of its text ('' where the text stands there).

    Raises NotLoaded where that tells no ending: what is known of the listing stays.
    """
    status = status_of(fields, capture)
    found = in_place_of(text.replace(title, "", 1) if title else text) if names_text(fields.source) else None
    if found is None:
        return status, ""
    if status in _ENDED:
        return status, found.words
    if found.kind == "untold":
        raise NotLoaded(
            fields.item, "parse",
            f"the site says {found.words!r} in place of the item's text: what is known of the listing stays",
        )  # fmt: skip
    return ("sold" if found.kind == "sold" else "removed_by_platform"), found.words


def _ending_in(said: str) -> ListingStatus | None:
    """The ending that a field of the status tells."""
    return "removed_by_platform" if _REMOVED.search(said) else "sold" if _SOLD.search(said) else None


def _marked(fields: Fields) -> ListingStatus | None:
    """The ending that a marker shows; the marker is noted like a selector."""
    markers = fields.source.markers
    if not (markers.removed or markers.sold):
        return None
    seen = see(fields.subject, fields.source)
    states: tuple[tuple[ListingStatus, Sequence[Marker]], ...] = (
        ("removed_by_platform", markers.removed), ("sold", markers.sold),
    )  # fmt: skip
    for status, ones in states:
        if marker := next((one for one in ones if seen.bears(one)), None):
            fields.found_by["marker"] = str(marker)
            return status
    return None


def absolute(url: str, address: str) -> str:
    """An address as it stands on a page, made absolute; '' for one that is broken or carries its picture in itself."""
    if address.startswith("data:"):
        return ""
    try:
        return urljoin(url, address)
    except ValueError:  # a broken IPv6 bracket and the like
        return ""
