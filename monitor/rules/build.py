"""Reads and validates every data file and builds the Knowledge; slow (pydantic, YAML), so its result is cached."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.datafiles import Where, YamlFile, plain_words, read_yaml
from monitor.errors import DataFileError
from monitor.rules import schema, schema_parts, schema_rules
from monitor.rules.build_claims import added_to, claim_of
from monitor.rules.checks import check_knowledge
from monitor.rules.checks_tables import full_name
from monitor.rules.errors import DataFileErrors
from monitor.rules.files import DATA, TABLES, DataFile, content_digest
from monitor.rules.schema_parts import both
from monitor.rules.values import (
    Band,
    ClaimType,
    ContextList,
    Escalation,
    Example,
    Grid,
    Grids,
    Knowledge,
    Policy,
    RigModel,
    RiskTable,
    Rule,
)

MAX_BYTES: Final = 2_000_000
SLOTS: Final = "slots.yaml"
_FIELDS: Final[Mapping[str, type[schema_parts.Model]]] = {
    "claims": schema.ClaimModel,
    "rules": schema_rules.RuleModel,
    "policies": schema.PoliciesModel,
    "context": schema.ContextModel,
    "bands.yaml": schema.BandsModel,
    "grids.yaml": schema.GridsModel,
    "rigs.yaml": schema.RigsModel,
    "risk.yaml": schema.RiskModel,
    SLOTS: schema.SlotsModel,
}
_TWICE: Final = {
    "claim": "the claim type {!r} is already in {}", "rule": "the rule {!r} is already in {}",
    "policy": "the policy row {!r} is already in {}", "context": "the context list {!r} is already in {}",
}  # fmt: skip
M = TypeVar("M", bound=BaseModel)


def build_knowledge(files: Sequence[DataFile]) -> Knowledge:
    """Read all files. Raises DataFileError, or DataFileErrors with every error of every file."""
    reader = _Reader()
    for file in sorted(files, key=lambda file: file.name != SLOTS):  # the words of the slots before those who use them
        reader.read(file)
    reader.add_to_claims()
    reader.errors += check_knowledge(reader.read_files)
    here = {file.name for file in files}
    reader.errors += [DataFileError(DATA / name, 1, "is missing") for name in TABLES if name not in here]
    if reader.errors:
        raise reader.errors[0] if len(reader.errors) == 1 else DataFileErrors(reader.errors)
    return reader.knowledge(content_digest(list(files)))


class _Reader:
    """Gathers values and errors file by file; a workspace's file replaces the built-in value of the same id."""

    def __init__(self) -> None:
        self.errors: list[DataFileError] = []
        self.claims: dict[str, ClaimType] = {}
        self.rules: dict[str, Rule] = {}
        self.policies: dict[str, Policy] = {}
        self.contexts: dict[str, ContextList] = {}
        self.tables: dict[str, Any] = {}
        self.slots: dict[str, list[str]] = {}
        self.additions: list[tuple[DataFile, YamlFile, schema.ClaimAdditionModel]] = []
        self.compiled = date.min
        self.homes: dict[tuple[str, str], tuple[bool, str]] = {}
        self.read_files: list[tuple[DataFile, YamlFile]] = []

    def read(self, file: DataFile) -> None:
        """Read one file into its table; what is wrong in it is noted."""
        kind = file.name.split("/")[0]
        if kind not in _FIELDS:
            return
        try:
            yaml = read_yaml(file.path, max_bytes=MAX_BYTES)
            model = _validate(yaml, _model_of(kind, yaml.value))
            _ADD[kind](self, file, yaml, model)
        except DataFileErrors as error:
            self.errors += error.errors
        except DataFileError as error:
            self.errors.append(error)
        else:
            self.read_files.append((file, yaml))

    def claim(self, file: DataFile, yaml: YamlFile, model: schema.ClaimModel | schema.ClaimAdditionModel) -> None:
        if isinstance(model, schema.ClaimAdditionModel):
            self.additions.append((file, yaml, model))
        elif self.new("claim", file, yaml, model.id):
            replaces = file.own and model.id in self.claims
            if model.keep_built_in and file.own and not replaces:
                raise yaml.error(f"there is no built-in claim {model.id!r} to keep", ("keep_built_in",))
            self.claims[model.id] = claim_of(file, yaml, model, self.slots, replaces=replaces)

    def add_to_claims(self) -> None:
        """Put what files add to claims into these; last, for the claim may stand in a file that is read later."""
        for file, yaml, model in self.additions:
            try:
                self.claims[model.add_to] = added_to(self.claims, file, yaml, model, self.slots)
            except DataFileError as error:
                self.errors.append(error)

    def rule(self, file: DataFile, yaml: YamlFile, model: schema_rules.RuleModel) -> None:
        if self.new("rule", file, yaml, model.id):
            self.rules[model.id] = Rule(
                id=model.id, version=model.version, status=model.status, severity=model.severity,
                title=both(model.title), reason=both(model.reason), condition=_plain(model.when),
                settled_by=tuple(map(both, model.settled_by)), disproved_by=both(model.disproved_by),
                escalations=tuple(map(_escalation, model.severity_when)),
                reported=model.reported, file=str(file.path),
                must_flag=_rule_examples(yaml, "must_flag", model.must_flag),
                must_not_flag=_rule_examples(yaml, "must_not_flag", model.must_not_flag),
            )  # fmt: skip

    def policy_rows(self, file: DataFile, yaml: YamlFile, model: schema.PoliciesModel) -> None:
        self.compiled = max(self.compiled, schema_parts.last_day(model.compiled))
        for index, row in enumerate(model.rows):
            if self.new("policy", file, yaml, row.id, ("rows", index, "id")):
                self.policies[row.id] = _policy(row, str(file.path))

    def context(self, file: DataFile, yaml: YamlFile, model: schema.ContextModel) -> None:
        if self.new("context", file, yaml, model.id):
            self.contexts[model.id] = ContextList(
                model.id, model.mode, both(model.why), model.source, tuple(model.texts), tuple(model.sites),
                tuple(model.sellers), tuple(model.rules),
            )  # fmt: skip

    def add_slots(self, _file: DataFile, _yaml: YamlFile, model: schema.SlotsModel) -> None:
        self.slots.update(model.slots)

    def table(self, file: DataFile, _yaml: YamlFile, model: BaseModel) -> None:
        self.tables[file.name] = model

    def new(self, kind: str, file: DataFile, yaml: YamlFile, name: str, where: Where = ("id",)) -> bool:
        """True when `name` may be taken from this file; a second one on the same side is an error."""
        home = self.homes.get((kind, name))
        if home and home[0] == file.own:
            self.errors.append(yaml.error(_TWICE[kind].format(name, home[1]), where))
            return False
        self.homes[kind, name] = (file.own, str(file.path))
        return True

    def knowledge(self, digest: str) -> Knowledge:
        """What was read, as one value; all tables are there."""
        grids, rigs = self.tables["grids.yaml"].grids, self.tables["rigs.yaml"].rigs
        return Knowledge(
            claims=self.claims, rules=self.rules, policies=tuple(sorted(self.policies.values(), key=_by_day)),
            grids=Grids(_grid(row) for row in grids),
            rigs=tuple(RigModel(r.name, tuple(r.aliases), r.watts, r.source) for r in rigs),
            bands={row.id: _band(row) for row in self.tables["bands.yaml"].bands},
            risk=_risk(self.tables["risk.yaml"]), contexts=tuple(self.contexts.values()), digest=digest,
            compiled=self.compiled,
        )  # fmt: skip


