"""Stage 1, capture: a URL -> the page as a browser shows it. Writes the evidence archive; goes to the network.

The page itself is fetched first, like any page; only what came of it is shown. What it loads is fetched by `Desk`, so
that every byte that the browser sees lies in the archive as it came over the wire. The views are kept as conversions of
the page's record.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from monitor.__about__ import __version__
from monitor.capture.browser import Given, Shown, ViewKind, Visit, Wanted, show
from monitor.capture.chromium import HEIGHT, WIDTH, find_chromium, walls
from monitor.capture.clock import iso
from monitor.capture.http import capture
from monitor.capture.records import as_uri
from monitor.capture.serving import Bounds, Desk, given_of
from monitor.capture.sniff import SNIFF_BYTES, sniff
from monitor.capture.tools import CaptureTools, Request
from monitor.models import Capture, CaptureState
from monitor.payload import PAGES, bare_type

SHOWN: Final = frozenset({"ok", "sold", "removed_by_platform"})
_CLOSED: Final = frozenset({"blocked", "challenge"})
_TYPES: Final[dict[ViewKind, str]] = {
    "dom": "text/html", "mhtml": "multipart/related", "screenshot": "image/png", "pdf": "application/pdf",
}  # fmt: skip
_LOOK_SECONDS: Final = 1.0
_Waiting = tuple[Wanted, "asyncio.Future[Given]"]
# The DOM, what the page loaded, its MHTML -> the DOM with what its frames show and its sheets hide, b"" for nothing.
Fill = Callable[[Capture, Sequence[Capture], bytes], bytes]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The page as the site sent it, its views (the DOM first), what it loaded, and why it could not be shown.

    `listing`: the capture that is read: the DOM, with frames and sheets put in where they say something, or the page
    itself where there is none.
    """

    page: Capture
    views: tuple[Capture, ...] = ()
    loaded: tuple[Capture, ...] = ()
    problem: str = ""

    @property
    def listing(self) -> Capture:
        """What is read as a listing."""
        return next((view for view in reversed(self.views) if view.state != "resource"), self.page)


def _unfilled(_dom: Capture, _loaded: Sequence[Capture], _mhtml: bytes) -> bytes:
    return b""


def render(request: Request, tools: CaptureTools, fill: Fill = _unfilled) -> Rendered:
    """Capture a page as the system's Chromium shows it; always anew, validators are not sent.

    Args: fill, puts frames and sheets into the DOM. Whatever site and page do becomes a state or `problem`. Raises
    ConfigError when Chromium or its extra is missing, WorkspaceError when the evidence cannot be written.
    """
    program = find_chromium(tools.settings.chromium)
    page = capture(replace(request, etag=None, last_modified=None), tools)
    if page.state not in SHOWN:
        return Rendered(page)
    if not _is_page(page):
        return Rendered(
            page, problem=f"it is {page.media_type or 'of no known type'} and needs no browser; kept as it is"
        )
    settings = tools.settings
    bounds = Bounds(settings.render_requests, settings.render_bytes, settings.render_seconds)
    desk = Desk(request, tools, page, bounds)
    visit = Visit(desk.address, program, bounds.seconds, settings.render_memory, settings.max_file_bytes)
    shown = _Sitting(visit, desk).run()
    return _kept(request, tools, page, desk, shown, fill)


def _is_page(page: Capture) -> bool:
    """True for what a browser shows as a page; one that the site gives no type is told by its look."""
    declared = bare_type(page.media_type)
    return declared in PAGES or (not declared and sniff(page.body[:SNIFF_BYTES]) == "html")


class _Sitting:
    """The browser on a thread of its own, and this thread, which fetches for it until it is through."""

    def __init__(self, visit: Visit, desk: Desk) -> None:
        self.visit, self.desk = visit, desk
        self.asked: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self.done: Future[Shown] = Future()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.task: asyncio.Task[Shown] | None = None

    def run(self) -> Shown:
        thread = threading.Thread(target=self._browse, daemon=True, name="hydrowatch-browser")
        thread.start()
        try:
            self._serve()
            return self.done.result()
        finally:
            self.desk.close()
            self._cancel()
            thread.join(60)

    def _browse(self) -> None:
        try:
            self.done.set_result(asyncio.run(self._show()))
        except BaseException as error:  # also a cancelled task: the thread that waits must hear of every end
            self.done.set_exception(error)
        finally:
            self.asked.put(None)

    async def _show(self) -> Shown:
        self.loop, self.task = asyncio.get_running_loop(), asyncio.current_task()
        return await show(self.visit, self._ask, self.desk.close)

    async def _ask(self, wanted: Wanted) -> Given:
        if given := self.desk.at_once(wanted):
            return given
        future: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self.asked.put((wanted, future))
        return await future

    def _serve(self) -> None:
        """Fetch what is asked for, the most urgent first, until the browser is through."""
        waiting: list[_Waiting] = []
        while not self.done.done():
            self._take(waiting)
            if waiting:
                chosen = min(waiting, key=lambda one: self.desk.urgency(one[0]))
                waiting.remove(chosen)
                self._give(chosen[1], self.desk.fetch(chosen[0]))

    def _take(self, waiting: list[_Waiting]) -> None:
        """Take what is asked for by now; wait for something when there is nothing."""
        with contextlib.suppress(queue.Empty):
            while (one := self.asked.get(timeout=0 if waiting else _LOOK_SECONDS)) is not None:
                waiting.append(one)

    def _give(self, future: asyncio.Future[Given], given: Given) -> None:
        self._call(lambda: None if future.done() else future.set_result(given))

    def _cancel(self) -> None:
        if not self.done.done() and self.task is not None:
            self._call(self.task.cancel)

    def _call(self, what: Callable[[], Any]) -> None:
        if self.loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended in between
                self.loop.call_soon_threadsafe(what)


