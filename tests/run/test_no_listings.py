"""Files that are no listings are named with what to do; JSON is read as listings or refused, never shown as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.publish.failures import say_failure
from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "四川理县水电站转让，装机2×500kW，手续齐全"


@pytest.mark.parametrize(
    ("name", "body", "says", "advice"),
    [
        ("~$台账.xlsx", b"\x05root" + b" " * 160, "the note of an office program", "close the document"),
        (".~lock.a.ods#", b",root,host,01.01.2021 10:00,file:///x;", "the note of an office program", "close"),
        ("x.url", b"[InternetShortcut]\r\nURL=https://www.goofish.com/item?id=1\r\n", "a shortcut", "save the page"),
        ("x", b"[Desktop Entry]\nType=Link\nURL=https://a.test\n", "a shortcut", "save the page"),
        ("a.html.crdownload", b"<html><p>\xe6\xb0\xb4\xe7\x94\xb5\xe7\xab\x99", "did not come to its end", "download"),
        ("a.part", b"<html><p>x", "did not come to its end", "download"),
        ("a.rtf", b"{\\rtf1\\ansi \\u27700? words of a document}", "an RTF document", "save it as PDF"),
    ],
)  # fmt: skip
def test_files_without_listings_are_named_with_advice(
    folder: Path, tmp_path: Path, name: str, body: bytes, says: str, advice: str
) -> None:
    (tmp_path / name).write_bytes(body)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / name])
        assert "new" not in report.counts
        (failure,) = report.failures
        assert says in failure.reason and advice in failure.reason
        assert "，" in say_failure(failure.reason, "zh") and says not in say_failure(failure.reason, "zh")
        assert len(list(workspace.store.iter_captures())) == 1  # the bytes are kept


def test_a_page_without_words_says_why_each_time_it_comes(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body><img src='a.png'></body></html>", "utf-8")
    with open_workspace(folder) as workspace:
        for number in (1, 2):
            import_paths(workspace, [tmp_path / "a.html"])
            (item,) = workspace.store.import_list(number)
            assert "the page has no visible text" in item["reason"]


def texts(folder: Path, path: Path) -> tuple[list[str], list[str]]:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        rows = sorted(workspace.store.queue().rows, key=lambda row: int(row["id"]))
        versions = [workspace.store.version(workspace.store.versions(row["id"])[0]["id"]) for row in rows]
        return [version["text"] for version in versions if version], [failure.reason for failure in report.failures]


ITEMS: list[dict[str, Any]] = [
    {"title": "四川理县水电站转让", "desc": "装机2×500kW 手续齐全", "price": "680万", "url": "https://a.test/1"},
    {"商品标题": "云南水电站", "当前售价": "¥6800000", "商品链接": "https://a.test/2", "发货地区": "云南"},
    {"title": "贵州水电站", "content": {"text": "800kW", "images": ["a.jpg"]}, "price": {"sum": 450, "unit": "万元"}},
    {"id": 7, "text": OFFER},
]  # fmt: skip
READ = [
    "四川理县水电站转让\n价格：680万\n装机2×500kW 手续齐全", "云南水电站\n价格：¥6800000\n发货地：云南",
    "贵州水电站\n价格：450万元\n800kW", OFFER,
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a"])
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_array_of_listings_is_read_one_by_one(
    folder: Path, tmp_path: Path, name: str, indent: int | None, encoding: str
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(ITEMS, ensure_ascii=False, indent=indent), encoding)
    assert texts(folder, path) == (READ, [])


def test_lines_of_a_crawler_and_one_object_over_lines_are_read(folder: Path, tmp_path: Path) -> None:
    lines, one = tmp_path / "a.jsonl", tmp_path / "b.json"
    lines.write_text("\n".join(json.dumps(item) for item in ITEMS), "utf-8")
    one.write_text(json.dumps({"标题": "平永水电站转让", "描述": "装机630kW"}, ensure_ascii=False, indent=2), "utf-8")
    assert texts(folder, lines) == (READ, [])
    assert texts(folder, one)[0][-1] == "平永水电站转让\n装机630kW"


@pytest.mark.parametrize(
    "value",
    [[{"name": "session_id", "value": "0123secret", "domain": ".a.test"}], {"cookies": {"sid": "0123secret"}},
     [["0123secret"]], ["0123secret", "b"], [{"a": 1}, {"token": "0123secret"}]],
)  # fmt: skip
def test_json_without_words_of_a_listing_is_none(folder: Path, tmp_path: Path, value: object) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, indent=1), "utf-8")
    found, failures = texts(folder, path)
    assert found == []
    assert failures and not any("0123secret" in failure for failure in failures)


def test_json_that_ends_early_gives_what_came_before_and_says_so(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ITEMS, ensure_ascii=False, indent=1)[:-30], "utf-8")
    found, failures = texts(folder, path)
    assert found == READ[:3]
    assert failures == ["the JSON ends too early; what came before is read"]


def test_a_har_in_utf16_is_read_as_a_har(folder: Path, tmp_path: Path) -> None:
    entry = {
        "startedDateTime": "2021-07-14T07:04:05.123Z",
        "request": {"url": "https://a.test/1.html", "cookies": [{"name": "sid", "value": "0123secret"}]},
        "response": {"status": 200, "headers": [],
                     "content": {"mimeType": "text/html", "text": f"<p>{OFFER}</p>", "size": 99}},
    }  # fmt: skip
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": [entry]}}, ensure_ascii=False, indent=1), "utf-16")
    assert texts(folder, path) == ([OFFER], [])


def test_texts_mails_and_drawings_that_say_nothing_of_a_plant_are_kept_and_are_no_listings(
    folder: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    head = "From: a@b.example\nSubject: {}\nDate: Fri, 05 Jan 2024 10:00:00 +0800\n"
    mail = f"{head}Content-Type: text/plain; charset=utf-8\n\n{{}}\n"
    for name, text in (
        ("note.txt", "周五下午三点开会，请带上笔记本。"),
        ("lunch.eml", mail.format("午饭", "周五下午三点开会，请带上笔记本。")),
        ("icon.svg", '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 2"/></svg>'),
        ("set.xml", "<?xml version='1.0'?><settings><colour>blue</colour></settings>"),
    ):  # fmt: skip
        (inbox / name).write_text(text, "utf-8")
    offers = (
        ("a.txt", "手上有个站，630的，要的联系"), ("b.txt", "电站一座，面议"), ("雅安水电站.txt", "位置好，可看"),
        ("c.txt", "要价95万，手续齐全"), ("d.txt", "630kW, 9% return, ask me"), ("e.txt", "For sale: small scheme"),
        ("f.eml", mail.format("转让", "具体情况见面谈")), ("g.txt", "不在清退范围，证照齐全"),
        ("h.txt", "花蓮發電廠要讓渡，意者洽陳先生"), ("i.txt", "那就九十吧，成交"), ("j.txt", "電力資產包"),
        ("k.txt", "small hydel unit at Kurram, owner wants out"), ("l.txt", "Продаю ГЭС"),
        ("m.eml", mail.format("Drina", "We hold the concession for the HPP and would like to part with it.")),
        ("n.txt", "The weir and the Ossberger set go together."), ("o.txt", "Vendo minicentral, concesión hasta 2041"),
    )  # fmt: skip
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [inbox])
        assert "new" not in report.counts
        rows = list(import_list(workspace.store, 1))
        assert {row["outcome"] for row in rows if row["outcome"] != "unpacked"} <= {"nothing", "failed"}
        assert sum(row["reason"].startswith("no offer read: kept as evidence") for row in rows) >= 2
        assert say_failure("no offer read: kept as evidence", "zh") == "未读出出售信息，已作为证据保存"
        assert workspace.store.counts()["captures"] >= 4
        for name, text in offers:
            (inbox / name).write_text(text, "utf-8")
        report = import_paths(workspace, [inbox])
        assert report.counts["new"] == len(offers), report.failures
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
