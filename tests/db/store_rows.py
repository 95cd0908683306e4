"""Rows for the store's tests: small, synthetic, in sellers' manner."""

from __future__ import annotations

import hashlib
from typing import Any

from db.rows import CaptureRow, ClaimRow, FlagRow, Judgement, ListingRow, VersionRow

TEXT = "出售小水电站，装机1260千瓦，不在清退范围，可挖矿。"


def capture_row(**changes: Any) -> CaptureRow:
    row: dict[str, Any] = {
        "source_id": "market", "url": "http://market.test/1", "state": "ok", "how": "http",
        "fetched_at": "2026-01-01T00:00:00Z", "sha256": "ab" * 32, "etag": '"e1"', "size": 100,
        "warc_file": "a.warc.gz", "warc_offset": 0, "warc_length": 10, "warc_record_id": "urn:uuid:1",
    }  # fmt: skip
    return {**row, **changes}  # type: ignore[return-value]


def listing_row(native_id: str = "1", **changes: Any) -> ListingRow:
    row: dict[str, Any] = {
        "source_id": "market", "native_id": native_id, "url": f"http://market.test/{native_id}",
        "observed_at": "2026-01-01T00:00:00Z", "status": "live", "province": "四川省", "capacity_kw": 1260.0,
    }  # fmt: skip
    return {**row, **changes}  # type: ignore[return-value]


def version_row(text: str = TEXT, **changes: Any) -> VersionRow:
    digest = hashlib.sha256(text.encode()).hexdigest()
    row: dict[str, Any] = {
        "text": text, "text_sha256": digest, "content_digest": changes.pop("digest", digest),
        "folded": text.lower(), "title": text[:8], "price_text": "95万元", "price_yuan": 950_000, "seller": "某**",
    }  # fmt: skip
    return {**row, **changes}  # type: ignore[return-value]


def claim_row(kind: str, start: int = 0, end: int = 4, stance: str = "asserted") -> ClaimRow:
    return {
        "type": kind,
        "stance": stance,
        "start": start,
        "end": end,
        "phrase": "不在清退范围",
        "why": "direct speech",
    }


def flag_row(rule: str = "claim-not-in-cleanup", reason: str = "卖家声称不在清退范围，待核查") -> FlagRow:
    return {
        "rule": rule, "version": 1, "severity": "high", "title": {"zh": "清退声称", "en": "Clean-up claim"},
        "reason": {"zh": reason, "en": "The seller says so; to be checked"}, "spans": [[15, 21]],
        "policies": ["sc-2021-06-18"], "settled_by": [{"zh": "一站一策批复", "en": "plant plan"}],
        "disproved_by": {"zh": "名单", "en": "the list"}, "note": None,
    }  # fmt: skip


def judgement(score: int = 40, claims: tuple[str, ...] = ("not_in_cleanup",), **changes: Any) -> Judgement:
    level = "critical" if score >= 80 else "high" if score >= 50 else "medium" if score >= 20 else "low"
    return Judgement(
        assessment={
            "score": score, "level": level, "offer": "direct", "knowledge": "k1", "as_of": "2026-01-01",
            "policies": ["sc-2021-06-18"], "why": ["出售"], "object": "plant", "voice": "seller",
        },
        facts=changes.get("facts", [{
            "kind": "capacity", "role": "offered", "start": 9, "end": 15, "value_min": 1260.0, "value_max": 1260.0,
            "unit": "kW", "units": [[2, 630.0]], "detail": {"source": "text"},
        }]),
        claims=[claim_row(kind, 15, 21) for kind in claims],
        flags=changes.get("flags", [flag_row()]),
        risk=[{"label": {"zh": "高严重度", "en": "high severity"}, "points": score}],
    )  # fmt: skip
