"""The values that rule files become: frozen, without I/O.

NamedTuples, not dataclasses: a tenth of the time to define, and every `scan` defines them (start-up time).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from monitor.models import Bilingual, Document, GapPattern, Phrase, RiskLevel, Severity, Stance, Voice

if TYPE_CHECKING:
    from monitor.rules.places import Places

Status = Literal["experimental", "stable", "deprecated"]
Verify = Literal["text", "news", "leaked", "general"]
Effect = Literal[
    "contradicts", "contradicts_if_exit", "insufficient", "needs_document", "ambiguous", "supports_suspicion",
    "weak_signal", "neutral",
]  # fmt: skip
ContextMode = Literal["inform", "suppress"]

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Example(NamedTuple):
    """A text that proves a claim or rule file; `file` and `line` say where it is written.

    `stance` (claims only): the stance that the found claim must have; None accepts any.
    """

    text: str
    file: str
    line: int
    title: str = ""
    posted_at: date | None = None
    place: str | None = None
    speaker: Voice | None = None
    stance: Stance | None = None

    def document(self) -> Document:
        """The example as the detector takes it."""
        return Document(
            f"{self.file}:{self.line}", self.text, self.title, None, self.posted_at, self.place, self.speaker
        )


class ClaimType(NamedTuple):
    """One kind of claim: its wordings with slots expanded, what would settle it, and its examples.

    `disproved_by`: what would refute the seller's claim, for most types the opposite of what clears a flag about it.
    `never`: wordings that are no claim of the type. `files_alone`: a workspace's file replaced it, so that what the
    program knows of it beside the files (wordings, amounts, the second reader) is silent. `changed_by`: the files of a
    workspace that replaced it, added to it or narrowed it.
    """

    id: str
    version: int
    title: Bilingual
    severity: Severity
    says: str
    phrases: tuple[Phrase, ...]
    settled_by: tuple[Bilingual, ...]
    disproved_by: Bilingual
    must_match: tuple[Example, ...] = ()
    must_not_match: tuple[Example, ...] = ()
    file: str = ""
    patterns: tuple[GapPattern, ...] = ()
    never: tuple[GapPattern, ...] = ()
    files_alone: bool = False
    changed_by: tuple[str, ...] = ()


class Escalation(NamedTuple):
    """The severity a rule takes instead of its own when `condition` holds too; `adds`: what its reason says then."""

    severity: Severity
    condition: Mapping[str, Any]
    adds: Bilingual | None = None


class Rule(NamedTuple):
    """One rule. `condition` is plain validated data (see docs/rules.md); `monitor.assess` evaluates it.

    `disproved_by`: what would clear its flags, by showing that the seller is right or the suspicion groundless.
    """

    id: str
    version: int
    status: Status
    severity: Severity
    title: Bilingual
    reason: Bilingual
    condition: Mapping[str, Any]
    settled_by: tuple[Bilingual, ...] = ()
    disproved_by: Bilingual | None = None
    escalations: tuple[Escalation, ...] = ()
    reported: bool = True  # also raised, low and marked, when a third party reports the claim
    must_flag: tuple[Example, ...] = ()
    must_not_flag: tuple[Example, ...] = ()
    file: str = ""


class Policy(NamedTuple):
    """One row of the policy timeline. Dates are the last day of the period written; `dates` keeps them as written.

    `known_from` is the day the public could know it (published, else issued). `up_to_kw`: it speaks of plants up to
    this installed capacity alone.
    """

    id: str
    topic: str
    instrument: str
    status: str
    issuer: str
    title: str
    rule: str
    verify: Verify
    source: tuple[str, ...]
    regions: tuple[str, ...]
    issued: date
    published: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    deadline: date | None = None
    basin: str | None = None
    doc_no: str | None = None
    doc_no_verify: str | None = None
    note: str = ""
    claim_effects: Mapping[str, Effect] = NOTHING
    figures: Mapping[str, float] = NOTHING
    dates: Mapping[str, str] = NOTHING
    file: str = ""
    rule_zh: str = ""
    up_to_kw: float | None = None
    source_zh: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash(self.id)  # the mappings of a row have no hash of their own

    @property
    def says(self) -> Bilingual:
        """What the row says, in both languages; in English alone where a row of a workspace has no Chinese."""
        return Bilingual(self.rule_zh or self.rule, self.rule)

    def sources_in(self, language: str) -> tuple[str, ...]:
        """Where the row was seen, in 'zh' or 'en'; as it stands where a file has no Chinese of it."""
        return self.source_zh or self.source if language == "zh" else self.source

    @property
    def known_from(self) -> date:
        """The day from which a seller could have known the row."""
        return self.published or self.issued

    @property
    def verified(self) -> bool:
        """True when the text or a press report was seen: only such rows may raise a severity."""
        return self.verify in {"text", "news"}


class Grid(NamedTuple):
    """One grid company: the words sellers use for it and where it is the grid.

    `provinces` are full official names; with `prefectures` only those of the provinces (empty: all of them), with
    `only_in` of a province only those named there. `kind` local: a smaller grid inside the area of a main one.
    `doubt`: what its words may mean besides, for a reader of a mismatch.
    """

    id: str
    name: Bilingual
    words: tuple[str, ...]
    kind: Literal["main", "local"]
    provinces: tuple[str, ...]
    prefectures: tuple[str, ...] = ()
    verify: Verify = "general"
    source: str = ""
    only_in: tuple[tuple[str, tuple[str, ...]], ...] = ()
    doubt: Bilingual | None = None

    def serves(self, province: str, prefecture: str | None) -> bool:
        """True when it is a grid of the place, or of a part of it where the prefecture is not known."""
        if province not in self.provinces:
            return False
        parts = (*dict(self.only_in).get(province, ()), *self.prefectures)
        return not parts or prefecture is None or prefecture in parts


class Grids(tuple[Grid, ...]):
    """All grids, and which serves which province."""

    __slots__ = ()

    def serving(self, province: str, prefecture: str | None = None) -> tuple[Grid, ...]:
        """The grids of a province (full official name); a part-province grid counts when the prefecture is unknown."""
        return tuple(grid for grid in self if grid.serves(province, prefecture))

    def named(self, words: str) -> Grid | None:
        """The grid that a seller's word (国网, 南网) or an id means; the longest word wins; None when unknown."""
        found = [(len(word), grid) for grid in self for word in (grid.id, grid.name.zh, *grid.words) if word in words]
        return max(found, key=lambda pair: pair[0])[1] if found else None


