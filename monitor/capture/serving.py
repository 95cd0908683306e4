"""What a page in the browser asks for, fetched by the rules of every capture: guard, robots.txt, pause, limits, record.

The browser runs on a thread of its own and only waits; all fetching is done by the thread that began, one after
another, the request whose host may be asked first and that matters most before the others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final
from urllib.parse import urldefrag

from monitor.capture.browser import Given, Wanted
from monitor.capture.guard import Refused, same_authority, split_url
from monitor.capture.http import MAX_REDIRECTS, capture
from monitor.capture.tools import CaptureTools, Request
from monitor.models import Capture
from monitor.sources.model import Markers

MAX_TOLD: Final = 2000  # requests that are told of one by one
_FIRST: Final = ("document", "stylesheet", "script", "fetch", "xhr", "font", "image")  # what matters most, first
_HEADERS: Final = frozenset({  # of an answer that the page may know; none that make a browser store, report or connect
    "content-type", "content-language", "content-disposition", "content-security-policy", "x-frame-options",
    "x-content-type-options", "referrer-policy", "refresh", "last-modified", "date",
    "access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-headers",
    "access-control-allow-methods", "access-control-expose-headers", "timing-allow-origin",
    "cross-origin-resource-policy", "cross-origin-opener-policy", "cross-origin-embedder-policy",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a page may load in all: requests, bytes of their bodies, seconds."""

    requests: int
    size: int
    seconds: float