def _kept(request: Request, tools: CaptureTools, page: Capture, desk: Desk, shown: Shown, fill: Fill) -> Rendered:
    """Put the views on disk. Without a DOM there is no page to speak of, but what there is is kept."""
    views = list(_to_read(request, tools, page, desk, shown, fill)) if "dom" in shown.views else []
    others = [kind for kind in _TYPES if kind != "dom" and kind in shown.views]
    views += [_conversion(request, tools, page, kind, shown.views[kind], _TYPES[kind], shown) for kind in others]
    views.append(_told(request, tools, page, desk, shown))
    missing = "; ".join(f"{kind}: {why}" for kind, why in sorted(shown.missing.items()))
    problem = shown.failure or (f"not all views could be taken ({missing})" if missing else "")
    return Rendered(page, tuple(views), tuple(desk.loaded), problem)


def _to_read(
    request: Request, tools: CaptureTools, page: Capture, desk: Desk, shown: Shown, fill: Fill
) -> Iterator[Capture]:  # fmt: skip
    """The DOM and, where its frames or sheets say something, the DOM with them, which is read: one state for both."""
    dom = _conversion(request, tools, page, "dom", shown.views["dom"], _TYPES["dom"], shown)
    filled = fill(dom, desk.loaded, shown.views.get("mhtml", b""))
    marks = tools.marks.read(
        dom.body, shown.url, request.markers, item=request.kind == "item", source=request.source, shown=filled
    )  # fmt: skip
    state, reason = _led_astray(desk.main) or marks or ("ok", "")
    yield replace(dom, url=request.url, state=state, reason=reason)
    if filled:
        made = _conversion(request, tools, page, "shown", filled, _TYPES["dom"], shown)
        yield replace(made, url=request.url, state=state, reason=reason)


def _led_astray(main: Capture) -> tuple[CaptureState, str] | None:
    """What became of a page whose scripts led on to a refusal, or to a page that says there is none; else None."""
    if main.state in SHOWN or (main.state not in _CLOSED and given_of(main).refused):
        return None
    return main.state, f"the page led on to another, and {main.reason}"


def _told(request: Request, tools: CaptureTools, page: Capture, desk: Desk, shown: Shown) -> Capture:
    """What the browser did, as JSON: each request and what became of it, what the page tried, what is missing."""
    wall = walls()
    told = {
        "format": "hydrowatch-rendering/1", "asked": request.url, "url": shown.url, "browser": shown.browser,
        "sandbox": wall.sandbox, "network_namespace": bool(wall.namespace), "window": [WIDTH, HEIGHT],
        "page_size": list(shown.page_size), "picture_size": list(shown.picture_size),
        "happened": dict(sorted(shown.happened.items())), "missing": shown.missing, "failure": shown.failure,
        "requests": desk.told, "requests_not_listed": desk.untold,
    }  # fmt: skip
    body = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")
    return _conversion(request, tools, page, "requests", body, "application/json", shown)


def _conversion(
    request: Request,
    tools: CaptureTools,
    page: Capture,
    kind: ViewKind | Literal["shown", "requests"],
    body: bytes,
    media_type: str,
    shown: Shown,
) -> Capture:
    assert page.warc is not None
    at, sha256 = tools.clock.now(), hashlib.sha256(body).hexdigest()
    address = as_uri(shown.url or page.final_url or page.url)
    name = f"urn:{kind}:{address}"
    headers = {
        "Hydrowatch-Source": request.source_id, "Hydrowatch-Operator": tools.operator, "Hydrowatch-View": kind,
        "Hydrowatch-Browser": shown.browser,
    }  # fmt: skip
    warc = tools.archive.append_resource(
        name, at, [body], length=len(body), sha256=sha256, media_type=media_type, headers=headers,
        out_of=page.warc.record_id,
    )  # fmt: skip
    return Capture(
        url=name, source_id=request.source_id, state="resource", how="render", fetched_at=iso(at), body=body,
        sha256=sha256, final_url=address, media_type=media_type, warc=warc, operator=tools.operator,
        tool_version=__version__,
    )  # fmt: skip
