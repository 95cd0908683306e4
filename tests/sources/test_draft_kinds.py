"""Drafts of sites as they are: units in labels, relative feeds, indexes of sitemaps, rows without links, APIs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import ItemError
from monitor.html.pagetree import parse_html
from monitor.sources.draft import Draft, draft_of_list, likely_sitemaps, with_item, with_sitemaps
from monitor.sources.draft_file import as_yaml
from monitor.sources.select import PageSubject, RecordSubject, first
from monitor.sources.web import WebSource, discover, load_source, native_id_of

AT = "https://a.example/list"
Load = Callable[[Draft], WebSource]
LINKS = "".join(f'<li><a href="/item/{n}">某县水电站整体转让</a></li>' for n in range(4))
FRAME = '<div class="top-nav">{}</div>{}<div class="footer">{}</div>'
MENU = "".join(f'<a href="/{name}">{name}站点栏目的名称</a>' for name in ("about", "help", "login"))
FOOT = "".join(f'<a href="/{name}">{name}网站的说明文字</a>' for name in ("beian", "privacy", "contact"))


class Words(dict[str, str]):
    """Every word of a draft's comments says its own key."""

    def __missing__(self, key: str) -> str:
        return key


@pytest.fixture
def loaded(tmp_path: Path):
    def load(draft: Draft) -> WebSource:
        (tmp_path / "x.yaml").write_text(as_yaml(draft, "x", loopback=False, say=Words()), "utf-8")
        return load_source(tmp_path / "x.yaml")

    return load


@pytest.mark.parametrize(("cells", "price"), [
    ("<td>挂牌价格（万元）</td><td>80.000000</td>", "80.000000万元"),
    ("<th>转让底价 (人民币 万元)：</th><td>97</td>", "97万元"),
    ("<td>挂牌价【单位：元】</td><td>1,200,000</td>", "1,200,000元"),
    ("<td>挂牌价格（万元）</td><td>80万元</td>", "80万元"),
    ("<td>起拍价（含税）</td><td>356万元</td>", "356万元"),
])  # fmt: skip
def test_a_unit_in_brackets_of_a_label_goes_behind_a_bare_price(loaded: Load, cells: str, price: str) -> None:
    html = f"<title>甲电站转让_交易所</title><h3>甲电站转让</h3><table><tr>{cells}</tr></table><h3>猜你喜欢</h3>"
    source, page = loaded(with_item(draft_of_list(LINKS, AT), html)), PageSubject(parse_html(html))
    for picks, said in ((source.item.price, price), (source.item.title, "甲电站转让")):
        found = first(page, picks)
        assert found is not None and found[0] == said
    other = PageSubject(parse_html(html.replace("（万元）", "（元）").replace("80.000000", "800000")))
    assert "（万元）" not in html or "800000万元" not in (first(other, source.item.price) or [""])


def test_a_heading_of_other_listings_is_no_title_and_what_is_missing_is_named() -> None:
    draft = with_item(draft_of_list(LINKS, AT), "<title>甲_闲置</title><div>甲</div><h3>为你推荐</h3>")
    assert {"item.title", "item.price", "item.text"} <= set(draft.undecided)


@pytest.mark.parametrize(("base", "link", "address"), [
    ("", "/p/{}", "https://a.example/p/0"), ("", "p/{}", "https://a.example/feeds/p/0"),
    (' xml:base="https://a.example/blog/"', "p/{}", "https://a.example/blog/p/0"),
])  # fmt: skip
def test_relative_links_of_a_feed_are_drafted_as_watched(loaded: Load, base: str, link: str, address: str) -> None:
    entries = "".join(
        f'<entry><title>甲{n}</title><id>tag:{n}</id><link href="{link.format(n)}"/><summary>短</summary></entry>'
        for n in range(4)
    )
    feed = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"{base}><title>水电</title>{entries}</feed>'
    at = "https://a.example/feeds/atom.xml"
    draft = draft_of_list(feed, at)
    source = loaded(draft)
    found = discover(feed, at, source)
    assert found.items == draft.item_urls and found.items[0] == address
    assert [native_id_of(one, source) for one in found.items] == ["0", "1", "2", "3"]


