"""What the commands show of the rules and policies in force here: built-in ones and a workspace's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from monitor.errors import ConfigError, InputError
from monitor.rules.files import data_files, state_of
from monitor.rules.load import load_knowledge, load_whole
from monitor.rules.policies import ending_of, policies_at
from monitor.rules.values import ClaimType, Knowledge, Policy, Rule
from monitor.run.detector import NAME_A_PLACE, as_date
from monitor.run.people import as_unicode
from monitor.settings import FILE_NAME


def rules_in(workspace: Path, rules_folder: Path | None = None) -> Path | None:
    """Whose own rules count: a folder's that was named, else the workspace's; None for the built-in ones alone.

    Raises ConfigError when the folder that was named is none or holds no such file.
    """
    if rules_folder is not None:
        return own_data(rules_folder, workspace).folder
    return workspace if (workspace / FILE_NAME).exists() else None


def own_rules(workspace: Path, rules_folder: Path | None = None) -> Knowledge:
    """The rules of a folder of rules or a workspace, or the built-in ones where there is neither (see `rules_in`)."""
    return load_knowledge(rules_in(workspace, rules_folder))


class ShownRules(NamedTuple):
    """The rules to show what is stored with; what is wrong in a workspace's files that were left out, or ''."""

    knowledge: Knowledge
    broken: str = ""


def shown_rules(folder: Path) -> ShownRules:
    """The rules of the workspace in `folder` as its files are now; a wrong one hides nothing that is stored.

    Raises ConfigError when the program's own files are wrong.
    """
    extra = folder if (folder / FILE_NAME).exists() else None
    state = state_of(data_files(extra))
    if (found := _shown.get(state)) is None:
        knowledge, errors = load_whole(extra)
        found = ShownRules(knowledge, str(errors[0]) if errors else "")
        _shown.clear()
        _shown[state] = found
    return found


_shown: Final[dict[str, ShownRules]] = {}  # state of the data files -> what was read of them


class OwnData(NamedTuple):
    """A folder with claims, rules, policies, lists or tables of its own, and how many files they are."""

    folder: Path
    files: int


def own_data(rules_folder: Path | None, workspace: Path) -> OwnData:
    """The data of a folder of rules, else those of a workspace, which need have none. No database is opened.

    Raises ConfigError when the folder is none or holds no such file, or when there is no workspace.
    """
    if rules_folder is None and not (workspace / FILE_NAME).exists():
        raise ConfigError(f"{workspace}: is no workspace; a folder that only holds rules is named by --rules")
    folder = workspace if rules_folder is None else rules_folder
    files = sum(file.own for file in data_files(folder))
    if rules_folder is not None and not files:
        raise ConfigError(f"{folder}: holds no folder claims, rules, policies or context with YAML files, and no table")
    return OwnData(folder, files)


def find_rule(knowledge: Knowledge, name: str) -> Rule:
    """The rule of an id. Raises InputError naming those that are near."""
    if name in knowledge.rules:
        return knowledge.rules[name]
    raise InputError(f"there is no rule {name!r}; known: {', '.join(_near(name, knowledge.rules) or knowledge.rules)}")


def find_rule_or_claim(knowledge: Knowledge, name: str) -> Rule | ClaimType:
    """The rule of an id, else the claim type of it. Raises InputError naming those of both that are near."""
    if (found := knowledge.rules.get(name) or knowledge.claims.get(name)) is not None:
        return found
    rules, claims = _near(name, knowledge.rules), _near(name, knowledge.claims)
    if not rules and not claims:
        rules, claims = list(knowledge.rules), list(knowledge.claims)
    of_rules, of_claims = ", ".join(rules) or "-", ", ".join(claims) or "-"
    raise InputError(f"there is no rule or claim type {name!r}; rules: {of_rules}; claim types: {of_claims}")


def _near(name: str, known: Iterable[str]) -> list[str]:
    """Names that hold the beginning of another."""
    return [one for one in known if name.replace("-", "_")[:5] in one.replace("-", "_")]


class Beside(NamedTuple):
    """What finds a claim beside its files: how many wordings of the program, and whether the second reader does."""

    wordings: int
    is_weighed: bool
    is_silent: bool  # a workspace's file replaced the claim and keeps nothing of this


