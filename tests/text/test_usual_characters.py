"""What is usual is folded by a short cut, with the same results."""

from __future__ import annotations

from monitor.rules.load import load_knowledge
from monitor.text.fold import _is_usual, _step
from monitor.text.normalise import dense_forms, normalise


def test_usual_characters_fold_to_themselves() -> None:
    for one in map(chr, range(0x4E00, 0xA000)):
        assert not _is_usual(one) or _step(one) == one


def test_many_phrases_at_once_fold_as_each_alone() -> None:
    phrases = [one.text for one in load_knowledge().phrases] + [
        "",
        "轉讓",
        "不·在",
        "石广",
        "㎾",
        "kuang机",
        "䷀甲",
        "一(a)",
        "off-grid power",
        "a - b c-d",
        "usdt  only",
        "wa kuang ji",
    ]
    for listed in (phrases, ["甲\n乙", "挖矿"]):
        assert dense_forms(listed) == [normalise(one).dense.text for one in listed]
