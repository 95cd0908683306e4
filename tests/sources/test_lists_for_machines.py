"""Feeds, sitemaps and JSON answers as lists: what they lead to, and that hostile ones end in one sentence, in time."""

from __future__ import annotations

import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.sources.feeds import read_feed
from monitor.sources.jsons import load_json
from monitor.sources.picks import Pick
from monitor.sources.select import values
from monitor.sources.sitemaps import MAX_PAGES, read_sitemap
from monitor.sources.web import WebSource, discover, entries_of

AT = "https://a.example/list"


def source(kind: str, **changes: object) -> WebSource:
    values = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "kind": kind, "list_pages": [AT],
        "native_id": {"url": r"/item/(\d+)"}, **changes,
    }  # fmt: skip
    return WebSource.model_validate(values)


def rss(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0" encoding="gbk"?><rss version="2.0"><channel><title>t</title>{inner}</channel></rss>'


def urlset(*addresses: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{address}</loc></url>" for address in addresses) + "</urlset>"


def test_a_feed_leads_to_its_links_on_the_same_site() -> None:
    feed = rss("<link>/item/1</link>", "<link>https://b.example/item/2</link>", "<link>javascript:x</link>")
    found = discover(feed, AT, source("feed"))
    assert (found.items, found.entries) == (("https://a.example/item/1",), 3)


def test_an_entry_of_rss_and_of_atom_has_the_same_fields() -> None:
    (of_rss,) = read_feed(
        rss("<title>水电站转让</title><guid>7</guid><description>&lt;p&gt;500千瓦</description>"), AT
    ).entries
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/list?p=2"/><entry><title>水电站转让</title>'
        '<id>7</id><link href="/item/7"/><author><name>甲</name></author><updated>2026-11-02T23:30:00+08:00</updated>'
        '<content type="html">&lt;p&gt;500千瓦</content></entry></feed>'
    )
    (of_atom,) = read_feed(atom, AT).entries
    assert of_rss["title"] == of_atom["title"] == "水电站转让"
    assert of_rss["id"] == of_atom["id"] == "7"
    assert (of_atom["author"], of_atom["updated"], of_atom["content"]) == (
        "甲",
        "2026-11-02T23:30:00+08:00",
        ["<p>500千瓦"],
    )
    assert discover(atom, AT, source("feed")).next_page == "https://a.example/list?p=2"


def test_a_feed_in_a_name_of_a_file_or_address_is_never_fetched() -> None:
    for text in ("/etc/passwd", "http://127.0.0.1:1/feed.xml", "file:///etc/passwd"):
        with pytest.raises(ItemError, match="no feed"):
            read_feed(text, AT)


def test_a_feed_that_its_reader_chokes_on_is_told_as_broken() -> None:
    choking = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>&#x110000;<b></title></item>'
    )
    with pytest.raises(ItemError, match="broken"):
        read_feed(choking, AT)


def test_a_sitemap_leads_to_pages_that_match_newest_first() -> None:
    pages = ("<url><loc>https://a.example/item/1</loc><lastmod>2026-01-01</lastmod></url>"
             "<url><loc>https://a.example/about</loc></url><url><loc>https://b.example/item/9</loc></url>"
             '<url><loc> https://a.example/item/2 </loc><lastmod>2026-02-01</lastmod>'
             "<i:image xmlns:i='x'><i:loc>https://a.example/item/3</i:loc></i:image></url>")  # fmt: skip
    text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'
    found = discover(text, AT, source("sitemap", items={"pattern": "/item/"}))
    assert found.items == ("https://a.example/item/2", "https://a.example/item/1")


def test_an_index_of_sitemaps_leads_to_those_of_the_same_site_that_are_followed() -> None:
    names = ["https://a.example/s-ads.xml", "https://a.example/s-news.xml", "https://b.example/s-ads.xml", AT]
    text = "<sitemapindex>" + "".join(f"<sitemap><loc>{name}</loc></sitemap>" for name in names) + "</sitemapindex>"
    mine = source("sitemap", items={"pattern": "/item/"}, pagination={"follow": "ads"})
    assert discover(text, AT, mine).further == ("https://a.example/s-ads.xml",)


