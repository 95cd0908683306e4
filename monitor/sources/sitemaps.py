"""Sitemaps (sitemaps.org: XML, an index of them, or lines of addresses) -> addresses. Pure, bounded.

Read with expat as the file goes: nothing is built that a hostile file could blow up, entities are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from monitor.errors import ItemError
from monitor.sources.xmls import MAX_DEPTH, safe_xml

MAX_PAGES: Final = 50_000  # as sitemaps.org allows a file
MAX_SITEMAPS: Final = 1_000
MAX_VALUE: Final = 2_100  # characters of an address or day
_BLOCK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """An address, and the day it changed last as written ('' when the sitemap does not say)."""

    address: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages of a sitemap, the sitemaps of an index."""

    pages: tuple[SitemapPage, ...]
    sitemaps: tuple[str, ...] = ()


def read_sitemap(text: str, url: str) -> Sitemap:
    """Read a sitemap. Raises ItemError when it is none or hostile; of a torn one, what came before the tear counts."""
    if not text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _of_lines(text, url)
    data = safe_xml(text, url, "sitemap")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.words
    try:
        for begin in range(0, len(data), _BLOCK):
            parser.Parse(data[begin : begin + _BLOCK], begin + _BLOCK >= len(data))
    except expat.ExpatError as error:
        if not (reader.pages or reader.sitemaps):
            raise ItemError(url, "parse", f"the sitemap is no XML that can be read: {error}") from error
    except _TooDeep as error:
        raise ItemError(url, "parse", f"the sitemap nests elements more than {MAX_DEPTH} deep") from error
    if not reader.known:
        raise ItemError(url, "parse", "this is no sitemap (it has neither urlset nor sitemapindex)")
    return Sitemap(tuple(reader.pages), tuple(reader.sitemaps))


def _of_lines(text: str, url: str) -> Sitemap:
    lines = [line.strip() for line in text.splitlines()[:MAX_PAGES]]
    pages = tuple(SitemapPage(line) for line in lines if line.startswith(("http://", "https://")))
    if not pages:
        raise ItemError(url, "parse", "this is no sitemap (neither XML nor lines of addresses)")
    return Sitemap(pages)


class _TooDeep(Exception):
    pass


@dataclass(slots=True)
class _Reader:
    pages: list[SitemapPage] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    known: bool = False
    stack: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        if len(self.stack) >= MAX_DEPTH:
            raise _TooDeep
        self.known = self.known or local in {"urlset", "sitemapindex"}
        self.stack.append(local)
        if local in {"url", "sitemap"}:
            self.said = {}

    def words(self, words: str) -> None:
        """Only what stands directly in url or sitemap: pictures have a loc of their own."""
        if len(self.stack) > 1 and self.stack[-2] in {"url", "sitemap"} and self.stack[-1] in {"loc", "lastmod"}:
            self.said[self.stack[-1]] = (self.said.get(self.stack[-1], "") + words)[:MAX_VALUE]

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2].lower()
        self.stack.pop()
        address = self.said.get("loc", "").strip()
        if local == "url" and address and len(self.pages) < MAX_PAGES:
            self.pages.append(SitemapPage(address, self.said.get("lastmod", "").strip()))
        elif local == "sitemap" and address and len(self.sitemaps) < MAX_SITEMAPS:
            self.sitemaps.append(address)
