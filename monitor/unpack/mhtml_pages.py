"""The pages of an MHTML by what others in it call them: what a page shows in its frames comes behind it.

Chrome names frames by their id (`cid:frame-…@mhtml.blink`), others by where they were loaded from.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, cast
from urllib.parse import unquote

from monitor.payload import PAGES, begin
from monitor.unpack.fields import content_type, words
from monitor.unpack.framed import MAX_BYTES, Framed, Page, Sheet, framed_by, has_frames, parts_of_pages, told_from
from monitor.unpack.mime import Leaf, leaves
from monitor.unpack.model import OpenFrame
from monitor.unpack.part_names import joined

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

    Args: body, gives the content of a leaf; sheet, see `framed_by`.
    """

    def __init__(self, file: BinaryIO, body: Callable[[BinaryIO, Leaf], Iterator[bytes]], sheet: Sheet) -> None:
        self._file, self._body, self._sheet = file, body, sheet
        self._leaves: dict[str, Leaf] | None = None
        self._bases: dict[str, str] = {}  # what pages say that their addresses are told from

    def parts(self, documents: Iterable[Leaf], root: str) -> set[str]:
        """The numbers of the leaves that are read as part of another page alone.

        Args: documents, the pages that are to be read; root, the number of that which the others belong to.
        """
        framed: dict[str, Framed] = {}
        for leaf in documents:
            page = self._page(leaf)
            framed[page.name] = framed_by(page, self._found, self._sheet) if has_frames(page.body) else Framed()
        return parts_of_pages(framed, (root,))

    def has_frames(self) -> bool:
        """Whether a page in it may show another in a frame."""
        pages = {leaf.number: leaf for leaf in self._gone_through().values()}
        return len(pages) > 1 and any(has_frames(self._content(leaf)) for leaf in pages.values())

    def open(self, page: Leaf, written: str, base: str) -> OpenFrame | None:
        """What a frame of a page shows; see `Part.frames`. Bases are the numbers of leaves."""
        leaf = self._leaf(written, base or number_of(page))
        if leaf is None:
            return None
        stream = cast("BinaryIO", io.BytesIO(self._content(leaf)))
        base = next(iter(known_as(leaf)), "") or number_of(leaf)  # sheets, too, are told from where it was loaded from
        return OpenFrame(stream, _media_type(leaf), base)

    def _found(self, written: str, within: Page) -> Page | None:
        leaf = self._leaf(written, within.name)
        page = None if leaf is None else self._page(leaf)
        return page if page and 0 < len(page.body) <= MAX_BYTES else None

    def _page(self, leaf: Leaf) -> Page:
        return Page(number_of(leaf), next(iter(known_as(leaf)), ""), _media_type(leaf), self._content(leaf))

    def _base(self, leaf: Leaf) -> str:
        """What a page says that its addresses are told from, "" for nothing."""
        number = number_of(leaf)
        if number not in self._bases:
            self._bases[number] = Page(number, "", _media_type(leaf), self._content(leaf)).base()
        return self._bases[number]

    def _leaf(self, written: str, base: str) -> Leaf | None:
        """The page that an address means which stands in the leaf of this number."""
        pages = self._gone_through()
        page = pages[_key(base)]
        said = self._base(page)
        locations = [joined(name, said) for name in known_as(page) if not name.startswith("cid:")] or [said]
        told = [told_from(location, written) for location in locations]
        as_it_stands = [written.partition("#")[0]]
        names = told + as_it_stands if said else as_it_stands + told
        return next((pages[key] for name in names if (key := _key(name)) in pages), None)

    def _gone_through(self) -> dict[str, Leaf]:
        """The pages by their names and by their numbers; of several of one name the first."""
        if self._leaves is None:
            self._leaves = {}
            for leaf in leaves(self._file):
                if not leaf.problem and content_type(leaf.fields)[0] in PAGES:
                    for name in (number_of(leaf), *map(_key, known_as(leaf))):
                        self._leaves.setdefault(name, leaf)
        return self._leaves

    def _content(self, leaf: Leaf) -> bytes:
        """At most one byte more than the most that a frame may have."""
        body, _ = begin(self._body(self._file, leaf), MAX_BYTES + 1)
        return body


def number_of(leaf: Leaf) -> str:
    """A name that no address has without its fragment."""
    return f"#{leaf.number}"


def _media_type(leaf: Leaf) -> str:
    kind, parameters = content_type(leaf.fields)
    charset = parameters.get("charset", "")
    return f"{kind}; charset={charset}" if charset else kind


def _key(name: str) -> str:
    return name if name.startswith("#") else unquote(name.partition("#")[0])
