"""Fills the words and numbers found into the title and reason of a rule; nothing else is ever interpreted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Final

from monitor.assess.case import Case
from monitor.assess.conditions import Found
from monitor.assess.quantities import formula_of, quantity
from monitor.assess.sums import shown
from monitor.messages import messages
from monitor.models import Bilingual, FlagNumber, Span
from monitor.rules.names import PLACEHOLDER, QUANTITIES
from monitor.rules.values import Band, Policy, Rule

MAX_WORDS: Final = 6
MAX_CHARS: Final = 40
REPORTED: Final = Bilingual("报道中的说法：", "Reported by others: ")
UNDATED: Final = Bilingual("（发布日期未见）", " (day of posting not known)")
_CLEARED_BY: Final = Bilingual(" 什么能推翻此标记：{}。", " What would clear this flag: {}.")


def title_of(rule: Rule, case: Case, found: Found) -> Bilingual:
    """The rule's title filled in, marked when a third party reports the claim."""
    title = fill(rule.title, case, found, ())
    if found.dated and case.days and not case.days.told:
        title = Bilingual(title.zh + UNDATED.zh, title.en + UNDATED.en)
    return Bilingual(REPORTED.zh + title.zh, REPORTED.en + title.en) if case.reported else title


def reason_of(
    rule: Rule, case: Case, found: Found, policies: Sequence[Policy], adds: Bilingual | None = None
) -> Bilingual:
    """The rule's reason filled in, with what would clear the flag: the seller is right, or the suspicion groundless.

    `adds`: what the step to the severity taken says besides.
    """
    told = Bilingual(rule.reason.zh + adds.zh, f"{rule.reason.en} {adds.en}") if adds else rule.reason
    reason = fill(told, case, found, policies)
    if rule.disproved_by is None:
        return reason
    return Bilingual(
        reason.zh + _CLEARED_BY.zh.replace("{}", rule.disproved_by.zh.rstrip("。")),
        reason.en + _CLEARED_BY.en.replace("{}", rule.disproved_by.en.rstrip(".")),
    )


def fill(template: Bilingual, case: Case, found: Found, policies: Sequence[Policy]) -> Bilingual:
    """Both languages with each known {word} replaced once; what is filled in is never read as a template."""

    def one(text: str, language: str) -> str:
        def value(name: str) -> str:
            if name in QUANTITIES:
                number = quantity(case, name)
                return str(number) if number else "?"
            return _WORDS[name](case, found, policies, language)

        return PLACEHOLDER.sub(lambda match: value(match[1]), text) if "{" in text else text

    return Bilingual(one(template.zh, "zh"), one(template.en, "en"))


