"""Keeps the validated Knowledge in the user's cache folder, so that a start imports no pydantic and no YAML.

A file: a check sum in eight digits of sixteen, then state and values, marshalled: read a third faster than JSON. Its
form belongs to this very Python, which its name tells; what does not fit its sum is not unmarshalled.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from monitor.models import Bilingual, GapPattern, Phrase
from monitor.rules.values import (
    Band,
    ClaimType,
    ContextList,
    Escalation,
    Example,
    Grid,
    Grids,
    Knowledge,
    Policy,
    RigModel,
    RiskTable,
    Rule,
)

KEPT: Final = 8  # files of earlier states that stay in the cache folder
LEFT_SECONDS: Final = 3600  # a file still being written is younger
SUM: Final = 8  # digits of the check sum


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """HYDROWATCH_CACHE_DIR, else XDG_CACHE_HOME/hydrowatch, else ~/.cache/hydrowatch; None without a home."""
    if own := environment.get("HYDROWATCH_CACHE_DIR"):
        return Path(own)
    if base := environment.get("XDG_CACHE_HOME"):
        return Path(base) / "hydrowatch"
    try:
        return Path.home() / ".cache" / "hydrowatch"
    except RuntimeError:
        return None


def cache_file(folder: Path, state: str) -> Path:
    """Where the Knowledge of a state of the data files is kept. The file holds the state, so a clash is seen."""
    return folder / f"knowledge-{crc32(state.encode()):08x}.{sys.implementation.cache_tag}"


def read_cache(state: str) -> Knowledge | None:
    """The Knowledge stored for that state of the files; None when there is none or it cannot be read."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        stored = unpacked(cache_file(folder, state).read_bytes())
        return decode(stored["knowledge"]) if stored["state"] == state else None
    except (OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError):
        return None


def write_cache(state: str, knowledge: Knowledge) -> None:
    """Store for that state, whole or not at all; a folder that cannot be written is passed over in silence."""
    folder = cache_folder()
    if folder is None:
        return
    content = packed({"state": state, "knowledge": encode(knowledge)})
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # not tempfile: its import takes longer than reading the cache (start-up time)
        passing = folder / f".knowledge-{os.getpid()}-{time.monotonic_ns()}"
        try:
            with passing.open("xb") as file:
                file.write(content)
            passing.replace(cache_file(folder, state))
        finally:
            passing.unlink(missing_ok=True)
        _prune(folder)


