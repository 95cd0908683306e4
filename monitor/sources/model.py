"""The values of a source file: what to fetch, how to find items and fields in it, how gently, on what grounds."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.models import Voice
from monitor.sources.zones import zone_of

MIN_DELAY_SECONDS: Final = 10.0  # design section 8: slower only with a reason
_ATTRIBUTE: Final = re.compile(r"^(.*\S)@([A-Za-z][\w:-]*)$", re.DOTALL)
_NOTHING: Final = LexborHTMLParser("<p></p>")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Short(_Part):
    """A part that may also be written as plain words; its JSON Schema says so."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}


class _OneOrMore:
    """In the JSON Schema of a list: one entry may stand alone."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed]}


def _check_css(css: str) -> str:
    try:
        _NOTHING.css(css)
    except SelectolaxError as error:
        raise ValueError(f"{css!r} is not a CSS selector") from error
    return css


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def _check_url(url: str) -> str:
    if not re.match(r"https?://[^\s/@]+(/\S*)?$", url):
        raise ValueError(f"{url!r} is not an http or https address (without user name or password)")
    return url


Css = Annotated[str, BeforeValidator(lambda value: _check_css(value) if isinstance(value, str) else value)]
Pattern = Annotated[str, BeforeValidator(lambda value: _check_pattern(value) if isinstance(value, str) else value)]
Address = Annotated[str, BeforeValidator(lambda value: _check_url(value) if isinstance(value, str) else value)]


class Title(_Part):
    """The source's name in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Pick(_Short):
    """One way to find a value: a CSS selector, the attribute to read (none: the text), a part of it by pattern.

    Written short as 'css' or 'css@attribute'. `match` is a regular expression; its first group, or all of it, is kept.
    """

    css: Css
    attr: str = ""
    match: Pattern = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        found = _ATTRIBUTE.match(value.strip())
        return {"css": found[1], "attr": found[2]} if found else {"css": value}

    def __str__(self) -> str:
        return f"{self.css}@{self.attr}" if self.attr else self.css


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Picks = Annotated[tuple[Pick, ...], BeforeValidator(_as_list), _OneOrMore()]
"""One or more ways to find a value; the first that finds something wins."""


class DayPicks(_Part):
    """Where a day stands and how it is written (strptime formats; none: every form the reader of pages knows)."""

    select: Picks = ()
    formats: tuple[str, ...] = ()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [*whole["properties"]["select"]["anyOf"], whole]}

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"select": value} if isinstance(value, str | list) else value


class ItemFields(_Part):
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


class ItemLinks(_Part):
    """How a list page names its items: links, which of them count, where they may lead."""

    link: Picks
    pattern: Pattern = ""  # an address must match it
    hosts: tuple[str, ...] = ()  # besides the hosts of the list pages
    max_per_page: int = Field(default=200, ge=1, le=2000)

    @field_validator("link")
    @classmethod
    def _some(cls, value: tuple[Pick, ...]) -> tuple[Pick, ...]:
        if not value:
            raise ValueError("needs at least one selector")
        return tuple(pick if pick.attr else pick.model_copy(update={"attr": "href"}) for pick in value)


class Pagination(_Part):
    """How to go on: a link to the next page, or page numbers put in place of {page}."""

    next: Picks = ()
    first: int = Field(default=1, ge=0)
    last: int | None = None
    max_pages: int = Field(default=20, ge=1, le=1000)

    @field_validator("next")
    @classmethod
    def _href(cls, value: tuple[Pick, ...]) -> tuple[Pick, ...]:
        return tuple(pick if pick.attr else pick.model_copy(update={"attr": "href"}) for pick in value)


class NativeId(_Part):
    """The site's own number of an item: from its address (first group of a pattern) or from the page."""

    url: Pattern = ""
    select: Picks = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if not self.url and not self.select:
            raise ValueError("needs url (a pattern with one group) or select")
        return self


class Marker(_Short):
    """Something on a page that tells its state: words (optionally only inside an element), or an element's presence."""

    text: str = ""
    css: Css | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.text and not self.css:
            raise ValueError("needs text, css, or both")
        return self


class Markers(_Part):
    """What shows that an item is sold, was taken down by the platform, or that the site asks for a check."""

    sold: tuple[Marker, ...] = ()
    removed: tuple[Marker, ...] = ()
    challenge: tuple[Marker, ...] = ()


class Politeness(_Part):
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


class Schedule(_Part):
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


class Health(_Part):
    """When a source counts as ill: the least share of pages that must be read as listings; how many listings, and which
    share of those known, may be gone at once before none of it is believed."""

    parse_rate: float = Field(default=0.8, ge=0, le=1)
    removed_share: float = Field(default=0.5, ge=0, le=1)
    removed_count: int = Field(default=5, ge=1)


class Terms(_Part):
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


class WebSource(_Part):
    """A site with list pages and item pages, described without Python."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")
    title: Title
    kind: Literal["web"] = "web"
    list_pages: tuple[Address, ...]
    pagination: Pagination = Pagination()
    items: ItemLinks
    item: ItemFields = ItemFields()
    native_id: NativeId
    volatile: tuple[Css, ...] = ()
    markers: Markers = Markers()
    politeness: Politeness = Politeness()
    schedule: Schedule = Schedule()
    health: Health = Health()
    speaker: Voice = "unknown"
    terms: Terms = Terms()

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

    def start_pages(self) -> tuple[str, ...]:
        """The first page of every list, {page} filled in."""
        return tuple(url.replace("{page}", str(self.pagination.first)) for url in self.list_pages)
