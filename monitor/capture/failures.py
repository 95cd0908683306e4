"""Why an attempt brought no whole answer: what requests, urllib3 and the system raise -> one sentence."""

from __future__ import annotations

import http.client
import os
import ssl
from typing import Any, Final

from monitor.capture.guard import Target

_MAX_LINKS: Final = 20


def failure_sentence(target: Target, error: Exception | None, *, sent: bool, received: int, begun: bool) -> str:
    """Say what went wrong, in the order in which an attempt proceeds.

    Args: sent, whether the request went out; received, bytes that came; begun, whether a whole head came.
    """
    chain = _chain(error)
    if found := next((link for link in chain if isinstance(link, ssl.SSLError)), None):
        why = getattr(found, "verify_message", "") or found.reason or str(found)
        return f"no secure connection to {target.host}: {why}"
    if begun:
        return f"{target.host} broke off its answer or sent broken chunks"
    return _before_the_answer(target, chain, error) if not sent else _without_an_answer(target, chain, received)


def _before_the_answer(target: Target, chain: list[BaseException], error: Exception | None) -> str:
    if any(isinstance(link, TimeoutError) for link in chain):
        return f"{target.host} did not answer the connection in time"
    number = next((link.errno for link in reversed(chain) if isinstance(link, OSError) and link.errno), None)
    return f"no connection to {target.host} port {target.port}: {os.strerror(number) if number else error}"


def _without_an_answer(target: Target, chain: list[BaseException], received: int) -> str:
    if not received:
        return f"{target.host} closed the connection without an answer"
    if any(isinstance(link, http.client.LineTooLong) or "headers" in str(link) for link in chain):
        return f"{target.host} sent a head that is too large"
    if any("too large" in str(link) for link in chain):
        return f"{target.host} sent a head that is too large"
    return f"{target.host} did not answer in HTTP"


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and what it wraps: requests and urllib3 put the cause into args, reason or context."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting and len(found) < _MAX_LINKS:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and link not in found:
            found.append(link)
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
    return found
