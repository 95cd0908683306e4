"""Prices that programs write: with the currency or unit beside them, never multiplied by a guess; states as codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from small_site import SmallSite, running

from monitor.cli.main import status_of
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace
from monitor.sources.web import load_source

WORDS = "转让雅安市芦山县龙门河水电站，装机2×320kW，年均发电量256万kWh，手续齐全，并入国网，水头40米。"
NUMBERS: list[Any] = [80, 91.0, "1,280", 98000, 35.2, 88.8, "98,000.00", 120.5, 7]  # 万元 or yuan: nobody knows


class Site(SmallSite):
    """`rows`: of a JSON list; `pages`: other answers by their path."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.rows = list[dict[str, Any]]()
        self.pages = dict[str, str]()


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        said = json.dumps({"rows": self.server.rows}) if path.startswith("/api") else self.server.pages.get(path)
        body = (said or "").encode()
        self.send_response(404 if said is None else 200)
        self.send_header("Content-Type", "application/json" if path.startswith("/api") else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    yield from running(folder, Site())


def row(number: int, price: Any, **more: Any) -> dict[str, Any]:
    return {"id": number, "title": "雅安市芦山县龙门河水电站转让", "text": WORDS, "price": price, **more}


def describe(folder: Path, site: Site, name: str, **changed: Any) -> None:
    json_list = {
        "id": name, "title": {"zh": "市场", "en": "Market"}, "kind": "json", "list_pages": [f"{site.at}/api"],
        "items": {"path": "rows", "read": "entry"}, "native_id": {"select": "json:id"},
        "item": {"title": "json:title", "price": "json:price", "text": "json:text", "status": "json:status"},
        "politeness": {"delay_seconds": 0, "reason": "a server of this test", "allow_loopback": True},
        "terms": {"decision": "allowed", "decided_by": "me", "decided_on": "2026-01-01", "purpose": "test",
                  "legal_basis": "own"}, **changed,
    }  # fmt: skip
    file = folder / "sources" / f"{name}.yaml"
    file.write_text(yaml.safe_dump(json_list, allow_unicode=True, sort_keys=False), "utf-8")


def look(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    """Look at a source once; the newest version of each of its listings, with its status, by number."""
    found = {}
    with open_workspace(folder) as workspace:
        assert watch_once(workspace, [name]).failures == ()
        for number in map(str, range(1, 20)):
            if kept := workspace.store.find_listing(name, number):
                found[number] = {
                    **kept,
                    **(workspace.store.version(kept["version_id"]) or {}),
                    "status": kept["status"],
                }
    return found


def prices(found: dict[str, dict[str, Any]]) -> list[int | None]:
    return [one["price_yuan"] for one in found.values()]


def test_a_bare_number_for_programs_is_never_multiplied_and_what_stands_beside_it_counts(
    folder: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    describe(folder, site, "bare")
    site.rows = [row(n, price) for n, price in enumerate(NUMBERS, 1)]
    found = look(folder, "bare")
    assert prices(found) == [None] * len(NUMBERS)
    assert (found["1"]["price_text"], found["1"]["text"].count("价格（单位未注明）：80")) == ("80", 1)
    assert {one["capacity_kw"] for one in found.values()} == {640}
    site.rows = [row(1, 80, currency="CNY"), row(2, 98000, priceCurrency="CNY"), row(3, 980_000), row(4, 980_000.5),
                 row(5, 35.2, priceUnit="万元"), row(6, 98000, currency="USD"), row(7, "80万元")]  # fmt: skip
    found = look(folder, "bare")
    assert prices(found)[:7] == [None, 98_000, 980_000, 980_000, 352_000, None, 800_000]
    assert found["2"]["price_text"] == "98000元"

    capsys.readouterr()
    site.rows = [row(1, 35.2)]
    assert status_of(["source", "test", "bare", "-w", str(folder)]) == 0
    assert "35.2" in (said := capsys.readouterr().out) and "unit: 万元" in said
    item = {"title": "json:title", "price": {"path": "json:price", "unit": "万元"}, "text": "json:text"}
    describe(folder, site, "named", item=item)
    site.rows = [row(1, 35.2), row(2, 80, currency="CNY")]
    assert prices(look(folder, "named")) == [352_000, 800_000]
    assert status_of(["source", "test", "named", "-w", str(folder)]) == 0
    assert "unit: 万元" not in capsys.readouterr().out
    describe(folder, site, "whole", item={"title": "json:title", "price": "json:price"})
    site.rows = [row(1, 80), row(2, 98000, currency="CNY")]
    assert prices(look(folder, "whole")) == [None, 98_000]


OFFER = '<script type="application/ld+json">{{"@type": "Product", "offers": {{"price": 98000{0}}}}}</script>'
SCOPE = '<div itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="98000">{0}</div>'
GRAPH = '<meta property="product:price:amount" content="98000">{0}'


def test_the_currency_of_a_page_says_that_its_price_is_yuan(folder: Path, site: Site) -> None:
    pages = [
        OFFER.format(', "priceCurrency": "CNY"'), OFFER.format(""), OFFER.format(', "priceCurrency": "USD"'),
        SCOPE.format('<meta itemprop="priceCurrency" content="CNY">'), SCOPE.format(""),
        GRAPH.format('<meta property="product:price:currency" content="CNY">'), GRAPH.format(""),
        "<b class=price>80</b>", "<b class=price>98000元</b>",
    ]  # fmt: skip
    site.pages = {f"/p/{n}": f"{page}<h1>雅安市芦山县龙门河水电站转让</h1><article>{WORDS}</article>"
                  for n, page in enumerate(pages, 1)}  # fmt: skip
    site.pages["/list"] = "".join(f'<li><a href="{path}">水电站</a></li>' for path in site.pages)
    price = ["jsonld:offers.price", "microdata:price", "og:product:price:amount", ".price"]
    describe(folder, site, "pages", kind="web", list_pages=[f"{site.at}/list"], items={"link": "li a"},
             native_id={"url": r"/p/(\d+)"}, item={"title": "h1", "price": price, "text": "article"})  # fmt: skip
    assert prices(look(folder, "pages")) == [98_000, None, None, 98_000, None, 98_000, None, 800_000, 98_000]
    selector = {"title": "h1", "price": '[itemprop="price"]@content', "text": "article"}
    describe(folder, site, "attributes", kind="web", list_pages=[f"{site.at}/list"], items={"link": "li a"},
             native_id={"url": r"/p/(\d+)"}, item=selector)  # fmt: skip
    assert prices(look(folder, "attributes"))[3:5] == [98_000, None]


def test_files_of_programs_are_read_by_the_currency_beside_a_price(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.html").write_text(f"{OFFER.format('')}<h1>雅安水电站转让</h1><article>{WORDS}</article>", "utf-8")
    rows = [{"title": "雅安水电站转让", "desc": f"{n}号。{WORDS}", "price": price, **unit} for n, price, unit in (
        (1, 98000, {"currency": "CNY"}), (2, 98000, {"currency": "USD"}), (3, 35.2, {"priceUnit": "万元"}),
    )]  # fmt: skip
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert status_of(["import", "-w", str(folder), str(tmp_path / "page.html"), str(tmp_path / "rows.jsonl")]) == 0
    capsys.readouterr()
    assert status_of(["list", "-w", str(folder), "--format", "jsonl"]) == 0
    found = {(one := json.loads(line))["id"]: one["price"] for line in capsys.readouterr().out.splitlines()}
    assert [found[number] for number in (1, 2, 3, 4)] == [None, 98_000, None, 352_000]


def test_a_code_is_borne_by_itself_alone_and_no_word_by_what_denies_it(folder: Path, site: Site) -> None:
    codes = {"SOLD": "sold", "UNSOLD": "live", "NOT_SOLD": "live", "2": "sold", "12": "live", "-2": "live",
             "售出": "sold", "成交": "sold", "未成交": "live", "没有成交": "live",
             "已成交": "sold", "未售出": "live"}  # fmt: skip
    markers = {"sold": [{"pick": "json:status", "text": text} for text in ("SOLD", "2", "成交")]}
    describe(folder, site, "codes", markers=markers)
    site.rows = [row(n, "80万元", status=code) for n, code in enumerate(codes, 1)]
    assert [one["status"] for one in look(folder, "codes").values()] == list(codes.values())


def test_a_draft_names_units_words_of_states_pages_from_zero_and_stands_beside_another(
    folder: Path, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    states = ["挂牌中", "已成交", "待成交", "成交"]
    site.rows = [
        {"projectId": f"GY{n}", "projectName": "某县水电站转让", "listingPrice": 35.2 + n, "priceUnit": "万元",
         "state": n, "stateName": state, "content": WORDS} for n, state in enumerate(states, 1)
    ]  # fmt: skip
    command = ["source", "add", "--loopback", "-w", str(folder)]
    assert status_of([*command, f"{site.at}/api?page=0"]) == 0
    (path,) = (folder / "sources" / "drafts").iterdir()
    draft = load_source(path)
    assert (draft.list_pages, draft.pagination.first) == ((f"{site.at}/api?page={{page}}",), 0)
    assert [(str(one), one.unit) for one in draft.item.price] == [("json:listingPrice", "万元")]
    assert str(draft.item.status[0]) == "json:stateName"
    assert [(str(one.pick), one.text) for one in draft.markers.sold] == [("json:stateName", "已成交")]

    capsys.readouterr()
    assert status_of([*command, f"{site.at}/api/other"]) == 2
    assert "--id" in capsys.readouterr().err
    assert status_of([*command, "--id", "other", f"{site.at}/api/other"]) == 0
    assert load_source(folder / "sources" / "drafts" / "other.yaml").list_pages == (f"{site.at}/api/other",)
    for wrong in (["--id", "Other!", f"{site.at}/api"], ["--id", "mine", str(path)]):
        assert status_of([*command, *wrong]) == 2
    describe(folder, site, "taken")
    assert status_of([*command, "--id", "taken", f"{site.at}/api"]) == 2
