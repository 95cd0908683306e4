"""The pages of an MHTML by what others in it call them: what a page shows in its frames comes behind it.

Chrome names frames by their id (`cid:frame-…@mhtml.blink`), others by where they were loaded from.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from monitor.payload import begin
from monitor.unpack.fields import content_type, words
from monitor.unpack.framed import MAX_BYTES, framed_by, told_from
from monitor.unpack.mime import Leaf, leaves
from monitor.unpack.model import OpenFrame

PAGES: Final = frozenset(("text/html", "application/xhtml+xml"))
MAX_URL: Final = 2000


def content_id(leaf: Leaf) -> str:
    """The id of a part without its brackets; "" for none."""
    return leaf.fields.get("content-id", b"").decode("utf-8", "replace").strip().strip("<>")[:MAX_URL]


def known_as(leaf: Leaf) -> tuple[str, ...]:
    """What the pages beside it may call a part: its location as it stands there, `cid:` and its id."""
    location = words(leaf.fields.get("content-location", b"")).replace(" ", "")
    number = content_id(leaf)
    return tuple(one[:MAX_URL] for one in (location, f"cid:{number}" if number else "") if one)


class MhtmlPages:
    """Looks pages up by their names; the message is gone through once, when the first is asked for.

    Args: body, gives the content of a leaf.
    """

    def __init__(self, file: BinaryIO, body: Callable[[BinaryIO, Leaf], Iterator[bytes]]) -> None:
        self._file, self._body = file, body
        self._leaves: dict[str, Leaf] | None = None

    def framed(self, page: Leaf) -> set[str]:
        """The numbers of the leaves that a page shows in its frames."""
        body = self._content(page)
        return framed_by(body, _number(page), self._found) if b"<iframe" in body.lower() else set()

    def open(self, page: Leaf, written: str, base: str) -> OpenFrame | None:
        """What a frame of a page shows; see `Part.frames`. Bases are the numbers of leaves."""
        leaf = self._leaf(written, base or _number(page))
        if leaf is None:
            return None
        kind, parameters = content_type(leaf.fields)
        charset = parameters.get("charset", "")
        stream = cast("BinaryIO", io.BytesIO(self._content(leaf)))
        base = next(iter(known_as(leaf)), "") or _number(leaf)  # sheets, too, are told from where it was loaded from
        return OpenFrame(stream, f"{kind}; charset={charset}" if charset else kind, base)

    def _found(self, written: str, base: str) -> tuple[bytes, str] | None:
        leaf = self._leaf(written, base)
        body = b"" if leaf is None else self._content(leaf)
        return (body, _number(leaf)) if leaf and 0 < len(body) <= MAX_BYTES else None

    def _leaf(self, written: str, base: str) -> Leaf | None:
        """The page that an address means which stands in the leaf of this number."""
        if self._leaves is None:
            self._leaves = self._gone_through()
        locations = [name for name in known_as(self._leaves[_key(base)]) if not name.startswith("cid:")]
        names = [written.partition("#")[0], *(told_from(location, written) for location in locations)]
        return next((self._leaves[key] for name in names if (key := _key(name)) in self._leaves), None)

    def _gone_through(self) -> dict[str, Leaf]:
        """The pages by their names and by their numbers; of several of one name the first."""
        found: dict[str, Leaf] = {}
        for leaf in leaves(self._file):
            if not leaf.problem and content_type(leaf.fields)[0] in PAGES:
                for name in (_number(leaf), *map(_key, known_as(leaf))):
                    found.setdefault(name, leaf)
        return found

    def _content(self, leaf: Leaf) -> bytes:
        """At most one byte more than the most that a frame may have."""
        body, _ = begin(self._body(self._file, leaf), MAX_BYTES + 1)
        return body


def _number(leaf: Leaf) -> str:
    """A name that no address has without its fragment."""
    return f"#{leaf.number}"


def _key(name: str) -> str:
    return name if name.startswith("#") else unquote(name.partition("#")[0])
