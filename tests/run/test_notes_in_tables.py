"""A sheet or row of notes beside listings is told and no listing; what may be one is read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.workspace import open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))
from sheet_files import Rows, make_xlsx

NOTE = "本表由各地中介提供，仅供参考"
LISTINGS: Rows = [["名称", "装机", "描述"], ["怒江电站", "3×1600", "水电站整体转让，并网发电，每年分红"]]


def titles(folder: Path, tmp_path: Path, sheets: dict[str, Rows]) -> tuple[set[str], list[str]]:
    (tmp_path / "a.xlsx").write_bytes(make_xlsx(sheets))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "a.xlsx"])
        return {row["title"] for row in workspace.store.queue().rows}, [str(error) for error in report.failures]


@pytest.mark.parametrize("sheets", [{"云南": LISTINGS, "说明": [[NOTE]]}, {"说明": [[NOTE]], "云南": LISTINGS}])
def test_a_sheet_of_notes_is_told(folder: Path, tmp_path: Path, sheets: dict[str, Rows]) -> None:
    found, failures = titles(folder, tmp_path, sheets)
    assert found == {"怒江电站"}
    (failure,) = failures
    assert "说明" in failure and "reads as a note on the table and is no listing" in failure


def test_a_note_below_the_listings_is_told(folder: Path, tmp_path: Path) -> None:
    found, failures = titles(folder, tmp_path, {"云南": [*LISTINGS, ["备注：以上均由各地中介提供，仅供参考"]]})
    assert (found, len(failures)) == ({"怒江电站"}, 1)


@pytest.mark.parametrize(
    "words", ["老板急用钱白菜甩了有意者速联系", "榕江县项目整体寻找合作伙伴", "装机两台共八百寻找接盘的朋友们"]
)
def test_what_may_be_a_listing_is_read(folder: Path, tmp_path: Path, words: str) -> None:
    assert titles(folder, tmp_path, {"云南": [*LISTINGS, [words]]})[0] == {"怒江电站", words}


def test_notes_alone_are_not_lost(folder: Path, tmp_path: Path) -> None:
    assert titles(folder, tmp_path, {"说明": [[NOTE]]}) == ({NOTE}, [])


def test_a_sheet_of_notes_in_two_columns_is_told(folder: Path, tmp_path: Path) -> None:
    notes: Rows = [["标题", "内容"], ["声明", "本表由各地中介提供"], ["用途", "仅供参考"]]
    found, failures = titles(folder, tmp_path, {"说明": notes, "云南": LISTINGS})
    assert (found, len(failures)) == ({"怒江电站"}, 2)


def test_a_short_row_among_listings_is_read(folder: Path, tmp_path: Path) -> None:
    rows: Rows = [*LISTINGS, ["甲", "", "有意者速联系"]]
    assert titles(folder, tmp_path, {"云南": rows})[0] == {"怒江电站", "甲"}
