"""Saved copies of one page that do not say when they were saved: their files' dates put them in order, or nothing.

A price cut that never was is worse than one that is not told.
"""

from __future__ import annotations

import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, init_workspace, open_workspace

PAGE = (
    "<!-- saved from url=(0039)https://www.shuidian.example/item/10001 --><html><meta charset=utf-8>"
    "<title>双河水电站转让</title>{}<h1>双河水电站转让</h1><p>四川雅安芦山县双河水电站，装机2×630kW，价格{}万</p></html>"
)
NOTED = "<!-- Page saved with SingleFile \n saved date: Sat Jul 31 2021 10:22:11 GMT+0800 (x) -->"
JUNE, LATER_IN_JUNE, JULY = (f"2021-{day}T08:00:00Z" for day in ("06-11", "06-22", "07-16"))


def copy(path: Path, price: int, day: str = "", note: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(note + PAGE.format("", price), "utf-8")
    if day:
        at = datetime.fromisoformat(day).timestamp()
        os.utime(path, (at, at))
    return path


def told(workspace: Workspace) -> list[tuple[str, Any]]:
    """The events of the only listing in order of time: price events with what they tell, others with their detail."""
    assert workspace.store.queue(limit=5).rows[0]["id"] == 1
    return [
        (row["kind"], (row["detail"]["from"], row["detail"]["to"]) if "from" in row["detail"] else row["detail"])
        for row in reversed(workspace.store.changes(1))
    ]


def prices(workspace: Workspace) -> tuple[int, int | None]:
    (row,) = workspace.store.queue(limit=5).rows
    return row["versions"], row["price_yuan"]


def bring(folder: Path, *paths: Path, upload: bool = False) -> None:
    if not upload:
        with open_workspace(folder) as workspace:
            import_paths(workspace, paths)
        return
    with open_workspace(folder, read_only=True) as serving:
        import_uploads(serving, [Upload(path, path.name, "") for path in paths])


def show(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert status_of(["show", "1", "-w", str(folder), *more]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("in_one", [True, False])
def test_copies_stand_in_the_order_of_their_files_dates_which_are_told_as_such(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], in_one: bool
) -> None:
    pages = [
        copy(tmp_path / "in" / "双河 (1).html", 90, LATER_IN_JUNE), copy(tmp_path / "in" / "双河 (2).html", 78, JULY),
        copy(tmp_path / "in" / "双河.html", 95, JUNE),
    ]  # fmt: skip
    with open_workspace(folder) as workspace:
        for paths in [pages] if in_one else [[page] for page in pages]:
            import_paths(workspace, paths)
        cuts = [detail for kind, detail in told(workspace) if kind.startswith("price_")]
        assert (prices(workspace), cuts) == ((3, 780_000), [(950_000, 900_000), (900_000, 780_000)])
        version = workspace.store.version(1)
        assert version and version["assessment"]["as_of"] == workspace.today().isoformat()  # judged by no file's date
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    shown = show(folder, capsys)
    assert "first seen 2021-06-11" in shown and shown.count("(the file's date)") >= 8 and "proves nothing" in shown
    record = json.loads(show(folder, capsys, "--format", "jsonl"))
    assert [moment[:10] for moment in record["file_dates"]] == ["2021-06-11", "2021-06-22", "2021-07-16"]


def test_a_copy_that_notes_its_time_stands_among_those_by_the_dates_of_files(folder: Path, tmp_path: Path) -> None:
    single = copy(tmp_path / "c" / "item.html", 70, note=NOTED)  # its file's date is that of the download
    with open_workspace(folder) as workspace:
        import_paths(workspace, [single])
        import_paths(
            workspace, [copy(tmp_path / "a" / "item.html", 95, JUNE), copy(tmp_path / "b" / "item.html", 90, JULY)]
        )
        assert [detail for kind, detail in told(workspace) if kind.startswith("price_")] == [
            (950_000, 900_000), (900_000, 700_000),
        ]  # fmt: skip
        assert prices(workspace) == (3, 700_000)
        assert len(workspace.store.file_dates(1)) == 2


@pytest.mark.parametrize("way", ["copied", "undated", "upload", "zip"])
def test_of_copies_in_no_known_order_nothing_is_told_to_have_fallen_or_risen(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    day = "1980-01-01T00:00:00Z" if way == "undated" else ""  # as programs write it that know none
    pages = [copy(tmp_path / "in" / f"{name}.html", price, day) for name, price in (("双河 (1)", 90), ("双河", 95))]
    if way == "zip":
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            for page in pages:
                archive.write(page, page.name)
        pages = [tmp_path / "a.zip"]
    bring(folder, *pages, upload=way == "upload")
    with open_workspace(folder) as workspace:
        events = told(workspace)
        assert [kind for kind, _ in events] == ["new", "text_changed"]
        assert (events[1][1]["order"], sorted(events[1][1]["prices"])) == ("unknown", [900_000, 950_000])
        import_paths(workspace, [copy(tmp_path / "later" / "双河.html", 80, note=NOTED)])  # says when it was so
        assert prices(workspace)[0] == 3
        assert "price_rise" not in dict(told(workspace))
    assert "which of the two copies was first is not known: 9" in show(folder, capsys)


def test_a_page_saved_after_the_last_import_is_later_and_an_old_upload_is_not(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "in" / "item.html"
    bring(folder, copy(path, 95))
    bring(folder, copy(path, 90))
    with open_workspace(folder) as workspace:
        assert dict(told(workspace))["price_cut"] == (950_000, 900_000)
    bring(folder, copy(tmp_path / "old.html", 99), upload=True)
    with open_workspace(folder) as workspace:
        assert "price_rise" not in dict(told(workspace))
        assert told(workspace)[-1] == ("text_changed", {"order": "unknown", "prices": [900_000, 990_000]})


def test_rows_of_tables_are_dated_by_their_files_and_else_by_their_imports(folder: Path, tmp_path: Path) -> None:
    table = "标题,卖家,所在地,装机(kW),价格(万元)\n双河水电站转让,老赵,四川雅安芦山县,1260,{}\n"
    files = [tmp_path / f"{month}月.csv" for month in (6, 10, 11)]
    for path, price, month in zip(files, (95, 90, 85), (6, 10, 11), strict=True):
        path.write_text(table.format(price), "utf-8")
        at = datetime(2021, month, 30, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
    bring(folder, *files)  # 10月 stands first by its name
    (tmp_path / "list.csv").write_text(table.format(80), "utf-8")
    bring(folder, tmp_path / "list.csv", upload=True)
    with open_workspace(folder) as workspace:
        assert [detail for kind, detail in told(workspace) if kind.startswith("price")] == [
            (950_000, 900_000), (900_000, 850_000), (850_000, 800_000),
        ]  # fmt: skip


def test_the_archive_of_a_workspace_tells_no_more_of_time_and_order_than_that_knew(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.write(copy(tmp_path / "old" / "a.html", 99), "a.html")
    bring(folder, copy(tmp_path / "in" / "a (1).html", 90, LATER_IN_JUNE), copy(tmp_path / "in" / "a.html", 95, JUNE))
    bring(folder, tmp_path / "old.zip")
    package, other = tmp_path / "all.wacz", tmp_path / "other"
    whole = ["export", "-w", str(folder), "--wacz", str(package), "--yes", "--with-archives"]
    assert status_of(whole) == 0
    init_workspace(other)
    bring(other, package)
    with open_workspace(folder) as workspace, open_workspace(other) as again:
        assert told(again) == told(workspace)
        assert told(again)[-1] == ("text_changed", {"order": "unknown", "prices": [900_000, 990_000]})
        assert again.store.file_dates(1) == workspace.store.file_dates(1)
        assert all(verdict.ok for verdict in verify_workspace(again, deep=True))
    assert "by its file's own word 2" not in show(other, capsys)
    assert status_of(["custody", "-w", str(other), "2"]) == 0
    assert "kept by an earlier workspace" in capsys.readouterr().out


def test_files_written_together_and_imported_one_after_the_other_are_in_no_order(folder: Path, tmp_path: Path) -> None:
    pages = [copy(tmp_path / "in" / f"{name}.html", price) for name, price in (("a", 95), ("b", 78))]
    for page in pages:
        bring(folder, page)
    ended = tmp_path / "in" / "c.html"
    ended.write_text(PAGE.partition("<html>")[0] + "<meta charset=utf-8><p>抱歉，该宝贝已下架</p></html>", "utf-8")
    at = pages[0].stat().st_mtime
    os.utime(ended, (at, at))
    bring(folder, ended)
    with open_workspace(folder) as workspace:
        events = {row["kind"]: row["detail"] for row in workspace.store.changes(1)}
        assert not {"price_cut", "price_rise"} & set(events)
        assert (events["text_changed"]["order"], events["removed"]["order"]) == ("unknown", "unknown")
