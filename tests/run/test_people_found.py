"""All listings of one seller or number are found by a name or number that is typed; neither stands in the database."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import DATABASE, open_workspace

ROWS = (
    ("第1电站,水电站整体转让，装机500千瓦，手续齐全", "张伟", "13912345678"),
    ("第2电站,水电站出售，装机800千瓦，价格600万，联系人：赵敏", "李建国", "139-1234-5678"),
    ("第3电站,小水电转让，装机630千瓦，微信 wx_dianzhan88", "张伟", "0835-2223344"),
    ("第4电站,小水电转让，装机630千瓦，QQ：12345678", "雅安水电投资有限公司", ""),
)


def found(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> list[int]:
    assert status_of(["list", *words, "--format", "jsonl", "-w", str(folder)]) == 0
    return sorted(json.loads(line)["id"] for line in capsys.readouterr().out.splitlines())


def test_all_listings_of_one_person_are_found_and_nothing_is_kept_in_clear(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["名称,描述,卖家,电话", *map(",".join, ROWS)]) + "\n", "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 4
    assert found(capsys, folder, "--seller", "张伟") == [1, 3]
    assert found(capsys, folder, "--seller", "雅安水电投资有限公司") == [4]
    assert found(capsys, folder, "--seller", "赵敏") == found(capsys, folder, "--seller", "李建国") == [2]
    assert found(capsys, folder, "--seller", "王五") == found(capsys, folder, "--contact", "13800000000") == []
    for number in ("13912345678", "139 1234 5678", "+86 139-1234-5678", "１３９１２３４５６７８"):
        assert found(capsys, folder, "--contact", number) == found(capsys, folder, "--seller", number) == [1, 2]
    assert found(capsys, folder, "--contact", "08352223344") == [3]
    for handle in ("wx_DianZhan88", "微信wx_dianzhan88"):
        assert found(capsys, folder, "--contact", handle) == [3]
    assert found(capsys, folder, "--contact", "wx_dianzhan88", "--seller", "张伟") == [3]
    assert found(capsys, folder, "--contact", "12345678") == [4]
    assert found(capsys, folder, "--contact", "13912345678", "--seller", "张伟", "--status", "unknown") == [1]
    assert status_of(["show", "1", "-w", str(folder)]) == 0
    shown = capsys.readouterr().out
    (seller,) = set(re.findall(r"张\*\*·[0-9a-f]{10}", shown))
    (number,) = re.findall(r"139\*{6}78.*?([0-9a-f]{10})", shown)
    assert found(capsys, folder, "--seller", seller) == found(capsys, folder, "--seller", seller[4:]) == [1, 3]
    assert found(capsys, folder, "--contact", number) == [1, 2]
    assert status_of(["reassess", "--all", "-w", str(folder)]) in {0, 1}
    capsys.readouterr()
    assert found(capsys, folder, "--contact", "13912345678") == [1, 2]
    stored = (folder / DATABASE).read_bytes()
    for name in ("张伟", "李建国", "赵敏", "13912345678", "22233", "wx_dianzhan88", "12345678"):
        assert name.encode() not in stored


def test_a_name_and_a_number_are_found_and_hidden_whatever_fields_hold_them(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "装机600千瓦 林大冲负责 可接矿场"
    number = "13512345678"
    objects: tuple[dict[str, object], ...] = (
        {"联系人": "林大冲", "联系人头像": "https://a.cn/head.png", "电话": number, "手机浏览": 12},
        {"contact": "林大冲", "mobile": number},
        {"contact": {"name": "林大冲", "phone": number}},
        {"contacts": [{"name": "林大冲", "phone": number}, {"name": "王小明", "phone": "13612345670"}]},
    )
    lines = [json.dumps({**one, "title": f"第{at}塘水电站转让", "desc": words}) for at, one in enumerate(objects)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "b.csv").write_text(f"标题,联系人,手机,描述\n莲花水电站转让,林大冲,{number},{words}\n", "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "a.jsonl", tmp_path / "b.csv"]).counts["new"] == 5
    assert found(capsys, folder, "--contact", number) == found(capsys, folder, "--contact", "林大冲") == [1, 2, 3, 4, 5]
    assert found(capsys, folder, "--contact", "王小明") == found(capsys, folder, "--contact", "13612345670") == [4]
    assert status_of(["search", "负责", "--format", "jsonl", "-w", str(folder)]) == 0
    assert capsys.readouterr().out.count("•••负责") == 5
    assert status_of(["show", "1", "-w", str(folder)]) == 0
    assert "head.png" not in (shown := capsys.readouterr().out)
    assert "联系方式：12" not in shown
    stored = (folder / DATABASE).read_bytes()
    assert not [name for name in ("林大冲", "王小明", number) if name.encode() in stored]
