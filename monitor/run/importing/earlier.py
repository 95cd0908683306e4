"""A revisit whose answer is not in its own archive: that answer in ours, when an earlier import or look kept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from monitor.capture.reading import WarcRecord, payload_of, read_record
from monitor.errors import ItemError
from monitor.payload import header, split_block
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import Earlier, Member
from monitor.unpack.digests import Digest, named

MOST_TRIED: Final = 50  # captures of one address are compared


def with_earlier_answer(workspace: Workspace, member: Member) -> Member:
    """The member with the content that it says is still the same; as it was when we do not have that.

    The capture must be of the address and time that the revisit names, and its body have the digest that it names; what
    it does not name is not compared, but without time and digest nothing is sure enough.
    """
    earlier, store = member.earlier, workspace.store
    if not member.problem or earlier is None or not (earlier.taken_at or earlier.digest):
        return member
    for row in store.captures_at(earlier.url, earlier.taken_at, MOST_TRIED):
        if (body := _body(workspace, row, earlier)) is not None:
            media_type = member.media_type or row["media_type"] or ""
            return replace(member, body=body, problem="", media_type=media_type, same_as=row["warc_record_id"],
                           digest=str(named(earlier.digest) or ""))  # fmt: skip
    return member


def _body(workspace: Workspace, row: Mapping[str, Any], earlier: Earlier) -> bytes | None:
    """The body of a capture; None when it is not the one that is meant, or cannot be read."""
    position, digest = position_of(row), named(earlier.digest)
    if position is None or row["size"] > workspace.settings.max_member_bytes or (earlier.digest and digest is None):
        return None
    if digest is None and not earlier.taken_at:
        return None
    try:
        record = read_record(workspace.archive.folder, position)
        body = payload_of(record)
    except ItemError:
        return None  # verify tells of it
    return body if digest is None or _has(record, body, digest) else None


def _has(record: WarcRecord, body: bytes, digest: Digest) -> bool:
    """Whether an answer, or a document out of an archive, has a digest; archivers take it before or after decoding."""
    if header(record.headers, "Hydrowatch-Member-Digest") == str(digest):
        return True  # it held over the bytes of the archive, whose coding was undone to get this document
    if record.content_type.startswith("application/http"):
        as_it_came = digest.again()
        as_it_came.update(split_block(record.block)[1])
        if as_it_came.holds():
            return True
    digest.update(body)
    return digest.holds()
