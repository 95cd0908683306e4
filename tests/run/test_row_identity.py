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


@pytest.mark.parametrize(
    ("number", "holds"),
    [("GY00010280", True), ("678901234567", True), ("100234", True), ("7", False), ("GY2021-003", False)],
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
