"""What the pages of a listing load, as far as it was kept: it leaves with them, or stays in their archives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from db import Scope
from monitor.charset import declared_charsets, decode
from monitor.errors import ItemError
from monitor.payload import header
from monitor.run.page_parts import PageParts
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WithParts:
    """A scope with the captures that are parts of its pages, and how many parts of them stay in archives."""

    scope: Scope
    staying: int = 0


def with_parts(workspace: Workspace, scope: Scope) -> WithParts:
    """A scope of one listing with the styles, pictures and fonts of its pages; any other has them already.

    Parts that lie in an imported archive leave with the archive alone. Raises ItemError for damaged evidence.
    """
    if scope.listing_id is None:
        return WithParts(scope)
    found, staying = set[int](), 0
    for row in list(workspace.store.captures_of(scope)):
        if row["media_type"].startswith(("text/html", "application/xhtml")):
            captures, archived = _parts_of(workspace, row)
            found |= captures
            staying += archived
    return WithParts(replace(scope, parts=tuple(sorted(found))), 0 if scope.with_archives else staying)


def _parts_of(workspace: Workspace, row: dict[str, object]) -> tuple[set[int], int]:
    parts, position = PageParts(workspace, workspace.store, row), position_of(row)
    if not parts.may_be_there or position is None:
        return set(), 0
    try:
        headers, blocks = workspace.archive.stream_payload(position, str(row["sha256"]))
        body = b"".join(blocks)  # one page at a time, of those of one listing
        text = decode(body, declared_charsets(body, header(headers, "Content-Type") or "")).text
        parts.look(_pieces(text), "utf-8")
    except ItemError:  # of what was kept with it; the page itself is looked at before it leaves
        return parts.captures, parts.archived
    finally:
        parts.close()
    return parts.captures, parts.archived


def _pieces(text: str) -> Iterator[bytes]:
    size = 1 << 18
    return (text[at : at + size].encode("utf-8", "replace") for at in range(0, len(text), size))
