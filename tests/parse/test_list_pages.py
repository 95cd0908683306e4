"""A saved page that lists listings is none; the page of a listing stays one, whatever stands beside its words."""

from __future__ import annotations

import pytest

from monitor.errors import ItemError, NothingToRead
from monitor.models import Capture
from monitor.parse import parse_many

SEARCH = "https://m.fish.example/search?q=shui"
DETAIL = "https://m.fish.example/detail/1"
TITLES = ("四川雅安石棉县栗子坪水电站转让 装机800kW", "贵州遵义习水县飞鸽水电站转让", "湖南郴州汝城县龙虎洞水电站")
PRICES = ("230万", "310万", "面议")


def cards(form: str, first: int = 1) -> str:
    """A card for each plant: {n} its number, {t} its title, {p} its price."""
    pairs = zip(TITLES, PRICES, strict=True)
    return "".join(form.format(n=n, t=title, p=price) for n, (title, price) in enumerate(pairs, first))


WHOLE = '<li class=card><a href="/detail/{n}"><p>{t}</p><span class=price>{p}</span></a></li>'
COL = '<div class="col"><a href=/detail/{n}>{t}</a>{p}</div>'
TITLED = "<div class=item><h3><a href=/detail/{n}>{t}</a></h3><b>{p}</b><i>雅安 3天前</i></div>"
PICTURED = "<div><a href=/detail/{n}><img src=x alt={t!r}></a><p>{p}</p><a href=/detail/{n}>{t}</a></div>"
FORMS = {
    "whole links": f"<ul>{cards(WHOLE)}</ul>",
    "titles": f"<div>{cards(TITLED)}</div>",
    "more": f"<div>{cards('<div><p>{t}</p><em>￥ {p}</em><a href=/detail/{n}>查看详情</a></div>')}</div>",
    "pictures": f"<div>{cards(PICTURED)}</div>",
    "table": f"<table><tr><th>标题<th>价格</tr>{cards('<tr><td><a href=/detail/{n}>{t}</a><td>{p}</tr>')}</table>",
    "rows": f"<div class=row>{cards(COL)}</div><div class=row>{COL.format(n=9, t='甲水电站', p='90万')}</div>",
    "shops": f"<ul>{cards('<li><a href=/detail/{n}>{t}</a> {p} <a href=/u/{n}>老王</a> <a href=#>收藏</a></li>')}</ul>",
}


def page(body: str, address: str = SEARCH, title: str = "水电站转让_搜索结果") -> str:
    note = f"<!-- saved from url=(0036){address} -->" if address else ""
    return f"{note}<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>"


def is_list(html: str) -> bool:
    """True for a page that gives no listing because it is a list; a page gives one listing otherwise."""
    (found,) = parse_many(Capture("a.html", "import", "ok", "file", "2021-07-01T00:00:00Z", body=html.encode()))
    if isinstance(found, ItemError):
        assert isinstance(found, NothingToRead)
        assert "is a list page with" in found.reason
        return True
    return False


AROUND = (
    '<nav><a href="/">首页</a><a href="/c/1">水电站转让</a></nav><form><input><button>搜索</button></form>'
    "<p>为您找到 35 条水电站转让信息</p><p>价格：<a>不限</a>{}</p>{}"
    "<div class=pages><a href=?page=2>2</a> 下一页</div><div class=footer>鱼塘网 版权所有 蜀ICP备2021001234号-1</div>"
)


@pytest.mark.parametrize("form", FORMS)
def test_a_page_of_cards_alone_is_no_listing(form: str) -> None:
    body, named = FORMS[form], form != "more"  # 查看详情 names nothing: the lots of a notice are linked so
    assert is_list(page(body)) == named
    assert is_list(page(AROUND.format("", body))) == named
    assert is_list(page(AROUND.format("", body), address="")) == named
    assert is_list(page(f"<h1>水电站转让</h1><h2>最新信息</h2>{body}")) == named
    for own in ("<span>100-300万</span>", "<b>1380万元</b>", "<a href=/f/1>100万以下</a>"):
        assert not is_list(page(AROUND.format(own, body)))
    for own in (
        "<footer>联系电话 13812345678</footer>",
        "<footer>客服 400-820-8820</footer>",
        "<p>发布时间：2021-06-12</p>",
    ):
        assert not is_list(page(f"<h1>水电站转让列表</h1>{body}{own}"))