class Desk:
    """Answers the requests of one page. `loaded` are the captures made for it, `told` what became of each request.

    `main`: what came of the last page that was asked for in place of the first one; that one when there was none.
    """

    def __init__(self, request: Request, tools: CaptureTools, page: Capture, bounds: Bounds) -> None:
        self.request, self.tools, self.bounds = request, tools, bounds
        self.address = page.final_url or page.url
        self.main = page
        self.loaded: list[Capture] = []
        self.told: list[dict[str, Any]] = []
        self.untold = 0
        self.closed = ""  # why nothing more is given
        self._known: dict[str, Given] = {_bare(self.address): given_of(page)}
        self._pages_known = {_bare(self.address): page}
        self._over = time.monotonic() + bounds.seconds
        self._asked = self._pages = self._size = 0

    def close(self, reason: str = "the page's time was over") -> None:
        """Give nothing more."""
        self.closed = self.closed or reason

    def at_once(self, wanted: Wanted) -> Given | None:
        """The answer that needs no fetching; None when it must be fetched. Called on the browser's thread."""
        reason = self._why_not(wanted)
        given = Given(refused=reason) if reason else self._known.get(_bare(wanted.url))
        if given is not None:
            self._note_main(wanted)
            self._tell(wanted, given)
        return given

    def fetch(self, wanted: Wanted) -> Given:
        """Fetch it now, with its record in the archive. Raises WorkspaceError when the evidence cannot be written."""
        if known := self._known.get(_bare(wanted.url)):  # asked for twice before it came
            self._note_main(wanted)
            self._tell(wanted, known)
            return known
        if reason := self._why_not_now(wanted):
            given = Given(refused=reason)
            self._tell(wanted, given)
            return given
        taken = capture(self._request_for(wanted), self._tools())
        self.loaded.append(taken)
        self._size += len(taken.body)
        given = _led_on(taken) if wanted.navigation and _bare(taken.final_url) != _bare(wanted.url) else given_of(taken)
        self._known[_bare(wanted.url)] = given
        if wanted.navigation and not given.refused:
            self._known.setdefault(_bare(taken.final_url), given_of(taken))
        self._pages_known |= {_bare(wanted.url): taken, _bare(taken.final_url): taken} if wanted.navigation else {}
        self._note_main(wanted)
        self._tell(wanted, given, taken)
        return given

    def _note_main(self, wanted: Wanted) -> None:
        if wanted.main:
            self.main = self._pages_known.get(_bare(wanted.url), self.main)

    def urgency(self, wanted: Wanted) -> tuple[float, int]:
        """Sorts requests: whose host may be asked first, then what matters most."""
        try:
            host = split_url(wanted.url)[1]
        except Refused:
            return 0.0, 0
        place = _FIRST.index(wanted.kind) if wanted.kind in _FIRST else len(_FIRST)
        return self.tools.politeness.wait(host), place

    def _why_not(self, wanted: Wanted) -> str:
        """Why a request is refused without a look at its host; '' when it is not."""
        self._asked += 1
        self._pages += wanted.main
        if self.closed:
            return self.closed
        if wanted.outside:
            return "it is for a window of its own; none is opened"
        if wanted.method != "GET":
            return f"only GET is sent, never {wanted.method[:20]}"
        if self._asked > self.bounds.requests:
            return f"the page asked for more than {self.bounds.requests} things"
        if self._pages > MAX_REDIRECTS + 1:
            return f"the page led on to another more than {MAX_REDIRECTS} times"
        return ""

    def _why_not_now(self, wanted: Wanted) -> str:
        """Why a request is refused when its turn has come."""
        if self.closed:
            return self.closed
        if self._size >= self.bounds.size:
            return f"the page has loaded {self._size} bytes, its limit is {self.bounds.size}"
        wait = self.urgency(wanted)[0] - self.tools.clock.now().timestamp()
        left = self._over - time.monotonic()
        return f"its host may be asked in {wait:.0f} s only, the page has {max(left, 0):.0f} s" if wait >= left else ""

    def _request_for(self, wanted: Wanted) -> Request:
        asked = self.request
        return Request(
            urldefrag(wanted.url).url, asked.source_id, asked.kind if wanted.main else "part",
            allow_loopback=asked.allow_loopback and same_authority(wanted.url, self.address),
            min_delay_seconds=asked.min_delay_seconds, referer=wanted.referer,
            markers=asked.markers if wanted.main else Markers(),
        )  # fmt: skip

    def _tools(self) -> CaptureTools:
        settings = self.tools.settings
        left = max(1.0, self._over - time.monotonic())
        small = replace(
            settings, max_seconds=min(settings.max_seconds, left), timeout_seconds=min(settings.timeout_seconds, left),
            max_bytes=max(1, min(settings.max_bytes, self.bounds.size - self._size)),
        )  # fmt: skip
        return replace(self.tools, settings=small)

    def _tell(self, wanted: Wanted, given: Given, taken: Capture | None = None) -> None:
        if len(self.told) >= MAX_TOLD:
            self.untold += 1
            return
        told = {"url": wanted.url[:4000], "kind": wanted.kind, "method": wanted.method[:20]}
        told |= {"refused": given.refused} if given.refused else {"status": str(given.status)}
        if taken and taken.warc:
            told |= {"record": taken.warc.record_id, "state": taken.state}
        self.told.append(told)


def given_of(taken: Capture) -> Given:
    """What the browser gets of a capture: the decoded body with its type; nothing of what is not whole."""
    if taken.status is None or taken.state in {"truncated", "too_large", "challenge"} or 300 <= taken.status < 400:
        return Given(refused=taken.reason or taken.state)
    headers = {name.lower(): value for name, value in taken.headers if name.lower() in _HEADERS}
    return Given(taken.status, headers, taken.body)


def _led_on(taken: Capture) -> Given:
    """A page that leads on to where a redirect ended: so that the browser knows by which address it is shown."""
    whole = given_of(taken)
    if whole.refused:
        return whole
    address = escape(taken.final_url, quote=True)
    page = f'<!DOCTYPE html><meta http-equiv="refresh" content="0;url={address}">'
    return Given(200, {"content-type": "text/html; charset=utf-8"}, page.encode("utf-8", "replace"))


def _bare(url: str) -> str:
    return urldefrag(url).url if "#" in url else url
