"""The pages of the sample market: lists, listings, a check for humans, a page of something taken down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from string import Template
from typing import Final

from monitor.sample.listings import Shown

NOTE: Final = "合成样本数据 · synthetic sample data"
PER_PAGE: Final = 12
_ADVERTS: Final = ("合成广告：茶叶礼盒", "合成广告：登山鞋", "合成广告：电饭煲")

_FRAME: Final = Template("""<!doctype html>
<html lang="zh"><head><meta charset="$charset"><title>$title</title>$head</head>
<body>
<header><a href="/">合成样本市场</a></header>
$body
<aside class="advert">$advert</aside>
<footer>$note</footer>
</body></html>
""")
_ITEM: Final = Template("""<main>
<h1 class="title">$title</h1>
<p>$price <span class="seller">$seller</span>
<time datetime="$posted">$posted</time> <span class="status">$status</span></p>
<p class="views">浏览 $views 次</p><p class="stamp">页面生成于 $stamp</p>
<article class="description">
$paragraphs
</article>
$comments
</main>""")
_NOTICE: Final = Template('<main><h1 class="title">$title</h1><p class="notice">$words</p></main>')


def frame(title: str, body: str, charset: str = "utf-8", visit: int = 0, head: str = "") -> str:
    """A whole page; `visit` counts the visits of this page and turns its advertisement."""
    advert = _ADVERTS[visit % len(_ADVERTS)]
    return _FRAME.substitute(charset=charset, title=escape(title), body=body, advert=advert, note=NOTE, head=head)


def _for_machines(item: Shown) -> str:
    """What the page of an ad says in JSON-LD and OpenGraph; a broken block stands before it, as on many a site."""
    sold = "SoldOut" if item.state == "sold" else "InStock"
    offer = {"@type": "Offer", "price": item.price, "availability": f"https://schema.org/{sold}",
             "seller": {"@type": "Person", "name": item.seller}}  # fmt: skip
    product = {"@context": "https://schema.org", "@type": "Product", "name": item.title, "description": item.body,
               "offers": offer, "releaseDate": item.posted.isoformat()}  # fmt: skip
    block = json.dumps(product, ensure_ascii=False).replace("<", "\\u003c")
    ld = '<script type="application/ld+json">'
    og = f'<meta property="og:title" content="{escape(item.title)}"><meta property="og:type" content="product">'
    return f'{og}{ld}{{"broken": </script>{ld}{block}</script>'


def list_page(shown: Sequence[Shown], kind: str, page: int, visit: int) -> str:
    """One page of a list with a link to the next."""
    rows = "\n".join(
        f'<li><a class="title" href="{item.path}">{escape(item.title)}</a> <b>{escape(item.price)}</b></li>'
        for item in shown[(page - 1) * PER_PAGE : page * PER_PAGE]
    )
    more = page * PER_PAGE < len(shown)
    following = f'<a class="next" href="/{kind}?page={page + 1}">下一页</a>' if more else ""
    body = f'<ul class="results">\n{rows}\n</ul>\n<p class="views">今日访问 {visit}</p>\n<nav>{following}</nav>'
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">' if kind == "ads" else ""
    return frame(f"列表 {page}", body, "gbk" if kind == "notices" else "utf-8", visit, feed)


def item_page(item: Shown, visit: int, day: int) -> str:
    """The page of a listing; the view count, the time stamp and the advertisement change with every visit."""
    status = {"sold": "已成交" if item.list == "notices" else "已售出"}.get(item.state, "在售")
    comments = "".join(f"<li>{escape(words)}</li>" for words in item.comments)
    body = _ITEM.substitute(
        title=escape(item.title), price=f'<span class="price">{escape(item.price)}</span>' if item.price else "",
        seller=escape(item.seller), posted=item.posted.isoformat(), status=status, views=100 * day + visit,
        stamp=f"2026-01-{day:02} 08:{visit % 60:02}",
        paragraphs="\n".join(f"<p>{escape(line)}</p>" for line in item.body.splitlines()),
        comments=f'<ul class="comments">{comments}</ul>' if comments else "",
    )  # fmt: skip
    # A page whose charset is declared wrongly says utf-8 in its head, too.
    head = _for_machines(item) if item.list == "ads" and not item.filler else ""
    return frame(item.title, body, "gbk" if item.charset == "gbk" else "utf-8", visit, head)


def removed_page(visit: int) -> str:
    """What the platform shows in place of a listing it has taken down."""
    return frame("提示", _NOTICE.substitute(title="提示", words="该商品已下架"), visit=visit)


def slider_page() -> str:
    """A check for humans, as platforms answer with status 200."""
    return frame("安全验证", _NOTICE.substitute(title="安全验证", words="请按住滑块，拖动到最右边"))


def short_page(title: str, words: str) -> str:
    """A page of one sentence: not found, gone, refused."""
    return frame(title, _NOTICE.substitute(title=title, words=words))