def beside_files(claim: ClaimType) -> Beside:
    """What the program knows of a claim type that no file shows."""
    from monitor.extract.claims import DENSE_WORDINGS, PLAIN_WORDINGS  # noqa: PLC0415 - start-up time
    from monitor.extract.weighed import NEVER  # noqa: PLC0415
    from monitor.text.claim_model import load_claim_model  # noqa: PLC0415

    wordings = sum(one.claim_type == claim.id for one in (*DENSE_WORDINGS, *PLAIN_WORDINGS))
    is_weighed = claim.id in load_claim_model().types - NEVER
    return Beside(wordings, is_weighed, claim.files_alone)


def rule_rows(knowledge: Knowledge, language: str) -> Iterator[dict[str, Any]]:
    """One row a rule."""
    for rule in knowledge.rules.values():
        yield {
            "id": rule.id,
            "version": rule.version,
            "status": rule.status,
            "severity": rule.severity,
            "title": rule.title.in_language(language),
            "examples": len(rule.must_flag) + len(rule.must_not_flag),
        }


def policy_rows(knowledge: Knowledge, day: str | None, place: str | None, topic: str | None) -> list[dict[str, Any]]:
    """Policy rows, all of them or those known at a place on a day. Raises ConfigError, InputError for a wrong one."""
    when = as_date(day)
    rows, today = knowledge.policies, when or date.today()  # noqa: DTZ011 - local day
    if topic is not None and topic not in (known := sorted({row.topic for row in rows})):
        raise InputError(f"there is no topic {topic!r}; known: {', '.join(known)}")
    if when is not None or place is not None:
        rows = policies_at(rows, today, *_divisions(knowledge, place, when))
    return [{**policy_row(row), "ending": ending_of(row, today)} for row in rows if topic in (None, row.topic)]


def find_places(knowledge: Knowledge, place: str, when: date | None = None) -> list[Any]:
    """The divisions that a name may mean. Raises InputError when it is none."""
    place = as_unicode(place)
    found = list(knowledge.places.resolve(place, when))
    if not found:
        raise InputError(f"no such place: {place!r}; {NAME_A_PLACE}")
    return found


def check_names(knowledge: Knowledge, claims: Iterable[str], rule: str) -> None:
    """Raises InputError for a claim type or rule that is not known, naming those that are near."""
    if rule:
        find_rule(knowledge, rule)
    for name in claims:
        if name not in knowledge.claims:
            near = [known for known in knowledge.claims if known[:4] == name[:4]] or sorted(knowledge.claims)
            raise InputError(f"there is no claim type {name!r}; known: {', '.join(near)}")


def find_place(knowledge: Knowledge, place: str, when: date | None = None) -> Any:
    """The one division that a name means. Raises InputError when it is none, or may be several: they are named."""
    found = find_places(knowledge, place, when)
    if len(found) > 1:
        options = "; ".join(" ".join(filter(None, (one.province, one.prefecture, one.county))) for one in found)
        raise InputError(f"{place!r} may be: {options}; name the province too")
    return found[0]


def _divisions(knowledge: Knowledge, place: str | None, when: date | None) -> tuple[str | None, str | None, str | None]:
    if place is None:
        return None, None, None
    found = find_place(knowledge, place, when)
    return found.province, found.prefecture, found.county


def policy_row(policy: Policy) -> dict[str, Any]:
    """One row of the timeline, dates as ISO 8601."""
    return {
        "id": policy.id,
        "topic": policy.topic,
        "known_from": policy.known_from.isoformat(),
        "until": policy.effective_to.isoformat() if policy.effective_to else "",
        "regions": list(policy.regions),
        "up_to_kw": policy.up_to_kw,
        "issuer": policy.issuer,
        "doc_no": policy.doc_no or "",
        "title": policy.title,
        "rule": policy.rule,
        "rule_zh": policy.says.zh,
        "verify": policy.verify,
        "claim_effects": dict(policy.claim_effects),
        "source": list(policy.source),
        "source_zh": list(policy.sources_in("zh")),
    }
