"""One listing: its text with what was found in it, why it is flagged, its versions, its history and its evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from db import Store, open_store
from monitor.models import WarcPosition
from monitor.parse.hints import first_words
from monitor.payload import Headers
from monitor.publish.origin import address_by, origin
from monitor.rules.policies import ending_of
from monitor.rules.values import Knowledge
from monitor.run.explained import explained_flags, judgement_history
from monitor.run.proofs import proofs
from monitor.run.rows import position_of
from monitor.run.workspace import DATABASE
from monitor.web.difference import difference
from monitor.web.guard import from_here
from monitor.web.picture import pictured
from monitor.web.render import Page
from monitor.web.segments import Mark, segments
from monitor.web.show import fact_value

LONGEST_TEXT: Final = 60_000  # characters shown; the rest is in the capture
VIEWS: Final[Mapping[str, str]] = {
    "text/html": "dom", "multipart/related": "mhtml", "image/png": "screenshot", "application/pdf": "pdf",
    "application/json": "requests",
}  # fmt: skip
_SUFFIXES: Final = {"mhtml": "mhtml", "screenshot": "png", "pdf": "pdf", "requests": "json"}
_OF_NOTHING: Final = hashlib.sha256(b"").hexdigest()  # a capture without a digest has no content
_UNSHOWN_FACTS: Final = frozenset({"contact"})


def listing(page: Page) -> Response:
    """`/listing/{id}`: the listing as it is now, with ?version=N one of its versions, with &judgement=ID an earlier
    judgement of it."""
    with page.workspace.open_reader() as store:
        found = _listing(store, page)
        versions = store.versions(found["id"])
        asked = page.request.query_params
        version = _version(store, found, versions, asked.get("version", ""), asked.get("judgement", ""))
        judgements = judgement_history(store, version)
        history = store.observations(found["id"])
        changes, file_dates = store.changes(found["id"]), store.file_dates(found["id"])
        knowledge = page.rules.knowledge
        marks = _marks(page, version, knowledge)
        picture = pictured(store, page.workspace, version, marks)
        captures = [{**row, "views": _views(store, row)} for row in store.captures(found["id"])]
        shown, found = proofs(store, found), store.with_sight([found])[0]
    today = page.workspace.today()
    return page.render(
        "listing.html",
        flags=explained_flags(version, knowledge, today),
        judgements=judgements,
        listing=found,
        version=version,
        name=version["title"] or first_words(version["text"]) or found["native_id"],
        versions=versions,
        history=history,
        file_dates=file_dates,
        proofs=shown,
        changes=changes,
        captures=[_with_origin(row) for row in captures],
        pieces=segments(version["text"][:LONGEST_TEXT], marks),
        picture=picture,
        cut=max(0, len(version["text"]) - LONGEST_TEXT),
        claims=[{**claim, "known": knowledge.claims.get(claim["type"])} for claim in version["claims"]],
        known=knowledge.claims,
        bands=knowledge.bands,
        policies=_policies(version, knowledge, today),
        total=sum(part["points"] for part in version["risk"]),
    )


def _with_origin(row: dict[str, Any]) -> dict[str, Any]:
    """A capture with where it came from, its final address to be read, and by whose word it is that."""
    final = origin({**row, "url": row["final_url"]}).name
    return {**row, "origin": origin(row), "final": final, "by": address_by(row)}


def versions_compared(page: Page) -> Response:
    """`/listing/{id}/difference?from=1&to=2`: what changed between two versions (default: the last two)."""
    with page.workspace.open_reader() as store:
        found = _listing(store, page)
        versions, file_dates = store.versions(found["id"]), store.file_dates(found["id"])
        asked = page.request.query_params
        old = _version(store, found, versions, asked.get("from", "") or str(versions[max(0, len(versions) - 2)]["n"]))
        new = _version(store, found, versions, asked.get("to", "") or str(versions[-1]["n"]))
    return page.render(
        "difference.html",
        listing=found,
        versions=versions,
        file_dates=file_dates,
        old=old,
        new=new,
        difference=difference(old["text"], new["text"]),
        claims=page.rules.knowledge.claims,
        dropped=_asserted(old) - _asserted(new),
        added=_asserted(new) - _asserted(old),
    )


def payload(page: Page) -> Response:
    """`/capture/{id}/payload`: the bytes as captured, as a file that no browser renders; noted in the audit log.

    The original is not masked, so it is handed out only when that can be noted.
    """
    capture, position = captured(page)
    _, blocks = stored_content(page, position, capture)
    note_use(page, "evidence.download", capture)
    name = f"capture-{capture['id']}.{_SUFFIXES.get(view_kind(capture), 'txt')}"
    return handed_out(
        page,
        blocks,
        {
            "Content-Type": "text/plain",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )


def _views(store: Store, capture: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a browser made of the page that was read here, each with its kind; nothing for other captures."""
    if capture["how"] != "render":
        return []
    views = [{**row, "kind": view_kind(row)} for row in store.views(capture["parent_id"])]
    for filled in [view for view in views if view["kind"] == "dom"][1:]:  # it is made after the DOM
        filled["kind"] = "shown"
    return views


