"""What the commands read from a workspace, as plain rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from db import QueueFilter, Store
from monitor.errors import InputError
from monitor.parse.hints import first_words
from monitor.publish.origin import address_by
from monitor.rules.policies import ending_of
from monitor.rules.values import Knowledge
from monitor.run.explained import explained_flags, judgement_history
from monitor.run.knowledge import policy_row
from monitor.run.people import as_unicode
from monitor.run.proofs import proofs
from monitor.run.workspace import Workspace
from monitor.text.normalise import normalise

AROUND = 12  # characters shown on each side of words found


def queue_rows(workspace: Workspace, wanted: QueueFilter, limit: int) -> Iterator[dict[str, Any]]:
    """The queue by risk, page by page, at most `limit` rows."""
    after: tuple[int, int] | None = None
    left = limit
    while left > 0:
        page = workspace.store.queue(wanted, min(left, 500), after)
        yield from map(_row, titled(workspace.store, page.rows))
        left -= len(page.rows)
        if page.after is None:
            return
        after = page.after


def titled(store: Store, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of listings, those without a title with the first words of their text in its place."""
    begun = store.first_words([row["version_id"] for row in rows if not row["title"]])
    return [{**row, "title": row["title"] or first_words(begun.get(row["version_id"], ""))} for row in rows]


def search_rows(workspace: Workspace, words: str, limit: int) -> Iterator[dict[str, Any]]:
    """Listings that hold all the words in any script or width, each with the words around the first place found."""
    wanted = normalise(as_unicode(words)).plain.text
    for row in titled(workspace.store, workspace.store.with_sight(workspace.store.search(wanted, limit))):
        yield {**_row(row), "words": _around(row["text"], wanted)}


def check_source(store: Store, name: str) -> None:
    """Raises InputError for a source that the workspace does not have, naming those that it has."""
    if name and store.source(name) is None:
        known = ", ".join(row["id"] for row in store.sources()) or "-"
        raise InputError(f"there is no source {name!r} in this workspace; known: {known}")


def named_listing(workspace: Workspace, listing_id: int) -> dict[str, Any]:
    """The row of a listing that a person named. Raises InputError when there is none of this number."""
    listing = workspace.store.listing(listing_id)
    if listing is None:
        raise InputError(f"there is no listing {listing_id} in this workspace; 'hydrowatch list' shows the numbers")
    return listing


def listing_record(workspace: Workspace, listing_id: int, knowledge: Knowledge) -> dict[str, Any]:
    """All that is stored of one listing: itself, its current version judged, each flag explained (`flags`), policies,
    its judgements with their differences, the proof of each status, all versions, changes, captures, and which of the
    times are no more than dates of files.

    Args: knowledge, the rules that say more of what is stored. Raises InputError when there is none of this number.
    """
    store = workspace.store
    listing = named_listing(workspace, listing_id)
    version = store.version(listing["version_id"])
    flags = explained_flags(version, knowledge, workspace.today()) if version else []
    named = dict.fromkeys(name for flag in flags for name in flag["policies"])
    rows = {policy.id: policy for policy in knowledge.policies}
    return {
        "listing": store.with_sight([listing])[0],
        "version": version,
        "flags": [_plain_flag(flag) for flag in flags],
        "policies": [
            {**policy_row(rows[name]), "ending": ending_of(rows[name], workspace.today())}
            for name in named
            if name in rows
        ],
        "judgements": judgement_history(store, version) if version else [],
        "proofs": proofs(store, listing),
        "versions": store.versions(listing_id),
        "changes": store.changes(listing_id),
        "file_dates": sorted(store.file_dates(listing_id)),
        "captures": [{**row, "address_by": address_by(row)} for row in store.captures(listing_id)],
    }


def _plain_flag(flag: dict[str, Any]) -> dict[str, Any]:
    """An explained flag with its policy rows as plain data."""
    rows = [
        {"id": cited.id, "verify": cited.row.verify if cited.row else None, "effects": dict(cited.effects)}
        for cited in flag["rows"]
    ]
    return {**flag, "rows": rows}


def source_names(store: Store, language: str) -> dict[str, str]:
    """The title of every source in a language, by id; sample data says so in its title."""
    return {row["id"]: _source_title(row, language) for row in store.sources()}


def _source_title(row: dict[str, Any], language: str) -> str:
    try:
        title = json.loads(row["definition"] or "{}").get("title", {})
    except (ValueError, AttributeError):
        return str(row["title"])
    return str(title.get(language) or row["title"])


def _row(row: dict[str, Any]) -> dict[str, Any]:
    place = " ".join(row[level] for level in ("province", "prefecture", "county") if row[level])
    claims = dict.fromkeys((claim["type"], claim["stance"]) for claim in row.get("claims", ()))
    return {
        "id": row["id"],
        "level": row["level"],
        "score": row["score"],
        "status": row["status"],
        "not_seen_since": row["not_seen_since"],
        "last_look": row["last_look"],
        "doubt": row["doubt"],
        "title": row["title"],
        "price": row["price_yuan"],
        "capacity_kw": row["capacity_kw"],
        "place": place,
        "claims": [kind if stance == "asserted" else f"{kind}:{stance}" for kind, stance in claims],
        "seen": row["last_seen_at"],
        "source": row["source_id"],
        "native_id": row["native_id"],
        "url": row["url"],
        "seller": row["seller"],
        "posted_at": row["posted_at"],
        "offer": row["offer"],
        "versions": row["versions"],
    }


def _around(text: str, wanted: str) -> str:
    folded = normalise(text).plain
    found = folded.text.find(wanted.split(maxsplit=1)[0]) if wanted.split() else -1
    if found < 0:
        return text[: 2 * AROUND]
    span = folded.span(found, found + len(wanted.split(maxsplit=1)[0]))
    return text[max(0, span.start - AROUND) : span.end + AROUND].replace("\n", " ")
