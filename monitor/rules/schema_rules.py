"""The shapes of rule files: conditions and the rules over them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
)

from monitor.models import OfferKind, OfferObject, Role, Scope, Sense, Severity, Stance, Voice
from monitor.rules.names import CONDITIONS, LIMITS, QUANTITIES, UNVERIFIED
from monitor.rules.schema_parts import (
    EITHER,
    BilingualModel,
    FullDate,
    Id,
    Model,
    OneOrMany,
    PartialDate,
    Text,
    Words,
    as_list,
)
from monitor.rules.values import Effect, Status

_LIMIT: Final = re.compile(rf"[a-z][a-z0-9_]*\.(?:{'|'.join(LIMITS)})")


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

    offer: Annotated[list[OfferKind], BeforeValidator(as_list), OneOrMany()]


class ObjectCondition(Model):
    """What is offered."""

    object: Annotated[list[OfferObject], BeforeValidator(as_list), OneOrMany()]


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
    effect: Annotated[list[Effect], BeforeValidator(as_list), OneOrMany()] = ["contradicts"]
    verify: list[Literal["text", "news"]] = ["text", "news"]
    rows: Words | None = None  # one of these alone


class PolicyCondition(Model):
    """A row in force there and then bears on a claim; leaked and general rows never count."""

    policy: PolicyEffect


class NearPair(Model):
    """Two conditions whose words stand at most `within` characters apart; with `same_clause` no mark parts them."""

    first: Condition
    second: Condition
    within: Annotated[int, Field(ge=0, le=2000)]
    same_clause: bool = False


class NearCondition(Model):
    """Co-occurrence within a distance."""

    near: NearPair


class GridCondition(Model):
    """The grid that is named serves none of the provinces that are named."""

    grid_mismatch: Literal[True]


class MiningCondition(Model):
    """The text speaks of crypto mining, or does not."""

    mining: bool


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
    | Annotated[MiningCondition, Tag("?mining")]
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
    """Another severity when more holds; the first that holds wins. `adds`: what the reason then says besides."""

    severity: Severity
    when: Condition
    adds: BilingualModel | None = None


class RuleModel(Model):
    """One rule file. `disproved_by`: what would clear the flags it raises."""

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
