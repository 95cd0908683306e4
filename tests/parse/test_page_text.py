"""The visible text of pages, through `read_page` and `visible`."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.html.markup import tame
from monitor.html.pagetree import parse_html
from monitor.parse.page import read_page, visible


def text_of(html: str) -> str:
    return read_page(html).visible.text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>不在<b>清退</b>范围</p><p>面谈</p>", "不在清退范围\n面谈"),
        ("装机<br>2×630", "装机\n2×630"),
        (
            "<table><tr><th>价格</th><td>95万</td></tr><tr><td>装机</td><td>630</td></tr></table>",
            "价格 | 95万\n装机 | 630",
        ),
        ("<table><tr><td><p>价格</p></td><td><div>95万</div></td></tr></table>", "价格 | 95万"),
        ("<table><tr><td><p>一</p><p>二</p></td><td>三</td></tr></table>", "一\n二\n三"),
        ("<table><tr><td></td></tr><tr><td>一</td></tr></table>", "一"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ("<pre>a\n b  c</pre>", "a\nb c"),
        ("一 \n\t 二&nbsp;三", "一 二\xa0三"),
        ("一<!-- 注 -->二", "一二"),
        (
            "看<script>var a='<p>藏</p>'</script><style>p{}</style><template>藏</template><noscript>藏</noscript>见",
            "看见",
        ),
        (
            "<div hidden>藏</div><div style='color:red; DISPLAY : none'>藏</div><p style='visibility:hidden'>藏</p>见",
            "见",
        ),
        ("<div aria-hidden=true>见</div>", "见"),
        ("<div style='background:url(display-none.png)'>见</div>", "见"),
        ("<select><option>四川<option>贵州</select>见<button>买</button>", "见买"),
        ("<head><title>题</title></head>见", "见"),
        ("<svg><title>藏</title><text>图字</text></svg>", "图字"),
        ("", ""),
    ],
)
def test_what_a_reader_sees_is_what_is_read(html: str, text: str) -> None:
    assert text_of(html) == text


def test_the_head_is_read() -> None:
    page = read_page(
        '<html><head><title> 站 点 </title><meta property="og:title" content="电站"><link rel=canonical href="http://a.test/1">'
        "</head><body><h1>一级<b>电站</b></h1><time datetime=2021-07-14>昨天</time>"
        "<img src=/a.jpg alt=厂房></body></html>",
        "http://a.test/x/",
    )
    assert (page.title, page.metas["og:title"], page.canonical) == ("站 点", "电站", "http://a.test/1")
    assert page.headings == ("一级 电站",)
    assert page.times == ("2021-07-14",)
    assert page.visible.images == (("http://a.test/a.jpg", "厂房"),)


def test_marked_elements_are_reported_where_they_stand() -> None:
    tree = parse_html(
        "<p>标题</p><p>正文 <span class=v>浏览 12 次</span></p><div class=v><p>更新</p><p>昨天</p></div>尾"
    )
    assert tree.root is not None
    shown = visible([tree.root], marked={node.mem_id for node in tree.css(".v")})
    assert [span.of(shown.text) for span in shown.marked] == ["浏览 12 次", "更新\n昨天"]


def test_elements_can_be_left_out() -> None:
    tree = parse_html("<p>正文</p><div class=c>评论</div><p>尾</p>")
    assert tree.root is not None
    assert visible([tree.root], without={node.mem_id for node in tree.css(".c")}).text == "正文\n尾"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from("水电站转让95万kW "), min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_every_paragraph_of_words_comes_back_in_order(paragraphs: list[str]) -> None:
    html = "".join(f"<div><p>{words}</p></div>" for words in paragraphs)
    assert text_of(html).split("\n") == [" ".join(words.split()) for words in paragraphs]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_page_raises_and_lines_are_clean(html: str) -> None:
    lines = read_page(html).visible.text.split("\n")
    assert all(line and line == line.strip(" ") for line in lines) or lines == [""]


TAGS = ("div", "p", "b", "font", "table", "td", "a", "span", "li", "ul", "button", "script", "svg")
PIECES = (
    "<!--",
    "-->",
    "水",
    "<a b='",
    "'>",
    "<img src=x>",
    "<p ",
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
)
markup = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=200, deadline=None)
@given(markup)
def test_an_ordinary_page_is_not_changed_by_the_guard(html: str) -> None:
    assert tame(html) == html


HOSTILE = {
    "nested blocks": "<div>" * 100_000 + "水电站",
    "open fonts": "".join(f"<p><font size={n}>" for n in range(30_000)) + "水电站",
    "fonts inside blocks": "<i><div></i>" * 50_000 + "水电站",
    "lists": "<ul><li>" * 50_000 + "水电站",
    "spans and paragraphs": "<span>" * 50_000 + "</p>" * 50_000 + "水电站",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">水电站",
    "options": "<select>" + "<option>" * 50_000 + "</select>水电站",
    "tables in tables": ("<div>" * 100 + "<table><td>" + "</div>" * 100) * 500 + "水电站",
    "unfinished tags": "水电站" + "<a " * 200_000,
    "unfinished comment": "水电站" + "<!-- " * 200_000,
    "quotes": "水电站" + "<a b=\"" * 100_000,
    "angle brackets": "水电站" + "<" * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_in_a_few_seconds(html: str) -> None:
    started = time.process_time()
    assert "水电站" in text_of(html)
    assert time.process_time() - started < 5  # without the guard: minutes


def shadow(inner: str, mark: str = 'shadowrootmode="open"') -> str:
    return f"<template {mark}>{inner}</template>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<x-ad>{shadow('<p>装机500千瓦</p>')}</x-ad>", "装机500千瓦"),
        (f"<x-ad>{shadow('封闭', 'class=a shadowrootmode=closed')}</x-ad>", "封闭"),
        (f"<x-ad>{shadow('旧存', 'shadowmode=open')}</x-ad>", "旧存"),
        (f"<x-ad>{shadow('不是', 'data-shadowrootmode=open')}见</x-ad>", "见"),
        (f"<x-ad>{shadow('装机<slot>不详</slot>千瓦')}500</x-ad>", "装机500千瓦"),
        (f"<x-ad>{shadow('价格<slot>面议</slot>')}</x-ad>", "价格面议"),
        ("<X-AD><TEMPLATE SHADOWROOTMODE=OPEN>装机<SLOT>不详</SLOT>千瓦</TEMPLATE>500</X-AD>", "装机500千瓦"),
        (
            f"<x-ad>{shadow('<slot name=b>无</slot>在<slot name=a></slot>')}<b slot=a>后</b><b slot=b>前</b></x-ad>",
            "前在后",
        ),
        (f"<x-ad>{shadow('见')}<b>没有位置</b></x-ad>", "见"),
        ("<x-ad>" + shadow("外<y-ad>" + shadow("内<slot></slot>") + "中</y-ad>") + "</x-ad>", "外\n内中"),
        ("<x-ad>" + shadow("<y-ad>" + shadow("<slot></slot>内") + "<slot></slot></y-ad>") + "里</x-ad>", "里内"),
        (f"<p>一{shadow('二')}<template>藏</template></p>四", "一\n二\n四"),
        ("</template>一<template shadowrootmode=open>二", "一\n二"),
    ],
)
def test_web_components_are_read_as_a_browser_shows_them(html: str, text: str) -> None:
    assert text_of(html) == text


def test_selectors_find_what_is_in_a_web_component() -> None:
    tree = parse_html(f"<x-ad>{shadow('<b class=price><slot></slot>万</b>')}65</x-ad>")
    assert [node.text() for node in tree.css("b.price")] == ["65万"]


@pytest.mark.parametrize(
    "html",
    [
        f"<x-a>{shadow('<slot></slot>')}" * 20_000 + "底",
        f"<x-a>{shadow('<slot></slot>')}字</x-a>" * 60_000,
        f"<x-a>{shadow('<slot></slot>' * 100_000)}字</x-a>",
        "<template shadowrootmode=open>" * 100_000,
    ],
)
def test_many_web_components_are_read_in_little_time(html: str) -> None:
    began = time.process_time()
    read_page(html)
    assert time.process_time() - began < 20  # seconds, where the work would otherwise grow by its square
