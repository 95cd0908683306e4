"""A page without what browsers do before they ask the policy of an answer, such as connecting to a link. Pure.

Frames become `x-page`, `x-frames` and `x-frm`, which show nothing: `publish.framed` makes frames of them that are safe.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

# Elements that make a browser connect, whatever the policy says, and what harmless one of the same length they become.
# A drawing can set the address of its links anew (set, animate); in a formula any element may be a link (math).
_REACHES_OUT: Final = re.compile(
    rb"<(/?)(iframe|frameset|frame|link|object|embed|animate|set|math|area|a)(?=[\t\n\f\r />])", re.I
)
_INERT: Final = {
    b"iframe": b"x-page", b"frameset": b"x-frames", b"frame": b"x-frm", b"link": b"meta", b"object": b"x-data",
    b"embed": b"param", b"animate": b"x-still", b"set": b"x-s", b"math": b"x-ma",
}  # fmt: skip
_LONGEST: Final = len(b"</frameset ")
# A browser connects to where a link leads before it asks the policy. Of an attribute that is there twice the first
# counts.
_LEADS_NOWHERE: Final = b" href=#- ping= "
# In a frame that brings its page along "#-" would be told from the page around it, and so lead away.
_LEADS_NOWHERE_INSIDE: Final = b" href=about:srcdoc#- ping= "
_HEAD: Final = 16_384  # bytes in which the doctype is looked for
_DOCTYPE: Final = re.compile(
    rb"\s*+(?:<\?xml[^>]{0,200}+>\s*+)?+(?:<!--(?:(?!-->).){0,2000}+-->\s*+){0,5}+<!doctype[^>]{0,500}+>", re.I | re.S
)
_NOWHERE: Final = b'<base target="_blank">'  # links would open a window, which the sandbox does not let them


def harmless(blocks: Iterable[bytes], *, inside: bool = False) -> Iterator[bytes]:
    """A page without what reaches outside by itself; other bytes as they are, but for a line that keeps links shut.

    Args: inside, it is the `srcdoc` of a frame.
    """
    held, begun = b"", False
    tamed = partial(_tamed, _LEADS_NOWHERE_INSIDE if inside else _LEADS_NOWHERE)
    for block in blocks:
        held += block
        if not begun:
            if len(held) < _HEAD:
                continue
            held, begun = _shut(held), True
        cut = held.rfind(b"<", max(0, len(held) - _LONGEST))
        ready, held = (held, b"") if cut < 0 else (held[:cut], held[cut:])
        yield _REACHES_OUT.sub(tamed, ready)
    yield _REACHES_OUT.sub(tamed, held if begun else _shut(held))


def _tamed(nowhere: bytes, found: re.Match[bytes]) -> bytes:
    name = found[2].lower()
    if name in _INERT:
        return b"<" + found[1] + _INERT[name]
    return found[0] if found[1] else found[0] + nowhere


def _shut(start: bytes) -> bytes:
    """The start of a page with a base for its links, behind mark and doctype: else browsers take it for an old page."""
    mark = start[:3] if start.startswith(codecs.BOM_UTF8) else b""
    doctype = _DOCTYPE.match(start, len(mark))
    place = doctype.end() if doctype else len(mark)
    return start[:place] + _NOWHERE + start[place:]
