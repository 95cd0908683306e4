"""Ways to find a value, as people write them: CSS selectors, and paths into JSON, JSON-LD, microdata, feeds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.sources.paths import check_path
from monitor.sources.zones import zone_of

ON_PAGES: Final = frozenset(("jsonld", "microdata", "og", "script"))
SCHEMES: Final = (*sorted(ON_PAGES), "json", "feed")
FEED_FIELDS: Final = (
    "title", "link", "id", "author", "published", "updated", "summary", "content", "categories", "enclosures",
)  # fmt: skip
_ATTRIBUTE: Final = re.compile(r"^(.*\S)@([A-Za-z][\w:-]*)$", re.DOTALL)
_PATH: Final = re.compile(rf"^({'|'.join(SCHEMES)}):(.+)$", re.DOTALL)
_NOTHING: Final = LexborHTMLParser("<p></p>")


class Part(BaseModel):
    """A part of a source file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Short(Part):
    """A part that may also be written as plain words; its JSON Schema says so."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler.resolve_ref_schema(handler(core))]}


class OneOrMore:
    """In the JSON Schema of a list: one entry may stand alone."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(core)
        return {"anyOf": [listed["items"], listed]}


def _check_css(css: str) -> str:
    if not css.strip():
        raise ValueError(f"{css!r} is an empty selector; leave the key out instead")
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


def _check_place(place: str) -> str:
    found = _PATH.match(place)
    if found is None:
        raise ValueError(f"{place!r} does not begin with one of {', '.join(f'{name}:' for name in SCHEMES)}")
    if found[1] == "feed" and found[2] not in FEED_FIELDS:
        raise ValueError(f"{place!r}: an entry of a feed has {', '.join(FEED_FIELDS)}")
    if found[1] != "og":
        check_path(found[2])
    return place


_A_DAY: Final = datetime(2026, 11, 27, 20, 43, 51, tzinfo=UTC)


def _check_format(form: str) -> str:
    """A format of strptime that reads back the day that it wrote (or without the year: the month and day)."""
    try:
        read = datetime.strptime(_A_DAY.strftime(form), form)  # noqa: DTZ007 - only the day counts
    except ValueError as error:
        raise ValueError(f"{form!r} is not a format of days, such as %Y-%m-%d or %Y年%m月%d日: {error}") from error
    if read.date() != _A_DAY.date():
        raise ValueError(f"{form!r} does not name year, month and day, as %Y-%m-%d or %Y年%m月%d日 do")
    return form


DayFormat = Annotated[str, BeforeValidator(lambda value: _check_format(value) if isinstance(value, str) else value)]
Css = Annotated[str, BeforeValidator(lambda value: _check_css(value) if isinstance(value, str) else value)]
Pattern = Annotated[str, BeforeValidator(lambda value: _check_pattern(value) if isinstance(value, str) else value)]
Place = Annotated[str, BeforeValidator(lambda value: _check_place(value) if isinstance(value, str) else value)]


def _check_zone(name: str) -> str:
    zone_of(name)
    return name


Zone = Annotated[str, AfterValidator(_check_zone)]


class Pick(Short):
    """One way to find a value: a CSS selector with the attribute to read (none: the text), or a path; a part of it.

    Written short as 'css', 'css@attribute', 'jsonld:offers.price', 'microdata:price', 'og:title', 'json:rows.title',
    'feed:title', 'script:__NEXT_DATA__.props.pageProps.title'.
    `match` is a regular expression; its first group, or all of it, is kept.
    """

    css: Css | None = None
    attr: str = ""
    path: Place | None = None
    match: Pattern = ""
    unit: str = ""  # put after what is found, when the site leaves it out: 元, 千瓦

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if _PATH.match(value.strip()):
            return {"path": value.strip()}
        found = _ATTRIBUTE.match(value.strip())
        return {"css": found[1], "attr": found[2]} if found else {"css": value}

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.css is None) == (self.path is None):
            raise ValueError("needs css or path, one of them")
        if self.path and self.attr:
            raise ValueError("a path has no attr")
        return self

    @property
    def scheme(self) -> str:
        """css, or the first word of the path."""
        return self.path.partition(":")[0] if self.path else "css"

    @property
    def steps(self) -> str:
        """The path without its first word, '' without a path."""
        return self.path.partition(":")[2] if self.path else ""

    def __str__(self) -> str:
        return self.path or (f"{self.css}@{self.attr}" if self.attr else self.css or "")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Picks = Annotated[tuple[Pick, ...], BeforeValidator(_as_list), OneOrMore()]
"""One or more ways to find a value; the first that finds something wins."""


def as_links(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """The same, a CSS selector without an attribute reading href."""
    return tuple(pick if pick.attr or pick.path else pick.model_copy(update={"attr": "href"}) for pick in picks)


class DayPicks(Part):
    """Where a day stands and how it is written (strptime formats; none: every form the reader of pages knows).

    `timezone` is the site's: in it 昨天 is a day.
    """

    select: Picks = ()
    formats: tuple[DayFormat, ...] = ()
    timezone: Zone = "+08:00"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [*whole["properties"]["select"]["anyOf"], whole]}

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"select": value} if isinstance(value, str | list) else value
