"""Folding: what is kept, what goes, and that every folded range maps back to the exact original."""

from __future__ import annotations

import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.data.text import build_fold
from monitor.models import Span
from monitor.text.fold import fold_character
from monitor.text.normalise import Folded, normalise

# What sellers and converters put between characters, and what is likely to break a fold.
AWKWARD = (
    "轉让清退范围不(（)）zhuǎnàéüāaeo ㎾㎡…½①ⅳ\u200b\u2060\ufeff\ufe0f\U000e0101\U000e01ef\u0301\u0304\u20e3\n\r\t"
    "\u2028\u3000。．.·-_*、~|/💰🏞👍🏽🇨🇳İßΣςKÅ礦鑛１Ａ\ud800\udfff\0\1\x7f\ue000〇々\U00020000ﾞが한글"
)
texts = st.text(alphabet=st.one_of(st.sampled_from(AWKWARD), st.characters()), max_size=60) | st.text(
    alphabet=st.sampled_from("中轉()（）zhuanǎé "), max_size=40
)


@pytest.mark.parametrize(
    ("original", "plain", "dense"),
    [
        ("不·在·清_退·范 围，可 以 付", "不在清退范围,可以付", "不在清退范围可以付"),
        ("整体打包 可 以 付 价格面议", "整体打包 可以付 价格面议", "整体打包可以付价格面议"),
        ("问 能挖吗 答 可以的", "问 能挖吗 答 可以的", "问能挖吗答可以的"),
        ("500千瓦 ⛏支·持 国.网", "500千瓦 ⛏支持 国网", "500千瓦支持国网"),
        ("水电、光伏 出售", "水电、光伏 出售", "水电光伏出售"),
        ("不/在/清/退/范/围,可挖/矿", "不在清退范围,可挖矿", "不在清退范围可挖矿"),
        ("没|被|清|退 手+续+齐+全", "没被清退 手续齐全", "没被清退手续齐全"),
        ("没、被、清、退、范、围,会/东320千/瓦", "没被清退范围,会东320千瓦", "没被清退范围会东320千瓦"),
        ("6000元/柜/月,30万/年,0.2元/度", "6000元/柜/月,30万/年,0.2元/度", "6000元柜月30万年02元度"),
        ("水、电、林三家,川、滇、黔、桂", "水、电、林三家,川、滇、黔、桂", "水电林三家川滇黔桂"),
        ("证照/手续齐全,有/无,站+场", "证照/手续齐全,有/无,站+场", "证照手续齐全有无站场"),
        ("轉讓電站，並入國網", "转让电站,并入国网", "转让电站并入国网"),
        ("挖 矿 挖.矿 挖·矿 挖\u200b矿 挖💰矿", "挖矿 挖矿 挖矿 挖矿 挖矿", "挖矿挖矿挖矿挖矿挖矿"),
        ("三十万 证 都 在 手上", "三十万 证都在手上", "三十万证都在手上"),
        ("厂里有房产证 有 取 水 证 要三十万", "厂里有房产证 有取水证 要三十万", "厂里有房产证有取水证要三十万"),
        ("利川 取 水 证 有  发 电 证 过 期 了", "利川 取水证有  发电证过期了", "利川取水证有发电证过期了"),
        ("问  有 取 水 证 吗  答  没 有", "问  有取水证吗  答  没有", "问有取水证吗答没有"),
        ("站✅取 水 证✅并 网✅", "站✅取水证✅并网✅", "站取水证并网"),
        ("上网四 毛 九 三百", "上网四毛九 三百", "上网四毛九三百"),
        ("打包390个 老板急用钱", "打包390个 老板急用钱", "打包390个老板急用钱"),
        ("会🔥东县电站,三百🔥二十千瓦", "会东县电站,三百二十千瓦", "会东县电站三百二十千瓦"),
        ("乳·源县 贺州市🔥八步区", "乳源县 贺州市八步区", "乳源县贺州市八步区"),
        ("保证🔥金50万,挂🔥牌底价180万", "保证金50万,挂牌底价180万", "保证金50万挂牌底价180万"),
        ("68万元\u2800受让", "68万元受让", "68万元受让"),
        ("保证 金 50万", "保证金 50万", "保证金50万"),
        ("价五十万🔥二百千瓦", "价五十万🔥二百千瓦", "价五十万二百千瓦"),
        ("装机三百🔥八十万", "装机三百🔥八十万", "装机三百八十万"),
        ("一百🔥八十万,一毛🔥九", "一百八十万,一毛九", "一百八十万一毛九"),
        ("三百 二十千瓦", "三百 二十千瓦", "三百二十千瓦"),
        ("荔*波630千瓦,接🔥手就发", "荔波630千瓦,接手就发", "荔波630千瓦接手就发"),
        ("钥匙一交就发电 机房里60台", "钥匙一交就发电 机房里60台", "钥匙一交就发电机房里60台"),
        ("取水✅许可✅上网✅矿", "取水✅许可✅上网✅矿", "取水许可上网矿"),
        ("回老家——盖房,专家看过≠鉴定", "回老家——盖房,专家看过≠鉴定", "回老家盖房专家看过鉴定"),
        ("每度四·角整", "每度四角整", "每度四角整"),
        ("带贷360万 两毛八五", "带贷360万 两毛八五", "带贷360万两毛八五"),
        ("银 行120万 贷 款要接,急", "银行120万贷款要接,急", "银行120万贷款要接急"),
        ("年发520万度 ★电价面议", "年发520万度 ★电价面议", "年发520万度电价面议"),
        ("买:证·呢\n卖:都·有,送蚂·蚁S9", "买:证呢\n卖:都有,送蚂蚁s9", "买证呢卖都有送蚂蚁s9"),
        ("整 理の対 象 外", "整理の对象外", "整理の对象外"),
        ("本站不在清\n退范围", "本站不在清退范围", "本站不在清退范围"),
        ("本站不在清\n\n退范围", "本站不在清\n\n退范围", "本站不在清退范围"),
        ("流域里的小水\n电站出售", "流域里的小水\n电站出售", "流域里的小水电站出售"),
        ("年限十年\n租金挂牌", "年限十年\n租金挂牌", "年限十年租金挂牌"),
        ("不在\n清退\r\n范围", "不在\n清退\n\n范围", "不在清退范围"),
        ("轉(zhuǎn)讓標(biāo)的346.12萬（wàn）元", "转让标的346.12万元", "转让标的34612万元"),
        ("總額(é)", "总额", "总额"),
        ("股东(a)、股东(b)", "股东(a)、股东(b)", "股东a股东b"),
        ("挖比特币(BTC)，装机500千瓦(kW)", "挖比特币(btc),装机500千瓦(kw)", "挖比特币btc装机500千瓦kw"),
        ("轉(zhuǎn)(zhuǎn)讓", "转让", "转让"),
        ("site(zhuan)", "site(zhuan)", "sitezhuan"),
        ("１２６０ＫＷ／６３０㎾", "1260kw/630kw", "1260kw630kw"),
        ("wā kuàng", "wa kuang", "wakuang"),
        ("清\U000e0101\U000e01ef退\ufe0f", "清退", "清退"),
        ("a\u0301清\u0301退", "a清退", "a清退"),
        ("鑛機", "矿机", "矿机"),
        ("", "", ""),
        ("\u200b\ufeff", "", ""),
    ],
)
def test_a_text_folds_to_its_two_forms(original: str, plain: str, dense: str) -> None:
    folded = normalise(original)
    assert (folded.original, folded.plain.text, folded.dense.text) == (original, plain, dense)


