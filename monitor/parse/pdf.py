"""A PDF -> one text, read in a process of its own; pages without text and what was left out are said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from monitor.errors import ItemError
from monitor.parse.apart import Bounds, read_apart
from monitor.parse.hints import Hints, first_line
from monitor.parse.no_titles import given_title
from monitor.parse.pasted import is_navigation, without_neighbours
from monitor.parse.plain import MAX_TITLE, Reading, read_plain
from monitor.parse.plant_words import names_plant
from monitor.parse.printed import printed
from monitor.printers import names_browser

BOUNDS: Final = Bounds(seconds=60, memory=1_500_000_000, output=200_000_000)
_NO_LETTERS: Final = "the PDF does not say which letters its signs are"
_AS_PICTURES: Final = "print it as pictures and read those by OCR"
_FEW: Final = 0.3  # share of characters that stand for no letter, from which on a text is no text


def read_pdf(body: bytes) -> Iterator[Reading | ItemError]:
    """The text of a PDF, then an ItemError for each thing that was not read of it; raises nothing for what it holds."""
    head, pages, end = read_apart("pdf", body, BOUNDS, "page")
    yield from _reading(pages, head)
    if end:
        read = f"; pages 1 to {len(pages)} of {head['pages']} were read" if pages else ""
        yield _error(f"the PDF {end}{read}")


def _reading(pages: Sequence[dict[str, Any]], head: dict[str, Any]) -> Iterator[Reading | ItemError]:
    """What its pages give."""
    unmapped = [page for page in pages if _is_unmapped(page)]
    with_text = [page for page in pages if page["text"].strip() and page not in unmapped]
    told = printed([page["text"] for page in with_text])
    text, heading = without_neighbours("\n\n".join(told.sheets))
    if text and _is_garbled(text):
        yield _error(f"{_NO_LETTERS}; {_AS_PICTURES}")
        return
    if unmapped:
        yield _error(f"{_NO_LETTERS}{f' on {_numbers(unmapped)}' if text else ''}; {_AS_PICTURES}")
    if text:
        hints = Hints()
        hints.offer("title", _titles(head, told.title, with_text[0]["headings"], text))
        hints.offer("title", [(_declared(head, told.title), "PDF title")] if told.url else [])
        hints.offer("url", [(told.url, "address that the browser printed")])
        reading = read_plain(text, hints, exact=False)
        reading.found_by["text"] = f"PDF text of {_numbers(with_text)}{f', without {heading}' if heading else ''}"
        yield replace(reading, taken=told.at)
    elif pages and not any(page["picture"] or page.get("bad") or page in unmapped for page in pages):
        yield _error(f"the PDF has no text on its {len(pages)} pages")
    yield from _left_out(pages, head, bool(text))


def _is_unmapped(page: dict[str, Any]) -> bool:
    """True for a page of signs of which nothing says what letters they are."""
    return bool(page.get("unmapped")) and not names_plant(page["text"])


def _left_out(pages: Sequence[dict[str, Any]], head: dict[str, Any], some: bool) -> Iterator[ItemError]:
    if pictures := [page for page in pages if page["picture"]]:
        rest = "the other pages were read" if some else "nothing could be read"
        yield _error(f"the PDF has pictures without text (a scan) on {_numbers(pictures)}; {rest}; read those by OCR")
    if bad := [page for page in pages if page.get("bad")]:
        yield _error(f"the PDF is damaged on {_numbers(bad)}; that was not read")
    if pages and head["pages"] > len(pages) >= head["most"]:
        yield _error(f"the PDF has {head['pages']} pages; only the first {len(pages)} were read; split it for the rest")


def _error(reason: str) -> ItemError:
    return ItemError("", "parse", reason)


def _titles(head: dict[str, Any], told: str, large: Sequence[str], text: str) -> Iterator[tuple[str, str]]:
    """What a PDF may be called, the surest first. Args: told, the title on its sheets; large, headings by their size.

    Of a page that a browser printed the title of its window counts, and a heading that stands in it more: it is that
    without what the site adds (… - 水电站交易网). Of any other what it declares counts when its own first words bear
    that out: most are names of files and programs.
    """
    made_by_browser = names_browser(head["makers"])
    declared, first = given_title(head["title"]), first_line(text)
    own = _bare((declared if made_by_browser else "") or given_title(told))
    plants = [words for words in large if names_plant(words) and _is_title(words)]
    alike = (words for words in [*plants, first] if words and own and (_bare(words) in own or own in _bare(words)))
    yield next(alike, ""), "heading like the PDF title"
    yield (declared if (made_by_browser and names_plant(declared)) or declared in text[:1000] else ""), "PDF title"
    yield next(iter(plants), ""), "heading"
    yield first, "first line"
    yield (declared if made_by_browser else ""), "PDF title"


def _declared(head: dict[str, Any], told: str) -> str:
    """What the sheets of a printed page, else the file, say that it is called, when somebody called it so."""
    return given_title(told) or given_title(head["title"])


def _is_title(words: str) -> bool:
    return len(words) <= MAX_TITLE and not is_navigation(words)


def _bare(words: str) -> str:
    return "".join(words.split())


def _numbers(pages: Sequence[dict[str, Any]]) -> str:
    """'page 3' or 'pages 1-4, 6'."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page["page"] == runs[-1][-1] + 1:
            runs[-1][1:] = [page["page"]]
        else:
            runs.append([page["page"]])
    shown = ", ".join("-".join(map(str, run)) for run in runs[:20])
    return f"page{'s' if len(pages) > 1 else ''} {shown}{' …' if len(runs) > 20 else ''}"


def _is_garbled(text: str) -> bool:
    """True when many signs are private, unassigned or replaced: a font without a table of its letters."""
    sample = "".join(text[:20_000].split())
    odd = sum(not one.isprintable() or one == "\ufffd" or "\ue000" <= one <= "\uf8ff" for one in sample)
    return odd > _FEW * len(sample)
