"""Judging history again by command: import, change a rule, judge again, see both results."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
RULE = """
id: asks_under_a_million
version: {version}
status: {status}
severity: {severity}
title: {{zh: 要价低于一百万, en: Asks less than a million}}
reason: {{zh: "文中称{{words}}，待核查", en: "The text says {{words}}, unverified"}}
when: {{fact: price, role: [asking], below: 1000000}}
settled_by: [{{zh: 合同, en: The contract}}]
disproved_by: {{zh: 合同上的价格更高, en: A higher price in the contract}}
must_flag: [水电站转让，装机1000千瓦，售价95万元]
must_not_flag: [水电站转让，装机1000千瓦，售价950万元]
"""
TEXTS = [
    {"id": "a", "title": "电站一", "text": "贵州遵义水电站转让，装机200千瓦，售价95万元，电话13800001111",
     "posted_at": "2022-05-01"},
    {"id": "b", "title": "电站二", "text": "湖南怀化水电站转让，装机2000千瓦，售价900万元，微信号：abc_123456",
     "posted_at": "2022-05-01"},
    {"id": "c", "title": "", "text": "出售家用洗衣机一台，八成新，自提"},
    {"id": "d", "title": "报道", "text": "多名卖家称其水电站手续齐全，可以挖矿。", "speaker": "press", "place": "四川"},
]  # fmt: skip

POLICY = """
compiled: 2026-11-24
rows:
  - id: own-hunan-2022
    topic: hydro_exit
    instrument: notice
    status: in_force
    issued: 2022-04-01
    published: 2022-04-01
    regions: [湖南]
    issuer: 怀化市水利局
    title: 怀化小水电退出通知
    rule: Plants in the keep class leave, too.
    rule_zh: 保留类小水电也要退出。
    claim_effects: {{category_kept: {effect}}}
    verify: text
    source: [http://example.org/x]
"""
KEPT = {
    "id": "k",
    "title": "电站五",
    "text": "湖南怀化水电站转让，装机2000千瓦，售价900万元，属保留类电站",
    "posted_at": "2022-05-01",
}


@pytest.fixture
def folder(tmp_path: Path, run: Call) -> Path:
    """A workspace with four listings."""
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in TEXTS), "utf-8")
    assert run("init", tmp_path / "case").status == 0
    assert run("-w", tmp_path / "case", "import", tmp_path / "in.jsonl").status == 0
    return tmp_path / "case"


def write_rule(folder: Path, severity: str = "high", status: str = "stable", version: int = 1) -> None:
    text = RULE.format(severity=severity, status=status, version=version)
    (folder / "rules" / "own.yaml").write_text(text, "utf-8")


def rows(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def asked(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection:
        return connection.execute(sql).fetchall()


def test_nothing_changed_means_nothing_is_due_and_the_same_words_give_the_same_result(folder: Path, run: Call) -> None:
    done = run("-w", folder, "reassess")
    assert done.status == 0 and "4  judged by these rules before" in done.out
    again = run("-w", folder, "reassess", "--all", "--format", "jsonl")
    assert again.status == 0 and again.out == "", "masked contacts, speaker and place must not change a result"
    assert "4  same result" in again.err
    assert asked(folder, "SELECT count(*) FROM assessments") == [(4,)]


def test_a_new_rule_gives_a_second_judgement_and_keeps_the_first(folder: Path, run: Call) -> None:
    before = rows(run("-w", folder, "list", "--format", "jsonl"))
    write_rule(folder)
    done = run("-w", folder, "reassess")
    assert done.status == 0, done
    assert "+ [high] Asks less than a million  (asks_under_a_million v1)" in done.out
    assert "电站一" in done.out and "电站二" not in done.out
    assert asked(folder, "SELECT count(*) FROM assessments") == [(8,)]
    digests = asked(folder, "SELECT count(DISTINCT knowledge_id), count(DISTINCT tool_version) FROM assessments")
    assert digests == [(2, 1)]
    first = rows(run("-w", folder, "list", "--format", "jsonl", "--rule", "asks_under_a_million"))
    (old,) = [row for row in before if row["title"] == "电站一"]
    assert len(first) == 1 and first[0]["score"] > old["score"], "the queue follows the newest judgement"
    assert asked(folder, "SELECT kind FROM changes WHERE kind = 'judged_again'") == [("judged_again",)]
    assert asked(folder, "SELECT kind, status FROM runs ORDER BY id DESC LIMIT 1") == [("reassess", "done")]
    assert run("-w", folder, "verify").status == 0


def test_a_rule_taken_back_is_told_as_lost_and_severities_as_changed(folder: Path, run: Call) -> None:
    write_rule(folder)
    run("-w", folder, "reassess")
    write_rule(folder, severity="low", version=2)
    (told,) = [row for row in rows(run("-w", folder, "reassess", "--format", "jsonl")) if row["seen"]]
    (changed,) = told["flags_changed"]
    assert changed["severity"] == {"from": "high", "to": "low"} and changed["version"] == {"from": 1, "to": 2}
    assert told["standing"] == "待核查/unverified"
    write_rule(folder, status="deprecated", version=3)
    (told,) = [row for row in rows(run("-w", folder, "reassess", "--format", "jsonl")) if row["seen"]]
    assert [flag["rule"] for flag in told["flags_lost"]] == ["asks_under_a_million"]
    assert run("-w", folder, "list", "--format", "jsonl", "--rule", "asks_under_a_million").out == ""


def test_a_policy_row_is_named_where_it_changed_what_is_cited_or_the_points(
    folder: Path, tmp_path: Path, run: Call, command: Call
) -> None:
    (tmp_path / "more.jsonl").write_text(json.dumps(KEPT, ensure_ascii=False), "utf-8")
    assert run("-w", folder, "import", tmp_path / "more.jsonl").status == 0
    own = folder / "policies" / "own.yaml"
    own.parent.mkdir(exist_ok=True)
    own.write_text(POLICY.format(effect="contradicts"), "utf-8")
    (told,) = [row for row in rows(run("-w", folder, "reassess", "--dry-run", "--format", "jsonl")) if row["seen"]]
    (flag,) = told["flags_changed"]
    assert flag["rule"] == "category_kept" and flag["severity"]["from"] == flag["severity"]["to"]
    assert flag["policies_gained"] == told["policies_gained"] == ["own-hunan-2022"] and not flag["policies_lost"]
    (part,) = told["risk_gained"]
    assert part["points"] == 10 and "怀化小水电退出通知" in part["label"]["zh"]
    assert told["score"]["to"] - told["score"]["from"] == 10 and not told["risk_lost"]

    out = run("-w", folder, "reassess").out
    assert "policies: + own-hunan-2022" in out and "+ 10 points  A row public that day contradicts" in out
    own.write_text(POLICY.format(effect="needs_document"), "utf-8")
    assert "− 10 points  A row public that day contradicts" in run("-w", folder, "reassess").out
    own.unlink()
    out = command("--lang", "zh", "-w", folder, "reassess").out
    assert "相关政策： − own-hunan-2022" in out and "分  " not in out, out
    shown = run("-w", folder, "show", str(told["listing"])).out
    assert "policies: + own-hunan-2022" in shown and "policies: − own-hunan-2022" in shown
    events = shown[shown.index("history and evidence") :]
    assert "~ category_kept  + own-hunan-2022" in events and "~ category_kept  − own-hunan-2022" in events


def test_a_dry_run_tells_the_same_and_writes_nothing(folder: Path, run: Call) -> None:
    write_rule(folder)
    before = asked(folder, "SELECT max(id), (SELECT count(*) FROM runs) FROM audit_log")
    dry = run("-w", folder, "reassess", "--dry-run", "--format", "jsonl")
    assert dry.status == 0
    assert asked(folder, "SELECT max(id), (SELECT count(*) FROM runs) FROM audit_log") == before
    assert asked(folder, "SELECT count(*) FROM assessments") == [(4,)]
    assert rows(dry) == rows(run("-w", folder, "reassess", "--format", "jsonl"))


def test_it_can_be_narrowed_by_source_and_day(folder: Path, run: Call) -> None:
    write_rule(folder)
    assert run("-w", folder, "reassess", "--since", "2999-01-01").out.count("#") == 0
    assert asked(folder, "SELECT count(*) FROM assessments") == [(4,)]
    wrong = run("-w", folder, "reassess", "--source", "elsewhere")
    assert wrong.status == 2 and "known: import" in wrong.err
    assert run("-w", folder, "reassess", "--since", "soon").status == 2
    assert run("-w", folder, "reassess", "--source", "import", "--since", "2020-01-01").out.count("#") == 1


def test_a_wrong_rule_stops_it_before_anything_is_written(folder: Path, run: Call) -> None:
    (folder / "rules" / "own.yaml").write_text("id: x\nversion: one\n", "utf-8")
    done = run("-w", folder, "reassess")
    assert done.status == 2 and "own.yaml" in done.err
    assert asked(folder, "SELECT count(*) FROM runs WHERE kind = 'reassess'") == [(0,)]


def test_a_wrong_rule_hides_nothing_of_what_is_stored(folder: Path, run: Call, command: Call) -> None:
    write_rule(folder)
    run("-w", folder, "reassess")
    (number,) = [
        str(row["id"]) for row in rows(run("-w", folder, "list", "--format", "jsonl")) if row["title"] == "电站一"
    ]
    whole = run("-w", folder, "show", number)
    (folder / "rules" / "other.yaml").write_text("id: x\nversion: one\n", "utf-8")
    done = run("-w", folder, "show", number)
    assert done.status == 0 and done.out == whole.out, "only the wrong file is left out"
    assert done.err.count("\n") == 1 and "rules/other.yaml:1: " in done.err and "wrong and left out here" in done.err
    assert "规则文件有错" in command("--lang", "zh", "-w", folder, "show", number).err
    listed = run("-w", folder, "list", "--rule", "asks_under_a_million")
    assert listed.status == 0 and "电站一" in listed.out and "other.yaml" in listed.err
    (folder / "rules" / "own.yaml").write_text("id: [", "utf-8")
    done = run("-w", folder, "show", number)
    assert done.status == 0 and "asks_under_a_million v1" in done.out, "a flag is shown as it was raised"


def test_chinese_users_read_it_in_chinese(folder: Path, command: Call) -> None:
    write_rule(folder)
    done = command("--lang", "zh", "-w", folder, "reassess")
    assert "+ [高] 要价低于一百万" in done.out and "重新判断的版本" in done.out


def test_interrupted_it_keeps_whole_batches_and_goes_on_where_it_ended(
    tmp_path: Path, run: Call, program: str, surroundings: dict[str, str]
) -> None:
    many = 300
    lines = (
        json.dumps(
            {"id": str(n), "text": f"湖南水电站转让，装机{n + 100}千瓦，售价{n % 90 + 10}万元"}, ensure_ascii=False
        )
        for n in range(many)
    )
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    folder = tmp_path / "case"
    run("init", folder)
    assert run("-w", folder, "import", tmp_path / "in.jsonl").status == 0
    write_rule(folder)
    process = subprocess.Popen(
        [program, "-w", str(folder), "reassess"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first batch is on disk
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    ((kept,),) = asked(folder, f"SELECT count(*) - {many} FROM assessments")
    if process.returncode == 130:
        assert 0 < kept < many and kept % 100 == 0, err
        assert asked(folder, "SELECT status FROM runs ORDER BY id DESC LIMIT 1") == [("interrupted",)]
    done = run("-w", folder, "reassess")
    assert done.status == 0 and f"{many - kept}  versions judged again" in done.out
    assert asked(folder, "SELECT max(n) FROM (SELECT count(*) AS n FROM assessments GROUP BY version_id)") == [(2,)]


def test_a_list_of_known_sellers_is_about_who_sells_and_not_about_who_is_named(tmp_path: Path, run: Call) -> None:
    known = "id: own_known\nmode: suppress\nwhy: {zh: 已核实, en: Checked}\nsource: ours\n"
    known += "sellers: [盈江水电投资公司, 张三丰]\n"
    offer = "云南德宏水电站转让，装机1000千瓦，手续补办中，一路兜底"
    told = {  # where the name stands -> is it the seller's
        "field": ({"seller": "盈江水电投资公司 "}, True), "person": ({"seller": "张三丰"}, True),
        "line": ({"text": f"转让方：盈江水電投资公司（甲方）\n{offer}"}, True),
        "cell": ({"text": f"{offer}\n卖家 | 盈江水电投资公司"}, True),
        "crawled": ({"text": None, "content": offer, "卖家": "盈江水电投资公司"}, True),
        "named": ({"text": f"{offer}，紧邻盈江水电投资公司的三级站"}, False),
        "denied": ({"text": f"{offer}\n卖家：不是盈江水电投资公司"}, False),
        "asked": ({"text": f"{offer}\n评论\n网友甲：这是盈江水电投资公司的吗\n转让方：盈江水电投资公司"}, False),
        "other": ({"seller": "盈江水电投资公司的邻居"}, False), "masked": ({"text": f"{offer}\n转让方：张三丰"}, False),
    }  # fmt: skip
    lines = [{key: value for key, value in {"id": name, "title": name, "text": offer, **more}.items() if value}
             for name, (more, _) in told.items()]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), "utf-8")
    rows_of_table = f"标题,描述,卖家\ntable,{offer},盈江水电投资公司\n"
    (tmp_path / "in.csv").write_text(rows_of_table, "utf-8-sig")
    folder = tmp_path / "case"
    assert run("init", folder).status == 0
    assert run("-w", folder, "import", tmp_path / "in.jsonl", tmp_path / "in.csv").status == 0
    quiet = "SELECT v.title FROM versions v JOIN assessments a ON a.version_id = v.id WHERE a.score = 0"
    assert asked(folder, quiet) == []
    (folder / "context").mkdir()
    (folder / "context" / "own_known.yaml").write_text(known, "utf-8")
    assert run("-w", folder, "reassess").status == 0
    wanted = {name for name, (_, is_his) in told.items() if is_his} | {"table"}
    assert {title for (title,) in asked(folder, quiet)} == wanted
    scanned = rows(run("-w", folder, "scan", "--format", "jsonl", tmp_path / "in.jsonl"))
    assert {row["id"] for row in scanned if row["risk"]["score"] == 0} == wanted - {"table"}
    other = tmp_path / "other"
    assert run("init", other).status == 0
    (other / "context").mkdir()
    (other / "context" / "own_known.yaml").write_text(known, "utf-8")
    assert run("-w", other, "import", tmp_path / "in.jsonl", tmp_path / "in.csv").status == 0
    assert {title for (title,) in asked(other, quiet)} == wanted
    again = run("-w", other, "reassess", "--all", "--format", "jsonl")
    assert (again.status, again.out) == (0, "") and f"{len(told) + 1}  same result" in again.err
