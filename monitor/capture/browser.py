"""Shows one page in the system's Chromium and takes views of it: DOM, MHTML, picture, PDF.

Nothing is fetched here: each request of the page is handed to `ask`, and what that gives is all the page gets. The page
may do what it likes inside; time, memory and number of everything are bounded, and at the end no process is left.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from monitor.capture import processes
from monitor.capture.chromium import HEIGHT, WIDTH, closed_port, home, launch_options

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Dialog, Page, Route, WebSocketRoute

ViewKind = Literal["dom", "mhtml", "screenshot", "pdf"]
START_SECONDS: Final = 30.0
VIEW_SECONDS: Final = 30.0
END_SECONDS: Final = 5.0
QUIET_SECONDS: Final = 1.0  # nothing was asked for or is on its way for so long: the page is complete
LOADING_SECONDS: Final = 4.0  # the same while the page says that it loads: it may wait before it asks for its data
STALL_SECONDS: Final = 6.0  # the same while the page does not end loading: it never will
SCROLLS: Final = 16  # screens; what loads only when it is seen gets seen
MAX_PICTURE: Final = (2 * WIDTH, 16_000)  # pixels; Chromium repeats what lies below 16,384
MAX_PDF_PAGES: Final = 60
MAX_DIALOGS: Final = 20  # then the page's scripts are stopped
_STOPPING: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("Emulation.setScriptExecutionDisabled", {"value": True}),
    ("Runtime.terminateExecution", {}),
)
# What a visitor sees says that the rest is yet to come; for a page of scripts, asked of the browser.
_SAYS_IT_LOADS: Final = """() => {
  const words = (document.body?.innerText ?? '').trim();
  const loads = /加载中|正在加载|數據加載|数据加载|[载載]入中|加載中|[请請]稍[候等]|\\bloading\\b|please wait/i;
  return words.length < 400 && loads.test(words);
}"""
_SHOWN_AT: Final = ("http:", "https:", "blob:")
BOM: Final = b"\xef\xbb\xbf"  # the DOM is written in UTF-8, whatever the page says of itself


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page asks for. `kind`: document, image, script, …; `main`: to show it in place of the page itself."""

    url: str
    kind: str
    method: str
    referer: str = ""
    navigation: bool = False
    main: bool = False
    outside: bool = False  # for a window that is not ours


@dataclass(frozen=True, slots=True)
class Given:
    """What it gets: an answer, or `refused`."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    refused: str = ""


Ask = Callable[[Wanted], Awaitable[Given]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What to show, and its limits: seconds until its views are taken, bytes of the browser's memory and of a view."""

    url: str
    program: str
    seconds: float
    memory: int
    view_bytes: int


@dataclass(slots=True)
class Shown:
    """What came of it: the views, why one is missing, what the page did that matters (name -> how often)."""

    views: dict[ViewKind, bytes] = field(default_factory=dict)
    missing: dict[ViewKind, str] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    url: str = ""
    browser: str = ""
    page_size: tuple[int, int] = (0, 0)
    picture_size: tuple[int, int] = (0, 0)
    failure: str = ""  # why the browser ended before its time


async def show(visit: Visit, ask: Ask, closing: Callable[[], None]) -> Shown:
    """Show a page and take its views.

    Args: closing, called when nothing more is given. Raises nothing for what page or browser do: `failure` says it.
    """
    from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - an extra, and slow to load

    shown, mark = Shown(url=visit.url), f"--hydrowatch-{uuid.uuid4().hex}"
    with home() as folder:
        try:
            with closed_port() as port:
                options = launch_options(visit.program, folder, mark, port)
                async with async_playwright() as playwright:
                    browser = await asyncio.wait_for(playwright.chromium.launch(**options), START_SECONDS)
                    await _with_browser(browser, visit, ask, closing, shown, mark)
        except (Error, TimeoutError, OSError) as error:
            shown.failure = shown.failure or f"Chromium could not be started or broke off: {_first_line(error)}"
        finally:
            closing()
            processes.end(mark)
    return shown


async def _with_browser(
    browser: Browser, visit: Visit, ask: Ask, closing: Callable[[], None], shown: Shown, mark: str
) -> None:
    shown.browser = f"Chromium {browser.version}"
    watch = asyncio.create_task(_watch_memory(mark, visit.memory, shown))
    try:
        await _Showing(visit, ask, closing, shown).run(browser)
    finally:
        watch.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(browser.close(), END_SECONDS)
        processes.end(mark)