def _words(case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    """The words found, each once, in the order of the text; overlapping ones as one."""
    texts = _texts(found.spans, case.document.text)
    quoted = [f"「{text}」" if language == "zh" else f"“{text}”" for text in texts[:MAX_WORDS]]
    return ("、" if language == "zh" else ", ").join(quoted) + ("…" if len(texts) > MAX_WORDS else "")


def _beside(case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    """The words that told the sense of the claims, in brackets; '' where the wording of the claim says it by itself."""
    if not found.beside:
        return ""
    words = _words(case, Found(found.beside), (), language)
    return f"（{words}）" if language == "zh" else f" ({words})"


@lru_cache(maxsize=8)
def _texts(spans: tuple[Span, ...], text: str) -> tuple[str, ...]:
    """Asked for in both languages, in the title and in the reason: worked out once."""
    return tuple(dict.fromkeys(_short(span, text) for span in merged(spans)))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in text order, those that share a character joined."""
    result: list[Span] = []
    for span in sorted(spans, key=attrgetter("start", "end")):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        else:
            result.append(span)
    return result


def _short(span: Span, text: str) -> str:
    words = " ".join(span.of(text).split())
    return words if len(words) <= MAX_CHARS else words[: MAX_CHARS - 1] + "…"


def _place(case: Case, _found: Found, _policies: Sequence[Policy], language: str) -> str:
    if case.land is not None:
        return case.land.name.in_language(language)
    if not case.sites:
        return "地点不明" if language == "zh" else "an unknown place"
    names = ("".join(name for name in site if name) for site in case.sites)
    return ("、" if language == "zh" else ", ").join(names)


def _day(case: Case, _found: Found, _policies: Sequence[Policy], language: str) -> str:
    """The day judged by, and what is not known of it: the day of posting, or which day of a month."""
    days = case.days
    if days is None:
        return "日期不明" if language == "zh" else "an unknown day"
    if not days.told:
        return _SEEN.in_language(language).format(days.last)
    return _SPAN.in_language(language).format(*days) if days.first < days.last else days.last.isoformat()


_SEEN: Final = Bilingual(
    "{}（未见发布日期，按收录日的规定核对）",
    "{} (no day of posting was read; judged by the rules of the day it was recorded)",
)
_SPAN: Final = Bilingual(
    "{}至{}间某日（具体日期未见，只列其间始终有效的规定）",
    "a day from {} to {} that is not told (only rules in force all that time)",
)


def _policies(case: Case, _found: Found, policies: Sequence[Policy], language: str) -> str:
    """The rows that bear on the claims, at most three by number or title, with how far each was verified."""
    if case.land is not None:
        note = case.land.note.in_language(language)
        return f"（{note}）" if language == "zh" else f"({note})"
    if not policies:
        return "（无）" if language == "zh" else "(none)"
    names = [_row_name(row, language) for row in policies[:3]]
    rest = len(policies) - len(names)
    more = (f" 等{len(policies)}条" if language == "zh" else f" and {rest} more") if rest else ""
    return ("、" if language == "zh" else ", ").join(names) + more


def _row_name(row: Policy, language: str) -> str:
    day, standing = row.dates.get("published") or row.dates["issued"], messages(language)[f"web.verify.{row.verify}"]
    return (
        f"{row.doc_no or row.title}（{day}，{standing}）"
        if language == "zh"
        else (f"{row.doc_no or row.title} ({day}, {standing})")
    )


def _papers(case: Case, _found: Found, _policies: Sequence[Policy], language: str) -> str:
    """The permits that the text names one by one: a sweeping word without any is a bare assertion."""
    names = dict.fromkeys(str(fact.detail.get("name")) for fact in case.facts.get("permit", ()))
    known = messages(language)
    titles = [known.get(f"permit.{name}", name) for name in names]
    return ("、" if language == "zh" else ", ").join(titles) or ("一项也没有" if language == "zh" else "none")


def _formula(case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    """The sums behind the numbers compared."""
    sums = dict.fromkeys(words.in_language(language) for name, _ in found.numbers if (words := formula_of(case, name)))
    return ("；" if language == "zh" else "; ").join(sums)


def _normal(case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    """The plausible ranges of the bands compared with."""
    bands = dict.fromkeys(band for _, held in found.numbers for band in held)
    ranges = [usual(case.knowledge.bands[name], language) for name in bands]
    return ("；" if language == "zh" else "; ").join(ranges)


def numbers_of(case: Case, found: Found) -> tuple[FlagNumber, ...]:
    """Every number the rule compared, once, with its sum and the band it was held against."""
    held: dict[str, str] = {}
    for name, bands in found.numbers:
        held[name] = held.get(name) or (bands[0] if bands else "")
    return tuple(one for name, band in held.items() if (one := _number(case, name, band)))


def _number(case: Case, name: str, band_id: str) -> FlagNumber | None:
    value, band = quantity(case, name), case.knowledge.bands.get(band_id)
    if value is None:
        return None
    told = FlagNumber(name, _tidy(value.low), _tidy(value.high), QUANTITIES[name], formula_of(case, name))
    if band is None:
        return told
    usual_range = (
        band.low if band.normal_low is None else band.normal_low,
        band.high if band.normal_high is None else band.normal_high,
    )
    return told._replace(band=band.id, usual=usual_range, review=(band.low, band.high), source=band.source,
                   verify=band.verify)  # fmt: skip


def _tidy(value: float) -> float:
    """Six significant digits: what a sum of stated numbers can bear, the same on every machine."""
    return float(f"{value:.6g}")


def usual(band: Band, language: str = "zh") -> str:
    """'3,000～10,000 CNY/kW', or one-sided."""
    low = band.low if band.normal_low is None else band.normal_low
    high = band.high if band.normal_high is None else band.normal_high
    if low is None or high is None:
        side = ("不高于 ", "at most ") if low is None else ("不低于 ", "at least ")
        limit = high if low is None else low
        return f"{side[language != 'zh']}{shown(limit or 0.0)} {unit_words(band.unit, language)}".rstrip()
    return f"{shown(low)}～{shown(high)} {unit_words(band.unit, language)}".rstrip()


def unit_words(unit: str, language: str) -> str:
    """A unit as people write it; of a plain ratio nothing."""
    return messages(language).get(f"unit.{unit}", unit) if unit else ""


def _grid(_case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    return found.grid.name.in_language(language) if found.grid else "?"


def _expected_grid(case: Case, _found: Found, _: Sequence[Policy], language: str) -> str:
    grids = [
        grid.name.in_language(language)
        for site in case.sites
        for grid in case.knowledge.grids.serving(site.province, site.prefecture)
        if grid.kind == "main"
    ]
    return ("、" if language == "zh" else ", ").join(dict.fromkeys(grids)) or "?"


def _grid_doubt(_case: Case, found: Found, _: Sequence[Policy], language: str) -> str:
    """What the words for the grid may mean besides, as the beginning of a sentence; '' for a plain name."""
    doubt = found.grid.doubt if found.grid else None
    if doubt is None:
        return ""
    return f"{doubt.zh}，" if language == "zh" else f"{doubt.en}. "


_WORDS: Final[Mapping[str, Callable[[Case, Found, Sequence[Policy], str], str]]] = {
    "words": _words,
    "beside": _beside,
    "place": _place,
    "day": _day,
    "policies": _policies,
    "papers": _papers,
    "formula": _formula,
    "normal": _normal,
    "grid": _grid,
    "expected_grid": _expected_grid,
    "grid_doubt": _grid_doubt,
}
