"""Archives of pages that are written from JSON answers: each page is read with the answers that it loaded."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.report import Report
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace
from monitor.unpack import unpack

sys.path.append(str(Path(__file__).parents[1] / "unpack"))
from warcs import http, record

SHELL = "<html><head><title>产权交易网</title></head><body><div id=app>{}</div><script src=/a.js></script></html>"
SITE = "https://www.cqex.test"


def detail(number: str, name: str = "石棉县大沟水电站100%股权") -> dict[str, Any]:
    return {"code": 200, "data": {
        "projectId": number, "projectName": name, "listPrice": 3650, "priceUnit": "万元",
        "content": f"<p>{name}，装机2×320kW，</p><p>不在清退范围</p>",
    }}  # fmt: skip


SIMILAR = {"data": [{"id": f"GR77{n}", "name": f"云南某水电站{n}号转让", "price": f"{n}00万元"} for n in (1, 2)]}


def entry(url: str, body: object, page: str = "", referer: str = "") -> dict[str, Any]:
    """A HAR entry: a page for words, JSON for anything else."""
    is_page = isinstance(body, str)
    content = {"mimeType": "text/html" if is_page else "application/json; charset=utf-8", "size": 9,
               "text": body if is_page else json.dumps(body, ensure_ascii=False)}  # fmt: skip
    request: dict[str, Any] = {"url": url, "headers": [{"name": "Referer", "value": referer}] if referer else []}
    return {"startedDateTime": "2026-11-20T03:00:00Z", "request": request, "pageref": page,
            "response": {"status": 200, "headers": [], "content": content}}  # fmt: skip


def har(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}, ensure_ascii=False), "utf-8")
    return path


def taken(folder: Path, path: Path) -> tuple[Report, dict[str, tuple[str, str]]]:
    """Import; what became of it, and of each listing's name its text and the rule of its text."""
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        store = workspace.store
        found = {row["native_id"]: store.version(store.versions(row["id"])[0]["id"]) for row in store.queue().rows}
    return report, {name: (one["text"], one["found_by"]["text"]) for name, one in found.items() if one}


def test_each_page_of_a_har_is_read_with_its_own_answer_and_not_with_the_similar_ones(
    folder: Path, tmp_path: Path
) -> None:
    pages = [f"{SITE}/detail/GR1001{n}" for n in (1, 2)]
    api = "https://api.cqex.test/detail?v=2"
    path = har(
        tmp_path / "a.har", entry(pages[0], SHELL.format(""), "p1"), entry(pages[1], SHELL.format("加载中"), "p2"),
        entry(f"{api}2", detail("GR10012", "天全乙水电站转让"), "p2"), entry(f"{SITE}/similar", SIMILAR, "p1"),
        entry(f"{api}1", detail("GR10011"), "p1"), entry(f"{SITE}/conf", {"site": {"title": "水电站"}}, "p1"),
    )  # fmt: skip
    report, found = taken(folder, path)
    assert (report.counts["new"], report.failures) == (2, ())
    assert found[pages[0]][0].splitlines() == [
        "价格：3650万元", "石棉县大沟水电站100%股权，装机2×320kW，", "不在清退范围",
    ]  # fmt: skip
    assert found[pages[1]][0].startswith("价格：3650万元\n天全乙水电站转让")
    assert found[pages[0]][1] == f"script {api}1 data"
    report, again = taken(folder, path)
    assert ("new" in report.counts, again) == (False, found)


@pytest.mark.parametrize("first", [True, False])
def test_without_pageref_the_referer_the_number_and_the_order_tell(folder: Path, tmp_path: Path, first: bool) -> None:
    page = entry(f"{SITE}/detail/GR10011", SHELL.format(""))
    other = entry(f"{SITE}/about", SHELL.format("关于"))
    own = entry(f"{SITE}/api", detail("GR10011"), referer=f"{SITE}/detail/GR10011#top")
    path = har(tmp_path / "a.har", *([own, page, other] if first else [page, other, own]))
    found = taken(folder, path)[1]
    assert found[f"{SITE}/about"][0] == "关于"
    assert found[f"{SITE}/detail/GR10011"][0].startswith("价格：3650万元")


