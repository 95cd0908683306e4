"""Says a rule in words: its condition line by line, and the claims, bands and policy rows it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.messages import messages
from monitor.models import Bilingual
from monitor.rules.names import PLACEHOLDER, QUANTITIES
from monitor.rules.policies import effect_on
from monitor.rules.values import Band, ClaimType, Effect, Knowledge, Policy, Rule

_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `rules explain` shows: `lines` say the condition, indented; the rest is what it rests on."""

    rule: Rule
    reason: Bilingual  # with the names of what is filled in: [words found], [the sum]
    lines: tuple[Bilingual, ...]
    claims: tuple[ClaimType, ...]
    bands: tuple[Band, ...]
    policies: tuple[Policy, ...]  # rows that say something of one of the claims, whatever day and place
    effects: Mapping[str, Mapping[str, Effect]]  # of each of those, by its id: what it says of which claim


def explain_rule(rule: Rule, knowledge: Knowledge) -> Explanation:
    """All that decides whether the rule raises a flag. `rule` is one of `knowledge`."""
    conditions, names = _conditions(rule), claims_of(rule)
    limits = [limit for part in conditions for side in ("above", "below") for limit in _values(part, side)]
    bands = dict.fromkeys(limit.partition(".")[0] for limit in limits if "." in limit)
    senses: list[str | None] = list(dict.fromkeys(sense for part in conditions for sense in _values(part, "sense")))
    effects = {row.id: told for row in knowledge.policies if (told := _effects(row, names, senses or [None]))}
    rows = [row for row in knowledge.policies if row.id in effects]
    return Explanation(
        rule, _readable(rule.reason), tuple(_rule_lines(rule, knowledge)),
        tuple(knowledge.claims[n] for n in names if n in knowledge.claims),
        tuple(knowledge.bands[name] for name in bands if name in knowledge.bands), tuple(rows), effects,
    )  # fmt: skip


def claims_of(rule: Rule) -> list[str]:
    """The claim types that a rule looks at, in the order in which it names them."""
    return list(dict.fromkeys(name for part in _conditions(rule) for name in _values(part, "claim")))


def _conditions(rule: Rule) -> list[Mapping[str, Any]]:
    return [rule.condition, *(step.condition for step in rule.escalations)]


def _effects(row: Policy, claims: Iterable[str], senses: Iterable[str | None]) -> dict[str, Effect]:
    """What a row says of each claim in one of the senses, in a text that speaks of mining, too."""
    told = ((name, effect_on(row, name, sense, mining=True)) for name in claims for sense in senses)
    return {name: effect for name, effect in told if effect is not None and effect != "neutral"}


@dataclass(frozen=True, slots=True)
class ClaimExplanation:
    """What `rules explain` shows of a claim type: the rules and the policy rows that speak of it."""

    claim: ClaimType
    rules: tuple[Rule, ...]
    policies: tuple[Policy, ...]


def explain_claim(claim: ClaimType, knowledge: Knowledge) -> ClaimExplanation:
    """The rules that look at a claim type and the rows that say something of it. `claim` is one of `knowledge`."""
    rules = tuple(rule for rule in knowledge.rules.values() if claim.id in claims_of(rule))
    rows = (row for row in knowledge.policies if row.claim_effects.get(claim.id, "neutral") != "neutral")
    return ClaimExplanation(claim, rules, tuple(rows))


def _readable(template: Bilingual) -> Bilingual:
    """A reason with each {placeholder} as the name of what stands there in a flag."""

    def named(match: re.Match[str], language: str) -> str:
        known = messages(language)
        return known.get(f"slot.{match[1]}") or known.get(f"quantity.{match[1]}", match[1])

    return Bilingual(
        PLACEHOLDER.sub(lambda match: f"〔{named(match, 'zh')}〕", template.zh),
        PLACEHOLDER.sub(lambda match: f"[{named(match, 'en')}]", template.en),
    )


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
        level = _named("severity", step.severity)
        yield Bilingual(f"此外成立时严重程度为{level.zh}：", f"severity {level.en} when moreover:")
        yield from _say(step.condition, knowledge, 1)
        if adds := step.adds and _readable(step.adds):
            yield Bilingual(f"{_INDENT}理由另加：{adds.zh}", f"{_INDENT}the reason then adds: {adds.en}")
    if not rule.reported:
        yield Bilingual("转述他人的文字不提示", "never for texts that only tell of offers")


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
        if inner.get("same_clause"):
            title = Bilingual("同一分句内，" + title.zh, "in one clause, " + title.en)
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
        claims, effects = _titles(policy["claim"], knowledge), _words("web.effect", policy.get("effect", "contradicts"))
        rows = f" ({', '.join(_all(policy['rows']))})" if policy.get("rows") else ""
        return Bilingual(
            f"当日当地有已见原文或报道的政策{rows}，对「{claims.zh}」：{effects.zh}",
            f"a row{rows} seen as text or news, known there and then, of “{claims.en}”: {effects.en}",
        )
    for key, said in _PLAIN.items():
        if key in part:
            return said[bool(part[key])]
    if "number" in part or "fact" in part:
        return _compared(part, knowledge)
    if "as_of" in part:
        return _as_of(part["as_of"])
    key, value = next(iter(part.items()))
    title = _KEYS[key]
    words = Bilingual(_join(value), _join(value)) if key == "place" else _words(_MESSAGES[key], value)
    return Bilingual(f"{title.zh}：{words.zh}", f"{title.en}: {words.en}")


