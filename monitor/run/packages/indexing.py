"""Which records an index for players leads to, what it says of each, and how pages name them."""

from __future__ import annotations

from typing import Final

from monitor.capture.copying import Kept
from monitor.payload import bare_type, header
from monitor.publish.cdxj import Indexed

INDEXED: Final = frozenset({"response", "revisit", "resource"})  # players know no conversions: they find the copies


def indexed(kept: Kept, place: int) -> Indexed:
    """What an index says of a record that lies at an offset of its file."""
    kind = kept.get("WARC-Type")
    said = header(kept.answer, "Content-Type") if kind == "response" else kept.get("Content-Type")
    media_type = "warc/revisit" if kind == "revisit" else bare_type(said or "")
    digest = kept.get("WARC-Payload-Digest")  # none of a revisit or chunks: another digest would lead players astray
    return Indexed(
        kept.get("WARC-Target-URI"), kept.get("WARC-Date"), kept.position.file, place, kept.position.length, digest,
        media_type, None if kind == "revisit" else kept.status,  # players show 304 as it is, which is an empty page
    )  # fmt: skip


def uuid_of(record_id: str) -> str:
    """How a list of pages names a record."""
    return record_id.strip("<>").rpartition(":")[2]