OWN = {
    "price": "<h1>雷波水电站</h1><p>￥ 98万</p>",
    "words for numbers": "<h1>雷波水电站</h1><p>一口价五十万</p>",
    "size in the heading": "<h1>雷波水电站 630kW 转让</h1>",
    "description": "<h1>雷波水电站</h1><p>该水电站位于雷波县境内，坝后式，道路通到厂房，可以随时看</p>",
    "short lines": "<h1>雷波电站</h1><p>坝后式<br>两台机组<br>随时看</p>",
    "seller": "<h1>雷波水电站</h1><p>联系人：王先生</p>",
    "number": "<h1>雷波水电站</h1><p>13900001111</p>",
    "day": "<h1>雷波水电站</h1><p>发布时间：2021-06-03</p>",
    "no price": "<h1>雷波水电站</h1><p>价格面议</p>",
    "words without a plant": "<h1>转让</h1><p>自家的，修了十年，现在年纪大了</p>",
    "one short sentence": "<h1>雷波水电站转让</h1><p>在雷波县，随时看</p>",
    "form around": "<form id=form1><h1>雷波水电站</h1><table><tr><td>售价<td>98 万元</table></form>",
    "in the header": "<header><h1>雷波水电站</h1><b>98万元</b></header>",
    "english": "<h1>Leibo hydro plant</h1><p>Contact: Mr Wang, asking price on request</p>",
}


@pytest.mark.parametrize("own", OWN)
def test_a_page_with_words_of_its_own_stays_a_listing_beside_any_cards(own: str) -> None:
    for form in FORMS.values():
        for heading in ("<h3>猜你喜欢</h3>", "<h3>大家都在聊</h3>", ""):
            for address in (DETAIL.replace("1", "77"), "https://m.fish.example/", ""):
                assert not is_list(page(f"<main>{OWN[own]}</main><aside>{heading}{form}</aside>", address, "雷波"))
                assert not is_list(page(f"<div>{form}</div>{OWN[own]}", address, "雷波"))


def test_a_page_whose_address_is_of_the_kind_that_its_cards_lead_to_stays_a_listing() -> None:
    for form in FORMS.values():
        assert not is_list(page(f"<h1>雷波水电站</h1><img src=a.jpg>{form}", "https://m.fish.example/detail/77"))
        assert not is_list(page(f"<h1>雷波水电站</h1><img src=a.jpg>{form}", "https://www.m.fish.example/detail/77"))


def test_what_a_listing_or_its_thread_is_made_of_are_no_cards() -> None:
    said = (("老周", "转让石棉县水电站800千瓦，230万"), ("阿宽", "200万卖不"), ("老钱", "210万我要"))
    posts = "".join(f'<div class=post><a href="/u/{name}">{name}</a><p>{words}</p></div>' for name, words in said)
    assert not is_list(page(posts, "https://bbs.example/thread/5", "石棉水电站转让"))
    units = "".join(f'<li><a href="/file/{n}">{n}号机组 400kW 铭牌</a></li>' for n in range(1, 5))
    assert not is_list(page(f"<h1>石棉水电站</h1><p>共四台机组，手续齐全</p><ul>{units}</ul>", "", "石棉"))
    near = f"<p>上一篇：<a href=/a/1>{TITLES[0]}</a></p><p>下一篇：<a href=/a/3>{TITLES[1]} 300万</a></p>"
    assert not is_list(page(f"<div><h1>雷波水电站</h1>{near}</div>", "https://a.example/a/2"))
    lone = f"<div><h1>雷波水电站</h1><p>售价98万元 <a href=/detail/8>水电站视频</a></p></div>{FORMS['whole links']}"
    assert not is_list(page(lone, ""))
    assert not is_list(page(f"<div>{lone}</div>", ""))
    offer = '{"@type":"Product","name":"雷波水电站","offers":{"price":"980000","priceCurrency":"CNY"}}'
    data = f'<script type="application/ld+json">{offer}</script>'
    meta = '<meta property="og:price:amount" content="980000">'
    assert not is_list(page(f"{data}{FORMS['titles']}", "https://m.fish.example/p/leibo", "雷波水电站"))
    assert not is_list(page(f"{FORMS['titles']}", "", f"雷波水电站</title>{meta}<title>"))


