"""The shapes of all data files, as pydantic models; `docs/rules.md` explains them, JSON Schemas are made from them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from monitor.models import OfferKind, OfferObject, RiskLevel, Role, Scope, Sense, Severity, Stance, Voice
from monitor.rules.names import CONDITIONS, LIMITS, PLACEHOLDER, QUANTITIES, UNVERIFIED, VERDICTS, WORDS
from monitor.rules.values import ContextMode, Effect, Status, Verify

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_LIMIT: Final = re.compile(rf"[a-z][a-z0-9_]*\.(?:{'|'.join(LIMITS)})")


class Model(BaseModel):
    """Strict and closed: a wrong type or an unknown field is an error, never a guess."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def last_day(text: str) -> date:
    """The last day of '2021', '2021-10' or '2021-10-05'. Raises ValueError."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError("must be a date: YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    last = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise ValueError(f"there is no day {day} in {year}-{month:02}")
    return date(year, month or 12, day or last)


def _written_date(value: Any) -> Any:
    """YAML reads an unquoted 2021-10-05 as a date and 2021 as a number: both back as written."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_date(value: str) -> str:
    last_day(value)
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _neutral(value: str) -> str:
    for word in VERDICTS:
        if word in value.lower():
            raise ValueError(f"must not pass a verdict: {word!r} (say 待核查 or unverified)")
    return value


class OneOrMany:
    """Says in the JSON Schema that a list may be written as its only item."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        many = handler(core)
        return {"anyOf": [many["items"], many]}


Text = Annotated[str, AfterValidator(_filled)]
NeutralText = Annotated[Text, AfterValidator(_neutral)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
PartialDate = Annotated[str, BeforeValidator(_written_date), AfterValidator(_real_date)]
FullDate = Annotated[PartialDate, Field(min_length=10)]
Words = Annotated[list[Text], BeforeValidator(_as_list), OneOrMany()]


def _text_or_mapping(value: Any) -> str:
    return "?text" if isinstance(value, str) else "?mapping"


EITHER: Final = Discriminator(_text_or_mapping)  # 'a text' or {text: a text, …}: errors of the form written only


class BilingualModel(Model):
    """The same sentence twice."""

    zh: NeutralText
    en: NeutralText


# -- claims ----------------------------------------------------------------------------------------------------------


class PhraseModel(Model):
    """A wording that needs more than its text."""

    text: Text
    protected: str = ""
    max_edits: Annotated[int, Field(ge=0, le=3)] | None = None
    sense: Sense | None = None
    scope: Scope | None = None
    stance: Stance | None = None


class ClaimExampleModel(Model):
    """A text that must (or must not) give the claim; `stance` must then be the claim's."""

    text: Text
    stance: Stance | None = None
    speaker: Voice | None = None
    title: str = ""


Phrase = Annotated[Annotated[Text, Tag("?text")] | Annotated[PhraseModel, Tag("?mapping")], EITHER]
ClaimExample = Annotated[Annotated[Text, Tag("?text")] | Annotated[ClaimExampleModel, Tag("?mapping")], EITHER]


class ClaimModel(Model):
    """One claim file."""

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
    must_match: Annotated[list[ClaimExample], Field(min_length=1)]
    must_not_match: Annotated[list[ClaimExample], Field(min_length=1)]


# -- conditions ------------------------------------------------------------------------------------------------------


class ClaimCondition(Model):
    """A claim of one of these types with one of these stances; `at_least` counts different wordings."""

    claim: Words
    stance: list[Stance] = ["asserted"]
    sense: list[Sense] = []
    scope: list[Scope] = []
    at_least: Annotated[int, Field(ge=1, le=9)] = 1


class FactCondition(Model):
    """A fact of this kind; `above` and `below` compare its value, `detail` its details."""

    fact: Text
    role: list[Role] = []
    above: float | None = None
    below: float | None = None
    unit_conflict: bool | None = None
    detail: dict[str, str] = {}


def _limit(value: float | str) -> float | str:
    if isinstance(value, str) and not _LIMIT.fullmatch(value):
        raise ValueError(f"must be a number or <band>.<limit>, the limit one of {', '.join(LIMITS)}")
    return value


Limit = Annotated[float | str, AfterValidator(_limit)]


class NumberCondition(Model):
    """A derived quantity that is known; compared with numbers or with limits of a band ('hours.high')."""

    number: Literal[tuple(QUANTITIES)]  # type: ignore[valid-type]
    above: Limit | None = None
    below: Limit | None = None


class OfferCondition(Model):
    """What kind of text it is."""

    offer: Annotated[list[OfferKind], BeforeValidator(_as_list), OneOrMany()]


class ObjectCondition(Model):
    """What is offered."""

    object: Annotated[list[OfferObject], BeforeValidator(_as_list), OneOrMany()]


class PlaceCondition(Model):
    """The plant lies in one of these provinces (short or full names; 云南/德宏 for a prefecture)."""

    place: Words


class DayRange(Model):
    """From the first day on, before the second."""

    since: FullDate | None = None
    before: FullDate | None = None


class AsOfCondition(Model):
    """The day by which the text is judged."""

    as_of: DayRange


class PolicyEffect(Model):
    """What a row says about a claim."""

    claim: Words
    effect: Annotated[list[Effect], BeforeValidator(_as_list), OneOrMany()] = ["contradicts"]
    verify: list[Literal["text", "news"]] = ["text", "news"]


