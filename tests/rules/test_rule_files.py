"""Reading claim, rule, policy and table files: what is accepted, and what each error says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from monitor.errors import ConfigError, DataFileError
from monitor.publish.failures import say_failure
from monitor.rules.build import build_knowledge
from monitor.rules.errors import DataFileErrors
from monitor.rules.files import DATA, data_files
from monitor.rules.load import load_knowledge
from monitor.rules.values import Knowledge

SENTENCE: Final = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]")  # of English

CLAIM = """\
id: own_claim
version: 1
title: {zh: 自定义, en: Own}
severity: low
says: Something of our own.
settled_by:
  - {zh: 文件, en: A document}
disproved_by: {zh: 另一文件, en: Another document}
slots:
  who: [我们, 本站, ""]
  what: [好, 好]
phrases:
  - "{who}水量{what}"
  - {text: 不缺水, protected: 不, max_edits: 0, stance: asserted}
must_match: [本站水量好]
must_not_match: [{text: 缺水, stance: asserted}]
"""
RULE = """\
id: own_rule
version: 1
status: stable
severity: low
title: {zh: 自定义规则, en: Own rule}
reason: {zh: "{words}，待核查", en: "{words}, unverified"}
when: {claim: no_disputes}
settled_by:
  - {zh: 文件, en: A document}
disproved_by: {zh: 另一文件, en: Another document}
must_flag: [水电站转让，无纠纷]
must_not_flag: [水电站转让]
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path) -> Knowledge:
    return build_knowledge(data_files(folder))


def error_of(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder)
    return str(caught.value)


def test_slots_unfold_into_every_wording_once(tmp_path: Path) -> None:
    write(tmp_path, "claims/own.yaml", CLAIM)
    claim = load(tmp_path).claims["own_claim"]
    assert [phrase.text for phrase in claim.phrases] == ["我们水量好", "本站水量好", "水量好", "不缺水"]
    assert claim.phrases[3].protected == "不" and claim.phrases[3].max_edits == 0


def test_a_phrase_may_ask_to_be_found_by_its_sound(tmp_path: Path) -> None:
    write(
        tmp_path,
        "claims/own.yaml",
        CLAIM.replace("max_edits: 0, stance", "sound: true, stance").replace("不缺水,", "不缺好水,"),
    )
    claim = load(tmp_path).claims["own_claim"]
    assert [phrase.sound for phrase in claim.phrases] == [False, False, False, True]


@pytest.mark.parametrize("text", ["不缺水", "不缺水kw"])
def test_a_phrase_that_is_too_short_to_be_heard_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "claims/own.yaml", CLAIM.replace("text: 不缺水", f"sound: true, text: {text}"))
    assert error_of(tmp_path) == f"{path}:14: sound: needs four Han characters or more and nothing else, not {text!r}"


def test_examples_know_their_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, "claims/own.yaml", CLAIM)
    claim = load(tmp_path).claims["own_claim"]
    assert (claim.must_match[0].file, claim.must_match[0].line) == (str(path), 15)
    assert (claim.must_not_match[0].line, claim.must_not_match[0].stance) == (16, "asserted")


def test_a_workspace_adds_rules_and_replaces_built_in_ones_by_id(tmp_path: Path) -> None:
    write(tmp_path, "rules/own.yaml", RULE)
    write(tmp_path, "rules/other.yaml", RULE.replace("own_rule", "no_disputes").replace("version: 1", "version: 9"))
    built_in, own = load_knowledge(), load(tmp_path)
    assert set(own.rules) == set(built_in.rules) | {"own_rule"}
    assert (built_in.rules["no_disputes"].version, own.rules["no_disputes"].version) == (1, 9)
    assert own.digest != built_in.digest


def test_an_unknown_slot_is_told_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "claims/own.yaml", CLAIM.replace("{who}水量", "{whom}水量"))
    assert error_of(tmp_path).startswith(f"{path}:13: the slot {{whom}} is not defined in this file")


def test_a_misspelt_field_is_told_with_the_one_that_is_meant(tmp_path: Path) -> None:
    path = write(tmp_path, "rules/own.yaml", RULE.replace("severity:", "severty:"))
    message = error_of(tmp_path)
    assert f"{path}:4: severty: is not known here; did you mean 'severity'?" in message
    assert "'severity' is missing" in message


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    one = write(
        tmp_path,
        "claims/own.yaml",
        CLAIM.replace("severity: low", "severity: huge").replace("version: 1", "version: 0"),
    )
    two = write(tmp_path, "rules/own.yaml", RULE.replace("status: stable", "status: new"))
    with pytest.raises(DataFileErrors) as caught:
        load(tmp_path)
    assert [(error.path, error.line) for error in caught.value.errors] == [(one, 2), (one, 4), (two, 3)]


