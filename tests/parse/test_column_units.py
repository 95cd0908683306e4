"""Units in the names of columns, in both languages, with and without brackets; what is none that is known is told."""

from __future__ import annotations

import pytest

from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse.column_units import meaning_of, unit_of
from monitor.parse.columns import ColumnChoices, Layout, lay_out
from monitor.parse.listings import parse_many


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("转让底价（万元）", "万元"), ("价格 万", "万元"), ("价格万元", "万元"), ("报价（人民币：万元）", "万元"),
        ("总价(单位：万元)", "万元"), ("价格（万元，含税）", "万元"), ("起拍价/元", "元"), ("转让价/亿元", "亿元"),
        ("Asking price (10k CNY)", "万元"), ("Price (RMB 10,000)", "万元"), ("Price (CNY 10k)", "万元"),
        ("Price 10k RMB", "万元"), ("Price (ten thousand yuan)", "万元"), ("Price (in RMB, 10,000)", "万元"),
        ("Price (k¥)", "千元"), ("Price (¥'000)", "千元"), ("Price (RMB thousand)", "千元"), ("Price CNY", "元"),
        ("price_cny", "元"), ("Asking price (million CNY)", "百万元"), ("Price (CNY m)", "百万元"),
        ("Price USD", "美元"), ("Price (million US$)", "百万美元"), ("报价（元/kW）", "元/千瓦"),
        ("Price (CNY per kW)", "元/千瓦"), ("价格", ""), ("价格（含税）", ""), ("Price (2021)", ""),
        ("Price (asking)", ""), ("價格(萬元)", "万元"), ("轉讓底價（單位：萬元）", "万元"), ("總價 萬", "万元"),
    ],
)  # fmt: skip
def test_units_of_prices_are_put_together_from_their_words(header: str, unit: str) -> None:
    assert (unit_of(header, "price").says, unit_of(header, "price").unclear) == (unit, "")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("Capacity MW", "MW"), ("Capacity (MW)", "MW"), ("容量 兆瓦", "MW"), ("装机kW", "kW"),
        ("装机容量（万千瓦）", "万千瓦"), ("Installed capacity/kW", "kW"), ("装机 (单位：千瓦)", "kW"),
        ("capacity_kw", "kW"), ("装机（台）", "台"), ("Capacity (total)", ""), ("装机容量", ""),
    ],
)  # fmt: skip
def test_units_of_powers(header: str, unit: str) -> None:
    assert meaning_of(header).field == "capacity"
    assert (unit_of(header, "capacity").says, unit_of(header, "capacity").unclear) == (unit, "")


@pytest.mark.parametrize(
    ("header", "field", "words"),
    [
        ("装机容量（千瓦/台）", "capacity", "千瓦/台"), ("Capacity (hp)", "capacity", "hp"),
        ("Price (RMB 10,000 or USD 1,500)", "price", "RMB 10,000 or USD 1,500"), ("Price (₽)", "price", "₽"),
        ("Price (RMB, tens of thousands)", "price", "RMB, tens of thousands"), ("Price per kW", "price", "per kW"),
        ("Price (kW)", "price", "kW"), ("Price (billion CNY)", "price", "billion CNY"),
    ],
)  # fmt: skip
def test_what_looks_like_a_unit_and_is_none_is_told(header: str, field: str, words: str) -> None:
    assert (unit_of(header, field).says, unit_of(header, field).unclear) == ("", words)


def read(text: str, columns: ColumnChoices | None = None) -> list[Listing | ItemError]:
    capture = Capture(
        url="file:///t.csv", source_id="import", state="ok", how="file", fetched_at="2021-08-01T00:00:00Z",
        body=text.encode(), media_type="text/csv",
    )  # fmt: skip
    return list(parse_many(capture, columns=columns))


def texts(text: str, columns: ColumnChoices | None = None) -> list[str]:
    return [item.text for item in read(text, columns) if isinstance(item, Listing)]


def test_numbers_get_the_unit_and_ranges_and_products_too() -> None:
    rows = "Name,Capacity MW,Asking price (10k CNY)\nGongga hydro,1.26,980\nNu hydro,2×1.6,1200-1300\nBa,1 MW,¥5\n"
    assert texts(rows) == [
        "Gongga hydro\nAsking price：980万元\nCapacity：1.26MW",
        "Nu hydro\nAsking price：1200-1300万元\nCapacity：2×1.6MW",
        "Ba\nAsking price：¥5\nCapacity：1 MW",
    ]  # fmt: skip


def test_numbers_of_an_unknown_unit_are_left_out_and_said_once() -> None:
    rows = "名称,装机容量（千瓦/台）\n康定站,630\n泸定站,500千瓦\n"
    error, *listings = read(rows)
    assert isinstance(error, ItemError) and error.item == "t.csv"
    assert error.reason == (
        "column B '装机容量（千瓦/台）': the unit '千瓦/台' is not known, so its numbers are not read; say which it is"
        " with --column 'capacity=B(UNIT)'"
    )
    assert texts(rows) == ["康定站", "泸定站\n装机容量（千瓦/台）：500千瓦"]
    assert len(listings) == 2


@pytest.mark.parametrize("said", ["B(kW)", "B/kW", "装机容量（千瓦/台）(kW)", "装机容量(kW)"])
def test_a_person_says_the_unit(said: str) -> None:
    rows = "名称,装机容量（千瓦/台）\n康定站,630\n"
    columns = ColumnChoices((("capacity", said),))
    assert texts(rows, columns) == ["康定站\n装机容量：630kW"]
    assert not [item for item in read(rows, columns) if isinstance(item, ItemError)]


