"""The values of a source file: what to fetch, how to find items and fields in it, how gently, on what grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlencode

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from monitor.models import Voice
from monitor.settings import LEAST_PAUSE
from monitor.sources.paths import check_path
from monitor.sources.picks import Css, DayPicks, Part, Pattern, Pick, Picks, Short, as_links
from monitor.sources.written import ID, Address, Host, Name, Query
from monitor.sources.zones import zone_of

MAX_LISTS: Final = 200  # start addresses of one source, all combinations of its query
SourceKind = Literal["web", "feed", "sitemap", "json"]
FEED_ITEM: Final[Mapping[str, Any]] = {
    "title": "feed:title", "seller": "feed:author", "posted_at": ["feed:published", "feed:updated"],
    "text": ["feed:content", "feed:summary"], "images": "feed:enclosures",
}  # fmt: skip
MIN_DELAY_SECONDS: Final = LEAST_PAUSE


JsonPath = Annotated[str, BeforeValidator(lambda path: check_path(path) if path and isinstance(path, str) else path)]
Links = Annotated[Picks, AfterValidator(as_links)]


class Title(Part):
    """The source's name in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class ItemFields(Part):
    """Where the fields of an item page stand; a field left out is not looked for."""

    title: Picks = ()
    price: Picks = ()
    seller: Picks = ()
    posted_at: DayPicks = DayPicks()
    text: Picks = ()
    place: Picks = ()
    status: Picks = ()
    images: Picks = ()
    comments: Picks = ()

    def picks(self) -> dict[str, tuple[Pick, ...]]:
        """All fields by name, in the order above."""
        return {
            name: value.select if isinstance(value, DayPicks) else value
            for name in type(self).model_fields
            for value in [getattr(self, name)]
        }


class ItemLinks(Part):
    """How a list names its items: where they stand in it, links, which of them count, where they may lead."""

    path: JsonPath = ""  # to the items in a JSON answer; '': the answer itself
    link: Links = ()
    address: str = ""  # of an item, {} in place of what `link` finds
    pattern: Pattern = ""  # an address must match it
    hosts: tuple[Host, ...] = ()  # besides the hosts of the list pages
    max_per_page: int = Field(default=200, ge=1, le=2000)
    read: Literal["page", "entry"] | None = None  # each item's own page, or its entry in the list alone


class Pagination(Part):
    """How to go on: a link to the next page, a token for {cursor}, numbers for {page}, or counts for {offset}."""

    next: Links = ()
    cursor: Picks = ()  # what a JSON answer says in place of {cursor} in the address of the next one
    first: int = Field(default=1, ge=0)
    last: int | None = None
    per_page: int | None = Field(default=None, ge=1, le=10_000)  # what {offset} grows by
    max_pages: int = Field(default=20, ge=1, le=1000)
    follow: Pattern = ""  # addresses of the sitemaps that an index may lead to


class NativeId(Part):
    """The site's own number of an item: from its address (first group of a pattern) or from the page."""

    url: Pattern = ""
    select: Picks = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if not self.url and not self.select:
            raise ValueError("needs url (a pattern with one group) or select")
        return self


class Marker(Short):
    """Something on a page that tells its state: words (optionally only inside an element), or an element's presence.

    `pick` in place of `css` looks at what it finds: {pick: "jsonld:offers.availability", text: SoldOut}.
    """

    text: str = ""
    css: Css | None = None
    pick: Pick | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.text and not self.css and not self.pick:
            raise ValueError("needs text, css, or both")
        if self.css and self.pick:
            raise ValueError("needs css or pick, not both")
        return self

    def __str__(self) -> str:
        return self.text or self.css or str(self.pick)


class Markers(Part):
    """What shows that an item is sold, was taken down by the platform, or that the site asks for a check."""

    sold: tuple[Marker, ...] = ()
    removed: tuple[Marker, ...] = ()
    challenge: tuple[Marker, ...] = ()


class Politeness(Part):
    """How gently the site is asked. A shorter delay than 10 s needs a reason; robots.txt is always obeyed."""

    delay_seconds: float = Field(default=MIN_DELAY_SECONDS, ge=0, le=86_400)
    reason: str = ""
    robots: Literal["obey"] = "obey"
    allow_loopback: bool = False

    @model_validator(mode="after")
    def _reason_for_haste(self) -> Self:
        if self.delay_seconds < MIN_DELAY_SECONDS and not self.reason:
            raise ValueError(f"delay_seconds below {MIN_DELAY_SECONDS:g} needs a reason beside it")
        return self