def _sitemap(tag: str, *addresses: str) -> str:
    inner = "url" if tag == "urlset" else "sitemap"
    body = "".join(f"<{inner}><loc>https://a.example{one}</loc></{inner}>" for one in addresses)
    return f'<{tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{tag}>'


def test_of_an_index_the_sitemap_of_items_is_taken_and_all_are_listed(loaded: Load) -> None:
    names = ("/sitemap-pages.xml", "/sitemap-news.xml", "/sitemap-a.xml", "/sitemap-listings-1.xml.gz")
    draft = draft_of_list(_sitemap("sitemapindex", *names), "https://a.example/sitemap.xml")
    assert likely_sitemaps(draft)[0].endswith(names[3]) and likely_sitemaps(draft)[1].endswith(names[2])
    pages, items = _sitemap("urlset", "/about", "/contact"), _sitemap("urlset", *(f"/l/{n}" for n in range(5)))
    best = with_sitemaps(draft, [(f"https://a.example{name}", text) for name, text in (
        (names[0], pages), (names[1], "<p>none</p>"), (names[3], items))])  # fmt: skip
    assert (best.pattern, len(best.item_urls)) == (r"/l/\d+", 5)
    source = loaded(best)
    index = discover(_sitemap("sitemapindex", *names), "https://a.example/sitemap.xml", source)
    assert index.further == ("https://a.example/sitemap-listings-1.xml.gz",)
    written = as_yaml(best, "x", loopback=False, say=Words())
    assert all(f"# below https://a.example{name}" in written for name in names)


def test_links_of_a_frame_are_no_list_however_its_elements_are_called() -> None:
    draft = draft_of_list(FRAME.format(MENU, "<p>暂无</p>", FOOT), AT)
    assert (draft.item_urls, draft.notes) == ((), ("draft.no_list",))
    whole = draft_of_list(
        f'<div class="menu-list">{LINKS}<p>共4条，第1页，水电站转让信息</p></div><div class=foot>{FOOT}</div>', AT
    )
    assert len(whole.item_urls) == 4  # most of the page: no frame, whatever it is called


@pytest.mark.parametrize(("row", "lead"), [
    ("<div class=row onclick=\"location.href='detail.aspx?pid={}'\">某县水电站整体转让</div>", "detail.aspx?pid=3300"),
    ("<div class=row onclick=\"window.open('/d/{}.html')\">某县水电站整体转让</div>", "d/3300.html"),
    ("<div class=row data-href='/d/{}'>某县水电站整体转让</div>", "d/3300"),
])  # fmt: skip
def test_rows_that_lead_on_without_links_are_a_list(loaded: Load, row: str, lead: str) -> None:
    rows = "".join(row.format(n) for n in range(3300, 3305))
    html = FRAME.format(MENU, rows, FOOT)
    source = loaded(draft_of_list(html, AT))
    found = discover(html, AT, source)
    assert len(found.items) == 5 and found.items[0] == f"https://a.example/{lead}"
    assert native_id_of(found.items[0], source) == "3300"


def test_rows_whose_clicks_name_no_address_are_told() -> None:
    rows = "".join(f'<div class=row onclick="goDetail({n})">某县水电站整体转让</div>' for n in range(5))
    draft = draft_of_list(FRAME.format(MENU, rows, FOOT), AT)
    assert (draft.item_urls, draft.notes) == ((), ("draft.no_list", "draft.onclick"))


def test_what_an_answer_keeps_one_level_down_is_found_and_nothing_that_is_not_there(loaded: Load) -> None:
    rows = [
        {"id": n, "title": {"rendered": f"甲{n}"}, "content": {"rendered": "<p>装机500千瓦</p>"}, "author": 1}
        for n in range(3)
    ]
    draft = draft_of_list(json.dumps(rows), AT)
    source = loaded(draft)
    assert [str(one) for one in (*source.item.title, *source.item.text)] == [
        "json:title.rendered",
        "json:content.rendered",
    ]
    assert "seller" not in draft.fields and "item.price" in draft.undecided
    bare = draft_of_list(json.dumps([{"x": 1}, {"x": 2}]), AT)
    assert "0 ×" not in as_yaml(bare, "x", loopback=False, say=Words()) and loaded(bare)
    assert {"native_id", "item.title"} <= set(bare.undecided)


