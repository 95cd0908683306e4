"""Stored listings -> rows of a table, of CSV and of JSON lines. Pure; rows come as the store gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

# The public columns of `list`, `search` and their CSV, in order; names are those of the table `listings`.
LISTING_COLUMNS: Final = (
    "id", "level", "score", "title", "offer", "object", "share_pct", "price_yuan", "price_text", "capacity_kw",
    "province", "prefecture", "county", "adcode", "seller", "status", "posted_at", "first_seen_at", "last_seen_at",
    "versions", "source_id", "native_id", "url", "flags", "claims",
)  # fmt: skip
_FORMULA: Final = re.compile(r"^[=+\-@\t\r|]")
SNIPPET: Final = 24  # characters of context on either side of a find


def listing_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """One stored listing as a JSON object; every export says that it is unverified."""
    return {**{name: row.get(name) for name in LISTING_COLUMNS if name in row}, "standing": "待核查/unverified"}


def csv_header() -> list[str]:
    """The first line of a CSV of listings."""
    return [*LISTING_COLUMNS, "standing"]


def csv_row(row: Mapping[str, Any]) -> list[str]:
    """One stored listing as CSV cells; rule and claim names joined by ';'."""
    record = listing_record(row)
    return [csv_cell(_flat(name, record.get(name))) for name in csv_header()]


def csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (a listing's text is a stranger's)."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) and not isinstance(value, int | float) else text


def _flat(name: str, value: Any) -> Any:
    if name == "flags" and isinstance(value, Sequence):
        return ";".join(flag["rule"] for flag in value)
    if name == "claims" and isinstance(value, Sequence):
        return ";".join(f"{claim['type']}={claim['stance']}" for claim in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def yuan(value: int | None, text: str = "", language: str = "zh") -> str:
    """A price for people: 95万 / CNY 950,000; the words of the page when no exact amount is known."""
    if value is None:
        return text
    if language != "zh":
        return f"CNY {value:,}"
    if value >= 100_000_000:
        return f"{value / 100_000_000:.4g}亿元"
    return f"{value / 10_000:.10g}万元" if value >= 10_000 else f"{value}元"


def power(kilowatts: float | None) -> str:
    """An installed capacity for people."""
    return "" if kilowatts is None else f"{kilowatts:,.10g} kW"


def place(row: Mapping[str, Any]) -> str:
    """Province, prefecture and county in a row."""
    return " ".join(dict.fromkeys(str(row[key]) for key in ("province", "prefecture", "county") if row.get(key)))


def snippet(text: str, words: Sequence[str]) -> str:
    """The surroundings of the first of `words` that stands in `text`, on one line; its beginning when none does."""
    lowered = text.lower()
    at = next((found for word in words if (found := lowered.find(word.lower())) >= 0), 0)
    start, end = max(0, at - SNIPPET), at + SNIPPET * 2
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")
