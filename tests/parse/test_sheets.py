"""Workbooks -> listings: headers found, merged, hidden and many sheets, dates, formulas; hostile ones bounded."""

from __future__ import annotations

import random
import re
import time
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_files import Day, Formula, make_ods, make_xlsx, zipped

from monitor.errors import ItemError
from monitor.models import Capture, Document, Listing
from monitor.parse import documents_from, parse_many
from monitor.parse.apart import Bounds, answers_of, read_apart
from monitor.unpack import archive_kind
from monitor.unpack.office import office_kind


def read(body: bytes, name: str = "a.xlsx") -> list[Listing | ItemError]:
    capture = Capture(url=f"file:///{name}", source_id="s", state="ok", how="file", fetched_at="", body=body)
    return list(parse_many(capture))


def listings(body: bytes, name: str = "a.xlsx") -> list[Listing]:
    return [item for item in read(body, name) if isinstance(item, Listing)]


def problem(body: bytes) -> str:
    (error,) = [item for item in read(body) if isinstance(item, ItemError)]
    return error.reason


def with_sheet(book: bytes, words: bytes, instead: bytes) -> bytes:
    """The workbook with other words in its first sheet."""
    entries = {name: zipfile.ZipFile(BytesIO(book)).read(name) for name in zipfile.ZipFile(BytesIO(book)).namelist()}
    part = "xl/worksheets/sheet1.xml"
    return zipped({**entries, part: entries[part].replace(words, instead)})


def test_titles_above_merged_headers_units_and_serial_dates() -> None:
    body = make_xlsx(
        {
            "挂牌": [
                ["2023年小水电挂牌项目汇总表"],
                ["序号", "项目信息", None, None, "转让底价（万元）", "挂牌日期", "年发电量（万kWh）"],
                [None, "项目名称", "所在地", "装机容量(kW)"],
                [1, "平永水电站整体转让", "贵州省榕江县", 1260, 310.5, Day(44391), 500],
                [2, "下江水电站转让", "贵州省从江县", "630", "95", 44392, None],
                ["合计", None, None, 1890],
            ]
        },
        merged=["A1:G1", "A2:A3", "B2:D2", "E2:E3", "F2:F3", "G2:G3"],
    )
    one, two = listings(body)
    assert one.text == (
        "平永水电站整体转让\n转让底价：310.5万元\n装机容量：1260kW\n所在地：贵州省榕江县\n年发电量：500万kWh"
    )
    assert one.known_as == ("a/挂牌/1",)
    assert (one.price_text, one.posted_at, one.place) == (
        "310.5万元", date(2021, 7, 14), "贵州省榕江县",
    )  # fmt: skip
    assert (two.text, two.posted_at) == (
        "下江水电站转让\n转让底价：95万元\n装机容量：630kW\n所在地：贵州省从江县", date(2021, 7, 15),
    )  # fmt: skip
    assert one.found_by["price"] == "column 转让底价（万元） of sheet 挂牌 (by a part of its name)"


def test_every_sheet_is_read_and_a_hidden_one_is_said() -> None:
    table = [["编号", "标题"], ["7", "水电站转让"]]
    found = listings(make_xlsx({"一": table, "二": table, "空": []}, hidden=["二"]))
    assert found[1].native_id == f"{found[0].native_id}-2"
    assert [item.found_by["title"] for item in found] == ["column 标题 of sheet 一", "column 标题 of sheet 二 (hidden)"]


def test_formulas_are_never_computed_and_stay_text() -> None:
    rows = [["标题", "描述"], [Formula("1+1", "水电站"), "=HYPERLINK(\"http://x\")"], ["+86", "-2 @SUM(A1)"],
            [Formula("cmd|' /C calc'!A0", ""), "无缓存值的一座水电站"]]  # fmt: skip
    assert [item.text for item in listings(make_xlsx({"a": rows}))] == [
        '水电站\n=HYPERLINK("http://x")', "+86\n-2 @SUM(A1)", "无缓存值的一座水电站",
    ]  # fmt: skip


def test_merged_cells_of_rows_count_for_every_row() -> None:
    rows = [["地区", "标题"], ["贵州省榕江县", "一号水电站"], [None, "二号水电站"]]
    found = listings(make_xlsx({"a": rows}, merged=["A2:A3"]))
    assert [item.place for item in found] == ["贵州省榕江县"] * 2


