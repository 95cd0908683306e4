"""Why a listing is flagged, put together for readers: words with stance, numbers, policy rows, earlier judgements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from db import Store
from monitor.rules.explain import claims_of
from monitor.rules.policies import Ending, effect_on, ending_of
from monitor.rules.values import Effect, Knowledge, Policy
from monitor.run.judgements import difference

MOST_JUDGEMENTS: Final = 20  # of one version, compared with one another: the newest


class CitedRow(NamedTuple):
    """A policy row that a flag cites: None when the rules of today have it no more.

    `effects`: what it says of the claims of this flag; `ending`: whether it ends within 180 days of today, or has.
    """

    id: str
    row: Policy | None
    effects: Mapping[str, Effect]
    ending: Ending


def explained_flags(version: Mapping[str, Any], knowledge: Knowledge, today: date) -> list[dict[str, Any]]:
    """The flags of a stored version, each with its `words` (claims and facts there) and `rows` (policy rows cited)."""
    rows = {policy.id: policy for policy in knowledge.policies}
    found = []
    for flag in version["flags"]:
        rule = knowledge.rules.get(flag["rule"])
        words = _words(version, flag["spans"], claims_of(rule) if rule else ())
        found.append({**flag, "words": words, "rows": _rows(words, flag, rows, today)})
    return found


def judgement_history(store: Store, version: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The judgements of a version, newest first, each with its `difference` from the one before (None: the first)."""
    judged = store.assessments(version["id"])
    shown = judged[-MOST_JUDGEMENTS:]
    full = [store.version(version["id"], row["id"]) for row in shown] if len(judged) > 1 else []
    history = []
    for place, row in enumerate(shown):
        old, new = (full[place - 1], full[place]) if place else (None, None)
        told = difference(old, new, version["text"]) if old and new else None
        history.append({**row, "difference": told})
    return history[::-1]


def _words(
    version: Mapping[str, Any], spans: Sequence[Sequence[int]], types: Collection[str]
) -> list[dict[str, Any]]:  # fmt: skip
    return [
        {
            "start": start, "end": end, "text": version["text"][start:end],
            "claims": _claims_at(version["claims"], start, end, types),
            "facts": [fact for fact in version["facts"] if (fact["start"], fact["end"]) == (start, end)],
        }
        for start, end in spans
    ]  # fmt: skip


def _claims_at(
    claims: Sequence[dict[str, Any]], start: int, end: int, types: Collection[str]
) -> list[dict[str, Any]]:  # fmt: skip
    """The claims that the words of a flag are: the nearest that there are, for others may overlap them.

    Args: types, of the claims that its rule looks at. Of those in one stance for one reason the first speaks.
    """
    near = [claim for claim in claims if claim["start"] < end and start < claim["end"]]
    near = [claim for claim in near if (claim["start"], claim["end"]) == (start, end)] or near
    near = [claim for claim in near if claim["type"] in types] or near
    return list({(claim["stance"], claim["why"]): claim for claim in reversed(near)}.values())[::-1]


def _rows(
    words: Sequence[Mapping[str, Any]], flag: Mapping[str, Any], rows: Mapping[str, Policy], today: date
) -> list[CitedRow]:
    kinds = {(claim["type"], claim["sense"]) for one in words for claim in one["claims"]}
    found = []
    for name in flag["policies"]:
        row = rows.get(name)
        told = {kind[0]: effect_on(row, *kind, mining=True) for kind in kinds} if row else {}
        effects = {claim: effect for claim, effect in told.items() if effect is not None}
        found.append(CitedRow(name, row, effects, ending_of(row, today) if row else ""))
    return found
