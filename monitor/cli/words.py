"""Facts and claims as lines for people, the same for a scanned text and a stored listing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitor.cli.language import say
from monitor.cli.output import one_line


def fact_line(fact: Mapping[str, Any], detail: Mapping[str, Any], words: str) -> str:
    """One fact: kind, role, amount, what only its kind has, and the words that state it (a contact's never)."""
    told = " ".join(
        _told(key, value) for key, value in detail.items() if key != "why" and value not in (None, "", False)
    )
    parts = (
        say("cli.fact"),
        fact["kind"],
        fact["role"] if fact["role"] != "unknown" else "",
        _amount(fact),
        one_line(told),
        "" if fact["kind"] == "contact" else f"「{one_line(words)}」",
        say("cli.unit_conflict") if fact["unit_conflict"] else "",
    )
    return "  ".join(part for part in parts if part)


def _told(key: str, value: Any) -> str:
    """What a detail says: its value, or for a yes its name (candidate, approximate)."""
    return f"({key})" if value is True else str(value)


def claim_line(claim: Mapping[str, Any]) -> str:
    """One claim: type, in whose mouth, and its words."""
    return f"{say('cli.claim')}  {claim['type']}  {say('stance.' + claim['stance'])}  「{one_line(claim['text'])}」"


def _amount(fact: Mapping[str, Any]) -> str:
    low, high = fact["value_min"], fact["value_max"]
    if low is None and high is None:
        return say("cli.negotiable") if fact["negotiable"] else ""
    ends = [f"{end:,.10g}" for end in (low, high) if end is not None]
    number = ends[0] if len(ends) == 2 and low == high else "–".join(ends)
    per = "" if fact["per"] in (None, "total") else f"/{fact['per']}"
    return f"{number} {fact['unit'] or ''}{per}".strip()
