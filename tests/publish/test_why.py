"""Reasons of a reading are said in both languages, and every name that code can give has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.publish.why import say_why
from monitor.text.fold import read_families
from monitor.text.stance import SIGN

ROOT = Path(__file__).parents[2]
DATA = ROOT / "monitor" / "data"


@pytest.mark.parametrize(
    ("why", "zh", "en"),
    [
        ("the seller's own words", "卖家自己的话", "the seller's own words"),
        ("negation: 不", "否定词：「不」", "a negation: “不”"),
        ("offer: 转让, =power", "像出售信息：「转让」、写有功率", "reads as an offer: “转让”, a power is given"),
        # by an older version: with names of families
        ("report: ^记者, @reporter1, 称¶", "像报道：「记者」、「称」", "reads as a report: “记者”, “称”"),
        ("no offer: @fiction3", "不像出售信息", "reads as no offer"),
        ("no offer: =longer800", "不像出售信息：长度超过（字） 800", "reads as no offer: longer than (characters) 800"),
        ("speaker: press", "已知说话人：报道用语", "speaker known to be: words of the press"),
        ("question: ", "提问", "a question"),
        ("no such head: 某词", "no such head：「某词」", "no such head: “某词”"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_reason_reads_well_in_both_languages(why: str, zh: str, en: str) -> None:
    assert say_why(why, "zh") == zh
    assert say_why(why, "en") == en


def test_every_reason_of_a_stance_has_words() -> None:
    heads = set()
    for file in ("monitor/text/stance.py", "monitor/extract/claims.py"):
        source = (ROOT / file).read_text("utf-8")
        heads.update(re.findall(r'StanceReading\(\s*"\w+", f?"([^":]+)(?::[^"]*)?"', source))
    heads = {SIGN if head == "{SIGN}" else head for head in heads}
    assert len(heads) > 15
    assert [head for head in sorted(heads) if not re.search("[一-鿿]", say_why(head, "zh"))] == []


def test_every_trait_that_is_a_reason_has_a_title() -> None:
    traits = {name for names in read_families("offer_reasons.txt").values() for name in names if name[0] == "="}
    assert len(traits) > 15
    assert [name for name in sorted(traits) if say_why(f"offer: {name}", "en").endswith(name)] == []


def test_every_line_of_the_file_has_both_languages() -> None:
    for line in (DATA / "why.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            key, zh, en = line.split("\t")
            assert key and re.search("[一-鿿]", zh) and en


def test_of_a_weighed_claim_the_runs_of_its_own_clause_are_told_once() -> None:
    told = say_why("weighed: 急, 急转, ^急转, @sale&haste, <急着, ~direct", "en")
    assert told == "no listed wording; read from the words of the clause together: “急”, “急转”"
    assert say_why("weighed: @sale", "zh") == "没有列入的写法，按整句用词判断"
