"""hydrowatch list, show and search: read what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import click

from monitor.cli.language import language, say
from monitor.cli.output import (
    STANDING,
    format_option,
    in_words,
    one_line,
    print_record,
    print_rows,
    record_option,
    visible,
)
from monitor.cli.words import change_line, claim_line, difference_lines, fact_line, in_short, number_line, role_words
from monitor.models import FETCHED, Stance
from monitor.moments import when
from monitor.publish.origin import origin
from monitor.publish.why import say_why

if TYPE_CHECKING:
    from monitor.rules.values import Knowledge

QUEUE_COLUMNS: Final = ("id", "risk", "status", "title", "price", "capacity_kw", "place", "claims", "seen")
CSV_COLUMNS: Final = (
    "id", "level", "score", "status", "title", "price", "capacity_kw", "place", "claims", "seen", "posted_at", "offer",
    "seller", "versions", "source", "native_id", "url", "standing", "not_seen_since", "last_look",
)  # fmt: skip
STATUSES: Final = ("live", "sold", "removed_by_platform", "gone", "blocked", "unreachable", "unknown")
OFFERS: Final = ("direct", "reported", "none")


@click.command(name="list", help=say("cli.list.help"))
@click.option("--level", type=click.Choice(["low", "medium", "high", "critical"]), help=say("cli.list.level"))
@click.option("--claim", "claims", multiple=True, help=say("cli.list.claim"))
@click.option("--stance", type=click.Choice(get_args(Stance)), help=say("cli.list.stance"))
@click.option("--rule", default="", help=say("cli.list.rule"))
@click.option("--province", default="", help=say("cli.list.province"))
@click.option("--status", type=click.Choice(STATUSES), help=say("cli.list.status"))
@click.option("--source", default="", help=say("cli.list.source"))
@click.option("--offer", type=click.Choice(OFFERS), help=say("cli.list.offer"))
@click.option("--seller", default="", metavar="NAME", help=say("cli.list.seller"))
@click.option("--contact", default="", metavar="NUMBER", help=say("cli.list.contact"))
@click.option("--since", default="", metavar="YYYY-MM-DD", help=say("cli.list.since"))
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help=say("cli.option.limit"))
@format_option
@click.pass_obj
def list_(
    folder: Path, /, level: str | None, claims: tuple[str, ...], limit: int, form: str, **options: str | None
) -> int:
    """The queue: listings by risk, highest first."""
    from db import QueueFilter  # noqa: PLC0415 - start-up time
    from monitor.run.detector import as_date  # noqa: PLC0415
    from monitor.run.knowledge import check_names  # noqa: PLC0415
    from monitor.run.pseudonyms import asked_for  # noqa: PLC0415
    from monitor.run.queries import check_source, queue_rows  # noqa: PLC0415
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    wanted = {name: value or "" for name, value in options.items()}
    as_date(wanted["since"] or None)
    if claims or wanted["rule"] or wanted["province"]:
        knowledge = _rules(folder)
        check_names(knowledge, claims, wanted["rule"])
        wanted["province"] = _province(knowledge, wanted["province"])
    people = [wanted.pop(name).strip() for name in ("seller", "contact")]
    with open_workspace(folder, read_only=True) as workspace:
        check_source(workspace.store, wanted["source"])
        seller, contact = (asked_for(words, workspace.key) if words else () for words in people)
        chosen = QueueFilter(min_level=level or "", claims=claims, seller=seller, contact=contact, **wanted)
        rows = [shown(row, form) for row in queue_rows(workspace, chosen, limit)]
    print_rows(rows, CSV_COLUMNS if form == "csv" else QUEUE_COLUMNS, form, empty="cli.list.empty")
    if rows and form == "table":
        click.echo(say("cli.standing"))
    return 0


def _province(knowledge: Knowledge, name: str) -> str:
    """The full name of a province: 四川 -> 四川省; '' stays ''. Raises InputError for what is no place."""
    from monitor.run.knowledge import find_places  # noqa: PLC0415 - start-up time

    return str(find_places(knowledge, name)[0].province) if name else ""


@click.command(help=say("cli.search.help"))
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=say("cli.option.limit"))
@format_option
@click.pass_obj
def search(folder: Path, words: tuple[str, ...], limit: int, form: str) -> int:
    """Listings that hold all the words, in any script or width."""
    from monitor.run.queries import search_rows  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        rows = [shown(row, form) for row in search_rows(workspace, " ".join(words), limit)]
    columns = ("id", "risk", "status", "title", "words", "seen")
    print_rows(rows, (*CSV_COLUMNS, "words") if form == "csv" else columns, form)
    if rows and form == "table":
        click.echo(say("cli.standing"))
    return 0


@click.command(help=say("cli.show.help"))
@click.argument("listing_id", type=click.IntRange(0, (1 << 63) - 1))
@record_option
@click.pass_obj
def show(folder: Path, listing_id: int, form: str) -> int:
    """One listing: words, reasons, policies of its day, what would settle it, history and evidence."""
    from monitor.run.queries import listing_record  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        record = listing_record(workspace, listing_id, _rules(folder))
    print_record(record, map(visible, _listing_lines(record)), form)
    return 0


def _rules(folder: Path) -> Knowledge:
    """The rules to show what is stored with; a file that is wrong is told of and hides nothing."""
    from monitor.run.knowledge import shown_rules  # noqa: PLC0415 - start-up time

    knowledge, broken = shown_rules(folder)
    if broken:
        click.echo(say("cli.show.broken", what=one_line(in_words(broken))), err=True)
    return knowledge


def shown(row: dict[str, Any], form: str) -> dict[str, Any]:
    """A row with its words in the reader's language (programs get the keys)."""
    if form != "table":
        return {**row, "standing": STANDING}
    return {
        **row,
        "risk": f"{say('level.' + row['level'])} {row['score']}",
        "status": _status(row),
        "seen": when(row["seen"]),
        "claims": _claims(row["claims"]),
        "price": f"{row['price']:,}" if row.get("price") is not None else "",
    }


