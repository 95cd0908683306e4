"""Which language a page is in: asked for in the address, remembered, preferred by the browser, or the workspace's."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from monitor.messages import LANGUAGES

COOKIE: Final = "lang"
YEAR_SECONDS: Final = 365 * 24 * 3600


def choose(asked: str | None, remembered: str | None, accepted: str, default: str) -> str:
    """'zh' or 'en': the first of what was asked, remembered, accepted (an Accept-Language header) that is one."""
    for name in (asked, remembered, preferred(accepted)):
        if name in LANGUAGES:
            return str(name)
    return default


def preferred(accepted: str) -> str | None:
    """The language that an Accept-Language header likes best of ours; None when it names none."""
    found: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        name = tag.partition("-")[0].lower()
        if name in LANGUAGES:
            found.append((-_weight(weight), name))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def of_request(request: Request, default: str) -> str:
    """The language of one request."""
    return choose(
        request.query_params.get("lang"),
        request.cookies.get(COOKIE),
        request.headers.get("accept-language", ""),
        default,
    )