def test_a_unit_that_is_none_of_the_field_is_refused() -> None:
    (error,) = read("名称,价格\n康定站,630\n", ColumnChoices((("price", "B(kW)"),)))
    assert isinstance(error, ItemError) and error.reason.startswith("kW is no unit of price that is known")


def test_rows_are_named_alike_whatever_unit_is_said() -> None:
    rows = "名称,地区,装机容量（千瓦/台）,价格\n康定水电站,四川省康定市,630,98\n"
    names = {
        item.native_id
        for columns in (None, ColumnChoices((("capacity", "C(kW)"), ("price", "D(万元)"))))
        for item in read(rows, columns)
        if isinstance(item, Listing)
    }
    assert len(names) == 1


def found(layout: Layout) -> dict[str, str]:
    return {column.field: column.header for column in layout.columns if column.field not in {"", "other"}}


ROWS = [["康定水电站转让", "手续齐全不在清退范围，装机800kW", "900万", "2021-07-14"],
        ["泸定水电站转让", "并网，装机500kW，证件都在手里", "600万", "2021-07-15"]]  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [["字段1", "字段2", "字段3", "字段4"], ["Field1", "Field2", "Field3", "Field4"], ["A列", "B列", "C列", "D列"],
     ["甲", "乙", "丙", "丁"]],
)  # fmt: skip
def test_names_that_mean_nothing_are_a_header_and_no_listing(header: list[str]) -> None:
    layout = lay_out([header, *ROWS])
    assert layout.skip == 1
    assert len(layout.signature) == 4
    by_letter = lay_out([header, *ROWS], ColumnChoices((("title", "A"), ("price", "C"))))
    assert (by_letter.skip, found(by_letter)["title"]) == (1, header[0])


@pytest.mark.parametrize(
    "rows",
    [ROWS, [["康定站", "手续齐全", "面议"], ["泸定站", "并网", "95万"], ["九龙站", "并网", "85万"]],
     [["急转电站", "见图"], ["泸定站", "95"], ["九龙站", "85"]], [["甲", "乙"], ["丙", "丁"], ["戊", "95"]]],
)  # fmt: skip
def test_a_first_listing_is_taken_for_no_header(rows: list[list[str]]) -> None:
    assert lay_out(rows, ColumnChoices((("title", "A"),))).skip == 0


def test_choices_hold_for_headers_that_mean_nothing_also_in_two_rows() -> None:
    above = [["字段1", "字段1", "字段3", ""], ["子1", "子2", "", "字段4"]]
    chosen = (("title", "子1"), ("text", "子2"), ("price", "字段3"))
    now = lay_out([*above, *ROWS], ColumnChoices(chosen))
    later = lay_out([*above, *ROWS], ColumnChoices(remembered={now.signature: chosen}))
    assert found(later) == found(now)
    assert {column.why for column in later.columns if column.field in {"title", "text", "price"}} == {"remembered"}


def test_headers_in_traditional_script_mean_what_they_mean_in_simplified() -> None:
    fields = {
        "標題": "title", "聯繫人": "contact", "裝機(kW)": "capacity", "掛牌價（萬元）": "price", "截止日期": "",
        "Listed on": "date", "Date posted": "date", "Listing ends": "",
    }  # fmt: skip
    for header, field in fields.items():
        assert meaning_of(header).field == field, header
    first, second = _listings(
        "項目名稱,轉讓價格(萬元),裝機容量(kW),所在地,聯絡人\n"
        "花蓮水力電廠,1200,800,花蓮縣秀林鄉,陳大文\n"
        "宜蘭水力電廠,2200,1800,宜蘭縣大同鄉,林大文\n"
    )
    assert (first.title, first.price_text, second.title) == ("花蓮水力電廠", "1200万元", "宜蘭水力電廠")
    assert "裝機容量：800kW" in first.text


def test_a_price_keeps_the_currency_of_its_column_however_it_is_written() -> None:
    written = {
        "980.000,50": "980000.50欧元", "1 250 000": "1250000欧元", "1'250'000": "1250000欧元", "850000": "850000欧元",
        "ca. 980000": "ca. 980000欧元", "980000 (negotiable)": "980000欧元 (negotiable)", "980.000": "980.000欧元",
        "1.250.000 EUR": "1250000 EUR", "CNY 980000": "CNY 980000", "330万": "330万", "2021年": "2021年",
        "980000-1200000": "980000-1200000欧元", "on request": "on request", "2 units 630": "2 units 630",
    }  # fmt: skip
    rows = "".join(f"{number}号水电站;{price};630\n" for number, price in enumerate(written))
    listings = _listings(f"名称;Price (EUR);装机kW\n{rows}")
    assert [one.price_text for one in listings] == list(written.values())


def _listings(table: str) -> list[Listing]:
    capture = Capture(url="file:///a.csv", source_id="import", state="ok", how="file",
                      fetched_at="2026-11-20T00:00:00Z", body=table.encode(), sha256="0" * 64,
                      final_url="file:///a.csv", media_type="text/csv")  # fmt: skip
    return [one for one in parse_many(capture, None, max_chars=10_000) if isinstance(one, Listing)]