def test_keys_in_any_spelling_flags_and_units_beside_prices(loaded: Load) -> None:
    row = {"itemId": 7, "title": "甲", "createdAt": "2021-07-01T01:02:03Z", "detail_url": "/d/7", "price": 80,
           "priceUnit": "万元", "isSold": False, "deleted": 0, "sold": "no"}  # fmt: skip
    rows = [row, {**row, "itemId": 8, "isSold": True, "deleted": 1}]
    source = loaded(draft_of_list(json.dumps(rows), AT))
    found = {name: first(RecordSubject("json", row), picks) for name, picks in source.item.picks().items()}
    assert {name: one[0] for name, one in found.items() if one} == {
        "title": "甲", "posted_at": "2021-07-01T01:02:03Z", "price": "80万元",
    }  # fmt: skip
    assert [str(one) for one in (*source.native_id.select, *source.items.link)] == ["json:itemId", "json:detail_url"]
    marks = [(str(one.pick), one.text) for one in (*source.markers.sold, *source.markers.removed)]
    assert marks == [("json:isSold", "true"), ("json:deleted", "1")]


@pytest.mark.parametrize(("at", "first_page"), [
    ("https://a.example/tzgg/", "https://a.example/tzgg/"),
    ("https://a.example/tzgg/index_1.html", "https://a.example/tzgg/index.html"),
])  # fmt: skip
def test_pages_that_a_script_numbers_and_older_posts_are_followed(loaded: Load, at: str, first_page: str) -> None:
    html = f"{LINKS}<script>createPageHTML(3, 0, 'index', 'html');</script>"
    source = loaded(draft_of_list(html, at))
    assert source.start_pages() == (first_page, "https://a.example/tzgg/index_1.html")
    assert (
        discover(html, "https://a.example/tzgg/index_1.html", source).next_page == "https://a.example/tzgg/index_2.html"
    )
    assert discover(html, "https://a.example/tzgg/index_2.html", source).next_page is None
    older = f'{LINKS}<div class="nav-previous"><a href="/tzgg/page/2/">Older posts</a></div>'
    assert discover(older, at, loaded(draft_of_list(older, at))).next_page == "https://a.example/tzgg/page/2/"
    meta = '<meta name="PubDate" content="2021-07-01 10:00"><h2>甲</h2>'
    assert with_item(draft_of_list(html, at), meta).fields["posted_at"][0].sample == "2021-07-01 10:00"


def test_addresses_of_a_sitemap_that_are_none_are_left_out() -> None:
    broken = ("]/item/1", "[/item/2")
    draft = draft_of_list(_sitemap("urlset", *broken, *(f"/item/{n}" for n in range(3, 9))), "https://a.example/s.xml")
    assert len(draft.item_urls) == 6 and draft.number
    with pytest.raises(ItemError, match="no addresses"):
        draft_of_list(_sitemap("urlset", *broken), "https://a.example/s.xml")


@pytest.mark.parametrize(("page", "field", "value"), [
    ("<div class=meta>发布时间：2026-11-20 浏览：7次</div>", "posted_at", "2026-11-20"),
    ("<div><p>来源：某网　发布日期: 2026年11月2日　点击 9</p></div>", "posted_at", "2026年11月2日"),
    ("<table><tr><td>讓渡價</td><td>新台幣6800萬元</td></tr></table>", "price", "新台幣6800萬元"),
])  # fmt: skip
def test_a_day_among_other_words_and_labels_in_traditional_script_are_found(
    loaded: Load, page: str, field: str, value: str
) -> None:
    html = f"<h1>甲電站</h1>{page}<article>裝置容量500瓩</article>"
    item = loaded(with_item(draft_of_list(LINKS, AT), html)).item
    found = first(PageSubject(parse_html(html)), item.price if field == "price" else item.posted_at.select)
    assert found is not None and found[0] == value
