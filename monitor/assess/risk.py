"""The risk score of a document: a sum of points a person can add up again from what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from monitor.models import Bilingual, Flag, Risk, RiskLevel, RiskPart, Severity
from monitor.rules.values import Policy, RiskTable

CAP: Final = 100
_NAMES: Final = {"high": "高", "medium": "中", "low": "低"}


def risk_of(flags: Sequence[Flag], contradicting: Policy | None, table: RiskTable, quiet: frozenset[str]) -> Risk:
    """Points for each flag by severity and order, and once for a row that contradicts a claim.

    Args: flags in the order shown; `contradicting` a verified row (never leaked or general), or None; `quiet` the
    rules whose flags get no points: experimental ones and those that a context list turns down.
    """
    parts: list[RiskPart] = []
    seen: Counter[Severity] = Counter()
    for flag in flags:
        if flag.rule in quiet:
            parts.append(RiskPart(Bilingual(f"{flag.title.zh}（不计分）", f"{flag.title.en} (no points)"), 0))
            continue
        row = table.points[flag.severity]
        points = row[min(seen[flag.severity], len(row) - 1)]
        seen[flag.severity] += 1
        parts.append(RiskPart(_label(flag, seen[flag.severity]), points))
    if contradicting is not None and seen:
        name = contradicting.doc_no or contradicting.title
        label = Bilingual(f"当日已公布的政策与说法相反：{name}", f"A row public that day contradicts a claim: {name}")
        parts.append(RiskPart(label, table.contradicted))
    score = min(CAP, sum(part.points for part in parts))
    return Risk(score, level_of(score, table), tuple(parts))


def _label(flag: Flag, order: int) -> Bilingual:
    return Bilingual(
        f"{flag.title.zh}（{_NAMES[flag.severity]}，第{order}个）", f"{flag.title.en} ({flag.severity}, no. {order})"
    )


def level_of(score: int, table: RiskTable) -> RiskLevel:
    """The highest level whose least score is reached."""
    return next((level for level, least in table.levels if score >= least), "none")