_GRID: Final = Bilingual("所说主网不覆盖所在省份", "the main grid named serves none of the places named")
_PLAIN: Final = {
    "grid_mismatch": (_GRID, _GRID),
    "mining": (
        Bilingual("文中未谈到“挖矿”", "the text does not speak of crypto mining"),
        Bilingual("文中谈到“挖矿”", "the text speaks of crypto mining"),
    ),
}
_KEYS: Final = {
    "offer": Bilingual("文本类型", "kind of text"), "object": Bilingual("标的", "what is offered"),
    "place": Bilingual("地点", "every place named lies in"),
}  # fmt: skip
_MESSAGES: Final = {"offer": "offer", "object": "web.object"}


def _as_of(days: Mapping[str, str | None]) -> Bilingual:
    """From when to when the text must be dated."""
    since, before = days.get("since"), days.get("before")
    zh = "、".join(filter(None, (since and f"{since}起", before and f"{before}前")))
    en = ", ".join(filter(None, (since and f"since {since}", before and f"before {before}")))
    return Bilingual(f"判断日期：{zh}", f"judged by a day {en}")


def _claim(part: Mapping[str, Any], knowledge: Knowledge) -> Bilingual:
    titles, stances = _titles(part["claim"], knowledge), _words("stance", part.get("stance", ("asserted",)))
    extra = [_words(f"web.{key}", part[key]) for key in ("sense", "scope") if part.get(key)]
    if (least := part.get("at_least", 1)) > 1:
        extra.append(Bilingual(f"至少{least}种说法", f"in {least} wordings at least"))
    zh, en = "；".join(one.zh for one in extra), "; ".join(one.en for one in extra)
    return Bilingual(
        f"{stances.zh}：{titles.zh}{f'（{zh}）' if zh else ''}", f"{stances.en}: {titles.en}{f' ({en})' if en else ''}"
    )


def _compared(part: Mapping[str, Any], knowledge: Knowledge) -> Bilingual:
    """A fact or a derived number with what it is compared with."""
    number = "number" in part
    name = _named("quantity" if number else "web.fact", part["number"] if number else part["fact"])
    limits = [f"{sign} {_limit(part[side], knowledge)}" for side, sign in (("above", ">"), ("below", "<"))
              if part.get(side) is not None]  # fmt: skip
    unit = QUANTITIES[part["number"]] if number and limits else ""
    more = [_named("unit", unit)] if unit else []
    if part.get("role"):
        more.append(_words("web.role", part["role"]))
    if part.get("unit_conflict") is not None:
        more.append(_SLIP[bool(part["unit_conflict"])])
    more += [Bilingual(f"{key}={value}", f"{key}={value}") for key, value in part.get("detail", {}).items()]
    kind = Bilingual("数值", "number") if number else Bilingual("事实", "fact")
    tail = " ".join(limits)
    known = "" if limits or not number else "（已知）"
    return Bilingual(
        " ".join(filter(None, (kind.zh, f"「{name.zh}」{known}", tail, *(one.zh for one in more)))),
        " ".join(
            filter(None, (kind.en, f"“{name.en}”{' is known' if known else ''}", tail, *(one.en for one in more)))
        ),
    )


_SLIP: Final = (Bilingual("单位无误", "without a unit slip"), Bilingual("单位写错", "with a unit slip"))


def _limit(limit: float | str, knowledge: Knowledge) -> str:
    if not isinstance(limit, str):
        return f"{limit:,g}"
    band, _, field = limit.partition(".")
    value = getattr(knowledge.bands.get(band), field, None)
    return f"{value:,g} ({limit})" if value is not None else limit


def _titles(names: str | Sequence[str], knowledge: Knowledge) -> Bilingual:
    """The titles of claim types."""
    known = [
        knowledge.claims[name].title if name in knowledge.claims else Bilingual(name, name) for name in _all(names)
    ]
    return Bilingual("、".join(one.zh for one in known), " or ".join(one.en for one in known))


def _words(kind: str, names: str | Sequence[str]) -> Bilingual:
    """The words for some of the program's names."""
    said = [_named(kind, name) for name in _all(names)]
    return Bilingual("、".join(one.zh for one in said), " or ".join(one.en for one in said))


def _named(kind: str, name: str) -> Bilingual:
    """The word for one of the program's names in both languages; the name itself when there is none."""
    key = f"{kind}.{name}"
    return Bilingual(messages("zh").get(key, name), messages("en").get(key, name))


def _all(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value


def _join(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))
