"""JSON-LD, microdata and OpenGraph are read block by block; a broken block costs no other."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import DataFileError
from monitor.html.pagetree import parse_html
from monitor.models import Capture
from monitor.parse import parse
from monitor.sources.model import without_cursor
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, values
from monitor.sources.web import WebSource, load_source

PAGE = """
<meta property="og:title" content="甲电站"><meta property="product:price:amount" content="95">
<script type="application/ld+json">{"@type": "Product", "name": </script>
<script type="application/ld+json">[{"@type": "WebSite", "name": "站"}, {"@graph": [
  {"@type": ["Thing", "https://schema.org/Product"], "name": "甲
水电站", "offers": [{"price": 950000, "seller": {"@type": "Person", "name": "王"}}], "image": {"url": "/a.jpg"}}
]}]</script>
<script type="application/ld+json">//<![CDATA[
{"@type": "Article", "headline": "报道"};
//]]></script>
<div itemscope itemtype="https://schema.org/Offer"><b itemprop=name>乙</b><meta itemprop=price content="88万">
 <span itemprop=seller itemscope itemtype="http://schema.org/Person"><i itemprop="name">李</i></span>
 <time itemprop=validFrom datetime=2026-11-01>昨天</time><a itemprop=url href=/b>看</a></div><p itemprop=name>不算</p>
"""


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("jsonld:name", ["站", "甲 水电站"]), ("jsonld:Product.name", ["甲 水电站"]),
        ("jsonld:Article.headline", ["报道"]),
        ("jsonld:offers.price", ["950000"]), ("jsonld:offers.seller", ["王"]), ("jsonld:image", ["/a.jpg"]),
        ("microdata:name", ["乙"]), ("microdata:Offer.price", ["88万"]), ("microdata:Product.price", []),
        ("microdata:seller.name", ["李"]), ("microdata:validFrom", ["2026-11-01"]), ("microdata:url", ["/b"]),
        ("og:title", ["甲电站"]), ("og:product:price:amount", ["95"]), ("og:none", []), ("json:name", []),
        ({"path": "jsonld:offers.price", "unit": "元", "match": "^[0-9]+$"}, ["950000元"]),
    ],
)  # fmt: skip
def test_a_path_finds_what_a_block_says(path: object, wanted: list[str]) -> None:
    assert list(values(PageSubject(parse_html(PAGE)), Pick.model_validate(path))) == wanted


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", '<script type="application/ld+json">', "<p itemscope itemprop=x>"]))
def test_no_page_makes_a_block_fail(text: str, before: str) -> None:
    page = PageSubject(parse_html(before + text + PAGE))
    for path in ("jsonld:name", "microdata:name", "og:title"):
        list(values(page, Pick.model_validate(path)))


@pytest.mark.parametrize(
    "page", ["<p itemscope itemprop=x>" * 50_000, '<script type="application/ld+json">' + "[" * 1_000_000 + "</script>",
             '<script type="application/ld+json">{"a":1}</script>' * 20_000, "<meta property=og:a content=b>" * 50_000,
             '<script type="application/ld+json">' + " " * 1_000_000 + "x</script>", "<i itemscope>" * 100_000],
)  # fmt: skip
def test_hostile_blocks_are_read_in_time(page: str) -> None:
    begin = process_time()
    subject = PageSubject(parse_html(page))
    for path in ("jsonld:a", "microdata:x", "og:a"):
        assert len(list(values(subject, Pick.model_validate(path)))) <= 50_000
    assert process_time() - begin < 20


def a_source(**changes: object) -> WebSource:
    return WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/"], "items": {"link": "a"},
        "item": {"title": ["h1", "jsonld:Product.name"], "price": {"path": "jsonld:offers.price", "unit": "元"},
                 "seller": "microdata:seller.name", "text": [".none", "jsonld:Product.description", "body"]},
        "native_id": {"url": r"/item/(\d+)"}, **changes,
    })  # fmt: skip


def captured(body: str, media_type: str = "text/html; charset=utf-8") -> Capture:
    return Capture(
        url="https://a.example/item/7", source_id="a", state="ok", how="http", fetched_at="2026-11-02T00:00:00Z",
        body=body.encode(), headers=(("Content-Type", media_type),), media_type=media_type,
    )  # fmt: skip


def test_a_listing_takes_its_fields_from_blocks_and_says_which() -> None:
    (listing,) = parse(captured(PAGE), a_source())
    assert (listing.title, listing.price_text, listing.seller) == ("甲 水电站", "950000元", "李")
    assert listing.found_by["title"] == "jsonld:Product.name" and listing.found_by["text"] == "body"
    assert "价格：950000元" in listing.text
    described = PAGE.replace('"image"', '"description": "<p>装机500千瓦</p><p>手续齐全", "image"')
    (listing,) = parse(captured(described), a_source())
    assert "装机500千瓦\n手续齐全" in listing.text


def test_a_marker_may_look_at_what_a_path_finds() -> None:
    sold = a_source(markers={"sold": [{"pick": "jsonld:offers.price", "text": "950000"}]})
    assert parse(captured(PAGE), sold)[0].status == "sold"
    assert parse(captured(PAGE), a_source())[0].status == "live"


def test_an_item_that_answers_in_json_is_read_by_paths_and_its_values_are_its_text() -> None:
    mine = a_source(kind="json", items={"link": "json:url"}, item={"title": "json:t", "status": "json:s"})
    body = '{"t": "甲电站转让", "s": "已成交", "装机": "500千瓦", "more": [{"price": 95.5}]}'
    (listing,) = parse(captured(body, "application/json"), mine)
    assert (listing.title, listing.status, listing.native_id) == ("甲电站转让", "sold", "7")
    assert "装机：500千瓦\nprice：95.5" in listing.text


def test_what_does_not_fit_together_is_told_with_file_line_and_key(tmp_path: Path) -> None:
    text = """\
id: bad
title: {zh: 甲, en: A}
kind: json
list_pages: ["https://a.example/api?from={offset}"]
items:
  path: data.rows
  link: a.title
  address: https://a.example/item/
item:
  title: [h2, "json:name"]
  price: feed:price
native_id: {select: json:id}
"""
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_source(tmp_path / "bad.yaml")
    assert str(caught.value).startswith(f"{tmp_path / 'bad.yaml'}:11: item.price")
    assert "an entry of a feed has title, link" in str(caught.value)
    (tmp_path / "bad.yaml").write_text(text.replace("feed:price", "json:price"), "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_source(tmp_path / "bad.yaml")
    said = [line.removeprefix(f"{tmp_path / 'bad.yaml'}:") for line in str(caught.value).splitlines()]
    assert [line.partition(": ")[0] for line in said] == ["1", "7", "8"]
    assert "pagination: per_page: {offset} needs the number of items on a page" in said[0]
    assert "'a.title' finds nothing in a JSON answer; use json:…" in said[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "sitemap"}, "items: pattern: a sitemap names all pages"),
        ({"kind": "web", "items": {}}, "items: link: needs at least one selector"),
        ({"kind": "web", "items": {"link": "a", "read": "entry"}}, "items.read: entry is for feeds and JSON answers"),
        ({"kind": "feed", "items": {"read": "entry"}, "item": {"title": "h1"}}, "'h1' finds nothing in an entry"),
        ({"kind": "feed", "items": {"link": "a"}}, "'a' finds nothing in an entry of a feed; use feed:…"),
        ({"kind": "json", "items": {"read": "page"}}, "items: link: needs a path"),
        ({"list_pages": ["https://a.example/{page}/{offset}"]}, "exclude each other"),
        ({"list_pages": ["https://a.example/{page}/{page}"]}, "stands twice"),
        ({"list_pages": ["https://a.example/{cursor}"]}, "cursor: {cursor} in an address needs a path to the token"),
        ({"pagination": {"cursor": "json:next"}}, "pagination.cursor: is for kind json, not web"),
        ({"kind": "json", "items": {}, "item": {"title": "json:a"}, "native_id": {"select": "json:id"},
          "pagination": {"cursor": "json:next"}}, "pagination.cursor: needs {cursor} in each address"),
        ({"kind": "json", "items": {}, "item": {"title": "json:a"}, "native_id": {"select": "json:id"},
          "query": {"after": "{cursor}", "n": "{page}"}, "pagination": {"cursor": "json:next"}},
         "{cursor} and {page} or {offset} exclude each other"),
        ({"kind": "json", "items": {}, "item": {"title": "json:a"}, "native_id": {"select": "json:id"},
          "query": {"after": "{cursor}"}, "pagination": {"cursor": "json:next", "next": "json:link"}},
         "next and cursor exclude each other"),
        ({"kind": "json", "items": {}, "item": {"title": "json:a"}, "native_id": {"select": "json:id"},
          "query": {"after": "{cursor}"}, "pagination": {"cursor": "a.next"}}, "use json:…"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_sentence(change: dict[str, object], says: str, tmp_path: Path) -> None:
    plain = {"id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/"], "items": {"link": "a"},
             "native_id": {"url": "(x)"}}  # fmt: skip
    (tmp_path / "a.yaml").write_text(yaml.safe_dump({**plain, **change}, allow_unicode=True), "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_source(tmp_path / "a.yaml")
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("template", "first"),
    [
        ("https://a.example/x?after={cursor}", "https://a.example/x"),
        ("https://a.example/x?after={cursor}&n=2", "https://a.example/x?n=2"),
        ("https://a.example/x?n=2&after={cursor}", "https://a.example/x?n=2"),
        ("https://a.example/x?n=2&after=c-{cursor}", "https://a.example/x?n=2&after=c-"),
        ("https://a.example/x/{cursor}", "https://a.example/x/"),
        ("https://a.example/x?n=2", "https://a.example/x?n=2"),
    ],
)
def test_the_first_answer_is_asked_for_without_a_token(template: str, first: str) -> None:
    assert without_cursor(template) == first