@pytest.mark.parametrize("of", ["https://other.test/api", f"{SITE}/api"])
@pytest.mark.parametrize("number", ["GR10011", "about"])
def test_a_warc_is_read_by_number_and_site(folder: Path, tmp_path: Path, of: str, number: str) -> None:
    body = json.dumps(detail("GR10011"), ensure_ascii=True).encode()
    url = f"{SITE}/detail/{number}"
    (tmp_path / "a.warc").write_bytes(
        record("response", url, http(SHELL.format("").encode())) + record("response", of, http(body, "text/json"))
    )
    report, found = taken(folder, tmp_path / "a.warc")
    is_told = of.startswith(SITE) or number != "about"
    assert list(found) == ([url if number == "GR10011" else f"{url}#GR10011"] if is_told else [])
    assert is_told or "save the page as SingleFile or MHTML" in report.failures[0].reason


def test_a_list_that_a_page_loaded_gives_its_listings_and_only_then(folder: Path, tmp_path: Path) -> None:
    path = har(
        tmp_path / "a.har", entry(f"{SITE}/list", SHELL.format("")),
        entry(f"{SITE}/api/list", SIMILAR, referer=f"{SITE}/list"),
    )  # fmt: skip
    report, found = taken(folder, path)
    assert sorted(text for text, _ in found.values()) == [
        "云南某水电站1号转让\n价格：100万元", "云南某水电站2号转让\n价格：200万元",
    ]  # fmt: skip
    assert not report.failures
    assert "new" not in taken(folder, path)[0].counts


