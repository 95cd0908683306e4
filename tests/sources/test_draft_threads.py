"""Drafts of threads of forum programs, of counters of any shape, and of the words that platforms have for a state."""

from __future__ import annotations

import pytest

from monitor.html.pagetree import parse_html
from monitor.sources.draft import draft_of_list, with_item
from monitor.sources.propose_changing import guess_volatile, state_of
from monitor.sources.select import PageSubject

LIST = "".join(f"<li><a href=/thread-{n}-1-1.html>某县水电站整体转让</a></li>" for n in (500, 501, 502))
AT = "https://a.example/forum-37-1.html"
DISCUZ = """<div id=postlist><table><tr><td class=pls>{counter}</td><td><h1>甲电站</h1></td></tr></table>
<div id=post_1><table><tr><td class=pls>山民</td><td><div class=authi><a class=xw1 href=x>山民</a>
<em id=authorposton1>发表于 {day}</em></div><div class=t_fsz><table><tr>
<td class=t_f id=postmessage_1>装机500千瓦</td></tr></table></div></td></tr></table></div>
<div id=post_2><table><tr><td><em id=authorposton2>发表于 2021-8-1 10:00</em>
<div class=t_f id=postmessage_2>已售了吗</div></td></tr></table></div><div id=postlistreply></div></div>"""
PHPBB = """<h2 class=topic-title>甲电站</h2><div class=action-bar></div><div id=p1 class="post bg2"><div class=postbody>
<p class=author><a class=username>山民</a><time datetime="2021-07-05T09:12:00+00:00">x</time></p>
<div class=content>装机500千瓦</div></div></div><hr><div id=p2 class="post bg1"><div class=postbody><p class=author>
<time datetime="2021-08-01T10:00:00+00:00">x</time></p><div class=content>已售了吗</div></div></div>"""
XENFORO = "".join(
    f"<article class='message message--post'><h4 class=message-name>{who}</h4><time datetime={day}>x</time>"
    f"<div class=bbWrapper>{said}</div></article>"
    for who, day, said in (("山民", "2021-07-05", "装机500千瓦"), ("老张", "2021-08-01", "已售了吗"))
)
VBULLETIN = "<ol id=posts>" + "".join(
    f"<li class='postbit postcontainer'><span class=postdate>{day}</span><a class='username x'>{who}</a>"
    f"<blockquote class='postcontent restore'>{said}</blockquote></li>"
    for who, day, said in (("山民", "2021-07-05", "装机500千瓦"), ("老张", "2021-08-01", "已售了吗"))
) + "</ol>"  # fmt: skip


@pytest.mark.parametrize(("page", "day"), [
    (DISCUZ.format(day="2021-7-5 09:12", counter="x"), "发表于 2021-7-5 09:12"),
    (DISCUZ.format(day="<span title='2021-7-5 09:12:30'>3 天前</span>", counter="x"), "2021-7-5 09:12:30"),
    (PHPBB, "2021-07-05T09:12:00+00:00"), (XENFORO, "2021-07-05"), (VBULLETIN, "2021-07-05"),
])  # fmt: skip
def test_of_a_thread_the_first_post_is_the_listing_and_the_others_are_comments(page: str, day: str) -> None:
    fields = with_item(draft_of_list(LIST, AT), page).fields
    first = {name: (found[0].sample, found[0].count) for name, found in fields.items()}
    assert first["text"] == ("装机500千瓦", 1) and first["comments"] == ("已售了吗", 1)
    assert (first["posted_at"][0], first["seller"][0]) == (day, "山民")


@pytest.mark.parametrize(("page", "found"), [
    (DISCUZ.format(day="x", counter="<div class='hm ptn'><span class=xg1>查看:</span> <span class=xi1>745</span>"
     "<span class=pipe>|</span><span class=xg1>回复:</span> <span class=xi1>2</span></div>"), ["div.hm"]),
    ("<p>浏览次数：<span id=cnt>3</span></p>", ["span#cnt"]),
    ("<dl><dt>Views</dt><dd class=n>1,234</dd></dl>", ["dd.n"]),
    ("<li>点赞 <b class=up>3</b></li><li>收藏 <b class=up>5</b></li>", ["b.up"]), ("<p class=m>人气:88</p>", ["p.m"]),
    ("<p class=m>2人想要 1798浏览</p>", ["p.m"]), ("<p class=m>12 views · 3 replies</p>", ["p.m"]),
    ("<p class=m>阅读(45)</p>", ["p.m"]), ("<p>价格 <b class=n>80</b></p><p>浏览 <b class=n>80</b></p>", []),
    ("<div class=m><span>装机</span> <em class=v>500</em></div>", []),
])  # fmt: skip
def test_counters_are_proposed_wherever_their_number_stands(page: str, found: list[str]) -> None:
    assert [one.selector for one in guess_volatile(PageSubject(parse_html(page)))] == found


@pytest.mark.parametrize(("state", "words"), [
    ("sold", "卖掉了 已转让 已成交 交易完成 已结束 已被拍下 已售罄 SoldOut"),
    ("removed", "已下架 已撤牌 已流拍 Withdrawn"),
    ("on_offer", "立即购买 挂牌中 已预订 Reserved"),
])  # fmt: skip
def test_the_words_of_platforms_for_a_state_are_known(state: str, words: str) -> None:
    assert {one: (state_of(f"【{one}】") or ("",))[0] for one in words.split()} == dict.fromkeys(words.split(), state)


def test_a_button_that_says_that_the_item_is_on_offer_is_the_place_of_its_status() -> None:
    draft = with_item(draft_of_list(LIST, AT), "<h1>甲电站</h1><button class=buy>立即购买</button>")
    assert [one.selector for one in draft.fields["status"]] == ["button.buy"]
