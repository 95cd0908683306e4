"""The shapes of all data files, as pydantic models; `docs/rules.md` explains them, JSON Schemas are made from them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import (
    Field,
    Tag,
    model_validator,
)

from monitor.models import RiskLevel, Scope, Sense, Severity, Stance, Voice
from monitor.rules.schema_parts import (
    EITHER,
    BilingualModel,
    Id,
    Model,
    NeutralText,
    PartialDate,
    Site,
    SlotName,
    Text,
    Words,
)
from monitor.rules.schema_rules import RuleModel
from monitor.rules.values import ContextMode, Effect, Verify


class PhraseModel(Model):
    """A wording that needs more than its text."""

    text: Text
    protected: str = ""
    max_edits: Annotated[int, Field(ge=0, le=3)] | None = None
    sense: Sense | None = None
    scope: Scope | None = None
    stance: Stance | None = None
    sound: bool = False
    certain: bool = False


class PatternModel(Model):
    """A gap pattern that needs more than its text; how its signs read stands in docs/rules.md."""

    text: Text
    not_before: Words = []
    not_after: Words = []
    unless: Words = []
    alone: bool = False
    sense: Sense | None = None
    scope: Scope | None = None
    stance: Stance | None = None
    certain: bool = False


class ClaimExampleModel(Model):
    """A text that must (or must not) give the claim; `stance` must then be the claim's."""

    text: Text
    stance: Stance | None = None
    speaker: Voice | None = None
    title: str = ""


Phrase = Annotated[Annotated[Text, Tag("?text")] | Annotated[PhraseModel, Tag("?mapping")], EITHER]
Pattern = Annotated[Annotated[Text, Tag("?text")] | Annotated[PatternModel, Tag("?mapping")], EITHER]
ClaimExample = Annotated[Annotated[Text, Tag("?text")] | Annotated[ClaimExampleModel, Tag("?mapping")], EITHER]


