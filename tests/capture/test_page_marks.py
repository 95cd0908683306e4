"""Marks of checks, removals and sales count in what a person sees beside the listing's own words, and nowhere else."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from loopback import Loopback, answer, asking

from monitor.capture import CaptureTools, capture
from monitor.capture.challenge import load_marks, rough_text
from monitor.sources.model import Marker, Markers, WebSource

OWN = {
    "sold": [{"css": ".st", "text": "已成交"}, "成交公示"],
    "removed": ["本条已撤"],
    "challenge": ["请先验明身份", {"css": "#gate"}],
}
NOISE = "文" * 3000


def source(text: list[str] | None = None, **more: Any) -> WebSource:
    return WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"],
        "items": {"link": "a.t"}, "native_id": {"url": "/item/([0-9]+)"}, "markers": OWN,
        "item": {"title": ["h1", "title"], "price": ".price", "text": ["article"] if text is None else text}, **more,
    })  # fmt: skip


def item(words: str = "位于雅安的小水电站整体出售。", around: str = "", title: str = "水电站转让") -> str:
    return (
        f"<title>{title} - 甲网</title><h1>{title}</h1><div class=price>100万</div><article>{words}</article>{around}"
    )


def state(html: str | bytes, *, of: WebSource | None = None, is_item: bool = True, kind: str = "text/html") -> str:
    of = of or source()
    body = html.encode() if isinstance(html, str) else html
    found = load_marks().read(body, "https://a.example/item/1", of.markers, item=is_item, media_type=kind, source=of)
    return found[0] if found else "ok"


SELLERS = [
    "之前发布的那条该信息已删除",
    "同村另一座该商品已售出",
    "操作过于频繁，请打电话",
    "成交公示",
    "本条已撤",
    "请先验明身份",
]


@pytest.mark.parametrize("words", SELLERS)
def test_a_sellers_words_say_nothing_of_the_page(words: str) -> None:
    assert state(item(words)) == "ok"
    assert state(item(title=words)) == "ok"
    assert state(item(around=f"<a href='/item/2'>{words}</a>")) == "ok"
    assert state(item(around=f"<ul class=likes>{words}</ul>"), of=source(volatile=[".likes"])) == "ok"


@pytest.mark.parametrize("words", SELLERS)
def test_words_that_nobody_sees_say_nothing(words: str) -> None:
    for hidden in (
        f"<script>var MSG={{off:'{words}'}}</script>", f"<!-- {words} -->", f"<template>{words}</template>",
        f"<div style='display:none'>{words}</div>", f"<noscript>{words}</noscript>", f"<meta content='{words}'>",
    ):  # fmt: skip
        assert state(item(around=hidden)) == "ok"
        assert state(f"<p>欢迎光临</p>{hidden}") == "ok"


@pytest.mark.parametrize(("words", "expected"), [
    ("该商品已下架", "removed_by_platform"), ("该商品已售出", "sold"), ("请完成安全验证", "challenge"),
    ("成交公示", "sold"), ("本条已撤", "removed_by_platform"), ("请先验明身份", "challenge"),
])  # fmt: skip
def test_the_sites_own_words_count_beside_the_text_and_without_it(words: str, expected: str) -> None:
    assert state(item(around=f"<p>{words}</p>")) == expected
    assert state(f"<title>甲网</title><p>{words}</p>") == expected
    assert state(f"<title>{words}</title><p>甲网</p>") in {expected, "ok"}


def test_a_sources_own_words_count_on_pages_of_any_length() -> None:
    assert state(item(NOISE, "<p>成交公示</p>")) == "sold"
    assert state(item(NOISE, "<p>该商品已售出</p>")) == "ok"
    assert state(item("<b class=st>已成交</b>" + NOISE)) == "sold"  # an element within the text that a person named


def test_an_element_around_the_text_is_read_without_it() -> None:
    marked = source(markers={"sold": [{"css": "main", "text": "已成交"}]})
    assert state(f"<main>{item('隔壁那座已成交')}</main>", of=marked) == "ok"
    assert state(f"<main>{item(around='<i>已成交</i>')}</main>", of=marked) == "sold"


def test_a_text_that_a_path_gives_is_known_where_the_page_shows_it() -> None:
    block = json.dumps({"@type": "Product", "description": "操作过于频繁。水电站出售。"}, ensure_ascii=False)
    page = f"<script type='application/ld+json'>{block}</script><h1>水电站</h1><p>操作过于频繁。</p><p>水电站出售。</p>"
    assert state(page, of=source(["jsonld:description"])) == "ok"


def test_a_list_that_leads_to_items_is_no_check_whatever_they_say() -> None:
    entries = "<li><a class=t href='/item/1'>水电站</a><p>操作过于频繁，请先验明身份</p></li>"
    assert state(entries, is_item=False) == "ok"
    assert state("<p>操作过于频繁</p>", is_item=False) == "challenge"
    assert state(entries + "<div id=gate></div>", is_item=False) == "challenge"
    data = source(kind="json", items={"path": "rows", "read": "entry"}, item={"title": "json:t"},
                  native_id={"select": "json:n"})  # fmt: skip
    rows = '{"rows": [{"n": 1, "t": "请先验明身份"}]}'
    assert state(rows, of=data, is_item=False, kind="application/json") == "ok"
    assert state('{"msg": "请先验明身份"}', of=data, is_item=False, kind="application/json") == "challenge"


def test_the_values_of_a_json_item_are_its_sellers() -> None:
    data = source(kind="json", items={"link": "json:u"}, item={"title": "json:t", "text": "json:d"})
    for answer_, expected in (
        ('{"t": "水电站", "d": "请先验明身份"}', "ok"), ('{"t": "水电站", "d": "x", "m": "请先验明身份"}', "challenge"),
        ('{"m": "请先验明身份"}', "challenge"),
    ):  # fmt: skip
        assert state(answer_, of=data, kind="application/json") == expected


def test_no_words_of_one_seller_stop_a_host(site: Loopback, tools: CaptureTools) -> None:
    """Where no selector says where the text stands, a check known by words alone ends nothing by itself."""
    whole = source([], item={})
    site.talks |= {f"/item/{n}": answer("<p>操作过于频繁</p>".encode()) for n in range(1, 6)}
    site.talks["/item/9"] = answer("<p>水电站</p>".encode())
    states = [capture(asking(site.url(f"/item/{n}"), source=whole), tools).state for n in (1, 9, 1, 2, 3, 4, 5, 9)]
    assert states == ["challenge", "ok", *["challenge"] * 5, "blocked"]


def test_a_check_in_place_of_a_listing_stops_its_host_at_once(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/item/1": answer("<p>操作过于频繁</p>".encode()), "/item/2": answer(item().encode())}
    states = [capture(asking(site.url(f"/item/{n}"), source=source()), tools).state for n in (1, 2)]
    assert states == ["challenge", "blocked"]


def test_the_mark_that_was_found_is_named(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/item/1"] = answer(item(around="<p>该商品已下架</p>").encode())
    assert "'该商品已下架' on the page" in capture(asking(site.url("/item/1"), source=source()), tools).reason


CHECK = "<title>甲网</title><p>请完成安全验证</p><p>" + "为了您的账号安全，请继续操作。" * 9 + "</p>"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("stray", [b"", b"\xff", b"<p>\xc3</p>"])
def test_a_stray_byte_hides_no_mark(charset: str, stray: bytes) -> None:
    body = CHECK.replace("账号", "帳號").replace("为", "為").replace("继续", "繼續").replace("验证", "驗證")
    own = source(markers={"challenge": ["請完成安全驗證"]})
    words = body.replace("请", "請").encode(charset, "ignore")
    kind = f"text/html; charset={charset}"
    assert state(stray + words, of=own, kind=kind) == "challenge"
    assert "請完成安全驗證" in rough_text(words + stray, kind)


def test_words_written_as_references_or_in_wide_characters_are_seen() -> None:
    assert state("<p>" + "".join(f"&#{ord(one)};" for one in "请完成安全验证") + "</p>") == "challenge"
    assert state("<p>请完成安全验证</p>".encode("utf-16")) == "challenge"


ROBOTS = "User-agent: *\nDisallow: /cdn-cgi/challenge-platform/\nDisallow: /private\n# 请完成安全验证\n"


def test_a_robots_file_is_no_check_by_its_words(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/robots.txt": answer(ROBOTS.encode(), kind="text/plain"), "/a": answer(), "/private": answer()}
    assert capture(asking(site.url("/a")), tools).state == "ok"
    assert "line 3" in capture(asking(site.url("/private")), tools).reason


def test_a_check_in_place_of_a_robots_file_still_closes_the_host(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/robots.txt": answer("<title>安全验证</title><p>请完成安全验证</p>".encode()), "/a": answer()}
    assert capture(asking(site.url("/a")), tools).state == "blocked"
    assert site.paths() == ["/robots.txt"]


def test_markers_given_without_a_source_count_too() -> None:
    own = Markers(sold=(Marker(text="成交公示"),))
    assert load_marks().read("<p>成交公示</p>".encode(), "https://a.example/1", own) == (
        "sold", "the page says the listing is sold ('成交公示' on the page)",
    )  # fmt: skip


@pytest.mark.parametrize("words", ["该商品已下架", "该商品已售出", "请完成安全验证", *SELLERS])
def test_words_that_a_style_sheet_hides_say_nothing_of_the_page(words: str) -> None:
    for css in (".modal{display:none}", "@media screen{div.modal{visibility:hidden}}"):
        hidden = f"<style>{css}</style><div class=modal>{words}</div>"
        assert state(item(around=hidden)) == "ok"
        assert state(f"<p>欢迎光临</p>{hidden}<section>{hidden}<a>展开全文</a></section>") == "ok"
        shown = f"<style>{css}.modal.on{{display:block;visibility:visible}}</style><div class='modal on'>"
        assert state(f"<p>欢迎光临</p>{shown}该商品已售出</div>") == "sold"


CLOAKS = [
    "<style>[v-cloak]{{display:none}}</style><nav>首页</nav><div id=app v-cloak><p>水电站转让</p>{}</div>",
    "<style>body{{display:none!important}}</style><body><p>水电站</p>{}",
    "<style>*{{visibility:hidden}}</style><p>{}</p>",
    "<style>.w{{display:none}}</style><nav>水电站转让网</nav><div class=w><main>{}</main></div>",
    "<style>.w{{display:none}}</style><nav>水电站转让网</nav><div class=w><h1>标的</h1>{}</div>",
    "<style>.w{{display:none}}</style><nav>甲网</nav><div class=w><p>" + "说明" * 20 + "</p>{}</div>",
]


@pytest.mark.parametrize("page", CLOAKS)
@pytest.mark.parametrize(("words", "expected"), [
    ("本条已撤", "removed_by_platform"), ("成交公示", "sold"), ("请完成安全验证", "challenge"),
    ("信息已被删除或已过期", "removed_by_platform"),
])  # fmt: skip
def test_a_page_that_hides_itself_until_its_scripts_run_bears_its_marks(page: str, words: str, expected: str) -> None:
    assert state(page.format(words)) == expected
    box = "<style>.box{display:none}</style><div class=box>该商品已售出</div>"
    assert state(page.format(f"<p>{NOISE[:99]}</p>{box}")) == "ok"  # a box in it is hidden all the same


def test_terms_in_a_hidden_box_are_no_page() -> None:
    terms = f"<style>.box{{display:none}}</style><div class=box>请完成安全验证。{NOISE[:500]}</div>"
    assert state(item(around=terms)) == "ok"


def offered(availability: str) -> str:
    told = {"@type": "Product", "offers": {"price": "1150000", "availability": f"https://schema.org/{availability}"}}
    return f"<script type='application/ld+json'>{json.dumps(told)}</script>"


COMMENTS = [
    "<ul class=comments><li>{}</li></ul>", "<div id=commentList><p>{}</p></div>",
    "<section class=item-recommend>{}</section>", "<h3>全部评论（3）</h3><p>某某</p><p>{}</p>",
    "<div><div class=hd><h3>猜你喜欢</h3></div><ul><li>{}</li></ul></div>",
    "<dl><dt>留言</dt><dd>{}</dd></dl>", "<div itemprop=comment>{}</div>",
]  # fmt: skip


@pytest.mark.parametrize("of", [source(), source([]), None])
@pytest.mark.parametrize("around", COMMENTS)
@pytest.mark.parametrize("words", ["该商品已售出", "该商品已下架", "操作过于频繁"])
def test_what_strangers_write_in_comments_is_no_mark(around: str, words: str, of: WebSource | None) -> None:
    body = item(around=around.format(words)).encode()
    assert load_marks().read(body, "https://a.example/item/1", Markers(), source=of) is None
    told = load_marks().read(item(around=f"{around}<h2>提示</h2><p>{words}</p>").encode(), "", Markers(), source=of)
    assert told is not None  # the site's own words behind them


def test_elements_around_the_page_are_no_comments_by_their_names() -> None:
    assert state(f"<body class=has-comments>{item(around='<p>该商品已售出</p>')}") == "sold"
    assert state(item(around="<div class=img-preview>该商品已售出</div>")) == "sold"


@pytest.mark.parametrize("name", [
    "page no-comments", "has-comments", "comments-closed", "page-related", "single comments-open", "related",
    "comments",
])  # fmt: skip
@pytest.mark.parametrize("tag", ["html", "body", "main", "div"])
def test_what_is_around_the_whole_page_is_no_comment_by_its_name(name: str, tag: str) -> None:
    for words, expected in (
        ("该商品已下架", "removed_by_platform"),
        ("请完成安全验证", "challenge"),
        ("成交公示", "sold"),
    ):
        assert state(f"<{tag} class='{name}'><p>甲网的水电站</p><p>{words}</p></{tag}>") == expected


def test_a_name_tells_of_others_by_a_whole_part_of_it() -> None:
    for name, expected in (
        ("hot-comments", "ok"), ("goodsCommentList", "ok"), ("news_comments", "ok"), ("no-comments", "sold"),
        ("commentsClosed", "sold"), ("imgpreview", "sold"), ("x-review", "ok"),
    ):  # fmt: skip
        assert state(item(around=f"<div class={name}>该商品已售出</div>")) == expected, name


@pytest.mark.parametrize("says", [
    "<div class=recommend><b class=status>转让中</b></div>",
    "<h3>猜你喜欢</h3><ul><li class=status>转让中</ul>",
    "<div class=recommend><p itemscope itemtype='https://schema.org/Offer'>"
    "<link itemprop=availability href=InStock></div>",
])  # fmt: skip
def test_the_status_of_another_listing_is_not_the_pages(says: str) -> None:
    assert state(item(around=f"<p>该商品已下架</p>{says}")) == "removed_by_platform"
    assert state(item(around=f"<p>该商品已下架</p><b class=status>转让中</b>{says}")) == "ok"


STATUS = source(item={"text": ["article"], "status": [".zt"]})


@pytest.mark.parametrize(("says", "of"), [
    *(("<span class=status>出售中</span>", of) for of in (source(), STATUS, None)),
    *((offered("InStock"), of) for of in (source(), STATUS, None)),
    ("<i class=zt>挂牌中</i>", STATUS),
])  # fmt: skip
def test_the_pages_own_status_beats_words_elsewhere_on_it(says: str, of: WebSource | None) -> None:
    for words in ("该商品已售出", "该商品已下架"):
        assert load_marks().read(item(around=f"{says}<p>{words}</p>").encode(), "", Markers(), source=of) is None
    found = load_marks().read(item(around=f"{says}<p>请完成安全验证</p>").encode(), "", Markers(), source=of)
    assert found is not None
    assert found[0] == "challenge"


@pytest.mark.parametrize("says", [
    "<span class=status>已售出</span>", offered("SoldOut"), offered("InStock") + "<span class=status>已成交</span>", "",
])  # fmt: skip
def test_words_of_an_ending_count_where_the_page_does_not_offer_the_item(says: str) -> None:
    assert state(item(around=f"{says}<p>该商品已售出</p>")) == "sold"


OTHERS = [
    f"<div><h3>{heading}</h3><ul><li>某水电站<span class=st>已成交</span></li></ul></div>"
    for heading in ("猜你喜欢", "相关推荐", "同城房源", "最近成交", "历史成交记录", "附近成交")
]


@pytest.mark.parametrize("own", ["", "<div class=st>在售</div>", "<div class=st>状态：在售</div>"])
@pytest.mark.parametrize("others", [*OTHERS, "<div class=recommend><b class=st>已成交</b></div>"])
def test_a_mark_with_a_place_is_not_seen_in_other_listings(own: str, others: str) -> None:
    assert state(item(around=own + others)) == "ok"
    assert state(item(around=f"<div class=st>已成交</div>{others}")) == "sold"
    picked = source(markers={"sold": [{"pick": ".st", "text": "已成交"}]})
    assert state(item(around=own + others), of=picked) == "ok"
    assert state(item(around=f"<div class=st>已成交</div>{others}"), of=picked) == "sold"


TITLES = [
    "<div class=tit>猜你喜欢</div>", '<p class="title">相关推荐</p>', "<span>你可能还喜欢</span>",
    "<dl><dt>其他房源</dt>",
    "<div class=hd><span><a href=/all>同城房源</a></span></div>", "<div class=t><b>【最近成交】</b></div>",
    "<div class=tit>为您推荐 更多</div>", "<strong>You may also like</strong>",
]  # fmt: skip
ROWS = "<ul><li><a href=/item/2>某水电站</a><span class=st>已成交</span><i>该商品已售出</i></li></ul>"


@pytest.mark.parametrize("title", TITLES)
def test_other_listings_are_others_below_a_title_that_is_no_heading(title: str) -> None:
    rows = f"<dd>{ROWS}</dd></dl>" if "<dt>" in title else ROWS
    for others in (f"<div class=box>{title}{rows}</div>", f"{title}{rows}", f"{title}{rows.replace(ROWS, ROWS * 2)}"):
        for of in (source(), source([])):
            assert state(item(around=others), of=of) == "ok", others
            assert state(item(around=f"<b class=st>已成交</b>{others}"), of=of) == "sold"
    flat = f"{title}{rows}<p>该商品已售出</p>"
    assert state(item(around=flat)) == "sold"  # the page's own words behind the block
    after = f"{title}{rows}<div class=tit>说明</div><p>该商品已售出</p>"
    assert state(item(around=after)) == "sold"


@pytest.mark.parametrize("page", [
    "<ul class=tabs><li>详情</li><li>猜你喜欢</li></ul><p>该商品已售出</p>",
    "<a href=#rec>相关推荐</a><p>该商品已售出</p>", "<p>猜你喜欢小水电</p><p>该商品已售出</p>",
    "<div><span>猜你喜欢</span><span>吧</span></div><p>该商品已售出</p>",
])  # fmt: skip
def test_words_that_stand_over_nothing_hide_no_mark(page: str) -> None:
    assert state(item(around=page)) == "sold"


def test_other_listings_are_others_however_many_there_are_beside_the_text() -> None:
    rows = "<li>某县水电站转让，装机500千瓦<span class=st>已成交</span></li>" * 60
    assert state(item(around=f"<h3>猜你喜欢</h3><ul>{rows}</ul>")) == "ok"


def test_a_place_that_says_on_offer_first_tells_of_the_page() -> None:
    assert state(item(around="<b class=st>在售</b><p>某水电站<b class=st>已成交</b></p>")) == "ok"
    assert state(item(around="<b class=st>已成交</b><p>某水电站<b class=st>在售</b></p>")) == "sold"


def test_a_place_that_names_a_block_of_others_is_meant_so() -> None:
    mine = source(markers={"removed": [{"css": ".recommend-tip", "text": "本条已撤"}]})
    assert state(item(around="<div class=recommend-tip>本条已撤，为您推荐</div>"), of=mine) == "removed_by_platform"


def test_a_sources_own_markers_are_not_doubted() -> None:
    marked = item(around="<span class=status>出售中</span><b class=st>已成交</b>")
    assert state(marked) == "sold"


def test_the_sellers_words_that_a_page_tells_machines_are_known_without_a_source() -> None:
    block = json.dumps({"@type": "Product", "description": "该商品已售出的是另一座。电站出售。"}, ensure_ascii=False)
    shown = "<h1>水电站</h1><p>该商品已售出的是另一座。</p><p>电站出售。</p>"
    page = f"<script type='application/ld+json'>{block}</script>{shown}"
    assert load_marks().read(page.encode(), "", Markers()) is None


GONE_PAGES = [
    "您查看的信息不存在或者已经被删除", "抱歉,您访问的页面不存在或已被删除", "指定的主题不存在或已被删除或正在被审核",
    "您查詢的物件不存在或已關閉", "此商品已下架", "Sorry, this listing is no longer available.",
]  # fmt: skip


@pytest.mark.parametrize("words", GONE_PAGES)
@pytest.mark.parametrize("text", [["article"], ["body"], []])
def test_words_of_a_page_that_is_there_no_longer_count_where_no_item_is(words: str, text: list[str]) -> None:
    assert state(
        f"<title>甲网</title><div class=err><h2>{words}</h2><a href='/'>返回首页</a></div>", of=source(text)
    ) == ("removed_by_platform")
    assert state(item(words)) == state(item(around=f"<p>{words}</p>")) == "ok"
    assert state(item(words, around=f"<p>{'说明' * 250}</p>"), of=source(text)) == "ok"


def test_a_page_that_is_merely_not_found_proves_no_removal() -> None:
    assert state("<title>页面不存在</title><h1>抱歉，您访问的页面不存在</h1>") == "ok"


@pytest.mark.parametrize(
    "title",
    [
        "会员登录",
        "请登录 - 甲网",
        "會員登入",
        "Please log in",
        "登录",
        " 登录 - 甲网",
        "甲网_登录",
        "登入|甲网",
        "Sign In · A",
    ],
)
def test_a_page_to_log_in_is_told_by_its_title_and_field(title: str) -> None:
    form = "<form><input name=u><input type=Password name=p><button>登录</button></form><p>请登录后查看</p>"
    for text in (["article"], ["body"], []):
        of = source(text)
        assert state(f"<title>{title}</title>{form}", of=of) == "challenge"
        assert state(f"<title>{title}</title><p>说明</p>", of=of) == "ok"
        assert state(f"<title>水电站转让 - 甲网</title>{form}", of=of) == "ok"
    assert state(item(around=form, title=title)) == "ok"


LISTINGS = [
    "小水电站转让，装机630kW，要价600万元",
    "水电站转让，装机六百三十千瓦",
    "电站急转 ￥6000000",
    "某电站，500万，面谈",
]


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("words", [
    "上一条商品已下架，以此为准", "<p>此商品已下架</p>", "<ul><li>页面已被删除</li></ul>",
])  # fmt: skip
def test_a_short_listing_of_an_unknown_site_is_not_gone_by_words_beside_it(listing: str, words: str) -> None:
    for page in (f"<title>甲网</title><p>{listing}。{words}", f"<title>{listing}</title><div>联系我</div>{words}"):
        for of in (None, source([])):
            assert load_marks().read(page.encode(), "https://a.example/1", Markers(), source=of) is None
    gone = load_marks().find(f"<title>甲网水电站</title>{words}".encode(), "https://a.example/1", Markers())
    assert gone is not None and gone.state == "removed_by_platform" and not gone.sure


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_box_to_log_in_beside_a_listing_of_an_unknown_site_is_no_wall(listing: str) -> None:
    box = "<header><form><input name=u><input type=password></form></header>"
    for of in (None, source([])):
        page = f"<title>会员登录 - 水电站转让</title>{box}<p>{listing}</p>".encode()
        assert load_marks().read(page, "https://a.example/1", Markers(), source=of) is None
        wall = f"<title>会员登录 - 水电站转让</title>{box}<p>已有3万人注册</p>".encode()
        found = load_marks().find(wall, "https://a.example/1", Markers(), source=of)
        assert found is not None and found.login and not found.sure


def test_a_bare_word_to_log_in_counts_where_it_is_all_of_a_part_of_the_title() -> None:
    box = "<form><input name=u><input type=password></form>"
    for title in ("登录须知", "如何登录", "双登录水电站转让", "login-station", "甲网"):
        assert state(f"<title>{title}</title>{box}") == "ok"
    for page in (f"<title>登录</title>{box}<p>{LISTINGS[0]}</p>", f"<title>登录</title><p>{LISTINGS[0]}</p>"):
        assert load_marks().read(page.encode(), "https://a.example/1", Markers()) is None


def test_a_page_to_log_in_in_place_of_an_item_stops_no_other() -> None:
    wall = "<title>会员登录</title><form><input type=password></form>"
    found = load_marks().find(wall.encode(), "https://a.example/item/1", source().markers, source=source())
    assert found is not None and not found.sure
    found = load_marks().find(wall.encode(), "https://a.example/list", source().markers, item=False, source=source())
    assert found is not None and found.sure


MANY = [
    "<div>" + "<p>猜你喜欢</p><span>推荐阅读</span>" * 1000 + "{}",
    "<div class=t>猜你喜欢</div><i>" * 300 + "{}",
    "<div><legend>评论</legend>" + "<span><legend>评论</legend></span>" * 500 + "{}",
    "<div>" + "<b></b><span><h4>评论</h4></span><span><h2>留言</h2></span>" * 400 + "{}",
    "<div>" + "<div class=comment>" * 100 + "{}",
    "<style>.d{{display:none}}</style>" + "<div class=d>" * 100 + "{}",
    "<div class=recommend>" + "<b class=status>转让中</b>" * 2000 + "{}",
]


@pytest.mark.parametrize("page", MANY)
def test_four_times_the_page_takes_about_four_times_as_long(page: str) -> None:
    def seconds(number: int) -> float:
        body = ("<p>该商品已售出</p>" + page.format("<p>x</p><i></i>" * number)).encode()
        begun = time.process_time()
        load_marks().find(body, "https://a.example/item/1", Markers())
        return time.process_time() - begun

    seconds(100)
    short = seconds(6_000)
    most = 7 * short + 0.3
    assert any(seconds(24_000) < most for _ in range(2)), "twice: the machine may slow down between the two"
