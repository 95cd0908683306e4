"""What a PDF says beside its pages' own words: values of form fields and notes written on a page, at their places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pypdfium2 import raw

from monitor.parse.pdf_lines import Line

MOST: Final = 2_000  # annotations of one page that are looked at
LONGEST: Final = 20_000  # bytes of one value
_KEYS: Final = {raw.FPDF_ANNOT_WIDGET: b"V", raw.FPDF_ANNOT_FREETEXT: b"Contents"}
_UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(frozen=True, slots=True)
class Note:
    """Words and their box in points, y upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def notes_of(page: Any) -> Iterator[Note]:
    """The form values and notes that a page of the library shows, as it lists them."""
    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            key = _KEYS.get(raw.FPDFAnnot_GetSubtype(annotation))
            if key and not raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN and (text := _value(annotation, key)):
                yield Note(text, *_box(annotation))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def with_notes(lines: Sequence[Line], notes: Sequence[Note]) -> list[Line]:
    """The lines of a page with each note behind the words that it stands beside, or as a line at its height."""
    found = list(lines)
    for note in sorted(notes, key=lambda one: -one.top):
        middle = (note.top + note.bottom) / 2
        beside = [n for n, one in enumerate(found) if one.left < note.left and one.top - one.size < middle < one.top]
        if beside:
            at = max(beside, key=lambda n: found[n].left)
            found[at] = replace(found[at], text=f"{found[at].text} {note.text}", right=note.right, row=True)
        else:
            below = (n for n, one in enumerate(found) if one.top < note.bottom)
            height = max(note.top - note.bottom, 1.0)
            line = Line(note.text, note.left, note.right, note.top, height, row=True)
            found.insert(next(below, len(found)), line)
    return found


def _value(annotation: Any, key: bytes) -> str:
    """A value that is words, on one line; '' for names of buttons."""
    if raw.FPDFAnnot_GetValueType(annotation, key) != raw.FPDF_OBJECT_STRING:
        return ""
    size = min(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0), LONGEST)
    buffer = ctypes.create_string_buffer(size)
    if raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size) > size:
        return ""
    words = buffer.raw.decode("utf-16-le", "replace").replace("\0", "")
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())


def _box(annotation: Any) -> tuple[float, float, float, float]:
    rect = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, rect):
        return (0.0, 0.0, 0.0, 0.0)
    return rect.left, rect.bottom, rect.right, rect.top
