"""hydrowatch rules list, test, explain: rules are data and prove themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.helping import Group
from monitor.cli.language import language, say
from monitor.cli.output import format_option, one_line, print_rows, visible
from monitor.cli.words import span_words

if TYPE_CHECKING:
    from monitor.models import Bilingual
    from monitor.rules.explain import ClaimExplanation, Explanation
    from monitor.rules.values import Band, ClaimType, Example, Policy
    from monitor.run.knowledge import Beside


_of_folder = click.option("--rules", "rules_folder", type=click.Path(path_type=Path), help=say("cli.scan.rules"))


@click.group(cls=Group, help=say("cli.rules.help"))
def rules() -> None:
    """Rules and claims."""


@rules.command(name="list", help=say("cli.rules.list.help"))
@format_option
@_of_folder
@click.pass_obj
def list_(folder: Path, form: str, rules_folder: Path | None) -> int:
    """All rules."""
    from monitor.run.knowledge import own_rules, rule_rows  # noqa: PLC0415 - start-up time

    print_rows(rule_rows(own_rules(folder, rules_folder), language()),
               ("id", "version", "status", "severity", "title", "examples"), form)  # fmt: skip
    return 0


@rules.command(name="test", help=say("cli.rules.test.help"))
@click.argument("name", required=False)
@_of_folder
@click.pass_obj
def test_(folder: Path, name: str | None, rules_folder: Path | None) -> int:
    """Run the examples of every claim and rule, or of one; 3 when one does not hold."""
    from monitor.rules.examples import count_examples, run_examples  # noqa: PLC0415 - start-up time
    from monitor.run.detector import build_detector  # noqa: PLC0415
    from monitor.run.knowledge import find_rule_or_claim, rules_in  # noqa: PLC0415

    detector = build_detector(rules_in(folder, rules_folder))
    if name is not None:
        find_rule_or_claim(detector.knowledge, name)
    failures = run_examples(detector.knowledge, detector.scan, name)
    failed = [one for one in failures if not one.because]
    for failure in failed:
        click.echo(str(failure), err=True)
    if name is None:
        count = count_examples(detector.knowledge)
        click.echo(say("cli.rules.tested", count=count, failed=len(failed)))
    elif not failed:
        click.echo(say("cli.rules.one_tested", id=name))
    for change in failures:
        if change.because:
            click.echo(say("cli.rules.taken", example=change, files=", ".join(dict.fromkeys(change.because))))
    return 3 if failed else 0


@rules.command(help=say("cli.rules.explain.help"))
@click.argument("name")
@_of_folder
@click.pass_obj
def explain(folder: Path, name: str, rules_folder: Path | None) -> int:
    """One rule in words: condition, claims, bands, policies, what would clear its flags, its examples; the claim of
    that name likewise."""
    from monitor.rules.explain import explain_claim, explain_rule  # noqa: PLC0415 - start-up time
    from monitor.run.knowledge import beside_files, find_rule_or_claim, own_rules  # noqa: PLC0415

    knowledge, lines = own_rules(folder, rules_folder), list[str]()
    find_rule_or_claim(knowledge, name)
    rule, claim = knowledge.rules.get(name), knowledge.claims.get(name)
    if rule is not None:
        lines += [say("cli.rules.is_rule"), *_rule_lines(explain_rule(rule, knowledge))]
    if claim is not None:
        told = _claim_lines(explain_claim(claim, knowledge), beside_files(claim))
        lines += [*([""] if lines else []), say("cli.rules.is_claim"), *told]
    click.echo("\n".join(map(visible, lines)))
    return 0


def _rule_lines(told: Explanation) -> Iterator[str]:
    rule, tongue = told.rule, language()
    yield f"{rule.id} v{rule.version}  [{say('severity.' + rule.severity)}]  {rule.title.in_language(tongue)}"
    yield f"{say('web.rulestatus.' + rule.status)}  {'/'.join(Path(rule.file).parts[-2:])}"
    yield told.reason.in_language(tongue)
    yield say("cli.rules.condition")
    yield from (f"    {line.in_language(tongue)}" for line in told.lines)
    for claim in told.claims:
        yield f"{say('cli.claim')}  {claim.id}: {claim.title.in_language(tongue)} ({_wordings(claim)})"
        yield f"    {_refutation_line(claim)}"
    yield from (line for band in told.bands for line in _band_lines(band))
    yield from _paper_lines(rule.settled_by)
    if rule.disproved_by:
        yield f"{say('cli.disproved_by')} {rule.disproved_by.in_language(tongue)}"
    yield from (line for row in told.policies for line in _policy_lines(row, told.effects[row.id].values()))
    yield from _example_lines(rule.must_flag, rule.must_not_flag, say("cli.rules.flag_examples"))


def _claim_lines(told: ClaimExplanation, beside: Beside) -> Iterator[str]:
    claim, tongue = told.claim, language()
    yield f"{claim.id} v{claim.version}  [{say('severity.' + claim.severity)}]  {claim.title.in_language(tongue)}"
    yield f"{claim.says}  ({_wordings(claim)})"
    yield from _beside_lines(claim, beside)
    yield say("cli.rules.used_by") if told.rules else say("cli.rules.unused")
    for rule in told.rules:
        level = say(f"severity.{rule.severity}")
        yield f"    {rule.id} v{rule.version}  [{level}]  {rule.title.in_language(tongue)}"
    yield from _paper_lines(claim.settled_by)
    yield _refutation_line(claim)
    yield from (line for row in told.policies for line in _policy_lines(row, [row.claim_effects[claim.id]]))
    yield from _example_lines(claim.must_match, claim.must_not_match, say("cli.rules.claim_examples"))


def _beside_lines(claim: ClaimType, beside: Beside) -> Iterator[str]:
    """What finds the claim beside its files, and which files of a workspace changed it."""
    if claim.changed_by:
        yield say("cli.rules.changed_by", files=", ".join("/".join(Path(one).parts[-2:]) for one in claim.changed_by))
    if beside.is_silent:
        yield say("cli.rules.silent")
        return
    if beside.wordings:
        yield say("cli.rules.in_program", count=beside.wordings)
    if beside.is_weighed:
        yield say("cli.rules.weighed")
    if claim.never:
        yield say("cli.rules.never", words=" · ".join(one.text for one in claim.never))


def _wordings(claim: ClaimType) -> str:
    return say("cli.rules.wordings", count=len(claim.phrases) + len(claim.patterns))


def _band_lines(band: Band) -> Iterator[str]:
    """A band: its formula, the usual range, the limits beyond which a rule looks, and what it rests on."""
    unit = say(f"unit.{band.unit}")
    yield f"{say('cli.rules.band')}  {band.id} [{unit}]  {band.formula.in_language(language())}"
    usual = (band.low if band.normal_low is None else band.normal_low,
             band.high if band.normal_high is None else band.normal_high)  # fmt: skip
    yield f"    {say('cli.show.band', usual=span_words(*usual), review=span_words(band.low, band.high))}"
    yield f"    {say('web.verify.' + band.verify)}: {band.source_in(language())}"


def _paper_lines(settled_by: Sequence[Bilingual]) -> Iterator[str]:
    if settled_by:
        yield f"{say('cli.settled_by')} {'；'.join(paper.in_language(language()) for paper in settled_by)}"


def _refutation_line(claim: ClaimType) -> str:
    """Of a claim it is told what would refute it; of a flag what would clear it: mostly the opposite."""
    return f"{say('cli.refuted_by')} {claim.disproved_by.in_language(language())}"


def _policy_lines(policy: Policy, effects: Iterable[str]) -> Iterator[str]:
    """A row: since when it is known, what it says of the claims, how far it was verified, and where it was seen."""
    said = ", ".join(say(f"web.effect.{effect}") for effect in dict.fromkeys(effects))
    until = f"–{policy.effective_to}" if policy.effective_to else ""
    standing = say(f"web.verify.{policy.verify}")
    yield f"{say('cli.policy')}  {policy.known_from}{until}  {policy.id}  {policy.title}  [{said}; {standing}]"
    yield f"    {policy.says.in_language(language())}"
    yield f"    {say('web.policy.source')} {', '.join(policy.sources_in(language()))}"


def _example_lines(yes: Sequence[Example], no: Sequence[Example], says: str) -> Iterator[str]:
    """Each with the stance that it must be found in, or must not: a denial that is found is no hit."""
    if yes or no:
        yield says
    for mark, examples in (("✓", yes), ("✗", no)):
        for example in examples:
            stance = f"[{say('stance.' + example.stance)}] " if example.stance else ""
            yield f"  {mark} {stance}{one_line(example.text)}"
