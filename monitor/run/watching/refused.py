"""A page of a list that came whole and is none: a login in its place, or a JSON answer that refuses."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.capture import Rendered
from monitor.errors import ItemError
from monitor.models import Capture
from monitor.parse import decode_capture
from monitor.parse.landing import login_after_redirect
from monitor.run.watching.fetched import judged
from monitor.sources.refusals import refusal_in
from monitor.sources.web import WebSource, discover


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a page is no list, and whether the host said so of itself, so that it is left alone."""

    reason: str
    stops: bool


def refused_list(taken: Capture, source: WebSource, page: str) -> Refused | None:
    """What stands in place of a list; None for a list, and for what may be one that has changed.

    Args: page, the address of the list. A page in which items are found is none, whatever else is on it.
    """
    if taken.state != "ok" or taken.body.startswith(b"\x1f\x8b"):
        return None
    text = decode_capture(taken).text
    refusal, login = refusal_in(text), login_after_redirect(taken, text)
    if not (refusal or login) or _has_items(text, taken.final_url or page, source, page):
        return None
    if login:
        return Refused(login.reason, stops=False)
    assert refusal is not None
    says = "asks for a login" if refusal.kind == "login" else "refuses"
    return Refused(f"the answer {says} ({refusal.words!r})", stops=True)


def as_refused(fetched: Rendered, refused: Refused) -> Rendered:
    """The page and its views, kept as what they are: a check in place of a list."""
    return judged(fetched, "challenge", refused.reason)


def _has_items(text: str, url: str, source: WebSource, page: str) -> bool:
    try:
        found = discover(text, url, source, page)
    except ItemError:
        return False
    return bool(found.items or found.further or found.entries)
