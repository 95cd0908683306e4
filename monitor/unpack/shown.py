"""How much text some bytes show, roughly: enough to tell a frame with words of its own from one that loads things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.payload import begin
from monitor.unpack.saved import plants_as_bytes

MOST: Final = 2_000_000  # bytes looked at
_MARKUP: Final = re.compile(rb"<!--|<(script|style|title)\b|<[^<>]{0,20000}>", re.I)
_NO_WORDS: Final = re.compile(rb"&[#\w]{1,10};|[^0-9A-Za-z\x80-\xff]+")


def bytes_shown(blocks: Iterator[bytes], *, markup: bool) -> int:
    """How many bytes of letters and figures a part shows, of its first MOST bytes; a Han character counts 2 or 3."""
    body, _ = begin(blocks, MOST)
    return len(_NO_WORDS.sub(b"", _without_markup(body) if markup else body))


def shows_plant(blocks: Iterator[bytes]) -> bool:
    """True when a page, in whatever usual encoding, shows one of the words that name a plant."""
    body, _ = begin(blocks, MOST)
    shown = _without_markup(body).lower()
    return any(word in shown for word in plants_as_bytes())


def _without_markup(body: bytes) -> bytes:
    kept, at = [], 0
    lower = body.lower()
    while found := _MARKUP.search(body, at):
        kept.append(body[at : found.start()])
        closing = b"-->" if found[0] == b"<!--" else b"</" + found[1].lower() if found[1] else b""
        at = lower.find(closing, found.end()) if closing else found.end()
        if at < 0:  # never closed: browsers show nothing more
            return b" ".join(kept)
        at += len(closing)
    return b" ".join([*kept, body[at:]])