def test_an_error_deep_in_a_condition_has_its_own_line(tmp_path: Path) -> None:
    condition = (
        "when:\n  all:\n    - {claim: no_disputes}\n    - not:\n        claim: no_disputes\n        stance: [asertd]\n"
    )
    path = write(tmp_path, "rules/own.yaml", RULE.replace("when: {claim: no_disputes}\n", condition))
    assert error_of(tmp_path).startswith(f"{path}:12: when.all.1.not.stance.0: ")


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("{claim: no_such_claim}", "there is no claim type 'no_such_claim'"),
        ("{fact: capasity}", "there is no fact kind 'capasity'"),
        (
            "{fact: rig, detail: {modle: S9}}",
            ":7: a fact of kind 'rig' has no detail 'modle'; meant is perhaps 'model'",
        ),
        ("{place: [四州]}", ":7: there is no region '四州'; meant is perhaps '四川'"),
        ("{place: [四川/凉山洲]}", "meant is perhaps '四川/凉山'"),
        ("{place: 凉山}", "meant is perhaps '四川/凉山'"),
        ("{number: hours, above: hours.roof}", "when.above: "),
        ("{number: hours, above: minutes.high}", "bands.yaml has no 'minutes.high'"),
        ("{number: hours, above: rig_load.low}", "bands.yaml has no 'rig_load.low'"),
        ("{policy: {claim: mining_allowed, verify: [leaked]}}", "when.policy.verify.0"),
        ("{as_of: {since: 2021-09}}", "when.as_of.since"),
        ("{claim: no_disputes, fact: rig}", "a condition has exactly one of"),
        ("{}", "a condition has exactly one of"),
        ("{near: {first: {claim: no_disputes}, second: {fact: rig}}}", "'within' is missing"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused(tmp_path: Path, condition: str, says: str) -> None:
    write(tmp_path, "rules/own.yaml", RULE.replace("{claim: no_disputes}", condition))
    assert says in error_of(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{words}，待核查", "{words}，已查明", "must contain one of: 待核查, 未证实"),
        ("{words}, unverified", "{words}", "must contain one of: unverified"),
        ("自定义规则", "卖方诈骗", "must not pass a verdict: '诈骗'"),
        ("Own rule", "Illegal sale", "must not pass a verdict: 'illegal'"),
        ("{words}，待核查", "{secret}，待核查", "{secret} is not known here"),
        ("{words}，待核查", "{hours}，待核查", "{hours} is not known here"),
        ("id: own_rule", "id: Own Rule", "id: "),
    ],
)
def test_a_rule_keeps_to_neutral_words_and_known_placeholders(tmp_path: Path, old: str, new: str, says: str) -> None:
    write(tmp_path, "rules/own.yaml", RULE.replace(old, new))
    assert says in error_of(tmp_path)


def test_two_files_with_one_id_are_an_error_that_names_both(tmp_path: Path) -> None:
    first = write(tmp_path, "rules/a.yaml", RULE)
    second = write(tmp_path, "rules/b.yaml", RULE)
    assert error_of(tmp_path) == f"{second}:1: the rule 'own_rule' is already in {first}"


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(40))
CONTEXT = "id: own\nmode: inform\nwhy: {zh: 说明, en: Why}\nsource: ours\ntexts: [试验文本]\n"
POLICY = """\
compiled: 2026-11-24
rows:
  - id: own-row
    topic: mining
    instrument: notice
    status: in_force
    issued: 2021-10
    regions: [四川]
    issuer: 某厅
    title: 某通知
    rule: Something.
    claim_effects: {mining_allowed: contradicts}
    verify: news
    source: [a page]
"""


