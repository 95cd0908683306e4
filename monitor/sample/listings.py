"""The synthetic listings of the sample market, as they stand on each of its three days, with their labels."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.datafiles import load_model

FILE: Final = Path(__file__).with_name("listings.yaml")
DAYS: Final = (1, 2, 3)

State = Literal["live", "sold", "removed", "gone", "slider", "refused"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Labels(_Part):
    """What a careful reviewer reads in a listing. `kw` is kW, `price` yuan; None means none is stated."""

    offer: Literal["direct", "reported", "none"]
    object: str | None = None
    share: float | None = None
    kw: float | None = None
    price: float | None = None
    per: Literal["total", "year", "kW"] = "total"
    place: tuple[str, str | None, str | None] | None = None
    claims: dict[str, str] = Field(default_factory=dict)
    flags: tuple[str, ...] = ()
    calm: bool = False


class Filler(_Part):
    """Words repeated at the end of a text, in one line: a very long one."""

    words: str
    times: int


class Shown(_Part):
    """One listing as it stands on one day."""

    id: int
    list: Literal["ads", "notices", "news"]
    days: tuple[int, ...] = DAYS
    charset: Literal["utf-8", "gbk", "mislabelled"] = "utf-8"
    caching: Literal["etag", "modified", "none"] = "none"
    posted: date
    seller: str
    title: str
    price: str = ""
    text: str
    filler: Filler | None = None
    comments: tuple[str, ...] = ()
    state: State = "live"
    status: int = 200
    forbidden: bool = False
    labels: Labels
    changed_on: int = 1  # the market day of its latest change

    @property
    def path(self) -> str:
        """Where the page of this listing lies on the market."""
        return f"/private/item/{self.id}" if self.forbidden else f"/item/{self.id}"

    @property
    def body(self) -> str:
        """The text with its filler."""
        return self.text.strip() + (self.filler.words * self.filler.times if self.filler else "")


class _File(_Part):
    listings: tuple[dict[str, Any], ...]


@cache
def listings_on(day: int) -> tuple[Shown, ...]:
    """Every listing of the market as it stands on a day, in the order of the file. Raises DataFileError."""
    return tuple(_on(entry, day) for entry in load_model(FILE, _File).listings)


def _on(entry: dict[str, Any], day: int) -> Shown:
    now = {key: value for key, value in entry.items() if key not in {"day2", "day3"}}
    for later in DAYS[1:day]:
        changes = dict(entry.get(f"day{later}") or {})
        if not changes:
            continue
        for old, new in changes.pop("replace", {}).items():
            changes["text"] = entry["text"].replace(old, new)
        now = {**now, **changes, "labels": {**now["labels"], **changes.get("labels", {})}, "changed_on": later}
    return Shown.model_validate(now)
