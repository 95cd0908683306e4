"""What differs between two judgements of the same words, for reviewers and for records. Pure.

A judgement is a dictionary as `Store.version` gives it: assessment, facts, claims, flags, risk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from db import Judgement

Judged = Mapping[str, Any]
_FACT: Final = (
    "kind", "role", "start", "end", "value_min", "value_max", "unit", "per", "units", "unit_conflict", "negotiable",
    "detail",
)  # fmt: skip
_CLAIM: Final = ("type", "stance", "start", "end", "distance", "sense", "scope", "phrase", "why")
_FLAG: Final = (
    "rule", "version", "severity", "status", "spans", "policies", "reason", "title", "settled_by", "disproved_by",
    "note", "numbers",
)  # fmt: skip
_SEEN: Final = (
    "flags_gained", "flags_lost", "flags_changed", "risk_gained", "risk_lost", "claims_gained", "claims_lost",
    "facts_gained", "facts_lost",
)  # fmt: skip
_WHOLE: Final = ("offer", "object", "share_pct", "voice", "why", "policies", "as_of", "score", "level")


def as_judged(found: Judgement) -> Judged:
    """A judgement that is not stored yet, in the form of stored ones."""
    return {
        "assessment": found.assessment, "facts": found.facts, "claims": found.claims, "flags": found.flags,
        "risk": found.risk,
    }  # fmt: skip


def same_result(old: Judged, new: Judged) -> bool:
    """True when nothing but the rules' digest and the program's version may differ."""
    return _whole(old) == _whole(new)


def difference(old: Judged, new: Judged, text: str) -> dict[str, Any]:
    """What a reviewer sees changed between two judgements of `text`, as plain data; empty lists where nothing did.

    Args: old, new, judgements as `Store.version` gives them. `policies_*` are ids of rows that were in force or cited,
    `risk_*` the parts of the score. `seen` is False when only wording, numbers or rows that no flag cites differ.
    """
    before, after = old["assessment"], new["assessment"]
    gained, lost, changed = _flags(old["flags"], new["flags"])
    told: dict[str, Any] = {
        **{name: _two(before[name], after[name]) for name in ("level", "score", "offer")},
        "flags_gained": gained,
        "flags_lost": lost,
        "flags_changed": changed,
        "policies_gained": _ids(_rows(old), _rows(new)),
        "policies_lost": _ids(_rows(new), _rows(old)),
        "risk_gained": _parts(old, new),
        "risk_lost": _parts(new, old),
        "claims_gained": _more(old["claims"], new["claims"], ("type", "stance", "start", "end"), text),
        "claims_lost": _more(new["claims"], old["claims"], ("type", "stance", "start", "end"), text),
        "facts_gained": _more(_stated(old), _stated(new), _FACT[:6], text),
        "facts_lost": _more(_stated(new), _stated(old), _FACT[:6], text),
    }
    moved = any(told[name]["from"] != told[name]["to"] for name in ("level", "score", "offer"))
    return {**told, "seen": moved or any(told[name] for name in _SEEN)}


def is_event(told: Mapping[str, Any]) -> bool:
    """True when a difference is news for the queue: its level, score or kind, a flag, or what the seller claims."""
    claims = [*told["claims_gained"], *told["claims_lost"]]
    return (
        any(told[name]["from"] != told[name]["to"] for name in ("level", "score", "offer"))
        or any(told[name] for name in ("flags_gained", "flags_lost", "flags_changed"))
        or any(claim["stance"] == "asserted" for claim in claims)
    )


def event_detail(told: Mapping[str, Any]) -> dict[str, Any]:
    """The detail of the event in `changes`: levels, rules, rows that lasting flags cite, asserted claims by name."""
    return {
        "from": told["level"]["from"], "to": told["level"]["to"],
        "from_score": told["score"]["from"], "to_score": told["score"]["to"],
        "flags_gained": [flag["rule"] for flag in told["flags_gained"]],
        "flags_lost": [flag["rule"] for flag in told["flags_lost"]],
        "flags_changed": [flag["rule"] for flag in told["flags_changed"]],
        "policies_gained": _cited(told, "policies_gained"), "policies_lost": _cited(told, "policies_lost"),
        "added": _asserted(told["claims_gained"]), "dropped": _asserted(told["claims_lost"]),
    }  # fmt: skip


def _cited(told: Mapping[str, Any], side: str) -> list[str]:
    return list(dict.fromkeys(name for flag in told["flags_changed"] for name in flag[side]))


def _asserted(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({claim["type"] for claim in claims if claim["stance"] == "asserted"})


def _two(old: Any, new: Any) -> dict[str, Any]:
    return {"from": old, "to": new}


def _flags(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Flags gained, lost, and those of which severity, the rule's version or the rows cited changed. A rule raises at
    most one."""
    before, after = ({flag["rule"]: flag for flag in flags} for flags in (old, new))
    changed = [
        {
            "rule": rule, "title": after[rule]["title"],
            "severity": _two(before[rule]["severity"], after[rule]["severity"]),
            "version": _two(before[rule]["version"], after[rule]["version"]),
            "policies_gained": _ids(before[rule]["policies"], after[rule]["policies"]),
            "policies_lost": _ids(after[rule]["policies"], before[rule]["policies"]),
        }
        for rule in before
        if rule in after and _is_changed(before[rule], after[rule])
    ]  # fmt: skip
    return (
        [_flag(flag) for rule, flag in after.items() if rule not in before],
        [_flag(flag) for rule, flag in before.items() if rule not in after],
        changed,
    )


