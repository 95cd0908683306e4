"""The second reader of claims: its clauses, its weights, its reasons, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.score import documents
from monitor.data.text.build_claims import Sample, digest, learn, training_files
from monitor.models import Document
from monitor.run.detector import build_detector
from monitor.text.claim_model import ClaimModel, clauses_of, load_claim_model, parse_weights, weights_of
from monitor.text.fold import DATA, read_families
from monitor.text.normalise import normalise
from monitor.text.weight_lines import read_groups
from monitor.text.weights import BASE

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


def test_two_families_in_one_clause_speak_together() -> None:
    weights = {BASE: {"not_in_cleanup": -300}, "@list&negate": {"not_in_cleanup": 500}}
    model = ClaimModel({"list": ["花名册"], "negate": ["没"]}, weights_of(weights))
    (told,) = model.weigh(clauses_of("花名册里没我,电站好"), 0.6)
    assert (told.claim_type, told.denied, model.words(told)) == ("not_in_cleanup", False, ("@list&negate",))
    assert told.sure == pytest.approx(0.88, abs=0.01)
    assert model.weigh(clauses_of("花名册,没我"), 0.6) == []


def test_the_clauses_beside_one_are_hints() -> None:
    weights = {
        BASE: {"papers_complete": -300},
        "@all_of": {"papers_complete": 250},
        "<@papers": {"papers_complete": 200},
    }
    model = ClaimModel({"papers": ["手续"], "all_of": ["全有"]}, weights_of(weights))
    (told,) = model.weigh(clauses_of("手续呢?全有,路也通"), 0.6)
    assert (told.clause.text, model.words(told)) == ("^全有$", ("@all_of", "<@papers"))
    assert model.weigh(clauses_of("全有,手续呢?"), 0.6) == []


WORDS = ("手续", "花名册", "没", "全有", "不在", "清退", "list", "名单", ",", "。", " ", "1", "电站", "\n")
FAMILIES = {"papers": ["手续"], "list": ["花名册", "名单", "list"], "negate": ["没", "不"], "all_of": ["全有"]}
FEATURES = (
    "@papers", "@list&negate", "@negate&papers", "<@papers", ">@list", "<none", ">none", "<没", ">全有", "手续全有",
    "没", "^电", "站$", "电站", "$^", "<手续没", ">@list&negate", "清退0",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
    st.dictionaries(st.sampled_from(FEATURES), st.dictionaries(st.sampled_from("abc"), st.integers(-900, 900))),
    st.fixed_dictionaries({one: st.integers(-900, 900) for one in "abc"}),
)
def test_sums_by_numpy_are_those_of_one_clause_after_another(
    text: str, learned: dict[str, dict[str, int]], base: dict[str, int]
) -> None:
    weights = weights_of({BASE: base, **{one: cells for one, cells in learned.items() if cells}})
    by_numpy = ClaimModel(FAMILIES, weights)
    by_numpy.lay_out()
    clauses = clauses_of(text)
    for least in (1e-9, 0.4, 0.99):
        assert by_numpy.weigh(clauses, least) == ClaimModel(FAMILIES, weights).weigh(clauses, least)


@pytest.mark.parametrize("laid_out", [False, True])
def test_many_texts_weighed_together_make_the_claims_that_each_makes_alone(*, laid_out: bool) -> None:
    model = ClaimModel(read_families("claim_words.txt"), parse_weights(read_groups("claims.tsv")))
    if laid_out:
        model.lay_out()
    texts = [clauses_of(normalise(one.text).plain.text) for one in documents("open")[::60]]
    texts = [[], *texts, [], []]
    assert model.weigh_all(texts, 0.1) == [model.weigh(one, 0.1) for one in texts]
    assert model.weigh_all([], 0.1) == []


def test_sums_by_numpy_are_the_same_for_the_labelled_texts_with_the_weights_in_use() -> None:
    model, by_numpy = (
        ClaimModel(read_families("claim_words.txt"), parse_weights(read_groups("claims.tsv"))) for _ in "12"
    )
    by_numpy.lay_out()
    for document in documents("open")[::60]:
        clauses = clauses_of(normalise(document.text).plain.text)
        assert by_numpy.weigh(clauses, 0.1) == model.weigh(clauses, 0.1)


def test_features_say_where_they_stand() -> None:
    model = ClaimModel({"mine": ["挖矿"]}, weights_of({}))
    first, second, third = model.features(clauses_of("电够,挖矿,好"))
    assert {">@mine", ">挖矿", "<none", "电够"} <= first
    assert {"@mine", "^挖矿$", "<电够", ">好"} <= second
    assert "<挖矿$" not in third


def test_the_learner_parts_a_claim_from_its_denial() -> None:
    yes = Sample(frozenset({"可", "矿"}), frozenset({"mining_allowed"}), frozenset())
    no = Sample(frozenset({"禁", "矿"}), frozenset({"mining_allowed!"}), frozenset())
    other = Sample(frozenset({"站"}), frozenset(), frozenset())
    learned = learn([yes, no, other] * 9)
    assert learned["可"]["mining_allowed"] > 50 > learned["禁"].get("mining_allowed", 0)
    assert learned["禁"]["mining_allowed!"] > 50


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
