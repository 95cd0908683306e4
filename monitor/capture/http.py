"""Stage 1, capture: a URL -> `Capture`. Writes the evidence archive; goes to the network; raises nothing for a site.

Every attempt passes the same gate (guard, robots.txt, pause) and leaves its record before its capture is returned;
redirects are followed here, hop by hop, each through the gate and each with its own record.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urldefrag, urljoin

from monitor.__about__ import __version__
from monitor.capture.archive import Revisit
from monitor.capture.challenge import Mark
from monitor.capture.clock import iso
from monitor.capture.guard import Refused, Target, Unresolved, check, same_authority, split_url
from monitor.capture.politeness import ROBOTS_BYTES
from monitor.capture.tools import CaptureTools, Request
from monitor.capture.wire import Exchange, Limits, exchange
from monitor.errors import ConfigError
from monitor.models import Capture, CaptureState
from monitor.payload import Payload, decode_body, header, is_plain

MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
STOPPING: Final = frozenset({401, 403, 407, 429})
BUSY: Final = frozenset({429, 503})
GONE: Final = frozenset({404, 410})
ACCEPTED: Final = 202
PARTIAL: Final = 206
LEGAL: Final = 451
_RANGE: Final = re.compile(
    r"(?:(?P<unit>[^\s\d]\S*) )?(?P<first>\d{1,15})-(?P<last>\d{1,15})/(?:(?P<all>\d{1,15})|\*)", re.ASCII
)
_SHOWN: Final = 300  # characters of an address in a reason
_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_Verdict = tuple[CaptureState, str]


@dataclass(frozen=True, slots=True)
class _Hop:
    """One attempt: its capture, and where it sends us ('' when nowhere)."""

    capture: Capture
    onward: str = ""


def capture(request: Request, tools: CaptureTools) -> Capture:
    """Fetch a page politely and keep the evidence.

    Whatever the site does becomes a state with a reason. Raises WorkspaceError when the evidence cannot be written,
    ConfigError when a public site would be asked without a contact in the settings.
    """
    seen = {request.url}
    hop = _attempt(request, tools, request.url)
    for _ in range(MAX_REDIRECTS):
        if not hop.onward:
            break
        if hop.onward in seen:
            return _ended(hop, request, "the redirects lead in a circle")
        seen.add(hop.onward)
        hop = _attempt(_led(request, hop.onward), tools, hop.onward)
    else:
        if hop.onward:
            return _ended(hop, request, f"more than {MAX_REDIRECTS} redirects")
    return replace(hop.capture, url=request.url)


def _led(request: Request, onward: str) -> Request:
    """The request that follows a redirect: a source on this machine opens no other door of this machine."""
    return replace(request, allow_loopback=request.allow_loopback and same_authority(request.url, onward))


def _ended(hop: _Hop, request: Request, reason: str) -> Capture:
    return replace(hop.capture, url=request.url, state="failed", reason=reason)


def _attempt(request: Request, tools: CaptureTools, url: str) -> _Hop:
    """Gate, exchange, record, judge: one address, once."""
    try:
        _, host, _ = split_url(url)
        target = _gate(request, tools, url, host)
    except _Held as held:
        return _Hop(_not_fetched(request, tools, url, held.state, str(held)))
    except Refused as refused:
        reason = str(refused) if url == request.url else f"the site redirects to {url[:_SHOWN]}: {refused}"
        return _Hop(_not_fetched(request, tools, url, "failed", reason))
    at = tools.clock.now()
    with closing(exchange(target, _headers(request, tools, url), _limits(request, tools), tools.ca_file)) as done:
        return _record(request, tools, done, at, target.host)


class _Held(Exception):
    """The gate holds this request; `state` says as what it counts."""

    def __init__(self, state: CaptureState, reason: str) -> None:
        super().__init__(reason)
        self.state = state


def _gate(request: Request, tools: CaptureTools, url: str, host: str) -> Target:
    """The checked target, after its turn has come. Raises _Held, Refused, Unresolved, ConfigError."""
    manners = tools.politeness
    if reason := manners.stopped.get(host):
        raise _Held("blocked", f"{host} is left alone for this run: {reason}")
    try:
        target = check(url, allow_loopback=request.allow_loopback, resolver=tools.resolver)
    except Unresolved as error:
        manners.failed(host, str(error))
        raise
    if not target.loopback and not tools.settings.contact:
        raise ConfigError("contact is empty; set it in hydrowatch.toml, so that the owners of a site can reach you")
    delay = manners.pause(request.min_delay_seconds)
    if request.kind != "robots":
        answer = manners.robots(target.authority, url, partial(_fetch_robots, request, tools))
        if not answer.allowed:
            raise _Held("failed" if answer.unreachable else "blocked", answer.reason)
        if reason := manners.stopped.get(host):
            raise _Held("blocked", f"{host} is left alone for this run: {reason}")
        delay = max(delay, answer.crawl_delay)
    if reason := manners.turn(host, delay):
        raise _Held("blocked", reason)
    return target


def _fetch_robots(request: Request, tools: CaptureTools, url: str) -> Capture:
    own = Request(
        url, request.source_id, "robots", allow_loopback=request.allow_loopback,
        min_delay_seconds=request.min_delay_seconds,
    )  # fmt: skip
    return capture(own, tools)


def _headers(request: Request, tools: CaptureTools, url: str) -> dict[str, str]:
    headers = {
        "User-Agent": tools.user_agent, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5", "Accept-Encoding": "gzip, deflate", "Connection": "close",
    }  # fmt: skip
    if request.referer and _fits_a_header(request.referer):
        headers["Referer"] = request.referer
    if url == request.url:  # a validator belongs to the address it came from
        conditions = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        headers |= {name: value for name, value in conditions.items() if value and _fits_a_header(value)}
    return headers


def _fits_a_header(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _limits(request: Request, tools: CaptureTools) -> Limits:
    settings = tools.settings
    size = min(ROBOTS_BYTES, settings.max_bytes) if request.kind == "robots" else settings.max_bytes
    return Limits(settings.max_seconds, settings.timeout_seconds, size)


def _record(request: Request, tools: CaptureTools, done: Exchange, at: datetime, host: str) -> _Hop:
    """Put an attempt on disk, then judge it."""
    limit = _limits(request, tools).max_bytes
    payload = decode_body(done.blocks(), done.headers, limit) if done.status is not None else Payload(b"")
    sha256 = hashlib.sha256(payload.body).hexdigest()
    if is_plain(done.headers) and len(payload.body) == done.body_length:
        done.hold(payload.body, sha256)
    revisit = _revisit(request, done)
    position = tools.archive.append_exchange(
        done, at, revisit=revisit, body_limit=limit if payload.over else None,
        note={"outcome": "failed", "source": request.source_id, "operator": tools.operator},
    )  # fmt: skip
    mark = _mark(request, tools, done, payload) if revisit is None else None
    state, reason = _judge(request, tools, done, payload, mark, confirmed=revisit is not None)
    media_type = header(done.headers, "Content-Type") or ""
    made = Capture(
        url=done.url, source_id=request.source_id, state=state, how="http", fetched_at=iso(at), body=payload.body,
        sha256=request.previous_sha256 if revisit else sha256, final_url=done.url,
        status=done.status, headers=tuple(pair for pair in done.headers if pair[0].lower() != "set-cookie"),
        media_type=media_type, server_date=header(done.headers, "Date"), reason=reason, warc=position,
        operator=tools.operator, tool_version=__version__, seconds=done.seconds,
    )  # fmt: skip
    _learn(request, tools, done, host, made, sure=mark is None or mark.sure)
    return _Hop(made, _onward(done))


def _revisit(request: Request, done: Exchange) -> Revisit | None:
    asked = done.url == request.url and (request.etag or request.last_modified)
    return Revisit(request.previous_record_id, request.previous_date) if done.status == 304 and asked else None


def _mark(request: Request, tools: CaptureTools, done: Exchange, payload: Payload) -> Mark | None:
    """What the marks of an answer tell; a robots.txt has none by its words, only a page in its place."""
    if done.status is None or _onward(done):
        return None
    plain = request.kind == "robots" and payload.body.lstrip(_BLANK)[:1] != b"<"
    found = tools.marks.find(
        b"" if plain else payload.body, done.url, request.markers, item=request.kind == "item",
        media_type=(header(done.headers, "Content-Type") or "").lower(), source=request.source,
    )  # fmt: skip
    led_there = request.kind == "item" and done.url != request.url  # `parse.landing` tells what that is
    return None if found and found.login and led_there else found


def _judge(
    request: Request, tools: CaptureTools, done: Exchange, payload: Payload, mark: Mark | None, *, confirmed: bool
) -> _Verdict:
    """State and reason of one attempt; the more telling state first."""
    if done.status is None:
        return "failed", done.error
    if _onward(done):
        return "failed", f"the site redirects (status {done.status})"
    if confirmed:
        return "not_modified", ""
    marks = (mark.state, mark.reason) if mark else None
    if marks and (marks[0] == "challenge" or done.status in GONE or done.status == LEGAL):
        return marks
    cut = _cut_short(request, done, payload, _limits(request, tools).max_bytes)
    empty = None if payload.body or request.kind in {"robots", "part"} else "the site answered with an empty page"
    return _by_status(request, done) or cut or (("failed", empty) if empty else None) or marks or ("ok", "")


def _cut_short(request: Request, done: Exchange, payload: Payload, limit: int) -> _Verdict | None:
    """Why less than the whole page is there; None when it is whole. A robots.txt counts as far as it was announced."""
    if done.truncated == "unspecified" and request.kind == "robots":
        return "ok", done.error
    if done.truncated:
        return ("too_large" if done.truncated == "length" else "truncated"), done.error
    if payload.over:
        return "too_large", f"the answer unpacks to more than {limit} bytes"
    return ("truncated", payload.problem) if payload.problem else None


def _stops(request: Request, status: int) -> bool:
    """A page may ask for much that is not for strangers (who is logged in?): that says nothing of its host."""
    return status in STOPPING and (request.kind != "part" or status in BUSY)


def _by_status(request: Request, done: Exchange) -> _Verdict | None:
    status = done.status or 0
    if 200 <= status < 300:
        return _not_yet(done)
    if _stops(request, status):
        return "blocked", f"the site answered {status}; it is left alone for this run"
    if status in GONE:
        return "gone", f"the site answered {status}"
    if status == LEGAL:
        return (
            "blocked",
            f"the site answered {status}: not shown here for legal reasons, whatever became of it",
        )
    return "failed", f"the site answered {status}"


def _not_yet(done: Exchange) -> _Verdict | None:
    """What an answer is that has no fault and still is not the page; None for the page."""
    if done.status == ACCEPTED:
        return "failed", "the site answered 202: it has taken the request, and this is not yet the page"
    if done.status == PARTIAL and not _is_whole(done):
        return "truncated", "the site answered 206: a part of the page, that was not asked for"
    return None


def _is_whole(done: Exchange) -> bool:
    """True for a part that is all, bytes 0-249/250, and for a page of an answer's rows, items 0-19/120."""
    match = _RANGE.fullmatch(header(done.headers, "Content-Range") or "")
    if match is None or (match["unit"] or "").lower() != "bytes":
        return match is not None
    return match["first"] == "0" and int(match["last"]) + 1 == int(match["all"] or 0)


