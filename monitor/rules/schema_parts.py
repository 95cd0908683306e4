"""What all data files share: strict models, dates as written, texts in two languages."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
)

from monitor.models import Bilingual
from monitor.rules.names import VERDICTS

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Model(BaseModel):
    """Strict and closed: a wrong type or an unknown field is an error, never a guess."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def last_day(text: str) -> date:
    """The last day of '2021', '2021-10' or '2021-10-05'. Raises ValueError."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError("must be a date: YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    last = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise ValueError(f"there is no day {day} in {year}-{month:02}")
    return date(year, month or 12, day or last)


def _written_date(value: Any) -> Any:
    """YAML reads an unquoted 2021-10-05 as a date and 2021 as a number: both back as written."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_date(value: str) -> str:
    last_day(value)
    return value


def as_list(value: Any) -> Any:
    """One value as a list of one; a list stays."""
    return [value] if isinstance(value, str) else value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _neutral(value: str) -> str:
    for word in VERDICTS:
        if word in value.lower():
            raise ValueError(f"must not pass a verdict: {word!r} (say 待核查 or unverified)")
    return value


class OneOrMany:
    """Says in the JSON Schema that a list may be written as its only item."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        many = handler(core)
        return {"anyOf": [many["items"], many]}


_ID: Final = r"^[a-z0-9][a-z0-9_-]{0,59}$"
_SITE: Final = r"^[a-z0-9.-]+\.[a-z]{2,}$"
_SLOT: Final = "^[a-z_]+$"
PATTERNS: Final = {  # what a text must look like, for people
    _ID: "must be a short name: small letters a-z, digits, _ and -, at most 60, a letter or digit first",
    _SITE: "must be the name of a host in small letters, such as www.example.com, without https:// and path",
    _SLOT: "must be a name of small letters a-z and _",
}
Text = Annotated[str, AfterValidator(_filled)]
NeutralText = Annotated[Text, AfterValidator(_neutral)]
Id = Annotated[str, Field(pattern=_ID)]
Site = Annotated[str, Field(pattern=_SITE)]
SlotName = Annotated[str, Field(pattern=_SLOT)]
PartialDate = Annotated[str, BeforeValidator(_written_date), AfterValidator(_real_date)]
FullDate = Annotated[PartialDate, Field(min_length=10)]
Words = Annotated[list[Text], BeforeValidator(as_list), OneOrMany()]


def _text_or_mapping(value: Any) -> str:
    return "?text" if isinstance(value, str) else "?mapping"


EITHER: Final = Discriminator(_text_or_mapping)  # 'a text' or {text: a text, …}: errors of the form written only


class BilingualModel(Model):
    """The same sentence twice."""

    zh: NeutralText
    en: NeutralText


def both(model: BilingualModel) -> Bilingual:
    """The sentence as a value."""
    return Bilingual(model.zh, model.en)


# -- claims ----------------------------------------------------------------------------------------------------------
