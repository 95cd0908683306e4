"""JSONP, a script that calls a function with one JSON value: `name({…});` -> where that value begins, and it. Pure.

Read are one name or dotted one and what servers put before it: `/**/`, and Express's `typeof name === 'function' && `.
"""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = r"[A-Za-z_$][A-Za-z0-9_$]{0,99}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,99}){0,9}"
_CALL: Final = (
    r"[ \t\r\n]{0,200}(?:/\*\*/[ \t\r\n]{0,9})?"
    rf"(?:typeof[ ]{{1,9}}{_NAME}[ ]{{0,9}}={{2,3}}[ ]{{0,9}}(?:'function'|\"function\")[ ]{{0,9}}&&[ ]{{0,9}})?"
    rf"{_NAME}[ \t\r\n]{{0,9}}\([ \t\r\n]{{0,200}}(?=[\[{{])"
)
_TEXT: Final = re.compile("\ufeff?" + _CALL)
_BYTES: Final = re.compile(rb"(?:\xef\xbb\xbf)?" + _CALL.encode("ascii"))
_END: Final = re.compile(r"\s*\)\s*;?\s*")
_CLOSED: Final = re.compile(rb"\)[ \t\r\n]{0,200};?\Z")


def value_at(start: str) -> int:
    """Where the value of a call begins, in characters; 0 for anything but a call with an object or list."""
    found = _TEXT.match(start)
    return found.end() if found else 0


def value_at_byte(start: bytes) -> int:
    """The same of bytes, of whatever encoding that keeps ASCII as it is."""
    found = _BYTES.match(start)
    return found.end() if found else 0


def ends_call(text: str, end: int) -> bool:
    """True when nothing follows the value that ends at a place but the end of its call."""
    return _END.fullmatch(text, end) is not None


def without_call(raw: bytes) -> bytes:
    """The value of a call with it alone; other bytes, those of a call that has no end too, as they are."""
    if not (at := value_at_byte(raw)):
        return raw
    body = raw.rstrip(b" \t\r\n")
    closed = _CLOSED.search(body, max(at, len(body) - 300))
    return body[at : closed.start()] if closed else raw
