"""Stage 2, parse: Capture -> Listings. Pure. Names load on first use: plain words need no HTML parser."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from monitor.parse.charset import decode
    from monitor.parse.digest import content_digest
    from monitor.parse.listings import decode_capture, parse, parse_many
    from monitor.parse.stream import documents_from

__all__ = ["content_digest", "decode", "decode_capture", "documents_from", "parse", "parse_many"]

_HOME: Final = {
    "content_digest": "digest",
    "decode": "charset",
    "decode_capture": "listings",
    "documents_from": "stream",
    "parse": "listings",
    "parse_many": "listings",
}


def __getattr__(name: str) -> Any:
    """The public name `name` of the module that holds it."""
    if name not in _HOME:
        raise AttributeError(f"module 'monitor.parse' has no attribute {name!r}")
    return getattr(import_module(f"monitor.parse.{_HOME[name]}"), name)
