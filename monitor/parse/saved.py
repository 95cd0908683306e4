"""A page or text without a source's selectors -> one listing: all visible text, other fields by generic rules."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.parse.frontmatter import read_front_matter
from monitor.parse.hints import Hints, from_matter, from_metas, from_text
from monitor.parse.list_page import is_of_one, leads_to_alike
from monitor.parse.pasted import without_neighbours
from monitor.parse.plain import Reading, read_plain, reading_of
from monitor.parse.tracking import page_address

if TYPE_CHECKING:
    from monitor.parse.kinds import Kind
    from monitor.parse.page import Page, Visible
    from monitor.parse.scripted import Scripted

_SEEN: Final = "the text that the archive says the page showed"
_NOTED: Final = 4000  # characters in which a note of who saved a page is looked for
# Browsers and SingleFile note where a page was saved from.
_SAVED_FROM: Final = re.compile(
    r"<!--\s*(?:saved from url=\(\d{4,6}\)|(?:Page saved with|Archive processed by) SingleFile\s+url:\s*)(https?://[^\s>]{1,2000})",
    re.I,
)
_SCRAPBOOK: Final = re.compile(r"<html\b[^>]{0,2000}?\sdata-scrapbook-source=\"(https?://[^\s\">]{1,2000})", re.I)
_MARKUP: Final = re.compile(
    r"</?(?:p|div|br|table|tr|td|span|b|strong|i|em|a|img|ul|ol|li|h[1-6]|font|article)\b[^<>]{0,500}>", re.I
)
# An address that names a page: many sites give their front page as the canonical address of every page.
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>/?#]{3,255}+(?:/?\?|/?#!?/(?=[^/?#])|/(?=[^/?#]))[^\s\"'<>]{1,2000}")


def read_saved(text: str, kind: Kind, base: str = "", *, pasted: bool = False) -> Reading:
    """Read one decoded document of kind html, markdown or text.

    Args: pasted, plain words may have been copied from a page: the block of other listings at their end is left out.
    The header of a saved article is read and left out; markup in an article is read as a page is. Raises nothing.
    """
    hints, start = Hints(), 0
    if kind != "html":
        article = read_front_matter(text)
        from_matter(hints, article.entries)
        hints.keep("url", _ADDRESS)
        start = article.start
    body = text[start:]
    page = _page_in(body, kind, base)
    if page is None:
        return (_plain if pasted else read_plain)(body, hints, exact=start == 0)
    from_metas(hints, page.metas, page.times)
    visible = page.visible
    from_text(hints, _outside(visible))  # what is folded away is read second
    from_text(hints, visible.text)
    hints.offer("url", _addresses(body, page))
    hints.offer("seller", [page.seller])
    price = page.metas.get("og:price:amount") or page.metas.get("product:price:amount") or ""
    hints.offer("price_text", [(price, "meta price:amount")])
    hints.found_by["text"] = f"{_SEEN if page.is_archived else 'all visible text'}{page.left_out}"
    told = _scripted(page, hints, hints.values.get("url") or base)
    hints.offer("title", _titles(page))
    images = tuple(address for address, _ in visible.images)
    reading = reading_of(told.text if told else visible.text, False, hints, images, page.times)
    is_own = price != "" or (told is not None and told.is_own)
    is_shell = kind == "html" and page.is_shell and not (told and told.is_own)
    reading = replace(reading, is_shell=is_shell, listed=0 if is_own else _listed(page, reading.url or base))
    if told is None:
        return reading
    return replace(
        reading,
        place=told.place,
        posted_else=(told.posted, told.rule),
        has_data=told.has_data,
        named=told.named,
    )


def _listed(page: Page, address: str) -> int:
    """How many listings a page shows that is a list of them."""
    if page.listed is None or (address and (is_of_one(address) or leads_to_alike(address, page.listed))):
        return 0
    if page.scripts:
        from monitor.parse.scripted import tells_one  # noqa: PLC0415 - start-up time

        if tells_one(page.scripts):
            return 0
    return len(page.listed.targets)


def _scripted(page: Page, hints: Hints, address: str) -> Scripted | None:
    """The text of a page with what its scripts say of its listing; None when they hold nothing of a plant."""
    if not page.scripts:
        return None
    from monitor.parse.scripted import with_scripts  # noqa: PLC0415 - start-up time

    return with_scripts(page, hints, address)


def _plain(body: str, hints: Hints, *, exact: bool) -> Reading:
    """Plain words, without the block of other listings that was copied with them."""
    pasted = without_neighbours(body)
    if not pasted.heading:
        return read_plain(body, hints, exact=exact)
    reading = read_plain(pasted.text, hints, exact=False)
    reading.found_by["text"] += f", without {pasted.heading}"
    return reading


def told_address(html: str) -> str:
    """Where a page was saved from by the note of the program that saved it; '' without one."""
    found = _SAVED_FROM.search(html[:_NOTED]) or _SCRAPBOOK.search(html[:_NOTED])
    return page_address(found[1]) if found else ""


def _page_in(body: str, kind: Kind, base: str) -> Page | None:
    """The page when a document is one or has markup in its text; None for plain words."""
    if kind != "html" and not _MARKUP.search(body):
        return None
    from monitor.parse.page import read_page  # noqa: PLC0415 - start-up time: plain words need no HTML parser

    whole = kind == "html" or body.lstrip()[:1] == "<"
    return read_page(body, base, keep_breaks=not whole)


def _outside(visible: Visible) -> str:
    """The text without what is marked in it."""
    kept, place = list[str](), 0
    for span in sorted(visible.marked):
        kept.append(visible.text[place : span.start])
        place = max(place, span.end)
    return "".join([*kept, visible.text[place:]])


def _titles(page: Page) -> list[tuple[str, str]]:
    heading = page.headings[0] if len(page.headings) == 1 else ""
    lesser = page.lesser[0] if len(page.lesser) == 1 else ""
    return [
        (heading, "the only h1"), (page.metas.get("og:title", ""), "meta og:title"), (page.title, "title element"),
        (lesser, "the only h2"),
    ]  # fmt: skip


def _addresses(html: str, page: Page) -> list[tuple[str, str]]:
    saved, scrapbook = _SAVED_FROM.search(html[:_NOTED]), _SCRAPBOOK.search(html[:_NOTED])
    candidates = [
        (saved[1] if saved else "", "saved-from comment"),
        (page.metas.get("savepage-url", ""), "meta savepage-url"),
        (scrapbook[1] if scrapbook else "", "data-scrapbook-source"),
        (page.canonical, "link canonical"),
        (page.metas.get("og:url", ""), "meta og:url"),
    ]
    return [(page_address(value), rule) for value, rule in candidates if _ADDRESS.fullmatch(value)]