def test_lines_of_addresses_are_a_sitemap_too_and_a_torn_one_counts_as_far_as_it_goes() -> None:
    assert [page.address for page in read_sitemap("https://a.example/1\nx\n", AT).pages] == ["https://a.example/1"]
    torn = urlset("https://a.example/1", "https://a.example/2")[:-20]
    assert [page.address for page in read_sitemap(torn, AT).pages] == ["https://a.example/1"]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE, LAUGHS.replace("!ENTITY", "!entity")])
def test_entities_of_a_files_own_are_refused_before_a_parser_sees_them(doctype: str) -> None:
    for read, text in ((read_feed, rss("<title>&b;</title>")), (read_sitemap, urlset("&a;"))):
        with pytest.raises(ItemError, match="entities of its own"):
            read(text.replace("<rss", doctype + "<rss").replace("<urlset", doctype + "<urlset"), AT)


@pytest.mark.parametrize(
    "text", ["<rss><channel>" + "<" * 200_000, "<rss><channel>" + "<item><a>" * 20_000, "<rss>" + "&" * 200_000,
             "<rss><channel><item><title a=\"" * 5_000, "<rss>" + "<!--" * 50_000, "<!DOCTYPE " * 20_000,
             "<urlset>" + "<url>" * 100_000, "<urlset><url><loc>" + "x" * 1_000_000, "<" + "a" * 1_000_000,
             "<urlset " + "a='1' " * 100_000, "[" * 1_000_000, '{"a":' * 200_000, "1" * 1_000_000],
)  # fmt: skip
def test_hostile_lists_are_read_or_refused_in_time(text: str) -> None:
    begin = process_time()
    for read in (read_feed, read_sitemap, load_json):
        try:
            read(text, AT)
        except ItemError as error:
            assert error.item == AT
    assert process_time() - begin < 20


def test_a_sitemap_of_more_pages_than_allowed_is_cut() -> None:
    text = urlset(*(f"https://a.example/item/{number}" for number in range(MAX_PAGES + 5)))
    assert len(read_sitemap(text, AT).pages) == MAX_PAGES
    found = discover(text, AT, source("sitemap", items={"pattern": "/item/", "max_per_page": 7}))
    assert (len(found.items), found.entries) == (7, MAX_PAGES)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "<rss><channel><item>", "<urlset><url><loc>", "<feed><entry>", "{"]))
def test_no_list_makes_a_reader_fail_or_leave_its_hosts(text: str, before: str) -> None:
    for kind in ("feed", "sitemap", "json"):
        mine = source(kind, items={"pattern": "", "link": [] if kind == "sitemap" else f"{kind}:link"})
        try:
            found = discover(before + text, AT, mine)
        except ItemError:
            continue
        assert all(link.startswith("https://a.example") for link in (*found.items, *found.further))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["rows", "url", "next", "x"]), inner, max_size=4),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(json_values)
def test_no_json_value_makes_discovery_fail(value: Any) -> None:
    mine = source("json", items={"path": "rows", "link": "json:url"}, pagination={"next": "json:next"})
    found = discover(json.dumps(value), AT, mine)
    assert all(link.startswith("https://a.example") for link in (*found.items, *filter(None, [found.next_page])))


def test_a_json_answer_leads_to_its_items_and_by_its_link_or_number_to_the_next() -> None:
    rows = [{"no": "甲/1", "at": {"url": "/item/1"}}, {"no": "2"}, "odd", {"at": {"url": "https://b.example/item/2"}}]
    text = json.dumps({"data": {"rows": rows}, "paging": {"next": "/list?after=2"}})
    items = {"path": "data.rows", "link": ["json:link", "json:at.url"]}
    linked = source("json", items=items, pagination={"next": "json:paging.next"})
    found = discover(text, AT, linked)
    assert (found.items, found.entries) == (("https://a.example/item/1",), 3)
    assert found.next_page == "https://a.example/list?after=2"
    made = source("json", items={"path": "data.rows", "link": "json:no", "address": "https://a.example/item/{}?full=1"})
    assert discover(text, AT, made).items == (
        "https://a.example/item/%E7%94%B2%2F1?full=1", "https://a.example/item/2?full=1")  # fmt: skip