def view_kind(capture: Mapping[str, Any]) -> str:
    """dom (the page as it is read, too), mhtml, screenshot, pdf, requests; '' for a capture that is no view."""
    return VIEWS.get(capture["media_type"], "") if capture["how"] == "render" else ""


def captured(page: Page) -> tuple[dict[str, Any], WarcPosition]:
    """The capture that the address names and where its bytes lie; 404 when there is none, or none of its bytes.

    403 when another site made the browser ask: what is handed out here is noted in the operator's name.
    """
    if not from_here(page.request.headers):
        raise HTTPException(403)
    with page.workspace.open_reader() as store:
        capture = store.capture(_number(page.request.path_params["id"]))
    position = position_of(capture) if capture else None
    if capture is None or position is None:
        raise HTTPException(404)
    return capture, position


def stored_content(
    page: Page, position: WarcPosition, *captures: Mapping[str, Any]
) -> tuple[Headers, Iterator[bytes]]:  # fmt: skip
    """The headers of an answer and its content, checked before its first byte is here.

    Args: captures, whose digest it must have: the first that has one counts. Raises ItemError: missing, damaged, other.
    """
    sha256 = next((str(row["sha256"]) for row in captures if row["sha256"]), _OF_NOTHING)
    return page.workspace.archive.stream_payload(position, sha256)


def note_use(page: Page, action: str, capture: Mapping[str, Any]) -> None:
    """Note in the audit log that somebody was given what a capture holds, unmasked; asked for the head, nobody was."""
    if page.request.method == "HEAD":
        return
    with open_store(page.workspace.path / DATABASE) as store:
        store.audit(page.workspace.operator, action, f"capture {capture['id']}", {"sha256": capture["sha256"]})


def handed_out(page: Page, blocks: Iterable[bytes], headers: Mapping[str, str]) -> Response:
    """Content as an answer, block by block; nothing of it to who asked for the head."""
    return StreamingResponse(() if page.request.method == "HEAD" else blocks, headers=headers)


def _listing(store: Store, page: Page) -> dict[str, Any]:
    found = store.listing(_number(page.request.path_params["id"]))
    if found is None:
        raise HTTPException(404)
    return found


def _version(
    store: Store, found: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], asked: str, judgement: str = ""
) -> dict[str, Any]:
    """The version asked for (else the current one) with the judgement asked for (else the newest)."""
    numbers = {str(row["n"]): row["id"] for row in versions}
    if asked and asked not in numbers:
        raise HTTPException(404)
    judged = _number(judgement) if judgement else None
    version = store.version(numbers[asked] if asked else found["version_id"], judged)
    if version is None or version["assessment"] is None:
        raise HTTPException(404)
    return version


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise HTTPException(404)
    return int(text)


def _marks(page: Page, version: Mapping[str, Any], knowledge: Knowledge) -> list[Mark]:
    language = page.language
    found = []
    for flag in version["flags"]:
        title = f"{page.say('web.flag')} {flag['title'].get(language, flag['title']['en'])}"
        found += [Mark(s, e, flag["severity"], title, f"flag-{flag['n']}") for s, e in flag["spans"]]
    for claim in version["claims"]:
        known = knowledge.claims.get(claim["type"])
        name = known.title.in_language(language) if known else claim["type"]
        tone = "other" if claim["stance"] != "asserted" else known.severity if known else "low"
        title = f"{page.say('web.claim')} {name} ({page.say('stance.' + claim['stance'])})"
        found.append(Mark(claim["start"], claim["end"], tone, title, f"claim-{claim['n']}"))
    for fact in version["facts"]:
        title = f"{page.say('web.fact.' + fact['kind'])} {fact_value(fact, language)}"
        if fact["kind"] in _UNSHOWN_FACTS:
            title = page.say("web.fact." + fact["kind"])
        found.append(Mark(fact["start"], fact["end"], "fact", title, f"fact-{fact['n']}"))
    return found


def _policies(version: Mapping[str, Any], knowledge: Knowledge, today: date) -> list[dict[str, Any]]:
    """The rows in force on the day, those that a flag cites first."""
    rows = {policy.id: policy for policy in knowledge.policies}
    cited = {name for flag in version["flags"] for name in flag["policies"]}
    names = dict.fromkeys([*sorted(cited), *((version["assessment"] or {}).get("policies") or ())])
    return [
        {"id": name, "cited": name in cited, "row": (row := rows.get(name)), "ending": row and ending_of(row, today)}
        for name in names
    ]


def _asserted(version: Mapping[str, Any]) -> set[str]:
    return {claim["type"] for claim in version["claims"] if claim["stance"] == "asserted"}
