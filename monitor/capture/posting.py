"""Sends a few bytes to a service that its user named, and takes the answer: the manners of capture, without a record.

No page is read here, so robots.txt, which is for what walks through pages, is not asked; all else holds as for a fetch:
the guard, the pinned address, the pause between requests, Retry-After, a host that is left alone.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Final

from monitor.capture.guard import Refused, Target, check, split_url
from monitor.capture.http import STOPPING
from monitor.capture.tools import CaptureTools
from monitor.capture.wire import Exchange, Limits, exchange
from monitor.errors import ItemError
from monitor.payload import bare_type, decode_body, header

MAX_ANSWER_BYTES: Final = 200_000
MAX_SECONDS: Final = 30.0  # a job waits for it


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent where: bytes of a media type, and the type that the answer must have."""

    url: str
    body: bytes
    media_type: str
    answer_type: str
    allow_loopback: bool = False


def post(message: Message, tools: CaptureTools) -> bytes:
    """Send it once and return the body of the answer. Raises ItemError: refused, no answer, another than 200."""
    try:
        _, host, _ = split_url(message.url)
        target = _gate(message, tools, host)
    except Refused as refused:
        raise ItemError(message.url, "stamp", str(refused)) from refused
    settings = tools.settings
    limits = Limits(min(MAX_SECONDS, settings.max_seconds), settings.timeout_seconds, MAX_ANSWER_BYTES)
    headers = {"User-Agent": tools.user_agent, "Content-Type": message.media_type, "Accept": message.answer_type,
               "Accept-Encoding": "identity", "Connection": "close"}  # fmt: skip
    with closing(exchange(target, headers, limits, tools.ca_file, message.body)) as done:
        return _answer(message, tools, done, target.host)


def _gate(message: Message, tools: CaptureTools, host: str) -> Target:
    manners = tools.politeness
    if reason := manners.stopped.get(host):
        raise ItemError(message.url, "stamp", f"{host} is left alone for this run: {reason}")
    try:
        target = check(message.url, allow_loopback=message.allow_loopback, resolver=tools.resolver)
    except Refused as refused:
        manners.failed(host, str(refused))
        raise
    if not target.loopback and not tools.settings.contact:
        raise ItemError(message.url, "stamp", "contact is empty; set it in hydrowatch.toml")
    if reason := manners.turn(host, manners.min_delay_seconds):
        raise ItemError(message.url, "stamp", reason)
    return target


def _answer(message: Message, tools: CaptureTools, done: Exchange, host: str) -> bytes:
    payload = decode_body(done.blocks(), done.headers, MAX_ANSWER_BYTES) if done.status is not None else None
    problem = done.error or (payload.problem if payload else "")
    if payload and payload.over:
        problem = f"the answer is larger than {MAX_ANSWER_BYTES} bytes"
    if not problem and done.status != 200:
        problem = f"{host} answered with status {done.status}"
    said = bare_type(header(done.headers, "Content-Type") or "")
    if not problem and said != message.answer_type:
        problem = f"{host} answered with {said[:80] or 'no type'!r}, not {message.answer_type}"
    _learn(tools, done, host, problem)
    if problem or payload is None:
        raise ItemError(message.url, "stamp", problem)
    return payload.body


def _learn(tools: CaptureTools, done: Exchange, host: str, problem: str) -> None:
    """Let the manners know how the host took it."""
    manners, status = tools.politeness, done.status or 0
    manners.hold(host, header(done.headers, "Retry-After") if status in {429, 503} else None)
    if status in STOPPING:
        manners.stop(host, problem)
    elif problem:
        manners.failed(host, problem)
    else:
        manners.succeeded(host)