def _claims(names: Iterable[str]) -> str:
    """The words for claims as `queue_rows` names them: the seller's own first, the others behind their stance."""
    told = dict[str, list[str]]()
    for kind, _, stance in sorted((name.partition(":") for name in names), key=lambda parts: parts[2]):
        told.setdefault(stance, []).append(in_short("claim", kind))
    return " · ".join((f"{say('stance.' + by)}: " if by else "") + ", ".join(words) for by, words in told.items())


def _status(row: Mapping[str, Any]) -> str:
    """The word for a listing's state, since when looks do not see it and that only captures in doubt show it, if so."""
    unseen = (
        say("listing.unseen", since=when(row["not_seen_since"]), last=say(f"status.{row['last_look']}"))
        if row["not_seen_since"]
        else ""
    )
    doubted = say("listing.doubt") if row["doubt"] else ""
    return " · ".join(filter(None, [say(f"status.{row['status']}"), unseen, doubted]))


def _listing_lines(record: dict[str, Any]) -> Iterator[str]:
    from monitor.parse.hints import first_words  # noqa: PLC0415 - start-up time

    listing, version = record["listing"], record["version"]
    yield f"#{listing['id']}  {one_line(version['title'] or first_words(version['text']))}"
    name, url = one_line(f"{listing['source_id']}/{listing['native_id']}"), one_line(listing["url"])
    yield f"{name}  {_status(listing)}  {url}"
    if version["doubt"]:
        yield _doubt_line(version["doubt"])
    dates = frozenset(record["file_dates"])
    yield from (_proof_line(proof, dates) for proof in record["proofs"])
    yield say("cli.show.dates", posted=_posted(version), first=_seen(listing["first_seen_at"], dates),
              last=_seen(listing["last_seen_at"], dates))  # fmt: skip
    if dates:
        yield say("show.file_dates")
    yield say("cli.show.seller", seller=version["seller"] or "?", price=_price(version))
    yield ""
    yield from (f"  │ {line}" for line in version["text"].splitlines())  # marked: a page cannot pass for our words
    yield ""
    yield from _reading_lines(version["assessment"])
    yield from (fact_line(fact, fact["detail"], fact["text"]) for fact in version["facts"])
    yield from map(claim_line, version["claims"])
    yield from _flag_lines(record)
    yield from _policy_lines(record)
    yield from _risk_lines(version)
    yield from _history_lines(record)
    yield say("cli.scan.lead") if version["flags"] else say("cli.scan.none")


def _doubt_line(doubt: str) -> str:
    """What speaks against the bytes of a capture, or of all that show a version."""
    return say("cli.show.doubt", why=one_line(in_words(doubt)))


