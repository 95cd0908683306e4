"""Which listing a row or line is: the same in a later export wherever it stands there, another in another file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from monitor.run.importing.again import compare_versions
from monitor.run.importing.columns import keep_choices
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, init_workspace, open_workspace

Rows = Sequence[Sequence[str]]
NUMBERED = ["序号", "项目名称", "转让底价（万元）", "所在地", "装机(kW)"]
GENERIC = ["标题", "描述", "价格"]
MONDAY = [["平永水电站整体转让", "310", "贵州省榕江县", "1260"], ["下江水电站转让", "95", "贵州省从江县", "630"],
          ["大河水电站转让", "200", "四川省洪雅县", "800"]]  # fmt: skip
ADS = [["水电站转让", "位于榕江县，装机630千瓦，手续齐全，售价95万，浏览12次", "95万"],
       ["水电站转让", "位于从江县，装机800千瓦，可自用电，售价150万，浏览7次", "150万"]]  # fmt: skip


def csv(path: Path, header: Sequence[str], rows: Rows) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(",".join(row) for row in [header, *rows]), "utf-8")
    return path


def jsonl(path: Path, rows: Sequence[dict[str, str | int]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def numbered(rows: Rows) -> Rows:
    return [[str(number), *row] for number, row in enumerate(rows, 1)]


def said(folder: Path, *files: Path) -> tuple[int, dict[str, int]]:
    """How many listings there are after all files, and how many events of each kind but "new"."""
    with open_workspace(folder) as workspace:
        for file in files:
            assert not import_paths(workspace, [file]).failures
        events = [
            (name.removeprefix("change."), number)
            for name, number in query(workspace, "SELECT kind, count(*) FROM changes WHERE kind != 'new' GROUP BY kind")
        ]
        return workspace.store.counts()["listings"], dict(events)


def query(workspace: Workspace, sql: str) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(workspace.path / "hydrowatch.db")) as connection:
        return connection.execute(sql).fetchall()


def test_moved_rows_and_one_other_price_are_one_event_under_whatever_file_name(folder: Path, tmp_path: Path) -> None:
    one = csv(tmp_path / "monday.csv", NUMBERED, numbered(MONDAY))
    new = ["新寨水电站转让", "70", "湖南省怀化市", "500"]
    tuesday = [new, MONDAY[2], MONDAY[0], [MONDAY[1][0], "88", *MONDAY[1][2:]]]
    two = csv(tmp_path / "导出 (1).csv", NUMBERED, numbered(tuesday))
    assert said(folder, one, two) == (4, {"price_cut": 1, "text_changed": 1})


def test_files_of_the_same_name_and_numbers_tell_of_no_change(folder: Path, tmp_path: Path) -> None:
    for header in (NUMBERED, ["编号", *NUMBERED[1:]]):
        one = csv(tmp_path / f"a{header[0]}" / "listings.csv", header, numbered(MONDAY[:1]))
        two = csv(
            tmp_path / f"b{header[0]}" / "listings.csv", header, numbered([["别的水电站转让", "9", "湖南省", "1"]])
        )
        assert said(folder, one, two)[1] == {}


def test_ads_of_one_title_are_told_apart_by_their_words_and_not_by_price_or_counters(
    folder: Path, tmp_path: Path
) -> None:
    one = csv(tmp_path / "a.csv", GENERIC, ADS)
    cut = [ADS[1], [ADS[0][0], ADS[0][1].replace("95万", "88万").replace("12次", "40次"), "88万"]]
    two = csv(tmp_path / "b.csv", GENERIC, cut)
    found, events = said(folder, one, two)
    assert (found, events["price_cut"]) == (2, 1) and "price_rise" not in events


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_row_keeps_its_listing_where_later_files_have_it_beside_one_of_another_price(
    folder: Path, tmp_path: Path, ending: str
) -> None:
    words = {"标题": "小金抚边水电站转让", "卖家": "老赵", "所在地": "四川阿坝小金县", "装机(kW)": "3200"}

    def file(name: str, *amounts: int) -> Path:
        rows = [words | {"价格(万元)": str(amount)} for amount in amounts]
        path = tmp_path / f"{name}.{ending}"
        if ending == "jsonl":
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
        else:
            path.write_text("\n".join(",".join(row) for row in [[*words, "价格(万元)"], *map(dict.values, rows)]))
        return path

    with open_workspace(folder) as workspace:
        for name, amounts, new in (
            ("6月", (1500,), 1), ("7月", (1500, 1300), 1), ("8月", (1300, 1500), 0), ("9月", (1300,), 0),
            ("10月", (1500,), 0), ("11月", (1500, 1300, 1100), 1), ("12月", (1100, 1500, 1500), 1),
        ):  # fmt: skip
            counts = import_paths(workspace, [file(name, *amounts)]).counts
            assert (counts.get("new", 0), counts.get("changed", 0)) == (new, 0), name
        counts = import_paths(workspace, [file("13月", 1400)]).counts  # alone it goes on from the first, as ever
        assert (counts.get("new", 0), counts.get("change.price_cut", 0)) == (0, 1)


@pytest.mark.parametrize(
    ("number", "holds"),
    [("GY00010280", True), ("678901234567", True), ("100234", False), ("7", False), ("GY2021-003", False)],
)
def test_an_id_that_really_is_one_holds_where_the_words_change(
    folder: Path, tmp_path: Path, number: str, *, holds: bool
) -> None:
    header = ["项目编号", "标题", "价格"]
    one = csv(tmp_path / "a.csv", header, [[number, "平永水电站转让", "95万"]])
    two = csv(tmp_path / "b.csv", header, [[number, "急转平永小水电，可降价", "88万"]])
    found, events = said(folder, one, two)
    assert (found, events.get("price_cut", 0)) == ((1, 1) if holds else (2, 0))


def test_rows_of_one_notice_share_its_number_and_stay_apart_when_they_move(folder: Path, tmp_path: Path) -> None:
    header, rows = (
        ["项目编号", "标题", "价格"],
        [["GY00010280", "甲水电站", "95万"], ["GY00010280", "乙水电站", "40万"]],
    )
    files = [csv(tmp_path / "a.csv", header, rows), csv(tmp_path / "b.csv", header, rows[::-1])]
    assert said(folder, *files) == (2, {})


def test_lines_without_an_address_are_named_like_rows(folder: Path, tmp_path: Path) -> None:
    texts = ["位于榕江县，装机630千瓦，售价95万元", "位于从江县，装机800千瓦，售价150万元"]
    one = jsonl(tmp_path / "a" / "export.jsonl", [{"text": text} for text in texts])
    two = jsonl(tmp_path / "b" / "other.jsonl", [{"text": texts[1]}, {"text": texts[0].replace("95", "88")}])
    found, events = said(folder, one, two)
    assert (found, events["price_cut"]) == (2, 1) and "price_rise" not in events
    one = jsonl(tmp_path / "a" / "listings.jsonl", [{"id": 1, "title": "一号水电站", "text": "售价50万元"}])
    two = jsonl(tmp_path / "b" / "listings.jsonl", [{"id": 1, "title": "二号水电站", "text": "售价40万元"}])
    assert said(folder, one, two) == (4, events)


def old_names(folder: Path) -> None:
    """Name the listings as the program did at first."""
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection, connection:
        connection.execute("UPDATE listings SET native_id = 'monday/' || id")


def test_listings_of_an_old_workspace_keep_their_name_when_their_file_is_read_again(
    folder: Path, tmp_path: Path
) -> None:
    one = csv(tmp_path / "monday.csv", NUMBERED, numbered(MONDAY))
    assert said(folder, one) == (3, {})
    old_names(folder)
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [one]).counts["known"] == 1
        assert import_paths(workspace, [one], again=True).counts["unchanged"] == 3
        assert {why for _, why in compare_versions(workspace)} == {""}
        assert workspace.store.counts()["listings"] == 3


def test_an_id_that_a_person_names_later_makes_no_second_listing_of_the_same_file(folder: Path, tmp_path: Path) -> None:
    header = ["码", "标题", "价格"]
    one = csv(tmp_path / "a.csv", header, [["GY00010280", "甲水电站转让", "95万"]])
    with open_workspace(folder) as workspace:
        import_paths(workspace, [one])
        keep_choices(workspace, [one], (("id", "码"),))
        assert import_paths(workspace, [one], again=True).counts["changed"] == 1
        assert workspace.store.counts()["listings"] == 1
        assert {why for _, why in compare_versions(workspace)} == {""}


def test_a_name_made_of_words_is_keyed_for_it_holds_the_sellers_name(folder: Path, tmp_path: Path) -> None:
    one, other = csv(tmp_path / "a.csv", NUMBERED, numbered(MONDAY)), init_workspace(tmp_path / "other")
    names = []
    for place in (folder, other):
        said(place, one)
        with open_workspace(place) as workspace:
            names.append({row[0] for row in query(workspace, "SELECT native_id, 1 FROM listings")})
    assert len(names[0]) == 3 and not names[0] & names[1]


PLANTS = [["贵州毕节水电站转让", "1260kW", "860"], ["湖南郴州水电站转让", "1050kW", "480"],
          ["云南怒江水电站转让", "3200kW", "1800"]]  # fmt: skip
NO_ADDRESSES = [
    "无",
    "-",
    "见附件",
    "闲鱼",
    "http://",
    "查看",
    "https://x.example/",
    "https://x.example/index.html?spm=a",
]


def test_a_word_in_place_of_an_address_names_no_row_and_old_listings_of_it_part_when_read_again(
    folder: Path, tmp_path: Path
) -> None:
    header = ["标题", "装机", "价格(万元)", "链接"]
    files = [
        csv(tmp_path / f"{number}.csv", header, [[*plant, word] for plant in PLANTS])
        for number, word in enumerate(NO_ADDRESSES)
    ]
    lines = [{"url": "闲鱼", "text": f"重庆{place}水电站出售，500万"} for place in ("巫溪", "城口")]
    assert said(folder, *files, jsonl(tmp_path / "l.jsonl", lines)) == (5, {})
    real = [[*PLANTS[0], "https://x.example/item/1"], [*PLANTS[0], "https://x.example/#/detail?id=2"],
            [*PLANTS[0], "看这里 https://x.example/?id=3 。"], [*PLANTS[0], "m.x.example/item/4"]]  # fmt: skip
    assert said(folder, csv(tmp_path / "real.csv", header, real)) == (9, {})
    with open_workspace(folder) as workspace:
        addresses = {row[0] for row in query(workspace, "SELECT url, 1 FROM listings")}
        assert addresses == {"", *(row[-1] for row in real[:2]), "https://x.example/?id=3", "m.x.example/item/4"}
    older = init_workspace(tmp_path / "older")
    assert said(older, files[0]) == (3, {})
    with closing(sqlite3.connect(older / "hydrowatch.db")) as connection, connection:
        connection.execute("UPDATE listings SET native_id = '无' WHERE id = 1")
    with open_workspace(older) as workspace:
        assert {why for _, why in compare_versions(workspace)} == {""}
        assert import_paths(workspace, [files[0]], again=True).counts["unchanged"] == 3
        with closing(sqlite3.connect(older / "hydrowatch.db")) as connection, connection:
            connection.execute("UPDATE observations SET listing_id = 1, run_id = 1")
        assert import_paths(workspace, [files[0]], again=True).counts["new"] == 1  # the other two have their names


def answer(path: Path, *exchanges: tuple[str, object]) -> Path:
    """What a program recorded of the answers of servers."""
    entries = [
        {"startedDateTime": "2021-06-20T09:00:00.000+08:00", "time": 1,
         "request": {"method": "GET", "url": url, "httpVersion": "HTTP/2", "headers": []},
         "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/2", "headers": [], "content": {
             "size": 1, "mimeType": "application/json", "text": json.dumps(value, ensure_ascii=False)}}}
        for url, value in exchanges
    ]  # fmt: skip
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    return path


def item(title: str, words: str, price: str) -> dict[str, object]:
    return {"data": {"item": {"itemId": "7000010", "title": title, "desc": words, "price": price}}}


def test_a_number_of_a_host_is_its_own_and_one_listing_there(folder: Path, tmp_path: Path) -> None:
    one = item("四川乐山水电站转让", "四川乐山水电站，装机1260千瓦，手续齐全", "300万元")
    row = {"itemId": "7000010", "title": "四川乐山水电站转让", "price": "300万元", "area": "四川乐山"}
    other = {"itemId": "7000011", "title": "贵州遵义水电站转让", "price": "310万元", "area": "贵州遵义"}
    rows = {"data": {"list": [row, other]}}
    around = ("https://a.example.cn/list?page=1", rows), ("https://a.example.cn/detail?x=1", one)
    like, unlike = (
        item("四川乐山小水电转让", "装机1600千瓦", "500万元"),
        item("福建宁德水电站出让", "装机3000千瓦", "700万元"),
    )
    files = [
        answer(tmp_path / "a.har", *around),
        answer(tmp_path / "b.har", ("https://b.example.cn/detail?x=1", like)),
        answer(tmp_path / "c.har", ("https://c.example.cn/detail?x=1", unlike)),
    ]
    found, events = said(folder, *files)
    assert found == 4 and not {"price_cut", "price_rise"} & set(events)
    cut = item("四川乐山水电站转让", "四川乐山水电站，装机1260千瓦，手续齐全", "280万元")
    found, events = said(folder, answer(tmp_path / "later.har", ("https://a.example.cn/detail?x=2", cut)))
    assert (found, events["price_cut"]) == (4, 1)
    row["price"] = "280万元"  # the list says no more than the item did: no version
    again = answer(tmp_path / "list.har", ("https://a.example.cn/list?page=1", rows))
    assert said(folder, again) == (4, events)
    with open_workspace(folder) as workspace:
        counts = import_paths(workspace, [*files, again], again=True).counts
        assert {"new", "changed", "change.price_cut", "change.price_rise"}.isdisjoint(counts)
        assert {why for _, why in compare_versions(workspace)} == {""}


def test_a_listing_that_an_older_program_named_without_its_host_is_known_by_its_words(
    folder: Path, tmp_path: Path
) -> None:
    one = item("四川乐山水电站转让", "四川乐山水电站，装机1260千瓦，手续齐全", "300万元")
    first = answer(tmp_path / "a.har", ("https://a.example.cn/detail?x=1", one))
    assert said(folder, first) == (1, {})
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection, connection:
        connection.execute("UPDATE listings SET native_id = 'detail/7000010'")
    cut = item("四川乐山水电站转让", "四川乐山水电站，装机1260千瓦，手续齐全", "280万元")
    other = item("福建宁德水电站出让", "福建宁德，装机3000千瓦，两台机组", "700万元")
    files = [answer(tmp_path / "b.har", ("https://a.example.cn/detail?x=2", cut)),
             answer(tmp_path / "c.har", ("https://c.example.cn/detail?x=1", other))]  # fmt: skip
    found, events = said(folder, *files)
    assert (found, events["price_cut"]) == (2, 1) and "price_rise" not in events
    with open_workspace(folder) as workspace:
        assert {why for _, why in compare_versions(workspace)} == {""}


def test_a_number_in_files_of_no_known_site_merges_no_two_plants(folder: Path, tmp_path: Path) -> None:
    header = ["编号", "标题", "价格", "地区"]
    mine, theirs = (
        ["100234", "湖北恩施水电站转让", "300万元", "湖北恩施"],
        ["100234", "青海玉树电站出租", "90万元", "青海玉树"],
    )
    long_mine, long_theirs = (["6789012345", *row[1:]] for row in (mine, theirs))
    files = [csv(tmp_path / name / "导出.csv", header, rows) for name, rows in
             (("a", [mine, long_mine]), ("b", [theirs, long_theirs]))]  # fmt: skip
    for name, (number, title, price, area) in (("c", mine), ("d", theirs)):
        words = {"id": number, "title": title, "price": price, "area": area, "desc": f"{area}，手续齐全，{title}"}
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.json").write_text(json.dumps({"list": [words, words | {"id": "7"}]}), "utf-8")
        files.append(tmp_path / name / "list.json")
    found = said(folder, *files)
    assert found == (8, {})
    lower = enumerate(((mine, "280万元"), (theirs, "80万元"), (long_theirs, "80万元")))
    cuts = [csv(tmp_path / f"{n}.csv", header, [[row[0], row[1], price, row[3]]]) for n, (row, price) in lower]
    found, events = said(folder, *cuts)
    assert (found, events["price_cut"]) == (8, 3) and "price_rise" not in events
    with open_workspace(folder) as workspace:
        assert "new" not in import_paths(workspace, files, again=True).counts
        assert {why for _, why in compare_versions(workspace)} == {""}
