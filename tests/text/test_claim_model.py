"""The second reader of claims: its clauses, its weights, its reasons, and what it must leave alone."""

from __future__ import annotations

from itertools import cycle, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score import documents
from monitor.data.text.build_claims import Sample, digest, learn, training_files
from monitor.models import Document, OfferKind
from monitor.run.detector import build_detector
from monitor.text.claim_model import ClaimModel, Said, clauses_of, load_claim_model
from monitor.text.fold import DATA, read_families
from monitor.text.layer import EMPTY, FINE, Layer
from monitor.text.layer_weights import LayerWeights, parse_weights, weights_of
from monitor.text.normalise import normalise
from monitor.text.weight_lines import read_groups

CORPUS = Path(__file__).parents[1] / "corpus"
DETECTOR = build_detector()


def test_the_weights_were_learned_from_the_texts_and_families_of_today() -> None:
    written = (DATA / "claims.tsv").read_text("utf-8")
    assert digest(training_files(CORPUS)) in written, "learn anew: python -m monitor.data.text.build_claims"
    assert not [path for path in training_files(CORPUS) if "withheld" in path.parts]


def test_the_families_are_folded() -> None:
    for name, words in read_families("claim_words.txt").items():
        assert len(set(words)) == len(words), name
        assert [word for word in words if normalise(word).plain.text != word] == [], name


@given(st.text(alphabet="电站清退,。 \nab1万、|", max_size=60))
def test_clauses_cover_every_letter_and_digit_once_and_in_order(text: str) -> None:
    plain = normalise(text).plain.text
    clauses = clauses_of(plain)
    covered = [place for clause in clauses for place in range(clause.start, clause.end)]
    assert covered == sorted(set(covered))
    assert {place for place, one in enumerate(plain) if one.isalnum()} <= set(covered)


@pytest.mark.parametrize("sign", ["☎", "⬛", "⭐", "🀄", "🈚", "📉", "✅\ufe0f"])
def test_pictures_part_clauses(sign: str) -> None:
    assert [one.text for one in clauses_of(f"证全{sign}无抵押")] == ["^证全$", "^无抵押$"]