def test_a_number_that_comes_twice_names_two_listings() -> None:
    found = listings(make_xlsx({"a": [["编号", "标题"], [1, "一号水电站"], [1, "二号水电站"]]}))
    assert len({item.native_id for item in found}) == 2
    assert [item.known_as[-1] for item in found] == ["a/a/1", "a/a/1#3"]


def test_an_opendocument_spreadsheet_is_read_the_same(tmp_path: Path) -> None:
    body = make_ods([["标题", "价格"], ["水电站转让", "95万"]])
    (listing,) = listings(body, "a.ods")
    assert listing.text == "水电站转让\n价格：95万"
    (tmp_path / "a.ods").write_bytes(body)
    (document,) = documents_from(tmp_path)
    assert isinstance(document, Document) and (document.text, document.parsed) == (listing.text, True)


def test_office_files_are_told_from_archives_of_them() -> None:
    sheet = make_xlsx({"a": [["标题"], ["x"]]})
    stored = BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("表.xlsx", sheet)
    assert (office_kind(sheet), archive_kind(sheet)) == ("xlsx", None)
    assert (office_kind(stored.getvalue()), archive_kind(stored.getvalue())) == (None, "zip")
    assert office_kind(make_ods([["x"]])) == "ods"
    assert office_kind(zipped({"[Content_Types].xml": b"", "word/document.xml": b""})) == "other"
    assert office_kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")) == "xls"
    assert office_kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc") == "other"


def test_a_bomb_is_counted_before_it_is_parsed() -> None:
    sheet = make_xlsx({"a": [["标题"], ["x"]]})
    file = BytesIO(sheet)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(80_000_000))
    started = time.monotonic()
    assert "archive bomb" in problem(file.getvalue())
    assert time.monotonic() - started < 20


def test_a_stray_cell_far_away_is_bounded() -> None:
    body = make_xlsx({"a": [["标题", "描述"], ["水电站", "转让"]]})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert "memory" in problem(with_sheet(body, b"</sheetData>", far))


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>', "&b;"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
    ],
)
def test_entities_are_not_resolved(entity: str, words: str) -> None:
    body = make_xlsx({"a": [["标题"], ["水电站WORDS"]]})
    hostile = with_sheet(with_sheet(body, b"WORDS", words.encode()), b"<worksheet", entity.encode() + b"<worksheet")
    for item in read(hostile):
        assert "root:" not in str(item) and "haha" not in str(item)