def test_a_policy_row_takes_dates_with_and_without_quotes(tmp_path: Path) -> None:
    write(
        tmp_path,
        "policies/own.yaml",
        POLICY + "    published: 2021-10-05\n    deadline: 2022\n    effective_to: '2023-02'\n",
    )
    row = next(row for row in load(tmp_path).policies if row.id == "own-row")
    days = [day.isoformat() for day in (row.issued, row.published, row.deadline, row.effective_to) if day]
    assert days == ["2021-10-31", "2021-10-05", "2022-12-31", "2023-02-28"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("    issuer: 某厅\n", "", 3, "'issuer' is missing"),
        ("    source: [a page]\n", "", 3, "'source' is missing"),
        ("    verify: news\n", "", 3, "'verify' is missing"),
        ("issued: 2021-10", "issued: 2021-13", 7, "there is no month 13"),
        ("issued: 2021-10", "issued: 2021-02-30", 7, ""),
        ("issued: 2021-10", "issued: soon", 7, "must be a date"),
        ("mining_allowed: contradicts", "mining_alowed: contradicts", 12, "there is no claim type 'mining_alowed'"),
        ("mining_allowed: contradicts", "mining_allowed: kills", 12, "claim_effects.mining_allowed"),
    ],
)
def test_a_policy_row_without_standing_is_refused(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = write(tmp_path, "policies/own.yaml", POLICY.replace(old, new))
    message = error_of(tmp_path)
    assert message.startswith(f"{path}:{line}: ") and says in message


@pytest.mark.parametrize(
    "text",
    [
        "id: x\n\tversion: 1\n",
        "id: [\n",
        "",
        "id: own_rule\nid: other\n",
        "!!python/object/apply:os.system [ls]\n",
        LAUGHS,
        "[" * 5000,
        "\x00",
        "- just\n- a list\n",
        "just a text",
    ],
    ids=["tab", "open", "empty", "twice", "tag", "laughs", "deep", "binary", "list", "scalar"],
)  # fmt: skip
def test_a_file_that_is_no_rule_is_refused_with_its_name_and_line(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "rules/own.yaml", text)
    assert error_of(tmp_path).startswith(f"{path}:")


def test_a_huge_file_and_one_in_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules" / "own.yaml"
    path.parent.mkdir()
    path.write_bytes(b"#" * 3_000_000)
    assert "larger than" in error_of(tmp_path)
    path.write_bytes(RULE.encode("gbk"))
    assert "UTF-8" in error_of(tmp_path)


def test_slots_that_unfold_into_too_many_wordings_are_refused(tmp_path: Path) -> None:
    words = ", ".join(f"词{i}" for i in range(80))
    text = CLAIM.replace('who: [我们, 本站, ""]', f"who: [{words}]").replace("what: [好, 好]", f"what: [{words}]")
    path = write(tmp_path, "claims/own.yaml", text)
    assert error_of(tmp_path).startswith(f"{path}:13: unfolds into 6400 wordings")


def test_a_single_error_is_a_data_file_error_with_path_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, "rules/own.yaml", RULE.replace("status: stable", "status: new"))
    with pytest.raises(DataFileError) as caught:
        load(tmp_path)
    assert (caught.value.path, caught.value.line) == (path, 3)


def test_a_wrong_mapping_among_texts_is_told_once(tmp_path: Path) -> None:
    path = write(tmp_path, "claims/own.yaml", CLAIM.replace("protected: 不", "protect: 不"))
    what = "phrases.1.protect: is not known here; did you mean 'protected'?"
    assert error_of(tmp_path) == f"{path}:14: {what}"


def test_a_key_of_patterns_among_phrases_is_not_suggested_as_itself(tmp_path: Path) -> None:
    path = write(tmp_path, "claims/own.yaml", CLAIM.replace("protected: 不", "not_after: [不]"))
    what = "'not_after' belongs in another part of such a file: see docs/rules.md"
    assert error_of(tmp_path) == f"{path}:14: phrases.1.not_after: is not known here; {what}"


def test_a_context_list_must_name_something_and_known_rules(tmp_path: Path) -> None:
    write(tmp_path, "context/empty.yaml", CONTEXT.replace("texts: [试验文本]\n", ""))
    assert "names no texts, sites or sellers" in error_of(tmp_path)
    (tmp_path / "context" / "empty.yaml").unlink()
    write(tmp_path, "context/own.yaml", CONTEXT + "rules: [no_such_rule]\n")
    assert "there is no rule 'no_such_rule'" in error_of(tmp_path)


def test_files_that_end_in_yml_count_and_hidden_ones_do_not(tmp_path: Path) -> None:
    write(tmp_path, "rules/own.yml", RULE)
    write(tmp_path, "rules/._own.yaml", "\x00\x05")
    write(tmp_path, "rules/.own.yaml.swp", "\x00\x05")
    assert "own_rule" in load(tmp_path).rules


