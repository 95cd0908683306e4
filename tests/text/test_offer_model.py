"""The model that weighs what a text is: its features, its reasons, and that its weights belong to today's texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score import documents
from monitor.data.text.build_offer import Sample, digest, fit, learn, learn_layer, training_texts
from monitor.models import OfferReading
from monitor.run.detector import scan_text
from monitor.text.fold import DATA, read_families
from monitor.text.layer import Layer
from monitor.text.layer_weights import parse_weights, weights_of
from monitor.text.normalise import normalise
from monitor.text.offer_model import KINDS, Kind, Model, flatten, layer_features, load_model, read_weights
from monitor.text.weight_lines import read_groups
from monitor.text.weights import BASE

NOTHING = (0,) * len(KINDS)
SILENT = weights_of(Layer(KINDS, (), NOTHING, ((),) * len(KINDS)), {})
UNRELATED = "个人一手轿车出售，2018年上牌，跑了6.5万公里，无事故无水泡，全程4S店保养，保险到年底，价格5.8万可小刀"
CORPUS = Path(__file__).parents[1] / "corpus"


def test_the_weights_were_learned_from_the_texts_and_families_of_today() -> None:
    stamp = digest(training_texts(CORPUS))
    for name in ("offer.tsv", "offer_layer.tsv"):
        assert stamp in (DATA / name).read_text("utf-8"), "learn anew: python -m monitor.data.text.build_offer"


def test_no_withheld_text_is_learned_from() -> None:
    assert not [path for path in training_texts(CORPUS) if "withheld" in path.parts]


def test_marks_between_the_characters_of_a_word_do_not_part_it() -> None:
    assert flatten("水·电-站 转,让。急") == "水电站转让。急"
    assert flatten("power station, for sale") == "power station for sale"


def test_a_word_of_a_family_counts_though_no_labelled_text_has_it() -> None:
    model = Model({"sell": ["顶给别人"]}, {BASE: NOTHING, "@sell1": (600, *NOTHING[1:])}, SILENT)
    verdict = model.weigh("", "水电站顶给别人")
    assert verdict.kind == "direct"
    assert model.weigh("", "水电站检修").sure < verdict.sure


def test_a_reason_is_a_word_of_the_text_that_spoke_for_what_was_decided() -> None:
    weights = {
        BASE: NOTHING, "@sell1": (600, *NOTHING[1:]), "@fiction1": (300, *NOTHING[1:]), "0万": (900, *NOTHING[1:]),
        "@terms1": (0, 90, *NOTHING[2:]), "=money": (200, *NOTHING[1:]),
    }  # fmt: skip
    families = {"sell": ["^转让", "转让"], "fiction": ["系统"], "terms": ["面议"]}
    model = Model(families, weights, SILENT, {"direct": ["转让", "面议", "=money"]})
    assert model.weigh("", "转让水电站,系统齐全,面议,95万").words == ("转让", "=money")
    assert model.weigh("", "系统齐全").words == ()


def test_the_reasons_of_ads_name_no_family_no_part_of_a_number_and_only_words_that_stand_there() -> None:
    for text in (
        "四川乐山水电站转让，装机2000千瓦，售价95万元，并入国网",
        "出售小水电，95万，国网，3年回本，系统已升级",
    ):
        (why,) = scan_text(text).extraction.reading.why
        cues = why.removeprefix("offer: ").split(", ")
        assert cues and all(cue.startswith("=") or cue in text for cue in cues)
        assert not {"国网", "系统"}.intersection(cues) and "@" not in why


def test_every_word_that_may_be_a_reason_is_of_a_family_and_every_kind_has_some() -> None:
    listed = {word.removeprefix("^") for words in read_families("offer_words.txt").values() for word in words}
    reasons = read_families("offer_reasons.txt")
    assert tuple(reasons) == KINDS
    assert [name for names in reasons.values() for name in names if name[0] != "=" and name not in listed] == []


def test_numpy_adds_the_same_and_gives_the_same_reasons() -> None:
    model, by_numpy = (
        Model(
            read_families("offer_words.txt"),
            read_weights(read_groups("offer.tsv")[1]),
            parse_weights(*read_groups("offer_layer.tsv")),
            read_families("offer_reasons.txt"),
        )
        for _ in "12"
    )
    by_numpy.lay_out()
    for document in documents("open")[::40]:
        text = normalise(document.text).plain.text
        assert by_numpy.weigh(document.title, text) == model.weigh(document.title, text)


def test_a_latin_word_of_a_family_stands_alone() -> None:
    model = Model({"talk": ["he"]}, {BASE: NOTHING}, SILENT)
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
    model = Model({}, {BASE: NOTHING}, SILENT)
    assert trait in model.features("", normalise(text).plain.text)
    assert trait not in model.features("", normalise(other).plain.text)


def test_the_families_are_folded_and_no_word_stands_twice_in_one() -> None:
    for name, words in read_families("offer_words.txt").items():
        assert len(set(words)) == len(words), name
        assert [word for word in words if normalise(word).plain.text != word] == [], name


def test_the_learner_finds_what_parts_the_kinds() -> None:
    sold, sought = frozenset({"出", "站"}), frozenset({"求", "站"})
    samples = [Sample(sold, sold, "direct"), Sample(sought, sought, "wanted")] * 3
    weights, _ = fit(samples, ["出", "求", "站"])
    assert weights[0][KINDS.index("direct")] > 0.1 > weights[0][KINDS.index("wanted")]
    learned = learn(samples)
    assert learned == learn(samples)
    assert learned["出"][KINDS.index("direct")] > learned["站"][KINDS.index("direct")]


def test_the_layer_learns_what_two_words_mean_together() -> None:
    def sample(words: set[str], kind: Kind) -> Sample:
        return Sample(frozenset(words), frozenset(words), kind)

    samples = [
        sample({"矿", "站"}, "direct"), sample({"煤", "站"}, "unrelated"),
        sample({"煤", "厂"}, "direct"), sample({"矿", "厂"}, "unrelated"),
    ] * 200  # fmt: skip
    layer, moves = learn_layer(samples)
    assert (layer, moves) == learn_layer(samples)
    weights = weights_of(layer, moves)
    for features, kind in [({"矿", "站"}, "direct"), ({"煤", "站"}, "unrelated"), ({"矿", "厂"}, "unrelated")]:
        totals = weights.totals(features)
        assert KINDS[totals.index(max(totals))] == kind


def test_latin_words_move_the_layer_and_so_do_two_that_a_space_parts() -> None:
    found = layer_features("^the buyer. asks^")
    assert {"~the", "~buyer", "~the&buyer", "~asks", "th"} <= found
    assert not {"~buyer&asks", "the"} & found


@pytest.mark.parametrize(
    "text",
    [
        "出售二手大众朗逸，2018年上牌，行驶6.5万公里，手续齐全随时过户，价格5.8万，成都双流看车",
        "118平三室两厅，房产证满五唯一，不在拆迁范围内，因工作调动急售，报价62万",
        "充电站转让，贵州铜仁，60千瓦双枪桩24台，箱变两台，手续齐全，120万",
        "Petrol station for sale, freehold, all permits complete, owner retiring, price on request",
    ],
)
def test_a_sale_of_something_else_is_no_offer_of_a_plant(text: str) -> None:
    read = scan_text(text)
    assert (read.extraction.reading.offer, read.extraction.claims, read.flags) == ("none", (), ())


def test_nothing_is_read_from_a_text_that_is_surely_unrelated() -> None:
    read = scan_text(UNRELATED)
    assert read.extraction.reading == OfferReading("none", why=read.extraction.reading.why, related=False)
    assert (read.extraction.claims, read.extraction.facts) == ((), ())


def test_a_telephone_number_in_an_unrelated_text_is_still_found_for_masking() -> None:
    facts = scan_text(
        "出售二手大众朗逸，2018年上牌，行驶6.5万公里，个人一手车，5.8万，电话13812345678"
    ).extraction.facts
    assert [fact.kind for fact in facts] == ["contact"]


def test_a_plant_far_behind_the_head_of_a_text_is_not_overlooked() -> None:
    recipe = "红烧肉的做法：五花肉500克切块焯水，锅中放油炒糖色，放入肉块翻炒，加生抽老抽料酒。"
    assert not scan_text(recipe * 50).extraction.reading.related
    told = scan_text(recipe * 50 + "水电站转让，装机2×320千瓦，手续齐全，不在清退范围内，95万。")
    assert told.extraction.reading.related


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
