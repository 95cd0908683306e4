"""An item page of a declared source -> one listing, each field by the source's selectors with their fallbacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.errors import ItemError
from monitor.models import Capture, Listing, ListingStatus, Span
from monitor.parse.charset import Decoded
from monitor.parse.dates import read_day
from monitor.parse.page import Visible, parse_tree, visible
from monitor.sources.select import every, first, shows, values
from monitor.sources.web import Pick, WebSource, native_id_of

COMMENTS_LINE: Final = "评论"
# What a status element says, beside the source's own markers.
_SOLD: Final = re.compile(r"已售|已卖|售出|卖掉了|已转让|已成交|成交结束|sold", re.I)
_REMOVED: Final = re.compile(r"下架|已删除|不存在|已失效|已撤牌|removed|deleted|expired", re.I)
_NAMED: Final = re.compile(r"价|price|面议|cost", re.I)


@dataclass(slots=True)
class _Fields:
    """Finds fields in one page and notes which selector found each."""

    tree: LexborHTMLParser
    source: WebSource
    item: str
    found_by: dict[str, str]

    def one(self, name: str, picks: Sequence[Pick], *, required: bool = False) -> str:
        """The first value of a field, '' when it is not there. Raises ItemError when it must be."""
        found = first(self.tree, picks)
        if found:
            self.found_by[name] = str(found[1])
            return found[0]
        if required and picks:
            raise self.missing(name, picks)
        return ""

    def all(self, name: str, picks: Sequence[Pick]) -> list[str]:
        """Every value of a field in page order."""
        found, pick = every(self.tree, picks)
        if pick:
            self.found_by[name] = str(pick)
        return found

    def nodes(self, picks: Iterable[Pick]) -> tuple[list[LexborNode], Pick | None]:
        """The elements that the first selector finds that finds any; a selector of an attribute or pattern has none."""
        for pick in picks:
            if not pick.attr and not pick.match and (found := self.tree.css(pick.css)):
                return found, pick
        return [], None

    def missing(self, name: str, picks: Iterable[Pick]) -> ItemError:
        """What to tell when a field that must be there is not."""
        tried = ", ".join(repr(str(pick)) for pick in picks)
        return ItemError(
            self.item, "parse",
            f"no {name} found by {tried} of source {self.source.id} (sources/{self.source.id}.yaml, item.{name}); "
            "the page may have changed",
        )  # fmt: skip


def read_item(capture: Capture, decoded: Decoded, source: WebSource) -> Listing:
    """Read one item page. Raises ItemError naming the selectors and the source file when title or text is missing."""
    url = capture.final_url or capture.url
    fields = _Fields(parse_tree(decoded.text), source, capture.url, {})
    title = fields.one("title", source.item.title, required=True)
    price = fields.one("price_text", source.item.price)
    comments = tuple(fields.all("comments", source.item.comments))
    body = _body(fields, url)
    text, volatile = _compose(title, price, body, comments)
    return Listing(
        source_id=capture.source_id, native_id=_native_id(fields, capture), text=text, title=title, url=url,
        price_text=price, seller=fields.one("seller", source.item.seller), posted_at=_posted_at(fields),
        place=fields.one("place", source.item.place) or None, status=_status(fields, capture, decoded.text),
        speaker=None if source.speaker == "unknown" else source.speaker, images=_images(fields, body, url),
        comments=comments, charset=decoded.encoding, charset_rung=decoded.rung, found_by=fields.found_by,
        volatile=volatile,
    )  # fmt: skip


def _native_id(fields: _Fields, capture: Capture) -> str:
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


def _body(fields: _Fields, url: str) -> Visible:
    """The visible text by the source's selectors, all of the page when it names none."""
    source = fields.source
    comments, _ = fields.nodes(source.item.comments)
    without = {node.mem_id for node in comments}
    marked = {node.mem_id for css in source.volatile for node in fields.tree.css(css)}
    nodes, pick = fields.nodes(source.item.text)
    if nodes and pick:
        shown = visible(_outermost(nodes), url, without=without, marked=marked)
        if shown.text:
            fields.found_by["text"] = str(pick)
            return shown
    if source.item.text:
        return Visible(fields.one("text", source.item.text, required=True))
    fields.found_by["text"] = "all visible text"
    return visible([fields.tree.root] if fields.tree.root else [], url, without=without, marked=marked)


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """Without elements that lie inside another one of the list: their text would stand twice."""
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not any(parent.mem_id in chosen for parent in _ancestors(node))]


def _ancestors(node: LexborNode) -> Iterable[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _compose(title: str, price: str, body: Visible, comments: Sequence[str]) -> tuple[str, tuple[Span, ...]]:
    """Title and price stand first when the text does not have them, comments last after a line 评论."""
    head = [title] if title and title not in body.text else []
    if price and price not in body.text:
        head.append(price if _NAMED.search(price) else f"价格：{price}")
    above = "".join(f"{line}\n" for line in head)
    below = "".join(f"\n{line}" for line in [COMMENTS_LINE, *comments]) if comments else ""
    shifted = tuple(Span(span.start + len(above), span.end + len(above)) for span in body.marked)
    return above + body.text + below, shifted


def _posted_at(fields: _Fields) -> date | None:
    picks = fields.source.item.posted_at
    for pick in picks.select:
        for value in values(fields.tree, pick):
            if day := _day(value, picks.formats):
                fields.found_by["posted_at"] = str(pick)
                return day
    return None


def _day(value: str, formats: Sequence[str]) -> date | None:
    for form in formats:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 - the day as written
        except ValueError:
            continue
    return read_day(value)


def _status(fields: _Fields, capture: Capture, html: str) -> ListingStatus:
    if capture.state == "sold" or capture.state == "removed_by_platform":  # noqa: PLR1714 - narrows the type
        return capture.state
    markers = fields.source.markers
    said = fields.one("status", fields.source.item.status)
    checks: tuple[tuple[ListingStatus, Callable[[], bool]], ...] = (
        ("removed_by_platform", lambda: any(shows(fields.tree, html, marker) for marker in markers.removed)),
        ("sold", lambda: any(shows(fields.tree, html, marker) for marker in markers.sold)),
        ("removed_by_platform", lambda: bool(_REMOVED.search(said))),
        ("sold", lambda: bool(_SOLD.search(said))),
    )
    return next((status for status, holds in checks if holds()), "live" if capture.how == "http" else "unknown")


def _images(fields: _Fields, body: Visible, url: str) -> tuple[str, ...]:
    named = fields.all("images", fields.source.item.images)
    found = [_absolute(url, address) for address in named] or [address for address, _ in body.images]
    return tuple(dict.fromkeys(address for address in found if address))


def _absolute(url: str, address: str) -> str:
    if address.startswith("data:"):
        return ""
    try:
        return urljoin(url, address)
    except ValueError:  # a broken IPv6 bracket and the like
        return ""