def test_a_file_named_like_a_built_in_one_may_hold_another_rule(tmp_path: Path) -> None:
    write(tmp_path, "rules/no_disputes.yaml", RULE)
    write(tmp_path, "context/own.yaml", CONTEXT + "rules: [no_disputes, own_rule]\n")
    assert {"own_rule", "no_disputes"} <= set(load(tmp_path).rules)


def test_a_folder_that_is_not_there_and_a_link_to_nowhere_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        load_knowledge(tmp_path / "none")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").symlink_to(tmp_path / "nowhere.yaml")
    with pytest.raises(DataFileError, match=r"own\.yaml:1: cannot be read"):
        load_knowledge(tmp_path)


def test_an_own_table_replaces_the_built_in_one_whole(tmp_path: Path) -> None:
    text = (DATA / "risk.yaml").read_text("utf-8").replace("high: [40, 25, 15, 5]", "high: [50, 1]")
    write(tmp_path, "risk.yaml", text)
    assert load(tmp_path).risk.points["high"] == (50, 1)
    bands = (DATA / "bands.yaml").read_text("utf-8").replace("id: hours", "id: minutes")
    write(tmp_path, "bands.yaml", bands)
    write(tmp_path, "bands.yaml", bands.replace("    constant: 0.8", "    # constant: 0.8"))
    assert "the band 'head_flow_ratio' with its constant is missing" in error_of(tmp_path)
    write(tmp_path, "bands.yaml", bands)
    assert "rules/hours_band.yaml" in error_of(tmp_path) and "bands.yaml has no 'hours.high'" in error_of(tmp_path)


GRIDS = """\
grids:
  - id: own_grid
    name: {zh: 我的电网, en: Mine}
    words: [我的电网]
    kind: main
    provinces: [云南, 四川省]
    prefectures: [德宏, 凉山彝族自治州]
    only_in: {四川: [凉山]}
    verify: general
    source: ours
"""


def test_a_grid_may_name_its_places_short_and_wrong_places_and_models_are_told(tmp_path: Path) -> None:
    write(tmp_path, "grids.yaml", GRIDS)
    (grid,) = load(tmp_path).grids
    assert grid.provinces == ("云南省", "四川省") and grid.only_in == (("四川省", ("凉山彝族自治州",)),)
    assert grid.serves("云南省", "德宏傣族景颇族自治州") and not grid.serves("云南省", "保山市")
    grids = write(tmp_path, "grids.yaml", GRIDS.replace("云南,", "云男,").replace("德宏", "郴州"))
    rigs = "rigs:\n  - {name: S19, aliases: [s19 pro], watts: 3250, source: a}\n"
    table = write(tmp_path, "rigs.yaml", rigs + "  - {name: S19 Pro, watts: 3500, source: b}\n")
    assert error_of(tmp_path).splitlines() == [
        f"{grids}:6: there is no province '云男'; write its name as in 云南省 or 云南, 德宏州 or 德宏",
        f"{grids}:7: there is no prefecture '郴州'; write its name as in 云南省 or 云南, 德宏州 or 德宏",
        f"{table}:3: the model 'S19 Pro' stands at line 2, too",
    ]


