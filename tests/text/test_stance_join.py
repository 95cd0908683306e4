"""The algebra of stances."""

from __future__ import annotations

from typing import get_args

import pytest

from monitor.models import Stance
from monitor.text.stance_join import JOINED, joined


@pytest.mark.parametrize(
    ("own", "place", "expected"),
    [
        (None, "reported", "reported"),
        ("denied", "asserted", "denied"),
        ("denied", "denied", "asserted"),  # 没有列入退出名单
        ("denied", "asked", "asked"),  # 在退出名单里没
        ("denied", "reported", None),
        ("asked", "wanted", None),  # 有手续没手续都谈
        ("asked", "asserted", "asked"),  # 能不能挖
        ("asked", "denied", "denied"),  # 别问能不能挖
        ("asked", "reported", None),
        ("asserted", "denied", "denied"),
        ("asserted", "doubted", "doubted"),
    ],
)
def test_own_stance_and_place_make_the_claims(own: Stance | None, place: Stance, expected: Stance | None) -> None:
    assert joined(own, place) == expected


@pytest.mark.parametrize("place", get_args(Stance))
def test_a_wording_without_a_stance_takes_that_of_its_place(place: Stance) -> None:
    assert joined(None, place) == place


def test_only_a_denial_in_a_denying_place_asserts() -> None:
    turned = {pair for pair, told in JOINED.items() if told == "asserted"}
    assert turned == {("denied", "denied"), ("asserted", "asserted")}
