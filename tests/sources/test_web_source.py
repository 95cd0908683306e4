"""Source files: read with the line of every error, applied to pages without trusting them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import monitor
from monitor.errors import DataFileError
from monitor.html.pagetree import parse_html
from monitor.publish.failures import say_failure
from monitor.sources.web import (
    WebSource,
    discover,
    load_source,
    load_sources,
    native_id_of,
    source_report,
    source_schema,
)

EXAMPLE = Path(monitor.__file__).parent / "data" / "sources" / "example.yaml"
LIST = "https://a.example/list?page={page}"


def source(**changes: object) -> WebSource:
    values = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": [LIST], "items": {"link": "a.item"},
        "native_id": {"url": r"/item/(\d+)"}, **changes,
    }  # fmt: skip
    return WebSource.model_validate(values)


def test_the_example_file_loads_and_fetches_nothing_until_somebody_decides() -> None:
    example = load_source(EXAMPLE)
    assert example.title.zh == "示例来源"
    assert str(example.item.price[1]) == "meta[itemprop=price]@content"
    assert example.item.posted_at.formats == ("%Y-%m-%d", "%Y年%m月%d日")
    assert "not decided" in example.refusal()


def test_an_allowed_source_names_who_decided_when_and_on_what_grounds() -> None:
    with pytest.raises(ValueError, match="decided_by, decided_on, purpose, legal_basis"):
        source(terms={"decision": "allowed"})
    terms = {"decision": "allowed", "decided_by": "甲", "decided_on": "2026-11-01", "purpose": "p", "legal_basis": "l"}
    assert source(terms=terms).refusal() == ""


def test_a_short_delay_needs_a_reason_and_robots_are_always_obeyed() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        source(politeness={"delay_seconds": 1})
    with pytest.raises(ValueError, match="obey"):
        source(politeness={"robots": "ignore"})
    assert source(politeness={"delay_seconds": 1, "reason": "own server"}).politeness.delay_seconds == 1


def test_every_error_of_a_source_file_names_its_line(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("id: example", "id: Example!").replace("h1.title", "h1..x")
    text = text.replace("https://listings", "ftp://listings").replace(r"url: /item/(\d+)", "url: /item/(")
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_source(tmp_path / "bad.yaml")
    said = str(caught.value).splitlines()
    lines = {int(one.split(":")[1]) for one in said}
    wanted = {n for n, line in enumerate(text.splitlines(), 1) if any(
        bad in line for bad in ("Example!", "h1..x", "ftp://", "url: /item/("))}  # fmt: skip
    assert lines == wanted
    assert "not a CSS selector" in str(caught.value) and "not a regular expression" in str(caught.value)


def test_one_bad_file_of_a_folder_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: [", "utf-8")
    (tmp_path / "good.yaml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    (tmp_path / "twin.yaml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    sources, errors = load_sources(tmp_path)
    assert set(sources) == {"example"}
    assert [error.path for error in errors] == [tmp_path / "bad.yaml", tmp_path / "twin.yaml"]


def test_links_are_resolved_once_each_in_page_order() -> None:
    html = '<a class=item href="/item/2#x">b</a><a class=item href="item/1">a</a><a class=item href="/item/2">b</a>'
    found = discover(html, "https://a.example/list?page=1", source())
    assert found.items == ("https://a.example/item/2", "https://a.example/item/1")


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "file:///etc/passwd", "https://b.example/item/1", "//b.example/item/1",
        "https://a.example@b.example/item/1", "https://u:p@a.example/item/1", "https://a.example:8443/item/1",
        "http://[::1/item/1", "https://a.example\\@b.example/item/1", "/item/" + "1" * 3000, "mailto:x@a.example",
    ],
)  # fmt: skip
def test_links_to_other_hosts_and_schemes_are_left_alone(href: str) -> None:
    found = discover(f'<a class=item href="{href}">x</a>', "https://a.example/list?page=1", source())
    assert found.items == ()


def test_a_listed_host_is_followed_and_a_pattern_narrows() -> None:
    html = '<a class=item href="https://b.example/item/1">x</a><a class=item href="/about">y</a>'
    wider = source(items={"link": "a.item", "hosts": ["b.example"], "pattern": "/item/"})
    assert discover(html, "https://a.example/", wider).items == ("https://b.example/item/1",)


def test_a_page_of_a_million_links_gives_a_bounded_count() -> None:
    html = "".join(f'<a class=item href="/item/{n}">x</a>' for n in range(20_000))
    assert len(discover(html, "https://a.example/", source()).items) == 200


def test_the_next_page_comes_from_its_link_or_from_the_page_number() -> None:
    item = '<a class=item href="/item/1">x</a>'
    first = "https://a.example/list?page=1"
    linked = source(pagination={"next": "a.next"})
    assert (
        discover(item + '<a class=next href="?page=7">n</a>', first, linked).next_page
        == "https://a.example/list?page=7"
    )
    counted = source(pagination={"first": 1, "last": 2})
    assert discover(item, first, counted).next_page == "https://a.example/list?page=2"
    assert discover(item, "https://a.example/list?page=2", counted).next_page is None
    assert discover("<p>no items here</p>", first, counted).next_page is None
    assert discover(item + f'<a class=next href="{first}">n</a>', first, linked).next_page is not None
    assert source().start_pages() == (first,)


def test_the_native_id_is_the_first_group_of_the_pattern() -> None:
    assert native_id_of("https://a.example/item/77?x", source()) == "77"
    assert native_id_of("https://a.example/other", source()) is None


def test_the_report_says_what_each_selector_found() -> None:
    html = """<h1>转让 水电站</h1><p class=price data-v=95>95 万</p><div class=s>已成交</div>
              <a class=item href=/item/3>x</a>"""
    mine = source(
        item={
            "title": [".none", "h1"],
            "price": [{"css": ".price", "match": r"(\d+) 万"}, ".price@data-v"],
            "seller": ".s2",
        },
        markers={"sold": [{"css": ".s", "text": "已成交"}], "removed": ["已下架"]},
    )
    report = source_report(html, mine, "https://a.example/item/9")
    found = {(one.field, one.selector): (one.count, one.sample) for one in report.selectors}
    assert found["item.title", ".none"] == (0, "")
    assert found["item.title", "h1"] == (1, "转让 水电站")
    assert found["item.price", ".price"] == (1, "95")
    assert found["item.price", ".price@data-v"] == (1, "95")
    assert report.empty_fields() == ("item.seller",)
    assert report.markers == ("sold: 已成交 in .s",)
    assert report.native_id == "9"
    assert report.discovered.items == ("https://a.example/item/3",)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_page_can_make_discovery_fail_or_leave_its_hosts(text: str) -> None:
    html = f"<a class=item href=\"{text}\">x</a>{text}<a class=next href='{text}'>"
    found = discover(html, "https://a.example/list?page=1", source(pagination={"next": "a.next"}))
    for link in (*found.items, *filter(None, [found.next_page])):
        assert (
            link.startswith("https://a.example/")
            or link.startswith("https://a.example?")
            or link == "https://a.example"
        )


def test_the_example_is_plain_yaml() -> None:
    assert yaml.safe_load(EXAMPLE.read_text("utf-8"))["kind"] == "web"


def test_the_json_schema_beside_the_files_is_the_models_own() -> None:
    kept = json.loads((EXAMPLE.parent / "schema.json").read_text("utf-8"))
    assert kept == source_schema()
    assert {"type": "string"} in kept["$defs"]["Pick"]["anyOf"]  # the short forms are allowed there too


def test_the_guide_explains_every_field() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    schema = source_schema()
    parts = [schema, *(part for name, part in schema["$defs"].items() if name != "Title")]  # type: ignore[misc, attr-defined]
    objects = [form for part in parts for form in (part, *part.get("anyOf", ())) if "properties" in form]
    missing = {field for form in objects for field in form["properties"] if f"`{field}`" not in guide}
    assert not missing


def test_a_page_of_a_million_nested_elements_is_read_in_time() -> None:
    begin = process_time()
    parse_html("<div>" * 200_000 + "<a href='/item/1'>x</a>")
    assert process_time() - begin < 20


@pytest.mark.parametrize(("changes", "told"), [
    ({"items": {"link": "a", "hosts": ["https://m.a.example/"]}}, "is no host; write it without https://"),
    ({"items": {"link": "a", "hosts": ["m.a.example/x"]}}, "is no host"),
    ({"item": {"posted_at": {"select": "time", "formats": ["YYYY-MM-DD"]}}}, "does not name year, month and day"),
    ({"item": {"posted_at": {"select": "time", "formats": ["%Y-%m"]}}}, "does not name year, month and day"),
    ({"item": {"posted_at": {"select": "time", "formats": ["%Y-%q"]}}}, "is not a format of days"),
    ({"item": {"text": ""}}, "is an empty selector; leave the key out instead"),
    ({"id": "Bad Id"}, "small letters, digits and -, at most 64"),
    ({"list_pages": "https://a.example/"}, "list_pages: must be a list, not 'https://a.example/'"),
    ({"query": {"page": [[1]]}}, "query.page: must be text, a whole number or a list of such"),
    ({"items": 3}, "items: must be keys with their values"),
    ({"list_pages": ["https://a.example/list?p={pg}"]}, "{pg} is not known in an address; use {page}, {offset} or"),
    ({"query": {"p": "{pg}"}}, "query.p: {pg} is not known in an address"),
    ({"native_id": {"url": "/item/[0-9]+"}}, "native_id.url: '/item/[0-9]+' has no group"),
    ({"native_id": {"url": "https?://a(?:b|c)"}}, "has no group; put ( ) around the number in it"),
    ({"schedule": {"every_minutes": 0.5}}, "schedule.every_minutes: 0.5 is too often; 1 is the least"),
    ({"schedule": {"quiet_hours": ["00:00-12:00", "12:00-00:00"]}}, "quiet_hours: they cover the whole day"),
    ({"schedule": {"quiet_hours": ["23:00-09:00", "08:00-23:30"]}}, "quiet_hours: they cover the whole day"),
])  # fmt: skip
def test_what_would_silently_find_nothing_is_refused_in_plain_words(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    file = tmp_path / "a.yaml"
    whole = {"id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"],
             "items": {"link": "a.item"}, "native_id": {"url": "(x)"}}  # fmt: skip
    file.write_text(yaml.safe_dump(whole | changes, allow_unicode=True), "utf-8")
    with pytest.raises(DataFileError) as error:
        load_source(file)
    assert told in str(error.value) and "constrained" not in str(error.value)
    assert not re.search(r"valid (tuple|dictionary)|pattern '", str(error.value))
    assert re.search("[一-鿿]", say_failure(str(error.value), "zh").replace(str(error.value), ""))


def test_braces_of_a_parameter_and_a_gap_of_a_minute_are_accepted(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(yaml.safe_dump({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list?p={page}"],
        "items": {"link": "a.item"}, "native_id": {"url": "(x)"}, "query": {"q": '{"kind": 1}', "g": "{plants {id}}"},
        "schedule": {"every_minutes": 1, "quiet_hours": ["00:00-12:00", "12:01-00:00"]},
    }), "utf-8")  # fmt: skip
    assert load_source(file).schedule.every_minutes == 1


def test_hosts_with_ports_and_usual_formats_are_accepted() -> None:
    hosts = ["m.a.example", "a.example:8443", "[::1]:80", "水电.example"]
    assert source(items={"link": "a", "hosts": hosts}).items.hosts == tuple(hosts)
    forms = ["%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%d.%m.%y", "%b %d, %Y", "%Y/%m/%d %H:%M %z"]
    assert source(item={"posted_at": {"select": "time", "formats": forms}}).item.posted_at.formats == tuple(forms)
