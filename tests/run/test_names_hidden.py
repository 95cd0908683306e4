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
        ("联系人王建国，13812345678", "联系人•••，•••••••••78"), ("联系人 王建国 电话", "联系人 ••• 电话"),
        ("王建国13812345678", "••••••••••••78"), ("王建国 电话138 1234 5678", "••• 电话••• •••• ••78"),
        ("请找欧阳建国+8613812345678", "请找••••+86•••••••••78"), ("13812345678 王建国", "•••••••••78 •••"),
        ("发件人：赵六 <zl@163.com>", "发件人：•• <••@•••.•••>"),
        ("From: John Smith <j@a.cn>", "From: •••• ••••• <•@•.••>"),
        ("法定代表人王建国，注册资本", "法定代表人•••，注册资本"), ("法人代表：王建国", "法人代表：•••"),
        ("甲方：孙悟", "甲方：••"),
        ("此致\n敬礼\n王建国\n某公司", "此致\n敬礼\n•••\n某公司"), ("--\n王建国\n某公司", "--\n•••\n某公司"),
        ("手续齐全\n王建国\n电话13812345678", "手续齐全\n•••\n电话•••••••••78"),
        ("Contact: Mr Li Wei, tel", "Contact: Mr •• •••, tel"),
        ("Contact name: John Smith", "Contact name: •••• •••••"),
    ],
)  # fmt: skip
def test_a_name_beside_a_contact_is_masked(words: str, masked: str) -> None:
    assert mask_contacts(words, scan_text(words).extraction.facts) == masked


@pytest.mark.parametrize(
    "words",
    ["联系人见附件3。", "联系人称业主年事已高", "联系人:农村水利水电处", "负责人需持证上岗", "contact us for more",
     "联系人,夜间施工请提前报备", "王家坝水电站转让", "总价面议，电站小水电",
     "姓名和地址，", "负责人全程陪同", "甲方：某某水电公司", "甲方：村委会", "负责人安排车辆。", "负责人包过户，"],
)  # fmt: skip
def test_what_is_no_name_stays(words: str) -> None:
    assert mask_contacts(words, scan_text(words).extraction.facts) == words


@pytest.mark.parametrize(
    "words", ["全国{}", "谢谢{}", "江西{}", "{} 成交价", "{} 支付宝", "连江{}", "项目{}", "全程陪同{}"]
)
def test_words_that_begin_with_a_surname_are_no_names(words: str) -> None:
    text = words.format("13812345678")
    assert mask_contacts(text, scan_text(text).extraction.facts) == words.format("•••••••••78")


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
