"""Names of people beside contacts are masked as contacts are: stored, shown, listed, exported."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.cli.main import status_of
from monitor.extract.contact import mask_contacts
from monitor.run import scan_text
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import DATABASE, open_workspace

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


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("张伟\n水电站转让，联系人：张伟 13912345678\n本人张伟，张伟先生，张总",
         "••\n水电站转让，联系人：•• •••••••••78\n本人••，••先生，•总"),
        ("李建国\n李建国的电站转让，找李建国 13912345678", "•••\n•••的电站转让，找••• •••••••••78"),
        ("王老板\n微信13912345678 王老板，丽江主任说王总在", "•老板\n微信•••••••••78 •老板，丽江主任说王总在"),
        ("山里人\n山里人出售，深山里人少。联系人：山里人", "•••\n•••出售，深山里人少。联系人：•••"),
        ("水电老陈\n老陈急售，老陈村，联系人：水电老陈", "水电••\n••急售，老陈村，联系人：水电••"),
        ("John Smith\nContact name: John Smith\nJohn Smithson", "•••• •••••\nContact name: •••• •••••\nJohn Smithson"),
        ("长江电站转让，长江边，联系人：长江", "长江电站转让，长江边，联系人：••"),
        ("青海平安县平安镇电站，平安路，联系人：平安", "青海平安县平安镇电站，平安路，联系人：••"),
        ("江平水电站，江平缓，大江平，江平公司，联系人江平 13912345678",
         "江平水电站，江平缓，大江平，江平公司，联系人•• •••••••••78"),
        ("业主急售，联系人：业主", "业主急售，联系人：••"),
    ],
)  # fmt: skip
def test_a_name_that_is_a_contact_is_masked_wherever_it_stands(words: str, masked: str) -> None:
    scanned = scan_text(words)
    assert mask_contacts(words, scanned.extraction.facts) == masked
    spans = sorted(fact.span for fact in scanned.extraction.facts if fact.kind == "contact")
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_names_of_a_saved_page_stand_nowhere_in_what_is_stored(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = WORDS.format(1260)
    pages = {
        "张伟": (f"张伟的{body}", f"张伟：{body}，年发电量504万度，联系人：张伟 13912345678"),
        "山里人": (body, f"{body}，年发电量504万度，找@山里人 微信13912345678"),
        "水电老陈": (f"{body}（水电老陈）", f"{body}，年发电量504万度，联系水电老陈 QQ 12345678"),
    }
    saved = tmp_path / "saved"
    saved.mkdir()
    for number, (name, (title, text)) in enumerate(pages.items()):
        page = f"<title>{title}</title><h1>{title}</h1><p class='seller-name'>{name}</p><div>{text}</div>"
        (saved / f"{number}.html").write_text(f"<meta charset='utf-8'>{page}", "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [saved]).counts["new"] == 3
        for number, (name, (_, text)) in enumerate(pages.items(), 1):
            version = workspace.store.version(workspace.store.listing(number)["version_id"])
            told = scan_text(text.replace(name, "某某某"[: len(name)]), title="").flags
            assert {flag.rule for flag in told} <= {flag["rule"] for flag in version["flags"]}
            assert {claim["text"] for claim in version["claims"]} >= {"手续齐全", "不在清退范围"}
            assert "504万度" in {fact["text"] for fact in version["facts"]}
    for name in pages:
        assert status_of(["list", "--seller", name, "--format", "jsonl", "-w", str(folder)]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1
        assert status_of(["search", name, "--format", "jsonl", "-w", str(folder)]) == 0
        assert capsys.readouterr().out == ""
        assert name.encode() not in (folder / DATABASE).read_bytes()
    assert status_of(["verify", "--deep", "-w", str(folder)]) == 0
    assert status_of(["reassess", "--all", "-w", str(folder)]) in {0, 1}
    assert " differs" not in capsys.readouterr().out


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
