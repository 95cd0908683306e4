"""The frames of a page in an archive of what it loaded: which of its parts they are; they are read as part of the page.

What an archive holds under an address is told by its reader; addresses are told from the page that they stand in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

MAX_FRAMES: Final = 50  # of one page, those in others with them
MAX_DEEP: Final = 3  # frames in frames
MAX_BYTES: Final = 2_000_000  # of what one frame shows
MAX_LOOKED_AT: Final = 4_000_000  # bytes of a page in which frames are looked for
_QUOTED: Final = rb"\"[^\"]{0,4000}+\"|'[^']{0,4000}+'"
_FRAME: Final = re.compile(rb"<iframe(?=[\s/])(?:[^>\"']|" + _QUOTED + rb"){0,2000}+>", re.IGNORECASE)
_SRC: Final = re.compile(rb"(?<![\w-])src\s*=\s*(" + _QUOTED + rb"|[^\s\"'>]{1,2000})", re.IGNORECASE)
_SRCDOC: Final = re.compile(rb"(?<![\w-])srcdoc\s*=", re.IGNORECASE)
_NOWHERE: Final = ("about:", "javascript:", "data:", "blob:", "#")


def addresses_in(page: bytes) -> list[str]:
    """The addresses that the frames of a page name, as they stand there, in order."""
    found = list[str]()
    for frame in _FRAME.finditer(page[:MAX_LOOKED_AT]):
        named = None if _SRCDOC.search(frame[0]) else _SRC.search(frame[0])
        written = html.unescape(named[1].strip(b"\"'").decode("utf-8", "replace")).strip() if named else ""
        if written and not written.lower().startswith(_NOWHERE):
            found.append(written)
        if len(found) >= MAX_FRAMES:
            break
    return found


def told_from(base: str, written: str) -> str:
    """An address as it stands in the page at `base`, in whole and without its fragment; itself where there is none."""
    try:
        return urljoin(base, written).partition("#")[0]
    except ValueError:
        return written


def framed_by(page: bytes, base: str, found: Callable[[str, str], tuple[bytes, str] | None]) -> set[str]:
    """The names of those parts of an archive that a page shows in its frames, those in others with them.

    Args: base, the name of the page; found, an address and the name of the page it stands in -> the HTML that the
    archive holds there and its name, None for nothing.
    """
    names, waiting = set[str](), [(page, base, 1)]
    while waiting and len(names) < MAX_FRAMES:
        within, where, deep = waiting.pop(0)
        for written in addresses_in(within):
            frame = found(written, where)
            if frame is None or frame[1] in names or frame[1] == base:
                continue
            names.add(frame[1])
            if deep < MAX_DEEP:
                waiting.append((*frame, deep + 1))
    return names