def _is_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """The order of the rows is no news."""
    moved = any(old[key] != new[key] for key in ("severity", "version"))
    return moved or set(old["policies"] or ()) != set(new["policies"] or ())


def _rows(judged: Judged) -> list[str]:
    """The ids of the rows in force and of those that flags cite."""
    cited = (name for flag in judged["flags"] for name in flag["policies"] or ())
    return list(dict.fromkeys([*(judged["assessment"].get("policies") or ()), *cited]))


def _ids(old: Iterable[str] | None, new: Iterable[str] | None) -> list[str]:
    """Those of `new` that `old` has not."""
    known = set(old or ())
    return [name for name in new or () if name not in known]


def _parts(old: Judged, new: Judged) -> list[dict[str, Any]]:
    """The parts of the sum of `new` that `old` has not, each with its label in both languages and its points."""
    known = [(dict(part["label"]), part["points"]) for part in old["risk"]]
    found = [(dict(part["label"]), part["points"]) for part in new["risk"]]
    return [{"label": label, "points": points} for label, points in found if (label, points) not in known]


def _flag(flag: Mapping[str, Any]) -> dict[str, Any]:
    return {name: flag[name] for name in ("rule", "version", "severity", "title")}


def _more(
    old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]], keys: Sequence[str], text: str
) -> list[dict[str, Any]]:
    """The rows of `new` that `old` has not, by the keys, with the words they cover."""
    known = {tuple(row.get(key) for key in keys) for row in old}
    return [
        {**{key: row.get(key) for key in keys}, "text": text[row["start"] : row["end"]]}
        for row in new
        if tuple(row.get(key) for key in keys) not in known
    ]


def _stated(judged: Judged) -> list[Mapping[str, Any]]:
    """The facts but for contacts: those are personal and masked in what is stored."""
    return [fact for fact in judged["facts"] if fact["kind"] != "contact"]


def _whole(judged: Judged) -> str:
    """All of a judgement as one text, equal for equal results whether stored or not."""
    parts = {
        "assessment": {key: _plain(judged["assessment"].get(key)) for key in _WHOLE},
        "facts": [{key: _plain(fact.get(key)) for key in _FACT} for fact in judged["facts"]],
        "claims": [{key: _plain(claim.get(key)) for key in _CLAIM} for claim in judged["claims"]],
        "flags": [{key: _plain(flag.get(key)) for key in _FLAG} for flag in judged["flags"]],
        "risk": [{"label": dict(part["label"]), "points": part["points"]} for part in judged["risk"]],
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, default=dict)


def _plain(value: Any) -> Any:
    """A value as it comes back from the database: 1 and 1.0 alike, empty things and False as nothing."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value] or None
    if isinstance(value, int | float):
        return float(value) or None
    return value or None
