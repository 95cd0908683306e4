"""A PDF or workbook as what was read of it: the words of its pages, the cells of its sheets; no rendering of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from monitor.capture.sniff import SNIFF_BYTES, sniff
from monitor.parse.apart import answers_of, read_apart
from monitor.parse.pdf import BOUNDS as PDF_BOUNDS
from monitor.parse.sheet import BOUNDS as SHEET_BOUNDS

DOCUMENTS: Final = frozenset(("pdf", "xlsx", "xls", "ods"))
MAX_BYTES: Final = 100_000_000  # of a document that is read for this
MAX_ROWS: Final = 2_000  # of all sheets
MAX_CELLS: Final = 200  # of a row
MAX_CHARS: Final = 2_000  # of a cell
MAX_TEXT: Final = 2_000_000  # characters of a PDF


@dataclass(slots=True)
class Shown:
    """One page or sheet: its number or name, its words or its rows."""

    name: str
    text: str = ""
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # with the number a spreadsheet shows


@dataclass(slots=True)
class Document:
    """What is shown; `cut`: there is more; `problem`: why something was not read."""

    parts: list[Shown] = field(default_factory=list)
    cut: bool = False
    problem: str = ""


def is_document(start: bytes) -> bool:
    """True for what has a reader of its own, by its first bytes."""
    return sniff(start[:SNIFF_BYTES]) in DOCUMENTS


def read_document(body: bytes) -> Document:
    """What the readers of documents give, in a process of their own. Raises nothing for what the file holds."""
    if len(body) > MAX_BYTES:
        return Document(cut=True)
    return _pdf(body) if sniff(body[:SNIFF_BYTES]) == "pdf" else _sheets(body)


def _pdf(body: bytes) -> Document:
    _, pages, end = read_apart("pdf", body, PDF_BOUNDS, "page")
    found, left = Document(problem=f"the PDF {end}" if end else ""), MAX_TEXT
    for page in pages:
        text = str(page.get("text", ""))[:left]
        left -= len(text)
        found.parts.append(Shown(str(page["page"]), text))
        if not left:
            found.cut = True
            break
    return found


def _sheets(body: bytes) -> Document:
    found, left = Document(), MAX_ROWS
    with answers_of("sheet", body, SHEET_BOUNDS) as answers:
        for value in answers():
            if "end" in value:
                found.problem = f"the workbook {value['end']}" if value["end"] else ""
            elif "name" in value:
                found.parts.append(Shown(str(value["name"])))
            elif "c" in value and found.parts:
                if left <= 0:
                    found.cut = True
                    break
                left -= 1
                cells = [str(cell)[:MAX_CHARS] for cell in value["c"][:MAX_CELLS]]
                found.parts[-1].rows.append((int(value["r"]), cells))
    return found
