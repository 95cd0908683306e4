"""Facts and claims as lines for people, the same for a scanned text and a stored listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from monitor.cli.language import language, say, say_name
from monitor.cli.output import one_line
from monitor.models import WEIGHED
from monitor.publish.why import say_why

# Told before the rest of the detail.
_TOLD_BEFORE: Final = frozenset({"why", "currency", "amount_min", "amount_max", "told_as"})


def fact_line(fact: Mapping[str, Any], detail: Mapping[str, Any], words: str) -> str:
    """One fact: kind, role, amount, what only its kind has, and the words that state it (a contact's never)."""
    said = (_told(key, value, fact["kind"]) for key, value in detail.items() if key not in _TOLD_BEFORE and value)
    told = " ".join(dict.fromkeys(said))
    parts = (
        say("cli.fact"),
        say(f"web.fact.{fact['kind']}"),
        role_words({"role": detail.get("told_as") or fact["role"]}),
        _amount(fact) or _in_currency(detail),
        one_line(told),
        "" if fact["kind"] == "contact" else f"「{one_line(words)}」",
        say("cli.unit_conflict") if fact["unit_conflict"] else "",
    )
    return "  ".join(part for part in parts if part)


def role_words(fact: Mapping[str, Any]) -> str:
    """The role of a fact in words; '' when it is not known."""
    return say(f"web.role.{fact['role']}") if fact["role"] != "unknown" else ""


def _told(key: str, value: Any, kind: str) -> str:
    """What a detail says: its value, or for a yes its name (candidate, approximate)."""
    if key == "hoped_kwh":
        return f"({key} {value:,.10g})"
    return f"({key})" if value is True else in_short(kind, str(value))


def claim_line(claim: Mapping[str, Any]) -> str:
    """One claim: type, in whose mouth, which clean-up it means, its words, and that no listed wording stands there."""
    name = f"{in_short('claim', claim['type'])} ({claim['type']})"
    meant = [say(f"web.{key}.{claim[key]}") for key in ("sense", "scope") if claim.get(key)]
    stance = say("stance." + claim["stance"]) + (f" ({' · '.join(meant)})" if meant else "")
    phrase = claim.get("phrase") or ""
    weighed = f"  ({one_line(say_why(phrase, language()))})" if phrase.startswith(WEIGHED) else ""
    return f"{say('cli.claim')}  {name}  {stance}  「{one_line(claim['text'])}」{weighed}"


def change_line(change: Mapping[str, Any]) -> str:
    """What one typed event says, in words and numbers; '' when its kind says all."""
    kind, told = change["kind"], change["detail"]
    if kind in {"sold", "removed", "back"}:
        unsure = say("change.end_order_unknown") if told.get("order") else ""
        return f"{say('status.' + told['from'])} → {say('status.' + told['to'])}  {unsure}".rstrip()
    if kind in {"price_cut", "price_rise"}:
        return f"{told['from']:,} → {told['to']:,}"
    if kind == "text_changed" and told.get("order"):
        prices = ["?" if yuan is None else f"{yuan:,}" for yuan in told.get("prices", ())]
        return " ".join([say("change.order_unknown"), " / ".join(prices)]).rstrip()
    if kind == "claims_changed":
        signs = (("+", told["added"]), ("−", told["dropped"]))
        return "  ".join(f"{sign} {in_short('claim', name)}" for sign, names in signs for name in names)
    if kind == "judged_again":
        ends = ((told["from"], told["from_score"]), (told["to"], told["to_score"]))
        marks = (("+", told["flags_gained"]), ("−", told["flags_lost"]), ("~", told.get("flags_changed", ())))
        levels = " → ".join(f"{say('level.' + level)} {score}" for level, score in ends)
        rows = (("+", told.get("policies_gained", ())), ("−", told.get("policies_lost", ())))
        names = [f"{sign} {one_line(name)}" for sign, found in (*marks, *rows) for name in found]
        return "  ".join([levels, *names])
    return ""


def in_short(kind: str, name: str) -> str:
    """Short words for a name of ours (claim.tariff, grid.state_grid); the name itself when there are none."""
    return say_name(name, f"{kind}.{name}")


def _amount(fact: Mapping[str, Any]) -> str:
    low, high = fact["value_min"], fact["value_max"]
    if low is None and high is None:
        return say("cli.negotiable") if fact["negotiable"] else ""
    ends = [f"{end:,.10g}" for end in (low, high) if end is not None]
    number = ends[0] if len(ends) == 2 and low == high else "–".join(ends)
    unit = fact["unit"] or ""
    per = "" if fact["per"] in (None, "total") or unit.endswith(f"/{fact['per']}") else f"/{fact['per']}"
    return f"{number} {unit}{per}".strip()


def _in_currency(detail: Mapping[str, Any]) -> str:
    """2,000,000 USD: an amount in another currency as it is stated; '' for none."""
    if not detail.get("currency"):
        return ""
    ends = dict.fromkeys(f"{detail[key]:,.10g}" for key in ("amount_min", "amount_max"))
    return f"{'–'.join(ends)} {detail['currency']}"


def number_line(one: Mapping[str, Any]) -> str:
    """A number behind a flag: its name and value, the sum, and the band with its standing and source."""
    tongue = language()
    value = span_words(one["low"], one["high"])
    unit = say(f"unit.{one['unit']}") if one["unit"] else ""
    parts = [f"{say('quantity.' + one['number'])} {value} {unit}".rstrip()]
    if one["formula"]:
        parts.append(one["formula"][tongue])
    if one["band"]:
        parts.append(say("cli.show.band", usual=span_words(*one["usual"]), review=span_words(*one["review"])))
        parts.append(f"{say('web.verify.' + one['verify'])}: {one_line(one['source'])}")
    return f"{say('cli.show.number')}  {'; '.join(parts)}"


def span_words(low: float | None, high: float | None) -> str:
    """3,000–10,000; ≥ or ≤ where one end is open."""
    if low is None or high is None:
        return "—" if low is high else f"≥ {_short(low)}" if low is not None else f"≤ {_short(high or 0.0)}"
    return "–".join(dict.fromkeys((_short(low), _short(high))))


def _short(value: float) -> str:
    """Three significant digits below 100, whole numbers above: what sums of stated numbers can bear."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def difference_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What differs between two judgements, a line each: level, flags with rows cited, points, claims, facts."""
    tongue = language()
    level, score, offer = told["level"], told["score"], told["offer"]
    if level["from"] != level["to"] or score["from"] != score["to"]:
        old, new = (f"{say('level.' + level[end])} {score[end]}" for end in ("from", "to"))
        yield f"{say('column.risk')}  {old} → {new}"
    if offer["from"] != offer["to"]:
        yield f"{say('cli.reassess.offer')}  {say('offer.' + offer['from'])} → {say('offer.' + offer['to'])}"
    for sign, name in (("+", "flags_gained"), ("−", "flags_lost")):
        for flag in told[name]:
            title = one_line(flag["title"][tongue])
            yield f"{sign} [{say('severity.' + flag['severity'])}] {title}  ({flag['rule']} v{flag['version']})"
    yield from (_changed_line(flag) for flag in told["flags_changed"])
    for sign, name in (("+", "risk_gained"), ("−", "risk_lost")):
        yield from (f"{sign} {say('cli.points', points=one['points'])}  {one['label'][tongue]}" for one in told[name])
    for sign, name in (("+", "claims_gained"), ("−", "claims_lost")):
        for claim in told[name]:
            yield f"{sign} {claim_line(claim)}"
    for sign, name in (("+", "facts_gained"), ("−", "facts_lost")):
        for fact in told[name]:
            role = f"  {role_words(fact)}" if fact["role"] != "unknown" else ""
            yield f"{sign} {say('cli.fact')}  {say('web.fact.' + fact['kind'])}{role}  「{one_line(fact['text'])}」"


def _changed_line(flag: Mapping[str, Any]) -> str:
    """A flag that both judgements have: severities and versions where they differ, rows cited now or no more."""
    old, new = (f"{say('severity.' + flag['severity'][end])} v{flag['version'][end]}" for end in ("from", "to"))
    rows = [
        f"{sign} {one_line(name)}" for sign, key in (("+", "gained"), ("−", "lost")) for name in flag[f"policies_{key}"]
    ]
    parts = (
        f"~ {one_line(flag['title'][language()])}  ({flag['rule']})",
        f"{old} → {new}" if old != new else "",
        f"{say('cli.policies')} {'  '.join(rows)}" if rows else "",
    )
    return "  ".join(part for part in parts if part)
