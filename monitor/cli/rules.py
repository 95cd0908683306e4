"""hydrowatch rules list, test, explain: rules are data and prove themselves."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import language, say
from monitor.cli.output import format_option, print_rows


@click.group(help=say("cli.rules.help"))
def rules() -> None:
    """Rules and claims."""


@rules.command(name="list", help=say("cli.rules.list.help"))
@format_option
@click.pass_obj
def list_(folder: Path, form: str) -> int:
    """All rules."""
    from monitor.run.knowledge import own_rules, rule_rows  # noqa: PLC0415 - start-up time

    print_rows(rule_rows(own_rules(folder), language()),
               ("id", "version", "status", "severity", "title", "examples"), form)  # fmt: skip
    return 0


@rules.command(name="test", help=say("cli.rules.test.help"))
@click.argument("name", required=False)
@click.pass_obj
def test_(folder: Path, name: str | None) -> int:
    """Run the examples of every claim and rule, or of one; 3 when one does not hold."""
    from monitor.rules.examples import count_examples, run_examples  # noqa: PLC0415 - start-up time
    from monitor.run.detector import build_detector  # noqa: PLC0415
    from monitor.run.knowledge import find_rule  # noqa: PLC0415
    from monitor.settings import FILE_NAME  # noqa: PLC0415

    detector = build_detector(folder if (folder / FILE_NAME).exists() else None)
    if name is not None and name not in detector.knowledge.claims:
        find_rule(detector.knowledge, name)
    failures = run_examples(detector.knowledge, detector.scan, name)
    for failure in failures:
        click.echo(str(failure), err=True)
    if name is None:
        count = count_examples(detector.knowledge)
        click.echo(say("cli.rules.tested", count=count, failed=len(failures)))
    elif not failures:
        click.echo(say("cli.rules.one_tested", id=name))
    return 3 if failures else 0


@rules.command(help=say("cli.rules.explain.help"))
@click.argument("name")
@click.pass_obj
def explain(folder: Path, name: str) -> int:
    """One rule in words: condition, claims, bands, policies, what would disprove it, its examples."""
    from monitor.rules.explain import explain_rule  # noqa: PLC0415 - start-up time
    from monitor.run.knowledge import find_rule, own_rules  # noqa: PLC0415

    knowledge = own_rules(folder)
    rule = find_rule(knowledge, name)
    told = explain_rule(rule, knowledge)
    tongue = language()
    click.echo(f"{rule.id} v{rule.version}  [{say('severity.' + rule.severity)}]  {rule.title.in_language(tongue)}")
    click.echo(rule.reason.in_language(tongue))
    click.echo(say("cli.rules.condition"))
    for line in told.lines:
        click.echo(f"    {line.in_language(tongue)}")
    for claim in told.claims:
        click.echo(f"{say('cli.claim')}  {claim.id}: {claim.title.in_language(tongue)} ({len(claim.phrases)})")
    for band in told.bands:
        click.echo(
            f"{say('cli.rules.band')}  {band.id} [{band.unit}] {band.formula.in_language(tongue)} — {band.source}"
        )
    for policy in told.policies:
        click.echo(f"{say('cli.policy')}  {policy.known_from}  {policy.id}  {policy.title} ({policy.verify})")
    if rule.settled_by:
        papers = "；".join(paper.in_language(tongue) for paper in rule.settled_by)
        click.echo(f"{say('cli.settled_by')} {papers}")
    if rule.disproved_by:
        click.echo(f"{say('cli.disproved_by')} {rule.disproved_by.in_language(tongue)}")
    for example in rule.must_flag:
        click.echo(f"  ✓ {example.text}")
    for example in rule.must_not_flag:
        click.echo(f"  ✗ {example.text}")
    return 0
