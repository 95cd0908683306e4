"""Reads captures again from the archive and compares the stored versions with them: was a text changed since?

The database keeps texts with contacts masked and the SHA-256 of the text before masking; only the archive can tell
whether either was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from monitor.__about__ import __version__
from monitor.errors import ItemError
from monitor.extract.contact import DOT
from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.parse.columns import NO_CHOICES
from monitor.parse.identity import place_name
from monitor.parse.tracking import other_scheme
from monitor.run.importing.columns import kept_choices
from monitor.run.people import named_apart
from monitor.run.rereading import capture_again, source_of, text_digest
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource


def compare_versions(workspace: Workspace) -> Iterator[tuple[int, str]]:
    """Each version's id, and what of it is not as the capture that first showed it says ('' when all is).

    Memory: one capture's body, and the ids and digests of its versions.
    """
    for capture_id, group in groupby(workspace.store.iter_versions(), lambda row: int(row["capture_id"])):
        rows = list(group)
        try:
            if (found := workspace.store.capture(capture_id)) is None:
                raise ItemError(str(capture_id), "evidence", "the database has none of this number")
            capture = capture_again(workspace, found)
            yield from _compare(workspace, capture, source_of(workspace, capture), rows)
        except ItemError as error:
            yield from ((row["id"], f"its capture {capture_id} cannot be read: {error.reason}") for row in rows)


def _compare(
    workspace: Workspace, capture: Capture, source: WebSource | None, rows: list[dict[str, Any]]
) -> Iterator[tuple[int, str]]:
    waiting: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        waiting.setdefault((place_name(row["native_id"]), row["text_sha256"]), []).append(int(row["id"]))
    for listing in _readings(workspace, capture, source):
        if not waiting:
            break
        sha256 = text_digest(listing)
        for name in filter(None, (listing.native_id, *listing.known_as, other_scheme(listing.native_id))):
            for version_id in waiting.pop((place_name(name), sha256), ()):
                yield version_id, _changed(listing, *workspace.store.version_words(version_id))
    yield from ((version_id, _not_shown(capture)) for ids in waiting.values() for version_id in ids)


def _readings(workspace: Workspace, capture: Capture, source: WebSource | None) -> Iterator[Listing]:
    """All that a capture may have been read as: tables by the columns that are kept now, then by guess."""
    kept = kept_choices(workspace.path)
    for columns in (kept, NO_CHOICES) if kept != NO_CHOICES else (kept,):
        most = workspace.settings.scan_chars
        for listing in parse_many(capture, source, max_chars=most, columns=columns, is_known=bool):  # its versions are
            if not isinstance(listing, ItemError):
                yield named_apart(listing, workspace.key)


def _not_shown(capture: Capture) -> str:
    return (
        "the capture shows no listing of this name whose text has this SHA-256: it was changed in the database, or the "
        f"program ({capture.tool_version}, now {__version__}) or the source file reads the page otherwise than then"
    )


def _changed(listing: Listing, title: str, text: str) -> str:
    """Which words a version has otherwise than the page; what is masked counts as equal."""
    for what, stored, shown in (("text", text, listing.text), ("title", title, listing.title)):
        if len(stored) != len(shown):
            return f"its {what} has {len(stored)} characters, the page {len(shown)}: it was changed in the database"
        for place, (is_now, was) in enumerate(zip(stored, shown, strict=True)):
            if is_now not in (was, DOT):
                return f"its {what} is not what the page says from character {place}: it was changed in the database"
    return ""
