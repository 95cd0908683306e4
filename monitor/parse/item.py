"""An item page of a declared source -> one listing, each field by the source's selectors with their fallbacks.

A file that is an item keeps what its reader found and goes by its number, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborNode

from monitor.charset import Decoded
from monitor.errors import ItemError, NotLoaded
from monitor.html.hidden import Hidden
from monitor.models import Capture, Listing
from monitor.parse.fields import Fields, absolute, body_of, compose, in_place, posting
from monitor.parse.headings import own_headings
from monitor.parse.page import Visible, is_not_loaded, opened, own_words, shown_of, words_of
from monitor.parse.posted import posted
from monitor.parse.shell import only_loads
from monitor.sources.select import PageSubject
from monitor.sources.web import Pick, WebSource, native_id_of


def read_item(capture: Capture, decoded: Decoded, source: WebSource) -> Listing:
    """Read one item page. Raises ItemError naming the selectors and the source file when title or text is missing."""
    url = capture.final_url or capture.url
    tree, hidden = opened(decoded.text)
    page = PageSubject(tree)
    fields = Fields(page, source, capture.url, {})
    title = fields.one("title", source.item.title, required=True)
    price = fields.price()
    comments = tuple(fields.all("comments", source.item.comments))
    body = _body(page, fields, url, hidden)
    text, volatile = compose(title, price, body, comments)
    status, replaced = in_place(fields, body.text, title, capture)
    title = title or _own_title(page, fields, hidden)
    listing = Listing(
        source_id=capture.source_id, native_id=_native_id(fields, capture), text=text, title=title,
        url=_address(capture, source), price_text=price.words, seller=fields.one("seller", source.item.seller),
        place=fields.one("place", source.item.place) or None, status=status,
        speaker=None if source.speaker == "unknown" else source.speaker, images=_images(fields, body, url),
        comments=comments, charset=decoded.encoding, charset_rung=decoded.rung, found_by=fields.found_by,
        volatile=volatile, in_place=replaced,
    )  # fmt: skip
    return posted(listing, posting(fields, capture, body.text))


def _own_title(page: PageSubject, fields: Fields, hidden: Hidden) -> str:
    """What a page says itself that it is called, where its source names no selector: its only h1, else its title."""
    headings = [words for node in own_headings(page.tree, hidden) if (words := words_of(node))]
    named = page.tree.css_first("title")
    found = ((headings[0] if len(headings) == 1 else "", "the only h1"),
             (words_of(named) if named is not None else "", "title element"))  # fmt: skip
    title, rule = next((one for one in found if one[0]), ("", ""))
    if title:
        fields.found_by["title"] = rule
    return title


def file_of(listing: Listing, capture: Capture, source: WebSource) -> Listing:
    """A file that is an item of a source -> the same by the number that its address gives, as any item of it.

    It is asked for again where it was had, whatever address is printed on it. Without a number it goes by its address.
    """
    addresses = (native_id_of(address, source) for address in (capture.url, capture.final_url))
    number, rule = next(filter(None, addresses), None), f"address {source.native_id.url}"
    if number is None:
        return listing
    return replace(
        listing, native_id=number, known_as=(listing.native_id, *listing.known_as), url=_address(capture, source),
        found_by={**listing.found_by, "native_id": rule},
    )  # fmt: skip


def _address(capture: Capture, source: WebSource) -> str:
    """Where the item is asked for again: where a redirect led, unless only the address asked for gives its number."""
    led_to = capture.final_url or capture.url
    is_numbered = native_id_of(led_to, source) or not native_id_of(capture.url, source)
    return led_to if is_numbered else capture.url


def _native_id(fields: Fields, capture: Capture) -> str:
    source = fields.source
    for address in (capture.url, capture.final_url):
        if address and (found := native_id_of(address, source)):
            fields.found_by["native_id"] = f"address {source.native_id.url}"
            return found
    if found := fields.one("native_id", source.native_id.select):
        return found
    raise ItemError(
        capture.url, "parse",
        f"neither its address nor the page gives the item's number (sources/{source.id}.yaml, native_id)",
    )  # fmt: skip


def _body(page: PageSubject, fields: Fields, url: str, hidden: Hidden) -> Visible:
    """The visible text by the source's selectors, all of the page but for other listings when it names none."""
    source, tree = fields.source, page.tree
    without = {node.mem_id for node in _elements(page, source.item.comments)}
    marked = {node.mem_id for css in source.volatile for node in tree.css(css)}
    is_loading = False
    for pick in source.item.text:
        if _is_element(pick):
            shown = shown_of(_outermost(tree.css(pick.css or "")), url, hidden, without=without, marked=marked)
        else:
            shown = body_of(page, pick, url)
        if shown.text and not only_loads(shown.text):
            fields.found_by["text"] = f"{pick}{shown.left_out}"
            return shown
        is_loading = is_loading or bool(shown.text)
    if is_loading:
        raise _not_loaded(fields)
    if source.item.text:
        return Visible(fields.one("text", source.item.text, required=True))
    shown, left_out = own_words(tree, url, hidden, without=without, marked=marked)
    if is_not_loaded(tree, shown.text):
        raise _not_loaded(fields)
    fields.found_by["text"] = f"all visible text{left_out}"
    return shown


def _not_loaded(fields: Fields) -> NotLoaded:
    return NotLoaded(
        fields.item, "parse",
        "the page had not loaded when it was fetched: its text says no more than that it is loading; what is known of "
        f"the listing stays (render: true in sources/{fields.source.id}.yaml has a browser fill the page)",
    )  # fmt: skip


def _is_element(pick: Pick) -> bool:
    """True for a selector of whole elements: one of an attribute, a pattern or a path has none."""
    return pick.css is not None and not (pick.attr or pick.match or pick.unit)


def _elements(page: PageSubject, picks: Iterable[Pick]) -> list[LexborNode]:
    """The elements that the first selector of elements finds that finds any."""
    found: Iterable[list[LexborNode]] = (page.tree.css(pick.css or "") for pick in picks if _is_element(pick))
    return next(filter(None, found), [])


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Without elements that lie inside another one of the list: their text would stand twice."""
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(parent.mem_id in chosen for parent in _ancestors(node))]


def _ancestors(node: LexborNode) -> Iterable[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _images(fields: Fields, body: Visible, url: str) -> tuple[str, ...]:
    named = fields.all("images", fields.source.item.images)
    found = [absolute(url, address) for address in named] or [address for address, _ in body.images]
    return tuple(dict.fromkeys(address for address in found if address))