class RigModel(NamedTuple):
    """A mining rig: the names sellers use and its electrical power in watts."""

    name: str
    aliases: tuple[str, ...]
    watts: float
    source: str


class Band(NamedTuple):
    """A range of plausible values: outside `normal` is unusual, outside `low`..`high` is reviewed.

    `impossible` is a physical limit, where there is one; `constant` the number that the formula multiplies by (margin,
    efficiency, kW of a rig). `formula` is shown with every flag that uses the band.
    """

    id: str
    unit: str
    formula: Bilingual
    source: str
    verify: Verify
    low: float | None = None
    high: float | None = None
    normal_low: float | None = None
    normal_high: float | None = None
    impossible: float | None = None
    constant: float | None = None
    source_zh: str = ""

    def source_in(self, language: str) -> str:
        """The source in 'zh' or 'en'; as it stands where a file has no Chinese of it."""
        return self.source_zh or self.source if language == "zh" else self.source


class ContextList(NamedTuple):
    """Texts, sites and sellers known to be harmless: flags get a note (inform) or are turned down (suppress)."""

    id: str
    mode: ContextMode
    why: Bilingual
    source: str
    texts: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


class RiskTable(NamedTuple):
    """Points of the risk score: the n-th flag of a severity gets the n-th number, further ones the last."""

    points: Mapping[str, tuple[int, ...]]
    contradicted: int
    levels: tuple[tuple[RiskLevel, int], ...]  # (level, least score), highest first


@dataclass(frozen=True)
class Knowledge:
    """All that is data: what sellers claim, how it is judged, and by which policies.

    `digest` is the SHA-256 of the contents of all files, the same on every machine.
    """

    claims: Mapping[str, ClaimType] = field(hash=False)
    rules: Mapping[str, Rule] = field(hash=False)
    policies: tuple[Policy, ...]
    grids: Grids
    rigs: tuple[RigModel, ...]
    bands: Mapping[str, Band] = field(hash=False)
    risk: RiskTable
    contexts: tuple[ContextList, ...]
    digest: str
    compiled: date  # the day as of which the policy rows were gathered

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Every wording of every claim, in the order of the files."""
        return tuple(phrase for claim in self.claims.values() for phrase in claim.phrases)

    @cached_property
    def patterns(self) -> tuple[GapPattern, ...]:
        """Every gap pattern of every claim, in the order of the files."""
        return tuple(pattern for claim in self.claims.values() for pattern in claim.patterns)

    @cached_property
    def never(self) -> tuple[GapPattern, ...]:
        """Every wording that a file says is no claim of its type."""
        return tuple(pattern for claim in self.claims.values() for pattern in claim.never)

    @cached_property
    def files_alone(self) -> frozenset[str]:
        """The claim types of which only what stands in files counts."""
        return frozenset(claim.id for claim in self.claims.values() if claim.files_alone)

    @cached_property
    def places(self) -> Places:
        """Names of provinces, prefectures and counties; read on first use (start-up time)."""
        from monitor.rules.places import load_places  # noqa: PLC0415  start-up time

        return load_places()
