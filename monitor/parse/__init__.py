"""Stage 2, parse: Capture -> Listings. Pure. Names load on first use: plain words need no HTML parser."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from monitor.charset import decode
    from monitor.parse.digest import content_digest, same_words
    from monitor.parse.listings import decode_capture, parse, parse_many
    from monitor.parse.stream import documents_from

__all__ = ["content_digest", "decode", "decode_capture", "documents_from", "parse", "parse_many", "same_words"]

_HOME: Final = {
    "content_digest": "monitor.parse.digest",
    "same_words": "monitor.parse.digest",
    "decode": "monitor.charset",
    "decode_capture": "monitor.parse.listings",
    "documents_from": "monitor.parse.stream",
    "parse": "monitor.parse.listings",
    "parse_many": "monitor.parse.listings",
}


def __getattr__(name: str) -> Any:
    """The public name `name` of the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module 'monitor.parse' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
