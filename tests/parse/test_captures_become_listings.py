"""Captures -> listings: item pages of a declared source, saved pages, articles, JSON lines, tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from monitor.errors import ItemError, NotLoaded
from monitor.models import Capture, Listing
from monitor.parse import content_digest, json_listings, parse, parse_many
from monitor.parse.hints import first_words
from monitor.sources.web import WebSource

SOURCE = WebSource.model_validate(
    {
        "id": "market", "title": {"zh": "集市", "en": "Market"}, "list_pages": ["http://market.test/list"],
        "items": {"link": "a.item"}, "native_id": {"url": r"/item/(\d+)"}, "volatile": [".views"],
        "speaker": "seller", "markers": {"sold": [{"text": "已售出", "css": ".state"}]},
        "item": {
            "title": ["h1.new", "h1"], "price": ".price", "seller": ".seller", "text": [".gone", ".body"],
            "posted_at": ["time@datetime"], "images": "img.photo@src", "comments": ".comment", "status": ".state",
        },
    }
)  # fmt: skip
PAGE = """<html><head><meta charset=gbk></head><body>
<h1>630千瓦水电站转让</h1><div class=price>95万</div><b class=seller>山里人</b>
<div class=body><p>证件齐全，不在清退范围</p><p class=views>浏览 {views} 次</p><img class=photo src=/1.jpg>
<div class=comment>能挖吗？</div></div><div class=comment>电话多少</div><time datetime=2021-06-10>6月</time>
<i class=state>{state}</i></body></html>"""


def page(views: int = 1, state: str = "在售", **changes: str | bytes) -> Capture:
    capture = Capture(
        url="http://market.test/item/17", source_id="market", state="ok", how="http", fetched_at="2021-06-11T00:00:00Z",
        body=PAGE.format(views=views, state=state).encode("gb18030"), media_type="text/html",
    )  # fmt: skip
    return replace(capture, **changes)  # type: ignore[arg-type]


def file(name: str, body: bytes | str) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    return Capture(url=f"file:///saved/{name}", source_id="import", state="ok", how="file", fetched_at="", body=data)


def test_each_field_of_an_item_page_names_the_selector_that_found_it() -> None:
    (listing,) = parse(page(), SOURCE)
    assert listing.text == (
        "630千瓦水电站转让\n价格：95万\n证件齐全，不在清退范围\n浏览 1 次\n评论\n能挖吗？\n电话多少"
    )
    assert (listing.native_id, listing.title, listing.price_text, listing.seller) == (
        "17", "630千瓦水电站转让", "95万", "山里人",
    )  # fmt: skip
    assert (listing.posted_at, listing.status, listing.speaker) == (date(2021, 6, 10), "live", "seller")
    assert listing.images == ("http://market.test/1.jpg",)
    assert listing.comments == ("能挖吗？", "电话多少")
    assert (listing.charset, listing.charset_rung) == ("gb18030", "declared")
    assert {key: listing.found_by[key] for key in ("title", "text", "posted_at")} == {
        "title": "h1", "text": ".body", "posted_at": "time@datetime",
    }  # fmt: skip


def test_a_view_counter_is_no_new_content_but_an_edit_is() -> None:
    (first,), (again,) = parse(page(views=1), SOURCE), parse(page(views=9000), SOURCE)
    assert first.text != again.text
    assert content_digest(first) == content_digest(again)
    edited = replace(first, text=first.text.replace("齐全", "不全"))
    assert content_digest(edited) != content_digest(first)
    assert content_digest(replace(first, price_text="90万")) != content_digest(first)
    assert content_digest(replace(first, status="sold")) != content_digest(first)


def test_a_sold_marker_shows_in_the_status() -> None:
    (listing,) = parse(page(state="已售出"), SOURCE)
    assert listing.status == "sold"


def test_the_status_of_another_listing_is_not_the_items() -> None:
    without = PAGE.replace("<i class=state>{state}</i>", "{state}").format(
        views=1, state="<h3>最近成交</h3><p>某水电站<i class=state>已售出</i></p>"
    )
    (listing,) = parse(page(body=without.encode("gb18030")), SOURCE)
    assert listing.status == "live"


def test_a_missing_field_names_selector_and_source_file() -> None:
    empty = page(body=b"<h1>x</h1><p>nothing else</p>")
    with pytest.raises(ItemError, match=r"no text found by '\.gone', '\.body' of source market \(sources/market\.yaml"):
        parse(empty, SOURCE)
    with pytest.raises(ItemError, match=r"no title found by 'h1\.new', 'h1'"):
        parse(page(body=b"<p>x</p>"), SOURCE)
    with pytest.raises(ItemError, match="native_id"):
        parse(page(url="http://market.test/other"), SOURCE)


def test_a_blocked_capture_is_no_listing() -> None:
    with pytest.raises(ItemError, match="too many requests"):
        parse(replace(page(), state="blocked", reason="too many requests"), SOURCE)


def test_a_saved_page_gives_all_visible_text_and_what_it_says_of_itself() -> None:
    html = (
        "<html><!-- saved from url=(0031)https://www.site.test/item/5#top --><head><title>电站_某网</title></head>"
        "<body><nav>首页</nav><h1>某某水电站转让</h1><p>发布时间：2021年7月3日</p><p>转让价：95万元</p><p>手续齐全</p></body></html>"
    )
    (listing,) = parse(file("页.html", html))
    assert listing.text == "首页\n某某水电站转让\n发布时间：2021年7月3日\n转让价：95万元\n手续齐全"
    assert (listing.title, listing.url, listing.native_id) == (
        "某某水电站转让", "https://www.site.test/item/5", "https://www.site.test/item/5",
    )  # fmt: skip
    assert (listing.posted_at, listing.price_text, listing.status) == (date(2021, 7, 3), "95万元", "unknown")
    assert listing.found_by["title"] == "the only h1"


UNTITLED = SOURCE.model_copy(update={"item": SOURCE.item.model_copy(update={"title": ()})})
BODY = "<div class=body>雅安某水电站整体转让，装机1200千瓦，年发电量200万度，手续齐全，不在清退范围，业主转让。</div>"


@pytest.mark.parametrize(
    "html",
    [
        f'<h1 style="display:none">云南水电站出售</h1>{BODY}', f"<div hidden><h1>云南水电站出售</h1></div>{BODY}",
        f"<style>.x{{display:none}}</style><h1 class=x>云南水电站出售</h1>{BODY}",
        f"{BODY}<noscript><h1>云南水电站出售</h1></noscript>",
        f"{BODY}<div><h2>猜你喜欢</h2><h1>云南水电站出售</h1></div>", f"{BODY}<h2>猜你喜欢</h2><h1>云南水电站出售</h1>",
        f"{BODY}<h2>猜你喜欢</h2><ul><li><a href=/item/2><h1>云南水电站出售</h1></a></li></ul>",
        f"{BODY}<div>为您推荐</div><a href=/item/3>甲</a><div><a href=/item/2><h1>云南水电站出售</h1></a></div>",
    ],
)  # fmt: skip
def test_a_heading_that_is_hidden_or_of_another_listing_is_no_title(html: str) -> None:
    html = f"<meta charset=utf-8><title>雅安水电站</title>{html}"
    for capture, source in ((page(body=html.encode()), UNTITLED), (file("a.html", html), None)):
        (listing,) = parse(capture, source)
        assert (listing.title, listing.found_by["title"]) == ("雅安水电站", "title element")


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>雅安水电站</h1>{BODY}", f"<h3>猜你喜欢</h3><ul><li><a href=/item/2>甲</a></ul><h1>雅安水电站</h1>{BODY}",
        f"<aside><h3>猜你喜欢</h3><a href=/item/2>甲</a></aside><main><h1>雅安水电站</h1>{BODY}</main>",
        f"<h1 hidden>云南水电站出售</h1><h1>雅安水电站</h1>{BODY}",
    ],
)  # fmt: skip
def test_the_heading_that_a_page_shows_as_its_own_is_its_title(html: str) -> None:
    html = f"<meta charset=utf-8><title>集市</title>{html}"
    for capture, source in ((page(body=html.encode()), UNTITLED), (file("a.html", html), None)):
        (listing,) = parse(capture, source)
        assert (listing.title, listing.found_by["title"]) == ("雅安水电站", "the only h1")


def test_a_front_page_named_as_canonical_is_no_identity() -> None:
    html = '<link rel=canonical href="https://www.site.test/"><p>{}</p>'
    one, two = (parse(file("a.html", html.format(words)))[0] for words in ("水电站一", "水电站二"))
    assert one.url == ""
    assert one.native_id != two.native_id


def test_the_header_of_an_article_is_read_and_left_out() -> None:
    text = "\n---\ntitle: '它''的题目'\ndate: Wed, 14 Jul 2021 12:49:41 GMT\n---\n\n"
    text += "<div><p>第一段</p><p>第二<b>段</b></p></div>"
    (listing,) = parse(file("a.md", text))
    assert (listing.title, listing.posted_at, listing.text) == ("它'的题目", date(2021, 7, 14), "第一段\n第二段")
    assert listing.found_by["posted_at"] == "front matter date"


def test_two_files_of_one_name_stay_two_listings_and_one_file_twice_one() -> None:
    one, other = (parse(file("a.txt", words))[0].native_id for words in ("水电站一", "水电站二"))
    assert one != other
    assert one == parse(file("a.txt", "水电站一"))[0].native_id


def test_json_lines_go_on_after_a_bad_one() -> None:
    lines = [
        json.dumps({"id": 7, "text": "水电站转让", "posted_at": "2021/7/14", "place": "四川", "speaker": "seller"}),
        "{broken", '{"id": 1}', '["x"]', "", json.dumps({"text": "另一个", "url": "http://a.test/1"}),
        '{"text": "半个\\ud83d字"}', "[" * 100_000,
    ]  # fmt: skip
    items = list(parse_many(file("export.jsonl", "\n".join(lines))))
    found = [item for item in items if isinstance(item, Listing)]
    errors = [str(item) for item in items if isinstance(item, ItemError)]
    assert len({item.native_id for item in found}) == 3
    assert [item.known_as for item in found] == [("export/7",), (), ("export/7",)]
    assert [(item.url, item.text, item.posted_at, item.place, item.speaker) for item in found] == [
        ("", "水电站转让", date(2021, 7, 14), "四川", "seller"),
        ("http://a.test/1", "另一个", None, None, None),
        ("", "半个\ufffd字", None, None, None),
    ]
    assert [error.split(": ")[0] for error in errors] == [f"export.jsonl:{n}" for n in (2, 3, 4, 8)]


@pytest.mark.parametrize("held", [0, 1, 3, 4, 100])
def test_more_lines_than_are_held_give_the_same_listings(monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    lines = [json.dumps({"id": "7", "text": f"水电站{n % 3}转让"}, ensure_ascii=False) for n in range(6)]
    capture = file("export.jsonl", "\n".join([*lines[:3], "", "nonsense", *lines[3:]]))
    whole = [item if isinstance(item, Listing) else str(item) for item in parse_many(capture)]
    monkeypatch.setattr(json_listings, "MAX_HELD", held)
    assert [item if isinstance(item, Listing) else str(item) for item in parse_many(capture)] == whole
    assert len({item.native_id for item in whole if isinstance(item, Listing)}) == 6
    assert [item[:15] for item in whole if isinstance(item, str)] == ["export.jsonl:5:"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_columns_are_known_by_their_chinese_or_english_names(encoding: str, mark: str) -> None:
    rows = [["编号", "标题", "正文", "价格", "链接", "发布时间", "所在地"],
            ["GY00010280", "转让水电站", '"手续齐全\n不在清退范围"', "95万", "",
             "2021-07-14 10:00", "贵州"]]  # fmt: skip
    body = "\r\n".join(mark.join(row) for row in rows).encode(encoding)
    (listing,) = parse(file("表.csv", body))
    assert listing.text == "转让水电站\n价格：95万\n手续齐全\n不在清退范围\n所在地：贵州"
    assert (listing.native_id, listing.price_text, listing.posted_at, listing.place) == (
        "GY00010280", "95万", date(2021, 7, 14), "贵州",
    )  # fmt: skip
    assert listing.found_by["text"] == "column 正文"


def test_a_bad_row_names_file_and_line_and_the_others_go_on() -> None:
    body = (
        'title,text\n一,甲\n,\n  ,  \n二号水电站\n三,"' + "长" * 200_000 + "\n四,丁\n"
    )  # a quotation mark without its pair
    items = list(parse_many(file("t.csv", body)))
    assert [item.title for item in items if isinstance(item, Listing)] == ["一", "二号水电站", "四"]
    (error,) = [str(item) for item in items if isinstance(item, ItemError)]
    assert error.startswith("t.csv:6: not a row of this table: field larger than")


@pytest.mark.parametrize(
    ("title", "more", "is_listing"),
    [
        ("平永水电站", "", True), ("急转电站", "", True), ("Hydro for sale", "", True), ("求购", "", True),
        ("手续齐全不在清退范围内可考察", "", True), ("贵州省", "", False),
        ("一、省内项目", "", False), ("见下页", "", False),
        ("备注", "", False), ("12", "", False), ("---", "", False), ("甲", "95万", True),
    ],
)  # fmt: skip
def test_a_title_alone_is_a_listing_when_it_says_something(title: str, more: str, is_listing: bool) -> None:
    row, other = list(parse_many(file("t.csv", f"编号,标题,正文,价格,状态\n7,{title},,{more},在售\n8,乙,手续齐全,,\n")))
    assert isinstance(other, Listing)
    if is_listing:
        assert isinstance(row, Listing) and row.title == title and title in row.text
    else:
        assert str(row) == f"t.csv:2: the row has no more than a title, {title!r}, that names no plant and no offer"


def test_a_table_without_known_columns_says_which_it_has() -> None:
    with pytest.raises(ItemError, match="the columns are: foo, bar"):
        parse(file("t.csv", "foo,bar\n1,2\n"))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.txt", b"", "empty"), ("a.html", b" \n ", "empty"), ("a.txt", b"\x00\x01\x02\x03" * 100, "binary"),
        ("a.html", b"%PDF-1.7 ...", "PDF"), ("a.csv", b"PK\x03\x04....", "ZIP"),
        ("a.html", b"<p></p>", "no visible text"),
        ("a.txt", b"\xff\xfd" * 300, "unknown encoding"),
    ],
)  # fmt: skip
def test_an_unreadable_file_is_refused_in_one_sentence(name: str, body: bytes, says: str) -> None:
    with pytest.raises(ItemError, match=says) as caught:
        parse(file(name, body))
    assert "\n" not in str(caught.value)


def test_a_text_too_long_for_one_listing_fails_alone() -> None:
    body = '{"id": 1, "text": "水水水"}\n{"id": 2, "text": "水"}\n'
    long, short = parse_many(file("a.jsonl", body), max_chars=2)
    assert isinstance(long, ItemError) and "3 characters" in str(long)
    assert isinstance(short, Listing)


def test_a_truncated_page_keeps_what_came() -> None:
    body = "<html><body><p>水电站转让</p><p>手续齐全".encode()[:-1]
    (listing,) = parse(replace(file("a.html", body), state="truncated"))
    assert listing.text.startswith("水电站转让\n手续齐")


@pytest.mark.parametrize("body", [
    "<div class=body>加载中...</div>", "<div class=gone>Loading…</div><div class=body><p>正在加载，请稍候</p></div>",
])  # fmt: skip
def test_an_item_page_whose_text_is_still_loading_is_no_version(body: str) -> None:
    html = f"<h1>630千瓦水电站转让</h1><div class=price>95万</div>{body}".encode()
    with pytest.raises(NotLoaded, match=r"had not loaded when it was fetched.*sources/market\.yaml"):
        parse(page(body=html), SOURCE)
    whole = SOURCE.model_copy(update={"item": SOURCE.item.model_copy(update={"text": (), "title": (), "price": ()})})
    for shell in ("<div id=app>加载中</div>", "<title>电站</title><div id=app></div><script src=/a.js></script>"):
        with pytest.raises(NotLoaded, match="when it was fetched"):
            parse(page(body=shell.encode()), whole)
        with pytest.raises(NotLoaded, match="--render"):
            parse(page(body=shell.encode()))


def test_an_item_page_that_speaks_of_loading_or_loads_only_in_part_is_read() -> None:
    for body in (
        "<div class=body>图片加载中，先看文字</div>",
        "<div class=gone>加载中</div><div class=body>手续齐全</div>",
    ):
        (listing,) = parse(page(body=f"<h1>630千瓦水电站转让</h1>{body}".encode()), SOURCE)
        assert listing.found_by["text"] == ".body"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<h1>乙电站转让</h1>", "乙电站转让"),
        ("<h1>甲</h1><h1>乙</h1>", "丙电站 - 某网"),
        ("<p>无</p>", "丙电站 - 某网"),
    ],
)
def test_without_a_selector_a_page_is_titled_as_it_says_itself(head: str, title: str) -> None:
    source = WebSource.model_validate(
        {"id": "s", "title": {"zh": "某", "en": "s"}, "list_pages": ["https://x.example/"],
         "items": {"link": "a.item"}, "native_id": {"url": "([0-9]+)$"}}
    )  # fmt: skip
    words = f"<a href=/>首页</a> <a href=/l>电站列表</a>{head}<p>装机1260千瓦，转让价860万元</p>"
    body = f'<html><head><meta charset="utf-8"><title>丙电站 - 某网</title></head><body>{words}</body></html>'
    capture = Capture(
        url="https://x.example/8", source_id="s", state="ok", how="http", fetched_at="", body=body.encode(),
        media_type="text/html",
    )  # fmt: skip
    (listing,) = parse(capture, source)
    assert listing.title == title
    assert listing.text.startswith("首页")  # its words are those that were read before


def test_a_fragment_copied_out_of_a_page_is_called_by_its_only_lesser_heading_and_never_by_its_bar() -> None:
    words = "<p>装机500kW，售价300万元</p>"
    for heading, rule in (("h2", "the only h2"), ("h3", None)):
        html = f"<nav>首页</nav><{heading}>出售青溪水电站</{heading}>{words}"
        (listing,) = parse(file("a.txt", html))
        assert (listing.title or first_words(listing.text), listing.found_by.get("title")) == ("出售青溪水电站", rule)