def _seen(moment: str, file_dates: Collection[str]) -> str:
    """A moment at which something was seen; of one that only the date of a file tells, that it is this."""
    return say("show.by_file", when=when(moment)) if moment in file_dates else when(moment)


def _proof_line(proof: Mapping[str, Any], file_dates: Collection[str]) -> str:
    """One status that the listing was seen in: when, by which capture, and what in it shows it."""
    shown = say(f"proof.{proof['shown_by']}", http=proof["http_status"] or "?")
    parts = (
        say("cli.show.proof", mark="▸" if proof["is_current"] else " ", status=say(f"status.{proof['status']}"),
            seen=_seen(proof["observed_at"], file_dates), capture=proof["capture_id"] or "—", shown=shown),
        one_line(in_words(proof["note"] or proof["why"])),
    )  # fmt: skip
    return "  ".join(part for part in parts if part)


def _reading_lines(judged: Mapping[str, Any]) -> Iterator[str]:
    """What kind of text it was read as, and why."""
    reasons = "; ".join(one_line(say_why(why, language())) for why in judged["why"] or ())
    kind = say(f"offer.{judged['offer']}")
    yield f"{say('cli.reassess.offer')}  {kind}  {f'({reasons})' if reasons else ''}".rstrip()


def _policy_lines(record: dict[str, Any]) -> Iterator[str]:
    """The policies that flags rest on, as known on the day the listing is judged by, with standing and source."""
    day = (record["version"]["assessment"]["as_of"] or "?").replace("/", " – ")
    for policy in record["policies"]:
        number = f" {policy['doc_no']}" if policy["doc_no"] else ""
        standing = say(f"web.verify.{policy['verify']}")
        yield f"{say('cli.policy')}  {policy['id']}  {policy['issuer']}《{policy['title']}》{number}"
        yield f"    {say('cli.show.policy', known=policy['known_from'], verify=standing, day=day)}"
        if policy["ending"]:
            yield f"    {say('policy.ending.' + policy['ending'], day=policy['until'])}"
        yield f"    {policy['rule_zh' if language() == 'zh' else 'rule']}"
        seen = policy["source_zh" if language() == "zh" else "source"]
        yield f"    {say('web.policy.source')} {one_line(', '.join(seen))}"


def _flag_lines(record: dict[str, Any]) -> Iterator[str]:
    """Each flag: reason, words with stance and why, numbers, what settles and clears it, rows and their standing."""
    tongue = language()
    for flag in record["flags"]:
        status = "" if flag["status"] == "stable" else f", {say('web.rulestatus.' + flag['status'])}"
        yield (
            f"[{say('severity.' + flag['severity'])}] {flag['title'][tongue]}"
            f"  ({flag['rule']} v{flag['version']}{status})"
        )
        yield f"    {flag['reason'][tongue]}"
        yield from (f"    {line}" for words in flag["words"] for line in _word_lines(words))
        yield from (f"    {number_line(one)}" for one in flag["numbers"])
        if flag["settled_by"]:
            yield f"    {say('cli.settled_by')} {'；'.join(paper[tongue] for paper in flag['settled_by'])}"
        if flag["disproved_by"] and flag["disproved_by"][tongue].rstrip("。.") not in flag["reason"][tongue]:
            yield f"    {say('cli.disproved_by')} {flag['disproved_by'][tongue]}"
        if flag["note"]:
            yield f"    {flag['note'][tongue]}"
        for row in flag["rows"]:
            effects = ", ".join(say(f"web.effect.{effect}") for effect in dict.fromkeys(row["effects"].values()))
            standing = say(f"web.verify.{row['verify']}") if row["verify"] else say("web.policy.gone")
            yield f"    {say('cli.policies')} {row['id']}  {standing}  {effects}".rstrip()


def _word_lines(words: Mapping[str, Any]) -> Iterator[str]:
    """The words of a flag: for a claim in whose mouth and why so read, for a fact its kind and role."""
    quoted = f"「{one_line(words['text'])}」"
    told = [
        f"{say('stance.' + claim['stance'])} ({one_line(say_why(claim['why'], language()))})"
        if claim["why"]
        else say("stance." + claim["stance"])
        for claim in words["claims"]
    ]
    told = told or [f"{say('web.fact.' + fact['kind'])} {role_words(fact)}".rstrip() for fact in words["facts"]]
    yield "  ".join([quoted, *dict.fromkeys(told)])


