"""Amounts that people tell in a way of their own: sets, prices, tariffs, rigs and shares; and what only looks alike."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind, prices_asked

from monitor.models import OfferKind
from monitor.text.offer_share import read_share


def _values(text: str, kind: str, offer: str = "direct") -> set[tuple[float | None, float | None]]:
    facts = of_kind(facts_of(text, cast(OfferKind, offer)), kind)
    return {(one.value_min, one.value_max) for one in facts if one.role == "offered"}


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("遂川电站,400kW/台 x3,报价700万", 1200),
        ("遂川电站 200千瓦/台*2台 报价280万", 400),
        ("遂川电站 800kW/台,共2台,要价1300万", 1600),
        ("遂川电站整转,1600KVA主变一台,机组500三台,1280万", 1500),
        ("遂川电站转让,160kW 两台55一台50,要价90万", 160),
        ("遂川电站转让,俩100一个55,要价90万", 255),
        ("遂川电站 前池抬高能多装两百 3台400 1100万", 1200),
        ("遂川电站 2兆瓦不到的1890 三台 报价1400万", 1890),
        ("遂川电站转让,公司的电站共有两台1.2万千瓦机组", 24_000),
        ("买家:电站250的机几台\n卖家:三台\n买家:多少\n卖家:四百", 750),
        ("县里一千瓦给五千八,400的站你自己算,你150拿", 400),
        ("老板:320的机\n买家:几台机\n老板:三台", 960),
        ("遂川电站三台机,大的400小的两台125,打包580", 650),
        ("遂川电站两大一小,400、400、160,680万", 960),
        ("Hydro plant for sale. 2 turbines x 2000kW. Grid pays well.", 4000),
        ("Hydro plant for sale, two units x 630 kW, RMB 8 million", 1260),
        ("Hydro plant for sale: three platform 250 kilowatt, grid at hand", 750),
    ],
)
def test_sets_of_a_plant(text: str, kw: float) -> None:
    assert _values(text, "capacity") == {(kw, kw)}


@pytest.mark.parametrize(
    ("text", "kw"),
    [
        ("He is selling the hydro station. The pair, 800 kilowatts each, stand above the village.", 1600),
        ("He is selling the hydro station. The four turbines, 400 kW apiece, run all year.", 1600),
        ("He is selling two turbines of his hydro plant. Both of 500 kW, they sit above Xide.", 1000),
        ("The 3.2 MW hydro plant is for sale; a new runner could raise its output to 3.6 MW.", 3200),
        ("The 2 MW hydro plant is for sale and has approval to be upgraded to 2.5 MW.", 2000),
        ("He is selling the hydro station. A pair of dogs guards it. It has 630 kW.", 630),
    ],
)
def test_sets_in_an_english_report(text: str, kw: float) -> None:
    assert _values(text, "capacity", "reported") == {(kw, kw)}


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("电站500千瓦,要价310万,低于290万不谈", 3_100_000),
        ("电站500千瓦,报价310万,少于290万免谈", 3_100_000),
        ("电站500千瓦,低于290万不谈", 2_900_000),
        ("电站500千瓦,水好,整站带走330", 3_300_000),
        ("电站500千瓦,诚心要你280拿,不送变压器", 2_800_000),
        ("电站2*400,卖给你450", 4_500_000),
        ("电站2*400,线路自有,460 打包,微信联系", 4_600_000),
        ("电站整卖260,400千瓦", 2_600_000),
        ("电站400千瓦,诚心的270抱走", 2_700_000),
        ("电站两台400,总共要你550", 5_500_000),
        ("电站500千瓦,有人出350拿走我没卖,现在420", 4_200_000),
        ("电站500千瓦 老板说三百五就放手", 3_500_000),
        ("电站800千瓦,人民币四百八,不讲价", 4_800_000),
        ("Hydro plant, 2 MW. He had hoped for 16 million yuan; now 11 would do.", 11_000_000),
        ("电站800千瓦 人民币640,微信详谈", 6_400_000),
        ("电站400千瓦,报价36个U是玩笑,人民币290,也收U", 2_900_000),
        ("电站400千瓦,现有贷款60万。价格:连贷款210万。", 2_100_000),
        ("电站2×800kW,挂牌价格:1,250万元;意向方注册资本(实缴)不得低于2,000万元", 12_500_000),
        ("水电站2×400,起拍 ¥2,340,000;另有货架50组(按废旧物资计价1.2万元,一并移交)", 2_340_000),
        ("配套的电站3000千瓦,整体四千八百万,接受分期", 48_000_000),
        ("Hydro plant, 8,000 kW. He paid 23 million yuan and would take 14.", 14_000_000),
        ("Hydro plant, 2 MW. She spent 20 million yuan on the 2 MW station and now wants 13.", 13_000_000),
        ("Hydro goods sell: 2 sets of 320 kilowatt, heart price 3 hundred 60 ten-thousand.", 3_600_000),
    ],
)
def test_price(text: str, yuan: float) -> None:
    assert prices_asked(text) == [(yuan, yuan, "total")]


@pytest.mark.parametrize(
    "text",
    ["电站500千瓦,能带走60台机器", "电站带走了三百人的饭碗,500千瓦", "遂川250整站出,待退出", "遂川 500 拿去就转"],
)
def test_what_is_taken_along_is_no_price(text: str) -> None:
    assert prices_asked(text) == []


@pytest.mark.parametrize(
    "text",
    ["他的电站2×400千瓦打算以新台币1800万元出售", "有个电站在转,1600,省网。是一千六百千瓦还是一千六百万?"],
)
def test_another_currency_or_a_question_is_no_price(text: str) -> None:
    assert prices_asked(text, "reported") == []


def test_a_price_of_each_kilowatt_that_looks_for_buyers() -> None:
    assert prices_asked("网帖说,一座400千瓦电站以“每瓩四千八”招揽买主", "reported") == [(4800, 4800, "kW")]


def test_a_range_behind_its_currency() -> None:
    assert prices_asked("Seek RMB 12–14 million for the hydro plant of 3 MW") == [(12_000_000, 14_000_000, "total")]


@pytest.mark.parametrize(
    ("text", "about", "yuan"),
    [
        (
            "Concession (14 years) to run a hydro station, 3×200 kW. RMB 260,000 a year to the village.",
            "plant",
            260_000,
        ),
        ("Operating rights to a hydro station, 400 kW; CNY 150,000 annually to the town", "operating_right", 150_000),
        ("Station, 2x500 kW. Annual fee of RMB 190,000 for the 18-year concession.", "plant", 190_000),
        ("Leasehold of 15 years on a 500 kW hydro station at RMB 140,000 p.a.", "lease", 140_000),
        ("电站转包,八年承包期,每年交村里5.2万元,转让费另收16万", "lease", 52_000),
    ],
)
def test_what_is_paid_each_year(text: str, about: str, yuan: float) -> None:
    assert prices_asked(text, about=about) == [(yuan, yuan, "year")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("电站2×500kW,并网,年发电430万度,售价0.2816;", 0.2816, 0.2816),
        ("电站375千瓦。他给记者算账:电价三毛一,好年景120万度", 0.31, 0.31),
        ("电站750千瓦,收购价从四毛一砍到三毛四", 0.34, 0.34),
        ("电站800千瓦,水量足的半年二角一分,其余月份三角", 0.21, 0.3),
        ("电站800千瓦,水大的月份两毛二,其他月份三毛一", 0.22, 0.31),
        ("电站800千瓦,5-10月0.19,其余0.28", 0.19, 0.28),
        ("电站800千瓦,上半年两毛四,下半年两毛九", 0.24, 0.29),
        ("电站800千瓦,丰枯两价:0.21、0.33,520万", 0.21, 0.33),
        ("Hydro plant, 800 kW, wet-season tariff 0.22 yuan, dry-season 0.31 yuan", 0.22, 0.31),
        ("Hydro plant, 800 kW, 0.21/0.30 yuan per kWh (wet/dry)", 0.21, 0.30),
        ("Hydro plant, 800 kW; the grid pays him 0.24 yuan in summer and 0.33 in winter.", 0.24, 0.33),
        ("Hydro goods sell: 2 sets of 320 kilowatt, one degree electricity two corner eight, papers good", 0.28, 0.28),
    ],
)
def test_tariff(text: str, low: float, high: float) -> None:
    assert _values(text, "tariff") == {(low, high)}


def test_a_token_price_of_shares_is_no_tariff() -> None:
    assert _values("水电公司股权转让,转让价1元,2×500kW", "tariff") == set()


@pytest.mark.parametrize(
    ("text", "rigs"),
    [
        ("电站500千瓦,蚂蚁S9留下六十台给你,通电就挖", {("S9", 60)}),
        ("电站500千瓦,神马M21还有四十台,一起送", {("M21", 40)}),
        ("电站500千瓦,机房里E9、阿瓦隆1246共九百台正在挖", {("E9", None), ("A1246", 900)}),
        ("电站500千瓦,神马M21S、蚂蚁T17混着,总共二百五十来台,随站送矿机", {("M21S", None), ("T17", 250)}),
        ("Hydro plant, 2 MW, with 310 water-cooled miners (M30S+) on the racks", {("M30S+", 310)}),
    ],
)
def test_rigs(text: str, rigs: set[tuple[str, int | None]]) -> None:
    assert {(one.detail["model"], one.detail["count"]) for one in of_kind(facts_of(text), "rig")} == rigs


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("出让水电公司股份,我占22.5股(按百分比),要回130万", 22.5),
        ("出让水电公司股份,按一百股算我有16股", 16.0),
        ("水电公司股权转让,我在里面有二十五个点", 25.0),
        ("出让全资公司股权,装机3×800kW", 100.0),
        ("出让水电公司股份,公司有8个股东", None),
    ],
)
def test_share(text: str, share: float | None) -> None:
    assert read_share(text) == share


def test_a_bad_year_beside_a_vague_good_one() -> None:
    assert _values("出力好的年份二百零几万度,差的年份一百五。", "generation") == {(1_500_000, 2_000_000)}
