"""The queue: listings by risk, filtered, a page at a time; and full-text search.

Both walk an index that is already in the order asked for and stop at the page's end, so that their cost does not
grow with the number of listings. The filter that fits the fewest listings chooses the index to walk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.bigrams import query
from db.connection import translated
from db.rows import Page, QueueFilter
from db.unseen import Unseen

LEVELS = ("none", "low", "medium", "high", "critical")
FEW = 10_000  # so many rows are sorted rather than walked in the order of the queue
_TAGGED = "EXISTS (SELECT 1 FROM listing_tags t WHERE t.tag_id = ? AND t.score = l.score AND t.listing_id = l.id)"
_TOLD = "SELECT 1 FROM claims c WHERE c.assessment_id = l.assessment_id AND c.stance = ?"
_ORDER = " ORDER BY l.score DESC, l.id DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class _Facet:
    """Listings with any of these tags."""

    tags: tuple[int, ...]
    uses: int

    def condition(self) -> tuple[str, list[Any]]:
        return "(" + " OR ".join([_TAGGED] * len(self.tags)) + ")", list(self.tags)


class Queue(Unseen):
    """Methods that read the queue, its facets and the search index."""

    def queue(self, wanted: QueueFilter | None = None, limit: int = 50, after: tuple[int, int] | None = None) -> Page:
        """A page of listings, highest score first; `after` is `Page.after` of the page before.

        Each row has the columns of listings, `flags` (rule, severity, status, title), `claims` (type, stance), and
        `not_seen_since` and `last_look` (as of `unseen`; None while looks see it).
        """
        wanted = wanted or QueueFilter()
        facets = self._facets(wanted)
        match = query(wanted.text)
        if facets is None or (wanted.text.strip() and not match):
            return Page(())
        rows = self._walk(wanted, facets, match, limit + 1, after)
        more = len(rows) > limit
        rows = self._with_marks(rows[:limit])
        return Page(tuple(rows), (rows[-1]["score"], rows[-1]["id"]) if more else None)

    def first_words(self, version_ids: Sequence[int], most: int = 400) -> dict[int, str]:
        """The beginnings of the texts of versions, at most so many characters each, in one query; by version."""
        return {
            row["id"]: row["words"]
            for row in self._rows(
                "SELECT v.id, substr(v.text, 1, ?) AS words FROM json_each(?) j JOIN versions v ON v.id = j.value",
                [most, json.dumps(list(version_ids))],
            )
        }

    def facets(self) -> dict[str, dict[str, int]]:
        """For each kind of filter (claim, level, offer, province, rule, source, status): name -> listings."""
        found: dict[str, dict[str, int]] = {}
        sql = "SELECT kind, name, uses FROM tags WHERE uses > 0 AND kind <> 'person' ORDER BY kind, uses DESC, name"
        for row in self._rows(sql):  # people are as many as listings: they are asked for by name
            found.setdefault(row["kind"], {})[row["name"]] = row["uses"]
        return found

    def counts(self) -> dict[str, int]:
        """How many sources, runs, captures, listings, versions, changes and failures are stored."""
        tables = ("sources", "runs", "captures", "listings", "versions", "observations", "changes", "failures")
        # ids are given out in order and rows are never deleted: the highest id counts without reading the table
        sums = ", ".join(
            f"(SELECT {'count(*)' if name == 'sources' else 'ifnull(max(id), 0)'} FROM {name}) AS {name}"  # noqa: S608
            for name in tables
        )
        return dict(self._rows(f"SELECT {sums}")[0])

    def search(self, folded: str, limit: int = 50, after: int | None = None) -> list[dict[str, Any]]:
        """Listings whose text, now or in an earlier version, has every word of a folded query; newest version first.

        Each row has the columns of listings, `version_id`, `n`, `current` and the `text` of the newest version that
        matches; `after` is the last `version_id` of the page before. [] when the query has nothing to find.
        """
        match = query(folded)
        if not match:
            return []
        sql = (
            "SELECT l.*, v.id, v.n, v.id = l.version_id, v.text FROM search s JOIN versions v ON v.id = s.rowid"
            " JOIN listings l ON l.id = v.listing_id WHERE s.search MATCH ? AND s.rowid < ? ORDER BY s.rowid DESC"
        )
        found: dict[int, dict[str, Any]] = {}
        with translated(self.path):
            cursor = self.conn.execute(sql, [match, after or 1 << 62])
            names = [column[0] for column in cursor.description][:-4]
            for row in cursor:
                values = dict(zip(names, row[:-4], strict=True))
                extra = dict(zip(("version_id", "n", "current", "text"), row[-4:], strict=True))
                found.setdefault(values["id"], {**values, **extra, "current": bool(extra["current"])})
                if len(found) == limit:
                    break
        return list(found.values())

    def _facets(self, wanted: QueueFilter) -> list[_Facet] | None:
        levels = LEVELS[LEVELS.index(wanted.min_level) :] if wanted.min_level in LEVELS[1:] else ()
        asked = [
            ("claim", wanted.claims), ("rule", (wanted.rule,)), ("province", (wanted.province,)),
            ("source", (wanted.source,)), ("status", (wanted.status,)), ("offer", (wanted.offer,)), ("level", levels),
            ("person", wanted.seller), ("person", wanted.contact),
        ]  # fmt: skip
        facets = []
        for kind, given in asked:
            names = [name for name in given if name]
            if names and (facet := self._facet(kind, names)):
                facets.append(facet)
            elif names:
                return None  # no listing has it
        return sorted(facets, key=lambda facet: facet.uses)

    def _facet(self, kind: str, names: Sequence[str]) -> _Facet | None:
        marks = ", ".join("?" * len(names))
        rows = self._rows(
            f"SELECT id, uses FROM tags WHERE kind = ? AND uses > 0 AND name IN ({marks})",  # noqa: S608 - marks alone
            [kind, *names],
        )
        return _Facet(tuple(row["id"] for row in rows), sum(row["uses"] for row in rows)) if rows else None

    def _walk(
        self, wanted: QueueFilter, facets: list[_Facet], match: str, limit: int, after: tuple[int, int] | None
    ) -> list[dict[str, Any]]:
        where: list[str] = ["1"]
        values: list[Any] = []
        if after:
            where.append("(l.score, l.id) < (?, ?)")
            values += after
        if wanted.since:
            where.append("l.changed_at >= ?")
            values.append(wanted.since)
        if wanted.stance:
            types = " AND c.type IN (SELECT value FROM json_each(?))" if wanted.claims else ""
            where.append(f"EXISTS ({_TOLD}{types})")
            values += [wanted.stance, *([json.dumps(wanted.claims)] if wanted.claims else [])]
        few = self._few(wanted, facets, match)
        if few is not None:
            where.append("l.id IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(few))
        elif match:
            where.append("EXISTS (SELECT 1 FROM search WHERE search MATCH ? AND rowid = l.version_id)")
            values.append(match)
        driver = None if few is not None or not facets or facets[0].uses > self._half() else facets[0]
        for facet in facets:
            if facet is not driver:
                condition, tags = facet.condition()
                where.append(condition)
                values += tags
        if driver is None:
            return self._rows(f"SELECT l.* FROM listings l WHERE {' AND '.join(where)}{_ORDER}", [*values, limit])  # noqa: S608
        return self._walk_tags(driver, where, values, limit, after)

    def _walk_tags(
        self, driver: _Facet, where: list[str], values: list[Any], limit: int, after: tuple[int, int] | None
    ) -> list[dict[str, Any]]:
        # The first `limit` of each tag hold the first `limit` of all of them together.
        seek = " AND (d.score, d.listing_id) < (?, ?)" if after else ""
        sql = (
            "SELECT l.* FROM listing_tags d CROSS JOIN listings l ON l.id = d.listing_id"  # noqa: S608 - our own words
            f" WHERE d.tag_id = ?{seek} AND {' AND '.join(where)} ORDER BY d.score DESC, d.listing_id DESC LIMIT ?"
        )
        found: dict[int, dict[str, Any]] = {}
        for tag in driver.tags:
            for row in self._rows(sql, [tag, *(after or ()), *values, limit]):
                found[row["id"]] = row
        return sorted(found.values(), key=lambda row: (-row["score"], -row["id"]))[:limit]

    def _few(self, wanted: QueueFilter, facets: list[_Facet], match: str) -> list[int] | None:
        """The ids of listings that fit the text or the day, when they are few; None when walking is better."""
        if facets and facets[0].uses <= FEW // 10:
            return None
        if match:
            ids = self.conn.execute(
                "SELECT rowid FROM search WHERE search MATCH ? LIMIT ?", [match, FEW + 1]
            ).fetchall()
            if len(ids) <= FEW:
                sql = (
                    "SELECT l.id FROM json_each(?) j CROSS JOIN versions v ON v.id = j.value"
                    " CROSS JOIN listings l ON l.id = v.listing_id AND l.version_id = v.id"
                )
                return [row[0] for row in self.conn.execute(sql, [json.dumps([row[0] for row in ids])])]
        if wanted.since:
            ids = self.conn.execute(
                "SELECT id FROM listings WHERE changed_at >= ? LIMIT ?", [wanted.since, FEW + 1]
            ).fetchall()
            if len(ids) <= FEW:
                return [row[0] for row in ids]
        return None

    def _half(self) -> int:
        (highest,) = self.conn.execute("SELECT ifnull(max(id), 0) FROM listings").fetchone()
        return int(highest) // 2

    def _with_marks(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Add to each row the flags and claims of its assessment, and since when it was not seen, in three queries for
        the whole page."""
        ids = json.dumps([row["assessment_id"] for row in rows])
        flags: dict[int, list[dict[str, Any]]] = {}
        for flag in self._rows(
            "SELECT f.assessment_id, f.rule, f.severity, f.status, json_extract(w.body, '$.title') AS title"
            " FROM json_each(?) j CROSS JOIN flags f ON f.assessment_id = j.value JOIN wordings w ON w.id = f.words_id"
            " ORDER BY f.assessment_id, f.n",
            [ids],
        ):
            flags.setdefault(flag.pop("assessment_id"), []).append({**flag, "title": json.loads(flag["title"])})
        claims: dict[int, list[dict[str, Any]]] = {}
        for claim in self._rows(
            "SELECT DISTINCT c.assessment_id, c.type, c.stance FROM json_each(?) j"
            " CROSS JOIN claims c ON c.assessment_id = j.value ORDER BY c.assessment_id, c.n",
            [ids],
        ):
            claims.setdefault(claim.pop("assessment_id"), []).append(claim)
        return [
            {**row, "flags": flags.get(row["assessment_id"], []), "claims": claims.get(row["assessment_id"], [])}
            for row in self.with_sight(rows)
        ]
