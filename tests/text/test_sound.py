"""Phrases found by their sound: the definition, tried out on every place of a text, against what is found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Phrase
from monitor.text.lexicon import Lexicon
from monitor.text.match import POLARITY, Match
from monitor.text.normalise import normalise
from monitor.text.sound import SoundMatcher, may_sound, readings

PHRASES = ["不在清退范围", "不再清退名单", "手续齐全", "可以挖矿", "都行都行行", "已经并网", "未列入清退"]
MATCHER = SoundMatcher(enumerate(PHRASES))
LEXICON = Lexicon(
    [*(Phrase(f"c{number % 3}", text, sound=True) for number, text in enumerate(PHRASES)), Phrase("c0", "清退")]
)


def sounds_like(one: str, other: str) -> bool:
    """True when a character may stand for another: the same, or a reading in common and no polarity."""
    heard = set(readings().get(one, "").split()) & set(readings().get(other, "").split())
    return one == other or (bool(heard) and POLARITY.isdisjoint({one, other}))


def by_definition(text: str) -> set[Match]:
    return {
        Match(start, start + len(phrase), number, others)
        for number, phrase in enumerate(PHRASES)
        for start in range(len(text) - len(phrase) + 1)
        if all(map(sounds_like, text[start : start + len(phrase)], phrase))
        and (others := sum(one != other for one, other in zip(text[start:], phrase, strict=False))) > 0
        and 2 * others <= len(phrase)
    }


sounding = "".join(sorted({one for one in readings() for phrase in PHRASES for own in phrase if sounds_like(one, own)}))
letters = st.sampled_from("".join(PHRASES)) | st.sampled_from(sounding) | st.sampled_from("\n水电a1布未为")
nearly = st.sampled_from(PHRASES).flatmap(
    lambda phrase: st.tuples(
        *(st.just(own) | st.sampled_from([one for one in sounding if sounds_like(one, own)] or [own]) for own in phrase)
    ).map("".join)
)
texts = st.lists(nearly | st.text(letters, max_size=4) | st.sampled_from(PHRASES), max_size=7).map("".join)


@given(texts)
@settings(deadline=None, max_examples=200)
def test_what_is_found_is_the_definition(text: str) -> None:
    assert sorted(MATCHER.find(text)) == sorted(by_definition(text))


MARKS = ("·", " ", "。", "\n", "(qing)", "，", "\u200b", "Ａ", "礦", "續", "qing退", "扌穵")


@given(st.lists(st.lists(nearly | st.text(letters, max_size=3) | st.sampled_from(MARKS)).map("".join), max_size=4))
@settings(deadline=None, max_examples=120)
def test_all_routes_agree(batch: list[str]) -> None:
    single = [LEXICON.find(normalise(text)) for text in batch]
    assert LEXICON.find_batch([normalise(text) for text in batch]) == single
    assert LEXICON.scan(batch) == single


@pytest.mark.parametrize(
    ("text", "words", "distance"),
    [
        ("不在轻蜕范围", "不在轻蜕范围", 2),
        ("我站不再氢蜕范围内", "不再氢蜕范围", 3),
        ("手，續·柒全", "手，續·柒全", 1),
        ("可以佤(wǎ)礦", "可以佤(wǎ)礦", 1),
    ],
)
def test_the_words_found_are_those_of_the_text(text: str, words: str, distance: int) -> None:
    hits = LEXICON.find(normalise(text))
    assert [(hit.span.of(text), hit.distance) for hit in hits] == [(words, distance)]


@pytest.mark.parametrize(
    "text", ["为列入清退", "布在清退范围", "手续。齐泉", "手须七泉", "首需其全", "手续及全", "可以话矿"]
)
def test_other_words_are_left_alone(text: str) -> None:
    assert MATCHER.find(text) == []


def test_a_polarity_character_sounds_like_itself_alone() -> None:
    assert not any(sounds_like(one, other) for one in POLARITY for other in readings() if one != other)


def test_heteronyms_have_all_the_readings_that_words_have() -> None:
    assert readings()["行"] == "hang xing " and readings()["齐"] == "qi " and readings()["都"] == "dou du "


def test_only_han_phrases_of_four_characters_may_sound() -> None:
    assert may_sound("手续齐全") and not may_sound("手续全") and not may_sound("手续齐qq")
    assert Lexicon([Phrase("a", "挖矿吧", sound=True)]).find(normalise("瓦矿吧")) == []


@pytest.mark.parametrize("piece", ["手续七全", "不再青退范围", "都行", "可以瓦", "水电站转让"])
def test_linear_time(piece: str) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        MATCHER.find(text)
        return time.process_time() - start

    short, long = piece * 2000, piece * 16000
    assert min(seconds(long) for _ in range(3)) < 20 * min(seconds(short) for _ in range(3)) + 0.05