@given(texts)
@settings(deadline=None)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    folded = normalise(text)
    assert normalise(folded.plain.text).plain.text == folded.plain.text
    assert normalise(folded.dense.text).dense.text == folded.dense.text
    assert normalise(folded.plain.text).dense.text == folded.dense.text


def test_folding_any_code_point_twice_changes_nothing() -> None:
    for code in [
        *range(0x33500),
        *range(0xE0000, 0xE1100),
        *range(0xF0000, sys.maxunicode + 1, 4099),
    ]:  # the rest is empty
        folded = fold_character(chr(code))
        assert all(fold_character(one) == one for one in folded), hex(code)
        assert "\0" not in folded
        assert "\1" not in folded


def check_offsets(text: str, folded: Folded) -> None:
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text)
    assert offsets == sorted(offsets)
    for place, one in zip(offsets, folded.text, strict=True):
        # Where words were otherwise spelled (B圈), `ends` is known, and a character may come from the sign for it.
        assert folded.ends is not None or one in fold_character(text[place])


@given(texts)
@example("B圈")
@settings(deadline=None)
def test_every_folded_character_knows_the_character_it_came_from(text: str) -> None:
    folded = normalise(text)
    check_offsets(text, folded.plain)
    check_offsets(text, folded.dense)


@given(texts, st.data())
@settings(deadline=None)
def test_a_range_maps_to_the_original_and_back(text: str, data: st.DataObject) -> None:
    for folded in (normalise(text).plain, normalise(text).dense):
        if not folded.text:
            continue
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        span = folded.span(start, end)
        assert 0 <= span.start < span.end <= len(text)
        first, last = folded.locate(span)
        assert first <= start < end <= last  # wider only where one character was written out as several
        assert folded.span(first, last) == span


def test_a_range_of_dropped_characters_is_empty_in_the_folded_text() -> None:
    text = "清\u200b\u200b退"
    start, end = normalise(text).plain.locate(Span(1, 3))
    assert start == end


@given(texts)
@settings(deadline=None)
def test_dense_is_the_letters_and_digits_of_plain(text: str) -> None:
    folded = normalise(text)
    assert folded.dense.text == "".join(one for one in folded.plain.text if one.isalnum())
    assert not any(unicodedata.category(one)[0] in "MC" and one != "\n" for one in folded.dense.text)


def test_the_shipped_table_is_what_opencc_says_today() -> None:
    assert Path(build_fold.TARGET).read_text(encoding="utf-8") == build_fold.content()


@pytest.mark.parametrize("unit", ["a", "不", "(zhuan)", "中(", "清。", "\u200b", "㎾", "轉(zhuǎn)"])
def test_a_long_monotonous_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        normalise(unit * size)
        return time.process_time() - begun

    seconds(1_000)
    small, large = seconds(30_000), seconds(300_000)
    assert large < 40 * small + 0.5
