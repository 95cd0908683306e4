"""Headers that keep hostile listing text harmless in a browser, and the check that the browser meant this machine."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def host_name(header: str) -> str:
    """The name in a Host header without its port: '127.0.0.1:8080' -> '127.0.0.1', '[::1]:8080' -> '::1'."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.partition(":")[0].lower()


def from_here(headers: Headers) -> bool:
    """False for a request that a page of another site, or of another port, made a browser send.

    True for our own pages, for an address that somebody typed or kept, and for what does not say where it comes from.
    """
    return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}


class Guard:
    """Refuses requests for another host name (DNS rebinding) and adds the headers above to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; anything but http passes through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # an answer may set a stricter policy of its own
                headers.setdefault("Cache-Control", "no-store")  # pages hold what people wrote about themselves
            await send(message)

        if host_name(Headers(scope=scope).get("host", "")) in LOOPBACK:
            await self.app(scope, receive, send_guarded)
        else:
            refusal = PlainTextResponse("This server answers only to 127.0.0.1 and localhost.\n", 421)
            await refusal(scope, receive, send_guarded)
