"""What English and Japanese words sell, and words near them that sell a plant and no more."""

from __future__ import annotations

import pytest

from monitor.text.normalise import normalise
from monitor.text.offer_object import read_object
from monitor.text.offer_share import read_share


def _plain(text: str) -> str:
    return normalise(text).plain.text


@pytest.mark.parametrize(
    ("text", "share"),
    [("The utility invites offers for its 34 per cent interest in a river scheme operator", 34),
     ("All shares of Linhe Hydropower change hands for 9 million", 100),
     ("Full ownership of a Shaowu power firm was listed on Monday", 100),
     ("It will sell 65% of its Tianlin project company", 65),
     ("The group is to list 72% of its Pingwu hydropower arm", 72),
     ("A 45 % stake in the station is on offer", 45),
     ("Two thirds of the company can be bought", 66.67),
     ("three-quarters of the shares are for sale", 75),
     ("half of the project company, 1.2 MW", 50),
     ("a one-third stake in the 800 kW plant", 33.33),
     ("holding (22.5 %) in a hydro company", 22.5),
     ("会社の持分すべてを売却", 100)]
)  # fmt: skip
def test_a_share_is_read_and_is_equity(text: str, share: float) -> None:
    assert (read_object(_plain(text)), read_share(_plain(text))) == ("equity", share)


@pytest.mark.parametrize(
    "text",
    ["Plant 800 kW for sale, sells 60% of its output to a cement company",
     "Hydro plant for sale, 640 kW, water enough for 70% of the year",
     "Station for sale, price cut by 15%, a third unit can be added",
     "Plant for sale, mortgage covers 40% of the plant price"],
)  # fmt: skip
def test_other_shares_of_things_are_no_equity(text: str) -> None:
    assert (read_object(_plain(text)), read_share(_plain(text))) == ("plant", None)


@pytest.mark.parametrize(
    ("text", "sold"),
    [("Passing on the right to operate our 500 kW station for another 9 years", "operating_right"),
     ("Operating rights of a county station, 12 years, tender opens Monday", "operating_right"),
     ("Hydro plant for sale, with full operating rights and permits", "plant"),
     ("Powerhouse to let: 320 kW, 90,000 yuan a year", "lease"),
     ("Instead of selling, the family rents the station out", "lease"),
     ("Tenant wanted for a 250 kW powerhouse", "lease"),
     ("My 400 kW station, hard to let it go, 900k", "plant"),
     ("500 kW plant for sale, was leased to a miller until 2019", "plant"),
     ("Half-finished 3 MW scheme for sale, tunnel dug, no turbines", "under_construction"),
     ("Construction has been halted since 2016; the 2 MW project is offered at 5 million", "under_construction"),
     ("800 kW plant for sale, unfinished road to the intake", "plant"),
     ("Bank sells a loan of 20 million yuan secured on a 3 MW hydropower plant", "debt"),
     ("600 kW station for sale, the loan on the plant will be repaid first", "plant"),
     ("Four stations on one river, sold as one lot, 6 MW", "bundle"),
     ("Two turbines, one station, package price 3 million", "plant"),
     ("水力発電所三か所をまとめて売却、分割不可", "bundle"),
     ("発電所を会社ごと売却します", "equity"),
     ("発電所800kWの賃貸、年20万元", "lease"),
     ("工事途中の水力発電所を売却", "under_construction"),
     ("水电站转让,整改未完成,200千瓦,100万", "plant")],
)  # fmt: skip
def test_what_is_sold(text: str, sold: str) -> None:
    assert read_object(_plain(text)) == sold


@pytest.mark.parametrize(
    "text",
    ["We counted 96 online ads; a station near Ya'an came up twice",
     "Most listings are for a plant of 500 kW and say that papers are complete"],
)  # fmt: skip
def test_a_report_on_many_sales_names_no_object(text: str) -> None:
    assert read_object(_plain(text), "reported") is None