_ADD: Final[Mapping[str, Callable[[_Reader, DataFile, YamlFile, Any], None]]] = {
    "claims": _Reader.claim,
    "rules": _Reader.rule,
    "policies": _Reader.policy_rows,
    "context": _Reader.context,
    "bands.yaml": _Reader.table,
    "grids.yaml": _Reader.table,
    "rigs.yaml": _Reader.table,
    "risk.yaml": _Reader.table,
    SLOTS: _Reader.add_slots,
}


def _model_of(kind: str, value: Any) -> type[schema_parts.Model]:
    """What a file must hold; one of the claims that says `add_to` is no whole claim."""
    adds = kind == "claims" and isinstance(value, dict) and "add_to" in value
    return schema.ClaimAdditionModel if adds else _FIELDS[kind]


def _validate(yaml: YamlFile, model: type[M]) -> M:
    """The file as its model. Raises DataFileErrors with a line for each thing that is wrong."""
    try:
        return model.model_validate(yaml.value)
    except ValidationError as error:
        raise DataFileErrors([_error(yaml, item, model) for item in error.errors()]) from error


def _error(yaml: YamlFile, item: Any, model: type[BaseModel]) -> DataFileError:
    """One pydantic error as a sentence at the line of what is wrong."""
    where = _locate(yaml, item["loc"])
    name = ".".join(str(step) for step in where)
    prefix = f"{name}: " if name else ""
    kind = item["type"]
    if kind == "missing":
        missing = item["loc"][-1]
        return yaml.error(f"{prefix}{missing!r} is missing", where)
    if kind == "extra_forbidden":
        return yaml.error(prefix + "is not known here" + _hint(str(item["loc"][-1]), model), where)
    about = item.get("ctx", {})
    message = plain_words(kind, about, item["msg"].removeprefix("Value error, "))
    message = schema_parts.PATTERNS.get(about.get("pattern", ""), message)
    given = item.get("input")
    shown = f", not {str(given)[:60]!r}" if isinstance(given, str | int | float) and kind != "value_error" else ""
    return yaml.error(f"{prefix}{message[:1].lower() + message[1:]}{shown}", where)


