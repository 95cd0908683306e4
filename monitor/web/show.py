"""Numbers, times and places as people of each language write them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from monitor.messages import named
from monitor.moments import tell

DASH: Final = "—"
_TO_SECONDS: Final = len("2026-01-31T08:00:00")  # as exact as HTML allows
_HAN_UNITS: Final = ((100_000_000, "亿元"), (10_000, "万元"))


def money(yuan: float | None, language: str) -> str:
    """95万元 or CNY 950,000; a dash when unknown."""
    if yuan is None:
        return DASH
    if language == "zh":
        for size, unit in _HAN_UNITS:
            if abs(yuan) >= size:
                return f"{number(yuan / size, 4)} {unit}"
        return f"{number(yuan, 2)} 元"
    return f"CNY {number(yuan, 2)}"


def number(value: float, digits: int = 2) -> str:
    """1260.0 -> 1,260; at most so many digits behind the point, none that say nothing."""
    shown = f"{value:,.{digits}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def power(kw: float | None) -> str:
    """1,260 kW; a dash when unknown."""
    return DASH if kw is None else f"{number(kw)} kW"


def moment(stored: str | None, *, day_only: bool = False) -> Markup:
    """A stored moment as a <time> in this machine's zone, exact and in UTC in its title; a dash when unknown.

    Args: day_only, show no more than the local day.
    """
    if not stored:
        return escape(DASH)
    if (told := tell(stored)) is None:
        return escape(stored)
    if not told.time:
        return Markup('<time datetime="{0}">{0}</time>').format(told.day)
    title = f"{told.utc[:-1].replace('T', ' ')} UTC"
    return Markup('<time datetime="{}Z" title="{}">{}</time>').format(
        told.utc[:_TO_SECONDS], title, told.day if day_only else told
    )


def posting(stored: str | None) -> Markup:
    """The moment or day of a posting as <time>; two days with / between are from and to."""
    days = (moment(day) for day in (stored or "").split("/"))
    return Markup(" – ").join(days)


def place(row: Mapping[str, Any], language: str) -> str:
    """Province, prefecture and county as far as known, or a country."""
    abroad = row.get("abroad") if language == "zh" else row.get("abroad_en")
    names = [str(abroad)] if abroad else [str(row[k]) for k in ("province", "prefecture", "county") if row.get(k)]
    return (" " if language == "zh" else ", ").join(dict.fromkeys(names)) or DASH


def between(low: float | None, high: float | None) -> str:
    """A range of a band or a number: 3,000–10,000, one number where both ends are it, ≤ or ≥ where one end is open."""
    if low is None or high is None:
        if low is high:
            return DASH
        return f"≥ {_short(low)}" if low is not None else f"≤ {_short(high or 0.0)}"
    ends = dict.fromkeys((_short(low), _short(high)))
    return "–".join(ends)


def _short(value: float) -> str:
    """Three significant digits below 100, whole numbers above: what sums of stated numbers can bear."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def label(kind: str, name: str, language: str) -> str:
    """The word for one of the program's names (status.live, role.asking, …); the name itself when there is none."""
    return named(name, language, f"{kind}.{name}", f"web.{kind}.{name}")


def fact_value(fact: Mapping[str, Any], language: str) -> str:
    """The value of a fact with its unit: a range, a unit group, a place, a rig or the words themselves."""
    detail = fact["detail"]
    if fact["kind"] == "place":
        return place(detail, language)
    low, high = fact["value_min"], fact["value_max"]
    if fact["kind"] == "rig":
        return _rigs(detail) or fact["text"]
    if detail.get("currency"):
        ends = dict.fromkeys(number(detail[key], 4) for key in ("amount_min", "amount_max"))
        return f"{'–'.join(ends)} {detail['currency']}"
    if low is None and high is None:
        said = (value for value in detail.values() if value not in (None, "", False, True))
        told = dict.fromkeys(label(fact["kind"], str(value), language) for value in said)
        return " ".join(told) or fact["text"]
    bounds = [number(value, 4) for value in dict.fromkeys((low, high)) if value is not None]
    value = "–".join(bounds) + (f" {fact['unit']}" if fact["unit"] else "")
    if fact["per"] in {"kW", "year"}:
        value += f" / {label('per', fact['per'], language)}"
    if fact["units"]:
        value += " (" + " + ".join(f"{number(count)}×{number(size)}" for count, size in fact["units"]) + ")"
    return value


def _rigs(detail: Mapping[str, Any]) -> str:
    """1,000 × S19 (3.25 kW); what is not known is left out."""
    count, model, watts = detail.get("count"), detail.get("model"), detail.get("power_w")
    told = [f"{number(count)} ×" if count else "", str(model or ""), f"({number(watts / 1000)} kW)" if watts else ""]
    return " ".join(part for part in told if part)
