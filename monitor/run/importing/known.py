"""What was here before: files and documents by their bytes, pages by what their frames show as well.

The shells of one site are often alike to the byte, and a price may change in the frame alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from db import Store
from monitor.models import Capture
from monitor.run.importing.framed import member_with_frames, page_with_frames, start_of
from monitor.run.importing.incoming import Incoming
from monitor.unpack.model import Member

_Kept = Callable[[bytes], dict[str, Any] | None]


def known_page(store: Store, known: dict[str, Any], found: Incoming, most: int) -> dict[str, Any] | None:
    """The capture by which a file is known, its frames with it; None when they show now what they did not.

    Args: known, that by which its own bytes are known; most, bytes of a file. Without frames that name a plant it is
    known by its own bytes: more was read of it then.
    """
    if found.loaded or not _may_have_frames(known):
        return known
    page = _page_again(known, start_of(found.path, most), ())
    kept = partial(_kept_with, store, known, "", "")
    return _known_filled(known, page_with_frames(page, found, lambda framed: kept(framed) is not None), kept)


def known_member(store: Store, known: dict[str, Any], member: Member) -> dict[str, Any] | None:
    """The same of a document that was unpacked from an archive just now."""
    if not _may_have_frames(known):
        return known
    page = _page_again(known, member.body, (("content-type", member.media_type),) if member.media_type else ())
    kept = partial(_kept_with, store, known, member.url, member.taken_at)
    return _known_filled(known, member_with_frames(page, member, lambda framed: kept(framed) is not None), kept)


def _may_have_frames(known: Mapping[str, Any]) -> bool:
    return bool(known["media_type"] == "text/html" and known["state"] != "failed")


def _page_again(known: Mapping[str, Any], body: bytes, headers: tuple[tuple[str, str], ...]) -> Capture:
    """A page that was here before, as far as its frames are looked for."""
    return Capture(
        known["url"], known["source_id"], "ok", known["how"], known["fetched_at"], body, media_type="text/html",
        headers=headers,
    )  # fmt: skip


def _known_filled(known: dict[str, Any], framed: bytes, kept: _Kept) -> dict[str, Any] | None:
    return kept(framed) if framed else known


def _kept_with(
    store: Store, known: Mapping[str, Any], url: str, taken_at: str, framed: bytes
) -> dict[str, Any] | None:  # fmt: skip
    """The page that is known, where it was kept with these frames and sheets put in."""
    return store.known_framed(known["sha256"], hashlib.sha256(framed).hexdigest(), url, taken_at)


def told_anew(known: Mapping[str, Any], address: str) -> str:
    """What is noted of bytes that came before, when another address is told with them now; '' else."""
    if not address or address == known["final_url"]:
        return ""
    return f"these bytes were here before; that they are from {address} was noted and is shown in the import"