def simple(bases: dict[str, int], features: dict[str, dict[str, int]]) -> LayerWeights:
    """Weights with one unit for each class: what a feature says for it, in tens of hundredths."""
    classes = tuple(bases)
    says = tuple(tuple(10 * FINE * (one == other) for other in classes) for one in classes)
    layer = Layer(classes, (0,) * len(classes), tuple(value * FINE for value in bases.values()), says)
    moves = {one: [cells.get(name, 0) // 10 for name in classes] for one, cells in features.items()}
    return weights_of(layer, moves)


@pytest.mark.parametrize(
    "text", ["卖家称“证件都全”“不在名单”“接手就开机”", "卖家称「证件都全」「不在名单」「接手就开机」"]
)
def test_quotations_side_by_side_are_clauses(text: str) -> None:
    assert [one.text for one in clauses_of(normalise(text).plain.text)] == [
        "^卖家称证件都全$",
        "^不在名单$",
        "^接手就开机$",
    ]


@pytest.mark.parametrize("text", ["他说“不在”名单", "装机500“千瓦”"])
def test_a_single_quotation_parts_nothing(text: str) -> None:
    assert len(clauses_of(normalise(text).plain.text)) == 1


def test_the_strongest_words_are_the_same_by_numpy() -> None:
    clauses = clauses_of(normalise("屏山电站转让,500千瓦,我们这座压根没被写进要拆的册子,盘下来当天就能见钱").plain.text)
    plain, laid_out = (
        ClaimModel(read_families("claim_words.txt"), parse_weights(*read_groups("claims.tsv"))) for _ in "12"
    )
    laid_out.lay_out()
    found = plain.weigh(clauses, 0.05, "direct")
    assert len(found) >= 2
    assert plain.words(found) == laid_out.words(found) == [words for one in found for words in plain.words([one])]


def test_two_families_in_one_clause_speak_together() -> None:
    weights = simple({"not_in_cleanup": -300}, {"@list&negate": {"not_in_cleanup": 500}})
    model = ClaimModel({"list": ["花名册"], "negate": ["没"]}, weights)
    (told,) = model.weigh(clauses_of("花名册里没我,电站好"), 0.6)
    assert (told.claim_type, told.denied, model.words([told])) == ("not_in_cleanup", False, [("@list&negate",)])
    assert told.sure == pytest.approx(0.88, abs=0.01)
    assert model.weigh(clauses_of("花名册,没我"), 0.6) == []


def test_the_clauses_beside_one_are_hints() -> None:
    features = {"@all_of": {"papers_complete": 250}, "<@papers": {"papers_complete": 200}}
    model = ClaimModel({"papers": ["手续"], "all_of": ["全有"]}, simple({"papers_complete": -300}, features))
    (told,) = model.weigh(clauses_of("手续呢?全有,路也通"), 0.6)
    assert (told.clause.text, model.words([told])) == ("^全有$", [("@all_of", "<@papers")])
    assert model.weigh(clauses_of("全有,手续呢?"), 0.6) == []


WORDS = ("手续", "花名册", "没", "全有", "不在", "清退", "list", "名单", ",", "。", " ", "1", "电站", "\n")
FAMILIES = {"papers": ["手续"], "list": ["花名册", "名单", "list"], "negate": ["没", "不"], "all_of": ["全有"]}
FEATURES = (
    "@papers", "@list&negate", "@negate&papers", "<@papers", ">@list", "<none", ">none", "<没", ">全有", "手续全有",
    "没", "^电", "站$", "电站", "$^", "<手续没", ">@list&negate", "清退0", "~@papers", "~@negate", "~direct", "~none",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
    st.dictionaries(st.sampled_from(FEATURES), st.lists(st.integers(-140, 140), min_size=4, max_size=4)),
    st.lists(st.lists(st.integers(-9_000, 9_000), min_size=5, max_size=5), min_size=3, max_size=3),
    st.lists(st.integers(-300, 300), min_size=4, max_size=4),
)
def test_sums_by_numpy_are_those_of_one_clause_after_another(
    text: str, moves: dict[str, list[int]], classes: list[list[int]], starts: list[int]
) -> None:
    says = tuple(tuple(one[1:]) for one in classes)
    layer = Layer(("a", "b", "c"), tuple(starts), tuple(one[0] * 99 for one in classes), says)
    weights = weights_of(layer, moves)
    by_numpy = ClaimModel(FAMILIES, weights)
    by_numpy.lay_out()
    clauses = clauses_of(text)
    for least, offer in product((1e-9, 0.4, 0.99), (None, "direct", "none")):
        one_by_one = ClaimModel(FAMILIES, weights).weigh(clauses, least, offer)
        assert by_numpy.weigh(clauses, least, offer) == one_by_one
        assert by_numpy.words(one_by_one) == ClaimModel(FAMILIES, weights).words(one_by_one)


@pytest.mark.parametrize("laid_out", [False, True])
def test_many_texts_weighed_together_make_the_claims_that_each_makes_alone(*, laid_out: bool) -> None:
    model = ClaimModel(read_families("claim_words.txt"), parse_weights(*read_groups("claims.tsv")))
    if laid_out:
        model.lay_out()
    offers = cycle([None, "direct", "reported", "none"])
    texts = [clauses_of(normalise(one.text).plain.text) for one in documents("open")[::60]]
    said = [Said(one, offer) for one, offer in zip([[], *texts, [], []], offers, strict=False)]
    assert model.weigh_all(said, 0.1) == [model.weigh(one.clauses, 0.1, one.offer) for one in said]
    assert model.weigh_all([], 0.1) == []


def test_sums_by_numpy_are_the_same_for_the_labelled_texts_with_the_weights_in_use() -> None:
    model, by_numpy = (
        ClaimModel(read_families("claim_words.txt"), parse_weights(*read_groups("claims.tsv"))) for _ in "12"
    )
    by_numpy.lay_out()
    for document in documents("open")[::60]:
        clauses = clauses_of(normalise(document.text).plain.text)
        assert by_numpy.weigh(clauses, 0.1) == model.weigh(clauses, 0.1)


def test_what_is_told_anywhere_and_which_offer_is_made_speak_in_every_clause() -> None:
    model = ClaimModel({"mine": ["挖矿"]}, weights_of(EMPTY, {}))
    assert all({"~@mine", "~direct"} <= features for features in model.features(clauses_of("挖矿,好,好"), "direct"))
    features = {one: {"papers_complete": weight} for one, weight in (("全有", 250), ("~@mine", 200), ("~none", -300))}
    reader = ClaimModel({"mine": ["挖矿"]}, simple({"papers_complete": -300}, features))
    cases: list[tuple[str, OfferKind | None]] = [
        ("全有,路通,挖矿", None), ("全有,路通", None), ("全有,路通,挖矿", "direct"), ("全有,路通,挖矿", "none")
    ]  # fmt: skip
    told = [reader.weigh(clauses_of(text), 0.6, offer) for text, offer in cases]
    assert [[one.clause.text for one in found] for found in told] == [["^全有$"], [], ["^全有$"], []]


def test_features_say_where_they_stand() -> None:
    model = ClaimModel({"mine": ["挖矿"]}, weights_of(EMPTY, {}))
    first, second, third = model.features(clauses_of("电够,挖矿,好"))
    assert {">@mine", ">挖矿", "<none", "电够"} <= first
    assert {"@mine", "^挖矿$", "<电够", ">好"} <= second
    assert "<挖矿$" not in third


def test_the_learner_parts_a_claim_from_its_denial() -> None:
    yes = Sample(frozenset({"可", "矿"}), frozenset({"mining_allowed"}), frozenset())
    no = Sample(frozenset({"禁", "矿"}), frozenset({"mining_allowed!"}), frozenset())
    other = Sample(frozenset({"站"}), frozenset(), frozenset())
    weights = weights_of(*learn([yes, no, other] * 3_000))
    assert weights.sums(["可", "矿"], 0)[0][0] == weights.layer.classes.index("mining_allowed")
    assert weights.sums(["禁", "矿"], 0)[0][0] == weights.layer.classes.index("mining_allowed!")
    assert weights.sums(["站"], 0) == []


def test_the_learner_learns_the_same_again() -> None:
    samples = [
        Sample(frozenset(pair), frozenset({"guarantee"} if "保" in pair else ()), frozenset())
        for pair in ("保过", "保证", "过户", "证照") * 9
    ]
    assert learn(samples) == learn(samples)


def test_a_listed_wording_that_means_something_else_in_its_clause_is_no_claim() -> None:
    text = "水电站出租,甘肃迭部,1000千瓦,年租金60万,{}"
    told, other = (
        [one.type for one in DETECTOR.scan(Document("x", text.format(words))).extraction.claims]
        for words in ("放心做,出了事我担", "挖矿的不租,出了事我担不起")
    )
    assert "guarantee" in told
    assert "guarantee" not in other


def test_a_weighed_claim_says_so_and_lies_where_its_words_are() -> None:
    case = "屏山电站转让,500千瓦,180万,我们这座压根没被写进要拆的册子"
    told = [one for one in DETECTOR.scan(Document("x", case)).extraction.claims if one.phrase.startswith("weighed")]
    assert [(one.type, one.stance) for one in told] == [("not_in_cleanup", "asserted")]
    assert told[0].span.of(case) == told[0].text
    assert "拆" in told[0].text


def test_an_innocent_use_that_the_lexicon_knows_is_not_told_by_the_second_reader() -> None:
    text = "电站转让,500千瓦,180万,自行办理过户手续"
    assert not [one for one in DETECTOR.scan(Document("x", text)).extraction.claims if one.type == "papers_complete"]


@given(st.text(max_size=150))
def test_any_text_can_be_weighed(text: str) -> None:
    for told in load_claim_model().weigh(clauses_of(normalise(text).plain.text), 0.6):
        assert 0.6 <= told.sure <= 1
