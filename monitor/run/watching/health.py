"""How well a source is: the counts of one look -> a state with its cause; the states of all sources as rows. Pure but
for what it reads from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from db import Store
from monitor.sources.model import Health

SourceState = Literal["new", "ok", "degraded", "suspect", "unreachable", "blocked"]
# Of the pages of a look. A refused list, or more than half of the pages, says that the site wants us to stay away: the
# next look comes later and later. One page in six behind a login says that of one page: the others are still read.
MANY: Final = 0.5
_LATEST: Final = ("cut_links", "cut_lists", "short_stated", "short_found")  # told of the latest look alone
LOOKS: Final = 20  # that the rates of the table are taken from


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a look found its source in; `cause` is a key of the messages, with `number` of `of`."""

    state: SourceState
    cause: str = ""
    number: int = 0
    of: int = 0
    status: int = 0  # that the site answered, when it is out of order
    unasked: int = 0  # pages that were not asked for after a refusal

    @property
    def detail(self) -> dict[str, int]:
        """The numbers of the cause; `status` and `unasked` where there are any."""
        more = {"status": self.status, "unasked": self.unasked}
        return {"number": self.number, "of": self.of, **{name: count for name, count in more.items() if count}}


def judge(counts: Mapping[str, int], health: Health, held: int = 0, *, is_new: bool = False) -> Verdict:
    """The state of a source by what one look counted.

    A mass of removals comes first, for a person has to decide on it; unless the look had no answer at all, and so saw
    nothing of it. Args: held, endings held back, too many to be believed; is_new, no listing of it was ever stored.
    """
    ill = (
        (_shrunk(counts, held) if _answered(counts) else None)
        or _closed(counts)
        or _silent(counts)
        or _shrunk(counts, held)
        or _blank(counts, is_new)
        or _astray(counts)
        or _unread(counts, health)
    )
    return ill or Verdict("ok")


def still_out(verdict: Verdict, before: Mapping[str, Any] | None, counts: Mapping[str, int]) -> Verdict:
    """The verdict on a look that asked for nothing: a site that was out of order then has refused nothing since.

    Where a pause of ours alone kept the look from asking, the source is as it was. Args: before, its latest alert.
    """
    if (verdict.state, verdict.cause) != ("blocked", "left_alone"):
        return verdict
    state: SourceState = before["state"] if before is not None else "ok"
    stays = state == "unreachable" or only_rested(counts)
    return replace(verdict, state=state) if stays else verdict


def only_rested(counts: Mapping[str, int]) -> bool:
    """True when all that a look did not ask for was left out because of a pause of ours that was set before it."""
    unasked = counts.get("unasked", 0)
    return bool(unasked) and counts.get("resting", 0) == unasked


def said_as(cause: str, detail: Mapping[str, Any]) -> str:
    """The key of the sentence that says a cause (health.cause.…), by the numbers that are known of it."""
    if cause in {"list_failed", "failed"} and detail.get("status"):
        return f"{cause}_status"
    return f"{cause}_rest" if cause in {"list_blocked", "refused"} and detail.get("unasked") else cause


def keeps_away(counts: Mapping[str, int]) -> bool:
    """True when a look found its source closed or silent, whatever else it found: the next one comes later.

    A source that was not asked, because its host is left alone, has refused nothing.
    """
    closed = _closed(counts)
    return bool((closed and closed.cause != "left_alone") or _silent(counts))


def _answered(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in ("read", "unread", "unchanged", "ended"))


def _closed(counts: Mapping[str, int]) -> Verdict | None:
    lists, items, unasked, refused = (counts.get(name, 0) for name in ("lists", "items", "unasked", "refused"))
    if blocked := counts.get("lists_blocked", 0):
        return Verdict("blocked", "list_blocked", blocked, lists, unasked=unasked)
    if refused and refused + unasked > (items + unasked) * MANY:  # after 403 or 429 the others are not asked for
        return Verdict("blocked", "refused", refused, lists + items, unasked=unasked)
    if unasked and not lists + items:
        return Verdict("blocked", "left_alone", unasked, unasked)
    return None


