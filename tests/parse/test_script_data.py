"""Saved pages whose listing stands in a script: it is read without running any, and only what is the page's own."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.html.pagetree import parse_html
from monitor.models import Capture, Listing
from monitor.parse import parse, parse_many
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, values

DETAIL: dict[str, Any] = {
    "infoId": "5566778", "title": "贵州某水电站整体出售", "price": "980", "priceUnit": "万元",
    "content": "<p>电站位于榕江县，装机1260千瓦（2×630kW），手续齐全，不在清退范围，</p><p>可自用可挖矿。</p>",
    "area": "贵州-黔东南-榕江", "postTime": "2026-11-20 10:22:11", "linkMan": "李总",
}  # fmt: skip
FULL = ["电站位于榕江县，装机1260千瓦（2×630kW），手续齐全，不在清退范围，", "可自用可挖矿。"]
TEASER = "<div>贵州某水电站整体出售</div><p>电站位于榕江县，装机1260千瓦…<a>展开全文</a></p>"
SHOWN = ["贵州某水电站整体出售", "电站位于榕江县，装机1260千瓦…展开全文"]


def page(
    shown: str, script: str, head: str = "<title>水电站出售 - 同城</title>", url: str = "file:///a.html"
) -> Capture:
    html = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{shown}{script}</body></html>"
    return Capture(url, "import", "ok", "file", "2026-11-27", html.encode(), media_type="text/html")


def dumped(value: Any, *, ascii_only: bool = False) -> str:
    return json.dumps(value, ensure_ascii=ascii_only).replace("</", "<\\/")


def one(capture: Capture) -> Listing:
    (listing,) = parse(capture)
    return listing


STATE = {"user": {"name": "小水电网友", "desc": "水电站买卖十年"}, "detail": DETAIL}
FORMS = {
    "__NEXT_DATA__": (
        f'<script id="__NEXT_DATA__" type="application/json">{dumped({"props": {"pageProps": STATE}})}</script>'
    ),
    "__INITIAL_STATE__": f"<script>window.__INITIAL_STATE__={dumped(STATE)};(function(){{alert(1)}}())</script>",
    "__NUXT__": f'<script>var a=1;window["__NUXT__"] = {dumped(STATE, ascii_only=True)}</script>',
    "DATA": f"<script>self.DATA = JSON.parse({dumped(dumped(STATE))});</script>",
    "RENDER_DATA": f'<script id=RENDER_DATA type="application/json">{quote(dumped(STATE))}</script>',
    "g": f"<script>if (a == [1]) {{}}; var x = {{a:1}}, g='{dumped(STATE).replace(chr(92), chr(92) * 2)}'</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_page_that_cuts_its_description_short_is_read_in_full(name: str) -> None:
    found = one(page(TEASER, FORMS[name]))
    assert found.text.splitlines() == [*SHOWN, *FULL, "价格：980万元", "所在地：贵州-黔东南-榕江"]
    assert (found.price_text, found.place, found.posted_at) == ("980万元", "贵州-黔东南-榕江", date(2026, 11, 20))
    assert found.title == "水电站出售 - 同城"
    rule = f"script {name} {'props.pageProps.' if name == '__NEXT_DATA__' else ''}detail"
    assert found.found_by["text"] == f"all visible text; {rule}"
    assert [found.found_by[field] for field in ("price_text", "place", "posted_at")] == [rule] * 3


@pytest.mark.parametrize("shown", ["", "<div class=loading>加载中...</div>"])
def test_a_page_that_shows_nothing_is_read_from_its_script(shown: str) -> None:
    found = one(page(shown, FORMS["__NUXT__"], "<title>同城</title>"))
    assert found.text.splitlines()[:4] == [DETAIL["title"], "价格：980万元", *FULL]
    assert (found.title, found.found_by["text"]) == (DETAIL["title"], "script __NUXT__ detail")


@pytest.mark.parametrize("quoted", ["'<p>水电站2008年投产，<\\/p><p>装机1260kW\\uff0c\\x41 it\\'s 好<\\/p>'",
                                    '"<p>水电站2008年投产，</p><p>装机1260kW，A it\'s 好</p>"'])  # fmt: skip
def test_a_description_that_a_script_writes_is_read_as_html(quoted: str) -> None:
    found = one(
        page("<h1>开州区水电站2008年投产 拍卖</h1><p>加载中</p>", f"<script>var desc={quoted};d(desc)</script>")
    )
    assert found.text.splitlines()[1:3] == ["水电站2008年投产，", "装机1260kW，A it's 好"]
    assert found.found_by["text"] == "all visible text; script desc"


def test_what_the_page_itself_gives_is_kept() -> None:
    fields = "<p>发布时间：2026-11-01</p><p>¥ 960 万</p><p>所在地：贵州榕江</p>"
    shown = f"<h1>{DETAIL['title']}</h1>{fields}<p>{''.join(FULL)}</p>"
    found = one(page(shown, FORMS["__NEXT_DATA__"]))
    assert "980" not in found.text and found.text.count("不在清退范围") == 1
    assert (found.title, found.price_text, found.place, found.posted_at) == (
        DETAIL["title"], "", None, date(2026, 11, 1),
    )  # fmt: skip
    assert found.found_by["text"] == "all visible text"


OTHER = {
    "id": "7001",
    "title": "云南怒江水电站转让",
    "desc": "装机5000千瓦，不在清退范围，价格面议",
    "price": "3000万元",
}


@pytest.mark.parametrize(
    "value",
    [{"list": [OTHER, {**OTHER, "title": "四川水电站"}]}, {"recommend": OTHER}, {"similarList": [OTHER]},
     {"site": {"title": "小水电网", "description": "全国水电站转让"}}, {"nextItem": OTHER},
     {"@type": "Organization", "name": "贵州某水电站整体出售", "description": "水电站交易网"}],
)  # fmt: skip
def test_other_listings_and_the_site_are_not_the_pages_words(value: Any) -> None:
    script = f'<script type="application/ld+json">{dumped(value)}</script>'
    assert one(page(TEASER, script)).text.splitlines() == SHOWN


def test_of_several_objects_the_one_of_the_address_is_the_pages() -> None:
    rows = {"a": OTHER, "b": {**OTHER, "id": "820011", "title": "甘孜水电站", "desc": "装机3000千瓦的水电站"}}
    script = f"<script>var s = {dumped(rows)}</script>"
    address = '<link rel=canonical href="https://a.test/item/820011.html">'
    found = one(page("<p>加载中</p>", script, address))
    assert found.text.splitlines()[0] == "甘孜水电站" and "云南" not in found.text
    with pytest.raises(ItemError, match="no visible text"):
        one(page("", script, ""))


@pytest.mark.parametrize(
    "script",
    ['<script>var s = {"detail": {"title": "水电站", "content": "a</script><p>b',
     '<script id=a type="application/json"><!-- {"title"</script>', '<script>var a = "水电站</script>',
     "<script>window.a = {title: '水电站', desc: `${x}`, b: undefined}</script>", "<script src=a.js>水电</script>"],
)  # fmt: skip
def test_what_is_no_plain_json_is_passed_over(script: str) -> None:
    assert one(page(TEASER, script)).text.splitlines()[:2] == SHOWN


@pytest.mark.parametrize(
    "script",
    ["水电=" + '{"a":' * 300_000, '="水电' * 300_000, "='水电\\" * 300_000, '={"水电":[' * 200_000, '=["=[",' * 200_000,
     "x" * 2_000_000 + "=[水电", "=" * 2_000_000 + "水电", "= " * 1_000_000 + "{水电",
     "var desc='水电" + "\\u6c34" * 300_000 + "'",
     "a=" + json.dumps({f"k{n}": {"title": f"水电站{n}", "desc": "水电" * 20} for n in range(60_000)}),
     "a=" + json.dumps({f"k{n}": n for n in range(600_000)} | {"title": "水电站"}),
     "a={\"水电\":" + "9" * 100_000 + "}", '水电"\\"' * 1_000_000, "水电`${" * 500_000, "水电(/[" * 500_000,
     "/ 水 电" * 500_000,
     "水电/*" * 500_000, '={"水电":undefined,"\\"' * 200_000, '={"水电":undefined,' * 200_000, '`${"\\"水电' * 500_000,
     "a=" + json.dumps({"content": "<div>" * 200_000 + "水电站"}), "a={\"content\":\"水电&#" + "9" * 9999 + ";\"}"],
)  # fmt: skip
def test_hostile_scripts_are_passed_over_in_linear_time(script: str) -> None:
    began = time.process_time()
    found = one(page(TEASER, f"<script>{script}</script>"))
    assert found.text.splitlines()[0] == SHOWN[0]
    assert time.process_time() - began < 6


@given(st.text(), st.text())
def test_any_script_is_read_or_passed_over(name: str, body: str) -> None:
    assert list(parse_many(page(TEASER, f'<script id="{name}">var a = "{body}水电站", b = {{"desc": {body}')))


FUJIAN = "福建龙岩水电站整体出售"
OFFER = "装机630千瓦，手续齐全，有意者请联系张先生。"
YAAN = {
    "title": "四川雅安水电站出售", "description": "手续齐全，有意者请联系李女士\n不在清退范围，可挖矿",
    "price": "900万", "address": "四川雅安",
}  # fmt: skip
PLATFORM = "本站提供水电站转让信息"


@pytest.mark.parametrize("head", [f"<title>{FUJIAN}</title>", f"<title>{FUJIAN} - 水电站交易网</title>", ""])
@pytest.mark.parametrize("shown", [f"<h1>{FUJIAN}</h1>", f"<h2>{FUJIAN}</h2>", ""])
@pytest.mark.parametrize(
    ("beside", "script"),
    [("", {"ad": YAAN}), (f"<a>下一条：{YAAN['title']}</a>", {"ad": YAAN}),
     (f"<a>{YAAN['title']}</a>", {"nextItem": YAAN}), (f"<a>{YAAN['title']}</a>", {"ad": {**YAAN, "description": ""}}),
     (f"<a>{YAAN['title']}</a>", {"a": YAAN, "b": {**YAAN, "title": "雅安水电站转让"}}),
     (f"<footer>{PLATFORM}</footer>", {"site": {**YAAN, "title": "水电站交易网", "description": PLATFORM}}),
     ("", {"ad": {**YAAN, "description": "手续齐全，有意者请联系张先生。\n不在清退范围\n可挖矿"}})],
)  # fmt: skip
def test_another_sellers_words_never_enter_a_listing(head: str, shown: str, beside: str, script: Any) -> None:
    code = "".join(f"window.{name}={dumped(value)};" for name, value in script.items())
    html = f"{shown}<p>位于福建龙岩的水电站，{OFFER}</p>{beside}"
    found = one(page(html, f"<script>{code}</script>", head))
    assert not any(word in found.text for word in ("挖矿", "清退", "900", "李女士")), found.text
    assert (found.price_text, found.place) == ("", None)
    assert found.found_by["text"] == "all visible text"


def test_beside_the_object_of_the_page_no_other_counts_that_shares_words_with_it() -> None:
    own = {"title": FUJIAN, "description": f"水电站{OFFER}\n年发电量200万度"}
    other = {"description": f"位于福建龙岩的水电站，{OFFER}\n不在清退范围", "price": "900万"}
    code = f"<script>var a={dumped(own)}, b={dumped(other)}</script>"
    found = one(page(f"<h1>{FUJIAN}</h1><p>位于福建龙岩的水电站，{OFFER}</p>", code))
    assert "年发电量200万度" in found.text and "清退" not in found.text and not found.price_text


def test_what_shows_most_of_a_description_is_read_in_full() -> None:
    told = {"title": FUJIAN, "description": f"位于福建龙岩的水电站，{OFFER}\n不在清退范围", "price": "900万"}
    html = f"<h2>{FUJIAN}</h2><p>位于福建龙岩的水电站，{OFFER[:-5]}…</p>"
    found = one(page(html, f"<script>var a={dumped(told)}</script>"))
    assert "不在清退范围" in found.text and found.price_text == "900万"


DETAILS = {"title": "雅安水电站转让", "price": "860万元"}


def told(script: str, path: str) -> list[str]:
    return list(values(PageSubject(parse_html(f"<p>x</p>{script}")), Pick.model_validate(f"script:{path}")))


@pytest.mark.parametrize(
    "before",
    [
        '// var item = {"price":"10万元"}\n', '/* old: item = {"price":"10万元"}; */',
        '<!-- item = {"price":"10万元"}\n',
        'var t = `item = {"price":"10万元"}`;', 'var t = `${x ? `item = {"price":"1"}` : {a:{}}}item = {"price":"1"}`;',
        "var t = 'item = {\\'price\\': 1}; item = {\"price\":\"10万元\"}';", 'var r = /[/"\'`]="/g, q = 4 / 2;',
        "if (/`/.test(x)) return /'/;", "x = a / b; y = 'it\\'s'; // don't\n", 'f("/*"); g("//");',
        '</script><template><script>item = {"price":"10万元"}</script></template><script>',
        '</script><noscript><script>item = {"price":"10万元"}</script></noscript><script>',
    ],
)  # fmt: skip
def test_only_what_a_script_assigns_is_told(before: str) -> None:
    assert told(f"<script>{before}var item = {dumped(DETAILS)}; z = `x`</script>", "item.price") == ["860万元"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "undefined", " undefined "])
def test_what_is_no_number_is_no_value_and_the_rest_is_read(number: str) -> None:
    script = f'<script>var item = {{"title":"电站:undefined,好","price":{number},"n":[undefined,"b"]}}</script>'
    assert told(script, "item.price") == []
    assert told(script, "item.title") == ["电站:undefined,好"]
    assert told(script, "item.n") == ["b"]