class PolicyCondition(Model):
    """A row in force there and then bears on a claim; leaked and general rows never count."""

    policy: PolicyEffect


class NearPair(Model):
    """Two conditions whose words stand at most `within` characters apart."""

    first: Condition
    second: Condition
    within: Annotated[int, Field(ge=0, le=2000)]


class NearCondition(Model):
    """Co-occurrence within a distance."""

    near: NearPair


class GridCondition(Model):
    """The grid that is named serves none of the provinces that are named."""

    grid_mismatch: Literal[True]


class AllCondition(Model):
    """Every one holds."""

    all: Annotated[list[Condition], Field(min_length=1)]


class AnyCondition(Model):
    """At least one holds; what holds is shown."""

    any: Annotated[list[Condition], Field(min_length=1)]


class NotCondition(Model):
    """It does not hold."""

    not_: Annotated[Condition, Field(alias="not")]


def _head(value: Any) -> str | None:
    """The one key that says which condition it is; with a mark, so that it is no step of a place in the file."""
    if isinstance(value, dict):
        found = [name for name in CONDITIONS if name in value]
        return f"?{found[0]}" if len(found) == 1 else None
    return "?" + next((name for name in CONDITIONS if hasattr(value, name)), "not")


Condition = Annotated[
    Annotated[AllCondition, Tag("?all")]
    | Annotated[AnyCondition, Tag("?any")]
    | Annotated[NotCondition, Tag("?not")]
    | Annotated[ClaimCondition, Tag("?claim")]
    | Annotated[FactCondition, Tag("?fact")]
    | Annotated[NumberCondition, Tag("?number")]
    | Annotated[OfferCondition, Tag("?offer")]
    | Annotated[ObjectCondition, Tag("?object")]
    | Annotated[PlaceCondition, Tag("?place")]
    | Annotated[AsOfCondition, Tag("?as_of")]
    | Annotated[PolicyCondition, Tag("?policy")]
    | Annotated[NearCondition, Tag("?near")]
    | Annotated[GridCondition, Tag("?grid_mismatch")],
    Discriminator(
        _head,
        custom_error_type="condition",
        custom_error_message=f"a condition has exactly one of {', '.join(CONDITIONS)}",
    ),
]


# -- rules -----------------------------------------------------------------------------------------------------------


class RuleExampleModel(Model):
    """A text that must (or must not) raise the flag, with what the text alone does not say."""

    text: Text
    title: str = ""
    date: PartialDate | None = None
    place: str | None = None
    speaker: Voice | None = None


RuleExample = Annotated[Annotated[Text, Tag("?text")] | Annotated[RuleExampleModel, Tag("?mapping")], EITHER]


class EscalationModel(Model):
    """Another severity when more holds; the first that holds wins."""

    severity: Severity
    when: Condition


class RuleModel(Model):
    """One rule file."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    status: Status
    severity: Severity
    title: BilingualModel
    reason: BilingualModel
    when: Condition
    severity_when: list[EscalationModel] = []
    reported: bool = True
    settled_by: Annotated[list[BilingualModel], Field(min_length=1)]
    disproved_by: BilingualModel
    must_flag: Annotated[list[RuleExample], Field(min_length=1)]
    must_not_flag: Annotated[list[RuleExample], Field(min_length=1)]

    @field_validator("reason")
    @classmethod
    def says_unverified(cls, value: BilingualModel) -> BilingualModel:
        """A reason names itself a lead, in both languages."""
        for text, words in ((value.zh, UNVERIFIED[0]), (value.en.lower(), UNVERIFIED[1])):
            if not any(word in text for word in words):
                raise ValueError(f"must contain one of: {', '.join(words)}")
        return value

    @model_validator(mode="after")
    def knows_its_words(self) -> RuleModel:
        """Every {word} of title and reason can be filled in from the rule's own condition."""
        known = WORDS | numbers_of(self.when.model_dump(by_alias=True))
        for text in (self.title.zh, self.title.en, self.reason.zh, self.reason.en):
            for name in PLACEHOLDER.findall(text):
                if name not in known:
                    raise ValueError(f"{{{name}}} is not known here; known are {', '.join(sorted(known))}")
        return self


def numbers_of(condition: Any) -> frozenset[str]:
    """The quantities that a condition (as plain data) compares."""
    if isinstance(condition, list):
        return frozenset[str]().union(*(numbers_of(part) for part in condition))
    if not isinstance(condition, dict):
        return frozenset()
    own = {condition["number"]} if isinstance(condition.get("number"), str) else set()
    return frozenset(own).union(*(numbers_of(part) for part in condition.values()))


# -- policies --------------------------------------------------------------------------------------------------------


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
    issuer: Text
    doc_no: Text | None = None
    doc_no_verify: Literal["seen", "general"] | None = None
    title: Text
    rule: Text
    claim_effects: dict[Id, Effect] = {}
    figures: dict[str, float] = {}
    verify: Verify
    source: Annotated[list[Text], Field(min_length=1)]
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
    sites: list[Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")]] = []
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


FILE_MODELS: Final[dict[str, type[Model]]] = {
    "claim": ClaimModel,
    "rule": RuleModel,
    "policies": PoliciesModel,
    "bands": BandsModel,
    "grids": GridsModel,
    "rigs": RigsModel,
    "context": ContextModel,
    "risk": RiskModel,
}
