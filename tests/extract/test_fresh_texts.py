"""What the working set of fresh texts must keep under other spellings, and turns of speech that it showed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.extract import extract
from monitor.models import Document, Extraction
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

CORPUS = Path(__file__).parent.parent / "corpus"
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (CORPUS / "open" / "fresh_a.jsonl").read_text(encoding="utf-8").splitlines()
]
KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)


def read(text: str) -> Extraction:
    document = Document("x", text)
    return extract(document, LEXICON, KNOWLEDGE)


def test_full_width_and_invisible_characters_change_nothing() -> None:
    def told(text: str) -> tuple[str, list[tuple[str, str]]]:
        found = read(text)
        return found.reading.offer, sorted((one.type, one.stance) for one in found.claims)

    changed = []
    for case in CASES:
        text = case["text"]
        wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)
        if not told(text) == told(wide) == told("\u200b".join(text)):
            changed.append(case["id"])
    assert len(changed) <= 0.01 * len(CASES), changed


def test_a_short_answer_of_the_seller_is_a_claim_through_the_question_above_it() -> None:
    found = read(
        "转让勐腊1000kw电站 500万\n评论\n用户A:带矿机吗\n卖家: 不带\n"
        "用户B:能挖矿吗\n路人:不能吧\n用户C:有没有并网\n卖家:有的"
    )
    told = {(one.type, one.stance, one.text) for one in found.claims}
    assert {("rigs_included", "denied", "不带"), ("grid_connected", "asserted", "有的")} <= told
    assert not [one for one in told if one[0] == "mining_allowed" and one[1] != "asked"]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("盐源水电 3.2兆瓦 可挖矿 不走电网直接拉 一毛六 1400个", "cheap_power"),
        ("永春电站转让,800kw,可挖矿,上网电价三毛一,400万", "tariff"),
    ],
)
def test_a_bare_price_beside_direct_supply_is_the_users_and_beside_the_grid_a_tariff(text: str, claim: str) -> None:
    found = {one.type for one in read(text).claims} & {"cheap_power", "tariff"}
    assert found == {claim}