def _locate(yaml: YamlFile, loc: Sequence[Any]) -> Where:
    """The steps of a pydantic location that are keys of the file: names of models and union members left out."""
    where: Where = ()
    for step in loc:
        if (*where, step) in yaml.lines:
            where = (*where, step)
    return where


def _hint(word: str, model: type[BaseModel]) -> str:
    if " " in word:
        return "; a comma or colon ends a text without quotation marks: put the text in quotation marks"
    known = _field_names(model.model_json_schema())
    if word in known:
        return f"; {word!r} belongs in another part of such a file: see docs/rules.md"
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _field_names(part: Any) -> set[str]:
    if isinstance(part, list):
        return set[str]().union(*map(_field_names, part))
    if not isinstance(part, dict):
        return set()
    own = part.get("properties")
    names = set(own) if isinstance(own, dict) else set()
    return names.union(*map(_field_names, part.values()))


def _escalation(step: schema_rules.EscalationModel) -> Escalation:
    return Escalation(step.severity, _plain(step.when), both(step.adds) if step.adds else None)


def _plain(condition: BaseModel) -> dict[str, Any]:
    return condition.model_dump(mode="json", by_alias=True, exclude_none=True)


def _rule_examples(
    yaml: YamlFile, key: str, items: Sequence[str | schema_rules.RuleExampleModel]
) -> tuple[Example, ...]:
    def one(index: int, item: str | schema_rules.RuleExampleModel) -> Example:
        line = yaml.line((key, index))
        if isinstance(item, str):
            return Example(item, str(yaml.path), line)
        day = schema_parts.last_day(item.date) if item.date else None
        return Example(item.text, str(yaml.path), line, item.title, day, item.place, item.speaker)

    return tuple(one(index, item) for index, item in enumerate(items))


def _policy(row: schema.PolicyModel, file: str) -> Policy:
    written = {
        name: value
        for name in ("issued", "published", "effective_from", "effective_to", "deadline")
        if (value := getattr(row, name))
    }
    days = {name: schema_parts.last_day(value) for name, value in written.items()}
    return Policy(
        id=row.id, topic=row.topic, instrument=row.instrument, status=row.status, issuer=row.issuer, title=row.title,
        rule=row.rule, verify=row.verify, source=tuple(row.source), regions=tuple(row.regions), issued=days["issued"],
        published=days.get("published"), effective_from=days.get("effective_from"),
        effective_to=days.get("effective_to"), deadline=days.get("deadline"), basin=row.basin, doc_no=row.doc_no,
        doc_no_verify=row.doc_no_verify, note=row.note, claim_effects=row.claim_effects, figures=row.figures,
        dates=written, file=file, rule_zh=row.rule_zh or "", up_to_kw=row.up_to_kw,
        source_zh=tuple(row.source_zh),
    )  # fmt: skip


def _by_day(policy: Policy) -> tuple[date, str]:
    return policy.known_from, policy.id


def _grid(row: schema.GridModel) -> Grid:
    """A grid with the official names of its places, however short they are written."""
    provinces = tuple(full_name(name, "province") for name in row.provinces)
    only_in = [(full_name(name, "province"), _prefectures(parts, [name])) for name, parts in row.only_in.items()]
    return Grid(
        row.id, both(row.name), tuple(row.words), row.kind, provinces, _prefectures(row.prefectures, provinces),
        row.verify, row.source, tuple(only_in), both(row.doubt) if row.doubt else None,
    )  # fmt: skip


def _prefectures(names: Sequence[str], provinces: Sequence[str]) -> tuple[str, ...]:
    inside = [full_name(name, "province") for name in provinces]
    return tuple(full_name(name, "prefecture", inside) for name in names)


def _band(row: schema.BandModel) -> Band:
    return Band(
        row.id, row.unit, both(row.formula), row.source, row.verify, row.low, row.high, row.normal_low,
        row.normal_high, row.impossible, row.constant, row.source_zh or "",
    )  # fmt: skip


def _risk(model: schema.RiskModel) -> RiskTable:
    levels = tuple((level.level, level.from_score) for level in reversed(model.levels))
    return RiskTable({name: tuple(points) for name, points in model.points.items()}, model.contradicted, levels)
