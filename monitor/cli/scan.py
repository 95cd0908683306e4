"""hydrowatch scan: check texts or files without a workspace."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import click
from click.core import ParameterSource

from monitor.cli.language import language, say
from monitor.cli.output import one_line, record_option, tell_failure, visible
from monitor.cli.words import claim_line, fact_line
from monitor.errors import ItemError, NotUsed
from monitor.models import Assessment, Document, Flag
from monitor.parse.kinds import InputKind
from monitor.parse.stream import documents_from
from monitor.publish.records import as_record, claim_record, fact_record
from monitor.rules.values import Knowledge
from monitor.run.detector import Detector, as_date, build_detector
from monitor.settings import load_settings

_LONGEST_PLACE: Final = 60
LEVELS: Final = ("low", "medium", "high", "critical")


@click.command(help=say("cli.scan.help"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True, readable=False))
@click.option("--input", "kind", type=click.Choice(["text", "jsonl", "html", "auto"]), default="auto",
              help=say("cli.scan.input"))  # fmt: skip
@record_option
@click.option("--date", "day", metavar="YYYY-MM-DD", help=say("cli.scan.date"))
@click.option("--place", help=say("cli.scan.place"))
@click.option("--rules", "rules_folder", type=click.Path(path_type=Path), help=say("cli.scan.rules"))
@click.option("--fail-on", type=click.Choice(LEVELS), help=say("cli.scan.fail_on"))
@click.pass_obj
def scan(
    workspace: Path, paths: tuple[Path, ...], kind: InputKind, form: str, day: str | None, place: str | None,
    rules_folder: Path | None, fail_on: str | None,
) -> int:  # fmt: skip
    """Read, judge and print every document; 1 when one reaches `fail_on`, 2 when none could be read, 3 when some."""
    posted_at = as_date(day)
    detector = _detector(workspace, rules_folder)
    if not paths and sys.stdin.isatty():
        click.echo(say("cli.scan.waiting"), err=True)
    if place:
        from monitor.run.knowledge import find_place  # noqa: PLC0415 - start-up time
        from monitor.run.people import as_unicode  # noqa: PLC0415

        place = as_unicode(place)
        find_place(detector.knowledge, place, posted_at)
    worst, done, failed = 0, 0, 0
    documents = _documents(paths or (Path("-"),), kind, posted_at, place)
    for result in detector.scan_many(_placed(documents, detector.knowledge)):
        if isinstance(result, ItemError):
            failed += not isinstance(result, NotUsed)
            tell_failure(result)
            continue
        done += 1
        worst = max(worst, _rank(result.risk.level))
        _print(result, form, detector.knowledge)
    if failed:
        return 3 if done else 2  # nothing of what was named could be read: wrong input
    return int(fail_on is not None and worst >= _rank(fail_on))


def _detector(workspace: Path, rules_folder: Path | None) -> Detector:
    """The built-in rules with those of --rules, else of the workspace that was named; it is said whose were read.

    The current folder is not looked into unless it is named: what a stream is judged by must not hang on where the
    command was started. Raises ConfigError, DataFileErrors.
    """
    if rules_folder is None and _is_unnamed():
        return build_detector()
    from monitor.run.knowledge import own_data  # noqa: PLC0415 - start-up time

    own = own_data(rules_folder, workspace)
    detector = build_detector(own.folder)
    if own.files:
        click.echo(say("cli.scan.own", count=own.files, folder=own.folder), err=True)
    return detector


def _is_unnamed() -> bool:
    """True when neither -w nor HYDROWATCH_WORKSPACE names a workspace."""
    return click.get_current_context().find_root().get_parameter_source("workspace") is ParameterSource.DEFAULT


def _documents(
    paths: Iterable[Path], kind: InputKind, posted_at: date | None, place: str | None
) -> Iterator[Document | ItemError]:
    limit = load_settings(None).scan_chars
    for path in paths:
        source = sys.stdin.buffer if str(path) == "-" else path
        for document in documents_from(source, kind, max_chars=limit, filled=_filled):
            if isinstance(document, ItemError):
                yield document
                continue
            yield document._replace(posted_at=document.posted_at or posted_at, place=document.place or place)


def _placed(documents: Iterable[Document | ItemError], knowledge: Knowledge) -> Iterator[Document | ItemError]:
    """The documents, each followed by a word when its place names none, so that it is judged without."""
    for one in documents:
        yield one
        if isinstance(one, Document) and one.place and not knowledge.places.resolve(one.place, one.posted_at):
            shown = one.place if len(one.place) <= _LONGEST_PLACE else f"{one.place[:_LONGEST_PLACE]}…"
            why = f"its place {shown!r} names no province, prefecture or county and is not used"
            yield NotUsed(one.id, "parse", why)


def _filled(path: Path, name: str, body: bytes) -> bytes:
    from monitor.run.importing.framed import page_to_scan  # noqa: PLC0415 - start-up time: only pages need it

    return page_to_scan(path, name, body)


def _rank(level: str) -> int:
    return ("none", *LEVELS).index(level)


def _print(assessment: Assessment, form: str, knowledge: Knowledge) -> None:
    if form == "jsonl":
        record = as_record(assessment, with_text=assessment.document.parsed)
        click.echo(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    else:
        click.echo("\n".join(_lines(assessment, knowledge)))


def _lines(assessment: Assessment, knowledge: Knowledge) -> Iterator[str]:
    reading, risk = assessment.extraction.reading, assessment.risk
    kind = reading.offer if reading.related else "unrelated"
    yield say(
        "cli.scan.head", id=one_line(assessment.document.id), offer=say(f"offer.{kind}"),
        level=say(f"level.{risk.level}"), score=risk.score,
    )  # fmt: skip
    for fact in assessment.extraction.facts:
        yield f"  {fact_line(fact_record(fact), fact.detail, fact.text)}"
    for claim in assessment.extraction.claims:
        yield f"  {claim_line(claim_record(claim))}"
    verified = {row.id: row.verify for row in knowledge.policies}
    for flag in assessment.flags:
        yield from _flag_lines(flag, verified)
    for part in risk.parts:
        yield f"  {say('cli.risk')}  {part.points:+d}  {part.label.in_language(language())}"
    yield say("cli.scan.lead") if assessment.flags else say("cli.scan.none")


def _flag_lines(flag: Flag, verified: Mapping[str, str]) -> Iterator[str]:
    """A flag: rule and version, reason, note, what would settle it, and each row with how far it was verified."""
    tongue = language()
    title = flag.title.in_language(tongue)
    yield f"  {say('cli.flag')}  [{say(f'severity.{flag.severity}')}] {title}  ({flag.rule} v{flag.version})"
    yield f"      {visible(flag.reason.in_language(tongue))}"
    if flag.note is not None:
        yield f"      {flag.note.in_language(tongue)}"
    if flag.settled_by:
        documents = "；".join(document.in_language(tongue) for document in flag.settled_by)
        yield f"      {say('cli.settled_by')} {documents}"
    if flag.policies:
        rows = (f"{name} ({say('web.verify.' + verified[name])})" for name in flag.policies)
        yield f"      {say('cli.policies')} {', '.join(rows)}"
