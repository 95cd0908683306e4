"""Every line of tests/corpus/objects.tsv is read as what it says is sold."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import pytest

from monitor.models import OfferKind
from monitor.text.normalise import normalise
from monitor.text.offer_object import read_object, read_share

LINES: Final = (Path(__file__).parents[1] / "corpus" / "objects.tsv").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", [one for one in LINES if one and not one.startswith("#")])
def test_what_is_sold_is_read(line: str) -> None:
    told, kind, text = line.split("\t")
    assert (read_object(normalise(text).plain.text, cast(OfferKind, kind)) or "none") == told, text


@pytest.mark.parametrize(
    ("text", "share"),
    [("本人占四成五,这份按58万走的股份", 45), ("三股(全站二十股)", 15), ("合伙份额:某站六分之一", 16.67),
     ("我名下25%股东同意外卖,电站股份转让", 25), ("卖我这七成", 70), ("会社の株式70%を譲渡", 70),
     ("六成权益", 60), ("三成股权", 30), ("百分之五十一股权", 51), ("八成新", None),
     ("电站股份匀出来一成半", 15), ("某站三成七股份", 37), ("转让比例:35%", 35), ("合伙权益10%", 10),
     ("30%国有股权", 30),      ("25个点的电站股份", 25),
     ("一半的股份转让", 50), ("水力発電会社の持分75%", 75), ("発電所の全持ち分を売却", 100),
     ("小电站股45%", 45), ("我那三分之一股份", 33.33), ("卖五个股东的全部份额", 100),
     ("项目公司股权全部公开出让", 100), ("几个个人股东合计18%一起转", 18),
     ("a 60 percent stake in a hydropower project", 60),
     ("selling 100% of the project company", 100), ("增值税3%,电站转让", None), ("电站转让,降价10%", None)]
)  # fmt: skip
def test_a_share_in_words_is_read(text: str, share: float | None) -> None:
    assert read_share(text) == share
