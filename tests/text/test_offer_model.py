"""The model that weighs what a text is: its features, its reasons, and that its weights belong to today's texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score import documents
from monitor.data.text.build_offer import Sample, digest, fit, learn, training_texts
from monitor.text.fold import DATA, read_families
from monitor.text.normalise import normalise
from monitor.text.offer_model import KINDS, Model, flatten, load_model, read_weights
from monitor.text.weight_lines import read_groups
from monitor.text.weights import BASE

CORPUS = Path(__file__).parents[1] / "corpus"


def test_the_weights_were_learned_from_the_texts_and_families_of_today() -> None:
    written = (DATA / "offer.tsv").read_text("utf-8")
    assert digest(training_texts(CORPUS)) in written, "learn anew: python -m monitor.data.text.build_offer"


def test_no_withheld_text_is_learned_from() -> None:
    assert not [path for path in training_texts(CORPUS) if "withheld" in path.parts]


def test_marks_between_the_characters_of_a_word_do_not_part_it() -> None:
    assert flatten("水·电-站 转,让。急") == "水电站转让。急"
    assert flatten("power station, for sale") == "power station for sale"


def test_a_word_of_a_family_counts_though_no_labelled_text_has_it() -> None:
    model = Model({"sell": ["顶给别人"]}, {BASE: (0, 0, 0, 0, 0), "@sell1": (200, 0, 0, 0, 0)})
    verdict = model.weigh("", "水电站顶给别人")
    assert (verdict.kind, verdict.words) == ("direct", ("@sell1",))
    assert model.weigh("", "水电站检修").sure < verdict.sure


def test_numpy_adds_the_same_and_gives_the_same_reasons() -> None:
    model, by_numpy = (Model(read_families("offer_words.txt"), read_weights(read_groups("offer.tsv"))) for _ in "12")
    by_numpy.lay_out()
    for document in documents("open")[::40]:
        text = normalise(document.text).plain.text
        assert by_numpy.weigh(document.title, text) == model.weigh(document.title, text)


def test_a_latin_word_of_a_family_stands_alone() -> None:
    model = Model({"talk": ["he"]}, {BASE: (0, 0, 0, 0, 0)})
    assert "@talk1" in model.features("", "he sells")
    assert "@talk1" not in model.features("", "the station")


@pytest.mark.parametrize(
    ("trait", "text", "other"),
    [
        ("=ends_asks", "有人卖电站,这价能信吗?", "能信吗?我信。"),
        ("=long_quote", "他贴了一条:“五百千瓦电站一座,手续都在,三百万”", "外号“大水”的电站转让"),
        ("=looked_on", "我昨天路过,墙上写着卖电站", "我的电站转让"),
        ("=looked_on", "我就问了一句,他要三百万", "我家电站三百万"),
        ("=you", "钥匙给您,三百万", "钥匙三百万"),
    ],
)
def test_traits_of_form_show_where_they_stand_and_nowhere_else(trait: str, text: str, other: str) -> None:
    model = Model({}, {BASE: (0, 0, 0, 0, 0)})
    assert trait in model.features("", normalise(text).plain.text)
    assert trait not in model.features("", normalise(other).plain.text)


def test_the_families_are_folded_and_no_word_stands_twice_in_one() -> None:
    for name, words in read_families("offer_words.txt").items():
        assert len(set(words)) == len(words), name
        assert [word for word in words if normalise(word).plain.text != word] == [], name


def test_the_learner_finds_what_parts_the_kinds() -> None:
    samples = [Sample(frozenset({"出", "站"}), "direct"), Sample(frozenset({"求", "站"}), "wanted")] * 3
    weights, _ = fit(samples, ["出", "求", "站"])
    assert weights[0][KINDS.index("direct")] > 0.1 > weights[0][KINDS.index("wanted")]
    learned = learn(samples)
    assert learned == learn(samples)
    assert learned["出"][KINDS.index("direct")] > learned["站"][KINDS.index("direct")]


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_can_be_weighed(body: str, title: str) -> None:
    verdict = load_model().weigh(normalise(title).plain.text, normalise(body).plain.text)
    assert 0 < verdict.sure <= 1
    assert verdict.kind in KINDS


@pytest.mark.parametrize("last", ["售价900万元", "开价三百二", "拿走给380"])
def test_a_price_may_stand_last(last: str) -> None:
    assert "=price_last" in load_model().features("", f"水电站转让,{last}")


@pytest.mark.parametrize("last", ["电话13800001111", "电话•••••••••11", "微信abc_123456", "微信v138", "qq 12345678"])
def test_a_contact_that_stands_last_is_no_price(last: str) -> None:
    assert "=price_last" not in load_model().features("", f"水电站转让,售价900万元,{last}")
