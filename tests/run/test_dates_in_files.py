"""Dates in tables and lines: deadlines are no days of posting, relative days count from the file's own moment alone."""

from __future__ import annotations

import email.message
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.run.importing.columns import column_rows
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))
WORDS = "水电站整体转让，装机{}千瓦，并网发电，手续齐全，不在清退范围"
SOON = (datetime.now(UTC) + timedelta(days=40)).strftime("%Y-%m-%d")


def versions(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Title -> the version that is shown."""
    found = [workspace.store.version(row["version_id"]) for row in workspace.store.queue().rows]
    return {version["title"]: version for version in found if version is not None}


def imported(folder: Path, *paths: Path) -> dict[str, dict[str, Any]]:
    with open_workspace(folder) as workspace:
        import_paths(workspace, list(paths))
        return versions(workspace)


def csv_of(path: Path, header: str, *cells: str) -> Path:
    rows = [f"第{n}电站,{WORDS.format(500 + n)},{cell}" for n, cell in enumerate(cells, 1)]
    path.write_text("\n".join([f"名称,描述,{header}", *rows]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("header", ["截止", "结束时间", "到期", "有效期至", "Deadline", "End date"])
def test_a_day_on_which_something_ends_is_no_day_of_posting(folder: Path, tmp_path: Path, header: str) -> None:
    path = csv_of(tmp_path / "a.csv", header, "2026-03-31", "2026-04-30")
    with open_workspace(folder, read_only=True) as workspace:
        shown = [row for row in column_rows(workspace, [path]) if isinstance(row, dict)]
        assert (shown[2]["field"], shown[2]["why"]) == ("other", "end")
    one = imported(folder, path)["第1电站"]
    assert one["posted_at"] is None
    assert f"{header}：2026-03-31" in one["text"]


def test_a_column_of_days_to_come_is_none_of_posting(folder: Path, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "a.csv", "日子", "2026-03-31", SOON)
    with open_workspace(folder, read_only=True) as workspace:
        assert [row["why"] for row in column_rows(workspace, [path]) if isinstance(row, dict)][2] == "later"
    one = imported(folder, path)["第1电站"]
    assert (one["posted_at"], "日子：2026-03-31" in one["text"]) == (None, True)


def test_a_day_to_come_is_kept_as_words_and_told(folder: Path, tmp_path: Path) -> None:
    found = imported(folder, csv_of(tmp_path / "a.csv", "发布时间", "2026-03-31", SOON))
    assert found["第1电站"]["posted_at"] == "2026-03-31"
    assert "2026-03-31" not in found["第1电站"]["text"]
    later = found["第2电站"]
    assert later["posted_at"] is None
    assert f"发布时间：{SOON}" in later["text"]
    assert later["found_by"]["posted_at"].endswith("not read: the day is later than the import")
    assert later["assessment"]["as_of"] < SOON


def test_a_deadline_that_passes_leaves_the_rows_their_names(folder: Path, tmp_path: Path) -> None:
    first = csv_of(tmp_path / "a.csv", "日子", SOON, SOON)
    moved = tmp_path / "b.csv"
    moved.write_text(first.read_text("utf-8").replace(SOON, "2026-03-31"), "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [first])
        assert "new" not in import_paths(workspace, [moved]).counts


@pytest.mark.parametrize("words", ["3天前", "昨天 18:20", "2 hours ago"])
def test_words_that_count_from_an_unknown_moment_are_kept_and_told(folder: Path, tmp_path: Path, words: str) -> None:
    table = csv_of(tmp_path / "a.csv", "发布时间", words)
    lines = tmp_path / "b.jsonl"
    lines.write_text(
        json.dumps({"id": "x", "title": "甲电站", "text": WORDS.format(700), "posted_at": words}) + "\n"
        + json.dumps({"标题": "乙电站", "描述": WORDS.format(800), "发布时间": words}) + "\n", "utf-8",
    )  # fmt: skip
    found = imported(folder, table, lines)
    assert len(found) == 3
    for version in found.values():
        assert version["posted_at"] is None
        assert f"发布时间：{words}" in version["text"]
        assert "when the page was taken is not known" in version["found_by"]["posted_at"]


def test_the_words_of_unread_days_make_no_new_version(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [csv_of(tmp_path / "a.csv", "发布时间", "3天前")])
        counts = import_paths(workspace, [csv_of(tmp_path / "b.csv", "发布时间", "4天前")]).counts
        assert counts.get("unchanged") == 1
        assert not {"new", "changed"} & set(counts)


def test_words_in_a_mails_table_count_from_the_date_of_the_mail(folder: Path, tmp_path: Path) -> None:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "一批电站"
    mail["Date"] = "Fri, 20 Mar 2026 10:00:00 +0800"
    mail.set_content("见附件")
    table = csv_of(tmp_path / "a.csv", "发布时间", "3天前", "昨天 18:20", "2026/3/2", "年初").read_bytes()
    mail.add_attachment(table, maintype="text", subtype="csv", filename="a.csv")
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    found = imported(folder, tmp_path / "m.eml")
    days = [found[f"第{n}电站"]["posted_at"] for n in (1, 2, 3, 4)]
    assert days == ["2026-03-17", "2026-03-19", "2026-03-02", None]
    assert "3天前" not in found["第1电站"]["text"]
    assert "发布时间：年初" in found["第4电站"]["text"]


def test_why_a_day_is_not_read_is_said_in_chinese(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(folder, csv_of(tmp_path / "a.csv", "发布时间", SOON))
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "zh")
    language.cache_clear()
    assert status_of(["show", "1", "-w", str(folder)]) == 0
    language.cache_clear()
    assert f"“{SOON}”，未采用：该日期晚于导入之日" in capsys.readouterr().out
