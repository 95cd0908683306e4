"""Which version of a listing a print of its page is: their lines and spaces differ, and what they say need not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from db import Store
from monitor.errors import ItemError
from monitor.extract.contact import mask_contacts
from monitor.models import Fact, Listing
from monitor.parse import content_digest, parse_many, same_words
from monitor.run.people import named_apart
from monitor.run.rereading import capture_again, source_of, text_digest
from monitor.run.rows import shown_words
from monitor.run.workspace import Workspace

PRINT: Final = "pdf"  # the rung of the charset ladder that the text of a PDF names
_MOST: Final = 8  # versions that are compared, the newest first


def same_version(
    workspace: Workspace, listing: Listing, facts: Sequence[Fact], rung: str = ""
) -> Mapping[str, Any] | None:  # fmt: skip
    """The version of a listing that says the same. Args: facts, of its text; rung, only versions read by it ("": all).

    Masked words tell which version may be it; its capture tells whether what is masked is the same, too.
    """
    versions = workspace.store.newest_versions(listing.source_id, listing.native_id, _MOST, rung=rung)
    if not versions:  # most pages were never printed
        return None
    digest = content_digest(listing)
    if alike := next((one for one in versions if one["content_digest"] == digest), None):
        return alike
    said = shown_words(listing, facts, workspace.detector.knowledge)
    for version in versions:
        if same_words((version["title"], version["text"]), said) and _shows(workspace, version, listing):
            return version
    return None


def said_before(store: Store, listing: Listing, facts: Sequence[Fact]) -> Mapping[str, Any] | None:
    """The version that says all that the row of a list does, and more: the item was opened before, and the list came
    again. As a version the row would take away what the item's own answer said. Args: facts, of its text."""
    versions = store.newest_versions(listing.source_id, listing.native_id, 1, rung="")
    words = mask_contacts(listing.text, facts)
    told = [line.partition("：")[2].strip() or line.strip() for line in words.splitlines()]
    for version in versions:
        is_price = listing.price_text == version["price_text"]
        if is_price and len(words) < len(version["text"]) and all(value in version["text"] for value in told):
            return version
    return None


def _shows(workspace: Workspace, version: Mapping[str, Any], listing: Listing) -> bool:
    """Whether the capture of a version says what a listing says. In doubt they are two versions: verify tells more."""
    row = workspace.store.capture(version["capture_id"]) if version["capture_id"] else None
    if row is None:
        return False
    try:
        capture = capture_again(workspace, row)
        most = workspace.settings.scan_chars
        read = parse_many(capture, source_of(workspace, capture), max_chars=most, is_known=bool)
        shown = (named_apart(one, workspace.key) for one in read if not isinstance(one, ItemError))
        before = next((one for one in shown if text_digest(one) == version["text_sha256"]), None)
    except ItemError:
        return False
    return before is not None and same_words((before.title, before.text), (listing.title, listing.text))
