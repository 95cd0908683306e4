"""Drafts of source files: guessed from pages, feeds, sitemaps, JSON; always a file that loads, whatever a page says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.html.pagetree import parse_html
from monitor.sample.market import Market
from monitor.sources.draft import Draft, draft_of_list, id_of, with_item
from monitor.sources.draft_file import as_yaml
from monitor.sources.picks import Pick
from monitor.sources.propose import guess_list, guess_next
from monitor.sources.propose_hints import FILE as HINTS
from monitor.sources.propose_hints import load_hints
from monitor.sources.propose_pattern import pattern_of
from monitor.sources.select import PageSubject, first, values
from monitor.sources.web import WebSource, discover, load_source, native_id_of

AT = "https://a.example/list?page=1"
WORDS = {key: key for key in (
    "head", "also", "kind", "below", "fill", "terms", "number", "volatile", "markers", "draft.no_list",
    "draft.one_item", "draft.no_item", "draft.by_entries", "draft.index", "draft.check_pattern",
    "draft.item_json", "draft.scripts", "draft.one_page", "draft.cursor", "draft.onclick")}  # fmt: skip


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with Market() as running:
        yield running


def loaded(draft: Draft) -> WebSource:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(as_yaml(draft, "x", loopback=False, say=WORDS), "utf-8")
        return load_source(path)


def page_of(*links: str, before: str = "", after: str = "") -> str:
    return before + "".join(f'<li><a href="{link}">某县水电站整体转让</a></li>' for link in links) + after


def test_the_links_of_a_list_are_told_from_those_of_menus() -> None:
    menu = "<nav>" + page_of(*(f"/kind/{n}" for n in range(9))) + "</nav>"
    html = page_of(
        "/item/1", "/item/22", "/item/333", before=menu + '<ul class="rows">', after="</ul><a href=/x>更多</a>"
    )
    guess = guess_list(PageSubject(parse_html(html)), AT)
    assert guess is not None
    assert (guess.selector, guess.pattern, guess.number) == ("ul.rows a", r"/item/\d+", r"/item/(\d+)")
    assert len(guess.items) == 3


def test_a_draft_that_found_no_number_takes_none_from_the_host() -> None:
    source = loaded(draft_of_list("<p>nothing</p>", "http://127.0.0.1:8080/list"))
    assert native_id_of("http://127.0.0.1:8080/item/77-a", source) == "77"
    assert native_id_of("http://127.0.0.1:8080/item/a", source) is None


def test_the_links_of_a_list_are_relative_to_its_base() -> None:
    after = '<a rel=next href="list?page=2">2</a>'
    page = page_of("item/1", "item/2", "item/3", before='<base href="/sub/">', after=after)
    draft = draft_of_list(page, "https://a.example/list")
    assert draft.item_urls[0] == "https://a.example/sub/item/1"
    assert draft.next is not None and draft.next.sample == "https://a.example/sub/list?page=2"
    found = discover(page, "https://a.example/list", loaded(draft))
    assert (found.items[2], found.next_page) == ("https://a.example/sub/item/3", "https://a.example/sub/list?page=2")


def test_a_page_without_three_links_alike_is_said_to_have_no_list() -> None:
    draft = draft_of_list(page_of("/item/1", "/b"), AT)
    assert draft.notes == ("draft.no_list",)
    assert loaded(draft).kind == "web"


@pytest.mark.parametrize(
    ("links", "pattern", "number"),
    [
        (["https://a.example/p/1.html", "https://a.example/p/23.html"], r"/p/\d+\.html", r"/p/(\d+)\.html"),
        (["https://a.example/v?id=7&x=1", "https://a.example/v?id=8&x=1"], r"/v\?id=\d+\&x=1", r"/v\?id=(\d+)\&x=1"),
        (["https://a.example/2026/lot-9", "https://a.example/2025/lot-10"], r"/\d+/lot\-\d+", r"/\d+/lot\-(\d+)"),
        (["https://a.example/n/water", "https://a.example/n/mill"], "/n/[^/?&#]+", "/n/([^/?&#]+)"),
        (["http://127.0.0.1/7", "http://127.0.0.1/8"], r"://[^/]+/\d+", r"://[^/]+/(\d+)"),
        (["https://12365.example/a-b", "https://12365.example/c"], "://[^/]+/[^/?&#]+", "://[^/]+/([^/?&#]+)"),
        (["https://a.example/i/1?utm_source=l&spm=a.1", "https://a.example/i/2?from=top"], r"/i/\d+", r"/i/(\d+)"),
        (["https://a.example/v?spm=1&id=7", "https://a.example/v?spm=2&id=8"], r"/v\?(?:[^#]*&)?id=\d+",
         r"/v\?(?:[^#]*&)?id=(\d+)"),
    ],
)  # fmt: skip
def test_a_pattern_has_what_varies_last_as_the_items_number(links: list[str], pattern: str, number: str) -> None:
    assert pattern_of(links) == (pattern, number)
    found = [re.search(number, link) for link in links]
    assert len({one and one[1] for one in found}) == len(links)


@pytest.mark.parametrize(
    "html", ['<a rel="next" href="/list?page=2">2</a>', '<a class=next href="/list?page=2">›</a>',
             '<a href="/list?page=1">1</a><a href="/list?page=2">下一页</a>', '<link rel=next href="/list?page=2">'],
)  # fmt: skip
def test_the_next_page_is_found_by_its_mark_or_its_words(html: str) -> None:
    found = guess_next(PageSubject(parse_html(html)), AT)
    assert found is not None and found.sample == "https://a.example/list?page=2"
    source = loaded(draft_of_list(page_of("/item/1", "/item/2", "/item/3") + html, AT))
    items = page_of("/item/1", "/item/2", "/item/3")
    assert discover(items + html, AT, source).next_page == "https://a.example/list?page=2"


def test_a_page_number_in_the_address_becomes_a_template_when_no_link_leads_on() -> None:
    source = loaded(draft_of_list(page_of("/item/1", "/item/2", "/item/3"), AT))
    assert source.list_pages == ("https://a.example/list?page={page}",)


def test_the_fields_of_an_item_come_from_blocks_and_usual_places() -> None:
    page = """<script type="application/ld+json">{"@type": "Product", "name": "甲", "offers": {"price": 95}}</script>
              <h1>甲电站</h1><p class=price>95万</p><article>装机500千瓦</article><time datetime=2026-11-02></time>"""
    draft = with_item(draft_of_list(page_of("/item/1", "/item/2", "/item/3"), AT), page)
    source = loaded(draft)
    assert [str(pick) for pick in source.item.title] == ["jsonld:Product.name", "h1"]
    assert [str(pick) for pick in source.item.price][:2] == ["jsonld:offers.price", ".price"]
    assert str(source.item.posted_at.select[0]) == "time@datetime" and str(source.item.text[0]) == "article"


def test_a_list_of_any_length_in_a_script_is_drafted_by_its_first_entries() -> None:
    rows = [{"id": number, "url": f"/item/{number}"} for number in range(150_000)]
    began = time.process_time()
    draft = draft_of_list(f"<p>x</p><script>var s = {json.dumps({'list': rows})}</script>", AT)
    assert time.process_time() - began < 3
    assert [str(pick) for pick in loaded(draft).items.link] == ["script:s.list.url"]
    assert len(draft.item_urls) == 500


def test_feeds_sitemaps_and_json_are_told_by_what_they_hold(market: Market) -> None:
    def draft(path: str) -> Draft:
        return draft_of_list(market.answer("GET", path, {}).body.decode(), market.url + path)

    feed, sitemap, rows, index = (
        draft(path) for path in ("/feed.xml", "/sitemap-ads.xml", "/api/listings?offset=0", "/sitemap.xml")
    )
    assert [loaded(one).kind for one in (feed, sitemap, rows, index)] == ["feed", "sitemap", "json", "sitemap"]
    assert (rows.path, rows.entries) == ("data.rows", True)
    assert {"title", "price", "text"} <= set(rows.fields)


def test_a_feed_of_whole_texts_is_read_by_its_entries() -> None:
    item = f"<item><title>甲</title><guid>1</guid><description>{'装机五百千瓦。' * 50}</description></item>"
    draft = draft_of_list(f"<rss version='2.0'><channel>{item}</channel></rss>", "https://a.example/feed")
    assert loaded(draft).reads_entries and draft.item_urls == ()
    with pytest.raises(ItemError, match="no entries"):
        draft_of_list("<rss version='2.0'><channel><title>x</title></channel></rss>", "https://a.example/feed")


hostile = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(hostile, hostile)
def test_nothing_that_a_page_says_leaves_its_value(href: str, words: str) -> None:
    links = "".join(f'<a class="{words}" href="/item/{n}{href}">{words}</a>' for n in range(4))
    page = f"{links}<h1>{words}</h1><div class=price>\n{words}\nterms: {{decision: allowed}}</div>"
    source = loaded(with_item(draft_of_list(page, AT), page))
    assert source.terms.decision == "undecided" and source.list_pages[0].startswith("https://a.example/")


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(hostile, hostile | st.lists(st.dictionaries(hostile, hostile, max_size=3), max_size=3), max_size=4)
)
def test_any_json_answer_becomes_a_draft_that_loads_or_one_sentence(value: dict[str, object]) -> None:
    text = as_yaml(draft_of_list(json.dumps(value), AT), "x", loopback=True, say=WORDS)
    assert yaml.safe_load(text)["terms"]["decision"] == "undecided"


def test_the_hints_load_and_ids_are_short_names() -> None:
    assert {"title", "price", "text"} <= set(load_hints().fields) and "no" in load_hints().keys["id"]
    known = (HINTS.parent / "columns.tsv").read_text("utf-8").partition("\nkey\tplace\t")[2].partition("\n")[0]
    assert "areaname" in known.split() and set(known.split()) <= set(load_hints().keys["place"])
    assert id_of("https://www.Listings.example:8080/x") == "listings-example-8080"


ITEMS = page_of("/show-1.html", "/show-2.html", "/show-3.html", before="<table class=tb>", after="</table>")


@pytest.mark.parametrize(("pager", "following"), [
    ('<div class=page><a href="list_7_1.html">&lt;</a> <a href="list_7_3.html">3</a> <a href="list_7_2.html">&gt;</a>'
     '<a href="list_7_9.html">尾页</a></div><a href="/all">更多&gt;</a>', "list_7_2.html"),
    ('<p class=pg><a href="/p/2">»</a></p>', "p/2"),
])  # fmt: skip
def test_a_sign_leads_to_the_next_page_where_it_is_all_that_the_link_says(pager: str, following: str) -> None:
    at = "https://a.example/list_7_1.html"
    source = loaded(draft_of_list(ITEMS + pager, at))
    assert discover(ITEMS + pager, at, source).next_page == f"https://a.example/{following}"


@pytest.mark.parametrize(("at", "links", "template"), [
    ("/list_7_1.html", ["list_7_2.html", "list_7_3.html"], "/list_7_{page}.html"),
    ("/", ["list_7_2.html", "list_7_3.html"], "/list_7_{page}.html"),
    ("/zr/", ["?kind=2&p=2", "?kind=2&p=3"], "/zr/?kind=2&p={page}"),
    ("/zr/index.html", ["/zr/index_2.html", "/zr/index_3.html"], "/zr/index_{page}.html"),
    ("/list_7_1.html", ["list_9_1.html"], ""), ("/zr/", ["/help/2", "/help/3"], ""), ("/zr/", ["#"], ""),
])  # fmt: skip
def test_numbered_links_become_a_template_or_it_is_said_that_one_page_is_watched(
    at: str, links: list[str], template: str
) -> None:
    numbers = [re.findall("[0-9]+", link)[-1] if link != "#" else "2" for link in links]
    pager = "".join(f'<a href="{link}">{n}</a>' for link, n in zip(links, numbers, strict=True))
    draft = draft_of_list(
        ITEMS + f"<div class=page>共23条 <b>1</b> {pager}<a href=x>尾页</a></div>", f"https://a.example{at}"
    )
    source = loaded(draft)
    assert source.list_pages == (f"https://a.example{template or at}",)
    assert ("draft.one_page" in draft.notes) is not bool(template)


@pytest.mark.parametrize("base", ["", '<base href="https://a.example/a/">'])
@pytest.mark.parametrize("href", ["#", "#top", "", "javascript:void(0)"])
def test_a_link_to_nowhere_is_no_next_page(base: str, href: str) -> None:
    html = f'{base}{ITEMS}<a class=next href="{href}" onclick="next()">下一页</a>'
    draft = draft_of_list(html, "https://a.example/list")
    assert (draft.next, "draft.one_page" in draft.notes) == (None, True)
    source = loaded(draft)
    pagination = source.pagination.model_copy(update={"next": (Pick(css="a.next", attr="href"),)})
    named = source.model_copy(update={"pagination": pagination})
    assert discover(html, "https://a.example/list", named).next_page is None


@pytest.mark.parametrize(("answer", "path", "address"), [
    ({"data": {"rows": [{"name": "甲", "code": 1}], "next": "10", "total": 25}}, "json:data.next",
     "https://a.example/api?size=10&after={cursor}"),
    ({"rows": [{"name": "甲"}], "next_cursor": "a+b"}, "json:next_cursor", "https://a.example/api?size=10&after={cursor}"),
])  # fmt: skip
def test_a_token_anywhere_in_an_answer_is_followed(answer: object, path: str, address: str) -> None:
    draft = draft_of_list(json.dumps(answer), "https://a.example/api?size=10")
    source = loaded(draft)
    assert ([str(pick) for pick in source.pagination.cursor], source.list_pages) == ([path], (address,))
    assert "draft.cursor" in draft.notes
    found = discover(json.dumps(answer), "https://a.example/api?size=10", source)
    assert (found.next_page or "").startswith("https://a.example/api?size=10&after=")


def test_the_parameter_that_an_address_has_for_a_token_is_taken() -> None:
    answer = json.dumps({"rows": [{"name": "甲"}], "meta": {"next_page_token": "x1"}})
    source = loaded(draft_of_list(answer, "https://a.example/api?pageToken=0&size=10"))
    assert source.list_pages == ("https://a.example/api?size=10&pageToken={cursor}",)


def test_an_address_anywhere_in_an_answer_is_followed_as_one() -> None:
    answer = json.dumps({"rows": [{"name": "甲"}], "links": {"next": "/api?p=2", "prev": None}})
    source = loaded(draft_of_list(answer, "https://a.example/api"))
    assert [str(pick) for pick in source.pagination.next] == ["json:links.next"]
    assert discover(answer, "https://a.example/api", source).next_page == "https://a.example/api?p=2"


@pytest.mark.parametrize("nothing", [None, False, "", [], {"next": None}])
def test_no_token_is_no_pagination(nothing: object) -> None:
    draft = draft_of_list(json.dumps({"rows": [{"name": "甲"}], "next": nothing}), "https://a.example/api")
    assert (draft.cursor, draft.next) == (None, None)


def test_a_page_that_scripts_build_is_told_apart() -> None:
    script = '<script>document.getElementById("l").innerHTML = "<a href=/d/1>水电站</a>".repeat(30)</script>'
    built = f"<!doctype html><title>列表</title><div id=l></div>{script}"
    assert draft_of_list(built, AT).notes == ("draft.no_list", "draft.scripts")
    assert "draft.scripts" in with_item(draft_of_list(ITEMS, AT), built).notes
    assert "draft.scripts" not in with_item(draft_of_list(ITEMS, AT), f"<p>{'水电站转让' * 20}</p>{script}").notes


@pytest.mark.parametrize("session", ["pid=abc1795806195", "s=1795806195123", "sess=9f86d081884c7d659a2feaa0c55ad015"])
@pytest.mark.parametrize("before", ["", "kind=2&"])
def test_what_names_the_visit_is_no_part_of_a_pattern(session: str, before: str) -> None:
    links = [f"https://a.example/a/i{n}.shtml?{before}{session}" for n in range(1, 6)]
    pattern, number = pattern_of(links)
    kept = r"\?kind=2" if before else ""
    assert (pattern, number) == (rf"/a/i\d+\.shtml{kept}", rf"/a/i(\d+)\.shtml{kept}")


def test_a_parameter_that_differs_is_an_items_number_however_long() -> None:
    _, number = pattern_of([f"https://a.example/v?id=17958061950{n}" for n in range(5)])
    assert number == r"/v\?id=(\d+)"


SKELETON = """<title>某产权</title><table><tr><td>项目编号</td><td>GY00010280</td></tr>
<tr><td>项目名称：</td><td>连江县某水电开发有限公司55%股权转让</td></tr><tr><td>挂牌价</td><td>346.12万元</td></tr>
<tr><td>保证金</td><td>30万元</td></tr><tr><td>挂牌开始日期</td><td>2019-09-27</td></tr>
<tr><th>转让方</th><td>某国资公司</td></tr></table><dl><dt>所在地</dt><dd>福建省连江县</dd></dl>
<p>一、转让标的</p>"""


def test_cells_behind_labels_become_fields() -> None:
    source = loaded(with_item(draft_of_list(ITEMS, AT), SKELETON))
    page = PageSubject(parse_html(SKELETON))
    found = {name: first(page, picks) for name, picks in source.item.picks().items()}
    assert {name: one[0] for name, one in found.items() if one} == {
        "title": "连江县某水电开发有限公司55%股权转让", "price": "346.12万元", "posted_at": "2019-09-27",
        "seller": "某国资公司", "place": "福建省连江县",
    }  # fmt: skip


def test_a_label_that_is_part_of_an_earlier_one_gives_no_selector() -> None:
    table = "<table><tr><td>挂牌价格说明</td><td>见附件</td></tr><tr><td>挂牌价</td><td>97万元</td></tr></table>"
    assert "price" not in with_item(draft_of_list(ITEMS, AT), table).fields


def test_fields_in_running_words_are_found_by_a_match_on_the_body() -> None:
    body = Pick(css="body", match=r"挂牌价格?[：:]\s*([0-9.,]+ ?万?元)")
    assert list(values(PageSubject(parse_html("<p>编号：7</p><p>挂牌价：\n97.05 万元</p>")), body)) == ["97.05 万元"]


@pytest.mark.parametrize(("badge", "css"), [("已售出", "span.tag-sold"), ("在售", "span.tag-on")])
def test_counters_and_badges_inside_a_block_are_proposed_beside_the_narrower_text(badge: str, css: str) -> None:
    page = f"""<div class="detail"><h1>甲电站</h1><span class="{css[5:]}">{badge}</span>
               <span class="views">浏览 68 次</span>
               <div class="desc">装机500千瓦，手续齐全</div></div>"""
    rows = page_of("/item/1", "/item/2", "/item/3", after="<li><a href=/item/4>某县电站</a><em>已售出</em></li>")
    source = loaded(with_item(draft_of_list(rows, AT), page))
    assert str(source.item.text[0]) == ".desc"
    assert source.volatile == ("span.views",)
    assert [(one.css, one.text) for one in source.markers.sold] == [(css, "已售出")]


def test_words_of_a_description_and_selectors_that_find_more_are_no_counter_and_no_badge() -> None:
    page = """<div class="desc">浏览 68 次 的水电站，已售出一台</div>
              <p class="row">浏览 68 次</p><p class="row">97万元</p>
              <i class="tag">在售</i><li><i class="tag">已售出</i></li>"""
    source = loaded(with_item(draft_of_list(page_of("/item/1", "/item/2", "/item/3"), AT), page))
    assert (source.volatile, source.markers.sold) == ((), ())


def test_usual_keys_of_exchanges_are_mapped() -> None:
    row = {"projectNo": "G1", "projectName": "甲电站", "listPrice": 97, "publishDate": 1762041600000, "desc": "装机",
           "transferor": "甲公司", "detailUrl": "/d/1"}  # fmt: skip
    pinyin = {"xmbh": "G1", "xmmc": "甲电站", "gpjg": 97, "fbsj": "2025-11-02", "zrfmc": "甲公司", "jianjie": "装机",
              "url": "/d/1"}  # fmt: skip
    for one in (row, pinyin):
        draft = draft_of_list(json.dumps({"rows": [one]}), AT)
        assert {"title", "price", "posted_at", "seller", "text"} <= set(draft.fields)
        assert draft.native_id[0].sample == "G1"
        assert draft.link[0].sample == "/d/1" and loaded(draft)


def test_the_name_of_a_seller_goes_before_the_block_around_it() -> None:
    page = '<h1>甲</h1><p class="seller">发布人：<span class="seller-name">张先生</span></p>'
    source = loaded(with_item(draft_of_list(page_of("/item/1", "/item/2", "/item/3"), AT), page))
    assert str(source.item.seller[0]) == ".seller-name"


ROWS = page_of("/item/1", "/item/2", "/item/3")
SHAPES = [  # what a list shows, what an item's page shows, the markers of sold and removed
    ("", "<span class=tag>在售</span>", [], []),
    ("", "<span class=tag>【已卖】</span>", [("span.tag", "已卖")], []),
    ("<span class=tag>已售出</span><span class=tag>在售</span>", "<span class=tag>在售</span>",
     [("span.tag", "已售出")], []),
    ("<i class=off>交易结束</i>", "<i class=on>在售</i>", [(".off", "交易结束"), ("i.on", "交易结束")], []),
    ("<i class=s>SOLD</i>", "<p>装机500千瓦</p>", [(".s", "SOLD")], []),
    ("<i class=s>已下架</i>", "<p>装机500千瓦</p>", [], [(".s", "已下架")]),
    ("<b>已售出</b>", "<p>装机500千瓦</p>", [], []),
    ("<b>已成交</b>", "<table><tr><td>状态</td><td>挂牌中</td></tr></table>",
     [('td:lexbor-contains("状态") + td', "已成交")], []),
    ("<b>已成交</b>", "<p>状态：挂牌中</p>", [('p:lexbor-contains("状态：")', "已成交")], []),
    ("", '<img alt="已售出" src=x>', [('img[alt="已售出"]', "")], []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "item", "sold", "removed"), SHAPES)
def test_markers_of_a_draft_are_words_that_its_pages_show(
    rows: str, item: str, sold: list[tuple[str, str]], removed: list[tuple[str, str]]
) -> None:
    draft = with_item(draft_of_list(f"{ROWS}<div>{rows}</div>", AT), f"<h1>甲电站</h1>{item}")
    source = loaded(draft)
    assert [(one.css, one.text) for one in source.markers.sold] == sold
    assert [(one.css, one.text) for one in source.markers.removed] == removed
    assert ("markers" in draft.undecided) is not bool(sold or removed)


def test_the_words_of_states_in_a_json_answer_are_its_markers() -> None:
    rows = [
        {"title": "甲", "status": "在售"},
        {"title": "乙", "status": "交易结束"},
        {"title": "丙", "status": "已下架"},
    ]
    source = loaded(draft_of_list(json.dumps(rows), "https://a.example/api"))
    assert [(str(one.pick), one.text) for one in source.markers.sold] == [("json:status", "交易结束")]
    assert [(str(one.pick), one.text) for one in source.markers.removed] == [("json:status", "已下架")]


OTHERS = "<div class=recommend>" + page_of("/item/7", "/item/8", "/item/9") + "</div>"


@pytest.mark.parametrize(("page", "note"), [
    ("<h1>某县水电站转让</h1><p class=price>97万元</p><article>装机500千瓦</article>", "draft.one_item"),
    (f"<h1>某县水电站转让</h1><p class=price>97万元</p><article>装机500千瓦</article>{OTHERS}", "draft.one_item"),
    ("<h1>列表</h1><p>暂无信息</p>", "draft.no_list"),
    ("<h1>列表</h1><li><a href=/item/1>甲</a><i class=price>1万</i></li><li><i class=price>2万</i></li>",
     "draft.no_list"),
])  # fmt: skip
def test_the_page_of_one_item_is_told_from_one_without_a_list(page: str, note: str) -> None:
    draft = draft_of_list(page, "https://a.example/x")
    assert (draft.notes, draft.item_urls) == ((note,), ())
    assert draft.undecided == ("items", "markers", "terms")
    assert loaded(draft).kind == "web"


def test_a_list_with_prices_and_other_listings_beside_it_stays_a_list() -> None:
    draft = draft_of_list(f"<h1>转让</h1><p class=price>97万元</p>{ROWS}{OTHERS}", "https://a.example/list")
    assert "draft.one_item" not in draft.notes and len(draft.item_urls) >= 3


def test_a_sitemap_shows_its_other_kinds_of_addresses_and_news_go_behind() -> None:
    links = [f"https://a.example/news/{n}.html" for n in range(9)] + [
        f"https://a.example/supply/{n}.html" for n in range(7)
    ]
    urls = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    draft = draft_of_list(sitemap, "https://a.example/sitemap.xml")
    assert (draft.pattern, len(draft.item_urls)) == (r"/supply/\d+\.html", 7)
    written = as_yaml(draft, "x", loopback=False, say=WORDS)
    assert r"# kind /news/\d+\.html   9 × https://a.example/news/0.html" in written.splitlines()
    assert loaded(draft).kind == "sitemap"


@pytest.mark.parametrize(("page", "first"), [
    ("<div class=detail><table><tr><th>状态</th><td>挂牌中</td></tr><tr><th>标的简介</th><td>装机500千瓦，手续齐全</td>"
     "</tr></table></div>",
     'th:lexbor-contains("标的简介") + td'),
    ("<div class=detail><table><tr><th>装机</th><td>500千瓦</td></tr><tr><th>标的简介</th><td>详见附件</td>"
     "</tr></table></div>",
     ".detail"),
    ("<article><h1>甲</h1><p>站长 2026</p><div class=entry-content>装机500千瓦，手续齐全，欢迎洽谈</div></article>",
     '[class*="content"]'),
    ("<article><p>装机500千瓦，手续齐全，欢迎洽谈，价格面议</p><i class=content-tip>提示</i></article>", "article"),
    ("<div class=desc>装机500千瓦</div><table><tr><th>标的简介</th><td>见附件</td></tr></table>", ".desc"),
])  # fmt: skip
def test_the_narrower_place_of_a_text_goes_first(page: str, first: str) -> None:
    assert str(loaded(with_item(draft_of_list(ITEMS, AT), page)).item.text[0]) == first


def test_addresses_and_days_under_more_names_are_known() -> None:
    draft = draft_of_list(json.dumps({"rows": [{"title": "甲", "itemUrl": "/d/1"}]}), AT)
    assert draft.link[0].selector == "json:itemUrl"
    table = "<h1>甲</h1><table><tr><td>挂牌起始日期</td><td>2026-11-01</td></tr></table>"
    assert with_item(draft_of_list(ITEMS, AT), table).fields["posted_at"][0].sample == "2026-11-01"


@pytest.mark.parametrize(("page", "left"), [
    ("<h1>甲</h1>", ("item.price", "item.text", "item.posted_at", "volatile")),
    ("<h1>甲</h1><article>装机</article><i class=v>浏览 7 次</i>", ("item.price", "item.posted_at")),
    ("<h1>甲</h1><article>装机</article><p class=date>2026-11-01</p>", ("item.price", "volatile")),
    ("<div class=h1>甲</div>", ("item.title", "item.price", "item.text", "item.posted_at", "volatile")),
])  # fmt: skip
def test_fields_that_an_items_page_does_not_show_are_left_to_decide(page: str, left: tuple[str, ...]) -> None:
    draft = with_item(draft_of_list(ITEMS, AT), page)
    assert draft.undecided[draft.undecided.index("terms") + 1 :] == left