def _prune(folder: Path) -> None:
    """Keep the newest few; what a killed process left half written goes too."""
    files = sorted(folder.glob("knowledge-*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    old = time.time() - LEFT_SECONDS
    left = [path for path in folder.glob(".knowledge-*") if path.stat().st_mtime < old]
    for path in files[KEPT:] + left:
        path.unlink(missing_ok=True)


def packed(stored: dict[str, Any]) -> bytes:
    """A file's bytes."""
    values = marshal.dumps(stored)
    return b"%08x" % crc32(values) + values


def unpacked(content: bytes) -> dict[str, Any]:
    """What `packed` was given. Raises ValueError when the sum is another's."""
    values = memoryview(content)[SUM:]
    if int(content[:SUM], 16) != crc32(values):
        raise ValueError("the check sum does not fit")
    stored: dict[str, Any] = marshal.loads(values)  # noqa: S302 - bytes that this program wrote: their sum fits
    return stored


def encode(knowledge: Knowledge) -> dict[str, Any]:
    """The Knowledge as plain values, dates as text: fields in order, without names, to be short."""
    return {
        "claims": [_claim_out(claim) for claim in knowledge.claims.values()],
        "rules": [_rule_out(rule) for rule in knowledge.rules.values()],
        "policies": [_policy_out(policy) for policy in knowledge.policies],
        "grids": [_grid_out(grid) for grid in knowledge.grids],
        "rigs": [[rig.name, rig.aliases, rig.watts, rig.source] for rig in knowledge.rigs],
        "bands": [_band_out(band) for band in knowledge.bands.values()],
        "risk": [dict(knowledge.risk.points), knowledge.risk.contradicted, knowledge.risk.levels],
        "contexts": [
            [c.id, c.mode, _both_out(c.why), c.source, c.texts, c.sites, c.sellers, c.rules] for c in knowledge.contexts
        ],
        "digest": knowledge.digest,
        "compiled": knowledge.compiled.isoformat(),
    }


def decode(stored: Mapping[str, Any]) -> Knowledge:
    """The Knowledge back from `encode`'s values."""
    points, contradicted, levels = stored["risk"]
    return Knowledge(
        claims={claim.id: claim for claim in map(_claim_in, stored["claims"])},
        rules={rule.id: rule for rule in map(_rule_in, stored["rules"])},
        policies=tuple(map(_policy_in, stored["policies"])),
        grids=Grids(map(_grid_in, stored["grids"])),
        rigs=tuple(RigModel(name, tuple(aliases), watts, source) for name, aliases, watts, source in stored["rigs"]),
        bands={band.id: band for band in map(_band_in, stored["bands"])},
        risk=RiskTable(
            {name: tuple(row) for name, row in points.items()},
            contradicted,
            tuple((level, score) for level, score in levels),
        ),
        contexts=tuple(
            ContextList(id_, mode, Bilingual(*why), source, tuple(texts), tuple(sites), tuple(sellers), tuple(rules))
            for id_, mode, why, source, texts, sites, sellers, rules in stored["contexts"]
        ),
        digest=stored["digest"],
        compiled=date.fromisoformat(stored["compiled"]),
    )


def _both_out(value: Bilingual | None) -> tuple[str, str] | None:
    return (value.zh, value.en) if value else None


def _both_in(value: list[str] | None) -> Bilingual | None:
    return Bilingual(*value) if value else None


def _many(values: Iterable[list[str]]) -> tuple[Bilingual, ...]:
    return tuple(Bilingual(zh, en) for zh, en in values)


def _example_out(e: Example, home: str) -> list[Any]:
    """The fields that differ from a plain text of the file `home` are left out from the end."""
    day = e.posted_at.isoformat() if e.posted_at else None
    row = [e.text, e.line, e.title, day, e.place, e.speaker, e.stance, e.file if e.file != home else None]
    while len(row) > 2 and not row[-1]:
        row.pop()
    return row


def _examples_in(rows: Iterable[list[Any]], file: str) -> tuple[Example, ...]:
    return tuple(_example_in(row, file) for row in rows)


def _example_in(row: list[Any], file: str) -> Example:
    text, line, *rest = row
    title, day, place, speaker, stance, other = rest + [None] * (6 - len(rest))
    posted_at = date.fromisoformat(day) if day else None
    return Example(text, other or file, line, title or "", posted_at, place, speaker, stance)


def _claim_out(claim: ClaimType) -> list[Any]:
    return [
        claim.id, claim.version, _both_out(claim.title), claim.severity, claim.says,
        [[p.text, p.protected, p.max_edits, p.sense, p.scope, p.stance, p.sound, p.certain] for p in claim.phrases],
        list(map(_both_out, claim.settled_by)), _both_out(claim.disproved_by),
        [_example_out(one, claim.file) for one in claim.must_match],
        [_example_out(one, claim.file) for one in claim.must_not_match], claim.file,
        list(map(_pattern_out, claim.patterns)), list(map(_pattern_out, claim.never)),
        claim.files_alone, claim.changed_by,
    ]  # fmt: skip


def _pattern_out(p: GapPattern) -> list[Any]:
    return [
        p.text, p.source, p.needs, p.also, p.reach, p.latin, p.alone, p.unless, p.sense, p.scope, p.stance, p.certain,
    ]  # fmt: skip


def _claim_in(row: list[Any]) -> ClaimType:
    id_, version, title, severity, says, phrases, settled, disproved, match, no_match, file, patterns, *own = row
    never, files_alone, changed_by = own
    return ClaimType(
        id_, version, Bilingual(*title), severity, says, tuple([Phrase(id_, *phrase) for phrase in phrases]),
        _many(settled), Bilingual(*disproved), _examples_in(match, file), _examples_in(no_match, file), file,
        tuple([_pattern_in(id_, *row) for row in patterns]), tuple([_pattern_in(id_, *row) for row in never]),
        files_alone, tuple(changed_by),
    )  # fmt: skip


def _pattern_in(id_: str, text: str, source: str, needs: list[str], also: list[str], *rest: Any) -> GapPattern:
    return GapPattern(id_, text, source, tuple(needs), tuple(also), *rest)


def _rule_out(rule: Rule) -> list[Any]:
    return [
        rule.id, rule.version, rule.status, rule.severity, _both_out(rule.title), _both_out(rule.reason),
        rule.condition, list(map(_both_out, rule.settled_by)), _both_out(rule.disproved_by),
        [[step.severity, step.condition, _both_out(step.adds)] for step in rule.escalations], rule.reported,
        [_example_out(one, rule.file) for one in rule.must_flag],
        [_example_out(one, rule.file) for one in rule.must_not_flag], rule.file,
    ]  # fmt: skip


def _rule_in(row: list[Any]) -> Rule:
    (
        id_,
        version,
        status,
        severity,
        title,
        reason,
        condition,
        settled,
        disproved,
        steps,
        reported,
        flag,
        no_flag,
        file,
    ) = row
    return Rule(
        id_, version, status, severity, Bilingual(*title), Bilingual(*reason), condition, _many(settled),
        _both_in(disproved), tuple(Escalation(level, when, _both_in(adds)) for level, when, adds in steps), reported,
        _examples_in(flag, file), _examples_in(no_flag, file), file,
    )  # fmt: skip


_DAYS: Final = ("issued", "published", "effective_from", "effective_to", "deadline")


def _policy_out(p: Policy) -> list[Any]:
    return [
        p.id, p.topic, p.instrument, p.status, p.issuer, p.title, p.rule, p.verify, p.source, p.regions,
        [day.isoformat() if day else None for day in (getattr(p, name) for name in _DAYS)],
        p.basin, p.doc_no, p.doc_no_verify, p.note, dict(p.claim_effects), dict(p.figures), dict(p.dates), p.file,
        p.rule_zh, p.up_to_kw, p.source_zh,
    ]  # fmt: skip


def _policy_in(row: list[Any]) -> Policy:
    id_, topic, instrument, status, issuer, title, rule, verify, source, regions, days, *rest = row
    issued, published, effective_from, effective_to, deadline = (_day(day) for day in days)
    assert issued is not None
    basin, doc_no, doc_no_verify, note, effects, figures, dates, file, rule_zh, up_to_kw, source_zh = rest
    return Policy(
        id_, topic, instrument, status, issuer, title, rule, verify, tuple(source), tuple(regions), issued, published,
        effective_from, effective_to, deadline, basin, doc_no, doc_no_verify, note, effects, figures, dates, file,
        rule_zh, up_to_kw, tuple(source_zh),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _band_out(b: Band) -> list[Any]:
    return [
        b.id, b.unit, _both_out(b.formula), b.source, b.verify,
        b.low, b.high, b.normal_low, b.normal_high, b.impossible, b.constant, b.source_zh,
    ]  # fmt: skip


def _grid_out(g: Grid) -> list[Any]:
    return [
        g.id, _both_out(g.name), g.words, g.kind, g.provinces, g.prefectures, g.verify, g.source, g.only_in,
        _both_out(g.doubt),
    ]  # fmt: skip


def _grid_in(row: list[Any]) -> Grid:
    id_, name, words, kind, provinces, prefectures, verify, source, only_in, doubt = row
    parts = tuple((province, tuple(names)) for province, names in only_in)
    return Grid(
        id_, Bilingual(*name), tuple(words), kind, tuple(provinces), tuple(prefectures), verify, source, parts,
        _both_in(doubt),
    )  # fmt: skip


def _band_in(row: list[Any]) -> Band:
    id_, unit, formula, *rest = row
    return Band(id_, unit, Bilingual(*formula), *rest)