def _silent(counts: Mapping[str, int]) -> Verdict | None:
    lists, failed, items = (counts.get(name, 0) for name in ("lists_failed", "failed", "items"))
    if lists and lists == counts.get("lists", 0):
        return Verdict("unreachable", "list_failed", lists, lists, status=counts.get("answer", 0))
    out = failed and failed > items * MANY
    return Verdict("unreachable", "failed", failed, items, status=counts.get("answer", 0)) if out else None


def _shrunk(counts: Mapping[str, int], held: int) -> Verdict | None:
    return Verdict("suspect", "removals", held, counts.get("guarded", counts.get("known", 0))) if held else None


def _blank(counts: Mapping[str, int], is_new: bool) -> Verdict | None:
    items = counts.get("items", 0)
    return Verdict("degraded", "nothing_read", 0, items) if is_new and items else None


def _astray(counts: Mapping[str, int]) -> Verdict | None:
    """Lists that lead to nothing, or to several listings under one number."""
    if empty := counts.get("lists_empty", 0):
        return Verdict("degraded", "list_empty", empty, counts["lists"])
    if failed := counts.get("lists_failed", 0):
        return Verdict("degraded", "list_failed", failed, counts["lists"])
    if merged := counts.get("merged", 0):
        return Verdict("degraded", "merged", merged, counts["merged_links"])
    return None


def _unread(counts: Mapping[str, int], health: Health) -> Verdict | None:
    items, few = counts.get("items", 0), 1 - health.parse_rate
    for cause in ("refused", "failed"):
        lost = counts.get(cause, 0)
        if lost > 1 and lost > items * few:  # one page says nothing of the others
            return Verdict("degraded", cause, lost, items, status=counts.get("answer", 0))
    read, unread = counts.get("read", 0) + counts.get("unchanged", 0), counts.get("unread", 0)
    if unread and read < (read + unread) * health.parse_rate:
        return Verdict("degraded", "parse_rate", read, read + unread)
    missing, known = counts.get("missing", 0), counts.get("known", 0)
    if missing > 1 and missing > known * few:  # as many listings not seen as pages that are not read
        return Verdict("degraded", "missing", missing, max(known, missing))
    if unasked := counts.get("unasked", 0):
        return Verdict("degraded", "left_alone", unasked, unasked + items)
    return None


def health_rows(
    store: Store, names: Mapping[str, str], looks: Mapping[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The health of each source (id -> title) by its latest `LOOKS` looks, the worst state first."""
    held, found = store.count_held(), store.source_overview()
    struck = store.struck_hosts()
    rows = [
        {
            **_health_row(name, title, looks.get(name, []), found[name], held.get(name, 0)),
            **_left_alone(struck.get(urlsplit(found[name]["url"] or "").hostname or "")),
        }
        for name, title in names.items()
    ]
    order = ("blocked", "unreachable", "suspect", "degraded", "ok", "new")
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["id"]))


def _left_alone(struck: tuple[int, float] | None) -> dict[str, Any]:
    """How often in a row the host refused, and until when it is left alone; 0 and None while it answers."""
    if struck is None:
        return {"refusals": 0, "left_alone_until": None}
    return {
        "refusals": struck[0],
        "left_alone_until": datetime.fromtimestamp(struck[1], UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _health_row(
    name: str, title: str, looks: Sequence[Mapping[str, Any]], now: Mapping[str, Any], held: int
) -> dict[str, Any]:
    sums = {key: sum(look["counts"].get(key, 0) for look in looks) for key in (
        "read", "unread", "lists_empty", "lists_blocked", "refused", "failed", "lists_failed")}  # fmt: skip
    parsed = sums["read"] + sums["unread"] + sums["failed"]  # a page that broke off was not read either
    return {
        "id": name,
        "title": title,
        "state": now["state"] or ("ok" if looks else "new"),
        "cause": now["cause"] or "",
        "detail": now["detail"],
        "since": now["at"],
        "looks": len(looks),
        "parse_rate": round(100 * sums["read"] / parsed) if parsed else None,
        "empty": sums["lists_empty"],
        "blocked": sums["lists_blocked"] + sums["refused"],
        "unreachable": sums["lists_failed"] + sums["failed"],
        "held": held,
        **{key: looks[0]["counts"].get(key, 0) if looks else 0 for key in _LATEST},
        **{key: now[key] for key in ("last_good", "last_look", "next_look", "failures")},
    }
