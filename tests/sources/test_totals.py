"""How many items a list says it has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.sources.report import list_report
from monitor.sources.totals import stated_total
from monitor.sources.web import WebSource

AT = "https://a.example/list"
ROWS = "".join(f'<li><a href="/item/{n}">某县水电站共{n}台机组共3个电站</a></li>' for n in range(5))


def source(**more: Any) -> WebSource:
    return WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": [AT], "items": {"link": "li a"},
        "native_id": {"url": "([0-9]+)"},
    } | more)  # fmt: skip


@pytest.mark.parametrize(("words", "number"), [
    ("共12条", 12), ("共 1,204 个项目", 1204), ("共3页 12条", 12), ("共找到12条信息", 12), ("总数：12", 12),
    ("total: 12", 12),
    ("1-5 of 12", 12), ("12 results found", 12), ("共12页", None), ("共12条</p><p>共40条", None), ("浏览 12 次", None),
    ("", None), (f"共12条{'水电站转让' * 30}", None),
])  # fmt: skip
def test_a_page_says_its_total_beside_the_links_of_its_items(words: str, number: int | None) -> None:
    assert stated_total(f"<ul>{ROWS}</ul><p>{words}</p>", AT, source()) == number


@pytest.mark.parametrize(("words", "number"), [
    ("为您找到 <b>36</b> 个水电站", 36), ("共 36 座水电站", 36), ("共3页 36座", 36), ("搜索到相关 36 条", 36),
    ("平台累计成交共 3214 笔，共有会员 2000 个", None), ("平台累计成交共 3214 笔，本页共 36 条", 36),
    ("全县共 36 座水电站", None), ("共36条；累计浏览共 5000 次", 36),
    ("共36条</p><footer><p>共有 900 个项目</p></footer><p>", 36), ("<span class=footer>共有 900 个项目</span>", None),
])  # fmt: skip
def test_numbers_that_count_something_else_are_no_total(words: str, number: int | None) -> None:
    assert stated_total(f"<ul>{ROWS}</ul><p>{words}</p>", AT, source()) == number


def test_a_pager_with_one_link_is_no_row_where_any_link_may_be_an_items() -> None:
    pager = "<p>共36条 <a href=?p=2>下一页</a></p>"
    mine = source(items={"link": "a", "pattern": "/item/[0-9]+"})
    assert stated_total(f"<ul>{ROWS}</ul>{pager}", AT, mine) == 36


@pytest.mark.parametrize("row", [
    "<li><h3><a href=/item/{}>某县水电站</a></h3><p>标的共15项，含两处</p></li>",
    "<li><div><a href=/item/{0}><img src=x></a></div><div><a href=/item/{0}>某县</a></div><p>共有15项</p></li>",
])  # fmt: skip
def test_what_stands_in_the_row_of_an_item_is_no_total(row: str) -> None:
    rows = "".join(row.format(number) for number in range(5))
    assert stated_total(f"<ul>{rows}</ul>", AT, source()) is None
    assert stated_total(f"<div><ul>{rows}</ul><p>共36条</p></div>", AT, source()) == 36


@pytest.mark.parametrize(("answer", "number"), [
    ({"total": 12, "data": {"rows": [{"id": 1}]}}, 12), ({"data": {"rows": [], "page": {"total": "12"}}}, 12),
    ({"count": 12, "data": {"rows": []}}, 12), ({"count": 1, "data": {"total": 12, "rows": []}}, 12),
    ({"total": 9, "data": {"total": 12, "rows": []}}, None), ({"query": {"count": 50}, "data": {"rows": []}}, None),
    ({"data": {"rows": [{"id": 1}], "meta": {"pagination": {"total": 12}}}}, 12),
    ({"data": {"page": {"total": 12}, "rows": []}}, 12), ({"data": {"total": {"value": 12}, "rows": []}}, 12),
    ({"data": {"rows": [], "stats": {"total": 12}}}, None),
    ({"total": True, "data": {"rows": []}}, None), ({"data": {"rows": [{"total": 12}]}}, None), ([], None),
])  # fmt: skip
def test_a_json_answer_says_its_total_beside_its_items(answer: object, number: int | None) -> None:
    mine = source(kind="json", items={"path": "data.rows", "read": "entry"}, item={"title": "json:id"})
    assert stated_total(json.dumps(answer), AT, mine) == number
    assert stated_total("no JSON", AT, mine) is None


@pytest.mark.parametrize(("html", "more", "stated"), [
    (f"<ul>{ROWS}</ul><p>共12条</p>", {}, 12),
    (f"<ul>{ROWS}</ul><p>共5条</p>", {}, None),
    (f"<ul>{ROWS}</ul><p>共12条</p><a class=next href='/list?p=2'>下一页</a>",
     {"pagination": {"next": "a.next"}}, None),
    (f"<ul>{ROWS}</ul><p>共5条</p>", {"items": {"link": "li a", "pattern": "/item/[12]"}}, None),
    (f"<ul>{ROWS}</ul><p>共5条</p>", {"items": {"link": "li a", "max_per_page": 2}}, None),
])  # fmt: skip
def test_a_list_of_fewer_rows_than_it_says_is_told_where_no_page_follows(
    html: str, more: dict[str, Any], stated: int | None
) -> None:
    assert list_report(html, source(**more), AT).stated == stated


@pytest.mark.parametrize(("headers", "number"), [
    ([("X-Total-Count", "120")], 120), ([("x-wp-total", "120"), ("X-WP-TotalPages", "6")], 120),
    ([("Content-Range", "items 0-19/120")], 120), ([("Content-Range", "items 0-19/*")], None),
    ([("Content-Range", "0-19/120")], 120), ([("Content-Range", "bytes 0-2384/2385")], None),
    ([("X-Total-Count", "120"), ("X-Total-Count", "90")], None), ([("Content-Length", "120")], None), ([], None),
])  # fmt: skip
def test_headers_say_a_total_where_the_body_says_none(headers: list[tuple[str, str]], number: int | None) -> None:
    rows = json.dumps([{"id": 1}])
    mine = source(kind="json", items={"read": "entry"}, item={"title": "json:id"})
    assert stated_total(rows, AT, mine, headers) == number
    assert stated_total(f"<ul>{ROWS}</ul>", AT, source(), headers) == number
    assert stated_total(f"<ul>{ROWS}</ul><p>共7条</p>", AT, source(), headers) == 7
    assert list_report(rows, mine, AT, headers=headers).stated == number


@pytest.mark.parametrize(("page", "number"), [
    (f"<table>{ROWS}<tr><td colspan=5>共 <b>120</b> 条记录</td></tr></table>", 120),
    (f"<ul>{ROWS}<li class=sum>共 120 条</li></ul>", 120),
    (f"<ul>{ROWS}</ul><div class=pager data-total=120></div>", 120),
    (f"<ul>{ROWS}</ul><input type=hidden name=totalCount value=120>", 120),
    (f"<ul>{ROWS}</ul><div class=stars data-total=120></div>", None),
    (f"<ul>{ROWS}</ul><div class=pager data-total=120></div><p>共7条</p>", 7),
])  # fmt: skip
def test_a_total_stands_behind_the_rows_or_in_the_pages_bar(page: str, number: int | None) -> None:
    assert stated_total(page, AT, source()) == number
