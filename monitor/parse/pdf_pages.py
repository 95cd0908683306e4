"""PDF -> the text of its pages, inside the process of `child`: hostile bytes meet the library here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pypdfium2
from pypdfium2 import raw

from monitor.errors import ItemError
from monitor.parse.pdf_lines import Line, as_written, headings
from monitor.parse.pdf_notes import notes_of, with_notes

MAX_PAGES: Final = 500
_WHY: Final = {
    raw.FPDF_ERR_PASSWORD: "is encrypted; open it with its password, print it into a new PDF without one, import that",
    raw.FPDF_ERR_SECURITY: "is encrypted in a way that is not understood; print it into a new PDF and import that",
    raw.FPDF_ERR_FORMAT: "is damaged, or no PDF behind its first bytes",
}
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_GAP: Final = 1.2  # letter heights between two words that are cells of a table
_SAMPLE: Final = 2_000  # signs of a page that are looked at
_UNKNOWN: Final = 0.3  # share of signs that are no letter
_PICTURE: Final = 0.3  # of the page: a picture that large is what the page shows


def read(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """First {"pages", "most", "title", "makers"}, then {"page", "text", "headings", "picture", "unmapped"} for each
    page up to MAX_PAGES; "makers" are the programs that it names, "headings" those of large letters.
    Raises ItemError."""
    try:
        document = pypdfium2.PdfDocument(stream.read())
    except pypdfium2.PdfiumError as error:
        raise ItemError("", "parse", _WHY.get(getattr(error, "err_code", 0), f"is damaged ({error})")) from error
    count = len(document)
    title, *makers = (_clean(document.get_metadata_value(name)) for name in ("Title", "Creator", "Producer"))
    yield {"pages": count, "most": MAX_PAGES, "title": title.strip(), "makers": "\n".join(makers)}
    for number in range(min(count, MAX_PAGES)):
        yield {"page": number + 1, **_page(document, number)}


def _page(document: pypdfium2.PdfDocument, number: int) -> dict[str, Any]:
    """Text and whether a picture fills the page; "bad" instead when this one page is damaged."""
    try:
        page = document[number]
        words = page.get_textpage()
        lines, width = with_notes(list(_lines(words)), list(notes_of(page))), page.get_width()
        text = as_written(lines, width)
        found = {
            "text": text, "headings": headings(lines, width), "picture": not text.strip() and _is_picture(page),
            "unmapped": _is_unmapped(words),
        }  # fmt: skip
        words.close()
        page.close()
        return found
    except pypdfium2.PdfiumError as error:
        return {"text": "", "headings": [], "picture": False, "bad": str(error)[:120]}


def _is_unmapped(words: pypdfium2.PdfTextPage) -> bool:
    """True when the fonts of a page do not say which letters many of its signs are, and those are no Chinese ones.

    Some tables of letters are only not as the library wants them: then the signs are letters by their own numbers.
    """
    count = words.count_chars()
    step = max(1, count // _SAMPLE)
    unknown = [at for at in range(0, count, step) if raw.FPDFText_HasUnicodeMapError(words, at) == 1]
    chinese = sum(0x4E00 <= int(raw.FPDFText_GetUnicode(words, at)) <= 0x9FFF for at in unknown)
    return bool(len(unknown) * step > _UNKNOWN * count and chinese * 2 < len(unknown))


def _lines(words: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """The printed lines with their places. Offsets count UTF-16 units, as the library does."""
    units = words.get_text_range().encode("utf-16-le", "surrogatepass")
    start = 0
    for raw_line in units.decode("utf-16-le", "surrogatepass").split("\n"):
        length = len(raw_line.encode("utf-16-le", "surrogatepass")) // 2
        text = _clean(raw_line)
        if text.strip():
            yield _line(words, text, start, raw_line.rstrip("\r "))
        start += length + 1


def _line(words: pypdfium2.PdfTextPage, text: str, start: int, raw_line: str) -> Line:
    first, last = _box(words, start), _box(words, start + max(0, len(raw_line) - 1))
    size = max(first[3] - first[1], last[3] - last[1], 1.0)
    font = max(0.0, raw.FPDFText_GetFontSize(words, max(0, raw.FPDFText_GetCharIndexFromTextIndex(words, start))))
    return Line(text, first[0], last[2], max(first[3], last[3]), size, _has_gaps(words, start, raw_line, size), font)


def _has_gaps(words: pypdfium2.PdfTextPage, start: int, raw_line: str, size: float) -> bool:
    """True when words stand further apart than a sentence has them: cells of a row."""
    for at, one in enumerate(raw_line[1:-1], 1):
        if one == " " and _box(words, start + at + 1)[0] - _box(words, start + at - 1)[2] > _GAP * size:
            return True
    return False


def _box(words: pypdfium2.PdfTextPage, unit: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the character at a UTF-16 unit; of no place when the library has none."""
    index = raw.FPDFText_GetCharIndexFromTextIndex(words, unit)
    try:
        box = words.get_charbox(index, loose=True) if index >= 0 else (0.0, 0.0, 0.0, 0.0)
    except pypdfium2.PdfiumError:
        return (0.0, 0.0, 0.0, 0.0)
    return box[0], box[1], box[2], box[3]


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = found.get_bounds()
        if (right - left) * (top - bottom) > _PICTURE * width * height:
            return True
    return False


def _clean(text: str) -> str:
    """Without control characters (soft hyphens are among them in this library) and halves of characters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _NO_TEXT.sub("", whole).rstrip()
