"""Claim phrases in sellers' spelling: what is found, where exactly, and what is not."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Phrase
from monitor.text.lexicon import Lexicon
from monitor.text.normalise import normalise

PHRASES = [
    Phrase("not_in_cleanup", "不在清退范围"),
    Phrase("not_in_cleanup", "不在清退范围之内"),
    Phrase("papers_complete", "手续齐全"),
    Phrase("papers_complete", "证照手续一应齐全"),
    Phrase("mining_allowed", "可以挖矿", max_edits=1, protected="可挖"),
    Phrase("mining_admitted", "挖矿"),
    Phrase("mining_admitted", "btc"),
    Phrase("mining_admitted", "wakuang"),
    Phrase("rigs_included", "含矿机"),
    Phrase("rigs_included", "s19"),
    Phrase("grid_connected", "已并入國網"),
    Phrase("turnkey_running", "接手以后马上可以开机运行"),
    Phrase("nothing", "！！！"),
]
LEXICON = Lexicon(PHRASES)


def found(text: str) -> list[tuple[str, str, int]]:
    """(claim type, words of the text, distance) of every hit; all three ways to ask must agree."""
    hits = LEXICON.find(normalise(text))
    assert LEXICON.find_batch([normalise(text), normalise("")]) == [hits, []]
    assert LEXICON.scan(["", text]) == [[], hits]
    return [(hit.phrase.claim_type, hit.span.of(text), hit.distance) for hit in hits]


def test_marks_spaces_and_invisible_characters_inside_a_phrase_do_not_hide_it() -> None:
    for text in (
        "不 在 清 退 范 围",
        "不·在·清·退·范·围",
        "不\u200b在清\U000e0101退范💰围",
        "不在清退，范围",
        "不在(清退)范围",
    ):
        assert found(f"本站{text}的") == [("not_in_cleanup", text, 0)]


def test_traditional_script_and_its_pinyin_residue_are_read_through() -> None:
    assert found("並礦機(jī)含礦(kuàng)機(jī)，已並入(rù)國(guó)網。") == [
        ("rigs_included", "含礦(kuàng)機", 0),
        ("grid_connected", "已並入(rù)國(guó)網", 0),
    ]


def test_the_pinyin_of_a_whole_word_is_read_through_where_it_carries_tones() -> None:
    for text in ("手續(shǒu xù)齊全", "手續(shǒuxù)齊全", "手续（shǒu xù）齐全", "手續(xù)齊(qí)全"):
        assert found(f"{text}。國網(guówǎng)") == [("papers_complete", text, 0)]
    assert ("mining_admitted", "wakuang", 0) in found("可(wakuang)")  # a word of the seller's
    assert found("不在凊退范围") == [("not_in_cleanup", "不在凊退范围", 0)]


def test_a_phrase_is_not_glued_together_across_a_sentence_mark_or_line_break() -> None:
    for mark in "。！？；!?;\n｡\u2028":
        assert found(f"办好了手续{mark}齐全的设备") == []
    assert found("办好了手续、齐全") == [("papers_complete", "手续、齐全", 0)]


def test_the_best_reading_that_crosses_no_sentence_mark_is_found() -> None:
    assert found("手续。齐全手续齐全") == [("papers_complete", "手续齐全", 0)]


def test_latin_words_stand_alone() -> None:
    assert found("lab tcp，labtc，btc2，1btc，b2btc") == []
    assert found("挖BTC的，b t c，(btc)和B.T.C") == [
        ("mining_admitted", "BTC", 0),
        ("mining_admitted", "b t c", 0),
        ("mining_admitted", "btc", 0),
        ("mining_admitted", "B.T.C", 0),
    ]
    assert found("antminer s19 机") == [("rigs_included", "s19", 0)]
    assert found("antminers19") == []
    assert found("不wā kuàng") == [("mining_admitted", "wā kuàng", 0)]


def test_of_overlapping_hits_of_one_type_the_nearest_then_the_longest_stays() -> None:
    assert found("不在清退范围之内") == [("not_in_cleanup", "不在清退范围之内", 0)]
    assert found("不在清退范围之后") == [("not_in_cleanup", "不在清退范围", 0)]


def test_hits_of_different_types_may_overlap() -> None:
    assert found("可以挖矿") == [("mining_allowed", "可以挖矿", 0), ("mining_admitted", "挖矿", 0)]


def test_no_edit_touches_a_protected_character_or_a_negation() -> None:
    assert found("可以不挖矿") == [("mining_admitted", "挖矿", 0)]
    assert found("在清退范围") == []
    assert found("已在清退范围") == []
    assert found("可以开挖矿") == [("mining_allowed", "可以开挖矿", 1), ("mining_admitted", "挖矿", 0)]


def test_a_phrase_that_folds_to_nothing_is_ignored() -> None:
    assert [phrase.claim_type for phrase in LEXICON.phrases].count("nothing") == 0
    assert Lexicon([]).find(normalise("手续齐全")) == []
    assert Lexicon([]).scan(["手续齐全"]) == [[]]


awkward = (
    "不在清退范围之内手续齐全可以挖矿含机bBtTcC s19並國網（）()zhuǎnéa。！\n\0\1…㎾⑴⒜㏌１\u200b\U000e0101\u0301💰"
    "\ud800𫝈"
    "青退电占qingtui石广⛏🙅k机"
)
AWKWARD_WORDS = ("qing退", "挖 kuang", "扌穵石广", "🙅⛏", "电占 ", "手续\n齐", "清(qing)\n退", "在清\n退")
texts = st.text(st.sampled_from(awkward), max_size=60) | st.lists(
    st.sampled_from(
        [
            *(phrase.text for phrase in PHRASES),
            "qing退",
            "挖 kuang",
            "扌穵石广",
            "🙅⛏",
            "电占 ",
            "手续\n齐",
            "清(qing)\n退",
        ]
    )
    | st.text(st.sampled_from(awkward), max_size=3),
    max_size=8,
).map("".join)


@given(texts)
@settings(deadline=None, max_examples=200)
def test_a_hit_holds_the_exact_words_and_their_place_in_the_dense_text(text: str) -> None:
    normalised = normalise(text)
    for hit in LEXICON.find(normalised):
        assert 0 <= hit.start < hit.end <= len(normalised.dense.text)
        assert normalised.dense.span(hit.start, hit.end) == hit.span
        if normalised.plain.ends is None:  # a word spelled otherwise may need its neighbours to be read
            assert normalised.dense.text[hit.start : hit.end] in normalise(hit.span.of(text)).dense.text


@given(st.lists(texts, max_size=5))
@settings(deadline=None, max_examples=200)
def test_the_batch_routes_find_what_the_single_route_finds(batch: list[str]) -> None:
    single = [LEXICON.find(normalise(text)) for text in batch]
    assert LEXICON.find_batch([normalise(text) for text in batch]) == single
    assert LEXICON.scan(batch) == single


HAN = Lexicon([phrase for phrase in PHRASES if not phrase.text.isascii()])


@given(st.lists(texts, max_size=4))
@settings(deadline=None, max_examples=150)
def test_matches_as_columns_are_those_of_each_phrase_alone(batch: list[str]) -> None:
    columns = HAN.find_columns(batch)
    names = ("text", "start", "end", "pattern", "distance")
    rows = list(zip(*(getattr(columns, name).tolist() for name in names), strict=True))
    assert rows == sorted(
        (number, hit.span.start, hit.span.end, pattern, hit.distance)
        for pattern, phrase in enumerate(HAN.phrases)
        for number, text in enumerate(batch)
        for hit in Lexicon([phrase]).find(normalise(text))
    )


def test_one_short_text_is_read_without_loading_numpy() -> None:
    program = (
        "import sys\n"
        "from monitor.models import Phrase\n"
        "from monitor.text.lexicon import Lexicon\n"
        "from monitor.text.normalise import normalise\n"
        "assert Lexicon([Phrase('a', '手续齐全')]).find(normalise('手續(xù)齐 全'))\n"
        "assert 'numpy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
