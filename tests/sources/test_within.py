"""Words in an item's text that are not the seller's: numbers that tick, words of a state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.parse.digest import ticking_words
from monitor.parse.unnamed import unnamed_text
from monitor.sources.report import item_report, list_report
from monitor.sources.web import WebSource, load_source

AT = "https://a.example/item/1"


def source(folder: Path, **more: Any) -> WebSource:
    values = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"], "items": {"link": "a"},
        "native_id": {"url": "([0-9]+)"}, "item": {"title": "h1", "text": ".detail"},
    } | more  # fmt: skip
    (folder / "a.yaml").write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return load_source(folder / "a.yaml")


def told(html: str, mine: WebSource) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found = item_report(html, mine, AT, ticking=ticking_words).within
    return {one.kind: (one.words, one.places) for one in found}


PAGE = """<h1>甲电站</h1><div class=detail><span class=state>【已售出】</span>
<span class=views>浏览 <b>123</b> 次</span>
<p>装机500千瓦，手续齐全，已售出一台旧机组</p><i>3天前来过</i></div>"""


def test_counters_and_badges_inside_the_text_are_told_with_their_place(tmp_path: Path) -> None:
    found = told(PAGE, source(tmp_path))
    assert found["changing"] == (("浏览 123 次", "3天前来过"), ("span.views",))
    assert found["state"] == (("已售出",), ("span.state",))


@pytest.mark.parametrize("more", [
    {"volatile": [".views", "i"], "markers": {"sold": [{"css": ".state", "text": "已售出"}]}},
    {"volatile": [".views", "i"], "item": {"title": "h1", "text": ".detail", "status": ".state"}},
    {"item": {"title": "h1", "text": ".detail p"}}, {"item": {"title": "h1"}},
])  # fmt: skip
def test_what_the_source_names_already_is_well(tmp_path: Path, more: dict[str, Any]) -> None:
    assert told(PAGE, source(tmp_path, **more)) == {}


@pytest.mark.parametrize("item", [{"title": "h1", "text": ".detail"}, {"title": "h1"}])
def test_a_counter_behind_a_name_that_ends_in_a_digit_is_quoted_alone(tmp_path: Path, item: dict[str, str]) -> None:
    page = (
        "<div class=detail><div class=user><span class=nick>山里人0</span><span>2小时前来过</span></div>"
        "<p>四川某小水电站转让，装机500千瓦，年发电量200万度，手续齐全，并入国网</p>"
        "<b class=n>浏览<i>12</i>次</b></div>"
    )
    mine = source(tmp_path, item=item)
    (one,) = item_report(page, mine, AT, ticking=ticking_words, unnamed=unnamed_text).within
    assert (one.words, one.places) == (("2小时前来过", "浏览12次"), ("div.user", "b.n"))


def test_a_mark_of_the_source_in_a_sellers_sentence_is_told(tmp_path: Path) -> None:
    mine = source(tmp_path, item={"title": "h1", "text": ".detail p"}, markers={"sold": ["已售出"]})
    assert told(PAGE, mine) == {"state": (("已售出",), ())}


def test_a_text_that_is_the_whole_page_is_said_to_be(tmp_path: Path) -> None:
    (one,) = item_report(
        "<body><p>已售出</p></body>", source(tmp_path, item={"title": "h1", "text": "body"}), AT, ticking=ticking_words
    ).within
    assert (one.kind, one.whole) == ("state", True)


def test_a_mark_around_the_whole_text_covers_nothing(tmp_path: Path) -> None:
    mine = source(tmp_path, markers={"sold": [{"css": "div", "text": "已售出"}]})
    assert "state" in told(f"<div>{PAGE}</div>", mine)


def test_a_sellers_words_alone_tell_nothing(tmp_path: Path) -> None:
    page = (
        "<h1>甲</h1><div class=detail><p>装机500千瓦，年发电量200万度，2026年3月已成交过一台，联系13800000000</p></div>"
    )
    assert told(page, source(tmp_path)) == {}


def test_entries_of_json_are_looked_at_as_well(tmp_path: Path) -> None:
    mine = source(
        tmp_path, kind="json", items={"read": "entry"}, native_id={"select": "json:id"},
        item={"title": "json:title", "text": "json:text"},
    )  # fmt: skip
    rows = [{"id": 1, "title": "甲", "text": "装机500千瓦"}, {"id": 2, "title": "乙", "text": "装机\n浏览 12 次"}]
    report = list_report(json.dumps(rows), mine, "https://a.example/list", ticking=ticking_words)
    assert [(one.kind, one.selector, one.words) for one in report.within] == [
        ("changing", "json:text", ("浏览 12 次",))
    ]


UNNAMED = {"item": {"title": "h1"}}


def told_of_all(html: str, mine: WebSource) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    found = item_report(html, mine, AT, ticking=ticking_words, unnamed=unnamed_text).within
    return {one.kind: (one.selector, one.words, one.places) for one in found}


def test_where_no_text_is_named_the_words_that_are_read_are_looked_at(tmp_path: Path) -> None:
    found = told_of_all(PAGE, source(tmp_path, **UNNAMED))
    assert found["state"] == ("", ("已售出",), ("span.state",))
    assert found["changing"] == ("", ("浏览 123 次", "3天前来过"), ("span.views",))
    more = {"volatile": [".views", "i"], "markers": {"sold": [{"css": ".state", "text": "已售出"}]}}
    assert told_of_all(PAGE, source(tmp_path, **UNNAMED, **more)) == {}
    others = (
        "<h1>甲电站</h1><p>装机500千瓦的水电站，位于雅安市，手续齐全，价格面议，随时可以看站，年发电量200万度。</p>"
    )
    others += "<div><h3>猜你喜欢</h3><ul><li><a href=/item/2>乙电站<b class=st>已售出</b></a></li></ul></div>"
    assert told_of_all(others, source(tmp_path, **UNNAMED)) == {}


def test_an_entry_without_a_named_text_is_looked_at_whole(tmp_path: Path) -> None:
    mine = source(
        tmp_path, kind="json", items={"read": "entry"}, native_id={"select": "json:id"},
        item={"title": "json:title", "status": "json:state"},
    )  # fmt: skip
    row = [{"id": 1, "title": "甲", "views": 12, "state": "在售"}]
    report = list_report(json.dumps(row), mine, AT, ticking=ticking_words, unnamed=unnamed_text)
    assert [(one.kind, one.selector, one.words) for one in report.within] == [("changing", "", ("views：12",))]


COUNTERS = [
    "距结束 8天3时12分", "距离拍卖结束还有：2天 3小时", "剩余时间：03:12:55", "剩余 2天3小时", "倒计时 1天 03:12:55",
    "1人报名 121人设置提醒",
    "4人报名 126人设置提醒 3021次围观", "报名人数：3", "热度 81", "浏览（123）", "浏览(1.2万)",
    "第 233 次阅读", "已有 23 人围观", "人气：318",
]  # fmt: skip
SELLERS = [
    "三年前投产，2天前刚检修。", "距县城12公里", "热度不减的电站", "剩余年限：25年",
    "报名请打电话13800000000", "剩余30年", "距离高速3公里",
    "2人看守", "已有3人值班", "上月已成交一座，本座待售", "来电站看过3次的老板优先",
]  # fmt: skip


@pytest.mark.parametrize("words", COUNTERS)
def test_counters_and_countdowns_of_auctions_are_told(tmp_path: Path, words: str) -> None:
    page = f"<h1>甲</h1><div class=detail><p>装机500千瓦</p><p class=n>{words}</p></div>"
    assert set(told(page, source(tmp_path))) == {"changing"}


@pytest.mark.parametrize("words", SELLERS)
def test_numbers_and_times_in_a_sellers_sentence_are_not(tmp_path: Path, words: str) -> None:
    page = f"<h1>甲</h1><div class=detail><p>装机500千瓦</p><p>{words}</p></div>"
    assert told(page, source(tmp_path)) == {}