REST = FORMS["titles"]
PARAGRAPH = "双河水电站装机2000千瓦，项目已备案，售价1380万元，可接矿场"
LOST = {
    "papers": f"<p>{PARAGRAPH}</p>{REST}",
    "updated": f"<p>更新时间截止2021年6月，{PARAGRAPH}</p>{REST}",
    "english": f"<p>The plant has shown excellent results: 2 MW, USD 2 million</p>{REST}",
    "pounds": f"<p>GBP 1.2m</p><p>1200 hp</p>{REST}",
    "button": f"<button>1380万元 立即购买</button>{REST}",
    "price as a link": f'<a class="price" href="/calc">1380万元</a>{REST}',
    "price bar": f'<div class="footer-bar">1380万元</div><div id="detail-footer">证照齐全</div>{REST}',
    "nav": f"<nav><span>2000千瓦</span><span>1380万元</span></nav>{REST}",
    "few words": f"<p>欢迎矿工朋友来看</p>{REST}",
    "tags": f'<a href="/tag/1">可接矿场</a>{REST}',
    "name alone": f"<h1>双河水电站</h1>{REST}",
    "heading that is a link": f'<h1><a href="/c/77">双河水电站</a></h1>{REST}',
    "picture": f'<img src="price.png" alt="">{REST}',
    "film": f"<video src=a.mp4></video>{REST}",
    "price of a machine": f'<meta itemprop=price content="13800000">{REST}',
    "meta": f'<meta name=description content="{PARAGRAPH}">{REST}',
    "script": f'<script>var a={{"title":"\\u53cc\\u6cb3","price":13800000}}</script>{REST}',
    "attribute": f'<div data-price="13800000"></div>{REST}',
    "hidden": f'<div style="display:none">{PARAGRAPH}</div>{REST}',
    "hidden by hidden": f"<div hidden>{PARAGRAPH}</div>{REST}",
    "behind the cards": f"{REST}<p>可接矿场</p>",
    "thread": cards('<div class=post><a href="/u/{n}">水电站老周{n}</a><p>{p} 卖 {n}00万要</p></div>'),
    "thread of members": cards('<div><a href="/member.php?id={n}">水电站老周{n}</a> {n}00万</div>'),
    "thread of names": cards('<div><a href="/i/{n}">水电站老周{n}</a> 最低{n}00万</div>'),
    "picture behind": f"<div style='background:url(a.jpg)'></div>{REST}",
    "plants told": cards(
        "<div><h2><a href=/plant/{n}>{t}</a></h2><p>位于四川雅安，售价{n}00万元，可接矿场。</p></div>"
    ),
    "albums": cards("<div><h2><a href=/photo/{n}>{t}</a></h2><p>{n}00万元</p></div>"),
    "papers of lots": cards("<div><a href=/att/{n}.pdf>{t}评估报告</a><p>{n}00万元</p></div>"),
    "pictures of lots": cards("<figure><a href=img/{n}.jpg><figcaption>{n}号机组 630千瓦</figcaption></a></figure>"),
    "shares": cards("<li><a href=?sku={n}>水电站{n}0%股权 {n}00万元</a></li>"),
}


@pytest.mark.parametrize("own", LOST)
def test_the_page_of_a_listing_is_not_lost_whatever_its_cards_look_like(own: str) -> None:
    for address in (SEARCH, ""):
        assert not is_list(page(LOST[own], address, "水电站转让"))


def test_an_address_of_a_notice_or_thread_or_of_a_known_listing_is_none_of_a_list() -> None:
    assert is_list(page(REST, "https://a.example/list/1"))
    for path in ("thread-778-1-1.html", "notice/2021-88", "s/AbC", "forum.php?mod=viewthread&tid=5"):
        assert not is_list(page(REST, f"https://bbs.example/{path}"))
    body = page(REST, "https://a.example/ad/list").encode()
    capture = Capture("a.html", "import", "ok", "file", "2021-07-01T00:00:00Z", body=body)
    (found,) = parse_many(capture, is_known="https://a.example/ad/list".__eq__)
    assert not isinstance(found, ItemError)
