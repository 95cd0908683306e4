"""Small workbooks, made here: XLSX and ODS out of their XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

Rows = Sequence[Sequence["str | float | Formula | Day | None"]]
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = f'<styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


@dataclass(frozen=True)
class Formula:
    """A formula and the value that was kept with it."""

    source: str
    cached: str


@dataclass(frozen=True)
class Day:
    """A serial number with the format of a date."""

    serial: int


def make_xlsx(sheets: Mapping[str, Rows], *, hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    """A workbook; `merged` ('A1:C1') holds in every sheet."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}" state="{_state(name, hidden)}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = f'<Relationship Id="rId9999" Type="{_RELS}/styles" Target="styles.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    entries = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{_RELS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{links}{styles}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(rows, merged) for n, rows in enumerate(sheets.values(), 1)},
    }
    return zipped({name: body.encode() for name, body in entries.items()})


def make_ods(rows: Sequence[Sequence[str]]) -> bytes:
    """An OpenDocument spreadsheet of one sheet of words."""
    table = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="表一">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP archive; the type of an OpenDocument file is stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _state(name: str, hidden: Sequence[str]) -> str:
    return "hidden" if name in hidden else "visible"


def _sheet(rows: Rows, merged: Sequence[str]) -> str:
    body = "".join(
        f'<row r="{number}">{"".join(_cell(value, column, number) for column, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    joined = f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else ""
    return f"<worksheet {_MAIN}><sheetData>{body}</sheetData>{joined}</worksheet>"


def _cell(value: str | float | Formula | Day | None, column: int, row: int) -> str:
    place = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, Formula):
        return f'<c r="{place}" t="str"><f>{escape(value.source)}</f><v>{escape(value.cached)}</v></c>'
    if isinstance(value, Day):
        return f'<c r="{place}" s="1"><v>{value.serial}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
