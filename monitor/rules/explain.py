"""Says a rule in words: its condition line by line, and the claims, bands and policy rows it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.models import Bilingual
from monitor.rules.values import Band, ClaimType, Knowledge, Policy, Rule

_INDENT: Final = "  "
_STANCE: Final = {
    "asserted": "声称", "denied": "否认", "reported": "转述", "asked": "询问", "doubted": "质疑", "wanted": "求购要求",
    "policy": "政策文字",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `rules explain` shows: `lines` say the condition, indented; the rest is what it rests on."""

    rule: Rule
    lines: tuple[Bilingual, ...]
    claims: tuple[ClaimType, ...]
    bands: tuple[Band, ...]
    policies: tuple[Policy, ...]  # rows that say something of one of the claims, whatever day and place


def explain_rule(rule: Rule, knowledge: Knowledge) -> Explanation:
    """All that decides whether the rule raises a flag. `rule` is one of `knowledge`."""
    conditions = [rule.condition, *(step.condition for step in rule.escalations)]
    names = dict.fromkeys(name for part in conditions for name in _values(part, "claim"))
    limits = [limit for part in conditions for side in ("above", "below") for limit in _values(part, side)]
    bands = dict.fromkeys(limit.partition(".")[0] for limit in limits if "." in limit)
    rows = [row for row in knowledge.policies if any(row.claim_effects.get(n, "neutral") != "neutral" for n in names)]
    return Explanation(
        rule, tuple(_rule_lines(rule, knowledge)), tuple(knowledge.claims[n] for n in names if n in knowledge.claims),
        tuple(knowledge.bands[name] for name in bands if name in knowledge.bands), tuple(rows),
    )  # fmt: skip


def _values(part: Any, key: str) -> Iterator[str]:
    """Every text under `key` anywhere in a condition."""
    if isinstance(part, Mapping):
        found = part.get(key, ())
        yield from [found] if isinstance(found, str) else [item for item in _items(found) if isinstance(item, str)]
        for inner in part.values():
            yield from _values(inner, key)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _values(inner, key)


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _rule_lines(rule: Rule, knowledge: Knowledge) -> Iterator[Bilingual]:
    yield from _say(rule.condition, knowledge, 0)
    for step in rule.escalations:
        yield Bilingual(f"此外成立时严重程度为 {step.severity}：", f"severity {step.severity} when moreover:")
        yield from _say(step.condition, knowledge, 1)


def _say(part: Mapping[str, Any], knowledge: Knowledge, depth: int) -> Iterator[Bilingual]:
    """One condition as lines, those inside it indented."""
    head = next(iter(key for key in _GROUPS if key in part), None)
    if head is None:
        line = _leaf(part, knowledge)
        yield Bilingual(_INDENT * depth + line.zh, _INDENT * depth + line.en)
        return
    title = _GROUPS[head]
    inner = part[head]
    if head == "near":
        within = inner["within"]
        title = Bilingual(title.zh.format(within), title.en.format(within))
        inner = [inner["first"], inner["second"]]
    yield Bilingual(_INDENT * depth + title.zh, _INDENT * depth + title.en)
    for item in [inner] if isinstance(inner, Mapping) else inner:
        yield from _say(item, knowledge, depth + 1)


_GROUPS: Final = {
    "all": Bilingual("以下全部成立：", "all of:"),
    "any": Bilingual("以下任一成立：", "any of:"),
    "not": Bilingual("以下不成立：", "not:"),
    "near": Bilingual("以下两者相距不超过{}字：", "within {} characters of each other:"),
}


def _leaf(part: Mapping[str, Any], knowledge: Knowledge) -> Bilingual:
    if "claim" in part:
        return _claim(part, knowledge)
    if "policy" in part:
        policy = part["policy"]
        claims, effects = _join(policy["claim"]), _join(policy.get("effect", ("contradicts",)))
        return Bilingual(
            f"当日当地有已见原文或报道的政策：对 {claims} 为 {effects}",
            f"a row seen as text or news, known there and then, says {effects} of {claims}",
        )
    if "grid_mismatch" in part:
        return Bilingual("所说主网不覆盖所在省份", "the main grid named serves none of the places named")
    if "number" in part or "fact" in part:
        return _compared(part, knowledge)
    key, value = next(iter(part.items()))
    words = _join(value) if not isinstance(value, Mapping) else ", ".join(f"{k} {v}" for k, v in value.items())
    return Bilingual(f"{_KEYS.get(key, key)}：{words}", f"{key.replace('_', ' ')}: {words}")


_KEYS: Final = {"offer": "文本类型", "object": "标的", "place": "地点", "as_of": "判断日期"}


def _claim(part: Mapping[str, Any], knowledge: Knowledge) -> Bilingual:
    names = [part["claim"]] if isinstance(part["claim"], str) else part["claim"]
    titles = [knowledge.claims[name].title.zh if name in knowledge.claims else name for name in names]
    stances = part.get("stance", ("asserted",))
    extra = [f"{key}={_join(part[key])}" for key in ("sense", "scope") if part.get(key)]
    if part.get("at_least", 1) > 1:
        extra.append(f"at_least={part['at_least']}")
    tail = f" ({'; '.join(extra)})" if extra else ""
    said = "、".join(_STANCE.get(stance, stance) for stance in stances)
    return Bilingual(f"{said}：{'、'.join(titles)}{tail}", f"{_join(stances)}: {_join(names)}{tail}")


def _compared(part: Mapping[str, Any], knowledge: Knowledge) -> Bilingual:
    name = part.get("number") or part["fact"]
    words = []
    for side, sign in (("above", ">"), ("below", "<")):
        if part.get(side) is not None:
            words.append(f"{sign} {_limit(part[side], knowledge)}")
    rest = [f"{key}={part[key]}" for key in ("role", "unit_conflict", "detail") if part.get(key)]
    tail = " ".join(words + rest)
    kind = ("数值", "number") if "number" in part else ("事实", "fact")
    return Bilingual(f"{kind[0]} {name} {tail}".rstrip(), f"{kind[1]} {name} {tail}".rstrip())


def _limit(limit: float | str, knowledge: Knowledge) -> str:
    if not isinstance(limit, str):
        return f"{limit:g}"
    band, _, field = limit.partition(".")
    value = getattr(knowledge.bands.get(band), field, None)
    return f"{limit} = {value:g}" if value is not None else limit


def _join(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))