class ClaimModel(Model):
    """One claim file. `disproved_by`: what would refute the seller's claim."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    title: BilingualModel
    severity: Severity
    says: NeutralText
    settled_by: Annotated[list[BilingualModel], Field(min_length=1)]
    disproved_by: BilingualModel
    polarity: Words = []
    slots: dict[str, list[str]] = {}
    phrases: Annotated[list[Phrase], Field(min_length=1)]
    patterns: list[Pattern] = []
    must_match: Annotated[list[ClaimExample], Field(min_length=1)]
    must_not_match: Annotated[list[ClaimExample], Field(min_length=1)]
    never: list[Text] = []
    keep_built_in: bool = False


class ClaimAdditionModel(Model):
    """A file that adds to a claim of another file: more wordings of it, or words that are none."""

    add_to: Id
    version: Annotated[int, Field(ge=1)]
    polarity: Words = []
    slots: dict[str, list[str]] = {}
    phrases: list[Phrase] = []
    patterns: list[Pattern] = []
    never: list[Text] = []
    must_match: list[ClaimExample] = []
    must_not_match: list[ClaimExample] = []

    @model_validator(mode="after")
    def proves_itself(self) -> ClaimAdditionModel:
        """Whatever is added has an example."""
        adds = bool(self.phrases or self.patterns)
        if not adds and not self.never:
            raise ValueError("adds nothing: give phrases, patterns or never")
        if adds and not self.must_match:
            raise ValueError("needs must_match: a text that gives the claim by what is added")
        if self.never and not self.must_not_match:
            raise ValueError("needs must_not_match: a text that 'never' keeps from giving the claim")
        return self


# -- conditions ------------------------------------------------------------------------------------------------------


class PolicyModel(Model):
    """One row of the timeline: no row without issuer, source and verify level."""

    id: Id
    topic: Literal["mining", "hydro_exit", "eco_flow", "permit", "power_supply", "safety", "evidence", "data"]
    instrument: Literal[
        "notice", "news", "plan", "tariff", "law", "case", "meeting", "rule", "draft", "announcement", "order"
    ]
    status: Literal[
        "in_force", "in_force_assumed", "in_force_until_replaced", "expired_unless_renewed", "superseded", "repealed",
        "historic", "unknown",
    ]  # fmt: skip
    issued: PartialDate
    published: PartialDate | None = None
    effective_from: PartialDate | None = None
    effective_to: PartialDate | None = None
    deadline: PartialDate | None = None
    regions: Annotated[list[Text], Field(min_length=1)]
    basin: str | None = None
    up_to_kw: Annotated[float, Field(gt=0)] | None = None
    issuer: Text
    doc_no: Text | None = None
    doc_no_verify: Literal["seen", "general"] | None = None
    title: Text
    rule: Text
    rule_zh: Text | None = None
    claim_effects: dict[Id, Effect] = {}
    figures: dict[str, float] = {}
    verify: Verify
    source: Annotated[list[Text], Field(min_length=1)]
    source_zh: list[Text] = []
    note: str = ""


class PoliciesModel(Model):
    """One file of policy rows; `compiled` is the day as of which `status` is meant."""

    compiled: PartialDate
    rows: Annotated[list[PolicyModel], Field(min_length=1)]


# -- tables ----------------------------------------------------------------------------------------------------------


class BandModel(Model):
    """A plausible range."""

    id: Id
    unit: Text
    formula: BilingualModel
    low: float | None = None
    high: float | None = None
    normal_low: float | None = None
    normal_high: float | None = None
    impossible: float | None = None
    constant: Annotated[float, Field(gt=0)] | None = None
    verify: Verify
    source: Text
    source_zh: Text | None = None

    @model_validator(mode="after")
    def in_order(self) -> BandModel:
        """low <= normal_low <= normal_high <= high <= impossible, of those given."""
        given = [v for v in (self.low, self.normal_low, self.normal_high, self.high, self.impossible) if v is not None]
        if given != sorted(given) or not given:
            raise ValueError("the limits must be in order: low, normal_low, normal_high, high, impossible")
        return self


class BandsModel(Model):
    """bands.yaml"""

    bands: Annotated[list[BandModel], Field(min_length=1)]


class GridModel(Model):
    """One grid company and where it is the grid."""

    id: Id
    name: BilingualModel
    words: Annotated[list[Text], Field(min_length=1)]
    kind: Literal["main", "local"]
    provinces: Annotated[list[Text], Field(min_length=1)]
    prefectures: list[Text] = []
    only_in: dict[Text, Annotated[list[Text], Field(min_length=1)]] = {}
    doubt: BilingualModel | None = None
    verify: Verify
    source: Text


class GridsModel(Model):
    """grids.yaml"""

    grids: Annotated[list[GridModel], Field(min_length=1)]


class RigEntryModel(Model):
    """One mining rig."""

    name: Text
    aliases: list[Text] = []
    watts: Annotated[float, Field(gt=0, le=100_000)]
    source: Text


class RigsModel(Model):
    """rigs.yaml"""

    rigs: Annotated[list[RigEntryModel], Field(min_length=1)]


class ContextModel(Model):
    """One context list."""

    id: Id
    mode: ContextMode
    why: BilingualModel
    source: Text
    texts: list[Annotated[str, Field(min_length=2)]] = []
    sites: list[Site] = []
    sellers: list[Annotated[str, Field(min_length=2)]] = []
    rules: list[Id] = []

    @model_validator(mode="after")
    def names_something(self) -> ContextModel:
        """An empty list would do nothing, silently."""
        if not (self.texts or self.sites or self.sellers):
            raise ValueError("names no texts, sites or sellers")
        return self


class LevelModel(Model):
    """A level from a score on."""

    level: RiskLevel
    from_score: Annotated[int, Field(ge=0, le=100)]


class RiskModel(Model):
    """risk.yaml"""

    points: dict[Severity, Annotated[list[Annotated[int, Field(ge=0, le=100)]], Field(min_length=1)]]
    contradicted: Annotated[int, Field(ge=0, le=100)]
    levels: Annotated[list[LevelModel], Field(min_length=1)]
    source: Text

    @model_validator(mode="after")
    def is_whole(self) -> RiskModel:
        """All severities and all levels, the levels ascending from 0."""
        if set(self.points) != {"high", "medium", "low"}:
            raise ValueError("points must name high, medium and low")
        scores = [level.from_score for level in self.levels]
        if [level.level for level in self.levels] != ["none", "low", "medium", "high", "critical"]:
            raise ValueError("levels must be none, low, medium, high, critical, in this order")
        if scores[0] != 0 or scores != sorted(set(scores)):
            raise ValueError("levels must start at 0 and rise")
        return self


class SlotsModel(Model):
    """slots.yaml: words that the patterns of all claim files may name as {slot}."""

    slots: dict[SlotName, Annotated[list[str], Field(min_length=1)]]


FILE_MODELS: Final[dict[str, type[Model]]] = {
    "claim": ClaimModel,
    "claim_addition": ClaimAdditionModel,
    "rule": RuleModel,
    "policies": PoliciesModel,
    "slots": SlotsModel,
    "bands": BandsModel,
    "grids": GridsModel,
    "rigs": RigsModel,
    "context": ContextModel,
    "risk": RiskModel,
}
