"""Words written in pinyin, split characters, homophones and signs: what they are read as, where, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.fold import read_lines
from monitor.text.normalise import normalise
from monitor.text.respell import respellings, signs, triggers

READ = [
    ("可wakuang", "可挖矿"),
    ("可wa kuang", "可挖矿"),
    ("挖kuang的", "挖矿的"),
    ("wā矿", "挖矿"),
    ("电zhan转rang", "电站转让"),
    ("求gou水dian站", "求购水电站"),
    ("不在qing退范围", "不在清退范围"),
    ("水 dian站", "水电站"),
    ("送kuangji", "送矿机"),
    ("挖石广", "挖矿"),
    ("挖石廣機", "挖矿机"),
    ("扌穵 矿", "挖矿"),
    ("不在氵青退范围", "不在清退范围"),
    ("氵 青辶艮", "清退"),
    ("手纟卖", "手续"),
    ("月殳木又", "股权"),
    ("小电占急转", "小电站急转"),
    ("不在青退名单", "不在清退名单"),
    ("哇矿", "挖矿"),
    ("ВТС", "btc"),
    ("🅦🅚", "wk"),
    ("ᴡᴋ", "wk"),
    ("可⛏️吗", "可挖矿吗"),
    ("🙅🏽‍♂️⛏️", "不挖矿"),
    ("水⚡站", "水电站"),
    ("挖₿", "挖币"),
    ("冇抵押", "没抵押"),
]
LEFT = [
    "水电占全国三成",
    "火电占比",
    "大理石广场",
    "边框机",
    "空旷场地",
    "4k机顶盒",
    "年轻退休",
    "请退回定金",
    "真正照办",
    "wakuang@mail.com邮箱",
    "nanwang town, hubei",
    "挖比特币",
    "微信号:dianzhan88",
    "加微信 dianzhan",
    "老板您好",
]


@pytest.mark.parametrize(("written", "meant"), READ)
def test_a_word_spelled_otherwise_is_read_as_it_is_meant(written: str, meant: str) -> None:
    assert normalise(written).plain.text == meant


@pytest.mark.parametrize("text", LEFT)
def test_an_innocent_writing_stays(text: str) -> None:
    assert normalise(text).plain.text == text


def test_every_character_knows_the_whole_of_its_writing() -> None:
    text = "此dian站 可 wa kuang，⛏吗"
    folded = normalise(text)
    for meant, written in (("电", "dian"), ("电站", "dian站"), ("挖矿", "wa kuang"), ("矿", "kuang"), ("挖", "wa")):
        start = folded.plain.text.index(meant)
        assert folded.plain.span(start, start + len(meant)).of(text) == written
        start = folded.dense.text.index(meant)
        assert folded.dense.span(start, start + len(meant)).of(text) == written
    assert folded.plain.span(folded.plain.text.rindex("挖"), len(folded.plain.text) - 1).of(text) == "⛏"


SPELLINGS = [line.split("\t")[0] for name in ("respelled.tsv", "pinyin.tsv") for line in read_lines(name)]
PIECES = sorted({piece for line in read_lines("pinyin.tsv") for piece in line.split("\t")[1].split()})
written = st.lists(st.sampled_from([*SPELLINGS, *PIECES, " ", "，", "可", "·"]), max_size=8).map("".join)


@given(written)
@settings(deadline=None, max_examples=400)
def test_reading_a_read_text_changes_nothing_and_spans_hold(text: str) -> None:
    plain = normalise(text).plain
    assert normalise(plain.text).plain.text == plain.text
    assert list(plain.offsets) == sorted(plain.offsets)
    ends = plain.ends or [place + 1 for place in plain.offsets]
    assert len(ends) == len(plain.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(plain.offsets, ends, strict=True))


@given(written)
@settings(deadline=None, max_examples=200)
def test_a_text_with_words_spelled_otherwise_has_a_trigger_or_sign(text: str) -> None:
    folded = normalise(text)
    if folded.plain.ends is not None:
        dense = "".join(filter(str.isalnum, "".join(normalise(one).plain.text for one in text if one != " ")))
        assert any(one in dense for one in triggers()) or any(one in text for one in signs())


def test_no_meaning_is_itself_written_otherwise() -> None:
    for name in ("respelled.tsv", "pinyin.tsv"):
        for line in read_lines(name):
            meant = line.split("\t")[1] if name == "respelled.tsv" else line.split("\t")[0]
            assert respellings(meant) == [], line
