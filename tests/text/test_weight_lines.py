"""Files of weights: every feature is found through what its group begins with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.claim_model import ClaimModel, clauses_of, load_claim_model
from monitor.text.fold import read_families
from monitor.text.layer_weights import parse_weights
from monitor.text.normalise import normalise
from monitor.text.offer_model import load_model, read_weights
from monitor.text.weight_lines import Written, groups_of, known, lead_of, lines_of, read_groups, whole

OLD = {"=base": "1", "电": "2", "电站": "3", "站": "4", "@a": "5", "@a&b": "6", "<@a": "7", ">电站": "8", "^电": "9"}
LISTINGS = st.text(alphabet="电站转让手续没清退,。? \nab1万、|", max_size=60)


def written() -> Written:
    return Written(groups_of("\n".join(["# kept", *lines_of(OLD.items()), ""]).encode())[1])


def test_what_is_written_is_read_again() -> None:
    one_by_one = written()
    assert {feature: one_by_one[feature] for feature in OLD} == OLD
    assert whole(written()) == OLD


def test_only_groups_are_read_of_which_a_feature_may_stand_there() -> None:
    weights = written()
    assert known(weights, {"电", "电站"}) == {"电", "电站"}
    assert set(weights) == {"电", "电站"}
    with pytest.raises(KeyError):
        weights["机"]


@pytest.mark.parametrize(
    ("feature", "lead"),
    [
        ("电站", "电"), ("^电站", "^电"), ("^", "^"), ("@", "@"), ("@a&b", "@a"), ("@a2", "@a2"), ("=asks", "=asks"),
        ("<电站", "<电"), ("<@papers", "<@papers"), (">none", ">none"), ("<^电", "<^"),
    ],
)  # fmt: skip
def test_a_group_begins_with_the_shortest_feature_that_stands_wherever_the_others_do(feature: str, lead: str) -> None:
    assert lead_of(feature) == lead


@given(LISTINGS)
def test_the_leads_of_all_features_of_a_text_are_among_them(text: str) -> None:
    plain, offers = normalise(text).plain.text, load_model()
    for features in [
        offers.features("", plain),
        offers.features_of_layer("", plain),
        *load_claim_model().features(clauses_of(plain)),
    ]:
        assert {lead_of(one) for one in features} <= features


@given(LISTINGS)
def test_weights_read_by_groups_know_what_all_weights_know(text: str) -> None:
    plain = normalise(text).plain.text
    features = load_model().features("", plain)
    assert known(OFFERS, features) == WHOLE_OFFERS & features
    model = ClaimModel(FAMILIES, parse_weights(*read_groups("claims.tsv")))
    assert model.weigh(clauses_of(plain), 0.1) == WHOLE_CLAIMS.weigh(clauses_of(plain), 0.1)


OFFERS = read_weights(read_groups("offer.tsv")[1])
WHOLE_OFFERS = whole(read_weights(read_groups("offer.tsv")[1])).keys()
FAMILIES = read_families("claim_words.txt")
CLAIM_WEIGHTS = parse_weights(*read_groups("claims.tsv"))
list(CLAIM_WEIGHTS.features())
WHOLE_CLAIMS = ClaimModel(FAMILIES, CLAIM_WEIGHTS)


def test_a_file_that_was_changed_by_hand_is_refused() -> None:
    whole_file = "\n".join(["# kept", *lines_of(OLD.items()), ""]).encode()
    with pytest.raises(ValueError, match="not as long"):
        groups_of(whole_file + b"more\n")
    with pytest.raises(ValueError, match="no index"):
        groups_of(b"# kept\nmore\n")
