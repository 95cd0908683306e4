"""A workspace from its making to its verification, by commands alone: init, import, list, show, search, verify."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest

Call = Callable[..., Any]
SELLER = "630千瓦水电站转让，位于四川省会东县，95万，证件齐全，不在清退范围，可挖矿，接盘即可运转，电话13800001111"
HARMLESS = "出售家用洗衣机一台，八成新，自提"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, command: Call) -> Path:
    """A workspace with four files imported, two of which cannot be read."""
    top = tmp_path_factory.mktemp("files")
    inbox = top / "收件"
    inbox.mkdir()
    page = f"<html><head><meta charset=gbk></head><h1>=急转水电站</h1><p>发布时间：2021-07-14</p><p>{SELLER}</p></html>"
    (inbox / "a.html").write_bytes(page.encode("gb18030"))
    (inbox / "b.txt").write_text(HARMLESS, "utf-8")
    (inbox / "c.jsonl").write_text('{"id": 1, "text": "贵州水电站转让，手续齐全，并入国网"}\n{broken\n', "utf-8")
    (inbox / "d.html").write_bytes(b"\x00\x01\x02" * 100)
    assert command("init", top / "case").status == 0
    done = command("-w", top / "case", "import", inbox)
    assert done.status == 3, done
    failures = [line for line in done.err.splitlines() if line.strip()]
    assert len(failures) == 2
    assert any("c.jsonl:2" in line for line in failures) and any("d.html" in line for line in failures)
    return top / "case"


def rows(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_the_token_for_uploads_is_printed_and_renewed(folder: Path, run: Call) -> None:
    first = run("upload-token", "-w", folder)
    again = run("upload-token", "-w", folder)
    renewed = run("upload-token", "-w", folder, "--new")
    assert (first.status, again.status, renewed.status) == (0, 0, 0)
    assert first.out == again.out != renewed.out
    assert run("upload-token", "-w", folder).out == renewed.out


def test_the_queue_is_ordered_by_risk_and_says_unverified(folder: Path, run: Call) -> None:
    found = rows(run("list", "-w", folder, "--format", "jsonl"))
    assert found[0]["level"] == "critical"
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    assert len(found) == 3
    assert all(row["standing"] == "待核查/unverified" for row in found)
    assert "unverified" in run("list", "-w", folder).out
    assert "待核查" in run("list", "-w", folder, "--format", "csv").out


@pytest.mark.parametrize(
    ("filters", "many"),
    [
        (["--level", "critical"], 1), (["--claim", "mining_allowed"], 1), (["--province", "四川省"], 1),
        (["--limit", "2"], 2),
        (["--source", "import"], 3), (["--offer", "direct"], 2),
        (["--since", "2999-01-01"], 0),
        (["--claim", "mining_allowed", "--claim", "grid_name"], 2), (["--status", "sold"], 0),
    ],
)  # fmt: skip
def test_the_queue_can_be_narrowed(folder: Path, run: Call, filters: list[str], many: int) -> None:
    assert len(rows(run("list", "-w", folder, "--format", "jsonl", *filters))) == many


def test_claims_that_are_reported_are_found_and_shown_as_such(run: Call, tmp_path: Path) -> None:
    report = "记者调查：闲鱼上多座小水电站转让。有卖家称电站不在清退范围，可以挖矿。当地水利局表示将核查。"
    (tmp_path / "press.txt").write_text(report, "utf-8")
    assert run("init", tmp_path / "case").status == 0
    assert run("import", "-w", tmp_path / "case", tmp_path / "press.txt").status == 0
    asked = ("list", "-w", tmp_path / "case", "--claim", "not_in_cleanup")
    (found,) = rows(run(*asked, "--offer", "reported", "--format", "jsonl"))
    assert "not_in_cleanup:reported" in found["claims"]
    assert "reported by others: " in run(*asked, "--stance", "reported").out
    assert "reported by others" not in run(*asked, "--stance", "asserted").out
    wrong = run("list", "-w", tmp_path / "case", "--source", "nosuch")
    assert wrong.status == 2 and "there is no source 'nosuch' in this workspace; known: import" in wrong.err


def test_csv_is_a_table_no_spreadsheet_runs(folder: Path, run: Call) -> None:
    done = run("list", "-w", folder, "--format", "csv", "--level", "critical")
    (row,) = csv.DictReader(StringIO(done.out))
    assert row["title"] == "'=急转水电站"
    assert (row["price"], row["place"].split()[0]) == ("950000", "四川省")


def test_a_listing_is_shown_with_words_reasons_papers_and_evidence_but_no_phone(folder: Path, run: Call) -> None:
    (row,) = rows(run("list", "-w", folder, "--format", "jsonl", "--level", "critical"))
    table = run("show", row["id"], "-w", folder)
    assert table.status == 0
    for words in ("不在清退范围", "settled by", "unverified", ".warc.gz@", "sha256:"):
        assert words in table.out
    record = rows(run("show", row["id"], "-w", folder, "--format", "jsonl"))[0]
    assert record["version"]["posted_at"] == "2021-07-14"
    assert record["version"]["assessment"]["as_of"] == "2021-07-14"
    assert "13800001111" not in table.out + json.dumps(record, ensure_ascii=False)
    missing = run("show", "999", "-w", folder)
    assert missing.status == 2 and "999" in missing.err


def test_no_policy_published_after_the_listings_day_is_held_against_it(folder: Path, run: Call) -> None:
    (row,) = rows(run("list", "-w", folder, "--format", "jsonl", "--level", "critical"))
    record = rows(run("show", row["id"], "-w", folder, "--format", "jsonl"))[0]
    known = {policy["id"]: policy["known_from"] for policy in rows(run("policies", "list", "--format", "jsonl"))}
    judged = record["version"]["assessment"]["policies"]
    assert judged
    assert all(known[name] <= "2021-07-14" for name in judged)


@pytest.mark.parametrize(
    ("words", "many"), [(["清退"], 1), (["清退範圍"], 1), (["清　退"], 1), (["国网", "手续"], 1), (["没有的词"], 0)]
)
def test_search_finds_two_characters_in_either_script(folder: Path, run: Call, words: list[str], many: int) -> None:
    assert len(rows(run("search", "-w", folder, "--format", "jsonl", *words))) == many


def test_the_same_bytes_are_imported_once(folder: Path, command: Call, tmp_path: Path) -> None:
    before = len(rows(command("list", "-w", folder, "--format", "jsonl")))
    (tmp_path / "copy.txt").write_text(HARMLESS, "utf-8")
    assert command("-w", folder, "import", tmp_path / "copy.txt").status == 0
    assert len(rows(command("list", "-w", folder, "--format", "jsonl"))) == before


def test_what_could_not_be_read_is_said_in_the_language_of_the_command(
    tmp_path: Path, command: Call, run: Call
) -> None:
    folder = tmp_path / "case"
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "empty.txt").write_bytes(b"")
    (tmp_path / "bad" / "tool.exe").write_bytes(b"MZ" + bytes(range(256)) * 4)
    run("init", folder)
    zh = command("--lang", "zh", "-w", folder, "import", tmp_path / "bad")
    assert "empty.txt: 文件是空的" in zh.err and "已保存但未读取" in zh.err
    en = command("--lang", "en", "-w", folder, "imports", "1")
    assert "empty.txt: the file is empty" in en.err and "kept but not read" in en.err


def test_a_column_and_its_field_the_wrong_way_round_are_told(folder: Path, run: Call) -> None:
    done = run("import", "-w", folder, "--column", "描述=text", "nowhere.csv")
    assert done.status == 2 and "did you mean text=描述?" in done.err


def test_importing_what_is_not_there_is_wrong_input(folder: Path, run: Call) -> None:
    done = run("import", "-w", folder, "nowhere.txt")
    assert done.status == 2 and "nowhere.txt" in done.err


def test_evidence_and_log_verify_and_a_changed_byte_is_found(folder: Path, run: Call) -> None:
    assert run("verify", "-w", folder).status == 0
    assert run("audit", "verify", "-w", folder).status == 0
    archive = next((folder / "archive").glob("*.warc.gz"))
    whole = archive.read_bytes()
    try:
        archive.write_bytes(whole[:-40] + bytes([whole[-40] ^ 0xFF]) + whole[-39:])
        done = run("verify", "-w", folder, "--format", "jsonl")
        assert done.status == 3
        assert any(not row["ok"] and row["reason"] for row in rows(done))
    finally:
        archive.write_bytes(whole)


def test_policies_are_those_known_at_a_place_on_a_day(run: Call) -> None:
    def at(place: str, day: str) -> set[str]:
        return {row["id"] for row in rows(run("policies", "list", "--at", day, "--place", place, "--format", "jsonl"))}

    assert at("贵州", "2021-07-14") < at("贵州", "2022-06-30")
    assert at("四川", "2021-07-14") != at("贵州", "2021-07-14")
    assert at("会东县", "2021-07-14") >= at("四川", "2021-07-14")


def test_rules_are_listed_tested_and_explained(run: Call) -> None:
    names = [row["id"] for row in rows(run("rules", "list", "--format", "jsonl"))]
    assert len(names) >= 15
    explained = run("rules", "explain", names[0])
    assert explained.status == 0 and names[0] in explained.out


def test_an_own_rule_with_a_wrong_line_is_named_with_file_and_line(run: Call, tmp_path: Path) -> None:
    run("init", tmp_path / "case")
    (tmp_path / "case" / "rules" / "mine.yaml").write_text("id: mine\nversion: 1\nnonsense: true\n", "utf-8")
    done = run("rules", "list", "-w", tmp_path / "case")
    assert done.status == 2
    assert "mine.yaml:" in done.err


def test_on_a_terminal_the_table_fits_its_width_and_cuts_nothing(
    folder: Path, program: str, surroundings: dict[str, str]
) -> None:
    master, slave = os.openpty()
    with subprocess.Popen(
        [program, "-w", folder, "--lang", "zh", "list", "--level", "critical"], stdout=slave, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL, env={**surroundings, "COLUMNS": "100", "TERM": "xterm"},
    ) as process:  # fmt: skip
        os.close(slave)
        shown = b""
        try:
            while part := os.read(master, 65536):
                shown += part
        except OSError:  # Linux: the other end was closed
            pass
        os.close(master)
        assert process.stderr is not None and process.stderr.read() == b""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8")).splitlines()
    widths = [sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line.rstrip()) for line in lines]
    assert max(widths[:-1]) <= 100
    assert "…" not in "".join(lines)