def test_offsets_grow_by_the_page_and_pages_by_one_until_an_answer_is_empty() -> None:
    mine = source(
        "json", query={"from": "{offset}", "type": "水电"}, pagination={"first": 0, "per_page": 20, "max_pages": 3}
    )
    first = mine.start_pages()[0]
    assert first == "https://a.example/list?from=0&type=%E6%B0%B4%E7%94%B5"
    second = discover('[{"x":1}]', first, mine).next_page
    assert second == "https://a.example/list?from=20&type=%E6%B0%B4%E7%94%B5"
    assert discover("[]", first, mine).next_page is None
    third = discover('[{"x":1}]', second, mine).next_page
    assert third and discover('[{"x":1}]', third, mine).next_page is None


def test_every_combination_of_query_values_is_a_list_of_its_own() -> None:
    mine = source("web", query={"city": ["成都", "雅安"], "kind": ["a", "b"], "page": "{page}"}, items={"link": "a"})
    assert len(mine.start_pages()) == 4
    assert all(page.startswith(AT + "?city=%") and page.endswith("&page=1") for page in mine.start_pages())


def test_an_answer_that_is_a_page_says_so() -> None:
    with pytest.raises(ItemError, match=r"no JSON: .*\(line 1\); is this the address of a page\?"):
        discover("<html>", AT, source("json"))
    with pytest.raises(ItemError, match="no feed"):
        discover("<html><p>x", AT, source("feed"))
    with pytest.raises(ItemError, match="neither urlset nor sitemapindex"):
        discover("<html></html>", AT, source("sitemap", items={"pattern": "x"}))


def test_paths_go_through_lists_take_numbers_and_quoted_keys() -> None:
    text = json.dumps([{"a.b": [{"c": 1}, {"c": 2.5}], "d": True, "e": None, "f": {"name": "甲"}}])
    (entry,) = entries_of(text, AT, source("json"))
    for path, wanted in {
        'json:"a.b".c': ["1", "2.5"], 'json:"a.b".1.c': ["2.5"], "json:d": ["true"], "json:e": [], "json:f": ["甲"],
        "json:g.h": [], "feed:title": [], "h1": [],
    }.items():  # fmt: skip
        assert list(values(entry, Pick.model_validate(path))) == wanted, path


ROWS = '{"data": {"rows": [{"t": "水电站", "u": "/item/7"}]}}'


@pytest.mark.parametrize("text", [
    f"jQuery123({ROWS});", f"\ufeff /**/ site.on_list ( {ROWS} )\n", f"callback({ROWS})", f"$._a9({ROWS}) ;\n", ROWS,
])  # fmt: skip
def test_an_answer_in_a_call_is_read_as_what_the_call_holds(text: str) -> None:
    assert load_json(text, AT) == json.loads(ROWS)
    found = discover(text, AT, source("json", items={"path": "data.rows", "link": "json:u"}))
    assert (found.items, found.entries) == (("https://a.example/item/7",), 1)


@pytest.mark.parametrize("text", [
    f"a({ROWS}); b({ROWS})", f"a({ROWS}, 1)", f"a({ROWS}", f"a[0]({ROWS})", f"a(b({ROWS}))", f"a({ROWS})();", "a()",
    f"if(x){{a({ROWS})}}", f"var x = {ROWS}", "a(x)", 'a("x")', f"a.({ROWS})", f"1a({ROWS})", f"({ROWS})",
    "a." * 40 + f"b({ROWS})", "a(" + "[" * 100_000,
])  # fmt: skip
def test_what_is_no_single_call_with_one_value_is_no_json(text: str) -> None:
    with pytest.raises(ItemError):
        load_json(text, AT)


def test_a_long_text_that_is_no_call_ends_soon() -> None:
    began = process_time()
    for text in ("a" * 2_000_000, "a." * 1_000_000, " " * 2_000_000 + "a(", "a(" + " " * 2_000_000, "/**/" * 500_000):
        with pytest.raises(ItemError):
            load_json(text, AT)
    assert process_time() - began < 5
