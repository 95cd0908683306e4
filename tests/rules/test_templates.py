"""Gap patterns of claim files: what they match, what they refuse, and that their words to look for are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.rules.templates import MOST, compile_template, words_of
from monitor.run.detector import build_detector

SLOTS = {"list": ["退出名单", "清退名单"], "us": ["我们", "本站"], "maybe": ["", "被"]}


def matched(pattern: str, text: str, **limits: list[str]) -> str | None:
    made = compile_template(pattern, SLOTS, **limits)
    found = re.search(made.source, text)
    return found.group() if found else None


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("{list}…8没{us}", "退出名单县里查过没我们", "退出名单县里查过没我们"),
        ("{list}…2没{us}", "退出名单县里查过没我们", None),
        ("{list}…8退", "退出名单不会退", None),
        ("{list}…!8退", "退出名单不会退", "退出名单不会退"),
        ("(列|纳)入[了]{list}", "纳入了清退名单", "纳入了清退名单"),
        ("{maybe}清退", "被清退", "被清退"),
        ("#年回本", "三年回本", "三年回本"),
        ("#年回本", "半年后回本", None),
        ("connected…20grid", "it is connected to the state grid now", "connected to the state grid"),
        ("grid", "gridlock", None),
        ("sold…20(ill|to)", "sold with the hill", None),
        ("可(wk|挖k)", "可wk随意", "可wk"),
        ("可(wk|挖k)", "可wkuang", None),
        ("可(wk|挖k)", "可挖kw", None),
        ("可[ ]⛏[支持]", "可 ⛏支持", "可 ⛏支持"),
    ],
)
def test_a_pattern_reads_as_written(pattern: str, text: str, words: str | None) -> None:
    assert matched(pattern, text) == words


def test_emoji_are_looked_for_in_the_text_with_marks() -> None:
    assert compile_template("可⛏", SLOTS).latin
    assert not compile_template("可挖", SLOTS).latin


def test_words_beside_a_pattern_take_it_back() -> None:
    assert matched("并网", "已并网发电", not_before=["发电"]) is None
    assert matched("并网", "解除并网", not_after=["解除"]) is None
    assert matched("并网", "已并网") == "并网"


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{nothing}清退", "not defined"),
        ("[清退]…", "no words"),
        ("清退…200名单", f"more than {MOST}"),
        ("(清退", r"lacks '\)'"),
        ("清退)", "bracket"),
        ("清{退", "bracket"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_the_reason(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        compile_template(pattern, SLOTS)


@settings(deadline=None, max_examples=40)  # drawing from a long expression takes longer than matching it
@given(st.data())
def test_one_of_the_words_to_look_for_stands_in_every_match(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(load_knowledge().patterns), label="pattern")
    text = data.draw(st.from_regex(pattern.source, fullmatch=True), label="text")
    assert any(word in text for word in pattern.needs)
    assert len(text) <= pattern.reach


def test_a_workspaces_own_claim_may_use_patterns_and_shared_slots(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "plant_visited.yaml").write_text(
        "id: plant_visited\nversion: 1\ntitle: {zh: 可看站, en: May be visited}\nseverity: low\n"
        "says: The seller invites buyers to see the plant.\nsettled_by: [{zh: 照片, en: Photographs}]\n"
        "disproved_by: {zh: 拒绝看站, en: A refused visit}\nphrases: [欢迎看站]\n"
        "patterns: ['{us}…4随时…4看', {text: '可来看', alone: true, unless: [预约]}]\n"
        "must_match: [水电站转让，1000千瓦，我们这边随时都能看]\nmust_not_match: [水电站转让，1000千瓦，面议]\n",
        "utf-8",
    )
    detector = build_detector(tmp_path)

    def found(text: str) -> list[str]:
        claims = detector.scan(Document("x", text)).extraction.claims
        return [one.text for one in claims if one.type == "plant_visited"]

    assert found("水电站转让,1000千瓦,我们这边随时都能看,300万") == ["我们这边随时都能看"]
    assert found("水电站转让 1000千瓦 可来看 300万") == ["可来看"]
    assert found("水电站转让 1000千瓦 可来看 要预约 300万") == []
    assert found("水电站转让,1000千瓦,可来看站,300万") == []


def test_conditions_may_name_slots() -> None:
    assert words_of(["未", "{papers}"], {"papers": ["手续", "证件"]}) == ["未", "手续", "证件"]
    with pytest.raises(ValueError, match="papers"):
        words_of(["{papers}"], {})