@pytest.mark.parametrize("body", [b"PK\x03\x04" + bytes(26) + b"xl/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_damaged_workbook_is_said(body: bytes) -> None:
    (error,) = read(body, "a.xls")
    assert isinstance(error, ItemError) and "damaged" in error.reason


def test_an_encrypted_workbook_is_said() -> None:
    body = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert problem(body).startswith("the workbook is encrypted; open it with its password")


def test_a_damaged_sheet_is_said_and_the_others_are_read() -> None:
    table = [["标题", "描述"], ["水电站", "转让"]]
    error, listing = read(with_sheet(make_xlsx({"a": table, "b": table}), b'r="A1"', b'r="!"'))
    assert isinstance(error, ItemError) and error.item == "a.xlsx/a"
    assert error.reason.startswith("the sheet is damaged (")
    assert isinstance(listing, Listing)


def test_columns_beyond_the_most_are_said() -> None:
    book = make_xlsx({"a": [["标题"], ["水电站"]]})
    far = b'<row r="3"><c r="A3"><v>7</v></c><c r="SF3"><v>1</v></c></row></sheetData>'
    assert len(read(with_sheet(book, b"</sheetData>", far))) == 2
    *found, error = read(with_sheet(book, b"</sheetData>", far.replace(b"SF3", b"SG3")))
    assert len(found) == 2
    assert str(error) == "a.xlsx/a: the sheet has more than 500 columns; the rest was not read"


def test_a_workbook_without_rows_says_so() -> None:
    assert problem(make_xlsx({"a": []})) == "the workbook has no rows"


def test_more_than_the_bound_is_said() -> None:
    body = make_xlsx({"a": [["标题"], *[["水电站" * 100]] * 500]})
    answer = read_apart("sheet", body, Bounds(20, 1_000_000_000, 50_000), "row")
    assert answer.end.startswith("gives more text")


@pytest.mark.parametrize(("output", "end"), [(1_000_000, ""), (50_000, "gives more text than one file may hold")])
def test_what_was_read_once_can_be_gone_through_again(output: int, end: str) -> None:
    body = make_xlsx({"a": [["标题"], *[["水电站" * 100]] * 500]})
    with answers_of("sheet", body, Bounds(20, 1_000_000_000, output)) as answers:
        next(answers())
        first, again = [*answers()], [*answers()]
    assert first == again and len(first) > 20
    assert first[-1] == {"end": end}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_damage_never_raises(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    body = bytearray(make_xlsx({"a": [["标题", "描述"], ["水电站", "转让"]]}))
    for _ in range(changes):
        body[chance.randrange(4, len(body))] = chance.randrange(256)
    for item in read(bytes(body[: chance.randrange(40, len(body) + 1)])):
        assert isinstance(item, Listing | ItemError)


GOOD = [["标题", "装机容量(kW)"], *([f"水电站{n}转让", n * 10] for n in range(1, 21))]


@pytest.mark.parametrize("place", ["ALL100000", "BA1048576", "A1048576", "XFD60000"])
def test_one_stray_cell_far_away_costs_neither_the_rows_nor_memory(place: str) -> None:
    row = "".join(filter(str.isdigit, place))
    stray = f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'.encode()
    began = time.monotonic()
    items = read(with_sheet(make_xlsx({"a": GOOD}), b"</sheetData>", stray))
    assert [item.title for item in items if isinstance(item, Listing)] == [f"水电站{n}转让" for n in range(1, 21)]
    assert [str(item) for item in items if isinstance(item, ItemError)] == [
        f"a.xlsx: the workbook has cells far from all others, {place} first, at the cost of much memory;"
        " these were not read; save its sheets as CSV"
    ]
    assert time.monotonic() - began < 10


def test_a_stray_cell_in_the_last_column_of_many_rows_is_left_out() -> None:
    rows = [["标题"], *([f"水电站{n}转让"] for n in range(1, 3001))]
    stray = b'<row r="3002"><c r="XFD3002"><v>1</v></c></row></sheetData>'
    items = read(with_sheet(make_xlsx({"a": rows}), b"</sheetData>", stray))
    assert sum(isinstance(item, Listing) for item in items) == 3000
    assert "XFD3002 first" in str(items[-1])


def test_rows_with_gaps_between_them_are_all_read() -> None:
    gaps = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>水电站{n}转让</t></is></c></row>' for n in (5000, 9000)
    )
    items = read(with_sheet(make_xlsx({"a": GOOD}), b"</sheetData>", f"{gaps}</sheetData>".encode()))
    assert len(items) == 22 and all(isinstance(item, Listing) for item in items)


PLANTS = [["青溪水电站", 2, 500, 350, 300, "张三", 13900001001], ["白河水电站", 2, 600, 450, 400, "李四", 13900001002]]
HEADS = {
    "A1:G1 A2:A4 B2:D2 B3:C3 E2:E4 F2:G2": [  # groups in two rows, and units below them
        ["四川水电站转让信息汇总表"],
        ["名称", "技术和价格", None, None, "价格（万元）", "联系方式"],
        [None, "装机容量", None, "评估价", None, "姓名", "手机"],
        [None, "台数", "千瓦", "万元"],
    ],
    "A1:G1 A2:G2": [  # a line of units over all columns
        ["四川水电站转让信息汇总表"],
        ["单位：万元、千瓦"],
        ["名称", "台数", "装机", "评估价", "价格", "联系人", "电话"],
    ],
    "A1:A2 B1:C1 D1:E1 F1:G1": [  # names that take the unit of their group
        ["名称", "机组", None, "价格（万元）", None, "联系", None],
        [None, "台数", "装机(kW)", "评估价", "挂牌价", "联系人", "电话"],
    ],
    "": [  # the same as a program without merged cells writes it
        ["名称", "机组", None, "价格（万元）", None, "联系", None],
        [None, "台数", "装机(kW)", "评估价", "挂牌价", "联系人", "电话"],
    ],
}


@pytest.mark.parametrize("merged", HEADS)
def test_headers_of_groups_and_units_give_each_number_its_meaning_and_no_phone_is_lost(merged: str) -> None:
    rows = [[None, *row] for row in [*HEADS[merged], *PLANTS]]  # behind a blank column
    areas = [re.sub("[A-G]", lambda found: chr(ord(found[0]) + 1), area) for area in merged.split()]
    found = read(make_xlsx({"表": rows}, merged=areas))
    for listing, plant in zip(found, PLANTS, strict=True):
        assert isinstance(listing, Listing)
        assert (listing.title, listing.price_text) == (plant[0], f"{plant[4]}万元")
        assert f"{plant[2]}kW" in listing.text
        assert str(plant[5]) in listing.text
        assert str(plant[6]) in listing.text


def test_a_second_person_is_read_and_the_merged_name_of_a_group_of_rows_is_no_plant() -> None:
    rows = [
        ["标题", "价格（万元）", "联系人", "电话", "联系人", "电话"],
        ["一、雅安市"],
        ["青溪水电站转让", 300, "张三", 13900001001, "王五", 13900001003],
    ]
    error, listing = read(make_xlsx({"表": [rows[0], rows[1] + [None] * 5, rows[2]]}, merged=["A2:F2"]))
    assert isinstance(error, ItemError) and "雅安市" in error.reason
    assert isinstance(listing, Listing)
    assert listing.text.splitlines()[2:] == ["联系人：张三", "电话：13900001001", "联系人：王五", "电话：13900001003"]


def test_words_that_only_sound_like_names_are_a_listing() -> None:
    rows = [
        ["标题", "参数一", "参数二"],
        ["青溪水电站", "价格面议", "电话联系"],
        ["白河水电站", "价格面议", "电话联系"],
    ]
    assert [item.title for item in listings(make_xlsx({"表": rows}))] == ["青溪水电站", "白河水电站"]


def test_a_cell_that_shows_other_words_has_the_address_that_it_leads_to() -> None:
    site = "https://x.example"
    formula = Formula(f'HYPERLINK("{site}/item?id=4&p=1","查看")', "查看")
    shown = ["查看", f"{site}/item?id=2", "无", formula, "查看", "查看"]
    rows = [[f"{letter}水电站转让", "98万", cell] for letter, cell in zip("甲乙丙丁戊己", shown, strict=True)]
    targets = {
        "C2": f"{site}/item?id=1&amp;p=1", "C3": f"{site}/other", "A4": f"{site}/item?id=3",
        "C6": "mailto:a@x.example", "C7": f"{site}/",
    }  # fmt: skip
    links = "".join(f'<hyperlink ref="{place}" r:id="rId{n}"/>' for n, place in enumerate(targets, 1))
    told = "".join(f'<Relationship Id="rId{n}" Target="{url}"/>' for n, url in enumerate(targets.values(), 1))
    end = b"</sheetData>"
    book = make_xlsx({"挂牌": [["项目名称", "挂牌价", "网址"], *rows]})
    book = with_sheet(book, end, end + f"<hyperlinks>{links}</hyperlinks>".encode())
    entries = {name: zipfile.ZipFile(BytesIO(book)).read(name) for name in zipfile.ZipFile(BytesIO(book)).namelist()}
    sheet, targets_of = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
    found = listings(zipped({**entries, targets_of: f"<Relationships>{told}</Relationships>".encode()}))
    addresses = ["/item?id=1&p=1", "/item?id=2", "/item?id=3", "/item?id=4&p=1", "", ""]
    assert [item.url.removeprefix(site) for item in found] == addresses
    assert len({item.native_id for item in found}) == 6 and found[0].native_id == found[0].url
    assert "查看" not in found[0].text and found[0].known_as[0] == "查看"
    open_ended = entries[sheet] + b"<hyperlink r" * 500_000 + b"HYPERLINK("
    assert len(read(zipped({**entries, targets_of: b"<Relationship Id=" * 100_000, sheet: open_ended}))) == 1  # damaged
