"""hydrowatch scan: the stateless check, its JSON contract and its statuses."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor import scan_text
from monitor.errors import ConfigError
from monitor.publish.failures import say_failure
from monitor.run import build_detector

Call = Callable[..., Any]
OFFER = "贵州630千瓦水电站转让，95万，证件齐全，不在清退范围，可挖矿，电话13800001111"
FACT_KEYS = {"kind", "role", "value_min", "value_max", "unit", "per", "units", "unit_conflict", "start", "end", "text"}
CLAIM_KEYS = {"type", "stance", "sense", "scope", "start", "end", "text", "distance"}
FLAG_KEYS = {"rule", "version", "severity", "title", "reason", "spans", "policies", "settled_by"}


def lines(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def jsonl(*values: dict[str, Any]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def test_json_lines_give_one_object_per_input_in_order(command: Call) -> None:
    many = [{"id": f"n{number}", "text": f"{OFFER}{number}"} for number in range(600)]
    done = command("scan", "-", "--format", "jsonl", stdin=jsonl(*many))
    assert done.status == 0
    assert [record["id"] for record in lines(done)] == [value["id"] for value in many]


def test_every_object_keeps_the_contract_and_every_span_its_words(command: Call) -> None:
    text = f"★ {OFFER} 𠀀 装机2×315kW"
    (record,) = lines(
        command("scan", "--input", "jsonl", "--format", "jsonl", "-", stdin=jsonl({"id": 7, "text": text}))
    )
    assert record["id"] == "7"
    assert record["offer"] == "direct"
    assert "text" not in record
    assert record["facts"] and record["claims"] and record["flags"]
    for fact in record["facts"]:
        assert fact.keys() >= FACT_KEYS
        assert fact["text"] is None or text[fact["start"] : fact["end"]] == fact["text"]
    for claim in record["claims"]:
        assert claim.keys() >= CLAIM_KEYS
        assert text[claim["start"] : claim["end"]] == claim["text"]
    for flag in record["flags"]:
        assert flag.keys() >= FLAG_KEYS
        assert set(flag["title"]) == set(flag["reason"]) == {"zh", "en"}
        assert all(isinstance(paper, str) for paper in flag["settled_by"])
    assert record["risk"]["level"] in {"none", "low", "medium", "high", "critical"}
    assert [claim["type"] for claim in record["claims"]] == ["papers_complete", "not_in_cleanup", "mining_allowed"]


def test_the_command_and_the_python_function_say_the_same(command: Call) -> None:
    from monitor.publish.records import as_record

    line = {"id": "text", "text": OFFER, "posted_at": "2021-07-14", "place": "贵州"}
    (told,) = lines(command("scan", "-", "--format", "jsonl", stdin=jsonl(line)))
    assert told == json.loads(json.dumps(as_record(scan_text(OFFER, posted_at="2021-07-14", place="贵州"))))


def test_a_day_and_place_given_count_for_inputs_that_have_none(command: Call) -> None:
    own, none = {"id": "a", "text": OFFER, "posted_at": "2021-06-01"}, {"id": "b", "text": OFFER}
    a, b = lines(command("scan", "-", "--format", "jsonl", "--date", "2021-10-01", stdin=jsonl(own, none)))
    assert (a["as_of"], b["as_of"]) == ("2021-06-01", "2021-10-01")
    assert len(b["policies"]) > len(a["policies"])


def test_a_text_that_has_nothing_to_do_with_plants_is_said_to_be_such(command: Call, tmp_path: Path) -> None:
    file = tmp_path / "car.txt"
    file.write_text("个人一手轿车出售，2018年上牌，跑了6.5万公里，无事故无水泡，全程4S店保养，价格5.8万可小刀", "utf-8")
    assert "has to do with neither hydropower nor mining" in command("scan", str(file)).out
    assert "与水电、挖矿无关" in command("--lang", "zh", "scan", str(file)).out
    assert json.loads(command("scan", "--format", "jsonl", str(file)).out)["related"] is False


def test_no_phone_number_is_printed_in_any_form(command: Call, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{OFFER}</p>", "utf-8")
    for form in ("table", "jsonl"):
        assert "13800001111" not in command("scan", tmp_path / "a.html", "--format", form).out


def test_a_page_brings_its_text_so_that_spans_can_be_followed(command: Call, tmp_path: Path) -> None:
    page = "<html><head><title>站</title></head><body><h1>水电站转让</h1><p>不在<b>清退</b>范围</p></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    (record,) = lines(command("scan", tmp_path / "a.html", "--format", "jsonl"))
    assert record["text"] == "水电站转让\n不在清退范围"
    (claim,) = [claim for claim in record["claims"] if claim["type"] == "not_in_cleanup"]
    assert record["text"][claim["start"] : claim["end"]] == "不在清退范围"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_file_of_any_encoding_is_one_document(command: Call, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes(OFFER.encode(encoding))
    (record,) = lines(command("scan", tmp_path / "a.txt", "--format", "jsonl"))
    assert (record["id"], record["risk"]["level"]) == (str(tmp_path / "a.txt"), "critical")


def test_fail_on_says_whether_a_level_was_reached(command: Call) -> None:
    harmless = "出售家用洗衣机一台"
    assert command("scan", stdin=OFFER).status == 0
    assert command("scan", "--fail-on", "high", stdin=OFFER).status == 1
    assert command("scan", "--fail-on", "low", stdin=harmless).status == 0


def test_what_cannot_be_read_is_listed_and_the_rest_is_done(command: Call, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(OFFER, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02" * 50)
    (tmp_path / "empty.txt").write_bytes(b"")
    done = command("scan", tmp_path / "bad.txt", tmp_path / "good.txt", tmp_path / "empty.txt", "--format", "jsonl")
    assert (done.status, len(lines(done))) == (3, 1)
    assert [line.split(": ")[1].rpartition("/")[2] for line in done.err.splitlines()] == ["bad.txt", "empty.txt"]
    only_bad = command("scan", tmp_path / "bad.txt", tmp_path / "nowhere.txt")
    assert (only_bad.status, only_bad.out, len(only_bad.err.splitlines())) == (2, "", 2)


def test_a_bad_line_names_its_number_and_the_rest_is_done(command: Call) -> None:
    done = command(
        "scan",
        "-",
        "--input",
        "jsonl",
        "--format",
        "jsonl",
        stdin=jsonl({"text": "甲"}) + "{oops\n" + jsonl({"text": "乙"}),
    )
    assert (done.status, [record["id"] for record in lines(done)]) == (3, ["1", "3"])
    assert "-:2: not JSON" in done.err


def test_a_place_may_have_parts_and_what_cannot_be_used_of_a_line_is_told(command: Call) -> None:
    written = ({"place": {"county": "会东县", "province": "四川省"}}, {"place": ["四川", "会东"]},
               {"place": "火星", "speaker": "martian"}, {"place": 7.5, "speaker": ["press"]},
               {"posted_at": "2021-13-45"})  # fmt: skip
    given = "".join(jsonl({"text": OFFER[2:], "posted_at": "2021-07-14", **fields}) for fields in written)
    done = command("scan", "-", "--input", "jsonl", "--format", "jsonl", stdin=given)
    assert done.status == 0 and len(lines(done)) == 5
    by_place = [any(row.startswith("sc-") for row in one["policies"]) for one in lines(done)]
    assert by_place == [True, True, False, False, False]
    assert '-:3: "speaker" "martian" is not used; known: seller, buyer' in done.err
    assert "3: its place '火星' names no province" in done.err
    assert '-:4: "speaker" ["press"] is not used' in done.err and "4: its place '7.5' names no" in done.err
    assert '-:5: "posted_at" "2021-13-45" is not used; write YYYY-MM-DD' in done.err


def test_an_archive_is_sent_to_the_import_at_once_packed_or_not(command: Call, tmp_path: Path) -> None:
    record = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
    (tmp_path / "a.wet").write_bytes(record)
    (tmp_path / "a.wet.gz").write_bytes(gzip.compress(record))
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(OFFER.encode()))
    done = command("scan", tmp_path / "a.wet", tmp_path / "a.wet.gz", tmp_path / "a.txt.gz")
    said = [line.partition(": cannot be read: ")[2] for line in done.err.splitlines()]
    told = "it is a WARC archive; `hydrowatch import` reads those"
    assert (done.status, said[:2]) == (2, [told, told]) and said[2].endswith("; unpack it first")
    assert say_failure(told, "zh") == "属“WARC 存档”；hydrowatch import 可以读取"


def test_what_the_python_function_is_given_wrong_is_said_in_one_sentence(tmp_path: Path) -> None:
    given: Any
    for given, told in (
        ({"text": None}, "text must be a text, not None"), ({"title": 5}, "title must be a text, not 5"),
        ({"place": 5}, "place must be a text, not 5"), ({"place": "火星"}, "no such place: '火星'; write a province"),
        ({"speaker": "sellr"}, "no such speaker: 'sellr'; known: seller"),
        ({"posted_at": 20210714}, "not a date: 20210714; write YYYY-MM-DD"),
    ):  # fmt: skip
        with pytest.raises(ConfigError, match=f"^{re.escape(told)}") as caught:
            scan_text(**{"text": OFFER, **given})
        assert any("\u4e00" <= sign <= "\u9fff" for sign in say_failure(str(caught.value), "zh")[:8])
    assert scan_text(OFFER, place="老挝").document.place == "老挝"
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "own.yaml").write_text(
        "id: own\nmode: inform\nwhy: {zh: 已知, en: Known}\nsource: ours\nsites: [example.org]\n", "utf-8"
    )
    assert build_detector(str(tmp_path)).knowledge.contexts[-1].id == "own"


def test_a_text_after_many_blank_lines_is_read(command: Call, tmp_path: Path) -> None:
    (tmp_path / "late.txt").write_text("\n" * 300_000 + OFFER, "utf-8")
    done = command("scan", tmp_path / "late.txt", "--format", "jsonl")
    assert done.status == 0 and lines(done)[0]["offer"] == "direct"
    (tmp_path / "late.txt").write_text("\n" * 300_000, "utf-8")
    assert "it is empty" in command("scan", tmp_path / "late.txt").err


def test_a_page_cannot_steer_the_terminal(command: Call) -> None:
    done = command("scan", stdin="\x1b[2J\x1b]0;evil\x07水电站\u202e转让，\u3000不在\x1b[31m清退范围")
    assert not any(character in done.out for character in "\x1b\x07\u202e")


def test_the_table_names_flags_papers_and_that_nothing_is_proved(command: Call) -> None:
    english, chinese = command("scan", stdin=OFFER).out, command("scan", "--lang", "zh", stdin=OFFER).out
    assert "settled by" in english and "unverified" in english
    assert "待核查" in chinese and "不在清退范围" in chinese


def test_a_long_text_is_read_in_bounded_time(command: Call, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("不" * 300_000 + OFFER + "9" * 300_000, "utf-8")
    (record,) = lines(command("scan", tmp_path / "long.txt", "--format", "jsonl"))
    assert "630千瓦" in {fact["text"] for fact in record["facts"]}


@pytest.mark.parametrize("named", ["", "item.html"])
@pytest.mark.parametrize("sheet", ["item_files/a.css", "../css/a.css"])
def test_what_the_sheets_beside_a_page_hide_is_not_scanned(
    command: Call, tmp_path: Path, named: str, sheet: str
) -> None:
    top, page = tmp_path / "site", tmp_path / "site" / "in" / "item.html"
    hidden = f"<link rel=stylesheet href={sheet}><h1>转让</h1><p>{OFFER}</p><p class=box>转让价：1万元</p>"
    frame = "<iframe src=item_files/f.html></iframe>"
    for path, body in {
        page: f"<!DOCTYPE html><html><meta charset=utf-8>{hidden}{frame}", page.parent / sheet: ".box{display:none}",
        page.parent / "item_files" / "f.html": "<meta charset=utf-8><p>水轮机两台，另有大坝</p>",
    }.items():  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
    (record,) = lines(command("scan", str(page if named else top), "--format", "jsonl"))
    is_outside = named and sheet.startswith("..")
    assert ("1万元" in record["text"]) is bool(is_outside), "of a page that is named only its folder is looked into"
    assert record["text"].endswith("另有大坝")


def test_own_rules_count_where_a_workspace_or_a_folder_of_them_is_named(run: Call, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    text, plain, own = tmp_path / "a.txt", tmp_path / "plain", tmp_path / "own"
    text.write_text("水电站转让，1000千瓦，一路兜底", encoding="utf-8")
    plain.mkdir()
    assert run("init", own).status == 0
    assert "also judged" not in run("scan", text, "-w", own).err  # it has none yet
    (own / "claims").mkdir(exist_ok=True)
    claims = own / "claims" / "more.yaml"
    claims.write_text(
        "add_to: guarantee\nversion: 1\nphrases: [一路兜底]\nmust_match: ['水电站转让，1000千瓦，一路兜底']\n",
        encoding="utf-8",
    )
    for named in (("-w", own, "scan", text), ("scan", text, "-w", own), ("scan", text, "--rules", own)):
        done = run(*named)
        assert "一路兜底" in done.out and f"also judged by 1 data files of {own}" in done.err
    assert "一路兜底" in run("rules", "explain", "guarantee", "--rules", own).out
    assert run("rules", "test", "guarantee", "--rules", own).status == 0
    assert "not_in_cleanup" in run("rules", "list", "--rules", own).out
    monkeypatch.setenv("HYDROWATCH_WORKSPACE", str(own))
    assert "(guarantee)" in run("scan", text).out
    monkeypatch.delenv("HYDROWATCH_WORKSPACE")
    monkeypatch.chdir(own)  # not named: where the command is started decides nothing
    assert "(guarantee)" not in run("scan", text).out
    assert "(guarantee)" in run("scan", text, "-w", ".").out
    for option, folder, why in (("-w", plain, "is no workspace"), ("--rules", plain, "holds no folder claims"),
                                ("--rules", tmp_path / "none", "no such folder")):  # fmt: skip
        refused = run("scan", text, option, folder)
        assert (refused.status, refused.out) == (2, "") and why in refused.err
    assert "no such folder" in run("rules", "test", "--rules", tmp_path / "none").err
    claims.write_text("add_to: guarantee\nversion: 1\n", encoding="utf-8")
    broken = run("scan", text, "-w", own)
    assert (broken.status, broken.out) == (2, "") and f"{claims}:1: adds nothing" in broken.err
