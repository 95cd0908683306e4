"""Names of people beside contacts are masked as contacts are: stored, shown, listed, exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.cli.main import status_of
from monitor.extract.contact import mask_contacts
from monitor.run import scan_text
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import open_workspace

WORDS = "水电站整体转让，装机{}千瓦，并网发电，手续齐全，不在清退范围"
NAMES = ("张建国", "欧阳总", "老李")


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("联系人李先生。", "联系人•先生。"), ("联系人：张三、李四", "联系人：••、••"), ("联系人 翁总", "联系人 •总"),
        ("联系人:行政部小陈。", "联系人:行政部••。"), ("业主姓名：厚德叔", "业主姓名：•••"),
        ("姓名：张总\n电话：13900001111", "姓名：•总\n电话：•••••••••11"), ("联系人\n王先生", "联系人\n•先生"),
        ("13881234567（王女士）", "•••••••••67（•女士）"), ("张总 13900001111", "•总 •••••••••11"),
        ("Contact: Mr Li Wei, tel", "Contact: Mr •• •••, tel"),
        ("Contact name: John Smith", "Contact name: •••• •••••"),
    ],
)  # fmt: skip
def test_a_name_beside_a_contact_is_masked(words: str, masked: str) -> None:
    assert mask_contacts(words, scan_text(words).extraction.facts) == masked


@pytest.mark.parametrize(
    "words",
    ["联系人见附件3。", "联系人称业主年事已高", "联系人:农村水利水电处", "负责人需持证上岗", "contact us for more",
     "联系人,夜间施工请提前报备", "王家坝水电站转让", "总价面议，电站小水电"],
)  # fmt: skip
def test_what_is_no_name_stays(words: str) -> None:
    assert mask_contacts(words, scan_text(words).extraction.facts) == words


@pytest.mark.parametrize("header", ["姓名", "联系人姓名", "联系人", "业主姓名", "对接", ""])
def test_a_column_of_names_is_masked_everywhere(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str
) -> None:
    rows = [f"第{n}电站,{WORDS.format(500 + n)},{name},1390000111{n}" for n, name in enumerate(NAMES, 1)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([f"名称,描述,{header},电话", *rows]) + "\n", "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 3
    shown = ""
    for command in (["show", "1"], ["show", "2"], ["list", "--format", "jsonl"], ["search", "电站"]):
        assert status_of([*command, "-w", str(folder)]) == 0
        shown += capsys.readouterr().out
    assert status_of(["scan", str(path), "--format", "jsonl"]) == 0
    shown += capsys.readouterr().out
    assert "第1电站" in shown
    assert not [name for name in ("张建国", "欧阳", "老李") if name in shown or json.dumps(name)[1:-1] in shown]
