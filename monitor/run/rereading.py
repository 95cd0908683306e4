"""Captures as they are stored, read from the archive again: what a page said before its contacts were masked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

from monitor.capture.reading import FILES, WarcRecord, payload_of, read_record
from monitor.capture.records import PLACE, UNDATED
from monitor.errors import ItemError
from monitor.models import NO_MOMENT, Capture, Listing
from monitor.payload import header, parse_head, split_block
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource

_MEMBER_HEADERS: Final = (("content-type", "Hydrowatch-Member-Type"), ("subject", "Hydrowatch-Member-Title"))


def capture_again(workspace: Workspace, row: Mapping[str, Any]) -> Capture:
    """A stored capture with its body, read from the archive. Args: row, of captures. Raises ItemError."""
    position = position_of(row)
    if position is None:
        raise ItemError(str(row["id"]), "evidence", "it has no record in the archive")
    record = read_record(workspace.archive.folder, position)
    return Capture(
        url=row["url"], source_id=row["source_id"], state=row["state"], how=row["how"], fetched_at=row["fetched_at"],
        body=payload_of(record), sha256=row["sha256"], final_url=row["final_url"] or row["url"], status=row["status"],
        headers=_headers(record), media_type=row["media_type"], server_date=row["server_date"], reason=row["reason"],
        warc=position, operator=row["operator"], tool_version=row["tool_version"], taken_at=row["taken_at"] or "",
        place=header(record.headers, PLACE) or "", doubt=row["doubt"],
    )  # fmt: skip


def source_of(workspace: Workspace, capture: Capture) -> WebSource | None:
    """The web source of a capture as it was last entered; None for files."""
    source = workspace.store.source(capture.source_id)
    return WebSource.model_validate_json(source["definition"]) if source and source["definition"] else None


def text_digest(listing: Listing) -> str:
    """The SHA-256 of a text before masking, as a version keeps it."""
    return hashlib.sha256(listing.text.encode("utf-8", "surrogatepass")).hexdigest()


def _headers(record: WarcRecord) -> tuple[tuple[str, str], ...]:
    """The headers that a page is read by: of the answer, or what its archive said of a document."""
    if header(record.headers, "WARC-Type") not in FILES:
        return parse_head(split_block(record.block)[0])[1]
    said = ((name, unquote(header(record.headers, kept) or "")) for name, kept in _MEMBER_HEADERS)
    undated = (NO_MOMENT,) if header(record.headers, UNDATED) else ()
    return (*(pair for pair in said if pair[1]), *undated)
