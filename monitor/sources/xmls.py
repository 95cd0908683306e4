"""What feeds and sitemaps share: an XML text that could unfold itself is refused before a parser sees it."""

from __future__ import annotations

import re
from typing import Final

from monitor.errors import ItemError

MAX_CHARS: Final = 20_000_000
MAX_DEPTH: Final = 100
_ENTITY: Final = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def safe_xml(text: str, url: str, what: str, limit: int = MAX_CHARS) -> bytes:
    """The text as UTF-8 without its XML declaration. Raises ItemError: too long, or it declares entities of its own."""
    if len(text) > limit:
        raise ItemError(url, "parse", f"the {what} has more than {limit:,} characters and is not read")
    if _ENTITY.search(text):
        raise ItemError(url, "parse", f"the {what} declares entities of its own, as hostile XML does; it is not read")
    bare = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    return bare.encode("utf-8", "replace")
