"""The visible text of an HTML page in block order, and what its head says. Linear time, bounded depth.

Left out: script, style, templates, noscript, drop-down lists, and unless a click opens it (`monitor.html.hidden`) what
`hidden`, `display:none` or `visibility:hidden` on the element itself or the page's own style sheets hide.
Kept: aria-hidden (people see it). What `<iframe srcdoc>` shows is read in its place (`monitor.html.frames`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.cards import Cards
from monitor.html.cloaks import hides_itself
from monitor.html.frames import open_frames
from monitor.html.hidden import NOTHING, Hidden, hidden_by_sheets
from monitor.html.pagetree import BLOCKS, is_hidden, is_unseen, lies_in, parse_html
from monitor.models import Span
from monitor.parse.headings import own_headings
from monitor.parse.list_page import listed_on
from monitor.parse.neighbours import neighbours
from monitor.parse.sellers import Told, seller_of
from monitor.parse.shell import is_shell
from monitor.sources.scripts import Script, scripts_of

_CELLS: Final = frozenset(("td", "th"))
_PRE: Final = frozenset(("pre", "textarea", "listing", "plaintext"))
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
MARKUP: Final = re.compile(
    r"<(?:p|br|div|span|ul|ol|li|table|tr|td|h[1-6]|b|strong|em|a|img|font|section|article|pre)\b[^<>]{0,500}>", re.I
)
ARCHIVED: Final = "data-hydrowatch-archived"  # on the element with the text that an archiver saw
WITHOUT_HIDDEN: Final = ", without words that the page's style sheets hide"
IN_DOUBT: Final = ", with words that its style sheets hide unless one that was missing shows them"
LEAST_WORDS: Final = 40  # characters of a page that says something of its own
_BREAK, _CELL, _SPACE = "\n", " | ", " "


@dataclass(frozen=True, slots=True)
class Visible:
    """Visible text, the places of it that were asked for, and the pictures in it as (address, alternative text).

    `left_out`: a note that words which style sheets hide are not in it, or that it is not known whether they do.
    """

    text: str
    marked: tuple[Span, ...] = ()
    images: tuple[tuple[str, str], ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as far as it can be read without knowing the site; marked in it: what is folded away until a click."""

    visible: Visible
    title: str = ""
    headings: tuple[str, ...] = ()  # every <h1> that it shows as its own
    lesser: tuple[str, ...] = ()  # every <h2> of a page that has no <h1> and no title: a part copied out of one
    metas: Mapping[str, str] = field(default_factory=dict)  # lower-case name, property or itemprop -> first content
    times: tuple[str, ...] = ()  # datetime attribute or words of <time>
    canonical: str = ""
    left_out: str = ""  # which blocks of other listings are not in the text, and whether words that are hidden are not
    is_archived: bool = False  # the text is what an archiver saw
    scripts: tuple[Script, ...] = ()  # those that may hold data of a plant
    is_shell: bool = False  # its words were not there yet
    seller: tuple[str, str] = ("", "")  # who sells, with the rule that found it
    listed: Cards | None = None  # what it lists, saying nothing of its own beside it


def read_page(html: str, base: str = "", *, keep_breaks: bool = False) -> Page:
    """Read a page; `base` makes picture addresses absolute, `keep_breaks` keeps line ends of text outside <pre>."""
    tree, hidden = opened(html)
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        metas.setdefault(name.lower(), (attributes.get("content") or "").strip())
    shown, left_out = own_words(tree, base, hidden, marked=hidden.folded, keep_breaks=keep_breaks)
    named, canonical = tree.css_first("title"), tree.css_first('link[rel="canonical"][href]')
    title = words_of(named) if named is not None else ""
    headings = _headings(tree, hidden, "h1")
    scripts = scripts_of(tree) if "<script" in html.lower() else ()
    site_names = (title, metas.get("og:site_name", ""), metas.get("application-name", ""))
    return Page(
        visible=shown,
        left_out=left_out,
        is_archived=ARCHIVED in html and tree.css_first(f"pre[{ARCHIVED}]") is not None,
        scripts=scripts,
        seller=seller_of(Told(tree, hidden, scripts, shown.text, site_names)),
        is_shell=is_not_loaded(tree, shown.text, metas.get("og:title", "")),
        listed=listed_on(tree, base),
        title=title,
        headings=headings,
        lesser=() if headings or title else _headings(tree, hidden, "h2"),
        metas=metas,
        times=tuple(node.attributes.get("datetime") or words_of(node) for node in tree.css("time")),
        canonical=(canonical.attributes.get("href") or "").strip() if canonical is not None else "",
    )


