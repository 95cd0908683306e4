"""Pages about what the program knows: policies in force on a day, rules, and what it is and is not."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from monitor.rules.explain import explain_rule
from monitor.rules.policies import ending_soon, policies_at
from monitor.web.render import Page


def policies(page: Page) -> Response:
    """`/policies?at=DAY&place=PLACE`: the rows public and in force there then; a wrong day is said, not guessed."""
    asked = page.request.query_params
    today = datetime.now(UTC).date()
    day, wrong = _day(asked.get("at", ""), today)
    place = [part for part in re.split(r"[/\s,，]+", asked.get("place", "")[:60]) if part]
    province, prefecture, county = [*place, None, None, None][:3]
    knowledge = page.rules.knowledge
    rows = policies_at(knowledge.policies, day, province, prefecture, county)
    return page.render(
        "policies.html",
        day=day,
        wrong=wrong,
        asked_place=" ".join(place),
        rows=sorted(rows, key=lambda row: (row.topic, row.known_from)),
        ending=ending_soon(rows, day),
        total=len(knowledge.policies),
        compiled=knowledge.compiled,
        status=400 if wrong else 200,
    )


def rules(page: Page) -> Response:
    """`/rules`: every rule with its severity and status."""
    order = {"high": 0, "medium": 1, "low": 2}
    found = sorted(page.rules.knowledge.rules.values(), key=lambda rule: (order[rule.severity], rule.id))
    return page.render("rules.html", rules=found, digest=page.rules.knowledge.digest)


def rule(page: Page) -> Response:
    """`/rules/{id}`: what a rule says, when it holds, what settles, clears or refutes, and its own examples."""
    knowledge = page.rules.knowledge
    found = knowledge.rules.get(page.request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    return page.render("rule.html", rule=found, explained=explain_rule(found, knowledge))


def about(page: Page) -> Response:
    """`/about`: what the program does, its limits and its duties."""
    knowledge = page.rules.knowledge
    with page.workspace.open_reader() as store:
        counts = store.counts()
    return page.render("about.html", counts=counts, knowledge=knowledge)


def health(page: Page) -> Response:
    """`/healthz`: {"status": "ok"} when the database answers."""
    with page.workspace.open_reader() as store:
        return JSONResponse({"status": "ok", "listings": store.counts()["listings"]})


def _day(text: str, default: date) -> tuple[date, bool]:
    try:
        return (date.fromisoformat(text), False) if text else (default, False)
    except ValueError:
        return default, True
