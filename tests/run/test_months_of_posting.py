"""Texts dated to a month or a year, in their words, or not at all: judged by no day that nobody told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.reassess import Wanted, reassess
from monitor.run.workspace import open_workspace

WORDS = "四川乐山水电站转让，装机{}千瓦，可挖矿，联系面谈"
MONTH, YEAR = "2021-07-01/2021-07-31", "2019-01-01/2019-12-31"
LINES = [
    (800, {"posted_at": "2021年7月"}, "", MONTH), (805, {"posted_at": "2021-07"}, "", MONTH),
    (810, {"posted_at": "2019"}, "", YEAR), (815, {}, "。发布于2019年5月", "2019-05-01/2019-05-31"),
    (820, {}, "，发布时间：2021-05-20", "2021-05-20"),
    (828, {"posted_at": "2099年"}, "", None), (830, {}, "", None),
]  # fmt: skip
PAGE = "<html><head><meta charset=utf-8><title>水电站</title></head><body><h1>四川乐山水电站转让</h1>{}</body></html>"


@pytest.fixture
def stored(folder: Path, tmp_path: Path) -> dict[int, dict[str, Any]]:
    """Versions by the capacity that their text names."""
    made = tmp_path / "made"
    made.mkdir()
    lines = [{"id": f"p{kw}", "text": WORDS.format(kw) + more, **beside} for kw, beside, more, _ in LINES]
    (made / "p.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    (made / "b.txt").write_text(f"四川乐山水电站转让\n发布时间：2021年7月\n{WORDS.format(840)}", "utf-8")
    (made / "c.html").write_text(PAGE.format(f"<p>发布时间：2021年7月</p><p>{WORDS.format(850)}</p>"), "utf-8")
    (made / "d.csv").write_text(f"标题,内容,发布日期\n四川乐山水电站,{WORDS.format(860)},2021年7月\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made])
        rows = [workspace.store.listing(row["id"]) for row in workspace.store.queue().rows]
        found = [{**(workspace.store.version(row["version_id"]) or {}), "listing": row["id"]} for row in rows if row]
        again = reassess(workspace, Wanted(everything=True), lambda _: None).counts
    assert again["same"] == len(found) == len(LINES) + 3, "judged from what is stored it is the same"
    return {next(int(fact["value_min"]) for fact in one["facts"] if fact["kind"] == "capacity"): one for one in found}


def shown(folder: Path, version: dict[str, Any], tongue: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HYDROWATCH_LANGUAGE", tongue)
        language.cache_clear()
        assert status_of(["show", str(version["listing"]), "--workspace", str(folder)]) == 0
    language.cache_clear()
    return capsys.readouterr().out


def test_a_month_or_a_year_is_a_range_and_no_day_of_import_stands_for_it(
    stored: dict[int, dict[str, Any]], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {kw: days for kw, _, _, days in LINES if days} | {840: MONTH, 850: MONTH, 860: MONTH}
    for kw, days in known.items():
        version = stored[kw]
        assert (version["posted_at"], version["assessment"]["as_of"]) == (days, days), kw
        flags = {flag["rule"]: flag for flag in version["flags"]}
        assert "mining_after_notice" not in flags
        assert ("fsdc-2021-05-21" in version["assessment"]["policies"]) is (days == MONTH)
        assert ("具体日期未见" in flags["mining_allowed"]["reason"]["zh"]) is ("/" in days)
        assert "2026" not in str(flags["mining_allowed"]["reason"])
    rows = stored[800]["assessment"]["policies"]
    assert "ndrc-2021-1283" not in rows and stored[828]["posted_at"] is None, "what is still to come is not believed"
    assert "2021-07-01 – 2021-07-31" in shown(folder, stored[800], "en", capsys)


def test_where_only_the_day_of_recording_is_known_flags_and_pages_say_so(
    stored: dict[int, dict[str, Any]], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = stored[830]
    flag = {flag["rule"]: flag for flag in version["flags"]}["mining_after_notice"]
    assert flag["title"]["zh"].endswith("（发布日期未见）") and "not known" in flag["title"]["en"]
    day = version["assessment"]["as_of"]
    assert version["posted_at"] is None and len(day) == len("2026-11-28")
    assert f"{day}（未见发布日期，按收录日的规定核对）" in flag["reason"]["zh"]
    assert "no day of posting was read" in flag["reason"]["en"]
    assert "no day of posting was read" in shown(folder, version, "en", capsys).split("mining_after_notice")[0]
    assert f"未见发布日期，按收录日 {day} 的规定核对" in shown(folder, version, "zh", capsys)
