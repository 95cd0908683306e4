"""Which parts of an archive belong to a page out of it: a page says itself what it loads, and may name anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from monitor.plants import names_plant
from monitor.unpack import ArchiveKind
from monitor.unpack.answers import site_of
from monitor.unpack.media import loaded_kind
from monitor.unpack.part_names import lies_with

SPAN: Final = 60.0  # seconds between the moments of a page and of what it loads, where nothing else ties them
_MESSAGES: Final = (".mht", ".mhtml", ".eml", ".emlx")
_WEB: Final = ("http://", "https://")


class Origin(NamedTuple):
    """What an archive says of a part of it: see `unpack.model.Part`."""

    name: str
    url: str
    media_type: str
    taken_at: str
    page: str = ""


def is_message(kind: ArchiveKind, within: Sequence[str]) -> bool:
    """True for a saved page or mail: all in it came with its page. Args: of the outermost archive; those inside it."""
    return within[-1].lower().endswith(_MESSAGES) if within else kind in {"mhtml", "eml"}


def belongs(part: Origin, page: Origin, *, in_message: bool) -> bool:
    """True for what may be shown and leave with a page that names it.

    Of files it lies in the folder of the page or below. Of what a browser or crawler loaded it was loaded for that page
    (`page`), where the archive tells so of both, else within `SPAN` of it; styles and fonts of its own site come with
    it always, for they are loaded once for all pages.
    """
    if in_message:
        return True
    if not part.url.startswith(_WEB):
        return lies_with(part.name, page.name)
    if loaded_kind(part.media_type, part.url) in {"style", "font"} and is_of_one_site(part, page):
        return True
    return part.page == page.page if part.page and page.page else _are_near(part.taken_at, page.taken_at)


def is_own_frame(part: Origin, page: Origin, text: str) -> bool:
    """True for a frame that may leave with its page: of the page's own site, or read with it (`html.frames`)."""
    return not part.url.startswith(_WEB) or is_of_one_site(part, page) or names_plant(text)


def is_of_one_site(part: Origin, page: Origin) -> bool:
    """True when both were loaded from one site."""
    return bool(site := site_of(part.url)) and site == site_of(page.url)


def _are_near(one: str, other: str) -> bool:
    try:
        return abs((datetime.fromisoformat(one) - datetime.fromisoformat(other)).total_seconds()) <= SPAN
    except (ValueError, TypeError):  # one has no moment, or no zone
        return False