def _headings(tree: LexborHTMLParser, hidden: Hidden, level: Literal["h1", "h2"]) -> tuple[str, ...]:
    return tuple(words for node in own_headings(tree, hidden, level) if (words := words_of(node)))


def opened(html: str) -> tuple[LexborHTMLParser, Hidden]:
    """The tree of a page with the frames that it holds opened, and what its style sheets hide."""
    tree = parse_html(html)
    hidden = hidden_by_sheets(tree)
    if "srcdoc" in html:
        open_frames(tree, lambda node: visible([node]).text, hidden)
    return tree, hidden


def own_words(
    tree: LexborHTMLParser,
    base: str = "",
    hidden: Hidden = NOTHING,
    *,
    without: Collection[int] = (),
    marked: Collection[int] = (),
    keep_breaks: bool = False,
) -> tuple[Visible, str]:
    """The visible text of a page without the blocks of other listings in it, and a note of what is left out.

    Args: hidden, by the page's style sheets; the rest as of `visible`. Where hardly anything would be left the page is
    such a block itself: nothing is left out.
    """
    roots, others = [tree.root] if tree.root else [], neighbours(tree)
    if others.elements:
        leave = others.elements.union(without)
        shown = shown_of(roots, base, hidden, without=leave, marked=marked, keep_breaks=keep_breaks)
        if len(shown.text) >= LEAST_WORDS:
            return shown, f"{others.told}{shown.left_out}"
    shown = shown_of(roots, base, hidden, without=without, marked=marked, keep_breaks=keep_breaks)
    return shown, shown.left_out


def shown_of(
    nodes: Sequence[LexborNode],
    base: str,
    hidden: Hidden,
    *,
    without: Collection[int] = (),
    marked: Collection[int] = (),
    keep_breaks: bool = False,
) -> Visible:
    """The visible text of some elements without what style sheets hide in them and no click opens.

    All of it where that is most of what is said of a plant: such a page hides itself until its scripts have run.
    """
    asked = {node.mem_id for node in nodes}
    closed = hidden.closed - asked  # what is asked for is read
    inside = [node for node in hidden.nodes if node.mem_id in closed and lies_in(node, asked)]
    told = IN_DOUBT if hidden.is_in_doubt else ""
    if inside:
        leave = closed.union(without)
        shown = visible(nodes, base, without=leave, marked=marked, opened=hidden.folded, keep_breaks=keep_breaks)
        unseen = visible(inside, without=without).text
        if not hides_itself(unseen, shown.text):
            return replace(shown, left_out=(WITHOUT_HIDDEN if unseen else "") + told)
    shown = visible(nodes, base, without=without, marked=marked, opened=hidden.folded, keep_breaks=keep_breaks)
    return replace(shown, left_out=told)


def is_not_loaded(tree: LexborHTMLParser, text: str, *titles: str) -> bool:
    """True when a page's words were not there yet. Args: text, what it shows; titles, besides that of its window."""
    roots, title = [tree.root] if tree.root else [], tree.css_first("title")
    named = (*titles, words_of(title) if title is not None else "")
    return is_shell(tree, text, named, lambda around: visible(roots, without=around).text)


def words_of(node: LexborNode) -> str:
    """All text in an element on one line."""
    return _SPACES.sub(" ", node.text(separator=" ")).strip()


def lines_of(raw: str, url: str = "") -> Visible:
    """A string as lines: markup in it (feeds, descriptions of shops, JSON) is read as a page is."""
    if MARKUP.search(raw):
        tree = parse_html(raw)
        return visible([tree.root] if tree.root else [], url)
    return Visible("\n".join(line for part in raw.splitlines() if (line := " ".join(part.split()))))


def visible(
    nodes: Iterable[LexborNode],
    base: str = "",
    *,
    without: Collection[int] = (),
    marked: Collection[int] = (),
    opened: Collection[int] = (),
    keep_breaks: bool = False,
) -> Visible:
    """The visible text of some elements, one after the other.

    Args: `without`, `marked` and `opened` are mem_id of elements to leave out, to report the places of, and to read
    though they hide themselves.
    Returns: lines without space at either end and no empty lines; cells of a table row are joined by ' | '.
    """
    writer = _Writer(base, without, marked, opened, keep_breaks)
    for node in nodes:
        writer.walk(node)
    return Visible("".join(writer.parts), tuple(writer.spans), tuple(dict.fromkeys(writer.images)))


