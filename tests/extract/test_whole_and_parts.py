"""Shares that may be had as well, outputs that rose, sums of plants, mines sold along, voltages that are no rates."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.models import Assessment, Fact
from monitor.run.detector import scan_text

WHOLE = (
    "四川水电站1600kW,1300万,可整体也可转让60%股份",
    "四川水电站1600kW整体转让1300万,可合作,出让30%股份也行",
    "四川水电站1600kW整体转让1300万,也可只转51%",
    "四川水电站1600kW转让,要价一千三百万,可分期,也可以只转六成股份",
    "四川水电站1600kW转让,1300万,或转让51%股权",
    "四川水电站1600kW转让,1300万,可以只买30%的股份",
    "四川水电站1600kW整体转让或转让51%股权均可,1300万",
    "四川水电站1600kW整体出售1300万,也可合伙,让30%股份",
    "四川水电站1600kW转让,全部1300万,只要一半股份也成",
)
SHARES = {
    "四川水电站1600kW转让51%股份,650万,也可整体转让": 51,
    "四川水电站1600kW,本人持有60%股份转让,780万,也可只转30%": 60,
    "四川水电站1600kW股权转让,60%,也可只转30%股份": 60,
    "四川水电站转让,1600kW,780万,转60%股份": 60,
    "四川水电站1600kW,我占60%股份,现出让20%,260万": 20,
    "四川水电站,股东两人,我的30%股份也转让,1600kW,390万": 30,
    "转让四川水电站30%股份也行,50%也行,1600kW,390万起": 30,
    "增资公告:浙江庆元某水电公司拟增资扩股引入投资方,投后持股不超过49%,装机3200kW,增资底价1500万元": 49,
}
# The output now, the former one, the rate.
RISEN = {
    "年发电由200万提高到260万度,电价0.24": (260, 200, 0.24),
    "年发电量从200万度提高到260万度,上网电价0.24元": (260, 200, 0.24),
    "技改后年发电由200万度升到260万度,电价0.24": (260, 200, 0.24),
    "年均发电由原来的200万度提升至现在的260万度,电价0.24元": (260, 200, 0.24),
    "年发电由260万度降到200万度,电价0.24": (200, 260, 0.24),
    "年发电可由200万提高到260万度,电价0.24": (200, None, 0.24),
    "发电效率提高,电价0.24": (None, None, 0.24),
    "年发电260万度,电价由0.24提高到0.30": (260, None, 0.30),
    "年发电260万度,差别电价提高0.1元": (260, None, None),
}
# Outputs of the whole offer, lowest and highest.
OUTPUTS = {
    "浙江水电公司股权转让,拥有一级、二级两座水电站,装机分别为2×500kW、2×320kW,年发电量分别为305万kWh、196万kWh": (
        501,
        501,
    ),
    "浙江水电站转让,一级装机1000kW年发电305万度,二级装机640kW年发电196万度,打包价2200万": (501, 501),
    "三座水电站打包转让,装机800千瓦、500千瓦、400千瓦,年发电分别为280万度、170万度、120万度,共880万": (570, 570),
    "四川两座水电站转让,合计1300千瓦,2020年和2021年发电量分别为405万度、396万度,680万": (396, 405),
    "四川水电站转让,1300千瓦,近三年发电分别为312万、280万、295万度,680万": (280, 312),
    "四川两座水电站转让,合计1300千瓦,去年、前年发电405万度、396万度,680万": (396, 405),
}
TWO_SIZES = (
    "浙江一级、二级水电站打包转让,装机1000kW、640kW,年发电305万度、196万度,价格2200万",
    "浙江一级和二级电站转让,1000千瓦和640千瓦,价格1100万",
    "浙江两座水电站转让,装机1000kW、640kW,价格1100万",
)
WITH_MINES = (
    "榕江县某电站资产及采矿权拍卖,电站装机2台×500千瓦,起拍价2253万元",
    "贵州水泥厂及自备水电站整体拍卖,水电站装机1000千瓦,起拍价2253万元",
    "水电站连同采矿权一并转让,1000千瓦,2253万",
    "整体打包拍卖。标的包括:1.某铅锌矿采矿权;2.配套自备水电站一座,装机2台×500千瓦;3.房屋。起拍价2253万元",
)
SIDES = ("S9-1000/0.4/10", "S11-1000/10/0.4", "S11-M-1000/10.5/0.4", "10/0.4,1000kVA")


def _of(assessment: Assessment, kind: str, role: str = "offered") -> Sequence[Fact]:
    return [one for one in assessment.extraction.facts if one.kind == kind and one.role == role]


def _value(assessment: Assessment, kind: str, role: str = "offered") -> float | None:
    return next((one.value_min for one in _of(assessment, kind, role)), None)


def test_a_share_that_may_be_had_as_well_is_not_what_the_price_is_for() -> None:
    for text in WHOLE:
        told = scan_text(text)
        assert (told.extraction.reading.object, told.extraction.reading.share_pct) == ("plant", None), text
        assert "price_per_kw" not in {flag.rule for flag in told.flags}, text
    for text, share in SHARES.items():
        told = scan_text(text)
        assert (told.extraction.reading.object, told.extraction.reading.share_pct) == ("equity", share), text


def test_an_output_that_rose_is_what_is_made_now_and_the_rate_behind_it_stays() -> None:
    for words, (now, former, rate) in RISEN.items():
        told = scan_text(f"四川水电站转让,630千瓦,{words},价230万")
        assert _value(told, "generation") == (now and now * 10_000), words
        assert _value(told, "generation", "former") == (former and former * 10_000), words
        assert (_value(told, "tariff"), _value(told, "price", "asking")) == (rate, 2_300_000), words
        assert not _of(told, "price", "unknown"), words


def test_outputs_and_sizes_of_plants_sold_together_are_added_up_and_years_are_not() -> None:
    for text, (low, high) in OUTPUTS.items():
        (fact,) = _of(scan_text(text), "generation")
        assert (fact.value_min, fact.value_max) == (low * 10_000, high * 10_000), text
    for text in TWO_SIZES:
        told = scan_text(text)
        assert _value(told, "capacity") == 1640 and not told.flags, text


def test_a_mine_sold_along_makes_a_bundle_and_one_nearby_does_not() -> None:
    for text in WITH_MINES:
        told = scan_text(text)
        assert told.extraction.reading.object == "bundle" and not told.flags, text
    for clause in ("附近有铁矿和水泥厂,用电量大", "原为水泥厂自备电站"):
        assert scan_text(f"贵州水电站转让,1000千瓦,700万,{clause}").extraction.reading.object == "plant", clause


def test_the_voltages_of_a_transformer_are_no_rate() -> None:
    for sides in SIDES:
        told = scan_text(f"装机2×400kW,水电站转让,变压器{sides},280万,湖南炎陵")
        assert not _of(told, "tariff"), sides
        assert [one.value_min for one in told.extraction.facts if one.kind == "transformer"] == [1000], sides
    assert _value(scan_text("装机2×400kW,水电站转让,主变S9-1000/10,电价0.4,280万,湖南炎陵"), "tariff") == 0.4
