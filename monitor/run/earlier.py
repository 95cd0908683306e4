"""A revisit whose answer is not in its own archive: that answer in ours, when an earlier import or look kept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from monitor.errors import ItemError
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.unpack import Earlier, Member
from monitor.unpack.digests import named

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
            return replace(member, body=body, problem="", media_type=media_type, same_as=row["warc_record_id"])
    return member


def _body(workspace: Workspace, row: Mapping[str, Any], earlier: Earlier) -> bytes | None:
    """The body of a capture; None when it is not the one that is meant, or cannot be read."""
    position, digest = position_of(row), named(earlier.digest)
    if position is None or row["size"] > workspace.settings.max_member_bytes or (earlier.digest and digest is None):
        return None
    if digest is None and not earlier.taken_at:
        return None
    try:
        body = workspace.archive.read_payload(position)
        if digest is not None:
            as_it_came = digest.again()
            digest.update(body)
            as_it_came.update(workspace.archive.read_block(position)[1])  # archivers take either
            if not (digest.holds() or as_it_came.holds()):
                return None
    except ItemError:
        return None  # verify tells of it
    return body
