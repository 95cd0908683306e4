"""Uploads: the page with its form, the address that SingleFile posts to, and what the sender is told.

A browser's form is taken from our own pages only; an extension's post and a program's by the token in its header.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from db import StoreError
from monitor.errors import HydrowatchError, InputError, ItemError, WorkspaceBusy
from monitor.parse.columns import CHOICES
from monitor.publish.failures import say_failure
from monitor.run.importing.corrected import shown_tables
from monitor.run.importing.tokens import is_upload_token, upload_token
from monitor.run.importing.uploads import Received, Upload, import_uploads, spool_folder
from monitor.run.pipeline import NO_OFFER
from monitor.run.workspace import Workspace
from monitor.unpack.names import relative
from monitor.unpack.saved import is_loaded
from monitor.web.guard import CONTENT_POLICY, from_here
from monitor.web.receive import Form, Limits, Part, Refused, drain, receive
from monitor.web.render import Page

RETRY_SECONDS: Final = 60
SHOWN_TABLES: Final = 10  # files with tables whose columns are shown
# Of an extension nothing but the scheme can be known beforehand: its name differs from browser to browser.
_NOT_ALLOWED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})  # room on the disk would not help
_EXTENSIONS: Final = ("chrome-extension", "moz-extension", "safari-web-extension")
_EXTENSION: Final = re.compile(rf"(?:{'|'.join(_EXTENSIONS)})://[A-Za-z0-9_.-]{{1,200}}")
_SENT: Final = "authorization, content-type, accept, accept-language"  # headers that extensions send
_HEADERS: Final = {
    "Content-Security-Policy": f"{CONTENT_POLICY}; script-src 'self'",
    "Referrer-Policy": "same-origin",  # without it a browser hides the origin of the form from us, too
}


def upload_page(page: Page) -> Response:
    """`/upload`: the form, and how to set SingleFile."""
    try:
        token, reason = upload_token(page.workspace.path), ""
    except HydrowatchError as error:
        token, reason = "", str(error)
    return _shown(page, token=token, reason=reason)


async def upload(request: Request, workspace: Workspace) -> Response:
    """`POST /upload`: keep and read what is sent, say what became of each file."""
    answer = await answered(Page(request, workspace), _taken)
    answer.headers.update(_readable_by(request.headers))
    return answer


def preflight(request: Request) -> Response:
    """`OPTIONS /upload`: what a browser asks before an extension without rights on this machine may post.

    It tells nothing and admits nobody: the post that follows needs the token as ever. Pages get no such answer.
    """
    readable = _readable_by(request.headers)
    if not readable:
        return PlainTextResponse("", 405, {"Allow": "GET, HEAD, POST"})
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": _SENT,
        "Access-Control-Max-Age": "600",
    }
    if request.headers.get("access-control-request-private-network") == "true":  # this machine, from outside of it
        allowed["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers={**readable, **allowed})


def _readable_by(headers: Headers) -> dict[str, str]:
    """The headers that let an extension read an answer to what it sent; {} for everybody else."""
    origin = headers.get("origin", "")
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"} if _EXTENSION.fullmatch(origin) else {}


async def answered(page: Page, take: Callable[[Request, Workspace], Awaitable[list[Received]]]) -> Response:
    """What `take` made of a request, or why it did nothing, for whoever sent it."""
    request = page.request
    try:
        received = await take(request, page.workspace)
    except Refused as refused:
        await drain(request)
        return _refusal(page, refused.status, page.say(refused.key, **refused.values))
    except WorkspaceBusy as error:
        answer = _refusal(page, 503, page.say("web.upload.busy", reason=say_failure(str(error), page.language)))
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    except (HydrowatchError, StoreError) as error:
        reason, wrong = say_failure(str(error), page.language), isinstance(error, InputError)
        return _refusal(page, 400 if wrong else 503, reason if wrong else page.say("web.upload.stopped", reason=reason))
    except OSError as error:
        reason = say_failure(str(error.strerror or error), page.language)
        what, status = ("unwritable", 503) if error.errno in _NOT_ALLOWED else ("disk", 507)
        return _refusal(page, status, page.say(f"web.upload.{what}", reason=reason))
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it
    return _answer(page, received)


def strange(headers: Headers) -> bool:
    """True for a post that a page of somebody else made a browser send."""
    origin = headers.get("origin")
    if origin is None:  # no browser, or one that says where it comes from in another header
        return not from_here(headers)
    if origin.partition("://")[0] in _EXTENSIONS:
        return False
    return origin.lower() != f"http://{headers.get('host', '')}".lower()


def refuse_strangers(headers: Headers) -> None:
    """Raises Refused for what a page of somebody else sent."""
    if strange(headers):
        raise Refused(403, "web.upload.stranger")


async def _taken(request: Request, workspace: Workspace) -> list[Received]:
    refuse_strangers(request.headers)
    folder = workspace.path

    def is_token(given: str) -> bool:
        return is_upload_token(folder, given)

    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    admitted = scheme.lower() == "bearer" and is_token(given.strip())
    if "authorization" in request.headers and not admitted:
        raise Refused(403, "web.upload.notoken")
    with spool_folder(folder) as spool:
        limits = Limits(workspace.settings.max_upload_bytes)
        form = await receive(request, spool, limits, is_token, admitted=admitted)
        if not form.files:
            raise Refused(400, "web.upload.nothing")
        return await run_in_threadpool(import_uploads, workspace, _uploads(form))


def _uploads(form: Form) -> list[Upload]:
    """The files of a form under their names, the one page among them with the address that was told.

    An address is that of one page; what the page loads from its folder may come with it. Raises Refused when it may be
    meant for several.
    """
    names = {_name(part) for part in form.files}
    own = [part for part in form.files if not is_loaded(relative(_name(part)), names.__contains__)]
    if form.address and len(own) != 1:
        raise Refused(400, "web.upload.whichaddress", count=len(own))
    return [Upload(part.path, _name(part), part.sha256, form.address if part in own else "") for part in form.files]


def _name(part: Part) -> str:
    return part.name or "pasted.txt"


@dataclass(frozen=True, slots=True)
class Told:
    """One uploaded file for the answer: `result` is new, changed, unchanged, known, kept or failed."""

    name: str
    result: str
    listings: Sequence[tuple[int, str]]
    reasons: Sequence[str]
    named: Mapping[int, tuple[str, int, str]] = field(default_factory=dict)  # id -> title, score, level
    capture_id: int | None = None  # of a picture that was not read
    table: int | None = None  # the capture of a table

    def record(self, language: str) -> dict[str, Any]:
        """The same as JSON, its reasons in a language."""
        listings = [
            {"id": number, "result": outcome, "url": f"/listing/{number}", "title": self.named[number][0]}
            for number, outcome in self.listings
            if number in self.named
        ]
        reasons = [say_failure(reason, language) for reason in self.reasons]
        return {"name": self.name, "result": self.result, "listings": listings, "reasons": reasons}


def told(received: Received) -> Told:
    """What became of one file, in one word and with the listings to look at."""
    became = received.became
    listings = [(saved.listing_id, str(saved.outcome)) for saved in became.listings]
    listings += [(number, "known") for number in received.known]
    reasons = [_reason(error, became.name) for error in became.failures[:20]]
    reasons += filter(None, (received.noted,))
    if received.failed:  # these bytes came before, and nothing was read of them then either
        reasons.append(received.failed)
    result = "failed" if received.failed else _result(became.counts)
    no_offer = {received.failed, *(error.reason for error in became.failures)} - {""} == {NO_OFFER}
    if result == "failed" and listings:  # of what came before; the reasons tell what of it could not be read
        result = "known"
    elif result == "failed" and (received.unread or no_offer):  # it is kept; a picture waits for what reads it
        result = "kept"
    return Told(became.name, result, listings, reasons, received.named, received.unread, received.table)


def _reason(error: ItemError, name: str) -> str:
    """Why something failed; a document in an archive, or a line, is named before it: the file itself may be sound."""
    if error.item.startswith(f"{name}:"):
        return str(error)
    within = error.item.removeprefix(f"{name}!/")
    return f"{within}: {error.reason}" if within != error.item else error.reason


def _result(counts: Mapping[str, int]) -> str:
    order = ("new", "changed", "unchanged", "failed", "known")
    return next((outcome for outcome in order if counts.get(outcome)), "kept")


def _answer(page: Page, received: Sequence[Received]) -> Response:
    files = [told(one) for one in received]
    failed = all(one.result == "failed" for one in files)
    if _wants_page(page.request):
        return _results(page, files, 422 if failed else 200)
    if failed and not _wants_json(page.request):  # SingleFile shows the words of an answer that is no success
        lines = [f"{one.name}: {say_failure(reason, page.language)}" for one in files for reason in one.reasons]
        return PlainTextResponse("\n".join(lines) + "\n", 422)
    records = [one.record(page.language) for one in files]
    return JSONResponse({"status": "failed" if failed else "ok", "files": records}, 422 if failed else 200)


def _results(page: Page, files: Sequence[Told], status: int) -> Response:
    """What became of the files; of the first tables among them how each column was taken, to be corrected there."""
    numbers = dict.fromkeys(one.table for one in files if one.table)
    tables = {number: _tables_of(page.workspace, number) for number in list(numbers)[:SHOWN_TABLES]}
    answer = page.render(
        "uploaded.html", status=status, files=files, refused="", tables=tables, fields=CHOICES,
        token=upload_token(page.workspace.path) if tables else "",
    )  # fmt: skip
    answer.headers["Referrer-Policy"] = _HEADERS["Referrer-Policy"]
    return answer


def _tables_of(workspace: Workspace, capture_id: int) -> list[list[dict[str, Any]]]:
    try:
        return shown_tables(workspace, capture_id)
    except HydrowatchError:  # what is wrong with it stands beside its name
        return []


def _refusal(page: Page, status: int, sentence: str) -> Response:
    close = {"Connection": "close"}
    if _wants_page(page.request):
        answer: Response = page.render("uploaded.html", status=status, files=[], refused=sentence, tables={})
    elif _wants_json(page.request):
        answer = JSONResponse({"status": "refused", "reason": sentence}, status)
    else:
        answer = PlainTextResponse(f"{sentence}\n", status)
    answer.headers.update(close)
    return answer


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _shown(page: Page, *, token: str, reason: str) -> Response:
    address = f"http://{page.request.headers.get('host', '')}/upload"
    limit = page.workspace.settings.max_upload_bytes
    answer = page.render("upload.html", token=token, reason=reason, upload_address=address, limit=limit)
    answer.headers.update(_HEADERS)
    return answer
