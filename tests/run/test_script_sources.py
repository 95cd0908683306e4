"""Sources whose pages hold their content in the data of scripts: drafted, tried and watched without Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from small_site import SmallSite, running

from monitor.cli.main import status_of
from monitor.html.pagetree import parse_html
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace
from monitor.sources.draft import draft_of_list, with_item
from monitor.sources.draft_file import as_yaml
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, values
from monitor.sources.web import load_source

SHELL = '<html><head><title>电站网</title></head><body><div id="__next"></div>{}</body></html>'
NEXT = '<script id="__NEXT_DATA__" type="application/json">{}</script>'
STATE = "<script>window.__INITIAL_STATE__ = {};</script>"
WORDS = "四川雅安某水电站整体转让，装机{0}00千瓦，年发电量200万度，手续齐全，不在清退范围，业主直接转让，有意者请联系。"


def data(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def item(number: int) -> dict[str, Any]:
    return {"id": number, "title": f"雅安{number}号水电站转让", "price": f"{number}60万元", "publishTime": "2026-11-20",
            "content": f"<p>{WORDS.format(number)}</p><p>第二段</p>"}  # fmt: skip


class Site(SmallSite):
    def __init__(self) -> None:
        super().__init__(_Handler)

    def page(self, path: str) -> str:
        if path == "/list":
            rows = [{"id": n, "url": f"/item/{n}", "title": f"{n}号"} for n in (1, 2, 3)]
            return SHELL.format(NEXT.format(data({"props": {"pageProps": {"list": rows, "next": "/list/2"}}})))
        if path == "/list/2":
            rows = [{"id": 4, "url": "/item/4"}]
            return SHELL.format(NEXT.format(data({"props": {"pageProps": {"list": rows}}})))
        number = int(path.rpartition("/")[2])
        if number == 4:  # an older page, of elements
            one = item(4)
            return SHELL.format(f"<h1>{one['title']}</h1><b class=price>{one['price']}</b><article>{one['content']}")
        return SHELL.format(STATE.format(data({"detail": {"info": item(number), "hot": [item(9), item(8)]}})))


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        body = b"" if self.path == "/robots.txt" else self.server.page(self.path).encode()
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from running(folder, Site())


def describe(folder: Path, site: Site, **changed: Any) -> Path:
    rows, info = "script:__NEXT_DATA__.props.pageProps", "script:__INITIAL_STATE__.detail.info"
    source = {
        "id": "market", "title": {"zh": "市场", "en": "Market"}, "kind": "web", "list_pages": [f"{site.at}/list"],
        "items": {"link": [f"{rows}.list.id", "a.item"], "address": "/item/{}"},
        "pagination": {"next": f"{rows}.next"}, "native_id": {"url": r"/item/(\d+)"},
        "item": {"title": [f"{info}.title", "h1"], "price": [f"{info}.price", ".price"],
                 "posted_at": f"{info}.publishTime", "text": [f"{info}.content", "article"]},
        "politeness": {"delay_seconds": 0, "reason": "a server of this test", "allow_loopback": True},
        "terms": {"decision": "allowed", "decided_by": "me", "decided_on": "2026-01-01", "purpose": "test",
                  "legal_basis": "own"}, **changed,
    }  # fmt: skip
    path = folder / "sources" / "market.yaml"
    path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def test_lists_and_items_in_scripts_are_watched_with_selectors_as_fallbacks(folder: Path, site: Site) -> None:
    describe(folder, site)
    with open_workspace(folder) as workspace:
        report = watch_once(workspace)
        assert (report.failures, report.counts["new"]) == ((), 4)
        found = {}
        for number in ("1", "4"):
            row = workspace.store.find_listing("market", number)
            assert row is not None
            found[number] = workspace.store.version(row["version_id"]) or {}
    one, four = found["1"], found["4"]
    assert (one["title"], one["price_yuan"], one["posted_at"]) == ("雅安1号水电站转让", 1_600_000, "2026-11-20")
    assert one["text"].endswith(f"{WORDS.format(1)}\n第二段") and "9号" not in one["text"]
    assert one["found_by"]["title"] == "script:__INITIAL_STATE__.detail.info.title"
    assert (four["title"], four["price_yuan"], four["found_by"]["title"]) == ("雅安4号水电站转让", 4_600_000, "h1")


def test_source_test_shows_what_each_path_finds(folder: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    describe(folder, site)
    assert status_of(["source", "test", "market", "-w", str(folder), "--format", "jsonl"]) == 0
    rows = {(row["field"], row["selector"]): row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    link = rows["items.link", "script:__NEXT_DATA__.props.pageProps.list.id"]
    assert link["sample"] == "1"
    assert rows["item.price", "script:__INITIAL_STATE__.detail.info.price"]["sample"] == "160万元"
    describe(folder, site, item={"title": "script:__INITIAL_STATE__.detail.none", "text": "article"})
    assert status_of(["source", "test", "market", "-w", str(folder), "--format", "jsonl"]) == 3


def test_source_add_drafts_paths_into_the_data(folder: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["source", "add", f"{site.at}/list", "--loopback", "-w", str(folder)]) == 0
    capsys.readouterr()
    (path,) = (folder / "sources" / "drafts").iterdir()
    draft = load_source(path)
    assert [str(pick) for pick in draft.items.link] == ["script:__NEXT_DATA__.props.pageProps.list.url"]
    assert str(draft.item.title[0]) == "script:__INITIAL_STATE__.detail.info.title"
    assert str(draft.item.price[0]) == "script:__INITIAL_STATE__.detail.info.price"
    assert str(draft.item.text[0]) == "script:__INITIAL_STATE__.detail.info.content"
    assert [str(pick) for pick in draft.item.posted_at.select] == ["script:__INITIAL_STATE__.detail.info.publishTime"]


@pytest.mark.parametrize(
    ("script", "path", "found"),
    [
        ('<script>var title = "雅安某水电站转让，价格面议";</script>', "title", ["雅安某水电站转让，价格面议"]),
        ('<script>window["page"] = JSON.parse("{\\"a\\": {\\"b.c\\": [1, 2]}}")</script>', 'page.a."b.c"', ["1", "2"]),
        ('<script type="application/json">{"a": "x"}</script>', "JSON.a", ["x"]),
        ('<script>var a = {"b": "x"}; a = {"b": "y"}</script>', "a.b", ["x", "y"]),
        ('<script>var a = {"b":undefined,"c":[undefined,"x"]}</script>', "a.c", ["x"]),
        ("<script>var a = {b: f()}</script>", "a.b", []),
        ('<script>var names = ["names"]</script>', "names", ["names"]),
        ('<script>var a = {"b": null}</script>', "a.b", []),
    ],
)
def test_a_path_begins_with_the_name_of_the_data(script: str, path: str, found: list[str]) -> None:
    page = PageSubject(parse_html(f"<p>x</p>{script}"))
    assert list(values(page, Pick.model_validate(f"script:{path}"))) == found


def test_a_draft_loads_whatever_the_keys_are(tmp_path: Path) -> None:
    odd = {'a"b': item(1), "": item(1), "c d": {"x.y": item(1)}, "\ud800": item(1)}
    rows = {'a"b': [{"url": f"/item/{n}"} for n in range(4)]}
    draft = draft_of_list(SHELL.format(NEXT.format(json.dumps(rows))), "https://a.example/list")
    draft = with_item(draft, SHELL.format(NEXT.format(json.dumps(odd))))
    path = tmp_path / "x.yaml"
    words = dict.fromkeys(("head", "also", "terms", "number", "volatile", "markers", *draft.notes), "x")
    path.write_text(as_yaml(draft, "x", loopback=False, say=words), "utf-8")
    assert str(load_source(path).item.title[0]) == 'script:__NEXT_DATA__."c d"."x.y".title'
