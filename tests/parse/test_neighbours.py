"""Other listings on a page ("you may also like") are left out of what this one says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from monitor.html.neighbour_words import _words
from monitor.models import Capture
from monitor.parse.listings import parse
from monitor.parse.page import read_page

OWN = (
    "<h1>康定水电站转让</h1><p>装机2×630千瓦，位于四川省甘孜州康定市，并入国网，手续齐全，要价980万元，诚心转让，"
    "看站面谈。</p>"
)
OTHER = "<li><a href=/x>贵州水电站 不在清退范围 价格300万元</a></li>"


def text_of(html: str) -> str:
    return read_page(html).visible.text


@pytest.mark.parametrize(
    "block",
    [
        f"<div><h3>猜你喜欢</h3><ul>{OTHER}</ul></div>",
        f"<div><div><h3><span>猜你喜欢</span></h3><a>换一批</a></div><ul>{OTHER}</ul></div>",
        f"<h3>猜你喜欢</h3><ul>{OTHER}</ul>",
        f"<h3>相关推荐：</h3>{OTHER}{OTHER}",
        f"<section><p>★ 为 你 推 荐 ★</p><div><img src=a.jpg>{OTHER}</div></section>",
        f"<aside><b>看了又看 更多</b>{OTHER}</aside>",
        f"<aside><b>You may also like</b>{OTHER}</aside>",
        f"<aside><b>猜你喜歡</b>{OTHER}</aside>",
        f"<div><script>var a='x'</script><h3>猜你喜欢</h3><ul>{OTHER}</ul></div>",
    ],
)
def test_other_listings_are_left_out(block: str) -> None:
    text = text_of(f"<body>{OWN}{block}<footer>版权所有</footer></body>")
    assert "不在清退" not in text and "300万" not in text
    assert "980万" in text and text.endswith("版权所有")


@pytest.mark.parametrize(
    "block",
    [
        "<p>猜你喜欢</p><p>不在清退范围</p>",  # no list of links: the seller's own words
        "<p>猜你喜欢这样的站</p><ul><li><a href=/x>不在清退范围</a></ul>",
        "<div>相关推荐一座水电站<a href=/x>不在清退范围</a></div>",
        "<a href=/more>猜你喜欢</a><p><a href=/x>不在清退范围</a></p>",
        f"<div><p>猜你喜欢</p>{OWN}<a href=/x>不在清退范围</a></div>",  # holds the page's title
    ],
)
def test_what_is_no_block_of_other_listings_stays(block: str) -> None:
    assert "不在清退范围" in text_of(f"<body>{OWN}<div>{block}</div></body>")


def test_the_list_ends_at_the_next_heading_or_words() -> None:
    html = f"<body>{OWN}<h3>猜你喜欢</h3><ul>{OTHER}</ul><h3>联系</h3><p><a href=/c>来电</a></p></body>"
    assert text_of(html).endswith("联系\n来电")
    html = f"<body>{OWN}<h3>猜你喜欢</h3><ul>{OTHER}</ul><p>另有矿机40台</p></body>"
    assert text_of(html).endswith("另有矿机40台")


def test_a_page_that_is_nothing_else_is_read_whole() -> None:
    assert "不在清退范围" in text_of(f"<body><div><h3>猜你喜欢</h3><ul>{OTHER}</ul></div></body>")


def test_what_was_left_out_is_noted_beside_the_text(tmp_path: Path) -> None:
    html = f"<html><body>{OWN}<div><h3>猜你喜欢</h3><ul>{OTHER}</ul></div></body></html>"
    capture = Capture("file:///a.html", "import", "ok", "import", "2026-11-27T00:00:00Z", html.encode(), "00")
    (listing,) = parse(capture)
    assert listing.found_by["text"] == "all visible text, without 猜你喜欢"


def test_every_heading_of_the_list_is_one() -> None:
    for word in sorted(_words()[0] | _words()[1]):
        assert "不在清退" not in text_of(f"<body>{OWN}<div><h3>{word}</h3><ul>{OTHER}</ul></div></body>"), word


@pytest.mark.parametrize(
    "html",
    [
        "<div><h3>猜你喜欢</h3><a href=/>x</a></div>" * 30_000,
        "<i></i>" * 200_000 + "<b>猜你喜欢</b>" * 50_000,
        "<div>" * 200 + "<b>猜你喜欢</b>" + "<p>x</p>" * 200_000,
    ],
)
def test_many_headings_take_little_time(html: str) -> None:
    began = time.process_time()
    read_page(html)
    assert time.process_time() - began < 20  # seconds, where the work would otherwise grow by its square