def _learn(request: Request, tools: CaptureTools, done: Exchange, host: str, made: Capture, *, sure: bool) -> None:
    """Let the manners know how the host took it. A check that a seller's words may have told ends nothing alone."""
    manners, status = tools.politeness, done.status or 0
    retry_after = header(done.headers, "Retry-After")
    if status in BUSY:
        manners.refused(host, retry_after)
    elif status in REDIRECTS:
        manners.hold(host, retry_after)
    if (made.state == "challenge" and sure) or _stops(request, status):
        manners.stop(host, made.reason)
    elif made.state == "challenge" or _is_failure(done):
        manners.failed(host, made.reason)
    else:
        manners.succeeded(host, page=request.kind != "robots")


def _is_failure(done: Exchange) -> bool:
    return done.status is None or done.status >= 500 or done.truncated in {"time", "disconnect"}


def _onward(done: Exchange) -> str:
    """Where a redirect leads; '' when this is none. Only the header counts, never the page."""
    location = header(done.headers, "Location") if done.status in REDIRECTS else None
    if not location:
        return ""
    # The header comes as latin-1; sites write UTF-8 into it. requests escapes what is not ASCII.
    location = location.encode("latin-1").decode("utf-8", "replace")
    try:
        return urldefrag(urljoin(done.url, location)).url
    except ValueError:
        return location


def _not_fetched(request: Request, tools: CaptureTools, url: str, state: CaptureState, reason: str) -> Capture:
    """A capture of something that was not asked for, with the reason as evidence."""
    at = tools.clock.now()
    note = {"outcome": state, "reason": reason, "source": request.source_id, "operator": tools.operator}
    position = tools.archive.append_note(url, at, note)
    return Capture(
        url=url, source_id=request.source_id, state=state, how="http", fetched_at=iso(at), final_url=url, reason=reason,
        warc=position, operator=tools.operator, tool_version=__version__,
    )  # fmt: skip
