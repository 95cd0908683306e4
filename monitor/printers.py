"""Whether what a PDF names as its maker is a browser that printed a page: the words of data/saved_pages.txt. Pure."""

from __future__ import annotations

from monitor.plants import words_of


def names_browser(makers: str) -> bool:
    """True when a browser is among the words of Creator and Producer, and nothing that makes PDFs as browsers do."""
    told = makers.lower()
    names, others = words_of("printers"), words_of("others")
    return any(name.lower() in told for name in names) and not any(name.lower() in told for name in others)
