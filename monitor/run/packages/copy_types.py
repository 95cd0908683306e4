"""Which type the copies for players name: players do not guess in what encoding a text is."""

from __future__ import annotations

from monitor.charset import declared_charsets
from monitor.parse import decode


def with_charset(media_type: str, start: bytes) -> str:
    """The type of a text with the encoding that it is read in, where it names none."""
    if not media_type.startswith("text/") or "charset" in media_type.lower():
        return media_type
    return f"{media_type}; charset={decode(start, declared_charsets(start)).encoding}"