POLICIES = """\
compiled: 2026-11-24
rows:
  - id: own-2023
    topic: hydro_exit
    instrument: notice
    status: in_force
    issued: 2023-05-10
    published: 2023-05-10
    effective_to: 2025-12-31
    regions: [云南]
    issuer: 某局
    title: 某通知
    rule: Something.
    claim_effects: {papers_complete: needs_document}
    verify: text
    source: [seen]
"""
KNOWN = "id: own_known\nmode: inform\nwhy: {zh: 已核实, en: Checked}\nsource: ours\nsites: [example.org]\n"
MADE = {"claims/own.yaml": CLAIM, "rules/own.yaml": RULE, "policies/own.yaml": POLICIES, "context/own.yaml": KNOWN}
# A file of those above, what is written in it, what stands there instead -> the line of the error, what it says.
WRONG: Final = (
    ("claims", "must_match:", "must_matches:", 1, "'must_match' is missing", "缺少 'must_match'"),
    ("claims", "must_match:", "must_matches:", 15, "did you mean 'must_match'?", "是否想写 'must_match'？"),
    ("claims", "{who}水量", "{whom}水量", 13, "the slot {whom} is not defined", "没有词槽 {whom}"),
    ("claims", "{who}水量", "{who水量", 13, "a brace that is no {slot}", "花括号"),
    ("claims", "  what:", " what:", 11, "the same number of spaces before them", "空格数相同"),
    ("claims", "stance: asserted}\nmust", "stance: sure}\nmust", 14, "must be one of: 'asserted'", "应为以下之一："),
    ("claims", "must_match: [", "patterns: ['[a]']\nmust_match: [", 15, "no words that must stand", "没有必须出现的词"),
    ("claims", "id: own_claim", "id: Own claim", 1, "must be a short name", "须为短名"),
    ("rules", "{claim: no_disputes}", "{claim: no_dispute}", 7, "there is no claim type", "没有主张类型"),
    ("rules", "{claim: no_disputes}", "{fact: power}", 7, "there is no fact kind", "没有事实类别"),
    ("rules", "{claim: no_disputes}", "{place: [云南/德红]}", 7, "meant is perhaps", "可能是"),
    ("rules", "{claim: no_disputes}", "{place: [火星]}", 7, "there is no region", "没有这个地区"),
    ("rules", "{claim: no_disputes}", "{claim: no_disputes, fact: price}", 7, "exactly one of", "一个条件须且只能有"),
    (
        "rules",
        "{claim: no_disputes}",
        "{as_of: {since: 2023-02-30}}",
        7,
        "there is no day 2023-02-30",
        "没有 2023-02-30",
    ),
    ("rules", "{claim: no_disputes}", "{number: hours, above: hours.hi}", 7, "<band>.<limit>", "<区间>.<界限>"),
    ("rules", "words}，待核查", "word}，待核查", 6, "{word} is not known here", "此处不能用 {word}"),
    ("rules", "，待核查", "", 6, "must contain one of", "须含有以下之一"),
    (
        "rules",
        "severity: low",
        "severity: severe",
        4,
        "one of: 'high', 'medium', 'low', not",
        "不能是 'severe'",
    ),
    ("policies", "published: 2023-05-10", "published: 2023-13-10", 8, "there is no day 2023-13-10", "这一天"),
    ("policies", "papers_complete:", "paper_complete:", 14, "there is no claim type", "没有主张类型"),
    ("policies", "    source: [seen]\n", "", 3, "'source' is missing", "缺少 'source'"),
    ("policies", "effective_to: 2025", "effective_to: 2022", 9, "lies before published 2023-05-10", "永远不会生效"),
    ("claims", "{who}水量", "{who}.*水量", 13, ".* is no sign that is known in", "不是可用的符号"),
    ("claims", "must_match: [", "patterns: ['水量.+好']\nmust_match: [", 15, ".+ is no sign", "不是可用的符号"),
    ("claims", '"{who}水量{what}"', "“{who}水量{what}”", 13, "the quotation mark “ is of no use", "引号 “"),
    ("context", "sites: [example.org]", "", 1, "names no texts, sites or sellers", "没有写明"),
    ("context", "example.org", "https://www.x.com/list", 5, "must be the name of a host", "须为小写的主机名"),
    ("context", "sites:", "rules: [not_a_rule]\nsites:", 5, "there is no rule 'not_a_rule'", "没有规则"),
)


def test_what_is_wrong_in_a_file_is_said_in_the_words_of_both_languages(tmp_path: Path) -> None:
    paths = []
    for number, (kind, words, instead, *_) in enumerate(WRONG):
        made = MADE[f"{kind}/own.yaml"]
        assert words in made, words
        made = re.sub(
            r"\b(own_claim|own_rule|own-2023|own_known)\b", rf"\g<1>{number}", made.replace(words, instead, 1)
        )
        paths.append(write(tmp_path, f"{kind}/{number}.yaml", made))
    write(tmp_path, "claims/a.yaml", CLAIM)
    write(tmp_path, "claims/b.yaml", CLAIM)
    told = error_of(tmp_path)
    said = [say_failure(one, "zh") for one in told.splitlines()]
    for path, (_, _, _, line, english, chinese) in zip(paths, WRONG, strict=True):
        assert any(one.startswith(f"{path}:{line}: ") and english in one for one in told.splitlines()), (path, told)
        assert any(one.startswith(f"{path}:{line}：") and chinese in one for one in said), (path, said)
    assert any("主张类型 'own_claim' 已在" in one for one in said)
    for one in said:
        assert not SENTENCE.search(re.sub(r"'[^']*'", "", one)), one