_QUIET: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class Schedule(Part):
    """How often the source is looked at, and when not; `jitter_minutes` spreads the moments.

    `quiet_hours` ("23:00-07:00") are hours of `timezone`: an IANA name or +HH:MM. After looks that failed the pause
    doubles each time, up to `max_backoff_minutes`.
    """

    every_minutes: float = Field(default=1440, gt=0, le=5_256_000)
    jitter_minutes: float = Field(default=0, ge=0, le=527_040)
    timezone: str = "UTC"
    quiet_hours: tuple[str, ...] = ()
    max_backoff_minutes: float = Field(default=10_080, gt=0, le=5_256_000)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        zone_of(value)
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _hours(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for hours in value:
            if not _QUIET.fullmatch(hours) or hours[:5] == hours[6:]:
                raise ValueError(f'{hours!r} are no hours of the day; write them as "23:00-07:00"')
        return value


class Health(Part):
    """When a source counts as ill: the least share of pages that must be read as listings; how many listings, and which
    share of those known, may be gone at once before none of it is believed."""

    parse_rate: float = Field(default=0.8, ge=0, le=1)
    removed_share: float = Field(default=0.5, ge=0, le=1)
    removed_count: int = Field(default=5, ge=1)


class Terms(Part):
    """The recorded decision whether this site may be watched at all; without one it is not."""

    decision: Literal["allowed", "refused", "undecided"] = "undecided"
    decided_by: str = ""
    decided_on: date | None = None
    note: str = ""  # what robots.txt and the terms of use say, and where that was read
    purpose: str = ""
    legal_basis: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = {"decided_by": self.decided_by, "decided_on": self.decided_on, "purpose": self.purpose,
                  "legal_basis": self.legal_basis}  # fmt: skip
        missing = [name for name, value in needed.items() if not value]
        if self.decision == "allowed" and missing:
            raise ValueError(f"an allowed source needs {', '.join(missing)}")
        return self


class WebSource(Part):
    """A site with lists (pages, feeds, sitemaps, JSON answers) and items, described without Python."""

    id: Name = Field(pattern=f"^{ID}$")
    title: Title
    kind: SourceKind = "web"
    list_pages: tuple[Address, ...]
    query: dict[str, Query] = Field(default_factory=dict, max_length=20)
    pagination: Pagination = Pagination()
    items: ItemLinks = ItemLinks()
    item: ItemFields = ItemFields()
    native_id: NativeId
    render: bool = False
    volatile: tuple[Css, ...] = ()
    markers: Markers = Markers()
    politeness: Politeness = Politeness()
    schedule: Schedule = Schedule()
    health: Health = Health()
    speaker: Voice = "unknown"
    terms: Terms = Terms()

    @model_validator(mode="before")
    @classmethod
    def _of_feeds(cls, value: Any) -> Any:
        return with_feed_fields(value) if isinstance(value, dict) and value.get("kind") == "feed" else value

    @field_validator("list_pages")
    @classmethod
    def _some(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("needs at least one address")
        return value

    def refusal(self) -> str:
        """Why this source may not be fetched; '' when it may (domain.md: refused unless decided and recorded)."""
        if self.terms.decision == "allowed":
            return ""
        state = "was refused" if self.terms.decision == "refused" else "is not decided"
        return (
            f"source {self.id}: whether it may be watched {state}; read the site's robots.txt and terms, then record "
            "terms: {decision: allowed, decided_by, decided_on, purpose, legal_basis} in its file"
        )

    @property
    def reads_entries(self) -> bool:
        """True when the entries of the lists are the listings, so that no page of an item is fetched."""
        if self.items.read is None:
            return self.kind == "json" and not self.items.link
        return self.items.read == "entry"

    def templates(self) -> tuple[str, ...]:
        """The addresses of the lists with their query: one for every combination of its values."""
        queries = [urlencode(pairs, safe="{}") for pairs in _combinations(self.query)]
        return tuple(_joined(page, query) for page in self.list_pages for query in queries)[:MAX_LISTS]

    def start_pages(self) -> tuple[str, ...]:
        """The first page of every list, {page} and {offset} filled in, without {cursor}."""
        first = str(self.pagination.first)
        offset = "0" if self.pagination.first == 1 else first
        return tuple(
            without_cursor(url).replace("{page}", first).replace("{offset}", offset) for url in self.templates()
        )


def without_cursor(template: str) -> str:
    """The address of the first answer: the parameter that holds {cursor} left out."""
    page, _, query = template.partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[2] != "{cursor}"]
    return (f"{page}?{'&'.join(kept)}" if any(kept) else page).replace("{cursor}", "")


def _combinations(query: Mapping[str, Query]) -> Iterator[tuple[tuple[str, str], ...]]:
    lists = {name: value if isinstance(value, tuple) else (value,) for name, value in query.items()}
    yield from islice(product(*([(name, str(one)) for one in ones] for name, ones in lists.items())), MAX_LISTS)


def _joined(page: str, query: str) -> str:
    if not query:
        return page
    return f"{page}{'' if page.endswith('?') else '&' if '?' in page else '?'}{query}"


def with_feed_fields(value: dict[str, Any]) -> dict[str, Any]:
    """A source of kind feed with what goes without saying: where an entry has its link and, read alone, its fields."""
    items = value.get("items") or {}
    if not isinstance(items, dict):
        return value
    changed = {**value, "items": {"link": "feed:link", **items}}
    if items.get("read") == "entry":
        changed.setdefault("native_id", {"select": ["feed:id", "feed:link"]})
        changed.setdefault("item", dict(FEED_ITEM))
    return changed
