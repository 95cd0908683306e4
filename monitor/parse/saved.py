"""A page or text without a source's selectors -> one listing: all visible text, other fields by generic rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag

from monitor.parse.frontmatter import read_front_matter
from monitor.parse.hints import MAX_TITLE, Hints, first_line, from_matter, from_metas, from_text

if TYPE_CHECKING:
    from monitor.parse.kinds import Kind
    from monitor.parse.page import Page

# Browsers and SingleFile note where a page was saved from.
_SAVED_FROM: Final = re.compile(
    r"<!--\s*(?:saved from url=\(\d{4,6}\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]{1,2000})", re.I
)
_MARKUP: Final = re.compile(
    r"</?(?:p|div|br|table|tr|td|span|b|strong|i|em|a|img|ul|ol|li|h[1-6]|font|article)\b[^<>]{0,500}>", re.I
)
# An address that names a page: many sites give their front page as the canonical address of every page.
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>/?#]{3,255}+(?:/?\?|/(?=[^/?#]))[^\s\"'<>]{1,2000}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says without knowing where it is from; `exact`: the text is the input itself."""

    text: str
    exact: bool
    title: str
    url: str
    price_text: str
    posted_at: date | None
    images: tuple[str, ...]
    found_by: dict[str, str]


def read_saved(text: str, kind: Kind, base: str = "") -> Reading:
    """Read one decoded document of kind html, markdown or text.

    The header of a saved article is read and left out; markup in an article is read as a page is. Raises nothing.
    """
    hints, start = Hints(), 0
    if kind != "html":
        article = read_front_matter(text)
        from_matter(hints, article.entries)
        start = article.start
    body = text[start:]
    page = _page_in(body, kind, base)
    if page is None:
        return _plain(body, hints, exact=start == 0)
    from_metas(hints, page.metas, page.times)
    visible = page.visible
    from_text(hints, visible.text)
    hints.offer("title", _titles(page))
    hints.offer("url", _addresses(body, page))
    price = page.metas.get("og:price:amount") or page.metas.get("product:price:amount") or ""
    hints.offer("price_text", [(price, "meta price:amount")])
    hints.found_by["text"] = "all visible text"
    images = tuple(address for address, _ in visible.images)
    return _reading(visible.text, False, hints, images)


def _page_in(body: str, kind: Kind, base: str) -> Page | None:
    """The page when a document is one or has markup in its text; None for plain words."""
    if kind != "html" and not _MARKUP.search(body):
        return None
    from monitor.parse.page import read_page  # noqa: PLC0415 - start-up time: plain words need no HTML parser

    whole = kind == "html" or body.lstrip()[:1] == "<"
    return read_page(body, base, keep_breaks=not whole)


def _plain(body: str, hints: Hints, *, exact: bool) -> Reading:
    from_text(hints, body)
    hints.offer("title", [(first_line(body), "first line")])
    hints.found_by["text"] = "all text" if exact else "all text after the front matter"
    return _reading(body if exact else body.strip(), exact, hints, ())


def _reading(text: str, exact: bool, hints: Hints, images: tuple[str, ...]) -> Reading:
    values = hints.values
    url = values.get("url", "")
    return Reading(
        text=text, exact=exact, title=values.get("title", "")[:MAX_TITLE], images=images, found_by=hints.found_by,
        url=urldefrag(url).url if _ADDRESS.fullmatch(url) else "", price_text=values.get("price_text", ""),
        posted_at=hints.posted_at,
    )  # fmt: skip


def _titles(page: Page) -> list[tuple[str, str]]:
    heading = page.headings[0] if len(page.headings) == 1 else ""
    return [(heading, "the only h1"), (page.metas.get("og:title", ""), "meta og:title"), (page.title, "title element")]


def _addresses(html: str, page: Page) -> list[tuple[str, str]]:
    saved = _SAVED_FROM.search(html[:4000])
    candidates = [
        (saved[1] if saved else "", "saved-from comment"),
        (page.canonical, "link canonical"),
        (page.metas.get("og:url", ""), "meta og:url"),
    ]
    return [(value, rule) for value, rule in candidates if _ADDRESS.fullmatch(value)]
