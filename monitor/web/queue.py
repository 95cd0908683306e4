"""The queue of listings by risk with its filters, and the full-text search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.datastructures import QueryParams
from starlette.responses import Response

from db import QueueFilter
from monitor.run.pseudonyms import asked_for
from monitor.run.queries import source_names, titled
from monitor.text.normalise import normalise
from monitor.web.render import Page
from monitor.web.segments import Mark, Segment, around

PAGE_SIZE: Final = 50
LONGEST_QUERY: Final = 200
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_AFTER: Final = re.compile(r"(\d{1,4})-(\d{1,18})")
LEVELS: Final = ("low", "medium", "high", "critical")


def queue(page: Page) -> Response:
    """`/`: one page of the queue, highest risk first."""
    asked = page.request.query_params
    person = _person(asked)
    wanted = read_filter(asked)
    if person:
        wanted = replace(wanted, seller=asked_for(person, page.workspace.key))
    with page.workspace.open_reader() as store:
        found = store.queue(wanted, PAGE_SIZE, read_after(asked.get("after", "")))
        rows = titled(store, found.rows)
        facets, counts = store.facets(), store.counts()
        sources = source_names(store, page.language)
        ill = {name: state for name, state in store.ill_sources().items() if name in sources}
    return page.render(
        "queue.html",
        rows=rows,
        following=f"{found.after[0]}-{found.after[1]}" if found.after else None,
        wanted=wanted,
        words=_words(asked),
        person=person,
        facets=facets,
        counts=counts,
        sources=sources,
        ill=ill,
        levels=LEVELS,
        rules=page.rules.knowledge.rules,
        later=bool(asked.get("after")),
        claims=page.rules.knowledge.claims,
        filtered=wanted != QueueFilter(),
    )


def read_filter(asked: QueryParams) -> QueueFilter:
    """The filter that the address asks for; what it does not understand does not restrict."""
    since = asked.get("since", "")
    return QueueFilter(
        min_level=asked.get("level", "") if asked.get("level") in LEVELS else "",
        claims=tuple(name for name in dict.fromkeys(asked.getlist("claim")) if name)[:27],
        rule=asked.get("rule", ""),
        province=asked.get("province", ""),
        source=asked.get("source", ""),
        status=asked.get("status", ""),
        since=f"{since}T00:00:00Z" if _DAY.fullmatch(since) else "",
        text=normalise(_words(asked)).plain.text,
    )


def read_after(text: str) -> tuple[int, int] | None:
    """The key of a page, 'score-id'; None when it is none."""
    found = _AFTER.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def search(page: Page) -> Response:
    """`/search`: listings that hold all the words, now or in an earlier version, the newest first."""
    words = _words(page.request.query_params)
    after = page.request.query_params.get("after", "")
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None
    with page.workspace.open_reader() as store:
        found = store.search(normalise(words).plain.text, PAGE_SIZE, start) if words else []
        rows = titled(store, store.with_sight(found))
    results = [{**row, "snippet": snippet(row["text"], words)} for row in rows]
    following = rows[-1]["version_id"] if len(rows) == PAGE_SIZE else None
    return page.render("search.html", words=words, results=results, following=following)


def snippet(text: str, words: str, radius: int = 60) -> list[Segment]:
    """The part of a text around the first word found, the words marked as they stand in the text."""
    dense = normalise(text).dense
    marks = []
    for word in dict.fromkeys(words.split()):
        folded = normalise(word).dense.text
        at = dense.text.find(folded) if folded else -1
        if at >= 0:
            span = dense.span(at, at + len(folded))
            marks.append(Mark(span.start, span.end, "found", word, ""))
    return around(text, marks, radius)


def _person(asked: Mapping[str, Any]) -> str:
    return str(asked.get("person", ""))[:LONGEST_QUERY].strip()


def _words(asked: Mapping[str, Any]) -> str:
    return str(asked.get("q", ""))[:LONGEST_QUERY].strip()