def _risk_lines(version: dict[str, Any]) -> Iterator[str]:
    judged = version["assessment"]
    yield say("cli.show.risk", score=judged["score"], level=say(f"level.{judged['level']}"))
    for part in version["risk"]:
        yield f"    {part['points']:+d}  {part['label'][language()]}"


def _price(version: Mapping[str, Any]) -> str:
    """The price as its page has it, else as it was read of the words."""
    yuan = version["price_yuan"]
    return one_line(version["price_text"]) or ("?" if yuan is None else say("cli.show.yuan", yuan=f"{yuan:,}"))


def _posted(version: Mapping[str, Any]) -> str:
    """The day of a posting, or from and to, with what found it or why it was not read."""
    found, judged = version["found_by"].get("posted_at"), version["assessment"]
    day = judged["as_of"] if judged and not version["posted_at"] else None
    said = [one_line(in_words(found))] if found else []
    said += [say("cli.show.recorded", day=day)] if day else []
    return (version["posted_at"] or "?").replace("/", " – ") + (f" ({'; '.join(said)})" if said else "")


def _history_lines(record: dict[str, Any]) -> Iterator[str]:
    if len(record["judgements"]) > 1:
        yield say("cli.show.judgements")
        yield from (f"    {line}" for judged in record["judgements"] for line in _judgement_lines(judged))
    yield say("cli.show.history")
    dates = frozenset(record["file_dates"])
    for change in record["changes"]:
        at = when(change["observed_at"]) if change["kind"] == "judged_again" else _seen(change["observed_at"], dates)
        told = at, say(f"change.{change['kind']}"), change_line(change)
        yield f"    {'  '.join(told)}".rstrip()
    for row in record["versions"]:
        if row["doubt"] and row["id"] != record["listing"]["version_id"]:  # it is kept beside what the listing says
            beside = say("cli.show.version", n=row["n"], seen=_seen(row["observed_at"], dates), price=_price(row))
            yield f"    {beside}  {_doubt_line(row['doubt'])}"
    kept_at = record["listing"]["url"]
    yield from (f"    {line}" for capture in record["captures"] for line in _capture_lines(capture, kept_at))


def _capture_lines(capture: Mapping[str, Any], kept_at: str) -> Iterator[str]:
    """One capture: its number, as `custody` takes it, where its record lies, which file or page it came from, by whom,
    every clock that tells a time.

    Args: kept_at, the address of the listing: a page may name another than was told of it.
    """
    where = f"{capture['warc_file']}@{capture['warc_offset']}" if capture["warc_file"] else "-"
    number, state = say("cli.show.capture", number=capture["id"]), say(f"web.state.{capture['state']}")
    yield f"{number}  {capture['fetched_at']}  {state}  {where}  sha256:{capture['sha256'][:16]}"
    came = origin(capture)
    way, who = say(f"how.{came.way}"), one_line(capture["operator"]) or "-"
    yield f"    {say('cli.show.from', name=one_line(came.name), way=way, who=who)}"
    if capture["address_by"]:
        yield f"    {say('cli.show.address.' + capture['address_by'], url=one_line(capture['final_url']))}"
        if capture["address_by"] != "redirect" and kept_at and kept_at != capture["final_url"]:
            yield f"    {say('cli.show.kept_at', url=one_line(kept_at))}"
    times = {
        "ours": capture["fetched_at"],
        "theirs": capture["server_date"],
        "taken": None if capture["undated"] else capture["taken_at"],
    }
    if capture["doubt"]:
        yield f"    {_doubt_line(capture['doubt'])}"
    key = "cli.show.clocks" if capture["how"] in FETCHED else "cli.show.file_clocks"
    yield f"    {say(key, **{name: one_line(time or '') or '-' for name, time in times.items()})}"


def _judgement_lines(judged: Mapping[str, Any]) -> Iterator[str]:
    """One judgement, by which rules and program, and how it differs from the one before."""
    level = f"{say('level.' + judged['level'])} {judged['score']}"
    day = (judged["as_of"] or "?").replace("/", " – ")
    by = say("cli.show.judged", day=day, rules=(judged["knowledge"] or "?")[:12], program=judged["tool_version"] or "?")
    yield f"{when(judged['recorded_at'])}  {level}  {by}"
    told = judged["difference"]
    if told is not None:
        yield from (f"    {line}" for line in difference_lines(told))
        if not told["seen"]:
            yield f"    {say('cli.show.same')}"
