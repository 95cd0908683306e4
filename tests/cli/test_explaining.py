"""`rules explain` and `show` say in the reader's language what a flag rests on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.rules.explain import explain_rule
from monitor.rules.load import load_knowledge

Call = Callable[..., Any]


def test_a_rule_is_explained_with_status_limits_and_sources(run: Call) -> None:
    done = run("rules", "explain", "price_per_kw")
    assert done.status == 0
    for words in ("stable", "price per kW", "1,500 (price_per_kw.low)", "usual 3,000–10,000", "seen in the news"):
        assert words in done.out, words


def test_the_source_of_a_band_is_said_in_the_readers_language(command: Call) -> None:
    assert "维护者依 2010 至 2021 年" in command("--lang", "zh", "rules", "explain", "price_per_kw").out
    assert "band drawn by the maintainers" in command("--lang", "en", "rules", "explain", "price_per_kw").out


def test_the_rows_of_a_rule_say_effect_standing_and_source(run: Call) -> None:
    out = run("rules", "explain", "mining_allowed").out
    line = next(line for line in out.splitlines() if "ndrc-2021-1283" in line)
    assert line.endswith("[contradicts; text seen]")
    assert "Source: http" in out


def test_what_clears_a_flag_is_told_apart_from_what_refutes_the_claim(command: Call) -> None:
    labels = {
        "zh": ("什么能推翻此标记：", "什么能推翻卖方的说法："),
        "en": ("what would clear this flag:", "what would refute the claim:"),
    }
    knowledge = load_knowledge()
    for language, (clears, refutes) in labels.items():
        out = command("--lang", language, "rules", "explain", "not_in_cleanup").out
        rule, claim = knowledge.rules["not_in_cleanup"], knowledge.claims["not_in_cleanup"]
        assert rule.disproved_by and f"{clears} {rule.disproved_by.in_language(language)}" in out
        assert f"{refutes} {claim.disproved_by.in_language(language)}" in out
        out = command("--lang", language, "rules", "explain", "safety_grade").out  # a claim that no rule looks at
        assert refutes in out and clears not in out


def test_a_claim_without_a_rule_is_explained_too(run: Call) -> None:
    done = run("rules", "explain", "safety_grade")
    assert done.status == 0 and "no rule looks at it alone" in done.out
    assert "exit_class_connected" in run("rules", "explain", "grid_connected").out


def test_a_claim_is_told_beside_the_rule_of_its_name_and_what_else_finds_it(run: Call, tmp_path: Path) -> None:
    out = run("rules", "explain", "not_in_cleanup").out
    assert out.index("— rule —") < out.index("— claim —") < out.index("more wordings stand in the program")
    assert "a second reader also weighs" in out
    assert "second reader" not in run("rules", "explain", "annual_output").out  # read from amounts
    assert run("init", tmp_path / "own").status == 0
    (tmp_path / "own" / "claims").mkdir(exist_ok=True)
    (tmp_path / "own" / "claims" / "g.yaml").write_text(
        "id: guarantee\nversion: 9\ntitle: {zh: 包, en: own}\nseverity: high\nsays: x\n"
        "settled_by: [{zh: 无, en: none}]\nphrases: [全程兜底]\n"
        "disproved_by: {zh: 无, en: none}\nmust_match: ['水电站转让，全程兜底']\nmust_not_match: [面议]\n",
        encoding="utf-8",
    )
    out = run("-w", tmp_path / "own", "rules", "explain", "guarantee").out
    assert "changed by files of this workspace: claims/g.yaml" in out and "are silent for it" in out
    done = run("-w", tmp_path / "own", "rules", "test")
    assert done.status == 0 and "0 do not hold" in done.out and "meant so, no fault" in done.out


def test_examples_say_in_which_stance_a_claim_must_be_found(run: Call, command: Call) -> None:
    out = run("rules", "explain", "guarantee").out
    assert "✓ [denied] 电站转让，500千瓦，过户我只陪跑，不打包票，300万" in out
    assert "✓ [wanted by a buyer] 急寻水电站" in out and "in the stance in brackets" in out
    assert "settled by: The authority's receipt or approval" in out[out.index("— claim —") :]
    out = command("--lang", "zh", "rules", "explain", "guarantee").out
    assert "✓ [卖家否认] 电站转让，500千瓦，过户我只陪跑" in out and "方括号内是须有的语气" in out


def test_no_claim_says_that_nothing_settles_or_refutes_it_without_saying_why() -> None:
    said = [
        (claim.id, one) for claim in load_knowledge().claims.values() for one in (*claim.settled_by, claim.disproved_by)
    ]
    assert [name for name, one in said if one.zh.strip("。") == "无" or one.en.strip(".") == "None"] == []


def test_chinese_readers_read_no_english_names(command: Call) -> None:
    out = command("--lang", "zh", "rules", "explain", "turnkey_running").out
    assert "〔原话〕" in out and "{" not in out
    assert "此外成立时严重程度为高" in out and "卖家自称" in out and "稳定" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_rule_shows_a_name_of_the_program_in_its_condition(language: str) -> None:
    knowledge = load_knowledge()
    names = {*knowledge.claims, "asserted", "any_cleanup", "exit_class", "price_per_kw ", "income_over_tariff "}
    for rule in knowledge.rules.values():
        text = "\n".join(line.in_language(language) for line in explain_rule(rule, knowledge).lines)
        if language == "zh":
            assert not [name for name in names if f"：{name}" in text or f"、{name}" in text], rule.id


def test_a_listing_shows_which_clean_up_is_meant_by_which_words_and_where_no_listed_wording_stands(
    tmp_path: Path, run: Call, command: Call
) -> None:
    text = "四川乐山水电站转让，装机2000千瓦，不在清退范围，旁边就是矿场，什么事都能摆平"
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "a", "text": text}, ensure_ascii=False), "utf-8")
    run("init", tmp_path / "case")
    run("-w", tmp_path / "case", "import", tmp_path / "in.jsonl")
    out = run("-w", tmp_path / "case", "show", "1").out
    assert "asserted by the seller (mining · exit class)  「不在清退范围」" in out
    assert "together with words of crypto mining (“矿场”)" in out
    assert "    「矿场」" in out  # marked and listed with the flag
    assert "「什么事都能摆平」  (no listed wording; read from the words of the clause together: “" in out
    out = command("-w", tmp_path / "case", "--lang", "zh", "show", "1").out
    for words in ("(指挖矿 · 退出类名单)", "与“挖矿”字样（「矿场」）同现", "没有列入的写法，按整句用词判断"):
        assert words in out


def test_rows_that_end_soon_are_told(run: Call) -> None:
    out = run("policies", "list", "--at", "2026-11-26", "--place", "四川").out
    assert "sc-2022-186  ends on 2027-04-15, within 180 days: look for a successor" in out
    assert "look for a successor" not in run("policies", "list", "--at", "2024-01-01", "--place", "四川").out
    rows = [
        json.loads(line) for line in run("policies", "list", "--at", "2026-11-26", "--format", "jsonl").out.splitlines()
    ]
    assert {row["ending"] for row in rows} <= {"", "soon"}


def test_a_listing_shows_words_with_stance_numbers_with_source_and_rows_with_standing(
    tmp_path: Path, run: Call
) -> None:
    row = {"id": "a", "text": "四川乐山水电站转让，装机2000千瓦，售价95万元，可挖矿。", "posted_at": "2022-06-01"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    run("init", tmp_path / "case")
    run("-w", tmp_path / "case", "import", tmp_path / "in.jsonl")
    out = run("-w", tmp_path / "case", "show", "1").out
    assert "「可挖矿」  asserted by the seller (the seller's own words)" in out
    assert "price per kW 475 CNY/kW; 950,000 CNY ÷ 2,000 kW = 475 CNY/kW; usual 3,000–10,000" in out
    assert "ndrc-2021-1283  text seen  contradicts" in out
    assert "reads as an offer: " in out
    record = json.loads(run("-w", tmp_path / "case", "show", "1", "--format", "jsonl").out)
    flag = next(flag for flag in record["flags"] if flag["rule"] == "mining_allowed")
    assert flag["words"][0]["claims"][0]["stance"] == "asserted"
    assert {"id", "verify", "effects"} == set(flag["rows"][0])
    assert len(record["judgements"]) == 1 and record["judgements"][0]["difference"] is None
