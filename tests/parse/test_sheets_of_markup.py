"""Workbooks that are markup: tables that systems export as pages called .xls, and XML of Excel 2003."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.parse.kinds import kind_of
from monitor.parse.stream import documents_from

NAMES = ("序号", "项目名称", "装机容量(kW)", "转让价格(万元)", "状态")
ROWS = (("1", "石棉县栗子坪水电站", "800", "230", "在售"), ("2", "习水县飞鸽水电站", "1000", "310", "已成交"))
TABLE = "<table border=1>{}</table>"
XML = (
    '<?xml version="1.0"{}?>\n<?mso-application progid="Excel.Sheet"?>\n<!-- x --><Workbook xmlns='
    '"urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}'
    "</Workbook>"
)


def read(body: bytes, name: str = "a.xls", media_type: str = "") -> list[Listing | ItemError]:
    at = "2021-07-01T00:00:00Z"
    return list(parse_many(Capture(name, "import", "ok", "file", at, body=body, media_type=media_type)))


def told(body: bytes, name: str = "a.xls", media_type: str = "") -> list[str]:
    """The words of each listing; "!" and the reason of what was not read."""
    found = read(body, name, media_type)
    return [f"!{item.reason}" if isinstance(item, ItemError) else item.text for item in found]


def rows_of(rows: tuple[tuple[str, ...], ...], cell: str = "td") -> str:
    return "".join(f"<tr>{''.join(f'<{cell}>{value}</{cell}>' for value in row)}</tr>" for row in rows)


def sheet_of(rows: tuple[tuple[str, ...], ...], name: str = "S") -> str:
    """A worksheet as Excel writes it."""
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    cells = "".join(f"<Row>{''.join(map(cell.format, row))}</Row>" for row in rows)
    return f'<Worksheet ss:Name="{name}"><Table>{cells}</Table></Worksheet>'


def as_csv(*rows: tuple[str, ...]) -> list[str]:
    return told("\n".join(map(",".join, rows)).encode(), "a.csv", "text/csv")


def test_an_exported_table_is_read_row_by_row_like_the_same_rows_as_csv() -> None:
    page = "<html><head><meta charset={}></head><body>{}</body></html>"
    plain = rows_of((NAMES,), "th") + rows_of(ROWS)
    excel = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><style>td{mso:1}</style>'
    for body in (
        page.format("utf-8", TABLE.format(plain)).encode(),
        page.format("gbk", TABLE.format(plain)).encode("gbk"),
        TABLE.format(plain).encode("utf-8-sig"),
        TABLE.format(plain).encode("utf-16"),
        f"<!DOCTYPE html>\n<!-- export -->{TABLE.format(f'<caption>清单</caption><tbody>{plain}')}".encode(),
        f"{excel}{'<!-- x -->' * 2000}{TABLE.format(plain)}".encode(),
        # titles above it, a header in a table of its own, a table of layout around it
        f"<h3>水电站转让清单</h3><p>2021年</p>{TABLE.format(plain)}<p>第 1 页</p>".encode(),
        f"{TABLE.format(rows_of((NAMES,), 'th'))}<div>{TABLE.format(rows_of(ROWS))}</div>".encode(),
        f"<table><tr><td>清单</td></tr><tr><td>{TABLE.format(plain)}</td></tr></table>".encode(),
        f"{TABLE.format(plain.replace('>230<', '><b>230</b><table><tr><td></td></tr></table><'))}".encode(),
        XML.format("", sheet_of((NAMES, *ROWS))).encode(),
        XML.format(' encoding="gb2312"', sheet_of((NAMES, *ROWS))).encode("gbk"),
        XML.format(' encoding="UTF-16"', sheet_of((NAMES, *ROWS))).encode("utf-16"),
        XML.format("", sheet_of((NAMES, *ROWS))).replace("<", "<ss:").replace("<ss:/", "</ss:")
        .replace("<ss:?", "<?").replace("<ss:!", "<!").encode(),
    ):  # fmt: skip
        assert told(body) == as_csv(NAMES, *ROWS), body[:300]
    assert told(XML.format("", sheet_of((NAMES, *ROWS))).encode(), "a.xml") == as_csv(NAMES, *ROWS)


def test_cells_that_reach_over_others_links_and_places_of_cells_are_kept() -> None:
    page = TABLE.format(
        "<tr><th>县</th><th>标题</th><th>装机(kW)</th></tr>"
        "<tr><td rowspan=2>石棉县</td><td><a href='https://a.example/item/1'>一号水电站</a></td><td>800</td></tr>"
        "<tr><td>二号水电站</td><td>500</td></tr>"
    )
    first, second = read(page.encode())
    assert isinstance(first, Listing) and isinstance(second, Listing)
    assert (first.url, first.place, second.place) == ("https://a.example/item/1", "石棉县", "石棉县")
    book = XML.format("", (
        '<Worksheet ss:Name="一"><Table><Row><Cell><Data>县</Data></Cell><Cell><Data>标题</Data></Cell>'
        '<Cell ss:Index="4"><Data>装机(kW)</Data></Cell></Row><Row ss:Index="9"><Cell ss:MergeDown="1"><Data>石棉县'
        '</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell><Cell ss:HRef="https://a.example/item/1"><ss:Data '
        'ss:Type="String"><B>一号</B>水电站</ss:Data></Cell><Cell ss:Index="4"><Data ss:Type="Number">8E2</Data></Cell>'
        '</Row><Row><Cell ss:Index="2"><Data>二号水电站</Data></Cell><Cell ss:Index="4"><Data>500</Data></Cell></Row>'
        "</Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
    ))  # fmt: skip
    for item, kw, url in zip(read(book.encode()), ("800", "500"), ("https://a.example/item/1", ""), strict=True):
        assert isinstance(item, Listing)
        assert (item.url, item.place) == (url, "石棉县")
        assert f"{kw}kW" in item.text and "批注" not in item.text
        assert item.found_by["title"] == "column 标题 of sheet 一 (hidden)"


def test_several_sheets_and_a_form_are_read_as_those_of_other_workbooks() -> None:
    two = f"<p>甲表</p>{TABLE.format(rows_of((NAMES, ROWS[0])))}<p>乙表</p>{TABLE.format(rows_of((NAMES, ROWS[1])))}"
    assert told(two.encode()) == as_csv(NAMES, *ROWS)
    book = XML.format("", sheet_of((NAMES, ROWS[0]), "一") + sheet_of((), "空") + sheet_of((NAMES, ROWS[1]), "二"))
    assert told(book.encode()) == as_csv(NAMES, *ROWS)
    priced = (("项目名称", "价格"), ("石棉县栗子坪水电站", "230"))
    (listing,) = read(TABLE.format(f"<caption>水电站清单（单位：万元）</caption>{rows_of(priced)}").encode())
    assert isinstance(listing, Listing) and listing.price_text == "230万元"
    form = (("项目名称", "石棉县栗子坪水电站"), ("装机容量", "800千瓦"), ("转让价格", "230万元"))
    (listing,) = read(TABLE.format(rows_of(form)).encode())
    assert isinstance(listing, Listing) and (listing.title, listing.price_text) == ("石棉县栗子坪水电站", "230万元")


def test_a_page_without_a_table_or_that_a_server_calls_one_stays_a_page(tmp_path: Path) -> None:
    words = "<html><body><p>石棉县栗子坪水电站转让，装机800千瓦，价格230万元</p></body></html>"
    assert told(words.encode()) == ["石棉县栗子坪水电站转让，装机800千瓦，价格230万元"]
    table = TABLE.format(rows_of((NAMES, *ROWS))).encode()
    assert kind_of("a.xls", table, "text/html; charset=utf-8") == kind_of("a.html", table) == "html"
    feed = b'<?xml version="1.0"?><rss><channel/></rss>'
    assert kind_of("a.xml", feed) == kind_of("a.xls", feed) == "text"
    (path := tmp_path / "a.xls").write_bytes(table)
    texts = [item.text for item in documents_from(path) if not isinstance(item, ItemError)]
    assert texts == as_csv(NAMES, *ROWS)
    (as_page,) = documents_from(path, "html")
    assert not isinstance(as_page, ItemError) and "栗子坪" in as_page.text and "飞鸽" in as_page.text


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]>', "has a document type of its own"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">', "has a document type of its own"),
    ],
)
def test_xml_that_defines_anything_is_refused(inside: str, reason: str) -> None:
    body = XML.format("", sheet_of((NAMES, *ROWS))).replace("<!-- x -->", inside)
    (why,) = told(body.encode())
    assert why.startswith(f"!the workbook {reason}")


def test_damaged_and_immense_markup_is_told_beside_the_rows_that_were_read() -> None:
    whole = sheet_of((NAMES, *ROWS))
    *rows, why = told(XML.format("", whole).encode().partition(b"</Table>")[0])
    assert rows == as_csv(NAMES, *ROWS) and why.startswith("!the workbook is damaged (")
    (why,) = told(XML.format("", whole.replace("栗子坪", "&secret;")).encode())[-1:]
    assert "undefined entity" in why
    far = '<Cell ss:Index="99999999" ss:MergeAcross="99999999" ss:MergeDown="99999999"><Data>x</Data></Cell></Row>'
    *rows, why = told(XML.format("", whole.replace("</Row>", far, 1)).encode())
    assert rows == as_csv(NAMES, *ROWS) and why == "!the sheet has more than 500 columns; the rest was not read"
    wide = TABLE.format(rows_of((NAMES, *ROWS)).replace("<td>", "<td colspan=9999999 rowspan=99999999>", 1))
    assert len(told(wide.encode())) < 5
    nested = "<table><tr><td>" * 5000 + TABLE.format(rows_of((NAMES, *ROWS)))
    assert told(nested.encode())
    many = TABLE.format(rows_of((NAMES, *ROWS)) + "<tr><td><td><td><td><td>" * 150_000)
    *rows, why = told(many.encode())
    assert rows == as_csv(NAMES, *ROWS)
    assert why == "!the workbook has more markup than one page may have; the rest was not read; split it"