def test_rows_that_a_list_page_loaded_later_are_listings_and_those_beside_a_listing_none(
    folder: Path, tmp_path: Path
) -> None:
    plants = ("四川雅安石棉县栗子坪水电站 800kW", "贵州遵义习水县飞鸽水电站 1000kW", "湖南郴州汝城县龙虎洞水电站 500kW")
    cards = "".join(f'<li><a href="/detail/{n}">{name}</a> {n}20万</li>' for n, name in enumerate(plants, 1))
    shown, script = f"<ul>{cards}</ul>", "<script src=/a.js></script>"
    rows = {"data": {"items": [
        {"id": f"GR90{n}", "title": f"龙陵县某水电站{n}号", "price": f"{n}00万元", "url": f"{SITE}/detail/GR90{n}"}
        for n in (4, 5)
    ]}}  # fmt: skip
    one = f"<h1>雷波水电站</h1><p>售价 98万元，联系人：王先生</p><h3>猜你喜欢</h3>{shown}{script}"
    path = har(
        tmp_path / "a.har", entry(f"{SITE}/search?q=a", f"<title>搜索</title>{shown}{script}", "p1"),
        entry(f"{SITE}/api/search?page=2", rows, "p1"),
        entry(f"{SITE}/show/8", f"<title>雷波水电站</title>{one}", "p2"), entry(f"{SITE}/api/like", SIMILAR, "p2"),
    )  # fmt: skip
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert [failure.reason.partition(":")[0] for failure in report.failures] == [
            "is a list page with 3 listings and none itself"
        ]
        urls = sorted(row["url"] for row in workspace.store.queue().rows)
        assert urls == [f"{SITE}/detail/GR904", f"{SITE}/detail/GR905", f"{SITE}/show/8"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_the_address_of_a_row_without_a_host_is_told_from_the_answer(folder: Path, tmp_path: Path) -> None:
    rows = [
        {"id": f"L{n}", "name": f"云南某水电站{n}号转让", "price": f"{n}00万元", "url": f"/p/L{n}"} for n in range(1, 5)
    ]
    shell, answer = entry(f"{SITE}/list", SHELL.format(""), "p1"), entry(f"{SITE}/api/l?1", {"data": rows}, "p1")
    _, found = taken(folder, har(tmp_path / "b.har", shell, answer))
    assert set(found) == {f"{SITE}/p/L{n}" for n in range(1, 5)}


def test_data_that_cannot_be_told_apart_are_told_with_what_to_do(folder: Path, tmp_path: Path) -> None:
    both = {"a": detail("GR1")["data"], "b": detail("GR2", "天全乙水电站转让")["data"]}
    path = har(tmp_path / "a.har", entry(f"{SITE}/x", SHELL.format("")), entry(f"{SITE}/api", both))
    report, found = taken(folder, path)
    assert not found
    assert "save it as SingleFile or MHTML" in report.failures[0].reason


@pytest.mark.parametrize("with_json", [True, False])
@pytest.mark.parametrize("by", ["record", "list"])
def test_the_text_that_an_archiver_saw_stands_in_only_when_there_is_nothing_better(
    folder: Path, tmp_path: Path, by: str, with_json: bool
) -> None:
    url, seen = f"{SITE}/detail/GR10011", "石棉县大沟水电站转让\n装机640kW <b>"
    records = record("response", url, http(SHELL.format("").encode()))
    if with_json:
        body = json.dumps(detail("GR10011")).encode()
        records += record("response", f"{SITE}/api", http(body, "application/json"))
    if by == "record":
        records += record("resource", f"urn:text:{url}", seen.encode(), Content_Type="text/plain")
    line = json.dumps({"id": "1", "url": url, "ts": "2026-11-20T03:00:00Z", "text": seen})
    files = {"archive/data.warc": records, "pages/pages.jsonl": line.encode() if by == "list" else b"{}\n"}
    resources = [{"path": name, "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"} for name, body in files.items()]
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as archive:
        for name, body in {**files, "datapackage.json": json.dumps({"resources": resources}).encode()}.items():
            archive.writestr(name, body)
    report, found = taken(folder, tmp_path / "a.wacz")
    text, rule = found[url]
    assert not report.failures
    if with_json:
        assert text.startswith("价格：3650万元\n石棉县大沟水电站100%股权") and rule.startswith("script")
    else:
        assert (text, rule) == (seen, "the text that the archive says the page showed")


def test_pages_that_show_a_plant_or_wait_for_nothing_come_out_as_they_are() -> None:
    shown = "<html><body><p>水电站转让</p></body></html>"
    entries = [
        entry(f"{SITE}/{n}", shown if n % 2 else "<html><p>新闻</p><script src=a.js></script>") for n in range(200)
    ]
    data = json.dumps(
        {"log": {"entries": [*entries, entry(f"{SITE}/api", detail("GR1"))]}}, ensure_ascii=False
    ).encode()
    members = list(unpack(io.BytesIO(data), "har", "a.har"))
    assert len(members) == 201 and not [one for one in members if one.problem]
    assert {one.url for one in members} == {f"{SITE}/{n}" for n in range(200)} | {f"{SITE}/api"}
    cut = list(unpack(io.BytesIO(data[:-9000]), "har", "a.har"))
    assert "ends inside" in cut[-1].problem and len([one for one in cut if one.body]) > 150, "what waited is not lost"


def test_hostile_archives_of_answers_take_bounded_time_and_room() -> None:
    many = [entry(f"{SITE}/api/{n}", {"data": ["水电站" * 30_000]}) for n in range(200)]
    pages = [entry(f"{SITE}/{n}", "<html><p>x</p><script>" + "y" * 9000 + "</script>") for n in range(200)]
    data = json.dumps({"log": {"entries": [*pages, *many, *pages]}}, ensure_ascii=False).encode()
    began = time.process_time()
    members = [len(one.answers) for one in unpack(io.BytesIO(data), "har", "a.har")]
    assert len(members) == 600 and max(members) <= 20
    assert time.process_time() - began < 10


def test_a_shell_whose_scripts_hold_no_listing_is_told_to_be_opened_again(folder: Path, tmp_path: Path) -> None:
    code = '<script>var re="[\\u4e00-\\u9fa5]",site={"title":"水电站交易网"};</script>'
    report, found = taken(folder, har(tmp_path / "a.har", entry(f"{SITE}/x", SHELL.format("") + code)))
    assert not found
    assert "open it again" in report.failures[0].reason


ROOTS: dict[str, Any] = {
    "id": {"id": "{}"}, "url": {"url": "/detail/{}"}, "address": {"url": "https://m.cqex.test/d?n={}"}, "title": {},
}  # fmt: skip


@pytest.mark.parametrize("by", ROOTS)
def test_plants_that_one_page_shows_one_after_another_are_listings_of_their_own(
    folder: Path, tmp_path: Path, by: str
) -> None:
    names = []
    for number, price in (("630", 300), ("1260", 900)):
        named = {key: value.format(number) for key, value in ROOTS[by].items()}
        data = {**named, "name": f"水电站{number}号转让", "price": f"{price}万元", "desc": f"水电站装机{number}kW"}
        path = har(tmp_path / f"{number}.har", entry(f"{SITE}/", SHELL.format("")), entry(f"{SITE}/api", data))
        report, found = taken(folder, path)
        assert (report.counts["new"], report.counts.get("changed", 0), report.failures) == (1, 0, ())
        names += [name for name in found if name not in names]
        assert "new" not in taken(folder, path)[0].counts
    assert len(found) == 2
    name = {"id": f"{SITE}/#630", "url": f"{SITE}/detail/630", "address": "https://m.cqex.test/d?n=630"}
    assert names[0] == name.get(by, f"{SITE}/#水电站630号转让")


@pytest.mark.parametrize(
    ("answers", "words", "pages"),
    [(20_000, "水电", 200), (600, "水电", 3000), (20, "水电" + "q12345 " * 57_000, 400),
     (20, "水电" + "a" * 400_000, 400), (20, "水电" + " ".join(f"q{n:05}" for n in range(57_000)), 400)],
)  # fmt: skip
def test_many_pages_are_compared_with_many_answers_in_bounded_time(answers: int, words: str, pages: int) -> None:
    told = [entry(f"{SITE}/api/{n}", {"a": words}, referer="\ud800") for n in range(answers)]
    waiting = [entry(f"{SITE}/d/x12345-{n}", "<html><p>x</p><script>y</script>") for n in range(pages)]
    data = json.dumps({"log": {"entries": [*told, *waiting]}}).encode()
    began = time.process_time()
    assert sum(1 for one in unpack(io.BytesIO(data), "har", "a.har") if one.role == "document") == pages
    assert time.process_time() - began < 8


def test_an_answer_is_found_by_its_number_among_many_others() -> None:
    others = [entry(f"https://b.test/{n}", detail(f"GR9{n}")) for n in range(400)]
    own = entry("https://b.test/own", {"list": [{"n": f"k{n:05}"} for n in range(900)], **detail("GR10011")})
    data = json.dumps({"log": {"entries": [own, *others, entry(f"{SITE}/detail/GR10011", SHELL.format(""))]}}).encode()
    (page,) = [one for one in unpack(io.BytesIO(data), "har", "a.har") if one.role == "document"]
    assert [one.url for one in page.answers] == ["https://b.test/own"]


@pytest.mark.parametrize("form", ["jsonl", "page", "rows"])
def test_a_key_with_half_a_character_loses_no_listing(folder: Path, tmp_path: Path, form: str) -> None:
    told = json.dumps({"d\ud800": {"e\udfff": detail("GR10011")["data"]}})
    rows = json.dumps({"d\ud800": SIMILAR["data"]})
    page = SHELL.format("") + f'<script id="&#xd800;" type="application/json">{told}</script>'
    files = {"jsonl": ("a.jsonl", told + "\n"), "rows": ("a.jsonl", rows), "page": ("a.html", page)}
    name, words = files[form]
    path = tmp_path / name
    path.write_text(words, "utf-8")
    report, found = taken(folder, path)
    assert (report.failures, len(found)) == ((), 2 if form == "rows" else 1)
    assert all("\ufffd" in rule for _, rule in found.values())


@pytest.mark.parametrize("media_type", ["application/javascript", "text/javascript; charset=utf-8", "text/html"])
def test_an_answer_in_a_call_is_read(folder: Path, tmp_path: Path, media_type: str) -> None:
    url = f"{SITE}/detail/GR10011"
    told = json.dumps(detail("GR10011"), ensure_ascii=False)
    answer = entry(f"{SITE}/api", f"/**/ typeof cb === 'function' && cb({told});")
    code = entry(f"{SITE}/a.js", "define(['水电'], function () {})")
    for one in (answer, code):
        one["response"]["content"]["mimeType"] = media_type
    report, found = taken(folder, har(tmp_path / "a.har", entry(url, SHELL.format("")), code, answer))
    assert found[url][0].startswith("价格：3650万元")
    assert media_type == "text/html" or not report.failures
