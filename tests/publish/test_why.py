"""Reasons of a reading are said in both languages, and every name that code can give has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.publish.why import say_why
from monitor.text.stance import SIGN

ROOT = Path(__file__).parents[2]
DATA = ROOT / "monitor" / "data"


@pytest.mark.parametrize(
    ("why", "zh", "en"),
    [
        ("the seller's own words", "卖家自己的话", "the seller's own words"),
        ("negation: 不", "否定词：「不」", "a negation: “不”"),
        ("offer: 转让, @sell2, =power", "像出售信息，依据：「转让」、转让出售 ×2+、写有功率",
         "reads as an offer by: “转让”, selling ×2+, a power is given"),
        ("report: ^记者, @reporter1, 称¶", "像报道，依据：「记者」、记者媒体、「称」",
         "reads as a report by: “记者”, reporters, “称”"),
        ("no offer: =longer800", "不像出售信息，依据：长度超过（字） 800",
         "reads as no offer by: longer than (characters) 800"),
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


def test_every_family_of_words_has_a_title() -> None:
    families = DATA / "text" / "offer_words.txt"
    if not families.exists():
        pytest.skip("no families of words yet")
    names = re.findall(r"^(\w+):", families.read_text("utf-8"), re.MULTILINE)
    assert [name for name in names if say_why(f"offer: @{name}", "en").endswith(f"@{name}")] == []


@pytest.mark.parametrize("family", ["japanese_report_turns", "japanese_ad_turns"])
def test_words_that_chinese_ads_have_too_are_not_called_japanese(family: str) -> None:
    assert "日" not in say_why(f"offer: @{family}3", "zh") and "Japan" not in say_why(f"offer: @{family}3", "en")


def test_every_line_of_the_file_has_both_languages() -> None:
    for line in (DATA / "why.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            key, zh, en = line.split("\t")
            assert key and re.search("[一-鿿]", zh) and en
