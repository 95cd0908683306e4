"""Every line of tests/corpus/objects.tsv is read as what it says is sold."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import pytest

from monitor.models import OfferKind
from monitor.run.detector import scan_text
from monitor.text.normalise import normalise
from monitor.text.offer_object import read_object
from monitor.text.offer_share import read_share

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


@pytest.mark.parametrize(
    ("text", "share"),
    [("公司持有某水电60%股权,拟公开转让其中20%股权", 20), ("转让方持有标的公司100%股权,本次转让49%股权", 49),
     ("持有标的公司80%股权,拟转让其持有的标的公司30%股权", 30), ("我占水电站70%股份,现出让20%,160万", 20),
     ("大股东持股75%不变,本人转让25%的股份", 25), ("国资持股30%不变,民营股东所持70%股权对外转让", 70),
     ("股权结构:甲公司65%、乙公司35%。本次乙公司转让35%股权", 35), ("张某持有电站40%份额,本次拍卖其中15%份额", 15),
     ("转让方现持有该公司90%的股权,其中拟转让40%,底价300万", 40), ("其余股东合计持股60%,本人40%股份出售", 40),
     ("转让标的:水电公司35%股权(转让方持有70%)", 35), ("转让水电站股权30%,另有70%归国资", 30),
     ("转让合计100%股权(甲60%、乙40%)", 100), ("40%股权转让,转让后受让方持有40%,原股东持有60%", 40),
     ("出让方持有公司百分之六十股权,本次拍卖百分之二十股权", 20), ("我占电站五成股份,现在卖两成", 20),
     ("本人持有电站25%股份,因急用钱转让", 25), ("村集体占股10%,其余90%股权转让", 90),
     ("出让电站股份百分之三十五", 35), ("转让水电站5成股份", 50), ("转让2/3股权", 66.67),
     ("水电站转让,村集体占股10%分红", None), ("水电站转让,职工持有10%股份已清退", None)]
)  # fmt: skip
def test_of_several_shares_the_one_that_is_sold_is_read(text: str, share: float | None) -> None:
    assert read_share(text) == share


def test_a_share_that_others_hold_is_no_reason_to_scale_the_price() -> None:
    for beside in ("村集体占股10%分红", "职工持有10%股份已清退", "含职工宿舍出租收入每年3万"):
        read = scan_text(f"水电站1000kW转让,500万,{beside}")
        assert not {"price_per_kw", "rent_per_kw"} & {flag.rule_id for flag in read.flags}, beside
