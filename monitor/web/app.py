"""The application: which address shows which page, and the server that only this machine reaches."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from db import StoreError
from monitor.errors import ConfigError, HydrowatchError, ItemError
from monitor.run.importing.uploads import clear_spool
from monitor.run.workspace import Workspace
from monitor.web import correction, knowledge, listing, queue, replay, sources, upload
from monitor.web.guard import HEADERS, LOOPBACK, Guard
from monitor.web.render import FOLDER, Page

Handler = Callable[[Page], Response]

PAGES: Final[tuple[tuple[str, Handler], ...]] = (
    ("/", queue.queue),
    ("/search", queue.search),
    ("/listing/{id}", listing.listing),
    ("/listing/{id}/difference", listing.versions_compared),
    ("/capture/{id}/payload", listing.payload),
    ("/capture/{id}/replay", replay.replay),
    ("/capture/{id}/replay/content", replay.content),
    ("/sources", sources.sources),
    ("/policies", knowledge.policies),
    ("/rules", knowledge.rules),
    ("/rules/{id}", knowledge.rule),
    ("/about", knowledge.about),
    ("/upload", upload.upload_page),
    ("/healthz", knowledge.health),
)


def create_app(workspace: Workspace) -> Starlette:
    """The web app of one open workspace. Each request opens and closes its own connection to the database."""

    def route(path: str, handler: Handler) -> Route:
        # A plain function: Starlette runs it on a thread, so that a slow query holds up nobody else.
        def endpoint(request: Request) -> Response:
            return handler(Page(request, workspace))

        return Route(path, endpoint, name=handler.__name__, methods=["GET", "HEAD"])

    async def take_upload(request: Request) -> Response:
        return await upload.upload(request, workspace)

    async def take_columns(request: Request) -> Response:
        return await correction.correct(request, workspace)

    def failed(request: Request, error: Exception) -> Response:
        ours = isinstance(error, StoreError | HydrowatchError)
        status = error.status_code if isinstance(error, HTTPException) else 503 if ours else 500
        answer = Page(request, workspace).render(
            "error.html", status=status, code=status, altered=_is_altered(error), reason=str(error) if ours else ""
        )
        answer.headers.update(HEADERS)  # a fault of ours is answered outside of the guard
        return answer

    return Starlette(
        routes=[
            Route("/upload", take_upload, methods=["POST"]),
            Route("/columns", take_columns, methods=["POST"]),
            Route("/upload", upload.preflight, methods=["OPTIONS"]),
            *(route(path, handler) for path, handler in PAGES),
            Mount("/static", StaticFiles(directory=FOLDER / "static"), name="static"),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers=dict.fromkeys((HTTPException, StoreError, HydrowatchError, Exception), failed),
    )


def _is_altered(error: Exception) -> bool:
    """True when evidence does not hold; a coding that this machine cannot undo says nothing of it."""
    return isinstance(error, ItemError) and error.stage == "evidence" and "is not installed" not in error.reason


def serve(
    workspace: Workspace,
    host: str = "127.0.0.1",
    port: int = 8080,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted.

    Args: port 0 takes any; `announce` is told the address once it answers and Ctrl-C ends it in order (None: it is
    written to stderr).
    Raises ConfigError for a host that others could reach, and for a port that is in use.
    """
    if host not in LOOPBACK:
        raise ConfigError(
            f"{host or 'no host'}: only this machine may reach the pages; use 127.0.0.1, localhost or ::1"
        )
    listener = _listen(host, port)
    clear_spool(workspace.path)
    with listener:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}/"
        config = uvicorn.Config(
            create_app(workspace), log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            lifespan="off", timeout_graceful_shutdown=10,
        )  # fmt: skip
        _Server(config, lambda: (announce or _announce)(address)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it has started: whoever answers the address with Ctrl-C meets the server's own handler of it."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell_started()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)  # now: a second server is refused at once
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"port {port} of {host} cannot be used ({error.strerror}); name another, 0 takes any"
        ) from error
    return listener


def _announce(address: str) -> None:
    print(address, file=sys.stderr, flush=True)