@dataclass(slots=True)
class _Frame:
    """An element that is open during the walk."""

    node: LexborNode
    tag: str
    pre: bool
    start: int  # length of the text when it was opened
    lines: int  # line breaks before its first word
    marked: bool


class _Writer:
    """Writes text with the white space that a browser would show, as far as it separates words and lines."""

    def __init__(
        self, base: str, without: Collection[int], marked: Collection[int], opened: Collection[int], keep_breaks: bool
    ) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.images: list[tuple[str, str]] = []
        self._base, self._without, self._marked, self._keep = base, without, marked, keep_breaks
        self._opened = opened
        self._length = 0
        self._lines = 0
        self._pending = ""

    def walk(self, root: LexborNode) -> None:
        """Write one element and all in it, without recursion."""
        stack: list[_Frame] = []
        self._ask(_BREAK)
        node: LexborNode | None = root
        while node is not None:
            frame = self._enter(node, stack[-1].pre if stack else False)
            child = node.child if frame else None
            if frame and child is not None:
                stack.append(frame)
                node = child
                continue
            if frame:
                self._leave(frame)
            following = node.next if stack else None
            while following is None and stack:
                closed = stack.pop()
                self._leave(closed)
                following = closed.node.next if stack else None
            node = following
        self._ask(_BREAK)

    def _enter(self, node: LexborNode, pre: bool) -> _Frame | None:
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "", pre)
            return None
        if is_unseen(tag) or node.mem_id in self._without:
            return None
        attributes = node.attributes
        if is_hidden(attributes) and node.mem_id not in self._opened:
            return None
        if tag == "br":
            self._ask(_BREAK)
        elif tag == "img":
            self._image(attributes)
        elif tag in _CELLS:
            self._ask(_CELL)
        elif tag in BLOCKS and self._pending != _CELL:  # the first block of a cell stays on the cell's line
            self._ask(_BREAK)
        marked = node.mem_id in self._marked
        lines = self._lines + (self._pending == _BREAK and bool(self.parts))  # at the first word written in it
        return _Frame(node, tag, pre or tag in _PRE, self._length, lines, marked)

    def _leave(self, frame: _Frame) -> None:
        if frame.marked and self._length > frame.start:
            written = self._written_since(frame.start)
            lead = len(written) - len(written.lstrip(" |\n"))
            self.spans.append(Span(frame.start + lead, self._length))
        if frame.tag in _CELLS:
            # A cell of one line stays on the line of its row, whatever blocks it is made of.
            if self._pending == _BREAK and self._lines == frame.lines:
                self._pending = _SPACE
        elif frame.tag in BLOCKS:
            self._ask(_BREAK)

    def _written_since(self, start: int) -> str:
        tail: list[str] = []
        length = self._length
        for part in reversed(self.parts):
            if length <= start:
                break
            tail.append(part)
            length -= len(part)
        return "".join(reversed(tail))

    def _text(self, raw: str, pre: bool) -> None:
        if not (pre or self._keep):
            self._inline(raw)
            return
        for number, line in enumerate(raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if number:
                self._ask(_BREAK)
            self._inline(line)

    def _inline(self, raw: str) -> None:
        text = _SPACES.sub(" ", raw)
        if text[:1] == " ":
            self._ask(_SPACE)
        core = text.strip(" ")
        if core:
            self._put(core)
            if text[-1] == " ":
                self._ask(_SPACE)

    def _ask(self, separator: str) -> None:
        """Separate what comes from what was: a line break is stronger than a cell, a cell than a space."""
        if self._pending == _BREAK or (self._pending == _CELL and separator == _SPACE):
            return
        self._pending = separator

    def _put(self, core: str) -> None:
        if self.parts and self._pending:
            self.parts.append(self._pending)
            self._length += len(self._pending)
            self._lines += self._pending == _BREAK
        self._pending = ""
        self.parts.append(core)
        self._length += len(core)

    def _image(self, attributes: Mapping[str, str | None]) -> None:
        address = attributes.get("src") or ""
        if address.startswith("data:") or not address:
            address = attributes.get("data-src") or attributes.get("data-original") or ""
        if not address or address.startswith("data:"):
            return
        try:
            address = urljoin(self._base, address)
        except ValueError:  # a broken IPv6 bracket and the like
            return
        self.images.append((address[:2000], (attributes.get("alt") or "").strip()[:500]))