async def _watch_memory(mark: str, limit: int, shown: Shown) -> None:
    """End the browser when it holds too much."""
    while True:
        used = await asyncio.to_thread(lambda: processes.memory_of(processes.family(mark)))
        if used > limit:
            shown.happened["memory"] += 1
            shown.failure = f"the browser needed more than {limit} bytes of memory for this page and was ended"
            processes.end(mark)
            return
        await asyncio.sleep(0.25)


class _Showing:
    """One page in one fresh context."""

    def __init__(self, visit: Visit, ask: Ask, closing: Callable[[], None], shown: Shown) -> None:
        self.visit, self.ask, self.closing, self.shown = visit, ask, closing, shown
        self.waiting = 0
        self.active = time.monotonic()
        self.closed = False
        self.crashed = asyncio.Event()

    async def run(self, browser: Browser) -> None:
        context = await browser.new_context(
            service_workers="block", accept_downloads=False, locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
        )
        await context.grant_permissions([])  # geolocation, notifications, camera …: none
        page = await context.new_page()
        cdp = await context.new_cdp_session(page)
        await self._listen(context, page, cdp)
        await self._load(page)
        self.closed = True
        self.closing()
        await _stop_scripts(cdp)
        self.shown.url = page.url
        if not page.url.startswith(_SHOWN_AT):
            self.shown.failure = (
                f"the browser shows no page but {page.url[:60]}: its scripts left, or it is to be saved"
            )
        await self._take_views(cdp)

    async def _listen(self, context: BrowserContext, page: Page, cdp: CDPSession) -> None:
        async def route(asked: Route) -> None:
            await self._route(page, asked)

        async def socket(tried: WebSocketRoute) -> None:
            self.shown.happened["websocket"] += 1
            await tried.close(code=1008)

        async def window(opened: Page) -> None:
            with contextlib.suppress(Exception):
                await opened.close()

        async def dialog(opened: Dialog) -> None:
            self.shown.happened["dialog"] += 1
            with contextlib.suppress(Exception):
                await opened.dismiss()
            if self.shown.happened["dialog"] == MAX_DIALOGS:
                await _stop_scripts(cdp)

        await context.route("**/*", route)
        await context.route_web_socket("**/*", socket)
        context.on("page", window)
        page.on("dialog", dialog)
        page.on("crash", lambda _: self.crashed.set())
        page.on("download", lambda _: self.shown.happened.update(["download"]))
        cdp.on("Page.windowOpen", lambda _: self.shown.happened.update(["window"]))
        await cdp.send("Page.enable")

    async def _route(self, page: Page, route: Route) -> None:
        """Give the page what it asks for, or nothing."""
        given = Given(refused="late") if self.closed else await self._asked(page, route)
        with contextlib.suppress(Exception):  # the page may be gone by now
            if given.refused:
                # 'aborted' leaves the page where it is; any other error would put the browser's own page in its place
                await route.abort("aborted" if route.request.is_navigation_request() else "blockedbyclient")
            else:
                await route.fulfill(status=given.status, headers=dict(given.headers), body=given.body)

    async def _asked(self, page: Page, route: Route) -> Given:
        self.waiting += 1
        try:
            given = await self.ask(_wanted(page, route))
        finally:
            self.waiting -= 1
        if not given.refused:  # a page that goes on asking in vain is as good as still
            self.active = time.monotonic()
        return given

    async def _load(self, page: Page) -> None:
        """Load the page and scroll through it, until it is still, stalls, crashes, or its time is over."""
        loading = asyncio.ensure_future(self._look_through(page))
        crash = asyncio.ensure_future(self.crashed.wait())
        over = time.monotonic() + self.visit.seconds
        try:
            while not loading.done():
                await asyncio.wait({loading, crash}, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
                if reason := self._why_no_longer(over):
                    self.shown.happened[reason] += 1
                    break
        finally:
            for task in (loading, crash):
                task.cancel()
            await asyncio.gather(loading, crash, return_exceptions=True)

    def _why_no_longer(self, over: float) -> str:
        now = time.monotonic()
        if self.crashed.is_set():
            return "crash"
        if now > over:
            return "time"
        return "stalled" if not self.waiting and now - self.active > STALL_SECONDS else ""

    async def _look_through(self, page: Page) -> None:
        with contextlib.suppress(Exception):  # an address that leads to a download, or away: what is there is shown
            await page.goto(self.visit.url, wait_until="load", timeout=0)
        await self._still(page)
        await page.mouse.move(WIDTH / 2, HEIGHT / 2)
        for _ in range(SCROLLS):
            await page.mouse.wheel(0, HEIGHT)
            await asyncio.sleep(0.03)
        await self._still(page)
        await page.mouse.wheel(0, -2 * SCROLLS * HEIGHT)

    async def _still(self, page: Page) -> None:
        while self._moves(QUIET_SECONDS) or (self._moves(LOADING_SECONDS) and await page.evaluate(_SAYS_IT_LOADS)):
            await asyncio.sleep(0.05)

    def _moves(self, seconds: float) -> bool:
        """True while something is on its way, or was within so many seconds."""
        return bool(self.waiting) or time.monotonic() - self.active < seconds

    async def _take_views(self, cdp: CDPSession) -> None:
        takers: dict[ViewKind, Callable[[], Coroutine[Any, Any, bytes]]] = {
            "screenshot": lambda: self._picture(cdp),
            "dom": lambda: _dom(cdp),
            "mhtml": lambda: _mhtml(cdp),
            "pdf": lambda: _pdf(cdp),
        }
        for kind, take in takers.items():
            if self.shown.failure or self.crashed.is_set():
                self.shown.missing[kind] = self.shown.failure or "the page made the browser crash"
                continue
            try:
                view = await asyncio.wait_for(take(), VIEW_SECONDS)
            except TimeoutError:
                self.shown.missing[kind] = f"the page did not let it be taken within {VIEW_SECONDS:g} s"
            except Exception as error:  # playwright's, and what a broken answer makes of ours
                self.shown.missing[kind] = self.shown.failure or f"Chromium could not make it: {_first_line(error)}"
            else:
                self._keep(kind, view)

    def _keep(self, kind: ViewKind, view: bytes) -> None:
        if len(view) <= self.visit.view_bytes:
            self.shown.views[kind] = view
        else:
            self.shown.missing[kind] = f"it has {len(view)} bytes, more than {self.visit.view_bytes}"

    async def _picture(self, cdp: CDPSession) -> bytes:
        size = (await cdp.send("Page.getLayoutMetrics"))["cssContentSize"]
        whole = (max(1, int(size["width"])), max(1, int(size["height"])))
        width, height = min(whole[0], MAX_PICTURE[0]), min(whole[1], MAX_PICTURE[1])
        self.shown.page_size, self.shown.picture_size = whole, (width, height)
        if whole != (width, height):
            self.shown.happened["picture_cut"] += 1
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        options = {"format": "png", "captureBeyondViewport": True, "clip": clip}
        return base64.b64decode((await cdp.send("Page.captureScreenshot", options))["data"])


def _wanted(page: Page, route: Route) -> Wanted:
    request = route.request
    try:
        frame = request.frame
        outside, main = frame.page is not page, frame == page.main_frame
    except Exception:  # a window that is just being opened has no frame yet
        outside, main = True, False
    navigation = request.is_navigation_request()
    referer = request.headers.get("referer", "")
    return Wanted(request.url, request.resource_type, request.method, referer, navigation, navigation and main, outside)


async def _stop_scripts(cdp: CDPSession) -> None:
    """No script runs from here on, also none that is running: all views show the same state."""
    for method, values in _STOPPING:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(cdp.send(method, values), END_SECONDS)


async def _dom(cdp: CDPSession) -> bytes:
    """The page as HTML, by the browser itself: with the shadow roots of web components, also closed ones."""
    root = (await cdp.send("DOM.getDocument", {"depth": 0}))["root"]["nodeId"]
    shown: str = (await cdp.send("DOM.getOuterHTML", {"nodeId": root, "includeShadowDOM": True}))["outerHTML"]
    return BOM + shown.encode("utf-8", "replace")


async def _mhtml(cdp: CDPSession) -> bytes:
    taken: str = (await cdp.send("Page.captureSnapshot", {"format": "mhtml"}))["data"]
    return taken.encode("utf-8", "replace")


async def _pdf(cdp: CDPSession) -> bytes:
    options = {"printBackground": True, "pageRanges": f"1-{MAX_PDF_PAGES}"}
    return base64.b64decode((await cdp.send("Page.printToPDF", options))["data"])


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
