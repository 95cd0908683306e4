"""Who sells, read of saved pages that no source describes; nobody where it is in doubt."""

from __future__ import annotations

import json

import pytest

from monitor.models import Capture
from monitor.parse import content_digest, parse
from monitor.parse.sellers import words_of_kinds

OFFER = "<h1>龙塘水电站转让</h1><div class='desc'>龙塘水电站整体转让，装机1260千瓦，手续齐全，价格650万</div>"


def seller_of(body: str, head: str = "<title>龙塘水电站转让_水电网</title>") -> str:
    return read(body, head).seller


def read(body: str, head: str = "<title>龙塘水电站转让_水电网</title>"):
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{OFFER}{body}</body></html>".encode()
    (listing,) = parse(Capture("file:///a.html", "import", "ok", "file", "2026-01-01T00:00:00Z", body=page))
    return listing


@pytest.mark.parametrize(
    ("body", "seller"),
    [
        ("<div class='seller-name'>张伟</div>", "张伟"),
        ("<aside><p class='seller'>发布人：<span class='sellerName'>张先生</span></p></aside>", "张先生"),
        ("<a class='item-user-info-nick--rtpDhkmQ'>山里人</a>", "山里人"),
        ("<div itemprop='offeredBy'><b itemprop='name'>Mountain Hydro Ltd</b> 5 stars</div>", "Mountain Hydro Ltd"),
        ("<div class='user-name'>李建国</div><div class='comment'><i class='user-name'>路人甲</i></div>", "李建国"),
        ("<div id='linkman'>王老板 13912345678</div>", "王老板"),
        ("<p>发布者：赵敏</p>", "赵敏"),
        ("<table><tr><td>转让方</td><td>雅安水电投资有限公司</td></tr></table>", "雅安水电投资有限公司"),
        ("<span class='卖家昵称'>水电老陈</span>", "水电老陈"),
    ],
)  # fmt: skip
def test_a_page_tells_its_seller(body: str, seller: str) -> None:
    assert seller_of(body) == seller


@pytest.mark.parametrize(
    "body",
    [
        "<div class='topbar'>您好，<span class='username'>张伟</span> <a href='/o'>退出</a></div>",
        "<div><span class='nickname'>张伟</span> <a href='/o'>退出登录</a></div>",
        "<header><span class='user-name'>张伟</span></header>",
        "<nav><b class='seller-name'>我的店铺</b></nav>",
        "<div class='seller-name'>水电网</div>",
        "<div class='seller-name'>匿名用户</div>",
        "<div class='seller-name' style='display:none'>张伟</div>",
        "<p><b class='nickname'>张伟</b>：多少钱</p><p><b class='nickname'>李四</b>：可谈</p>",
        "<ul><li class='seller-name'>张伟<li class='seller-name'>李四</ul>",
        "<div class='reply'><b class='nickname'>张伟</b> 还在吗</div>",
        "<p class='author'>记者 张伟</p>",
        "<p>卖家：可以先看站，有意者请联系</p>",
        "<div class='seller'>信用 良好 已认证 30天内活跃 回复率 90%</div>",
        "<h3>猜你喜欢</h3><ul><li><a href='/2'>电站转让 <i class='seller-name'>张伟</i></a></ul>",
    ],
)
def test_whoever_else_is_named_on_a_page_is_no_seller(body: str) -> None:
    assert seller_of(body) == ""


def test_data_in_a_page_tells_its_seller_and_no_several() -> None:
    def head(*sellers: object) -> str:
        offers = [{"@type": "Offer", "price": 650, "seller": seller} for seller in sellers]
        data = {"@type": "Product", "name": "龙塘水电站转让", "offers": offers[0] if len(offers) == 1 else offers}
        return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'

    person = {"@type": "Person", "name": "张伟"}
    assert seller_of("", head(person)) == seller_of("<i class='nickname'>李四</i>", head("张伟")) == "张伟"
    assert seller_of("", head(person, {"@type": "Person", "name": "李四"})) == ""
    own = "<script>window.item = {'title': '龙塘水电站转让', 'nickname': '张伟', 'price': 650}</script>"
    assert seller_of("", own.replace("'", '"')) == "张伟"


def test_a_seller_that_is_read_now_makes_no_new_version_of_the_page() -> None:
    told, silent = read("<div class='seller-name'>张伟</div>"), read("<div class='x'>张伟</div>")
    assert (told.seller, silent.seller) == ("张伟", "")
    assert told.found_by["seller"] == "page: element class seller-name"
    assert content_digest(told) == content_digest(silent)


def test_the_words_by_which_sellers_are_known_are_in_the_form_that_is_compared() -> None:
    for kind, words in words_of_kinds().items():
        assert words and all(word == word.strip().lower() for word in words), kind
        if kind in {"seller", "person"}:
            assert not [word for word in words if set(word) & set("-_ ")]
